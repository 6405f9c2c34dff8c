//! Go starts packages as a whole: the `init` functions and variables of all files of a package
//! run as soon as anything of it is used, and its `TestMain` around all of its tests.

use std::collections::BTreeMap;

use crate::lang::Family;
use crate::model::{FileId, Symbol, SymbolKind};
use crate::scan::calls::{Barred, Call, Index, Node, Strength};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::Framework;

pub(super) const PACKAGES: Framework = Framework { uses, barred };

/// Fields of a command's table that run only when the command is chosen.
const CHOSEN: [&str; 10] = [
    "Run",
    "RunE",
    "PreRun",
    "PreRunE",
    "PostRun",
    "PostRunE",
    "PersistentPreRun",
    "PersistentPreRunE",
    "Action",
    "Before",
];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = package_starts(index);
    found.extend(test_mains(index));
    found
}

/// What runs around the tests of a folder: one `TestMain`, of the package or of its tests from
/// outside.
fn test_mains(index: &Index<'_>) -> Vec<(Node, Call)> {
    let mut folders: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for (file, path) in index.files_of(Family::Go) {
        if index.is_test_code(file) {
            folders.entry(folder_of(path)).or_default().push(file);
        }
    }
    let mut found = Vec::new();
    for files in folders.values() {
        let main = files.iter().find_map(|file| {
            let symbols = &index.facts(*file)?.symbols;
            let (at, symbol) = (0_u32..).zip(symbols).find(|(_, symbol)| {
                &*symbol.name == "TestMain" && symbol.kind == SymbolKind::Function
            })?;
            let call = Call {
                to: index.node(*file, at),
                strength: Strength::Use,
                line: symbol.start,
            };
            Some((*file, call))
        });
        if let Some((file, call)) = main {
            found.extend(files.iter().map(|from| {
                let line = if *from == file { call.line } else { 1 };
                (index.module(*from), Call { line, ..call })
            }));
        }
    }
    found
}

fn package_starts(index: &Index<'_>) -> Vec<(Node, Call)> {
    let mut packages: BTreeMap<(&str, Option<&str>), Vec<FileId>> = BTreeMap::new();
    for (file, path) in index.files_of(Family::Go) {
        let package = index.facts(file).and_then(|facts| facts.package.as_deref());
        packages
            .entry((folder_of(path), package))
            .or_default()
            .push(file);
    }
    let mut found = Vec::new();
    for files in packages.values() {
        for file in files {
            found.extend(inits(index, *file).map(|init| (index.module(*file), start(init, 1))));
        }
        // All files lead to the first, and that to all that do not exist for tests only.
        let Some(first) = files.first() else { continue };
        for file in files.iter().filter(|file| *file != first) {
            found.push((index.module(*file), start(index.module(*first), 1)));
            if !index.is_test_code(*file) {
                found.push((index.module(*first), start(index.module(*file), 1)));
            }
        }
    }
    found
}

/// Commands are put together on start, by any file of their package; that does not choose one.
fn barred(index: &Index<'_>, _tree: &Tree) -> Barred {
    let mut packages: BTreeMap<&str, (Vec<Node>, Vec<Node>)> = BTreeMap::new();
    for (file, path) in index.files_of(Family::Go) {
        let (starts, commands) = packages.entry(folder_of(path)).or_default();
        starts.extend(inits(index, file));
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        let chosen = (0_u32..)
            .zip(symbols)
            .filter(|(_, symbol)| is_chosen(symbol));
        commands.extend(chosen.map(|(at, _)| index.node(file, at)));
    }
    let mut found = Barred::default();
    for (starts, commands) in packages.into_values() {
        if !commands.is_empty() {
            found.group(starts, commands);
        }
    }
    found
}

/// Whether a function runs only when a command is chosen.
pub(super) fn is_chosen(symbol: &Symbol) -> bool {
    let field = symbol.name.rsplit_once('.').map(|(_, field)| field);
    symbol.parent.is_none() && field.is_some_and(|field| CHOSEN.contains(&field))
}

/// The functions of a file that run on start.
pub(super) fn inits<'i>(index: &'i Index<'_>, file: FileId) -> impl Iterator<Item = Node> + 'i {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    (0_u32..)
        .zip(symbols)
        .filter(|(_, symbol)| symbol.name.split('~').next() == Some("init"))
        .map(move |(at, _)| index.node(file, at))
}

fn start(to: Node, line: u32) -> Call {
    Call {
        to,
        strength: Strength::Import,
        line,
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(fixture: &str, expect: &[&str]) {
        let gaps = gaps(&format!("//- /go.mod\nmodule example.com/x\n{fixture}"));
        assert_eq!(gaps, expect);
    }

    #[test]
    fn what_a_variable_of_a_package_hands_on_may_be_called() {
        check(
            "//- /a/a.go\npackage a\nvar all []func() int\nfunc Add(rules func() int) int { all = append(all, rules); return 1 }\nfunc Run() int { return all[0]() }\n\
             //- /a/go.go\npackage a\nvar Go = Add(\n\tgoRules,\n)\nvar _ = Add(blankRules)\nvar table = map[string]func() int{\"x\": idleRules}\n\
             func goRules() int { return same() }\nfunc same() int { return 1 }\nfunc blankRules() int { return 1 }\nfunc idleRules() int { return 1 }\n\
             //- /a/a_test.go\npackage a\nimport \"testing\"\nfunc TestRun(t *testing.T) { Run() }\n",
            &["a/go.go#idleRules"],
        );
    }

    #[test]
    fn all_files_of_a_used_package_are_initialised() {
        check(
            "//- /a/a.go\npackage a\nfunc Use() int { return 1 }\nfunc Idle() int { return 1 }\n\
             //- /a/table.go\npackage a\nvar table = fill()\nfunc fill() []int { return nil }\nfunc init() { table = nil }\n\
             //- /b/b.go\npackage b\nfunc init() { print(1) }\n\
             //- /c/c_test.go\npackage c\nimport (\n\t\"testing\"\n\t\"example.com/x/a\"\n)\nfunc TestUse(t *testing.T) { a.Use() }\n",
            &["a/a.go#Idle", "b/b.go#init"],
        );
    }

    #[test]
    fn what_runs_around_the_tests_of_a_package_runs() {
        let main = |folder: &str| {
            format!(
                "//- /a/main.go\npackage main\nfunc main() {{ run() }}\nfunc run() int {{ return 1 }}\n\
                 //- /{folder}/main_test.go\npackage main\nimport \"testing\"\nfunc TestMain(m *testing.M) {{ main(); m.Run() }}\n\
                 //- /a/a_test.go\npackage main\nimport \"testing\"\nfunc TestA(t *testing.T) {{ t.Log(1) }}\n"
            )
        };
        check(&main("a"), &[]);
        check(&main("b"), &["a/main.go#main", "a/main.go#run"]);
    }

    #[test]
    fn tables_of_any_name_hold_functions() {
        check(
            "//- /a/a.go\npackage a\nvar table = map[string]func() int{\"a\": conv}\nfunc conv() int { return 1 }\n\
             func Use(k string) int { return table[k]() }\nfunc Idle() int { return 1 }\n\
             //- /a/a_test.go\npackage a\nimport \"testing\"\nfunc TestUse(t *testing.T) { Use(\"a\") }\n",
            &["a/a.go#Idle"],
        );
    }

    #[test]
    fn commands_that_are_put_together_are_not_run() {
        check(
            "//- /a/a.go\npackage a\nfunc Use() int { return 1 }\n\
             //- /a/cmd.go\npackage a\nvar cmd = &Command{\n\tRun: func() { print(1) },\n}\nfunc init() { root.Add(cmd) }\n\
             //- /a/a_test.go\npackage a\nimport \"testing\"\nfunc TestUse(t *testing.T) { Use() }\n",
            &["a/cmd.go#cmd.Run"],
        );
    }
}
