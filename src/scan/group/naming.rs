//! Names of components that tell them apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::Component;

/// Lengthens the names of found components by as much of their path as it takes until no two
/// components have one name. Names that people gave stay, and so does the root's.
pub(super) fn name_apart(components: &mut [Component]) {
    // Each round lengthens a name by a folder at least, so that the longest path bounds them.
    loop {
        let mut uses: BTreeMap<Arc<str>, usize> = BTreeMap::new();
        for component in components.iter() {
            *uses.entry(component.name.clone()).or_default() += 1;
        }
        let shared: BTreeSet<Arc<str>> = uses
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(name, _)| name)
            .collect();
        let mut has_changed = false;
        for component in components.iter_mut() {
            if !component.is_configured
                && shared.contains(&component.name)
                && let Some(name) = longer(&component.name, &component.path)
            {
                component.name = name.into();
                has_changed = true;
            }
        }
        if !has_changed {
            return;
        }
    }
}

/// The name with one more folder of the path before it; none where it is the whole path.
fn longer<'a>(name: &str, path: &'a str) -> Option<&'a str> {
    let above = path.strip_suffix(name)?.strip_suffix('/')?;
    let from = above.rfind('/').map_or(0, |slash| slash + 1);
    path.get(from..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_grows_by_one_folder() {
        assert_eq!(longer("api", "a/b/api"), Some("b/api"));
        assert_eq!(longer("b/api", "a/b/api"), Some("a/b/api"));
        assert_eq!(longer("a/b/api", "a/b/api"), None);
        assert_eq!(longer("api", "a/grapi"), None);
        assert_eq!(longer("project", ""), None);
    }
}
