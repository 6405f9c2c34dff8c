//! What it says that code passes on a module or the object that one exports as a whole, which has
//! no name that would lead to its functions.

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Reference, ReferenceKind, SymbolKind};

use super::body::Body;
use super::graph::Strength;
use super::index::{Index, Node};
use super::value::{Fuel, Value};

/// Functions of modules that are passed on which all uses of modules together are taken to call: few
/// may be of modules that offer thousands of functions, thousands of some that offer a few.
const MOST_HANDED: usize = 1 << 21;

/// Functions that take an object of options.
const DEFINING: [&str; 3] = ["defineComponent", "defineNuxtComponent", "Vue.extend"];

/// Whether what a file offers by default is a component that a call makes of an object of options.
pub(crate) fn makes_component(facts: &FileFacts) -> bool {
    let mut bound = facts.bindings.iter();
    bound.any(|it| &*it.name == "default" && DEFINING.contains(&&*it.source))
}

impl Body<'_, '_> {
    /// What it says that a module is passed on, or a member of it taken by a computed name: the
    /// object that it exports as a whole (`import plugin from "./plugin"`, `app.use(plugin)`), or all
    /// that it exports (`import * as tags`, `tags[name]`).
    pub(super) fn module_handed_out(
        &mut self,
        file: FileId,
        reference: &Reference,
        strength: Strength,
    ) {
        if !self.index.takes_objects_apart(self.file) {
            return;
        }
        let line = reference.line;
        let names = self.index.names_of(self.file);
        let imported = names.and_then(|names| names.import_of(names.id(&reference.path)?));
        let is_default = match imported {
            Some(it) if it.name.is_some() => self.index.has_default(file),
            Some(_) => self.index.is_whole_object(file),
            None => false,
        };
        let is_read = reference.kind == ReferenceKind::Read;
        if is_default {
            if is_read {
                let strength = Strength::Use.max(strength);
                self.of_default(file, strength, line);
                self.uses(self.index.constants(file), strength, line);
            }
            return;
        }
        // A script that is a test as a whole hands modules to somebody's helper.
        let runs_whole = || self.index.unit(self.file).is_some_and(|it| it.runs_whole);
        let strength = match self.index.is_test_code(self.file) && !runs_whole() {
            true => Strength::Guess,
            false => Strength::Use.max(strength),
        };
        if is_read || reference.kind == ReferenceKind::Call {
            let exported = self.index.exported_functions(file);
            let share = self.index.share_of_modules();
            if exported.len() > share {
                self.index
                    .leave_out(self.file, "functions of modules that are passed on");
            }
            for to in exported.into_iter().take(share) {
                self.uses(to, strength, line);
            }
        }
    }

    /// What stands in the object that a file exports as a whole.
    pub(super) fn of_default(&mut self, file: FileId, strength: Strength, line: u32) {
        for node in self.index.functions_of_default(file) {
            self.uses(node, strength, line);
        }
    }
}

impl Index<'_> {
    /// How many functions each use of a module may stand for.
    fn share_of_modules(&self) -> usize {
        *self.share_of_modules.get_or_init(|| {
            let files = self.files_of(Family::EcmaScript);
            let uses = files.map(|(file, _)| {
                let names = self.names_of(file);
                let facts = self.facts(file);
                let references = facts.map_or(&[] as &[_], |facts| &facts.references);
                let is_module = |it: &&Reference| {
                    let imported = names.and_then(|names| names.import_of(names.id(&it.path)?));
                    imported.is_some_and(|it| it.name.is_none())
                };
                references.iter().filter(is_module).count()
            });
            MOST_HANDED / uses.sum::<usize>().max(1)
        })
    }

    /// The functions that a module offers under names; of constants that it passes on from other
    /// files, what these hold.
    fn exported_functions(&self, file: FileId) -> Vec<Node> {
        let exports = self.facts(file).map_or(&[] as &[_], |facts| &facts.exports);
        let passed_on = exports
            .iter()
            .filter(|export| export.from.is_some() && !export.type_only && &*export.name != "*")
            .filter_map(|export| {
                let value = self.exported(file, &export.name, &Fuel::new())?;
                Some((&*export.local == "default", value))
            })
            .flat_map(|(is_default, value)| match value {
                Value::Function(node) => vec![node],
                Value::Object(file, object) => self.functions_of(file, object).collect(),
                Value::Constant(file) => vec![self.constants(file)],
                // An object without a name: what it holds, the file names where it is loaded.
                Value::Module(file) if is_default => vec![self.constants(file)],
                _ => Vec::new(),
            });
        exports
            .iter()
            .filter(|export| export.from.is_none() && !export.type_only)
            .filter_map(|export| self.by_name(file, &export.local))
            .filter(|node| {
                self.symbol(*node)
                    .is_some_and(|symbol| symbol.kind == SymbolKind::Function)
            })
            .chain(passed_on)
            .collect()
    }

    /// Functions that stand in the object which a file exports as a whole.
    fn functions_of_default(&self, file: FileId) -> impl Iterator<Item = Node> {
        // Which options of a component run, the rule for Vue tells.
        let is_component = self.by_name(file, "<template>").is_some()
            || self.facts(file).is_some_and(makes_component);
        let names = self.names_of(file).filter(|_| !is_component);
        let inside = names.map_or(&[] as &[_], |names| names.of_default.as_slice());
        inside.iter().map(move |symbol| self.node(file, *symbol))
    }

    /// Whether a call makes what a file exports as a whole: `export default define({ … })`.
    pub(super) fn is_default_made(&self, file: FileId) -> bool {
        let names = self
            .names_of(file)
            .filter(|names| !names.of_default.is_empty());
        let default = names.and_then(|names| Some(names.bound_in(names.id("default")?, None)));
        let mut made = default.into_iter().flatten();
        made.any(|(_, binding)| binding.kind == BindingKind::Call)
    }

    /// Whether a file exports something as a whole.
    fn has_default(&self, file: FileId) -> bool {
        let names = self.names_of(file);
        names.is_some_and(|names| names.export_of("default").is_some())
            || self.is_whole_object(file)
    }

    /// Whether an object with functions is what `require` of a file gives.
    fn is_whole_object(&self, file: FileId) -> bool {
        let names = self
            .names_of(file)
            .filter(|names| !names.of_default.is_empty());
        names.is_some_and(|names| names.export_of("default").is_none())
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_is_given_to_a_call_that_is_taken_apart_runs_where_a_component_is_drawn() {
        let check = |script: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /form.ts\nexport function useForm(given) {{ const submit = () => given.onSubmit(); return {{ submit }} }}\n\
                 //- /Form.vue\n<script setup>\nimport {{ useForm }} from './form'\n{script}\n</script>\n<template><b @click=\"submit\"/></template>\n\
                 //- /form.test.ts\nimport Form from './Form.vue'\nit('draws', () => {{ mount(Form).find('b').trigger('click') }})\n"
            ));
            assert_eq!(found, expect, "{script}");
        };
        let given = "useForm({ onSubmit: async () => 1, onSuccess() { return 2 } })";
        check(&format!("const {{ submit }} = {given}"), &[]);
        check(&format!("const {{ submit }} = await {given}"), &[]);
        check(
            &format!("const form = {given}; const submit = form.submit"),
            &[],
        );
        check(
            "const { submit } = { submit: () => 1 }",
            &["form.ts#useForm", "form.ts#useForm.submit"],
        );
    }

    /// Whether a test reaches what functions of a module call, which does something with the module.
    fn check(module: &str, test: &str, expect: bool) {
        let found = gaps(&format!(
            "//- /f.ts\nexport function one() {{ return 1 }}\n\
             //- /a.ts\nimport {{ one }} from './f'\n{module}\n\
             //- /all.ts\nimport a from './a'\nexport * as parts from './a'\nexport {{ default as again }} from './a'\nexport const all = {{ a }}\n\
             //- /a.test.ts\nimport {{ use, make }} from 'kit'\nimport a from './a'\nimport * as ns from './a'\nimport {{ all, again, parts }} from './all'\n\
             it('x', async () => {{ {test} }})\n"
        ));
        assert_eq!(
            !found.contains(&"f.ts#one".to_owned()),
            expect,
            "{module}\n{test}"
        );
    }

    #[test]
    fn an_object_without_a_name_is_handed_on() {
        for module in [
            "export default { install(app) { one() } }",
            "export default { name: 'a', install: () => one() } satisfies Plugin",
            "const install = (app) => one()\nexport default { name: 'a', install }",
            "import { define } from 'kit'\nexport default define({ install(app) { one() } })",
            "import { Plugin } from 'kit'\nexport default new Plugin({ install(app) { one() } })",
        ] {
            for test in [
                "use(a)",
                "make({ plugins: [a] })",
                "make({ ...a })",
                "use(all)",
                "use(again)",
            ] {
                check(module, test, true);
            }
            check(module, "expect(1).toBe(1)", false);
        }
        check(
            "export default { install(app) { one() } }",
            "expect(a).toBeDefined()",
            false,
        );
        check(
            "module.exports = { install(app) { one() } }",
            "use(require('./a'))",
            true,
        );
    }

    #[test]
    fn who_takes_members_of_a_module_by_computed_names_may_take_all() {
        let module = "export const load = () => one()";
        for test in [
            "for (const it of Object.values(ns)) it()",
            "for (const name of Object.keys(ns)) ns[name]()",
            "for (const name in parts) parts[name]()",
            "use({ ...ns })",
            "const every: any = ns; every[1]()",
            "const late = await import('./a'); Object.values(late).map((it) => it())",
        ] {
            check(module, test, true);
        }
        check(module, "expect(ns).toMatchSnapshot()", false);
        check(module, "expect(Object.keys(ns)).toEqual(['load'])", false);
        check(module, "assert.ok(ns)", false);
        check(module, "const { other } = ns; expect(other).toBe(1)", false);
    }

    #[test]
    fn a_module_that_offers_hundreds_is_taken_whole() {
        let mut module = String::new();
        for at in 0..600 {
            module.push_str(&format!("export const load{at} = () => {at}\n"));
        }
        check(
            &format!("{module}export const last = () => one()"),
            "use(ns)",
            true,
        );
    }

    #[test]
    fn what_is_made_of_an_object_calls_what_stands_in_it() {
        let own = "class Store { constructor(o) { this.o = o } load() { return this.o.load() } }\n";
        let created = "const create = (o) => ({ run: () => o.load() })\n";
        for (module, test) in [
            (format!("{own}export const s = new Store({{ load() {{ return one() }} }})"), "ns.s.load()"),
            (format!("{created}export const s = create({{ load() {{ return one() }} }})"), "ns.s.run()"),
            ("export const s: any = new Proxy({}, { get: () => one() })".to_owned(), "ns.s.red"),
            (
                "import { Node } from 'kit'\nexport const s = Node.create({ get: () => one() }).configure({ a: 1 })".to_owned(),
                "make(ns.s.extend(1))",
            ),
        ] {
            check(&module, test, true);
            check(&module, "expect(1).toBe(1)", false);
        }
        check(
            "export class A {}\nObject.defineProperty(A, 'b', { get() { return one() } })",
            "new ns.A()",
            true,
        );
    }
}
