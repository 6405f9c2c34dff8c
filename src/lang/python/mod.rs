//! Python, read with the parser of Ruff.
//!
//! One guard against nesting, one parse, one traversal. The parser gives a tree whatever the
//! input, so a file with syntax errors still tells what is around them.

use ruff_python_ast::visitor::Visitor;
use ruff_python_parser::{Mode, ParseError, ParseOptions, parse_unchecked};
use ruff_text_size::TextRange;

use crate::model::{FileFacts, SyntaxError, name_of};

use super::{Family, Language};

mod bindings;
mod collect;
mod definitions;
mod doctests;
mod head;
mod imports;
mod keys;
mod lines;
mod logic;
mod lookups;
mod names;
mod nesting;
mod passing;
mod patterns;
mod perhaps;
mod reader;
mod references;
mod spoken;
mod statements;
mod takers;

use lines::LineIndex;
use reader::Reader;

pub(crate) use doctests::NAME as DOCTEST_NAME;
pub(crate) use passing::SETTING_UP;
pub(in crate::lang) use statements::statements;

/// Whether a name is that of the object or the class that a method is called on.
pub(crate) fn is_receiver(name: &str) -> bool {
    matches!(name, "self" | "cls")
}

/// Python.
pub(super) static PYTHON: Language = Language {
    id: "python",
    name: "Python",
    family: Family::Python,
    extensions: &["py", "pyi"],
    version: 11,
    extract,
    is_test_name,
    usual_test,
};

/// Syntax errors kept of one file: the first ones tell, the rest follow from them.
const ERRORS_KEPT: usize = 5;

fn extract(source: &str) -> FileFacts {
    let index = LineIndex::new(source);
    let (mut facts, documentation) = read_with(source, &index);
    doctests::add(source, &index, &documentation, &mut facts);
    facts
}

/// What a source tells, examples in its documentation apart.
fn read(source: &str) -> FileFacts {
    read_with(source, &LineIndex::new(source)).0
}

/// The same, with the places of its documentation.
fn read_with(source: &str, index: &LineIndex) -> (FileFacts, Vec<TextRange>) {
    if let Err(line) = nesting::check(source) {
        let facts = FileFacts {
            lines: index.count_without_tokens(source),
            is_generated: head::is_generated(source),
            errors: vec![SyntaxError {
                line,
                message: nesting::MESSAGE.into(),
            }],
            ..FileFacts::default()
        };
        return (facts, Vec::new());
    }
    let Some(parsed) = parse_unchecked(source, ParseOptions::from(Mode::Module)).try_into_module()
    else {
        return (FileFacts::default(), Vec::new());
    };
    let mut reader = Reader::new(index);
    reader.visit_body(parsed.suite());
    let (mut facts, documentation) = reader.finish();
    index
        .code(source, parsed.tokens(), &documentation)
        .tell(&mut facts);
    facts.module_branches = logic::branches(parsed.suite());
    facts.is_generated = head::is_generated(source);
    let syntax_errors = parsed.errors().iter().map(|error| describe(error, index));
    facts.errors.extend(syntax_errors);
    facts.errors.truncate(ERRORS_KEPT);
    (facts, documentation)
}

fn describe(error: &ParseError, index: &LineIndex) -> SyntaxError {
    let text = error.error.to_string();
    let mut letters = text.trim_end_matches('.').chars();
    let first = letters.next().map(char::to_lowercase);
    SyntaxError {
        line: index.line(error.location.start()),
        message: first.into_iter().flatten().chain(letters).collect(),
    }
}

/// The default patterns of pytest, and the names that Django's and unittest's runners look for.
fn is_test_name(path: &str) -> bool {
    let name = name_of(path);
    let Some(stem) = name.strip_suffix(".py") else {
        return false;
    };
    stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || matches!(stem, "test" | "tests")
}

/// `[root/src/]package/sub/name.py` -> `[root/]tests/sub/test_name.py`: the package's folder is
/// left out, the folders below it are kept; a package's `__init__.py` is tested as the package.
fn usual_test(path: &str) -> String {
    if is_test_name(path) {
        return path.to_owned();
    }
    let mut folders: Vec<&str> = path.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let (root, mut inner) = match folders.iter().position(|folder| *folder == "src") {
        Some(source) => folders.split_at(source),
        None => folders.split_at(0),
    };
    inner = inner.strip_prefix(&["src"]).unwrap_or(inner);
    if stem == "__init__"
        && let Some((package, above)) = inner.split_last()
    {
        stem = package;
        inner = above;
    }
    let inner = inner.split_first().map_or(inner, |(_, below)| below);
    let stem = match stem.trim_matches('_') {
        "" => "package",
        stem => stem,
    };
    let mut test: Vec<&str> = root.to_vec();
    test.push("tests");
    test.extend(inner);
    let name = format!("test_{stem}.py");
    test.push(&name);
    test.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_test_name(path: &str, expect: bool) {
        assert_eq!(is_test_name(path), expect, "{path}");
    }

    #[test]
    fn test_names_follow_the_runners() {
        check_test_name("tests/test_a.py", true);
        check_test_name("pkg/a_test.py", true);
        check_test_name("mkdocs/tests/build_tests.py", true);
        check_test_name("app/tests.py", true);
        check_test_name("app/test.py", true);
        check_test_name("tests/conftest.py", false);
        check_test_name("tests/helper.py", false);
        check_test_name("test_a.pyi", false);
        check_test_name("pkg/contest.py", false);
    }

    fn check_usual(path: &str, expect: &str) {
        assert_eq!(usual_test(path), expect);
    }

    #[test]
    fn the_usual_test_leaves_the_package_out() {
        check_usual("pkg/sub/x.py", "tests/sub/test_x.py");
        check_usual("src/pkg/x.py", "tests/test_x.py");
        check_usual("backend/src/pkg/sub/x.py", "backend/tests/sub/test_x.py");
        check_usual("x.py", "tests/test_x.py");
        check_usual("pkg/__init__.py", "tests/test_pkg.py");
        check_usual("pkg/sub/__init__.py", "tests/test_sub.py");
        check_usual("pkg/__main__.py", "tests/test_main.py");
        check_usual("pkg/types.pyi", "tests/test_types.py");
        check_usual("__init__.py", "tests/test_init.py");
        check_usual("_.py", "tests/test_package.py");
        check_usual("tests/test_x.py", "tests/test_x.py");
    }

    #[test]
    fn what_parses_is_kept_beside_a_syntax_error() {
        let facts = extract("def a():\n    return 1\n\ndef b(:\n    pass\n\ndef c():\n    pass\n");
        let names: Vec<&str> = facts.symbols.iter().map(|symbol| &*symbol.name).collect();
        assert!(names.contains(&"a") && names.contains(&"c"), "{names:?}");
        assert_eq!(facts.errors[0].line, 4);
        let message = &facts.errors[0].message;
        assert!(message.starts_with(char::is_lowercase), "{message}");
        assert!(!message.ends_with('.'), "{message}");
    }

    #[test]
    fn at_most_five_errors_are_kept() {
        assert_eq!(extract(&"def (:\n".repeat(40)).errors.len(), ERRORS_KEPT);
    }

    #[test]
    fn hostile_nesting_is_an_error_and_no_crash() {
        let nests = [
            "(".repeat(100_000),
            "[".repeat(100_000) + &"]".repeat(100_000) + " = 1",
            "f(".repeat(100_000),
            "-".repeat(100_000) + "1",
            "not ".repeat(100_000) + "x",
            "lambda a, b: ".repeat(100_000) + "x",
            "1**".repeat(100_000) + "1",
            "1 if 1 else ".repeat(100_000) + "1",
            "a".to_owned() + &".a".repeat(100_000),
            "a".to_owned() + &"()".repeat(100_000),
            "1".to_owned() + &" + 1".repeat(100_000),
            "f'{".repeat(50_000),
            "async ".repeat(100_000),
            "match x:\n case ".to_owned() + &"(".repeat(100_000),
            (0..5_000)
                .map(|depth| " ".repeat(depth) + "if x:\n")
                .collect(),
        ];
        for source in nests {
            let facts = extract(&source);
            let found = facts
                .errors
                .iter()
                .any(|error| &*error.message == nesting::MESSAGE);
            assert!(found, "{:?} {:?}", source.get(..20), facts.errors);
        }
    }

    #[test]
    fn nesting_just_below_the_guard_is_read_without_overflow() {
        let units = [
            ("(", 1_900),
            ("[", 1_900),
            ("f(", 1_900),
            ("-", 1_900),
            ("1**", 950),
            ("not ", 1_900),
            ("1 if 1 else ", 1_900),
            ("1 + ", 1_900),
            ("lambda: ", 1_900),
            ("f'{", 950),
        ];
        for (unit, times) in units {
            let source = format!("def f():\n    pass\nx = {}1", unit.repeat(times));
            assert_eq!(extract(&source).symbols.len(), 1, "{unit}");
        }
    }

    #[test]
    fn an_empty_file_has_no_lines_and_a_mark_of_order_is_no_code() {
        assert_eq!(extract(""), FileFacts::default());
        assert_eq!(extract("\u{feff}").lines.code, 0);
        assert_eq!(extract("\u{feff}import a\n").imports.len(), 1);
    }
}
