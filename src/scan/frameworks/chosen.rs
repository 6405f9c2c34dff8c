//! Commands of Go programs that a test starts in its own process: cobra runs the one whose name
//! the arguments give.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::paths::folder_of;
use crate::scan::walk::Tree;

use super::packages::is_chosen;
use super::{Framework, at, call, nothing};

pub(super) const CHOSEN: Framework = Framework {
    uses,
    barred: nothing,
};

/// Starts of functions that choose a command by the arguments that they are given, in lower case:
/// cobra's own, and the helpers that tests put around them.
const EXECUTING: [&str; 2] = ["execute", "runcommand"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let commands = commands(index);
    if commands.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (file, path) in index.files_of(Family::Go) {
        let Some(facts) = index.facts(file).filter(|_| index.is_test_code(file)) else {
            continue;
        };
        if !executes(facts) {
            continue;
        }
        let imported = index.edges(file).iter();
        let imported = imported.filter_map(|edge| index.unit(edge.to));
        let mut folders: FxHashSet<&str> = imported.map(|unit| folder_of(&unit.path)).collect();
        folders.insert(folder_of(path));
        let near: Vec<&Commands> = folders.iter().filter_map(|it| commands.get(it)).collect();
        for text in &facts.texts {
            let name = text.value.to_lowercase();
            let from = at(index, file, text.within);
            let named = near.iter().filter_map(|commands| commands.get(&name));
            found.extend(named.flatten().map(|to| (from, call(*to, text.line))));
        }
    }
    found
}

/// What commands run, by their names in lower case.
type Commands = FxHashMap<String, Vec<Node>>;

/// The commands of each folder.
fn commands<'a>(index: &Index<'a>) -> FxHashMap<&'a str, Commands> {
    let mut found: FxHashMap<&str, Commands> = FxHashMap::default();
    for (file, path) in index.files_of(Family::Go) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            if is_chosen(symbol)
                && let Some((variable, _)) = symbol.name.rsplit_once('.')
            {
                let commands = found.entry(folder_of(path)).or_default();
                let nodes = commands.entry(name_of(variable)).or_default();
                nodes.push(index.node(file, at));
            }
        }
    }
    found
}

/// The name of a command, by that of the variable that holds it: `serve` for `serveCmd`.
fn name_of(variable: &str) -> String {
    let lower = variable.to_lowercase();
    let name = ["command", "cmd"].iter().find_map(|affix| {
        let name = lower.strip_suffix(affix);
        name.or_else(|| lower.strip_prefix(affix))
    });
    let name = name.map(|name| name.trim_matches('_'));
    name.filter(|name| !name.is_empty())
        .unwrap_or(&lower)
        .to_owned()
}

/// Whether something in a file chooses a command.
fn executes(facts: &FileFacts) -> bool {
    facts.references.iter().any(|reference| {
        let name = || reference.last().to_lowercase();
        reference.kind == ReferenceKind::Call
            && EXECUTING.iter().any(|start| name().starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::name_of;
    use crate::scan::fixture::gaps;

    #[test]
    fn the_command_that_a_test_names_runs() {
        let check = |test: &str, expect: &[&str]| {
            let gaps = gaps(&format!(
                "//- /go.mod\nmodule example.com/x\n\
                 //- /cmd/a.go\npackage cmd\nvar addCmd = &cobra.Command{{\n\tUse: \"add FILE\",\n\tRun: func() {{ add() }},\n}}\nfunc add() int {{ return 1 }}\nfunc init() {{ rootCmd.AddCommand(addCmd, dropCmd) }}\n\
                 //- /cmd/b.go\npackage cmd\nvar rootCmd = &cobra.Command{{Use: \"x\"}}\nvar dropCmd = &cobra.Command{{\n\tRunE: func() {{ print(1) }},\n}}\n\
                 //- /cmd/x_test.go\npackage cmd\nimport \"testing\"\nfunc TestX(t *testing.T) {{\n\t{test}\n}}\n"
            ));
            assert_eq!(gaps, expect, "{test}");
        };
        check(
            "rootCmd.SetArgs([]string{\"add\", \"-v\"})\n\trootCmd.Execute()",
            &["cmd/b.go#dropCmd.RunE"],
        );
        check(
            "executeCommand(rootCmd, \"drop\")",
            &["cmd/a.go#addCmd.Run", "cmd/a.go#add"],
        );
        check(
            "t.Log(rootCmd, \"drop\")",
            &[
                "cmd/a.go#addCmd.Run",
                "cmd/a.go#add",
                "cmd/b.go#dropCmd.RunE",
            ],
        );
    }

    #[test]
    fn commands_are_called_as_their_variables() {
        for (variable, expect) in [
            ("serveCmd", "serve"),
            ("cmdServe", "serve"),
            ("serve_command", "serve"),
            ("serve", "serve"),
            ("cmd", "cmd"),
        ] {
            assert_eq!(name_of(variable), expect, "{variable}");
        }
    }
}
