//! Go's types, as far as they tell what a name is.

use tree_sitter::Node;

use crate::lang::syntax::{first_child, text};

/// The dotted name of a type: of what is pointed to or held, where it points or holds.
/// Nothing for types without a name and for predeclared ones.
pub(super) fn head(source: &str, node: Node<'_>) -> Option<String> {
    let mut node = node;
    loop {
        node = match node.kind() {
            "pointer_type" | "parenthesized_type" | "negated_type" | "type_elem" => {
                first_child(node)?
            }
            "slice_type" | "array_type" | "implicit_length_array_type" => {
                node.child_by_field_name("element")?
            }
            "map_type" | "channel_type" => node.child_by_field_name("value")?,
            "generic_type" => node.child_by_field_name("type")?,
            "type_identifier" => {
                let name = text(source, node)?;
                return (!is_predeclared(name)).then(|| name.to_owned());
            }
            "qualified_type" => {
                let package = text(source, node.child_by_field_name("package")?)?;
                let name = text(source, node.child_by_field_name("name")?)?;
                return Some(format!("{package}.{name}"));
            }
            _ => return None,
        };
    }
}

/// The dotted name of the first result of a function.
pub(super) fn result(source: &str, function: Node<'_>) -> Option<String> {
    let result = function.child_by_field_name("result")?;
    if result.kind() != "parameter_list" {
        return head(source, result);
    }
    head(source, first_child(result)?.child_by_field_name("type")?)
}

/// How many values a method takes and gives back, as `shape 2 1`; what takes any number of them ends
/// in `+`.
pub(super) fn shape(method: Node<'_>) -> String {
    let list = |field| method.child_by_field_name(field);
    let takes_any = list("parameters").is_some_and(|list| {
        let mut cursor = list.walk();
        let mut inside = list.named_children(&mut cursor);
        inside.any(|it| it.kind() == "variadic_parameter_declaration")
    });
    let given_back = match list("result") {
        None => 0,
        Some(result) if result.kind() == "parameter_list" => values(result),
        Some(_) => 1,
    };
    let taken = list("parameters").map_or(0, values);
    let more = if takes_any { "+" } else { "" };
    format!("{SHAPE}{taken} {given_back}{more}")
}

/// What the word for the shape of a method begins with.
const SHAPE: &str = "shape ";

/// How many values a list declares, with names or without.
fn values(list: Node<'_>) -> usize {
    let of = |declared: Node<'_>| {
        let mut cursor = declared.walk();
        let names = declared.children_by_field_name("name", &mut cursor);
        names.filter(Node::is_named).count().max(1)
    };
    let mut cursor = list.walk();
    let declared = list.named_children(&mut cursor).filter(|it| !it.is_extra());
    declared.map(of).sum()
}

/// The dotted names of the types that a struct or an interface embeds, or of what a list holds: an
/// index leads to the members of that.
pub(super) fn embedded(source: &str, type_spec: Node<'_>) -> Box<[Box<str>]> {
    let Some(body) = type_spec.child_by_field_name("type") else {
        return Box::default();
    };
    let body = match body.kind() {
        "struct_type" => match first_child(body) {
            Some(fields) => fields,
            None => return Box::default(),
        },
        "interface_type" => body,
        kind if HOLDING.contains(&kind) => {
            return head(source, body).map(Into::into).into_iter().collect();
        }
        _ => return Box::default(),
    };
    body.named_children(&mut body.walk())
        .filter_map(|member| match member.kind() {
            "field_declaration" if member.child_by_field_name("name").is_none() => {
                head(source, member.child_by_field_name("type")?)
            }
            "type_elem" if member.named_child_count() == 1 => head(source, member),
            _ => None,
        })
        .map(String::into_boxed_str)
        .collect()
}

/// Whether a declared type holds things that an index leads to.
pub(super) fn is_list(type_spec: Node<'_>) -> bool {
    let body = type_spec.child_by_field_name("type");
    body.is_some_and(|body| HOLDING.contains(&body.kind()))
}

/// Types that hold things which an index or the like leads to.
const HOLDING: [&str; 4] = ["slice_type", "array_type", "map_type", "channel_type"];

fn is_predeclared(name: &str) -> bool {
    matches!(
        name,
        "any"
            | "bool"
            | "byte"
            | "comparable"
            | "complex64"
            | "complex128"
            | "error"
            | "float32"
            | "float64"
            | "int"
            | "int8"
            | "int16"
            | "int32"
            | "int64"
            | "rune"
            | "string"
            | "uint"
            | "uint8"
            | "uint16"
            | "uint32"
            | "uint64"
            | "uintptr"
    )
}
