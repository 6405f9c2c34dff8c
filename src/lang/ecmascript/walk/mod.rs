//! One walk over a syntax tree that gathers all facts.
//!
//! The walker keeps its own depth: where a tree is deeper than it may go, it leaves the
//! subtree out and says so, for trees lean to the left where the parser does not recurse.

mod bindings;
mod chain;
mod flow;
mod modules;
mod references;
mod suites;
mod symbols;
mod visit;

use oxc_ast::ast::{Expression, Program};
use oxc_ast_visit::Visit;
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::FxHashMap;

use crate::model::{FileFacts, Presence, Symbol};

use super::text::LineIndex;
use modules::Pattern;
use suites::{Mark, RunnerNames};

/// How a name that is imported is used.
#[derive(Clone, Copy, Default)]
struct Uses {
    in_types: bool,
    in_values: bool,
}

/// An enclosing symbol.
#[derive(Clone, Copy)]
struct Scope {
    symbol: u32,
    is_class: bool,
}

/// Gathers facts from the trees of one file.
pub(in crate::lang) struct Walker<'a> {
    source: &'a str,
    lines: &'a LineIndex,
    /// Offset of the text being walked within the file.
    base: u32,
    facts: FileFacts,
    scopes: Vec<Scope>,
    /// How often a qualified name was given.
    taken: FxHashMap<Box<str>, u32>,
    /// Names of functions and classes not walked yet, by where they start.
    named: FxHashMap<u32, String>,
    /// Tests and suites not walked yet, by where their callback starts.
    marks: FxHashMap<u32, Mark>,
    /// Keys and bound names from the enclosing symbol to here.
    path: Vec<String>,
    /// Enclosing namespaces.
    spaces: Vec<String>,
    runners: RunnerNames<'a>,
    uses: FxHashMap<&'a str, Uses>,
    /// Imports of which the compiler drops what is a type.
    elidable: Vec<usize>,
    /// What the declaration being walked takes from the module it loads.
    kept: Option<(Span, Pattern)>,
    /// Parameters of mock factories that load the module which they replace.
    originals: Vec<(&'a str, Box<str>)>,
    /// Suites around that are passed over.
    skipped: u32,
    /// Enclosing blocks that exist in test builds only.
    test_only: u32,
    type_depth: u32,
    depth: u32,
    limit: u32,
    is_too_deep: bool,
    /// Whether functions are part of the enclosing symbol, as they are in templates.
    is_flat: bool,
}

impl<'a> Walker<'a> {
    /// Makes a walker that descends at most `limit` levels.
    pub(in crate::lang) fn new(source: &'a str, lines: &'a LineIndex, limit: u32) -> Self {
        Self {
            source,
            lines,
            base: 0,
            facts: FileFacts::default(),
            scopes: Vec::new(),
            taken: FxHashMap::default(),
            named: FxHashMap::default(),
            marks: FxHashMap::default(),
            path: Vec::new(),
            spaces: Vec::new(),
            runners: RunnerNames::globals(),
            uses: FxHashMap::default(),
            elidable: Vec::new(),
            kept: None,
            originals: Vec::new(),
            skipped: 0,
            test_only: 0,
            type_depth: 0,
            depth: 0,
            limit,
            is_too_deep: false,
            is_flat: false,
        }
    }

    /// Walks a script that starts at `base` in the file.
    pub(in crate::lang) fn walk_script(&mut self, program: &Program<'a>, base: u32) {
        self.base = base;
        self.runners.learn(program);
        self.visit_program(program);
    }

    /// Walks a template: `visit` walks its pieces within the symbol.
    pub(in crate::lang) fn walk_template(
        &mut self,
        symbol: Symbol,
        visit: impl FnOnce(&mut Self),
    ) {
        let index = u32::try_from(self.facts.symbols.len()).unwrap_or(u32::MAX);
        self.facts.symbols.push(symbol);
        self.base = 0;
        self.is_flat = true;
        self.inside(index, false, visit);
        self.is_flat = false;
    }

    /// Walks an expression of a template.
    pub(in crate::lang) fn walk_template_expression(
        &mut self,
        expression: &Expression<'a>,
        base: u32,
    ) {
        self.base = base;
        self.visit_expression(expression);
        self.base = 0;
    }

    /// Walks statements of a template.
    pub(in crate::lang) fn walk_template_statements(&mut self, program: &Program<'a>, base: u32) {
        self.base = base;
        self.visit_program(program);
        self.base = 0;
    }

    /// Names an element of a template. Its `name` is also a use of the import that it may be,
    /// in the spelling of the import.
    pub(in crate::lang) fn template_element(&mut self, name: &'a str, path: String, at: u32) {
        self.count_use(name.split('.').next().unwrap_or(name), false);
        self.refer_to(path, crate::model::ReferenceKind::Element, None, at);
    }

    /// Counts a name used by a template where there is no expression to walk.
    pub(in crate::lang) fn count_template_use(&mut self, name: &'a str) {
        self.count_use(name, false);
    }

    /// Adds an import that is no part of a script (`<script src>`).
    pub(in crate::lang) fn add_import(&mut self, import: crate::model::Import) {
        self.facts.imports.push(import);
    }

    /// Whether a subtree was left out because it lies too deep.
    pub(in crate::lang) fn is_too_deep(&self) -> bool {
        self.is_too_deep
    }

    /// Hands back the facts. Where `elides` (TypeScript), imported names of which each use is
    /// a type are marked as types, as the compiler drops them.
    pub(in crate::lang) fn finish(mut self, elides: bool) -> FileFacts {
        if elides {
            for index in std::mem::take(&mut self.elidable) {
                self.elide(index);
            }
        }
        self.facts
    }

    fn elide(&mut self, index: usize) {
        let is_type = |local: &str| {
            let uses = self.uses.get(local).copied().unwrap_or_default();
            uses.in_types && !uses.in_values
        };
        let Some(import) = self.facts.imports.get_mut(index) else {
            return;
        };
        for name in &mut import.names {
            name.type_only |= is_type(&name.local);
        }
        let takes_something = !import.names.is_empty() || import.alias.is_some();
        let alias_is_type = import.alias.as_deref().is_none_or(is_type);
        if takes_something && alias_is_type && import.names.iter().all(|name| name.type_only) {
            import.presence = Presence::TypeOnly;
        }
    }

    fn within(&self) -> Option<u32> {
        self.scopes.last().map(|scope| scope.symbol)
    }

    fn line(&self, offset: u32) -> u32 {
        self.lines.line(offset + self.base)
    }

    /// The text of a span.
    fn text(&self, span: Span) -> &'a str {
        let start = (span.start + self.base) as usize;
        let end = (span.end + self.base) as usize;
        self.source.get(start..end).unwrap_or_default()
    }

    /// Goes one level down, unless that is too deep.
    fn deeper(&mut self, visit: impl FnOnce(&mut Self)) {
        if self.depth >= self.limit {
            self.is_too_deep = true;
            return;
        }
        self.depth += 1;
        visit(self);
        self.depth -= 1;
    }

    /// Walks what only the type checker sees.
    fn types_only(&mut self, visit: impl FnOnce(&mut Self)) {
        self.type_depth += 1;
        visit(self);
        self.type_depth -= 1;
    }
}

fn no_flags() -> ScopeFlags {
    ScopeFlags::empty()
}
