//! Go modules: which folder an import path means.

use crate::scan::paths::{ancestors, folder_of, join};
use crate::scan::walk::Tree;

/// Parts of an import path that name a repository: `github.com/owner/name`.
const REPOSITORY_PARTS: usize = 3;

/// Import paths of the tree's modules with their folders, longest path first.
pub(super) struct Modules {
    modules: Vec<(String, String)>,
}

impl Modules {
    /// Reads every `go.mod`, with the modules that it replaces by folders of the tree.
    /// `go.work` only selects among them.
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut modules = Vec::new();
        let manifests = tree.manifests.iter();
        for (path, manifest) in manifests.filter(|(path, _)| is_manifest(path)) {
            read(folder_of(path), &manifest.text, &mut modules);
        }
        modules.sort_by(|left, right| {
            let by_length = right.0.len().cmp(&left.0.len());
            by_length.then_with(|| left.cmp(right))
        });
        modules.dedup();
        Self { modules }
    }

    /// Folders that an import path may mean for a file of `folder`, likeliest first.
    pub(super) fn folders(&self, folder: &str, import: &str) -> Vec<String> {
        if self.modules.is_empty() {
            return below_repository(import);
        }
        let mut folders: Vec<(usize, String)> = self
            .modules
            .iter()
            .filter_map(|(module, root)| {
                let rest = import.strip_prefix(module.as_str())?;
                let is_inside = rest.is_empty() || rest.starts_with('/');
                // Of modules of one name, such as examples, the one around the file is meant.
                let is_around = ancestors(folder).any(|above| above == root);
                is_inside.then(|| join(root, rest))?.map(|folder| {
                    let rank = usize::MAX - 2 * module.len() - usize::from(is_around);
                    (rank, folder)
                })
            })
            .collect();
        folders.sort();
        folders.into_iter().map(|(_, folder)| folder).collect()
    }
}

fn is_manifest(path: &str) -> bool {
    path == "go.mod" || path.ends_with("/go.mod")
}

/// Without any manifest, the path of the repository is not known; its parts are counted off.
fn below_repository(import: &str) -> Vec<String> {
    let is_hosted = import
        .split('/')
        .next()
        .is_some_and(|host| host.contains('.'));
    let parts: Vec<&str> = import.split('/').collect();
    match parts.get(REPOSITORY_PARTS..) {
        Some(rest) if is_hosted => vec![rest.join("/")],
        _ => Vec::new(),
    }
}

fn read(folder: &str, text: &str, modules: &mut Vec<(String, String)>) {
    let mut block = "";
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        if let Some(directive) = line.strip_suffix('(') {
            block = directive.trim();
            continue;
        }
        if line == ")" {
            block = "";
            continue;
        }
        let (directive, rest) = match block {
            "" => line.split_once(char::is_whitespace).unwrap_or((line, "")),
            block => (block, line),
        };
        let rest = rest.trim();
        if directive == "module" {
            modules.push((unquoted(rest).to_owned(), folder.to_owned()));
        } else if directive == "replace"
            && let Some((replaced, by)) = rest.split_once("=>")
            && let Some(replaced) = replaced.split_whitespace().next()
            && by.trim().starts_with('.')
            && let Some(by) = join(folder, unquoted(by.trim()))
        {
            modules.push((unquoted(replaced).to_owned(), by));
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::fixture::tree;

    fn check(fixture: &str, folder: &str, import: &str, expected: &[&str]) {
        let modules = Modules::of_tree(&tree(fixture));
        assert_eq!(modules.folders(folder, import), expected, "{import}");
    }

    #[test]
    fn the_longest_module_path_comes_first() {
        let fixture =
            "//- /go.mod\nmodule example.com/a // x\n//- /b/go.mod\nmodule \"example.com/a/b\"\n";
        check(fixture, "", "example.com/a", &[""]);
        check(fixture, "", "example.com/a/c", &["c"]);
        check(fixture, "", "example.com/a/b/c", &["b/c", "b/c"]);
        check(fixture, "", "example.com/ab", &[]);
        check(fixture, "", "fmt", &[]);
    }

    #[test]
    fn of_modules_with_one_name_the_own_one_comes_first() {
        let fixture = "//- /x/go.mod\nmodule m\n//- /y/go.mod\nmodule m\n";
        check(fixture, "y/z", "m/a", &["y/a", "x/a"]);
        check(fixture, "x", "m/a", &["x/a", "y/a"]);
    }

    #[test]
    fn replaced_modules_are_folders() {
        let fixture = "//- /a/go.mod\nmodule a\nreplace c v1.0.0 => ../c\nreplace (\n\td => ./d\n\te => f v2\n)\n";
        check(fixture, "a", "c/x", &["c/x"]);
        check(fixture, "a", "d", &["a/d"]);
        check(fixture, "a", "e", &[]);
    }

    #[test]
    fn without_a_manifest_the_repository_is_counted_off() {
        check("//- /a/b.go\n", "", "github.com/x/y/a", &["a"]);
        check("//- /a/b.go\n", "", "encoding/json/a/b", &[]);
    }
}
