//! Stores of Pinia that are objects of options: `defineStore("cart", { state, getters, actions })`
//! gives a function whose result has getters and actions as its members.

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, last_part};

use super::body::Body;
use super::graph::Strength;
use super::index::{Index, Node};
use super::value::{Place, Value};

/// The options whose functions a store has as its own.
const PARTS: [&str; 2] = ["actions", "getters"];

impl<'a> Index<'a> {
    /// Whether a name at the top of a file is a function that gives a store.
    pub(super) fn gives_store(&self, file: FileId, name: &str) -> bool {
        let names = self.names_of(file);
        let bound = names.and_then(|names| Some(names.bound_in(names.id(name)?, None)));
        let mut makers = bound
            .into_iter()
            .flatten()
            .map(|(_, it)| last_part(&it.source));
        makers.any(|maker| maker == "defineStore")
    }

    /// A getter or an action, where an object of options makes a store.
    pub(super) fn of_store(&self, file: FileId, object: &str, name: &str) -> Option<Value<'a>> {
        if !self.gives_store(file, object) {
            return None;
        }
        let mut parts = PARTS
            .iter()
            .map(|part| self.by_name(file, &format!("{object}.{part}.{name}")));
        parts.find_map(|found| found).map(Value::Function)
    }

    /// The object whose function something stands in: what `this` is there. In a store that is all
    /// of it.
    pub(super) fn object_around(&self, place: Place) -> Option<Value<'a>> {
        if self.family(place.file) != Some(Family::EcmaScript) {
            return None;
        }
        let symbols = &self.facts(place.file)?.symbols;
        let mut symbol = symbols.get(place.within? as usize)?;
        while let Some(parent) = symbol.parent {
            symbol = symbols.get(parent as usize)?;
        }
        let names = self.names_of(place.file)?;
        let (owner, _) = symbol.name.rsplit_once('.')?;
        let store = owner
            .rsplit_once('.')
            .filter(|(store, part)| PARTS.contains(part) && self.gives_store(place.file, store));
        let owner = store.map_or(owner, |(store, _)| store);
        self.object(place.file, names.id(owner)?)
    }

    /// What a store gives to nobody whom a test's own store keeps from it: its actions.
    pub(super) fn actions_of_stores(&self) -> Vec<Node> {
        let mut found = Vec::new();
        for (file, _) in self.files_of(Family::EcmaScript) {
            let facts = self
                .facts(file)
                .filter(|_| self.uses_any(file, &["defineStore"]));
            let Some(facts) = facts else { continue };
            let mut stores = facts.bindings.iter().filter(|binding| {
                binding.within.is_none() && last_part(&binding.source) == "defineStore"
            });
            for store in &mut stores {
                let actions = format!("{}.actions", store.name);
                found.extend(self.functions_of(file, &actions));
                found.extend(self.actions_of_setup(file, &store.name));
            }
        }
        found
    }

    /// The functions that a function which sets up a store hands out.
    fn actions_of_setup(&self, file: FileId, store: &str) -> Vec<Node> {
        let Some(setup) = self.by_name(file, store) else {
            return Vec::new();
        };
        let (_, within) = self.place(setup);
        let own = self.references_in(file, within).map(|(_, own)| own);
        let handed_out = own.filter(|own| own.kind == ReferenceKind::Offered);
        let actions =
            handed_out.filter_map(|it| self.by_name(file, &format!("{store}.{}", it.path)));
        actions.collect()
    }
}

impl<'a> Body<'a, '_> {
    /// What a use of a store says: who has it calls the members of it by their names. Production code
    /// may pass it on.
    pub(super) fn store(
        &mut self,
        reference: &Reference,
        (file, store): (FileId, &'a str),
        strength: Strength,
    ) -> bool {
        if !self.index.gives_store(file, store) {
            return false;
        }
        if reference.kind.is_run() {
            let state = self.index.by_name(file, &format!("{store}.state"));
            if let Some(state) = state {
                self.uses(state, strength, reference.line);
            }
            return true;
        }
        self.index.is_test_code(self.file)
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What tests do not reach of a store and of what uses it, whether the store has a name or not.
    fn check(test: &str, expect: &[&str]) {
        for (store, import) in [("const useS =", "{ useS }"), ("default", "useS")] {
            let found = gaps(&format!(
                "//- /store.js\nimport {{ defineStore }} from 'pinia'\n\
                 export {store} defineStore('s', {{\n  state: () => make(),\n  getters: {{ dbl: (s) => s.a * 2, few() {{ return this.dbl }} }},\n\
                 actions: {{ load() {{ this.all = [...this.all]; return this.ask() }}, ask() {{ return 1 }}, drop() {{ return 2 }} }} }})\n\
                 //- /P.vue\n<template><b>{{{{ few }}}}</b></template>\n\
                 <script setup>\nimport {import} from './store'\nconst s = useS()\nconst {{ few }} = storeToRefs(s)\ns.load()\n</script>\n\
                 //- /a.test.ts\nimport {import} from './store'\nimport P from './P.vue'\n{test}"
            ));
            let of_store = found.iter().filter_map(|it| {
                it.strip_prefix("store.js#useS.")
                    .or_else(|| it.strip_prefix("store.js#default."))
            });
            let of_store: Vec<&str> = of_store.collect();
            assert_eq!(of_store, expect, "{store}: {test}");
        }
    }

    #[test]
    fn members_of_a_store_run_where_code_names_them() {
        let test = |does: &str| format!("it('x', () => {{ const s = useS(); {does} }})\n");
        let all = [
            "getters.dbl",
            "getters.few",
            "actions.load",
            "actions.ask",
            "actions.drop",
        ];
        check(&test("expect(s).toBe(1)"), &all);
        check(&test("s.dbl"), &all[1..]);
        check(&test("s.few"), &all[2..]);
        check(
            &test("s.load()"),
            &["getters.dbl", "getters.few", "actions.drop"],
        );
        check(&test("mount(P)"), &["actions.drop"]);
        for variable in ["let s", "let s = null", "let s: Store"] {
            check(
                &format!(
                    "{variable}\nbeforeEach(() => {{ s = useS() }})\nit('x', () => {{ s.drop() }})\n"
                ),
                &all[..4],
            );
        }
    }

    #[test]
    fn actions_do_not_run_in_a_store_that_was_made_for_tests() {
        let test = |made: &str| {
            format!("it('x', () => {{ {made}; mount(P); useS().drop(); expect(useS().load) }})\n")
        };
        let actions = ["actions.load", "actions.ask", "actions.drop"];
        check(&test("createTestingPinia()"), &actions);
        check(&test("createTestingPinia({ createSpy: vi.fn })"), &actions);
        check(&test("createTestingPinia({ stubActions: false })"), &[]);
        check(
            "const draw = () => mount(P, { plugins: [createTestingPinia()] })\nit('x', () => { draw(); useS().drop() })\n",
            &actions,
        );
    }
}
