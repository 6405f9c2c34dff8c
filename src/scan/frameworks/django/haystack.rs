//! django-haystack: what settings install looks for `search_indexes.py` of each app, makes objects of
//! the indexes in it, and asks them about each row that is saved or searched.

use crate::lang::Family;
use crate::model::{FileId, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::frameworks::call;
use crate::scan::paths::{folder_of, name_of};

/// The app, as settings install it.
const APP: &str = "haystack";

/// The base of what haystack takes for an index.
const INDEXABLE: &str = "Indexable";

/// Methods that haystack calls on an index, beside those that prepare one field.
const HOOKS: [&str; 15] = [
    "build_queryset",
    "full_prepare",
    "get_model",
    "get_updated_field",
    "index_queryset",
    "load_all_queryset",
    "prepare",
    "read_queryset",
    "reindex",
    "remove_object",
    "should_update",
    "update",
    "update_object",
    "get_custom_haystack_id",
    "get_field_weights",
];

/// What the methods begin with that prepare one field.
const OF_FIELD: &str = "prepare_";

pub(super) fn uses(index: &Index<'_>, settings: &[(FileId, &str)], found: &mut Vec<(Node, Call)>) {
    let installing = settings.iter().filter_map(|(file, _)| {
        let mut texts = index.facts(*file)?.texts.iter();
        let text = texts.find(|text| &*text.value == APP)?;
        Some((index.module(*file), text.line))
    });
    let installing: Vec<(Node, u32)> = installing.collect();
    if installing.is_empty() {
        return;
    }
    let is_meant = |path: &str| {
        name_of(path) == "search_indexes.py" || name_of(folder_of(path)) == "search_indexes"
    };
    for (file, _) in index
        .files_of(Family::Python)
        .filter(|(_, path)| is_meant(path))
    {
        let asked = asked(index, file);
        for (from, line) in &installing {
            found.extend(asked.iter().map(|to| (*from, call(*to, *line))));
        }
    }
}

/// The code of a file that has indexes, its indexes, and what haystack calls on them.
fn asked(index: &Index<'_>, file: FileId) -> Vec<Node> {
    let symbols = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &facts.symbols);
    let mut found = Vec::new();
    for (at, symbol) in (0_u32..).zip(symbols) {
        let class = index.node(file, at);
        if !symbol.bases.is_empty() && is_index(index, class) {
            found.push(class);
            let asked = index.members(class).into_iter();
            let asked =
                asked.filter(|(name, _)| HOOKS.contains(name) || name.starts_with(OF_FIELD));
            found.extend(asked.map(|(_, method)| method));
        }
    }
    if !found.is_empty() {
        found.push(index.module(file));
    }
    found
}

/// Whether a class is an index, or what indexes are derived from.
fn is_index(index: &Index<'_>, class: Node) -> bool {
    let symbols = index.ancestry(class).into_iter();
    let mut symbols = symbols.filter_map(|class| index.symbol(class));
    symbols.any(|symbol| symbol.bases.iter().any(|base| last_part(base) == INDEXABLE))
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn indexes_are_asked_where_haystack_is_installed() {
        let check = |apps: &str, bases: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /main/settings.py\nINSTALLED_APPS = [{apps}]\n//- /shop/__init__.py\n\
                 //- /shop/search_indexes.py\nfrom haystack import indexes\nclass ItemIndex({bases}):\n    def get_model(self):\n        return model()\n    def prepare_name(self, item):\n        return self.shout(item)\n    def shout(self, item):\n        return self.get_model() and item.upper()\ndef model():\n    return 'x'\n\
                 //- /shop/items.py\ndef show():\n    return 1\n\
                 //- /tests/test_x.py\nfrom shop.items import show\ndef test_x():\n    assert show()\n"
            ));
            assert_eq!(found, expect, "{apps} {bases}");
        };
        let index = "indexes.SearchIndex, indexes.Indexable";
        let all = [
            "shop/search_indexes.py#ItemIndex.get_model",
            "shop/search_indexes.py#ItemIndex.prepare_name",
            "shop/search_indexes.py#ItemIndex.shout",
            "shop/search_indexes.py#model",
        ];
        check("'haystack', 'shop'", index, &[]);
        check("'shop'", index, &all);
        check("'haystack', 'shop'", "indexes.Other", &all);
    }
}
