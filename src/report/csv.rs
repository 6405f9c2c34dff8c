//! One row for each source file, by RFC 4180, for spreadsheets.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whoever wrote it:
//! paths then begin with `./`, other texts with an apostrophe.

use std::io::{self, Write};

use super::{Input, Kind, Report};
use crate::model::{File, FileId, FileKind, MarkKey, Project, Score, is_below, percent, printable};
use crate::track::Marks;

pub(super) static CSV: Report = Report {
    id: "csv",
    doc: "One row for each source file, for spreadsheets",
    kind: Kind::Data,
    write,
};

/// The columns; shares are in percent.
const COLUMNS: [&str; 19] = [
    "path",
    "component",
    "language",
    "code_lines",
    "function_lines",
    "status",
    "confidence",
    "lines_run",
    "basis",
    "risk",
    "priority",
    "effort",
    "dead",
    "owner",
    "suggested_test",
    "mark",
    "note",
    "fan_in",
    "rationale",
];

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    write!(output, "{}\r\n", COLUMNS.join(","))?;
    for (id, file) in input.project.entries() {
        if file.kind == FileKind::Source && is_below(&file.path, input.focus) {
            let cells = cells(input.project, input.marks, id, file);
            write!(output, "{}\r\n", cells.map(|cell| quoted(&cell)).join(","))?;
        }
    }
    Ok(())
}

fn cells(project: &Project, marks: &Marks, id: FileId, file: &File) -> [String; COLUMNS.len()] {
    let nothing = Score::default();
    let score = project.score(id).unwrap_or(&nothing);
    let component = file.component.and_then(|id| project.component(id));
    let key = MarkKey {
        path: file.path.to_string(),
        symbol: None,
    };
    let mark = marks.get(&key);
    let (share, basis) = file.run_share();
    let has_lines = file.has_logic() && file.function_lines > 0;
    let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
    [
        place(&file.path),
        text(component.map_or("", |component| &component.name)),
        word(file.language),
        file.lines.code.to_string(),
        file.function_lines.to_string(),
        word(file.status.map(crate::model::TestStatus::word)),
        word(file.status.map(|_| file.confidence.word())),
        if has_lines {
            percent(share).to_string()
        } else {
            String::new()
        },
        word(has_lines.then(|| basis.word())),
        score.risk.to_string(),
        word(score.priority.map(crate::model::Priority::word)),
        word(score.effort.map(crate::model::Effort::letter)),
        file.has(crate::model::Finding::PossiblyDead).to_string(),
        text(file.owner.as_deref().unwrap_or_default()),
        place(score.suggested_test.as_deref().unwrap_or_default()),
        word(
            mark.and_then(|mark| mark.state)
                .map(crate::model::MarkState::word),
        ),
        text(
            mark.and_then(|mark| mark.note.as_deref())
                .unwrap_or_default(),
        ),
        file.fan_in.to_string(),
        text(&score.rationale),
    ]
}

fn place(path: &str) -> String {
    match is_formula(path) {
        true => format!("./{}", printable(path)),
        false => printable(path).into_owned(),
    }
}

fn text(text: &str) -> String {
    match is_formula(text) {
        true => format!("'{}", printable(text)),
        false => printable(text).into_owned(),
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A cell as a file has it: in quotes where it has to be.
fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        assert_eq!(quoted("plain text"), "plain text");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(place("=cmd()/a.py"), "./=cmd()/a.py");
        assert_eq!(place("@scope/a.ts"), "./@scope/a.ts");
        assert_eq!(place("src/a.py"), "src/a.py");
        assert_eq!(text("@org/team"), "'@org/team");
        assert_eq!(text("+1"), "'+1");
        assert_eq!(text("plain"), "plain");
    }
}
