//! Files that runners load before each file of tests: `setupFiles` of vitest and jest, what mocha and
//! AVA require, what scripts have Node load first.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::lang::settings_named;
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::walk::Tree;

use super::aliases::jsonc;

/// Settings of vitest and jest that name such files.
const SETTINGS: [&str; 2] = ["setupFiles", "setupFilesAfterEnv"];

/// The same of mocha and AVA.
const REQUIRED: [&str; 2] = ["require", "file"];

/// The same on a command line.
const OPTIONS: [&str; 4] = ["-r", "--require", "--import", "--file"];

/// Settings of runners by how their names begin, with what they call such files.
const RUNNERS: [(&str, &[&str]); 6] = [
    ("vite.config.", &SETTINGS),
    ("vitest.config.", &SETTINGS),
    ("vitest.workspace.", &SETTINGS),
    ("jest.config.", &SETTINGS),
    ("ava.config.", &REQUIRED),
    (".mocharc", &REQUIRED),
];

/// Their parts of a package's manifest.
const PARTS: [(&str, &[&str]); 3] = [
    ("jest", &SETTINGS),
    ("mocha", &REQUIRED),
    ("ava", &REQUIRED),
];

/// Most files that one project loads.
const MOST: usize = 16;

/// What is loaded before the tests of each folder with settings, which may be nothing: paths relative
/// to the root, with or without ending.
#[derive(Debug, Default)]
pub(super) struct Setups {
    by_folder: BTreeMap<String, Vec<String>>,
}

impl Setups {
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut setups = Self::default();
        for (path, manifest) in &tree.manifests {
            let (folder, text) = (folder_of(path), &*manifest.text);
            let Some(named) = named(name_of(path), text) else {
                continue;
            };
            if named.is_empty() && !stands_alone(name_of(path), text) {
                continue;
            }
            // Jest's root may be another folder than that of its settings.
            let root = root_of(text).and_then(|root| join(folder, &root));
            let root = root.unwrap_or_else(|| folder.to_owned());
            let files = named.iter().filter_map(|file| {
                let file = file.strip_prefix("<rootDir>/").unwrap_or(file);
                join(&root, file)
            });
            let known = setups.by_folder.entry(root.clone()).or_default();
            for file in files {
                if known.len() < MOST && !known.contains(&file) {
                    known.push(file);
                }
            }
        }
        setups
    }

    /// What is loaded before a file of tests.
    pub(super) fn before(&self, path: &str) -> &[String] {
        let mut around = ancestors(folder_of(path));
        let files = around.find_map(|folder| self.by_folder.get(folder));
        files.map_or(&[], Vec::as_slice)
    }
}

/// Whether settings that load nothing keep those above from holding: they are of a runner, and take in
/// no others.
fn stands_alone(name: &str, text: &str) -> bool {
    let is_of_runner = name != "package.json" && !name.starts_with("vite.config.");
    is_of_runner && !text.contains("../")
}

/// The folder that settings, or the part of a package's manifest that is Jest's, call its root.
fn root_of(text: &str) -> Option<String> {
    let Ok(settings) = serde_json::from_str::<Value>(text) else {
        return settings_named(text, &["rootDir"]).into_iter().next();
    };
    let of_package = settings.pointer("/jest/rootDir");
    let root = settings.get("rootDir").or(of_package)?;
    root.as_str().map(str::to_owned)
}

/// The files that a manifest names, where it is one of a runner or a package.
fn named(name: &str, text: &str) -> Option<Vec<String>> {
    if name == "package.json" {
        let manifest = serde_json::from_str::<Value>(text).unwrap_or_default();
        let parts = PARTS.iter().filter_map(|(part, names)| {
            let part = manifest.get(part)?;
            Some(of_json(part, names))
        });
        return Some(parts.flatten().chain(of_scripts(&manifest)).collect());
    }
    let (_, names) = RUNNERS.iter().find(|(start, _)| name.starts_with(start))?;
    Some(match name.rsplit('.').next() {
        Some("json") | Some("jsonc") => of_json(&jsonc(text), names),
        Some("yml") | Some("yaml") => of_yaml(text, names),
        _ => settings_named(text, names),
    })
}

/// The files that settings in JSON name.
fn of_json(settings: &Value, names: &[&str]) -> Vec<String> {
    let named = names.iter().filter_map(|name| settings.get(name));
    let named = named.flat_map(|value| match value {
        Value::Array(files) => files.iter().collect(),
        file => vec![file],
    });
    named
        .filter_map(|file| Some(file.as_str()?.to_owned()))
        .collect()
}

/// The files that flat settings in YAML name.
fn of_yaml(text: &str, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default();
        let value = match line.trim_start().strip_prefix("- ") {
            Some(value) if is_inside => value,
            Some(_) => continue,
            None => {
                let (name, value) = line.split_once(':').unwrap_or_default();
                is_inside = names.contains(&name);
                if !is_inside {
                    continue;
                }
                value
            }
        };
        let values = value.trim_matches(|it: char| it.is_whitespace() || "[]".contains(it));
        let values = values.split(',').map(|value| {
            value.trim_matches(|it: char| it.is_whitespace() || matches!(it, '"' | '\''))
        });
        found.extend(values.filter(|it| !it.is_empty()).map(str::to_owned));
    }
    found
}

/// The files that scripts of a package have a runner load first: `mocha -r ./test/setup.js`.
fn of_scripts(manifest: &Value) -> Vec<String> {
    let scripts = manifest.get("scripts").and_then(Value::as_object);
    let scripts = scripts.into_iter().flat_map(|scripts| scripts.values());
    let mut found = Vec::new();
    for script in scripts.filter_map(Value::as_str) {
        let words = script.split(|it: char| it.is_whitespace() || it == '=');
        let words: Vec<&str> = words.map(|word| word.trim_matches(['"', '\''])).collect();
        let is_runner = |word: &&str| matches!(*word, "mocha" | "ava" | "--test");
        if !words.iter().any(is_runner) {
            continue;
        }
        let pairs = words.iter().zip(words.iter().skip(1));
        let files = pairs.filter(|(option, _)| OPTIONS.contains(*option));
        found.extend(files.map(|(_, file)| (*file).to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What no test reaches where settings are as given.
    fn check(settings: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "{settings}\n//- /test/setup.ts\nimport {{ set }} from '../src/env'\nimport {{ Probe }} from '../src/probe'\nset(new Probe())\n\
             //- /src/env.ts\nlet env\nexport function set(it) {{ env = it }}\nexport function go() {{ return env.run() }}\n\
             //- /src/probe.ts\nexport class Probe {{ run() {{ return 1 }} }}\n\
             //- /src/env.test.ts\nimport {{ go }} from './env'\nit('goes', () => {{ go() }})\n"
        ));
        assert_eq!(found, expect, "{settings}");
    }

    #[test]
    fn what_a_runner_loads_before_tests_runs() {
        for settings in [
            "//- /vitest.config.ts\nexport default { test: { setupFiles: './test/setup.ts' } }",
            "//- /vite.config.ts\nexport default define({ test: { setupFiles: [resolve(__dirname, './test/setup')] } })",
            "//- /jest.config.js\nmodule.exports = { setupFilesAfterEnv: ['<rootDir>/test/setup.ts'] }",
            "//- /package.json\n{\"jest\": {\"setupFiles\": [\"./test/setup.ts\"]}}",
            "//- /package.json\n{\"jest\": {\"rootDir\": \"src\", \"setupFiles\": [\"<rootDir>/../test/setup.ts\"]}}",
            "//- /package.json\n{\"mocha\": {\"require\": \"./test/setup.ts\"}}",
            "//- /package.json\n{\"scripts\": {\"test\": \"mocha -r ts-node/register --require=test/setup 'src/**'\"}}",
            "//- /package.json\n{\"scripts\": {\"test\": \"node --import './test/setup.ts' --test\"}}",
            "//- /.mocharc.json\n{\"require\": [\"ts-node/register\", \"./test/setup.ts\"]}",
            "//- /.mocharc.jsonc\n{\n// first\n\"require\": [\"./test/setup.ts\"]}",
            "//- /ava.config.js\nexport default { require: ['./test/setup.ts'] }",
            "//- /vitest.config.ts\nexport default { test: { setupFiles: [path.join(__dirname, 'test', 'setup.ts')] } }",
            "//- /vitest.config.ts\nexport default { test: { setupFiles: ['./test/setup.ts'] } }\n//- /src/vite.config.ts\nexport default { plugins: [] }",
            "//- /vitest.config.ts\nexport default { test: { setupFiles: ['./test/setup.ts'] } }\n//- /src/vitest.config.ts\nexport default merge(require('../vitest.config'), {})",
            "//- /.mocharc.yml\nspec:\n  - src\nrequire:\n  - ts-node/register\n  - 'test/setup.ts' # first\n",
            "//- /.mocharc.yaml\nrequire: ['a', './test/setup']\n",
            "//- /.mocharc.cjs\nmodule.exports = { require: ['./test/setup.ts'] }",
            "//- /conf/jest.config.js\nmodule.exports = { rootDir: '..', setupFiles: ['<rootDir>/test/setup.ts'] }",
        ] {
            check(settings, &[]);
        }
        let gaps = ["src/env.ts#set", "src/probe.ts#Probe.run"];
        check(
            "//- /package.json\n{\"scripts\": {\"test\": \"mocha\", \"dev\": \"node -r ./test/setup.ts\"}}",
            &gaps,
        );
        check("//- /vitest.config.ts\nexport default { test: {} }", &gaps);
        check(
            "//- /vitest.config.ts\nexport default { test: { setupFiles: ['./test/setup.ts'] } }\n//- /src/vitest.config.ts\nexport default { test: {} }",
            &gaps,
        );
        check(
            "//- /other/vitest.config.ts\nexport default { test: { setupFiles: '../test/setup.ts' } }",
            &gaps,
        );
    }
}
