//! What the body of one definition says: whom it calls, what it passes on, of which classes it
//! makes objects.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{
    FileFacts, FileId, Presence, Reference, ReferenceKind, Symbol, SymbolKind, Text,
};

use super::build::{Call, Strength};
use super::chains::Chain;
use super::implicit::{CONSTRUCTORS, is_of_prototype};
use super::index::{Index, Node};
use super::names::last_part;
use super::options::When;
use super::scope::is_constant;
use super::value::{Followed, Heads, Place, Value};

/// One thing that a body says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said<'a> {
    /// Uses a definition.
    Uses(Call),
    /// Uses a definition that it got by way of what a function gave back.
    UsesResult(Call, Node),
    /// Calls a method of that name on something unknown.
    Wants {
        name: &'a str,
        line: u32,
        only_properties: bool,
    },
    /// Calls a method that classes derived from this one may define anew.
    Overridable { name: &'a str, of: Overridable },
    /// Hands out a function of its own under a name.
    Offers { name: &'a str, to: Node, line: u32 },
    /// Makes or hands out objects of a class.
    Lives(Node),
}

/// A call of a method that derived classes may have anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overridable {
    /// The class whose method it is.
    pub(super) base: Node,
    pub(super) line: u32,
    /// The function that gave back the object, where one did.
    pub(super) result_of: Option<Node>,
}

/// Everything that the body of one definition says.
pub(super) fn body<'a>(index: &Index<'a>, node: Node, notes: &mut Notes<'a>) -> Vec<Said<'a>> {
    let (file, symbol) = index.place(node);
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let uses = index.names_of(file).map(|names| &names.uses);
    let references = uses.map_or(0, |uses| match symbol {
        None => uses.at_load().len(),
        Some(_) => uses.within(symbol).len(),
    });
    let mut body = Body {
        index,
        file,
        facts,
        result_of: None,
        // Most uses say one thing.
        said: Vec::with_capacity(references + 1),
        notes,
    };
    body.notes.clear();
    match symbol {
        None => body.module(),
        Some(_) if node == index.constants(file) => body.constants(),
        Some(_) if node == index.program(file) => body.program(),
        Some(at) => body.symbol(at),
    }
    body.said
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
    /// Whether a decorator of the tree takes a method, with something constant to remember it by:
    /// `@parse("KEY")`. Where nobody calls it by its name, whoever remembered it does.
    pub(super) fn is_taken_by_decorator(&self, method: Node) -> bool {
        let (file, symbol) = self.place(method);
        if self.family(file) != Some(Family::Python) || self.is_test_code(file) {
            return false;
        }
        let mut references = self.references_in(file, symbol);
        references.any(|(_, reference)| {
            reference.kind == ReferenceKind::Decorator
                && reference.text.is_some()
                && self.stands_for(file, None, &reference.path).is_some()
        })
    }
}

/// Whether the language calls a method by itself: who does so by name means that of a class from
/// outside.
fn is_of_language(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
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

struct Body<'a, 'b> {
    index: &'b Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    /// The function whose result what follows comes from.
    result_of: Option<Node>,
    said: Vec<Said<'a>>,
    notes: &'b mut Notes<'a>,
}

/// What is noted while a body is read: what was said already, lines apart and in numbers, since
/// the first of them counts. The next body reuses the space.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    /// The first that were said. Few bodies say more, and so many are looked through at once.
    few: Vec<u64>,
    /// What was said beyond those.
    many: FxHashSet<u64>,
    /// What the heads of its chains stand for.
    heads: Heads<'a>,
}

impl Notes<'_> {
    const FEW: usize = 48;

    fn clear(&mut self) {
        self.few.clear();
        self.many.clear();
        self.heads.clear();
    }

    /// Notes something; false where it was said before.
    fn insert(&mut self, told: Told) -> bool {
        let told = told.number();
        if self.few.contains(&told) {
            return false;
        }
        if self.few.len() < Self::FEW {
            self.few.push(told);
            return true;
        }
        self.many.insert(told)
    }
}

/// What is said, lines apart.
#[derive(Debug, Clone, Copy)]
enum Told {
    Uses(Node, Strength, Option<Node>),
    /// The last part of a chain by its number in the file, and whether only properties count.
    Wants(u32, bool),
    Overridable(Node, Option<Node>),
    Lives(Node),
}

impl Told {
    /// A number of its own: 32 bits, three for what it is, and 29 more, which are enough to number
    /// the definitions of a tree.
    fn number(self) -> u64 {
        let (first, tag, result_of) = match self {
            Self::Uses(to, strength, result_of) => (to.0, strength as u64, result_of),
            Self::Wants(last, false) => (last, 5, None),
            Self::Wants(last, true) => (last, 5, Some(Node(0))),
            Self::Overridable(method, result_of) => (method.0, 6, result_of),
            Self::Lives(class) => (class.0, 7, None),
        };
        let result_of = result_of.map_or(0, |function| u64::from(function.0) + 1);
        u64::from(first) | tag << 32 | result_of << 35
    }
}

impl<'a, 'b> Body<'a, 'b> {
    /// The chain of a use, and what it stands for there.
    fn followed(
        &mut self,
        at: u32,
        reference: &Reference,
    ) -> Option<(&'b Chain<'a>, Cow<'b, Followed<'a>>)> {
        let (index, place) = (self.index, self.place_of(reference));
        let chains = &index.names_of(self.file)?.chains;
        let chain = chains.get(chains.number_of(at)?)?;
        let heads = &mut self.notes.heads;
        let class = || index.enclosing_class(place.file, place.within);
        let followed = match chain.kept(class, || index.follow_chain(place, chain, heads)) {
            Some(followed) => Cow::Borrowed(followed),
            None => Cow::Owned(index.follow_chain(place, chain, heads)),
        };
        Some((chain, followed))
    }
}

impl<'a> Body<'a, '_> {
    fn uses(&mut self, to: Node, strength: Strength, line: u32) {
        if !self.notes.insert(Told::Uses(to, strength, self.result_of)) {
            return;
        }
        let call = Call { to, strength, line };
        self.said.push(match self.result_of {
            None => Said::Uses(call),
            Some(function) => Said::UsesResult(call, function),
        });
    }

    fn lives(&mut self, class: Node) {
        if self.notes.insert(Told::Lives(class)) {
            self.said.push(Said::Lives(class));
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
            // A table of functions is not a call of them; in tests it may be.
            let counts = is_test || reference.kind.is_run();
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
        self.options();
        let options = self.index.named_options(self.file);
        for (at, reference) in self.index.references_in(self.file, None) {
            // What offers the options calls none of them.
            if Some(&*reference.path) != options {
                self.refer(at, reference, Strength::Call);
            }
        }
        self.children(None, Strength::Call);
    }

    /// What a component's object of options holds.
    fn options(&mut self) {
        for (to, name, when) in self.index.options(self.file) {
            let line = self.index.symbol(to).map_or(1, |symbol| symbol.start);
            match when {
                When::Drawn => self.uses(to, Strength::Call, line),
                When::Later => self.uses(to, Strength::Framework, line),
                When::Called => self.said.push(Said::Offers { name, to, line }),
            }
        }
    }

    /// What the constants of a file may hold: everything that code outside its functions names.
    fn constants(&mut self) {
        self.options();
        for (at, reference) in self.index.references_in(self.file, None) {
            if !self.facts.is_in_main_guard(reference.line) {
                self.refer(at, reference, Strength::Use);
            }
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
        if symbol.kind == SymbolKind::Class {
            self.named_methods(at);
            return;
        }
        self.children(Some(at), Strength::Use);
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
                let (name, line) = (last_part(&method.name), method.start);
                self.said.push(Said::Offers { name, to, line });
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
            let line = self.index.symbol(node).map_or(1, |symbol| symbol.start);
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
    fn place_of(&self, reference: &Reference) -> Place {
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

    /// What one use of a name says.
    fn refer(&mut self, at: u32, reference: &'a Reference, strength: Strength) {
        let Some((chain, followed)) = self.followed(at, reference) else {
            return;
        };
        let is_call = reference.kind.is_run();
        let line = reference.line;
        let target = match followed.unknown {
            None => followed.through.last().copied(),
            Some(_) => None,
        };
        if reference.kind == ReferenceKind::Offered
            && let (Some(name), Some(to)) = (reference.text.as_deref(), target)
            && self.is_own(to, reference)
        {
            self.said.push(Said::Offers { name, to, line });
            return;
        }
        self.result_of = followed.result_of;
        // A class of views that is registered is used where something asks for its route.
        // What `super` means is evident: a derived class has nothing else in its place.
        let is_inherited = reference.path.starts_with("super.");
        let is_view = followed.unknown == Some("as_view") && !self.index.is_test_code(self.file);
        for node in followed.through.iter().copied().filter(|_| !is_view) {
            self.touch(node, is_call && Some(node) == target, strength, line);
            if !is_inherited {
                self.overridable(node, line);
            }
        }
        for file in followed.constants.iter().copied() {
            self.uses(self.index.constants(file), Strength::Use, line);
        }
        match followed.value {
            Some(Value::Instance(class)) => self.lives(class),
            // An object that is handed out has its functions called by whoever gets it.
            Some(Value::Object(file, object)) => {
                for to in self.index.functions_of(file, object) {
                    self.uses(to, Strength::Use.max(strength), line);
                }
            }
            Some(Value::Function(node)) if !is_call => self.table(node, strength, line),
            Some(Value::Module(file)) if self.hands_out_module(reference) => {
                for to in self.index.exported_functions(file) {
                    self.uses(to, Strength::Use.max(strength), line);
                }
            }
            _ => {}
        }
        self.result_of = None;
        if let Some(name) = followed.unknown {
            // Where `super` leads out of the tree, nothing is left.
            let only_properties = !is_call;
            let is_global = followed.is_free && self.is_global(reference);
            if !is_global
                && !is_of_language(name)
                && !is_inherited
                && self.notes.insert(Told::Wants(chain.last, only_properties))
            {
                self.said.push(Said::Wants {
                    name,
                    line,
                    only_properties,
                });
            }
        }
    }

    /// Whether a free name is a global or a built-in, unless objects are taken apart.
    fn is_global(&self, reference: &Reference) -> bool {
        !reference.path.contains('.') && !self.index.takes_objects_apart(self.file)
    }

    /// Whether a definition is a function inside the one in which a production file names it.
    fn is_own(&self, node: Node, reference: &Reference) -> bool {
        let (file, _) = self.index.place(node);
        let symbol = self.index.symbol(node);
        file == self.file
            && !self.index.is_test_code(file)
            && symbol.is_some_and(|symbol| {
                symbol.kind == SymbolKind::Function
                    && symbol.parent.is_some()
                    && symbol.parent == reference.within
            })
    }

    /// Tables are named like those of their functions that have no name of their own: all that
    /// Go's hold under a name, all that Rust's file holds in constants.
    fn table(&mut self, node: Node, strength: Strength, line: u32) {
        let (file, _) = self.index.place(node);
        let Some(symbol) = self.index.symbol(node) else {
            return;
        };
        let strength = Strength::Use.max(strength);
        match self.index.family(file) {
            Some(Family::Go) => {
                for to in self.index.functions_of(file, &symbol.name) {
                    self.uses(to, strength, line);
                }
            }
            Some(Family::Rust) if is_constant(&symbol.name) => {
                self.uses(self.index.constants(file), strength, line);
            }
            _ => {}
        }
    }

    /// Whether all of a module is passed on: `import * as tags`, `tags[name]`.
    fn hands_out_module(&self, reference: &Reference) -> bool {
        reference.kind == ReferenceKind::Read
            && self.index.takes_objects_apart(self.file)
            && !self.index.is_test_code(self.file)
            && self
                .index
                .names_of(self.file)
                .and_then(|names| names.import_of(names.id(&reference.path)?))
                .is_some_and(|imported| imported.name.is_none())
    }

    /// What it says that a chain leads through a definition.
    fn touch(&mut self, node: Node, is_called: bool, strength: Strength, line: u32) {
        let Some(symbol) = self.index.symbol(node) else {
            return;
        };
        match symbol.kind {
            SymbolKind::Class => {
                self.lives(node);
                if is_called {
                    self.construct(node, strength, line);
                }
            }
            SymbolKind::Template => self.uses(node, strength, line),
            SymbolKind::Function | SymbolKind::Method => {
                let strength = match is_called || is_property(symbol) {
                    true => strength,
                    false => Strength::Use.max(strength),
                };
                self.uses(node, strength, line);
                let (file, at) = self.index.place(node);
                let class = self.index.enclosing_class(file, at);
                if let Some(class) = class.filter(|_| symbol.kind == SymbolKind::Method) {
                    self.lives(class);
                }
            }
        }
    }

    /// A method that classes derived from its own may have anew.
    fn overridable(&mut self, node: Node, line: u32) {
        let method = self.index.symbol(node);
        let Some(symbol) = method.filter(|symbol| symbol.kind == SymbolKind::Method) else {
            return;
        };
        let (file, at) = self.index.place(node);
        let Some(base) = self.index.enclosing_class(file, at) else {
            return;
        };
        let name = last_part(&symbol.name);
        let result_of = self.result_of;
        if self.notes.insert(Told::Overridable(node, result_of)) {
            let of = Overridable {
                base,
                line,
                result_of,
            };
            self.said.push(Said::Overridable { name, of });
        }
    }

    fn construct(&mut self, class: Node, strength: Strength, line: u32) {
        let mut open = vec![class];
        let mut seen = FxHashSet::default();
        while let Some(class) = open.pop() {
            if !seen.insert(class) {
                continue;
            }
            let own: Vec<Node> = CONSTRUCTORS
                .iter()
                .filter_map(|name| self.index.own_method(class, name))
                .collect();
            // An inherited constructor runs where the class has none of its own.
            if own.is_empty() {
                open.extend_from_slice(self.index.bases(class));
            }
            for constructor in own {
                self.uses(constructor, strength, line);
            }
        }
    }
}
