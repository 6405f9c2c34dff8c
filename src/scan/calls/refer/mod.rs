//! What one use of a name says, in the body of a definition.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{Import, Reference, ReferenceKind, Symbol, SymbolKind, last_part};

use super::body::{Body, is_property};
use super::chains::Chain;
use super::graph::Strength;
use super::implicit::CONSTRUCTORS;
use super::index::Node;
use super::scope::is_constant;
use super::site::{Only, Site, Told, VirtualCall};
use super::traits::implemented;
use super::value::{Followed, Value};

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
    /// What one use of a name says.
    pub(super) fn refer(&mut self, at: u32, reference: &'a Reference, strength: Strength) {
        if reference.is_in_template() && !self.index.shows_templates() {
            return;
        }
        let is_wanted = self.want(at, reference);
        if is_wanted && matches!(reference.last(), Reference::SHOWN | Reference::DEFAULT) {
            return;
        }
        let Some((chain, mut followed)) = self.followed(at, reference) else {
            return;
        };
        if is_wanted && followed.unknown.is_some() {
            followed.to_mut().unknown = None;
        }
        if self.is_only_named(reference, &followed) {
            followed.to_mut().through.pop();
        }
        if self.is_field(reference, &followed) {
            let followed = followed.to_mut();
            followed.through.pop();
            followed.value = None;
        }
        if self.is_of_other_trait(reference, &followed) {
            let followed = followed.to_mut();
            followed.through.pop();
            followed.value = None;
            followed.unknown = Some(reference.last());
        }
        self.tell(reference, chain.last, &followed, strength);
        if reference.kind.is_run() && self.index.family(self.file) == Some(Family::Go) {
            self.hand_over(at, reference);
        }
        let to = followed.through.last().copied();
        if let Some(to) = to.filter(|to| reference.kind.is_run() && self.index.is_variant(*to)) {
            self.convert(at, reference, to, strength);
        }
        for mut other in self.index.follow_others(self.place_of(reference), chain) {
            // Of what it is called on there nothing is known by this name alone.
            other.unknown = None;
            self.tell(reference, chain.last, &other, strength);
        }
    }

    /// Whether a function of ECMAScript is only asked what it is called, `load.name`, or how much it
    /// takes.
    fn is_only_named(&self, reference: &Reference, followed: &Followed<'_>) -> bool {
        let is_function = |it: &Node| {
            let symbol = self.index.symbol(*it);
            symbol.is_some_and(|it| it.kind == SymbolKind::Function)
        };
        matches!(followed.unknown, Some("name" | "length"))
            && followed.behind == 1
            && reference.kind == ReferenceKind::Read
            && self.index.family(self.file) == Some(Family::EcmaScript)
            && followed.through.last().is_some_and(is_function)
    }

    /// Whether a method stands for a field of its name: Rust's are never named without being called.
    fn is_field(&self, reference: &Reference, followed: &Followed<'_>) -> bool {
        let last = followed
            .through
            .last()
            .filter(|_| followed.unknown.is_none());
        let is_method = |it: &Symbol| it.kind == SymbolKind::Method;
        reference.is_of_value
            && reference.kind == ReferenceKind::Read
            && self.index.family(self.file) == Some(Family::Rust)
            && last
                .and_then(|it| self.index.symbol(*it))
                .is_some_and(is_method)
    }

    /// Whether a method writes something out by another trait than the one that calls it: a type may have
    /// one of that name for each.
    fn is_of_other_trait(&self, reference: &Reference, followed: &Followed<'_>) -> bool {
        let within = reference.within.map(|at| self.index.node(self.file, at));
        let own = within.and_then(|it| self.index.written_as(it));
        let last = followed
            .through
            .last()
            .filter(|_| followed.unknown.is_none());
        let called = last.and_then(|it| self.index.written_as(*it));
        own.is_some() && called.is_some() && own != called
    }

    /// What one meaning of a use says; `last` is the number of its last name.
    fn tell(
        &mut self,
        reference: &'a Reference,
        last: u32,
        followed: &Followed<'a>,
        strength: Strength,
    ) {
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
            self.said.push(Site::Offers { name, to, line });
            return;
        }
        if self.is_idle(reference, target) {
            return;
        }
        self.result_of = followed.result_of;
        if is_call && self.index.family(self.file) == Some(Family::Go) {
            self.call_inside(reference, target, strength);
        }
        // A class of views that is registered is used where something asks for its route.
        // What `super` means is evident: a derived class has nothing else in its place.
        let is_inherited = reference.path.starts_with("super.");
        let is_view = followed.unknown == Some("as_view") && !self.dispatches(reference);
        for node in followed.through.iter().copied().filter(|_| !is_view) {
            self.touch(node, is_call && Some(node) == target, strength, line);
            if !is_inherited {
                self.overridable(node, line);
            }
        }
        for file in followed.constants.iter().copied() {
            self.uses(self.index.constants(file), Strength::Use, line);
        }
        if let Some(value) = followed.value {
            self.value(value, reference, strength);
        }
        self.result_of = None;
        if let Some(name) = followed.unknown {
            self.read_on_the_way(reference, followed.behind);
            // A path of Rust, `S::Error::of`, that is handed on.
            let is_path = !reference.is_of_value
                && reference.path.contains('.')
                && name.starts_with(char::is_lowercase)
                && self.index.family(self.file) == Some(Family::Rust);
            let only = match (is_call, followed.is_of_library) {
                (false, false) if is_path => Only::All,
                (false, _) => Only::Properties,
                (true, false) => Only::All,
                (true, true) => Only::OfTraits,
            };
            let name = self.meant(name, reference);
            let is_global = followed.is_free && self.is_global(reference);
            // Where `super` leads out of the tree, nothing is left.
            if !is_global
                && !is_of_language(name)
                && !is_inherited
                && self.notes.insert(Told::ByName(last, only))
            {
                self.said.push(Site::ByName { name, line, only });
            }
        }
    }

    /// What a use says of the value that it stands for.
    fn value(&mut self, value: Value<'a>, reference: &Reference, strength: Strength) {
        let line = reference.line;
        let is_call = reference.kind.is_run();
        let is_looked_at = reference.is_looked_at();
        match value {
            // `new this()` makes an object of whichever derived class it is asked of.
            Value::Class(class) if is_call && &*reference.path == "this" => {
                self.redefinable(class, "constructor", class, line);
            }
            Value::Instance(class) => self.instantiates(class),
            // `super(…)` of ECMAScript is the constructor of what a class is derived from.
            Value::Super(class) if is_call => {
                for base in self.index.bases(class) {
                    self.construct(*base, strength, line);
                }
            }
            Value::Result(function) if is_call => {
                if let Some(class) = self.index.class_inside(function) {
                    self.instantiates(class);
                    self.construct(class, strength, line);
                }
            }
            // An object that is handed out has its functions called by whoever gets it.
            Value::Object(file, object) if self.store(reference, (file, object), strength) => {}
            Value::Object(file, object) if !is_looked_at => {
                let is_rust = self.index.family(file) == Some(Family::Rust);
                for to in self.index.functions_of(file, object) {
                    match is_rust.then(|| self.index.symbol(to)).flatten() {
                        // A type that a macro makes: its own methods run where they are called.
                        Some(it) if it.kind == SymbolKind::Method => {
                            if implemented(it).is_some() {
                                self.uses(to, Strength::Guess, line);
                            }
                        }
                        _ => self.uses(to, Strength::Use.max(strength), line),
                    }
                }
            }
            Value::Function(node) if !is_call => self.table(node, strength, line),
            Value::Module(file) if !is_looked_at => {
                self.module_handed_out(file, reference, strength);
            }
            _ => {}
        }
    }

    /// Whether code makes a view of Django to call it, rather than to route it: in a function of a
    /// file that routes nothing. Flask's are routed in functions.
    fn dispatches(&self, reference: &Reference) -> bool {
        let imports = &self.facts.imports;
        let is_django = |import: &Import| {
            let package = import.module.split('.').next();
            matches!(package, Some("django" | "rest_framework"))
        };
        let routes = || {
            let mut names = imports.iter().flat_map(|import| &import.names);
            names.any(|name| matches!(&*name.name, "path" | "re_path" | "url"))
        };
        self.index.is_test_code(self.file)
            || reference.within.is_some() && imports.iter().any(is_django) && !routes()
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

    /// Whether a use of something says nothing of whether that runs.
    fn is_idle(&self, reference: &Reference, target: Option<Node>) -> bool {
        let is_read = |to: Node| self.index.symbol(to).is_some_and(is_property);
        if reference.is_asked() {
            return target.is_some_and(|to| !is_read(to));
        }
        match reference.kind {
            // What is no member of anything is a component, by its name.
            ReferenceKind::Replaced if !reference.path.contains('.') => true,
            // Mocks are there before anything is loaded.
            ReferenceKind::Replaced if reference.path.starts_with(Reference::OF_MOCK) => true,
            ReferenceKind::Replaced => target.is_some_and(|to| self.is_left_aside(to)),
            // Which tests set these off, the rule for Vue tells.
            ReferenceKind::Handler => true,
            // Which tests go there, the rule for routes tells; a test's own routes are for it.
            ReferenceKind::Routed => !self.index.is_test_code(self.file),
            _ => false,
        }
    }

    /// Whether a definition does not run in the place where a test puts a stand-in.
    fn is_left_aside(&self, to: Node) -> bool {
        let is_function =
            |symbol: &Symbol| symbol.kind != SymbolKind::Class && !is_property(symbol);
        self.index.is_test_code(self.file)
            && !self.index.is_test(to)
            && self.index.symbol(to).is_some_and(is_function)
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

    /// What it says that a chain leads through a definition.
    fn touch(&mut self, node: Node, is_called: bool, strength: Strength, line: u32) {
        let Some(symbol) = self.index.symbol(node) else {
            return;
        };
        match symbol.kind {
            SymbolKind::Class => {
                self.instantiates(node);
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
                let strength = match self.index.is_variant(node) {
                    true => Strength::Guess,
                    false => strength,
                };
                self.uses(node, strength, line);
                let (file, at) = self.index.place(node);
                let class = self.index.enclosing_class(file, at);
                if let Some(class) = class.filter(|_| symbol.kind == SymbolKind::Method) {
                    self.instantiates(class);
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
        // What a struct of Go embeds knows nothing of it; only an interface stands for others.
        let is_interface = || symbol.parent.is_some();
        if self.index.family(file) == Some(Family::Go) && !is_interface() {
            return;
        }
        let name = symbol.last();
        if self.redefinable(node, name, base, line) {
            // Whatever has such a method is one, without being derived from it.
            let is_protocol = |symbol: &Symbol| {
                let mut bases = symbol.bases.iter();
                bases.any(|base| last_part(base) == "Protocol")
            };
            if self.index.symbol(base).is_some_and(is_protocol) {
                let only = match is_property(symbol) {
                    true => Only::Properties,
                    false => Only::All,
                };
                self.said.push(Site::ByName { name, line, only });
            }
        }
    }

    /// Says that a method of a class is called which derived ones may have anew; false where that
    /// was said of `told` before.
    fn redefinable(&mut self, told: Node, name: &'a str, base: Node, line: u32) -> bool {
        let result_of = self.result_of;
        let method = self.index.symbol(told);
        let is_static = method.is_some_and(|symbol| symbol.says(Symbol::STATIC));
        let of = VirtualCall {
            base,
            is_static,
            line,
            result_of,
        };
        let is_new = self.notes.insert(Told::Virtual(told, result_of));
        if is_new {
            self.said.push(Site::Virtual { name, of });
        }
        is_new
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

/// Whether the language calls a method by itself: who does so by name means that of a class from
/// outside.
fn is_of_language(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}

#[cfg(test)]
mod tests;
