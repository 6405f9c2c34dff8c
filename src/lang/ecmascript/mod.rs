//! JavaScript and TypeScript.
//!
//! Beyond what [`FileFacts`](crate::model::FileFacts) says of all languages:
//!
//! - Every function is a symbol, anonymous ones too, as coverage tools count them. They are
//!   named after what they are bound or passed to: `useStore` of
//!   `const useStore = defineStore("id", () => …)`, `Form.onClick` of an attribute,
//!   `Form.useEffect.callback` of an argument, `<anonymous>` of anything else. Members of an
//!   object carry the object's name, if it has one.
//! - A test is named as runners print it: `suite > title`.
//! - `export … from` is both an import and an export, so that the imports alone are all the
//!   modules a file loads. `import.meta.glob` and `new URL("x", import.meta.url)` are dynamic
//!   imports; the former's module is a pattern, behind which, each after a blank, stands what begins
//!   with `!` and is left out of it.
//! - In TypeScript a name that is imported and then used in type positions only counts as
//!   type-only: the compiler drops it.
//! - `const { a } = f()` binds `a` as an alias of `f.a`.

use super::{Family, Language};

mod depth;
mod names;
mod parse;
mod plugins;
mod tables;
mod text;
mod walk;

pub(super) use depth::depth_bound;
pub(super) use names::{is_test_name, usual_test};
pub(super) use parse::{Dialect, comments, errors, on_enough_stack, parse, parse_expression};
pub(crate) use plugins::{PluginCall, plugin_calls, settings_named};
pub(crate) use tables::tables;
pub(super) use text::{LineIndex, code_lines, is_generated};
pub(super) use walk::Walker;

/// Endings tried for a module that is named without one, in the order of the usual bundlers.
pub(crate) const EXTENSIONS: [&str; 10] = [
    ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte",
];

/// JavaScript.
pub(super) static JAVASCRIPT: Language = Language {
    id: "javascript",
    name: "JavaScript",
    family: Family::EcmaScript,
    extensions: &["js", "jsx", "mjs", "cjs"],
    version: 10,
    extract: |source| parse::extract(source, Dialect::JavaScript),
    is_test_name,
    usual_test,
};
/// TypeScript.
pub(super) static TYPESCRIPT: Language = Language {
    id: "typescript",
    name: "TypeScript",
    family: Family::EcmaScript,
    extensions: &["ts", "mts", "cts"],
    version: 10,
    extract: |source| parse::extract(source, Dialect::TypeScript),
    is_test_name,
    usual_test,
};
/// TypeScript with JSX.
pub(super) static TSX: Language = Language {
    id: "tsx",
    name: "TypeScript with JSX",
    family: Family::EcmaScript,
    extensions: &["tsx"],
    version: 10,
    extract: |source| parse::extract(source, Dialect::Tsx),
    is_test_name,
    usual_test,
};

#[cfg(test)]
mod tests;
