//! Parts of the project, and files, by the words that an audit has for them.

use std::collections::BTreeSet;

use super::{Found, Part, Places, WHOLE, depth, folder_of, is_below};
use crate::audit::read::words::{stem, words};
use crate::audit::{Entry, Says, Topic};
use crate::model::{ComponentId, File, FileId, FileKind};

impl<'a> Places<'a> {
    /// The folder that some words name: its own name is among them, and the most of the names
    /// above it. Of equals the shallowest, where there is just one.
    pub(in crate::audit) fn folder_of_words(&self, text: &str, scope: &str) -> Option<&'a str> {
        let wanted: BTreeSet<String> = words(text).map(|word| stem(&word)).collect();
        let within = if scope.is_empty() { 0 } else { depth(scope) };
        let mut best: Option<(usize, usize, &'a str, bool)> = None;
        for (folder, parts) in &self.folders {
            let own = parts.last();
            let is_named = own.is_some_and(|own| !own.is_empty() && own.is_subset(&wanted));
            if !is_named || !is_below(folder, scope) {
                continue;
            }
            // A folder within one of the same name says nothing more.
            let named = parts.iter().skip(within).flatten();
            let matched: BTreeSet<&String> = named.filter(|word| wanted.contains(*word)).collect();
            let matched = matched.len();
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

    /// The part of the project that an entry without paths is about: a component of that name,
    /// a folder that its words name, or what its section is about.
    pub(in crate::audit) fn part_of(&self, entry: &Entry) -> Option<Part> {
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
        // What the words meant then, they mean still.
        let then = self.then().and_then(|then| then.part_of(entry));
        let then = then.filter(|part| !part.folder.is_empty());
        if let Some(Found::Part(part)) = then.map(|part| self.at(&part.folder)) {
            return Some(part);
        }
        let by_words = [subject.as_str(), noun].into_iter().find_map(|text| {
            self.folder_of_words(text, scope)
                .or_else(|| self.folder_of_words(text, "").filter(|_| is_named))
        });
        // A level is of what the row is about: `RoundRobin assignor: none` says nothing of `assignor`.
        let is_rated = entry.topic == Topic::Overview
            && entry
                .claims
                .iter()
                .all(|says| matches!(says, Says::Level(_)));
        if let Some(folder) = by_words.filter(|folder| !is_rated || names_all(folder, &subject)) {
            return Some(self.part(folder));
        }
        (!is_named || subject.is_empty()).then(|| {
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
    pub(in crate::audit) fn file_of(&self, entry: &Entry) -> Option<FileId> {
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
            let own = words(name).map(|word| stem(&word));
            own.eq(wanted.iter().cloned())
        };
        // The name of a found component is a path, which only counts as such.
        let index = self.project.components.iter().position(|component| {
            if component.is_configured {
                is_called(&component.name)
            } else {
                component.name.as_ref() == name
            }
        })?;
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
}

/// Whether all words of a subject are of a folder's path, those aside that any part may be called.
fn names_all(folder: &str, subject: &str) -> bool {
    const ANY: [&str; 8] = [
        "code",
        "component",
        "folder",
        "layer",
        "library",
        "module",
        "package",
        "service",
    ];
    let own: BTreeSet<String> = words(folder).map(|word| stem(&word)).collect();
    let mut subject = words(subject).map(|word| stem(&word));
    subject.all(|word| own.contains(&word) || ANY.iter().any(|any| stem(any) == word))
}

/// A subject without its counts and the words that every subject has.
pub(in crate::audit) fn without_counted(subject: &str) -> String {
    let end = subject
        .find(" - ")
        .or_else(|| subject.find(" ("))
        .unwrap_or(subject.len());
    let words = subject.get(..end).unwrap_or(subject).split_whitespace();
    let kept = words.filter(|word| {
        word.contains(char::is_alphanumeric)
            && !matches!(
                word.trim_matches(['*', ':', '.', ','])
                    .to_lowercase()
                    .as_str(),
                "coverage"
                    | "test"
                    | "tests"
                    | "total"
                    | "overall"
                    | "current"
                    | "the"
                    | "file"
                    | "files"
            )
    });
    kept.collect::<Vec<_>>().join(" ")
}
