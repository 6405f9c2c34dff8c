//! Patterns of modules: every file that matches is imported.

use globset::GlobBuilder;
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Import, Presence};
use crate::scan::paths::{ancestors, folder_of, join, name_of};

use super::{EXTENSIONS, Edge, EdgeKind, Resolver, edge};

/// Most patterns of one file that are matched with all others: people write a few.
const MOST_PATTERNS: usize = 200;

/// What the patterns of one file match.
#[derive(Default)]
pub(super) struct Matched<'n> {
    patterns: FxHashSet<(&'n str, Presence)>,
    files: FxHashSet<(FileId, Presence)>,
    pub(super) is_cut: bool,
}

impl Resolver<'_> {
    /// `import.meta.glob("./pages/*.vue")`, or a name with a part put in: every file that matches.
    /// The first pattern of a file that matches another counts.
    pub(super) fn add_glob<'n>(
        &self,
        path: &str,
        import: &'n Import,
        matched: &mut Matched<'n>,
        edges: &mut Vec<Edge>,
    ) {
        if !matched.patterns.insert((&*import.module, import.presence)) {
            return;
        }
        if matched.patterns.len() > MOST_PATTERNS {
            matched.is_cut = true;
            return;
        }
        let Some(pattern) = self
            .aliases
            .expand(path, &import.module)
            .into_iter()
            .next()
            .or_else(|| {
                join(
                    &globset::escape(self.folder_of_glob(path, import)),
                    &import.module,
                )
            })
        else {
            return;
        };
        let glob = GlobBuilder::new(&with_endings(&pattern))
            .literal_separator(true)
            .empty_alternates(true)
            .build();
        let Ok(glob) = glob else {
            return;
        };
        let glob = glob.compile_matcher();
        for (file, unit) in self.input.of_family(Family::EcmaScript) {
            if glob.is_match(unit.path.as_ref()) && matched.files.insert((file, import.presence)) {
                edges.push(edge(import, file, EdgeKind::Names, None, None));
            }
        }
    }

    /// The folder that a pattern is relative to: with a slash in front, that of the project.
    fn folder_of_glob<'p>(&self, path: &'p str, import: &Import) -> &'p str {
        let folder = folder_of(path);
        if !import.module.starts_with('/') {
            return folder;
        }
        let is_project = |folder: &&str| {
            let manifest = join(folder, "package.json").unwrap_or_default();
            self.input.tree.manifests.contains_key(manifest.as_str())
        };
        ancestors(folder).find(is_project).unwrap_or_default()
    }
}

/// A pattern of paths with what may follow it where a module is named without its ending.
fn with_endings(pattern: &str) -> String {
    let index = EXTENSIONS.map(|extension| format!("/index{extension}"));
    let after_star = pattern.ends_with('*') && !pattern.ends_with("**/*");
    match name_of(pattern).contains('.') {
        // TypeScript lets people name what it writes.
        true => match pattern.strip_suffix(".js") {
            Some(stem) => format!("{stem}.{{js,ts,tsx}}"),
            None => pattern.to_owned(),
        },
        // A star takes in any ending.
        false if after_star => format!("{pattern}{{,{}}}", index.join(",")),
        false if pattern.ends_with('*') => pattern.to_owned(),
        false => format!("{pattern}{{{},{}}}", EXTENSIONS.join(","), index.join(",")),
    }
}
