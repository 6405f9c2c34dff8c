//! Rust's items: what is a symbol, and what only adds to names.

use rustc_hash::FxHashMap;
use tree_sitter::Node;

use crate::lang::syntax::{self, Reader, first_child, text};
use crate::model::{FileFacts, ReferenceKind, SymbolKind};

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
    let mut decorators = said.names().into_vec();
    if kind == SymbolKind::Method {
        decorators.extend(rust.trait_around(node));
    }
    if let Some(symbol) = reader.facts.symbols.last_mut() {
        symbol.start = name_node.map_or(symbol.start, syntax::line);
        symbol.is_test_only = is_test_only;
        symbol.decorators = decorators.into();
        symbol.bases = bases;
        if is_function(kind) {
            symbol.has_logic = has_logic(source, node);
            let is_made =
                rust.makes_tests && symbol.parent.is_none() && kind == SymbolKind::Function;
            symbol.is_test = said.is_test() || is_made || runs_tests(source, kind, name);
            symbol.is_skipped = symbol.is_test && said.is_ignored();
        }
    }
    let asks = is_function(kind) && said.asks_for_fixtures();
    said.refer(reader);
    if asks {
        ask_for_fixtures(rust, reader, node);
    }
    if is_function(kind) {
        bind_result(rust, reader, node);
        rust.place.enter_function(node);
    } else {
        rust.place.enter_owner(node, name);
    }
}

impl Rust {
    /// Says whose `impl` block an item stands in, where that is a trait's.
    fn trait_around(&self, item: Node<'_>) -> Option<Box<str>> {
        let is_around = |(end, _): &&(usize, _)| item.start_byte() < *end;
        let mut open = self.open_traits.iter().rev();
        let (_, implemented) = open.find(is_around)?;
        Some(format!("impl.{}", implemented.as_deref()?).into())
    }
}

/// rstest hands over what the fixture of a parameter's name gives.
fn ask_for_fixtures(rust: &Rust, reader: &mut Reader<'_>, function: Node<'_>) {
    let Some(list) = function.child_by_field_name("parameters") else {
        return;
    };
    for parameter in list.named_children(&mut list.walk()) {
        let pattern = parameter.child_by_field_name("pattern");
        let name = pattern.and_then(|pattern| text(reader.source, pattern));
        let path = name.and_then(|name| rust.place.own(&["self", name], function.start_byte()));
        if let Some(path) = path {
            reader.refer_to(path, ReferenceKind::Call, None, syntax::line(parameter));
        }
    }
}

/// Whether a function is the start of a program that is a test as a whole.
fn runs_tests(source: &str, kind: SymbolKind, name: &str) -> bool {
    kind == SymbolKind::Function && name == "main" && source.contains("libtest_mimic::")
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
            let path = rust.place.in_modules(node.start_byte(), name);
            rust.inline.insert(path.into());
            rust.place.enter_module(node, name);
            reader.open(node, name)
        }
        ("impl_item", _) => open_impl(rust, reader, node),
        // `const _: () = { .. };` keeps what it holds to itself, under its own names.
        (_, Some(name)) => name != "_" && reader.function().is_none() && reader.open(node, name),
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
    let shape = || Some(shape(node.child_by_field_name("type")?)?.to_owned());
    let of = path_of("type")
        .or_else(shape)
        .or_else(|| implemented.clone());
    let name = of.as_deref().and_then(|path| path.rsplit('.').next());
    let name = name.unwrap_or("impl").to_owned();
    rust.place.enter_owner(node, &name);
    let is_open = reader.open(node, &name);
    let implemented: Option<Box<str>> = implemented.filter(|_| is_open).map(Into::into);
    let is_over = |(end, _): &(usize, _)| *end <= node.start_byte();
    while rust.open_traits.last().is_some_and(is_over) {
        rust.open_traits.pop();
    }
    let of = implemented.clone();
    let of = of.filter(|_| node.child_by_field_name("type").is_some());
    rust.open_traits.push((node.end_byte(), of));
    if let Some(implemented) = implemented {
        rust.implemented.push((reader.path().into(), implemented));
    }
    is_open
}

/// What to call a type without a name of its own: `(A, B)`, `[T]`.
fn shape(of: Node<'_>) -> Option<&'static str> {
    let mut node = of;
    while let "reference_type" | "pointer_type" = node.kind() {
        node = node.child_by_field_name("type")?;
    }
    match node.kind() {
        "tuple_type" | "unit_type" => Some("tuple"),
        "array_type" => Some("slice"),
        "function_type" => Some("fn"),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn methods_are_named_after_the_type_of_their_impl() {
        check(
            show::symbols,
            "struct Walk<T>(T);\nimpl<T> Walk<T> {\n    pub(crate) fn new() -> Self {\n        Self(1)\n    }\n}\nimpl fmt::Display for Walk<u8> {\n    fn fmt(&self) { x() }\n}\nimpl Run for &mut a::Other { fn run(&self) { x() } }",
            &[
                "Walk 1-1 :fmt.Display",
                "Walk.new 3-5 c1 logic",
                "Walk.fmt 8-8 c1 logic",
                "Other.run 10-10 c1 logic",
            ],
        );
    }

    #[test]
    fn types_without_a_name_are_called_by_their_shape() {
        check(
            show::symbols,
            "impl<A, B> Args for (A, B) { fn read(&self) { x() } }\nimpl<T> Args for &[T] { fn read(&self) { x() } }",
            &["tuple.read 1-1 c1 logic", "slice.read 2-2 c1 logic"],
        );
    }

    #[test]
    fn programs_with_a_runner_of_their_own_are_tests() {
        check(
            show::symbols,
            "fn main() { libtest_mimic::run(&x(), y()) }\ndatatest_stable::harness!(check, \"data\");",
            &["main 1-1 c1 logic test", "harness 2-2 c1 logic test"],
        );
    }

    #[test]
    fn traits_hold_their_methods_and_declarations_have_no_logic() {
        check(
            show::symbols,
            "trait Run: Send + fmt::Debug {\n    fn a(&self);\n    fn b(&self) { self.a() }\n    fn c(&self) { todo!() }\n}",
            &[
                "Run 1-5 :Send :fmt.Debug",
                "Run.a 2-2 c1",
                "Run.b 3-3 c1 logic",
                "Run.c 4-4 c1",
            ],
        );
    }

    #[test]
    fn names_nest_and_repeats_are_numbered() {
        check(
            show::symbols,
            "mod a {\n    fn b() { fn c() { d() } }\n}\n#[cfg(unix)]\nfn e() { d() }\n#[cfg(not(unix))]\nfn e() {}",
            &[
                "a.b 2-2 c1",
                "a.b.c 2-2 c1 logic",
                "e 5-5 c1 logic",
                "e~2 7-7 c1",
            ],
        );
    }

    #[test]
    fn closures_count_for_their_function_or_are_named_after_their_static() {
        check(
            show::symbols,
            "fn a() { b(|x| if x { 1 } else { 2 }) }\nstatic C: Lazy<u8> = Lazy::new(|| d());",
            &["a 1-1 c2 logic", "C 2-2 c1 logic"],
        );
    }

    #[test]
    fn decisions_are_branches_loops_arms_and_operators() {
        let source = "fn a() {\n\
            if x { } else if let Some(y) = z { } else { }\n\
            while x { }\n for y in z { }\n loop { }\n\
            match x { 1 => 2, 3 if y => 4, _ => 5 }\n\
            let Some(y) = z else { return };\n\
            x && (y || z);\n assert!(x && y);\n}";
        // 2 ifs, 3 loops, 3 - 1 arms and a guard, 1 let-else, 2 operators.
        check(show::symbols, source, &["a 1-10 c12 logic"]);
        check(
            show::symbols,
            "fn a(x: Never) { match x {} }",
            &["a 1-1 c1 logic"],
        );
    }

    #[test]
    fn test_builds_are_told_apart() {
        check(
            show::symbols,
            "#[cfg(test)]\nmod tests {\n    fn help() { x() }\n    #[test]\n    /// Doc.\n    #[ignore = \"slow\"]\n    fn a() { x() }\n    #[tokio::test(flavor = \"y\")]\n    async fn b() { x() }\n}\n#[cfg(all(test, unix))]\nimpl A { fn c() { x() } }\n#[test]\n#[should_panic]\nfn d() { x() }\n#[ignore]\nfn e() { x() }",
            &[
                "tests.help 3-3 c1 logic test-only",
                "tests.a 7-7 c1 logic test skipped test-only",
                "tests.b 9-9 c1 logic test test-only",
                "A.c 12-12 c1 logic test-only",
                "d 15-15 c1 logic test",
                "e 17-17 c1 logic",
            ],
        );
        check(
            show::symbols,
            "#![cfg(test)]\nfn a() { x() }",
            &["a 2-2 c1 logic test-only"],
        );
    }

    #[test]
    fn methods_of_a_trait_say_which() {
        let facts = extract(
            "impl fmt::Display for Walk {\n    fn fmt(&self) { x() }\n}\nimpl Walk {\n    fn new() { x() }\n}",
        );
        let said: Vec<String> = facts
            .symbols
            .iter()
            .map(|symbol| format!("{} {}", symbol.name, symbol.decorators.join(" ")))
            .collect();
        assert_eq!(said, ["Walk.fmt impl.fmt.Display", "Walk.new "]);
    }

    #[test]
    fn an_attribute_speaks_of_the_next_item_only() {
        check(
            show::symbols,
            "#[test]\ntype A = B;\nfn c() { x() }",
            &["c 3-3 c1 logic"],
        );
    }

    #[test]
    fn module_declarations_carry_path_and_test() {
        let facts = extract(
            "mod a;\n#[path = \"x/y.rs\"]\npub mod b;\n#[cfg(test)]\nmod c;\nmod d { mod e; }",
        );
        let expected: Vec<(Box<str>, Option<Box<str>>, bool)> = vec![
            ("a".into(), None, false),
            ("b".into(), Some("x/y.rs".into()), false),
            ("c".into(), None, true),
            ("d.e".into(), None, false),
        ];
        assert_eq!(facts.modules, expected);
    }
}
