//! Go.
//!
//! Functions bound to a package-level variable are symbols, those in a field of it too
//! (`command.Run`); other function literals belong to the function they stand in. Methods are
//! named `Receiver.Method` and have no parent: they need not be in the file of their type.

use tree_sitter::Node;

use crate::model::{FileFacts, Import, Presence, name_of};

use super::syntax::{self, Dialect, Grammar, Link, Reader, Role, first_child, text};
use super::{Family, Language};

mod bindings;
mod constraint;
mod given;
mod items;
mod literals;
mod templates;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use constraint::is_built;
use literals::Literals;
use types::head;

/// Go.
pub(super) static GO: Language = Language {
    id: "go",
    name: "Go",
    family: Family::Go,
    extensions: &["go"],
    version: 8,
    extract,
    is_test_name,
    usual_test,
};

pub(super) static GRAMMAR: Grammar = Grammar::new(
    || tree_sitter_go::LANGUAGE.into(),
    include_str!("../../../assets/languages/go.scm"),
);

fn extract(source: &str) -> FileFacts {
    let mut facts = syntax::read(&GRAMMAR, source, &mut Go::default());
    facts.is_run_by_hand = constraint::is_run_by_hand(source);
    facts.is_for_others = constraint::is_for_others(source);
    facts
}

fn is_test_name(path: &str) -> bool {
    path.ends_with("_test.go")
}

fn usual_test(path: &str) -> String {
    format!("{}_test.go", path.strip_suffix(".go").unwrap_or(path))
}

#[derive(Default)]
struct Go {
    literals: Literals,
}

impl Dialect for Go {
    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>) {
        match role {
            Role::Package => {
                let name = first_child(node).and_then(|name| text(reader.source, name));
                reader.facts.package = name.map(Into::into);
            }
            Role::Import => import(reader, node),
            Role::Definition => {
                self.literals.open(reader, node);
                items::define(reader, node);
            }
            Role::Scope => items::open(reader, node),
            Role::Binding => {
                let first = reader.facts.bindings.len();
                bindings::bind(reader, node);
                self.literals.note(reader, node, first);
            }
            Role::Given => match node.kind() {
                "argument_list" => given::read(reader, node),
                "type_arguments" => given::read_types(reader, node),
                _ => templates::read(reader, node),
            },
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
        self.literals.finish(facts);
        items::mark_suite_tests(facts);
    }
}

fn link<'t>(source: &str, node: Node<'t>) -> Option<Link<'t>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "call_expression" if is_new(source, node) => {
            let made = field("arguments").and_then(syntax::first_child)?;
            Link::Instance(head(source, made)?)
        }
        "call_expression" => Link::Call(field("function")?, field("arguments")),
        "selector_expression" => Link::Member(bare(field("operand")?)?, field("field")?),
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

/// What brackets stand around, and what is pointed to inside: `(&T{}).run`, `(*T).run`.
fn bare(operand: Node<'_>) -> Option<Node<'_>> {
    let mut node = operand;
    while node.kind() == "parenthesized_expression" {
        node = first_child(node)?;
        if node.kind() == "unary_expression" {
            node = node.child_by_field_name("operand")?;
        }
    }
    Some(node)
}

/// `new(T)` makes an object as `T{}` does.
fn is_new(source: &str, call: Node<'_>) -> bool {
    let callee = call.child_by_field_name("function");
    callee.and_then(|callee| text(source, callee)) == Some("new")
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
    reader.hush(node.end_byte());
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
pub(crate) fn package_name(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let path = match path.rsplit_once('/') {
        Some((before, last)) if is_version(last) => before,
        _ => path,
    };
    let last = name_of(path);
    match last.rsplit_once('.') {
        Some((before, version)) if is_version(version) => before,
        _ => last,
    }
}
