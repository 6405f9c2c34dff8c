//! Texts that parse otherwise, badly or not at all.

use super::super::parse::{Dialect, extract};
use super::{js, symbols, ts};

#[test]
fn scripts_that_are_no_modules_still_parse() {
    let sloppy = js("with (a) { b() }\nfunction c() { return 010 }");
    assert_eq!((sloppy.errors.len(), sloppy.symbols.len()), (0, 1));
    let annotated = js("// @flow\nfunction a(b: string): number { return 1 }");
    assert_eq!((annotated.errors.len(), annotated.symbols.len()), (0, 1));
    let common = js("#!/usr/bin/env node\nreturn a()");
    assert_eq!((common.errors.len(), common.lines.code), (0, 1));
}

#[test]
fn files_of_declarations_have_no_logic() {
    let source = "export const a: number\nexport class B { c(): void; get d(): 1 }\n\
                  export default function e(): void\nnamespace N { function f(): void }";
    let facts = extract(source, Dialect::TypeScript);
    assert_eq!((facts.errors.len(), facts.has_logic()), (0, false));
    assert_eq!(facts.exports.len(), 3);
}

#[test]
fn what_does_not_parse_is_said() {
    let facts = ts("const a = 1\nconst = 2\n");
    assert_eq!(facts.errors[0].line, 2);
    assert!(facts.errors[0].message.starts_with(char::is_lowercase));
    assert_eq!(facts.lines.code, 2);
    let facts = ts("function a() {\n  b()\n}\nconst = 2\nfunction c() {}\n");
    assert_eq!(
        (facts.errors[0].line, symbols(&facts)),
        (4, vec!["a:1-3".to_owned(), "c:5-5".to_owned()])
    );
}

#[test]
fn what_stands_around_statements_that_do_not_parse_is_kept() {
    let check = |source: &str, expect: &[&str]| {
        let facts = js(source);
        assert!(!facts.errors.is_empty(), "{source}");
        assert_eq!(symbols(&facts), expect, "{source}");
    };
    check(
        "const a = ;\nfunction b() { c() }\nfunction d() { e() }\n",
        &["b:2-2", "d:3-3"],
    );
    check(
        "function a() { b() }\nfunction c() {\n  const é = ;\n}\nfunction d() {}\n",
        &["a:1-1", "d:5-5"],
    );
    check(
        "const a = ;\nfunction b() {}\nconst c = ;\nfunction d() {}\n",
        &["b:2-2", "d:4-4"],
    );
    check("const a = ;", &[]);
    // More of them than are taken out: what stands before the first is still kept.
    let source = format!("function a() {{}}\n{}", "const b = ;\n".repeat(50));
    check(&source, &["a:1-1"]);
}

#[test]
fn generated_files_say_so() {
    assert!(ts("/* eslint-disable */\n// @generated\nexport const a = 1").is_generated);
    assert!(!ts("const a = '@generated'").is_generated);
}

#[test]
fn hostile_nesting_does_not_overflow() {
    let hostile = [
        "(",
        "[",
        "{",
        "`${",
        "!",
        "a=>",
        "a?",
        "a=",
        "if(a)",
        "if(a){}else ",
        "new ",
        "<a>",
        "a:",
        "let a:keyof ",
        "class extends ",
        "type A=B extends C?D:",
        "a**",
        "for(;;)",
        "f(()=>{",
        "namespace a{",
        "<a b={",
        "async()=>",
        "let a:(",
        "@(",
        "#a in ",
        "typeof ",
        "a,...[",
    ];
    for unit in hostile {
        for dialect in [Dialect::TypeScript, Dialect::Tsx] {
            for count in [20, 45, 150, 700, 20_000] {
                let facts = extract(&unit.repeat(count), dialect);
                assert_eq!(facts.lines.total, 1, "{unit}");
            }
        }
    }
    assert_eq!(
        &*ts(&"(".repeat(100_000)).errors[0].message,
        "nested too deeply"
    );
}

#[test]
fn long_chains_are_read_to_the_end() {
    let hostile = [
        ("a", "+a"),
        ("a", ".b"),
        ("a", "()"),
        ("a", "&&a"),
        ("a", "[0]"),
        ("a", "!"),
        ("a", "``"),
        ("a", " as b"),
        ("let a: b", "[]"),
        ("let a: b", ".c"),
        ("let a: b", "|c"),
        ("a", "?.b()"),
        ("if(a){}", "else if(a){}"),
        ("a", ",a"),
        ("class A extends b", "()"),
        ("a", "=a"),
    ];
    for (start, unit) in hostile {
        for count in [40, 90, 180, 300, 30_000] {
            let facts = extract(
                &format!("{start}{}", unit.repeat(count)),
                Dialect::TypeScript,
            );
            assert_eq!(facts.lines.total, 1, "{unit}");
        }
    }
    let facts = ts(&format!("f(a{})", "+a".repeat(30_000)));
    assert_eq!((facts.errors.len(), facts.references.len()), (0, 30_002));
    let facts = ts(&format!("a{}", ".b()".repeat(1_000)));
    assert_eq!((facts.errors.len(), facts.references.len()), (0, 1_000));
}

#[test]
fn long_names_are_not_repeated_in_full() {
    let title = "x".repeat(100_000);
    let facts = ts(&format!(
        "describe('{title}', () => {{ {} }})",
        "it('a', () => {});".repeat(1_000)
    ));
    assert_eq!(facts.symbols.len(), 1_001);
    assert!(facts.symbols.iter().all(|symbol| symbol.name.len() < 1_000));
}
