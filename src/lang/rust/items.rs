//! Rust's items: what is a symbol, and what only adds to names.

use rustc_hash::FxHashMap;
use tree_sitter::Node;

use crate::lang::syntax::{self, Reader, first_child, text};
use crate::model::{FileFacts, SymbolKind};

use super::attributes::Said;
use super::paths::segments;
use super::{Rust, bind_result, is_function};

/// Opens the symbol of an item.
pub(super) fn define(rust: &mut Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let said = rust.attributes.take(reader, node);
    if node.kind() == "closure_expression" {
        // Only those that a constant or static holds are functions of their own.
        if reader.function().is_none()
            && let Some(function) = reader.define(node, "", SymbolKind::Function)
        {
            function.has_logic = true;
        }
        return;
    }
    let source = reader.source;
    let name_node = node.child_by_field_name("name");
    let Some(name) = name_node.and_then(|name| segments(source, name)?.pop()) else {
        return;
    };
    let kind = match node.kind() {
        "function_item" | "function_signature_item" if rust.place.is_in_owner() => {
            SymbolKind::Method
        }
        "function_item" | "function_signature_item" => SymbolKind::Function,
        _ => SymbolKind::Class,
    };
    if reader.define(node, name, kind).is_none() {
        return;
    }
    if said.is_test_only() {
        reader.set_test_only();
    }
    let is_test_only = reader.is_test_only();
    let bases = supertraits(source, node);
    if let Some(symbol) = reader.facts.symbols.last_mut() {
        symbol.start = name_node.map_or(symbol.start, syntax::line);
        symbol.is_test_only = is_test_only;
        symbol.decorators = said.names();
        symbol.bases = bases;
        if is_function(kind) {
            symbol.has_logic = has_logic(source, node);
            symbol.is_test = said.is_test();
            symbol.is_skipped = symbol.is_test && said.is_ignored();
        }
    }
    said.refer(reader);
    if is_function(kind) {
        bind_result(rust, reader, node);
        rust.place.enter_function(node);
    } else {
        rust.place.enter_owner(node, name);
    }
}

/// The traits that a trait asks for.
fn supertraits(source: &str, node: Node<'_>) -> Box<[Box<str>]> {
    let Some(bounds) = node.child_by_field_name("bounds") else {
        return Box::default();
    };
    bounds
        .named_children(&mut bounds.walk())
        .filter(|bound| bound.kind() != "lifetime")
        .filter_map(|bound| Some(segments(source, bound)?.join(".").into_boxed_str()))
        .collect()
}

/// Whether the body does more than to say that it is not written yet.
fn has_logic(source: &str, function: Node<'_>) -> bool {
    let Some(body) = function.child_by_field_name("body") else {
        return false;
    };
    body.named_children(&mut body.walk()).any(|statement| {
        let is_item = statement.kind().ends_with("_item") || statement.kind() == "use_declaration";
        !statement.is_extra()
            && !is_item
            && statement.kind() != "empty_statement"
            && !is_placeholder(source, statement)
    })
}

/// `todo!()` and `unimplemented!()`.
fn is_placeholder(source: &str, statement: Node<'_>) -> bool {
    let expression = match statement.kind() {
        "expression_statement" => first_child(statement),
        _ => Some(statement),
    };
    expression
        .and_then(|expression| expression.child_by_field_name("macro"))
        .and_then(|name| text(source, name))
        .is_some_and(|name| matches!(name, "todo" | "unimplemented"))
}

/// Opens what only adds to names: modules, `impl` blocks, constants.
pub(super) fn open(rust: &mut Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let said = rust.attributes.take(reader, node);
    let source = reader.source;
    let name = node
        .child_by_field_name("name")
        .and_then(|name| segments(source, name)?.pop());
    let is_open = match (node.kind(), name) {
        ("mod_item", Some(name)) if node.child_by_field_name("body").is_none() => {
            declare_module(rust, reader, node, name, &said);
            false
        }
        ("mod_item", Some(name)) => {
            rust.place.enter_module(node, name);
            reader.open(node, name)
        }
        ("impl_item", _) => open_impl(rust, reader, node),
        (_, Some(name)) => reader.function().is_none() && reader.open(node, name),
        _ => false,
    };
    if is_open && said.is_test_only() {
        reader.set_test_only();
    }
}

fn declare_module(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>, name: &str, said: &Said) {
    let name = rust.place.in_modules(node.start_byte(), name);
    let is_test_only = said.is_test_only() || reader.is_test_only();
    let path = said.value_of("path");
    reader.facts.modules.push((name.into(), path, is_test_only));
}

fn open_impl(rust: &mut Rust, reader: &mut Reader<'_>, node: Node<'_>) -> bool {
    let path_of = |field| {
        let mut node = node.child_by_field_name(field)?;
        while let "reference_type" | "pointer_type" = node.kind() {
            node = node.child_by_field_name("type")?;
        }
        Some(segments(reader.source, node)?.join("."))
    };
    let implemented = path_of("trait");
    let of = path_of("type").or_else(|| implemented.clone());
    let name = of.as_deref().and_then(|path| path.rsplit('.').next());
    let name = name.unwrap_or("impl").to_owned();
    rust.place.enter_owner(node, &name);
    let is_open = reader.open(node, &name);
    if let Some(implemented) = implemented.filter(|_| is_open) {
        rust.implemented
            .push((reader.path().into(), implemented.into()));
    }
    is_open
}

/// Adds the traits that the file implements for its types to their bases.
pub(super) fn add_traits(facts: &mut FileFacts, implemented: &[(Box<str>, Box<str>)]) {
    let mut by_type: FxHashMap<&str, Vec<Box<str>>> = FxHashMap::default();
    for (of, name) in implemented {
        by_type.entry(of).or_default().push(name.clone());
    }
    for symbol in &mut facts.symbols {
        if symbol.kind == SymbolKind::Class
            && let Some(traits) = by_type.remove(&*symbol.name)
        {
            let mut bases = std::mem::take(&mut symbol.bases).into_vec();
            bases.extend(traits);
            symbol.bases = bases.into();
        }
    }
}
