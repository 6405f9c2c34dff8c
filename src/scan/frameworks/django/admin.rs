//! Django's admin pages: asked for at `/admin/<app>/<model>/`, or as `admin:<app>_<model>_…`, they
//! make objects of the classes in the app's `admin.py`.

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind, Symbol, SymbolKind, Text};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::{at, call};
use crate::scan::paths::name_of;

/// Methods that say what a reader of pages may do.
const PERMISSIONS: [&str; 5] = [
    "has_module_permission",
    "has_view_permission",
    "has_add_permission",
    "has_change_permission",
    "has_delete_permission",
];

/// Most lines that one registration takes.
const MOST_LINES: u32 = 3;

/// The pages of an app.
struct Pages<'a> {
    app: &'a str,
    /// Its `admin.py`.
    admin: FileId,
    /// Models with the classes registered for them there.
    registered: Vec<(&'a str, Node)>,
}

pub(super) fn uses(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    let pages: Vec<Pages<'_>> = index
        .files_of(Family::Python)
        .filter_map(|(file, path)| {
            let app = path.strip_suffix("/admin.py")?;
            Some(Pages {
                app: name_of(app),
                admin: file,
                registered: registered(index, file),
            })
        })
        .collect();
    if pages.is_empty() {
        return;
    }
    let permissions: Vec<Node> = pages
        .iter()
        .flat_map(|pages| permissions(index, pages.admin))
        .collect();
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(file, _)| index.is_test_code(*file))
    {
        let texts = index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
        for text in texts {
            let Some(asked) = app_of(&text.value) else {
                continue;
            };
            let from = at(index, file, text.within);
            // Each page lists what its reader may see, of all apps.
            found.extend(permissions.iter().map(|to| (from, call(*to, text.line))));
            for pages in pages.iter().filter(|pages| is_app(asked, pages.app)) {
                let (admin, registered) = (pages.admin, &pages.registered);
                let model = model_of(asked, pages.app);
                let known = |class: &Node| registered.iter().any(|(_, other)| other == class);
                let is_asked = |class: &Node| {
                    let mut of_class = registered.iter().filter(|(_, other)| other == class);
                    of_class.any(|(name, _)| match is_computed(asked) {
                        true => names_model(index, file, texts, name),
                        false => name.eq_ignore_ascii_case(model),
                    })
                };
                let is_any = model.is_empty() && !is_computed(asked);
                let is_other = |class: &Node| !known(class) && !is_computed(asked);
                let made = classes(index, admin)
                    .filter(|class| is_any || is_other(class) || is_asked(class))
                    .map(|to| (from, call(to, text.line)));
                found.push((from, call(index.module(admin), text.line)));
                found.extend(made);
            }
        }
    }
}

/// What follows the admin's own part of a path or name.
fn app_of(text: &str) -> Option<&str> {
    text.strip_prefix("admin:")
        .or_else(|| text.split_once("/admin/").map(|(_, rest)| rest))
        .filter(|rest| !rest.is_empty())
}

/// Whether a model's name is put in: `admin:{app}_{model}_changelist`, `admin:%s_%s_add`.
fn is_computed(asked: &str) -> bool {
    asked.contains("{}_") || asked.contains("%s_")
}

/// Whether a file names a model, by its class or in a text.
fn names_model(index: &Index<'_>, file: FileId, texts: &[Text], model: &str) -> bool {
    let mut texts = texts.iter();
    index.uses_any(file, &[model]) || texts.any(|text| text.value.eq_ignore_ascii_case(model))
}

fn is_app(asked: &str, app: &str) -> bool {
    if asked.starts_with("{}") || asked.starts_with("%s") {
        return true;
    }
    asked
        .strip_prefix(app)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '_']))
}

/// The model of a page, in lower case; empty where the app's own page is asked for.
fn model_of<'t>(asked: &'t str, app: &str) -> &'t str {
    let rest = asked.strip_prefix(app).unwrap_or_default();
    let rest = rest.trim_start_matches(['/', '_']);
    rest.split(['/', '_']).next().unwrap_or(rest)
}

/// Models with the classes registered for them: `@admin.register(Model) class …`,
/// `admin.site.register(Model, Class)`.
fn registered<'a>(index: &Index<'a>, file: FileId) -> Vec<(&'a str, Node)> {
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
                found.extend(models.map(|model| (model.last(), index.node(file, class))));
            }
            (ReferenceKind::Call, None) => {
                let class = |class: &'a Reference| index.stands_for(file, None, &class.path);
                if let (Some(model), Some(class)) = (given.next(), given.next().and_then(class)) {
                    found.push((model.last(), class));
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
mod tests {
    use crate::scan::fixture::symbol_statuses;

    use super::*;

    #[test]
    fn a_page_makes_the_class_of_its_model_and_runs_no_action() {
        let gaps = |asked: &str| {
            let found = symbol_statuses(&format!(
                "//- /manage.py\n\
                 //- /shop/__init__.py\n\
                 //- /shop/admin.py\nfrom django.contrib import admin\nfrom shop.models import Box, Order\n\
                 @admin.register(Order)\nclass OrderAdmin(admin.ModelAdmin):\n    list_display = ['total']\n    actions = ['close']\n    def total(self, row):\n        return row.sum\n    def close(self, rows):\n        rows.end()\n\
                 class BoxAdmin(admin.ModelAdmin):\n    list_display = ['size']\n    def size(self, row):\n        return row.x\n    def has_add_permission(self, request):\n        return request.user\nadmin.site.register(Box, BoxAdmin)\n\
                 //- /shop/models.py\nclass Order:\n    pass\nclass Box:\n    pass\n\
                 //- /shop/settings.py\nX = ['django.contrib.admin', 'django.contrib.auth', 'django.middleware.x']\n\
                 //- /shop/tests/test_admin.py\nfrom django.test import TestCase\nclass AdminTest(TestCase):\n    def test_it(self):\n        assert self.client.get('{asked}')\n"
            ));
            let gaps = found.iter().filter_map(|line| {
                line.strip_prefix("shop/admin.py#")?
                    .strip_suffix(" unreached")
            });
            gaps.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            gaps("/admin/shop/order/"),
            ["OrderAdmin.close", "BoxAdmin.size"]
        );
        assert_eq!(
            gaps("/admin/shop/box/"),
            ["OrderAdmin.total", "OrderAdmin.close"]
        );
        assert_eq!(gaps("/admin/shop/"), ["OrderAdmin.close"]);
        assert_eq!(
            gaps("admin:%s_%s_changelist' % ('shop', 'order') + '"),
            ["OrderAdmin.close", "BoxAdmin.size"]
        );
    }

    #[test]
    fn the_app_stands_behind_the_admin() {
        let check = |text: &str, app: &str, expect: bool| {
            let found = app_of(text).is_some_and(|asked| is_app(asked, app));
            assert_eq!(found, expect, "{text} {app}");
        };
        check("/admin/shop/order/", "shop", true);
        check("/site/admin/shop/", "shop", true);
        check("admin:shop_order_changelist", "shop", true);
        check("/admin/shopping/", "shop", false);
        check("/admin/", "shop", false);
        check("/shop/", "shop", false);
    }
}
