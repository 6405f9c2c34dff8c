//! What the columns of a table hold, by their heads and by what stands in them.

use super::blocks::Text;
use super::{paths, words};
use crate::audit::Quantity;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// What the row is about.
    Subject,
    /// More paths that the row is about.
    Paths,
    /// How pressing it is.
    Priority,
    /// Why.
    Rationale,
    /// Lines of code.
    Lines,
    /// The share of lines that is covered.
    LineShare,
    /// A number of source files.
    Sources,
    /// A number of tests, or the share of files that have them.
    Tests,
    /// The tests by name.
    TestNames,
    /// A percentage, a level, or whether there are tests at all.
    Coverage,
    /// A value as it is.
    Current,
    /// A value to be reached.
    Target,
    /// What to do, in a plan.
    Action,
    /// Anything else.
    Other,
}

/// The columns of a table; exactly one is the subject, where there is any column.
pub(super) fn columns(head: &[Text], rows: &[Vec<Text>]) -> Vec<Column> {
    let mut columns: Vec<Column> = head
        .iter()
        .enumerate()
        .map(|(index, text)| column(&text.plain, cells(rows, index)))
        .collect();
    let located = columns
        .iter()
        .position(|column| *column == Column::Subject)
        .or_else(|| columns.iter().position(|column| *column == Column::Other));
    let chosen = located.unwrap_or(0);
    for (index, column) in columns.iter_mut().enumerate() {
        if index == chosen && *column == Column::Other {
            *column = Column::Subject;
        } else if index != chosen && *column == Column::Subject {
            *column = Column::Paths;
        }
    }
    columns
}

fn cells(rows: &[Vec<Text>], index: usize) -> impl Iterator<Item = &Text> {
    rows.iter().filter_map(move |row| row.get(index))
}

fn column<'a>(head: &str, cells: impl Iterator<Item = &'a Text>) -> Column {
    let words: Vec<String> = words::words(head).map(|word| words::stem(&word)).collect();
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let cells: Vec<&Text> = cells.collect();
    let names_paths = cells.iter().any(|cell| !paths::paths(cell).is_empty());
    if has(&["priority", "severity", "urgency"]) {
        Column::Priority
    } else if has(&["rationale", "reason", "why", "justification"]) {
        Column::Rationale
    } else if has(&["target", "goal"]) {
        Column::Target
    } else if has(&["current", "now", "today", "baseline"]) && !has(&["test"]) {
        Column::Current
    } else if has(&["test", "spec"]) {
        column_of_tests(&words, &cells)
    } else if has(&["coverage", "cover", "level", "status", "line%"]) {
        Column::Coverage
    } else if has(&["line", "loc", "sloc"]) {
        // `Lines` of code, or the share of them that is covered.
        if cells.iter().any(|cell| cell.plain.contains('%')) {
            Column::LineShare
        } else {
            Column::Lines
        }
    } else if has(&["file", "source", "script", "example"]) {
        // `Files` counts them, or names them.
        if names_paths {
            Column::Subject
        } else if has(&["example"]) {
            Column::Other
        } else {
            Column::Sources
        }
    } else if has(&["location", "path", "module", "store", "metric"]) {
        Column::Subject
    } else if has(&["action", "task"]) {
        Column::Action
    } else if has(&[
        "note",
        "purpose",
        "impact",
        "risk",
        "description",
        "comment",
        "gap",
        "detail",
    ]) {
        Column::Rationale
    } else {
        Column::Other
    }
}

/// A column whose head speaks of tests.
fn column_of_tests(words: &[String], cells: &[&Text]) -> Column {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let is_number = |cell: &&Text| {
        Quantity::parse(&cell.plain).is_some() || Quantity::parse_fraction(&cell.plain).is_some()
    };
    if has(&["missing", "estimated", "needed", "suggested", "recommended"]) {
        Column::Other
    } else if has(&["coverage", "status"]) {
        Column::Coverage
    } else if cells.iter().any(|cell| !paths::paths(cell).is_empty()) {
        Column::TestNames
    } else if cells.iter().any(is_number) {
        Column::Tests
    } else {
        Column::Other
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Block, blocks};
    use super::*;
    use Column::{
        Coverage, Current, Lines, Other, Paths, Priority, Rationale, Sources, Subject, Target,
        TestNames, Tests,
    };

    fn check(head: &str, row: &str, expect: &[Column]) {
        let line = "---|".repeat(expect.len());
        let blocks = blocks(&format!("|{head}|\n|{line}\n|{row}|\n"));
        let [Block::Table { head, rows }] = blocks.as_slice() else {
            panic!("{blocks:?}");
        };
        assert_eq!(columns(head, rows), expect);
    }

    #[test]
    fn heads_vary() {
        check(
            "Component | Test Files | Source Files | Coverage Level",
            "Backend | 13/14 | 14 | Good",
            &[Subject, Tests, Sources, Coverage],
        );
        check(
            "File | Priority | Rationale",
            "`a.py` | High | x",
            &[Subject, Priority, Rationale],
        );
        check(
            "Module | Files | Priority",
            "`a.py` | 1 | High",
            &[Subject, Sources, Priority],
        );
        check(
            "Component Category | Examples | Priority",
            "Auth | `A.vue` | High",
            &[Other, Subject, Priority],
        );
        check(
            "Component | Location | Priority | Notes",
            "**Mapper** | `api/m.py` | 🔴 HIGH | x",
            &[Other, Subject, Priority, Rationale],
        );
        check(
            "File | LOC | Coverage | Status | Risk",
            "`a.py` | 641 | ~15% | ok | x",
            &[Subject, Lines, Coverage, Coverage, Rationale],
        );
        check(
            "Route File | Test Coverage | Status",
            "`chat.py` | GOOD | test_chat.py",
            &[Subject, Coverage, Coverage],
        );
        check(
            "Component | Test File | Status",
            "Notes | `tests/test_n.py` | Tested",
            &[Subject, TestNames, Coverage],
        );
        check(
            "Metric | Current | Target",
            "SDK | 60% | 90%",
            &[Subject, Current, Target],
        );
        check(
            "Module | Tests | Files",
            "`a` | 3 | `b.rs`",
            &[Subject, Tests, Paths],
        );
    }
}
