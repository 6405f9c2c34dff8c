//! Functions of Python behind what a decorator puts in their place and enters somewhere itself:
//! `def endpoint(run)` with `@app.route("/") def answer(): return run()` inside. Whoever calls what was
//! entered calls what it stands for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, Symbol, SymbolKind};
use crate::scan::calls::{Budget, Call, Index, Node};

use super::call;

/// Most functions that one decorator of that kind decorates.
const MOST_DECORATED: usize = 1024;

/// Most functions that one decorator puts in the place of others.
const MOST_INNER: usize = 16;

const INNER: &str = "functions that one decorator enters";

/// Most uses that are found so.
const MOST_USES: usize = 1 << 16;

/// What stands behind the uses that other rules found.
pub(super) fn behind(index: &Index<'_>, found: &[(Node, Call)]) -> Vec<(Node, Call)> {
    let mut inner: Vec<Node> = found.iter().map(|(_, call)| call.to).collect();
    inner.sort_unstable();
    inner.dedup();
    let mut by_decorator: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
    for node in inner {
        for decorator in decorators_of(index, node) {
            let known = by_decorator.entry(decorator).or_default();
            match known.len() < MOST_INNER {
                true => known.push(node),
                false => index.leave_out(index.place(decorator).0, INNER),
            }
        }
    }
    if by_decorator.is_empty() {
        return Vec::new();
    }
    let decorated = decorated(index, &by_decorator);
    let budget = Budget::new(MOST_USES, "functions behind those that decorators enter");
    let mut uses = Vec::new();
    for (from, it) in found {
        let behind = decorated.get(&it.to).map_or(&[] as &[_], Vec::as_slice);
        if !budget.take(index, index.place(it.to).0, behind.len()) {
            break;
        }
        uses.extend(behind.iter().map(|to| (*from, call(*to, it.line))));
    }
    uses
}

/// The decorators that put a function in the place of what they are given, which it calls: the
/// function around it, and the one that makes that.
fn decorators_of(index: &Index<'_>, inner: Node) -> Vec<Node> {
    let (file, symbol) = index.place(inner);
    let Some((facts, symbol)) = index.facts(file).zip(symbol) else {
        return Vec::new();
    };
    if index.family(file) != Some(Family::Python) {
        return Vec::new();
    }
    let Some((around, decorator)) = function_around(facts, symbol) else {
        return Vec::new();
    };
    let mut calls = index.references_in(file, Some(symbol));
    let is_given = calls.any(|(_, it)| {
        let mut given = decorator.parameters.iter();
        it.kind == ReferenceKind::Call && given.any(|name| *name == it.path)
    });
    if !is_given {
        return Vec::new();
    }
    let maker = function_around(facts, around).map(|(maker, _)| maker);
    let found = std::iter::once(around).chain(maker);
    found.map(|at| index.node(file, at)).collect()
}

fn function_around(facts: &FileFacts, symbol: u32) -> Option<(u32, &Symbol)> {
    let parent = facts.symbols.get(symbol as usize)?.parent?;
    let around = facts.symbols.get(parent as usize)?;
    (around.kind == SymbolKind::Function).then_some((parent, around))
}

/// What is decorated, by what stands in its place.
fn decorated(
    index: &Index<'_>,
    by_decorator: &FxHashMap<Node, Vec<Node>>,
) -> FxHashMap<Node, Vec<Node>> {
    let names = by_decorator.keys().filter_map(|it| index.symbol(*it));
    let names: FxHashSet<&str> = names.map(Symbol::last).collect();
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_unstable();
    let mut found: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        for reference in index.references_to(file, &names) {
            let within = reference.within;
            let Some(within) = within.filter(|_| reference.kind == ReferenceKind::Decorator) else {
                continue;
            };
            let decorator = index.stands_for(file, scope_of(index, file, within), &reference.path);
            let inner = decorator.and_then(|it| by_decorator.get(&it));
            for inner in inner.into_iter().flatten() {
                let known = found.entry(*inner).or_default();
                match known.len() < MOST_DECORATED {
                    true => known.push(index.node(file, within)),
                    false => index.leave_out(file, "functions of one decorator"),
                }
            }
        }
    }
    found
}

/// Where the decorator of a definition is named.
fn scope_of(index: &Index<'_>, file: FileId, symbol: u32) -> Option<u32> {
    index.symbol(index.node(file, symbol))?.parent
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(decorator: &str, mark: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /lib.py\nclass Board:\n    def __init__(self):\n        self.views = {{}}\n    def route(self, name):\n        def add(fn):\n            self.views[name] = fn\n            return fn\n        return add\n    def call(self, name):\n        return self.views[name]()\n\
             //- /api.py\nfrom lib import Board\nboard = Board()\n{decorator}\n\
             {mark}\ndef get_changed():\n    return 1\ndef unused():\n    return 2\n\
             //- /test_api.py\nfrom api import board\ndef test_run():\n    assert board.call('changed')\n"
        ));
        assert_eq!(found, expect, "{decorator}");
    }

    #[test]
    fn what_a_decorator_enters_stands_for_what_it_decorates() {
        let rest = ["api.py#unused"];
        let none = ["api.py#get_changed", "api.py#unused"];
        let all = [&none[..], &["lib.py#Board.route", "lib.py#Board.route.add"]].concat();
        check(
            "def endpoint(func):\n    @board.route(func.__name__)\n    @wraps(func)\n    def wrapper():\n        return {'data': func()}\n    return wrapper",
            "@endpoint",
            &rest,
        );
        check(
            "def endpoint(name):\n    def decorate(func):\n        @board.route(name)\n        def wrapper():\n            return {'data': func()}\n        return wrapper\n    return decorate",
            "@endpoint('changed')",
            &rest,
        );
        check(
            "def endpoint(func):\n    @wraps(func)\n    def wrapper():\n        return {'data': func()}\n    return wrapper",
            "@endpoint",
            &all,
        );
        check(
            "def endpoint(func):\n    @board.route(func.__name__)\n    def wrapper():\n        return {'data': 1}\n    return func",
            "@endpoint",
            &none,
        );
    }

    #[test]
    fn a_route_that_a_decorator_puts_together_leads_to_what_it_decorates() {
        let check = |asked: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app.py\nfrom flask import Flask, jsonify\napp = Flask(__name__)\n\
                 def endpoint(func):\n    name = func.__name__\n    @app.get(f'/api/{{name}}')\n    def wrapper():\n        return jsonify(func())\n    return wrapper\n\
                 @endpoint\ndef get_changed():\n    return 1\ndef unused():\n    return 2\n\
                 //- /test_app.py\nfrom app import app\ndef test_run():\n    assert app.test_client().get('{asked}')\n"
            ));
            assert_eq!(found, expect, "{asked}");
        };
        check("/api/get_changed", &["app.py#unused"]);
        check("/other/one", &["app.py#get_changed", "app.py#unused"]);
    }
}
