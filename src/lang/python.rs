//! Python.

use crate::model::FileFacts;

use super::{Family, Language};

/// Python.
pub(super) static PYTHON: Language = Language {
    id: "python",
    name: "Python",
    family: Family::Python,
    extensions: &["py", "pyi"],
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
