//! Names inside of inline modules.

use rustc_hash::FxHashSet;

use crate::model::{FileFacts, Symbol};

/// Puts the name of the inline module in front of the bare names that it defines, in all that is
/// said inside of it.
pub(super) fn settle(facts: &mut FileFacts, modules: &FxHashSet<Box<str>>) {
    if modules.is_empty() {
        return;
    }
    let defined: FxHashSet<&str> = facts.symbols.iter().map(|symbol| &*symbol.name).collect();
    let settled = |within: Option<u32>, path: &str| {
        let symbol: &Symbol = facts.symbols.get(within? as usize)?;
        let head = path.split('.').next().filter(|head| !head.is_empty())?;
        let module = modules_around(&symbol.name).find(|module| {
            modules.contains(*module) && defined.contains(format!("{module}.{head}").as_str())
        })?;
        Some(format!("{module}.{path}").into_boxed_str())
    };
    for reference in &mut facts.references {
        if let Some(path) = settled(reference.within, &reference.path) {
            reference.path = path;
        }
    }
    for binding in &mut facts.bindings {
        if let Some(source) = settled(binding.within, &binding.source) {
            binding.source = source;
        }
    }
}

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
