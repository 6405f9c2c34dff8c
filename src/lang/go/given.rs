//! What calls are given. Outside of functions, whoever gets a function may call it; what a test says
//! when it fails does not run while it passes.

use tree_sitter::Node;

use crate::lang::syntax::{self, Reader, text};
use crate::model::{Reference, ReferenceKind};

use super::types;

/// What a test, a benchmark and the like are called.
const TESTS: [&str; 4] = ["t", "b", "f", "tb"];

/// What they do where they fail.
const FAILS: [&str; 4] = ["Error", "Errorf", "Fatal", "Fatalf"];

/// Most nodes around a call that are looked at.
const MOST_AROUND: usize = 12;

/// Reads the arguments of a call.
pub(super) fn read(reader: &mut Reader<'_>, arguments: Node<'_>) {
    let source = reader.source;
    let called = called(source, arguments);
    if fails(reader, called) && is_in_branch(arguments) {
        reader.hush(arguments.end_byte());
        return;
    }
    if reader.within().is_some() || defers(called) {
        return;
    }
    for given in arguments.named_children(&mut arguments.walk()) {
        let is_name = matches!(given.kind(), "identifier" | "selector_expression");
        let path = text(source, given).filter(|path| is_name && path.chars().all(is_of_chain));
        if let Some(path) = path {
            let (path, line) = (path.to_owned(), syntax::line(given));
            let text = Some(Reference::GIVEN.into());
            reader.refer_to(path, ReferenceKind::Read, text, line);
        }
    }
}

/// Reads type arguments: what gets one may make such objects.
pub(super) fn read_types(reader: &mut Reader<'_>, arguments: Node<'_>) {
    let source = reader.source;
    let outside = reader.within().is_none();
    for given in arguments.named_children(&mut arguments.walk()) {
        // What has capitals only is most often a parameter itself.
        let named = types::head(source, given)
            .filter(|it| it.contains(|letter: char| letter.is_lowercase()));
        if let Some(path) = named {
            let text = outside.then(|| Reference::GIVEN.into());
            reader.refer_to(path, ReferenceKind::Read, text, syntax::line(given));
        }
    }
}

/// Whether what is given runs later only, when somebody calls what comes of it.
fn defers(called: &str) -> bool {
    called.starts_with("sync.Once") || called == "http.HandlerFunc"
}

/// The chain of names right before the arguments.
fn called<'s>(source: &'s str, arguments: Node<'_>) -> &'s str {
    let before = source.get(..arguments.start_byte()).unwrap_or_default();
    let start = before.trim_end_matches(is_of_chain).len();
    before.get(start..).unwrap_or_default()
}

fn is_of_chain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.')
}

/// Whether something stands in a branch of its function, near enough: what is said otherwise is
/// evaluated first, `t.Error(server.Serve())`.
fn is_in_branch(node: Node<'_>) -> bool {
    let around = std::iter::successors(node.parent(), Node::parent);
    let around = around.take(MOST_AROUND).map(|it| it.kind());
    let mut around = around.take_while(|kind| {
        !matches!(
            *kind,
            "func_literal" | "function_declaration" | "method_declaration"
        )
    });
    around.any(|kind| kind == "if_statement" || kind.ends_with("_case"))
}

fn fails(reader: &Reader<'_>, called: &str) -> bool {
    let mut imports = reader.facts.imports.iter();
    called
        .split_once('.')
        .is_some_and(|(test, how)| TESTS.contains(&test) && FAILS.contains(&how))
        && imports.any(|import| &*import.module == "testing")
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use crate::lang::syntax::show;

    fn check(source: &str, expect: &[&str]) {
        let source = format!("package a\nimport \"testing\"\n{source}");
        assert_eq!(show::references(&extract(&source)), expect, "{source}");
    }

    #[test]
    fn what_a_test_says_when_it_fails_does_not_run() {
        check(
            "func TestA(t *testing.T) {\n\tif run() {\n\t\tt.Errorf(\"%s\", diff(a))\n\t}\n\tt.Log(told())\n}",
            &[
                "TestA: run()",
                "TestA: t.Errorf(\"%s\")",
                "TestA: t.Log()",
                "TestA: told()",
            ],
        );
        check(
            "func TestA(t *testing.T) {\n\tgo func() { t.Error(serve()) }()\n}",
            &["TestA: t.Error()", "TestA: serve()"],
        );
        check(
            "func A(e E) { e.Errorf(diff()) }",
            &["A: e.Errorf()", "A: diff()"],
        );
    }

    #[test]
    fn type_arguments_are_named() {
        check(
            "func A(l List[T, other.Thing]) { New[Level, *Word](l) }",
            &["A: other.Thing", "A: New()", "A: Level", "A: Word", "A: l"],
        );
    }

    #[test]
    fn what_is_given_for_later_is_not_called_on_import() {
        let given = |source: &str| {
            let facts = extract(&format!("package a\n{source}"));
            let mut references = facts.references.iter();
            references.any(|it| &*it.path == "load" && it.is_given())
        };
        assert!(given("var a = register(load)"));
        assert!(!given("var a = sync.OnceValue(load)"));
        assert!(!given("var a = http.HandlerFunc(load)"));
        assert!(!given("func a() { register(load) }"));
    }
}
