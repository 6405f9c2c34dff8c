//! The functions of a file worth testing first.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::assess::domain::Domains;
use crate::assess::measure::is_judged;
use crate::model::{DomainRule, File, Score, Symbol, SymbolKind, TestStatus, last_part};

/// Most functions that are named.
const MOST: usize = 3;

/// What makes a function worth a test, each counted up to so much: the files that use it, its
/// branches, its lines.
const CALLERS: u32 = 10;
const COMPLEXITY: u32 = 20;
const LINES: u32 = 100;

/// Fills in which functions of each file are worth testing first. `callers` holds for each file how
/// many others use each of its symbols; nothing where that is not known.
pub fn test_first(
    files: &[File],
    callers: &[Box<[u32]>],
    rules: &[DomainRule],
    scores: &mut [Score],
) {
    let domains = Domains::new(rules);
    for ((file, callers), score) in files.iter().zip(callers).zip(scores) {
        if is_judged(file) {
            score.test_first = first(file, callers, &domains);
        }
    }
}

/// Names them, best first: those that no test runs, what others call before what is private, then by
/// what is at stake: files that use it, branches, lines, and words of a rule in its name. Of a function
/// and those inside it, only the outermost is named: it is what a test calls. Callbacks are left out,
/// since nobody can call them, and so is what the language calls by itself where anything else is there.
fn first(file: &File, callers: &[u32], domains: &Domains<'_>) -> Arc<[Arc<str>]> {
    let mut open: Vec<(bool, usize, &Symbol)> = file
        .symbols
        .iter()
        .enumerate()
        .filter(|(_, symbol)| is_callable(file, symbol))
        .filter_map(|(at, symbol)| {
            let status = file.symbol_status.get(at)?.status;
            let is_open = status != TestStatus::Direct && status != TestStatus::NoLogic;
            is_open.then_some((status.is_gap(), at, symbol))
        })
        .collect();
    let has_named = open.iter().any(|(_, _, symbol)| has_name(symbol));
    open.retain(|(_, _, symbol)| has_name(symbol) || !has_named && is_special(symbol.last()));
    open.sort_by_cached_key(|(is_gap, at, symbol)| {
        let users = callers.get(*at).copied().unwrap_or_default();
        let stake = stake(symbol, users, domains.of_name(symbol.last()));
        (
            Reverse(*is_gap),
            is_private(symbol) || is_special(symbol.last()),
            Reverse(stake),
            symbol.start,
        )
    });
    let names = open.iter().take(MOST);
    names
        .map(|(_, _, symbol)| symbol.name.as_ref().into())
        .collect()
}

/// What is at stake with a function: a branch counts as much as a file that uses it or ten lines, and
/// the words of a rule as much as up to four.
fn stake(symbol: &Symbol, users: u32, domain: f64) -> u32 {
    let named = (domain.clamp(0.0, 1.0) * 40.0) as u32;
    10 * (users.min(CALLERS) + symbol.complexity.min(COMPLEXITY)) + symbol.lines.min(LINES) + named
}

/// The function around a callback or a function inside another one: what a test can call. Without
/// one there is nothing that it could: `rows.filter(callback)` of a module runs where that is loaded.
pub(in crate::assess) fn callable_name<'f>(file: &'f File, symbol: &'f Symbol) -> Option<&'f str> {
    let mut outer = symbol;
    // As many steps as there are symbols, should one be its own parent.
    for _ in 0..file.symbols.len() {
        let parent = outer.parent.and_then(|at| file.symbols.get(at as usize));
        match parent.filter(|parent| parent.kind != SymbolKind::Class) {
            Some(parent) => outer = parent,
            None => break,
        }
    }
    let name = outer.name.split('~').next()?;
    is_nameable(last_part(name)).then_some(name)
}

/// Whether a test can call it by its name: it is no callback, no repetition of another, and not one
/// of the methods that the language calls by itself.
fn has_name(symbol: &Symbol) -> bool {
    is_nameable(symbol.last())
}

fn is_nameable(name: &str) -> bool {
    let is_made = matches!(name, "__init__" | "__call__" | "__enter__" | "__exit__");
    name != "callback" && !name.contains(['~', '<']) && (!is_special(name) || is_made)
}

/// Whether the language calls a method by itself, by its name.
fn is_special(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

/// Whether it is private by its name.
fn is_private(symbol: &Symbol) -> bool {
    let name = symbol.last();
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
        let found = first(&file, &[], &Domains::new(&[]));
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
        check(vec![(function("$.callback", 1, 90, 9), Unreached)], &[]);
    }

    #[test]
    fn what_more_hangs_on_comes_first() {
        let mut file = source("a.py");
        file.symbols = [
            function("plain", 1, 9, 1),
            function("complex", 10, 19, 4),
            function("used", 20, 24, 1),
            function("delete", 25, 29, 1),
        ]
        .into();
        file.symbol_status = [TestStatus::Unreached; 4]
            .map(|status| SymbolStatus::new(status, 0.0))
            .into();
        let rules = [DomainRule {
            words: vec!["delete".to_owned()],
            weight: 1.0,
            ..DomainRule::default()
        }];
        let check = |callers: &[u32], rules: &[DomainRule], expect: [&str; 3]| {
            let found = first(&file, callers, &Domains::new(rules));
            let found: Vec<&str> = found.iter().map(|name| &**name).collect();
            assert_eq!(found, expect);
        };
        // 19, 50, 15 and 15 points; five files that use it make 65 of a 15, the rule makes 55.
        check(&[], &[], ["complex", "plain", "used"]);
        check(&[0, 0, 5, 0], &[], ["used", "complex", "plain"]);
        check(&[0, 0, 5, 0], &rules, ["used", "delete", "complex"]);
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
            .filter_map(|symbol| callable_name(&file, symbol))
            .collect();
        assert_eq!(found, ["use", "use", "use", "read"]);
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
