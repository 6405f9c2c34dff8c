//! What Rust's names are bound to, where it is evident.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, first_child, origin, text};
use crate::model::{BindingKind, Reference, SymbolKind};

use super::{Rust, types};

/// Methods whose result stands for what they are called on.
const TRANSPARENT: &[&str] = &[
    "as_mut",
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "cloned",
    "context",
    "expect",
    "into_iter",
    "iter",
    "iter_mut",
    "lock",
    "map_err",
    "ok",
    "read",
    "to_owned",
    "unwrap",
    "unwrap_or_default",
    "unwrap_or_else",
    "with_context",
    "write",
];

/// Functions whose result stands for their argument.
const WRAPPING: &[&str] = &[
    "Arc.new",
    "Box.new",
    "Cell.new",
    "Err",
    "Mutex.new",
    "Ok",
    "Rc.new",
    "RefCell.new",
    "RwLock.new",
    "Some",
];

/// `type Name = other::Type<u8>` is another name of that type; one of `Result` stands for the error
/// that `?` makes.
fn bind_type(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let name = node.child_by_field_name("name");
    let meant = node.child_by_field_name("type");
    let Some((name, meant)) = name.and_then(|name| text(source, name)).zip(meant) else {
        return;
    };
    let of = match name {
        "Result" => types::error_of(meant),
        _ => Some(meant),
    };
    if !rust.place.is_in_owner()
        && let Some(head) = of.and_then(|of| rust.place.type_head(source, of))
    {
        reader.bind(name, head, BindingKind::Alias);
    }
}

/// Notes which type or field each `Default::default()` is for that stands in the fields of a new object
/// or behind a variable with a type.
pub(super) fn note_defaults(rust: &mut Rust, source: &str, node: Node<'_>) {
    let default_of = |value: Node<'_>| {
        let called = (value.kind() == "call_expression").then_some(value)?;
        let called = called.child_by_field_name("function")?;
        (text(source, called)? == "Default::default").then(|| called.start_byte())
    };
    let mut note = |value: Option<Node<'_>>, of: Option<String>| {
        if let Some((at, of)) = value.and_then(default_of).zip(of) {
            let path = format!("{of}.{}", Reference::DEFAULT);
            rust.defaults.insert(at, path);
        }
    };
    match node.kind() {
        "let_declaration" => {
            let of = node.child_by_field_name("type");
            let of = of.and_then(|of| rust.place.type_head(source, of));
            note(node.child_by_field_name("value"), of);
        }
        "struct_expression" => {
            let name = node.child_by_field_name("name");
            let name = name.and_then(|name| rust.place.value_path(source, name));
            let fields = node.child_by_field_name("body");
            let (Some(name), Some(fields)) = (name, fields) else {
                return;
            };
            for field in fields.named_children(&mut fields.walk()) {
                let of = match field.child_by_field_name("field") {
                    Some(field) => text(source, field).map(|field| format!("{name}.{field}")),
                    None => Some(name.clone()),
                };
                let value = field.child_by_field_name("value");
                note(value.or_else(|| first_child(field)), of);
            }
        }
        _ => {}
    }
}

/// Binds the names of a `let`, parameter, field or loop.
pub(super) fn bind(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    match node.kind() {
        "type_arguments" => return types::take_arguments(rust, reader, node),
        "generic_type" => return types::take_converted(rust, reader, node),
        "type_item" => return bind_type(rust, reader, node),
        "match_expression" => return types::take_matched(rust, reader, node),
        "ordered_field_declaration_list" => {
            if is_derived(reader) {
                types::take_held(rust, reader, node);
            }
            bind_in_order(rust, reader, node);
            return;
        }
        _ => {}
    }
    match (node.kind(), node.child_by_field_name("type")) {
        ("field_declaration", Some(annotation)) if is_derived(reader) => {
            types::take_held(rust, reader, annotation);
        }
        ("field_declaration" | "let_declaration", Some(annotation)) => {
            types::take(rust, reader, annotation);
        }
        // Whoever gets a function may make what it takes: `async fn show(user: User)`.
        ("parameter", Some(annotation)) if is_in_function(reader) => {
            types::take_value(rust, reader, annotation);
        }
        _ => {}
    }
    if node.kind() == "let_declaration" {
        types::take_matched(rust, reader, node);
    }
    let pattern = match node.kind() {
        "field_declaration" => node.child_by_field_name("name"),
        _ => node.child_by_field_name("pattern"),
    };
    if node.kind() == "let_declaration" && node.child_by_field_name("alternative").is_some() {
        reader.decide(1);
    }
    let Some(name) = pattern.and_then(|pattern| bound_name(source, pattern)) else {
        return;
    };
    if let Some(annotation) = node.child_by_field_name("type") {
        let head = rust.place.type_head(source, annotation);
        if node.kind() == "field_declaration" {
            types::bind_held(rust, reader, annotation, head.as_deref());
        }
        if let Some(head) = head {
            reader.bind(name, head, BindingKind::Annotation);
        }
    } else if let Some(value) = node.child_by_field_name("value")
        && let Some((path, kind)) = value_of(rust, source, value)
    {
        reader.bind(name, path, kind);
    }
}

/// Binds the fields of a type that have no names, by their numbers.
fn bind_in_order(rust: &Rust, reader: &mut Reader<'_>, list: Node<'_>) {
    let mut cursor = list.walk();
    let fields = list.named_children(&mut cursor);
    let is_type = |it: &Node<'_>| {
        !it.is_extra() && !matches!(it.kind(), "attribute_item" | "visibility_modifier")
    };
    for (number, field) in fields.filter(is_type).enumerate() {
        let head = rust.place.type_head(reader.source, field);
        types::bind_held(rust, reader, field, head.as_deref());
        if let Some(head) = head {
            reader.bind(&number.to_string(), head, BindingKind::Annotation);
        }
    }
}

/// Whether what is read stands in a function that is no method.
fn is_in_function(reader: &Reader<'_>) -> bool {
    let symbols = &reader.facts.symbols;
    let open = reader.within().and_then(|at| symbols.get(at as usize));
    open.is_some_and(|it| it.kind == SymbolKind::Function)
}

/// Whether others derive something for the type that is open, who may make what it holds.
fn is_derived(reader: &Reader<'_>) -> bool {
    let symbols = &reader.facts.symbols;
    let open = reader.within().and_then(|at| symbols.get(at as usize));
    open.is_some_and(|it| it.decorators.iter().any(|said| said.starts_with("derive.")))
}

/// The one name that a pattern binds, alone or inside of `Some`, `Ok`, `&` and the like.
fn bound_name<'s>(source: &'s str, pattern: Node<'_>) -> Option<&'s str> {
    let mut pattern = pattern;
    loop {
        pattern = match pattern.kind() {
            "identifier" | "field_identifier" => return text(source, pattern),
            "mut_pattern" | "ref_pattern" | "reference_pattern" => pattern
                .named_children(&mut pattern.walk())
                .find(|child| child.kind() != "mutable_specifier")?,
            "tuple_struct_pattern" => {
                let constructor = pattern.child_by_field_name("type")?;
                if !matches!(text(source, constructor)?, "Some" | "Ok") {
                    return None;
                }
                pattern.named_child(1)?
            }
            _ => return None,
        };
    }
}

fn value_of(rust: &Rust, source: &str, value: Node<'_>) -> Option<(String, BindingKind)> {
    let mut value = value;
    loop {
        value = match value.kind() {
            "reference_expression" => value.child_by_field_name("value")?,
            "parenthesized_expression"
            | "try_expression"
            | "await_expression"
            | "unary_expression" => first_child(value)?,
            "call_expression" => match stands_for(rust, source, value) {
                Some(inner) => inner,
                None => return origin(rust, source, value),
            },
            _ => return origin(rust, source, value),
        };
    }
}

/// What a call passes on as it is.
fn stands_for<'t>(rust: &Rust, source: &str, call: Node<'t>) -> Option<Node<'t>> {
    let callee = call.child_by_field_name("function")?;
    if callee.kind() == "field_expression" {
        let method = text(source, callee.child_by_field_name("field")?)?;
        return TRANSPARENT
            .contains(&method)
            .then(|| callee.child_by_field_name("value"))
            .flatten();
    }
    let name = rust.place.value_path(source, callee)?;
    WRAPPING
        .contains(&name.as_str())
        .then(|| first_child(call.child_by_field_name("arguments")?))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn names_are_bound_where_their_type_is_evident() {
        check(
            show::bindings,
            "struct S { repo: Arc<Mutex<pkg::Repo>>, n: u8 }\n\
             impl S { fn a(&self, b: &mut Foo<u8>, c: Option<Box<dyn Run>>, d: impl Go) -> Result<Self, E> {\n\
             let e = Foo::new();\n let mut f = Box::new(Bar { x: 1 });\n let g: Vec<Baz> = h();\n\
             let i = self.repo.lock().unwrap();\n let Some(j) = k(1)? else { return };\n\
             for l in b.m.iter() { }\n if let Ok(n) = &o { }\n let p = 1;\n let q = r().s();\n let t = u::v(w).await?.clone();\n } }",
            &[
                "S: <> = Annotation Mutex",
                "S: <> = Annotation Arc",
                "S: repo = Annotation pkg.Repo",
                "S: n = Annotation u8",
                "S.a:  = Return S",
                "S.a: b = Annotation Foo",
                "S.a: c = Annotation Run",
                "S.a: d = Annotation Go",
                "S.a: e = Call Foo.new",
                "S.a: f = Call Bar",
                "S.a: g = Annotation Baz",
                "S.a: i = Alias self.repo",
                "S.a: j = Call k",
                "S.a: l = Alias b.m",
                "S.a: n = Alias o",
                "S.a: t = Call u.v",
            ],
        );
        check(
            show::bindings,
            "type Map<K> = pkg::Table<K, u8>;\ntype Result<T> = std::result::Result<T, Error>;\nimpl Run for S { type Out = Foo; }",
            &["Map = Alias pkg.Table", "Result = Alias Error"],
        );
    }
}
