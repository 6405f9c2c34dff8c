//! Rust's attributes, which stand before the item that they say something of.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, first_child, line, text};
use crate::model::{Reference, ReferenceKind, last_part};

use super::paths::segments;
use super::{Rust, constant, shown, tokens};

/// Deepest nesting of a `cfg` predicate that is understood.
const DEEPEST_PREDICATE: u32 = 16;

/// Attributes of the compiler and its tools: using them uses nothing of the project.
const BUILT_IN: &[&str] = &[
    "allow",
    "cfg",
    "cfg_attr",
    "cold",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "forbid",
    "ignore",
    "inline",
    "macro_export",
    "macro_use",
    "must_use",
    "no_mangle",
    "non_exhaustive",
    "path",
    "repr",
    "should_panic",
    "target_feature",
    "test",
    "track_caller",
    "warn",
];

/// Keys whose strings name functions: of serde, derive_more and the like.
const CALLING: &[&str] = &[
    "default",
    "deserialize_with",
    "getter",
    "serialize_with",
    "skip_serializing_if",
    "with",
];

/// Attributes that make tests, besides all that are called `test`.
const TEST_MAKERS: &[&str] = &[
    "gtest",
    "proptest",
    "quickcheck",
    "rstest",
    "test_case",
    "test_matrix",
    "wasm_bindgen_test",
];

/// Attributes that are given values, which may be calls: tests, and the messages of errors.
const GIVING: [&str; 9] = [
    "apply",
    "case",
    "display",
    "error",
    "parameterized",
    "rstest",
    "test_case",
    "values",
    "with",
];

/// What the language derives by itself.
const OF_LANGUAGE: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

struct Attribute {
    name: Box<str>,
    /// Names of macros that it is given: those that derive something, or the one that a function is.
    macros: Vec<Box<str>>,
    /// The first string in its arguments, or the one assigned.
    text: Option<Box<str>>,
    line: u32,
    is_test_only: bool,
    /// Uses of names in what it gives to a test.
    given: Vec<Reference>,
}

/// Attributes read so far that wait for their item.
#[derive(Default)]
pub(super) struct Attributes {
    waiting: Vec<Attribute>,
    /// Byte after the last of them.
    end: usize,
}

/// What the attributes of an item say of it.
#[derive(Default)]
pub(super) struct Said {
    attributes: Vec<Attribute>,
}

impl Attributes {
    /// Reads an attribute; an inner one speaks of what is open.
    pub(super) fn read(&mut self, reader: &mut Reader<'_>, node: Node<'_>, given: Vec<Reference>) {
        reader.hush(node.end_byte());
        let Some(mut attribute) = read(reader.source, node) else {
            return;
        };
        // Those of a parameter stand in their function, those of a variant in their type.
        match reader.within() {
            Some(_) => reader.facts.references.extend(given),
            None => attribute.given = given,
        }
        if !BUILT_IN.contains(&&*attribute.name) {
            refer_to_values(reader, node, attribute.line);
        } else if &*attribute.name == "cfg_attr" {
            refer_to_conditional(reader, node, attribute.line);
        }
        if node.kind() == "inner_attribute_item" {
            if attribute.is_test_only {
                reader.set_test_only();
            }
            return;
        }
        if !reader.adjoins(self.end, node.start_byte()) {
            self.waiting.clear();
        }
        self.end = node.end_byte();
        self.waiting.push(attribute);
    }

    /// Takes what was said of the item, if there is nothing in between.
    pub(super) fn take(&mut self, reader: &Reader<'_>, item: Node<'_>) -> Said {
        if self.waiting.is_empty() {
            return Said::default();
        }
        let attributes = std::mem::take(&mut self.waiting);
        if reader.adjoins(self.end, item.start_byte()) {
            Said { attributes }
        } else {
            Said::default()
        }
    }
}

impl Said {
    /// `#[cfg(test)]` and its relatives.
    pub(super) fn is_test_only(&self) -> bool {
        self.attributes
            .iter()
            .any(|attribute| attribute.is_test_only)
    }

    /// Whether a runner starts the function.
    pub(super) fn is_test(&self) -> bool {
        self.attributes.iter().any(|attribute| {
            let last = attribute.name.rsplit('.').next().unwrap_or_default();
            last == "test" || TEST_MAKERS.contains(&last)
        })
    }

    /// Whether rstest hands fixtures to the function.
    pub(super) fn asks_for_fixtures(&self) -> bool {
        let mut names = self.attributes.iter().map(|attribute| &*attribute.name);
        names.any(|name| matches!(last_part(name), "rstest" | "fixture"))
    }

    /// `#[ignore]`.
    pub(super) fn is_ignored(&self) -> bool {
        self.value_of("ignore").is_some()
    }

    /// The string of an attribute; empty where it has none.
    pub(super) fn value_of(&self, name: &str) -> Option<Box<str>> {
        self.attributes
            .iter()
            .find(|attribute| &*attribute.name == name)
            .map(|attribute| attribute.text.clone().unwrap_or_default())
    }

    /// Dotted names, in source order; of macros also with the name of the macro behind.
    pub(super) fn names(&self) -> Box<[Box<str>]> {
        let names = self.attributes.iter().flat_map(|attribute| {
            let name = &attribute.name;
            let with_macros = attribute
                .macros
                .iter()
                .map(move |it| format!("{name}.{it}").into());
            std::iter::once(name.clone()).chain(with_macros)
        });
        names.collect()
    }

    /// Records the use of attributes that others wrote.
    pub(super) fn refer(self, reader: &mut Reader<'_>) {
        for attribute in self.attributes {
            let within = reader.within();
            let given = attribute.given.into_iter();
            let given = given.map(|it| Reference { within, ..it });
            reader.facts.references.extend(given);
            if !BUILT_IN.contains(&&*attribute.name) {
                reader.refer_to(
                    attribute.name.into_string(),
                    ReferenceKind::Decorator,
                    attribute.text,
                    attribute.line,
                );
            }
        }
    }
}

/// Records what an attribute is given by name for its macro to call: `#[serde(with = "hex")]`,
/// `#[arg(value_parser = parse_size)]`.
fn refer_to_values(reader: &mut Reader<'_>, node: Node<'_>, line: u32) {
    let Some(arguments) = first_child(node).and_then(|it| it.child_by_field_name("arguments"))
    else {
        return;
    };
    refer_to_values_in(reader, arguments, line);
}

/// The same for attributes that stand in another one: `#[cfg_attr(unix, serde(with = "hex"))]`.
fn refer_to_conditional(reader: &mut Reader<'_>, node: Node<'_>, line: u32) {
    let arguments = first_child(node).and_then(|it| it.child_by_field_name("arguments"));
    let Some(arguments) = arguments else { return };
    let tokens: Vec<Node<'_>> = arguments.children(&mut arguments.walk()).collect();
    for (name, given) in tokens.iter().zip(tokens.iter().skip(1)) {
        let name = text(reader.source, *name).unwrap_or_default();
        if given.kind() == "token_tree" && !BUILT_IN.contains(&name) && !is_predicate(name) {
            refer_to_values_in(reader, *given, line);
        }
    }
}

fn is_predicate(name: &str) -> bool {
    matches!(name, "all" | "any" | "not")
}

fn refer_to_values_in(reader: &mut Reader<'_>, arguments: Node<'_>, line: u32) {
    let source = reader.source;
    let tokens: Vec<Node<'_>> = arguments.children(&mut arguments.walk()).collect();
    let kinds: Vec<&str> = tokens.iter().map(Node::kind).collect();
    for (at, key) in tokens.iter().enumerate() {
        if kinds.get(at + 1) != Some(&"=") {
            continue;
        }
        let Some(value) = tokens.get(at + 2) else {
            continue;
        };
        let key = text(source, *key).unwrap_or_default();
        let path = match constant(source, *value) {
            Some(path) if CALLING.contains(&key) => path.replace("::", "."),
            Some(_) => continue,
            None => path_of(source, tokens.get(at + 2..).unwrap_or_default()),
        };
        let is_path = |path: &str| {
            path.chars()
                .all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
        };
        if path.is_empty() || !is_path(&path) {
            continue;
        }
        let mut refer = |path: String| reader.refer_to(path, ReferenceKind::Read, None, line);
        if key == "with" {
            refer(format!("{path}.serialize"));
            refer(format!("{path}.deserialize"));
        }
        refer(path);
    }
}

/// The dotted path that tokens begin with.
fn path_of(source: &str, tokens: &[Node<'_>]) -> String {
    let parts = tokens
        .iter()
        .take_while(|token| matches!(token.kind(), "identifier" | "::" | "crate" | "self"))
        .filter(|token| token.kind() != "::");
    let parts: Vec<&str> = parts.filter_map(|token| text(source, *token)).collect();
    parts.join(".")
}

fn read(source: &str, node: Node<'_>) -> Option<Attribute> {
    let attribute = first_child(node)?;
    let name = segments(source, first_child(attribute)?)?.join(".");
    let arguments = attribute.child_by_field_name("arguments");
    let predicate = arguments.and_then(|arguments| text(source, arguments));
    let is_test_only = name == "cfg"
        && predicate
            .and_then(|predicate| predicate.strip_prefix('(')?.strip_suffix(')'))
            .is_some_and(|predicate| needs_test(predicate, DEEPEST_PREDICATE));
    let text = match arguments {
        Some(arguments) => tokens::first_string(source, arguments),
        None => attribute
            .child_by_field_name("value")
            .and_then(|value| constant(source, value))
            .map(Into::into),
    };
    let macros = match (name.as_str(), arguments) {
        ("derive", Some(arguments)) => macros_in(source, arguments),
        ("proc_macro_derive", Some(arguments)) => {
            macros_in(source, arguments).into_iter().take(1).collect()
        }
        _ => Vec::new(),
    };
    Some(Attribute {
        name: name.into(),
        macros,
        text,
        line: line(node),
        is_test_only,
        given: Vec::new(),
    })
}

/// The uses of names in what an attribute gives to a test: `#[case(items(), 1)]`.
pub(super) fn given(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>) -> Vec<Reference> {
    let attribute = first_child(node);
    let name = attribute.and_then(first_child);
    let name = name.and_then(|name| segments(reader.source, name)?.pop());
    let arguments = attribute.and_then(|it| it.child_by_field_name("arguments"));
    let before = reader.facts.references.len();
    if let Some(arguments) = arguments.filter(|_| name.is_some_and(|it| GIVING.contains(&it))) {
        tokens::scan(rust, reader, arguments);
    }
    if let Some(arguments) = arguments {
        let source = reader.source;
        let is_shown = name.is_some_and(|it| matches!(it, "error" | "display"))
            && tokens::first_string(source, arguments).is_some_and(|it| shown::is_shown(&it));
        let mut refer = |path: String| reader.refer_to(path, ReferenceKind::Call, None, line(node));
        if is_shown {
            refer(format!(".{}", Reference::SHOWN));
        }
        if asks_for_default(source, arguments) {
            refer(".default".to_owned());
        }
    }
    reader.facts.references.split_off(before)
}

/// Whether a macro is asked to put defaults where values are missing: `#[serde(default)]`.
fn asks_for_default(source: &str, arguments: Node<'_>) -> bool {
    let mut cursor = arguments.walk();
    let tokens: Vec<Node<'_>> = arguments.children(&mut cursor).collect();
    let is_default =
        |it: &Node<'_>| matches!(text(source, *it), Some("default" | "default_value_t"));
    let mut pairs = tokens.iter().zip(tokens.iter().skip(1));
    pairs.any(|(token, next)| is_default(token) && next.kind() != "=")
}

/// Last parts of the paths that stand between commas.
fn macros_in(source: &str, arguments: Node<'_>) -> Vec<Box<str>> {
    let inside = text(source, arguments).unwrap_or_default();
    let inside = inside.trim_start_matches('(').trim_end_matches(')');
    let paths = split(inside).into_iter().map(str::trim);
    let lasts = paths.map(|path| path.rsplit("::").next().unwrap_or(path));
    let is_name =
        |name: &&str| !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_');
    lasts
        .filter(is_name)
        .filter(|name| !OF_LANGUAGE.contains(name))
        .map(Into::into)
        .collect()
}

/// Whether a `cfg` predicate holds in test builds only.
fn needs_test(predicate: &str, depth: u32) -> bool {
    let predicate = predicate.trim();
    if predicate == "test" {
        return true;
    }
    let Some((operator, operands)) = predicate.split_once('(') else {
        return false;
    };
    let Some(operands) = operands.strip_suffix(')').filter(|_| depth > 0) else {
        return false;
    };
    let mut operands = split(operands)
        .into_iter()
        .filter(|operand| !operand.trim().is_empty())
        .map(|operand| needs_test(operand, depth - 1))
        .peekable();
    match operator.trim() {
        "all" => operands.any(|needs| needs),
        "any" => operands.peek().is_some() && operands.all(|needs| needs),
        _ => false,
    }
}

/// Splits at commas outside of parentheses.
fn split(operands: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    operands
        .split(|letter: char| {
            match letter {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            letter == ',' && depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests;
