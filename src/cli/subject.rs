//! Files and functions as people name them on the command line, and what is said where there is no
//! such thing.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::{Prepared, Target, prepare_at, root, scan};
use crate::error::{self, Error};
use crate::model::{FileId, Project, ends_with_parts, is_below, name_of};

/// Most paths that a hint names.
const FEW: usize = 3;

/// What people named, found in a scan.
pub(super) struct Asked {
    pub(super) prepared: Prepared,
    pub(super) project: Project,
    /// A file, and maybe a symbol of it, for each that was named.
    pub(super) found: Vec<(FileId, Option<u32>)>,
}

impl Asked {
    /// Scans the tree that holds the first of them, and finds all.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where one is not in that tree, and whatever ends a scan.
    pub(super) fn of(
        subjects: &[String],
        profile: Option<&str>,
        coverage: &[PathBuf],
    ) -> Result<Self, Error> {
        let typed: Vec<Subject<'_>> = subjects.iter().map(|text| Subject::of(text)).collect();
        let first = typed.first().map_or("", |subject| subject.path);
        let prepared = prepare_at(
            root::find_of_file(&folder_of(Path::new(first)))?,
            &Target {
                profile: profile.map(str::to_owned),
                coverage: coverage.to_vec(),
                ..Target::default()
            },
        )?;
        let project = scan::complete(&prepared)?;
        let found = typed
            .iter()
            .map(|subject| find(&project, subject, &prepared.place.root))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            prepared,
            project,
            found,
        })
    }
}

fn find(
    project: &Project,
    subject: &Subject<'_>,
    root: &Path,
) -> Result<(FileId, Option<u32>), Error> {
    let stored = stored(Path::new(subject.path), root);
    let Some(file) = project.find(&stored) else {
        return Err(unknown(project, subject.path, &stored));
    };
    let at = match subject.part {
        Some(Part::Symbol(name)) => Some(find_symbol(project, file, name)?),
        Some(Part::Line(line)) => at_line(project, file, line),
        None => None,
    };
    Ok((file, at))
}

/// A typed subject, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Subject<'a> {
    /// The path as typed.
    path: &'a str,
    /// What in the file.
    part: Option<Part<'a>>,
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// The name of a symbol.
    Symbol(&'a str),
    /// A line, 1-based.
    Line(u32),
}

impl<'a> Subject<'a> {
    /// Takes it apart.
    fn of(text: &'a str) -> Self {
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

fn find_symbol(project: &Project, file: FileId, name: &str) -> Result<u32, Error> {
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

/// The innermost symbol around a line; none for code outside of all.
fn at_line(project: &Project, file: FileId, line: u32) -> Option<u32> {
    let symbols = project.file(file).map_or(&[] as &[_], |file| &file.symbols);
    (0u32..)
        .zip(symbols)
        .filter(|(_, symbol)| (symbol.start..=symbol.end).contains(&line))
        .min_by_key(|(_, symbol)| symbol.end - symbol.start)
        .map(|(at, _)| at)
}

/// Why there is nothing to explain. `stored` is the path as files of the scan are named.
fn unknown(project: &Project, typed: &str, stored: &str) -> Error {
    let is_folder = project
        .files
        .iter()
        .any(|file| is_below(&file.path, stored));
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
    let name = name_of(wanted);
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
    let tries: [&dyn Fn(&str) -> bool; 3] = [
        &|path| ends_with_parts(path, wanted),
        &|path| ends_with_parts(path, name),
        &|path| path.contains(wanted),
    ];
    let found = tries.into_iter().map(with).find(|found| !found.is_empty());
    found.unwrap_or_else(|| {
        with(&|path| {
            let base = name_of(path);
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

    fn check_hint(name: &str, known: &[&str], expect: Option<&str>) {
        let hint = hint_at(name, known.iter().copied());
        assert_eq!(hint.as_deref(), expect, "{name}");
    }

    #[test]
    fn an_unknown_symbol_leads_to_the_nearest_names() {
        let known = ["Orbit.create", "Orbit.note", "Orbit", "drop"];
        check_hint("creat", &["create"], Some("did you mean `create`?"));
        check_hint(
            "nope",
            &known,
            Some("the nearest names in it are `Orbit.note`, `drop`, `Orbit`"),
        );
        check_hint("nope", &[], None);
    }
}
