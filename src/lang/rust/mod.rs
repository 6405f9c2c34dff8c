//! Rust.
//!
//! Paths are written with dots. Those that begin with `self` or `super` are told as seen from
//! the file's own module, whatever inline module they stand in: `use super::Walk` inside of
//! `mod tests { .. }` imports from `self`. `Self` is told as the name of the type.
//!
//! Methods are named `Type.method` after the `impl` block's type and have no parent: the type
//! may be in another file. What an item-level macro holds is read as source text where it is.
//!
//! A `macro_rules!` macro is a function named `name!`: what its rules write is used by whoever
//! calls it, and has logic where it does more than to declare.

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::Node;

use crate::model::{BindingKind, FileFacts, Reference, ReferenceKind, SymbolKind};

use super::syntax::{self, Dialect, Grammar, Link, Reader, Role, first_child, text};
use super::{Family, Language};

mod attributes;
mod bindings;
mod examples;
mod imports;
mod inline;
mod items;
mod macros;
mod paths;
mod shown;
mod tokens;
mod types;

pub(crate) use examples::NAME as EXAMPLE_NAME;

use attributes::Attributes;
use inline::Local;
use paths::Place;

/// Rust.
pub(super) static RUST: Language = Language {
    id: "rust",
    name: "Rust",
    family: Family::Rust,
    extensions: &["rs"],
    version: 12,
    extract,
    is_test_name,
    usual_test,
};

pub(super) static GRAMMAR: Grammar = Grammar::new(
    || tree_sitter_rust::LANGUAGE.into(),
    include_str!("../../../assets/languages/rust.scm"),
);

fn extract(source: &str) -> FileFacts {
    let mut facts = syntax::read(&GRAMMAR, source, &mut Rust::default());
    examples::add(source, &mut facts);
    facts
}

/// Integration tests are the files of a `tests` folder; `tests.rs` and `walk_test.rs` are what
/// people call the file of a `#[cfg(test)] mod`.
fn is_test_name(path: &str) -> bool {
    let mut folders = path.split('/');
    let name = folders.next_back().unwrap_or_default();
    folders.any(|folder| folder == "tests")
        || matches!(name, "test.rs" | "tests.rs")
        || name.ends_with("_test.rs")
        || name.ends_with("_tests.rs")
}

/// Unit tests go into the file itself.
fn usual_test(path: &str) -> String {
    path.to_owned()
}

/// What is remembered while a file is read.
#[derive(Default)]
struct Rust {
    attributes: Attributes,
    place: Place,
    /// Where each `impl` block ends that is open, and its trait, where it has one.
    open_traits: Vec<(usize, Option<Box<str>>)>,
    /// Type and trait of each `impl Trait for Type`.
    implemented: Vec<(Box<str>, Box<str>)>,
    /// Dotted names of the inline modules.
    inline: FxHashSet<Box<str>>,
    /// What variables and parameters are called inside of them.
    locals: Vec<Local>,
    /// What gets a default by `Default::default()`, by where that starts.
    defaults: FxHashMap<usize, String>,
    /// Macros by example of the file that call methods whose names they are given, `x.$name()`.
    calling: FxHashSet<Box<str>>,
    /// Macros by example of the file that write tests.
    writing_tests: FxHashSet<Box<str>>,
    /// Whether what is read stands in a macro that makes a test of each function.
    makes_tests: bool,
}

impl Dialect for Rust {
    const DOTS_FOLLOW_VALUES: bool = true;

    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>) {
        self.place.leave(node.start_byte());
        if self.place.is_in_module(node.start_byte()) {
            inline::add_locals(reader, node, &mut self.locals);
        }
        match role {
            Role::Attribute => {
                let given = attributes::given(self, reader, node);
                self.attributes.read(reader, node, given);
            }
            Role::Import => imports::import(self, reader, node),
            Role::Definition if node.kind() == "macro_definition" => {
                self.attributes.take(reader, node);
                macros::define_macro(self, reader, node);
            }
            Role::Definition => items::define(self, reader, node),
            Role::Scope => items::open(self, reader, node),
            Role::Macro => self.macro_call(reader, node),
            Role::Binding => {
                bindings::note_defaults(self, reader.source, node);
                bindings::bind(self, reader, node);
            }
            Role::Pattern => {
                let mut cursor = node.walk();
                let guard = node
                    .children(&mut cursor)
                    .find(|child| child.kind() == "if");
                reader.hush(guard.map_or(node.end_byte(), |guard| guard.start_byte()));
            }
            _ => {}
        }
    }

    fn link<'t>(&self, source: &str, node: Node<'t>) -> Link<'t> {
        self.step(source, node).unwrap_or(Link::Other)
    }

    fn constant<'s>(&self, source: &'s str, node: Node<'_>) -> Option<&'s str> {
        constant(source, node)
    }

    fn finish(&mut self, facts: &mut FileFacts) {
        items::add_traits(facts, &self.implemented);
        inline::settle(facts, &self.inline, &self.locals);
        facts.inline_modules = std::mem::take(&mut self.inline).into_iter().collect();
        facts.inline_modules.sort_unstable();
    }
}

impl Rust {
    fn step<'t>(&self, source: &str, node: Node<'t>) -> Option<Link<'t>> {
        let field = |name| node.child_by_field_name(name);
        Some(match node.kind() {
            "call_expression" => Link::Call(field("function")?, field("arguments")),
            "generic_function" => Link::Through(field("function")?),
            "field_expression" => Link::Member(field("value")?, field("field")?),
            "index_expression" => {
                let mut cursor = node.walk();
                let inside = node.named_children(&mut cursor).filter(|it| !it.is_extra());
                match inside.last()?.kind() {
                    // A part of it, which is of the same kind.
                    "range_expression" => Link::Through(first_child(node)?),
                    _ => Link::Element(first_child(node)?),
                }
            }
            "try_expression" | "await_expression" => Link::Through(first_child(node)?),
            "scoped_identifier" if self.defaults.contains_key(&node.start_byte()) => {
                Link::Head(self.defaults.get(&node.start_byte())?.clone())
            }
            "identifier" | "scoped_identifier" | "self" => {
                Link::Head(self.place.value_path(source, node)?)
            }
            "struct_expression" => Link::Instance(self.place.value_path(source, field("name")?)?),
            _ => return None,
        })
    }

    /// Items inside of a macro outside of functions are read as items; anything else is a row
    /// of tokens, in which chains of names are looked for.
    fn macro_call(&mut self, reader: &mut Reader<'_>, node: Node<'_>) {
        // What is said of a macro call is said of all it makes; `cfg(test)` is too rare here.
        self.attributes.take(reader, node);
        let mut cursor = node.walk();
        let Some(body) = node
            .named_children(&mut cursor)
            .find(|child| child.kind() == "token_tree")
        else {
            return;
        };
        let name = node
            .child_by_field_name("macro")
            .and_then(|name| self.place.value_path(reader.source, name));
        let is_item = reader.function().is_none();
        let text = tokens::first_string(reader.source, body);
        match (&name, &text) {
            (Some(name), Some(path)) if is_item && name == "include" => {
                imports::include(self, reader, node, path);
            }
            (Some(name), _) if is_item && name == "automod.dir" => {
                if let Some(path) = tokens::last_string(reader.source, body) {
                    imports::declare_folder(self, reader, node, &path);
                }
            }
            _ => {}
        }
        if is_item {
            macros::define_test(self, reader, node, body);
        }
        if let Some(name) = &name {
            shown::take(self, reader, name, body);
            macros::call_given(self, reader, name, body);
        }
        let before = self.makes_tests;
        self.makes_tests = name.as_deref().is_some_and(macros::makes_tests);
        if let Some(name) = name {
            let line = syntax::line(node);
            reader.refer_to(format!("{name}!"), ReferenceKind::Call, text, line);
        }
        if !is_item || !self.read_items(reader, body) {
            tokens::scan(self, reader, body);
        }
        self.makes_tests = before;
        reader.hush(node.end_byte());
    }

    fn read_items(&mut self, reader: &mut Reader<'_>, body: Node<'_>) -> bool {
        let mut part = body.range();
        let source = reader.source;
        let tokens = source.get(body.byte_range()).unwrap_or_default();
        if !tokens.starts_with('{') || !tokens.ends_with('}') {
            return false;
        }
        part.start_byte += 1;
        part.start_point.column += 1;
        part.end_byte -= 1;
        part.end_point.column = part.end_point.column.saturating_sub(1);
        // `proptest!` writes parameters as `x in 0..9`, which are errors in functions.
        let holds_tests = tokens.contains("#[test]");
        reader.read_part(Some(part), self, |root| holds_tests || !root.has_error())
    }
}

fn constant<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    match node.kind() {
        "string_literal" => {
            let quoted = text(source, node)?;
            let start = quoted.find('"')? + 1;
            quoted.get(start..)?.strip_suffix('"')
        }
        "raw_string_literal" => text(source, first_child(node)?),
        _ => None,
    }
}

/// Binds the result of a function.
fn bind_result(rust: &Rust, reader: &mut Reader<'_>, function: Node<'_>) {
    let result = function
        .child_by_field_name("return_type")
        .and_then(|result| rust.place.type_head(reader.source, result));
    if let Some(result) = result {
        reader.bind("", result, BindingKind::Return);
    }
    if let Some(result) = function.child_by_field_name("return_type") {
        types::take_result(rust, reader, result);
        let name = function.child_by_field_name("name");
        // What a program ends with is written out.
        if name.and_then(|name| text(reader.source, name)) == Some("main")
            && let Some(error) = types::error_of(result)
            && let Some(error) = rust.place.type_head(reader.source, error)
        {
            let path = format!("{error}.{}", Reference::SHOWN);
            reader.refer_to(path, ReferenceKind::Call, None, syntax::line(function));
        }
    }
}

/// Whether the symbol is a function or method.
fn is_function(kind: SymbolKind) -> bool {
    matches!(kind, SymbolKind::Function | SymbolKind::Method)
}

#[cfg(test)]
mod tests {
    use super::syntax::show;
    use super::*;

    pub(super) fn check(show: fn(&FileFacts) -> Vec<String>, source: &str, expected: &[&str]) {
        assert_eq!(show(&extract(source)), expected, "{source}");
    }

    #[test]
    fn chains_are_recorded_once_with_calls_apart() {
        check(
            show::references,
            "fn a(b: io::Result<()>) {\n    self.repo.create(\"x\", B::C)?;\n    walk::<u8>(1).await.run();\n    items[i].stop();\n    crate::walk::walk(Foo { x, ..Default::default() });\n    (|| d())();\n    <Foo as Make>::make(r#\"y\"#);\n}",
            &[
                "a: self.repo.create(\"x\")",
                "a: B.C",
                "a: .run()",
                "a: walk()",
                "a: items..stop()",
                "a: i",
                "a: crate.walk.walk()",
                "a: Foo()",
                "a: x",
                "a: Foo.{default}()",
                "a: d()",
                "a: Foo.make(\"y\")",
            ],
        );
    }

    #[test]
    fn patterns_and_names_are_no_uses_but_guards_are() {
        check(
            show::references,
            "fn a(b: B, (c, d): C) {\n    let Some(e) = f else { return };\n    match g { H::I(j) if k(j) => 1, _ => 2 };\n    if let L { m } = n {}\n    for o in p {}\n    'q: loop { break 'q; }\n    |r, s: S| t;\n}\nconst U: u8 = V;\nenum W { X = Y }",
            &[
                "a: B", "a: C", "a: f", "a: g", "a: k()", "a: j", "a: n", "a: p", "a: S", "a: t",
                "V", "W: Y",
            ],
        );
    }

    #[test]
    fn own_paths_are_told_without_self_and_with_the_type_for_self() {
        check(
            show::references,
            "fn a() { self::b(); super::c(); }\nimpl Foo { fn d(&self) { Self::e(); self.f(); } }\nmod tests { fn g() { super::h(); self::i(); super::super::j(); } }",
            &[
                "a: b()",
                "a: super.c()",
                "Foo.d: Foo.e()",
                "Foo.d: self.f()",
                "tests.g: h()",
                "tests.g: tests.i()",
                "tests.g: super.j()",
            ],
        );
    }

    #[test]
    fn attributes_of_the_project_are_uses_within_their_item() {
        check(
            show::references,
            "#[derive(Debug)]\n#[get(\"/orbits/{id}\")]\nfn a() {}",
            &["a: #get(\"/orbits/{id}\")"],
        );
    }

    #[test]
    fn what_does_not_parse_is_told_and_the_rest_kept() {
        let facts = extract("fn a() { x( }\nfn b() { y() }\n");
        assert_eq!(facts.errors.len(), 1);
        assert_eq!(facts.errors[0].line, 1);
        assert!(facts.symbols.iter().any(|symbol| &*symbol.name == "b"));
    }

    #[test]
    fn doc_comments_are_no_code() {
        let facts = extract("//! Doc.\n/// Doc.\nfn a() {\n    /* c\n    c */\n}\n");
        assert_eq!((facts.lines.total, facts.lines.code), (6, 2));
        assert!(!facts.is_generated);
        assert!(extract("/* automatically generated by rust-bindgen */\n").is_generated);
    }

    #[test]
    fn deep_nesting_is_read_without_a_deep_stack() {
        for (open, close) in [
            ("(", ")"),
            ("f(", ")"),
            ("{", "}"),
            ("-", ""),
            ("a.", ""),
            ("|a| { ", " }"),
            ("m!(", ")"),
            ("m!{", "}"),
            ("match a { _ => ", " }"),
            ("fn a() { ", "; }"),
            ("impl A { fn a() { ", "; } }"),
            ("mod a { ", " }"),
            ("use a::{", "}"),
        ] {
            let deep = 10_000;
            let source = format!(
                "fn b() {{ {}d{} }}\n",
                open.repeat(deep),
                close.repeat(deep)
            );
            assert_eq!(extract(&source).lines.total, 1, "{open}");
        }
    }

    #[test]
    fn names_stay_short_however_deep_they_nest() {
        let deep = 2_000;
        let source = format!(
            "{}{}",
            "mod abc { fn f() {} ".repeat(deep),
            "}".repeat(deep)
        );
        let facts = extract(&source);
        assert!(facts.symbols.len() > 100);
        assert!(facts.symbols.iter().all(|symbol| symbol.name.len() <= 520));
    }

    #[test]
    fn tests_folders_hold_tests_and_units_test_themselves() {
        for test in [
            "tests/cli.rs",
            "tests/it/main.rs",
            "src/walk/tests.rs",
            "src/walk_test.rs",
        ] {
            assert!(is_test_name(test), "{test}");
        }
        for source in [
            "src/walk.rs",
            "benches/scan.rs",
            "examples/tree.rs",
            "src/testing.rs",
        ] {
            assert!(!is_test_name(source), "{source}");
        }
        assert_eq!(usual_test("src/walk.rs"), "src/walk.rs");
    }
}
