//! Paths in the text of an audit, told from what else is set as code.

use super::blocks::Text;

use crate::model::name_of;

/// Endings of names that are files rather than something else with a dot in it.
const ENDINGS: [&str; 42] = [
    "py", "pyi", "ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "vue", "svelte", "rs", "go",
    "java", "kt", "kts", "swift", "rb", "php", "cs", "c", "h", "cc", "cpp", "hpp", "sql", "scala",
    "dart", "ex", "exs", "sh", "lua", "zig", "m", "mm", "clj", "hs", "astro", "ps1", "pl", "r",
];

/// Paths that a text names, as written: its spans of code, and words that end like files.
pub(super) fn paths(text: &Text) -> Vec<String> {
    let mut found: Vec<String> = text
        .codes
        .iter()
        .filter_map(|(_, code)| path(code))
        .collect();
    if found.is_empty() {
        let bare = text.plain.split([' ', '\n', '(', ')', ',', ';', '→']);
        found.extend(bare.filter_map(|word| {
            let word = word.trim_matches(['*', ':', '.', '"', '\'', '[', ']', '`']);
            path(word).filter(|path| has_ending(path) || path.ends_with('/') && path.len() > 3)
        }));
    }
    found.dedup();
    found
}

/// The folder that a heading gives in brackets: `Strategies (tomic/strategies)`.
pub(super) fn in_brackets(title: &str) -> Option<String> {
    let (_, rest) = title.rsplit_once('(')?;
    let (inner, _) = rest.split_once(')')?;
    path(inner).filter(|path| path.contains('/') && !has_ending(path))
}

/// A path without what may stand around it, where the text is one.
fn path(text: &str) -> Option<String> {
    let text = text.trim().split("::").next()?;
    let text = match text.rsplit_once(':') {
        Some((path, lines)) if lines.starts_with(|first: char| first.is_ascii_digit()) => path,
        _ => text,
    };
    let text = text.trim_start_matches("./");
    let is_odd = text.is_empty()
        || text.len() > 300
        || text.contains([
            ' ', '(', ')', '"', '\'', '<', '>', '=', '$', '|', '\\', ',', ':',
        ])
        || text.starts_with(['/', '@', '-', '#'])
        || text.starts_with('.') && !text.contains('/')
        || text.contains("//");
    if is_odd {
        return None;
    }
    (text.contains('/') || has_ending(text)).then(|| text.to_owned())
}

/// Whether a path ends like a file of code.
pub(super) fn has_ending(path: &str) -> bool {
    let name = name_of(path);
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && ENDINGS.contains(&ending.to_lowercase().as_str())
    })
}

/// Whether a path is named like a test or something that helps tests.
pub(in crate::audit) fn is_test_name(path: &str) -> bool {
    let name = name_of(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem == "conftest"
        || name.contains(".test.")
        || name.contains(".spec.")
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Block, blocks};
    use super::*;

    #[test]
    fn paths_are_told_from_other_code() {
        let check = |text: &str, expect: &[&str]| {
            let blocks = blocks(text);
            let Some(Block::Paragraph(text)) = blocks.first() else {
                panic!("{text}");
            };
            assert_eq!(paths(text), expect);
        };
        check(
            "`handlers/emails.py` and `api/` routes",
            &["handlers/emails.py", "api/"],
        );
        check("run `uv run pytest` or `foo()`", &[]);
        check(
            "see src/main.rs:12-30 (and auth.ts)",
            &["src/main.rs", "auth.ts"],
        );
        check("`/api/auth/*`, `@testing-library/react`, e.g. 3.5", &[]);
        check("`a.py::test_x`", &["a.py"]);
    }

    #[test]
    fn a_heading_gives_its_folder_in_brackets() {
        let check = |title: &str, expect: Option<&str>| {
            assert_eq!(in_brackets(title).as_deref(), expect, "{title}");
        };
        check(
            "D. Strategies Module (tomic/strategies)",
            Some("tomic/strategies"),
        );
        check("Handlers (13/14 tested)", None);
        check("Handlers (src/handlers.py)", None);
        check("Handlers (all)", None);
    }
}
