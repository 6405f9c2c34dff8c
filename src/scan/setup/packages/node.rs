//! What a `package.json` asks for.

use std::sync::Arc;

use crate::model::{DependencyForm, Evidence, Package, Slot, Style, Tool};
use crate::scan::walk::Tree;

use super::super::Documents;
use super::super::document::Node;
use super::{Declared, is_tool, nearest_file, slot};

/// Lock files with the package manager that writes them.
const LOCKS: [(&str, &str); 6] = [
    ("pnpm-lock.yaml", "pnpm"),
    ("yarn.lock", "yarn"),
    ("bun.lock", "bun"),
    ("bun.lockb", "bun"),
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
];

/// Reads all that a package asks for.
pub(super) fn declared(package: &Package, tree: &Tree, documents: &Documents) -> Declared {
    let Some(node) = documents.get(&package.manifest) else {
        return Declared::default();
    };
    let mut tools = Vec::new();
    for key in ["devDependencies", "dependencies", "peerDependencies"] {
        for (name, version) in node.get(key).map_or(&[] as &[_], Node::entries) {
            if !is_tool(name) {
                continue;
            }
            let text = version.text().unwrap_or_default();
            tools.push(Tool {
                name: (&**name).into(),
                version: text.into(),
                evidence: Evidence {
                    path: package.manifest.clone(),
                    line: Some(version.line),
                    fact: format!("asks for `{name}` {text}").into(),
                },
            });
        }
    }
    let text = tree.manifests.get(&package.manifest);
    let slot = |key: &str| {
        let line = node.get(key).map(|node| node.line);
        text.map_or(Slot::Closed, |manifest| {
            slot::in_object(&manifest.text, line, key)
        })
    };
    let engine = node.at(&["engines", "node"]).and_then(Node::text);
    Declared {
        name: node.text_of("name").map(Arc::from),
        tools,
        style: Style {
            form: DependencyForm::Node,
            dependencies: package.manifest.clone(),
            slot: slot("devDependencies"),
            scripts: slot("scripts"),
            manager: manager(tree, &package.folder, documents),
            version: engine.and_then(version),
            ..Style::default()
        },
    }
}

/// The package manager, by the nearest lock file or what a manifest at or above says.
fn manager(tree: &Tree, folder: &str, documents: &Documents) -> &'static str {
    let names: Vec<&str> = LOCKS.iter().map(|(name, _)| *name).collect();
    if let Some((_, found)) = nearest_file(tree, folder, &names) {
        let row = LOCKS.iter().find(|(name, _)| *name == found);
        return row.map_or("npm", |(_, manager)| manager);
    }
    let said = nearest_file(tree, folder, &["package.json"])
        .and_then(|(path, _)| documents.entry(&path))
        .and_then(|(_, node)| node.text_of("packageManager"));
    let said = said.and_then(|said| said.split('@').next());
    ["pnpm", "yarn", "bun"]
        .into_iter()
        .find(|name| said == Some(*name))
        .unwrap_or("npm")
}

/// The first number of a range: `>=20.19.0` to `20`.
fn version(range: &str) -> Option<Arc<str>> {
    let digits: String = range
        .chars()
        .skip_while(|letter| !letter.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    (!digits.is_empty()).then(|| digits.into())
}
