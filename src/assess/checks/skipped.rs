//! Are there tests that never run because they are marked so?

use super::scope::Scope;
use super::{Answer, Question};
use crate::model::{CheckState, Ecosystem, Evidence, FileKind, SymbolKind};

pub(super) const SKIPPED: Question = Question {
    id: "skipped",
    title: "No test is skipped for good",
    ask,
};

fn ask(scope: &Scope<'_>) -> Vec<Answer> {
    // `#[ignore]` marks tests that people start by name: slow ones, or ones that need a service.
    if scope.package.ecosystem == Ecosystem::Rust {
        return Vec::new();
    }
    let mut evidence = Vec::new();
    for file in scope.own_files().filter(|file| file.kind == FileKind::Test) {
        let skipped = file.symbols.iter().filter(|symbol| {
            symbol.is_test && symbol.is_skipped && symbol.kind != SymbolKind::Class
        });
        let count = skipped.clone().count();
        if let Some(first) = skipped.min_by_key(|symbol| symbol.start) {
            let fact = match count {
                1 => format!("`{}` is skipped, whatever happens", first.name),
                many => format!(
                    "`{}` and {} are skipped, whatever happens",
                    first.name,
                    match many - 1 {
                        1 => "one other".to_owned(),
                        others => format!("{others} others"),
                    }
                ),
            };
            evidence.push((
                count,
                Evidence {
                    path: file.path.clone(),
                    line: Some(first.start),
                    fact: fact.into(),
                },
            ));
        }
    }
    let count: usize = evidence.iter().map(|(count, _)| count).sum();
    if count == 0 {
        return Vec::new();
    }
    let what = if count == 1 {
        "One test is".to_owned()
    } else {
        format!("{count} tests are")
    };
    vec![Answer {
        state: Some(CheckState::Wrong),
        evidence: evidence.into_iter().map(|(_, evidence)| evidence).collect(),
        advice: format!("{what} skipped without any condition. Mend and run them, or delete them."),
        ..Answer::default()
    }]
}
