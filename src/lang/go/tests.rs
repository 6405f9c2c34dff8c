//! What is read of Go.

use crate::lang::syntax::show;

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
fn a_test_that_may_skip_itself_is_marked() {
    let check = |body: &str, expect: bool| {
        let facts = extract(&format!("func TestA(t *testing.T) {{\n{body}\n}}"));
        let mut symbols = facts.symbols.iter();
        let may_skip = symbols.any(|it| it.says(crate::model::Symbol::MAY_SKIP));
        assert_eq!(may_skip, expect, "{body}");
    };
    check("run()\nif testing.Short() {\n\tt.Skip()\n}\nrun()", true);
    check(
        "if runtime.GOOS == \"linux\" {\n\tt.Skipf(\"%s\", x)\n}",
        true,
    );
    check("if x {\n\trun()\n}\nrun()", false);
}

#[test]
fn tests_are_told_by_name_and_signature() {
    check(
        show::symbols,
        "func TestA(t *testing.T) { t.Log(1) }\n\
         func TestB(t *testing.T) { t.Skip(\"later\") }\n\
         func FuzzA(f *testing.F) { if x { f.Skip() } }\n\
         func ExampleA() {\na()\n// Output: 1\n}\n\
         func ExampleB() { a() }\n\
         func BenchmarkA(b *testing.B) { a() }\n\
         func TestMain(m *testing.M) { a() }\n\
         func Testify(t *testing.T) { a() }\n\
         func Test(t *testing.T) {}",
        &[
            "TestA 1-1 c1 logic test",
            "TestB 2-2 c1 logic test skipped",
            "FuzzA 3-3 c2 logic test",
            "ExampleA 4-7 c1 logic test",
            "ExampleB 8-8 c1 logic",
            "BenchmarkA 9-9 c1 logic",
            "TestMain 10-10 c1 logic",
            "Testify 11-11 c1 logic",
            "Test 12-12 c1 test",
        ],
    );
}

#[test]
fn containers_of_specs_are_tests() {
    check(
        show::symbols,
        "var _ = Describe(\"a\", func() {\n\tIt(\"b\", func() { x.F(1) })\n})\n\
         var _ = ginkgo.PDescribe(\"a\", func() { x.F(1) })\nvar _ = Each(func() { x.F(1) })",
        &[
            "_.Describe 1-3 c1 logic test",
            "_.PDescribe 4-4 c1 logic test skipped",
            "_ 5-5 c1 logic",
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
fn methods_that_gocheck_hands_its_state_to_are_tests() {
    check(
        show::symbols,
        "import . \"gopkg.in/check.v1\"\nfunc (s *S) TestA(c *C) { s.x() }\nfunc (s *S) TestB(c *check.C) { s.x() }\nfunc (s *S) TestC(c C) { s.x() }\nfunc (s *S) SetUpTest(c *C) { s.x() }",
        &[
            "S.TestA 2-2 c1 logic test",
            "S.TestB 3-3 c1 logic test",
            "S.TestC 4-4 c1 logic",
            "S.SetUpTest 5-5 c1 logic",
        ],
    );
    check(
        show::symbols,
        "import \"x\"\nfunc (s *S) TestA(c *C) { s.x() }",
        &["S.TestA 2-2 c1 logic"],
    );
}

#[test]
fn methods_of_interfaces_without_a_name_belong_to_nobody() {
    check(
        show::symbols,
        "type A struct { b interface { C() error } }\ntype D interface { E() error }",
        &["A 1-1", "D 2-2", "D.E 2-2 c1"],
    );
}

#[test]
fn constants_repeat_the_type_above_them() {
    check(
        show::bindings,
        "const (\n\tA Kind = iota\n\tB\n\tC, D = 1, 2\n\tE = Other(3)\n\tF\n)\nconst G int = 1\ntype Flag = Base[int]\nfunc f() { const A = 1 }",
        &[
            "A = Annotation Kind",
            "B = Annotation Kind",
            "E = Call Other",
            "F = Call Other",
            "Flag = Alias Base",
            "f: A = Alias ",
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
            "S.a: k = Alias ",
            "S.a: l = Alias ",
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

#[test]
fn strings_in_which_a_name_may_stand_are_kept() {
    check(
        show::texts,
        "package a\nimport \"os\"\nvar b = []string{\"--list\", `x/y`, \"two words\", \"\", \"c\", \"%\"}\ntype D struct {\n\tE int `json:\"e\"`\n}\nfunc f() { g(\"-l\", h[\"key\"]) }",
        &["--list", "x/y", "c", "f: -l", "f: key"],
    );
}

#[test]
fn entries_of_a_tests_table_have_a_type() {
    let table = "func TestA(t *testing.T) {\n\ttests := []struct {\n\t\tf *a.List[int]\n\t}{{f: nil}}\n\tfor _, tt := range tests {\n\t\ttt.f.Set()\n\t}\n}";
    check(
        show::symbols,
        table,
        &["TestA 1-8 c2 logic test", "TestA.tests[] 2-4"],
    );
    check(
        show::bindings,
        table,
        &[
            "TestA: t = Annotation testing.T",
            "TestA: tests = Annotation tests[]",
            "TestA.tests[]: f = Annotation a.List",
            "TestA: tt = Alias tests",
        ],
    );
    check(
        show::symbols,
        "func TestA(t *testing.T) {\n\tfor _, tt := range map[string]*struct{ a int }{} {\n\t}\n}",
        &["TestA 1-4 c2 logic test", "TestA.tt[] 2-2"],
    );
    check(
        show::symbols,
        "func a() {\n\tb := []struct{ c D }{}\n}\nfunc TestA(t *testing.T) {\n\tvar x struct{ c D }\n}",
        &["a 1-3 c1 logic", "TestA 4-6 c1 logic test"],
    );
}

#[test]
fn what_nobody_wrote_yet_has_no_logic() {
    check(
        show::symbols,
        "func (o *Base) A() { panic(ErrNotImplemented) }\nfunc B() { panic(\"unknown\") }\nfunc C() {\n\tpanic(\"not implemented\")\n\tD()\n}",
        &["Base.A 1-1 c1", "B 2-2 c1 logic", "C 3-6 c1 logic"],
    );
}
