use crate::scan::fixture::gaps;

#[test]
fn a_text_in_brackets_names_a_member() {
    let found = gaps(
        "//- /src/a.ts\nexport class Type {\n  plain() { return 1 }\n  '~quick'() { return 2 }\n  'a-b'() { return 3 }\n  static 'make-it'() { return 4 }\n}\n\
         //- /src/a.test.ts\nimport { Type } from './a'\ntest('x', () => {\n  const it = new Type()\n  expect(it['plain']() + it['~quick']() + Type['make-it']()).toBe(1)\n})\n",
    );
    assert_eq!(found, ["src/a.ts#Type.a-b"]);
}

#[test]
fn a_type_that_a_macro_makes_runs_nothing_by_being_named() {
    let check = |test: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /Cargo.toml\n[package]\nname = \"x\"\n\
             //- /src/lib.rs\nbitflags! {{\n    pub struct Flags: u32 {{ const A = 1; }}\n}}\nimpl Flags {{\n    pub fn go(&self) -> u8 {{ 1 }}\n    pub fn idle(&self) -> u8 {{ 2 }}\n}}\n\
             impl other::Shown for Flags {{\n    fn show(&self) -> u8 {{ 3 }}\n}}\npub fn run(f: &Flags) -> u8 {{ other::show(f) }}\n\
             #[test]\nfn runs() {{ let f = Flags::A; run(&f); {test} }}\n"
        ));
        assert_eq!(found, expect, "{test}");
    };
    let (go, idle) = ("src/lib.rs#Flags.go", "src/lib.rs#Flags.idle");
    check("", &[go, idle]);
    check("f.go();", &[idle]);
}

#[test]
fn the_name_of_a_function_does_not_run_it() {
    let check = |asked: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /src/hide.ts\nexport function hide() {{ return 1 }}\n\
             //- /src/use.ts\nimport {{ hide }} from './hide'\nexport const use = (names) => {asked}\n\
             //- /src/use.test.ts\nimport {{ use }} from './use'\ntest('x', () => {{ expect(use([])).toBe(1) }})\n"
        ));
        assert_eq!(found, expect, "{asked}");
    };
    let gap = ["src/hide.ts#hide"];
    check("names.includes(hide.name)", &gap);
    check("hide.length > 1", &gap);
    check("names.map(hide)", &[]);
    check("hide.call(names)", &[]);
}
