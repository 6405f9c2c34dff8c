//! Cargo builds the binaries of a package before its integration tests, which find them through
//! `CARGO_BIN_EXE_*`, `assert_cmd` or a path below `target`.

use toml::{Table, Value};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::{at, call};
use crate::scan::paths::{folder_of, join, name_of};
use crate::scan::walk::Tree;

/// A binary that Cargo builds.
struct Binary {
    name: String,
    /// Folder of its package.
    folder: String,
    main: Node,
}

/// What a use starts.
#[derive(Debug, PartialEq, Eq)]
enum Started<'a> {
    /// The binary of this name.
    Named(&'a str),
    /// A binary of the package, as far as can be told.
    Any,
}

pub(super) fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let binaries = binaries(index, tree);
    let folders: Vec<&str> = packages(tree).map(|(folder, _)| folder).collect();
    let package_of = |path: &str| {
        folders
            .iter()
            .copied()
            .filter(|folder| folder.is_empty() || path.starts_with(&format!("{folder}/")))
            .max_by_key(|folder| folder.len())
    };
    let mut found = Vec::new();
    if binaries.is_empty() {
        return found;
    }
    for (file, path) in index
        .files_of(Family::Rust)
        .filter(|(file, _)| index.is_test_code(*file))
    {
        let own = package_of(path);
        let spawns = spawns(index, file);
        let is = |started: &Started<'_>, binary: &Binary| *started == Started::Named(&binary.name);
        let names_one = spawns
            .iter()
            .any(|(_, started, _)| binaries.iter().any(|binary| is(started, binary)));
        for (from, started, line) in &spawns {
            // A name that is only computed comes from one that is written, if there is any.
            let may_be_any = *started == Started::Any && !names_one;
            let meant = binaries
                .iter()
                .filter(|binary| is(started, binary) || may_be_any && own == Some(&*binary.folder));
            found.extend(meant.map(|binary| (*from, call(binary.main, *line))));
        }
    }
    found
}

/// Packages: folder and manifest.
fn packages(tree: &Tree) -> impl Iterator<Item = (&str, Table)> {
    tree.manifests
        .iter()
        .filter(|(path, _)| name_of(path) == "Cargo.toml")
        .filter_map(|(path, manifest)| Some((folder_of(path), manifest.text.parse().ok()?)))
}

fn binaries(index: &Index<'_>, tree: &Tree) -> Vec<Binary> {
    let mut found = Vec::new();
    for (folder, manifest) in packages(tree) {
        let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let package = manifest
            .get("package")
            .and_then(|package| text(package, "name"));
        let Some(package) = package else { continue };
        let mut roots: Vec<(String, String)> = Vec::new();
        for target in manifest
            .get("bin")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let name = text(target, "name").unwrap_or_else(|| package.clone());
            let path = text(target, "path").unwrap_or_else(|| format!("src/bin/{name}.rs"));
            roots.extend(join(folder, &path).map(|path| (path, name)));
        }
        roots.extend(join(folder, "src/main.rs").map(|path| (path, package.clone())));
        let bins = join(folder, "src/bin").unwrap_or_default();
        for (_, path) in index.files_of(Family::Rust) {
            let inside = path
                .strip_prefix(&bins)
                .and_then(|rest| rest.strip_prefix('/'));
            let name = inside.and_then(|rest| {
                rest.strip_suffix("/main.rs")
                    .or_else(|| rest.strip_suffix(".rs"))
            });
            if let Some(name) = name.filter(|name| !name.contains('/')) {
                roots.push((path.to_owned(), name.to_owned()));
            }
        }
        for (path, name) in roots {
            let main = index
                .by_path(&path)
                .and_then(|file| index.definition(file, "main"));
            let is_new = |main: Node| found.iter().all(|other: &Binary| other.main != main);
            if let Some(main) = main.filter(|main| is_new(*main)) {
                let folder = folder.to_owned();
                found.push(Binary { name, folder, main });
            }
        }
    }
    found
}

/// The uses that start a program, in a file of tests or of their helpers.
fn spawns<'a>(index: &Index<'a>, file: FileId) -> Vec<(Node, Started<'a>, u32)> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    facts
        .references
        .iter()
        .filter(|reference| reference.kind == ReferenceKind::Call)
        .filter_map(|reference| {
            let started = started(facts, reference)?;
            Some((at(index, file, reference.within), started, reference.line))
        })
        .collect()
}

fn started<'a>(facts: &'a FileFacts, reference: &'a Reference) -> Option<Started<'a>> {
    let path = &*reference.path;
    let last = last_part(path);
    let named = reference.text.as_deref();
    match last {
        "cargo_bin" | "cargo_bin!" | "cargo_bin_cmd!" | "get_cargo_bin" | "main_bin" => {
            Some(named.map_or(Started::Any, Started::Named))
        }
        // Files say which program their cases start.
        "new" if path.ends_with("TestCases.new") => Some(Started::Any),
        "env!" => Some(Started::Named(named?.strip_prefix("CARGO_BIN_EXE_")?)),
        "new" if path.ends_with("Command.new") => match named {
            None => Some(Started::Any),
            Some("cargo") => holds(facts, reference.within, "run").then_some(Started::Any),
            Some(program) => {
                let name = name_of(program);
                Some(Started::Named(name))
            }
        },
        _ => None,
    }
}

/// Whether a string stands in a definition.
fn holds(facts: &FileFacts, within: Option<u32>, value: &str) -> bool {
    let mut texts = facts.texts.iter();
    texts.any(|text| text.within == within && &*text.value == value)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::statuses;

    /// A package with two binaries; the test spawns as given.
    fn check(test: &str, expect: &[&str]) {
        let fixture = format!(
            "//- /Cargo.toml\n[package]\nname = \"one\"\n\n[[bin]]\nname = \"second\"\npath = \"src/two.rs\"\n\
             //- /src/main.rs\nfn main() {{ println!(\"one\") }}\n\
             //- /src/two.rs\nfn main() {{ println!(\"two\") }}\n\
             //- /tests/it.rs\n#[test]\nfn runs() {{ {test} }}\n"
        );
        let found = statuses(&fixture);
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, expect, "{test}");
    }

    #[test]
    fn the_binary_that_is_named_runs() {
        check(
            "Command::new(env!(\"CARGO_BIN_EXE_second\"));",
            &["src/two.rs"],
        );
        check(
            "Command::cargo_bin(\"one\").unwrap().assert();",
            &["src/main.rs"],
        );
        check("Command::new(\"target/debug/second\");", &["src/two.rs"]);
    }

    #[test]
    fn a_computed_name_may_be_any_binary_of_the_package() {
        let both = ["src/main.rs", "src/two.rs"];
        check("Command::new(exe());", &both);
        check("trycmd::TestCases::new().case(\"cmd/*.toml\");", &both);
    }

    #[test]
    fn other_programs_start_none() {
        check("Command::new(\"git\").arg(\"init\");", &[]);
    }
}
