//! What Go's names are bound to, where it is evident.

use tree_sitter::Node;

use crate::model::BindingKind;

use super::types::head;
use super::{Go, constant, templates};
use crate::lang::syntax::{Reader, first_child, origin, text};

/// Binds the names of a declaration, parameter, field or loop.
pub(super) fn bind(reader: &mut Reader<'_>, node: Node<'_>) {
    match node.kind() {
        "short_var_declaration" => {
            let left = node.child_by_field_name("left");
            let names = left.map(names_of).unwrap_or_default();
            bind_values(reader, &names, node.child_by_field_name("right"));
        }
        "range_clause" => bind_elements(reader, node),
        "const_declaration" => bind_constants(reader, node),
        "type_alias" => bind_alias(reader, node),
        _ => {
            let names: Vec<_> = node
                .children_by_field_name("name", &mut node.walk())
                .filter(Node::is_named)
                .collect();
            match node.child_by_field_name("type") {
                Some(annotation) => bind_type(reader, &names, annotation),
                None => bind_values(reader, &names, node.child_by_field_name("value")),
            }
        }
    }
}

/// Binds constants; one without a type or value of its own repeats those above it.
fn bind_constants(reader: &mut Reader<'_>, declaration: Node<'_>) {
    let mut whole = None;
    for spec in names_of(declaration) {
        if spec.child_by_field_name("value").is_some() {
            whole = Some(spec);
        }
        let names: Vec<_> = spec
            .children_by_field_name("name", &mut spec.walk())
            .filter(Node::is_named)
            .collect();
        let value = whole.and_then(|whole| whole.child_by_field_name("value"));
        let makes = value.and_then(first_child).filter(|value| {
            matches!(
                value.kind(),
                "call_expression" | "type_conversion_expression"
            )
        });
        match whole.and_then(|whole| whole.child_by_field_name("type")) {
            Some(annotation) => bind_type(reader, &names, annotation),
            None if makes.is_some() => bind_values(reader, &names, value),
            None => bind_plain(reader, &names, value),
        }
    }
}

/// Binds constants that are texts and the like; templates among them stand for what they name.
fn bind_plain(reader: &mut Reader<'_>, names: &[Node<'_>], values: Option<Node<'_>>) {
    let value = values.and_then(first_child);
    let is_template = value.is_some_and(|it| templates::is_template(reader.source, it));
    for name in names {
        match text(reader.source, *name).filter(|_| is_template) {
            Some(name) => reader.bind(name, String::new(), BindingKind::Alias),
            None => hide(reader, *name),
        }
    }
}

/// `type Name = other.Type` is another name of that type.
fn bind_alias(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let name = node.child_by_field_name("name");
    let meant = node.child_by_field_name("type");
    if let Some(name) = name.and_then(|name| text(source, name))
        && let Some(meant) = meant.and_then(|meant| head(source, meant))
    {
        reader.bind(name, meant, BindingKind::Alias);
    }
}

fn names_of(list: Node<'_>) -> Vec<Node<'_>> {
    list.named_children(&mut list.walk())
        .filter(|child| !child.is_extra())
        .collect()
}

fn bind_type(reader: &mut Reader<'_>, names: &[Node<'_>], annotation: Node<'_>) {
    let source = head(reader.source, annotation);
    for name in names {
        let Some(text) = text(reader.source, *name) else {
            continue;
        };
        match &source {
            Some(source) => reader.bind(text, source.clone(), BindingKind::Annotation),
            None => hide(reader, *name),
        }
    }
}

/// Binds names to values one by one; of a single value's several results the first counts.
fn bind_values(reader: &mut Reader<'_>, names: &[Node<'_>], values: Option<Node<'_>>) {
    let mut values = values.map(names_of).unwrap_or_default();
    if values.len() != names.len() && values.len() != 1 {
        values.clear();
    }
    for (at, name) in names.iter().enumerate() {
        let value = values.get(at).copied();
        let text = text(reader.source, *name).filter(|_| name.kind() == "identifier");
        let is_table = reader.function().is_none()
            && value.is_some_and(|value| {
                names_something(value, MAX_DEPTH) || templates::is_template(reader.source, value)
            });
        let value = value.and_then(|value| match entries_of(value) {
            Some(_) if is_in_test(reader) => Some((entries(text?), BindingKind::Annotation)),
            _ => value_of(reader.source, value),
        });
        match (text, value) {
            (Some(text), Some((source, kind))) => reader.bind(text, source, kind),
            // At the top of a file, a table stands for all that it names.
            (Some(text), None) if is_table => {
                reader.bind(text, String::new(), BindingKind::Alias);
            }
            (Some(_), None) => hide(reader, *name),
            (None, _) => {}
        }
    }
}

/// How deep tables in tables are looked into.
const MAX_DEPTH: u32 = 4;

/// Whether a value is a table in which names of functions may stand.
fn names_something(value: Node<'_>, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let body = match value.kind() {
        "composite_literal" => value.child_by_field_name("body"),
        "literal_value" => Some(value),
        _ => None,
    };
    let entries = body.map(names_of).unwrap_or_default();
    entries.into_iter().any(|entry| {
        let entry = match entry.kind() {
            "keyed_element" => names_of(entry).pop(),
            _ => Some(entry),
        };
        let value = entry.and_then(|entry| match entry.kind() {
            "literal_element" => first_child(entry),
            _ => Some(entry),
        });
        value.is_some_and(|value| match value.kind() {
            "identifier" | "selector_expression" => true,
            _ => names_something(value, depth),
        })
    })
}

/// Says of a name in a function that it stands for something which is not evident, and so not
/// for what the package may call by it.
fn hide(reader: &mut Reader<'_>, name: Node<'_>) {
    if name.kind() == "identifier"
        && reader.function().is_some()
        && let Some(name) = text(reader.source, name).filter(|name| *name != "err")
    {
        reader.bind(name, String::new(), BindingKind::Alias);
    }
}

/// `for _, x := range xs` binds `x` to what `xs` is an array of, which bindings do not tell
/// apart from `xs`.
fn bind_elements(reader: &mut Reader<'_>, node: Node<'_>) {
    let names = node
        .child_by_field_name("left")
        .map(names_of)
        .unwrap_or_default();
    let right = node.child_by_field_name("right");
    let value = right.and_then(|value| match entries_of(value) {
        Some(_) if is_in_test(reader) => {
            let name = text(reader.source, *names.get(1)?)?;
            Some((entries(name), BindingKind::Annotation))
        }
        _ => value_of(reader.source, value),
    });
    for (at, name) in names.iter().enumerate() {
        match (&value, text(reader.source, *name)) {
            (Some((source, kind)), Some(name)) if at == 1 => {
                reader.bind(name, source.clone(), *kind);
            }
            _ => hide(reader, *name),
        }
    }
}

/// Whether a place is in a test, where the entries of tables are told apart.
pub(super) fn is_in_test(reader: &Reader<'_>) -> bool {
    let function = reader.function();
    let function = function.and_then(|at| reader.facts.symbols.get(at as usize));
    function.is_some_and(|function| function.is_test)
}

/// What the type of a table's entries is called that has no name of its own.
fn entries(table: &str) -> String {
    format!("{table}[]")
}

/// The type that a table writes out for its entries: `[]struct { in string }{…}`.
fn entries_of(table: Node<'_>) -> Option<Node<'_>> {
    let written = (table.kind() == "composite_literal")
        .then(|| table.child_by_field_name("type"))
        .flatten()?;
    let field = match written.kind() {
        "map_type" => "value",
        _ => "element",
    };
    let mut entry = written.child_by_field_name(field)?;
    if entry.kind() == "pointer_type" {
        entry = first_child(entry)?;
    }
    (entry.kind() == "struct_type").then_some(entry)
}

/// The name that the type of a table's entries gets from the variable that holds the table, or from
/// the loop that goes over it.
pub(super) fn name_of_entries(source: &str, entry: Node<'_>) -> Option<String> {
    let mut around = entry.parent()?;
    while matches!(
        around.kind(),
        "pointer_type" | "slice_type" | "array_type" | "implicit_length_array_type" | "map_type"
    ) {
        around = around.parent()?;
    }
    let table = Some(around).filter(|table| entries_of(*table) == Some(entry))?;
    let holder = table.parent()?;
    let (list, at) = match holder.kind() {
        "range_clause" => (holder, 1),
        "expression_list" => (holder.parent()?, 0),
        _ => return None,
    };
    let left = match list.kind() {
        "var_spec" => list.child_by_field_name("name")?,
        _ => *names_of(list.child_by_field_name("left")?).get(at)?,
    };
    Some(entries(text(source, left)?))
}

fn value_of(source: &str, value: Node<'_>) -> Option<(String, BindingKind)> {
    let mut value = value;
    loop {
        value = match value.kind() {
            "unary_expression" => value.child_by_field_name("operand")?,
            "parenthesized_expression" => first_child(value)?,
            "type_assertion_expression" => {
                let asserted = head(source, value.child_by_field_name("type")?)?;
                return Some((asserted, BindingKind::Annotation));
            }
            _ if constant(source, value).is_some() => return None,
            _ => return origin(&Go::default(), source, value),
        };
    }
}
