//! Rust.

use crate::model::FileFacts;

use super::{Family, Language};

/// Rust.
pub(super) static RUST: Language = Language {
    id: "rust",
    name: "Rust",
    family: Family::Rust,
    extensions: &["rs"],
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
