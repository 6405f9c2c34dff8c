//! `.gitattributes`: which files their repository calls generated or vendored.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::paths::{folder_of, name_of};
use super::walk::Tree;
use crate::model::{Warning, below};

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
            let Some(below) = below(path, folder) else {
                continue;
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
        .filter(|(path, _)| name_of(path) == ".gitattributes")
        .map(|(path, manifest)| (&**path, &*manifest.text))
}

/// What is said where lines of attribute files were left out.
pub fn attribute_warnings(tree: &Tree) -> Vec<Warning> {
    let mut count = 0;
    let cut = attribute_files(tree).find(|(_, text)| {
        count += said(text).count();
        count > MOST_PATTERNS
    });
    let cut = cut.map(|(path, _)| Warning {
        path: path.into(),
        message: format!("only the first {MOST_PATTERNS} lines on generated files count").into(),
    });
    cut.into_iter().collect()
}

/// Patterns that set one of the attributes, as an ignore list; those that unset it negated. As many
/// are read as `left` says, which is then lower by them.
fn patterns(text: &str, left: &mut usize) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for (pattern, is_set) in said(text).take(*left) {
        *left -= 1;
        let line = match is_set {
            true => pattern.to_owned(),
            false => format!("!{pattern}"),
        };
        // A pattern that does not parse means nothing to git either.
        let _ = builder.add_line(None, &line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

/// Patterns with one of the attributes, and whether they set it.
fn said(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| {
        let mut words = line.split_whitespace();
        let pattern = words.next().unwrap_or_default();
        words.filter_map(move |word| {
            let (name, is_set) = match word.strip_prefix(['-', '!']) {
                Some(name) => (name, false),
                None => (word, true),
            };
            let (name, value) = name.split_once('=').unwrap_or((name, "true"));
            let is_set = is_set && value != "false";
            ATTRIBUTES.contains(&name).then_some((pattern, is_set))
        })
    })
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
    fn only_what_is_left_out_is_told() {
        let lines = |count: usize| "*.x linguist-generated\n".repeat(count);
        let warned = |fixture: &str| attribute_warnings(&tree(fixture)).len();
        let most = lines(MOST_PATTERNS);
        assert_eq!(warned(&format!("//- /.gitattributes\n{most}")), 0);
        assert_eq!(warned(&format!("//- /.gitattributes\n{most}*.y text\n")), 0);
        assert_eq!(
            warned(&format!("//- /.gitattributes\n{most}{}", lines(1))),
            1
        );
        let two = format!(
            "//- /.gitattributes\n{most}//- /a/.gitattributes\n{}",
            lines(1)
        );
        assert_eq!(warned(&two), 1);
    }

    #[test]
    fn the_nearest_file_wins() {
        let fixture = "//- /.gitattributes\n*.js linguist-generated\n//- /web/.gitattributes\n*.js linguist-generated=false\n";
        check(fixture, "web/a.js", false);
        check(fixture, "a.js", true);
    }
}
