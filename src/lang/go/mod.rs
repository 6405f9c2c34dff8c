//! Go.
//!
//! Functions bound to a package-level variable are symbols, those in a field of it too
//! (`command.Run`); other function literals belong to the function they stand in. Methods are
//! named `Receiver.Method` and have no parent: they need not be in the file of their type.

use tree_sitter::Node;

use crate::model::{BindingKind, FileFacts, Import, Presence, SymbolKind};

use super::syntax::{self, Dialect, Grammar, Link, Reader, Role, first_child, text};
use super::{Family, Language};

mod bindings;
mod types;

use types::{embedded, head};

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

pub(super) static GRAMMAR: Grammar = Grammar::new(
    || tree_sitter_go::LANGUAGE.into(),
    include_str!("../../../assets/languages/go.scm"),
);

fn extract(source: &str) -> FileFacts {
    syntax::read(&GRAMMAR, source, &mut Go)
}

fn is_test_name(path: &str) -> bool {
    path.ends_with("_test.go")
}

fn usual_test(path: &str) -> String {
    format!("{}_test.go", path.strip_suffix(".go").unwrap_or(path))
}

struct Go;

impl Dialect for Go {
    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>) {
        match role {
            Role::Package => {
                let name = first_child(node).and_then(|name| text(reader.source, name));
                reader.facts.package = name.map(Into::into);
            }
            Role::Import => import(reader, node),
            Role::Definition => define(reader, node),
            Role::Scope => scope(reader, node),
            Role::Binding => bindings::bind(reader, node),
            _ => {}
        }
    }

    fn link<'t>(&self, source: &str, node: Node<'t>) -> Link<'t> {
        link(source, node).unwrap_or(Link::Other)
    }

    fn constant<'s>(&self, source: &'s str, node: Node<'_>) -> Option<&'s str> {
        constant(source, node)
    }

    fn finish(&mut self, facts: &mut FileFacts) {
        mark_suite_tests(facts);
    }
}

fn link<'t>(source: &str, node: Node<'t>) -> Option<Link<'t>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "call_expression" => Link::Call(field("function")?, field("arguments")),
        "selector_expression" => Link::Member(field("operand")?, field("field")?),
        "index_expression" | "slice_expression" => Link::Through(field("operand")?),
        // `New[int](x)` parses as a conversion; of the rest only those to named types count.
        "type_conversion_expression" => Link::Call(field("type")?, None),
        "generic_type" | "type_instantiation_expression" => Link::Through(field("type")?),
        "identifier" | "type_identifier" => Link::Head(text(source, node)?.to_owned()),
        "qualified_type" => Link::Head(head(source, node)?),
        "composite_literal" => Link::Instance(head(source, field("type")?)?),
        _ => return None,
    })
}

fn constant<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    match node.kind() {
        "interpreted_string_literal" => text(source, node)?.strip_prefix('"')?.strip_suffix('"'),
        "raw_string_literal" => text(source, node)?.strip_prefix('`')?.strip_suffix('`'),
        _ => None,
    }
}

fn import(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let path = node
        .child_by_field_name("path")
        .and_then(|path| constant(source, path));
    let Some(module) = path else {
        return;
    };
    let alias = node
        .child_by_field_name("name")
        .and_then(|name| text(source, name))
        .unwrap_or_else(|| package_name(module));
    reader.facts.imports.push(Import {
        module: module.into(),
        names: Vec::new(),
        alias: Some(alias.into()),
        line: syntax::line(node),
        presence: Presence::Runtime,
        within: None,
        is_test_only: false,
    });
}

/// The name that a package most likely has: the last part of its path, versions apart.
fn package_name(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let path = match path.rsplit_once('/') {
        Some((before, last)) if is_version(last) => before,
        _ => path,
    };
    let last = path.rsplit('/').next().unwrap_or(path);
    match last.rsplit_once('.') {
        Some((before, version)) if is_version(version) => before,
        _ => last,
    }
}

fn define(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let name = node
        .child_by_field_name("name")
        .and_then(|name| text(source, name))
        .unwrap_or_default();
    match node.kind() {
        "type_spec" => {
            let bases = embedded(source, node);
            if let Some(class) = reader.define(node, name, SymbolKind::Class) {
                class.bases = bases;
            }
        }
        "func_literal" if reader.function().is_some() => {}
        "func_literal" => define_function(reader, node, "", SymbolKind::Function),
        "method_declaration" => {
            let receiver = node
                .child_by_field_name("receiver")
                .and_then(first_child)
                .and_then(|receiver| receiver.child_by_field_name("type"))
                .and_then(|receiver| head(source, receiver));
            let name = match receiver {
                Some(receiver) => format!("{receiver}.{name}"),
                None => name.to_owned(),
            };
            define_function(reader, node, &name, SymbolKind::Method);
        }
        "method_elem" => {
            define_function(reader, node, name, SymbolKind::Method);
            reader.hush(node.end_byte());
        }
        _ => define_function(reader, node, name, SymbolKind::Function),
    }
}

fn define_function(reader: &mut Reader<'_>, node: Node<'_>, name: &str, kind: SymbolKind) {
    let source = reader.source;
    let first = node
        .child_by_field_name("body")
        .and_then(first_child)
        .and_then(first_child);
    let is_test = node.kind() == "function_declaration" && is_test(source, node, name);
    let Some(function) = reader.define(node, name, kind) else {
        return;
    };
    function.has_logic = first.is_some();
    function.is_test = is_test;
    function.is_skipped = first.is_some_and(|statement| skips(source, statement));
    if let Some(result) = types::result(source, node) {
        reader.bind("", result, BindingKind::Return);
    }
}

/// Whether `go test` starts the function: by its name and its only parameter.
fn is_test(source: &str, node: Node<'_>, name: &str) -> bool {
    let parameters: Vec<&str> = node
        .child_by_field_name("parameters")
        .map(|list| {
            list.named_children(&mut list.walk())
                .filter_map(|parameter| parameter.child_by_field_name("type"))
                .filter_map(|kind| text(source, kind))
                .collect()
        })
        .unwrap_or_default();
    match *parameters.as_slice() {
        [] => is_named(name, "Example"),
        [only] => {
            (is_named(name, "Test") && only.ends_with("testing.T"))
                || (is_named(name, "Fuzz") && only.ends_with("testing.F"))
        }
        _ => false,
    }
}

/// Whether a name is the prefix, with nothing or no lower-case letter behind it.
fn is_named(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| !rest.chars().next().is_some_and(char::is_lowercase))
}

/// Whether a statement is `t.Skip(..)`, whatever `t` is called.
fn skips(source: &str, statement: Node<'_>) -> bool {
    let callee = (statement.kind() == "expression_statement")
        .then(|| first_child(statement))
        .flatten()
        .and_then(|call| call.child_by_field_name("function"))
        .and_then(|callee| text(source, callee));
    callee
        .and_then(|callee| callee.rsplit_once('.'))
        .is_some_and(|(_, method)| matches!(method, "Skip" | "Skipf" | "SkipNow"))
}

/// Names what a package-level variable or a field of its value holds.
fn scope(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    if node.kind() == "var_spec" {
        bindings::bind(reader, node);
    }
    if reader.function().is_some() {
        return;
    }
    let name = match node.child_by_field_name("key") {
        Some(key) => first_child(key),
        None => node.child_by_field_name("name"),
    };
    let name = name.and_then(|name| match name.kind() {
        "identifier" => text(source, name),
        _ => constant(source, name),
    });
    if let Some(name) = name {
        reader.open(node, name);
    }
}

/// testify starts the `TestXxx` methods of types that embed its suite.
fn mark_suite_tests(facts: &mut FileFacts) {
    let suites: Vec<Box<str>> = facts
        .symbols
        .iter()
        .filter(|symbol| symbol.bases.iter().any(|base| &**base == "suite.Suite"))
        .map(|symbol| symbol.name.clone())
        .collect();
    for symbol in &mut facts.symbols {
        if let Some((receiver, method)) = symbol.name.split_once('.') {
            symbol.is_test |= is_named(method, "Test")
                && symbol.kind == SymbolKind::Method
                && suites.iter().any(|suite| **suite == *receiver);
        }
    }
}
