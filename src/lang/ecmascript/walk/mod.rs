//! One walk over a syntax tree that gathers all facts.
//!
//! The walker keeps its own depth: where a tree is deeper than it may go, it leaves the
//! subtree out and says so, for trees lean to the left where the parser does not recurse.

mod assign;
mod bindings;
mod chain;
mod classes;
mod decorators;
mod exports;
mod flow;
mod globs;
mod imports;
mod kept;
mod mocks;
mod references;
mod regexps;
mod routed;
mod stand_ins;
mod suites;
mod symbols;
mod texts;
mod visit;

use oxc_ast::ast::{Expression, Program, Statement};
use oxc_ast_visit::Visit;
use oxc_span::Span;
use oxc_syntax::scope::ScopeFlags;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, Presence, ReferenceKind, Symbol, SymbolKind};

use super::text::LineIndex;
use chain::Chain;
use imports::Pattern;
use routed::{Route, Shown};
use suites::{Mark, RunnerNames};
use symbols::Definition;

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
    is_suite: bool,
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
    /// Names under which functions hand out variables, by where those are written.
    offered: FxHashMap<u32, String>,
    /// Keys and bound names from the enclosing symbol to here.
    path: Vec<String>,
    /// Enclosing namespaces.
    spaces: Vec<String>,
    runners: RunnerNames<'a>,
    uses: FxHashMap<&'a str, Uses>,
    /// What scripts import, where a template needs it beforehand.
    imported: FxHashSet<&'a str>,
    /// Imports of which the compiler drops what is a type.
    elidable: Vec<usize>,
    /// What is taken from modules where they are loaded, by where that is written.
    kept: FxHashMap<u32, Pattern>,
    /// Variables that are declared without a value, by scope and name.
    unset: FxHashSet<(Option<u32>, &'a str)>,
    /// Parameters by the functions that have them.
    parameters: Vec<(u32, &'a str)>,
    /// Paths that variables hold, by scope and name; none where those differ.
    places: FxHashMap<(Option<u32>, &'a str), Option<globs::Place>>,
    /// `import("x")` that names a module to replace.
    naming: Option<Span>,
    /// Parameters of mock factories that load the module which they replace.
    originals: FxHashMap<&'a str, Box<str>>,
    /// Variables that hold stand-ins for functions.
    stand_ins: FxHashSet<&'a str>,
    /// What the spies spy on that variables hold.
    spies: FxHashMap<&'a str, String>,
    /// Names of results of calls, with the scopes in which they are bound.
    results: FxHashSet<(Option<u32>, String)>,
    /// Where values start that a call only looks at, with how.
    looked_at: FxHashMap<u32, &'static str>,
    /// Routes around, the innermost last.
    routes: Vec<Route>,
    /// What is walked of the innermost.
    shown: Option<Shown>,
    /// Suites around that are passed over.
    skipped: u32,
    /// Enclosing blocks that exist in test builds only.
    test_only: u32,
    /// Enclosing branches that are not taken in tests.
    outside_tests: u32,
    type_depth: u32,
    depth: u32,
    limit: u32,
    is_too_deep: bool,
    /// What is said of functions in objects that the top of the file hands to somebody.
    handed: Option<&'static str>,
    /// Whether the scripts are those of a component.
    is_of_component: bool,
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
            offered: FxHashMap::default(),
            path: Vec::new(),
            spaces: Vec::new(),
            runners: RunnerNames::globals(),
            uses: FxHashMap::default(),
            imported: FxHashSet::default(),
            elidable: Vec::new(),
            kept: FxHashMap::default(),
            unset: FxHashSet::default(),
            parameters: Vec::new(),
            places: FxHashMap::default(),
            naming: None,
            originals: FxHashMap::default(),
            stand_ins: FxHashSet::default(),
            spies: FxHashMap::default(),
            results: FxHashSet::default(),
            looked_at: FxHashMap::default(),
            routes: Vec::new(),
            shown: None,
            skipped: 0,
            test_only: 0,
            outside_tests: 0,
            type_depth: 0,
            depth: 0,
            limit,
            is_too_deep: false,
            handed: None,
            is_of_component: false,
            is_flat: false,
        }
    }

    /// Walks a script that starts at `base` in the file.
    pub(in crate::lang) fn walk_script(&mut self, program: &Program<'a>, base: u32) {
        self.base = base;
        self.runners.learn(program);
        self.visit_program(program);
    }

    /// Says that the scripts are those of a component with a template.
    pub(in crate::lang) fn of_component(&mut self) {
        self.is_of_component = true;
    }

    /// Walks a template: `visit` walks its pieces within the symbol.
    pub(in crate::lang) fn walk_template(&mut self, symbol: Symbol, visit: impl FnOnce(&mut Self)) {
        let index = u32::try_from(self.facts.symbols.len()).unwrap_or(u32::MAX);
        self.facts.symbols.push(symbol);
        self.base = 0;
        self.is_flat = true;
        self.inside(index, false, visit);
        self.is_flat = false;
    }

    /// Walks a function that a template makes, from one offset to another.
    pub(in crate::lang) fn walk_template_part(
        &mut self,
        name: String,
        (start, end): (u32, u32),
        visit: impl FnOnce(&mut Self),
    ) {
        let symbol = self.define_template_part(name, (start, end));
        self.inside(symbol, false, visit);
    }

    /// Notes a function that a template makes to draw what starts there.
    pub(in crate::lang) fn template_draws(&mut self, name: String, at: u32) {
        let symbol = self.define_template_part(name, (at, at.saturating_add(1)));
        self.say_of(symbol, Symbol::DRAWN);
    }

    fn define_template_part(&mut self, name: String, (start, end): (u32, u32)) -> u32 {
        let definition = Definition {
            name,
            kind: SymbolKind::Function,
            span: Span::new(start, end),
            has_logic: true,
        };
        self.define(&definition, None)
    }

    /// Names a function that a template calls on an event.
    pub(in crate::lang) fn template_handler(
        &mut self,
        handler: &Expression<'a>,
        event: &str,
        base: u32,
    ) {
        self.base = base;
        self.refer(Chain::of(handler), ReferenceKind::Handler, Some(event));
        self.base = 0;
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

    /// Learns what a script will import, so that a template before it can be walked first.
    pub(in crate::lang) fn learn_imports(&mut self, program: &Program<'a>) {
        for statement in &program.body {
            if let Statement::ImportDeclaration(import) = statement {
                let specifiers = import.specifiers.iter().flatten();
                self.imported
                    .extend(specifiers.map(|specifier| specifier.local().name.as_str()));
            }
        }
    }

    /// Whether a script imports the name.
    pub(in crate::lang) fn imports(&self, name: &str) -> bool {
        self.imported.contains(name)
    }

    /// Names an element of a template.
    pub(in crate::lang) fn template_element(&mut self, path: String, at: u32) {
        self.count_template_use(&path);
        self.refer_to(path, ReferenceKind::Element, None, at);
    }

    /// Names something in a template that may be an import, and is nothing else.
    pub(in crate::lang) fn template_name(&mut self, name: &str, at: u32) {
        if self.imports(name) {
            self.count_template_use(name);
            self.refer_to(name.to_owned(), ReferenceKind::Read, None, at);
        }
    }

    fn count_template_use(&mut self, path: &str) {
        let name = path.split('.').next().unwrap_or(path);
        if let Some(imported) = self.imported.get(name).copied() {
            self.count_use(imported, false);
        }
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
        self.bind_hiding();
        self.facts
    }

    fn elide(&mut self, index: usize) {
        let is_type = |local: &str| {
            let uses = self.uses.get(local).copied().unwrap_or_default();
            // `$name` is the value of the store `name` in Svelte.
            uses.in_types && !uses.in_values && !self.uses.contains_key(&*format!("${local}"))
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
