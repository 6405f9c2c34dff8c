//! Definitions of a file: functions, methods, classes, templates.

use super::facts::last_part;

/// What sort of definition a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A function outside a class, closures bound to a name included.
    Function,
    /// A function inside a class, `impl` block or with a receiver.
    Method,
    /// A class, struct, enum, trait or interface; its methods are symbols of their own.
    Class,
    /// The template of a single-file component.
    Template,
}

/// A definition with its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Qualified name within the file: `Class.method`, `outer.inner`, `<template>`; that of a setter
    /// of Python `Class.name=`.
    /// A repeated name carries `~2`, `~3`, … in source order.
    pub name: Box<str>,
    /// What it is.
    pub kind: SymbolKind,
    /// Index of the enclosing symbol in [`super::FileFacts::symbols`].
    pub parent: Option<u32>,
    /// First line, 1-based: the line of the `def`, `fn`, `func` or function expression,
    /// not of a decorator or attribute above it.
    pub start: u32,
    /// Last line, 1-based, inclusive.
    pub end: u32,
    /// Lines of code of its own: without blank lines, comments and docstrings, and without those of
    /// definitions inside it; at least 1.
    pub lines: u32,
    /// McCabe's cyclomatic complexity (1976): 1 + decision points; 0 for a class.
    pub complexity: u32,
    /// Whether there is anything to test: a statement beyond `pass`, `...`, a docstring or
    /// `raise NotImplementedError`, or a decorator that adds something to a `pass`; of a macro by
    /// example, that it writes more than declarations. Always false for a class.
    pub has_logic: bool,
    /// Whether a test runner of the language would start it: `test_*` functions, methods of
    /// test classes, `#[test]`, `TestXxx(t *testing.T)`, callbacks of `it` and `test`.
    pub is_test: bool,
    /// Whether it is a test that the runner passes over whatever the environment
    /// (`@pytest.mark.skip`, `it.skip`, `t.Skip` as the first statement, `#[ignore]`), also
    /// because of its class, suite or module.
    pub is_skipped: bool,
    /// Whether it exists in test builds only (`#[cfg(test)]`).
    pub is_test_only: bool,
    /// Dotted names of decorators and attributes, without arguments; of a method in Rust's
    /// `impl Trait for Type` also `impl.Trait`, of a pytest fixture that is set up unasked also
    /// `fixture.autouse`, of ECMAScript's accessors `get.property` and `set.setter`, of what is
    /// assigned to a member of a prototype `prototype`, of what a class itself has [`Symbol::STATIC`],
    /// of what the top of a file hands to a call [`Symbol::HANDED`] or exports as a whole
    /// [`Symbol::OF_DEFAULT`], of what need not run by its name [`Symbol::PERHAPS`], of what groups
    /// tests [`Symbol::SUITE`], of what a template makes to draw a part of it [`Symbol::DRAWN`], of
    /// what Rust's macros derive `derive.Parser`, of a macro of Rust whose rules write tests
    /// [`super::FileFacts::WRITES_TESTS`], of a part of a route [`Symbol::ROUTED`] with what a
    /// reference to one has as its text.
    pub decorators: Box<[Box<str>]>,
    /// Names of the parameters in order, where the language's frameworks go by them (Python).
    pub parameters: Box<[Box<str>]>,
    /// Dotted names of base classes, traits, embedded structs and what a list of Go holds; of a
    /// class only.
    pub bases: Box<[Box<str>]>,
}

impl Symbol {
    /// A definition of which nothing is known but where it stands: without logic, decorators,
    /// parameters and bases, and no test.
    pub fn at(name: impl Into<Box<str>>, kind: SymbolKind, lines: (u32, u32)) -> Self {
        Self {
            name: name.into(),
            kind,
            parent: None,
            start: lines.0,
            end: lines.1,
            lines: 0,
            complexity: 0,
            has_logic: false,
            is_test: false,
            is_skipped: false,
            is_test_only: false,
            decorators: Box::default(),
            parameters: Box::default(),
            bases: Box::default(),
        }
    }

    /// The part of its name after the last dot: `create` of `Repo.create`.
    pub fn last(&self) -> &str {
        last_part(&self.name)
    }

    /// What stands among the decorators of a function that a template makes to draw a part of it.
    pub const DRAWN: &str = "drawn";

    /// What stands among the decorators of a method that ECMAScript's classes have themselves, and
    /// not their objects.
    pub const STATIC: &str = "static";

    /// What stands among the decorators of a function that stands in an object which a statement at
    /// the top of a file hands to a call: `register({ load() { … } })`.
    pub const HANDED: &str = "handed";

    /// What stands among the decorators of a function that stands in the object which a file exports
    /// as a whole: `export default { load() { … } }`.
    pub const OF_DEFAULT: &str = "of.default";

    /// What stands among the decorators of what need not run where its name is used: one of a getter
    /// and a setter, what another definition of the name stands in for.
    pub const PERHAPS: &str = "perhaps";

    /// What stands among the decorators of what groups tests.
    pub const SUITE: &str = "suite";

    /// What a part of a route has among its decorators begins with that.
    pub const ROUTED: &str = "routed ";

    /// The route that it is a part of: its whole path and its name.
    pub fn route(&self) -> Option<&str> {
        let mut said = self.decorators.iter();
        said.find_map(|said| said.strip_prefix(Self::ROUTED))
    }

    /// Whether a word stands among its decorators.
    pub fn says(&self, word: &str) -> bool {
        self.decorators.iter().any(|said| &**said == word)
    }

    /// Whether a template makes it to draw a part of it: nobody wrote it as a function.
    pub fn is_drawn(&self) -> bool {
        self.says(Self::DRAWN)
    }

    /// Whether it counts for its file: it has something to test, and is no part of a test.
    pub fn counts(&self) -> bool {
        self.has_logic && !self.is_test && !self.is_test_only
    }
}
