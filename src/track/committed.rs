//! The marks that the last commit holds: of these git would bring back a line that is only deleted,
//! where another branch still has it.

use std::collections::BTreeSet;
use std::path::Path;

use gix::open::Options;

use super::kept::Kept;
use crate::model::MarkKey;

/// Most bytes of the file that are read.
const LONGEST: u64 = 16 << 20;

/// What of the last commit's file of marks, `name` below `root`, is marked; nothing without git.
/// Git's files are read, git never runs.
pub(super) fn keys(root: &Path, name: &str) -> BTreeSet<MarkKey> {
    let text = text(root, name).unwrap_or_default();
    let (kept, _) = Kept::parse(Path::new(name), &text);
    kept.entries.into_keys().collect()
}

fn text(root: &Path, name: &str) -> Option<String> {
    let (found, _) = gix::discover::upwards(root).ok()?;
    let (folder, top) = found.into_repository_and_work_tree_directories();
    let (top, root) = (top?.canonicalize().ok()?, root.canonicalize().ok()?);
    let path = root.strip_prefix(top).ok()?.join(name);
    let limit = format!("gitoxide.objects.allocLimit={LONGEST}");
    let options = Options::isolated().config_overrides([limit]);
    let git = gix::open_opts(folder, options).ok()?;
    let tree = git.head_commit().ok()?.tree().ok()?;
    let entry = tree.lookup_entry_by_path(path).ok()??;
    if !entry.mode().is_blob() {
        return None;
    }
    let mut blob = git.find_blob(entry.object_id()).ok()?;
    String::from_utf8(blob.take_data()).ok()
}
