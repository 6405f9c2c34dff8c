//! Pages that are made from the program, or that speak of it, are as it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::Tree;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `UPDATE_DOCS=1 cargo test --test it docs` writes the page anew.
#[test]
fn the_page_of_keys_is_the_table_of_actions() {
    let path = root().join("docs/keys.md");
    let page = lacuna::ui::keys_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let is_current = std::fs::read_to_string(&path).is_ok_and(|kept| kept == page);
    assert!(is_current, "run `UPDATE_DOCS=1 cargo test --test it docs`");
}

#[test]
fn the_manual_page_explains_every_key_and_is_well_formed() {
    let tree = Tree::new("");
    let page = tree.run(&["man"]);
    for text in [
        ".SH NAME",
        ".SH \"KEYS\"",
        "\\fBctrl\\-r\\fR",
        ".SH \"EXIT STATUS\"",
    ] {
        assert!(page.contains(text), "no `{text}`");
    }
    for entry in lacuna::ui::entries() {
        let id = entry.id.replace('-', "\\-");
        assert!(page.contains(&format!("({id})")), "no `{id}`");
    }
    tree.run(&["man", "--into", "pages"]);
    let scan = tree.read("pages/lacuna-scan.1");
    assert!(scan.contains("\\-\\-format"), "{scan}");
    assert!(tree.read("pages/lacuna.1").contains(".SH \"KEYS\""));
    // Where there is a formatter, it has nothing to complain of.
    let file = tree.path().join("pages/lacuna.1");
    if let Ok(output) = Command::new("mandoc")
        .args(["-T", "lint", "-W", "error"])
        .arg(file)
        .output()
    {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
    }
}

#[test]
fn every_shell_gets_its_completions() {
    let tree = Tree::new("");
    for (shell, text) in [
        ("bash", "complete -F _lacuna"),
        ("zsh", "#compdef lacuna"),
        ("fish", "complete -c lacuna"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[lacuna]"),
    ] {
        let script = tree.run(&["completions", shell]);
        assert!(script.starts_with("0\n"), "{script}");
        assert!(script.contains(text), "{shell}: no `{text}`");
        assert!(script.contains("no-watch"), "{shell}");
    }
    let refused = tree.run(&["completions", "cmd"]);
    assert!(refused.starts_with("2\n"), "{refused}");
}

/// All names of tests in the tree.
fn tests() -> Vec<String> {
    let mut names = Vec::new();
    let mut folders: Vec<PathBuf> = ["src", "tests"].map(|name| root().join(name)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                names.extend(tests_of(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    names
}

/// The functions of a file that stand behind `#[test]`, other attributes between.
fn tests_of(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if line == "#[test]" {
            is_test = true;
        } else if line.starts_with("#[ignore") {
            // What does not run proves nothing.
            is_test = false;
        } else if let Some(rest) = line.strip_prefix("fn ").filter(|_| is_test) {
            names.extend(rest.split('(').next().map(str::to_owned));
            is_test = false;
        } else if !line.starts_with("#[") && !line.starts_with("//") {
            is_test = false;
        }
    }
    names
}

#[test]
fn every_feature_names_a_test_that_exists() {
    let page = std::fs::read_to_string(root().join("docs/features.md")).unwrap();
    let tests = tests();
    let mut rows = 0;
    // What is left out has a reason in place of a test.
    let (there, _) = page.split_once("\n## What other programs have").unwrap();
    for row in there
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| what"))
    {
        rows += 1;
        let proof = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let named: Vec<&str> = proof.split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "no test: {row}");
        for name in named {
            assert!(
                tests.iter().any(|test| test == name),
                "no test is called `{name}`"
            );
        }
    }
    assert!(rows > 40, "only {rows} rows");
}
