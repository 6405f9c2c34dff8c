//! Rust's code for several platforms: of two imports of one name that stand side by side behind
//! `cfg`, or of two files of one module, one counts in each build. Which one, the tree does not
//! tell: whoever uses one may be using the other.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::FileId;
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::walk::Tree;

use super::{Framework, nothing};

pub(super) const TWINS: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most lines between imports that stand side by side; farther apart, they are of other modules.
const MOST_LINES: u32 = 6;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Rust) {
        // The last import of each name.
        let mut last: FxHashMap<&str, (u32, FileId, &str)> = FxHashMap::default();
        for edge in index.edges(file).iter().filter(|edge| !edge.is_test_only) {
            let (Some(local), Some(name)) = (edge.local.as_deref(), edge.name.as_deref()) else {
                continue;
            };
            if local == "*" {
                continue;
            }
            let before = last.insert(local, (edge.line, edge.to, name));
            if let Some((line, other, as_other)) = before
                && other != edge.to
                && edge.line.abs_diff(line) <= MOST_LINES
            {
                pair(index, (other, as_other), (edge.to, name), &mut found);
            }
        }
    }
    found
}

/// Two definitions use each other, and so do their methods of one name.
fn pair(
    index: &Index<'_>,
    (left, left_name): (FileId, &str),
    (right, right_name): (FileId, &str),
    found: &mut Vec<(Node, Call)>,
) {
    let symbols = index
        .facts(left)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    for (at, symbol) in (0_u32..).zip(symbols) {
        let Some(rest) = symbol.name.strip_prefix(left_name) else {
            continue;
        };
        if !rest.is_empty() && !rest.starts_with('.') {
            continue;
        }
        let Some(twin) = index.definition(right, &format!("{right_name}{rest}")) else {
            continue;
        };
        let own = index.node(left, at);
        let line = symbol.start;
        for (from, to) in [(own, twin), (twin, own)] {
            let strength = Strength::Use;
            found.push((from, Call { to, strength, line }));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn whoever_uses_the_code_of_one_platform_may_use_that_of_another() {
        let tree = |between: &str| {
            format!(
                "//- /Cargo.toml\n[package]\nname = \"x\"\n\
                 //- /src/lib.rs\nmod unix;\nmod other;\n#[cfg(unix)]\nuse unix::{{go, Input}};\n{between}#[cfg(not(unix))]\nuse other::{{go, Input}};\n\
                 #[test]\nfn goes() {{ go(); Input::new().read() }}\n\
                 //- /src/unix.rs\npub fn go() {{ one() }}\npub fn idle() {{ one() }}\npub struct Input;\nimpl Input {{ pub fn new() -> Self {{ make() }} pub fn read(&self) {{ one() }} }}\n\
                 //- /src/other.rs\npub fn go() {{ one() }}\npub struct Input;\nimpl Input {{ pub fn new() -> Self {{ make() }} pub fn read(&self) {{ one() }} }}\n"
            )
        };
        let gaps = |between: &str| gaps(&tree(between));
        assert_eq!(gaps(""), ["src/unix.rs#idle"]);
        assert!(gaps(&"\n".repeat(8)).len() > 1);
    }
}
