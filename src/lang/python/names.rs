//! Names as they are written: dotted chains, constant strings, the class of an annotation.

use ruff_python_ast::{Arguments, Expr, Operator};
use ruff_python_parser::parse_expression;

use super::nesting;

/// Strings longer than this are texts, not routes or patch targets, and are not kept.
const TEXT_KEPT: usize = 256;

/// A dotted chain; with a base where it does not start with a name (`f().a`: `.a` on `f()`).
pub(super) struct Chain<'a> {
    pub(super) path: String,
    pub(super) base: Option<&'a Expr>,
}

pub(super) fn chain(expr: &Expr) -> Option<Chain<'_>> {
    let mut attributes = Vec::new();
    let mut node = expr;
    while let Expr::Attribute(attribute) = node {
        attributes.push(attribute.attr.as_str());
        node = &attribute.value;
    }
    let (mut path, base) = match node {
        Expr::Name(name) => (name.id.to_string(), None),
        // `super().run()` is a chain of its own: the call of `super` only says where it starts.
        Expr::Call(call) if !attributes.is_empty() && is_super(&call.func) => {
            ("super".to_owned(), None)
        }
        _ if attributes.is_empty() => return None,
        other => (String::new(), Some(other)),
    };
    for attribute in attributes.iter().rev() {
        path.push('.');
        path.push_str(attribute);
    }
    Some(Chain { path, base })
}

fn is_super(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if name.id.as_str() == "super")
}

/// A chain that starts with a name.
pub(super) fn dotted(expr: &Expr) -> Option<String> {
    let chain = chain(expr)?;
    chain.base.is_none().then_some(chain.path)
}

/// The chain of what is called, or of the expression itself.
pub(super) fn callee(expr: &Expr) -> Option<Chain<'_>> {
    match expr {
        Expr::Call(call) => chain(&call.func),
        other => chain(other),
    }
}

pub(super) fn last_part(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

pub(super) fn constant(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str()),
        _ => None,
    }
}

/// The first positional argument where it is a constant string.
pub(super) fn first_text(arguments: &Arguments) -> Option<Box<str>> {
    let text = constant(arguments.args.first()?)?;
    (text.len() <= TEXT_KEPT).then(|| text.into())
}

/// Generic types that say less than what they hold.
fn is_wrapper(name: &str) -> bool {
    matches!(
        name,
        "Optional"
            | "Union"
            | "Annotated"
            | "ClassVar"
            | "Final"
            | "Required"
            | "NotRequired"
            | "ReadOnly"
            | "InitVar"
            | "Type"
            | "type"
            | "List"
            | "list"
            | "Dict"
            | "dict"
            | "Set"
            | "set"
            | "FrozenSet"
            | "frozenset"
            | "Tuple"
            | "tuple"
            | "Sequence"
            | "MutableSequence"
            | "Mapping"
            | "MutableMapping"
            | "DefaultDict"
            | "defaultdict"
            | "OrderedDict"
            | "Deque"
            | "deque"
            | "Collection"
            | "Iterable"
            | "Iterator"
            | "Generator"
            | "AsyncIterable"
            | "AsyncIterator"
            | "AsyncGenerator"
            | "Awaitable"
            | "Coroutine"
            | "ContextManager"
            | "AsyncContextManager"
            | "AbstractContextManager"
            | "AbstractAsyncContextManager"
    )
}

/// Types that no code of a project stands behind.
fn is_plain(name: &str) -> bool {
    matches!(
        name,
        "int"
            | "str"
            | "float"
            | "bool"
            | "bytes"
            | "bytearray"
            | "complex"
            | "object"
            | "None"
            | "Any"
            | "NoReturn"
            | "Never"
            | "Callable"
            | "Literal"
            | "LiteralString"
            | "Ellipsis"
    ) || is_wrapper(name)
}

/// Deepest annotation that is looked into: `Optional[list[X]]` is three.
const ANNOTATION_DEPTH: u32 = 12;

/// Most classes that are taken of one annotation.
const MOST_TYPES: usize = 8;

/// The first class-like name of an annotation: `Optional[X]`, `list[X]`, `X | None`: `X`.
pub(super) fn annotated_type(annotation: &Expr) -> Option<String> {
    annotated_types(annotation).into_iter().next()
}

/// The class-like names of an annotation, of which a value has one: `Union[X, Y]`, `X | Y`.
pub(super) fn annotated_types(annotation: &Expr) -> Vec<String> {
    let mut found = Vec::new();
    types_within(annotation, ANNOTATION_DEPTH, &mut found);
    found
}

fn types_within(annotation: &Expr, depth: u32, found: &mut Vec<String>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    let mut add = |name: String| {
        if found.len() < MOST_TYPES && !found.contains(&name) {
            found.push(name);
        }
    };
    match annotation {
        Expr::Name(_) | Expr::Attribute(_) => {
            if let Some(path) = dotted(annotation).filter(|path| !is_plain(last_part(path))) {
                add(path);
            }
        }
        Expr::Subscript(subscript) => {
            let Some(generic) = dotted(&subscript.value) else {
                return;
            };
            match (last_part(&generic), &*subscript.slice) {
                ("Union", Expr::Tuple(either)) => {
                    for item in &either.elts {
                        types_within(item, depth, found);
                    }
                }
                (name, slice) if is_wrapper(name) => types_within(slice, depth, found),
                (name, _) if is_plain(name) => {}
                _ => add(generic),
            }
        }
        Expr::BinOp(union) if union.op == Operator::BitOr => {
            types_within(&union.left, depth, found);
            types_within(&union.right, depth, found);
        }
        Expr::Tuple(tuple) => {
            let before = found.len();
            for item in &tuple.elts {
                types_within(item, depth, found);
                if found.len() > before {
                    break;
                }
            }
        }
        Expr::StringLiteral(literal) => quoted_types(literal.value.to_str(), depth, found),
        _ => {}
    }
}

fn quoted_types(text: &str, depth: u32, found: &mut Vec<String>) {
    if text.len() > TEXT_KEPT || nesting::check(text).is_err() {
        return;
    }
    if let Ok(parsed) = parse_expression(text) {
        types_within(parsed.expr(), depth, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_type(annotation: &str, expect: Option<&str>) {
        let parsed = parse_expression(annotation).unwrap();
        assert_eq!(
            annotated_type(parsed.expr()).as_deref(),
            expect,
            "{annotation}"
        );
    }

    #[test]
    fn the_first_class_of_an_annotation_is_taken() {
        check_type("Foo", Some("Foo"));
        check_type("models.Foo", Some("models.Foo"));
        check_type("Optional[Foo]", Some("Foo"));
        check_type("None | Foo", Some("Foo"));
        check_type("dict[str, list[Foo]]", Some("Foo"));
        check_type("t.AsyncIterator[Foo]", Some("Foo"));
        check_type("Annotated[Foo, Depends(get_foo)]", Some("Foo"));
        check_type("Repository[User]", Some("Repository"));
        check_type("'Foo | None'", Some("Foo"));
        check_type("Optional['models.Foo']", Some("models.Foo"));
    }

    #[test]
    fn a_union_has_all_of_its_classes() {
        let check = |annotation: &str, expect: &[&str]| {
            let parsed = parse_expression(annotation).unwrap();
            assert_eq!(annotated_types(parsed.expr()), expect, "{annotation}");
        };
        check("Foo | None | a.Bar", &["Foo", "a.Bar"]);
        check("Union[Foo, Bar, None]", &["Foo", "Bar"]);
        check("'Foo | Bar'", &["Foo", "Bar"]);
        check("Optional[Union[Foo, 'Bar']]", &["Foo", "Bar"]);
        check("list[Foo | Bar]", &["Foo", "Bar"]);
        check("dict[str, Foo | Foo]", &["Foo"]);
        check("dict[Foo, Bar]", &["Foo"]);
        let many = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
        check(&format!("Union[{}]", many.join(", ")), &many[..MOST_TYPES]);
    }

    #[test]
    fn annotations_without_a_class_give_nothing() {
        check_type("int", None);
        check_type("dict[str, Any]", None);
        check_type("Callable[[Foo], Bar]", None);
        check_type("Literal['Foo']", None);
        check_type("'not a type ('", None);
        check_type("f()[Foo]", None);
    }
}
