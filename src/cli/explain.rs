//! `lacuna explain`: the chain from a test to a file or symbol, or why there is none.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Target, prepare, scan};
use crate::error::{self, Error};
use crate::model::Project;
use crate::report;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A file, and after `#` a symbol in it: `src/auth.py#Login.check`
    #[arg(value_name = "PATH[#SYMBOL]")]
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
    let (path, symbol) = split(&explain.subject);
    let folder = Path::new(path)
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let prepared = prepare(&Target {
        path: folder.unwrap_or(Path::new(".")).to_owned(),
        profile: explain.profile.clone(),
        coverage: explain.coverage.clone(),
    })?;
    let project = scan::complete(&prepared)?;
    let name = Path::new(path)
        .file_name()
        .map(PathBuf::from)
        .unwrap_or_default();
    let stored = Path::new(&prepared.place.focus).join(name);
    let stored = stored.to_string_lossy().replace('\\', "/");
    let Some(file) = project.find(&stored) else {
        return Err(Error::Usage {
            message: format!("no file `{path}` is in the tree"),
            hint: Some("it may be ignored; `lacuna scan --format json` lists all files".to_owned()),
        });
    };
    let at = match symbol {
        Some(name) => Some(find_symbol(&project, file, name)?),
        None => None,
    };
    let mut output = BufWriter::new(std::io::stdout().lock());
    report::explain(&project, file, at, explain.tests, &mut output)
        .and_then(|()| output.flush())
        .map_err(Error::Output)
}

/// An existing path wins, also one with a `#` in it.
fn split(subject: &str) -> (&str, Option<&str>) {
    match subject.rsplit_once('#') {
        Some((path, symbol)) if !Path::new(subject).exists() => (path, Some(symbol)),
        _ => (subject, None),
    }
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
