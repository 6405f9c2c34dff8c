//! What templates of Vue run on events: where tests do what people do with a page, any of them; where
//! they act on the component that they mounted, those of that component which they set off. What
//! people seldom do (drag, scroll, type keys) takes a test that leads there and says so.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind};
use crate::scan::calls::{Call, Index, Node, Strength, is_of_vue_event};
use crate::scan::walk::Tree;

use super::seldom::Seldom;
use super::vue::named_options;
use super::{Framework, nothing};

pub(super) const VUE_EVENTS: Framework = Framework {
    uses,
    barred: nothing,
};

/// Libraries of tests that use a page as people do.
const OF_PEOPLE: [&str; 4] = ["@testing-library/", "cypress", "@playwright/", "playwright"];

/// What tests do with the component that they mounted.
const ACTS: [&str; 10] = [
    "trigger",
    "setValue",
    "setChecked",
    "setSelected",
    "$emit",
    "emit",
    "dispatchEvent",
    "click",
    "focus",
    "blur",
];

/// A function that a template runs on an event.
struct Handler<'a> {
    template: Node,
    to: Node,
    /// The event, `click`, or what is written back, `v-model:open`.
    event: &'a str,
    line: u32,
}

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let files = index.files_of(Family::EcmaScript);
    let handlers: FxHashMap<FileId, Vec<Handler<'_>>> = files
        .filter(|(_, path)| path.ends_with(".vue"))
        .map(|(file, _)| (file, handlers(index, file)))
        .filter(|(_, handlers)| !handlers.is_empty())
        .collect();
    if handlers.is_empty() {
        return Vec::new();
    }
    let tests: Vec<FileId> = index
        .test_files()
        .filter(|file| index.family(*file) == Some(Family::EcmaScript))
        .collect();
    let mut found = Vec::new();
    if tests.iter().any(|test| acts_as_people(index, *test)) {
        let done = Seldom::of(index, &tests);
        let by_file = handlers.iter();
        let mut all: Vec<_> = by_file
            .flat_map(|(file, handlers)| handlers.iter().map(|handler| (*file, handler)))
            .filter(|(file, handler)| done.may_set_off(*file, handler.event))
            .map(|(_, handler)| handler)
            .collect();
        all.sort_unstable_by_key(|handler| (handler.template, handler.to));
        found.extend(all.into_iter().map(set_off));
    } else {
        for test in tests {
            let acts = acts(index, test);
            for edge in index.edges(test).iter().filter(|_| !acts.is_empty()) {
                let handlers = handlers.get(&edge.to).into_iter().flatten();
                let fitting = handlers.filter(|handler| {
                    acts.iter()
                        .any(|(act, of)| sets_off(act, *of, handler.event))
                });
                found.extend(fitting.map(set_off));
            }
        }
    }
    found
}

fn set_off(handler: &Handler<'_>) -> (Node, Call) {
    let (to, strength, line) = (handler.to, Strength::Use, handler.line);
    (handler.template, Call { to, strength, line })
}

/// What the template of a file runs on events: functions of its own, and those that it names.
fn handlers<'a>(index: &Index<'a>, file: FileId) -> Vec<Handler<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, symbol) in (0_u32..).zip(&facts.symbols) {
        if let Some(parent) = symbol.parent.filter(|_| is_of_vue_event(symbol)) {
            let name = symbol.name.split(' ').next().unwrap_or_default();
            found.push(Handler {
                template: index.node(file, parent),
                to: index.node(file, at),
                event: name.trim_start_matches('@'),
                line: symbol.start,
            });
        }
    }
    let named = facts.references.iter();
    let mut named = named
        .filter(|it| it.kind == ReferenceKind::Handler)
        .peekable();
    if named.peek().is_none() {
        return found;
    }
    let options = named_options(index, file, facts);
    for reference in named {
        let Some(template) = reference.within.map(|within| index.node(file, within)) else {
            continue;
        };
        let own = options.get(reference.last()).into_iter().flatten().copied();
        let meant = index.stands_for(file, reference.within, &reference.path);
        found.extend(own.chain(meant).map(|to| Handler {
            template,
            to,
            event: reference.text.as_deref().unwrap_or_default(),
            line: reference.line,
        }));
    }
    found
}

/// Whether a test uses a page as people do that it draws itself, not one that a browser loads.
fn acts_as_people(index: &Index<'_>, test: FileId) -> bool {
    let mut loaded = index
        .edges(test)
        .iter()
        .filter_map(|edge| index.unit(edge.to));
    if !loaded.any(|unit| unit.path.ends_with(".vue")) {
        return false;
    }
    let imports = index
        .facts(test)
        .map_or(&[] as &[_], |facts| &facts.imports);
    let mut modules = imports.iter().map(|import| &*import.module);
    modules.any(|module| OF_PEOPLE.iter().any(|library| module.starts_with(library)))
}

/// What a test does, with the event that it names.
fn acts<'a>(index: &Index<'a>, test: FileId) -> Vec<(&'a str, Option<&'a str>)> {
    let acts = index.references_to(test, &ACTS);
    let acts = acts.filter(|act| act.kind == ReferenceKind::Call);
    let mut acts: Vec<_> = acts.map(|act| (act.last(), act.text.as_deref())).collect();
    acts.sort_unstable();
    acts.dedup();
    acts
}

/// Whether an act sets off what a template runs on an event, or writes back to a variable.
fn sets_off(act: &str, of: Option<&str>, event: &str) -> bool {
    let written = match event.strip_prefix("v-model") {
        Some("") => Some("modelValue"),
        Some(argument) => argument.strip_prefix(':'),
        None => None,
    };
    match act {
        "click" => event == "click",
        "focus" => matches!(event, "focus" | "focusin"),
        "blur" => matches!(event, "blur" | "focusout"),
        "setValue" | "setChecked" | "setSelected" => {
            written.is_some() || matches!(event, "input" | "change")
        }
        // Which event a variable names, nobody knows.
        _ => of.is_none_or(|of| {
            // Modifiers are written behind a dot.
            let of = of.split('.').next().unwrap_or(of);
            is_same(event, of)
                || event.starts_with('[')
                || written.is_some_and(|written| {
                    of.strip_prefix("update:")
                        .is_some_and(|of| is_same(of, written))
                })
                || written.is_some() && matches!(of, "input" | "change")
        }),
    }
}

/// Whether two names of events are the same: `update:model-value` and `update:modelValue`.
fn is_same(left: &str, right: &str) -> bool {
    left == right || letters(left) == letters(right)
}

/// A name of an event in small letters, without dashes.
pub(super) fn letters(name: &str) -> String {
    let letters = name.chars().filter(|letter| *letter != '-');
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::sets_off;
    use crate::scan::fixture::gaps;

    #[test]
    fn acts_set_off_the_events_that_they_name() {
        let check = |act: &str, of: Option<&str>, event: &str, expect: bool| {
            assert_eq!(sets_off(act, of, event), expect, "{act} {of:?} {event}");
        };
        check("trigger", Some("keyup.enter"), "keyup", true);
        check("trigger", Some("click"), "keyup", false);
        check("trigger", None, "keyup", true);
        check("$emit", Some("update:modelValue"), "v-model", true);
        check(
            "$emit",
            Some("update:modelValue"),
            "update:model-value",
            true,
        );
        check("$emit", Some("update:open"), "v-model:open", true);
        check("$emit", Some("update:open"), "v-model", false);
        check("setValue", Some("a"), "v-model:open", true);
        check("setValue", Some("a"), "click", false);
        check("click", None, "click", true);
        check("blur", None, "blur", true);
        check("focus", None, "keydown", false);
    }

    #[test]
    fn stand_ins_of_children_set_off_what_their_templates_say() {
        let check = |template: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /Page.vue\n<template><Part @confirm=\"x = 1\" @close=\"x = 2\"/></template>\n\
                 //- /x.test.ts\nimport {{ mount }} from '@vue/test-utils'\nimport Page from './Page.vue'\n\
                 const Part = {{ emits: ['confirm', 'close'], template: {template} }}\n\
                 it('x', async () => {{ await mount(Page, {{ global: {{ stubs: {{ Part }} }} }}).find('b').trigger('click') }})\n"
            ));
            assert_eq!(gaps, expect, "{template}");
        };
        let close = ["Page.vue#@close x"];
        check("'<b @click=\"$emit(\\'confirm\\', 1)\" />'", &close);
        check("`<b @click=\"$emit( 'confirm' )\" />`", &close);
        check("'<b />'", &["Page.vue#@confirm x", "Page.vue#@close x"]);
    }

    #[test]
    fn tests_act_on_the_component_that_they_mounted() {
        let check = |import: &str, component: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /Part.vue\n<template><b @click=\"x = 1\" @blur=\"x = 2\"/></template>\n\
                 //- /Page.vue\n<script setup>\nimport Part from './Part.vue'\n</script>\n<template><Part @blur=\"x = 3\"/></template>\n\
                 //- /x.test.ts\nimport {{ mount }} from '{import}'\nimport X from './{component}.vue'\n\
                 it('x', async () => {{ await mount(X).find('b').trigger('click') }})\n"
            ));
            assert_eq!(gaps, expect, "{import} {component}");
        };
        let (vtu, people) = ("@vue/test-utils", "@testing-library/vue");
        check(
            vtu,
            "Part",
            &[
                "Page.vue#<template>",
                "Page.vue#@blur x",
                "Part.vue#@blur x",
            ],
        );
        check(
            vtu,
            "Page",
            &["Page.vue#@blur x", "Part.vue#@click x", "Part.vue#@blur x"],
        );
        check(people, "Page", &[]);
    }
}
