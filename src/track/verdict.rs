//! What the scan says of a mark.

use crate::model::{File, Mark, MarkKey, MarkState, Project, Stage, TestStatus, Verdict};

/// The verdict on a `done` mark; none for other marks, and until links are known.
pub fn verdict(project: &Project, key: &MarkKey, mark: &Mark) -> Option<Verdict> {
    if mark.state != Some(MarkState::Done) || project.progress.stage != Stage::Done {
        return None;
    }
    let file = project.find(&key.path).and_then(|id| project.file(id));
    let Some(status) = file.and_then(|file| status(file, key.symbol.as_deref())) else {
        return Some(if stands_elsewhere(project, key) {
            Verdict::Moved
        } else {
            Verdict::Gone
        });
    };
    Some(match status {
        Some(TestStatus::Direct | TestStatus::Reached) => Verdict::Verified,
        // What turned into something without logic has lost no test.
        Some(TestStatus::Unreached | TestStatus::Hollow) if mark.verified => Verdict::Regressed,
        _ => Verdict::Claimed,
    })
}

/// The status of the file or of its symbol; none where there is no such symbol.
fn status(file: &File, symbol: Option<&str>) -> Option<Option<TestStatus>> {
    let Some(symbol) = symbol else {
        return Some(file.status);
    };
    let index = file
        .symbols
        .iter()
        .position(|found| *found.name == *symbol)?;
    Some(file.symbol_status.get(index).map(|found| found.status))
}

/// Whether exactly one other file has the same base name and, where one is marked, the symbol.
fn stands_elsewhere(project: &Project, key: &MarkKey) -> bool {
    let base_name = key.path.rsplit('/').next();
    let is_candidate = |file: &&File| {
        Some(file.base_name()) == base_name
            && *file.path != *key.path
            && status(file, key.symbol.as_deref()).is_some()
    };
    project.files.iter().filter(is_candidate).take(2).count() == 1
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{
        Confidence, FileKind, LineCount, Progress, Symbol, SymbolKind, SymbolStatus,
    };

    fn symbol(name: &str) -> Symbol {
        Symbol {
            name: name.into(),
            kind: SymbolKind::Function,
            parent: None,
            start: 1,
            end: 2,
            lines: 1,
            complexity: 1,
            has_logic: true,
            is_test: false,
            is_skipped: false,
            is_test_only: false,
            decorators: Box::default(),
            bases: Box::default(),
            parameters: Box::default(),
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
            hash: None,
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
