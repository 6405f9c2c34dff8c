//! Hooks of pluggy: `manager.hook.load(app=app)` calls all functions of that name that are marked as
//! implementations.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileId, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const HOOKS: Framework = Framework {
    uses,
    barred: nothing,
};

/// What makes the marks of implementations.
const MARKER: &str = "HookimplMarker";

/// Most modules that pass a mark on, one behind the other.
const MOST_HOPS: usize = 4;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let marks = marks(index);
    if marks.is_empty() {
        return Vec::new();
    }
    let mut marked: FxHashMap<&str, Vec<Node>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file);
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |facts| &facts.symbols)) {
            let mut decorators = symbol.decorators.iter();
            if decorators.any(|mark| is_mark(index, &marks, file, mark)) {
                let name = said_name(index, file, at).unwrap_or(symbol.last());
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

/// The hook that a mark says its function implements, where that is not called like it:
/// `@impl(specname="load")`.
fn said_name<'a>(index: &Index<'a>, file: FileId, symbol: u32) -> Option<&'a str> {
    let texts = &index.facts(file)?.texts;
    let mut said = texts
        .iter()
        .filter(|text| text.within == Some(symbol) && &*text.taker == "specname");
    said.next().map(|text| &*text.value)
}

/// Names that stand for a mark, by file: `impl = HookimplMarker("app")`, and what imports it.
fn marks<'a>(index: &Index<'a>) -> FxHashSet<(FileId, &'a str)> {
    let mut marks = FxHashSet::default();
    for (file, _) in index.files_of(Family::Python) {
        if index.references_to(file, &[MARKER]).next().is_none() {
            continue;
        }
        let bindings = index.facts(file).map_or(&[] as &[_], |it| &it.bindings);
        let made = bindings.iter().filter(|binding| {
            binding.kind == BindingKind::Call && binding.source.rsplit('.').next() == Some(MARKER)
        });
        marks.extend(made.map(|binding| (file, &*binding.name)));
    }
    for _ in 0..MOST_HOPS {
        let before = marks.len();
        if before == 0 {
            break;
        }
        for (file, _) in index.files_of(Family::Python) {
            for edge in index.edges(file) {
                if let (Some(name), Some(local)) = (edge.name.as_deref(), edge.local.as_deref())
                    && marks.contains(&(edge.to, name))
                {
                    marks.insert((file, local));
                }
            }
        }
        if marks.len() == before {
            break;
        }
    }
    marks
}

/// Whether a decorator is a mark, by its name or by that of the module that holds it.
fn is_mark(
    index: &Index<'_>,
    marks: &FxHashSet<(FileId, &str)>,
    file: FileId,
    decorator: &str,
) -> bool {
    if marks.contains(&(file, decorator)) {
        return true;
    }
    let Some((module, name)) = decorator.rsplit_once('.') else {
        return false;
    };
    let mut edges = index.edges(file).iter();
    edges.any(|edge| edge.local.as_deref() == Some(module) && marks.contains(&(edge.to, name)))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::{gaps, symbol_statuses};

    #[test]
    fn a_hook_calls_what_is_marked_for_it() {
        let gaps = gaps(
            "//- /app.py\ndef create(manager):\n    manager.hook.load(app=1)\n\
             //- /views.py\nfrom pluggy import HookimplMarker\nimpl = HookimplMarker('app')\n\
             @impl(tryfirst=True)\ndef load(app):\n    return helper(app)\ndef helper(app):\n    return app\n\
             @impl\ndef unload(app):\n    return app\n\
             //- /other.py\ndef load(app):\n    return app\n\
             //- /test_app.py\nfrom app import create\ndef test_app(manager):\n    assert create(manager)\n",
        );
        assert_eq!(gaps, ["other.py#load", "views.py#unload"]);
    }

    #[test]
    fn a_mark_may_say_which_hook_it_is_for() {
        let gaps = |mark: &str| {
            gaps(&format!(
                "//- /app.py\ndef create(manager):\n    manager.hook.load(app=1)\n\
                 //- /views.py\nfrom pluggy import HookimplMarker\nimpl = HookimplMarker('app')\n\
                 @impl({mark})\ndef early(app):\n    return helper(app)\ndef helper(app):\n    return app\n\
                 @impl(specname='other')\ndef load(app):\n    return app\n\
                 //- /test_app.py\nfrom app import create\ndef test_app(manager):\n    assert create(manager)\n",
            ))
        };
        assert_eq!(gaps("specname='load'"), ["views.py#load"]);
        assert_eq!(gaps("tryfirst=True, specname='load'"), ["views.py#load"]);
        assert_eq!(
            gaps("specname='stop'"),
            ["views.py#early", "views.py#helper", "views.py#load"]
        );
    }

    #[test]
    fn a_mark_is_what_pluggy_makes_under_whatever_name() {
        let gaps = |import: &str, mark: &str| {
            let found = symbol_statuses(&format!(
                "//- /app/__init__.py\nfrom app.marks import plugin\n\
                 //- /app/marks.py\nimport pluggy\nplugin = pluggy.HookimplMarker('app')\n\
                 //- /app/run.py\ndef create(manager):\n    manager.hook.load(app=1)\n\
                 //- /views.py\n{import}\n@{mark}\ndef load(app):\n    return app\n\
                 //- /test_app.py\nfrom app.run import create\ndef test_app(manager):\n    assert create(manager)\n",
            ));
            found.contains(&"views.py#load unreached".to_owned())
        };
        assert!(!gaps("from app import plugin", "plugin"));
        assert!(!gaps(
            "from app import plugin as ours",
            "ours(trylast=True)"
        ));
        assert!(!gaps("from app import marks", "marks.plugin"));
        assert!(gaps("from other import impl", "impl"));
    }
}
