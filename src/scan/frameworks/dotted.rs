//! Python modules and what is in them by the dotted names that stand in strings.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::FileId;
use crate::scan::calls::{Index, Node, Value};

/// Files by the dotted names under which they can be imported.
pub(crate) struct Dotted {
    /// None where several files could be meant.
    files: FxHashMap<String, Option<FileId>>,
    /// Folders with Python files, by dotted name, with their paths.
    packages: FxHashMap<String, Vec<String>>,
}

impl Dotted {
    /// Finds the files behind those names only that are asked for.
    pub(crate) fn new<'t>(index: &Index<'_>, asked: impl Iterator<Item = &'t str>) -> Self {
        let mut prefixes: FxHashSet<&str> = FxHashSet::default();
        for name in asked {
            prefixes.insert(name);
            prefixes.extend(name.match_indices('.').filter_map(|(at, _)| name.get(..at)));
        }
        let mut dotted = Self {
            files: FxHashMap::default(),
            packages: FxHashMap::default(),
        };
        // Most files end otherwise than all that is asked for.
        let lasts: FxHashSet<&str> = prefixes.iter().map(|name| last(name)).collect();
        for (file, path) in index.files_of(Family::Python) {
            let Some(stem) = path.strip_suffix(".py") else {
                continue;
            };
            let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
            if lasts.contains(last(stem)) {
                dotted.add(file, stem, &prefixes);
            }
            if let Some((folder, _)) = stem.rsplit_once('/')
                && lasts.contains(last(folder))
            {
                dotted.add_package(folder, &prefixes);
            }
        }
        dotted
    }

    fn add(&mut self, file: FileId, stem: &str, asked: &FxHashSet<&str>) {
        let name = stem.replace('/', ".");
        for tail in tails(&name).filter(|tail| asked.contains(tail)) {
            self.files
                .entry(tail.to_owned())
                .and_modify(|known| {
                    if *known != Some(file) {
                        *known = None;
                    }
                })
                .or_insert(Some(file));
        }
    }

    fn add_package(&mut self, folder: &str, asked: &FxHashSet<&str>) {
        let name = folder.replace('/', ".");
        for tail in tails(&name).filter(|tail| asked.contains(tail)) {
            let folders = self.packages.entry(tail.to_owned()).or_default();
            if folders.iter().all(|known| known != folder) {
                folders.push(folder.to_owned());
            }
        }
    }

    /// Folders of the package of this name.
    pub(super) fn packages(&self, name: &str) -> &[String] {
        self.packages.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a dotted name stands for; names that a module imports from elsewhere included.
    pub(crate) fn value<'a>(&self, index: &Index<'a>, name: &str) -> Option<Value<'a>> {
        if let Some(Some(file)) = self.files.get(name) {
            return Some(Value::Module(*file));
        }
        let mut end = name.rfind('.')?;
        loop {
            let (head, tail) = name.split_at(end);
            if let Some(Some(file)) = self.files.get(head) {
                return index.value_in(*file, tail.trim_start_matches('.'));
            }
            end = head.rfind('.')?;
        }
    }

    /// The module of this name, or the definition in it: `app.auth`, `app.auth.Login.check`.
    pub(super) fn find(&self, index: &Index<'_>, name: &str) -> Option<(FileId, Option<Node>)> {
        if let Some(Some(file)) = self.files.get(name) {
            return Some((*file, None));
        }
        let mut end = name.rfind('.')?;
        loop {
            let (head, tail) = name.split_at(end);
            if let Some(Some(file)) = self.files.get(head) {
                let tail = tail.trim_start_matches('.');
                let passed_on = || match index.value_in(*file, tail)? {
                    Value::Class(node) | Value::Function(node) => Some(node),
                    _ => None,
                };
                let node = index.definition(*file, tail).or_else(passed_on)?;
                return Some((*file, Some(node)));
            }
            end = head.rfind('.')?;
        }
    }
}

/// Whether a text is one name of Python, or several with dots between.
pub(super) fn is_dotted_name(text: &str) -> bool {
    text.split('.').all(|part| {
        let mut letters = part.chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

fn last(name: &str) -> &str {
    name.rsplit(['.', '/']).next().unwrap_or(name)
}

/// The name without its first parts: `a.b.c`, `b.c`, `c`.
pub(super) fn tails(name: &str) -> impl Iterator<Item = &str> {
    std::iter::once(name).chain(
        name.match_indices('.')
            .filter_map(|(at, _)| name.get(at + 1..)),
    )
}
