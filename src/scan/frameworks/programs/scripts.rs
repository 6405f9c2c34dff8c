//! Interpreters that tests start with a script's path, a module's name (`python -m pkg.cli`) or
//! a command that the package installs.

use std::cell::LazyCell;

use rustc_hash::FxHashMap;
use toml::{Table, Value};

use crate::model::{FileId, Reference, ReferenceKind, Text};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::{Dotted, at, call};
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::walk::Tree;

/// Last parts of functions that start a process.
const STARTERS: [&str; 16] = [
    "run",
    "Popen",
    "call",
    "check_call",
    "check_output",
    "getoutput",
    "create_subprocess_exec",
    "run_subprocess",
    "spawn",
    "spawnSync",
    "exec",
    "execSync",
    "execFile",
    "execFileSync",
    "execa",
    "fork",
];

/// Modules of functions with such common names.
const MODULES: [&str; 9] = [
    "subprocess",
    "asyncio",
    "pexpect",
    "sp",
    "child_process",
    "cp",
    "childProcess",
    "execa",
    "process",
];

/// Endings of scripts.
const ENDINGS: [&str; 7] = [".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx"];

pub(super) fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let starting: Vec<FileId> = index
        .test_files()
        .filter(|file| starts_processes(index, *file))
        .collect();
    let mut found = run_in_process(index);
    if starting.is_empty() {
        return found;
    }
    let commands = commands(tree);
    let texts = || {
        let facts = starting.iter().filter_map(|file| index.facts(*file));
        facts.flat_map(|facts| &facts.texts)
    };
    let asked = texts().map(|text| &*text.value);
    let mains: Vec<String> = texts().map(|text| main_of(&text.value)).collect();
    let installed = commands.values().map(|(module, _)| module.as_str());
    let dotted = Dotted::new(
        index,
        asked
            .chain(mains.iter().map(String::as_str))
            .chain(installed),
    );
    for file in starting {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        for (before, text) in with_before(&facts.texts) {
            let from = at(index, file, text.within);
            let targets = targets(index, &dotted, &commands, file, before, text);
            found.extend(targets.into_iter().map(|to| (from, call(to, text.line))));
        }
    }
    found
}

/// Modules and files that tests run in their own process, by `runpy`. Their main guards run where
/// the test gives them the name that a program has.
fn run_in_process(index: &Index<'_>) -> Vec<(Node, Call)> {
    let calls = || {
        index.test_files().flat_map(|file| {
            let runs = index.references_to(file, &["run_module", "run_path"]);
            let runs = runs.filter(|run| run.kind == ReferenceKind::Call);
            runs.filter_map(move |run| Some((file, run, run.text.as_deref()?)))
        })
    };
    let mains: Vec<String> = calls().map(|(_, _, name)| main_of(name)).collect();
    let asked = calls().map(|(_, _, name)| name);
    let dotted = Dotted::new(index, asked.chain(mains.iter().map(String::as_str)));
    let mut found = Vec::new();
    for (file, reference, name) in calls() {
        let target = match reference.path.ends_with("run_path") {
            true => script(index, file, name),
            false => {
                let module = dotted.find(index, &main_of(name));
                let module = module.or_else(|| dotted.find(index, name));
                module.map(|(file, _)| file)
            }
        };
        let Some(target) = target else { continue };
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        let is_main = texts
            .iter()
            .any(|text| text.within == reference.within && &*text.value == "__main__");
        let from = at(index, file, reference.within);
        let program = is_main.then(|| index.program(target));
        let runs = std::iter::once(index.module(target)).chain(program);
        found.extend(runs.map(|to| (from, call(to, reference.line))));
    }
    found
}

fn starts_processes(index: &Index<'_>, file: FileId) -> bool {
    let has_module = LazyCell::new(|| {
        let facts = index.facts(file);
        let mut imports = facts.into_iter().flat_map(|facts| &facts.imports);
        imports.any(|import| {
            let module = import.module.rsplit([':', '/']).next().unwrap_or_default();
            MODULES.contains(&module)
        })
    });
    let starts = |reference: &Reference| match reference.path.rsplit('.').nth(1) {
        Some(owner) => MODULES.contains(&owner),
        None => *has_module,
    };
    let mut references = index.references_to(file, &STARTERS);
    references.any(|reference| reference.kind == ReferenceKind::Call && starts(reference))
}

/// Strings, each with the one before it in the same definition.
fn with_before(texts: &[Text]) -> impl Iterator<Item = (Option<&str>, &Text)> {
    texts.iter().enumerate().map(|(at, text)| {
        let before = at.checked_sub(1).and_then(|before| texts.get(before));
        let before = before.filter(|before| before.within == text.within);
        (before.map(|before| &*before.value), text)
    })
}

/// What a string starts, when it is handed to a process.
fn targets(
    index: &Index<'_>,
    dotted: &Dotted,
    commands: &FxHashMap<String, (String, String)>,
    file: FileId,
    before: Option<&str>,
    text: &Text,
) -> Vec<Node> {
    let value = &*text.value;
    if before == Some("-m") {
        let module = dotted
            .find(index, &main_of(value))
            .or_else(|| dotted.find(index, value));
        return module.map_or_else(Vec::new, |(file, _)| started(index, file));
    }
    if ENDINGS.iter().any(|ending| value.ends_with(ending)) {
        let script = script(index, file, value);
        return script.map_or_else(Vec::new, |file| started(index, file));
    }
    let Some((module, function)) = commands.get(value) else {
        return Vec::new();
    };
    let found = dotted.find(index, module);
    found
        .and_then(|(file, _)| Some([index.module(file), index.definition(file, function)?]))
        .into_iter()
        .flatten()
        .collect()
}

/// What runs of a file that is started: its module code, main guards included.
fn started(index: &Index<'_>, file: FileId) -> Vec<Node> {
    vec![index.module(file), index.program(file)]
}

fn main_of(module: &str) -> String {
    format!("{module}.__main__")
}

/// The script at a path as tests write it: from their own folder or one around it.
fn script(index: &Index<'_>, test: FileId, path: &str) -> Option<FileId> {
    let own = index.unit(test).map_or("", |unit| &unit.path);
    let relative = path.trim_start_matches("{}").trim_start_matches('/');
    let found = ancestors(folder_of(own))
        .filter_map(|folder| index.by_path(&join(folder, relative)?))
        .next()?;
    (!index.is_test_code(found)).then_some(found)
}

/// Commands that Python packages install: module and function by name.
fn commands(tree: &Tree) -> FxHashMap<String, (String, String)> {
    let manifests = tree
        .manifests
        .iter()
        .filter(|(path, _)| name_of(path) == "pyproject.toml")
        .filter_map(|(_, manifest)| manifest.text.parse::<Table>().ok());
    let mut found = FxHashMap::default();
    for manifest in manifests {
        let poetry = manifest.get("tool").and_then(|tool| tool.get("poetry"));
        let tables = [manifest.get("project"), poetry];
        let scripts = tables
            .into_iter()
            .flatten()
            .filter_map(|table| table.get("scripts")?.as_table());
        for (name, target) in scripts.flatten() {
            if let Some((module, function)) =
                Value::as_str(target).and_then(|it| it.split_once(':'))
            {
                found.insert(name.clone(), (module.to_owned(), function.to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::statuses;

    /// A package with a command and a module to run; the test does as given.
    fn check(test: &str, expect: &[&str]) {
        let fixture = format!(
            "//- /pyproject.toml\n[project]\nname = \"pkg\"\n[project.scripts]\ntool = \"pkg.cli:main\"\n\
             //- /bin/build.js\nfunction build() {{ return 1 }}\nbuild()\n\
             //- /pkg/__init__.py\n\
             //- /pkg/__main__.py\nfrom pkg.work import work\nwork()\n\
             //- /pkg/cli.py\ndef main():\n    return 1\n\
             //- /pkg/script.py\ndef go():\n    return 1\nif __name__ == '__main__':\n    go()\n\
             //- /pkg/work.py\ndef work():\n    return 1\n\
             {test}"
        );
        let found = statuses(&fixture);
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, expect, "{test}");
    }

    fn python(call: &str) -> String {
        format!("//- /tests/test_x.py\nimport subprocess, sys\ndef test_x():\n    assert {call}\n")
    }

    #[test]
    fn modules_scripts_and_installed_commands_run() {
        check(
            &python("subprocess.run([sys.executable, '-m', 'pkg'])"),
            &["pkg/work.py"],
        );
        check(
            &python("subprocess.run([sys.executable, '-m', 'pkg.script'])"),
            &["pkg/script.py"],
        );
        check(
            &python("subprocess.check_output(['python', 'pkg/script.py'])"),
            &["pkg/script.py"],
        );
        check(&python("subprocess.call(['tool', '-v'])"), &["pkg/cli.py"]);
        check(
            "//- /test/x.test.js\nimport { execFileSync } from 'node:child_process'\nit('x', () => { execFileSync('node', ['../bin/build.js']) })\n",
            &["bin/build.js"],
        );
    }

    #[test]
    fn a_main_guard_runs_only_where_its_file_is_a_program() {
        let run = |call: &str| {
            format!(
                "//- /tests/test_x.py\nimport runpy\nfrom pkg import script\ndef test_x():\n    assert {call}\n"
            )
        };
        check(&run("script"), &[]);
        check(&run("runpy.run_module('pkg.script')"), &[]);
        check(
            &run("runpy.run_module('pkg.script', run_name='__main__')"),
            &["pkg/script.py"],
        );
        check(
            &run("runpy.run_path('pkg/script.py', run_name='__main__')"),
            &["pkg/script.py"],
        );
        check(&run("runpy.run_module('pkg')"), &["pkg/work.py"]);
    }

    #[test]
    fn a_name_alone_starts_nothing() {
        check(&python("['tool', '-m', 'pkg', 'pkg/script.py']"), &[]);
    }
}
