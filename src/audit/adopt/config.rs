//! Components, metrics, priorities and rationales, as keys of `lacuna.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::Adopted;
use crate::audit::check::narrowed;
use crate::audit::place::{Found, Part, Places, is_below};
use crate::audit::{Document, Entry, Evidence, Says, Topic};
use crate::error::{Document as Source, Error};

/// The text of a `lacuna.toml` with what the document says, on top of the text that is there.
///
/// # Errors
///
/// [`Error::Invalid`] where the present text does not parse; `path` is for its message.
pub fn adopt_config(
    document: &Document,
    evidence: &Evidence<'_>,
    path: &Path,
    text: Option<&str>,
) -> Result<Adopted<String>, Error> {
    let present = text.unwrap_or_default();
    let present = present.strip_prefix('\u{feff}').unwrap_or(present);
    let toml: DocumentMut = present.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        Source::new("config", path, present).error(at, error.message(), None)
    })?;
    let mut adoption = Adoption {
        places: Places::of(document, evidence),
        evidence,
        toml,
        components: Vec::new(),
        adopted: Adopted::default(),
    };
    adoption.components();
    adoption.metrics();
    adoption.overrides();
    let mut adopted = adoption.adopted;
    if !adopted.added.is_empty() {
        adopted.result = Some(adoption.toml.to_string());
    }
    Ok(adopted)
}

struct Adoption<'a> {
    places: Places<'a>,
    evidence: &'a Evidence<'a>,
    toml: DocumentMut,
    /// Names and folders of the components that the file then has.
    components: Vec<(String, String)>,
    adopted: Adopted<String>,
}

impl Adoption<'_> {
    /// The parts that entries of a topic are about, with the entries, and what is said of entries
    /// for which no part was found.
    fn parts(&self, topic: Topic) -> (Vec<(Entry, Part)>, Vec<String>) {
        let (mut parts, mut left_out) = (Vec::new(), Vec::new());
        for entry in &self.places.document.entries {
            if entry.topic != topic {
                continue;
            }
            match self.places.part_of(entry) {
                Some(part) => parts.push((entry.clone(), part)),
                None => left_out.push(format!(
                    "line {}: no folder found for `{}`",
                    entry.line, entry.subject
                )),
            }
        }
        (parts, left_out)
    }

    fn components(&mut self) {
        // What is left out of the metrics is told when they themselves are taken over.
        let (metrics, _) = self.parts(Topic::Metric);
        let present = names(&self.toml, "component");
        let mut added: Vec<(Table, String)> = Vec::new();
        let (parts, left_out) = self.parts(Topic::Overview);
        self.adopted.left_out.extend(left_out);
        for (entry, part) in parts {
            let name = entry.subject.trim().to_owned();
            self.components.push((name.clone(), part.folder.clone()));
            if present.contains(&name) {
                self.adopted
                    .kept
                    .push(format!("component `{name}` stands in the file already"));
                continue;
            }
            let paths = self.paths_of(&name, &part);
            if paths.is_empty() {
                self.adopted.left_out.push(format!(
                    "line {}: component `{name}` is the whole tree",
                    entry.line
                ));
                continue;
            }
            let metric = metrics
                .iter()
                .find(|(_, other)| other.folder == part.folder);
            let mut table = Table::new();
            table.insert("name", value(&name));
            table.insert("paths", value(Array::from_iter(&paths)));
            if let Some(target) = metric.and_then(|(metric, _)| metric.target) {
                table.insert("target", percent(target));
            }
            // The first component that names a file has it, so parts of a part come before it.
            let at = added
                .iter()
                .position(|(_, folder)| is_below(&part.folder, folder))
                .unwrap_or(added.len());
            added.insert(at, (table, part.folder));
            self.adopted.added.push(format!("component `{name}`"));
        }
        let added = added.into_iter().map(|(table, _)| table).collect();
        append(&mut self.toml, "component", added);
    }

    /// How a part is written: as a profile writes it, else as its folder.
    fn paths_of(&self, name: &str, part: &Part) -> Vec<String> {
        let rules = &self.evidence.settings.components;
        match rules.iter().find(|rule| rule.name == name) {
            Some(rule) => rule.paths.clone(),
            None if part.folder.is_empty() => Vec::new(),
            None => vec![part.folder.clone()],
        }
    }

    fn metrics(&mut self) {
        let present = names(&self.toml, "metric");
        let mut added = Vec::new();
        let (parts, left_out) = self.parts(Topic::Metric);
        self.adopted.left_out.extend(left_out);
        for (entry, part) in parts {
            let name = entry.subject.trim().to_owned();
            if present.contains(&name) {
                self.adopted
                    .kept
                    .push(format!("metric `{name}` stands in the file already"));
                continue;
            }
            let mut table = Table::new();
            table.insert("name", value(&name));
            let component = self
                .components
                .iter()
                .find(|(_, folder)| *folder == part.folder);
            match component {
                Some((component, _)) => table.insert("component", value(component)),
                None if part.folder.is_empty() => {
                    self.adopted.left_out.push(format!(
                        "line {}: metric `{name}` is of the whole tree",
                        entry.line
                    ));
                    continue;
                }
                None => table.insert("paths", value(Array::from_iter([&part.folder]))),
            };
            if let Some(target) = entry.target {
                table.insert("target", percent(target));
            }
            self.adopted.added.push(format!("metric `{name}`"));
            added.push(table);
        }
        append(&mut self.toml, "metric", added);
    }

    fn overrides(&mut self) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let tables = self.toml.get("override").and_then(Item::as_array_of_tables);
        for table in tables.into_iter().flatten() {
            let paths = table.get("paths").and_then(Item::as_array);
            let paths = paths.into_iter().flatten().filter_map(|path| path.as_str());
            taken.extend(paths.map(str::to_owned));
        }
        let mut added = Vec::new();
        for entry in &self.places.document.entries {
            let is_gap = entry
                .claims
                .iter()
                .any(|says| matches!(says, Says::Untested | Says::Partly));
            let says_something = entry.priority.is_some() || entry.rationale.is_some();
            if entry.topic != Topic::Files || !is_gap || !says_something {
                continue;
            }
            let mut found = Vec::new();
            for path in &entry.paths {
                let places = self.found(entry, path);
                if places.is_empty() {
                    self.adopted.left_out.push(format!(
                        "line {}: `{path}` is not one place of the tree",
                        entry.line
                    ));
                }
                found.extend(places);
            }
            if found.is_empty() {
                continue;
            }
            let named = found.join(", ");
            found.retain(|path| taken.insert(path.clone()));
            let paths = found;
            if paths.is_empty() {
                self.adopted.kept.push(format!(
                    "line {}: override of {named} stands in the file already",
                    entry.line
                ));
                continue;
            }
            self.adopted
                .added
                .push(format!("override of {}", paths.join(", ")));
            let mut table = Table::new();
            table.insert("paths", value(Array::from_iter(&paths)));
            if let Some(priority) = entry.priority {
                table.insert("priority", value(priority.word()));
            }
            if let Some(rationale) = &entry.rationale {
                table.insert("rationale", value(rationale.as_str()));
            }
            added.push(table);
        }
        append(&mut self.toml, "override", added);
    }

    /// A path as the tree has it; a folder as such, a part of one as its files.
    fn found(&self, entry: &Entry, path: &str) -> Vec<String> {
        let hint = entry.noun.as_deref().unwrap_or_default();
        let project = self.evidence.project;
        match self.places.path_today(path, entry.section, hint) {
            Found::File(id) => {
                let file = project.file(id);
                file.map(|file| file.path.to_string()).into_iter().collect()
            }
            Found::Part(part) => {
                let all = part.files.len();
                let folder = part.folder.clone();
                let part = narrowed(project, part, &entry.subject, path);
                if part.files.len() == all && !folder.is_empty() {
                    return vec![folder];
                }
                let files = part.files.iter().filter_map(|id| project.file(*id));
                files.map(|file| file.path.to_string()).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The names that a list of tables has.
fn names(toml: &DocumentMut, key: &str) -> BTreeSet<String> {
    let tables = toml.get(key).and_then(Item::as_array_of_tables);
    tables
        .into_iter()
        .flatten()
        .filter_map(|table| Some(table.get("name")?.as_str()?.to_owned()))
        .collect()
}

/// Adds tables to the end of a list.
fn append(toml: &mut DocumentMut, key: &str, tables: Vec<Table>) {
    if tables.is_empty() {
        return;
    }
    let list = toml
        .entry(key)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(list) = list.as_array_of_tables_mut() {
        for table in tables {
            list.push(table);
        }
    }
}

/// A share as files write it.
fn percent(share: f64) -> Item {
    let percent = share * 100.0;
    if (percent - percent.round()).abs() < 1e-9 {
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 100")]
        return value(percent.round() as i64);
    }
    value(percent)
}
