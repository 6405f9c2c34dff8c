//! Values that macros write out for programmers, by `{:?}` in a text or as a whole: `dbg!(order)`.

use rustc_hash::FxHashMap;
use tree_sitter::Node;

use crate::lang::syntax::{Reader, line, text};
use crate::model::{Reference, ReferenceKind, last_part};

use super::{Rust, constant};

/// Macros that write out all that they are given.
const SHOWING: [&str; 3] = [
    "assert_compact_debug_snapshot",
    "assert_debug_snapshot",
    "dbg",
];

/// Macros whose texts are written only where something is wrong, or somebody asked for such a log.
const SELDOM: [&str; 9] = [
    "debug",
    "expect",
    "info",
    "matches",
    "panic",
    "todo",
    "trace",
    "unimplemented",
    "unreachable",
];

/// Records which values a macro writes out, `tree` being what it is given. Each is the chain of the
/// value with [`Reference::SHOWN`] behind; of a value without a name nothing stands before that.
pub(super) fn take(rust: &Rust, reader: &mut Reader<'_>, name: &str, tree: Node<'_>) {
    let name = last_part(name);
    let is_seldom = || {
        SELDOM.contains(&name)
            || ["assert", "debug_assert", "prop_assert"]
                .iter()
                .any(|start| name.starts_with(start))
    };
    let shows_all = SHOWING.contains(&name);
    if !shows_all && is_seldom() {
        return;
    }
    let arguments = arguments(reader.source, tree);
    for argument in &arguments {
        if shows_all || argument.is_marked {
            show(rust, reader, &argument.value);
        }
    }
    let constant_of = |argument: &Argument<'_, '_>| match argument.value.as_slice() {
        [only] => constant(reader.source, *only),
        _ => None,
    };
    let format = arguments.iter().position(|it| constant_of(it).is_some());
    let Some((at, format)) = format.and_then(|at| Some((at, constant_of(arguments.get(at)?)?)))
    else {
        return;
    };
    let named = arguments.iter().filter_map(|it| Some((it.name?, it)));
    let named: FxHashMap<&str, &Argument<'_, '_>> = named.collect();
    for place in places(format) {
        let given = match place {
            Shown::Number(number) => arguments.get(at + 1 + number),
            Shown::Name(name) => named.get(name).copied(),
        };
        match (given, place) {
            (Some(argument), _) => show(rust, reader, &argument.value),
            (None, Shown::Name(name)) => {
                let path = format!("{name}.{}", Reference::SHOWN);
                reader.refer_to_member(path, ReferenceKind::Call, None, line(tree));
            }
            (None, Shown::Number(_)) => {}
        }
    }
}

/// Whether a text writes anything out for programmers.
pub(super) fn is_shown(format: &str) -> bool {
    places(format).next().is_some()
}

/// What stands in a place of a text.
#[derive(Clone, Copy)]
enum Shown<'s> {
    Number(usize),
    Name(&'s str),
}

/// The places of a text that write something out for programmers: `{:?}`, `{0:#?}`, `{order:?}`.
fn places(format: &str) -> impl Iterator<Item = Shown<'_>> {
    let mut rest = format;
    let mut next = 0;
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = rest.split_once('{')?;
            if let Some(behind) = behind.strip_prefix('{') {
                rest = behind;
                continue;
            }
            let (place, behind) = behind.split_once('}')?;
            rest = behind;
            let (name, how) = place.split_once(':').unwrap_or((place, ""));
            let shown = match (name.trim(), name.trim().parse()) {
                ("", _) => {
                    next += 1;
                    Shown::Number(next - 1)
                }
                (_, Ok(number)) => Shown::Number(number),
                (name, _) => Shown::Name(name),
            };
            if how.trim_end().ends_with('?') {
                return Some(shown);
            }
        }
    })
}

/// One of what a macro is given.
struct Argument<'s, 't> {
    /// `name = value`.
    name: Option<&'s str>,
    /// Whether a sign asks to write it out, as macros for logs have it: `?order`, `order = ?x`.
    is_marked: bool,
    value: Vec<Node<'t>>,
}

fn arguments<'s, 't>(source: &'s str, tree: Node<'t>) -> Vec<Argument<'s, 't>> {
    let mut cursor = tree.walk();
    let tokens: Vec<Node<'t>> = tree
        .children(&mut cursor)
        .filter(|it| !it.is_extra())
        .collect();
    let inside = match tokens.as_slice() {
        [_, inside @ .., _] => inside,
        _ => &[],
    };
    let parts = inside.split(|it| it.kind() == ",");
    let argument = |part: &[Node<'t>]| {
        let (name, value) = match part {
            [name, equals, value @ ..] if name.kind() == "identifier" && equals.kind() == "=" => {
                (text(source, *name), value)
            }
            value => (None, value),
        };
        let is_marked = value.first().is_some_and(|it| it.kind() == "?");
        let value = value.get(usize::from(is_marked)..).unwrap_or_default();
        Argument {
            name,
            is_marked,
            value: value.to_vec(),
        }
    };
    parts.map(argument).collect()
}

/// Records that a value is written out.
fn show(rust: &Rust, reader: &mut Reader<'_>, value: &[Node<'_>]) {
    let Some(first) = value.first() else { return };
    let is_plain = |node: &Node<'_>| node.kind().ends_with("_literal") && value.len() == 1;
    if is_plain(first) {
        return;
    }
    let (path, is_path) = chain(rust, reader.source, value).unwrap_or_default();
    let path = format!("{path}.{}", Reference::SHOWN);
    match is_path || path.starts_with('.') {
        true => reader.refer_to(path, ReferenceKind::Call, None, line(*first)),
        false => reader.refer_to_member(path, ReferenceKind::Call, None, line(*first)),
    }
}

/// The chain of names that tokens are, calls left out, and whether it begins as a path.
fn chain(rust: &Rust, source: &str, value: &[Node<'_>]) -> Option<(String, bool)> {
    let start = value
        .iter()
        .position(|it| !matches!(it.kind(), "&" | "*" | "mutable_specifier" | "mut"))?;
    let tokens = value.get(start..)?;
    let mut segments = Vec::new();
    let mut separators = Vec::new();
    let mut expects_name = true;
    for token in tokens {
        match token.kind() {
            "identifier" | "self" | "super" | "crate" | "integer_literal" | "await"
                if expects_name =>
            {
                if token.kind() != "await" {
                    segments.push(text(source, *token)?);
                }
                expects_name = false;
            }
            "." | "::" if !expects_name => {
                separators.push(token.kind());
                expects_name = true;
            }
            "?" | "token_tree" if !expects_name => {}
            _ => return None,
        }
    }
    let is_path = separators.first() == Some(&"::");
    let path = match is_path {
        true => rust.place.own(&segments, tokens.first()?.start_byte())?,
        false => segments.join("."),
    };
    (!expects_name && !path.is_empty()).then_some((path, is_path))
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use crate::model::Reference;

    /// The values that a statement writes out for programmers.
    fn check(statement: &str, expect: &[&str]) {
        let facts = extract(&format!("fn a() {{ {statement} }}"));
        let shown = facts.references.iter().filter_map(|it| {
            let of = it.path.strip_suffix(Reference::SHOWN)?;
            Some(of.trim_end_matches('.'))
        });
        let shown: Vec<&str> = shown.collect();
        assert_eq!(shown, expect, "{statement}");
    }

    #[test]
    fn values_are_written_out_for_programmers() {
        check("println!(\"{} {:?}\", a, b.c)", &["b.c"]);
        check(
            "format!(\"{0:?} {x:#?} {y:>5?} {{:?}}\", a, y = B::c(1).d)",
            &["a", "x", "B.c.d"],
        );
        check("write!(f, \"{:?}\", &*self.0)?;", &["self.0"]);
        check("write!(f, \"{:?}\", a + 1)?;", &[""]);
        check("dbg!(a, 1)", &["a"]);
        check("warn!(?a, b = ?c, %d, \"e\")", &["a", "c"]);
        check("vec![format!(\"{a:?}\")]", &["a"]);
        check("assert_eq!(format!(\"{:?}\", a), \"{:?}\")", &["a"]);
        for none in [
            "println!(\"{a}\", a)",
            "panic!(\"{a:?}\")",
            "debug!(\"{a:?}\")",
            "assert!(a, \"{a:?}\")",
            "x!(\"{:?\")",
        ] {
            check(none, &[]);
        }
    }
}
