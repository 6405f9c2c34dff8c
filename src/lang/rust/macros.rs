//! Macros outside of functions: what they write, and which of that are tests.

use tree_sitter::Node;

use crate::lang::syntax::{self, Reader, text};
use crate::model::{FileFacts, ReferenceKind, SymbolKind};

use super::{Rust, tokens};

/// Opens the symbol of what a macro makes outside of functions, where that is a test: the macro is
/// called like one, `some_test!(name, |dir| { .. })`, or its rules write one.
pub(super) fn define_test(rust: &Rust, reader: &mut Reader<'_>, call: Node<'_>, body: Node<'_>) {
    let source = reader.source;
    let made_by = call
        .child_by_field_name("macro")
        .and_then(|name| text(source, name));
    let Some(made_by) = made_by else { return };
    let tokens: Vec<_> = body.children(&mut body.walk()).skip(1).take(2).collect();
    let first = tokens.first().filter(|it| it.kind() == "identifier");
    let first = first.and_then(|name| text(source, *name));
    let name = if rust.writing_tests.contains(made_by) {
        Some(first.unwrap_or(made_by))
    } else {
        let is_named = tokens.get(1).is_some_and(|it| it.kind() == ",");
        let test = first.filter(|_| is_named && made_by.ends_with("test"));
        // It writes the function that a runner of its own starts with.
        test.or_else(|| made_by.strip_suffix("::harness").map(|_| "harness"))
    };
    if let Some(name) = name
        && let Some(test) = reader.define(call, name, SymbolKind::Function)
    {
        test.has_logic = true;
        test.is_test = true;
    }
}

/// Most macros that call methods by what they are given among which one is looked for that is handed on
/// to.
const MOST_CALLING: usize = 16;

/// Records calls of the methods whose names a macro may be given for that.
pub(super) fn call_given(rust: &Rust, reader: &mut Reader<'_>, name: &str, body: Node<'_>) {
    if !rust.calling.contains(name) {
        return;
    }
    let mut open = vec![body];
    while let Some(tree) = open.pop() {
        for token in tree.children(&mut tree.walk()) {
            match token.kind() {
                "token_tree" => open.push(token),
                "identifier" => {
                    let name = text(reader.source, token).unwrap_or_default();
                    if name.starts_with(char::is_lowercase) {
                        let (path, line) = (format!(".{name}"), syntax::line(token));
                        reader.refer_to(path, ReferenceKind::Call, None, line);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Whether a macro makes a test of each function in its body: quickcheck's.
pub(super) fn makes_tests(path: &str) -> bool {
    matches!(path, "quickcheck" | "quickcheck.quickcheck")
}

/// Opens the symbol of a macro by example and records what its rules write.
pub(super) fn define_macro(rust: &mut Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    let name = node
        .child_by_field_name("name")
        .and_then(|name| text(reader.source, name));
    let Some(name) = name else { return };
    let source = reader.source;
    let written = source.get(node.byte_range()).unwrap_or_default();
    let writes_tests = ["#[test]", "::test]", "::test("]
        .iter()
        .any(|it| written.contains(it));
    if writes_tests {
        rust.writing_tests.insert(name.into());
    }
    let hands_on = |it: &str| written.contains(&format!("{it}!"));
    if written.contains(".$")
        || rust.calling.len() < MOST_CALLING && rust.calling.iter().any(|it| hands_on(it))
    {
        rust.calling.insert(name.into());
    }
    if let Some(symbol) = reader.define(node, &format!("{name}!"), SymbolKind::Function) {
        symbol.decorators = writes_tests
            .then(|| FileFacts::WRITES_TESTS.into())
            .into_iter()
            .collect();
        let mut cursor = node.walk();
        let rules = node.named_children(&mut cursor);
        let written: Vec<_> = rules
            .filter_map(|it| it.child_by_field_name("right"))
            .collect();
        symbol.has_logic = !writes_tests && written.iter().any(|it| runs(source, *it));
        for written in written {
            tokens::scan(rust, reader, written);
        }
    }
    reader.hush(node.end_byte());
}

/// Whether what a macro writes does something when it runs: it calls or decides, or has functions
/// that do anything. Types, patterns and attributes alone do not.
fn runs(source: &str, tree: Node<'_>) -> bool {
    let mut open = vec![tree];
    while let Some(tree) = open.pop() {
        let mut cursor = tree.walk();
        let tokens: Vec<Node<'_>> = tree
            .children(&mut cursor)
            .filter(|it| !it.is_extra())
            .collect();
        let mut last = ("", "");
        let mut heads_function = false;
        for token in tokens {
            let is_group = matches!(token.kind(), "token_tree" | "token_repetition");
            let word = match is_group {
                true => source.get(token.start_byte()..=token.start_byte()),
                false => text(source, token),
            };
            let word = word.unwrap_or_default();
            let is_name = |(kind, name): (&str, &str)| {
                kind == "identifier"
                    && name.starts_with(|first: char| first.is_lowercase() || first == '_')
            };
            match word {
                "if" | "match" | "while" | "loop" | "return" | "=>" => return true,
                "(" if is_name(last) && !heads_function => return true,
                "fn" => heads_function = true,
                ";" => heads_function = false,
                "{" if heads_function => {
                    heads_function = false;
                    let mut inside = token.walk();
                    if token.named_children(&mut inside).any(|it| !it.is_extra()) {
                        return true;
                    }
                }
                _ => {}
            }
            if is_group && last.1 != "#" {
                open.push(token);
            }
            last = (token.kind(), word);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn macros_use_what_their_rules_write_and_have_the_logic_of_that() {
        let source = "macro_rules! join {\n    ($a:expr, $T:ty) => {{ $crate::poll::poll_fn($a.run()); $T::new(other, $(each($a)),*) }};\n    () => { nothing!($crate::C) };\n}";
        check(show::symbols, source, &["join! 1-4 c1 logic"]);
        let is_code = |rule: &str| {
            let source = format!("macro_rules! m {{ ($n:ident, $t:ty) => {{ {rule} }} }}");
            let expect = format!(
                "m! 1-1 c1{}",
                [" logic", ""][usize::from(rule.ends_with(' '))]
            );
            check(show::symbols, &source, &[&expect]);
        };
        is_code("impl Run for $t { fn run(&self) -> u8 { 1 } }");
        is_code("if $n { 1 } else { 2 }");
        is_code("$( $n.run($t) )*");
        is_code("impl From<$t> for $n { type A = B; fn idle() {} } ");
        is_code("#[derive(Debug, PartialEq)] pub struct $n(pub $t); ");
        is_code("trait $n { fn go(&self) -> $t; } ");
        is_code("pub enum E { A($t), B(u8) } ");
        check(
            show::references,
            source,
            &[
                "join!: crate.poll.poll_fn()",
                "join!: .run()",
                "join!: .new()",
                "join!: other",
                "join!: each()",
                "join!: nothing!()",
                "join!: crate.C",
            ],
        );
    }

    #[test]
    fn items_inside_of_macros_are_items() {
        check(
            show::symbols,
            "cfg_rt! {\n    pub fn a() { b() }\n    impl C { fn d(&self) { b() } }\n}\nproptest! {\n    #[test]\n    fn e(x in 0..9) { b(x) }\n}\nvec! { a => b }",
            &["a 2-2 c1 logic", "C.d 3-3 c1 logic", "e 7-7 c1 logic test"],
        );
        assert!(extract("lazy! { a => b }").errors.is_empty());
    }

    #[test]
    fn quickcheck_makes_tests_of_functions() {
        check(
            show::symbols,
            "quickcheck! {\n    fn a(b: u8) -> bool { assert!(b > 1); c(b) == b }\n    fn d(b: u8) -> bool { c(b) == b }\n}\nfn c(b: u8) -> u8 { b }",
            &[
                "a 2-2 c1 logic test",
                "d 3-3 c1 logic test",
                "c 5-5 c1 logic",
            ],
        );
    }

    #[test]
    fn macros_call_methods_by_the_names_that_they_are_given() {
        check(
            show::references,
            "macro_rules! one { ($n:ident) => { fn a() { x.$n() } }; }\nmacro_rules! all { ($($n:ident)*) => { $(one!($n);)* }; }\nmacro_rules! none { ($n:ident) => { $n() }; }\nfn b() { all!(save load); none!(c) }",
            &[
                "one!: x",
                "all!: one!()",
                "b: .save()",
                "b: .load()",
                "b: all!()",
                "b: save",
                "b: load",
                "b: none!()",
                "b: c",
            ],
        );
    }

    #[test]
    fn macros_of_the_project_make_tests() {
        check(
            show::symbols,
            "rgtest!(a, |dir: Dir| {\n    dir.b();\n});\ntest!();\nfn c() { d_test!(e, f) }",
            &["a 1-3 c1 logic test", "c 5-5 c1 logic"],
        );
    }
}
