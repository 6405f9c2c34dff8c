//! `config.example.toml` loads, and shows every key.

use std::collections::BTreeSet;

use super::*;

const EXAMPLE: &str = include_str!("../../../config.example.toml");

/// Keys that serde knows at a place of a file, as it lists them itself.
fn known<T: DeserializeOwned + std::fmt::Debug>(header: &str) -> Vec<String> {
    let error = toml::from_str::<T>(&format!("{header}\n'?' = 1")).unwrap_err();
    let known = error.message().split('`').skip(3).step_by(2);
    known.map(str::to_owned).collect()
}

/// Keys of a table, or of all tables of a list, at `name` of a text.
fn used(text: &str, name: &str) -> BTreeSet<String> {
    let table: toml::Table = text.parse().unwrap();
    let tables = match table.get(name) {
        Some(toml::Value::Array(tables)) => tables.clone(),
        Some(table) => vec![table.clone()],
        None => vec![toml::Value::Table(table)],
    };
    let tables = tables.iter().map(|table| table.as_table().unwrap());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

/// The part of the example that shows the user's own file, comment signs taken off.
fn user_example() -> String {
    let (_, text) = EXAMPLE.split_once("# config.toml\n").unwrap();
    let lines = text
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_example_loads() {
    project(EXAMPLE).unwrap();
    user(&user_example()).unwrap();
}

#[test]
fn the_example_shows_every_key() {
    let check = |text: &str, name: &str, known: Vec<String>| {
        assert!(!known.is_empty(), "{name}");
        let used = used(text, name);
        let missing: Vec<_> = known.iter().filter(|key| !used.contains(*key)).collect();
        assert!(missing.is_empty(), "`{name}` does not show {missing:?}");
    };
    check(EXAMPLE, "", known::<ProjectFields>(""));
    for name in ["levels", "priorities", "weights", "plan", "coverage"] {
        check(EXAMPLE, name, known::<ProjectFields>(&format!("[{name}]")));
    }
    for name in ["component", "rule", "override", "metric", "kind"] {
        check(
            EXAMPLE,
            name,
            known::<ProjectFields>(&format!("[[{name}]]")),
        );
    }
    let text = user_example();
    check(&text, "", known::<UserFields>(""));
}
