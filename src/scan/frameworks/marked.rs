//! Methods of Python that code finds among all members of an object by a mark, which a decorator of
//! the tree puts on them: `for name, value in inspect.getmembers(plugin)` with
//! `if getattr(value, "_command", False)` behind, and `def command(f): f._command = True`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Budget, Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::{Framework, nothing};

pub(super) const MARKED: Framework = Framework {
    uses,
    barred: nothing,
};

/// Functions that list all members of something.
const LISTING: [&str; 4] = ["getmembers", "getmembers_static", "dir", "vars"];

/// Functions that are asked whether something has a mark, by its name.
const ASKING: [&str; 2] = ["hasattr", "getattr"];

/// Most functions that look among members for marks.
const MOST_LISTERS: usize = 256;

/// Most functions that one of them leaves the question to.
const MOST_ASKED: usize = 16;

/// Most marks that one decorator puts.
const MOST_MARKS: usize = 64;

/// Most functions around one that are taken to put its marks.
const MOST_AROUND: usize = 8;

/// Most functions that are found by marks, those of each lister counted.
const MOST_USES: usize = 1 << 16;

/// Functions that decorate, with the marks that they put on what they decorate.
type Markers<'a> = FxHashMap<Node, FxHashSet<&'a str>>;

/// By the marks that they look for: functions that look among members, with the line.
type Wanted<'a> = FxHashMap<&'a str, Vec<(Node, u32)>>;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let asking = asking(index);
    if asking.is_empty() {
        return Vec::new();
    }
    let markers = markers(index);
    if markers.is_empty() {
        return Vec::new();
    }
    let wanted = wanted(index, &asking, &markers);
    let names = names_of(index, &markers);
    let budget = Budget::new(MOST_USES, "functions that are found by marks");
    let mut found = Vec::new();
    for (file, facts) in files(index) {
        for reference in index.references_to(file, &names) {
            let Some(within) = reference
                .within
                .filter(|_| reference.kind == ReferenceKind::Decorator)
            else {
                continue;
            };
            let scope = facts.symbols.get(within as usize).and_then(|it| it.parent);
            let marker = index.stands_for(file, scope, &reference.path);
            let marks = marker.and_then(|marker| markers.get(&marker));
            let mut listers: Vec<(Node, u32)> = marks
                .into_iter()
                .flatten()
                .filter_map(|mark| wanted.get(mark))
                .flatten()
                .copied()
                .collect();
            listers.sort_unstable();
            listers.dedup_by_key(|(lister, _)| *lister);
            if !budget.take(index, file, listers.len()) {
                return found;
            }
            let (to, strength) = (index.node(file, within), Strength::Guess);
            let listers = listers.into_iter();
            found.extend(listers.map(|(from, line)| (from, Call { to, strength, line })));
        }
    }
    found
}

/// Files of Python that no test alone runs.
fn files<'i, 'a>(index: &'i Index<'a>) -> impl Iterator<Item = (FileId, &'a FileFacts)> + 'i {
    let files = index.files_of(Family::Python);
    let files = files.filter(|(file, _)| !index.is_test_code(*file));
    files.filter_map(|(file, _)| Some((file, index.facts(file)?)))
}

fn names_of<'a>(index: &Index<'a>, markers: &Markers<'a>) -> Vec<&'a str> {
    let names = markers.keys().filter_map(|marker| index.symbol(*marker));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Where marks may be asked for: functions that look among members, those inside them and those
/// that they name, each with the former and the line.
fn asking(index: &Index<'_>) -> FxHashMap<Node, Vec<(Node, u32)>> {
    let mut found: FxHashMap<Node, Vec<(Node, u32)>> = FxHashMap::default();
    let mut listers = FxHashSet::default();
    for (file, facts) in files(index) {
        for call in index.references_to(file, &LISTING) {
            let is_whole =
                call.last() != "vars" && call.last() != "dir" || !call.path.contains('.');
            let is_call = call.kind == ReferenceKind::Call && is_whole;
            let Some(within) = call.within.filter(|_| is_call) else {
                continue;
            };
            let lister = index.node(file, within);
            if !listers.insert(lister) {
                continue;
            }
            if listers.len() > MOST_LISTERS {
                index.leave_out(file, "functions that look among members for marks");
                return found;
            }
            let inside = inside(facts, within).map(|at| index.node(file, at));
            let named = index.references_in(file, Some(within));
            let named = named.filter_map(|(_, it)| index.stands_for(file, it.within, &it.path));
            let named = named.filter(|it| is_function(index, *it)).take(MOST_ASKED);
            for place in std::iter::once(lister).chain(inside).chain(named) {
                let known = found.entry(place).or_default();
                known.push((lister, call.line));
            }
        }
    }
    found
}

fn is_function(index: &Index<'_>, node: Node) -> bool {
    let symbol = index.symbol(node);
    symbol.is_some_and(|it| matches!(it.kind, SymbolKind::Function | SymbolKind::Method))
}

/// What stands inside a function.
fn inside(facts: &FileFacts, function: u32) -> impl Iterator<Item = u32> {
    let end = facts.symbols.get(function as usize).map_or(0, |it| it.end);
    let behind = (0_u32..).zip(&facts.symbols).skip(function as usize + 1);
    let inside = behind.take_while(move |(_, it)| it.start <= end);
    inside.map(|(at, _)| at).take(MOST_ASKED)
}

/// Who looks for which marks.
fn wanted<'a>(
    index: &Index<'a>,
    asking: &FxHashMap<Node, Vec<(Node, u32)>>,
    markers: &Markers<'a>,
) -> Wanted<'a> {
    let marks: FxHashSet<&str> = markers.values().flatten().copied().collect();
    let asking_files: FxHashSet<FileId> = asking.keys().map(|it| index.place(*it).0).collect();
    let mut found = Wanted::default();
    for (file, facts) in files(index).filter(|(file, _)| asking_files.contains(file)) {
        let references = facts.references.iter();
        let read = references
            .filter(|it| it.path.contains('.'))
            .map(|it| (it.within, it.last()));
        let texts = facts.texts.iter();
        let told = texts
            .filter(|it| ASKING.contains(&last_part(&it.taker)))
            .map(|it| (it.within, &*it.value));
        for (within, name) in read.chain(told) {
            let Some(mark) = marks.get(name).copied() else {
                continue;
            };
            let listers = within.and_then(|within| asking.get(&index.node(file, within)));
            let known = found.entry(mark).or_default();
            known.extend(listers.into_iter().flatten());
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "each is sorted for itself")]
    for listers in found.values_mut() {
        listers.sort_unstable();
        listers.dedup_by_key(|(lister, _)| *lister);
    }
    found
}

/// What puts marks on what it decorates, itself or by another function that it hands that to.
fn markers<'a>(index: &Index<'a>) -> Markers<'a> {
    let mut found = Markers::default();
    for (file, facts) in files(index) {
        for reference in &facts.references {
            let Some((owner, mark)) = reference
                .path
                .strip_suffix('=')
                .and_then(|path| path.split_once('.'))
            else {
                continue;
            };
            let Some(within) = reference
                .within
                .filter(|at| !mark.contains('.') && is_decorated(facts, *at, owner))
            else {
                continue;
            };
            for at in around(facts, within) {
                let marks = found.entry(index.node(file, at)).or_default();
                if marks.len() < MOST_MARKS {
                    marks.insert(mark);
                }
            }
        }
    }
    if found.is_empty() {
        return found;
    }
    let names = names_of(index, &found);
    let mut handing: Vec<(Node, FxHashSet<&str>)> = Vec::new();
    for (file, facts) in files(index) {
        for (nth, call) in index.numbered_references_to(file, &names) {
            let is_call = call.kind == ReferenceKind::Call;
            let Some(within) = call.within.filter(|_| is_call) else {
                continue;
            };
            let given = facts.references.get(nth + 1);
            let is_given = |it: &Reference| {
                it.kind == ReferenceKind::Read
                    && it.within == call.within
                    && is_decorated(facts, within, &it.path)
            };
            if !given.is_some_and(is_given) {
                continue;
            }
            let marker = index.stands_for(file, call.within, &call.path);
            if let Some(marks) = marker.and_then(|it| found.get(&it)) {
                let nodes = around(facts, within).map(|at| index.node(file, at));
                handing.extend(nodes.map(|node| (node, marks.clone())));
            }
        }
    }
    for (node, marks) in handing {
        let known = found.entry(node).or_default();
        if known.len() < MOST_MARKS {
            known.extend(marks);
        }
    }
    found
}

/// Whether a name stands in a function for what that is given, but for the object of a method, or
/// for a function inside it, which takes the place of what it is given.
fn is_decorated(facts: &FileFacts, function: u32, name: &str) -> bool {
    let Some(symbol) = facts.symbols.get(function as usize) else {
        return false;
    };
    let own = usize::from(symbol.kind == SymbolKind::Method);
    let mut parameters = symbol.parameters.iter().skip(own);
    let is_inside = |at: u32| {
        let inside = facts.symbols.get(at as usize);
        inside.is_some_and(|it| it.parent == Some(function) && it.last() == name)
    };
    parameters.any(|it| **it == *name) || inside(facts, function).any(is_inside)
}

/// A function and those around it; of one that stands for calls of its objects, the class.
fn around(facts: &FileFacts, within: u32) -> impl Iterator<Item = u32> {
    let symbol = |at: u32| facts.symbols.get(at as usize);
    let up = std::iter::successors(Some(within), move |at| {
        let it = symbol(*at)?;
        let is_call = it.kind != SymbolKind::Method || it.last() == "__call__";
        it.parent
            .filter(|_| is_call && it.kind != SymbolKind::Class)
    });
    up.take(MOST_AROUND)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    const DECORATOR: &str = "def command(*args, name=None):\n    def decorator(func):\n        func._command = True\n        return func\n    return decorator(args[0]) if args else decorator\n";

    const LISTER: &str = "def find(it):\n    return [value for name, value in inspect.getmembers(it) if getattr(value, '_command', False)]\n";

    fn check(decorator: &str, lister: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /bot/__init__.py\nimport inspect\n{decorator}{lister}\
             //- /bot/health.py\nfrom bot import command\nclass Health:\n    @command\n    def status(self):\n        return self.lines()\n    @command(name='load')\n    def status_load(self):\n        return 1\n    def lines(self):\n        return 2\n    def idle(self):\n        return 3\n\
             class Unmade:\n    @command\n    def unmade(self):\n        return 4\n\
             //- /tests/test_x.py\nfrom bot import find\nfrom bot.health import Health\ndef test_x():\n    assert [it() for it in find(Health())]\n"
        ));
        assert_eq!(found, expect, "{decorator} {lister}");
    }

    const REST: [&str; 2] = ["bot/health.py#Health.idle", "bot/health.py#Unmade.unmade"];

    const ALL: [&str; 5] = [
        "bot/health.py#Health.status",
        "bot/health.py#Health.status_load",
        "bot/health.py#Health.lines",
        "bot/health.py#Health.idle",
        "bot/health.py#Unmade.unmade",
    ];

    #[test]
    fn what_a_decorator_marks_is_found_among_members() {
        check(DECORATOR, LISTER, &REST);
        let plain = "def find(it):\n    return list(inspect.getmembers(it))\n";
        check(DECORATOR, plain, &ALL);
        let other = LISTER.replace("_command", "_other");
        check(DECORATOR, &other, &ALL);
        let unmarked = DECORATOR.replace("func._command = True", "print(func)");
        check(&unmarked, LISTER, &ALL);
    }

    #[test]
    fn marks_are_asked_for_in_many_ways() {
        for lister in [
            "def is_command(value):\n    return hasattr(value, '_command')\ndef find(it):\n    return [value for _, value in inspect.getmembers(it, is_command)]\n",
            "def find(it):\n    def is_command(value):\n        return value._command\n    return inspect.getmembers(it, is_command)\n",
            "def find(it):\n    return inspect.getmembers(it, lambda value: hasattr(value, '_command'))\n",
            "def find(it):\n    for name in dir(it):\n        value = getattr(it, name)\n        if getattr(value, '_command', None):\n            yield value\n",
        ] {
            check(DECORATOR, lister, &REST);
        }
    }

    #[test]
    fn marks_are_put_in_many_ways() {
        for decorator in [
            "def mark(func, name, hidden=False):\n    func._command = True\n    return func\ndef command(*args, name=None):\n    def decorator(func):\n        return mark(\n            func,\n            name=name)\n    return decorator(args[0]) if args else decorator\n",
            "def command(*args, name=None):\n    def decorator(func):\n        def wrapper(self):\n            return func(self)\n        wrapper._command = True\n        return wrapper\n    return decorator(args[0]) if args else decorator\n",
            "def command(*args, name=None):\n    def decorator(func):\n        setattr(func, '_command', name)\n        return func\n    return decorator(args[0]) if args else decorator\n",
            "class command:\n    def __init__(self, func=None, name=None):\n        self.name = name\n    def __call__(self, func):\n        func._command = True\n        return func\n",
        ] {
            check(decorator, LISTER, &REST);
        }
    }
}
