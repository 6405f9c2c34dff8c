//! `lacuna explain`: the chain from a test to a file or symbol, or why there is none.

mod subject;

use std::io::{BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use clap::Args;
use unicode_normalization::UnicodeNormalization;

use self::subject::{Part, Subject};
use super::{Target, prepare_at, root, scan, warn_of_marks};
use crate::error::{self, Error};
use crate::model::Project;
use crate::report;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A file, and a symbol or line in it: `src/auth.py#Login.check`, `src/auth.py:120`
    #[arg(value_name = "PATH[#SYMBOL|:LINE]")]
    subject: String,

    /// Use an embedded profile below the project's own configuration (`luml`)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// List all the tests that lead there, not the nearest only
    #[arg(long)]
    tests: bool,

    /// Coverage report, or a folder of them, beside those in the usual places; may be repeated
    #[arg(long, value_name = "PATH")]
    coverage: Vec<PathBuf>,
}

pub(super) fn run(explain: &Explain) -> Result<(), Error> {
    let typed = Subject::of(&explain.subject);
    let path = Path::new(typed.path);
    let prepared = prepare_at(
        root::find_of_file(&folder_of(path))?,
        &Target {
            profile: explain.profile.clone(),
            coverage: explain.coverage.clone(),
            ..Target::default()
        },
    )?;
    warn_of_marks(&prepared);
    let project = scan::complete(&prepared)?;
    let stored = stored(path, &prepared.place.root);
    let Some(file) = project.find(&stored) else {
        return Err(subject::unknown(&project, typed.path, &stored));
    };
    let at = match typed.part {
        Some(Part::Symbol(name)) => Some(find_symbol(&project, file, name)?),
        Some(Part::Line(line)) => subject::at_line(&project, file, line),
        None => None,
    };
    let mut output = BufWriter::new(std::io::stdout().lock());
    report::explain(&project, file, at, explain.tests, &mut output)
        .and_then(|()| output.flush())
        .map_err(Error::Output)
}

/// The nearest folder above a path that is there: the file may not be.
fn folder_of(path: &Path) -> PathBuf {
    path.ancestors()
        .skip(1)
        .map(|folder| match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        })
        .find(|folder| folder.is_dir())
        .unwrap_or(Path::new("."))
        .to_owned()
}

/// A typed path as files of the scan are named: relative to the root, with `/`. The file itself may
/// be a link, which is not followed.
fn stored(path: &Path, root: &Path) -> String {
    let folder = folder_of(path);
    let rest = path.strip_prefix(&folder).unwrap_or(path);
    let folder = folder.canonicalize().unwrap_or(folder);
    let inside = folder.strip_prefix(root).unwrap_or(&folder).join(rest);
    let parts = inside.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let text = parts.collect::<Vec<_>>().join("/");
    text.nfc().collect()
}

fn find_symbol(project: &Project, file: crate::model::FileId, name: &str) -> Result<u32, Error> {
    let symbols = project.file(file).map_or(&[] as &[_], |file| &file.symbols);
    let whole = symbols.iter().position(|symbol| &*symbol.name == name);
    let last = || {
        let mut same = symbols
            .iter()
            .enumerate()
            .filter(|(_, symbol)| symbol.name.rsplit('.').next() == Some(name));
        let first = same.next()?;
        same.next().is_none().then_some(first.0)
    };
    let found = whole.or_else(last).and_then(|at| u32::try_from(at).ok());
    found.ok_or_else(|| Error::Usage {
        message: format!("no symbol is called `{name}` in that file"),
        hint: hint_at(name, symbols.iter().map(|symbol| &*symbol.name)),
    })
}

/// The name that was meant, or else those of the file that come nearest.
fn hint_at<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    if let Some(near) = error::closest(name, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let near = error::nearest(name, known, 3);
    (!near.is_empty()).then(|| format!("the nearest names in it are `{}`", near.join("`, `")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, known: &[&str], expect: Option<&str>) {
        let hint = hint_at(name, known.iter().copied());
        assert_eq!(hint.as_deref(), expect, "{name}");
    }

    #[test]
    fn an_unknown_symbol_leads_to_the_nearest_names() {
        let known = ["Orbit.create", "Orbit.note", "Orbit", "drop"];
        check("creat", &["create"], Some("did you mean `create`?"));
        check(
            "nope",
            &known,
            Some("the nearest names in it are `Orbit.note`, `drop`, `Orbit`"),
        );
        check("nope", &[], None);
    }
}
