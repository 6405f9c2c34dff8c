//! `lacuna audit`: a written audit held against a tree with a history.

use crate::harness::Tree;

pub(crate) const TREE: &str = "\
//- /pyproject.toml
[project]
name = \"small\"
//- /app/__init__.py
//- /app/auth.py
def login(name, password):
    if not name:
        raise ValueError
    return name
//- /app/mail.py
def send(to):
    for address in to:
        deliver(address)
    return len(to)
//- /app/sums.py
def add(a, b):
    return a + b

def subtract(a, b):
    return a - b
//- /app/old.py
def old():
    return 1
//- /AUDIT.md
# Audit

| Component | Test Files | Source Files |
|-----------|-----------|--------------|
| App | 1/4 | 4 |

## App (`app/`)

**Files (1/4 tested):**
- `mail.py` ✓

### Missing tests

| File | Lines | Priority | Rationale |
|------|-------|----------|-----------|
| `auth.py` | 5 | High | lets people in |
| `sums.py` | 40 | Low | simple |
| `old.py` | ~3 | Low | old |

## Roadmap

### Phase 1: Access (Week 1-2)
1. **Test `auth.py`** - first

## Metrics

| Metric | Current | Target |
|--------|---------|--------|
| App coverage | 25% | 80% |
";

pub(crate) fn commit(tree: &Tree) {
    tree.git(&["add", "-A"]);
    tree.git(&[
        "commit",
        "-q",
        "-m",
        "change",
        "--date=2026-01-05T00:00:00Z",
    ]);
}

/// The tree as it was when the audit was written, and a later commit on top.
fn with_history() -> Tree {
    let tree = Tree::new(TREE);
    tree.git(&["init", "-q"]);
    commit(&tree);
    tree.write(
        "tests/test_auth.py",
        "from app.auth import login\n\ndef test_login():\n    assert login('a', 'b')\n",
    );
    std::fs::rename(
        tree.path().join("app/sums.py"),
        tree.path().join("app/arithmetic.py"),
    )
    .unwrap();
    std::fs::remove_file(tree.path().join("app/old.py")).unwrap();
    commit(&tree);
    tree
}

/// The answers as `line verdict claim`, from the JSON.
pub(crate) fn answers(output: &str) -> Vec<String> {
    let json = output.strip_prefix("0\n-- out\n").unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    let claims = value["claims"].as_array().unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    claims
        .iter()
        .map(|claim| {
            format!(
                "{} {} {}",
                claim["line"],
                text(&claim["verdict"]),
                text(&claim["claim"])
            )
        })
        .collect()
}

#[test]
fn each_claim_is_answered_from_the_tree_and_its_history() {
    let tree = with_history();
    let found = answers(&tree.run(&["audit", "AUDIT.md", "--format", "json"]));
    assert_eq!(
        found,
        [
            "5 confirmed 1/4 tested",
            "5 confirmed 4 source files",
            "9 confirmed 1/4 tested",
            "10 wrong is tested",
            "16 outdated has no tests",
            "16 confirmed 5 lines",
            "17 moved has no tests",
            "17 wrong 40 lines",
            "18 gone has no tests, ~3 lines",
            "29 confirmed 25 % covered",
        ]
    );
}

#[test]
fn a_test_that_was_moved_is_there_since_it_was_written() {
    let tree = Tree::new(TREE);
    tree.git(&["init", "-q"]);
    commit(&tree);
    let test = "from app.auth import login\n\n\ndef test_login():\n    assert login('a', 'b')\n\n\ndef test_none():\n    assert login('b', 'a')\n";
    tree.write("tests/test_auth.py", test);
    commit(&tree);
    tree.git(&["tag", "written"]);
    std::fs::create_dir(tree.path().join("tests/unit")).unwrap();
    tree.git(&["mv", "tests/test_auth.py", "tests/unit/test_auth.py"]);
    commit(&tree);
    let written = tree.read(".git/refs/tags/written");
    let since = format!(
        "tested, by tests/unit/test_auth.py:5, since {}",
        &written[..8]
    );
    let output = tree.run(&["audit", "AUDIT.md"]);
    assert!(output.contains(&since), "{since}\n{output}");
}

#[test]
fn text_tells_the_test_the_commit_and_the_contradiction() {
    let tree = with_history();
    let output = tree.run(&["audit", "AUDIT.md"]);
    for part in [
        "tested, by tests/test_auth.py:4, since ",
        "stands at app/arithmetic.py since ",
        "  18  app/old.py: has no tests, ~3 lines\n        removed, since ",
        "RATED, AND LEFT OUT OF ITS OWN PLAN (2)\n    17  low       sums.py\n    18  low       old.py\n",
    ] {
        assert!(output.contains(part), "{part}\n{output}");
    }
}

#[test]
fn adopting_keeps_what_people_wrote() {
    let tree = Tree::new(TREE);
    tree.write(
        "lacuna.toml",
        "# ours\n[[component]]\nname = \"App\" # kept\npaths = [\"app\"]\n",
    );
    let output = tree.run(&["audit", "AUDIT.md", "--adopt"]);
    assert!(
        output.contains("kept  component `App` stands in the file already"),
        "{output}"
    );
    let config = tree.read("lacuna.toml");
    assert!(
        config.starts_with("# ours\n[[component]]\nname = \"App\" # kept\n"),
        "{config}"
    );
    assert!(
        config.contains("[[metric]]\nname = \"App coverage\"\ncomponent = \"App\"\ntarget = 80\n"),
        "{config}"
    );
    assert!(
        config.contains(
            "paths = [\"app/auth.py\"]\npriority = \"high\"\nrationale = \"lets people in\"\n"
        ),
        "{config}"
    );
    let roadmap = tree.read(".lacuna/roadmap.toml");
    assert!(roadmap.contains("weeks = [1, 2]"), "{roadmap}");
    assert!(
        roadmap.contains("targets = [\"app/auth.py\"]\npriority = \"high\"\nnote = \"first\""),
        "{roadmap}"
    );
    // What was written is valid, and adopting again adds nothing.
    let again = tree.run(&["audit", "AUDIT.md", "--adopt"]);
    assert!(again.contains("lacuna.toml: 0 added"), "{again}");
    assert!(again.contains("roadmap.toml: 0 added"), "{again}");
    assert_eq!(tree.read("lacuna.toml"), config);
}

#[test]
fn adopting_leaves_out_what_is_gone_and_counts_alike_again() {
    let tree = Tree::new(
        "//- /app/handlers/stats.py\ndef show():\n    return [1]\n\n\ndef hide():\n    return [2]\n//- /app/handlers/users.py\ndef users():\n    return 3\n//- /app/models/stats.py\nclass Stats:\n    def mean(self):\n        return 4\n",
    );
    tree.write(
        "AUDIT.md",
        "## Handlers (`app/handlers/`)\n\nMissing tests:\n\n| File | Priority | Why |\n|---|---|---|\n| `stats.py` | High | counts |\n| `users.py` | High | people |\n\n## Phase 1: First\n1. Test `handlers/stats.py`\n2. Test `handlers/users.py`\n",
    );
    tree.git(&["init", "-q"]);
    commit(&tree);
    std::fs::remove_file(tree.path().join("app/handlers/stats.py")).unwrap();
    commit(&tree);
    let first = tree.run(&["audit", "AUDIT.md", "--adopt"]);
    for part in [
        "lacuna.toml: 1 added, 0 kept as they are, 1 left out",
        "added override of app/handlers/users.py",
        "left out line 7: `stats.py` is not one place of the tree",
        "roadmap.toml: 1 added, 0 kept as they are, 1 left out",
        "left out target `handlers/stats.py` of `Test handlers/stats.py`",
    ] {
        assert!(first.contains(part), "{part}\n{first}");
    }
    let files = tree.read("lacuna.toml") + &tree.read(".lacuna/roadmap.toml");
    assert!(!files.contains("models/stats.py"), "{files}");
    let again = tree.run(&["audit", "AUDIT.md", "--adopt"]);
    for part in [
        "lacuna.toml: 0 added, 1 kept as they are, 1 left out",
        "roadmap.toml: 0 added, 1 kept as they are, 1 left out",
    ] {
        assert!(again.contains(part), "{part}\n{again}");
    }
}

#[test]
fn a_document_that_says_nothing_is_told() {
    let tree =
        Tree::new("//- /a.py\ndef f():\n    return 1\n//- /README.md\n# Nothing\n\nWords.\n");
    let output = tree.run(&["audit", "README.md"]);
    assert_eq!(
        output,
        "0\n-- out\nREADME.md: no claim that can be checked was read\n"
    );
}

#[test]
fn a_missing_document_is_an_error() {
    let output = Tree::new("").run(&["audit", "NONE.md"]);
    assert!(
        output.starts_with("2\n-- err\nerror: no such file `NONE.md`\nhint: "),
        "{output}"
    );
}

#[test]
fn control_characters_of_a_document_are_made_visible() {
    let tree = Tree::new("//- /a.py\ndef f():\n    return 1\n");
    tree.write(
        "A.md",
        "## Missing tests\n- `gone\u{1b}[31m.py` (5 lines)\n- `a.py`\n",
    );
    let output = tree.run(&["audit", "A.md"]);
    assert!(!output.contains('\u{1b}'), "{output:?}");
}

#[test]
fn claims_about_single_functions_are_held_against_them() {
    let code = "\
//- /pyproject.toml
[project]
name = \"small\"
//- /app/__init__.py
//- /app/cart.py
class Cart:
    def total(self, items):
        return sum(items)

    def add(self, item):
        if item:
            self.items.append(item)
        return self
//- /app/store.py
def load(path):
    if path:
        return open(path)
    return None
//- /app/other.py
def load(path):
    return path or None
//- /tests/test_cart.py
from app.cart import Cart
from app.other import load

def test_total():
    assert Cart().total([1]) == 1
    assert load(1)
";
    let check = |sentence: &str, expect: &str| {
        let tree = Tree::new(&format!("{code}//- /AUDIT.md\n# Audit\n\n{sentence}\n"));
        let text = tree.run(&["audit", "AUDIT.md", "--format", "json"]);
        assert!(text.contains(expect), "{sentence}\n{text}");
    };
    check("`Cart.add()` has no tests.", "no test runs it");
    check("`Cart.total` is untested.", "a test calls it");
    check(
        "`load()` in `app/store.py` is not tested.",
        "no test runs it",
    );
    check(
        "`load()` is untested.",
        "may be one of app/other.py or app/store.py",
    );
    check("`gone()` is untested.", "no function is called that");
}

#[test]
fn test_files_are_counted_in_the_folder_of_tests_of_the_same_name_too() {
    let tree = Tree::new(
        "\
//- /pyproject.toml
[project]
name = \"small\"
//- /app/__init__.py
//- /app/api/__init__.py
//- /app/api/users.py
def users(rows):
    return [row for row in rows if row]
//- /app/mail.py
def send(to):
    return to or None
//- /tests/api/test_users.py
from app.api.users import users
def test_users():
    assert users([1]) == [1]
//- /tests/api/test_idle.py
def test_idle():
    assert True
//- /AUDIT.md
# Audit

## API (`app/api`)

**Test Files**: 2

## Sending

- Partial sends? (no test)
- Effort: low (3-5 unit tests)
",
    );
    let text = tree.run(&["audit", "AUDIT.md", "--format", "text"]);
    assert!(text.contains("AUDIT.md: 1 claim, 1 confirmed"), "{text}");
    assert!(
        text.contains(
            "0 test files in it, 1 that use its files themselves, 1 that lead to any, \
             2 in folders of tests of its name"
        ),
        "{text}"
    );
    assert!(text.contains("Partial sends? (no test)"), "{text}");
}
