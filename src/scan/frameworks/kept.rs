//! Classes that a library keeps and makes objects of by itself: Django's lookups
//! (`CharField.register_lookup(Shout)`), the extensions of drf-spectacular; and functions that one
//! keeps, jsonschema's `@checker.checks("colour")`.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, ReferenceKind, SymbolKind, last_part};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const KEPT: Framework = Framework {
    uses,
    barred: nothing,
};

/// The method of Django's fields that keeps a lookup or a transform.
const LOOKUP: &str = "register_lookup";

/// Methods of jsonschema's checkers of formats that keep a function.
const CHECKS: [&str; 2] = ["checks", "cls_checks"];

/// The class of those.
const CHECKER: &str = "FormatChecker";

/// Most functions that use one checker.
const MOST_READERS: usize = 16;

/// Where drf-spectacular has the classes of which it knows all that are derived from them.
const EXTENSIONS: &str = "drf_spectacular.extensions";

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        if let Some(facts) = facts {
            lookups(index, file, facts, &mut found);
            extensions(index, file, facts, &mut found);
            formats(index, file, facts, &mut found);
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

/// Functions that check a format run where other functions of the file use the checker, else where it
/// is loaded.
fn formats(index: &Index<'_>, file: FileId, facts: &FileFacts, found: &mut Vec<(Node, Call)>) {
    let mut readers: FxHashMap<&str, Vec<Node>> = FxHashMap::default();
    for binding in facts.bindings.iter().filter(|it| it.within.is_none()) {
        if binding.kind == BindingKind::Call && last_part(&binding.source) == CHECKER {
            readers.entry(&binding.name).or_default();
        }
    }
    if readers.is_empty() {
        return;
    }
    for reference in &facts.references {
        if let Some(within) = reference.within
            && reference.kind == ReferenceKind::Read
            && let Some(known) = readers.get_mut(&*reference.path)
            && known.len() < MOST_READERS
        {
            known.push(index.node(file, within));
        }
    }
    for reference in index.references_to(file, &CHECKS) {
        let Some((owner, _)) = reference.path.rsplit_once('.') else {
            continue;
        };
        let (ReferenceKind::Decorator, Some(within)) = (reference.kind, reference.within) else {
            continue;
        };
        let own = [index.module(file)];
        let users = match readers.get(owner).map(Vec::as_slice) {
            Some([]) => own.as_slice(),
            Some(users) => users,
            None => continue,
        };
        let to = index.node(file, within);
        found.extend(users.iter().map(|from| (*from, call(to, reference.line))));
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

    #[test]
    fn formats_are_checked_where_their_checker_is_used() {
        let check = |made: &str, read: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /shop/__init__.py\n//- /shop/parts.py\nfrom jsonschema import FormatChecker, validate\nchecker = {made}\n@checker.checks('colour', raises=ValueError)\ndef is_colour(it):\n    return it[0] == '#'\n\
                 def check(it):\n    return validate(it, {{'format': 'colour'}}, {read})\ndef show():\n    return 1\n\
                 //- /tests/test_x.py\nfrom shop.parts import show, check\ndef test_x():\n    assert show()\n"
            ));
            assert_eq!(found, expect, "{made} {read}");
        };
        let (check_it, colour) = ("shop/parts.py#check", "shop/parts.py#is_colour");
        let used = "format_checker=checker";
        check("FormatChecker()", used, &[colour, check_it]);
        check("FormatChecker()", "", &[check_it]);
        check("other()", "", &[colour, check_it]);
    }
}
