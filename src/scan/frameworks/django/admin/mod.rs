//! Django's admin pages: asked for at `/admin/<app>/<model>/`, or as `admin:<app>_<model>_…`, they
//! make objects of the classes in the app's `admin.py`.

use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, Symbol, SymbolKind, Text, last_part};
use crate::scan::calls::{Budget, Call, Index, Node};
use crate::scan::frameworks::{at, call};
use crate::scan::paths::{folder_of, name_of};

/// Methods that say what a reader of pages may do.
const PERMISSIONS: [&str; 5] = [
    "has_module_permission",
    "has_view_permission",
    "has_add_permission",
    "has_change_permission",
    "has_delete_permission",
];

/// Most lines that one registration takes, or a text with what is put into it.
const MOST_LINES: u32 = 3;

/// Most texts that are looked at for what is put into one before them.
const MOST_BESIDE: usize = 8;

/// Most uses that pages of a tree are taken to make.
const MOST_USES: usize = 1 << 17;

/// Most models and apps that requests are held against.
const MOST_STEPS: usize = 1 << 21;

/// What there are too many of beyond that.
const REQUESTS: &str = "requests for pages of the admin";

/// The pages of all apps.
struct Site<'a> {
    pages: Vec<Pages<'a>>,
    /// The numbers of an app's pages, by its name.
    by_app: FxHashMap<&'a str, Vec<usize>>,
    /// What is registered for models, by their names in lower case.
    by_model: FxHashMap<String, Vec<Registered>>,
    /// The names of these models, as code says them.
    models: FxHashSet<&'a str>,
    permissions: Vec<Node>,
    steps: Budget,
}

/// The pages of an app.
struct Pages<'a> {
    app: &'a str,
    /// Its `admin.py`, or a module of its package `admin` that registers something.
    admin: FileId,
    classes: Vec<Node>,
    /// Those that are registered for no model there.
    others: Vec<Node>,
}

/// A class that makes the pages of a model.
struct Registered {
    pages: usize,
    class: Node,
    /// The model, where it is in the tree.
    model: Option<Node>,
}

/// Models that a file names, in lower case, with what they stand for, where that is in the tree.
type Named = FxHashMap<String, FxHashSet<Option<Node>>>;

pub(super) fn uses(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    let site = Site::of(index);
    if site.pages.is_empty() {
        return;
    }
    let budget = Budget::new(MOST_USES, REQUESTS);
    let tests = index.files_of(Family::Python);
    for (file, _) in tests.filter(|(file, _)| index.is_test_code(*file)) {
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        let named = LazyCell::new(|| site.named(index, file));
        let given = LazyCell::new(|| site.given(texts));
        let mut seen = FxHashSet::default();
        for (nth, text) in texts.iter().enumerate() {
            let Some(asked) = app_of(&text.value).or_else(|| reversed(text)) else {
                continue;
            };
            let from = at(index, file, text.within);
            let is_computed = is_computed(asked);
            let mut made = Vec::new();
            // Each page lists what its reader may see, of all apps.
            if seen.insert((from, "")) {
                made.extend(&site.permissions);
            }
            if is_computed {
                let near = site.beside(texts, nth);
                let helper = text
                    .within
                    .and_then(|at| index.symbol(index.node(file, at)));
                let helper = helper.filter(|helper| !helper.is_test);
                let given = helper.and_then(|helper| given.get(helper.last()));
                let near = near.into_iter().chain(given.into_iter().flatten().copied());
                let near: FxHashSet<&str> = near.collect();
                if site.steps.take(index, file, near.len() + named.len()) {
                    made.extend(site.computed(index, asked, &named, &near));
                }
            } else if seen.insert((from, asked)) {
                made.extend(site.asked(index, file, asked));
            }
            if !budget.take(index, file, made.len()) {
                return;
            }
            found.extend(made.into_iter().map(|to| (from, call(to, text.line))));
        }
    }
}

impl<'a> Site<'a> {
    fn empty() -> Self {
        Self {
            pages: Vec::new(),
            by_app: FxHashMap::default(),
            by_model: FxHashMap::default(),
            models: FxHashSet::default(),
            permissions: Vec::new(),
            steps: Budget::new(MOST_STEPS, REQUESTS),
        }
    }

    fn of(index: &Index<'a>) -> Self {
        let mut site = Self::empty();
        for (file, path) in index.files_of(Family::Python) {
            let Some((app, is_part)) = app_with(path) else {
                continue;
            };
            let own = registered(index, file);
            if is_part && own.is_empty() {
                continue;
            }
            let number = site.pages.len();
            let mut known = FxHashSet::default();
            for (model, class) in own {
                known.insert(class);
                site.models.insert(model.last());
                let of_model = site.by_model.entry(model.last().to_ascii_lowercase());
                of_model.or_default().push(Registered {
                    pages: number,
                    class,
                    model: index.stands_for(file, None, &model.path),
                });
            }
            let classes: Vec<Node> = classes(index, file).collect();
            let others = classes.iter().filter(|class| !known.contains(class));
            let others = others.copied().collect();
            site.by_app.entry(app).or_default().push(number);
            site.permissions.extend(permissions(index, file));
            site.pages.push(Pages {
                app,
                admin: file,
                classes,
                others,
            });
        }
        site
    }

    /// The models that a file names: `Order` of `Order._meta.model_name`.
    fn named(&self, index: &Index<'a>, file: FileId) -> Named {
        let facts = index.facts(file);
        let references = facts.map_or(&[] as &[_], |facts| &facts.references);
        let mut found = Named::default();
        for reference in references {
            let path: &'a str = &reference.path;
            let ends = path.match_indices('.').map(|(at, _)| at);
            for chain in ends.chain([path.len()]).filter_map(|end| path.get(..end)) {
                let model = last_part(chain);
                if self.models.contains(model) {
                    let meant = index.stands_for(file, reference.within, chain);
                    let of_name = found.entry(model.to_ascii_lowercase()).or_default();
                    of_name.insert(meant);
                }
            }
        }
        found
    }

    /// What a page makes whose app and model are said.
    fn asked(&self, index: &Index<'_>, file: FileId, asked: &str) -> Vec<Node> {
        let mut found = Vec::new();
        let of_any = (0..self.pages.len()).filter(|_| is_any(asked));
        for number in of_any.chain(self.apps(asked)) {
            let Some(pages) = self.pages.get(number) else {
                continue;
            };
            found.push(index.module(pages.admin));
            let model = model_of(asked, pages.app);
            if model.is_empty() {
                found.extend(&pages.classes);
                continue;
            }
            let of_model = self.by_model.get(&model.to_ascii_lowercase());
            let of_model = of_model.map_or(&[] as &[_], Vec::as_slice);
            if !self.steps.take(index, file, of_model.len()) {
                break;
            }
            let of_app = of_model.iter();
            let of_app = of_app.filter(|it| it.pages == number);
            found.extend(&pages.others);
            found.extend(of_app.map(|it| it.class));
        }
        found
    }

    /// What a page makes whose model is put in: that of the models that the file names, and of the
    /// texts which are put in.
    fn computed(
        &self,
        index: &Index<'_>,
        asked: &str,
        named: &Named,
        near: &FxHashSet<&str>,
    ) -> Vec<Node> {
        let apps: FxHashSet<usize> = self.apps(asked).collect();
        let own = near.iter().filter_map(|text| self.by_app.get(*text));
        let own: FxHashSet<usize> = own.flatten().copied().collect();
        let is_of_app = |it: &&Registered| {
            let is_asked = is_any(asked) || apps.contains(&it.pages);
            is_asked && (own.is_empty() || own.contains(&it.pages))
        };
        let said = near.iter();
        let said = said.filter_map(|text| self.by_model.get(&text.to_ascii_lowercase()));
        let said = said.flatten();
        let of_code = named.iter().filter_map(|(model, meant)| {
            let known = self.by_model.get(model)?.iter();
            let fits = |it: &&Registered| {
                it.model.is_none() || meant.contains(&None) || meant.contains(&it.model)
            };
            Some(known.filter(fits))
        });
        let of_code = of_code.flatten();
        let all = said.chain(of_code).filter(is_of_app);
        let mut found: Vec<Node> = all
            .flat_map(|it| {
                let admin = self.pages.get(it.pages).map(|pages| pages.admin);
                let admin = admin.map(|admin| index.module(admin));
                admin.into_iter().chain([it.class])
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The pages of the app that is asked for.
    fn apps(&self, asked: &str) -> impl Iterator<Item = usize> {
        // The name of an app may have parts itself: `shop_base_order_add`.
        let ends = asked.match_indices(['/', '_']).map(|(at, _)| at);
        let heads = ends.chain([asked.len()]).filter_map(|end| asked.get(..end));
        let own = heads.filter_map(|head| self.by_app.get(head));
        own.flatten().copied()
    }

    /// Texts that are put into another: they stand beside it and are given to the same.
    fn beside<'t>(&self, texts: &'t [Text], nth: usize) -> Vec<&'t str> {
        let Some(text) = texts.get(nth) else {
            return Vec::new();
        };
        let behind = texts.get(nth + 1..).unwrap_or_default().iter();
        let beside = behind.take_while(|it| it.line <= text.line + MOST_LINES);
        let beside = beside.take(MOST_BESIDE);
        let beside = beside.filter(|it| it.within == text.within && it.taker == text.taker);
        let beside = beside.map(|it| &*it.value);
        beside.filter(|it| self.is_known(it)).collect()
    }

    /// Names of apps and models by the last words of what they are given to.
    fn given<'t>(&self, texts: &'t [Text]) -> FxHashMap<&'t str, FxHashSet<&'t str>> {
        let mut found: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
        for text in texts.iter().filter(|text| self.is_known(&text.value)) {
            let given = found.entry(last_part(&text.taker)).or_default();
            given.insert(&text.value);
        }
        found
    }

    /// Whether a text is the name of an app or a model.
    fn is_known(&self, text: &str) -> bool {
        self.by_app.contains_key(text) || self.by_model.contains_key(&text.to_ascii_lowercase())
    }
}

/// What follows the admin's own part of a path or name.
fn app_of(text: &str) -> Option<&str> {
    text.strip_prefix("admin:")
        .or_else(|| text.split_once("/admin/").map(|(_, rest)| rest))
        .filter(|rest| !rest.is_empty())
}

/// The page that is asked for by its name through a helper which puts `admin:` before it:
/// `admin_reverse("shop_order_add")`.
fn reversed(text: &Text) -> Option<&str> {
    let taker = last_part(&text.taker);
    let is_helper = taker.contains("admin") && taker.contains("reverse");
    (is_helper && text.value.contains('_')).then_some(&*text.value)
}

/// The app whose admin a module is, and whether it is one of several: `shop/admin/orders.py`.
fn app_with(path: &str) -> Option<(&str, bool)> {
    let folder = folder_of(path);
    match name_of(folder) {
        "admin" => Some((name_of(folder_of(folder)), true)).filter(|(app, _)| !app.is_empty()),
        _ => path
            .strip_suffix("/admin.py")
            .map(|app| (name_of(app), false)),
    }
}

/// Whether the app's name is put in.
fn is_any(asked: &str) -> bool {
    asked.starts_with("{}") || asked.starts_with("%s")
}

/// Whether a model's name is put in: `admin:{app}_{model}_changelist`, `admin:%s_%s_add`.
fn is_computed(asked: &str) -> bool {
    asked.contains("{}_") || asked.contains("%s_")
}

/// The model of a page, in lower case; empty where the app's own page is asked for.
fn model_of<'t>(asked: &'t str, app: &str) -> &'t str {
    let rest = asked.strip_prefix(app).unwrap_or_default();
    let rest = rest.trim_start_matches(['/', '_']);
    rest.split(['/', '_']).next().unwrap_or(rest)
}

/// Models with the classes registered for them: `@admin.register(Model) class …`,
/// `admin.site.register(Model, Class)`.
fn registered<'a>(index: &Index<'a>, file: FileId) -> Vec<(&'a Reference, Node)> {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.references);
    let mut found = Vec::new();
    for (at, register) in references.iter().enumerate() {
        if register.last() != "register" {
            continue;
        }
        let given = references.iter().skip(at + 1);
        let mut given = given.take_while(|other| {
            other.within == register.within && other.line <= register.line + MOST_LINES
        });
        match (register.kind, register.within) {
            (ReferenceKind::Decorator, Some(class)) => {
                let models = given.take_while(|other| other.line == register.line);
                found.extend(models.map(|model| (model, index.node(file, class))));
            }
            (ReferenceKind::Call, None) => {
                let class = |class: &'a Reference| index.stands_for(file, None, &class.path);
                if let (Some(model), Some(class)) = (given.next(), given.next().and_then(class)) {
                    found.push((model, class));
                }
            }
            _ => {}
        }
    }
    found
}

/// Methods of an app's classes that say what a reader may do.
fn permissions(index: &Index<'_>, file: FileId) -> impl Iterator<Item = Node> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let asks = |symbol: &Symbol| {
        let name = symbol.last();
        symbol.kind == SymbolKind::Method && PERMISSIONS.contains(&name)
    };
    (0_u32..)
        .zip(symbols)
        .filter(move |(_, symbol)| asks(symbol))
        .map(move |(at, _)| index.node(file, at))
}

fn classes(index: &Index<'_>, file: FileId) -> impl Iterator<Item = Node> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    (0_u32..)
        .zip(symbols)
        .filter(|(_, symbol)| symbol.kind == SymbolKind::Class && symbol.parent.is_none())
        .map(move |(at, _)| index.node(file, at))
}

#[cfg(test)]
mod tests;
