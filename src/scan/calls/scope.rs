//! Says what a name stands for, where it is written: the meaning of `self.repo.create` in a
//! method, of `store.load` in a test.

use crate::lang::Family;
use crate::model::{BindingKind, FileId, Symbol, SymbolKind};

use super::chains::{Head, head_of};
use super::index::{Index, Node};
use super::names::NameId;
use super::value::{Fuel, Place, Value};

impl<'a> Index<'a> {
    /// What the first name of a chain stands for.
    pub(super) fn head(&self, place: Place, word: &Head<'_>, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let name = word.text;
        match name {
            "self" | "this" | "Self" | "cls" => {
                if let Some(class) = self.enclosing_class(place.file, place.within) {
                    let is_itself = match name {
                        "cls" => true,
                        "this" => self.is_in_static(place, class),
                        _ => false,
                    };
                    return Some(match is_itself {
                        true => Value::Class(class),
                        false => Value::Instance(class),
                    });
                }
                if name == "this"
                    && let Some(object) = self.object_around(place)
                {
                    return Some(object);
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
            let local = id.map_or(&[] as &[_], |id| names.local_imports_of(id, index));
            if !local.is_empty() {
                let mut local = local.iter();
                return local.find_map(|imported| self.imported(*imported, fuel));
            }
            let inner = id.and_then(|id| names.inside(id, index));
            let is_function = inner.and_then(|inner| symbols.get(inner as usize));
            let is_function = is_function.is_some_and(|inner| inner.kind == SymbolKind::Function);
            let mut is_hidden = false;
            let is_class = || {
                let around = symbols.get(index as usize);
                around.is_some_and(|around| around.kind == SymbolKind::Class)
            };
            for (at, binding) in id.into_iter().flat_map(|id| names.bound_in(id, scope)) {
                // `layout = layout.Layout()` of a class asks the name around it.
                if head_of(&binding.source) == name && is_class() {
                    continue;
                }
                // A function with an annotation is more than what its type tells.
                if is_function && binding.kind == BindingKind::Annotation {
                    continue;
                }
                if let Some(value) = self.bound(place.file, (at, binding), fuel) {
                    return Some(value);
                }
                is_hidden |= binding.source.is_empty();
            }
            if is_hidden {
                return None;
            }
            let symbol = symbols.get(index as usize)?;
            let mut parameters = symbol.parameters.iter();
            let mut is_parameter = || match word.number {
                Some(number) => names.chains.is_parameter(number, index),
                None => parameters.any(|parameter| &**parameter == name),
            };
            if word.may_be_parameter && is_parameter() {
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
        fuel.once(names.at_top(id), || {
            self.find_at_top(file, name, Some(id), fuel)
        })
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
        let own = self.own_at_top(file, name, id, fuel);
        own.or_else(|| {
            self.stars(file).iter().find_map(|star| {
                let id = self.names_of(*star).and_then(|names| names.id(name));
                let own = id.and_then(|id| self.own_at_top(*star, name, Some(id), fuel));
                own.or_else(|| self.in_inline_module(*star, name))
            })
        })
    }

    /// The same, what the file takes of others as a whole left out.
    fn own_at_top(
        &self,
        file: FileId,
        name: &str,
        id: Option<NameId>,
        fuel: &Fuel,
    ) -> Option<Value<'a>> {
        if let Some(value) = id.and_then(|id| self.named(file, id, fuel)) {
            return Some(value);
        }
        if let Some(node) = self.fetched_as(file, name) {
            return self.value_of(node);
        }
        if is_constant(name) && self.names_of(file)?.uses.has_module_code {
            fuel.touch(file);
            return Some(Value::Constant(file));
        }
        None
    }

    /// What a name stands for that a file takes with all of another's inline module:
    /// `use ext::imp::*`.
    fn in_inline_module(&self, file: FileId, name: &str) -> Option<Value<'a>> {
        let mut modules = self.facts(file)?.inline_modules.iter();
        let found = modules.find_map(|module| {
            let node = self.by_name(file, &format!("{module}.{name}"))?;
            (!self.is_test(node)).then_some(node)
        });
        self.value_of(found?)
    }

    /// What a file's own name stands for at its top.
    fn named(&self, file: FileId, name: NameId, fuel: &Fuel) -> Option<Value<'a>> {
        let names = self.names_of(file)?;
        // Imports first: the title of a `describe` may be the name of its subject.
        if let Some(imported) = names.import_of(name) {
            let value = self.imported(imported, fuel);
            // Modules and functions of Rust may share a name.
            let own = || self.function_beside(file, name);
            if matches!(value, Some(Value::Module(_)))
                && let Some(own) = own()
            {
                return self.value_of(own);
            }
            return value;
        }
        if let Some(symbol) = names.symbol_of(name) {
            return self.value_of(self.node(file, symbol));
        }
        if let Some(object) = self.object(file, name) {
            fuel.touch(file);
            return Some(object);
        }
        let mut bound = names.bound_in(name, None).peekable();
        let (_, first) = bound.peek()?;
        let is_default = &*first.name == "default";
        // A constant of Go, or another name of a type, holds nothing.
        let is_plain =
            first.kind == BindingKind::Annotation && self.family(file) == Some(Family::Go);
        if !is_plain {
            fuel.touch(file);
        }
        let value = bound.find_map(|binding| self.bound(file, binding, fuel));
        match value {
            // What somebody else's function gives back may still be an object of its functions.
            None | Some(Value::Foreign) if is_default => Some(Value::Module(file)),
            value => Some(value.unwrap_or(Value::Constant(file))),
        }
    }

    /// The function at the top of a file of Rust that has the name of something imported: of a module,
    /// or of what stands in its place in another build.
    pub(super) fn function_beside(&self, file: FileId, name: NameId) -> Option<Node> {
        let is_rust = self.family(file) == Some(Family::Rust);
        let symbol = self.names_of(file).filter(|_| is_rust)?.symbol_of(name)?;
        let own = self.node(file, symbol);
        let is_function = self.symbol(own)?.kind == SymbolKind::Function;
        is_function.then_some(own)
    }

    pub(super) fn object(&self, file: FileId, name: NameId) -> Option<Value<'a>> {
        let object = self.names_of(file)?.object_of(name)?;
        Some(Value::Object(file, object))
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

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What is a gap where a file of Python is as given.
    fn check(body: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/base.py\ndef record(user):\n    return 1\ndef check(user):\n    return 2\n\
                 //- /app/other.py\ndef check(user):\n    return 3\n\
                 //- /app/flow.py\n{body}\n\
                 //- /tests/test_x.py\nfrom app.flow import login\ndef test_x():\n    assert login('a')\n"
        ));
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn what_a_function_of_python_imports_hides_nothing_from_others() {
        let (base, of_base, of_other) = (
            "app/base.py#record",
            "app/base.py#check",
            "app/other.py#check",
        );
        check(
            "def login(user):\n    return record(user)\n\
             def record(user):\n    from app.base import record\n    return record(user)\n",
            &[of_base, of_other],
        );
        check(
            "def login(user):\n    return user\n\
             def record(user):\n    from app.base import record\n    return record(user)\n",
            &[base, of_base, "app/flow.py#record", of_other],
        );
        check(
            "def login(user):\n    from app.base import check\n    return check(user)\n\
             def shut(user):\n    from app.other import check\n    return check(user)\n",
            &[base, "app/flow.py#shut", of_other],
        );
        check(
            "def login(user):\n    try:\n        from app.base import check\n    except ImportError:\n        from app.other import check\n    return check(user)\n",
            &[base],
        );
        check(
            "def login(user):\n    return check(user)\n\
             def shut(user):\n    from app.base import check\n    return check(user)\n",
            &[base, of_base, "app/flow.py#shut", of_other],
        );
        for import in [
            "from app.base import check",
            "from app import base as check",
        ] {
            let record = match import.contains(" as ") {
                true => vec![base, of_base, of_other],
                false => vec![base, of_other],
            };
            check(
                &format!(
                    "def load():\n    global check\n    {import}\n\
                     def login(user):\n    load()\n    return check(user)\n"
                ),
                &record,
            );
        }
        check(
            "from app import base\nclass Base:\n    base = base.record(1)\n\
             def login(user):\n    return Base()\n",
            &[of_base, of_other],
        );
        check(
            "from app.base import check\ndef login(user):\n    return check(user)\n\
             def shut(user):\n    from app.other import check\n    return check(user)\n",
            &[base, "app/flow.py#shut", of_other],
        );
    }

    fn check_go(body: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /go.mod\nmodule example.com/x\n\
             //- /a.go\npackage a\nfunc load() int {{ return 1 }}\nfunc each(f func(int)) {{ f(1) }}\nfunc Use() {{\n{body}\n}}\n\
             //- /a_test.go\npackage a\nimport \"testing\"\nfunc TestUse(t *testing.T) {{ Use() }}\n"
        ));
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn what_a_literal_binds_hides_nothing_around_it() {
        let gap = ["a.go#load"];
        check_go(
            "each(func(load int) { print(load) })\nprint(table{\"a\": load})",
            &[],
        );
        check_go("each(nil); load()", &[]);
        check_go("each(func(load int) { print(load) })", &gap);
        check_go("each(func(load int) {\n\tprint(load)\n})\nload()", &[]);
        check_go(
            "load()\neach(func(n int) {\n\tload := n\n\tprint(load)\n})",
            &[],
        );
        check_go(
            "load := func() {}\neach(func(load int) {\n\tprint(load)\n})\nload()",
            &gap,
        );
        check_go("each(func(load func()) {\n\tload()\n})", &gap);
    }
}
