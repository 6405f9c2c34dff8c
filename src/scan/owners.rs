//! Who owns a file, by the `CODEOWNERS` of GitHub or GitLab.
//!
//! Both read patterns as a `.gitignore` does, with differences that are theirs; the last pattern
//! that matches decides. GitLab's files may have sections, each of which decides by itself, and
//! lines that start with `!` and take files out again.

use std::sync::Arc;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::walk::Tree;
use crate::model::Warning;

/// Where the file may lie; the first one counts.
const PLACES: [&str; 4] = [
    ".github/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
    ".gitlab/CODEOWNERS",
];

/// Largest file that is read, in bytes; GitHub reads none larger either.
const MAX_SIZE: u64 = 3 << 20;

/// Most patterns that are read.
const MAX_RULES: usize = 20_000;

/// Longest pattern, in bytes.
const MAX_PATTERN: usize = 1_000;

/// Who owns which files.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    globs: GlobSet,
    /// For each glob, the index of its rule.
    rule_of: Vec<usize>,
    rules: Vec<Rule>,
    sections: usize,
    /// What could not be read.
    pub warnings: Vec<Warning>,
}

/// A line of the file.
#[derive(Debug, Clone)]
struct Rule {
    section: usize,
    /// None where nobody owns what matches.
    owners: Option<Arc<str>>,
}

/// Reads the `CODEOWNERS` of a tree, where there is one.
pub fn owners(tree: &Tree) -> Owners {
    let found = PLACES.iter().find_map(|place| {
        let at = tree
            .entries
            .binary_search_by(|entry| entry.path.as_ref().cmp(place));
        at.ok().and_then(|at| tree.entries.get(at))
    });
    let Some(entry) = found else {
        return Owners::default();
    };
    let size = std::fs::metadata(&entry.disk).map_or(0, |found| found.len());
    let text = match std::fs::read(&entry.disk) {
        _ if size > MAX_SIZE => Err("the file is too large".to_owned()),
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => Err(error.to_string()),
    };
    match text {
        Ok(text) => Owners::parse(&entry.path, &text),
        Err(message) => Owners {
            warnings: vec![warning(&entry.path, &message)],
            ..Owners::default()
        },
    }
}

impl Owners {
    /// Who owns a file, as the file writes it: `@team @person`.
    pub fn of(&self, path: &str) -> Option<Arc<str>> {
        let mut last: Vec<Option<usize>> = vec![None; self.sections];
        for glob in self.globs.matches(path) {
            let Some(at) = self.rule_of.get(glob).copied() else {
                continue;
            };
            let section = self.rules.get(at).map_or(0, |rule| rule.section);
            if let Some(slot) = last.get_mut(section) {
                *slot = (*slot).max(Some(at));
            }
        }
        let rules = last
            .into_iter()
            .flatten()
            .filter_map(|at| self.rules.get(at));
        let mut found = rules.filter_map(|rule| rule.owners.clone());
        let first = found.next()?;
        let mut names: Vec<&str> = first.split(' ').collect();
        let rest: Vec<Arc<str>> = found.collect();
        if rest.is_empty() {
            return Some(first);
        }
        for name in rest.iter().flat_map(|owners| owners.split(' ')) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Some(names.join(" ").into())
    }

    fn parse(place: &str, text: &str) -> Self {
        let lines = || text.lines().map(str::trim).filter(|line| is_content(line));
        let is_gitlab =
            place.starts_with(".gitlab/") || lines().any(|line| section(line).is_some());
        let mut owners = Self {
            sections: 1,
            ..Self::default()
        };
        let mut globs = GlobSetBuilder::new();
        let mut usual: Option<Arc<str>> = None;
        for line in lines() {
            if let Some(names) = section(line).filter(|_| is_gitlab) {
                owners.sections += 1;
                usual = names_of(names);
                continue;
            }
            if owners.rules.len() >= MAX_RULES {
                let message = format!("only the first {MAX_RULES} patterns are read");
                owners.warnings.push(warning(place, &message));
                break;
            }
            let (pattern, names) = split(line);
            let (pattern, is_out) = match pattern.strip_prefix('!') {
                Some(rest) if is_gitlab => (rest.to_owned(), true),
                _ => (pattern, false),
            };
            let Some(found) = translated(&pattern, is_gitlab) else {
                let message = format!("cannot read the pattern `{pattern}`");
                owners.warnings.push(warning(place, &message));
                continue;
            };
            for glob in found {
                globs.add(glob);
                owners.rule_of.push(owners.rules.len());
            }
            owners.rules.push(Rule {
                section: owners.sections - 1,
                owners: names_of(names)
                    .or_else(|| usual.clone())
                    .filter(|_| !is_out),
            });
        }
        match globs.build() {
            Ok(globs) => owners.globs = globs,
            Err(error) => owners.warnings.push(warning(place, &error.to_string())),
        }
        owners
    }
}

fn is_content(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// The default owners behind the header of a section: `[Name]`, `^[Name][2] @team`.
fn section(line: &str) -> Option<&str> {
    let line = line.strip_prefix('^').unwrap_or(line);
    let (name, rest) = line.strip_prefix('[')?.split_once(']')?;
    if name.is_empty() {
        return None;
    }
    let rest = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((count, rest)) if count.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => rest,
    };
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

/// The pattern of a line, blanks after a backslash included, and what follows.
fn split(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut is_escaped = false;
    for (at, letter) in line.char_indices() {
        if letter.is_whitespace() && !is_escaped {
            return (pattern, line.get(at..).unwrap_or_default());
        }
        is_escaped = letter == '\\' && !is_escaped;
        if !is_escaped {
            pattern.push(letter);
        }
    }
    (pattern, "")
}

/// The owners of a line: names with `@` and mails, up to a comment.
fn names_of(text: &str) -> Option<Arc<str>> {
    let words = text
        .split_whitespace()
        .take_while(|word| !word.starts_with('#'));
    let names: Vec<&str> = words.filter(|word| word.contains('@')).collect();
    (!names.is_empty()).then(|| names.join(" ").into())
}

/// The globs that a pattern stands for; none where it cannot be read.
fn translated(pattern: &str, is_gitlab: bool) -> Option<Vec<Glob>> {
    let is_folder = pattern.ends_with('/');
    let bare = pattern.trim_matches('/');
    if bare.is_empty() || pattern.len() > MAX_PATTERN {
        return None;
    }
    let is_anchored = pattern.starts_with('/') || (!is_gitlab && bare.contains('/'));
    let mut base = String::new();
    if !is_anchored && !bare.starts_with("**/") {
        base.push_str("**/");
    }
    for letter in bare.chars() {
        // Both take these as they are.
        if matches!(letter, '[' | ']' | '{' | '}') {
            base.push('\\');
        }
        base.push(letter);
    }
    // `docs/*` means what lies in the folder itself, `docs` and `docs*` all below as well.
    let is_flat = bare == "*" || bare.ends_with("/*");
    let below = format!("{base}/**");
    let texts = match (is_folder, is_flat) {
        (true, _) => vec![below],
        (false, true) => vec![base],
        (false, false) => vec![base, below],
    };
    let glob = |text: &String| {
        let mut builder = GlobBuilder::new(text);
        builder
            .literal_separator(true)
            .backslash_escape(true)
            .build()
            .ok()
    };
    texts.iter().map(glob).collect()
}

fn warning(path: &str, message: &str) -> Warning {
    Warning {
        path: path.into(),
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: &str, text: &str, expect: &[(&str, Option<&str>)]) {
        let owners = Owners::parse(place, text);
        for (path, expect) in expect {
            assert_eq!(owners.of(path).as_deref(), *expect, "{path} in {text}");
        }
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        let text = "# all\n* @all\n*.js @js # scripts\n/build/ @build\n/build/free\n";
        check(
            "CODEOWNERS",
            text,
            &[
                ("a.py", Some("@all")),
                ("src/deep/a.js", Some("@js")),
                ("build/a.js", Some("@build")),
                ("lib/build/a.js", Some("@js")),
                ("build/free/a.js", None),
            ],
        );
    }

    #[test]
    fn folders_and_slashes_are_read_as_github_does() {
        let text = "apps/ @apps\ndocs/* @docs\n/lib @lib\n**/logs @logs\nsrc/*/x @x\n";
        check(
            "CODEOWNERS",
            text,
            &[
                ("apps/a/b.py", Some("@apps")),
                ("web/apps/b.py", Some("@apps")),
                ("apps", None),
                ("docs/a.md", Some("@docs")),
                ("docs/deep/a.md", None),
                ("lib/deep/a.py", Some("@lib")),
                ("web/lib/a.py", None),
                ("a/b/logs/c", Some("@logs")),
                ("src/a/x/b.py", Some("@x")),
                ("src/a/b/x", None),
            ],
        );
    }

    #[test]
    fn letters_of_globs_that_are_not_special_stay_letters() {
        let text = "/app/[id]/ @route\n/a\\ b.py @blank mail@example.org nobody\n/{x}.py @braces\n";
        check(
            "CODEOWNERS",
            text,
            &[
                ("app/[id]/page.tsx", Some("@route")),
                ("app/i/page.tsx", None),
                ("a b.py", Some("@blank mail@example.org")),
                ("{x}.py", Some("@braces")),
            ],
        );
    }

    #[test]
    fn sections_of_gitlab_decide_each_for_itself() {
        let text = "* @all\n[Docs][2] @writers\n*.md\nREADME.md @ann @all\n\n^[Api]\n\
                    api/v1/ @api\n!api/v1/generated/\n";
        check(
            "CODEOWNERS",
            text,
            &[
                ("a.py", Some("@all")),
                ("deep/b.md", Some("@all @writers")),
                ("README.md", Some("@all @ann")),
                ("web/api/v1/a.py", Some("@all @api")),
                ("api/v1/generated/a.py", Some("@all")),
            ],
        );
    }

    #[test]
    fn without_sections_a_bracket_is_a_pattern() {
        check(
            ".gitlab/CODEOWNERS",
            "[Team] @team\n*.py\n",
            &[("a/b.py", Some("@team"))],
        );
        check(
            "CODEOWNERS",
            "/[ab].py @team\n",
            &[("[ab].py", Some("@team")), ("a.py", None)],
        );
    }

    #[test]
    fn any_text_is_read_without_harm() {
        let long = "a".repeat(5_000);
        let owners = Owners::parse("CODEOWNERS", &format!("/ @a\n{long} @b\n\\\n*.py @c"));
        assert_eq!(owners.of("a.py").as_deref(), Some("@c"));
        assert_eq!(owners.warnings.len(), 3, "{:?}", owners.warnings);
        assert_eq!(Owners::default().of("a.py"), None);
    }

    #[test]
    fn the_file_is_found_in_its_usual_places() {
        let root = tempfile::tempdir().unwrap();
        let check = |expect: Option<&str>| {
            let tree = crate::scan::walk(root.path(), &[]).unwrap();
            assert_eq!(owners(&tree).of("a.py").as_deref(), expect);
        };
        check(None);
        for (place, name) in [
            ("docs/CODEOWNERS", "@docs"),
            (".github/CODEOWNERS", "@github"),
        ] {
            let path = root.path().join(place);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, format!("* {name}\n")).unwrap();
            check(Some(name));
        }
    }
}
