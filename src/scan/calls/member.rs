//! Says what a member of something is: a method of a class, a function of an object or module,
//! a field with an evident type.

use crate::lang::Family;
use crate::model::{BindingKind, FileId, last_part};

use super::body::is_property;
use super::chains::head_of;
use super::implicit::is_of_prototype;
use super::index::{Index, Node};
use super::names::{NameId, owner_and_last};
use super::sides::Side;
use super::value::{Fuel, Value, node_of};

impl<'a> Index<'a> {
    /// What a member of a value stands for.
    pub(super) fn member(&self, value: Value<'a>, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        match value {
            Value::Foreign | Value::Library | Value::Container | Value::Constant(_) => None,
            Value::Module(file) => self.exported(file, name, fuel),
            Value::Object(file, object) => {
                let owner = self.names_of(file)?.id(object)?;
                self.of_maker(file, owner, name, fuel)
                    .or_else(|| self.part(file, owner, name))
                    .or_else(|| self.of_store(file, object, name))
                    .or_else(|| {
                        // What else a store has is its state.
                        let has_all =
                            !self.gives_store(file, object) && self.is_foreign_made(file, owner);
                        has_all.then_some(value)
                    })
            }
            Value::Function(function) => {
                let (file, symbol) = self.place(function);
                let owner = self.names_of(file)?.name_of(symbol?)?;
                self.part(file, owner, name)
                    .or_else(|| self.queued(function, name))
                    .or_else(|| self.of_property(function, name, fuel))
                    .or_else(|| self.of_loader(function, name, fuel))
                    .or_else(|| self.of_field_beside(function, name, fuel))
            }
            Value::Result(function) => self
                .inside(function, name)
                .or_else(|| self.of_prototype(function, name)),
            Value::Super(class) => self
                .bases(class)
                .iter()
                .find_map(|base| self.attribute(*base, name, fuel)),
            Value::Class(class) => self.on_side(class, name, Side::Itself, fuel),
            Value::Instance(class) => self.on_side(class, name, Side::Object, fuel),
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

    /// A member of a class of the tree, where that made a constant object of the functions that were
    /// handed to it: `const cart = new Cart({ … })`.
    fn of_maker(&self, file: FileId, object: NameId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        let mut bound = self.names_of(file)?.bound_in(object, None);
        let made = bound.find(|(_, binding)| binding.kind == BindingKind::Call)?;
        match self.bound(file, made, fuel)? {
            Value::Instance(class) => self.on_side(class, name, Side::Object, fuel),
            value @ Value::Result(_) => self.member(value, name, fuel),
            _ => None,
        }
    }

    /// Whether a use of what a constant object has by some name may call what it holds: methods of
    /// a variable of Go call its fields (`sync.Pool{New: …}`), those of what a call made of an
    /// object what that was given.
    pub(super) fn may_call_held(
        &self,
        (file, object): (FileId, &str),
        member: Option<Value<'a>>,
    ) -> bool {
        match self.family(file) {
            Some(Family::Go) => member.is_none(),
            Some(Family::EcmaScript) => {
                let is_own = |node: Node| self.functions_of(file, object).any(|it| it == node);
                let names = self.names_of(file);
                let bound = names.and_then(|names| Some(names.bound_in(names.id(object)?, None)));
                let mut bound = bound.into_iter().flatten();
                !member.and_then(node_of).is_some_and(is_own)
                    && bound.any(|(_, binding)| binding.kind == BindingKind::Call)
                    && !self.gives_store(file, object)
            }
            _ => false,
        }
    }

    /// Whether a constant object is what something foreign made of the functions that were handed to it:
    /// `const Item = Node.create({ … })`. What that gives by any name may have all of them.
    fn is_foreign_made(&self, file: FileId, object: NameId) -> bool {
        let Some(names) = self.names_of(file) else {
            return false;
        };
        let field = names.text(object).and_then(owner_and_last);
        let field = field.and_then(|(_, last)| names.id(last));
        let fields = field.into_iter().flat_map(|field| names.fields(field));
        let mut bound = names.bound_in(object, None).chain(fields);
        let maker = bound.find(|(_, binding)| binding.kind == BindingKind::Call);
        maker.is_some_and(|(_, made)| {
            let head = names.id(head_of(&made.source));
            head.is_none_or(|head| names.is_foreign(head) || names.is_global(head))
        })
    }

    /// A function that the prototype of a constructor has: `Cart.prototype.add = function …`.
    fn of_prototype(&self, function: Node, name: &str) -> Option<Value<'a>> {
        let owner = &self.symbol(function)?.name;
        let (file, _) = self.place(function);
        let mut methods = self.functions_of(file, owner);
        let method = methods.find(|method| {
            let symbol = self.symbol(*method);
            symbol.is_some_and(|it| is_of_prototype(it) && it.last() == name)
        });
        method.map(Value::Function)
    }

    /// A member of the object that a property gives back.
    fn of_property(&self, function: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !self.symbol(function).is_some_and(is_property) {
            return None;
        }
        match self.result(function, fuel) {
            Value::Instance(class) => self.attribute(class, name, fuel),
            _ => None,
        }
    }

    /// A member of the module that a function loads and gives back: `(await load()).save()`.
    fn of_loader(&self, function: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        let (file, symbol) = self.place(function);
        let is_script = self.family(file) == Some(Family::EcmaScript);
        let names = self.names_of(file).filter(|_| is_script);
        names?.returns(symbol?).next()?;
        match self.result(function, fuel) {
            module @ Value::Module(_) => self.member(module, name, fuel),
            _ => None,
        }
    }

    /// A member of the field that has the name of a method of Rust, which nothing calls there.
    fn of_field_beside(&self, method: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        let (file, symbol) = self.place(method);
        if self.family(file) != Some(Family::Rust) {
            return None;
        }
        let class = self.enclosing_class(file, symbol)?;
        let field = last_part(&self.symbol(method)?.name);
        let (owner, _) = self.place(class);
        match self.field(class, self.names_of(owner)?.id(field)?, fuel)? {
            Value::Instance(held) => self.attribute(held, name, fuel),
            _ => None,
        }
    }

    /// A task of Celery and its like is called by being put in a queue: `send_mail.delay(1)`.
    fn queued(&self, function: Node, name: &str) -> Option<Value<'a>> {
        let is_task = |decorator: &str| {
            let last = decorator.rsplit('.').next();
            matches!(last, Some("task" | "shared_task" | "actor"))
        };
        let queues = matches!(name, "delay" | "apply_async" | "apply" | "send");
        let mut decorators = self.symbol(function)?.decorators.iter();
        (queues && decorators.any(|it| is_task(it))).then_some(Value::Function(function))
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
    pub(super) fn attribute(&self, class: Node, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        let (file, _) = self.place(class);
        let id = self.names_of(file).and_then(|names| names.id(name));
        if let Some(method) = self.method_of(class, name, id) {
            return self.value_of(method);
        }
        if let Some(value) = id.and_then(|id| self.field(class, id, fuel)) {
            return Some(value);
        }
        if let Some(table) = self.table_of(class, name) {
            return Some(table);
        }
        self.bases(class)
            .iter()
            .find_map(|base| self.attribute(*base, name, fuel))
    }

    /// An object of functions that stands in a field of a class: `shown = { day: () => … }`.
    fn table_of(&self, class: Node, name: &str) -> Option<Value<'a>> {
        let (file, symbol) = self.place(class);
        if self.family(file) != Some(Family::EcmaScript) {
            return None;
        }
        let names = self.names_of(file)?;
        self.object(file, names.member(names.name_of(symbol?)?, name)?)
    }

    /// A method that the class itself defines.
    pub(crate) fn own_method(&self, class: Node, name: &str) -> Option<Node> {
        let id = self.names_of(self.place(class).0)?.id(name);
        self.method_of(class, name, id)
    }

    /// A method of that name, which has this number in the file of the class.
    fn method_of(&self, class: Node, name: &str, id: Option<NameId>) -> Option<Node> {
        let (file, symbol) = self.place(class);
        let names = self.names_of(file)?;
        let owner = names.name_of(symbol?)?;
        let whole = match name.bytes().any(|byte| byte == b'.') {
            true => names.member(owner, name),
            false => id.and_then(|id| names.joined(owner, id)),
        };
        let own = whole.and_then(|whole| names.symbol_of(whole));
        match own {
            Some(symbol) => Some(self.node(file, symbol)),
            None => self.method_apart(class, name),
        }
    }

    fn field(&self, class: Node, id: NameId, fuel: &Fuel) -> Option<Value<'a>> {
        let (file, symbol) = self.place(class);
        let names = self.names_of(file)?;
        let own = names.bound_in(id, symbol);
        let prefixed = names
            .fields(id)
            .filter(|(_, binding)| self.enclosing_class(file, binding.within) == Some(class));
        own.chain(prefixed)
            .find_map(|binding| self.bound(file, binding, fuel))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::LinkKind;
    use crate::scan::fixture::{gaps, units};
    use crate::scan::{reach, resolve};

    /// How a function is used by code that does as given with it.
    fn check(decorator: &str, usage: &str, expect: LinkKind) {
        let (tree, units) = units(&format!(
            "//- /app/__init__.py\n\
             //- /app/orders.py\nfrom app.tasks import send\ndef order():\n    {usage}\n\
             //- /app/tasks.py\nfrom celery import shared_task\n{decorator}def send(to):\n    return to + 1\n\
             //- /tests/test_x.py\nfrom app.orders import order\ndef test_x():\n    order()\n"
        ));
        let graph = resolve(&tree, &units);
        let reached = reach(&tree, &units, &graph);
        let at = units.iter().position(|unit| &*unit.path == "app/tasks.py");
        let origin = reached[at.unwrap()].symbols[0].origin;
        let kind = origin.map(|origin| origin.kind);
        assert_eq!(kind, Some(expect), "{decorator} {usage}");
    }

    #[test]
    fn a_task_is_called_by_being_put_in_a_queue() {
        check("@shared_task\n", "send.delay(1)", LinkKind::Calls);
        check(
            "@app.task(bind=True)\n",
            "send.apply_async((1,))",
            LinkKind::Calls,
        );
        check("@shared_task\n", "send.retries(1)", LinkKind::Uses);
        check("", "send.delay(1)", LinkKind::Uses);
    }

    #[test]
    fn a_method_of_what_was_just_made_is_that_of_its_class() {
        for call in [
            "new S().m()",
            "(new S(1)).m()",
            "expect(new S().m()).toBe(1)",
            "make().m()",
            "S.create().m()",
        ] {
            let found = gaps(&format!(
                "//- /a.ts\nexport class S {{ static create() {{ return new S() }} m() {{ return 1 }} }}\n\
                 export function make() {{ return new S() }}\n\
                 //- /b.ts\nexport class T {{ m() {{ return 2 }} }}\n\
                 //- /a.test.ts\nimport {{ S, make }} from './a'\nimport {{ T }} from './b'\n\
                 it('x', () => {{ S.create(); make(); new T(); {call} }})\n"
            ));
            assert_eq!(found, ["b.ts#T.m"], "{call}");
        }
    }
}
