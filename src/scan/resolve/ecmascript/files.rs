//! The tree as the file system that `oxc_resolver` sees: only what the walk found, plus what an
//! installation would add (workspace packages under `node_modules`, compiler settings of
//! packages that are not installed). The disk is not touched.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use oxc_resolver::{FileMetadata, FileSystem, ResolveError};
use rustc_hash::FxHashMap;

use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::walk::Tree;

use super::aliases::jsonc;
use super::workspace::Workspace;

/// Where the tree stands in the resolver's eyes.
pub(super) const ROOT: &str = "/tree";

/// The resolver's path of a path relative to the root.
pub(super) fn absolute(path: &str) -> PathBuf {
    PathBuf::from(format!("{ROOT}/{path}"))
}

/// The path relative to the root of a resolver's path.
pub(super) fn relative(path: &Path) -> Option<String> {
    Some(path.strip_prefix(ROOT).ok()?.to_str()?.to_owned())
}

#[derive(Debug)]
enum Node {
    Folder,
    /// A file, with its text where it is a manifest.
    File(Option<Arc<str>>),
}

/// Files of the tree, by the resolver's path.
pub(super) struct TreeFiles {
    nodes: FxHashMap<PathBuf, Node>,
    workspace: Workspace,
}

impl TreeFiles {
    pub(super) fn new(tree: &Tree, workspace: &Workspace) -> Self {
        let mut files = Self {
            nodes: FxHashMap::default(),
            workspace: workspace.clone(),
        };
        for entry in &tree.entries {
            let text = tree
                .manifests
                .get(&entry.path)
                .map(|manifest| manifest.text.clone());
            files.add(&entry.path, text);
        }
        for package in workspace.names() {
            files.add_folders(&format!("node_modules/{package}"));
        }
        files.add_missing_settings(tree);
        files
    }

    fn add(&mut self, path: &str, text: Option<Arc<str>>) {
        self.nodes.insert(absolute(path), Node::File(text));
        self.add_folders(folder_of(path));
    }

    fn add_folders(&mut self, folder: &str) {
        for folder in ancestors(folder) {
            let path = match folder {
                "" => PathBuf::from(ROOT),
                folder => absolute(folder),
            };
            if self.nodes.insert(path, Node::Folder).is_some() {
                break;
            }
        }
    }

    /// Compiler settings that others extend but that come with a package or a build step: taken
    /// as empty, or else the settings that extend them would not count at all. Settings named
    /// `jsconfig.json` count as `tsconfig.json` where there is none.
    fn add_missing_settings(&mut self, tree: &Tree) {
        for (path, manifest) in &tree.manifests {
            let (folder, name) = (folder_of(path), name_of(path));
            if name == "jsconfig.json" {
                let own = join(folder, "tsconfig.json").unwrap_or_default();
                if !self.nodes.contains_key(&absolute(&own)) {
                    self.add(&own, Some(manifest.text.clone()));
                }
            }
            if !name.ends_with(".json") || name == "package.json" {
                continue;
            }
            let settings = jsonc(&manifest.text);
            let extends = match settings.get("extends") {
                Some(serde_json::Value::String(one)) => vec![one.as_str()],
                Some(serde_json::Value::Array(many)) => {
                    many.iter().filter_map(|one| one.as_str()).collect()
                }
                _ => Vec::new(),
            };
            for extended in extends {
                self.add_empty_settings(folder, extended);
            }
        }
    }

    fn add_empty_settings(&mut self, folder: &str, extended: &str) {
        let base = match extended.starts_with('.') {
            true => join(folder, extended),
            false => join(folder, &format!("node_modules/{extended}")),
        };
        let Some(base) = base else { return };
        let candidates = [
            base.clone(),
            format!("{base}.json"),
            format!("{base}/tsconfig.json"),
        ];
        if candidates
            .iter()
            .any(|path| matches!(self.nodes.get(&absolute(path)), Some(Node::File(_))))
        {
            return;
        }
        let [plain, with_ending, in_folder] = candidates;
        let missing = match (extended.ends_with(".json"), extended.starts_with('.')) {
            (true, _) => plain,
            (false, true) => with_ending,
            (false, false) => in_folder,
        };
        self.add(&missing, Some("{}".into()));
    }

    fn node(&self, path: &Path) -> Option<&Node> {
        match self.nodes.get(path) {
            Some(node) => Some(node),
            None => self.nodes.get(&self.workspace.real_path(path)),
        }
    }
}

fn missing() -> io::Error {
    io::Error::from(io::ErrorKind::NotFound)
}

impl FileSystem for TreeFiles {
    fn new() -> Self {
        Self {
            nodes: FxHashMap::default(),
            workspace: Workspace::default(),
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.read_to_string(path).map(String::into_bytes)
    }

    fn read_to_string(&self, path: &Path) -> io::Result<String> {
        match self.node(path) {
            Some(Node::File(Some(text))) => Ok(text.as_ref().to_owned()),
            _ => Err(missing()),
        }
    }

    fn metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        match self.node(path) {
            Some(Node::File(_)) => Ok(FileMetadata::new(true, false, false)),
            Some(Node::Folder) => Ok(FileMetadata::new(false, true, false)),
            None => Err(missing()),
        }
    }

    fn symlink_metadata(&self, path: &Path) -> io::Result<FileMetadata> {
        self.metadata(path)
    }

    fn read_link(&self, _path: &Path) -> Result<PathBuf, ResolveError> {
        Err(missing().into())
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(self.workspace.real_path(path))
    }
}
