//! Go's definitions: functions, methods, types, and what gives literals their names.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, first_child, text};
use crate::model::{BindingKind, FileFacts, Symbol, SymbolKind};

use super::types::{embedded, head, is_list, result, shape};
use super::{bindings, constant};

/// Opens the symbol of a definition.
pub(super) fn define(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let name = node
        .child_by_field_name("name")
        .and_then(|name| text(source, name))
        .unwrap_or_default();
    match node.kind() {
        "type_spec" => {
            let bases = embedded(source, node);
            let is_list = is_list(node);
            if let Some(class) = reader.define(node, name, SymbolKind::Class) {
                class.bases = bases;
                if is_list {
                    class.decorators = [Symbol::LIST.into()].into();
                }
            }
        }
        "struct_type" => define_entries(reader, node),
        "func_literal" if reader.function().is_some() => {}
        "func_literal" => {
            let name = container(source, node).unwrap_or_default();
            define_function(reader, node, name, SymbolKind::Function);
        }
        "method_declaration" => {
            let receiver = node
                .child_by_field_name("receiver")
                .and_then(first_child)
                .and_then(|receiver| receiver.child_by_field_name("type"))
                .and_then(|receiver| head(source, receiver));
            let name = match &receiver {
                Some(receiver) => format!("{receiver}.{name}"),
                None => name.to_owned(),
            };
            define_function(reader, node, &name, SymbolKind::Method);
            // The type may be in another file, and nothing else may say so here.
            if let Some(receiver) = receiver.filter(|_| !has_named_receiver(node)) {
                reader.bind(UNNAMED, receiver, BindingKind::Annotation);
            }
        }
        // Those of an interface without a name belong to nobody.
        "method_elem" if !is_of_named(node) => reader.hush(node.end_byte()),
        "method_elem" => {
            define_function(reader, node, name, SymbolKind::Method);
            reader.hush(node.end_byte());
        }
        _ => define_function(reader, node, name, SymbolKind::Function),
    }
}

/// What stands for a receiver without a name.
const UNNAMED: &str = "()";

fn has_named_receiver(method: Node<'_>) -> bool {
    let receiver = method.child_by_field_name("receiver").and_then(first_child);
    receiver.is_some_and(|it| it.child_by_field_name("name").is_some())
}

/// Whether a method stands in an interface that a type declaration names.
fn is_of_named(method: Node<'_>) -> bool {
    let holder = method.parent().and_then(|interface| interface.parent());
    holder.is_some_and(|holder| holder.kind() == "type_spec")
}

/// Opens the type of the entries of a test's table, which has fields and no name of its own.
fn define_entries(reader: &mut Reader<'_>, node: Node<'_>) {
    if bindings::is_in_test(reader)
        && let Some(name) = bindings::name_of_entries(reader.source, node)
    {
        reader.define(node, &name, SymbolKind::Class);
    }
}

fn define_function(reader: &mut Reader<'_>, node: Node<'_>, name: &str, kind: SymbolKind) {
    let source = reader.source;
    let first = node
        .child_by_field_name("body")
        .and_then(first_child)
        .and_then(first_child);
    let is_container = node.kind() == "func_literal" && CONTAINERS.contains(&name);
    let is_pending = is_container && name.starts_with(['P', 'X']);
    let is_test = is_container
        || match node.kind() {
            "function_declaration" => is_test(source, node, name),
            "method_declaration" => is_checked(reader, node, name),
            _ => false,
        };
    let Some(function) = reader.define(node, name, kind) else {
        return;
    };
    function.has_logic = first.is_some_and(|first| !says_not_implemented(source, first));
    function.is_test = is_test;
    let shape = (kind == SymbolKind::Method).then(|| shape(node).into_boxed_str());
    let may_skip = (is_test && may_skip(source, node)).then(|| Symbol::MAY_SKIP.into());
    function.decorators = shape.into_iter().chain(may_skip).collect();
    function.is_skipped = is_pending || first.is_some_and(|statement| skips(source, statement));
    if let Some(result) = result(source, node) {
        reader.bind("", result, BindingKind::Return);
    }
}

/// Whether all that a body does is to say that nobody wrote it: `panic("not implemented")`.
fn says_not_implemented(source: &str, first: Node<'_>) -> bool {
    let is_only = first.next_named_sibling().is_none();
    let said = text(source, first).and_then(|said| said.strip_prefix("panic("));
    said.filter(|_| is_only).is_some_and(|said| {
        let said = said.to_ascii_lowercase();
        ["not implemented", "notimplemented", "unimplemented"]
            .iter()
            .any(|words| said.contains(words))
    })
}

/// The types of a function's parameters.
fn parameters<'s>(source: &'s str, node: Node<'_>) -> Vec<&'s str> {
    let list = node.child_by_field_name("parameters");
    list.map(|list| {
        list.named_children(&mut list.walk())
            .filter_map(|parameter| parameter.child_by_field_name("type"))
            .filter_map(|kind| text(source, kind))
            .collect()
    })
    .unwrap_or_default()
}

/// Whether gocheck starts a method of a suite: by its name and its only parameter, `c *check.C`.
fn is_checked(reader: &Reader<'_>, node: Node<'_>, method: &str) -> bool {
    let name = method.rsplit('.').next().unwrap_or(method);
    let mut imports = reader.facts.imports.iter();
    name.strip_prefix("Test").is_some()
        && imports.any(|import| import.module.contains("check"))
        && matches!(
            parameters(reader.source, node).as_slice(),
            [only] if *only == "*C" || only.starts_with('*') && only.ends_with(".C")
        )
}

/// Whether `go test` starts the function: by its name and its only parameter.
fn is_test(source: &str, node: Node<'_>, name: &str) -> bool {
    match *parameters(source, node).as_slice() {
        [] => is_named(name, "Example") && says_output(source, node),
        [only] => {
            (is_named(name, "Test") && only.ends_with("testing.T"))
                || (is_named(name, "Fuzz") && only.ends_with("testing.F"))
        }
        _ => false,
    }
}

/// Whether an example says what it writes, without which it is only compiled: `// Output: 1`.
fn says_output(source: &str, example: Node<'_>) -> bool {
    let written = source.get(example.byte_range()).unwrap_or_default();
    written.lines().any(|line| {
        let Some((_, said)) = line.split_once("//") else {
            return line.to_ascii_lowercase().contains("output:");
        };
        let said = said.trim_start().to_ascii_lowercase();
        said.strip_prefix("unordered ")
            .unwrap_or(&said)
            .starts_with("output:")
    })
}

/// Ginkgo's containers of specs, and those that are focused or pending.
const CONTAINERS: [&str; 11] = [
    "Describe",
    "Context",
    "When",
    "DescribeTable",
    "FDescribe",
    "FContext",
    "FDescribeTable",
    "PDescribe",
    "PContext",
    "XDescribe",
    "XContext",
];

/// Ginkgo runs the specs in a function that stands at the top of a file:
/// `var _ = Describe("users", func() { … })`. Gives the container's name.
fn container<'s>(source: &'s str, literal: Node<'_>) -> Option<&'s str> {
    let call = literal.parent()?.parent()?;
    if call.kind() != "call_expression" {
        return None;
    }
    let callee = text(source, call.child_by_field_name("function")?)?;
    let name = callee.rsplit('.').next().unwrap_or(callee);
    CONTAINERS.contains(&name).then_some(name)
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

/// Whether a test skips itself where something is so: `if testing.Short() { t.Skip() }`.
fn may_skip(source: &str, test: Node<'_>) -> bool {
    let list = test.child_by_field_name("body").and_then(first_child);
    let Some(list) = list else { return false };
    let mut cursor = list.walk();
    let mut statements = list.named_children(&mut cursor);
    statements.any(|it| {
        let inside = (it.kind() == "if_statement")
            .then(|| it.child_by_field_name("consequence"))
            .flatten()
            .and_then(first_child);
        inside.is_some_and(|inside| {
            let mut cursor = inside.walk();
            let mut statements = inside.named_children(&mut cursor);
            statements.any(|statement| skips(source, statement))
        })
    })
}

/// Names what a package-level variable or a field of its value holds.
pub(super) fn open(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    if node.kind() == "var_spec" {
        bindings::bind(reader, node);
        if says_what_fits(source, node) {
            reader.hush(node.end_byte());
            return;
        }
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

/// Whether a variable without a name only has the compiler look at a type, of which nothing is made:
/// `var _ Spec = (*Attribute)(nil)`.
fn says_what_fits(source: &str, variable: Node<'_>) -> bool {
    let name = variable.child_by_field_name("name");
    let value = variable.child_by_field_name("value");
    let value = value.and_then(|value| text(source, value));
    name.and_then(|name| text(source, name)) == Some("_")
        && value.is_some_and(|value| value.starts_with('(') && value.ends_with(")(nil)"))
}

/// testify starts the `TestXxx` methods of types that embed its suite.
pub(super) fn mark_suite_tests(facts: &mut FileFacts) {
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
