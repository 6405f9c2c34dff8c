//! `lacuna report`: the whole audit as a document.

use crate::harness::Tree;

const TREE: &str = "\
//- /pyproject.toml
[project]
name = \"small\"
//- /lacuna.toml
[[component]]
name = \"App | core\"
paths = [\"app\"]
target = 80

[[metric]]
name = \"App coverage\"
component = \"App | core\"
target = 80
//- /app/__init__.py
//- /app/auth.py
def login(name, password):
    if not name:
        raise ValueError
    return name
//- /app/sums.py
def add(a, b):
    return a + b
//- /app/pages/__init__.py
//- /app/pages/one.py
def one(a):
    return a + 1
//- /app/pages/two.py
def two(a):
    return a + 2
//- /app/pages/three.py
def three(a):
    return a + 3
//- /app/pages/four.py
def four(a):
    return a + 4
//- /tests/test_sums.py
from app.sums import add

def test_add():
    assert add(1, 2) == 3
";

fn markdown(tree: &Tree) -> String {
    let output = tree.run(&["report"]);
    output.strip_prefix("0\n-- out\n").unwrap().to_owned()
}

#[test]
fn the_document_has_every_section() {
    let text = markdown(&Tree::new(TREE));
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        heads[..9],
        [
            "# Test coverage of tree",
            "## Summary",
            "## Overview",
            "## Detail by component",
            "### App \\| core (`app/`)",
            "#### Tested",
            "#### Missing tests",
            "#### Where to begin",
            "## Roadmap",
        ]
    );
    assert!(
        text.contains("\n## Metrics\n") && text.contains("\n## Conclusion\n"),
        "{text}"
    );
    assert!(text.contains("Tests exercise **1 of 6 files**"), "{text}");
    assert!(text.contains("- `sums.py`: `test_sums.py`"), "{text}");
    assert!(
        text.contains("#### Where to begin\n\n- `auth.py` in `"),
        "{text}"
    );
    assert!(
        text.contains("| App coverage | 17 % | 80 % | 1 of 6 files | estimated |"),
        "{text}"
    );
}

#[test]
fn many_gaps_of_one_folder_are_told_together() {
    let text = markdown(&Tree::new(TREE));
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("| `auth.py` | 4 | "), "{rows:?}");
    assert!(
        rows[1].starts_with("| `pages/` (4 of its files) | 8 | "),
        "{rows:?}"
    );
}

#[test]
fn a_report_is_true_by_the_audit_of_it() {
    let tree = Tree::new(TREE);
    tree.write("REPORT.md", &markdown(&tree));
    let output = tree.run(&["audit", "REPORT.md", "--format", "json"]);
    let value: serde_json::Value =
        serde_json::from_str(output.strip_prefix("0\n-- out\n").unwrap()).unwrap();
    assert!(
        value["counts"]["confirmed"].as_u64().unwrap() > 15,
        "{output}"
    );
    for verdict in ["wrong", "outdated", "moved", "gone"] {
        assert_eq!(value["counts"][verdict], 0, "{output}");
    }
    assert_eq!(
        value["contradictions"].as_array().unwrap().len(),
        0,
        "{output}"
    );
    let passed: Vec<&str> = value["not_read"]
        .as_array()
        .unwrap()
        .iter()
        .map(|passed| passed["text"].as_str().unwrap())
        .collect();
    assert!(
        matches!(passed.as_slice(), [setup] if setup.starts_with("Test set-up, to line ")),
        "{output}"
    );
}

#[test]
fn the_page_stands_on_its_own_and_shows_names_as_they_are() {
    let tree = Tree::new(TREE);
    tree.write("app/<b>x&.py", "def f(a):\n    return a\n");
    let output = tree.run(&["report", "--output", "report.html"]);
    assert_eq!(output, "0\n");
    let page = tree.read("report.html");
    assert!(page.starts_with("<!doctype html>"), "{page}");
    assert!(
        page.contains("&lt;b&gt;x&amp;.py") && !page.contains("<b>x&"),
        "{page}"
    );
    for outside in ["http:", "https:", " src=", "url(", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(
        page.matches("<table").count(),
        page.matches("</table>").count()
    );
}

#[test]
fn the_same_tree_gives_the_same_document() {
    let tree = Tree::new(TREE);
    for format in ["md", "html"] {
        let report = || tree.run(&["report", "--format", format]);
        assert_eq!(report(), report());
    }
}

#[test]
fn a_tree_without_source_is_told() {
    let text = markdown(&Tree::new("//- /README.md\n# Nothing\n"));
    assert!(
        text.ends_with("No source file with anything to test was found here.\n"),
        "{text}"
    );
}

#[test]
fn scan_and_report_each_have_their_forms() {
    let tree = Tree::new(TREE);
    assert!(
        tree.run(&["scan", "--format", "md"])
            .starts_with("2\n-- err\nerror: invalid value 'md'")
    );
    assert!(
        tree.run(&["report", "--format", "json"])
            .starts_with("2\n-- err\nerror: invalid value 'json'")
    );
}

#[test]
fn figures_that_were_kept_show_what_changed_since() {
    let tree = Tree::new("//- /src/a.py\ndef run(x):\n    if x:\n        return 1\n    return 2\n");
    let said = tree.run(&["report"]);
    assert!(!said.contains("Since"), "{said}");
    let line =
        "{\"version\":1,\"at\":\"2026-01-05T09:30:00Z\",\"figures\":{\"component:.\":0.25}}\n";
    tree.write(".lacuna/history.ndjson", line);
    let said = tree.run(&["report"]);
    assert!(
        said.contains("| Lines run | Since 2026-01-05 | Level |"),
        "{said}"
    );
    // None of the lines run now, a quarter did.
    assert!(said.contains("| 0 % | -25.0 |"), "{said}");
    let page = tree.run(&["report", "--format", "html"]);
    let heads = "Lines run</button></th>\n<th scope=\"col\" class=\"n\"><button type=\"button\">Since 2026-01-05</button></th>";
    assert!(page.contains(heads), "{page}");
    let cell = "<td class=\"n\" data-v=\"-0.250\">-25.0</td>";
    assert!(page.contains(cell), "{page}");
}

#[test]
fn set_up_is_told_with_what_to_paste() {
    let tree = Tree::new(TREE);
    let text = markdown(&tree);
    let start = text.find("## Test set-up").unwrap();
    let section = &text[start..text.find("## Metrics").unwrap()];
    assert!(
        section.contains("- **CI runs the tests: no.** No CI is set up here."),
        "{section}"
    );
    assert!(
        section.contains("  A new file `.github/workflows/tests.yml`:\n\n  ```yaml\n"),
        "{section}"
    );
    let page = tree.run(&["report", "--format", "html"]);
    assert!(page.contains("<h2>Test set-up</h2>"));
    assert!(page.contains("<pre>name: &#39;Tests&#39;\n"), "{page}");
}
