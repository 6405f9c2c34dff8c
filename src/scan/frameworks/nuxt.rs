//! Nuxt: components, composables and helpers are used by name without an import, and `~` stands
//! for the folder of the application.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, SymbolKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::paths::{below, folder_of, is_below, join, name_of};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const NUXT: Framework = Framework {
    uses,
    barred: nothing,
};

/// Folders of the application within the project: those of Nuxt 4, of Nuxt 3 and its variant.
const ROOTS: [&str; 3] = ["app", "", "src"];

/// Folders whose exports are names everywhere.
const OFFERED: [&str; 4] = ["composables", "utils", "stores", "shared/utils"];

/// What may follow the path of an import.
const ENDINGS: [&str; 7] = ["", ".ts", ".vue", ".js", ".tsx", "/index.ts", "/index.js"];

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let projects: Vec<&str> = tree
        .entries
        .iter()
        .map(|entry| &*entry.path)
        .filter(|path| {
            let name = name_of(path);
            name.starts_with("nuxt.config.")
        })
        .map(folder_of)
        .collect();
    let mut found = Vec::new();
    for project in projects {
        let offered = Offered::of(index, project);
        for (file, path) in index.files_of(Family::EcmaScript) {
            if let Some(facts) = index.facts(file).filter(|_| is_below(path, project)) {
                offered.used(index, project, file, facts, &mut found);
            }
        }
    }
    found
}

/// What is a name everywhere in a project.
struct Offered<'a> {
    functions: FxHashMap<&'a str, Node>,
    components: FxHashMap<String, Node>,
}

impl<'a> Offered<'a> {
    fn of(index: &Index<'a>, project: &str) -> Self {
        let mut offered = Self {
            functions: FxHashMap::default(),
            components: FxHashMap::default(),
        };
        let roots: Vec<String> = ROOTS
            .iter()
            .filter_map(|root| join(project, root))
            .collect();
        for (file, path) in index
            .files_of(Family::EcmaScript)
            .filter(|(file, _)| !index.is_test_code(*file))
        {
            for within in roots.iter().filter_map(|root| below(path, root)) {
                if OFFERED.iter().any(|folder| is_below(within, folder)) {
                    offered.functions(index, file);
                }
                if let Some(component) = below(within, "components") {
                    offered.component(index, file, component);
                }
            }
        }
        offered
    }

    fn functions(&mut self, index: &Index<'a>, file: FileId) {
        let exports = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.exports);
        for export in exports.iter().filter(|export| !export.type_only) {
            let node = index
                .definition(file, &export.local)
                .unwrap_or_else(|| index.constants(file));
            self.functions.entry(&export.name).or_insert(node);
        }
    }

    /// `base/Button.vue` is `BaseButton`; where folders are left out, `Button`.
    fn component(&mut self, index: &Index<'a>, file: FileId, path: &str) {
        let Some(node) = index.definition(file, "<template>") else {
            return;
        };
        let stem = path.split('.').next().unwrap_or(path);
        let mut whole = String::new();
        for part in stem.split('/').flat_map(|part| part.split('-')) {
            let part = capitalised(part);
            // `base/BaseButton.vue` does not say it twice.
            if part.starts_with(&whole) {
                whole.clear();
            }
            whole.push_str(&part);
        }
        let last = name_of(stem);
        self.components.entry(capitalised(last)).or_insert(node);
        self.components.entry(whole).or_insert(node);
    }

    /// The uses of such names in a file.
    fn used(
        &self,
        index: &Index<'_>,
        project: &str,
        file: FileId,
        facts: &FileFacts,
        found: &mut Vec<(Node, Call)>,
    ) {
        let own = own_names(facts);
        let aliased = aliased(index, project, facts);
        for reference in &facts.references {
            let head = reference.path.split('.').next().unwrap_or_default();
            let to = if let Some(to) = aliased.get(head) {
                Some(to)
            } else if own.contains(head) {
                None
            } else if reference.kind == ReferenceKind::Element {
                let name = head.strip_prefix("Lazy").unwrap_or(head);
                self.components
                    .get(head)
                    .or_else(|| self.components.get(name))
            } else {
                self.functions.get(head)
            };
            if let Some(to) = to {
                let from = at(index, file, reference.within);
                found.push((from, call(*to, reference.line)));
            }
        }
    }
}

/// Names that a file defines or imports itself.
fn own_names(facts: &FileFacts) -> FxHashSet<&str> {
    let imported = facts.imports.iter().flat_map(|import| {
        let names = import.names.iter().map(|name| &*name.local);
        names.chain(import.alias.as_deref())
    });
    let defined = facts
        .symbols
        .iter()
        .filter(|symbol| symbol.kind != SymbolKind::Template && !symbol.is_test)
        .map(|symbol| symbol.last());
    let bound = facts.bindings.iter().map(|binding| &*binding.name);
    imported.chain(defined).chain(bound).collect()
}

/// What names imported from `~/…` stand for, by local name.
fn aliased<'f>(index: &Index<'_>, project: &str, facts: &'f FileFacts) -> FxHashMap<&'f str, Node> {
    let mut found = FxHashMap::default();
    for import in &facts.imports {
        let module = &*import.module;
        let (roots, path): (&[&str], &str) = match module.split_once('/') {
            Some(("~" | "@", path)) => (&ROOTS, path),
            Some(("~~" | "@@", path)) => (&[""], path),
            _ => continue,
        };
        let target = roots.iter().find_map(|root| {
            let folder = join(project, root)?;
            let path = join(&folder, path)?;
            let mut paths = ENDINGS.iter().map(|ending| format!("{path}{ending}"));
            paths.find_map(|path| index.by_path(&path))
        });
        let Some(target) = target else { continue };
        for name in import.names.iter().filter(|name| !name.type_only) {
            let exports = index
                .facts(target)
                .map_or(&[] as &[_], |facts| &facts.exports);
            let export = exports.iter().find(|export| export.name == name.name);
            let local = export.map_or(&*name.name, |export| &*export.local);
            let node = index.definition(target, local);
            found.insert(
                &*name.local,
                node.unwrap_or_else(|| index.constants(target)),
            );
        }
    }
    found
}

fn capitalised(part: &str) -> String {
    let mut letters = part.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::statuses;

    fn check(test: &str, expect: &[&str]) {
        let found = statuses(&format!(
            "//- /nuxt.config.ts\nexport default {{}}\n\
             //- /app/composables/count.ts\nexport function useCount() {{ return helper() }}\n\
             //- /app/components/base/Button.vue\n<template><b>{{{{ useCount() }}}}</b></template>\n\
             //- /app/components/Other.vue\n<template><i>1</i></template>\n\
             //- /app/utils/help.ts\nexport function helper() {{ return 1 }}\n\
             {test}"
        ));
        let reached: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" reached"))
            .collect();
        assert_eq!(reached, expect, "{test}");
    }

    #[test]
    fn names_are_there_without_an_import() {
        check(
            "//- /tests/a.test.ts\nit('counts', () => { useCount() })\n",
            &["app/composables/count.ts", "app/utils/help.ts"],
        );
        check(
            "//- /app/pages/index.vue\n<template><BaseButton/></template>\n\
             //- /tests/a.test.ts\nimport Page from '~/pages/index.vue'\nit('shows', () => { mount(Page) })\n",
            &[
                "app/components/base/Button.vue",
                "app/composables/count.ts",
                "app/pages/index.vue",
                "app/utils/help.ts",
            ],
        );
    }

    #[test]
    fn a_name_that_the_file_defines_is_its_own() {
        check(
            "//- /tests/a.test.ts\nfunction useCount() { return 2 }\nit('counts', () => { useCount() })\n",
            &[],
        );
    }
}
