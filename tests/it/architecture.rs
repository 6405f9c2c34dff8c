//! The direction of dependencies between modules, as `src/ARCHITECTURE.md` lays it down.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Modules, with those they may import; arrows are transitive, and all may import `error`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    ("cli", &["ui", "report", "audit", "track", "analyze"]),
    ("analyze", &["scan", "assess"]),
    ("scan", &["lang", "coverage"]),
    ("assess", &["model"]),
    ("track", &["model"]),
    ("report", &["track", "json"]),
    ("audit", &["scan", "assess", "track", "json"]),
    ("ui", &["track", "config"]),
    ("lang", &["model"]),
    ("config", &["model"]),
    ("coverage", &["model"]),
    ("json", &["model"]),
    ("model", &["error"]),
    ("error", &[]),
];

#[test]
fn modules_import_only_what_the_architecture_allows() {
    let mut wrong = Vec::new();
    let mut paths = 0;
    for file in rust_files(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path()) {
        let module = module_of(&file);
        let text = std::fs::read_to_string(&file).unwrap();
        for target in crate_paths(&text) {
            paths += 1;
            // Only modules count; other words stand in the fixtures of tests.
            let is_module = ALLOWED.iter().any(|(known, _)| *known == target);
            if is_module && target != module && !reachable(&module).contains_key(target.as_str()) {
                wrong.push(format!("{}: {module} imports {target}", file.display()));
            }
        }
    }
    assert!(paths > 100, "only {paths} paths were found");
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_module_has_its_row() {
    let modules: Vec<String> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|module| module != "lib")
        .collect();
    for module in modules {
        assert!(
            ALLOWED.iter().any(|(known, _)| *known == module),
            "{module}"
        );
    }
}

/// The modules that one may import, at any distance.
fn reachable(module: &str) -> BTreeMap<&'static str, ()> {
    let mut found = BTreeMap::from([("error", ())]);
    let mut open: Vec<&str> = vec![module];
    while let Some(module) = open.pop() {
        let row = ALLOWED.iter().find(|(known, _)| *known == module);
        for target in row.map_or(&[] as &[&str], |(_, targets)| targets) {
            if found.insert(target, ()).is_none() {
                open.push(target);
            }
        }
    }
    found
}

/// The first part of every `crate::…` path (in `main.rs`, of every `lacuna::…` path).
fn crate_paths(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let code: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let text = code.join("\n");
    for start in ["crate::", "lacuna::"] {
        for (at, _) in text.match_indices(start) {
            if text[..at]
                .ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | '$'))
            {
                continue;
            }
            let rest = &text[at + start.len()..];
            let names = match rest.strip_prefix('{') {
                Some(group) => group
                    .split('}')
                    .next()
                    .unwrap_or_default()
                    .split(',')
                    .collect(),
                None => vec![rest],
            };
            for name in names {
                let name: String = name
                    .trim()
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                if !name.is_empty() {
                    found.push(name);
                }
            }
        }
    }
    found
}

fn module_of(file: &Path) -> String {
    let below = file
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let first = below
        .components()
        .next()
        .unwrap()
        .as_os_str()
        .to_str()
        .unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}
