//! Which file of the earlier tree a file is: the one of its path, else one that was moved.

use std::collections::{BTreeMap, BTreeSet};

use super::Earlier;
use crate::model::{File, FileId, Project};

/// Most files of the earlier tree that one may have been.
const MOST_CANDIDATES: usize = 64;

/// The files of the earlier tree that those of the later one are.
pub(super) fn earlier_files(before: &Project, after: &Project) -> Earlier {
    let mut earlier = Earlier::new();
    let mut unpaired = Vec::new();
    for (id, file) in after.entries().filter(|(_, file)| file.has_logic()) {
        match before.find(&file.path) {
            Some(was) => {
                earlier.insert(id, was);
            }
            None => unpaired.push((id, file)),
        }
    }
    let mut gone: BTreeMap<&str, Vec<(FileId, &File)>> = BTreeMap::new();
    for (id, file) in before.entries() {
        if file.has_logic() && after.find(&file.path).is_none() {
            for name in names(file) {
                gone.entry(name).or_default().push((id, file));
            }
        }
    }
    let mut taken = BTreeSet::new();
    for (id, file) in unpaired {
        let mut shared: BTreeMap<FileId, (usize, &File)> = BTreeMap::new();
        for name in names(file) {
            for (was, of) in gone.get(name).into_iter().flatten().take(MOST_CANDIDATES) {
                shared.entry(*was).or_insert((0, *of)).0 += 1;
            }
        }
        let all = names(file).count();
        let best = shared
            .into_iter()
            .filter(|(was, (common, of))| {
                !taken.contains(was) && common * 2 >= all.max(names(of).count())
            })
            .max_by_key(|(was, (common, of))| {
                (
                    of.base_name() == file.base_name(),
                    *common,
                    std::cmp::Reverse(*was),
                )
            });
        if let Some((was, _)) = best {
            taken.insert(was);
            earlier.insert(id, was);
        }
    }
    earlier
}

/// What tells a file when it is moved: the names of what it defines.
fn names(file: &File) -> impl Iterator<Item = &str> {
    let symbols = file.symbols.iter();
    symbols
        .filter(|symbol| symbol.has_logic)
        .map(|symbol| &*symbol.name)
}
