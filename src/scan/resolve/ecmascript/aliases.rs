//! Prefixes that stand for folders: `paths` of compiler settings, `resolve.alias` of bundlers.
//!
//! The resolver applies the settings that a file belongs to; but test runners apply others, and
//! settings leave tests out, so that here all settings of the folders above a file count.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::lang::tables;
use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::walk::Tree;

/// Names of tables of aliases in settings that are programs.
const TABLES: [&str; 2] = ["alias", "moduleNameMapper"];

/// One alias: what stands before and after the `*` (or the whole, without one), and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alias {
    prefix: String,
    /// What follows the `*`; none where the alias has no `*` and must match whole.
    suffix: Option<String>,
    /// Paths relative to the root, `*` for what the `*` matched.
    targets: Vec<String>,
}

/// All aliases of a tree, by the folder in whose files they hold.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    by_folder: BTreeMap<String, Vec<Alias>>,
}

impl Aliases {
    /// Reads the aliases of all settings in the tree.
    pub(super) fn of_tree(tree: &Tree) -> Self {
        let mut aliases = Self::default();
        for (path, manifest) in &tree.manifests {
            let (folder, name) = (folder_of(path), name_of(path));
            let found = if name.ends_with(".json") && name != "package.json" {
                of_compiler(folder, &jsonc(&manifest.text))
            } else if name.starts_with("svelte.config.") {
                vec![
                    Alias::of("$lib/*", folder, &["src/lib/*"]),
                    Alias::of("$lib", folder, &["src/lib"]),
                ]
            } else if name.contains(".config.") {
                of_bundler(folder, &manifest.text)
            } else {
                Vec::new()
            };
            if !found.is_empty() {
                aliases
                    .by_folder
                    .entry(folder.to_owned())
                    .or_default()
                    .extend(found);
            }
        }
        for list in aliases.by_folder.values_mut() {
            list.sort_by_key(Alias::rank);
        }
        aliases
    }

    /// Paths relative to the root that a specifier in the file at `path` may stand for, the
    /// likeliest first.
    pub(super) fn expand(&self, path: &str, specifier: &str) -> Vec<String> {
        if specifier.starts_with('.') {
            return Vec::new();
        }
        ancestors(folder_of(path))
            .filter_map(|folder| self.by_folder.get(folder))
            .flatten()
            .filter_map(|alias| alias.expand(specifier))
            .flatten()
            .collect()
    }
}

impl Alias {
    /// The place of an alias among others that match too: what has no `*` comes first, then what
    /// says most before it.
    pub(super) fn rank(&self) -> Reverse<(bool, usize)> {
        Reverse((self.suffix.is_none(), self.prefix.len()))
    }

    /// What a pattern stands for, with files relative to a folder.
    pub(super) fn of(pattern: &str, folder: &str, targets: &[&str]) -> Self {
        let (prefix, suffix) = match pattern.split_once('*') {
            Some((prefix, suffix)) => (prefix, Some(suffix.to_owned())),
            None => (pattern, None),
        };
        Self {
            prefix: prefix.to_owned(),
            suffix,
            targets: targets
                .iter()
                .filter_map(|target| join(folder, target))
                .collect(),
        }
    }

    pub(super) fn expand(&self, specifier: &str) -> Option<Vec<String>> {
        let rest = specifier.strip_prefix(self.prefix.as_str())?;
        let matched = match &self.suffix {
            Some(suffix) => rest.strip_suffix(suffix.as_str())?,
            None if rest.is_empty() => rest,
            None => return None,
        };
        Some(
            self.targets
                .iter()
                .map(|target| target.replacen('*', matched, 1))
                .collect(),
        )
    }
}

fn of_compiler(folder: &str, settings: &Value) -> Vec<Alias> {
    let Some(options) = settings.get("compilerOptions") else {
        return Vec::new();
    };
    let base = options
        .get("baseUrl")
        .and_then(Value::as_str)
        .unwrap_or(".");
    let Some(base) = join(folder, base) else {
        return Vec::new();
    };
    let Some(paths) = options.get("paths").and_then(Value::as_object) else {
        return Vec::new();
    };
    paths
        .iter()
        .map(|(pattern, targets)| {
            let targets: Vec<&str> = targets
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            Alias::of(pattern, &base, &targets)
        })
        .collect()
}

/// Aliases written in a bundler's or test runner's settings, which are a program: the entries of
/// `alias` and of Jest's `moduleNameMapper`, each with the last string that looks like a path.
fn of_bundler(folder: &str, text: &str) -> Vec<Alias> {
    if !TABLES.iter().any(|name| text.contains(name)) {
        return Vec::new();
    }
    let entries = tables(text, &TABLES).into_iter();
    entries
        .flat_map(|(key, values)| of_entry(folder, &key, &values))
        .collect()
}

fn of_entry(folder: &str, key: &str, values: &[String]) -> Vec<Alias> {
    let is_path = |text: &&String| text.starts_with('.') || text.contains('/') || *text == "src";
    let Some(target) = values.iter().rfind(is_path) else {
        return Vec::new();
    };
    let target = target
        .trim_start_matches("<rootDir>")
        .trim_start_matches('/')
        .replace("$1", "*");
    let target = target.trim_end_matches('/');
    let key = key
        .trim_start_matches('^')
        .trim_end_matches('$')
        .replace("(.*)", "*")
        .replace("(.+)", "*");
    if key.contains(['(', '[', '\\', '|']) {
        return Vec::new();
    }
    if key.contains('*') {
        return vec![Alias::of(&key, folder, &[target])];
    }
    let key = key.trim_end_matches('/');
    vec![
        Alias::of(&format!("{key}/*"), folder, &[&format!("{target}/*")]),
        Alias::of(key, folder, &[target]),
    ]
}

/// Reads JSON with comments and trailing commas; null where it does not parse.
pub(super) fn jsonc(text: &str) -> Value {
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    match json_strip_comments::strip(&mut text) {
        Ok(()) => serde_json::from_str(&text).unwrap_or(Value::Null),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::fixture::tree;
    use super::*;

    fn check(settings: &str, specifier: &str, expect: &[&str]) {
        let aliases = Aliases::of_tree(&tree(settings));
        assert_eq!(
            aliases.expand("web/src/a.ts", specifier),
            expect,
            "{specifier}"
        );
    }

    #[test]
    fn paths_are_relative_to_their_settings() {
        let settings = "//- /web/tsconfig.app.json\n// comment\n{\"compilerOptions\": {\"paths\": {\"@/*\": [\"./src/*\"], \"one\": [\"src/one.ts\"],},},}\n";
        check(settings, "@/x/y", &["web/src/x/y"]);
        check(settings, "one", &["web/src/one.ts"]);
        check(settings, "one/two", &[]);
        check(settings, "./x", &[]);
    }

    #[test]
    fn base_url_moves_the_paths() {
        check(
            "//- /tsconfig.json\n{\"compilerOptions\": {\"baseUrl\": \"web\", \"paths\": {\"~/*\": [\"src/*\"]}}}\n",
            "~/x",
            &["web/src/x"],
        );
    }

    #[test]
    fn bundlers_write_aliases_in_many_ways() {
        for settings in [
            "resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } }",
            "resolve: { alias: { \"@\": path.resolve(__dirname, './src'), other: 'x' } }",
            "resolve: { alias: [{ find: '@', replacement: resolve(__dirname, 'src/') }] }",
        ] {
            check(
                &format!("//- /web/vite.config.ts\nexport default {{ {settings} }}\n"),
                "@/x",
                &["web/src/x"],
            );
        }
    }

    #[test]
    fn jest_maps_names_by_pattern() {
        check(
            "//- /web/jest.config.js\nmodule.exports = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1', '\\\\.css$': 'x' } }\n",
            "@/x",
            &["web/src/x"],
        );
    }

    #[test]
    fn the_nearest_folder_wins() {
        check(
            "//- /tsconfig.json\n{\"compilerOptions\": {\"paths\": {\"@/*\": [\"far/*\"]}}}\n//- /web/tsconfig.json\n{\"compilerOptions\": {\"paths\": {\"@/*\": [\"near/*\"]}}}\n",
            "@/x",
            &["web/near/x", "far/x"],
        );
    }
}
