//! The embedded demo: whoever opens it finds one of everything.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::harness::Tree;

/// The demo as a scan tells of it.
static SCANNED: LazyLock<Value> = LazyLock::new(|| {
    let tree = Tree::new(include_str!("../../assets/demo/monorepo.txt"));
    let output = tree.run(&["scan", "--format", "json"]);
    serde_json::from_str(output.strip_prefix("0\n-- out\n").unwrap()).unwrap()
});

/// The rows of one of its tables.
fn rows(table: &str) -> &'static [Value] {
    SCANNED[table].as_array().unwrap()
}

/// The words that stand under a key in any row.
fn words(rows: &'static [Value], key: &str) -> BTreeSet<&'static str> {
    rows.iter().filter_map(|row| row[key].as_str()).collect()
}

#[test]
fn every_file_parses() {
    assert_eq!(rows("warnings"), &[] as &[Value]);
}

#[test]
fn there_is_a_component_of_each_level() {
    let found = words(rows("components"), "level");
    assert_eq!(
        found,
        BTreeSet::from(["critical", "good", "partial", "poor"])
    );
}

#[test]
fn there_is_a_file_of_each_status_and_priority() {
    let found = words(rows("files"), "status");
    for status in ["direct", "reached", "unreached", "no-logic"] {
        assert!(found.contains(status), "no file is {status}: {found:?}");
    }
    let found = words(rows("files"), "priority");
    assert_eq!(found, BTreeSet::from(["critical", "high", "low", "medium"]));
}

#[test]
fn there_is_a_file_of_each_kind_and_language() {
    let kinds = words(rows("files"), "kind");
    for kind in [
        "source",
        "test",
        "support",
        "generated",
        "migration",
        "config",
    ] {
        assert!(kinds.contains(kind), "no file is {kind}: {kinds:?}");
    }
    let languages = words(rows("files"), "language");
    for language in ["python", "typescript", "vue", "svelte", "go", "rust"] {
        assert!(
            languages.contains(language),
            "none is in {language}: {languages:?}"
        );
    }
}

#[test]
fn a_file_is_possibly_dead() {
    let dead: Vec<&str> = rows("files")
        .iter()
        .filter(|file| file["dead"] == true)
        .filter_map(|file| file["path"].as_str())
        .collect();
    // The roadmap's own step asks whether anything still uses it.
    let known = "backend/toolshed/repositories/permissions.py";
    assert!(dead.contains(&known), "{dead:?}");
}

#[test]
fn the_roadmap_has_steps_of_each_state() {
    let phases = SCANNED["roadmap"]["phases"].as_array().unwrap();
    assert!(phases.len() >= 3, "{phases:?}");
    let (mut states, mut gone) = (BTreeSet::new(), Vec::new());
    for phase in phases {
        let steps = phase["steps"].as_array().unwrap();
        assert!(!steps.is_empty(), "{phase}");
        for step in steps {
            states.insert(step["state"].as_str().unwrap());
            if step["state"] == "gone" {
                gone.push(&step["targets"]);
            }
        }
    }
    assert_eq!(states, BTreeSet::from(["done", "gone", "open", "started"]));
    // One of them is there to show what becomes of a step whose file was deleted.
    assert_eq!(gone, [&json!(["tools/import_catalogue.py"])]);
}

#[test]
fn every_metric_has_a_figure_and_a_target() {
    assert!(rows("metrics").len() >= 3);
    for metric in rows("metrics") {
        assert!(metric["current"].is_number(), "{metric}");
        assert!(metric["target"].is_number(), "{metric}");
    }
}

#[test]
fn what_is_tested_names_a_test_that_leads_there() {
    for file in rows("files") {
        let is_tested = file["status"] == "direct" || file["status"] == "reached";
        let tests = file["tests"].as_array().map_or(0, Vec::len);
        assert!(!is_tested || tests > 0, "{}", file["path"]);
    }
}

#[test]
fn it_is_printed_where_there_is_no_terminal() {
    let output = Tree::new("").run(&["demo"]);
    assert!(output.starts_with("0\n-- out\nToolshed: "), "{output}");
    assert!(output.contains("frontend/src/stores/auth.ts"), "{output}");
}
