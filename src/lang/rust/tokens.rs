//! Macro arguments: rows of tokens in which chains of names are looked for.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, line, text};
use crate::model::ReferenceKind;

use super::{Rust, constant, shown};

/// The string that arguments begin with.
pub(super) fn first_string(source: &str, tree: Node<'_>) -> Option<Box<str>> {
    let mut cursor = tree.walk();
    let first = tree
        .named_children(&mut cursor)
        .find(|child| !child.is_extra())?;
    constant(source, first).map(Into::into)
}

/// The string that arguments end in.
pub(super) fn last_string(source: &str, tree: Node<'_>) -> Option<Box<str>> {
    let mut cursor = tree.walk();
    let last = tree
        .named_children(&mut cursor)
        .filter(|child| !child.is_extra())
        .last()?;
    constant(source, last).map(Into::into)
}

/// Records the uses of names inside of a macro's arguments.
pub(super) fn scan(rust: &Rust, reader: &mut Reader<'_>, tree: Node<'_>) {
    let mut scan = Scan {
        rust,
        chain: Chain::default(),
        expects_name: false,
        follows_value: false,
        follows_fn: false,
        generic_depth: 0,
        argument: Vec::new(),
    };
    let mut cursor = tree.walk();
    if !cursor.goto_first_child() {
        return;
    }
    loop {
        let node = cursor.node();
        scan.read(reader, node);
        let is_nested = matches!(node.kind(), "token_tree" | "token_repetition");
        if is_nested && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            // The end of a nested tree is the end of a value: `foo(1)` before `.bar()`.
            scan.end(reader, ReferenceKind::Read, None);
            if !cursor.goto_parent() || cursor.node().id() == tree.id() {
                return;
            }
            scan.follows_value = true;
        }
    }
}

#[derive(Default)]
struct Chain<'s> {
    segments: Vec<&'s str>,
    /// Whether it hangs on a value without a name.
    is_computed: bool,
    /// Whether its first separator is `::`.
    is_path: bool,
    is_macro: bool,
    start: usize,
    line: u32,
}

struct Scan<'p, 's> {
    rust: &'p Rust,
    chain: Chain<'s>,
    /// After a dot or `::`.
    expects_name: bool,
    /// After a closing bracket.
    follows_value: bool,
    follows_fn: bool,
    /// How many `<` of a turbofish are open.
    generic_depth: u32,
    /// The type in it that is being read.
    argument: Vec<&'s str>,
}

impl<'s> Scan<'_, 's> {
    fn read(&mut self, reader: &mut Reader<'s>, node: Node<'_>) {
        let kind = node.kind();
        if node.is_extra() {
            return;
        }
        if self.generic_depth > 0 && kind != "token_tree" {
            self.generic(reader, node);
            return;
        }
        let follows_value = std::mem::take(&mut self.follows_value);
        let follows_fn = std::mem::take(&mut self.follows_fn);
        match kind {
            "identifier" | "self" | "super" | "crate" | "primitive_type" if !follows_fn => {
                self.name(reader, node);
            }
            // What a macro is given is a value or a type without a name here.
            "metavariable" => match text(reader.source, node) {
                Some("$crate") => self.name(reader, node),
                _ => {
                    self.end(reader, ReferenceKind::Read, None);
                    self.follows_value = true;
                }
            },
            "integer_literal" if self.expects_name => self.name(reader, node),
            "await" if self.expects_name => {
                self.expects_name = false;
                self.follows_value = self.chain.segments.is_empty();
            }
            "." | "::" if !self.chain.segments.is_empty() || follows_value => {
                self.chain.is_computed |= self.chain.segments.is_empty();
                self.chain.is_path |= self.chain.segments.len() == 1 && kind == "::";
                self.expects_name = true;
            }
            "<" if self.expects_name => self.generic_depth = 1,
            "?" => self.follows_value = follows_value,
            "!" if !self.chain.segments.is_empty() => self.chain.is_macro = true,
            ":" if self.chain.segments.len() == 1 => self.clear(),
            "token_tree" => self.tree(reader, node),
            "string_literal" | "raw_string_literal" => {
                self.end(reader, ReferenceKind::Read, None);
                reader.keep_text(self.rust, node);
                self.follows_value = true;
            }
            "integer_literal" | "float_literal" | "char_literal" | "boolean_literal" => {
                self.end(reader, ReferenceKind::Read, None);
                self.follows_value = true;
            }
            _ => self.end(reader, ReferenceKind::Read, None),
        }
        self.follows_fn = kind == "fn";
    }

    /// A part of what a function is called for: `parse::<Money>()`.
    fn generic(&mut self, reader: &mut Reader<'s>, node: Node<'_>) {
        match node.kind() {
            "<" => self.generic_depth += 1,
            ">" => self.generic_depth -= 1,
            ">>" => self.generic_depth = self.generic_depth.saturating_sub(2),
            _ => {}
        }
        self.expects_name = false;
        match node.kind() {
            "identifier" | "crate" | "self" | "super" => {
                self.argument.extend(text(reader.source, node));
            }
            "::" => {}
            _ => self.end_argument(reader, node),
        }
    }

    /// Records the type that ends here.
    fn end_argument(&mut self, reader: &mut Reader<'s>, node: Node<'_>) {
        let argument = std::mem::take(&mut self.argument);
        let last = argument.last().copied().unwrap_or_default();
        if last.len() > 1 && last.starts_with(char::is_uppercase) {
            let path = self.rust.place.own(&argument, node.start_byte());
            let path = path.unwrap_or_default();
            reader.refer_to(path, ReferenceKind::Read, None, line(node));
        }
    }

    fn name(&mut self, reader: &mut Reader<'s>, node: Node<'_>) {
        if !std::mem::take(&mut self.expects_name) {
            self.end(reader, ReferenceKind::Read, None);
        }
        if self.chain.segments.is_empty() {
            self.chain.start = node.start_byte();
        }
        self.chain.line = line(node);
        self.chain.segments.extend(
            text(reader.source, node)
                .map(|name| name.trim_start_matches("r#").trim_start_matches('$')),
        );
    }

    /// Brackets after a chain tell how it is used.
    fn tree(&mut self, reader: &mut Reader<'s>, node: Node<'_>) {
        self.generic_depth = 0;
        let open = reader.source.as_bytes().get(node.start_byte());
        let last = self.chain.segments.last().copied().unwrap_or_default();
        let is_call = match open {
            Some(b'(') => true,
            Some(b'{') => last.starts_with(char::is_uppercase),
            _ => false,
        };
        if is_call || self.chain.is_macro {
            let text = first_string(reader.source, node);
            if self.chain.is_macro {
                shown::take(self.rust, reader, last, node);
            }
            self.end(reader, ReferenceKind::Call, text);
        } else {
            self.end(reader, ReferenceKind::Read, None);
        }
    }

    /// Records the chain that ends here, if there is one.
    fn end(&mut self, reader: &mut Reader<'s>, kind: ReferenceKind, text: Option<Box<str>>) {
        let chain = std::mem::take(&mut self.chain);
        self.clear();
        let mut path = match (chain.segments.as_slice(), chain.is_path) {
            ([] | ["self" | "Self" | "crate" | "super"], _) => return,
            (segments, true) => self
                .rust
                .place
                .used(segments, chain.start)
                .unwrap_or_default(),
            (segments, false) => segments.join("."),
        };
        if chain.is_computed {
            path.insert(0, '.');
        }
        if chain.is_macro && kind == ReferenceKind::Call {
            path.push('!');
        }
        if chain.is_path || chain.segments.len() < 2 {
            reader.refer_to(path, kind, text, chain.line);
        } else {
            reader.refer_to_member(path, kind, text, chain.line);
        }
    }

    fn clear(&mut self) {
        self.chain = Chain::default();
        self.expects_name = false;
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn strings_are_kept_inside_of_macros_and_outside() {
        check(
            show::texts,
            "const A: &str = \"a.rs\";\nfn b() {\n    c(\"-l\", r#\"--long\"#, \"two words\");\n    d!(e, &[\"--flag\"], f(\"g\"));\n    \"x\";\n}\n#[path = \"y.rs\"]\nmod z;",
            &["a.rs", "b: -l", "b: --long", "b: --flag", "b: g", "b: x"],
        );
    }

    #[test]
    fn chains_are_found_among_tokens() {
        check(
            show::references,
            "fn a() {\n    assert_eq!(walk(x)?.len(), self.b.c, \"d\");\n    vec![Foo::new(1), Bar { e: f }];\n    println!(\"{}\", g.h::<u8>(\"i\").await.j(), k[l].m());\n    n::o!({ super::p(); fn q() {} });\n    x!(y::<z::Type, u8>());\n    a!(\"b\".c(), 1u8.d(), 2..e);\n    r!(!s, t != u, 1.0, v.0, match w { _ => 1 });\n}",
            &[
                "a: assert_eq!()",
                "a: walk()",
                "a: x",
                "a: .len()",
                "a: self.b.c",
                "a: vec!()",
                "a: Foo.new()",
                "a: Bar()",
                "a: f",
                "a: println!(\"{}\")",
                "a: g.h(\"i\")",
                "a: .j()",
                "a: k",
                "a: l",
                "a: .m()",
                "a: n.o!()",
                "a: super.p()",
                "a: x!()",
                "a: z.Type",
                "a: y()",
                "a: a!(\"b\")",
                "a: .c()",
                "a: .d()",
                "a: e",
                "a: r!()",
                "a: s",
                "a: t",
                "a: u",
                "a: v.0",
                "a: w",
            ],
        );
    }
}
