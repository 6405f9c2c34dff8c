//! The functions of a file worth testing first.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::model::{File, Symbol, SymbolKind, TestStatus};

/// Most functions that are named.
const MOST: usize = 3;

/// Names them, best first: those that no test runs, what others call before what is private, then by
/// complexity, then by lines. Of a function and those inside it, only the outermost is named: it is
/// what a test calls. What has no name to call it by is left out where anything else is there.
pub(super) fn first(file: &File) -> Arc<[Arc<str>]> {
    let mut open: Vec<(bool, &Symbol)> = file
        .symbols
        .iter()
        .enumerate()
        .filter(|(_, symbol)| is_callable(file, symbol))
        .filter_map(|(at, symbol)| {
            let status = file.symbol_status.get(at)?.status;
            let is_open = status != TestStatus::Direct && status != TestStatus::NoLogic;
            is_open.then_some((status.is_gap(), symbol))
        })
        .collect();
    if open.iter().any(|(_, symbol)| has_name(symbol)) {
        open.retain(|(_, symbol)| has_name(symbol));
    }
    open.sort_by_key(|(is_gap, symbol)| {
        let lines = symbol.end.saturating_sub(symbol.start);
        let size = (Reverse(symbol.complexity), Reverse(lines));
        (Reverse(*is_gap), is_private(symbol), size)
    });
    let names = open.iter().take(MOST);
    names
        .map(|(_, symbol)| symbol.name.as_ref().into())
        .collect()
}

/// The function around a callback or a function inside another one: what a test can call. Without
/// one, the name is that of what the callback is for.
pub(in crate::assess) fn callable_name<'f>(file: &'f File, symbol: &'f Symbol) -> &'f str {
    let mut outer = symbol;
    // As many steps as there are symbols, should one be its own parent.
    for _ in 0..file.symbols.len() {
        let parent = outer.parent.and_then(|at| file.symbols.get(at as usize));
        match parent.filter(|parent| parent.kind != SymbolKind::Class) {
            Some(parent) => outer = parent,
            None => break,
        }
    }
    let name = &*outer.name;
    let name = name.split('~').next().unwrap_or(name);
    name.strip_suffix(".callback").unwrap_or(name)
}

fn last_name(symbol: &Symbol) -> &str {
    symbol.name.rsplit('.').next().unwrap_or(&symbol.name)
}

/// Whether a test can call it by its name: it is no callback, no repetition of another, and not one
/// of the methods that the language calls by itself.
fn has_name(symbol: &Symbol) -> bool {
    let name = last_name(symbol);
    let is_special = name.starts_with("__") && name.ends_with("__");
    let is_made = matches!(name, "__init__" | "__call__" | "__enter__" | "__exit__");
    name != "callback" && !name.contains(['~', '<']) && (!is_special || is_made)
}

/// Whether it is private by its name.
fn is_private(symbol: &Symbol) -> bool {
    let name = last_name(symbol);
    name.starts_with(['_', '#']) && !name.starts_with("__")
}

fn is_callable(file: &File, symbol: &Symbol) -> bool {
    let is_function = matches!(symbol.kind, SymbolKind::Function | SymbolKind::Method);
    let parent = symbol.parent.and_then(|at| file.symbols.get(at as usize));
    is_function
        && symbol.has_logic
        && !symbol.is_test
        && !symbol.is_test_only
        && parent.is_none_or(|parent| parent.kind == SymbolKind::Class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};
    use crate::model::SymbolStatus;

    fn check(symbols: Vec<(Symbol, TestStatus)>, expect: &[&str]) {
        let mut file = source("a.py");
        file.symbol_status = symbols
            .iter()
            .map(|(_, status)| SymbolStatus::new(*status, 0.0))
            .collect();
        file.symbols = symbols.into_iter().map(|(symbol, _)| symbol).collect();
        let found = first(&file);
        let found: Vec<&str> = found.iter().map(|name| &**name).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn unreached_then_complex_then_long_functions_come_first() {
        use TestStatus::{Direct, Reached, Unreached};
        check(
            vec![
                (function("reached", 1, 90, 9), Reached),
                (function("tested", 91, 99, 9), Direct),
                (function("plain", 100, 101, 1), Unreached),
                (function("long", 102, 120, 1), Unreached),
                (function("complex", 121, 122, 4), Unreached),
            ],
            &["complex", "long", "plain"],
        );
        check(vec![(function("reached", 1, 9, 9), Reached)], &["reached"]);
        check(vec![(function("tested", 1, 9, 9), Direct)], &[]);
    }

    #[test]
    fn what_others_call_goes_before_what_is_private_or_has_no_name() {
        use TestStatus::Unreached;
        check(
            vec![
                (function("_parse", 1, 50, 9), Unreached),
                (function("read", 51, 60, 2), Unreached),
                (function("Model.__repr__", 61, 99, 12), Unreached),
                (function("onClick.callback", 100, 140, 8), Unreached),
                (function("read~2", 141, 150, 7), Unreached),
            ],
            &["read", "_parse"],
        );
        check(
            vec![(function("Model.__repr__", 1, 9, 2), Unreached)],
            &["Model.__repr__"],
        );
    }

    #[test]
    fn a_callback_is_called_by_the_function_around_it() {
        let mut file = source("a.ts");
        let inner = |name: &str, parent| Symbol {
            parent,
            ..function(name, 2, 4, 8)
        };
        file.symbols = [
            inner("use", None),
            inner("use.load", Some(0)),
            inner("use.load.callback", Some(1)),
            inner("router.callback", None),
            inner("read~2", None),
        ]
        .into();
        let found: Vec<&str> = file
            .symbols
            .iter()
            .map(|symbol| callable_name(&file, symbol))
            .collect();
        assert_eq!(found, ["use", "use", "use", "router", "read"]);
    }

    #[test]
    fn functions_inside_a_function_are_not_for_a_test_to_call() {
        let inner = Symbol {
            parent: Some(0),
            ..function("outer.inner", 2, 4, 8)
        };
        check(
            vec![
                (function("outer", 1, 5, 2), TestStatus::Unreached),
                (inner, TestStatus::Unreached),
            ],
            &["outer"],
        );
    }
}
