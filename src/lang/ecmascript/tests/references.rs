//! Uses of names and evident types.

use super::{check_references, ts};

fn check_bindings(source: &str, expect: &[&str]) {
    let facts = ts(source);
    let found: Vec<String> = facts
        .bindings
        .iter()
        .map(|it| format!("{}={} {:?}", it.name, it.source, it.kind))
        .collect();
    assert_eq!(found, expect, "{source}");
}

#[test]
fn chains_are_recorded_once_as_their_longest_form() {
    check_references("a.b.c(d); e.f", &["a.b.c()", "d", "e.f"]);
    check_references("a().b('x').c", &[".c", "a().b()\"x\"", "a()"]);
    check_references(
        "a[b].c(); a?.d!.e; this.#f()",
        &["a.c()", "b", "a.d.e", "this.#f()"],
    );
    check_references(
        "new A.B(`x`); (a as C).d(); import.meta.env.E",
        &["A.B()\"x\"", "a.d()", "import.meta.env.E"],
    );
    check_references("a`b${c}`; d = e", &["a()", "c", "d", "e"]);
    check_references("let a: B<C> = d<E>()", &["d()"]);
    check_references("<A><b.C/><d e={f}/></A>", &["<A>", "<b.C>", "f"]);
    check_references("class A { @B('x') c() {} }", &["@B\"x\""]);
}

#[test]
fn stand_ins_are_told_from_what_is_assigned_otherwise() {
    check_references("a.b = vi.fn()", &["!a.b", "vi.fn()"]);
    check_references(
        "const c = jest.fn().d(e); A.prototype.b = c",
        &[".d()", "jest.fn()", "e", "!A.b", "c"],
    );
    check_references("a.b = c; a.b += vi.fn()", &["a.b", "c", "a.b", "vi.fn()"]);
    check_references(
        "jest.spyOn(a.b, 'c').mockReturnValue(1).d()",
        &[".d()", "!a.b.c", ".mockReturnValue()", "jest.spyOn()"],
    );
    check_references(
        "spyOn(a, 'b'); spyOn(a, b)",
        &["spyOn()", "spyOn()", "a", "b"],
    );
}

#[test]
fn references_stand_within_the_innermost_symbol() {
    let facts = ts("function a() { b(() => c()) }\nd()");
    let found: Vec<(Option<u32>, &str, u32)> = facts
        .references
        .iter()
        .map(|it| (it.within, it.path.as_ref(), it.line))
        .collect();
    assert_eq!(
        found,
        [(Some(0), "b", 1), (Some(1), "c", 1), (None, "d", 2)]
    );
}

#[test]
fn evident_types_are_bound() {
    check_bindings(
        "const a = new B(), c = d.e(), f = await g(), h = i.j",
        &["a=B Call", "c=d.e Call", "f=g Call", "h=i.j Alias"],
    );
    check_bindings(
        "function f(a: A, b: Promise<B[] | null>): N.C { return d }",
        &["=N.C Return", "a=A Annotation", "b=B Annotation"],
    );
    check_bindings(
        "class A { b: B; c = new C(); constructor(private d: D) { this.e = new E() } }",
        &[
            "this.b=B Annotation",
            "this.c=C Call",
            "d=D Annotation",
            "this.d=D Annotation",
            "this.e=E Call",
        ],
    );
    check_bindings(
        "const { a, b: c } = useX(); const d = () => new E()",
        &["a=useX.a Alias", "c=useX.b Alias", "=E Return"],
    );
    check_bindings("let a: string = b(); const c = 1", &[]);
}

#[test]
fn strings_in_which_a_name_may_stand_are_kept() {
    let facts = ts(
        "import x from 'x'\nexport * from 'y'\ntype T = 'type'\nfunction f(a: 'b') { g('/users', `/${a}/b`, 'two words', 'c') }\nh({ 'key-d': \"-l\" });\n<A to='/e'>{`f/${g}${h}`}</A>",
    );
    let found: Vec<(Option<u32>, &str, u32)> = facts
        .texts
        .iter()
        .map(|it| (it.within, &*it.value, it.line))
        .collect();
    assert_eq!(
        found,
        [
            (Some(0), "/users", 4),
            (Some(0), "/{}/b", 4),
            (None, "-l", 5),
            (None, "/e", 6),
            (None, "f/{}{}", 6),
        ]
    );
}

#[test]
fn what_a_function_returns_in_an_object_is_offered_under_its_key() {
    check_references(
        "function make() { const a = () => 1; return { a, b: c, d() { return 1 }, e: (x) => x, f: g(h) } }",
        &["d>\"d\"", "e>\"e\"", "a>\"a\"", "c>\"b\"", "x", "g()", "h"],
    );
    check_references("const make = () => ({ a })", &["a>\"a\""]);
    check_references("const made = { a }", &["a"]);
    check_references("function make() { return [{ a }] }", &["a"]);
}
