//! Finds what an audit names: a path as written below a heading, a part of the project by words.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

mod named;
mod today;

use super::read::paths::is_test_name;
use super::read::words::{stem, words};
use super::{Document, Evidence, History};
use crate::model::{File, FileId, FileKind, Project, name_of};

pub(in crate::audit) use crate::model::{ends_with_parts, folder_of, is_at_or_below, is_below};
pub(in crate::audit) use named::without_counted;
pub(in crate::audit) use today::Since;

/// Most candidates that are named where a path is ambiguous.
const CANDIDATES: usize = 4;

/// What the whole project is called.
pub(in crate::audit) const WHOLE: &str = "the project";

/// What a path or some words stand for.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::audit) enum Found {
    /// One file.
    File(FileId),
    /// A folder with the files below it, or those of a glob.
    Part(Part),
    /// Several files, of which the first few are named.
    Ambiguous(Vec<String>),
    /// Nothing in the tree.
    Missing,
}

/// A part of the project.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::audit) struct Part {
    /// How to name it: its folder, or the component's name.
    pub(in crate::audit) name: String,
    /// Its folder; empty where it has none of its own.
    pub(in crate::audit) folder: String,
    /// Its files.
    pub(in crate::audit) files: Vec<FileId>,
}

/// The folder that a section is about.
#[derive(Debug, Clone, Default)]
struct Scope {
    folder: String,
    /// Whether a heading gives it as a path; words alone may mislead.
    is_given: bool,
}

/// The project's files and folders, ready to be looked up.
pub(in crate::audit) struct Places<'a> {
    pub(in crate::audit) project: &'a Project,
    pub(in crate::audit) document: &'a Document,
    /// Files by the last part of their path.
    by_name: BTreeMap<&'a str, Vec<FileId>>,
    /// Folders that hold source files at any depth, with the words of their parts.
    folders: BTreeMap<&'a str, Vec<BTreeSet<String>>>,
    /// Folder that each section is about, where its heading or one above it names one.
    scopes: Vec<Scope>,
    /// What git knows, where that was given.
    history: Option<&'a History>,
    /// The same for the tree of the day on which the document was written.
    then: Option<Box<Self>>,
    /// Files that the document's entries name.
    named: OnceCell<BTreeSet<FileId>>,
    /// What became of paths that were looked for, by path and section.
    fates: RefCell<BTreeMap<(String, usize), today::Fate>>,
}

impl<'a> Places<'a> {
    /// All that there is to look in: the tree, that of the day of the document, and git.
    pub(in crate::audit) fn of(document: &'a Document, evidence: &Evidence<'a>) -> Self {
        let then = evidence
            .past
            .map(|past| Box::new(Self::new(&past.project, document)));
        Self {
            history: evidence.history,
            then,
            ..Self::new(evidence.project, document)
        }
    }

    pub(in crate::audit) fn new(project: &'a Project, document: &'a Document) -> Self {
        let mut by_name: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
        let mut folders: BTreeMap<&str, Vec<BTreeSet<String>>> = BTreeMap::new();
        for (id, file) in project.entries() {
            by_name.entry(file.base_name()).or_default().push(id);
            if file.kind != FileKind::Source {
                continue;
            }
            let mut folder = folder_of(&file.path);
            while !folder.is_empty() && !folders.contains_key(folder) {
                folders.insert(folder, folder.split('/').map(stems).collect());
                folder = folder_of(folder);
            }
        }
        let mut places = Self {
            project,
            document,
            by_name,
            folders,
            scopes: Vec::new(),
            history: None,
            then: None,
            named: OnceCell::new(),
            fates: RefCell::default(),
        };
        for section in &document.sections {
            let outer = section.parent.and_then(|parent| places.scopes.get(parent));
            let outer = outer.cloned().unwrap_or_default();
            let given = section.paths.iter().find_map(|path| {
                let path = path.trim_end_matches('/');
                let within = places.folder(path, &outer.folder);
                within.or_else(|| places.folder(path, ""))
            });
            // The title of the document names the project, not a folder.
            let titled = (section.level > 1).then_some(section.title.as_str());
            let by_words = || places.folder_of_words(titled?, &outer.folder);
            let named = given.or_else(by_words);
            let scope = Scope {
                is_given: given.is_some() || outer.is_given,
                folder: named.map_or(outer.folder, str::to_owned),
            };
            places.scopes.push(scope);
        }
        places
    }

    /// The folder that a section is about; empty for the whole project.
    pub(in crate::audit) fn scope(&self, section: usize) -> &str {
        self.scopes.get(section).map_or("", |scope| &scope.folder)
    }

    /// The folders that a section may be about, innermost first; the root last, unless a heading
    /// gives a folder.
    fn scopes_of(&self, section: usize) -> Vec<&str> {
        let mut scopes = Vec::new();
        let mut current = Some(section);
        while let Some(index) = current {
            let scope = self.scope(index);
            if scopes.last() != Some(&scope) {
                scopes.push(scope);
            }
            current = self
                .document
                .sections
                .get(index)
                .and_then(|section| section.parent);
        }
        let is_given = self.scopes.get(section).is_some_and(|scope| scope.is_given);
        if is_given {
            scopes.retain(|scope| !scope.is_empty());
        } else if scopes.last() != Some(&"") {
            scopes.push("");
        }
        scopes
    }

    /// Finds a path as written in a section; `hint` are words beside it that may name a folder.
    pub(in crate::audit) fn path(&self, path: &str, section: usize, hint: &str) -> Found {
        let path = path.trim_start_matches("./");
        let folder = path.trim_end_matches('/');
        if folder.contains('/')
            && let Some(id) = self.project.find(folder)
        {
            return Found::File(id);
        }
        if folder.contains('*') {
            return self.glob(folder, section);
        }
        let mut outer = self.scopes_of(section);
        // Tests may stand anywhere.
        if is_test_name(path) && outer.last() != Some(&"") {
            outer.push("");
        }
        let hinted = self.folder_of_words(hint, outer.first().copied().unwrap_or_default());
        let scopes = hinted.into_iter().chain(outer);
        let mut unclear = None;
        for scope in scopes {
            let found = if path.ends_with('/') {
                Found::Missing
            } else {
                self.file(folder, scope)
            };
            match found {
                Found::Missing => {}
                // A wider scope can only add to the candidates.
                Found::Ambiguous(_) => {
                    unclear = Some(found);
                    break;
                }
                found => return found,
            }
            match self.folders_at(folder, scope).as_slice() {
                [] => {}
                [folder] => return Found::Part(self.part(folder)),
                several => {
                    let several = several.iter().take(CANDIDATES);
                    return Found::Ambiguous(several.map(|folder| format!("{folder}/")).collect());
                }
            }
        }
        unclear.unwrap_or(Found::Missing)
    }

    /// The file below `scope` whose path ends in `path`.
    fn file(&self, path: &str, scope: &str) -> Found {
        let name = name_of(path);
        let candidates: Vec<FileId> = self
            .by_name
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .filter(|id| {
                let file = self.project.file(*id);
                file.is_some_and(|file| {
                    is_below(&file.path, scope) && ends_with_parts(&file.path, path)
                })
            })
            .collect();
        self.choose(candidates, &join(scope, path), is_test_name(path))
    }

    /// The one candidate that is meant, where one is.
    fn choose(&self, mut candidates: Vec<FileId>, exact: &str, is_test: bool) -> Found {
        let file = |id: &FileId| self.project.file(*id);
        if let Some(id) = candidates
            .iter()
            .find(|id| file(id).is_some_and(|file| file.path.as_ref() == exact))
        {
            return Found::File(*id);
        }
        let narrow = |candidates: &mut Vec<FileId>, keep: &dyn Fn(&File) -> bool| {
            if candidates.iter().any(|id| file(id).is_some_and(keep)) {
                candidates.retain(|id| file(id).is_some_and(keep));
            }
        };
        narrow(&mut candidates, &|file| {
            is_test == (file.kind != FileKind::Source)
        });
        narrow(&mut candidates, &File::has_logic);
        match candidates.as_slice() {
            [] => Found::Missing,
            [id] => Found::File(*id),
            several => Found::Ambiguous(
                several
                    .iter()
                    .filter_map(file)
                    .map(|file| file.path.to_string())
                    .take(CANDIDATES)
                    .collect(),
            ),
        }
    }

    /// Files whose paths end in what a glob describes.
    fn glob(&self, glob: &str, section: usize) -> Found {
        let scope = self.scopes_of(section).first().copied().unwrap_or_default();
        let pattern = format!("**/{glob}");
        let Ok(set) = crate::model::PathSet::new(&[pattern], |_| false) else {
            return Found::Missing;
        };
        let files: Vec<FileId> = self
            .project
            .entries()
            .filter(|(_, file)| is_below(&file.path, scope) && set.contains(&file.path))
            .map(|(id, _)| id)
            .collect();
        if files.is_empty() {
            return Found::Missing;
        }
        Found::Part(Part {
            name: glob.to_owned(),
            folder: String::new(),
            files,
        })
    }

    /// The shallowest folder below `scope` whose path ends in `path`, where there is just one.
    fn folder(&self, path: &str, scope: &str) -> Option<&'a str> {
        match self.folders_at(path, scope).as_slice() {
            [folder] => Some(folder),
            _ => None,
        }
    }

    /// The shallowest folders below `scope` whose paths end in `path`.
    fn folders_at(&self, path: &str, scope: &str) -> Vec<&'a str> {
        let such = |folder: &&str| is_at_or_below(folder, scope) && ends_with_parts(folder, path);
        let mut found: Vec<&str> = self.folders.keys().copied().filter(such).collect();
        found.sort_by_key(|folder| depth(folder));
        let shallowest = found.first().map_or(0, |folder| depth(folder));
        found.retain(|folder| depth(folder) == shallowest);
        found
    }

    /// The files below a folder.
    pub(in crate::audit) fn part(&self, folder: &str) -> Part {
        let files = self.project.entries();
        Part {
            name: folder.to_owned(),
            folder: folder.to_owned(),
            files: files
                .filter(|(_, file)| is_below(&file.path, folder))
                .map(|(id, _)| id)
                .collect(),
        }
    }

    /// Files elsewhere that a missing path may have become: of the same name, in a folder of the
    /// same name where the name alone says little.
    pub(in crate::audit) fn elsewhere(&self, path: &str) -> Vec<FileId> {
        let name = name_of(path);
        let is_common = ["__init__.", "index.", "mod.", "main."]
            .iter()
            .any(|common| name.starts_with(common));
        let wanted = match path.rsplit('/').nth(1) {
            Some(folder) if is_common => format!("{folder}/{name}"),
            None if is_common => return Vec::new(),
            _ => name.to_owned(),
        };
        let ids = self.by_name.get(name).into_iter().flatten().copied();
        ids.filter(|id| {
            let file = self.project.file(*id);
            file.is_some_and(|file| {
                file.kind == FileKind::Source && ends_with_parts(&file.path, &wanted)
            })
        })
        .collect()
    }
}

fn stems(part: &str) -> BTreeSet<String> {
    words(part).map(|word| stem(&word)).collect()
}

fn depth(folder: &str) -> usize {
    folder.split('/').count()
}

fn join(folder: &str, path: &str) -> String {
    if folder.is_empty() {
        return path.to_owned();
    }
    format!("{folder}/{path}")
}

#[cfg(test)]
mod tests;
