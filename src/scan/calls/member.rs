//! Says what a member of something is: a method of a class, a function of an object or module,
//! a field with an evident type.

use crate::model::FileId;

use super::index::{Index, Node};
use super::names::NameId;
use super::value::{Fuel, Value};

impl<'a> Index<'a> {
    /// What a member of a value stands for.
    pub(super) fn member(&self, value: Value<'a>, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        match value {
            Value::Foreign | Value::Constant(_) => None,
            Value::Module(file) => self.exported(file, name, fuel),
            Value::Object(file, object) => {
                let owner = self.names_of(file)?.id(object)?;
                self.part(file, owner, name)
            }
            Value::Function(function) => {
                let (file, symbol) = self.place(function);
                let owner = self.names_of(file)?.name_of(symbol?)?;
                self.part(file, owner, name)
            }
            Value::Result(function) => self.inside(function, name),
            Value::Super(class) => self
                .bases(class)
                .iter()
                .find_map(|base| self.attribute(*base, name, fuel)),
            Value::Class(class) | Value::Instance(class) => self.attribute(class, name, fuel),
        }
    }

    /// A definition or object that carries its owner's name in front of its own.
    fn part(&self, file: FileId, owner: NameId, name: &str) -> Option<Value<'a>> {
        let names = self.names_of(file)?;
        let name = names.member(owner, name)?;
        match names.symbol_of(name) {
            Some(symbol) => self.value_of(self.node(file, symbol)),
            None => self.object(file, name),
        }
    }

    /// All functions inside a constant object.
    pub(super) fn functions_of(&self, file: FileId, object: &str) -> impl Iterator<Item = Node> {
        let inside = self
            .names_of(file)
            .map_or(&[] as &[_], |names| names.functions_of(object));
        inside.iter().map(move |symbol| self.node(file, *symbol))
    }

    /// A function of that name inside another, at any depth.
    fn inside(&self, function: Node, name: &str) -> Option<Value<'a>> {
        let (file, symbol) = self.place(function);
        let facts = self.facts(file)?;
        let names = self.names_of(file)?;
        let mut candidates = names.ending_in(names.id(name)?);
        let found = candidates.find(|candidate| {
            let mut parent = facts
                .symbols
                .get(*candidate as usize)
                .and_then(|symbol| symbol.parent);
            while let Some(index) = parent {
                if Some(index) == symbol {
                    return true;
                }
                parent = facts
                    .symbols
                    .get(index as usize)
                    .and_then(|symbol| symbol.parent);
            }
            false
        })?;
        self.value_of(self.node(file, found))
    }

    /// A method, property or field of a class or of the classes it is derived from.
    fn attribute(&self, class: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        if let Some(method) = self.own_method(class, name) {
            return self.value_of(method);
        }
        if let Some(value) = self.field(class, name, fuel) {
            return Some(value);
        }
        self.bases(class)
            .iter()
            .find_map(|base| self.attribute(*base, name, fuel))
    }

    /// A method that the class itself defines.
    pub(super) fn own_method(&self, class: Node, name: &str) -> Option<Node> {
        let (file, symbol) = self.place(class);
        let names = self.names_of(file)?;
        let own = names
            .member(names.name_of(symbol?)?, name)
            .and_then(|name| names.symbol_of(name));
        match own {
            Some(symbol) => Some(self.node(file, symbol)),
            None => self.method_apart(class, name),
        }
    }

    fn field(&self, class: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        let (file, symbol) = self.place(class);
        let names = self.names_of(file)?;
        let id = names.id(name)?;
        let own = names.bound_in(id, symbol);
        let prefixed = names
            .fields(id)
            .filter(|binding| self.enclosing_class(file, binding.within) == Some(class));
        own.chain(prefixed)
            .find_map(|binding| self.bound(file, binding, fuel))
    }
}
