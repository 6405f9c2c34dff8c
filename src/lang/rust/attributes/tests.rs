//! What attributes say.

use super::super::tests::check;
use super::*;
use crate::lang::syntax::show;

#[test]
fn predicates_that_only_test_builds_fulfil() {
    let check = |predicate: &str, expected: bool| {
        let found = needs_test(predicate, DEEPEST_PREDICATE);
        assert_eq!(found, expected, "{predicate}");
    };
    check("test", true);
    check("all(test, unix)", true);
    check("all(unix, all(feature = \"x\", test))", true);
    check("any(test, feature = \"x\")", false);
    check("any(test, all(test, unix),)", true);
    check("any()", false);
    check("not(test)", false);
    check("all(not(test), unix)", false);
    check("feature = \"test\"", false);
    check(&"all(".repeat(100), false);
    let deep = format!("{}test{}", "all(".repeat(100), ")".repeat(100));
    check(&deep, false);
}

#[test]
fn what_attributes_name_for_their_macros_to_call_is_used() {
    super::super::tests::check(
        crate::lang::syntax::show::references,
        "#[derive(Serialize)]\nstruct S {\n    #[serde(with = \"hex\", default = \"crate::own::zero\", rename = \"b\")]\n    a: u8,\n    #[serde(skip_serializing_if = \"Option::is_none\", default)]\n    b: u8,\n    #[arg(long, value_parser = parse::size, default_value = \"x\")]\n    c: u8,\n    #[doc = concat]\n    d: u8,\n}",
        &[
            "S: hex.serialize",
            "S: hex.deserialize",
            "S: hex",
            "S: crate.own.zero",
            "S: .default()",
            "S: Option.is_none",
            "S: parse.size",
        ],
    );
}

#[test]
fn messages_of_errors_use_what_they_call() {
    check(
        show::references,
        "#[derive(Debug)]\nenum E {\n    #[error(\"bad: {}\", shown(.0))]\n    Bad(u8),\n}\n#[error(\"{}\", own(1))]\nstruct F;",
        &["E: shown()", "F: own()", "F: #error(\"{}\")"],
    );
}

#[test]
fn what_attributes_give_to_a_test_is_used_by_it() {
    check(
        show::references,
        "mod tests {\n#[test_case(&items(1), \"a\"; \"x\")]\nfn a(b: B) {}\n#[rstest]\n#[case(c::d(), 1)]\nfn e(#[case] f: F, #[values(g())] h: H) {}\n#[fixture]\nfn i(j: J) -> K {}\n#[cfg(l)]\nfn m(n: N) {}\n}",
        &[
            "tests.a: items()",
            "tests.a: #test_case()",
            "tests.a: B",
            "tests.e: #rstest()",
            "tests.e: c.d()",
            "tests.e: #case()",
            "tests.e: tests.f()",
            "tests.e: tests.h()",
            "tests.e: F",
            "tests.e: g()",
            "tests.e: H",
            "tests.i: #fixture()",
            "tests.i: tests.j()",
            "tests.i: K",
            "tests.i: J",
            "tests.m: N",
        ],
    );
}
