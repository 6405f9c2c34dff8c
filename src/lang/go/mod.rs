//! Go.
//!
//! Functions bound to a package-level variable are symbols, those in a field of it too
//! (`command.Run`); other function literals belong to the function they stand in. Methods are
//! named `Receiver.Method` and have no parent: they need not be in the file of their type.

use tree_sitter::Node;

use crate::model::{BindingKind, FileFacts, Import, Presence, SymbolKind};

use super::syntax::{self, Dialect, Grammar, Link, Reader, Role, first_child, text};
use super::{Family, Language};

mod bindings;
mod types;

use types::{embedded, head};

/// Go.
pub(super) static GO: Language = Language {
    id: "go",
    name: "Go",
    family: Family::Go,
    extensions: &["go"],
    version: 1,
    extract,
    is_test_name,
    usual_test,
};

pub(super) static GRAMMAR: Grammar = Grammar::new(
    || tree_sitter_go::LANGUAGE.into(),
    include_str!("../../../assets/languages/go.scm"),
);

fn extract(source: &str) -> FileFacts {
    syntax::read(&GRAMMAR, source, &mut Go)
}

fn is_test_name(path: &str) -> bool {
    path.ends_with("_test.go")
}

fn usual_test(path: &str) -> String {
    format!("{}_test.go", path.strip_suffix(".go").unwrap_or(path))
}

struct Go;

impl Dialect for Go {
    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>) {
        match role {
            Role::Package => {
                let name = first_child(node).and_then(|name| text(reader.source, name));
                reader.facts.package = name.map(Into::into);
            }
            Role::Import => import(reader, node),
            Role::Definition => define(reader, node),
            Role::Scope => scope(reader, node),
            Role::Binding => bindings::bind(reader, node),
            _ => {}
        }
    }

    fn link<'t>(&self, source: &str, node: Node<'t>) -> Link<'t> {
        link(source, node).unwrap_or(Link::Other)
    }

    fn constant<'s>(&self, source: &'s str, node: Node<'_>) -> Option<&'s str> {
        constant(source, node)
    }

    fn finish(&mut self, facts: &mut FileFacts) {
        mark_suite_tests(facts);
    }
}

fn link<'t>(source: &str, node: Node<'t>) -> Option<Link<'t>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "call_expression" => Link::Call(field("function")?, field("arguments")),
        "selector_expression" => Link::Member(field("operand")?, field("field")?),
        "index_expression" | "slice_expression" => Link::Through(field("operand")?),
        // `New[int](x)` parses as a conversion; of the rest only those to named types count.
        "type_conversion_expression" => Link::Call(field("type")?, None),
        "generic_type" | "type_instantiation_expression" => Link::Through(field("type")?),
        "identifier" | "type_identifier" => Link::Head(text(source, node)?.to_owned()),
        "qualified_type" => Link::Head(head(source, node)?),
        "composite_literal" => Link::Instance(head(source, field("type")?)?),
        _ => return None,
    })
}

fn constant<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    match node.kind() {
        "interpreted_string_literal" => text(source, node)?.strip_prefix('"')?.strip_suffix('"'),
        "raw_string_literal" => text(source, node)?.strip_prefix('`')?.strip_suffix('`'),
        _ => None,
    }
}

fn import(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let path = node
        .child_by_field_name("path")
        .and_then(|path| constant(source, path));
    let Some(module) = path else {
        return;
    };
    let alias = node
        .child_by_field_name("name")
        .and_then(|name| text(source, name))
        .unwrap_or_else(|| package_name(module));
    reader.facts.imports.push(Import {
        module: module.into(),
        names: Vec::new(),
        alias: Some(alias.into()),
        line: syntax::line(node),
        presence: Presence::Runtime,
        within: None,
        is_test_only: false,
    });
}

/// The name that a package most likely has: the last part of its path, versions apart.
fn package_name(path: &str) -> &str {
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let path = match path.rsplit_once('/') {
        Some((before, last)) if is_version(last) => before,
        _ => path,
    };
    let last = path.rsplit('/').next().unwrap_or(path);
    match last.rsplit_once('.') {
        Some((before, version)) if is_version(version) => before,
        _ => last,
    }
}

fn define(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    let name = node
        .child_by_field_name("name")
        .and_then(|name| text(source, name))
        .unwrap_or_default();
    match node.kind() {
        "type_spec" => {
            let bases = embedded(source, node);
            if let Some(class) = reader.define(node, name, SymbolKind::Class) {
                class.bases = bases;
            }
        }
        "func_literal" if reader.function().is_some() => {}
        "func_literal" => define_function(reader, node, "", SymbolKind::Function),
        "method_declaration" => {
            let receiver = node
                .child_by_field_name("receiver")
                .and_then(first_child)
                .and_then(|receiver| receiver.child_by_field_name("type"))
                .and_then(|receiver| head(source, receiver));
            let name = match receiver {
                Some(receiver) => format!("{receiver}.{name}"),
                None => name.to_owned(),
            };
            define_function(reader, node, &name, SymbolKind::Method);
        }
        "method_elem" => {
            define_function(reader, node, name, SymbolKind::Method);
            reader.hush(node.end_byte());
        }
        _ => define_function(reader, node, name, SymbolKind::Function),
    }
}

fn define_function(reader: &mut Reader<'_>, node: Node<'_>, name: &str, kind: SymbolKind) {
    let source = reader.source;
    let first = node
        .child_by_field_name("body")
        .and_then(first_child)
        .and_then(first_child);
    let is_test = node.kind() == "function_declaration" && is_test(source, node, name);
    let Some(function) = reader.define(node, name, kind) else {
        return;
    };
    function.has_logic = first.is_some();
    function.is_test = is_test;
    function.is_skipped = first.is_some_and(|statement| skips(source, statement));
    if let Some(result) = types::result(source, node) {
        reader.bind("", result, BindingKind::Return);
    }
}

/// Whether `go test` starts the function: by its name and its only parameter.
fn is_test(source: &str, node: Node<'_>, name: &str) -> bool {
    let parameters: Vec<&str> = node
        .child_by_field_name("parameters")
        .map(|list| {
            list.named_children(&mut list.walk())
                .filter_map(|parameter| parameter.child_by_field_name("type"))
                .filter_map(|kind| text(source, kind))
                .collect()
        })
        .unwrap_or_default();
    match *parameters.as_slice() {
        [] => is_named(name, "Example"),
        [only] => {
            (is_named(name, "Test") && only.ends_with("testing.T"))
                || (is_named(name, "Fuzz") && only.ends_with("testing.F"))
        }
        _ => false,
    }
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

/// Names what a package-level variable or a field of its value holds.
fn scope(reader: &mut Reader<'_>, node: Node<'_>) {
    let source = reader.source;
    if node.kind() == "var_spec" {
        bindings::bind(reader, node);
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

/// testify starts the `TestXxx` methods of types that embed its suite.
fn mark_suite_tests(facts: &mut FileFacts) {
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

#[cfg(test)]
mod tests {
    use super::syntax::show;
    use super::*;

    fn check(show: fn(&FileFacts) -> Vec<String>, source: &str, expected: &[&str]) {
        assert_eq!(show(&extract(source)), expected, "{source}");
    }

    #[test]
    fn methods_are_named_after_their_receiver() {
        check(
            show::symbols,
            "package a\nfunc (s *Set[T]) Add(x T) {\n\ts.n++\n}\nfunc (s Set[T]) Len() int { return s.n }",
            &["Set.Add 2-4 c1 logic", "Set.Len 5-5 c1 logic"],
        );
    }

    #[test]
    fn types_name_what_they_embed_and_interfaces_have_no_logic() {
        check(
            show::symbols,
            "type Set[T any] struct {\n\tsync.Mutex\n\t*Base\n\tn int\n}\ntype Doer interface {\n\tio.Reader\n\tDo(x int) error\n}\ntype Level int",
            &[
                "Set 1-5 :sync.Mutex :Base",
                "Doer 6-9 :io.Reader",
                "Doer.Do 8-8 c1",
                "Level 10-10",
            ],
        );
    }

    #[test]
    fn package_level_literals_are_named_after_variable_and_field() {
        check(
            show::symbols,
            "var f = func() { g() }\nvar c = &Command{\n\tRun: func() { g() },\n\tSub: Sub{Run: func() {}},\n}\nvar t = []func(){func() { g() }, func() { g() }}",
            &[
                "f 1-1 c1 logic",
                "c.Run 3-3 c1 logic",
                "c.Sub.Run 4-4 c1",
                "t 6-6 c1 logic",
                "t~2 6-6 c1 logic",
            ],
        );
    }

    #[test]
    fn inner_literals_count_for_their_function() {
        check(
            show::symbols,
            "func a() {\n\tb := func() {\n\t\tif x && y {\n\t\t}\n\t}\n}\nfunc init() {}\nfunc init() { a() }",
            &["a 1-6 c3 logic", "init 7-7 c1", "init~2 8-8 c1 logic"],
        );
    }

    #[test]
    fn decisions_are_branches_loops_cases_and_operators() {
        let source = "func a() {\n\
            \tif x { } else if y { } else { }\n\
            \tfor { }\n\
            \tfor range z { }\n\
            \tswitch x { case 1, 2: case 3: default: }\n\
            \tswitch x.(type) { case int: default: }\n\
            \tselect { case <-c: default: }\n\
            \t_ = x || y\n}";
        // 2 ifs, 2 loops, 2 + 1 + 1 cases, 1 operator.
        check(show::symbols, source, &["a 1-9 c10 logic"]);
    }

    #[test]
    fn tests_are_told_by_name_and_signature() {
        check(
            show::symbols,
            "func TestA(t *testing.T) { t.Log(1) }\n\
             func TestB(t *testing.T) { t.Skip(\"later\") }\n\
             func FuzzA(f *testing.F) { if x { f.Skip() } }\n\
             func ExampleA() { a() }\n\
             func BenchmarkA(b *testing.B) { a() }\n\
             func TestMain(m *testing.M) { a() }\n\
             func Testify(t *testing.T) { a() }\n\
             func Test(t *testing.T) {}",
            &[
                "TestA 1-1 c1 logic test",
                "TestB 2-2 c1 logic test skipped",
                "FuzzA 3-3 c2 logic test",
                "ExampleA 4-4 c1 logic test",
                "BenchmarkA 5-5 c1 logic",
                "TestMain 6-6 c1 logic",
                "Testify 7-7 c1 logic",
                "Test 8-8 c1 test",
            ],
        );
    }

    #[test]
    fn methods_of_testify_suites_are_tests() {
        check(
            show::symbols,
            "func (s *Users) TestA() { s.x() }\nfunc (s *Users) help() { s.x() }\ntype Users struct { suite.Suite }\nfunc (o *Other) TestA() { o.x() }",
            &[
                "Users.TestA 1-1 c1 logic test",
                "Users.help 2-2 c1 logic",
                "Users 3-3 :suite.Suite",
                "Other.TestA 4-4 c1 logic",
            ],
        );
    }

    #[test]
    fn imports_carry_the_likely_package_name() {
        check(
            show::imports,
            "import \"fmt\"\nimport (\n\t. \"a/b\"\n\t_ \"embed\"\n\ty \"gopkg.in/yaml.v3\"\n\t\"gopkg.in/yaml.v3\"\n\t\"github.com/x/cli/v2\"\n\t\"github.com/x/go-git\"\n\t`example.com/v`\n)",
            &[
                "fmt as fmt",
                "a/b as .",
                "embed as _",
                "gopkg.in/yaml.v3 as y",
                "gopkg.in/yaml.v3 as yaml",
                "github.com/x/cli/v2 as cli",
                "github.com/x/go-git as go-git",
                "example.com/v as v",
            ],
        );
        assert_eq!(extract("package walk\n").package.as_deref(), Some("walk"));
    }

    #[test]
    fn chains_are_recorded_once_with_calls_apart() {
        check(
            show::references,
            "func a() {\n\ts.repo.Create(\"x\", b.C)\n\tNew[int](1).Run()\n\titems[i].Stop()\n\t&http.Server{Addr: addr}\n\tgo func() { d() }()\n\tlog(`y`)\n}",
            &[
                "a: s.repo.Create(\"x\")",
                "a: b.C",
                "a: .Run()",
                "a: New()",
                "a: items.Stop()",
                "a: i",
                "a: http.Server()",
                "a: addr",
                "a: d()",
                "a: log(\"y\")",
            ],
        );
    }

    #[test]
    fn names_are_bound_where_their_type_is_evident() {
        check(
            show::bindings,
            "type S struct { repo *pkg.Repo; n int }\n\
             func (s *S) a(xs ...Item) (*Foo, error) {\n\
             \tx, err := NewFoo()\n\ty := &Bar{}\n\tvar z Baz\n\tu, v := w, s.repo\n\
             \tfor _, i := range xs { }\n\tn := new(Foo)\n\tm := q.(Foo)\n\tk := 1\n\tl := f().g()\n}",
            &[
                "S: repo = Annotation pkg.Repo",
                "S.a:  = Return Foo",
                "S.a: s = Annotation S",
                "S.a: xs = Annotation Item",
                "S.a: x = Call NewFoo",
                "S.a: y = Call Bar",
                "S.a: z = Annotation Baz",
                "S.a: u = Alias w",
                "S.a: v = Alias s.repo",
                "S.a: i = Alias xs",
                "S.a: n = Call Foo",
                "S.a: m = Annotation Foo",
            ],
        );
    }

    #[test]
    fn what_does_not_parse_is_told_and_the_rest_kept() {
        let facts = extract("package a\nfunc a() { x( }\nfunc b() { y() }\n");
        assert_eq!(facts.errors.len(), 1);
        assert_eq!(facts.errors[0].line, 2);
        assert!(facts.symbols.iter().any(|symbol| &*symbol.name == "b"));
    }

    #[test]
    fn lines_of_comments_are_no_code() {
        let facts = extract("// Code generated by x. DO NOT EDIT.\n\npackage a // b\n/*\n*/\n");
        assert_eq!((facts.lines.total, facts.lines.code), (5, 1));
        assert!(facts.is_generated);
    }

    #[test]
    fn deep_nesting_is_read_without_a_deep_stack() {
        for (open, close) in [
            ("(", ")"),
            ("f(", ")"),
            ("[]A{", "}"),
            ("func() { ", " }"),
            ("-", ""),
            ("*", ""),
            ("a.", ""),
        ] {
            let deep = 20_000;
            let source = format!(
                "package a\nfunc b() {{ c := {}d{} }}\n",
                open.repeat(deep),
                close.repeat(deep)
            );
            let facts = extract(&source);
            assert_eq!(facts.lines.total, 2, "{open}");
        }
    }

    #[test]
    fn test_files_stand_beside_what_they_test() {
        assert!(is_test_name("a/b_test.go"));
        assert!(!is_test_name("a/test.go"));
        assert_eq!(usual_test("a/x.go"), "a/x_test.go");
    }
}
