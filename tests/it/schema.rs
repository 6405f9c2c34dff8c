//! `lacuna schema`, held against what is printed.

use serde_json::Value;

use crate::harness::Tree;

/// What is wrong with a value by a schema; all keys of objects have to be described. Knows the words
/// of JSON Schema that ours has, and fails on others.
fn faults(schema: &Value, value: &Value, all: &Value, place: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (word, rule) in schema.as_object().unwrap() {
        let is_met = match word.as_str() {
            "description" | "title" | "$schema" | "$defs" => true,
            "$ref" => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                faults.extend(faults_of(&all["$defs"][name], value, all, place));
                true
            }
            "anyOf" => rule
                .as_array()
                .unwrap()
                .iter()
                .any(|one| faults_of(one, value, all, place).is_empty()),
            "const" => value == rule,
            "enum" => rule.as_array().unwrap().contains(value),
            "type" => is_of_type(rule, value),
            "minimum" => value
                .as_f64()
                .is_none_or(|number| number >= rule.as_f64().unwrap()),
            "maximum" => value
                .as_f64()
                .is_none_or(|number| number <= rule.as_f64().unwrap()),
            "minItems" => value
                .as_array()
                .is_none_or(|all| all.len() as u64 >= rule.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|all| all.len() as u64 <= rule.as_u64().unwrap()),
            "required" => value.as_object().is_none_or(|object| {
                let names = rule.as_array().unwrap();
                names
                    .iter()
                    .all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "properties" | "additionalProperties" | "items" => {
                faults.extend(faults_inside((word, rule), value, all, place));
                true
            }
            other => panic!("`{other}` is not known here"),
        };
        if !is_met {
            faults.push(format!("{place}: {word} of {value}"));
        }
    }
    faults
}

/// What is wrong with the members of a value.
fn faults_inside(
    (word, rule): (&str, &Value),
    value: &Value,
    all: &Value,
    place: &str,
) -> Vec<String> {
    let members = value.as_object().into_iter().flatten();
    let named = members.map(|(key, inner)| (format!("{place}.{key}"), Some(key.as_str()), inner));
    let items = value.as_array().into_iter().flatten().enumerate();
    let items = items.map(|(at, inner)| (format!("{place}[{at}]"), None, inner));
    named
        .chain(items)
        .flat_map(|(place, key, inner)| match (word, key) {
            ("items", None) | ("additionalProperties", Some(_)) => {
                faults_of(rule, inner, all, &place)
            }
            ("properties", Some(key)) => match rule.get(key) {
                Some(rule) => faults_of(rule, inner, all, &place),
                None => vec![format!("{place} is not described")],
            },
            _ => Vec::new(),
        })
        .collect()
}

fn faults_of(schema: &Value, value: &Value, all: &Value, place: &str) -> Vec<String> {
    assert!(schema.is_object(), "no schema for {place}");
    faults(schema, value, all, place)
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        other => panic!("`{other}` is no type"),
    };
    match rule.as_array() {
        Some(names) => names.iter().any(is),
        None => is(rule),
    }
}

fn printed(tree: &Tree, arguments: &[&str]) -> Value {
    let said = tree.run(arguments);
    let text = said
        .strip_prefix("0\n-- out\n")
        .unwrap_or_else(|| panic!("{said}"));
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_schema_describes_every_key_that_is_printed() {
    let tree = Tree::new(include_str!("../../assets/demo/monorepo.txt"));
    let schema = printed(&tree, &["schema"]);
    let value = printed(&tree, &["scan", "--format", "json"]);
    assert_eq!(faults(&schema, &value, &schema, ""), [] as [String; 0]);
    // Every kind of thing is among what was looked at.
    for key in ["files", "components", "metrics", "checks", "snapshots"] {
        assert!(!value[key].as_array().unwrap().is_empty(), "{key}");
    }
}

#[test]
fn the_schema_is_not_met_by_anything() {
    let tree = Tree::new("//- /app/a.py\ndef f(x):\n    return x\n");
    let report = "SF:app/a.py\nDA:1,1\nDA:2,1\nend_of_record\n";
    tree.write("lcov.info", report);
    let schema = printed(&tree, &["schema"]);
    let value = printed(&tree, &["scan", "--format", "json"]);
    assert_eq!(faults(&schema, &value, &schema, ""), [] as [String; 0]);
    assert_eq!(value["reports"][0]["matched"], 1);
    assert_eq!(value["files"][0]["coverage"]["basis"], "measured");
    let check = |change: &dyn Fn(&mut Value), expect: &str| {
        let mut changed = value.clone();
        change(&mut changed);
        let found = faults(&schema, &changed, &schema, "");
        assert_eq!(found, [expect]);
    };
    check(&|value| value["schema"] = 2.into(), ".schema: const of 2");
    check(
        &|value| value["files"][0]["risk"] = 101.into(),
        ".files[0].risk: maximum of 101",
    );
    check(
        &|value| value["files"][0]["status"] = "odd".into(),
        ".files[0].status: enum of \"odd\"",
    );
    check(
        &|value| value["files"][0]["extra"] = 1.into(),
        ".files[0].extra is not described",
    );
}
