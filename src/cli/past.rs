//! The tree as it was on the day on which a written audit was: what was true then and is not true
//! now is out of date rather than wrong.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::audit::Audit;
use super::scan;
use super::scratch::Scratch;
use crate::analyze::Request;
use crate::audit::{self, Commit, Document, History, Past};
use crate::error::Error;
use crate::model::Project;

/// What tells the day of a document.
#[derive(Debug, Clone)]
pub(super) struct Written {
    /// Its path relative to the root, where it lies below it.
    pub(super) below: Option<String>,
    /// Where it lies.
    report: PathBuf,
    /// The day that was given, or that it states.
    day: Option<String>,
    /// Whether that day was given.
    is_given: bool,
    /// Whether the document says anything of files.
    has_entries: bool,
}

impl Written {
    /// What there is to tell the day of a document.
    pub(super) fn of(arguments: &Audit, document: &Document, below: Option<String>) -> Self {
        Self {
            below,
            report: arguments.report.clone(),
            day: arguments.written.clone().or_else(|| document.day.clone()),
            is_given: arguments.written.is_some(),
            has_entries: !document.entries.is_empty(),
        }
    }

    /// The same for a document of this tree of which no more is known.
    pub(super) fn below(path: &str) -> Self {
        Self {
            below: Some(path.to_owned()),
            report: PathBuf::from(path),
            day: None,
            is_given: false,
            has_entries: true,
        }
    }

    /// Refuses a day that was given and of which git knows nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`], with what git knows.
    pub(super) fn check(&self, history: Option<&History>) -> Result<(), Error> {
        let Some(day) = self.day.as_deref().filter(|_| self.is_given) else {
            return Ok(());
        };
        let oldest = history.and_then(History::oldest);
        let (message, hint) = match oldest {
            Some(oldest) if oldest.date.as_str() > day => (
                format!(
                    "no commit is of {day} or before: the oldest is of {}",
                    oldest.date
                ),
                "in a shallow clone, `git fetch --unshallow` brings the older ones",
            ),
            Some(_) => return Ok(()),
            None => (
                format!("what the tree was on {day} is not known: there is no commit"),
                "leave `--written` out to hold the audit against the tree of today only",
            ),
        };
        Err(Error::Usage {
            message,
            hint: Some(hint.to_owned()),
        })
    }

    /// The commit of the day: as given, as the document's own commit says, here or where it lies,
    /// or as it states.
    fn commit<'a>(&self, history: &'a History) -> Option<&'a Commit> {
        let stated = || history.on_day(self.day.as_deref()?);
        if self.is_given {
            return stated();
        }
        let here = || history.written(self.below.as_deref()?);
        here().or_else(|| self.elsewhere(history)).or_else(stated)
    }

    /// The commit of a document that lies in another tree: the same one here, or the one of its day.
    fn elsewhere<'a>(&self, history: &'a History) -> Option<&'a Commit> {
        let report = self.report.canonicalize().ok()?;
        let own = History::open(report.parent()?)?;
        let written = own.written(report.file_name()?.to_str()?)?;
        history
            .named(&written.id)
            .or_else(|| history.on_day(&written.date))
    }
}

/// The tree of the day of a document; none where it is today's, git does not know it, or the
/// document says nothing of files.
///
/// # Errors
///
/// Why that tree could not be scanned.
pub(super) fn past(
    written: &Written,
    history: Option<&History>,
    request: &Request,
) -> Result<Option<Past>, Error> {
    let commit = history.and_then(|history| Some((history, written.commit(history)?)));
    let Some((history, commit)) = commit.filter(|(_, commit)| commit.age > 0) else {
        return Ok(None);
    };
    if !written.has_entries {
        return Ok(None);
    }
    Ok(Some(Past {
        project: tree(request, |folder| history.export(commit, folder))?,
        commit: commit.clone(),
    }))
}

/// A scan of an earlier tree, with the settings of today; `export` writes it to a folder.
pub(super) fn tree(
    request: &Request,
    export: impl Fn(&Path) -> io::Result<()>,
) -> Result<Project, Error> {
    let fail = |error| Error::write(&std::env::temp_dir(), error);
    let folder = Scratch::new("lacuna-past-").map_err(fail)?;
    let root = folder.path().canonicalize().map_err(fail)?;
    export(&root).map_err(|error| match error.kind() {
        // Nothing is wrong with the disk.
        ErrorKind::Other => Error::Usage {
            message: format!("cannot scan the earlier tree: {error}"),
            hint: None,
        },
        _ => Error::write(&root, error),
    })?;
    scan::project_of(&Request {
        root,
        settings: request.settings.clone(),
        roadmap: None,
        accepted: BTreeSet::new(),
        reports: Vec::new(),
        earlier: Arc::default(),
        warnings: Vec::new(),
        cache: None,
        facts: request.facts.clone(),
        course: Arc::clone(&request.course),
    })
}

/// What is said where that tree could not be scanned, and what follows.
pub(super) fn not_scanned(error: &Error) -> String {
    format!(
        "the tree of the day of the audit could not be scanned, so that what is out of date counts \
         as wrong: {error}"
    )
}

/// A day as it is given on the command line.
pub(super) fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == 10 && day > audit::latest_day() => {
            Err("that day is still to come".to_owned())
        }
        Ok(day) if text.len() == 10 => Ok(day.to_string()),
        _ => Err("a day is written as YYYY-MM-DD".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(day(text).ok().as_deref(), expect, "{text}");
        };
        check("2026-01-03", Some("2026-01-03"));
        check("2026-02-30", None);
        check("2026-01-03T10:00", None);
        check("yesterday", None);
        check("9998-01-03", None);
    }
}
