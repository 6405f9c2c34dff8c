//! Hooks of pluggy: `manager.hook.load(app=app)` calls all functions of that name that are marked as
//! implementations.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::ReferenceKind;
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const HOOKS: Framework = Framework {
    uses,
    barred: nothing,
};

/// Usual names of the marks.
const MARKS: [&str; 2] = ["impl", "hookimpl"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut marked: FxHashMap<&str, Vec<Node>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file);
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |facts| &facts.symbols)) {
            let mut lasts = symbol
                .decorators
                .iter()
                .filter_map(|it| it.rsplit('.').next());
            if lasts.any(|last| MARKS.contains(&last)) {
                let name = symbol.name.rsplit('.').next().unwrap_or(&symbol.name);
                marked.entry(name).or_default().push(index.node(file, at));
            }
        }
    }
    if marked.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file);
        for reference in facts.map_or(&[] as &[_], |facts| &facts.references) {
            let owner = reference.path.rsplit_once('.').map(|(owner, _)| owner);
            let is_hook = owner.is_some_and(|owner| owner.ends_with(".hook"));
            if reference.kind != ReferenceKind::Call || !is_hook {
                continue;
            }
            let from = at(index, file, reference.within);
            let named = marked.get(reference.last()).into_iter().flatten();
            found.extend(named.map(|to| (from, call(*to, reference.line))));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    #[test]
    fn a_hook_calls_what_is_marked_for_it() {
        let found = symbol_statuses(
            "//- /app.py\ndef create(manager):\n    manager.hook.load(app=1)\n\
             //- /views.py\nfrom pluggy import HookimplMarker\nimpl = HookimplMarker('app')\n\
             @impl(tryfirst=True)\ndef load(app):\n    return helper(app)\ndef helper(app):\n    return app\n\
             @impl\ndef unload(app):\n    return app\n\
             //- /other.py\ndef load(app):\n    return app\n\
             //- /test_app.py\nfrom app import create\ndef test_app(manager):\n    assert create(manager)\n",
        );
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| line.strip_suffix(" unreached"))
            .collect();
        assert_eq!(gaps, ["other.py#load", "views.py#unload"]);
    }
}
