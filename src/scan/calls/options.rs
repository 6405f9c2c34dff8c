//! Components of Vue whose script is an object of options: which of its functions run where the
//! component is drawn, and which are called by name.

use crate::model::{FileId, SymbolKind};

use super::index::{Index, Node};
use super::names::{NameId, last_part};

/// When a function of an object of options runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// With each object of the component.
    Drawn,
    /// Once something happens to it.
    Later,
    /// Where somebody calls it.
    Called,
}

/// Options that are functions of their own, which run while a component is drawn.
const DRAWN: [&str; 10] = [
    "data",
    "setup",
    "render",
    "provide",
    "beforeCreate",
    "created",
    "beforeMount",
    "mounted",
    "asyncData",
    "head",
];

/// Options that are functions of their own, which run when something happens.
const LATER: [&str; 15] = [
    "beforeUpdate",
    "updated",
    "beforeUnmount",
    "unmounted",
    "beforeDestroy",
    "destroyed",
    "activated",
    "deactivated",
    "errorCaptured",
    "renderTracked",
    "renderTriggered",
    "serverPrefetch",
    "beforeRouteEnter",
    "beforeRouteUpdate",
    "beforeRouteLeave",
];

/// Functions that take an object of options.
const DEFINING: [&str; 3] = ["defineComponent", "defineNuxtComponent", "extend"];

/// When the option of that name runs, written as from the top of the object.
fn when(option: &str) -> Option<When> {
    match option.split_once('.') {
        None if DRAWN.contains(&option) => Some(When::Drawn),
        None if LATER.contains(&option) => Some(When::Later),
        None => None,
        Some(("computed", _)) => Some(When::Drawn),
        Some(("watch" | "props" | "emits" | "inject" | "filters", _)) => Some(When::Later),
        Some(("methods", _)) => Some(When::Called),
        Some(_) => None,
    }
}

impl<'a> Index<'a> {
    /// The template that the default export of a component's file stands for, whichever name that
    /// has in the file; a class stands for itself.
    pub(super) fn drawn_as(&self, file: FileId, name: &str) -> Option<Node> {
        let template = self.by_name(file, "<template>")?;
        let export = self.names_of(file)?.export_of("default");
        if name != "default" && export.is_none_or(|export| *export.local != *name) {
            return None;
        }
        let class = export.and_then(|export| self.symbol(self.by_name(file, &export.local)?));
        let is_class = class.is_some_and(|class| class.kind == SymbolKind::Class);
        (!is_class).then_some(template)
    }

    /// What stands before the names of the options of a component, where it has any.
    fn before_options(&self, file: FileId) -> Option<&'a str> {
        let names = self.names_of(file)?;
        let export = names.export_of("default")?;
        if export.from.is_some() || &*export.local == "<template>" {
            return None;
        }
        let is_defined = || {
            let id = names.id(&export.local);
            let mut bound = id.into_iter().flat_map(|id| names.bound_in(id, None));
            bound.any(|binding| DEFINING.contains(&last_part(&binding.source)))
        };
        if self.by_name(file, "<template>").is_none() && !is_defined() {
            return None;
        }
        Some(match &*export.local {
            "default" => "",
            name => name,
        })
    }

    /// The name in its file of a component's object of options, where it has one.
    pub(super) fn named_options(&self, file: FileId) -> Option<&'a str> {
        self.before_options(file).filter(|name| !name.is_empty())
    }

    /// The functions of a component's options, with their own names.
    pub(super) fn options(&self, file: FileId) -> Vec<(Node, &'a str, When)> {
        let Some((before, facts)) = self.before_options(file).zip(self.facts(file)) else {
            return Vec::new();
        };
        let functions = (0_u32..)
            .zip(&facts.symbols)
            .filter(|(_, symbol)| symbol.parent.is_none() && symbol.kind == SymbolKind::Function);
        let options = functions.filter_map(|(at, symbol)| {
            let option = match before {
                "" => &*symbol.name,
                before => symbol.name.strip_prefix(before)?.strip_prefix('.')?,
            };
            Some((self.node(file, at), last_part(option), when(option)?))
        });
        options.collect()
    }

    /// The object of a component's methods, which are those of `this` in its options.
    pub(super) fn methods_of_options(&self, file: FileId) -> Option<&'a str> {
        let names = self.names_of(file)?;
        let methods = match self.before_options(file)? {
            "" => names.id("methods"),
            before => names.id(&format!("{before}.methods")),
        };
        names.object_of(methods?)
    }

    /// A method of a component's options.
    pub(super) fn method_of_options(&self, file: FileId, name: NameId) -> Option<Node> {
        let names = self.names_of(file)?;
        self.by_name(file, "<template>")?;
        let methods = names.id(self.methods_of_options(file)?)?;
        let method = names.symbol_of(names.joined(methods, name)?)?;
        Some(self.node(file, method))
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    const OPTIONS: &str = "data() { return { n: one() } },\n computed: { twice() { return this.n * 2 } },\n\
        watch: { a(v) { this.n = v } },\n mounted() { this.load() },\n\
        methods: { load() { return go() },\n save() { return 2 },\n shown() { return 3 },\n idle() { return 4 } },\n";

    /// What no test reaches of a component that a test draws.
    fn check(path: &str, component: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /{path}\n{component}\n\
             //- /go.ts\nexport function go() {{ return 1 }}\nexport function other() {{ return other.idle() }}\n\
             //- /x.test.ts\nimport P from './{path}'\nit('draws', () => {{ const w = mount(P); w.vm.save() }})\n"
        ));
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"))
            .collect();
        assert_eq!(gaps, expect, "{component}");
    }

    #[test]
    fn options_of_a_component_run_where_it_is_drawn() {
        let component = |before: &str, after: &str| {
            format!(
                "<script>\nimport {{ go }} from './go'\n{before}{OPTIONS}{after}\nfunction one() {{ return 1 }}\n\
                 function none() {{ return 1 }}\n</script>\n\
                 <template><b @click=\"shown\">{{{{ twice }}}}</b></template>"
            )
        };
        let gaps = ["P.vue#methods.idle", "P.vue#none", "go.ts#other"];
        check("P.vue", &component("export default {", "}"), &gaps);
        check(
            "P.vue",
            &component("export default defineComponent({", "})"),
            &gaps,
        );
        check(
            "P.vue",
            &component("const P = Vue.extend({", "})\nexport default P"),
            &["P.vue#P.methods.idle", "P.vue#none", "go.ts#other"],
        );
    }

    #[test]
    fn a_component_without_a_template_is_its_options() {
        check(
            "P.ts",
            "import { go } from './go'\nexport default defineComponent({\n\
             setup() { const a = () => go()\n return { a } },\n render() { return this.save() },\n\
             methods: { save() { return 1 } } })\nfunction none() { return 1 }",
            &["P.ts#none", "go.ts#other"],
        );
    }

    #[test]
    fn what_is_no_component_is_no_object_of_options() {
        check(
            "P.ts",
            "export default { data() { return 1 }, methods: { save() { return 1 } } }",
            &["P.ts#data", "P.ts#methods.save", "go.ts#go", "go.ts#other"],
        );
    }
}
