//! Trees for tests, written as one string with `//- /path` headers.

use std::sync::Arc;

use super::walk::{Entry, Manifest, Tree};
use crate::lang;

/// Splits a fixture into (path, text) pairs.
pub(crate) fn files(fixture: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in fixture.split_inclusive('\n') {
        match line.strip_prefix("//- /") {
            Some(path) => files.push((path.trim_end().to_owned(), String::new())),
            None => {
                if let Some((_, text)) = files.last_mut() {
                    text.push_str(line);
                }
            }
        }
    }
    files
}

/// The tree that a walk would find; every file counts as a manifest.
pub(crate) fn tree(fixture: &str) -> Tree {
    let mut tree = Tree::default();
    for (path, text) in files(fixture) {
        tree.manifests.insert(Arc::from(path.as_str()), Manifest { text: text.into() });
        tree.entries.push(Entry {
            language: lang::of_path(&path),
            disk: path.as_str().into(),
            path: path.into(),
        });
    }
    tree.entries.sort_by(|left, right| left.path.cmp(&right.path));
    tree
}
