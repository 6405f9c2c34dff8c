//! JavaScript and TypeScript.

use crate::model::FileFacts;

use super::{Family, Language};

/// JavaScript.
pub(super) static JAVASCRIPT: Language = Language {
    id: "javascript",
    name: "JavaScript",
    family: Family::EcmaScript,
    extensions: &["js", "jsx", "mjs", "cjs"],
    version: 1,
    extract,
    is_test_name,
    usual_test,
};
/// TypeScript.
pub(super) static TYPESCRIPT: Language = Language {
    id: "typescript",
    name: "TypeScript",
    family: Family::EcmaScript,
    extensions: &["ts", "mts", "cts"],
    version: 1,
    extract,
    is_test_name,
    usual_test,
};
/// TypeScript with JSX.
pub(super) static TSX: Language = Language {
    id: "tsx",
    name: "TypeScript with JSX",
    family: Family::EcmaScript,
    extensions: &["tsx"],
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
