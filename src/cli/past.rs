//! The tree as it was on the day on which a written audit was: what was true then and is not true
//! now is out of date rather than wrong.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::audit::Audit;
use super::scan;
use crate::analyze::Request;
use crate::audit::{Commit, Document, History, Past};

/// What tells the day of a document.
pub(super) struct Written {
    /// Its path relative to the root, where it lies below it.
    pub(super) below: Option<String>,
    /// Where it lies.
    report: PathBuf,
    /// The day that was given, or that it states.
    day: Option<String>,
    /// Whether that day was given.
    is_given: bool,
}

impl Written {
    /// What there is to tell the day of a document.
    pub(super) fn of(arguments: &Audit, document: &Document, below: Option<String>) -> Self {
        Self {
            below,
            report: arguments.report.clone(),
            day: arguments.written.clone().or_else(|| document.day.clone()),
            is_given: arguments.written.is_some(),
        }
    }

    /// The same for a document of this tree of which no more is known.
    pub(super) fn below(path: &str) -> Self {
        Self {
            below: Some(path.to_owned()),
            report: PathBuf::from(path),
            day: None,
            is_given: false,
        }
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

/// The tree of the day of a document; none where it is today's, or git does not know it.
pub(super) fn past(written: &Written, history: &History, request: &Request) -> Option<Past> {
    let commit = written.commit(history).filter(|commit| commit.age > 0)?;
    let folder = tempfile::Builder::new().prefix("lacuna-").tempdir().ok()?;
    let root = folder.path().canonicalize().ok()?;
    history.export(commit, &root).ok()?;
    let request = Request {
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
    };
    Some(Past {
        project: scan::project_of(&request).ok()?,
        commit: commit.clone(),
    })
}

/// A day as it is given on the command line.
pub(super) fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
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
    }
}
