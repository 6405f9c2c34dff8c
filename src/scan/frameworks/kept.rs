//! Classes that a library keeps and makes objects of by itself: Django's lookups
//! (`CharField.register_lookup(Shout)`), the extensions of drf-spectacular.

use crate::lang::Family;
use crate::model::{FileFacts, FileId, ReferenceKind, SymbolKind, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const KEPT: Framework = Framework {
    uses,
    barred: nothing,
};

/// The method of Django's fields that keeps a lookup or a transform.
const LOOKUP: &str = "register_lookup";

/// Where drf-spectacular has the classes of which it knows all that are derived from them.
const EXTENSIONS: &str = "drf_spectacular.extensions";

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        if let Some(facts) = facts {
            lookups(index, file, facts, &mut found);
            extensions(index, file, facts, &mut found);
        }
    }
    found
}

/// `CharField.register_lookup(Shout)`, and the same as a decorator.
fn lookups<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
    found: &mut Vec<(Node, Call)>,
) {
    for (number, keeper) in index.numbered_references_to(file, &[LOOKUP]) {
        let class = match keeper.kind {
            ReferenceKind::Decorator => keeper.within.map(|class| index.node(file, class)),
            ReferenceKind::Call => {
                let given = facts.references.get(number + 1);
                let given = given.filter(|it| it.line <= keeper.line + 1);
                given.and_then(|it| index.stands_for(file, it.within, &it.path))
            }
            _ => None,
        };
        let from = match keeper.kind {
            ReferenceKind::Decorator => index.module(file),
            _ => at(index, file, keeper.within),
        };
        found.extend(class.map(|class| (from, call(class, keeper.line))));
    }
}

/// Classes that are derived from one of drf-spectacular's extensions.
fn extensions(index: &Index<'_>, file: FileId, facts: &FileFacts, found: &mut Vec<(Node, Call)>) {
    let mut imports = facts.imports.iter();
    if !imports.any(|import| &*import.module == EXTENSIONS) {
        return;
    }
    for (at, symbol) in (0_u32..).zip(&facts.symbols) {
        let mut bases = symbol.bases.iter();
        let is_extension = |base: &str| {
            let name = last_part(base);
            name.starts_with("OpenApi") && name.ends_with("Extension")
        };
        if symbol.kind == SymbolKind::Class && bases.any(|base| is_extension(base)) {
            let class = index.node(file, at);
            found.push((index.module(file), call(class, symbol.start)));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(module: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /shop/__init__.py\n//- /shop/parts.py\n{module}\ndef name():\n    return 'x'\ndef show():\n    return 1\n\
             //- /tests/test_x.py\nfrom shop.parts import show\ndef test_x():\n    assert show()\n"
        ));
        assert_eq!(found, expect, "{module}");
    }

    #[test]
    fn lookups_run_where_a_field_keeps_them() {
        let check = |mark: &str, call: &str, expect: &[&str]| {
            check(
                &format!(
                    "from django.db.models import CharField, Lookup\n{mark}class Shout(Lookup):\n    def as_sql(self, compiler, connection):\n        return name()\n{call}"
                ),
                expect,
            );
        };
        check("", "CharField.register_lookup(Shout)", &[]);
        check("@CharField.register_lookup\n", "", &[]);
        check(
            "",
            "",
            &["shop/parts.py#Shout.as_sql", "shop/parts.py#name"],
        );
    }

    #[test]
    fn extensions_of_drf_spectacular_run() {
        let check = |base: &str, expect: &[&str]| {
            check(
                &format!(
                    "from drf_spectacular.extensions import OpenApiSerializerExtension\nfrom other import Extension\nclass Fix({base}):\n    target_class = 'shop.parts.show'\n    def map_serializer(self, auto_schema, direction):\n        return name()\n"
                ),
                expect,
            );
        };
        check("OpenApiSerializerExtension", &[]);
        check(
            "",
            &["shop/parts.py#Fix.map_serializer", "shop/parts.py#name"],
        );
    }
}
