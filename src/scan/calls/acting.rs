//! Which tests do what people do with a page: click, type, drag, send events. What handles an event
//! runs for those only.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Reference, last_part};

use super::graph::CallGraph;
use super::implicit::is_event;
use super::index::{Index, Node};

/// Words that mean an act wherever they stand: of Testing Library, Vue Test Utils, Enzyme,
/// Playwright, Cypress, Selenium and of elements themselves.
const ACTS: [&str; 51] = [
    "fireEvent",
    "userEvent",
    "dispatchEvent",
    "sendKeys",
    "click",
    "dblclick",
    "dblClick",
    "doubleClick",
    "tripleClick",
    "rightclick",
    "rightClick",
    "clickOn",
    "trigger",
    "triggerEventHandler",
    "simulate",
    "press",
    "pressSequentially",
    "keyboard",
    "keyDown",
    "keyUp",
    "keydown",
    "keyup",
    "type",
    "typeText",
    "tap",
    "hover",
    "unhover",
    "submit",
    "requestSubmit",
    "setValue",
    "setChecked",
    "setSelected",
    "setInputFiles",
    "selectFile",
    "change",
    "input",
    "paste",
    "focus",
    "blur",
    "selectOptions",
    "deselectOptions",
    "selectOption",
    "uncheck",
    "dragTo",
    "dragAndDrop",
    "scrollTo",
    "scrollIntoView",
    "$emit",
    "realClick",
    "realType",
    "realPress",
];

/// Words that mean an act where somebody does them who can be told: `user.clear(field)`,
/// `page.check("#all")`. Much else is cleared and checked.
const ACTS_OF_SOMEBODY: [&str; 10] = [
    "clear", "check", "fill", "select", "tab", "upload", "pointer", "drag", "drop", "emit",
];

/// The tests that act.
pub(super) struct Acting {
    files: FxHashSet<FileId>,
    nodes: FxHashSet<Node>,
}

impl Acting {
    /// Finds the tests in whose file somebody acts, and those that lead to such a helper.
    pub(super) fn of(index: &Index<'_>, graph: &CallGraph) -> Self {
        let files: Vec<FileId> = index
            .files_of(Family::EcmaScript)
            .map(|(file, _)| file)
            .filter(|file| index.is_test_code(*file))
            .collect();
        let files: FxHashSet<FileId> = files
            .into_par_iter()
            .filter(|file| is_acting(index, *file))
            .collect();
        let nodes = leading(index, graph, &files);
        Self { files, nodes }
    }

    /// Whether a test acts, itself or by what it calls.
    pub(super) fn is_by(&self, test: Node, index: &Index<'_>) -> bool {
        self.files.contains(&index.place(test).0) || self.nodes.contains(&test)
    }
}

/// The code of tests that leads to what acts in one of these files.
fn leading(index: &Index<'_>, graph: &CallGraph, files: &FxHashSet<FileId>) -> FxHashSet<Node> {
    let mut callers: FxHashMap<Node, Vec<Node>> = FxHashMap::default();
    for file in index.test_files() {
        if index.family(file) != Some(Family::EcmaScript) {
            continue;
        }
        for from in index.nodes_of(file) {
            for call in graph
                .calls(from)
                .iter()
                .filter(|call| index.is_test(call.to))
            {
                callers.entry(call.to).or_default().push(from);
            }
        }
    }
    let mut open: Vec<Node> = callers
        .keys()
        .copied()
        .filter(|node| files.contains(&index.place(*node).0) && acts(index, *node))
        .collect();
    let mut found: FxHashSet<Node> = open.iter().copied().collect();
    while let Some(node) = open.pop() {
        for caller in callers.get(&node).into_iter().flatten() {
            if found.insert(*caller) {
                open.push(*caller);
            }
        }
    }
    found
}

fn acts(index: &Index<'_>, node: Node) -> bool {
    let (file, within) = index.place(node);
    let mut own = index.references_in(file, within);
    own.any(|(_, reference)| is_act(reference))
}

/// Whether any use in a file is an act. Most say what another one said.
fn is_acting(index: &Index<'_>, file: FileId) -> bool {
    let (Some(names), Some(facts)) = (index.names_of(file), index.facts(file)) else {
        return false;
    };
    let mut known: Vec<Option<bool>> = vec![None; names.chains.all().len()];
    let mut uses = (0_u32..).zip(&facts.references);
    uses.any(|(at, reference)| {
        let number = names.chains.number_of(at);
        let known = number.and_then(|number| known.get_mut(number as usize));
        let is_said = || names_act(&reference.path);
        reference.kind.is_run()
            && (is_told_event(reference) || known.is_some_and(|it| *it.get_or_insert_with(is_said)))
    })
}

/// Whether a use is something that people do with a page, an event that is made by hand, or the
/// call of a handler by hand.
fn is_act(reference: &Reference) -> bool {
    reference.kind.is_run() && (is_told_event(reference) || names_act(&reference.path))
}

/// Whether a use is given the name of a handler: `wrapper.find("button").prop("onClick")()`.
fn is_told_event(reference: &Reference) -> bool {
    reference.text.as_deref().is_some_and(is_event)
}

/// Whether a chain means an act where it is called.
fn names_act(chain: &str) -> bool {
    let last = last_part(chain);
    let is_made = last.ends_with("Event") && last.starts_with(char::is_uppercase);
    if ACTS.contains(&last) || is_made || is_event(last) {
        return true;
    }
    chain.rsplit_once('.').is_some_and(|(owner, _)| {
        owner.ends_with("fireEvent")
            || owner.ends_with("userEvent")
            || ACTS_OF_SOMEBODY.contains(&last) && is_somebody(owner)
    })
}

/// Whether a name is that of a user, a page or a part of one.
fn is_somebody(owner: &str) -> bool {
    let mut parts = owner.split('.');
    parts.any(|part| {
        matches!(
            part,
            "cy" | "page" | "locator" | "wrapper" | "browser" | "driver"
        ) || part.ends_with("user")
            || part.ends_with("User")
            || part.ends_with("vm")
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// Whether the handlers of a page are gaps, when its test does what is given and has these
    /// helpers.
    fn check(act: &str, helpers: &str, expect: bool) {
        let found = symbol_statuses(&(
            "//- /page.tsx\nexport function Page() {\n  return <button onClick={() => send(1)}/>\n}\n\
             //- /page.test.tsx\nimport { Page } from './page'\nimport { help, idle } from './test-utils'\nit('shows', () => { render(<Page/>); ACT })\n\
             //- /test-utils.tsx\nHELPERS"
        .replace("ACT", act).replace("HELPERS", helpers)));
        let is_gap = found.contains(&"page.tsx#Page.onClick unreached".to_owned());
        assert_eq!(is_gap, expect, "{act} {helpers} {found:?}");
    }

    #[test]
    fn tests_act_in_many_words() {
        for act in [
            "fireEvent.keyDown(x)",
            "userEvent.clear(x)",
            "user.pointer(x)",
            "page.check(x)",
            "wrapper.trigger('click')",
            "wrapper.find('a').triggerEventHandler('click', {})",
            "x.dispatchEvent(new MouseEvent('click'))",
            "send(new CustomEvent('x'))",
            "wrapper.vm.$emit('x')",
            "wrapper.find('button').prop('onClick')()",
            "wrapper.props().onClick()",
            "cy.contains('x').click()",
        ] {
            check(act, "", false);
        }
    }

    #[test]
    fn what_is_read_or_done_to_something_else_is_no_act() {
        for idle in [
            "expect(action.type).toBe(input)",
            "localStorage.clear()",
            "schema.check(x)",
            "new Array(3).fill(x)",
            "trackEvent(x)",
        ] {
            check(idle, "", true);
        }
    }

    #[test]
    fn helpers_act_for_the_tests_that_call_them() {
        let helpers = "export const deep = () => { fireEvent.click(1) }\nexport function help() { deep() }\nexport function idle() { wait(1) }\n";
        check("help()", helpers, false);
        check("idle()", helpers, true);
    }
}
