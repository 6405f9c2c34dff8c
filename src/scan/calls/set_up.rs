//! What is replaced where a test of Python is set up: by fixtures that it gets, by methods like
//! `setUp`, and by mocks that stand in the place of methods (`shell.version = Mock()`).

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::{Family, SETTING_UP};
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, Symbol, SymbolKind};

use super::index::{Index, Node};
use super::patches::behind;
use super::value::{Fuel, Value};

/// Most fixtures that one test is taken to get, those of its fixtures among them.
const MOST_FIXTURES: usize = 64;

/// What keeps a patch in place after the method that sets it.
const KEEPING: [&str; 7] = [
    "start",
    "enter_context",
    "enterContext",
    "setattr",
    "Mock",
    "MagicMock",
    "AsyncMock",
];

/// Classes and functions that make mocks.
const MOCKS: [&str; 7] = [
    "Mock",
    "MagicMock",
    "AsyncMock",
    "NonCallableMock",
    "PropertyMock",
    "create_autospec",
    "stub",
];

/// The fixtures that all tests of a file get, those of the folders around it among them.
pub(super) fn unasked(index: &Index<'_>, file: FileId) -> Vec<Node> {
    if index.family(file) != Some(Family::Python) {
        return Vec::new();
    }
    let conftests = index.names_of(file).map_or(&[] as &[_], |it| &it.conftests);
    let files = conftests.iter().copied().chain([file]);
    let found = files.flat_map(|file| index.fixtures_of(file, None));
    found.map(|(fixture, _)| fixture).collect()
}

/// The functions that set a test up; `unasked` are the fixtures that all tests of its file get.
pub(super) fn set_up_by(index: &Index<'_>, test: Node, unasked: &[Node]) -> Vec<Node> {
    let (file, symbol) = index.place(test);
    if index.family(file) != Some(Family::Python) || symbol.is_none() {
        return Vec::new();
    }
    let parent = |at: &Option<u32>| Some(index.symbol(index.node(file, (*at)?))?.parent);
    let around: Vec<Option<u32>> = std::iter::successors(Some(symbol), parent).collect();
    let mut found: Vec<Node> = Vec::new();
    let mut seen = FxHashSet::default();
    let own = around.iter().filter(|at| at.is_some());
    let own = own.flat_map(|at| index.fixtures_of(file, *at));
    let own = own.map(|(fixture, _)| fixture);
    for fixture in own.chain(unasked.iter().copied()) {
        // What a class has is for its own tests.
        let (of, at) = index.place(fixture);
        let class = at.and_then(|at| index.symbol(index.node(of, at))?.parent);
        let is_own = class.is_none() || of == file && around.contains(&class);
        if is_own && seen.insert(fixture) {
            found.push(fixture);
        }
    }
    let mut next = 0;
    while let Some(fixture) = found.get(next).copied().filter(|_| next < MOST_FIXTURES) {
        let (of, at) = index.place(fixture);
        let gets = index.fixtures_of(of, at).into_iter();
        found.extend(gets.map(|(it, _)| it).filter(|it| seen.insert(*it)));
        next += 1;
    }
    let classes = around
        .iter()
        .filter_map(|at| Some(index.node(file, (*at)?)));
    let is_class = |class: &Node| {
        let symbol = index.symbol(*class);
        symbol.is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    };
    for class in classes.filter(is_class).flat_map(|it| index.ancestry(it)) {
        let methods = SETTING_UP.iter();
        let methods = methods.filter_map(|name| index.own_method(class, name));
        found.extend(methods.filter(|method| keeps(index, *method)));
    }
    found
}

/// Whether what a method replaces stays so after it.
fn keeps(index: &Index<'_>, method: Node) -> bool {
    let keeping = index.keeping.get_or_init(|| {
        let files = index.files_of(Family::Python);
        let nodes = files.flat_map(|(file, _)| {
            let words = index.references_to(file, &KEEPING);
            words.filter_map(move |it| Some(index.node(file, it.within?)))
        });
        nodes.collect()
    });
    keeping.contains(&method)
}

/// A function with those inside it.
fn inside(facts: &FileFacts, function: u32) -> impl Iterator<Item = u32> {
    let end = facts.symbols.get(function as usize).map_or(0, |it| it.end);
    let behind = (0_u32..).zip(&facts.symbols).skip(function as usize);
    let inside = behind.take_while(move |(_, symbol)| symbol.start <= end);
    inside.map(|(at, _)| at)
}

/// What a function that sets tests up replaces for them: what it puts in place, itself or in the functions
/// inside it, apart from what it uses itself, to have that run behind a stand-in.
pub(super) fn replaced_by(
    index: &Index<'_>,
    function: Node,
    lasting: &FxHashMap<u32, Vec<Node>>,
) -> Vec<Node> {
    let (file, Some(at)) = index.place(function) else {
        return Vec::new();
    };
    let Some(facts) = index.facts(file).filter(|_| !lasting.is_empty()) else {
        return Vec::new();
    };
    let within: FxHashSet<u32> = inside(facts, at).collect();
    let replaced = within.iter().filter_map(|at| lasting.get(at)).flatten();
    let mut replaced: Vec<Node> = replaced.copied().collect();
    replaced.sort_unstable();
    replaced.dedup();
    let names = replaced.iter().filter_map(|node| index.symbol(*node));
    let mut names: Vec<&str> = names.map(Symbol::last).collect();
    names.sort_unstable();
    names.dedup();
    let uses = index.references_to(file, &names);
    let uses = uses.filter(|it| it.within.is_some_and(|at| within.contains(&at)));
    let uses = uses.filter_map(|it| index.stands_for(file, it.within, &it.path));
    let used: FxHashSet<Node> = uses.collect();
    replaced.retain(|node| !used.contains(node));
    replaced
}

/// Methods in whose place a file of tests puts mocks, with what makes the mock. Not those that ran before,
/// nor those of which another object of the class may be asked.
pub(super) fn assigned<'a>(index: &Index<'a>, file: FileId) -> Vec<(&'a Reference, Vec<Node>)> {
    let mut found = Vec::new();
    let Some(facts) = index.facts(file) else {
        return found;
    };
    if index.family(file) != Some(Family::Python) || !index.uses_any(file, &MOCKS) {
        return found;
    }
    let called = Called::of(facts);
    let written = Written::of(facts);
    for (nth, mock) in index.numbered_references_to(file, &MOCKS) {
        if mock.kind != ReferenceKind::Call {
            continue;
        }
        let Some((owner, name)) = written.by(nth, mock) else {
            continue;
        };
        let Some(value) = index.value_at(file, mock.within, owner) else {
            continue;
        };
        // The mock itself is called there.
        let Some(called) = called.get(&mock.within) else {
            continue;
        };
        let is_one = match value {
            Value::Instance(class) => {
                let class = index.symbol(class).map_or("", Symbol::last);
                called.names.get(class).is_none_or(|times| *times < 2)
            }
            _ => true,
        };
        if is_one
            && called
                .owners
                .get(owner)
                .is_none_or(|line| *line >= mock.line)
        {
            let value = index.member(value, name, &Fuel::new());
            found.push((mock, behind_method(index, value).collect()));
        }
    }
    found
}

/// What a function calls.
#[derive(Default)]
struct Called<'a> {
    /// What it calls something of, with the line in which it first does.
    owners: FxHashMap<&'a str, u32>,
    /// How often it calls something of a name.
    names: FxHashMap<&'a str, u32>,
}

impl<'a> Called<'a> {
    /// That of all functions of a file, in one walk.
    fn of(facts: &'a FileFacts) -> FxHashMap<Option<u32>, Self> {
        let mut found: FxHashMap<Option<u32>, Self> = FxHashMap::default();
        let calls = facts.references.iter();
        for it in calls.filter(|it| it.kind == ReferenceKind::Call) {
            let called = found.entry(it.within).or_default();
            *called.names.entry(it.last()).or_default() += 1;
            if let Some((owner, _)) = it.path.rsplit_once('.') {
                called.owners.entry(owner).or_insert(it.line);
            }
        }
        found
    }
}

/// The attributes that a file writes, each with its place among the references: by the first of those
/// that stand in one function without another between them, and by line.
struct Written<'a> {
    /// The first reference of the run in which each stands.
    runs: Vec<usize>,
    by_line: FxHashMap<(usize, u32), Vec<(usize, &'a str)>>,
}

impl<'a> Written<'a> {
    fn of(facts: &'a FileFacts) -> Self {
        let mut written = Self {
            runs: Vec::with_capacity(facts.references.len()),
            by_line: FxHashMap::default(),
        };
        let mut run = (0, None);
        for (nth, reference) in facts.references.iter().enumerate() {
            if run.1 != Some(reference.within) {
                run = (nth, Some(reference.within));
            }
            written.runs.push(run.0);
            let chain = reference.path.strip_suffix('=');
            if let Some(chain) = chain.filter(|chain| chain.contains('.')) {
                let of_line = written.by_line.entry((run.0, reference.line));
                of_line.or_default().push((nth, chain));
            }
        }
        written
    }

    /// The owner and name of the attribute that gets a value which a mock begins or is. What is given
    /// stands before what it is given to, which begins no later.
    fn by(&self, nth: usize, mock: &Reference) -> Option<(&'a str, &'a str)> {
        let run = *self.runs.get(nth)?;
        let next = |line: u32| {
            let of_line = self.by_line.get(&(run, line))?;
            let from = of_line.partition_point(|(at, _)| *at <= nth);
            of_line.get(from)
        };
        let lines = [mock.line, mock.line.saturating_sub(1)];
        let (_, chain) = lines
            .into_iter()
            .filter_map(next)
            .min_by_key(|(at, _)| *at)?;
        chain.rsplit_once('.')
    }
}

/// A method alone: of a whole class or object that is replaced nothing is said here.
fn behind_method<'i>(
    index: &'i Index<'_>,
    value: Option<Value<'_>>,
) -> impl Iterator<Item = Node> + 'i {
    let nodes = behind(index, value);
    let is_one = nodes.len() == 1;
    let is_function = |node: &Node| {
        let symbol = index.symbol(*node);
        symbol.is_some_and(|symbol| symbol.kind != SymbolKind::Class)
    };
    nodes
        .into_iter()
        .filter(move |node| is_one && is_function(node))
}

#[cfg(test)]
mod tests {
    use crate::lang;
    use crate::scan::fixture::gaps;

    use super::*;

    /// What tests of a small program do not reach, besides `main`.
    fn check_python(tests: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/parts.py\ndef load():\n    return open('x')\n\
             //- /app/main.py\nfrom app import parts\nclass Shell:\n    def version(self):\n        return 1\n    def info(self):\n        return self.version()\n\
             def main():\n    return parts.load()\n\
             //- /tests/__init__.py\n{tests}"
        ));
        assert_eq!(found, expect, "{tests}");
    }

    #[test]
    fn what_fixtures_replace_does_not_run_in_tests_that_get_them() {
        let head = "import pytest\nfrom unittest import mock\nfrom app.main import main, Shell\n";
        let load = ["app/parts.py#load"];
        let check = |fixture: &str, test: &str, expect: &[&str]| {
            let shell = "def test_shell():\n    assert Shell().info()\n";
            let fixture = format!("@pytest.fixture\n{fixture}");
            check_python(
                &format!("//- /tests/test_x.py\n{head}{fixture}{test}{shell}"),
                expect,
            );
            check_python(
                &format!(
                    "//- /tests/conftest.py\n{head}{fixture}//- /tests/test_x.py\n{head}{test}{shell}"
                ),
                expect,
            );
        };
        let test = "def test_main(loaded):\n    assert main()\n";
        let patch = "def loaded(mocker):\n    return mocker.patch('app.parts.load')\n";
        check(patch, test, &load);
        check(patch, "def test_main():\n    assert main()\n", &[]);
        check(
            "def loaded():\n    with mock.patch('app.main.parts.load') as it:\n        yield it\n",
            test,
            &load,
        );
        check(
            "def loaded(monkeypatch):\n    def give(it):\n        monkeypatch.setattr('app.parts.load', it)\n    return give\n",
            "def test_main(loaded):\n    loaded(1)\n    assert main()\n",
            &load,
        );
        check(
            "def loaded(monkeypatch):\n    from app import parts\n    real = parts.load\n    monkeypatch.setattr(parts, 'load', lambda: real())\n",
            test,
            &[],
        );
        check(
            patch,
            "def test_main(loaded):\n    from app.parts import load\n    assert main() and load()\n",
            &[],
        );
    }

    #[test]
    fn what_a_fixture_puts_back_runs_in_the_test() {
        let check = |fixture: &str, ends: &str, expect: &[&str]| {
            check_python(
                &format!(
                    "//- /tests/test_x.py\nimport pytest\nfrom unittest.mock import patch\nfrom app.main import main, Shell\n\
                     @pytest.fixture\n{fixture}def test_main(shell):\n    {ends}\n    assert main() and Shell().info()\n"
                ),
                expect,
            );
        };
        let load = ["app/parts.py#load"];
        for over in [
            "def shell():\n    with patch('app.parts.load'):\n        made = Shell()\n    return made\n",
            "def shell():\n    with patch('app.parts.load'):\n        Shell()\n    yield\n",
            "@patch('app.parts.load')\ndef shell(load):\n    return Shell()\n",
            "def shell(monkeypatch):\n    with monkeypatch.context() as m:\n        m.setattr('app.parts.load', len)\n        made = Shell()\n    return made\n",
            "def shell(request, mocker):\n    if request.param:\n        mocker.patch('app.parts.load')\n",
            "def shell():\n    it = patch('app.parts.load')\n    it.start()\n    it.stop()\n    yield\n",
        ] {
            check(over, "pass", &[]);
        }
        let stopped = "def shell():\n    it = patch('app.parts.load')\n    it.start()\n    yield it\n    it.stop()\n";
        check(stopped, "pass", &load);
        check(stopped, "shell.stop()", &[]);
    }

    #[test]
    fn what_sets_tests_up_replaces_for_its_own_tests() {
        let case = |method: &str, test: &str| {
            format!(
                "//- /tests/test_x.py\nimport unittest\nfrom unittest.mock import patch, Mock\nfrom app.main import main, Shell\n\
                 class Base(unittest.TestCase):\n    def setUp(self):\n        {method}\n\
                 class TestIt(Base):\n    def test_shell(self):\n        assert Shell().info()\n{test}"
            )
        };
        let own = "    def test_main(self):\n        assert main()\n";
        let start = "self.it = patch('app.parts.load')\n        self.it.start()";
        check_python(&case(start, own), &["app/parts.py#load"]);
        for (stop, expect) in [
            ("self.it.stop()", &[] as &[&str]),
            ("patch.stopall()", &[]),
            ("self.shell.stop()", &["app/parts.py#load"]),
        ] {
            let set_up = format!("self.shell = Shell()\n        {start}");
            let stopped =
                format!("    def test_main(self):\n        {stop}\n        assert main()\n");
            check_python(&case(&set_up, &stopped), expect);
        }
        let with = "self.out = Mock()\n        with patch('app.parts.load'):\n            Shell()";
        check_python(&case(with, own), &[]);
        let other = format!(
            "//- /tests/test_y.py\nimport unittest\nfrom app.main import main\nclass TestOther(unittest.TestCase):\n{own}"
        );
        check_python(&case(start, &other), &[]);
    }

    #[test]
    fn mocks_stand_in_the_place_of_methods() {
        let test = |body: &str| {
            format!(
                "//- /tests/test_x.py\nfrom unittest.mock import Mock\nfrom app.main import main, Shell\n\
                 def test_it():\n    shell = Shell()\n    {body}\n    assert shell.info() and main()\n"
            )
        };
        let version = ["app/main.py#Shell.version"];
        check_python(&test("shell.version = Mock(side_effect=[1])"), &version);
        check_python(
            &test("shell.version = Mock()\n    assert shell.version.called"),
            &version,
        );
        check_python(&test("shell.other = Mock()"), &[]);
        check_python(&test("other = Mock(shell.version)"), &[]);
        check_python(&test("shell.version = Mock(wraps=shell.version)"), &[]);
        check_python(&test("shell.info()\n    shell.version = Mock()"), &[]);
        check_python(
            &test("other = Shell()\n    shell.version = Mock()\n    other.info()"),
            &[],
        );
    }

    #[test]
    fn what_mocks_are_given_to_is_found_without_a_walk() {
        let count = 40_000;
        let mocks = "    it = Mock()\n".repeat(count);
        let text = format!("def test_x(shell):\n{mocks}    shell.run = Mock(\n        1)\n");
        let facts = (lang::of_path("test_x.py").unwrap().extract)(&text);
        let written = Written::of(&facts);
        let mocks = facts.references.iter().enumerate();
        let mocks = mocks.filter(|(_, it)| &*it.path == "Mock");
        let found: Vec<_> = mocks.map(|(nth, mock)| written.by(nth, mock)).collect();
        assert_eq!(found.len(), count + 1);
        assert_eq!(
            found.iter().flatten().collect::<Vec<_>>(),
            [&("shell", "run")]
        );
    }
}
