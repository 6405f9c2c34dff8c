//! Go.

use crate::model::FileFacts;

use super::{Family, Language};

/// Go.
pub(super) static GO: Language = Language {
    id: "go",
    name: "Go",
    family: Family::Go,
    extensions: &["go"],
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
