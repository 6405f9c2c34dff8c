//! Names as they are written: chains of members, keys, types, and what a value is bound to.

use oxc_ast::ast::{
    Argument, ArrayExpressionElement, CallExpression, ChainElement, Expression, MemberExpression,
    PropertyKey, TSType, TSTypeName,
};
use oxc_span::GetSpan;

/// Methods whose callback works on elements or results, so that what the call is bound to is
/// not the callback.
const CALLBACK_METHODS: &[&str] = &[
    "catch",
    "every",
    "filter",
    "finally",
    "find",
    "findIndex",
    "findLast",
    "flatMap",
    "forEach",
    "from",
    "map",
    "reduce",
    "reduceRight",
    "replace",
    "replaceAll",
    "some",
    "sort",
    "then",
    "toSorted",
];

/// Bytes of a name beyond which it is cut where it becomes part of other names.
pub(super) const MAX_NAME: usize = 200;

/// How deep calls of calls are followed to find the function inside.
const MAX_WRAPPERS: u32 = 8;

/// Types that stand for their first argument.
const TYPE_WRAPPERS: &[&str] = &[
    "Array",
    "Awaited",
    "ComputedRef",
    "DeepPartial",
    "MaybeRef",
    "MaybeRefOrGetter",
    "Nullable",
    "NonNullable",
    "Omit",
    "Partial",
    "Pick",
    "Promise",
    "PromiseLike",
    "Readonly",
    "ReadonlyArray",
    "Ref",
    "Required",
    "Set",
    "ShallowRef",
    "WritableComputedRef",
];

/// Where a chain starts.
pub(super) enum Head<'e, 'a> {
    /// A variable.
    Name(&'a str),
    /// `this`, `super`, `import.meta`, `new.target`.
    Keyword,
    /// Anything else; to be visited on its own.
    Computed(&'e Expression<'a>),
}

/// `a.b.c`, with what has to be visited besides.
pub(super) struct Chain<'e, 'a> {
    /// As written; starts with a dot where the head is computed, empty for a lone value.
    pub(super) path: String,
    /// Where it starts.
    pub(super) head: Head<'e, 'a>,
    /// Offset by which its line is known.
    pub(super) at: u32,
    /// Subscripts.
    pub(super) subscripts: Vec<&'e Expression<'a>>,
}

impl<'e, 'a> Chain<'e, 'a> {
    /// Reads the chain that an expression is.
    pub(super) fn of(expression: &'e Expression<'a>) -> Self {
        let mut reader = Reader::default();
        let rest = reader.expression(expression);
        reader.finish(rest)
    }

    /// Reads the chain of a member expression.
    pub(super) fn of_member(member: &'e MemberExpression<'a>) -> Self {
        let mut reader = Reader::default();
        let object = reader.member(member);
        let rest = reader.expression(object);
        reader.finish(rest)
    }

    /// The last name of it.
    pub(super) fn last(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

#[derive(Default)]
struct Reader<'e, 'a> {
    names: Vec<(&'a str, bool)>,
    subscripts: Vec<&'e Expression<'a>>,
    last_name: Option<u32>,
}

impl<'e, 'a> Reader<'e, 'a> {
    /// Takes one member off; what is left is the object.
    fn member(&mut self, member: &'e MemberExpression<'a>) -> &'e Expression<'a> {
        match member {
            MemberExpression::StaticMemberExpression(it) => {
                self.names.push((it.property.name.as_str(), false));
                self.last_name = Some(it.property.span.start);
                &it.object
            }
            MemberExpression::PrivateFieldExpression(it) => {
                self.names.push((it.field.name.as_str(), true));
                self.last_name = Some(it.field.span.start);
                &it.object
            }
            MemberExpression::ComputedMemberExpression(it) => {
                self.subscripts.push(&it.expression);
                // `it["name"]` is `it.name`.
                if let Some(name) = constant(&it.expression).filter(|it| may_be_member(it)) {
                    self.names.push((name, false));
                    self.last_name = Some(it.expression.span().start);
                }
                &it.object
            }
        }
    }

    fn expression(&mut self, mut expression: &'e Expression<'a>) -> &'e Expression<'a> {
        loop {
            expression = match expression.get_inner_expression() {
                Expression::ChainExpression(chain) => match &chain.expression {
                    ChainElement::CallExpression(_) => return expression,
                    ChainElement::TSNonNullExpression(it) => &it.expression,
                    element => match element.as_member_expression() {
                        Some(member) => self.member(member),
                        None => return expression,
                    },
                },
                inner => match inner.as_member_expression() {
                    Some(member) => self.member(member),
                    None => return inner,
                },
            }
        }
    }

    fn finish(self, head: &'e Expression<'a>) -> Chain<'e, 'a> {
        let start = head.span().start;
        let (mut path, head, at) = match head {
            Expression::Identifier(it) => {
                let name = it.name.as_str();
                (name.to_owned(), Head::Name(name), start)
            }
            Expression::ThisExpression(_) => ("this".to_owned(), Head::Keyword, start),
            Expression::Super(_) => ("super".to_owned(), Head::Keyword, start),
            Expression::ImportMeta(_) => ("import.meta".to_owned(), Head::Keyword, start),
            Expression::NewTarget(_) => ("new.target".to_owned(), Head::Keyword, start),
            other => {
                let at = self.last_name.unwrap_or(start);
                (String::new(), Head::Computed(other), at)
            }
        };
        for (name, is_private) in self.names.iter().rev() {
            path.push('.');
            if *is_private {
                path.push('#');
            }
            path.push_str(name);
        }
        Chain {
            path,
            head,
            at,
            subscripts: self.subscripts,
        }
    }
}

/// Longest text in brackets that is taken for the name of a member.
const LONGEST_MEMBER: usize = 64;

/// Whether a text in brackets can be told apart as the name of a member.
fn may_be_member(text: &str) -> bool {
    let is_name = |letter: char| letter.is_alphanumeric() || "_$-~:/@".contains(letter);
    text.len() <= LONGEST_MEMBER
        && text.chars().all(is_name)
        && text.contains(|letter: char| letter.is_alphabetic())
}

/// A constant string.
pub(super) fn constant<'a>(expression: &Expression<'a>) -> Option<&'a str> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(it) => Some(it.value.as_str()),
        Expression::TemplateLiteral(it) => it.single_quasi().map(|text| text.as_str()),
        _ => None,
    }
}

/// The first argument where it is a constant string.
pub(super) fn first_constant<'a>(arguments: &[Argument<'a>]) -> Option<&'a str> {
    constant(arguments.first()?.as_expression()?)
}

/// Constant strings of one argument: itself, or the elements of an array.
pub(super) fn constants<'a>(expression: &Expression<'a>) -> Vec<&'a str> {
    match expression.get_inner_expression() {
        Expression::ArrayExpression(array) => array
            .elements
            .iter()
            .filter_map(ArrayExpressionElement::as_expression)
            .filter_map(constant)
            .collect(),
        other => constant(other).into_iter().collect(),
    }
}

/// The first call of several in a row: `jest.fn()` of `jest.fn().mockReturnValue(1)`.
pub(super) fn root<'e, 'a>(
    call: &'e CallExpression<'a>,
) -> (&'e CallExpression<'a>, Chain<'e, 'a>) {
    let mut call = call;
    let mut callee = Chain::of(&call.callee);
    while let Head::Computed(Expression::CallExpression(inner)) = callee.head {
        call = inner;
        callee = Chain::of(&call.callee);
    }
    (call, callee)
}

/// The store that `storeToRefs(store)` takes apart.
pub(super) fn store_taken_apart<'e, 'a>(
    call: &'e CallExpression<'a>,
    callee: &Chain<'_, 'a>,
) -> Option<Chain<'e, 'a>> {
    if callee.path != "storeToRefs" {
        return None;
    }
    let store = Chain::of(call.arguments.first()?.as_expression()?);
    (matches!(store.head, Head::Name(_)) && store.subscripts.is_empty()).then_some(store)
}

/// The start of a name that is too long to be repeated.
pub(super) fn clip(name: &str, length: usize) -> &str {
    if name.len() <= length {
        return name;
    }
    name.get(..name.floor_char_boundary(length)).unwrap_or(name)
}

/// The name of a property.
pub(super) fn key_name(key: &PropertyKey<'_>) -> String {
    if let PropertyKey::PrivateIdentifier(it) = key {
        return format!("#{}", it.name);
    }
    if let Some(name) = key.static_name() {
        return clip(&name, MAX_NAME).to_owned();
    }
    match key.as_expression().map(Chain::of) {
        Some(chain) if !chain.path.is_empty() => format!("[{}]", clip(&chain.path, MAX_NAME)),
        _ => "[computed]".to_owned(),
    }
}

/// The offset of the function or class that a value is, or that is wrapped by the calls it is
/// made of: `forwardRef(() => …)`, `defineStore("id", () => …)`.
pub(super) fn function_within(value: &Expression<'_>) -> Option<u32> {
    let mut value = value;
    for _ in 0..MAX_WRAPPERS {
        let call = match value.get_inner_expression() {
            Expression::FunctionExpression(it) => return Some(it.span.start),
            Expression::ArrowFunctionExpression(it) => return Some(it.span.start),
            Expression::ClassExpression(it) => return Some(it.span.start),
            Expression::CallExpression(call) if is_wrapper(call) => call,
            _ => return None,
        };
        // An identifier may come first; a function that is given a value is a callback.
        let mut arguments = call.arguments.iter().filter_map(Argument::as_expression);
        value = arguments.find(|argument| constant(argument).is_none())?;
    }
    None
}

/// Whether what a call is bound to stands for the function it is given.
pub(super) fn is_wrapper(call: &CallExpression<'_>) -> bool {
    match call.callee.get_inner_expression().as_member_expression() {
        Some(member) => member
            .static_property_name()
            .is_some_and(|name| !CALLBACK_METHODS.contains(&name)),
        None => true,
    }
}

/// A dotted type name.
pub(super) fn type_name(name: &TSTypeName<'_>) -> Option<String> {
    let mut parts = Vec::new();
    let mut name = name;
    loop {
        match name {
            TSTypeName::IdentifierReference(it) => {
                parts.push(it.name.as_str());
                break;
            }
            TSTypeName::QualifiedName(it) => {
                parts.push(it.right.name.as_str());
                name = &it.left;
            }
            TSTypeName::ThisExpression(_) => return None,
        }
    }
    parts.reverse();
    Some(parts.join("."))
}

/// Whether a type may be that of an object of some class.
pub(super) fn may_be_object(annotation: &TSType<'_>) -> bool {
    matches!(
        annotation,
        TSType::TSAnyKeyword(_)
            | TSType::TSIntersectionType(_)
            | TSType::TSObjectKeyword(_)
            | TSType::TSTypeLiteral(_)
            | TSType::TSTypeQuery(_)
            | TSType::TSTypeReference(_)
            | TSType::TSUnionType(_)
            | TSType::TSUnknownKeyword(_)
    )
}

/// The first class-like name of a type: `Foo` of `Promise<Foo[] | null>`.
pub(super) fn head_type(annotation: &TSType<'_>) -> Option<String> {
    let mut pending = vec![annotation];
    // A union may be long, its first members decide.
    for _ in 0..16 {
        match pending.pop()? {
            TSType::TSTypeReference(it) => {
                let name = type_name(&it.type_name)?;
                let inner = it
                    .type_arguments
                    .as_ref()
                    .and_then(|arguments| arguments.params.first());
                match inner {
                    Some(inner) if TYPE_WRAPPERS.contains(&name.as_str()) => pending.push(inner),
                    _ => return Some(name),
                }
            }
            TSType::TSUnionType(it) => pending.extend(it.types.iter().take(8).rev()),
            TSType::TSArrayType(it) => pending.push(&it.element_type),
            TSType::TSParenthesizedType(it) => pending.push(&it.type_annotation),
            TSType::TSTypeOperatorType(it) => pending.push(&it.type_annotation),
            _ => {}
        }
    }
    None
}
