//! Targets of make files and recipes of just files.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::scan::paths::{folder_of, join};
use crate::scan::walk::Tree;

use super::{Kind, Script, Scripts};

/// Most targets on one line that are read.
const MAX_TARGETS: usize = 64;

/// Most files that a make file takes in.
const MAX_INCLUDED: usize = 64;

/// Reads the targets of a make file, with those of the files that it names as its parts.
pub(super) fn whole(path: &Arc<str>, text: &str, tree: &Tree, scripts: &mut Scripts) {
    let folder = folder_of(path);
    make(path, folder, text, Kind::Make, scripts);
    let words = text.lines().filter_map(|line| {
        let line = line.trim_start_matches('-').trim_start_matches('s');
        line.strip_prefix("include ")
    });
    let words = words.flat_map(str::split_whitespace).take(MAX_INCLUDED);
    let paths = words.filter_map(|word| join(folder, word));
    for (path, part) in paths.filter_map(|path| tree.manifests.get_key_value(&*path)) {
        make(path, folder, &part.text, Kind::Make, scripts);
    }
}

/// Reads the targets of a make file, or the recipes of a just file, that work in a folder. What a
/// target needs is made first, as if it were a command of its own.
pub(super) fn make(path: &Arc<str>, folder: &str, text: &str, kind: Kind, scripts: &mut Scripts) {
    let tool = if kind == Kind::Just { "just" } else { "make" };
    let variables = variables(text);
    let own = own_variables(text);
    let mut add = |target: &str, line: u32, text: &str| {
        let key = (kind, folder.to_owned(), target.to_owned());
        scripts.by_name.entry(key).or_default().push(Script {
            path: path.clone(),
            line,
            text: text.to_owned(),
            variables: own.get(target).cloned().unwrap_or_default(),
            defaults: Vec::new(),
        });
    };
    let mut current: Vec<String> = Vec::new();
    let mut recipe = (0, String::new());
    let lines: Vec<&str> = text.lines().collect();
    for (number, line) in (1_u32..).zip(lines.iter().copied().chain([""])) {
        let is_recipe = line.starts_with('\t')
            || kind == Kind::Just && line.starts_with(' ') && !line.trim().is_empty();
        if is_recipe {
            if recipe.1.is_empty() {
                recipe.0 = number;
            }
            let command = line.trim_start().trim_start_matches(['@', '-', '+']);
            recipe.1.push_str(&expand(command, &variables));
            recipe.1.push('\n');
            continue;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            if !recipe.1.is_empty() {
                recipe.1.push('\n');
            }
            if (number as usize) <= lines.len() {
                continue;
            }
        }
        for target in &current {
            if !recipe.1.trim().is_empty() {
                add(target, recipe.0, &recipe.1);
            }
        }
        recipe = (0, String::new());
        current = Vec::new();
        let Some((targets, needs)) = rule(line) else {
            continue;
        };
        // `test: ; go test ./...`
        if let Some((_, inline)) = line.split_once(';').filter(|_| kind == Kind::Make) {
            recipe = (number, format!("{}\n", expand(inline.trim(), &variables)));
        }
        for target in targets.split_whitespace().take(MAX_TARGETS) {
            let target = target.trim_start_matches('@');
            current.push(target.to_owned());
            for need in needs.split_whitespace().filter(|need| is_name(need)) {
                add(target, number, &format!("{tool} {need}"));
            }
            if kind == Kind::Just {
                // What follows the name are parameters.
                break;
            }
        }
    }
}

/// The targets and what they need, of a line that begins a rule.
fn rule(line: &str) -> Option<(&str, &str)> {
    let (targets, rest) = line.split_once(':')?;
    let is_rule = !targets.contains(['=', '$', '"', '\''])
        && !rest.starts_with('=')
        && !rest.starts_with(":=")
        && !targets.starts_with([' ', '.'])
        && !targets.trim().is_empty();
    is_rule.then(|| {
        let needs = rest.trim_start_matches(':');
        let needs = needs.split(['#', ';']).next().unwrap_or_default();
        (targets, needs)
    })
}

fn is_name(need: &str) -> bool {
    !need.contains(['$', '%', '(', '=', '|', '&'])
}

/// What rules set for a target and all that it needs: `cover: FLAGS = --cov`.
fn own_variables(text: &str) -> BTreeMap<&str, Vec<(String, String)>> {
    let mut found: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    let lines = text.lines().filter(|line| !line.starts_with('\t'));
    for (targets, setting) in lines.filter_map(|line| line.split_once(':')) {
        let Some((name, value)) = setting.split_once('=') else {
            continue;
        };
        let name = name.trim_end_matches([':', '?', '+']).trim();
        if is_variable(name) {
            for target in targets.split_whitespace().take(MAX_TARGETS) {
                let variable = (name.to_owned(), value.trim().to_owned());
                found.entry(target).or_default().push(variable);
            }
        }
    }
    found
}

fn is_variable(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !name.is_empty() && name.bytes().all(is_letter)
}

/// Plain assignments of the file.
fn variables(text: &str) -> BTreeMap<&str, &str> {
    let assignment = |line: &'_ str| -> Option<(usize, usize)> {
        let at = line.find('=')?;
        let name = line.get(..at)?.trim_end_matches([':', '?', '+']).trim();
        (is_variable(name) && !line.starts_with('\t')).then_some((name.len(), at + 1))
    };
    text.lines()
        .filter_map(|line| {
            let (name, value) = assignment(line)?;
            Some((line.get(..name)?.trim(), line.get(value..)?.trim()))
        })
        .collect()
}

/// Puts in the values of variables, one level deep: most name a program.
fn expand(line: &str, variables: &BTreeMap<&str, &str>) -> String {
    let mut whole = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("$(").or_else(|| rest.find("${")) {
        let (before, after) = rest.split_at(at);
        whole.push_str(before);
        let inside = after.get(2..).unwrap_or_default();
        let close = if after.starts_with("$(") { ')' } else { '}' };
        match inside.split_once(close) {
            Some((name, tail)) if variables.contains_key(name) => {
                whole.push_str(variables.get(name).copied().unwrap_or_default());
                rest = tail;
            }
            _ => {
                whole.push_str(after.get(..2).unwrap_or(after));
                rest = inside;
            }
        }
    }
    whole.push_str(rest);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str, name: &str, expect: &[(u32, &str)]) {
        let mut scripts = Scripts::default();
        make(&"Makefile".into(), "", text, kind, &mut scripts);
        let found: Vec<(u32, &str)> = scripts
            .get(kind, "", name)
            .iter()
            .map(|script| (script.line, script.text.trim()))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn recipes_needs_and_variables() {
        let text = "GO := go\n.PHONY: test\ntest: lint\n\t@$(GO) test ./...\n\ncheck: test | vet\n";
        check(
            Kind::Make,
            text,
            "test",
            &[(3, "make lint"), (4, "go test ./...")],
        );
        check(
            Kind::Make,
            text,
            "check",
            &[(6, "make test"), (6, "make vet")],
        );
        check(Kind::Make, text, "GO", &[]);
        check(
            Kind::Make,
            "test: lint ; go test ./...\n\tgo vet\n",
            "test",
            &[(1, "make lint"), (1, "go test ./...\ngo vet")],
        );
    }

    #[test]
    fn a_rule_sets_variables_for_its_target() {
        let text = "all: a\ncover: COV=--cov=x --cov=y\ncover more: B += 1\nx := 1\n\ty: z=1\n";
        let expect = [
            ("cover", vec![("COV", "--cov=x --cov=y"), ("B", "1")]),
            ("more", vec![("B", "1")]),
        ];
        let expect = expect.map(|(target, set)| {
            let set = set
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            (target, set.collect::<Vec<_>>())
        });
        assert_eq!(own_variables(text), BTreeMap::from(expect));
    }

    #[test]
    fn just_recipes_have_parameters() {
        let text = "test *args:\n    pytest {{args}}\nall: test\n";
        check(Kind::Just, text, "test", &[(2, "pytest {{args}}")]);
        check(Kind::Just, text, "all", &[(3, "just test")]);
    }
}
