//! The generated plan stays as it is while other things change.

use crate::harness::Tree;

const SHOP: &str = "\
//- /shop/pyproject.toml
[project]
name = \"shop\"
//- /shop/shop/__init__.py
//- /shop/shop/store.py
def load(key, rows):
    for row in rows:
        if row.key == key:
            return row
    return None

def save(row, rows):
    if row in rows:
        raise ValueError(row)
    rows.append(row)
//- /shop/shop/login.py
from shop.store import load

def login(name, password, rows):
    user = load(name, rows)
    if user is None:
        return None
    if user.password != password:
        raise PermissionError(name)
    return user
//- /shop/shop/cart.py
from shop.login import login
from shop.store import save

def order(name, password, rows, item):
    user = login(name, password, rows)
    if user and item:
        save(item, rows)
    return user
//- /web/package.json
{ \"name\": \"web\" }
//- /web/src/show.ts
export function show(rows: string[]): string {
  return rows.length ? rows.join(', ') : 'nothing'
}
";

/// Phases with their weeks, and steps with what they are about.
fn plan(tree: &Tree) -> Vec<String> {
    let said = tree.run(&["scan", "--format", "json"]);
    let (_, json) = said.split_once("-- out\n").unwrap();
    let project: serde_json::Value = serde_json::from_str(json).unwrap();
    let mut lines = Vec::new();
    for phase in project["roadmap"]["phases"].as_array().unwrap() {
        lines.push(format!("{} {}", phase["name"], phase["weeks"]));
        for step in phase["steps"].as_array().unwrap() {
            lines.push(format!("  {} {}", step["title"], step["targets"]));
        }
    }
    lines
}

/// A change of one file, committed.
fn commit(tree: &Tree, path: &str, number: u32, message: &str) {
    let text = tree.read(path);
    tree.write(path, &format!("{text}\n# {number}\n"));
    tree.git(&["add", "-A"]);
    tree.git(&["commit", "-qm", message]);
}

#[test]
fn what_is_used_is_tested_before_what_uses_it() {
    let tree = Tree::new(SHOP);
    // Every gap is a step of its own, and none goes before all others.
    let all = "[priorities]\ncritical = 100\nhigh = 2\nmedium = 1\n";
    tree.write("lacuna.toml", all);
    let plan = plan(&tree);
    let place = |name: &str| plan.iter().position(|line| line.contains(name)).unwrap();
    assert!(place("store.py") < place("login.py"), "{plan:#?}");
    assert!(place("login.py") < place("cart.py"), "{plan:#?}");
}

#[test]
fn a_change_elsewhere_leaves_the_plan_alone() {
    let tree = Tree::new(SHOP);
    // Files are weighed against each other, so that a project needs some for one more to be little.
    for number in 0..60_usize {
        let branches = "    if x:\n        x -= 1\n".repeat(number % 12 + 1);
        let user = format!("from shop.part{} import run\n", number / 2);
        let part = format!("{user}\ndef run(x):\n{branches}    return x\n");
        tree.write(&format!("shop/shop/part{number}.py"), &part);
    }
    tree.git(&["init", "-q"]);
    for number in 0..24 {
        let path = ["shop/shop/login.py", "shop/shop/store.py"][number as usize % 2];
        let message = if number % 5 == 0 {
            "fix: login"
        } else {
            "more"
        };
        commit(&tree, path, number, message);
    }
    let before = plan(&tree);
    assert_eq!(plan(&tree), before);
    // A commit that has nothing to do with it, and a new component.
    commit(&tree, "shop/pyproject.toml", 1, "packaging");
    tree.write("tools/package.json", "{ \"name\": \"tools\" }");
    tree.write(
        "tools/src/tested.ts",
        "export const run = (x: number) => (x > 1 ? 1 : 2)\n",
    );
    let test = "import { run } from './tested'\ntest('runs', () => { run(1) })\n";
    tree.write("tools/src/tested.test.ts", test);
    assert_eq!(plan(&tree), before);
}

/// A saved plan over two phases, as people keep it.
const SAVED: &str = "\
version = 1

# Agreed in January.
[[phase]]
id = \"second-thing-first\"
name = \"What we want\"
weeks = [1, 2]

[[phase.step]]
id = \"web\"
title = \"Show\"
targets = [\"web/src/show.ts\"]

[[phase.step]]
id = \"cart\"
title = \"Cart\"
targets = [\"shop/shop/cart.py\"]

[[phase]]
id = \"later\"
name = \"Later\"
weeks = [3, 4]

[[phase.step]]
id = \"login\"
title = \"Login\"
targets = [\"shop/shop/login.py\"]
";

#[test]
fn a_saved_plan_is_not_reshuffled_by_what_comes_later() {
    let tree = Tree::new(SHOP);
    tree.write(".lacuna/roadmap.toml", SAVED);
    let before = plan(&tree);
    let steps = |plan: &[String]| -> Vec<String> {
        let titles = plan.iter().filter(|line| line.starts_with("  "));
        titles
            .map(|line| line.split('"').nth(1).unwrap().to_owned())
            .collect()
    };
    assert_eq!(steps(&before), ["Show", "Cart", "Login"]);
    let said = tree.run(&["--plain", "--screen", "roadmap"]);
    assert!(said.contains("1 gap not planned"), "{said}");
    // A file goes, one gets its test, and a large gap comes that every plan would begin with.
    std::fs::remove_file(tree.path().join("shop/shop/cart.py")).unwrap();
    tree.write(
        "shop/tests/test_login.py",
        "from shop.login import login\n\ndef test_login():\n    assert login('a', 'b', []) is None\n",
    );
    let branches = "    if x:\n        x -= 1\n".repeat(40);
    tree.write(
        "shop/shop/payment_secrets.py",
        &format!("def pay(x):\n{branches}    return x\n"),
    );
    assert_eq!(plan(&tree), before);
    let said = tree.run(&["--plain", "--screen", "roadmap"]);
    assert!(said.contains("gone from the tree: Cart"), "{said}");
    assert!(said.contains("verified, low: Login"), "{said}");
    // What is new waits to be planned, and so does the store: the test of the login reaches `load`,
    // and nothing is left that calls `save`.
    assert!(said.contains("2 gaps not planned"), "{said}");
    assert_eq!(tree.read(".lacuna/roadmap.toml"), SAVED);
    let report = tree.run(&["report"]);
    assert!(report.contains("Left for later: 2 gaps ("), "{report}");
}

#[test]
fn the_report_says_by_whose_days_a_plan_was_made() {
    let tree = Tree::new(SHOP);
    tree.write("lacuna.toml", "[plan]\npeople = 1\ndays_per_week = 3\n");
    let report = tree.run(&["report"]);
    assert!(
        report.contains("Planned for one person with 3 days a week each."),
        "{report}"
    );
}

#[test]
fn a_plan_is_printed_saved_once_and_ticked_off() {
    let tree = Tree::new(SHOP);
    let planned = plan(&tree);
    let check = |arguments: &[&str], expect: &str| {
        let said = tree.run(&[&["roadmap"], arguments].concat());
        assert!(said.contains(expect), "{arguments:?}\n{said}");
    };
    assert_eq!(
        tree.run(&["roadmap"]),
        tree.run(&["--plain", "--screen", "roadmap"])
    );
    check(&["--format", "md"], "0\n-- out\n## Roadmap\n");
    check(
        &["--save"],
        "0\n-- out\nwrote .lacuna/roadmap.toml: phases ",
    );
    let saved = tree.read(".lacuna/roadmap.toml");
    assert_eq!(plan(&tree), planned);
    check(
        &["--save"],
        "error: the plan is in `.lacuna/roadmap.toml` already",
    );
    check(
        &["--done", "99", "--done", "1"],
        "error: the plan has no step `99`",
    );
    assert_eq!(tree.read(".lacuna/roadmap.toml"), saved);
    check(&["--done", "1"], "0\n-- out\nstep 1, ");
    check(&["--format", "json"], "\"state\": \"done\"");
    check(&["--undo", "1"], ": not marked");
    assert_eq!(tree.read(".lacuna/roadmap.toml"), saved);
}
