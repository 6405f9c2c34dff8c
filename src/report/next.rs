//! What to do next: the riskiest open gaps, each with all that is needed to begin.

use std::io::{self, Write};

use serde::Serialize;

use super::past::{CounterfactualOut, counterfactual_out};
use super::words::counted;
use crate::json::write_document;
use crate::model::{
    File, FileId, Mark, MarkKey, MarkState, Project, Score, Symbol, Verdict, printable,
};
use crate::track::{Marks, verdict};

/// A form in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextForm {
    /// For people.
    Text,
    /// For programs (schema 1).
    Json,
}

/// Everything that is told.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    items: Vec<Item<'a>>,
    /// Open gaps that are not told of.
    left: usize,
    /// Gaps that somebody is at, or says to be done with.
    taken: usize,
}

/// One thing to do.
#[derive(Serialize)]
struct Item<'a> {
    path: &'a str,
    component: Option<&'a str>,
    language: Option<&'a str>,
    risk: u8,
    priority: Option<&'static str>,
    status: Option<&'static str>,
    confidence: &'static str,
    basis: &'static str,
    rationale: &'a str,
    effort: Option<&'static str>,
    functions: Vec<Function<'a>>,
    suggested_test: Option<&'a str>,
    /// Whether the suggested test is there already.
    test_exists: bool,
    sibling_test: Option<&'a str>,
    test_command: Option<Command<'a>>,
    counterfactual: Option<CounterfactualOut<'a>>,
    owner: Option<&'a str>,
    note: Option<&'a str>,
}

/// A function worth testing first.
#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    start: u32,
    end: u32,
    complexity: u32,
}

/// What to type.
#[derive(Serialize)]
struct Command<'a> {
    folder: &'a str,
    line: &'a str,
    /// One line for a shell at the root.
    whole: &'a str,
}

/// Tells what to do next below the folder that was asked about: at most so many gaps, riskiest
/// first. Those that people accepted, that somebody is at or says to be done with are passed over.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn next(
    input: &super::Input<'_>,
    most: usize,
    form: NextForm,
    output: &mut dyn Write,
) -> io::Result<()> {
    let document = document(input, most);
    match form {
        NextForm::Text => text(&document, input.focus, output),
        NextForm::Json => write_document(&document, output),
    }
}

fn document<'a>(input: &super::Input<'a>, most: usize) -> Document<'a> {
    let (project, marks) = (input.project, input.marks);
    let is_below = |file: &File| crate::model::is_below(&file.path, input.focus);
    let (taken, mut open): (Vec<FileId>, Vec<FileId>) = project
        .entries()
        .filter(|(_, file)| marks.is_open(file) && is_below(file))
        .map(|(id, _)| id)
        .partition(|id| is_taken(project, marks, *id));
    open.sort_by_key(|id| {
        let risk = project.score(*id).map_or(0, |score| score.risk);
        // Files are sorted by path, so that their identities are, too.
        (std::cmp::Reverse(risk), *id)
    });
    let items = open
        .iter()
        .take(most)
        .filter_map(|id| Some(item(input, project.file(*id)?, project.score(*id)?)));
    Document {
        schema: 1,
        items: items.collect(),
        left: open.len().saturating_sub(most),
        taken: taken.len(),
    }
}

fn mark_of<'a>(marks: &'a Marks, path: &str) -> Option<(MarkKey, &'a Mark)> {
    let key = MarkKey {
        path: path.to_owned(),
        symbol: None,
    };
    let mark = marks.get(&key)?;
    Some((key, mark))
}

/// Whether somebody is at a file, or says to be done with it; what lost its test since is open.
fn is_taken(project: &Project, marks: &Marks, id: FileId) -> bool {
    let path = project.file(id).map_or("", |file| &file.path);
    let Some((key, mark)) = mark_of(marks, path) else {
        return false;
    };
    match mark.state {
        Some(MarkState::Doing) => true,
        Some(MarkState::Done) => verdict(project, &key, mark) != Some(Verdict::Regressed),
        Some(MarkState::Todo | MarkState::Accepted) | None => false,
    }
}

fn item<'a>(input: &super::Input<'a>, file: &'a File, score: &'a Score) -> Item<'a> {
    let project = input.project;
    let component = file.component.and_then(|id| project.component(id));
    let command = score.test_command.as_ref();
    Item {
        path: &file.path,
        component: component.map(|component| component.name.as_ref()),
        language: file.language,
        risk: score.risk,
        priority: score.priority.map(crate::model::Priority::word),
        status: file.status.map(crate::model::TestStatus::word),
        confidence: file.confidence.word(),
        basis: file.run_share().1.word(),
        rationale: &score.rationale,
        effort: score.effort.map(crate::model::Effort::letter),
        functions: functions(file, score),
        suggested_test: score.suggested_test.as_deref(),
        test_exists: (score.suggested_test.as_deref())
            .is_some_and(|test| project.find(test).is_some()),
        sibling_test: score.sibling_test.as_deref(),
        test_command: command.map(|command| Command {
            folder: &command.folder,
            line: &command.line,
            whole: &command.whole,
        }),
        counterfactual: score.counterfactual.as_ref().map(counterfactual_out),
        owner: file.owner.as_deref(),
        note: mark_of(input.marks, &file.path).and_then(|(_, mark)| mark.note.as_deref()),
    }
}

/// The functions worth testing first, best first.
fn functions<'a>(file: &'a File, score: &'a Score) -> Vec<Function<'a>> {
    let find = |name: &str| -> Option<&'a Symbol> {
        file.symbols.iter().find(|symbol| *symbol.name == *name)
    };
    let found = score.test_first.iter().filter_map(|name| find(name));
    found
        .map(|symbol| Function {
            name: &symbol.name,
            start: symbol.start,
            end: symbol.end,
            complexity: symbol.complexity,
        })
        .collect()
}

fn text(document: &Document<'_>, focus: &str, output: &mut dyn Write) -> io::Result<()> {
    for (at, item) in document.items.iter().enumerate() {
        if at > 0 {
            writeln!(output)?;
        }
        one(item, output)?;
    }
    if document.items.is_empty() {
        let place = match focus {
            "" => String::new(),
            focus => format!(" below `{}`", printable(focus)),
        };
        writeln!(output, "nothing to do: no gap is open{place}")?;
    }
    let mut rest = Vec::new();
    if document.left > 0 {
        rest.push(format!("{} more", counted(document.left, "gap")));
    }
    if document.taken > 0 {
        rest.push(format!(
            "{} marked doing or done",
            counted(document.taken, "gap")
        ));
    }
    if rest.is_empty() {
        return Ok(());
    }
    writeln!(output, "\n{}", rest.join(", "))
}

fn one(item: &Item<'_>, output: &mut dyn Write) -> io::Result<()> {
    let facts = [
        Some(format!("risk {}", item.risk)),
        item.priority.map(str::to_owned),
        item.status
            .map(|status| format!("{status} ({})", item.confidence)),
        item.effort.map(|effort| format!("effort {effort}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    writeln!(output, "{}  {}", printable(item.path), facts.join(", "))?;
    let mut line = |label: &str, text: &str| writeln!(output, "  {label:<8}{}", printable(text));
    if !item.rationale.is_empty() {
        line("why", item.rationale)?;
    }
    for (at, function) in item.functions.iter().enumerate() {
        let place = format!("{} (line {})", function.name, function.start);
        line(if at == 0 { "first" } else { "then" }, &place)?;
    }
    if let Some(test) = item.suggested_test {
        let verb = if item.test_exists {
            "is there"
        } else {
            "is new"
        };
        line("test", &format!("{test} ({verb})"))?;
    }
    if let Some(sibling) = item.sibling_test {
        line("like", sibling)?;
    }
    if let Some(command) = &item.test_command {
        line("run", command.whole)?;
    }
    if let Some(left) = &item.counterfactual {
        let gain = format!("one test of {} leaves a risk of {}", left.symbol, left.risk);
        line("gain", &gain)?;
    }
    if let Some(owner) = item.owner {
        line("owner", owner)?;
    }
    if let Some(note) = item.note {
        line("note", note)?;
    }
    Ok(())
}
