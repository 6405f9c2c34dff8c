//! Finds what an audit names: a path as written below a heading, a part of the project by words.

use std::collections::{BTreeMap, BTreeSet};

use super::read::words::{is_test_name, stem, words};
use super::{Document, Entry, Topic};
use crate::model::{ComponentId, File, FileId, FileKind, Project};

/// Most candidates that are named where a path is ambiguous.
const CANDIDATES: usize = 4;

/// What the whole project is called.
pub(super) const WHOLE: &str = "the project";

/// What a path or some words stand for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Found {
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
pub(super) struct Part {
    /// How to name it: its folder, or the component's name.
    pub(super) name: String,
    /// Its folder; empty where it has none of its own.
    pub(super) folder: String,
    /// Its files.
    pub(super) files: Vec<FileId>,
}

/// The folder that a section is about.
#[derive(Debug, Clone, Default)]
struct Scope {
    folder: String,
    /// Whether a heading gives it as a path; words alone may mislead.
    is_given: bool,
}

/// The project's files and folders, ready to be looked up.
pub(super) struct Places<'a> {
    pub(super) project: &'a Project,
    pub(super) document: &'a Document,
    /// Files by the last part of their path.
    by_name: BTreeMap<&'a str, Vec<FileId>>,
    /// Folders that hold source files at any depth, with the words of their parts.
    folders: BTreeMap<&'a str, Vec<BTreeSet<String>>>,
    /// Folder that each section is about, where its heading or one above it names one.
    scopes: Vec<Scope>,
}

impl<'a> Places<'a> {
    pub(super) fn new(project: &'a Project, document: &'a Document) -> Self {
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
        };
        for section in &document.sections {
            let outer = section.parent.and_then(|parent| places.scopes.get(parent));
            let outer = outer.cloned().unwrap_or_default();
            let given = section
                .paths
                .iter()
                .find_map(|path| places.folder(path.trim_end_matches('/'), &outer.folder));
            let named = given.or_else(|| places.folder_of_words(&section.title, &outer.folder));
            let scope = Scope {
                is_given: given.is_some() || outer.is_given,
                folder: named.map_or(outer.folder, str::to_owned),
            };
            places.scopes.push(scope);
        }
        places
    }

    /// The folder that a section is about; empty for the whole project.
    pub(super) fn scope(&self, section: usize) -> &str {
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
    pub(super) fn path(&self, path: &str, section: usize, hint: &str) -> Found {
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
        let outer = self.scopes_of(section);
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
        let name = path.rsplit('/').next().unwrap_or(path);
        let candidates: Vec<FileId> = self
            .by_name
            .get(name)
            .into_iter()
            .flatten()
            .copied()
            .filter(|id| {
                let file = self.project.file(*id);
                file.is_some_and(|file| is_below(&file.path, scope) && ends_in(&file.path, path))
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
        let such =
            |folder: &&str| (is_below(folder, scope) || *folder == scope) && ends_in(folder, path);
        let mut found: Vec<&str> = self.folders.keys().copied().filter(such).collect();
        found.sort_by_key(|folder| depth(folder));
        let shallowest = found.first().map_or(0, |folder| depth(folder));
        found.retain(|folder| depth(folder) == shallowest);
        found
    }

    /// The folder that some words name: its own name is among them, and the most of the names
    /// above it. Of equals the shallowest, where there is just one.
    pub(super) fn folder_of_words(&self, text: &str, scope: &str) -> Option<&'a str> {
        let wanted: BTreeSet<String> = words(text).map(|word| stem(&word)).collect();
        let within = if scope.is_empty() { 0 } else { depth(scope) };
        let mut best: Option<(usize, usize, &'a str, bool)> = None;
        for (folder, parts) in &self.folders {
            let own = parts.last();
            let is_named = own.is_some_and(|own| !own.is_empty() && own.is_subset(&wanted));
            if !is_named || !is_below(folder, scope) {
                continue;
            }
            let matched = parts
                .iter()
                .skip(within)
                .filter(|part| part.iter().any(|word| wanted.contains(word)))
                .count();
            let depth = parts.len();
            match &mut best {
                Some((most, shallowest, _, is_tied))
                    if (*most, *shallowest) == (matched, depth) =>
                {
                    *is_tied = true;
                }
                Some((most, shallowest, ..))
                    if *most > matched || (*most == matched && *shallowest < depth) => {}
                _ => best = Some((matched, depth, folder, false)),
            }
        }
        best.filter(|(.., is_tied)| !is_tied)
            .map(|(_, _, folder, _)| folder)
    }

    /// The files below a folder.
    pub(super) fn part(&self, folder: &str) -> Part {
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

    /// The part of the project that an entry without paths is about: a component of that name,
    /// a folder that its words name, or what its section is about.
    pub(super) fn part_of(&self, entry: &Entry) -> Option<Part> {
        let subject = without_counted(&entry.subject);
        let component = self.component(&subject);
        if component.as_ref().is_some_and(|part| self.has_source(part)) {
            return component;
        }
        let section = match entry.topic {
            // The heading's own words have narrowed its section already.
            Topic::Heading => self
                .document
                .sections
                .get(entry.section)?
                .parent
                .unwrap_or(0),
            _ => entry.section,
        };
        let scope = self.scope(section);
        let noun = entry.noun.as_deref().unwrap_or_default();
        let is_named = entry.topic != Topic::Prose;
        let by_words = [subject.as_str(), noun].into_iter().find_map(|text| {
            self.folder_of_words(text, scope)
                .or_else(|| self.folder_of_words(text, "").filter(|_| is_named))
        });
        if let Some(folder) = by_words {
            return Some(self.part(folder));
        }
        (!is_named).then(|| {
            if scope.is_empty() {
                return Part {
                    name: WHOLE.to_owned(),
                    ..self.part("")
                };
            }
            self.part(scope)
        })
    }

    fn has_source(&self, part: &Part) -> bool {
        let mut files = part.files.iter().filter_map(|id| self.project.file(*id));
        files.any(|file| file.kind == FileKind::Source)
    }

    /// The one file whose name, or whose name and folder, are the words of an entry that names
    /// no path; none where a folder or component is called that.
    pub(super) fn file_of(&self, entry: &Entry) -> Option<FileId> {
        let subject = without_counted(&entry.subject);
        let wanted: Vec<String> = words(&subject).map(|word| stem(&word)).collect();
        let is_folder = self.folders.values().any(|parts| {
            let last = parts.last();
            last.is_some_and(|own| own.iter().eq(wanted.iter().collect::<BTreeSet<_>>()))
        });
        let is_plain = entry.topic == Topic::Overview && !wanted.is_empty();
        if !is_plain || is_folder || self.component(&subject).is_some() {
            return None;
        }
        let is_called = |file: &File| {
            let name = file.base_name().split('.').next().unwrap_or_default();
            let own: Vec<String> = words(name).map(|word| stem(&word)).collect();
            let folder = folder_of(&file.path).rsplit('/').next().unwrap_or_default();
            let with_folder = words(folder)
                .map(|word| stem(&word))
                .chain(own.iter().cloned());
            own == wanted || with_folder.eq(wanted.iter().cloned())
        };
        let mut found = self.project.entries().filter(|(_, file)| {
            matches!(file.kind, FileKind::Source | FileKind::Test) && is_called(file)
        });
        let (first, _) = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// A configured or found component of this name.
    fn component(&self, name: &str) -> Option<Part> {
        let wanted: Vec<String> = words(name).map(|word| stem(&word)).collect();
        let is_called = |name: &str| {
            words(name)
                .map(|word| stem(&word))
                .eq(wanted.iter().cloned())
        };
        let index = self
            .project
            .components
            .iter()
            .position(|component| component.is_configured && is_called(&component.name))?;
        let id = ComponentId(u32::try_from(index).ok()?);
        let component = self.project.component(id)?;
        Some(Part {
            name: component.name.to_string(),
            folder: component.path.to_string(),
            files: self
                .project
                .entries()
                .filter(|(_, file)| {
                    file.component
                        .is_some_and(|own| self.project.is_within(own, id))
                })
                .map(|(id, _)| id)
                .collect(),
        })
    }

    /// Files elsewhere that a missing path may have become: of the same name, in a folder of the
    /// same name where the name alone says little.
    pub(super) fn elsewhere(&self, path: &str) -> Vec<FileId> {
        let name = path.rsplit('/').next().unwrap_or(path);
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
            file.is_some_and(|file| file.kind == FileKind::Source && ends_in(&file.path, &wanted))
        })
        .collect()
    }
}

/// A subject without its counts and the words that every subject has.
pub(super) fn without_counted(subject: &str) -> String {
    let end = subject
        .find(" - ")
        .or_else(|| subject.find(" ("))
        .unwrap_or(subject.len());
    let words = subject.get(..end).unwrap_or(subject).split_whitespace();
    let kept = words.filter(|word| {
        !matches!(
            word.trim_matches(['*', ':', '.', ','])
                .to_lowercase()
                .as_str(),
            "coverage" | "test" | "tests" | "total" | "overall" | "current" | "the"
        )
    });
    kept.collect::<Vec<_>>().join(" ")
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

/// The folder of a path; empty for one at the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path lies below a folder; everything lies below the empty one.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether the last parts of `path` are `end`.
pub(super) fn ends_in(path: &str, end: &str) -> bool {
    path.strip_suffix(end)
        .is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::super::sample::project;
    use super::*;

    const TREE: &[&str] = &[
        "backend/luml/api/auth.py unreached 9",
        "backend/luml/handlers/auth.py direct 9",
        "backend/luml/handlers/emails.py reached 9",
        "backend/tests/test_auth.py test 9",
        "frontend/src/lib/api/index.ts unreached 9",
        "frontend/src/lib/auth.ts unreached 9",
        "frontend/src/stores/auth.ts unreached 9",
        "frontend/src/stores/index.ts unreached 9",
        "sdk/luml/api/utils/s3.py unreached 9",
        "sdk/luml/utils/tar.py unreached 9",
    ];

    /// Finds `path` in the last section of the document.
    fn check(document: &str, path: &str, hint: &str, expect: &str) {
        let project = project(TREE);
        let document = read(document);
        let places = Places::new(&project, &document);
        let found = match places.path(path, document.sections.len() - 1, hint) {
            Found::File(id) => project.file(id).unwrap().path.to_string(),
            Found::Part(part) => format!("{}/", part.name),
            Found::Ambiguous(paths) => format!("? {}", paths.join(" ")),
            Found::Missing => "-".to_owned(),
        };
        assert_eq!(found, expect, "{path}");
    }

    #[test]
    fn a_headings_folder_is_the_scope() {
        let backend = "## Backend (`backend/`)\n";
        check(
            backend,
            "handlers/emails.py",
            "",
            "backend/luml/handlers/emails.py",
        );
        check(backend, "api/", "", "backend/luml/api/");
        check("## SDK (`sdk/`)\n", "utils/", "", "sdk/luml/utils/");
        check(backend, "stores/auth.ts", "", "-");
    }

    #[test]
    fn words_beside_a_path_narrow_it() {
        let frontend = "## Frontend (`frontend/`)\n";
        let either = "? frontend/src/lib/auth.ts frontend/src/stores/auth.ts";
        check(frontend, "auth.ts", "", either);
        check(frontend, "auth.ts", "Store", "frontend/src/stores/auth.ts");
        let labelled = format!("{frontend}\n**Stores (0/2 tested):**\n");
        check(&labelled, "auth.ts", "", "frontend/src/stores/auth.ts");
        check(&labelled, "lib/auth.ts", "", "frontend/src/lib/auth.ts");
    }

    #[test]
    fn without_a_scope_the_whole_tree_counts() {
        check("# Report\n", "tar.py", "", "sdk/luml/utils/tar.py");
        check(
            "# Report\n",
            "auth.py",
            "",
            "? backend/luml/api/auth.py backend/luml/handlers/auth.py",
        );
        check(
            "# Report\n",
            "test_auth.py",
            "",
            "backend/tests/test_auth.py",
        );
        check("# Report\n", "handlers/*.py", "", "handlers/*.py/");
        check("# Report\n", "gone.py", "", "-");
    }

    #[test]
    fn parts_are_found_by_their_words() {
        let check = |words: &str, expect: Option<&str>| {
            let project = project(TREE);
            let document = read("");
            let places = Places::new(&project, &document);
            assert_eq!(places.folder_of_words(words, ""), expect, "{words}");
        };
        check("Backend API Routes", Some("backend/luml/api"));
        check("Backend handler coverage", Some("backend/luml/handlers"));
        check("Frontend Stores", Some("frontend/src/stores"));
        check("SDK", Some("sdk"));
        check("Payments", None);
    }
}
