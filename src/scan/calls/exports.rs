//! Says what names stand for that one file takes from another.

use std::sync::PoisonError;

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, SymbolKind};

use super::index::{Index, Node};
use super::names::Imported;
use super::value::{Fuel, Place, Value, node_of};

/// What functions ask for an attribute, by file and function.
pub(super) type AskedBy<'a> = FxHashMap<(FileId, Option<u32>), Option<&'a str>>;

/// The function of a module that is asked for names which the module does not have.
const ASKED: &str = "__getattr__";

impl<'a> Index<'a> {
    pub(super) fn imported(&self, imported: Imported<'a>, fuel: &Fuel) -> Option<Value<'a>> {
        match imported.name {
            None => Some(self.loaded(imported.file, fuel)),
            Some(name) => self.exported(imported.file, name, fuel).or_else(|| {
                fuel.touch(imported.file);
                Some(Value::Constant(imported.file))
            }),
        }
    }

    /// What `require` of a file gives, or what is taken of it as a whole.
    fn loaded(&self, file: FileId, fuel: &Fuel) -> Value<'a> {
        let module = Value::Module(file);
        if !self.exports_whole(file) || !fuel.spend() {
            return module;
        }
        let names = self.names_of(file);
        let star = names.filter(|names| names.export_of("default").is_none());
        if let Some(star) = star.and_then(|names| names.star_exports.first()) {
            return self.loaded(*star, fuel);
        }
        match self.exported(file, "default", fuel) {
            None | Some(Value::Foreign) => module,
            Some(value) => value,
        }
    }

    fn exports_whole(&self, file: FileId) -> bool {
        self.facts(file).is_some_and(|facts| facts.exports_whole)
    }

    /// What a name stands for that a file offers to others.
    pub(super) fn exported(&self, file: FileId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        if let Some(value) = self.exported_by(file, name, fuel) {
            return Some(value);
        }
        if name == "default" {
            // Modules without a value of that name are their functions.
            return Some(Value::Module(file));
        }
        let of_whole = |file: FileId| {
            let whole = self.exports_whole(file).then(|| self.loaded(file, fuel))?;
            let is_itself = matches!(whole, Value::Module(module) if module == file);
            (!is_itself).then(|| self.member(whole, name, fuel))?
        };
        let mut stars = self.star_exports(file).iter();
        stars
            .find_map(|star| {
                let own = self
                    .says(*star, name)
                    .then(|| self.exported_by(*star, name, fuel));
                own.flatten().or_else(|| of_whole(*star))
            })
            .or_else(|| of_whole(file))
    }

    /// Whether a file may offer something under a name that it does not take from others as a whole.
    fn says(&self, file: FileId, name: &str) -> bool {
        self.names_of(file)
            .is_some_and(|names| names.id(name).is_some())
    }

    /// The same of names that the file offers itself, what it passes on with all of another apart.
    fn exported_by(&self, file: FileId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if let Some(template) = self.drawn_as(file, name) {
            return Some(Value::Function(template));
        }
        if let Some(value) = self.handed_out(file, name, fuel) {
            return Some(value);
        }
        if let Some(value) = self.in_module(file, name, fuel) {
            return Some(value);
        }
        let names = self.names_of(file)?;
        let export = names.export_of(name);
        if let Some(export) = export
            && &*export.local != name
            && let Some(value) = self.in_module(file, &export.local, fuel)
        {
            return Some(value);
        }
        let late = self.late_names.get(&file).and_then(|late| late.get(name));
        late.and_then(|module| self.in_module(*module, name, fuel))
    }

    /// What a module of Python hands out that has no such name itself: an attribute of the object that
    /// its `__getattr__` asks ([PEP 562](https://peps.python.org/pep-0562/)), or that stands in its
    /// place in `sys.modules`.
    fn handed_out(&self, file: FileId, name: &str, fuel: &Fuel) -> Option<Value<'a>> {
        if self.family(file) != Some(Family::Python) || name.starts_with("__") {
            return None;
        }
        let asked = self.by_name(file, ASKED);
        if asked.is_none() && !self.uses_any(file, &["modules"]) {
            return None;
        }
        let names = self.names_of(file)?;
        let is_own = names.id(name).is_some_and(|id| {
            names.import_of(id).is_some()
                || names.symbol_of(id).is_some()
                || names.bound_in(id, None).next().is_some()
        });
        if is_own {
            return None;
        }
        let within = asked.and_then(|asked| self.place(asked).1);
        let object = match asked {
            Some(_) => self.asked_by(file, within),
            None => self.in_place_of(file),
        };
        let object = self.chain(Place { file, within }, object?, fuel)?;
        let object = match object {
            Value::Class(class) if asked.is_none() => Value::Instance(class),
            object => object,
        };
        let is_object = matches!(object, Value::Instance(_) | Value::Class(_));
        is_object.then(|| self.member(object, name, fuel))?
    }

    /// What a function asks for an attribute: `settings` of `getattr(settings, name)`.
    fn asked_by(&self, file: FileId, within: Option<u32>) -> Option<&'a str> {
        let known = || self.asked_by.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(object) = known().get(&(file, within)) {
            return *object;
        }
        let object = self.find_asked_by(file, within);
        known().insert((file, within), object);
        object
    }

    fn find_asked_by(&self, file: FileId, within: Option<u32>) -> Option<&'a str> {
        let references = &self.facts(file)?.references;
        let parameter = self.symbol(self.node(file, within?))?.parameters.first()?;
        let asking = self.numbered_references_to(file, &["getattr"]);
        let asking = asking.filter(|(_, it)| it.within == within && &*it.path == "getattr");
        let mut objects = asking.filter_map(|(nth, _)| {
            let (object, name) = (references.get(nth + 1)?, references.get(nth + 2)?);
            let is_read = |it: &Reference| it.kind == ReferenceKind::Read && it.within == within;
            let is_asked = is_read(object) && is_read(name) && name.path == *parameter;
            is_asked.then_some(&*object.path)
        });
        let object = objects.next()?;
        objects.all(|other| other == object).then_some(object)
    }

    /// What a file puts in its own place: `sys.modules[__name__] = settings`.
    fn in_place_of(&self, file: FileId) -> Option<&'a str> {
        let references = &self.facts(file)?.references;
        let mut modules = self.numbered_references_to(file, &["modules"]);
        let is_own = |nth: usize| {
            let key = references.get(nth + 1);
            key.is_some_and(|key| &*key.path == "__name__")
        };
        let (nth, modules) = modules
            .find(|(nth, it)| it.within.is_none() && &*it.path == "sys.modules" && is_own(*nth))?;
        let before = references.get(..nth)?.iter().rev();
        let mut before = before.take_while(|it| it.within.is_none() && it.line >= modules.line);
        // What a call is given stands behind it.
        Some(&*before.find(|it| self.names_own(file, &it.path))?.path)
    }

    /// Whether a chain is a definition or variable of a file.
    fn names_own(&self, file: FileId, path: &str) -> bool {
        let names = self.names_of(file);
        let known = names.and_then(|names| Some((names, names.id(path)?)));
        known.is_some_and(|(names, id)| {
            names.symbol_of(id).is_some() || names.bound_in(id, None).next().is_some()
        })
    }

    /// The template that the default export of a component's file stands for, whichever name that
    /// has in the file; a class stands for itself.
    fn drawn_as(&self, file: FileId, name: &str) -> Option<Node> {
        let template = self.by_name(file, "<template>")?;
        let export = self.names_of(file)?.export_of("default");
        if name != "default" && export.is_none_or(|export| *export.local != *name) {
            return None;
        }
        let class = export.and_then(|export| self.symbol(self.by_name(file, &export.local)?));
        let is_class = class.is_some_and(|class| class.kind == SymbolKind::Class);
        (!is_class).then_some(template)
    }

    /// What a module gives to whoever loads it and takes its default.
    pub(crate) fn default_of(&self, file: FileId) -> Vec<Node> {
        let fuel = Fuel::new();
        let mut found = Vec::new();
        match self.exported(file, "default", &fuel) {
            Some(Value::Object(file, object)) => found.extend(self.functions_of(file, object)),
            Some(Value::Instance(class)) => found.push(class),
            value => found.extend(value.and_then(node_of)),
        }
        let constants = fuel.take_constants();
        found.extend(constants.into_iter().map(|file| self.constants(file)));
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, symbol_statuses};

    /// What a test does not reach that draws the default of a page.
    fn check(page: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "//- /page.tsx\nimport {{ memo, forwardRef }} from 'react'\nimport {{ go }} from './go'\n{page}\n\
             //- /go.ts\nexport function go() {{ return 1 }}\n\
             //- /page.test.tsx\nimport Page from './page'\nit('draws', () => {{ render(<Page />) }})\n"
        ));
        assert_eq!(gaps, expect, "{page}");
    }

    #[test]
    fn a_default_that_a_call_makes_stands_for_what_was_handed_to_it() {
        let parts = "function Q() { return <b>{go()}</b> }\nfunction idle() { return 1 }\n";
        let gaps = ["page.tsx#idle"];
        check(&format!("{parts}export default memo(Q)"), &gaps);
        check(&format!("{parts}export default memo(forwardRef(Q))"), &gaps);
        check(
            &format!("{parts}const select = () => go()\nexport default connect(select)(Q)"),
            &gaps,
        );
        check(
            "const Q = forwardRef(() => <b>{go()}</b>)\nexport default memo(Q)",
            &[],
        );
    }

    #[test]
    fn what_a_module_exports_is_what_loading_it_gives() {
        let check = |module: &str, call: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /a.js\nfunction idle() {{ return 1 }}\n{module}\n//- /user.js\nclass User {{ static find(x) {{ return x }} }}\nmodule.exports = User\n\
                 //- /a.test.js\nconst a = require('./a')\nconst {{ login }} = require('./a')\nit('x', () => {{ expect({call}).toBe(1) }})\n"
            ));
            assert_eq!(found, expect, "{module}\n{call}");
        };
        let user = "user.js#User.find";
        let object = "const service = { login(x) { return this.help(x) }, help(x) { return x } }\nmodule.exports = service";
        check(object, "a.login(1)", &["a.js#idle", user]);
        check(object, "login(1)", &["a.js#idle", user]);
        check(
            "const run = (x) => x\nmodule.exports = run",
            "a(1)",
            &["a.js#idle", user],
        );
        check(
            "function run(x) { return x }\nmodule.exports = run",
            "require('./a')(1)",
            &["a.js#idle", user],
        );
        check(
            "class S { login(x) { return x } }\nmodule.exports = S",
            "new a().login(1)",
            &["a.js#idle", user],
        );
        check(
            "module.exports = { User: require('./user') }",
            "a.User.find(1)",
            &["a.js#idle"],
        );
        check(
            "const User = require('./user')\nmodule.exports = { User }",
            "a.User.find(1)",
            &["a.js#idle"],
        );
        check(
            "exports.User = require('./user')",
            "require('./a').User.find(1)",
            &["a.js#idle"],
        );
        check(
            "module.exports = require('./user')",
            "a.find(1)",
            &["a.js#idle"],
        );
        check(
            "module.exports = require('./user')",
            "a.lost(1)",
            &["a.js#idle", user],
        );
    }

    #[test]
    fn tables_stand_for_what_they_name() {
        let check = |table: &str, uses: &str| {
            let found = gaps(&format!(
                "//- /a.ts\nfunction conv(a: number) {{ return a }}\n{table}\nexport function go(k: string): any {{ {uses} }}\nexport function idle() {{ return 1 }}\n\
                 //- /a.test.ts\nimport {{ go }} from './a'\nit('x', () => {{ go('a') }})\n"
            ));
            assert_eq!(found, ["a.ts#idle"], "{table} {uses}");
        };
        check("const table = { a: conv }", "return table[k](1)");
        check(
            "const table: any = { conv }",
            "const f = table[k]; return f(1)",
        );
        check("const list = [conv]", "for (const f of list) return f(1)");
        check(
            "const table = new Map([['a', conv]])",
            "return table.get(k)(1)",
        );
        check(
            "const table = Object.freeze({ a: { run: conv } })",
            "return table[k].run(1)",
        );
    }

    #[test]
    fn tables_of_go_stand_for_what_they_name() {
        let check = |table: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /go.mod\nmodule m\n//- /a.go\npackage m\nvar table = {table}\nfunc conv(a int) int {{ return a }}\nfunc Go(k string) int {{ return table[k](1) }}\nfunc idle() int {{ return 1 }}\n\
                 //- /a_test.go\npackage m\nimport \"testing\"\nfunc TestGo(t *testing.T) {{ if Go(\"a\") != 1 {{ t.Fatal() }} }}\n"
            ));
            assert_eq!(found, expect, "{table}");
        };
        check("map[string]func(int) int{\"a\": conv}", &["a.go#idle"]);
        check("[]entry{{\"a\", conv}}", &["a.go#idle"]);
        check("map[string]int{\"a\": 1}", &["a.go#conv", "a.go#idle"]);
    }

    #[test]
    fn methods_of_a_variable_of_go_call_what_its_fields_hold() {
        let found = gaps(
            "//- /go.mod\nmodule m\n//- /a.go\npackage m\nimport \"sync\"\nvar pool = sync.Pool{New: func() any { return conv(1) }}\nvar other = sync.Pool{New: func() any { return idle() }}\nfunc conv(a int) int { return a }\nfunc Go() any { return pool.Get() }\nfunc idle() int { return 1 }\n\
             //- /a_test.go\npackage m\nimport \"testing\"\nfunc TestGo(t *testing.T) { if Go() != 1 { t.Fatal() } }\n",
        );
        assert_eq!(found, ["a.go#other.New", "a.go#idle"]);
    }

    #[test]
    fn objects_without_a_name_are_passed_on_with_their_module() {
        let found = gaps(
            "//- /a.js\nconst create = () => 1\nconst idle = () => 2\nexport default { create, meta: {} }\n\
             //- /rules.js\nexport { default as 'a-rule' } from './a.js'\n\
             //- /plugin.js\nimport * as rules from './rules.js'\nexport const plugin = wrap(rules)\n\
             //- /a.test.js\nimport { plugin } from './plugin.js'\nit('x', () => { run(plugin['a-rule']) })\n",
        );
        assert_eq!(found, ["a.js#idle"]);
    }

    #[test]
    fn a_default_that_an_own_function_makes_is_what_that_gives_back() {
        let found = symbol_statuses(
            "//- /api.ts\nfunction make() { function load() { return 1 }\n function idle() { return 2 }\n\
             return { load, idle } }\nexport default make()\n\
             //- /other.ts\nexport const other = (it) => it.idle()\n\
             //- /api.test.ts\nimport api from './api'\nit('loads', () => { api.load() })\n",
        );
        assert_eq!(
            found,
            [
                "api.ts#make reached",
                "api.ts#make.load direct",
                "api.ts#make.idle unreached",
                "other.ts#other unreached"
            ]
        );
    }
    #[test]
    fn a_module_hands_out_what_it_asks_by_the_name_that_it_is_given() {
        let check = |body: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/conf.py\nclass Box:\n    def go(self):\n        return 1\nclass Other:\n    def go(self):\n        return 2\n\
                 box = Box()\nother = Other()\ndef __getattr__(name):\n{body}\n\
                 //- /tests/test_x.py\nfrom app import conf\ndef test_x():\n    assert conf.go()\n"
            ));
            assert_eq!(found, expect, "{body}");
        };
        let of_box = &["app/conf.py#Box.go"];
        check("    return getattr(other, name)", of_box);
        check(
            "    kind = getattr(box, 'kind', None)\n    return getattr(other, name)",
            of_box,
        );
        check(
            "    return getattr(box, name, None) or getattr(other, name)",
            &[],
        );
    }
}
