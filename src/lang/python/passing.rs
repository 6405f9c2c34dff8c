//! What is over before a function ends that sets tests up, or may not run there: patches in it do not hold
//! for the tests.

use ruff_text_size::{TextRange, TextSize};

use crate::model::{Symbol, SymbolKind};

use super::names::last_part;
use super::reader::Reader;

/// Methods of a class that run before each of its tests, or before all.
pub(crate) const SETTING_UP: [&str; 6] = [
    "setUp",
    "setUpClass",
    "asyncSetUp",
    "setup_method",
    "setup_class",
    "setup",
];

impl Reader<'_> {
    /// Keeps the lines of a block of the current function, where that sets tests up.
    pub(super) fn passes(&mut self, block: TextRange) {
        if !self.scope_symbol().is_some_and(sets_up) {
            return;
        }
        let first = self.lines.line(block.start());
        let last = self.lines.line_before(block.end()).max(first);
        // Those inside it came before.
        while self.facts.passing.last().is_some_and(|it| it.0 >= first) {
            self.facts.passing.pop();
        }
        self.facts.passing.push((first, last));
    }

    /// Keeps a `yield` of the current function, where that sets tests up.
    pub(super) fn yields(&mut self, at: TextSize) {
        if self.scope_symbol().is_some_and(sets_up)
            && let Some(symbol) = self.scope.symbol
        {
            self.facts.yields.push((symbol, self.lines.line(at)));
        }
    }
}

fn sets_up(symbol: &Symbol) -> bool {
    let mut decorators = symbol.decorators.iter();
    symbol.kind != SymbolKind::Class
        && (SETTING_UP.contains(&symbol.last())
            || decorators.any(|it| last_part(it).ends_with("fixture")))
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check(body: &str, passing: &[(u32, u32)], yields: &[(u32, u32)]) {
        for head in ["@pytest.fixture\n", "@fixture(scope='session')\n"] {
            let facts = extract(&format!("{head}def f():\n{body}"));
            assert_eq!(facts.passing, passing, "{body}");
            assert_eq!(facts.yields, yields, "{body}");
        }
        assert!(extract(&format!("\ndef f():\n{body}")).passing.is_empty());
    }

    #[test]
    fn blocks_without_a_yield_pass() {
        check("    with a:\n        b()\n    return 1\n", &[(3, 4)], &[]);
        check("    with a:\n        yield b\n", &[], &[(0, 4)]);
        check(
            "    with a:\n        with b:\n            c()\n        yield\n",
            &[(4, 5)],
            &[(0, 6)],
        );
        check(
            "    if a:\n        with b:\n            c()\n    else: d()\n    e()\n",
            &[(3, 6)],
            &[],
        );
        check(
            "    with a, b:\n        c()\n    with d: e()\n    yield\n",
            &[(3, 4), (5, 5)],
            &[(0, 6)],
        );
    }
}
