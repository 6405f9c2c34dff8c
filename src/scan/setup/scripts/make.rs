//! Targets of make files and recipes of just files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Kind, Scripts};

/// Most targets on one line that are read.
const MAX_TARGETS: usize = 64;

/// Reads the targets of a make file, or the recipes of a just file. What a target needs is made
/// first, as if it were a command of its own.
pub(super) fn make(path: &Arc<str>, text: &str, kind: Kind, scripts: &mut Scripts) {
    let tool = if kind == Kind::Just { "just" } else { "make" };
    let variables = variables(text);
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
                scripts.add(kind, path, target, recipe.0, &recipe.1);
            }
        }
        recipe = (0, String::new());
        current = Vec::new();
        let Some((targets, needs)) = rule(line) else {
            continue;
        };
        for target in targets.split_whitespace().take(MAX_TARGETS) {
            let target = target.trim_start_matches('@');
            current.push(target.to_owned());
            for need in needs.split_whitespace().filter(|need| is_name(need)) {
                scripts.add(kind, path, target, number, &format!("{tool} {need}"));
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

/// Plain assignments of the file.
fn variables(text: &str) -> BTreeMap<&str, &str> {
    let assignment = |line: &'_ str| -> Option<(usize, usize)> {
        let at = line.find('=')?;
        let name = line.get(..at)?.trim_end_matches([':', '?', '+']).trim();
        let is_name = !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_name && !line.starts_with('\t')).then_some((name.len(), at + 1))
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
        make(&"Makefile".into(), text, kind, &mut scripts);
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
    }

    #[test]
    fn just_recipes_have_parameters() {
        let text = "test *args:\n    pytest {{args}}\nall: test\n";
        check(Kind::Just, text, "test", &[(2, "pytest {{args}}")]);
        check(Kind::Just, text, "all", &[(3, "just test")]);
    }
}
