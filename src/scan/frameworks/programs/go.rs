//! Go tests run `go build ./cmd/x` or `go run .` and start what comes out.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Reference, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::packages::inits;
use crate::scan::frameworks::{at, call};
use crate::scan::paths::{folder_of, name_of};

/// What `go` is told to do where a program comes of it.
const BUILDS: [&str; 3] = ["build", "run", "install"];

pub(super) fn uses(index: &Index<'_>) -> Vec<(Node, Call)> {
    let mains = mains(index);
    let mut found = Vec::new();
    if mains.is_empty() {
        return found;
    }
    let tests = || {
        index
            .files_of(Family::Go)
            .filter(|(file, _)| index.is_test_code(*file))
            .filter_map(|(file, path)| Some((file, path, index.facts(file)?)))
    };
    let builders: Vec<&str> = tests()
        .filter(|(.., facts)| starts(facts).any(|start| is_build(facts, start)))
        .map(|(_, path, _)| folder_of(path))
        .collect();
    for (file, path, facts) in tests() {
        // What is built in one file of a package may be started in another.
        if !builders.contains(&folder_of(path)) {
            continue;
        }
        for start in starts(facts) {
            let is_built = start.text.is_none() && !is_test_itself(facts, start);
            if is_built || is_build(facts, start) {
                let from = at(index, file, start.within);
                let meant = meant(&mains, facts, path);
                found.extend(meant.map(|main| (from, call(main, start.line))));
            }
        }
    }
    found.extend(initialised(index, &mains));
    found
}

/// What each program runs before its `main`, in all files of its package.
fn initialised(index: &Index<'_>, mains: &[(&str, Node)]) -> Vec<(Node, Call)> {
    let of_folder: FxHashMap<&str, Node> = mains.iter().copied().collect();
    let mut found = Vec::new();
    for (file, path) in index.files_of(Family::Go).filter(|it| is_main(index, it.0)) {
        if let Some(main) = of_folder.get(folder_of(path)) {
            let line = index.symbol(*main).map_or(1, |symbol| symbol.start);
            found.extend(inits(index, file).map(|init| (*main, call(init, line))));
        }
    }
    found
}

/// Programs: folder and `main`.
fn mains<'a>(index: &Index<'a>) -> Vec<(&'a str, Node)> {
    index
        .files_of(Family::Go)
        .filter(|(file, _)| is_main(index, *file))
        .filter_map(|(file, path)| Some((folder_of(path), index.definition(file, "main")?)))
        .collect()
}

/// Whether a file is part of a program.
fn is_main(index: &Index<'_>, file: FileId) -> bool {
    let package = index.facts(file).and_then(|facts| facts.package.as_deref());
    package == Some("main") && !index.is_test_code(file)
}

fn starts(facts: &FileFacts) -> impl Iterator<Item = &Reference> {
    facts.references.iter().filter(|reference| {
        reference.kind == ReferenceKind::Call
            && matches!(&*reference.path, "exec.Command" | "exec.CommandContext")
    })
}

/// Whether a start builds a program; the context comes before the name.
fn is_build(facts: &FileFacts, start: &Reference) -> bool {
    let near = |line: u32| (start.line..=start.line + 1).contains(&line);
    let holds = |value: &str| {
        let mut texts = facts.texts.iter();
        texts.any(|text| near(text.line) && &*text.value == value)
    };
    (start.text.as_deref() == Some("go") || start.text.is_none() && holds("go"))
        && BUILDS.iter().any(|verb| holds(verb))
}

/// Whether a test starts itself anew, to see how a process ends.
fn is_test_itself(facts: &FileFacts, start: &Reference) -> bool {
    let mut references = facts.references.iter();
    let mut texts = facts.texts.iter();
    references.any(|other| {
        other.within == start.within && matches!(&*other.path, "os.Args" | "os.Executable")
    }) || texts.any(|text| text.within == start.within && text.value.starts_with("-test."))
}

/// The program that a test builds is named in a string; without one it is the test's own.
fn meant(mains: &[(&str, Node)], facts: &FileFacts, path: &str) -> impl Iterator<Item = Node> {
    let named: Vec<&str> = facts
        .texts
        .iter()
        .filter(|text| text.value.starts_with('.') || text.value.contains("cmd/"))
        .filter_map(|text| text.value.trim_end_matches('/').rsplit('/').next())
        .collect();
    let is_named = |folder: &str| {
        let name = name_of(folder);
        !name.is_empty() && named.contains(&name)
    };
    let any_named = mains.iter().any(|(folder, _)| is_named(folder));
    let own = folder_of(path);
    mains
        .iter()
        .filter(move |(folder, _)| match any_named {
            true => is_named(folder),
            false => *folder == own || folder.is_empty() || mains.len() == 1,
        })
        .map(|(_, main)| *main)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, statuses};

    /// A module with two programs; the test does as given.
    fn check(test: &str, expect: &[&str]) {
        let fixture = format!(
            "//- /go.mod\nmodule example.com/x\n\
             //- /cmd/one/main.go\npackage main\nfunc main() {{ print(1) }}\n\
             //- /cmd/two/main.go\npackage main\nfunc main() {{ print(2) }}\n\
             //- /it/it_test.go\npackage it\nimport (\n\t\"os/exec\"\n\t\"testing\"\n)\n{test}"
        );
        let found = statuses(&fixture);
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, expect, "{test}");
    }

    #[test]
    fn the_program_that_a_test_builds_runs() {
        check(
            "func TestOne(t *testing.T) {\n\texec.Command(\"go\", \"build\", \"-o\", bin, \"./cmd/one\")\n\texec.Command(bin, \"-l\")\n}\n",
            &["cmd/one/main.go"],
        );
    }

    #[test]
    fn all_files_of_a_program_are_initialised() {
        let found = gaps(
            "//- /go.mod\nmodule example.com/x\n\
             //- /cmd/one/main.go\npackage main\nfunc init() { print(1) }\nfunc main() { print(1) }\n\
             //- /cmd/one/help.go\npackage main\nfunc init() { print(1) }\nfunc idle() { print(1) }\n\
             //- /it/it_test.go\npackage it\nimport (\n\t\"os/exec\"\n\t\"testing\"\n)\n\
             func TestOne(t *testing.T) {\n\texec.Command(\"go\", \"build\", \"-o\", bin, \"./cmd/one\")\n\texec.Command(bin, \"-l\")\n}\n",
        );
        assert_eq!(found, ["cmd/one/help.go#idle"]);
    }

    #[test]
    fn benchmarks_run_nothing() {
        check(
            "func BenchmarkOne(b *testing.B) {\n\texec.Command(\"go\", \"build\", \"./cmd/one\")\n}\nfunc TestX(t *testing.T) {}\n",
            &[],
        );
    }

    #[test]
    fn a_test_that_starts_itself_or_another_program_runs_none() {
        check(
            "func TestOne(t *testing.T) {\n\texec.Command(os.Args[0], \"-test.run=TestOne\")\n\texec.Command(\"git\", \"init\")\n}\n",
            &[],
        );
    }
}
