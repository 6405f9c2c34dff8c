//! Django's admin pages: asked for at `/admin/<app>/<model>/`, or as `admin:<app>_<model>_…`, they
//! make objects of the classes in the app's `admin.py`.

use crate::lang::Family;
use crate::model::{FileId, SymbolKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::{at, call};

pub(super) fn uses(index: &Index<'_>, found: &mut Vec<(Node, Call)>) {
    let pages: Vec<(&str, FileId)> = index
        .files_of(Family::Python)
        .filter_map(|(file, path)| {
            let app = path.strip_suffix("/admin.py")?;
            Some((app.rsplit('/').next().unwrap_or(app), file))
        })
        .collect();
    if pages.is_empty() {
        return;
    }
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
            for (_, admin) in pages.iter().filter(|(app, _)| is_app(asked, app)) {
                let made = classes(index, *admin).map(|to| (from, call(to, text.line)));
                found.push((from, call(index.module(*admin), text.line)));
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

fn is_app(asked: &str, app: &str) -> bool {
    asked
        .strip_prefix(app)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '_']))
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
    use super::*;

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
