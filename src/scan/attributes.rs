//! `.gitattributes`: which files their repository calls generated or vendored.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::paths::folder_of;
use super::walk::Tree;
use crate::model::Warning;

/// Attributes that say a file was not written in this repository by people.
const ATTRIBUTES: [&str; 2] = ["linguist-generated", "linguist-vendored"];

/// Most lines with one of these attributes that are read of a tree: each is asked of each file.
const MOST_PATTERNS: usize = 5_000;

/// What the attribute files of a tree say.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    /// Folder of the attribute file, and its patterns as an ignore list; deepest folder first.
    files: Vec<(String, Gitignore)>,
}

impl Attributes {
    /// Reads all `.gitattributes` of the tree.
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut left = MOST_PATTERNS;
        let mut files: Vec<(String, Gitignore)> = attribute_files(tree)
            .map(|(path, text)| (folder_of(path).to_owned(), patterns(text, &mut left)))
            .collect();
        files.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        Self { files }
    }

    /// Whether the repository says that people did not write this file here.
    pub(super) fn is_generated(&self, path: &str) -> bool {
        for (folder, patterns) in &self.files {
            let below = match path.strip_prefix(folder.as_str()) {
                Some(rest) if folder.is_empty() => rest,
                Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/'),
                _ => continue,
            };
            let found = patterns.matched_path_or_any_parents(below, false);
            if !found.is_none() {
                return found.is_ignore();
            }
        }
        false
    }
}

fn attribute_files(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.manifests
        .iter()
        .filter(|(path, _)| path.rsplit('/').next() == Some(".gitattributes"))
        .map(|(path, manifest)| (&**path, &*manifest.text))
}

/// What is said where lines of attribute files were left out.
pub fn attribute_warnings(tree: &Tree) -> Vec<Warning> {
    let mut left = MOST_PATTERNS;
    let mut warnings = Vec::new();
    for (path, text) in attribute_files(tree) {
        let had = left;
        patterns(text, &mut left);
        if had > 0 && left == 0 {
            let message = format!("only the first {MOST_PATTERNS} lines on generated files count");
            warnings.push(Warning {
                path: path.into(),
                message: message.into(),
            });
        }
    }
    warnings
}

/// Patterns that set one of the attributes, as an ignore list; those that unset it negated. As many
/// are read as `left` says, which is then lower by them.
fn patterns(text: &str, left: &mut usize) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in text.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let Some(pattern) = words.next().filter(|word| !word.starts_with('#')) else {
            continue;
        };
        for word in words {
            let (name, is_set) = match word.strip_prefix(['-', '!']) {
                Some(name) => (name, false),
                None => (word, true),
            };
            let (name, value) = name.split_once('=').unwrap_or((name, "true"));
            if ATTRIBUTES.contains(&name) && *left > 0 {
                *left -= 1;
                let is_set = is_set && value != "false";
                let line = if is_set {
                    pattern.to_owned()
                } else {
                    format!("!{pattern}")
                };
                // A pattern that does not parse means nothing to git either.
                let _ = builder.add_line(None, &line);
            }
        }
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::tree;
    use super::*;

    fn check(fixture: &str, path: &str, expect: bool) {
        let attributes = Attributes::of_tree(&tree(fixture));
        assert_eq!(attributes.is_generated(path), expect, "{path}");
    }

    #[test]
    fn generated_and_vendored_patterns_count() {
        let fixture =
            "//- /.gitattributes\n*.gen.ts linguist-generated\nlib/** linguist-vendored=true\n";
        check(fixture, "src/a.gen.ts", true);
        check(fixture, "lib/x/y.py", true);
        check(fixture, "src/a.ts", false);
    }

    #[test]
    fn a_later_line_takes_it_back() {
        let fixture =
            "//- /.gitattributes\n*.gen.ts linguist-generated\nown.gen.ts -linguist-generated\n";
        check(fixture, "own.gen.ts", false);
        check(fixture, "other.gen.ts", true);
    }

    #[test]
    fn the_nearest_file_wins() {
        let fixture = "//- /.gitattributes\n*.js linguist-generated\n//- /web/.gitattributes\n*.js linguist-generated=false\n";
        check(fixture, "web/a.js", false);
        check(fixture, "a.js", true);
    }
}
