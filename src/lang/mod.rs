//! Languages: how a file is recognised and what one parse of it tells.
//!
//! To add a language, write one file with a `pub(super) const` row and an `extract` function,
//! and add its `mod` line and its row to [`ALL`]. Nothing here touches the disk or knows of
//! other files.

use crate::model::FileFacts;

mod code_lines;
mod ecmascript;
mod go;
mod python;
mod rust;
mod sfc;
mod syntax;

pub(crate) use ecmascript::{EXTENSIONS, PluginCall, plugin_calls, settings_named, tables};
pub(crate) use go::{is_built, package_name};
pub(crate) use python::{DOCTEST_NAME, SETTING_UP, is_receiver};
pub(crate) use rust::EXAMPLE_NAME;
pub(crate) use sfc::pascal_case;

/// How imports of a language are resolved; languages of one family import each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Modules and packages on a search path.
    Python,
    /// ECMAScript modules and their relatives.
    EcmaScript,
    /// Packages that are folders.
    Go,
    /// Module trees.
    Rust,
}

/// A language that is read.
#[derive(Debug)]
pub struct Language {
    /// Identifier in configuration and exports.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// How imports are resolved.
    pub family: Family,
    /// File name endings, without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Version of the extractor: part of the key of cached facts, raised with every change of
    /// what `extract` returns.
    pub version: u32,
    /// Reads one file. Never fails: what does not parse is in [`FileFacts::errors`].
    pub extract: fn(&str) -> FileFacts,
    /// Whether a file of that name (relative path, `/`) is a test by the conventions of the
    /// language's runners.
    pub is_test_name: fn(&str) -> bool,
    /// Where a test of the file would go by the most usual convention; relative paths with `/`.
    pub usual_test: fn(&str) -> String,
}

/// All languages.
pub static ALL: &[&Language] = &[
    &python::PYTHON,
    &ecmascript::JAVASCRIPT,
    &ecmascript::TYPESCRIPT,
    &ecmascript::TSX,
    &sfc::VUE,
    &sfc::SVELTE,
    &go::GO,
    &rust::RUST,
];

/// The language of a file, by the ending of its name.
pub fn of_path(path: &str) -> Option<&'static Language> {
    let name = path.rsplit('/').next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    let extension = extension.to_ascii_lowercase();
    ALL.iter()
        .copied()
        .find(|language| language.extensions.contains(&extension.as_str()))
}

/// First and last line of each statement of a Python source, as coverage.py counts them; of
/// compound ones up to the body. None for other languages, and for sources that nest too deeply.
pub fn statements(language: &Language, source: &str) -> Option<Vec<(u32, u32)>> {
    match language.family {
        Family::Python => python::statements(source),
        Family::EcmaScript | Family::Go | Family::Rust => None,
    }
}

/// The language with this identifier.
pub fn by_id(id: &str) -> Option<&'static Language> {
    ALL.iter().copied().find(|language| language.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identifiers_and_extensions_are_unique() {
        let mut ids = BTreeSet::new();
        let mut extensions = BTreeSet::new();
        for language in ALL {
            assert!(ids.insert(language.id), "{}", language.id);
            for extension in language.extensions {
                assert!(extensions.insert(extension), "{extension}");
            }
        }
    }

    #[test]
    fn every_language_reads_anything_without_panic() {
        let inputs = [
            "", "\u{feff}", "\0", "((((", "\"", "<script>", "fn", "def f(:", "é\r\n\r",
        ];
        for language in ALL {
            for input in inputs {
                let facts = (language.extract)(input);
                assert!(
                    facts.lines.code <= facts.lines.total,
                    "{} {input:?}",
                    language.id
                );
            }
        }
    }

    #[test]
    fn the_usual_test_has_the_name_of_a_test() {
        for language in ALL {
            let path = format!("pkg/src/thing.{}", language.extensions[0]);
            let test = (language.usual_test)(&path);
            let reader = of_path(&test).unwrap();
            assert!(
                (reader.is_test_name)(&test) || language.id == "rust",
                "{test}"
            );
        }
    }
}
