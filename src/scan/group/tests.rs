use std::sync::Arc;

use super::*;
use crate::scan::fixture::units;

fn rule(name: &str, paths: &[&str]) -> ComponentRule {
    ComponentRule {
        name: name.to_owned(),
        paths: paths.iter().map(|&path| path.to_owned()).collect(),
        ..ComponentRule::default()
    }
}

/// Groups files and prints each component as `id (parent) name: files`.
fn check(paths: &[&str], rules: &[ComponentRule], expect: &[&str]) {
    let fixture: String = paths.iter().map(|path| format!("//- /{path}\n")).collect();
    let (_, units) = units(&fixture);
    let grouping = group(&units, rules, "project").unwrap();
    let lines: Vec<String> = grouping
        .components
        .iter()
        .enumerate()
        .map(|(index, component)| {
            let parent = component.parent.map_or("-".into(), |id| {
                Arc::clone(&grouping.components[id.0 as usize].id)
            });
            let files = grouping
                .of_file
                .iter()
                .flatten()
                .filter(|id| id.0 as usize == index)
                .count();
            format!("{} ({parent}) {}: {files}", component.id, component.name)
        })
        .collect();
    assert_eq!(lines, expect);
}

#[test]
fn projects_and_their_source_folders_are_components() {
    check(
        &[
            "README.md",
            "back/pyproject.toml",
            "back/app/__init__.py",
            "back/app/api/a.py",
            "back/app/api/b.py",
            "back/app/api/c.py",
            "back/app/core/a.py",
            "web/package.json",
            "web/src/stores/a.ts",
            "web/src/stores/b.ts",
            "web/src/stores/c.ts",
            "web/src/main.ts",
        ],
        &[],
        &[
            ". (-) project: 1",
            "back (.) back: 3",
            "back/app/api (back) app/api: 3",
            "web (.) web: 2",
            "web/src/stores (web) src/stores: 3",
        ],
    );
}

#[test]
fn configured_components_come_first_and_hide_nothing() {
    check(
        &[
            "back/pyproject.toml",
            "back/api/a.py",
            "back/api/b.py",
            "back/api/c.py",
            "back/x.py",
            "y.py",
        ],
        &[rule("Routes", &["back/api"])],
        &[
            ". (-) project: 1",
            "back (.) back: 2",
            "back/api (back) Routes: 3",
        ],
    );
}

#[test]
fn the_first_rule_that_matches_counts() {
    check(
        &["web/a/X.vue", "web/a/y.ts"],
        &[rule("Views", &["web/**/*.vue"]), rule("Rest", &["web"])],
        &[
            ". (-) project: 0",
            "web (.) Views: 1",
            "web#rest (.) Rest: 1",
        ],
    );
}

#[test]
fn a_small_tree_is_one_component() {
    check(&["a.py", "b.py"], &[], &[". (-) project: 2"]);
}

#[test]
fn a_library_is_divided_by_its_folders() {
    check(
        &[
            "pyproject.toml",
            "lib/a.py",
            "lib/b.py",
            "lib/c.py",
            "lib/io/a.py",
            "lib/io/b.py",
            "lib/io/c.py",
            "tests/test_a.py",
        ],
        &[],
        &[". (-) project: 5", "lib/io (.) lib/io: 3"],
    );
}

#[test]
fn the_common_folder_of_patterns_names_a_component() {
    let folder = |patterns: &[&str]| {
        common_folder(
            &patterns
                .iter()
                .map(|&pattern| pattern.to_owned())
                .collect::<Vec<_>>(),
            &|path| ["web/[id]", "web/v1.2"].contains(&path),
        )
    };
    assert_eq!(folder(&["web/src/**/*.vue"]), "web/src");
    assert_eq!(folder(&["web/src/a.ts"]), "web/src");
    assert_eq!(folder(&["web/a", "web/b"]), "web");
    assert_eq!(folder(&["a", "b"]), "");
    assert_eq!(folder(&["web/[id]"]), "web/[id]");
    assert_eq!(folder(&["web/v1.2"]), "web/v1.2");
}

#[test]
fn two_parts_of_one_name_are_told_apart_by_their_path() {
    check(
        &[
            "back/pyproject.toml",
            "back/app/api/a.py",
            "back/app/api/b.py",
            "back/app/api/c.py",
            "back/app/x.py",
            "back/app/y.py",
            "back/app/z.py",
            "sdk/pyproject.toml",
            "sdk/app/api/a.py",
            "sdk/app/api/b.py",
            "sdk/app/api/c.py",
            "sdk/app/x.py",
            "sdk/app/y.py",
            "sdk/app/z.py",
        ],
        &[],
        &[
            ". (-) project: 0",
            "back (.) back: 4",
            "back/app/api (back) back/app/api: 3",
            "sdk (.) sdk: 4",
            "sdk/app/api (sdk) sdk/app/api: 3",
        ],
    );
}

#[test]
fn a_name_that_people_gave_stays_and_the_found_one_is_told_apart() {
    check(
        &[
            "back/pyproject.toml",
            "back/api/a.py",
            "back/api/b.py",
            "back/api/c.py",
            "back/x.py",
            "back/y.py",
            "back/z.py",
            "other/q.py",
        ],
        &[rule("api", &["other"])],
        &[
            ". (-) project: 0",
            "back (.) back: 4",
            "back/api (back) back/api: 3",
            "other (.) api: 1",
        ],
    );
}

#[test]
fn naming_one_part_makes_no_new_ones_of_the_rest() {
    let paths = [
        "lib/a.py",
        "lib/b.py",
        "lib/c.py",
        "lib/d.py",
        "lib/e.py",
        "lib/f.py",
        "lib/g.py",
        "lib/h.py",
        "lib/i.py",
        "lib/j.py",
        "lib/k.py",
        "lib/l.py",
        "extra/a.py",
        "extra/b.py",
        "extra/c.py",
    ];
    check(&paths, &[], &[". (-) project: 15"]);
    check(
        &paths,
        &[rule("Library", &["lib"])],
        &[". (-) project: 3", "lib (.) Library: 12"],
    );
}

#[test]
fn no_two_components_have_one_identity() {
    let paths = [
        "backend/a.py",
        "backend/b.py",
        "backend/c.py",
        "backend/d.py",
        "backend/pyproject.toml",
        "frontend/q_special.py",
        "frontend/r_one.py",
        "frontend/s_two.py",
    ];
    let rules = [
        rule("Backend", &["**/*_special.py"]),
        rule("A b", &["frontend/r_one.py"]),
        rule("A-b", &["frontend/s_two.py"]),
        rule("One", &["frontend"]),
    ];
    check(
        &paths,
        &rules,
        &[
            ". (-) project: 0",
            "backend#backend (.) Backend: 1",
            "backend (.) backend: 5",
            "frontend (.) A b: 1",
            "frontend#a-b (.) A-b: 1",
            "frontend#one (.) One: 0",
        ],
    );
}
