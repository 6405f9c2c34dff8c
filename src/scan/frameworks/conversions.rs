//! What Rust turns types of the tree into without saying so: `impl From<Kind> for io::Error` runs
//! by `?` and `into()`, wherever there is a `Kind`.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{BindingKind, Symbol, SymbolKind, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

pub(super) const CONVERSIONS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Rust) {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let mut seen = FxHashSet::default();
        for binding in &facts.bindings {
            let Some(at) = binding
                .within
                .filter(|_| binding.kind == BindingKind::Annotation)
            else {
                continue;
            };
            let does_convert = facts.symbols.get(at as usize).is_some_and(converts);
            if !does_convert || index.enclosing_class(file, Some(at)).is_some() {
                continue;
            }
            // What it takes is said before all that it holds.
            if seen.insert(at)
                && let Some(from) = index.stands_for(file, None, &binding.source)
            {
                found.push((from, call(index.node(file, at), index.line_of(from))));
            }
        }
    }
    found
}

/// Whether a method makes one type of another.
fn converts(symbol: &Symbol) -> bool {
    let mut said = symbol.decorators.iter();
    let is_of = |said: &str| {
        let of = said.strip_prefix("impl.").map(last_part);
        matches!(of, Some("From" | "TryFrom"))
    };
    symbol.kind == SymbolKind::Method && said.any(|said| is_of(said))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn conversions_into_types_from_elsewhere_run_with_what_they_take() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"a\"\n\
             //- /src/lib.rs\nuse std::io;\npub struct Kind;\npub struct Other;\n\
             impl From<Kind> for io::Error { fn from(kind: Kind) -> Self { one() } }\nimpl From<Other> for usize { fn from(other: Other) -> Self { one() } }\n\
             pub fn go() -> io::Result<()> { Err(Kind {})? }\n#[test]\nfn goes() { assert(go()) }\n",
        );
        assert_eq!(found, ["src/lib.rs#usize.from"]);
    }
}
