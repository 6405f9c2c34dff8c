//! Names inside of inline modules.

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::Node;

use super::paths::AROUND;
use crate::lang::syntax::{Reader, line, text};
use crate::model::{Binding, BindingKind, FileFacts, Import, ReferenceKind, Symbol};

/// A variable or parameter, which hides what its module defines under that name.
pub(super) struct Local {
    within: Option<u32>,
    name: Box<str>,
    /// The line on which it gets its value: what is called there is not yet hidden.
    first: u32,
    /// The last line that may mean it.
    last: u32,
}

/// Adds what a parameter, `let`, loop, closure or arm of a `match` binds.
pub(super) fn add_locals(reader: &Reader<'_>, node: Node<'_>, locals: &mut Vec<Local>) {
    let last_line = |node: Node<'_>| u32::try_from(node.end_position().row + 1).unwrap_or(u32::MAX);
    let (field, first, last) = match node.kind() {
        "parameter" => ("pattern", 0, u32::MAX),
        "let_declaration" => ("pattern", last_line(node), u32::MAX),
        "let_condition" => ("pattern", line(node), u32::MAX),
        "for_expression" => ("pattern", line(node), last_line(node)),
        "closure_expression" => ("parameters", line(node).saturating_sub(1), last_line(node)),
        "match_pattern" => ("", line(node), node.parent().map_or(u32::MAX, last_line)),
        _ => return,
    };
    let pattern = match field {
        "" => node.named_child(0),
        field => node.child_by_field_name(field),
    };
    let mut open: Vec<Node<'_>> = pattern.into_iter().collect();
    while let Some(node) = open.pop() {
        let is_name = matches!(node.kind(), "identifier" | "shorthand_field_identifier");
        match text(reader.source, node).filter(|_| is_name) {
            Some(name) if !name.starts_with(char::is_uppercase) => locals.push(Local {
                within: reader.within(),
                name: name.into(),
                first,
                last,
            }),
            _ => open.extend(node.named_children(&mut node.walk())),
        }
    }
}

/// Puts the name of the inline module in front of the bare names that it defines, in all that is
/// said inside of it.
pub(super) fn settle(facts: &mut FileFacts, modules: &FxHashSet<Box<str>>, locals: &[Local]) {
    if modules.is_empty() {
        return;
    }
    let symbols = &facts.symbols;
    let known = Known {
        symbols,
        modules,
        defined: symbols.iter().map(|symbol| &*symbol.name).collect(),
        hidden: hidden(locals),
        imported: imported(&facts.imports),
    };
    let taken = taken(facts, modules, &known.defined);
    let renamed = renamed(facts, &known.defined);
    for reference in &mut facts.references {
        let (line, is_call) = (reference.line, reference.kind == ReferenceKind::Call);
        let means = |local: &Local| {
            let is_after = line > local.first || line == local.first && !is_call;
            is_after && line <= local.last
        };
        if let Some(path) = known.settled(reference.within, &reference.path, &means) {
            reference.path = path;
        }
    }
    for binding in &mut facts.bindings {
        // Where it stands is not known: only a parameter hides names from its first line on.
        let means = |local: &Local| local.first == 0;
        if let Some(source) = known.settled(binding.within, &binding.source, &means) {
            binding.source = source;
        }
    }
    take_out(facts, taken);
    facts.bindings.extend(renamed);
}

/// Variables and parameters by the function and the name.
type Hidden<'a> = FxHashMap<(Option<u32>, &'a str), Vec<&'a Local>>;

fn hidden(locals: &[Local]) -> Hidden<'_> {
    let mut hidden = Hidden::default();
    for local in locals {
        let same = hidden.entry((local.within, &*local.name)).or_default();
        // Enough for all that people write; a longer list would be asked for each use.
        if same.len() < MOST_OF_A_NAME {
            same.push(local);
        }
    }
    hidden
}

/// The names that functions import, with the function.
fn imported(imports: &[Import]) -> FxHashSet<(Option<u32>, &str)> {
    let of_functions = imports.iter().filter(|import| import.within.is_some());
    let names = of_functions.flat_map(|import| {
        let names = import.names.iter().map(|name| &*name.local);
        names.map(|name| (import.within, name))
    });
    names.collect()
}

/// What is known of the names of a file.
struct Known<'a> {
    symbols: &'a [Symbol],
    modules: &'a FxHashSet<Box<str>>,
    defined: FxHashSet<&'a str>,
    hidden: Hidden<'a>,
    imported: FxHashSet<(Option<u32>, &'a str)>,
}

impl Known<'_> {
    fn is_hidden(&self, within: Option<u32>, head: &str, means: &dyn Fn(&Local) -> bool) -> bool {
        let mut scope = within;
        while let Some(at) = scope {
            let same = self.hidden.get(&(scope, head)).into_iter().flatten();
            if same.copied().any(means) {
                return true;
            }
            let symbol = self.symbols.get(at as usize);
            scope = symbol.and_then(|symbol| symbol.parent);
        }
        self.imported.contains(&(within, head))
    }

    /// `self::Made` may be what the module takes from the file around it.
    fn taken_from_around(&self, within: &Symbol, path: &str) -> Option<Box<str>> {
        let mut around = modules_around(&within.name);
        let module = around.find(|module| self.modules.contains(*module))?;
        let rest = path.strip_prefix(module)?.strip_prefix('.')?;
        let head = rest.split('.').next()?;
        let is_inside = self.defined.contains(format!("{module}.{head}").as_str());
        (!is_inside && self.defined.contains(head)).then(|| rest.into())
    }

    /// The path as seen from the file; nothing where it is the same.
    fn settled(
        &self,
        within: Option<u32>,
        path: &str,
        means: &dyn Fn(&Local) -> bool,
    ) -> Option<Box<str>> {
        if let Some(path) = path.strip_prefix(AROUND) {
            return Some(path.into());
        }
        let symbol: &Symbol = self.symbols.get(within? as usize)?;
        if let Some(path) = self.taken_from_around(symbol, path) {
            return Some(path);
        }
        let head = path.split('.').next().filter(|head| !head.is_empty())?;
        let module = modules_around(&symbol.name).find(|module| {
            let is_defined = || self.defined.contains(format!("{module}.{head}").as_str());
            self.modules.contains(*module) && is_defined()
        })?;
        let is_own = !self.is_hidden(within, head, means);
        is_own.then(|| format!("{module}.{path}").into_boxed_str())
    }
}

/// What inline modules take from the file around them under another name:
/// `use super::escape as quote`.
fn renamed(facts: &FileFacts, defined: &FxHashSet<&str>) -> Vec<Binding> {
    let own = facts.imports.iter().filter(|it| &*it.module == "self");
    let names = own.flat_map(|import| import.names.iter().map(move |name| (import, name)));
    let names = names.filter(|(_, name)| {
        name.local != name.name && &*name.local != "_" && defined.contains(&*name.name)
    });
    let bound = names.map(|(import, name)| Binding {
        within: import.within,
        name: name.local.clone(),
        source: name.name.clone(),
        kind: BindingKind::Alias,
    });
    bound.collect()
}

/// Names that imports take, by import and place in it, with what they are bound to instead.
type Taken = Vec<(usize, usize, Binding)>;

fn take_out(facts: &mut FileFacts, taken: Taken) {
    let mut emptied = FxHashSet::default();
    for (at, name, binding) in taken.into_iter().rev() {
        if let Some(import) = facts.imports.get_mut(at) {
            import.names.remove(name);
            if import.names.is_empty() && import.alias.is_none() {
                emptied.insert(at);
            }
        }
        facts.bindings.push(binding);
    }
    let mut at = 0..;
    facts
        .imports
        .retain(|_| at.next().is_some_and(|at| !emptied.contains(&at)));
}

/// What the top of a file takes out of its own inline modules, `use self::inner::Made`, as other names
/// of that: the import, the name in it, what it is bound to.
fn taken(facts: &FileFacts, modules: &FxHashSet<Box<str>>, defined: &FxHashSet<&str>) -> Taken {
    let mut found = Vec::new();
    // What it passes on, others look for.
    let passed_on: FxHashSet<u32> = facts.exports.iter().map(|export| export.line).collect();
    for (at, import) in facts.imports.iter().enumerate() {
        let module = import
            .module
            .strip_prefix("self.")
            .unwrap_or(&import.module);
        if import.within.is_some() || !modules.contains(module) || passed_on.contains(&import.line)
        {
            continue;
        }
        for (name, taken) in import.names.iter().enumerate() {
            let source = format!("{module}.{}", taken.name);
            if defined.contains(&*source) && &*taken.local != "_" {
                let binding = Binding {
                    within: None,
                    name: taken.local.clone(),
                    source: source.into(),
                    kind: BindingKind::Alias,
                };
                found.push((at, name, binding));
            }
        }
    }
    found
}

/// Most variables of one name in one function that are looked at.
const MOST_OF_A_NAME: usize = 64;

/// What stands before the dots of a qualified name, longest first.
fn modules_around(name: &str) -> impl Iterator<Item = &str> {
    name.rmatch_indices('.')
        .filter_map(|(at, _)| name.get(..at))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn what_is_said_of_the_module_around_is_none_of_the_own() {
        check(
            show::references,
            "fn escape() {}\nmod tests {\n    fn escape() { super::escape(1); assert_eq!(super::escape(2), escape(3)); }\n}",
            &[
                "tests.escape: escape()",
                "tests.escape: assert_eq!()",
                "tests.escape: escape()",
                "tests.escape: tests.escape()",
            ],
        );
        check(
            show::references,
            "fn escape() {}\nmod tests {\n    fn escape() { use super::escape; escape(1); }\n    fn other() { escape(2); }\n}",
            &["tests.escape: escape()", "tests.other: tests.escape()"],
        );
        check(
            show::bindings,
            "fn escape() {}\nmod tests {\n    use super::escape as quote;\n    fn escape() { let a = super::escape(1); }\n}",
            &["tests.escape: a = Call escape", "quote = Alias escape"],
        );
    }

    #[test]
    fn a_name_that_comes_from_around_may_have_self_before_it() {
        check(
            show::references,
            "struct Made;\nmod tests {\n    use super::*;\n    fn own() {}\n    fn case() { self::Made::new(); self::own(); self::other(); }\n}",
            &[
                "tests.case: Made.new()",
                "tests.case: tests.own()",
                "tests.case: tests.other()",
            ],
        );
    }

    #[test]
    fn a_bare_name_means_what_its_module_defines_or_one_around_it() {
        check(
            show::references,
            "fn go() {}\nfn check() {}\nmod tests {\n    struct Made;\n    fn check(n: u8) { go(n); Made { n }; }\n    fn case() { check(1); self::check(2); other.check(3); quiet!(4); }\n    macro_rules! quiet { () => { check() } }\n    mod deep { fn case() { check(5); tests::check(6); Made::new(); } }\n}\nfn last() { check() }",
            &[
                "tests.check: go()",
                "tests.check: n",
                "tests.check: tests.Made()",
                "tests.check: n",
                "tests.case: tests.check()",
                "tests.case: tests.check()",
                "tests.case: other.check()",
                "tests.case: tests.quiet!()",
                "tests.quiet!: tests.check()",
                "tests.deep.case: tests.check()",
                "tests.deep.case: tests.check()",
                "tests.deep.case: tests.Made.new()",
                "last: check()",
            ],
        );
        // Variables and parameters hide what has their name.
        check(
            show::references,
            "mod tests {\n    fn go() {}\n    fn input() {}\n    fn row() {}\n    fn case(input: u8) {\n        let go = go(input);\n        go.run();\n        for row in rows { take(row); }\n        row();\n        items.map(|row| row());\n        match x { Some(row) => row, _ => 1 };\n    }\n    fn other() { go(); input(); }\n}",
            &[
                "tests.case: tests.go()",
                "tests.case: input",
                "tests.case: go.run()",
                "tests.case: rows",
                "tests.case: take()",
                "tests.case: row",
                "tests.case: tests.row()",
                "tests.case: items.map()",
                "tests.case: row()",
                "tests.case: x",
                "tests.case: row",
                "tests.other: tests.go()",
                "tests.other: tests.input()",
            ],
        );
        check(
            show::bindings,
            "mod tests { fn make() -> Made { Made }\n struct Made;\n fn case() { let made = make(); let other = find(); } }",
            &[
                "tests.make:  = Return tests.Made",
                "tests.case: made = Call tests.make",
                "tests.case: other = Call find",
            ],
        );
    }
}
