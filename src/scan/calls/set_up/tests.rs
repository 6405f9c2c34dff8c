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
        let stopped = format!("    def test_main(self):\n        {stop}\n        assert main()\n");
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
