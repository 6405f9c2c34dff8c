//! Says what a name stands for, where it is written: the meaning of `self.repo.create` in a
//! method, of `store.load` in a test.

use crate::lang::Family;
use crate::model::{Binding, BindingKind, FileId, Symbol, SymbolKind};

use super::chains::{Chain, Head, parts};
use super::index::{Index, Node};
use super::names::{NameId, last_part};
use super::value::{Followed, Fuel, Heads, Place, Value, node_of};

impl<'a> Index<'a> {
    /// Follows a chain as written at a place.
    pub(super) fn follow(&self, place: Place, path: &'a str) -> Followed<'a> {
        self.follow_from(place, path, |name, fuel| {
            self.head(place, &self.word(place.file, name), fuel)
        })
    }

    /// Follows a chain of the file at a place; `heads` are those that are known there.
    pub(super) fn follow_chain(
        &self,
        place: Place,
        chain: &Chain<'a>,
        heads: &mut Heads<'a>,
    ) -> Followed<'a> {
        let names = self.names_of(place.file);
        let head = names.and_then(|names| names.chains.head(chain));
        self.follow_from(place, chain.text, |_, fuel| {
            let (number, head) = head?;
            heads.value((number, place.within), fuel, || {
                self.head(place, head, fuel)
            })
        })
    }

    /// A name of which nothing is known yet.
    fn word<'t>(&self, file: FileId, text: &'t str) -> Head<'t> {
        Head {
            text,
            id: self.names_of(file).and_then(|names| names.id(text)),
            may_be_parameter: true,
        }
    }

    /// Follows a chain whose first name stands for what `head` says.
    fn follow_from(
        &self,
        place: Place,
        path: &'a str,
        head: impl FnOnce(&'a str, &Fuel) -> Option<Value<'a>>,
    ) -> Followed<'a> {
        let mut followed = Followed {
            through: Vec::new(),
            result_of: None,
            constants: Vec::new(),
            value: None,
            unknown: None,
            is_free: false,
        };
        let fuel = &Fuel::new();
        let mut rest = path;
        let mut value = None;
        if path.starts_with('.') {
            followed.unknown = Some(last_part(path));
            return followed;
        }
        // `import a.b` makes the chain `a.b` a name of its own.
        if let Some((head, tail)) = self.dotted_import(place.file, path, fuel) {
            value = Some(head);
            rest = tail;
        }
        let mut parts = parts(rest).filter(|part| !part.is_empty());
        if value.is_none() {
            value = head(parts.next().unwrap_or_default(), fuel);
            followed.is_free = value.is_none();
        }
        match value.and_then(node_of) {
            None if !path.contains('.') => followed.through.extend(self.shadowed(place, path)),
            node => followed.through.extend(node),
        }
        for part in parts {
            let Some(known) = value else { break };
            value = self.member(known, part, fuel);
            followed.through.extend(value.and_then(node_of));
        }
        if value.is_none() && !(followed.is_free && self.is_foreign(place.file, path)) {
            followed.unknown = Some(last_part(path));
        }
        followed.value = value;
        followed.constants = fuel.take_constants();
        followed.result_of = fuel.result_of();
        followed
    }

    /// Whether a chain begins with a name that is imported from outside of the tree.
    fn is_foreign(&self, file: FileId, path: &str) -> bool {
        let head = path.split('.').next().unwrap_or_default();
        self.names_of(file).is_some_and(|names| {
            names
                .id(head)
                .is_some_and(|id| names.is_foreign(id) && !names.is_scoped(id))
        })
    }

    /// The function whose result a variable of its own name holds: `let starts = starts(index)`.
    /// Before that line the name still means the function, and only that can be called.
    fn shadowed(&self, place: Place, name: &str) -> Option<Node> {
        if !matches!(self.family(place.file), Some(Family::Go | Family::Rust)) {
            return None;
        }
        let names = self.names_of(place.file)?;
        let symbols = &self.facts(place.file)?.symbols;
        let id = names.id(name)?;
        let mut scope = place.within;
        while let Some(index) = scope {
            let mut bound = names.bound_in(id, scope);
            if bound.any(|it| it.kind == BindingKind::Call && *it.source == *it.name) {
                return node_of(self.in_module(place.file, name, &Fuel::new())?);
            }
            scope = symbols.get(index as usize)?.parent;
        }
        None
    }

    /// The longest beginning of a chain that is a name of its own, and what follows it.
    fn dotted_import(
        &self,
        file: FileId,
        path: &'a str,
        fuel: &Fuel,
    ) -> Option<(Value<'a>, &'a str)> {
        let (imported, tail) = self.names_of(file)?.dotted_import(path)?;
        Some((self.imported(imported, fuel)?, tail))
    }

    /// What the first name of a chain stands for.
    fn head(&self, place: Place, word: &Head<'_>, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let name = word.text;
        match name {
            "self" | "this" | "Self" | "cls" => {
                if let Some(class) = self.enclosing_class(place.file, place.within) {
                    return Some(if name == "cls" {
                        Value::Class(class)
                    } else {
                        Value::Instance(class)
                    });
                }
                if name == "this" {
                    let methods = self.methods_of_options(place.file)?;
                    return Some(Value::Object(place.file, methods));
                }
            }
            "super" => {
                return self
                    .enclosing_class(place.file, place.within)
                    .map(Value::Super);
            }
            _ => {}
        }
        self.in_scopes(place, word, fuel)
    }

    /// What a name stands for in the definitions around a place, from the inside out, then at the
    /// top of the file.
    fn in_scopes(&self, place: Place, word: &Head<'_>, fuel: &Fuel) -> Option<Value<'a>> {
        let name = word.text;
        let names = self.names_of(place.file)?;
        let symbols = &self.facts(place.file)?.symbols;
        let id = word.id.filter(|id| names.is_scoped(*id));
        let mut scope = place.within;
        if id.is_none() && !word.may_be_parameter {
            scope = None;
        }
        let mut itself = None;
        while let Some(index) = scope {
            let inner = id.and_then(|id| names.inside(id, index));
            let is_function = inner.and_then(|inner| symbols.get(inner as usize));
            let is_function = is_function.is_some_and(|inner| inner.kind == SymbolKind::Function);
            let mut is_hidden = false;
            for binding in id.into_iter().flat_map(|id| names.bound_in(id, scope)) {
                // A function with an annotation is more than what its type tells.
                if is_function && binding.kind == BindingKind::Annotation {
                    continue;
                }
                if let Some(value) = self.bound(place.file, binding, fuel) {
                    return Some(value);
                }
                is_hidden |= binding.source.is_empty();
            }
            if is_hidden {
                return None;
            }
            let symbol = symbols.get(index as usize)?;
            let mut parameters = symbol.parameters.iter();
            if word.may_be_parameter && parameters.any(|parameter| &**parameter == name) {
                // pytest hands over what the fixture of that name gives.
                let fixture = self.fixture(place.file, name)?;
                return Some(self.result(fixture, fuel));
            }
            if (symbol.kind != SymbolKind::Class || scope == place.within)
                && let Some(inner) = inner
            {
                let value = self.value_of(self.node(place.file, inner));
                if !encloses(symbols, inner, place.within) {
                    return value;
                }
                // In a function of that name it may mean another one around: a property of an
                // object has the name without being in scope. What calls itself runs anyway.
                itself = itself.or(value);
            }
            scope = symbol.parent;
        }
        self.at_top(place.file, name, word.id, fuel).or(itself)
    }

    /// What a name at the top of a file stands for, imports included.
    pub(super) fn in_module(&self, file: FileId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        let id = self.names_of(file).and_then(|names| names.id(name));
        self.at_top(file, name, id, fuel)
    }

    /// What a name of that number stands for at the top of a file, found out once where the steps
    /// suffice.
    fn at_top(
        &self,
        file: FileId,
        name: &str,
        id: Option<NameId>,
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        let Some((names, id)) = self.names_of(file).zip(id).filter(|_| self.is_whole) else {
            return self.find_at_top(file, name, id, fuel);
        };
        if let Some(known) = names.known_at_top(id)
            && fuel.repeat(known)
        {
            return known.value;
        }
        let mark = fuel.mark();
        let value = self.find_at_top(file, name, Some(id), fuel);
        if let Some(known) = mark.and_then(|mark| fuel.since(mark, value)) {
            names.keep_at_top(id, known);
        }
        value
    }

    fn find_at_top(
        &self,
        file: FileId,
        name: &str,
        id: Option<NameId>,
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let names = self.names_of(file)?;
        if let Some(value) = id.and_then(|id| self.named(file, id, fuel)) {
            return Some(value);
        }
        if is_constant(name) && names.uses.has_module_code {
            fuel.touch(file);
            return Some(Value::Constant(file));
        }
        names
            .stars
            .iter()
            .find_map(|star| self.in_module(*star, name, fuel))
    }

    /// What a file's own name stands for at its top.
    fn named(&self, file: FileId, name: NameId, fuel: &Fuel) -> Option<Value<'a>> {
        let names = self.names_of(file)?;
        // Imports first: the title of a `describe` may be the name of its subject.
        if let Some(imported) = names.import_of(name) {
            return self.imported(imported, fuel);
        }
        if let Some(symbol) = names.symbol_of(name) {
            return self.value_of(self.node(file, symbol));
        }
        if let Some(object) = self.object(file, name) {
            fuel.touch(file);
            return Some(object);
        }
        let mut bound = names.bound_in(name, None).peekable();
        let Some(first) = bound.peek() else {
            // What is drawn calls methods by their bare names.
            let method = self.method_of_options(file, name)?;
            return Some(Value::Function(method));
        };
        let is_default = &*first.name == "default";
        fuel.touch(file);
        let value = bound.find_map(|binding| self.bound(file, binding, fuel));
        match value {
            // What somebody else's function gives back may still be an object of its functions.
            None | Some(Value::Foreign) if is_default => Some(Value::Module(file)),
            value => Some(value.unwrap_or(Value::Constant(file))),
        }
    }

    pub(super) fn object(&self, file: FileId, name: NameId) -> Option<Value<'a>> {
        let object = self.names_of(file)?.object_of(name)?;
        Some(Value::Object(file, object))
    }

    pub(super) fn bound(
        &self,
        file: FileId,
        binding: &'a Binding,
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        // The scope in which the source is written; a name does not stand for itself.
        let source: &'a str = &binding.source;
        let place = Place {
            file,
            within: binding.within,
        };
        let value = if source == &*binding.name {
            self.in_module(file, source, fuel)?
        } else {
            self.chain(place, source, fuel)?
        };
        Some(match (binding.kind, value) {
            (BindingKind::Call, value) => self.called(value, fuel),
            (BindingKind::Annotation, Value::Class(class)) => Value::Instance(class),
            (_, value) => value,
        })
    }

    /// What a chain stands for, without keeping what it goes through.
    fn chain(&self, place: Place, path: &'a str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        if let Some((head, tail)) = self.dotted_import(place.file, path, fuel) {
            return parts(tail)
                .filter(|part| !part.is_empty())
                .try_fold(head, |value, part| self.member(value, part, fuel));
        }
        let mut parts = parts(path);
        let head = self.word(place.file, parts.next()?);
        let head = self.head(place, &head, fuel)?;
        parts.try_fold(head, |value, part| self.member(value, part, fuel))
    }

    /// What a call gives back.
    fn called(&self, value: Value<'a>, fuel: &Fuel) -> Value<'a> {
        match value {
            Value::Class(class) => Value::Instance(class),
            Value::Function(function) => {
                fuel.take_result_of(function);
                self.result(function, fuel)
            }
            _ => Value::Foreign,
        }
    }

    fn result(&self, function: Node, fuel: &Fuel) -> Value<'a> {
        let (file, symbol) = self.place(function);
        if !fuel.spend() {
            return Value::Foreign;
        }
        let names = self.names_of(file).zip(symbol);
        for binding in names
            .into_iter()
            .flat_map(|(names, symbol)| names.returns(symbol))
        {
            let place = Place {
                file,
                within: symbol,
            };
            match self.chain(place, &binding.source, fuel) {
                Some(Value::Class(class)) => return Value::Instance(class),
                Some(Value::Function(inner)) if inner != function => {
                    // `return make()` and `return wrapper` look alike; what is inside a
                    // function of the same file is more often handed out than called.
                    match self.result(inner, fuel) {
                        Value::Result(_) => return Value::Result(inner),
                        value => return value,
                    }
                }
                Some(value @ (Value::Instance(_) | Value::Result(_))) => return value,
                _ => {}
            }
        }
        Value::Result(function)
    }

    /// Resolves what a class says that it is derived from.
    pub(super) fn resolve_bases(&self, class: Node) -> Vec<Node> {
        let (file, symbol) = self.place(class);
        let Some(definition) = self.symbol(class) else {
            return Vec::new();
        };
        let place = Place {
            file,
            within: definition.parent,
        };
        let found = definition.bases.iter().filter_map(|base| {
            match self.chain(place, base, &Fuel::new())? {
                Value::Class(base) | Value::Instance(base) => Some(base),
                Value::Function(mixin) => self.class_inside(mixin),
                _ => None,
            }
        });
        found
            .filter(|base| self.place(*base) != (file, symbol))
            .collect()
    }

    /// The class that a function makes for others to be derived from.
    fn class_inside(&self, function: Node) -> Option<Node> {
        let (file, outer) = self.place(function);
        let symbols = &self.facts(file)?.symbols;
        let mut inner = (0_u32..).zip(symbols);
        let (class, _) = inner.find(|(_, symbol)| {
            symbol.kind == SymbolKind::Class && outer.is_some() && symbol.parent == outer
        })?;
        Some(self.node(file, class))
    }

    pub(super) fn value_of(&self, node: Node) -> Option<Value<'a>> {
        Some(match self.symbol(node)?.kind {
            SymbolKind::Class => Value::Class(node),
            SymbolKind::Function | SymbolKind::Method | SymbolKind::Template => {
                Value::Function(node)
            }
        })
    }

    /// Whether names without a known origin may be methods taken out of an object, as
    /// `const { load } = useStore()` does.
    pub(super) fn takes_objects_apart(&self, file: FileId) -> bool {
        self.unit(file)
            .and_then(|unit| unit.language)
            .is_some_and(|language| language.family == Family::EcmaScript)
    }
}

/// Whether a name is written as constants are, so that it means a table of the file.
pub(super) fn is_constant(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|first: char| first.is_ascii_uppercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_')
}
/// Whether a place is in a definition.
fn encloses(symbols: &[Symbol], outer: u32, within: Option<u32>) -> bool {
    let mut scope = within;
    while let Some(index) = scope {
        if index == outer {
            return true;
        }
        scope = symbols.get(index as usize).and_then(|symbol| symbol.parent);
    }
    false
}
