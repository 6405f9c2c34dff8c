//! Vue and Svelte.

use crate::model::FileFacts;

use super::{Family, Language};

/// Vue.
pub(super) static VUE: Language = Language {
    id: "vue",
    name: "Vue",
    family: Family::EcmaScript,
    extensions: &["vue"],
    version: 1,
    extract,
    is_test_name,
    usual_test,
};
/// Svelte.
pub(super) static SVELTE: Language = Language {
    id: "svelte",
    name: "Svelte",
    family: Family::EcmaScript,
    extensions: &["svelte"],
    version: 1,
    extract,
    is_test_name,
    usual_test,
};
fn extract(_source: &str) -> FileFacts {
    FileFacts::default()
}

fn is_test_name(_path: &str) -> bool {
    false
}

fn usual_test(path: &str) -> String {
    path.to_owned()
}
