//! Changes of `.lacuna/roadmap.toml` that leave the rest of it as people wrote it.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::edit::{Edit, apply_edit, is_same};
use super::roadmap::{FILE, VERSION, parse_roadmap, version};
use super::store::{self, Locked};
use crate::error::{Document, Error, read_text};
use crate::model::{Phase, Roadmap, Step};

/// What a new file starts with.
const HEADER: &str = "\
# The plan of the test work: phases with their weeks, and steps. It is meant to be edited and
# committed; `lacuna` keeps comments and order.
";

/// Writes a roadmap below `root`. Comments, and what is said of phases and steps besides, stay
/// with the `id` they stand at; phases and steps that the roadmap does not have are taken away.
///
/// # Errors
///
/// [`Error::Invalid`] where the file on disk does not parse (it is left alone),
/// [`Error::Write`] where it cannot be written, [`Error::Usage`] where a newer Lacuna wrote it,
/// or where `.lacuna` is no folder or leads outside the project.
pub fn save_roadmap(root: &Path, roadmap: &Roadmap) -> Result<(), Error> {
    let open = Open::new(root)?;
    let text = match &open.text {
        Some(text) => {
            let saved = open.read(text)?;
            merge(open.parse(text)?, &saved, roadmap)
        }
        None => render(roadmap),
    };
    open.write(&text)
}

/// Makes edits of the saved roadmap, on top of what others wrote since; where none is saved,
/// `roadmap` is saved with them.
///
/// # Errors
///
/// As [`save_roadmap`]; [`Error::Usage`] also where the saved roadmap has no such phase or step.
pub fn edit_roadmap(root: &Path, roadmap: &Roadmap, edits: &[Edit]) -> Result<(), Error> {
    let open = Open::new(root)?;
    let text = open.text.clone().unwrap_or_else(|| render(roadmap));
    let saved = open.read(&text)?;
    if let Some(marks) = only_marks(edits) {
        let mut document = open.parse(&text)?;
        for (step, done) in marks {
            mark_step(&mut document, &saved, step, done).ok_or_else(no_such_part)?;
        }
        return open.write(&document.to_string());
    }
    let mut edited = saved.clone();
    for edit in edits {
        if let Edit::Forget { plan } = edit {
            // What people wrote into the file besides the plan is not ours to throw away.
            let is_ours = merge(open.parse(&text)?, &saved, &edited) == render(plan);
            if is_ours && is_same(&edited, plan) {
                return open.remove();
            }
        } else if apply_edit(&mut edited, edit).is_none() {
            return Err(no_such_part());
        }
    }
    open.write(&merge(open.parse(&text)?, &saved, &edited))
}

fn no_such_part() -> Error {
    Error::Usage {
        message: "the saved roadmap has no such phase or step any more".to_owned(),
        hint: Some("it changed since; read it again".to_owned()),
    }
}

/// Which steps are marked done or not, where edits do nothing else: each then is one line of the
/// file.
fn only_marks(edits: &[Edit]) -> Option<Vec<(&str, bool)>> {
    let marks = edits.iter().map(|edit| match edit {
        Edit::Done { step, done } => Some((step.as_str(), *done)),
        _ => None,
    });
    marks.collect()
}

/// Marks a step done or not in the file; none if there is no such step.
fn mark_step(document: &mut DocumentMut, saved: &Roadmap, step_id: &str, done: bool) -> Option<()> {
    let (phase, step) = saved.phases.iter().enumerate().find_map(|(phase, found)| {
        let step = found.steps.iter().position(|step| step.id == step_id)?;
        Some((phase, step))
    })?;
    let phase = document.get_mut("phase")?.get_mut(phase)?;
    let step = phase.get_mut("step")?.get_mut(step)?.as_table_like_mut()?;
    if done {
        step.insert("done", value(true));
    } else {
        step.remove("done");
    }
    Some(())
}

/// The saved file while nobody else writes it.
struct Open {
    root: PathBuf,
    locked: Locked,
    path: PathBuf,
    text: Option<String>,
}

impl Open {
    fn new(root: &Path) -> Result<Self, Error> {
        let locked = Locked::project(root)?;
        let path = store::file(root, FILE)?;
        let text = read_text("roadmap", &path)?;
        if text.as_deref().is_some_and(|text| version(text) > VERSION) {
            return Err(Error::Usage {
                message: format!("`{}` was written by a newer Lacuna", path.display()),
                hint: Some("update Lacuna; until then the roadmap is read-only".to_owned()),
            });
        }
        Ok(Self {
            root: root.to_owned(),
            locked,
            path,
            text,
        })
    }

    fn read(&self, text: &str) -> Result<Roadmap, Error> {
        parse_roadmap(text, &self.path)
    }

    fn parse(&self, text: &str) -> Result<DocumentMut, Error> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        text.parse().map_err(|error: toml_edit::TomlError| {
            let offset = error.span().map_or(0, |span| span.start);
            Document::new("roadmap", &self.path, text).error(offset, error.message(), None)
        })
    }

    fn write(&self, text: &str) -> Result<(), Error> {
        self.locked.write(FILE, text)
    }

    fn remove(&self) -> Result<(), Error> {
        self.locked.remove(FILE)?;
        self.locked.tidy(&self.root);
        Ok(())
    }
}

/// The text of a roadmap that was never saved.
fn render(roadmap: &Roadmap) -> String {
    let text = merge(DocumentMut::new(), &Roadmap::default(), roadmap);
    format!("{HEADER}{text}")
}

/// The text of `roadmap` on top of a document that says `saved`.
fn merge(mut document: DocumentMut, saved: &Roadmap, roadmap: &Roadmap) -> String {
    if !document.contains_key("version") {
        document.insert("version", value(VERSION));
    }
    let start = roadmap.start.as_deref().map(value);
    set(&mut document, "start", saved.start != roadmap.start, start);
    let mut earlier = take_tables(&mut document, "phase");
    // All steps are taken out first: what is said of one goes with it into another phase.
    let mut steps = Vec::new();
    for (table, phase) in earlier.iter_mut().zip(&saved.phases) {
        let tables = take_tables(table, "step");
        steps.extend(phase.steps.iter().zip(tables));
    }
    let mut phases = ArrayOfTables::new();
    for phase in &roadmap.phases {
        let index = saved.phases.iter().position(|old| old.id == phase.id);
        let table = index.and_then(|index| earlier.get(index)).cloned();
        let old = index.and_then(|index| saved.phases.get(index));
        phases.push(merge_phase(table.unwrap_or_default(), old, &steps, phase));
    }
    if !phases.is_empty() {
        document.insert("phase", Item::ArrayOfTables(phases));
    }
    document.to_string()
}

fn merge_phase(
    mut table: Table,
    saved: Option<&Phase>,
    earlier: &[(&Step, Table)],
    phase: &Phase,
) -> Table {
    let differs = |changed: fn(&Phase, &Phase) -> bool| saved.is_none_or(|old| changed(old, phase));
    let is_anonymous = !table.contains_key("id");
    set(&mut table, "id", is_anonymous, Some(value(&phase.id)));
    let is_renamed = differs(|old, new| old.name != new.name);
    set(&mut table, "name", is_renamed, Some(value(&phase.name)));
    let weeks = Array::from_iter([phase.weeks.0, phase.weeks.1].map(i64::from));
    let is_moved = differs(|old, new| old.weeks != new.weeks);
    set(&mut table, "weeks", is_moved, Some(value(weeks)));

    let mut steps = ArrayOfTables::new();
    for step in &phase.steps {
        let old = earlier.iter().find(|(old, _)| old.id == step.id);
        let table = old.map(|(_, table)| table.clone()).unwrap_or_default();
        steps.push(merge_step(table, old.map(|(old, _)| *old), step));
    }
    if !steps.is_empty() {
        table.insert("step", Item::ArrayOfTables(steps));
    }
    // Without positions, tables are written in the order in which they stand.
    table.set_position(None);
    table
}

fn merge_step(mut table: Table, saved: Option<&Step>, step: &Step) -> Table {
    let differs = |changed: fn(&Step, &Step) -> bool| saved.is_none_or(|old| changed(old, step));
    let is_anonymous = !table.contains_key("id");
    set(&mut table, "id", is_anonymous, Some(value(&step.id)));
    let is_renamed = differs(|old, new| old.title != new.title);
    set(&mut table, "title", is_renamed, Some(value(&step.title)));
    let targets = Array::from_iter(&step.targets);
    let is_moved = differs(|old, new| old.targets != new.targets);
    set(&mut table, "targets", is_moved, Some(value(targets)));
    let priority = step.priority.map(|priority| value(priority.word()));
    let differs_in_priority = differs(|old, new| old.priority != new.priority);
    set(&mut table, "priority", differs_in_priority, priority);
    let note = step.note.as_deref().map(value);
    set(
        &mut table,
        "note",
        differs(|old, new| old.note != new.note),
        note,
    );
    let done = step.marked_done.then(|| value(true));
    let is_marked = differs(|old, new| old.marked_done != new.marked_done);
    set(&mut table, "done", is_marked, done);
    table.set_position(None);
    table
}

/// Sets or removes a key where it differs from what the text says.
fn set(table: &mut Table, key: &str, differs: bool, new: Option<Item>) {
    match new {
        _ if !differs => {}
        Some(new) => {
            table.insert(key, new);
        }
        None => {
            table.remove(key);
        }
    }
}

/// Takes the tables of a list out, whichever way it is written.
fn take_tables(table: &mut Table, key: &str) -> Vec<Table> {
    let tables = table.remove(key).map(Item::into_array_of_tables);
    match tables {
        Some(Ok(tables)) => tables.into_iter().collect(),
        _ => Vec::new(),
    }
}
