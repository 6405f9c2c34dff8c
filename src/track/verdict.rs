//! What the scan says of a mark.

use super::marks::{Marks, Seen};
use crate::model::{File, Mark, MarkKey, MarkState, Project, Stage, Verdict};

/// The verdict on a `done` mark; none for other marks, and until links are known.
pub fn verdict(project: &Project, key: &MarkKey, mark: &Mark) -> Option<Verdict> {
    if mark.state != Some(MarkState::Done) || project.progress.stage != Stage::Done {
        return None;
    }
    let file = project.find(&key.path).and_then(|id| project.file(id));
    let Some(found) = file.and_then(|file| found(file, key.symbol.as_deref())) else {
        return Some(away(project, key));
    };
    Some(match found {
        Tested::Yes => Verdict::Verified,
        Tested::No if mark.verified => Verdict::Regressed,
        // What turned into something without logic has lost no test.
        Tested::No | Tested::Unknown => Verdict::Claimed,
    })
}

/// The `done` marks of which a scan has seen the tests, which is not noted of them yet: without that
/// it could not be told later that a test is gone.
pub fn seen_tested(project: &Project, marks: &Marks) -> Vec<Seen> {
    marks
        .iter()
        .filter(|(key, mark)| {
            !mark.verified && verdict(project, key, mark) == Some(Verdict::Verified)
        })
        .map(|(key, mark)| (key.clone(), mark.at.clone()))
        .collect()
}

/// Marks on files and symbols that are not there, with whether each stands elsewhere now; none
/// until all is known.
pub fn without_place<'m>(
    project: &Project,
    marks: &'m Marks,
) -> Vec<(&'m MarkKey, &'m Mark, Verdict)> {
    if project.progress.stage != Stage::Done {
        return Vec::new();
    }
    let is_there = |key: &MarkKey| {
        let file = project.find(&key.path).and_then(|id| project.file(id));
        file.is_some_and(|file| found(file, key.symbol.as_deref()).is_some())
    };
    marks
        .iter()
        .filter(|(key, _)| !is_there(key))
        .map(|(key, mark)| (key, mark, away(project, key)))
        .collect()
}

/// What is said of a mark on what is not there.
fn away(project: &Project, key: &MarkKey) -> Verdict {
    if moved_to(project, key).is_some() {
        Verdict::Moved
    } else {
        Verdict::Gone
    }
}

/// Whether tests run something of what is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tested {
    Yes,
    No,
    /// There is nothing to test, or it was not read.
    Unknown,
}

/// Whether a scan has seen tests that run a file, or a symbol of it.
pub(super) fn is_tested(file: &File, symbol: Option<&str>) -> bool {
    found(file, symbol) == Some(Tested::Yes)
}

/// What is known of the file or of its symbol, by the measure that tells gaps; none where there is
/// no such symbol.
fn found(file: &File, symbol: Option<&str>) -> Option<Tested> {
    let (status, is_gap) = match symbol {
        None => (file.status, file.is_untested()),
        Some(symbol) => {
            let at = file
                .symbols
                .iter()
                .position(|known| *known.name == *symbol)?;
            let status = file.symbol_status.get(at).map(|known| known.status);
            (status, file.is_symbol_gap(u32::try_from(at).ok()?))
        }
    };
    Some(match status {
        Some(status) if status.is_of_logic() && is_gap => Tested::No,
        Some(status) if status.is_of_logic() => Tested::Yes,
        _ => Tested::Unknown,
    })
}

/// Where a marked thing stands that is not at its place: the one other file that has the same base
/// name and, where one is marked, the symbol. None where several have.
pub fn moved_to<'p>(project: &'p Project, key: &MarkKey) -> Option<&'p str> {
    let base_name = key.path.rsplit('/').next();
    let mut candidates = project.files.iter().filter(|file| {
        Some(file.base_name()) == base_name
            && *file.path != *key.path
            && found(file, key.symbol.as_deref()).is_some()
    });
    let only = candidates.next()?;
    candidates.next().is_none().then_some(&*only.path)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Basis, Confidence, Count, FileKind, LineCount, Measured, Progress, Symbol, SymbolKind,
        SymbolStatus, TestStatus,
    };

    fn symbol(name: &str) -> Symbol {
        Symbol {
            lines: 1,
            complexity: 1,
            has_logic: true,
            ..Symbol::at(name, SymbolKind::Function, (1, 2))
        }
    }

    /// A file with one symbol `f` of the given status.
    fn file(path: &str, status: TestStatus, of_symbol: TestStatus) -> File {
        File {
            path: path.into(),
            language: Some("python"),
            kind: FileKind::Source,
            lines: LineCount::default(),
            component: None,
            status: Some(status),
            confidence: Confidence::Likely,
            estimate: 0.0,
            function_lines: 2,
            symbols: Arc::new([symbol("f")]),
            symbol_status: Arc::new([SymbolStatus::new(of_symbol, 0.0)]),
            origin: None,
            tests: Arc::new([]),
            fan_in: 0,
            coverage: None,
            history: None,
            owner: None,
            findings: Arc::new([]),
        }
    }

    fn project(stage: Stage) -> Project {
        use TestStatus::{Direct, Hollow, NoLogic, Reached, Unreached};
        Project {
            files: [
                file("a.py", Direct, Unreached),
                file("b.py", Reached, Reached),
                file("c.py", Hollow, Direct),
                file("d.py", NoLogic, NoLogic),
                file("x/once.py", Unreached, Unreached),
                file("x/twice.py", Unreached, Unreached),
                file("y/twice.py", Unreached, Unreached),
            ]
            .into_iter()
            .collect(),
            progress: Progress {
                stage,
                ..Progress::default()
            },
            ..Project::default()
        }
    }

    fn mark(state: MarkState, verified: bool) -> Mark {
        Mark {
            state: Some(state),
            by: None,
            at: "2026-01-05T00:00:00Z".to_owned(),
            note: None,
            until: None,
            verified,
        }
    }

    fn key(text: &str) -> MarkKey {
        let (path, symbol) = match text.split_once('#') {
            Some((path, symbol)) => (path, Some(symbol.to_owned())),
            None => (text, None),
        };
        MarkKey {
            path: path.to_owned(),
            symbol,
        }
    }

    #[test]
    fn done_marks_are_held_against_the_tests() {
        let project = project(Stage::Done);
        let check = |item: &str, verified: bool, expect: Verdict| {
            let mark = mark(MarkState::Done, verified);
            assert_eq!(verdict(&project, &key(item), &mark), Some(expect), "{item}");
        };
        check("a.py", false, Verdict::Verified);
        check("a.py#f", false, Verdict::Claimed);
        check("a.py#f", true, Verdict::Regressed);
        check("b.py", true, Verdict::Verified);
        check("c.py", false, Verdict::Claimed);
        check("c.py", true, Verdict::Regressed);
        check("c.py#f", true, Verdict::Verified);
        check("d.py", true, Verdict::Claimed);
        check("a.py#g", true, Verdict::Gone);
        check("old/once.py", true, Verdict::Moved);
        check("old/once.py#f", false, Verdict::Moved);
        check("old/once.py#g", false, Verdict::Gone);
        check("old/twice.py", false, Verdict::Gone);
        check("nowhere.py", false, Verdict::Gone);
    }

    #[test]
    fn where_a_report_counted_lines_they_tell_whether_the_mark_holds() {
        let mut project = project(Stage::Done);
        let measured = |covered: u32| Measured {
            coverage: crate::model::FileCoverage::default(),
            basis: Basis::Measured,
            functions: Count { covered, total: 1 },
            function_lines: Count { covered, total: 4 },
            partial_lines: 0,
            symbols: Box::new([Count { covered, total: 4 }]),
        };
        let mut check = |item: &str, covered: u32, verified: bool, expect: Verdict| {
            project.files = project
                .files
                .iter()
                .cloned()
                .map(|file| File {
                    coverage: Some(Arc::new(measured(covered))),
                    ..file
                })
                .collect();
            let mark = mark(MarkState::Done, verified);
            assert_eq!(verdict(&project, &key(item), &mark), Some(expect), "{item}");
        };
        check("a.py", 0, false, Verdict::Claimed);
        check("a.py", 0, true, Verdict::Regressed);
        check("c.py", 1, false, Verdict::Verified);
        check("a.py#f", 1, false, Verdict::Verified);
        check("b.py#f", 0, false, Verdict::Claimed);
    }

    #[test]
    fn what_a_scan_has_seen_is_noted_so_that_a_lost_test_is_told() {
        let project = project(Stage::Done);
        let mut marks = Marks::default();
        marks.apply(&[
            (key("a.py"), Some(mark(MarkState::Done, false))),
            (key("b.py"), Some(mark(MarkState::Todo, false))),
            (key("c.py"), Some(mark(MarkState::Done, false))),
        ]);
        let seen = seen_tested(&project, &marks);
        let at = mark(MarkState::Done, true).at;
        assert_eq!(seen, [(key("a.py"), at)]);
        marks.apply(&marks.verified(&seen));
        assert_eq!(seen_tested(&project, &marks), []);
        let mut later = project;
        later.files = [file("a.py", TestStatus::Unreached, TestStatus::Unreached)]
            .into_iter()
            .collect();
        let mark = marks.get(&key("a.py")).unwrap();
        assert_eq!(
            verdict(&later, &key("a.py"), mark),
            Some(Verdict::Regressed)
        );
    }

    #[test]
    fn marks_on_what_is_not_there_are_listed() {
        let project = project(Stage::Done);
        let mut marks = Marks::default();
        for item in ["a.py", "a.py#f", "a.py#g", "old/once.py", "nowhere.py"] {
            marks.apply(&[(key(item), Some(mark(MarkState::Accepted, false)))]);
        }
        let found: Vec<_> = without_place(&project, &marks)
            .into_iter()
            .map(|(key, _, verdict)| (key.clone(), verdict))
            .collect();
        assert_eq!(
            found,
            [
                (key("a.py#g"), Verdict::Gone),
                (key("nowhere.py"), Verdict::Gone),
                (key("old/once.py"), Verdict::Moved),
            ]
        );
    }

    #[test]
    fn other_marks_and_unfinished_scans_have_no_verdict() {
        let check = |stage: Stage, state: MarkState| {
            let found = verdict(&project(stage), &key("a.py"), &mark(state, false));
            assert_eq!(found, None);
        };
        check(Stage::Link, MarkState::Done);
        check(Stage::Done, MarkState::Todo);
        check(Stage::Done, MarkState::Accepted);
    }
}
