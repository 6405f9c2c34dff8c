//! Facts as short lines, for tests.

use std::fmt::Write as _;

use crate::model::{FileFacts, ReferenceKind, Symbol};

/// `Type.method 3-5 c2 logic test`
pub(in crate::lang) fn symbols(facts: &FileFacts) -> Vec<String> {
    facts.symbols.iter().map(symbol).collect()
}

fn symbol(symbol: &Symbol) -> String {
    let mut line = format!("{} {}-{}", symbol.name, symbol.start, symbol.end);
    if symbol.complexity > 0 {
        let _ = write!(line, " c{}", symbol.complexity);
    }
    for (flag, word) in [
        (symbol.has_logic, " logic"),
        (symbol.is_test, " test"),
        (symbol.is_skipped, " skipped"),
        (symbol.is_test_only, " test-only"),
    ] {
        line.push_str(if flag { word } else { "" });
    }
    for base in &symbol.bases {
        let _ = write!(line, " :{base}");
    }
    line
}

/// `run: self.walk()` with the symbol in front; `walk` without brackets is read only.
pub(in crate::lang) fn references(facts: &FileFacts) -> Vec<String> {
    let of = |reference: &crate::model::Reference| {
        let text = reference.text.as_deref();
        let text = text.map(|text| format!("{text:?}")).unwrap_or_default();
        let path = &reference.path;
        let used = match reference.kind {
            ReferenceKind::Call => format!("{path}({text})"),
            ReferenceKind::Decorator => format!("#{path}({text})"),
            ReferenceKind::Replaced => format!("!{path}"),
            ReferenceKind::Handler => format!("{path} on {text}"),
            ReferenceKind::Routed => format!("{path} at {text}"),
            ReferenceKind::Read | ReferenceKind::Element | ReferenceKind::Offered => {
                path.to_string()
            }
        };
        within(facts, reference.within) + &used
    };
    facts.references.iter().map(of).collect()
}

/// `run: x = Call Foo.new`
pub(in crate::lang) fn bindings(facts: &FileFacts) -> Vec<String> {
    let of = |binding: &crate::model::Binding| {
        let (name, kind, source) = (&binding.name, binding.kind, &binding.source);
        within(facts, binding.within) + &format!("{name} = {kind:?} {source}")
    };
    facts.bindings.iter().map(of).collect()
}

/// `module {name>local} as alias test-only`
pub(in crate::lang) fn imports(facts: &FileFacts) -> Vec<String> {
    let of = |import: &crate::model::Import| {
        let mut line = within(facts, import.within) + &import.module;
        for name in &import.names {
            let _ = write!(line, " {}>{}", name.name, name.local);
        }
        if let Some(alias) = &import.alias {
            let _ = write!(line, " as {alias}");
        }
        line.push_str(if import.is_test_only {
            " test-only"
        } else {
            ""
        });
        line
    };
    facts.imports.iter().map(of).collect()
}

/// `run: --list` with the symbol in front.
pub(in crate::lang) fn texts(facts: &FileFacts) -> Vec<String> {
    let of = |text: &crate::model::Text| within(facts, text.within) + &text.value;
    facts.texts.iter().map(of).collect()
}

fn within(facts: &FileFacts, symbol: Option<u32>) -> String {
    symbol
        .map(|index| format!("{}: ", facts.symbols[index as usize].name))
        .unwrap_or_default()
}
