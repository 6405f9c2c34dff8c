//! What the tests of one file of Python replace, and how long that stays so.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{Binding, FileFacts, FileId, Reference, ReferenceKind, SymbolKind};
use crate::scan::frameworks::Dotted;
use crate::scan::link::TestStart;

use super::budget::Budget;
use super::index::{Index, Node};
use super::set_up::assigned;
use super::stand_ins::{Aside, stand_ins};
use super::value::{Value, node_of};

/// Most lines that a patch goes on for.
const MOST_LINES: u32 = 4;

/// Most definitions that the tests of one file replace, each counted as often as they do.
const MOST_REPLACED: usize = 1 << 18;

/// Most uses in a test that are looked through for one of a module that it replaces.
const MOST_USES: usize = 256;

/// What takes patches back.
const ENDING: [&str; 3] = ["stop", "stopall", "undo"];

pub(super) fn patch_targets(index: &Index<'_>) -> Dotted {
    let names: Vec<&str> = index
        .test_files()
        .flat_map(|file| index.patches(file))
        .filter_map(|patch| patch.text.as_deref())
        .collect();
    Dotted::new(index, names.into_iter())
}

/// What the tests of one file replace.
pub(super) struct Patches {
    /// By the symbol in which they do; none for all tests.
    within: FxHashMap<Option<u32>, Vec<Node>>,
    /// Of these, by the function in which they are put there, those that stay so when it is over.
    pub(super) lasting: FxHashMap<u32, Vec<Node>>,
    endings: Endings,
}

impl Patches {
    pub(super) fn of(
        index: &Index<'_>,
        file: FileId,
        dotted: &Dotted,
        modules: Option<&TestStart>,
        aside: &Aside,
    ) -> Self {
        let mut found: FxHashMap<Option<u32>, Vec<Node>> = FxHashMap::default();
        for mocked in modules.into_iter().flat_map(|start| &start.mocked) {
            found
                .entry(None)
                .or_default()
                .extend(index.nodes_of(*mocked).chain(made_in(index, *mocked)));
        }
        let mut patched: Vec<(&Reference, Vec<Node>)> = Vec::new();
        let budget = Budget::new(MOST_REPLACED, "definitions that tests of one file replace");
        for patch in index.patches(file) {
            let name = patch.text.as_deref();
            let value = name.and_then(|name| dotted.value(index, name));
            let replaced = match (name, value) {
                (Some(name), Some(Value::Module(module))) => {
                    let of = name
                        .rsplit_once('.')
                        .and_then(|(of, _)| dotted.value(index, of));
                    match of {
                        Some(Value::Module(of)) => renamed(index, (file, patch.within), of, module),
                        _ => Vec::new(),
                    }
                }
                _ => behind(index, value),
            };
            if !budget.take(index, file, replaced.len()) {
                break;
            }
            patched.push((patch, replaced));
        }
        let members = patched_members(index, file).into_iter();
        patched.extend(members.map(|(patch, value)| (patch, behind(index, Some(value)))));
        patched.extend(assigned(index, file));
        let endings = Endings::of(index, file);
        let spies = Spies::of(index, file, &patched);
        let mut lasting: FxHashMap<u32, Vec<Node>> = FxHashMap::default();
        for (patch, mut replaced) in patched {
            replaced.retain(|node| !spies.call(patch, *node));
            if let Some(within) = patch
                .within
                .filter(|_| endings.outlasts(index, file, patch))
            {
                let lasting = lasting.entry(within).or_default();
                lasting.extend_from_slice(&replaced);
            }
            found.entry(patch.within).or_default().extend(replaced);
        }
        for (scope, node) in stand_ins(index, file, aside) {
            found.entry(scope).or_default().push(node);
        }
        Self {
            within: found,
            lasting,
            endings,
        }
    }

    /// Whether a function takes back what was put somewhere before it.
    pub(super) fn ends(&self, function: Option<u32>) -> bool {
        self.endings.taken_back.contains_key(&function)
    }

    /// What does not run in a symbol: what is replaced in it, around it and in all of the file.
    pub(super) fn at(&self, index: &Index<'_>, file: FileId, symbol: Option<u32>) -> Vec<Node> {
        if self.within.is_empty() {
            return Vec::new();
        }
        let for_all = self.within.get(&None).into_iter().flatten();
        let mut nodes: Vec<Node> = for_all.copied().collect();
        let mut current = symbol;
        while let Some(at) = current {
            nodes.extend(self.within.get(&Some(at)).into_iter().flatten());
            current = index
                .symbol(index.node(file, at))
                .and_then(|symbol| symbol.parent);
        }
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

/// Where what is replaced is put back.
#[derive(Default)]
struct Endings {
    /// By function, the last line that puts back what was replaced before, no `yield` standing between
    /// its beginning and that line.
    taken_back: FxHashMap<Option<u32>, u32>,
}

impl Endings {
    fn of(index: &Index<'_>, file: FileId) -> Self {
        let mut endings = Self::default();
        let Some(facts) = index.facts(file) else {
            return endings;
        };
        let mut yields: FxHashMap<u32, u32> = FxHashMap::default();
        for (within, line) in &facts.yields {
            yields.entry(*within).or_insert(*line);
        }
        let bound: FxHashSet<(Option<u32>, &str)> = match index.uses_any(file, &ENDING) {
            true => not_patches(facts),
            false => return endings,
        };
        let is_of_other = |call: &Reference| {
            let owner = call.path.rsplit_once('.').map_or("", |(owner, _)| owner);
            call.last() == "stop"
                && (bound.contains(&(call.within, owner)) || bound.contains(&(None, owner)))
        };
        let calls = index.references_to(file, &ENDING);
        let calls = calls.filter(|it| it.kind == ReferenceKind::Call && !is_of_other(it));
        for call in calls {
            let first = call.within.and_then(|within| yields.get(&within));
            if first.is_none_or(|first| call.line < *first) {
                let last = endings.taken_back.entry(call.within).or_default();
                *last = call.line.max(*last);
            }
        }
        endings
    }

    /// Whether what a function replaces stays so when it is over, as far as that is evident.
    fn outlasts(&self, index: &Index<'_>, file: FileId, patch: &Reference) -> bool {
        let passing = index.facts(file).map_or(&[] as &[_], |it| &it.passing);
        let next = passing.partition_point(|(_, last)| *last < patch.line);
        let is_passing = passing
            .get(next)
            .is_some_and(|(first, _)| *first <= patch.line);
        let taken_back = self.taken_back.get(&patch.within);
        patch.kind != ReferenceKind::Decorator
            && !is_passing
            && taken_back.is_none_or(|line| *line < patch.line)
    }
}

/// Names of a file that evidently are bound to something other than a patch, by the function in which
/// they are; members of objects are so in all of the file.
fn not_patches(facts: &FileFacts) -> FxHashSet<(Option<u32>, &str)> {
    let place = |name: &str, within: Option<u32>| within.filter(|_| !name.contains('.'));
    let is_patch = |source: &str| source.split('.').any(|part| part == "patch");
    let all = facts.bindings.iter();
    let (patches, others): (Vec<_>, Vec<_>) = all.partition(|it| is_patch(&it.source));
    let named = |it: &Binding| (place(&it.name, it.within), it.name.clone());
    let patches: FxHashSet<_> = patches.into_iter().map(named).collect();
    let others = others
        .into_iter()
        .filter(|it| !patches.contains(&named(it)));
    others
        .map(|it| (place(&it.name, it.within), &*it.name))
        .collect()
}

/// `patch.object(Class, "method")`, `monkeypatch.setattr(module, "name", …)`.
fn patched_members<'a>(index: &Index<'a>, file: FileId) -> Vec<(&'a Reference, Value<'a>)> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let is_patch = |reference: &Reference| {
        reference.text.is_none()
            && match reference.last() {
                "setattr" => true,
                "object" => reference.path.rsplit('.').nth(1) == Some("patch"),
                _ => false,
            }
    };
    let patches = index.numbered_references_to(file, &["object", "setattr"]);
    let mut patches = patches
        .filter(|(_, reference)| is_patch(reference))
        .peekable();
    let mut found = Vec::new();
    if patches.peek().is_none() {
        return found;
    }
    let references = facts.references.iter();
    let references = Lines::of(references.map(|it| (it.within, it.line)));
    let texts = Lines::of(facts.texts.iter().map(|it| (it.within, it.line)));
    for (at, patch) in patches {
        let owner = references.first_near(patch, at + 1);
        let owner = owner.and_then(|at| facts.references.get(at));
        let name = texts.first_near(patch, 0);
        let name = name.and_then(|at| facts.texts.get(at));
        if let (Some(owner), Some(name)) = (owner, name)
            && let Some(value) = index.member_at(file, owner, &name.value)
        {
            found.push((patch, value));
        }
    }
    found
}

/// What stands in each line of each function of a file, by its number.
#[derive(Default)]
struct Lines(FxHashMap<(Option<u32>, u32), Vec<usize>>);

impl Lines {
    fn of(places: impl Iterator<Item = (Option<u32>, u32)>) -> Self {
        let mut lines = Self::default();
        for (at, place) in places.enumerate() {
            lines.0.entry(place).or_default().push(at);
        }
        lines
    }

    /// The first from a number on in the lines of a patch.
    fn first_near(&self, patch: &Reference, from: usize) -> Option<usize> {
        let lines = (patch.line..=patch.line + 2).filter_map(|line| {
            let there = self.0.get(&(patch.within, line))?;
            let next = there.partition_point(|at| *at < from);
            there.get(next).copied()
        });
        lines.min()
    }
}

/// What tests hand to what takes its place, which is to call it:
/// `patch.object(Cart, "add", wraps=Cart.add)`, `original = Cart.add` before.
#[derive(Default)]
struct Spies {
    /// The first line of each function in which it names something without a call.
    first_line: FxHashMap<(u32, Node), u32>,
}

impl Spies {
    fn of(index: &Index<'_>, file: FileId, patched: &[(&Reference, Vec<Node>)]) -> Self {
        let within: FxHashSet<u32> = patched.iter().filter_map(|it| it.0.within).collect();
        let replaced = patched.iter().flat_map(|(_, nodes)| nodes);
        let names = replaced.filter_map(|node| Some(index.symbol(*node)?.last()));
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        let mut spies = Self::default();
        for it in index.references_to(file, &names) {
            let function = it.within.filter(|at| within.contains(at));
            if it.kind == ReferenceKind::Read
                && let Some(function) = function
                && let Some(node) = index.stands_for(file, it.within, &it.path)
            {
                let first = spies.first_line.entry((function, node)).or_insert(it.line);
                *first = it.line.min(*first);
            }
        }
        spies
    }

    /// Whether what a test replaces still runs behind what takes its place.
    fn call(&self, patch: &Reference, replaced: Node) -> bool {
        let more = match patch.last() {
            "patch" | "object" | "setattr" => MOST_LINES,
            // What it is put in the place of is asked for calls in the lines that follow.
            _ => 1,
        };
        let first = patch
            .within
            .and_then(|at| self.first_line.get(&(at, replaced)));
        first.is_some_and(|line| *line <= patch.line + more)
    }
}

/// What a module holds that is replaced under the name which another, `of`, has for it:
/// `patch("shop.views.client")`, where the views say `from shop import client`. Nothing where the test
/// itself uses the module, or imports others that have it: for them it is what it was.
fn renamed(
    index: &Index<'_>,
    (test, within): (FileId, Option<u32>),
    of: FileId,
    module: FileId,
) -> Vec<Node> {
    let importers = index.importers(module);
    let is_beside = |file: &FileId| index.importers(*file).binary_search(&test).is_ok();
    let is_own = |file: &FileId| *file == of || index.is_test_code(*file) || !is_beside(file);
    let is_used = || {
        let mut uses = index.references_in(test, within).take(MOST_USES);
        uses.any(|(_, it)| match index.value_at(test, within, &it.path) {
            Some(Value::Module(used)) => used == module,
            value => value
                .and_then(node_of)
                .is_some_and(|node| index.place(node).0 == module),
        })
    };
    let is_replaced = importers.binary_search(&of).is_ok()
        && importers.iter().all(is_own)
        && !index.is_test_code(module)
        && (importers.binary_search(&test).is_err() || !is_used());
    match is_replaced {
        true => index.nodes_of(module).collect(),
        false => Vec::new(),
    }
}

/// What objects run that a module of ECMAScript makes and offers.
fn made_in(index: &Index<'_>, module: FileId) -> Vec<Node> {
    let exports = index
        .facts(module)
        .map_or(&[] as &[_], |facts| &facts.exports);
    let is_script = index.family(module) == Some(Family::EcmaScript);
    let made = exports.iter().filter(|_| is_script).filter_map(|export| {
        let value = index.value_in(module, &export.local)?;
        matches!(value, Value::Instance(_)).then_some(value)
    });
    made.flat_map(|object| behind(index, Some(object)))
        .collect()
}

/// The definitions that do not run when a value is replaced.
pub(super) fn behind(index: &Index<'_>, value: Option<Value<'_>>) -> Vec<Node> {
    match value {
        Some(Value::Function(node)) => vec![node],
        Some(Value::Class(class) | Value::Instance(class)) => {
            let members = index.members(class).into_iter().map(|(_, node)| node);
            let is_class = |node: &Node| {
                let symbol = index.symbol(*node);
                symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Class)
            };
            let members = members.filter(|node| !is_class(node));
            members.chain([class]).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
