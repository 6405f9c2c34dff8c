//! What calls of Python fetch by texts: `Mixin = get_class("shop.mixins", "Mixin")`,
//! `run = import_string("app.tasks.run")`, `Order = get_model("shop", "Order")`.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{Binding, FileId, Text};
use crate::scan::paths::{folder_of, name_of, shared};

use super::index::{Index, Node};

/// What each file fetches.
pub(super) type Fetched<'a> = FxHashMap<FileId, Vec<Fetch<'a>>>;

/// A definition that a call is given the name of.
#[derive(Debug)]
pub(super) struct Fetch<'a> {
    within: Option<u32>,
    /// The chain of what is called.
    taker: &'a str,
    name: &'a str,
    node: Node,
    line: u32,
}

/// Modules of Python.
#[derive(Default)]
struct Modules<'a> {
    /// By the last part of their names.
    by_name: FxHashMap<&'a str, Vec<(FileId, &'a str)>>,
    /// Those of models, by the name of their app.
    of_app: FxHashMap<&'a str, Vec<(FileId, &'a str)>>,
}

/// Most lines that one call takes.
const MOST_LINES: u32 = 12;

/// Beside its name an app may be given instead of its module of models.
const MODELS: &str = "models";

impl<'a> Index<'a> {
    pub(super) fn find_fetched(&self) -> Fetched<'a> {
        let mut modules = Modules::default();
        let python = || self.files_of(Family::Python);
        for (file, _) in python() {
            let stem = self.unit(file).and_then(|it| it.path.strip_suffix(".py"));
            if let Some(stem) = stem {
                let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
                let (name, app) = (name_of(stem), name_of(folder_of(stem)));
                modules.by_name.entry(name).or_default().push((file, stem));
                if name == MODELS {
                    modules.of_app.entry(app).or_default().push((file, stem));
                }
            }
        }
        let mut found = Fetched::default();
        for (file, path) in python() {
            let own = self.fetched_by(&modules, file, path);
            if !own.is_empty() {
                found.insert(file, own);
            }
        }
        found
    }

    /// What a file fetches: a call's first text names the module, the others what it defines, or
    /// one text names both.
    fn fetched_by(&self, modules: &Modules<'a>, file: FileId, path: &str) -> Vec<Fetch<'a>> {
        let is_test = self.is_test_code(file);
        let texts = self.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        let mut found = Vec::new();
        let mut first: Option<&'a Text> = None;
        for text in texts.iter().filter(|text| !text.taker.is_empty()) {
            let is_first = first.is_none_or(|first| {
                first.taker != text.taker
                    || first.within != text.within
                    || text.line > first.line + MOST_LINES
            });
            // Of one word each, only what looks like a class is named: texts stand beside others
            // for many reasons.
            let tells = |first: &&Text| {
                let is_class = text.value.starts_with(char::is_uppercase);
                first.value.contains('.') || first.line == text.line && is_class
            };
            let beside = first.filter(|first| !is_first && tells(first));
            let of_module = beside.and_then(|first| {
                let node = self.defined_in(modules, path, &first.value, &text.value)?;
                Some((&*text.value, node))
            });
            // Tests name what they replace in one text.
            let in_one = || {
                let (module, name) = text.value.rsplit_once(['.', ':'])?;
                let node = self.defined_in(modules, path, module, name)?;
                Some((name, node))
            };
            let named = of_module.or_else(|| in_one().filter(|_| !is_test));
            if of_module.is_none() {
                first = Some(text);
            }
            if let Some((name, node)) = named.filter(|_| !(is_test && replaces(&text.taker))) {
                found.push(Fetch {
                    within: text.within,
                    taker: &text.taker,
                    name,
                    node,
                    line: text.line,
                });
            }
        }
        found
    }

    /// What the module of a dotted name, or the models of an app, define under a name. Of several
    /// modules of that name one of the product is meant, the nearest to who asks.
    fn defined_in(
        &self,
        modules: &Modules<'_>,
        path: &str,
        module: &str,
        name: &str,
    ) -> Option<Node> {
        let last = module.rsplit('.').next()?;
        let by_name = modules.by_name.get(last).into_iter().flatten();
        let ends = |stem: &str| {
            let mut parts = stem.rsplit('/');
            module.rsplit('.').all(|part| parts.next() == Some(part))
        };
        let named = by_name.filter(|(_, stem)| ends(stem));
        let models = modules.of_app.get(last).into_iter().flatten();
        let models = models.filter(|(_, stem)| ends(folder_of(stem)));
        let found = named.chain(models).filter_map(|(file, stem)| {
            let node = self.by_name(*file, name)?;
            Some((!self.is_test_code(*file), shared(path, stem), node))
        });
        // Of those that are as near, the first.
        let nearest = found.min_by_key(|(is_code, shared, _)| Reverse((*is_code, *shared)));
        Some(nearest?.2)
    }

    /// What a name stands for that the result of a call has: the call is told by the name, or is the
    /// only one of its kind there.
    pub(super) fn fetched(&self, file: FileId, binding: &Binding) -> Option<Node> {
        let all = self.fetched.get(&file)?;
        let is_own = |it: &&Fetch<'_>| it.within == binding.within && *it.taker == *binding.source;
        let mut own = all.iter().filter(is_own);
        let named = own.clone().find(|it| *it.name == *binding.name);
        let found = named.or_else(|| own.next().filter(|_| own.next().is_none()));
        Some(found?.node)
    }

    /// What a name at the top of a file stands for that one of several results has:
    /// `A, B = get_classes("shop.mixins", ["A", "B"])`.
    pub(super) fn fetched_as(&self, file: FileId, name: &str) -> Option<Node> {
        let mut all = self.fetched.get(&file)?.iter();
        let found = all.find(|it| it.within.is_none() && it.name == name);
        Some(found?.node)
    }

    /// All that a file fetches, with where.
    pub(crate) fn fetches(
        &self,
        file: FileId,
    ) -> impl Iterator<Item = (Option<u32>, Node, u32)> + '_ {
        let all = self.fetched.get(&file).into_iter().flatten();
        all.map(|it| (it.within, it.node, it.line))
    }
}

/// Whether what takes the name of something puts another in its place.
fn replaces(taker: &str) -> bool {
    let mut parts = taker.split('.');
    parts.any(|part| matches!(part, "patch" | "setattr" | "spy" | "mock" | "mocker"))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(fetch: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/shop/__init__.py\n\
             //- /app/shop/mixins.py\nclass Mixin:\n    def run(self):\n        return self.step()\nclass Other:\n    def other(self):\n        return 2\n\
             //- /app/shop/models.py\nclass Order:\n    def run(self):\n        return 1\n\
             //- /app/views.py\nfrom app.loading import get_class\n{fetch}\nclass View(Base):\n    def step(self):\n        return 2\n\
             //- /app/loading.py\ndef get_class(module, name):\n    return find(module)[name]\n\
             //- /tests/test_x.py\nfrom app.views import View\ndef test_x():\n    assert View().run()\n"
        ));
        let of_shop: Vec<&String> = found.iter().filter(|it| it.contains("shop")).collect();
        assert_eq!(of_shop, expect, "{fetch}");
    }

    #[test]
    fn calls_fetch_what_their_texts_name() {
        let order = "app/shop/models.py#Order.run";
        let other = "app/shop/mixins.py#Other.other";
        for fetch in [
            "Base = get_class('shop.mixins', 'Mixin')",
            "Base = get_class('app.shop.mixins', 'Mixin')",
            "Base = import_string('app.shop.mixins.Mixin')",
            "Base = load('app.shop.mixins:Mixin')",
            "Mixin = get_class('shop.mixins', 'Mixin')\nOther = get_class('shop.mixins', 'Other')\nBase = Mixin",
        ] {
            check(fetch, &[other, order]);
        }
    }

    #[test]
    fn an_app_is_asked_for_its_models() {
        let expect = [
            "app/shop/mixins.py#Mixin.run",
            "app/shop/mixins.py#Other.other",
        ];
        check("Base = get_model('shop', 'Order')", &expect);
    }
}
