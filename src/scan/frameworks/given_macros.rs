//! Rust's macros by example outside of functions: what they write there runs with the functions
//! around it, and calls what it is given, as `binop!(parse_or, parse_and)` does `self.parse_and()`.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, Symbol, SymbolKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

pub(super) const GIVEN_MACROS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    let mut macros: Vec<&str> = Vec::new();
    for (file, _) in index.files_of(Family::Rust) {
        if let Some(facts) = index.facts(file) {
            let lasts = facts.symbols.iter().map(Symbol::last);
            macros.extend(lasts.filter(|name| name.ends_with('!')));
            given(index, file, facts, &mut found);
        }
    }
    macros.sort_unstable_by_key(|it| it.strip_suffix('!'));
    macros.dedup();
    if !macros.is_empty() {
        for (file, _) in index.files_of(Family::Rust) {
            written(index, file, &macros, &mut found);
        }
    }
    found
}

/// The macros of the tree that write items into a file, used by the functions that stand there.
fn written<'a>(index: &Index<'a>, file: FileId, macros: &[&'a str], found: &mut Vec<(Node, Call)>) {
    let outside = index
        .references_to(file, macros)
        .filter(|it| it.within.is_none());
    let calls =
        outside.filter_map(|it| Some(call(index.stands_for(file, None, &it.path)?, it.line)));
    let mut calls: Vec<Call> = calls.collect();
    let first = calls.len();
    handed(index, file, macros, &mut calls);
    let handed = calls.get(first..).unwrap_or_default();
    found.extend(handed.iter().map(|it| (index.module(file), *it)));
    calls.sort_by_key(|it| (it.to, it.line));
    calls.dedup_by_key(|it| it.to);
    if calls.is_empty() {
        return;
    }
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    for (at, symbol) in (0_u32..).zip(symbols) {
        if symbol.has_logic && !symbol.name.ends_with('!') {
            found.extend(calls.iter().map(|it| (index.node(file, at), *it)));
        }
    }
}

/// The macros of the tree that a file hands to others, which call them: `tuples!(implement)`.
fn handed<'a>(index: &Index<'a>, file: FileId, macros: &[&'a str], calls: &mut Vec<Call>) {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.references);
    let mut is_given = false;
    for reference in references.iter().filter(|it| it.within.is_none()) {
        match reference.kind {
            ReferenceKind::Call => is_given = reference.path.ends_with('!'),
            ReferenceKind::Read if is_given => {
                let wanted = |it: &&'a str| it.strip_suffix('!').cmp(&Some(&*reference.path));
                let at = macros.binary_search_by(wanted).ok();
                let made = at.and_then(|at| macros.get(at).copied());
                let to = made.and_then(|made| index.stands_for(file, None, made));
                calls.extend(to.map(|to| call(to, reference.line)));
            }
            _ => {}
        }
    }
}

/// The functions of a file that it gives to its own macros, used by their type or by the file.
fn given(index: &Index<'_>, file: FileId, facts: &FileFacts, found: &mut Vec<(Node, Call)>) {
    let names = facts.symbols.iter().map(|symbol| &*symbol.name);
    let macros: FxHashSet<&str> = names.filter(|name| name.ends_with('!')).collect();
    if macros.is_empty() {
        return;
    }
    let mut given: FxHashSet<&str> = FxHashSet::default();
    let mut taker = None;
    let is_macro = |within: u32| {
        let symbol = facts.symbols.get(within as usize);
        symbol.is_some_and(|it| it.name.ends_with('!'))
    };
    let outside = facts
        .references
        .iter()
        .filter(|it| it.within.is_none_or(is_macro));
    for reference in outside {
        match reference.kind {
            ReferenceKind::Call if reference.path.ends_with('!') => {
                taker = macros
                    .contains(&*reference.path)
                    .then_some(reference.within);
            }
            ReferenceKind::Read if taker == Some(reference.within) => {
                given.insert(&reference.path);
            }
            _ => taker = None,
        }
    }
    for (at, symbol) in (0_u32..).zip(&facts.symbols) {
        if symbol.kind == SymbolKind::Class || !given.contains(symbol.last()) {
            continue;
        }
        let class = index.enclosing_class(file, Some(at));
        let from = class.unwrap_or_else(|| index.module(file));
        found.push((from, call(index.node(file, at), symbol.start)));
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_a_macro_is_given_is_used_by_what_it_writes() {
        let check = |given: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /Cargo.toml\n[package]\nname = \"a\"\n\
                 //- /src/lib.rs\nmacro_rules! binop {{ ($name:ident, $next:ident) => {{ fn $name(&self) -> u8 {{ self.$next() }} }}; }}\n\
                 pub struct Parser;\nimpl Parser {{\n    {given}\n    fn unary(&self) -> u8 {{ one() }}\n    pub fn parse(&self) -> u8 {{ self.or() }}\n}}\n\
                 #[test]\nfn parses() {{ assert(Parser.parse()) }}\n"
            ));
            assert_eq!(found, expect, "{given}");
        };
        check("binop!(or, unary);", &[]);
        check(
            "other!(or, unary);",
            &["src/lib.rs#binop!", "src/lib.rs#Parser.unary"],
        );
        check(
            "}\nmacro_rules! all { () => { binop!(or, unary); } }\nimpl Parser {\nall!();",
            &[],
        );
    }

    #[test]
    fn a_macro_that_another_is_given_writes_where_that_is_called() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\npub trait Size { fn size(&self) -> u8; }\n\
             macro_rules! all { ($name:ident) => { $name!(u8); $name!(u16); }; }\n\
             macro_rules! sized { ($t:ty) => { impl Size for $t { fn size(&self) -> u8 { one() } } }; }\n\
             macro_rules! idle { ($t:ty) => { impl Size for $t { fn size(&self) -> u8 { two() } } }; }\n\
             all!(sized);\nfn one() -> u8 { 1 }\nfn two() -> u8 { 2 }\npub fn go() -> u8 { 1u8.size() }\n\
             #[test]\nfn sizes() { assert(go()) }\n",
        );
        assert_eq!(found, ["src/lib.rs#idle!", "src/lib.rs#two"]);
    }
}
