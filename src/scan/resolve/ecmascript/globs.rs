//! Patterns of modules: every file that matches is imported.

use globset::{GlobBuilder, GlobMatcher};
use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Import, Presence};
use crate::scan::paths::{ancestors, folder_of, join};

use super::{Edge, EdgeKind, Resolver, edge};

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
        let patterns = import.module.split(" !");
        let mut matchers = patterns.map(|pattern| self.matcher(path, pattern));
        let Some(Some(glob)) = matchers.next() else {
            return;
        };
        let left_out: Vec<GlobMatcher> = matchers.flatten().collect();
        for (file, unit) in self.input.of_family(Family::EcmaScript) {
            let path = &*unit.path;
            let is_meant = glob.is_match(path) && !left_out.iter().any(|it| it.is_match(path));
            if is_meant && matched.files.insert((file, import.presence)) {
                edges.push(edge(import, file, EdgeKind::Names, None, None));
            }
        }
    }

    /// What a pattern in a file matches.
    fn matcher(&self, path: &str, pattern: &str) -> Option<GlobMatcher> {
        let aliased = self.aliases.expand(path, pattern).into_iter().next();
        let whole = match aliased {
            Some(whole) => whole,
            None => join(
                &globset::escape(self.folder_of_glob(path, pattern)),
                pattern,
            )?,
        };
        let glob = GlobBuilder::new(&whole)
            .literal_separator(true)
            .empty_alternates(true)
            .build();
        Some(glob.ok()?.compile_matcher())
    }

    /// The folder that a pattern is relative to: with a slash in front, that of the project.
    fn folder_of_glob<'p>(&self, path: &'p str, pattern: &str) -> &'p str {
        let folder = folder_of(path);
        if !pattern.starts_with('/') {
            return folder;
        }
        let is_project = |folder: &&str| {
            let manifest = join(folder, "package.json").unwrap_or_default();
            self.input.tree.manifests.contains_key(manifest.as_str())
        };
        ancestors(folder).find(is_project).unwrap_or_default()
    }
}
