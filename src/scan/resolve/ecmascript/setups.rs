//! Files that runners load before each file of tests: `setupFiles` of vitest and jest.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::lang::settings_named;
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::walk::Tree;

/// Settings that name such files.
const SETTINGS: [&str; 2] = ["setupFiles", "setupFilesAfterEnv"];

/// Most files that one project loads.
const MOST: usize = 16;

/// What is loaded before the tests of each folder with settings: paths relative to the root, with or
/// without ending.
#[derive(Debug, Default)]
pub(super) struct Setups {
    by_folder: BTreeMap<String, Vec<String>>,
}

impl Setups {
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut setups = Self::default();
        for (path, manifest) in &tree.manifests {
            let (folder, name) = (folder_of(path), name_of(path));
            let runners = ["vite.config.", "vitest.config.", "jest.config."];
            let is_runner = runners.iter().any(|runner| name.starts_with(runner));
            let named = match name.ends_with(".json") {
                true if is_runner => of_json(&manifest.text, None),
                true if name == "package.json" => of_json(&manifest.text, Some("jest")),
                false if is_runner => settings_named(&manifest.text, &SETTINGS),
                _ => continue,
            };
            let files = named.iter().filter_map(|file| {
                let file = file.strip_prefix("<rootDir>/").unwrap_or(file);
                join(folder, file)
            });
            let known = setups.by_folder.entry(folder.to_owned()).or_default();
            known.extend(files.take(MOST));
        }
        setups.by_folder.retain(|_, files| !files.is_empty());
        setups
    }

    /// What is loaded before a file of tests.
    pub(super) fn before(&self, path: &str) -> &[String] {
        let mut around = ancestors(folder_of(path));
        let files = around.find_map(|folder| self.by_folder.get(folder));
        files.map_or(&[], Vec::as_slice)
    }
}

/// The files that settings in JSON name, or a part of them.
fn of_json(text: &str, part: Option<&str>) -> Vec<String> {
    let settings = serde_json::from_str::<Value>(text).unwrap_or_default();
    let settings = part.map_or(Some(&settings), |part| settings.get(part));
    let named = SETTINGS.iter().filter_map(|name| settings?.get(name));
    let files = named.flat_map(|value| match value {
        Value::Array(files) => files.iter().collect(),
        file => vec![file],
    });
    files
        .filter_map(|file| Some(file.as_str()?.to_owned()))
        .collect()
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
        ] {
            check(settings, &[]);
        }
        let gaps = ["src/env.ts#set", "src/probe.ts#Probe.run"];
        check("//- /vitest.config.ts\nexport default { test: {} }", &gaps);
        check(
            "//- /other/vitest.config.ts\nexport default { test: { setupFiles: '../test/setup.ts' } }",
            &gaps,
        );
    }
}
