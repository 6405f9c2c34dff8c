//! Code for several platforms, of which one part counts in each build. Which one, the tree does not
//! tell: whoever uses one may be using the other. In Rust these are two imports of one name that stand
//! side by side behind `cfg`, or two files of one module; in Go functions of one name in the files of
//! one package, which build constraints tell apart.

use rustc_hash::FxHashMap;

use crate::lang::{Family, is_built};
use crate::model::{FileId, SymbolKind};
use crate::scan::calls::{Call, Index, Node, Strength};
use crate::scan::paths::folder_of;
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
    in_rust(index, &mut found);
    in_go(index, &mut found);
    found
}

/// Functions of Go that each file of a package may have.
const IN_EACH_FILE: [&str; 3] = ["init", "main", "_"];

fn in_go(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    // The definition of each name that was seen last, and whether tests mostly run that one.
    let mut last: FxHashMap<(&str, &str, &str), (FileId, Node, bool)> = FxHashMap::default();
    for (file, path) in index.files_of(Family::Go) {
        let Some(facts) = index.facts(file).filter(|_| !index.is_test_code(file)) else {
            continue;
        };
        let is_built = is_built(path, facts);
        let package = facts.package.as_deref().unwrap_or_default();
        for (at, symbol) in (0_u32..).zip(&facts.symbols) {
            let is_alone = symbol.kind == SymbolKind::Class
                || symbol.parent.is_some()
                || IN_EACH_FILE.contains(&&*symbol.name);
            if is_alone {
                continue;
            }
            let node = index.node(file, at);
            let key = (folder_of(path), package, &*symbol.name);
            let before = last.insert(key, (file, node, is_built));
            let Some((other, twin, is_twin_built)) = before.filter(|it| it.0 != file) else {
                continue;
            };
            match (is_built, is_twin_built) {
                (true, false) => found.push((node, may_be(index, node, twin))),
                (false, true) => {
                    // Others of this name are compared with the one that is built.
                    last.insert(key, (other, twin, true));
                    found.push((twin, may_be(index, twin, node)));
                }
                _ => both_ways(index, node, twin, found),
            }
        }
    }
}

fn in_rust(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
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
                pair(index, (other, as_other), (edge.to, name), found);
            }
        }
    }
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
        both_ways(index, index.node(left, at), twin, found);
    }
}

/// A use of what is there on other systems only.
fn may_be(index: &Index<'_>, from: Node, to: Node) -> Call {
    let (strength, line) = (Strength::Guess, index.line_of(from));
    Call { to, strength, line }
}

fn both_ways(index: &Index<'_>, one: Node, other: Node, found: &mut Vec<(Node, Call)>) {
    for (from, to) in [(one, other), (other, one)] {
        let (strength, line) = (Strength::Use, index.line_of(from));
        found.push((from, Call { to, strength, line }));
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
    #[test]
    fn functions_of_one_name_in_a_package_of_go_are_for_different_builds() {
        let gaps = gaps(
            "//- /go.mod\nmodule x\n//- /a.go\npackage x\nfunc Go() int { return plat() }\nfunc init() { print(1) }\n\
             //- /plat_linux.go\npackage x\nfunc plat() int { return 1 }\nfunc (A) M() int { return 1 }\n\
             //- /plat_other.go\n//go:build !linux && !windows\npackage x\nfunc plat() int { return 2 }\nfunc (A) M() int { return 2 }\n\
             //- /plat_windows.go\npackage x\nfunc plat() int { return 3 }\nfunc idle() int { return 2 }\n\
             //- /sub/plat.go\npackage sub\nfunc plat() int { return 4 }\n\
             //- /a_test.go\npackage x\nimport \"testing\"\nfunc TestGo(t *testing.T) { Go() }\n",
        );
        assert_eq!(
            gaps,
            [
                "plat_linux.go#A.M",
                "plat_other.go#A.M",
                "plat_windows.go#idle",
                "sub/plat.go#plat"
            ]
        );
    }

    #[test]
    fn what_several_files_of_a_package_define_is_that_of_the_one_that_is_built() {
        let scan = |head: &str, name: &str, more: &str| {
            format!(
                "//- /{name}.go\n{head}package x\ntype Scan struct {{ n int }}\nfunc New() *Scan {{ s := &Scan{{}}; s.load(); return s }}\n\
                 func (s *Scan) load() {{ s.n = 1 }}\nfunc (s *Scan) {more}() int {{ return s.n }}\n"
            )
        };
        let tree = |built: &str, other: &str| {
            gaps(&format!(
                "//- /go.mod\nmodule x\n{built}{other}\
                 //- /a_test.go\npackage x\nimport \"testing\"\nfunc TestNew(t *testing.T) {{ if New().Size() == 0 {{ t.Fatal() }} }}\n"
            ))
        };
        let found = tree(
            &scan("", "scan_linux", "Size"),
            &scan("", "scan_windows", "Idle"),
        );
        // Whether such an object is ever made, no build of Linux tells.
        assert_eq!(
            found,
            ["scan_windows.go#Scan.load", "scan_windows.go#Scan.Idle"]
        );
        let found = tree(
            &scan("//go:build !race\n\n", "a", "Size"),
            &scan("//go:build race\n\n", "b", "Idle"),
        );
        assert_eq!(found, ["b.go#Scan.load", "b.go#Scan.Idle"]);
    }
}
