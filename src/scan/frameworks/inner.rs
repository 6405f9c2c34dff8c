//! Classes that stand in others to tell frameworks of Python about them: what `class Meta` of a form
//! or a serializer holds, its widgets among that, is used where the class around it is.

use crate::lang::Family;
use crate::model::SymbolKind;
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, call, nothing};

pub(super) const INNER: Framework = Framework {
    uses,
    barred: nothing,
};

/// Names of such classes: Django and its relatives, marshmallow, factory_boy, graphene; pydantic.
const NAMES: [&str; 2] = ["Meta", "Config"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let symbols = index
            .facts(file)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        for (at, symbol) in (0_u32..).zip(symbols) {
            let is_inner = symbol.kind == SymbolKind::Class && NAMES.contains(&symbol.last());
            let around = symbol.parent.and_then(|at| symbols.get(at as usize));
            let has_bases =
                around.is_some_and(|it| it.kind == SymbolKind::Class && !it.bases.is_empty());
            if let Some(class) = symbol.parent.filter(|_| is_inner && has_bases) {
                let to = index.node(file, at);
                found.push((index.node(file, class), call(to, symbol.start)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn what_an_inner_class_holds_is_used_with_the_class_around_it() {
        let check = |name: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/widgets.py\nfrom django import forms\nclass Number(forms.NumberInput):\n    def __init__(self):\n        self.kind = 'n'\n\
                 //- /app/forms.py\nfrom django import forms\nfrom app.widgets import Number\nclass Size(forms.ModelForm):\n    class {name}:\n        widgets = {{'size': Number}}\n\
                 //- /tests/test_x.py\nfrom app.forms import Size\ndef test_x():\n    assert Size()\n"
            ));
            assert_eq!(found, expect, "{name}");
        };
        check("Meta", &[]);
        check("Other", &["app/widgets.py#Number.__init__"]);
    }
}
