//! Models of Django that are named in strings: `apps.get_model("shop.Order")`,
//! `ForeignKey("Order")`, `model = "shop.Order"` of a factory. Whoever names one gets its objects.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{FileId, SymbolKind, Text, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::{at, call};
use crate::scan::paths::{folder_of, name_of};

/// What takes the name of a model.
const TAKERS: [&str; 9] = [
    "ForeignKey",
    "ManyToManyField",
    "OneToOneField",
    "get_model",
    "make",
    "make_recipe",
    "model",
    "prepare",
    "to",
];

/// Models by their names, with the names of their apps.
type Models<'a> = FxHashMap<&'a str, Vec<(&'a str, Node)>>;

pub(super) fn uses(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    let models = models(index);
    if models.is_empty() {
        return;
    }
    for (file, path) in index.files_of(Family::Python) {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let before = std::iter::once(None).chain(facts.texts.iter().map(Some));
        for (before, text) in before.zip(&facts.texts) {
            if !TAKERS.contains(&last_part(&text.taker)) {
                continue;
            }
            // What `class Meta` says is said of the class around it.
            let symbol = |at: u32| facts.symbols.get(at as usize);
            let around = text.within.and_then(symbol);
            let within = match around.filter(|around| around.last() == "Meta") {
                Some(meta) => meta.parent,
                None => text.within,
            };
            for class in named(&models, app_of(path), before, text) {
                let from = at(index, file, within);
                found.push((from, call(class, text.line)));
            }
        }
    }
}

/// The name of the app that a module of models, or beside one, belongs to.
fn app_of(path: &str) -> &str {
    let folder = folder_of(path);
    match name_of(folder) {
        "models" => name_of(folder_of(folder)),
        app => app,
    }
}

fn models<'a>(index: &Index<'a>) -> Models<'a> {
    let mut found = Models::default();
    let modules = index.files_of(Family::Python).filter(|(_, path)| {
        let folder = folder_of(path);
        name_of(path) == "models.py" || name_of(folder) == "models"
    });
    for (file, _) in modules {
        let Some(unit) = index.unit(file) else {
            continue;
        };
        for (name, class) in classes(index, file) {
            let place = (app_of(&unit.path), class);
            found.entry(name).or_default().push(place);
        }
    }
    found
}

fn classes<'a>(index: &Index<'a>, file: FileId) -> impl Iterator<Item = (&'a str, Node)> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let classes = (0_u32..).zip(symbols).filter(|(_, symbol)| {
        symbol.kind == SymbolKind::Class && symbol.parent.is_none() && !symbol.bases.is_empty()
    });
    let classes = classes.map(|(at, symbol)| (&*symbol.name, index.node(file, at)));
    classes.collect::<Vec<_>>().into_iter()
}

/// The models that a text means: with its app, `shop.Order`, or by its name alone in that app or
/// behind the app's name, `get_model("shop", "Order")`.
fn named(models: &Models<'_>, own: &str, before: Option<&Text>, text: &Text) -> Vec<Node> {
    let (app, name) = match text.value.split_once('.') {
        Some((app, name)) => (Some(app), name),
        None => (None, &*text.value),
    };
    let Some(known) = models.get(name) else {
        return Vec::new();
    };
    let before = before.filter(|it| it.line == text.line && it.taker == text.taker);
    let is_meant = |of: &str| match app {
        Some(app) => app == of,
        None => of == own || before.is_some_and(|app| *app.value == *of),
    };
    let meant = known.iter().filter(|(of, _)| is_meant(of));
    meant.map(|(_, class)| *class).collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn models_are_got_by_their_names() {
        let check = |test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /main/settings.py\nINSTALLED_APPS = ['shop']\n//- /shop/__init__.py\n\
                 //- /shop/models.py\nfrom django.db import models\nclass Order(models.Model):\n    def total(self):\n        return 1\n\
                 class Line(models.Model):\n    order = models.ForeignKey('Order')\n    def count(self):\n        return 1\n\
                 //- /other/models.py\nfrom django.db import models\nclass Order(models.Model):\n    def total(self):\n        return 1\n\
                 //- /tests/test_x.py\nfrom django.apps import apps\nfrom model_bakery import baker\nfrom shop.models import Line\ndef test_x(order):\n    {test}\n"
            ));
            assert_eq!(found, expect, "{test}");
        };
        let (total, other) = ("shop/models.py#Order.total", "other/models.py#Order.total");
        let count = "shop/models.py#Line.count";
        check(
            "assert apps.get_model('shop.Order')().total()",
            &[other, count],
        );
        check(
            "assert apps.get_model('shop', 'Order')().total()",
            &[other, count],
        );
        check("assert baker.make('shop.Order').total()", &[other, count]);
        check("assert Line().order.total()", &[other]);
        check(
            "assert apps.get_model('shop.Lost')().total()",
            &[other, total, count],
        );
    }
}
