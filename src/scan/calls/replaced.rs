//! What tests replace by mocks, so that nothing of it runs.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, SymbolKind};
use crate::scan::frameworks::Dotted;
use crate::scan::link::TestStart;
use crate::scan::paths::ends_with_parts;

use super::index::{Index, Node};
use super::set_up::{assigned, inside, set_up_by, unasked, uses_itself};
use super::stand_ins::{Aside, stand_ins};
use super::value::Value;

/// Most lines that a patch goes on for.
const MOST_LINES: u32 = 4;

/// One test of so many of a file does what single tests do, and not what all of them do.
const FEW: usize = 10;

/// Tests that replace the same definitions.
#[derive(Debug, Default)]
pub(crate) struct Group {
    /// Definitions at which a runner starts.
    pub(crate) starts: Vec<Node>,
    /// Definitions that do not run there.
    pub(crate) replaced: FxHashSet<Node>,
    /// Definitions that other tests of the file replace: they stand for something that these
    /// tests keep away from, so that one which does not replace them does not get that far,
    /// unless it uses them itself.
    pub(crate) avoided: FxHashSet<Node>,
}

impl Group {
    /// Whether nothing is replaced there.
    pub(super) fn is_empty(&self) -> bool {
        self.replaced.is_empty() && self.avoided.is_empty()
    }
}

/// Sorts the starts into groups by what they replace.
pub(crate) fn groups(index: &Index<'_>, starts: &[Node], links: &[TestStart]) -> Vec<Group> {
    let modules: FxHashMap<FileId, &TestStart> =
        links.iter().map(|link| (link.test, link)).collect();
    let dotted = patch_targets(index);
    let aside = Aside::default();
    let mut files: Vec<FileId> = starts.iter().map(|start| index.place(*start).0).collect();
    // Fixtures and what sets tests up may stand in files without tests.
    let of_python = index.files_of(Family::Python).map(|(file, _)| file);
    files.extend(of_python.filter(|file| index.is_test_code(*file)));
    files.sort_unstable();
    files.dedup();
    let patches: FxHashMap<FileId, Patches> = files
        .into_par_iter()
        .map(|file| {
            let patches = Patches::of(index, file, &dotted, modules.get(&file).copied(), &aside);
            (file, patches)
        })
        .collect();
    let mut by_file: BTreeMap<FileId, BTreeMap<Vec<Node>, Vec<Node>>> = BTreeMap::new();
    for start in starts {
        let (file, symbol) = index.place(*start);
        if let Some(patches) = patches.get(&file) {
            let replaced = patches.at(index, file, symbol);
            let groups = by_file.entry(file).or_default();
            groups.entry(replaced).or_default().push(*start);
        }
    }
    let mut groups: BTreeMap<(Vec<Node>, Vec<Node>), Vec<Node>> = BTreeMap::new();
    for (file, of_file) in by_file {
        let is_script = index.family(file) == Some(Family::EcmaScript);
        // Stand-ins of ECMAScript are put there one by one, whatever the other tests get to.
        let avoided = by_many(index, &of_file, if is_script { 1 } else { FEW });
        let unasked = unasked(index, file);
        let by_code = match is_script {
            true => left_to_tests(index, &of_file, &avoided),
            false => avoided.clone(),
        };
        for (replaced, starts) in of_file {
            let (tests, code): (Vec<Node>, Vec<Node>) =
                starts.iter().partition(|start| is_one_test(index, **start));
            for (starts, left) in [(tests, &avoided), (code, &by_code)] {
                for start in starts {
                    let left = with_set_up(index, &patches, (start, &unasked), left);
                    let group = groups.entry((replaced.clone(), left)).or_default();
                    group.push(start);
                }
            }
        }
    }
    groups
        .into_iter()
        .map(|((replaced, avoided), starts)| Group {
            starts,
            replaced: replaced.into_iter().collect(),
            avoided: avoided.into_iter().collect(),
        })
        .collect()
}

/// What a test does not get to by what sets it up, besides what it leaves to others. What is set up
/// is replaced where code looks for it: a test that imports it has the real thing.
fn with_set_up(
    index: &Index<'_>,
    patches: &FxHashMap<FileId, Patches>,
    (test, unasked): (Node, &[Node]),
    left: &[Node],
) -> Vec<Node> {
    let mut all = left.to_vec();
    for function in set_up_by(index, test, unasked) {
        let (file, symbol) = index.place(function);
        let (Some(of_file), Some(facts), Some(at)) =
            (patches.get(&file), index.facts(file), symbol)
        else {
            continue;
        };
        if of_file.within.is_empty() {
            continue;
        }
        let replaced = inside(facts, at).filter_map(|at| of_file.within.get(&Some(at)));
        let replaced = replaced.flatten().copied();
        all.extend(replaced.filter(|node| !uses_itself(index, function, *node)));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn is_one_test(index: &Index<'_>, start: Node) -> bool {
    index.symbol(start).is_some_and(|symbol| symbol.is_test)
}

/// What the code around tests does not get to, given what all of them replace: where next to all
/// tests put stand-ins in place, each for what it is about, nothing of that runs for another.
fn left_to_tests(
    index: &Index<'_>,
    of_file: &BTreeMap<Vec<Node>, Vec<Node>>,
    by_all: &[Node],
) -> Vec<Node> {
    let (mut tests, mut own) = (0, 0);
    let mut left: BTreeSet<Node> = by_all.iter().copied().collect();
    for (replaced, starts) in of_file {
        let here = starts
            .iter()
            .filter(|start| is_one_test(index, **start))
            .count();
        tests += here;
        if here > 0 && replaced.len() > by_all.len() {
            own += here;
            left.extend(replaced);
        }
    }
    match (tests - own) * FEW <= tests {
        true => left.into_iter().collect(),
        false => by_all.to_vec(),
    }
}

/// What no less than one of so many tests of a file replace, given what each of them does.
fn by_many(index: &Index<'_>, of_file: &BTreeMap<Vec<Node>, Vec<Node>>, few: usize) -> Vec<Node> {
    // Code outside of functions is no test.
    let is_test = |start: &&Node| index.place(**start).1.is_some();
    let tests = |starts: &[Node]| starts.iter().filter(is_test).count();
    let all: usize = of_file.values().map(|starts| tests(starts)).sum();
    let mut counts: BTreeMap<Node, usize> = BTreeMap::new();
    for (replaced, starts) in of_file {
        for node in replaced {
            *counts.entry(*node).or_default() += tests(starts);
        }
    }
    counts.retain(|_, count| *count * few >= all);
    counts.into_keys().collect()
}

fn patch_targets(index: &Index<'_>) -> Dotted {
    let names: Vec<&str> = index
        .test_files()
        .flat_map(|file| index.patches(file))
        .filter_map(|patch| patch.text.as_deref())
        .collect();
    Dotted::new(index, names.into_iter())
}

/// What the tests of one file replace.
struct Patches {
    /// By the symbol in which they do; none for all tests.
    within: FxHashMap<Option<u32>, Vec<Node>>,
}

impl Patches {
    fn of(
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
        for patch in index.patches(file) {
            let name = patch.text.as_deref();
            let value = name.and_then(|name| dotted.value(index, name));
            let replaced = match (name, value) {
                (Some(name), Some(Value::Module(module))) => renamed(index, name, module),
                _ => behind(index, value),
            };
            let replaced = replaced.into_iter();
            let replaced = replaced.filter(|node| !is_spied_on(index, file, patch, *node));
            found.entry(patch.within).or_default().extend(replaced);
        }
        for (scope, node) in stand_ins(index, file, aside) {
            found.entry(scope).or_default().push(node);
        }
        for (within, node) in assigned(index, file) {
            found.entry(within).or_default().push(node);
        }
        for (patch, value) in patched_members(index, file) {
            let replaced = behind(index, Some(value)).into_iter();
            let replaced = replaced.filter(|node| !is_spied_on(index, file, patch, *node));
            found.entry(patch.within).or_default().extend(replaced);
        }
        Self { within: found }
    }

    /// What does not run in a symbol: what is replaced in it, around it and in all of the file.
    fn at(&self, index: &Index<'_>, file: FileId, symbol: Option<u32>) -> Vec<Node> {
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
    let mut found = Vec::new();
    let patches = index.numbered_references_to(file, &["object", "setattr"]);
    for (at, patch) in patches.filter(|(_, reference)| is_patch(reference)) {
        let near = |line: u32| (patch.line..=patch.line + 2).contains(&line);
        let mut after = facts.references.iter().skip(at + 1);
        let owner = after.find(|other| other.within == patch.within && near(other.line));
        let name = facts
            .texts
            .iter()
            .find(|text| text.within == patch.within && near(text.line));
        if let (Some(owner), Some(name)) = (owner, name)
            && let Some(value) = index.member_at(file, owner, &name.value)
        {
            found.push((patch, value));
        }
    }
    found
}

/// Whether what a test replaces is handed to what takes its place, which is to call it:
/// `patch.object(Cart, "add", wraps=Cart.add)`, `original = Cart.add` before.
fn is_spied_on(index: &Index<'_>, file: FileId, patch: &Reference, replaced: Node) -> bool {
    let Some(symbol) = index.symbol(replaced) else {
        return false;
    };
    let mut uses = index.references_to(file, &[symbol.last()]);
    uses.any(|it| {
        it.kind == ReferenceKind::Read
            && it.within.is_some()
            && it.within == patch.within
            && it.line <= patch.line + MOST_LINES
            && index.stands_for(file, it.within, &it.path) == Some(replaced)
    })
}

/// What a module holds that is replaced under the name which another has for it:
/// `patch("shop.views.client")`, where the views say `from shop import client`.
fn renamed(index: &Index<'_>, name: &str, module: FileId) -> Vec<Node> {
    let path = index.unit(module).map_or("", |unit| &*unit.path);
    let stem = path.trim_end_matches(".py").trim_end_matches("/__init__");
    let is_itself = ends_with_parts(stem, &name.replace('.', "/"));
    match is_itself || index.is_test_code(module) {
        true => Vec::new(),
        false => index.nodes_of(module).collect(),
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
            let (file, symbol) = index.place(class);
            let symbols = index
                .facts(file)
                .map_or(&[] as &[_], |facts| &facts.symbols);
            let inside = (0_u32..)
                .zip(symbols)
                .filter(|(_, member)| member.parent == symbol && member.kind != SymbolKind::Class)
                .map(|(at, _)| index.node(file, at));
            inside.chain([class]).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check_patch(body: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/parts.py\ndef load():\n    return open('x')\ndef save():\n    return open('y')\n\
             //- /app/main.py\nfrom app import parts\nfrom app.parts import load\nclass Shell:\n    def info(self):\n        return self.version()\n    def version(self):\n        return 1\n\
             def main():\n    return parts.load() + parts.save() + load()\n\
             //- /tests/test_x.py\nfrom unittest.mock import patch\nfrom app import parts\nfrom app.main import main, Shell\n{body}"
        ));
        assert_eq!(found, expect, "{body}");
    }

    #[test]
    fn a_spy_stands_in_for_nothing() {
        let check = |patch: &str, expect: &[&str]| {
            check_patch(
                &format!("def test_x():\n    {patch}:\n        assert Shell().info() and main()\n"),
                expect,
            );
        };
        let version = &["app/main.py#Shell.version"];
        check("with patch.object(Shell, 'version')", version);
        check(
            "with patch.object(Shell, 'version', wraps=Shell.version)",
            &[],
        );
        check(
            "with patch.object(\n            Shell,\n            'version',\n            spy_on(Shell.version),\n        )",
            &[],
        );
        check(
            "real = Shell.version\n    with patch.object(Shell, 'version', real)",
            &[],
        );
        check(
            "Shell().info()\n    with patch.object(Shell, 'version', Shell.info)",
            version,
        );
        check("with patch('app.parts.load', wraps=parts.load)", &[]);
        check("with patch('app.parts.load')", &["app/parts.py#load"]);
    }

    #[test]
    fn a_module_is_replaced_under_the_name_that_another_has_for_it() {
        let check = |name: &str, expect: &[&str]| {
            let with = format!(
                "@patch('{name}')\ndef test_x(parts):\n    assert main() and Shell().info()\n"
            );
            check_patch(&with, expect);
        };
        check(
            "app.main.parts",
            &["app/parts.py#load", "app/parts.py#save"],
        );
        check("app.parts", &[]);
        check(
            "app.main.Shell.info",
            &["app/main.py#Shell.info", "app/main.py#Shell.version"],
        );
    }

    #[test]
    fn what_a_mock_gives_to_names_of_a_module_does_not_run() {
        let check = |mock: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /api/load.ts\nexport function load() {{ return 1 }}\nexport function save() {{ return 2 }}\nexport class Late {{ go() {{ return 3 }} }}\n\
                 //- /api/index.ts\nexport * from './load'\n\
                 //- /page.ts\nimport {{ load, save, Late }} from './api'\nexport const page = () => load() + save() + new Late().go()\n\
                 //- /page.test.ts\nimport {{ load }} from './api'\nimport {{ page }} from './page'\n{mock}\n\
                 it('x', () => {{ vi.mocked(load).mockReturnValue(1); page() }})\n"
            ));
            assert_eq!(found, expect, "{mock}");
        };
        let (load, save, late) = (
            "api/load.ts#load",
            "api/load.ts#save",
            "api/load.ts#Late.go",
        );
        for factory in [
            "async (importOriginal) => ({ ...(await importOriginal()), load: vi.fn() })",
            "async (original) => { const all = await original(); return { ...all, load: fake } }",
            "async () => ({ ...(await vi.importActual('./api')), load: () => 2 })",
            "() => ({ ...jest.requireActual('./api'), load: jest.fn() })",
        ] {
            check(&format!("vi.mock('./api', {factory})"), &[load]);
        }
        let class = "async (original) => ({ ...(await original()), Late: vi.fn() })";
        check(&format!("vi.mock('./api', {class})"), &[late]);
        check(
            "vi.mock('./api', () => ({ load: vi.fn(), save: vi.fn(), Late: vi.fn() }))",
            &[load, save, late],
        );
        check(
            "vi.mock('./api', async (original) => { const all = await original(); return { ...all, load: vi.fn(all.load) } })",
            &[],
        );
        check(
            "vi.mock('./api', async (original) => { const { load, ...all } = await original(); return { ...all, load: vi.fn(load) } })",
            &[],
        );
        check(
            "vi.mock('./api', async (original) => ({ ...(await original()), load: vi.fn(() => other.loadAll()) }))",
            &[load],
        );
        check("vi.mock('./api', { spy: true })", &[]);
    }
}
