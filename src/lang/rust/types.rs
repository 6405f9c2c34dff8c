//! Types that code says it gets: whoever names one may get an object of it that nobody is seen to
//! make, by `parse`, `try_into`, `?` and their like.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, first_child, line, text};
use crate::model::{Binding, BindingKind, Reference, ReferenceKind};

use super::Rust;
use super::paths::segments;

/// Takes a type that is written down.
pub(super) fn take(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let head = rust.place.type_head(reader.source, node);
    if let Some(head) = head.filter(|head| head.contains(['.']) || !is_primitive(head)) {
        reader.refer_to(head, ReferenceKind::Read, None, line(node));
    }
}

/// Takes the type of what a function is given, where that is no trait.
pub(super) fn take_value(rust: &Rust, reader: &mut Reader<'_>, annotation: Node<'_>) {
    let mut named = annotation;
    while let "reference_type" | "pointer_type" = named.kind() {
        let Some(inner) = named.child_by_field_name("type") else {
            return;
        };
        named = inner;
    }
    if matches!(
        named.kind(),
        "type_identifier" | "scoped_type_identifier" | "generic_type"
    ) {
        take(rust, reader, named);
    }
}

/// Whether the name of a type is written as the language's own are.
fn is_primitive(head: &str) -> bool {
    head.starts_with(char::is_lowercase)
}

/// Binds the types that stand inside of one that is held, other than the one that tells most: what
/// is done with all that an object holds is done with those.
pub(super) fn bind_held(rust: &Rust, reader: &mut Reader<'_>, held: Node<'_>, head: Option<&str>) {
    let mut open = vec![held];
    while let Some(node) = open.pop() {
        let path = match node.kind() {
            "attribute_item" | "visibility_modifier" | "lifetime" => continue,
            // Whatever is behind a trait or a pointer to a function.
            "dynamic_type" | "abstract_type" => Some(Binding::ANY.to_owned()),
            "type_identifier" | "scoped_type_identifier" => {
                rust.place.type_head(reader.source, node)
            }
            _ => None,
        };
        match path {
            Some(path) if Some(path.as_str()) != head => {
                reader.bind(Binding::INSIDE, path, BindingKind::Annotation);
            }
            Some(_) => {}
            None => {
                let mut cursor = node.walk();
                open.extend(node.named_children(&mut cursor));
            }
        }
    }
}

/// Takes all types that stand in one that is held, each of which is there with what holds it.
pub(super) fn take_held(rust: &Rust, reader: &mut Reader<'_>, held: Node<'_>) {
    let mut open = vec![held];
    while let Some(node) = open.pop() {
        let inside = match node.kind() {
            "type_identifier" | "scoped_type_identifier" => {
                take(rust, reader, node);
                continue;
            }
            "generic_type" => {
                let name = node.child_by_field_name("type");
                let name = name.and_then(|name| segments(reader.source, name));
                if let Some(name) = name.and_then(|name| rust.place.own(&name, node.start_byte())) {
                    reader.refer_to(name, ReferenceKind::Read, None, line(node));
                }
                node.child_by_field_name("type_arguments")
            }
            "attribute_item" | "visibility_modifier" => None,
            _ => Some(node),
        };
        if let Some(inside) = inside {
            let mut cursor = inside.walk();
            let inside: Vec<_> = inside.named_children(&mut cursor).collect();
            open.extend(inside.into_iter().rev());
        }
    }
}

/// Takes the types that a function is called for: `parse::<Money>()`.
pub(super) fn take_arguments(rust: &Rust, reader: &mut Reader<'_>, arguments: Node<'_>) {
    for argument in arguments.named_children(&mut arguments.walk()) {
        take(rust, reader, argument);
    }
}

/// Takes what somebody is asked to turn something into: `impl Into<Name>`.
pub(super) fn take_converted(rust: &Rust, reader: &mut Reader<'_>, bound: Node<'_>) {
    let name = bound.child_by_field_name("type");
    let name = name.and_then(|name| segments(reader.source, name)?.pop());
    if let Some(arguments) = bound.child_by_field_name("type_arguments") {
        match name {
            Some("Into" | "TryInto") => take_arguments(rust, reader, arguments),
            Some("BuildHasherDefault") => take_hasher(rust, reader, arguments),
            _ => {}
        }
    }
}

/// Methods that make what the code around them wants.
const MAKING: [&str; 5] = [
    ".parse()",
    ".into()",
    ".try_into()",
    ".deserialize()",
    ".extract()",
];

/// Takes the type by which something is taken apart that a method makes of whichever type is wanted:
/// `let Skips(all) = input.parse()?`, `match word.parse()? { Spec::Bold => .. }`.
pub(super) fn take_matched(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let made = node.child_by_field_name("value");
    let made = made.and_then(|made| text(reader.source, made));
    if !made.is_some_and(|made| MAKING.iter().any(|by| made.contains(by))) {
        return;
    }
    let pattern = match node.kind() {
        "let_declaration" => node.child_by_field_name("pattern"),
        _ => first_pattern(node),
    };
    let mut open: Vec<_> = pattern.into_iter().collect();
    while let Some(pattern) = open.pop() {
        let (named, is_variant) = match pattern.kind() {
            "tuple_struct_pattern" | "struct_pattern" => {
                (pattern.child_by_field_name("type"), false)
            }
            "scoped_identifier" => (Some(pattern), true),
            "match_pattern" | "or_pattern" => {
                open.extend(first_child(pattern));
                continue;
            }
            _ => continue,
        };
        let Some(mut named) = named.and_then(|it| segments(reader.source, it)) else {
            continue;
        };
        // What `Ok` and `Some` hold tells more.
        if matches!(named.as_slice(), ["Ok" | "Some"]) {
            open.extend(pattern.named_child(1));
            continue;
        }
        if is_variant || named.len() > 1 && named.iter().rev().nth(1).is_some_and(is_type) {
            named.pop();
        }
        let path = rust.place.own(&named, pattern.start_byte());
        if let Some(path) = path.filter(|_| named.last().is_some_and(is_type)) {
            reader.refer_to(path, ReferenceKind::Read, None, line(pattern));
        }
    }
}

fn is_type(name: &&str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// What the first arm of a `match` takes.
fn first_pattern(of: Node<'_>) -> Option<Node<'_>> {
    let arm = first_child(of.child_by_field_name("body")?)?;
    arm.child_by_field_name("pattern")
}

/// Takes what a hasher is made of wherever somebody needs one, `BuildHasherDefault<Own>`.
fn take_hasher(rust: &Rust, reader: &mut Reader<'_>, arguments: Node<'_>) {
    let text = reader.within().is_none().then(|| Reference::GIVEN.into());
    for argument in arguments.named_children(&mut arguments.walk()) {
        if let Some(head) = rust.place.type_head(reader.source, argument) {
            reader.refer_to(head, ReferenceKind::Read, text.clone(), line(argument));
        }
    }
}

/// The error of `Result<_, Error>`.
pub(super) fn error_of(result: Node<'_>) -> Option<Node<'_>> {
    let arguments = result.child_by_field_name("type_arguments")?;
    arguments.named_children(&mut arguments.walk()).nth(1)
}

/// Takes what a function gives back, with the error that `?` makes.
pub(super) fn take_result(rust: &Rust, reader: &mut Reader<'_>, result: Node<'_>) {
    take(rust, reader, result);
    let name = result.child_by_field_name("type");
    let name = name.and_then(|name| segments(reader.source, name)?.pop());
    if name != Some("Result") {
        return;
    }
    match error_of(result) {
        Some(error) => take(rust, reader, error),
        // The crate's own `Result`.
        None => reader.refer_to("Result".to_owned(), ReferenceKind::Read, None, line(result)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn types_that_code_says_it_gets_are_used_in_it() {
        check(
            show::references,
            "fn a(b: B) -> io::Result<C, Box<D>> {\n let _: E = f();\n let g = h::<i::J, u8>();\n let k: Vec<L>;\n}\n\
             impl M { fn n(&self) -> Self {} }\nstruct O { p: P }\n\
             #[derive(Parser)]\nenum Q { R(pub S, u8, Box<T>), U { v: Map<u8, w::X> } }\n#[derive(Debug)]\nstruct Y(Z);",
            &[
                "a: C", "a: D", "a: B", "a: E", "a: f()", "a: h()", "a: i.J", "a: L", "M.n: M",
                "O: P", "Q: S", "Q: Box", "Q: T", "Q: Map", "Q: w.X",
            ],
        );
        check(
            show::references,
            "fn a<T: Into<B>>(c: impl TryInto<C>) -> Result<u8> where T: From<D> {}",
            &["a: Result", "a: B", "a: C"],
        );
    }
}
