//! What the body of one definition says: whom it calls, what it passes on, of which classes it
//! makes objects.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{
    FileFacts, FileId, Presence, Reference, ReferenceKind, Symbol, SymbolKind, Text,
};

use super::graph::{Call, Strength};
use super::implicit::{is_of_prototype, is_of_vue_event};
use super::index::{Index, Node};
use super::site::{Notes, Site, Told};
use super::value::{Place, Value};

/// Adds everything that the body of one definition says.
pub(super) fn body<'a>(
    index: &Index<'a>,
    node: Node,
    notes: &mut Notes<'a>,
    said: &mut Vec<Site<'a>>,
) {
    let (file, symbol) = index.place(node);
    let Some(facts) = index.facts(file) else {
        return;
    };
    let mut body = Body {
        index,
        file,
        facts,
        result_of: None,
        said,
        notes,
    };
    body.notes.clear();
    match symbol {
        None => body.module(),
        Some(_) if node == index.constants(file) => body.constants(),
        Some(_) if node == index.program(file) => body.program(),
        Some(at) => body.symbol(at),
    }
}

/// Whether a text names an action of a page of Django's admin, which who looks at it may choose.
fn is_action(text: &Text) -> bool {
    &*text.taker == "actions"
}

/// Whether a class names one of its methods as an action of its pages.
pub(super) fn has_action(index: &Index<'_>, class: Node, name: &str) -> bool {
    let (file, symbol) = index.place(class);
    let names = index.names_of(file).zip(symbol);
    let texts = names.map_or(&[] as &[_], |(names, symbol)| names.texts_in(symbol));
    let facts = index.facts(file);
    let mut texts = texts.iter().filter_map(|at| facts?.texts.get(*at as usize));
    texts.any(|text| is_action(text) && &*text.value == name)
}

impl Index<'_> {
    /// Decorators of the tree that take a method of Python, with something constant to remember it by:
    /// `@parse("KEY")`. Where nobody calls it by its name, whoever remembered it does.
    pub(super) fn remembered_by(&self, method: Node) -> impl Iterator<Item = Node> + '_ {
        let (file, symbol) = self.place(method);
        let is_python = self.family(file) == Some(Family::Python);
        let references = self.references_in(file, symbol).filter(move |(_, it)| {
            is_python && it.kind == ReferenceKind::Decorator && it.text.is_some()
        });
        references.filter_map(move |(_, it)| self.stands_for(file, None, &it.path))
    }
}

/// Whether a definition is a property or its setter, which is called by being read or written.
pub(super) fn is_property(symbol: &Symbol) -> bool {
    has_decorator(symbol, "property") || has_decorator(symbol, ".setter")
}

fn has_decorator(symbol: &Symbol, ending: &str) -> bool {
    symbol
        .decorators
        .iter()
        .any(|decorator| decorator.ends_with(ending))
}

/// A body that is read.
pub(super) struct Body<'a, 'b> {
    pub(super) index: &'b Index<'a>,
    pub(super) file: FileId,
    pub(super) facts: &'a FileFacts,
    /// The function whose result what follows comes from.
    pub(super) result_of: Option<Node>,
    pub(super) said: &'b mut Vec<Site<'a>>,
    pub(super) notes: &'b mut Notes<'a>,
}

impl<'a> Body<'a, '_> {
    pub(super) fn uses(&mut self, to: Node, strength: Strength, line: u32) {
        if !self.notes.insert(Told::Edge(to, strength, self.result_of)) {
            return;
        }
        let call = Call { to, strength, line };
        self.said.push(match self.result_of {
            None => Site::Edge(call),
            Some(function) => Site::ResultEdge(call, function),
        });
    }

    pub(super) fn instantiates(&mut self, class: Node) {
        if self.notes.insert(Told::Instantiates(class)) {
            self.said.push(Site::Instantiates(class));
        }
    }

    /// What runs when a file is imported: its own code, that of its classes, and decorators.
    fn module(&mut self) {
        let is_test = self.index.is_test_code(self.file);
        for edge in self.index.edges(self.file) {
            if edge.presence == Presence::Runtime
                && (is_test || !edge.is_test_only)
                && !self.facts.is_in_main_guard(edge.line)
            {
                self.uses(self.index.module(edge.to), Strength::Import, edge.line);
            }
        }
        self.fixtures(None);
        // A component's script runs where it is drawn, not where it is imported.
        let is_component = self.index.by_name(self.file, "<template>").is_some();
        let names = self.index.names_of(self.file);
        for at in names.map_or(&[] as &[_], |names| names.uses.at_load()) {
            let Some(reference) = self.facts.references.get(*at as usize) else {
                continue;
            };
            // A table of functions is not a call of them; in tests it may be, and who is given one
            // may call it: `var Go = register(New("go", rules))`.
            let counts = is_test
                || reference.kind.is_run() && !reference.is_in_template()
                || reference.is_given();
            let is_drawn = is_component && reference.within.is_none();
            if counts && !is_drawn {
                self.refer(*at, reference, Strength::Import);
            }
        }
        if !is_component {
            self.children(None, Strength::Import);
        }
    }

    /// What runs for every place in which a component is drawn, besides its template.
    fn script(&mut self, line: u32) {
        self.uses(self.index.module(self.file), Strength::Call, line);
        for (at, reference) in self.index.references_in(self.file, None) {
            self.refer(at, reference, Strength::Call);
        }
        self.children(None, Strength::Call);
    }

    /// What the constants of a file may hold: everything that code outside its functions names,
    /// but for what it offers by name: `module.exports = service`.
    fn constants(&mut self) {
        let exports = self.facts.exports.iter();
        let offered: FxHashSet<(&str, u32)> = exports.map(|it| (&*it.local, it.line)).collect();
        for (at, reference) in self.index.references_in(self.file, None) {
            let is_offered = reference.kind == ReferenceKind::Read
                && offered.contains(&(&*reference.path, reference.line));
            if !is_offered && !self.facts.is_in_main_guard(reference.line) {
                self.refer(at, reference, Strength::Use);
            }
        }
        if self.index.is_default_made(self.file) {
            self.of_default(self.file, Strength::Use, 1);
        }
    }

    /// What stands in main guards.
    fn program(&mut self) {
        for edge in self.index.edges(self.file) {
            if edge.presence == Presence::Runtime && self.facts.is_in_main_guard(edge.line) {
                self.uses(self.index.module(edge.to), Strength::Import, edge.line);
            }
        }
        for (at, reference) in self.index.references_in(self.file, None) {
            if self.facts.is_in_main_guard(reference.line) {
                self.refer(at, reference, Strength::Call);
            }
        }
    }

    fn symbol(&mut self, at: u32) {
        let Some(symbol) = self.facts.symbols.get(at as usize) else {
            return;
        };
        let strength = match symbol.kind {
            // What a class holds is there for its methods: tables, options, other classes.
            SymbolKind::Class => Strength::Use,
            _ => Strength::Call,
        };
        self.fixtures(Some(at));
        for (at, reference) in self.index.references_in(self.file, Some(at)) {
            if reference.kind == ReferenceKind::Decorator {
                self.wrappers(reference);
            } else {
                self.refer(at, reference, strength);
            }
        }
        self.children(Some(at), Strength::Use);
        if symbol.kind == SymbolKind::Class {
            self.named_methods(at);
            return;
        }
        self.prototype(symbol);
        if symbol.kind == SymbolKind::Template {
            self.script(symbol.start);
        }
    }

    /// What objects have that a constructor makes.
    fn prototype(&mut self, constructor: &Symbol) {
        if constructor.parent.is_some() || constructor.kind != SymbolKind::Function {
            return;
        }
        for to in self.index.functions_of(self.file, &constructor.name) {
            let method = self.index.symbol(to).filter(|it| is_of_prototype(it));
            if let Some(method) = method {
                let (name, line) = (method.last(), method.start);
                self.said.push(Site::Offers { name, to, line });
            }
        }
    }

    fn fixtures(&mut self, symbol: Option<u32>) {
        for (fixture, line) in self.index.fixtures_of(self.file, symbol) {
            self.uses(fixture, Strength::Call, line);
        }
    }

    /// Methods of a class that a string of its body names, as tables for a framework do that reads
    /// them from its objects: `list_display = ["title", "price"]`.
    fn named_methods(&mut self, class: u32) {
        let node = self.index.node(self.file, class);
        if self.index.family(self.file) != Some(Family::Python) {
            return;
        }
        let Some(names) = self.index.names_of(self.file) else {
            return;
        };
        for at in names.texts_in(class) {
            let Some(text) = self.facts.texts.get(*at as usize) else {
                continue;
            };
            if is_action(text) {
                continue;
            }
            if let Some(method) = self.index.own_method(node, &text.value) {
                self.uses(method, Strength::Use, text.line);
            }
        }
    }

    /// Functions without a name of their own inside a definition: callbacks, handlers.
    fn children(&mut self, parent: Option<u32>, strength: Strength) {
        for node in self.index.anonymous_in(self.file, parent) {
            // Which tests set these off, the rule for Vue tells.
            if self.index.symbol(node).is_some_and(is_of_vue_event) {
                continue;
            }
            let line = self.index.line_of(node);
            self.uses(node, strength, line);
        }
    }

    /// A decorator gives back a function of its own, which runs in place of the decorated one.
    fn wrappers(&mut self, reference: &'a Reference) {
        let place = self.place_of(reference);
        let Some(Value::Function(decorator)) = self.index.follow(place, &reference.path).value
        else {
            return;
        };
        let (file, outer) = self.index.place(decorator);
        let symbols = self
            .index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        let mut inside: Vec<u32> = outer.into_iter().collect();
        for (at, symbol) in (0_u32..).zip(symbols) {
            if symbol.parent.is_some_and(|parent| inside.contains(&parent)) {
                inside.push(at);
                self.uses(self.index.node(file, at), Strength::Use, reference.line);
            }
        }
    }

    /// The scope in which a name is looked up; for a decorator, the one around the decorated.
    pub(super) fn place_of(&self, reference: &Reference) -> Place {
        let within = match reference.kind {
            ReferenceKind::Decorator => reference
                .within
                .and_then(|within| self.facts.symbols.get(within as usize)?.parent),
            _ => reference.within,
        };
        Place {
            file: self.file,
            within,
        }
    }
}
