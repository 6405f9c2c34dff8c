//! Rust.
//!
//! Paths are written with dots. Those that begin with `self` or `super` are told as seen from
//! the file's own module, whatever inline module they stand in: `use super::Walk` inside of
//! `mod tests { .. }` imports from `self`. `Self` is told as the name of the type.
//!
//! Methods are named `Type.method` after the `impl` block's type and have no parent: the type
//! may be in another file. What an item-level macro holds is read as source text where it is.

use tree_sitter::Node;

use crate::model::{BindingKind, FileFacts, ReferenceKind, SymbolKind};

use super::syntax::{self, Dialect, Grammar, Link, Reader, Role, first_child, text};
use super::{Family, Language};

mod attributes;
mod bindings;
mod imports;
mod items;
mod paths;
mod tokens;

use attributes::Attributes;
use paths::Place;

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

pub(super) static GRAMMAR: Grammar = Grammar::new(
    || tree_sitter_rust::LANGUAGE.into(),
    include_str!("../../../assets/languages/rust.scm"),
);

fn extract(source: &str) -> FileFacts {
    syntax::read(&GRAMMAR, source, &mut Rust::default())
}

/// Integration tests are the files of a `tests` folder; `tests.rs` and `walk_test.rs` are what
/// people call the file of a `#[cfg(test)] mod`.
fn is_test_name(path: &str) -> bool {
    let mut folders = path.split('/');
    let name = folders.next_back().unwrap_or_default();
    folders.any(|folder| folder == "tests")
        || matches!(name, "test.rs" | "tests.rs")
        || name.ends_with("_test.rs")
        || name.ends_with("_tests.rs")
}

/// Unit tests go into the file itself.
fn usual_test(path: &str) -> String {
    path.to_owned()
}

/// What is remembered while a file is read.
#[derive(Default)]
struct Rust {
    attributes: Attributes,
    place: Place,
    /// Type and trait of each `impl Trait for Type`.
    implemented: Vec<(Box<str>, Box<str>)>,
}

impl Dialect for Rust {
    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>) {
        self.place.leave(node.start_byte());
        match role {
            Role::Attribute => self.attributes.read(reader, node),
            Role::Import => imports::import(self, reader, node),
            Role::Definition => items::define(self, reader, node),
            Role::Scope => items::open(self, reader, node),
            Role::Macro => self.macro_call(reader, node),
            Role::Binding => bindings::bind(self, reader, node),
            Role::Pattern => {
                let guard = node.child_by_field_name("condition");
                reader.hush(guard.map_or(node.end_byte(), |guard| guard.start_byte()));
            }
            _ => {}
        }
    }

    fn link<'t>(&self, source: &str, node: Node<'t>) -> Link<'t> {
        self.step(source, node).unwrap_or(Link::Other)
    }

    fn constant<'s>(&self, source: &'s str, node: Node<'_>) -> Option<&'s str> {
        constant(source, node)
    }

    fn finish(&mut self, facts: &mut FileFacts) {
        items::add_traits(facts, &self.implemented);
    }
}

impl Rust {
    fn step<'t>(&self, source: &str, node: Node<'t>) -> Option<Link<'t>> {
        let field = |name| node.child_by_field_name(name);
        Some(match node.kind() {
            "call_expression" => Link::Call(field("function")?, field("arguments")),
            "generic_function" => Link::Through(field("function")?),
            "field_expression" => Link::Member(field("value")?, field("field")?),
            "index_expression" | "try_expression" | "await_expression" => {
                Link::Through(first_child(node)?)
            }
            "identifier" | "scoped_identifier" | "self" => {
                Link::Head(self.place.value_path(source, node)?)
            }
            "struct_expression" => Link::Instance(self.place.value_path(source, field("name")?)?),
            _ => return None,
        })
    }

    /// Items inside of a macro outside of functions are read as items; anything else is a row
    /// of tokens, in which chains of names are looked for.
    fn macro_call(&mut self, reader: &mut Reader<'_>, node: Node<'_>) {
        let _ = self.attributes.take(reader, node);
        let mut cursor = node.walk();
        let Some(body) = node
            .named_children(&mut cursor)
            .find(|child| child.kind() == "token_tree")
        else {
            return;
        };
        let name = node
            .child_by_field_name("macro")
            .and_then(|name| self.place.value_path(reader.source, name));
        if let Some(name) = name {
            let text = tokens::first_string(reader.source, body);
            let line = syntax::line(node);
            reader.refer_to(format!("{name}!"), ReferenceKind::Call, text, line);
        }
        if reader.function().is_some() || !self.read_items(reader, body) {
            tokens::scan(self, reader, body);
        }
        reader.hush(node.end_byte());
    }

    fn read_items(&mut self, reader: &mut Reader<'_>, body: Node<'_>) -> bool {
        let mut part = body.range();
        let source = reader.source;
        let tokens = source.get(body.byte_range()).unwrap_or_default();
        if !tokens.starts_with('{') || !tokens.ends_with('}') {
            return false;
        }
        part.start_byte += 1;
        part.start_point.column += 1;
        part.end_byte -= 1;
        part.end_point.column = part.end_point.column.saturating_sub(1);
        // `proptest!` writes parameters as `x in 0..9`, which are errors in functions.
        let holds_tests = tokens.contains("#[test]");
        reader.read_part(Some(part), self, |root| holds_tests || !root.has_error())
    }
}

fn constant<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    match node.kind() {
        "string_literal" => {
            let quoted = text(source, node)?;
            let start = quoted.find('"')? + 1;
            quoted.get(start..)?.strip_suffix('"')
        }
        "raw_string_literal" => text(source, first_child(node)?),
        _ => None,
    }
}

/// Binds the result of a function.
fn bind_result(rust: &Rust, reader: &mut Reader<'_>, function: Node<'_>) {
    let result = function
        .child_by_field_name("return_type")
        .and_then(|result| rust.place.type_head(reader.source, result));
    if let Some(result) = result {
        reader.bind("", result, BindingKind::Return);
    }
}

/// Whether the symbol is a function or method.
fn is_function(kind: SymbolKind) -> bool {
    matches!(kind, SymbolKind::Function | SymbolKind::Method)
}
