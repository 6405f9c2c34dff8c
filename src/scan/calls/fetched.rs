//! What calls of Python fetch by texts: `Mixin = get_class("shop.mixins", "Mixin")`,
//! `run = import_string("app.tasks.run")`, `Order = get_model("shop", "Order")`.

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
}

/// Modules of Python by the last part of their names.
type Modules<'a> = FxHashMap<&'a str, Vec<(FileId, &'a str)>>;

/// Beside its name an app may be given instead of its module of models.
const MODELS: &str = "models";

impl<'a> Index<'a> {
    pub(super) fn find_fetched(&self) -> Fetched<'a> {
        let mut modules = Modules::default();
        let code = self.files_of(Family::Python);
        let code = code.filter(|(file, _)| !self.is_test_code(*file));
        let code: Vec<(FileId, &'a str)> = code
            .filter_map(|(file, _)| Some((file, &*self.unit(file)?.path)))
            .collect();
        for (file, path) in &code {
            if let Some(stem) = path.strip_suffix(".py") {
                let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
                modules
                    .entry(name_of(stem))
                    .or_default()
                    .push((*file, stem));
            }
        }
        let mut found = Fetched::default();
        for (file, path) in &code {
            let texts = self.facts(*file).map_or(&[] as &[_], |facts| &facts.texts);
            let behind = texts.iter().skip(1).map(Some).chain([None]);
            let pairs = texts.iter().zip(behind);
            let own = pairs.filter_map(|pair| self.fetch(&modules, path, pair));
            let own: Vec<Fetch<'_>> = own.collect();
            if !own.is_empty() {
                found.insert(*file, own);
            }
        }
        found
    }

    /// What a text and the one behind it name together, or the first of them alone.
    fn fetch(
        &self,
        modules: &Modules<'a>,
        path: &str,
        (text, behind): (&'a Text, Option<&'a Text>),
    ) -> Option<Fetch<'a>> {
        if text.taker.is_empty() {
            return None;
        }
        let fetch = |module: &str, name: &'a str| {
            let node = self.defined_in(modules, path, module, name)?;
            Some(Fetch {
                within: text.within,
                taker: &text.taker,
                name,
                node,
            })
        };
        let is_beside = |other: &&Text| {
            other.taker == text.taker && other.within == text.within && other.line <= text.line + 1
        };
        let both = behind.filter(is_beside);
        let both = both.and_then(|other| fetch(&text.value, &other.value));
        both.or_else(|| {
            let (module, name) = text.value.rsplit_once(['.', ':'])?;
            fetch(module, name)
        })
    }

    /// What the module of a dotted name, or the models of an app, define under a name. Of several
    /// modules of that name the one nearest to who asks is meant.
    fn defined_in(
        &self,
        modules: &Modules<'_>,
        path: &str,
        module: &str,
        name: &str,
    ) -> Option<Node> {
        let last = module.rsplit('.').next()?;
        let by_name = modules.get(last).into_iter().flatten();
        let ends = |stem: &str| {
            let mut parts = stem.rsplit('/');
            module.rsplit('.').all(|part| parts.next() == Some(part))
        };
        let named = by_name.filter(|(_, stem)| ends(stem));
        let models = modules.get(MODELS).into_iter().flatten();
        let models = models.filter(|(_, stem)| ends(folder_of(stem)));
        let defines = |(file, stem): &(FileId, &str)| {
            let node = self.by_name(*file, name)?;
            Some((shared(path, stem), node))
        };
        let mut found: Vec<(usize, Node)> = named.chain(models).filter_map(defines).collect();
        found.sort_unstable_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        match found.as_slice() {
            [(most, node), rest @ ..] if rest.iter().all(|(shared, _)| shared < most) => {
                Some(*node)
            }
            _ => None,
        }
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
