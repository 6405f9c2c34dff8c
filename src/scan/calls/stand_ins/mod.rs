//! In which tests of ECMAScript a stand-in has the place of a function.

use std::cell::LazyCell;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Family, pascal_case};
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol};
use crate::scan::paths::name_of;

use super::index::{Index, Node};
use super::patches::behind;
use super::value::Place;

/// Callbacks that a runner calls after tests: what they put somewhere is what was there before.
const AFTER: [&str; 5] = [
    "after.callback",
    "afterAll.callback",
    "afterEach.callback",
    "suiteTeardown.callback",
    "teardown.callback",
];

/// What tests leave aside that they do not name one by one; found out where somebody asks.
#[derive(Default)]
pub(super) struct Aside {
    actions: OnceLock<Vec<Node>>,
    /// What draws components, and what stands in them, by their names.
    components: OnceLock<FxHashMap<String, Component>>,
}

impl Aside {
    fn actions(&self, index: &Index<'_>) -> &[Node] {
        self.actions.get_or_init(|| index.actions_of_stores())
    }

    /// What a stub leaves aside; one that says so itself may draw what stands in it.
    fn stubbed(&self, index: &Index<'_>, stub: &Reference) -> Vec<Node> {
        let name = pascal_case(&stub.path);
        let Some(component) = self.components(index).get(&name) else {
            return Vec::new();
        };
        let slots = component.slots.iter().filter(|_| stub.text.is_none());
        component.templates.iter().chain(slots).copied().collect()
    }

    fn components(&self, index: &Index<'_>) -> &FxHashMap<String, Component> {
        self.components.get_or_init(|| components(index))
    }
}

/// Components of one name.
#[derive(Default)]
struct Component {
    templates: Vec<Node>,
    /// What stands in them, in the templates of others.
    slots: Vec<Node>,
}

/// The templates of components by the names of their files, and what stands in components of a name.
fn components(index: &Index<'_>) -> FxHashMap<String, Component> {
    let mut found: FxHashMap<String, Component> = FxHashMap::default();
    let mut tests = index.test_files();
    let draws_slots = tests.any(|test| index.uses_any(test, &["renderStubDefaultSlot"]));
    for (file, path) in index.files_of(Family::EcmaScript) {
        let Some(facts) = index.facts(file).filter(|_| path.ends_with(".vue")) else {
            continue;
        };
        if let Some(template) = index.by_name(file, "<template>") {
            let stem = name_of(path).split('.').next().unwrap_or_default();
            let component = found.entry(pascal_case(stem)).or_default();
            component.templates.push(template);
        }
        for (at, symbol) in (0_u32..).zip(&facts.symbols) {
            let slot = symbol.name.strip_prefix("slot of ");
            if let Some(of) = slot.filter(|_| symbol.is_drawn() && !draws_slots) {
                let of = of.split('~').next().unwrap_or(of);
                let component = found.entry(pascal_case(of)).or_default();
                component.slots.push(index.node(file, at));
            }
        }
    }
    found
}

/// What stand-ins leave aside, by the test or suite in which they do; none for all tests of a file.
pub(super) fn stand_ins(
    index: &Index<'_>,
    file: FileId,
    aside: &Aside,
) -> Vec<(Option<u32>, Node)> {
    let (Some(facts), Some(names)) = (index.facts(file), index.names_of(file)) else {
        return Vec::new();
    };
    if !index.is_test_code(file) {
        return Vec::new();
    }
    let suites = LazyCell::new(|| suites(facts));
    let mounting = LazyCell::new(|| mounting(index, file));
    let makes_all_stores = LazyCell::new(|| makes_all_stores(index, file));
    // All that stands in for one scope in the same way is the same.
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    let replaced = || {
        let replaced = names.uses.replaced().iter();
        replaced.filter_map(|at| facts.references.get(*at as usize))
    };
    // What stands in stubs that draw it is drawn as it is.
    let draws = replaced().any(|stub| stub.text.is_some());
    for reference in replaced() {
        let within = reference.within;
        let (scope, nodes) = if reference.last() == MAKES_STORES {
            let scope = match *makes_all_stores {
                true => Some(None),
                false => scope(facts, &suites, within),
            };
            let is_new = scope.is_some_and(|scope| seen.insert((MAKES_STORES, scope)));
            let actions = is_new.then(|| aside.actions(index).to_vec());
            (scope, actions.unwrap_or_default())
        } else if &*reference.path == SHALLOW {
            let is_new = seen.insert((SHALLOW, within));
            let drawn = is_new.then(|| drawn_there(index, file, within, draws));
            (
                mounted_for(facts, &suites, &mounting, within),
                drawn.unwrap_or_default(),
            )
        } else if !reference.path.contains('.') {
            let nodes = aside.stubbed(index, reference);
            (mounted_for(facts, &suites, &mounting, within), nodes)
        } else {
            let place = Place { file, within };
            let nodes = behind(index, index.follow(place, &reference.path).value);
            (scope(facts, &suites, within), nodes)
        };
        let Some(scope) = scope else { continue };
        let own = nodes.into_iter().filter(|node| !index.is_test(*node));
        found.extend(own.map(|node| (scope, node)));
    }
    for reference in index.references_to(file, &[SHALLOW]) {
        let within = reference.within;
        if reference.kind == ReferenceKind::Call
            && let Some(scope) = mounted_for(facts, &suites, &mounting, within)
            && seen.insert((SHALLOW, within))
        {
            let nodes = drawn_there(index, file, within, draws);
            found.extend(nodes.into_iter().map(|node| (scope, node)));
        }
    }
    found
}

/// Most uses behind a mount that are looked through for what it mounts.
const MOST_BEHIND: usize = 64;

/// Mounts a component for a test and none that this one draws.
const SHALLOW: &str = "shallowMount";

/// Mount components for a test.
const MOUNTING: [&str; 4] = ["mount", SHALLOW, "render", "mountSuspended"];

/// Where a file mounts components.
fn mounting(index: &Index<'_>, file: FileId) -> FxHashSet<Option<u32>> {
    let mounts = index.references_to(file, &MOUNTING);
    let mounts = mounts.filter(|mount| mount.kind == ReferenceKind::Call);
    mounts.map(|mount| mount.within).collect()
}

/// The test or suite for which something is mounted; all tests of a file where a helper mounts all
/// that they do, or says how.
fn mounted_for(
    facts: &FileFacts,
    suites: &FxHashSet<u32>,
    mounting: &FxHashSet<Option<u32>>,
    within: Option<u32>,
) -> Option<Option<u32>> {
    let scope = scope(facts, suites, within)?;
    let is_helper = |at: u32| {
        let symbol = facts.symbols.get(at as usize);
        !suites.contains(&at) && symbol.is_some_and(|symbol| !symbol.is_test)
    };
    // Who mounts nothing puts together what the others mount with.
    let is_alike = !mounting.contains(&within) || mounting.len() == 1;
    Some(scope.filter(|at| !is_helper(*at) || !is_alike))
}

/// The templates of what the components draw that are mounted in a place, unless stubs draw what
/// stands in them.
fn drawn_there(index: &Index<'_>, file: FileId, within: Option<u32>, draws: bool) -> Vec<Node> {
    let Some(facts) = index.facts(file).filter(|_| !draws) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mounts = index.numbered_references_to(file, &MOUNTING);
    for (at, mount) in mounts.filter(|(_, mount)| mount.within == within) {
        let mut after = facts.references.iter().skip(at + 1).take(MOST_BEHIND);
        let mounted = after.find(|it| it.within == within && it.line <= mount.line + 1);
        let mounted = mounted.and_then(|it| index.stands_for(file, within, &it.path));
        let Some(template) = mounted else { continue };
        let (of, at) = index.place(template);
        let parts = index.references_in(of, at);
        let parts = parts.filter(|(_, part)| part.kind == ReferenceKind::Element);
        found.extend(parts.filter_map(|(_, part)| index.stands_for(of, at, &part.path)));
    }
    found
}

/// Makes stores for tests, whose actions do nothing.
const MAKES_STORES: &str = "createTestingPinia";

/// Whether all stores that a file makes are those whose actions do nothing.
fn makes_all_stores(index: &Index<'_>, file: FileId) -> bool {
    let (mut idle, mut all) = (0, 0);
    for made in index.references_to(file, &[MAKES_STORES, "createPinia"]) {
        match made.kind {
            ReferenceKind::Replaced => idle += 1,
            ReferenceKind::Call => all += 1,
            _ => {}
        }
    }
    idle == all
}

/// The definitions in which tests stand.
fn suites(facts: &FileFacts) -> FxHashSet<u32> {
    let mut suites = FxHashSet::default();
    for test in facts.symbols.iter().filter(|symbol| symbol.is_test) {
        let mut around = test.parent;
        while let Some(suite) = around.filter(|suite| suites.insert(*suite)) {
            around = facts
                .symbols
                .get(suite as usize)
                .and_then(|symbol| symbol.parent);
        }
    }
    suites
}

/// The test or suite in which a stand-in is there: that around the callback in which it is put
/// there, or around what is called before tests. A helper's are those of nobody else.
fn scope(facts: &FileFacts, suites: &FxHashSet<u32>, within: Option<u32>) -> Option<Option<u32>> {
    let mut scope = within;
    while let Some(at) = scope {
        let symbol = facts.symbols.get(at as usize)?;
        if symbol.is_test || suites.contains(&at) || !is_callback(symbol) {
            break;
        }
        if AFTER.iter().any(|after| own_name(symbol).ends_with(after)) {
            return None;
        }
        scope = symbol.parent;
    }
    Some(scope)
}

fn is_callback(symbol: &Symbol) -> bool {
    let name = own_name(symbol);
    name.ends_with(".callback") || name.ends_with("<anonymous>")
}

/// A name without the number that tells it from others of the same name.
fn own_name(symbol: &Symbol) -> &str {
    let name = &*symbol.name;
    name.rsplit_once('~').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests;
