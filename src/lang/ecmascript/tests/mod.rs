//! What is gathered from scripts.

use crate::model::{FileFacts, ReferenceKind, SymbolKind};

use super::parse::{Dialect, extract};

mod modules;
mod parsing;
mod references;
mod suites;
mod symbols;

fn ts(source: &str) -> FileFacts {
    extract(source, Dialect::Tsx)
}

fn js(source: &str) -> FileFacts {
    extract(source, Dialect::JavaScript)
}

/// `name:start-end`, with what sets a symbol apart.
fn symbols(facts: &FileFacts) -> Vec<String> {
    let symbols = facts.symbols.iter();
    symbols
        .map(|it| {
            let mut text = format!("{}:{}-{}", it.name, it.start, it.end);
            let marks = [
                (it.kind == SymbolKind::Class, " class"),
                (it.kind == SymbolKind::Method, " method"),
                (!it.has_logic && it.kind != SymbolKind::Class, " empty"),
                (it.is_test, " test"),
                (it.is_skipped, " skipped"),
                (it.is_test_only, " test-only"),
            ];
            for (_, mark) in marks.iter().filter(|(is_so, _)| *is_so) {
                text.push_str(mark);
            }
            text
        })
        .collect()
}

fn check_symbols(source: &str, expect: &[&str]) {
    assert_eq!(symbols(&ts(source)), expect, "{source}");
}

/// Paths, with `()` for calls, `<>` for elements, `@` for decorators, `>` for what is handed out,
/// and `"text"`.
fn references(facts: &FileFacts) -> Vec<String> {
    let references = facts.references.iter();
    references
        .map(|it| {
            let path = &it.path;
            let mut text = match it.kind {
                ReferenceKind::Call => format!("{path}()"),
                ReferenceKind::Read => path.to_string(),
                ReferenceKind::Element => format!("<{path}>"),
                ReferenceKind::Decorator => format!("@{path}"),
                ReferenceKind::Offered => format!("{path}>"),
                ReferenceKind::Replaced => format!("!{path}"),
                ReferenceKind::Handler => format!("{path} on "),
                ReferenceKind::Routed => format!("{path} at "),
            };
            if let Some(constant) = &it.text {
                text.push_str(&format!("\"{constant}\""));
            }
            text
        })
        .collect()
}

fn check_references(source: &str, expect: &[&str]) {
    assert_eq!(references(&ts(source)), expect, "{source}");
}

fn check_branches(source: &str, expect: bool) {
    assert_eq!(ts(source).module_branches, expect, "{source}");
}
