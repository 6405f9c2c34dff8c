//! What a person asks `explain` about, and what is said where there is no such thing.

use std::path::Path;

use crate::error::{self, Error};
use crate::model::{FileId, Project};

/// Most paths that a hint names.
const FEW: usize = 3;

/// A typed subject, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject<'a> {
    /// The path as typed.
    pub(super) path: &'a str,
    /// What in the file.
    pub(super) part: Option<Part<'a>>,
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// The name of a symbol.
    Symbol(&'a str),
    /// A line, 1-based.
    Line(u32),
}

impl<'a> Subject<'a> {
    /// Takes it apart.
    pub(super) fn of(text: &'a str) -> Self {
        Self::by(text, &|path| Path::new(path).exists())
    }

    /// The longest path that is there wins, also one with a `#` or `:` in it. Names of private
    /// members begin with a `#`, so that of a path that is not there the first one counts.
    fn by(text: &'a str, exists: &dyn Fn(&str) -> bool) -> Self {
        let whole = Self {
            path: text,
            part: None,
        };
        if exists(text) {
            return whole;
        }
        let split = |at: usize| Some((text.get(..at)?, text.get(at + 1..)?));
        let mut marks = text.rmatch_indices('#').filter_map(|(at, _)| split(at));
        if let Some((path, name)) = marks.find(|(path, _)| exists(path)) {
            // `Cart.#total`: the `#` of the member is no end of the path.
            return Self {
                path,
                part: Some(Part::Symbol(name)),
            };
        }
        if let Some((path, line)) = of_line(text) {
            return Self {
                path,
                part: Some(Part::Line(line)),
            };
        }
        match text.split_once('#') {
            Some((path, name)) if !path.is_empty() => Self {
                path,
                part: Some(Part::Symbol(name)),
            },
            _ => whole,
        }
    }
}

/// `path:12` and `path:12:7`, as compilers print places.
fn of_line(text: &str) -> Option<(&str, u32)> {
    let number = |text: &str| text.parse::<u32>().ok();
    let (path, last) = text.rsplit_once(':')?;
    let last = number(last)?;
    match path.rsplit_once(':') {
        Some((path, line)) if number(line).is_some() => Some((path, number(line)?)),
        _ => Some((path, last)),
    }
}

/// The innermost symbol around a line; none for code outside of all.
pub(super) fn at_line(project: &Project, file: FileId, line: u32) -> Option<u32> {
    let symbols = project.file(file).map_or(&[] as &[_], |file| &file.symbols);
    (0u32..)
        .zip(symbols)
        .filter(|(_, symbol)| (symbol.start..=symbol.end).contains(&line))
        .min_by_key(|(_, symbol)| symbol.end - symbol.start)
        .map(|(at, _)| at)
}

/// Why there is nothing to explain. `stored` is the path as files of the scan are named.
pub(super) fn unknown(project: &Project, typed: &str, stored: &str) -> Error {
    let is_folder = project.files.iter().any(|file| {
        let rest = file.path.strip_prefix(stored);
        stored.is_empty() || rest.is_some_and(|rest| rest.starts_with('/'))
    });
    if is_folder {
        return Error::Usage {
            message: format!("`{typed}` is a folder: files and what is in them can be explained"),
            hint: Some(format!("`lacuna scan {typed}` lists the gaps below it")),
        };
    }
    let near = near(project, stored);
    let hint = if Path::new(typed).exists() {
        "it may be ignored; `lacuna scan --format json` lists all files".to_owned()
    } else if near.is_empty() {
        "`lacuna scan --format json` lists all files".to_owned()
    } else {
        format!("did you mean `{}`?", near.join("`, `"))
    };
    Error::Usage {
        message: format!("no file `{typed}` is in the tree"),
        hint: Some(hint),
    }
}

/// Paths that somebody may have meant: those that end so, else those that have it as a part, else
/// those whose name is the most like it.
fn near<'p>(project: &'p Project, wanted: &str) -> Vec<&'p str> {
    let name = wanted.rsplit('/').next().unwrap_or(wanted);
    if name.is_empty() {
        return Vec::new();
    }
    let with = |is_meant: &dyn Fn(&str) -> bool| -> Vec<&'p str> {
        let mut paths: Vec<&str> = project
            .files
            .iter()
            .filter(|file| file.language.is_some() && is_meant(&file.path))
            .map(|file| &*file.path)
            .collect();
        paths.sort_by_key(|path| path.len());
        paths.truncate(FEW);
        paths
    };
    let ends = |path: &str, end: &str| {
        path.strip_suffix(end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let tries: [&dyn Fn(&str) -> bool; 3] = [
        &|path| ends(path, wanted),
        &|path| ends(path, name),
        &|path| path.contains(wanted),
    ];
    let found = tries.into_iter().map(with).find(|found| !found.is_empty());
    found.unwrap_or_else(|| {
        with(&|path| {
            let base = path.rsplit('/').next().unwrap_or(path);
            base.contains(name) || error::closest(name, [base]).is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_that_is_there_counts() {
        let check = |text: &str, path: &str, part: Option<Part<'_>>| {
            let there = ["a.js", "odd#name.js", "b.js:3", "src/a.py"];
            let found = Subject::by(text, &|path| there.contains(&path));
            assert_eq!(found, Subject { path, part }, "{text}");
        };
        check("a.js", "a.js", None);
        check("a.js#Cart", "a.js", Some(Part::Symbol("Cart")));
        check(
            "a.js#Cart.#total",
            "a.js",
            Some(Part::Symbol("Cart.#total")),
        );
        check("a.js##total", "a.js", Some(Part::Symbol("#total")));
        check("odd#name.js", "odd#name.js", None);
        check("odd#name.js#f", "odd#name.js", Some(Part::Symbol("f")));
        check("src/a.py:120", "src/a.py", Some(Part::Line(120)));
        check("src/a.py:120:7", "src/a.py", Some(Part::Line(120)));
        check("b.js:3", "b.js:3", None);
        check("gone.py:12", "gone.py", Some(Part::Line(12)));
        check("gone.js#A.#b", "gone.js", Some(Part::Symbol("A.#b")));
        check("gone.js", "gone.js", None);
        check("C:x", "C:x", None);
    }
}
