//! Definitions that need not run where their name is used: what is defined where an import failed, and
//! what writes or deletes a property.

use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Stmt, StmtTry};

use rustc_hash::FxHashSet;

use crate::model::Symbol;

use super::names::dotted;
use super::reader::Reader;

/// Most definitions before a call that are looked through for one that it names.
const MOST_BEFORE: usize = 256;

impl Reader<'_> {
    /// `try: from lib import f` with `except ImportError: def f(): …`: mostly there is the library.
    /// `first` is the index of the first definition inside.
    pub(super) fn mark_fallbacks(&mut self, attempt: &StmtTry, first: usize) {
        let imported: FxHashSet<&str> = attempt.body.iter().flat_map(imported_names).collect();
        if imported.is_empty() || self.facts.symbols.len() == first {
            return;
        }
        let handlers = attempt.handlers.iter();
        let bodies = handlers.flat_map(|ExceptHandler::ExceptHandler(it)| &it.body);
        let defined: FxHashSet<&str> = bodies
            .filter_map(defined_name)
            .filter(|name| imported.contains(name))
            .collect();
        let around = self.scope.symbol;
        let inside = self.facts.symbols.iter().enumerate().skip(first);
        // Ascending, as they are looked at.
        let mut found: Vec<u32> = Vec::new();
        for (at, symbol) in inside {
            let name = symbol.last().split('~').next().unwrap_or_default();
            let is_own = symbol.parent == around && defined.contains(name);
            let is_inside = || Some(found.binary_search(&symbol.parent?).is_ok());
            if is_own || is_inside() == Some(true) {
                found.extend(u32::try_from(at));
            }
        }
        for at in found {
            self.say_perhaps(at as usize);
        }
    }

    /// What `property(get, set, delete)` is given to write and delete with.
    pub(super) fn mark_writers(&mut self, call: &ExprCall) {
        if !matches!(&*call.func, Expr::Name(name) if name.id == "property") {
            return;
        }
        let keywords = call.arguments.keywords.iter().filter(|it| {
            let name = it.arg.as_ref().map(ruff_python_ast::Identifier::as_str);
            matches!(name, Some("fset" | "fdel"))
        });
        let writers = call.arguments.args.iter().skip(1).take(2);
        for writer in writers.chain(keywords.map(|it| &it.value)) {
            let Some(name) = dotted(writer) else { continue };
            let mut before = self.facts.symbols.iter().enumerate().rev();
            let before = before.by_ref().take(MOST_BEFORE);
            let mut same = before.filter(|(_, symbol)| symbol.last() == name);
            if let Some((at, _)) = same.next() {
                self.say_perhaps(at);
            }
        }
    }

    fn say_perhaps(&mut self, at: usize) {
        if let Some(symbol) = self.facts.symbols.get_mut(at) {
            let said = symbol.decorators.iter().cloned();
            symbol.decorators = said.chain([Symbol::PERHAPS.into()]).collect();
        }
    }
}

/// The names that a statement imports.
fn imported_names(statement: &Stmt) -> Vec<&str> {
    let names = match statement {
        Stmt::Import(import) => &import.names,
        Stmt::ImportFrom(import) => &import.names,
        _ => return Vec::new(),
    };
    let local = names
        .iter()
        .map(|it| it.asname.as_ref().unwrap_or(&it.name));
    local.map(ruff_python_ast::Identifier::as_str).collect()
}

fn defined_name(statement: &Stmt) -> Option<&str> {
    match statement {
        Stmt::FunctionDef(function) => Some(&function.name),
        Stmt::ClassDef(class) => Some(&class.name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;
    use crate::model::Symbol;

    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let said = facts.symbols.iter().filter(|it| it.says(Symbol::PERHAPS));
        let said: Vec<&str> = said.map(|it| &*it.name).collect();
        assert_eq!(said, expect, "{source}");
    }

    #[test]
    fn what_stands_in_for_an_import_need_not_run() {
        check(
            "try:\n    from lib import f, A\nexcept ImportError:\n    def f(): return 1\n    def g(): return 2\n    class A:\n        def go(self): return 3\ndef h(): return 4\n",
            &["f", "A", "A.go"],
        );
        check(
            "try:\n    import json as loads\nexcept (ImportError, OSError):\n    async def loads(): return 1\n",
            &["loads"],
        );
        check(
            "try:\n    f = lib.f\nexcept AttributeError:\n    def f(): return 1\n",
            &[],
        );
        check(
            "try:\n    from lib import f\n    def g(): return 1\nexcept ImportError:\n    pass\n",
            &[],
        );
    }

    #[test]
    fn what_writes_a_property_need_not_run() {
        let functions = "def get(self): return 1\ndef put(self, it): self.it = it\ndef drop(self): del self.it\n";
        for (made, expect) in [
            ("property(get)", &[] as &[&str]),
            ("property(get, put)", &["put"]),
            ("property(get, put, drop, 'doc')", &["put", "drop"]),
            ("property(fget=get, fdel=drop)", &["drop"]),
            ("other(get, put)", &[]),
        ] {
            check(&format!("{functions}it = {made}\n"), expect);
        }
    }
}
