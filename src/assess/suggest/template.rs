//! One habit of naming and placing tests: learned from a pair, applied to another file.

use rustc_hash::FxHashSet;

use crate::assess::words::{same_word, words};
pub(super) use crate::model::folder_of;
use crate::model::{File, below, is_at_or_below, name_of};

/// Parts of paths and names that say "test".
const TEST_WORDS: &[&str] = &[
    "test",
    "tests",
    "testing",
    "spec",
    "specs",
    "unit",
    "integration",
    "functional",
    "e2e",
    "cy",
    "it",
];

/// Files that stand at the root of a project.
const MANIFESTS: &[&str] = &[
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "package.json",
    "go.mod",
    "Cargo.toml",
];

/// A habit. The order among templates decides where votes are equal: the simpler place first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Template {
    place: Place,
    prefix: String,
    suffix: String,
    source_ending: String,
    test_ending: String,
}

/// Where a test stands, seen from its source file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    /// In the file itself.
    Within,
    /// In the same folder.
    Beside,
    /// In a folder of the source's folder.
    Below(String),
    /// In a tree of its own that mirrors the sources: below the project's root, `strip` is taken
    /// off and `root` put before what is left.
    Mirror {
        strip: Vec<String>,
        root: Vec<String>,
    },
    /// All in one folder below the project's root.
    Flat(Vec<String>),
}

/// Folders that hold a manifest.
pub(super) struct Roots<'a>(FxHashSet<&'a str>);

impl<'a> Roots<'a> {
    /// Finds them among the files.
    pub(super) fn new(files: &'a [File]) -> Self {
        let manifests = files
            .iter()
            .filter(|file| MANIFESTS.contains(&file.base_name()));
        Self(manifests.map(|file| folder_of(&file.path)).collect())
    }

    /// The nearest folder with a manifest at or above `folder` that also holds `other`; the
    /// whole tree where there is none.
    fn over<'p>(&self, folder: &'p str, other: &str) -> &'p str {
        ancestors(folder)
            .find(|root| self.0.contains(root) && is_at_or_below(other, root))
            .unwrap_or_default()
    }
}

/// What a pair teaches; none where the names do not correspond. No template where the test's
/// place is no habit, two where it could stand in a mirrored tree or in one folder for all.
pub(super) fn learn(source: &str, test: &str, roots: &Roots) -> Option<Vec<Template>> {
    let (stem, source_ending) = split_name(source);
    let (test_stem, test_ending) = split_name(test);
    let template = |(prefix, suffix): (&str, &str), place| Template {
        place,
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        source_ending: source_ending.to_owned(),
        test_ending: test_ending.to_owned(),
    };
    if source == test {
        return Some(vec![template(("", ""), Place::Within)]);
    }
    let affixes = affixes(stem, test_stem)?;
    let places = places(folder_of(source), folder_of(test), roots).into_iter();
    let habits = places.filter(|place| affixes != ("", "") || *place != Place::Beside);
    Some(habits.map(|place| template(affixes, place)).collect())
}

impl Template {
    /// Whether it was learned from a file with the same ending.
    pub(super) fn is_made_for(&self, source: &str) -> bool {
        split_name(source).1 == self.source_ending
    }

    /// The place of the test of `source`; `seen` is the folder where the tests of its folder
    /// stand already.
    pub(super) fn apply(&self, source: &str, seen: Option<&str>, roots: &Roots) -> Option<String> {
        if self.place == Place::Within {
            return Some(source.to_owned());
        }
        let folder = match seen {
            Some(seen) => seen.to_owned(),
            None => self.place.folder(folder_of(source), roots)?,
        };
        let (stem, ending) = split_name(source);
        let stem = self.bare_stem(stem, source);
        let ending = self.ending(ending);
        let Self { prefix, suffix, .. } = self;
        Some(join(&folder, &format!("{prefix}{stem}{suffix}{ending}")))
    }

    /// `test_` goes before `client` for `_client`, and before the package's name for `__init__`, as
    /// that stands for `index` where the tests of all packages stand together.
    fn bare_stem<'p>(&self, stem: &'p str, source: &'p str) -> &'p str {
        let package = || {
            let name = folder_of(source).rsplit('/').next();
            name.filter(|name| !name.is_empty())
        };
        // In one folder for all, the tests of all packages' index files would be one.
        if stem == "index" && matches!(self.place, Place::Flat(_)) {
            return package().unwrap_or(stem);
        }
        if !self.prefix.ends_with('_') {
            return stem;
        }
        match stem.trim_matches('_') {
            "init" if stem != "init" => package().unwrap_or("init"),
            "" => stem,
            bare => bare,
        }
    }

    /// A test is written in the source's language, save that of a component in its script's.
    fn ending<'p>(&'p self, ending: &'p str) -> &'p str {
        let is_component = |ending: &str| matches!(ending, ".vue" | ".svelte" | ".astro");
        let kept = self.source_ending == self.test_ending || is_component(&self.source_ending);
        match ending == self.source_ending || is_component(ending) {
            true => &self.test_ending,
            false if kept => ending,
            false => &self.test_ending,
        }
    }
}

impl Place {
    /// The folder of the tests for sources in `folder`.
    fn folder(&self, folder: &str, roots: &Roots) -> Option<String> {
        let root_of_project = roots.over(folder, folder);
        match self {
            Self::Within | Self::Beside => Some(folder.to_owned()),
            Self::Below(name) => Some(join(folder, name)),
            Self::Flat(root) => Some(join(root_of_project, &root.join("/"))),
            Self::Mirror { strip, root } => {
                let parts = parts(seen_from(folder, root_of_project)?);
                let common = parts
                    .iter()
                    .zip(strip)
                    .take_while(|(one, other)| one == other);
                let common = common.count();
                let mut rest = parts.get(common..).unwrap_or_default();
                let mut root: Vec<&str> = root.iter().map(String::as_str).collect();
                if common < strip.len() {
                    // Another package: only what says "test" of the root applies to it.
                    root.retain(|part| is_test_part(part));
                    let project = root_of_project.rsplit('/').next();
                    let container = rest.first().copied();
                    if common == 0 && (container == Some("src") || container == project) {
                        rest = rest.get(1..).unwrap_or_default();
                    }
                }
                root.extend(rest);
                Some(join(root_of_project, &root.join("/")))
            }
        }
    }
}

/// What stands before and after the source's stem in that of the test; none where anything else
/// than words for tests does. `users` may be tested by `test_user`, `_client` by `test_client`.
fn affixes<'a>(stem: &str, test_stem: &'a str) -> Option<(&'a str, &'a str)> {
    let bare = stem.trim_matches('_');
    let plural = format!("{bare}s");
    let cores = [stem, bare, &plural, bare.strip_suffix('s').unwrap_or(bare)];
    let mut cores = cores.into_iter().filter(|core| !core.is_empty());
    cores.find_map(|core| {
        test_stem
            .match_indices(core)
            .find_map(|(start, _)| around(test_stem, start, core))
    })
}

/// Prefix and suffix of `core` at `start`, where both are words for tests of their own.
fn around<'a>(stem: &'a str, start: usize, core: &str) -> Option<(&'a str, &'a str)> {
    let prefix = stem.get(..start)?;
    let suffix = stem.get(start + core.len()..)?;
    let ends = prefix.is_empty() || prefix.ends_with(is_separator) || is_capital(core);
    let begins = suffix.is_empty() || suffix.starts_with(is_separator) || is_capital(suffix);
    let are_tests = words(prefix).chain(words(suffix)).all(is_test_word);
    (ends && begins && are_tests).then_some((prefix, suffix))
}

/// All places that explain where a test stands.
fn places(source: &str, test: &str, roots: &Roots) -> Vec<Place> {
    if source == test {
        return vec![Place::Beside];
    }
    if let Some(rest) = seen_from(test, source).filter(|_| !source.is_empty())
        && parts(rest).iter().all(|part| is_test_part(part))
    {
        return vec![Place::Below(rest.to_owned())];
    }
    let root = roots.over(source, test);
    let (Some(source), Some(test)) = (seen_from(source, root), seen_from(test, root)) else {
        return Vec::new();
    };
    let (source, test) = (parts(source), parts(test));
    let tail = source
        .iter()
        .rev()
        .zip(test.iter().rev())
        .take_while(|(one, other)| same_word(one, other))
        .count();
    let owned = |parts: &[&str], keep: usize| -> Vec<String> {
        parts
            .iter()
            .take(keep)
            .map(|&part| part.to_owned())
            .collect()
    };
    let strip = owned(&source, source.len() - tail);
    let root = owned(&test, test.len() - tail);
    if !root.iter().any(|part| is_test_part(part)) {
        return Vec::new();
    }
    let flat = tail == 0 && !strip.is_empty() && root.iter().all(|part| is_test_part(part));
    let mut places = Vec::new();
    if flat {
        places.push(Place::Flat(root.clone()));
    }
    places.push(Place::Mirror { strip, root });
    places
}

fn is_test_word(word: &str) -> bool {
    TEST_WORDS
        .iter()
        .any(|test| test.eq_ignore_ascii_case(word))
}

/// Whether a folder's name says "test" and nothing else: `tests`, `__tests__`.
fn is_test_part(part: &str) -> bool {
    words(part).next().is_some() && words(part).all(is_test_word)
}

fn is_separator(letter: char) -> bool {
    !letter.is_alphanumeric()
}

fn is_capital(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
}

/// A folder and all folders above it, nearest first; the root is empty.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder_of(folder))
    })
}

/// The name of a file without its ending, and the ending with its dot.
fn split_name(path: &str) -> (&str, &str) {
    let name = name_of(path);
    match name.rfind('.').filter(|&dot| dot > 0) {
        Some(dot) => name.split_at(dot),
        None => (name, ""),
    }
}

/// `path` as seen from `folder`; none where it stands elsewhere.
fn seen_from<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    match path == folder {
        true => Some(""),
        false => below(path, folder),
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

fn join(folder: &str, rest: &str) -> String {
    match (folder, rest) {
        ("", rest) => rest.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, rest) => format!("{folder}/{rest}"),
    }
}
