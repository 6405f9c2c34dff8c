//! Types of Strawberry: whoever has a schema asks for the fields that its types say.

use crate::lang::Family;
use crate::model::{FileId, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, call, imported, nothing};

pub(super) const STRAWBERRY: Framework = Framework {
    uses,
    barred: nothing,
};

/// Packages whose decorators mark fields.
const PACKAGES: [&str; 2] = ["strawberry", "strawberry_django"];

/// Decorators by which a method is a field.
const FIELDS: [&str; 4] = ["field", "mutation", "subscription", "connection"];

/// Decorators by which a class is a type.
const TYPES: [&str; 2] = ["type", "interface"];

/// The method of a type that is asked for what it shows of a model's rows.
const ROWS: &str = "get_queryset";

/// Most files of a tree that make schemas.
const MOST_SCHEMAS: usize = 16;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let python = index.files_of(Family::Python);
    let schema = |(file, _)| Some((file, schema_line(index, file)?));
    let mut schemas: Vec<(FileId, u32)> = python.filter_map(schema).collect();
    if let Some((left_out, _)) = schemas.get(MOST_SCHEMAS) {
        index.leave_out(*left_out, "schemas of Strawberry");
        schemas.truncate(MOST_SCHEMAS);
    }
    let mut found = Vec::new();
    for (schema, line) in schemas {
        let mut files: Vec<FileId> = imported(index, vec![schema]).into_iter().collect();
        files.sort_unstable();
        let asked = files.into_iter().flat_map(|file| fields(index, file));
        let from = match index.is_test_code(schema) {
            true => index.module(schema),
            false => index.constants(schema),
        };
        found.extend(asked.map(|field| (from, call(field, line))));
    }
    found
}

/// Where a file makes a schema: `strawberry.Schema(query=Query)`.
fn schema_line(index: &Index<'_>, file: FileId) -> Option<u32> {
    let mut calls = index.references_to(file, &["Schema"]);
    let call = calls.find(|it| it.kind == ReferenceKind::Call)?;
    has_strawberry(index, file).then_some(call.line)
}

fn has_strawberry(index: &Index<'_>, file: FileId) -> bool {
    let mut imports = index.facts(file).into_iter().flat_map(|it| &it.imports);
    imports.any(|import| {
        let package = import.module.split('.').next();
        package.is_some_and(|it| PACKAGES.contains(&it))
    })
}

/// The methods of a file's types that queries ask for.
fn fields(index: &Index<'_>, file: FileId) -> Vec<Node> {
    let facts = index.facts(file).filter(|_| has_strawberry(index, file));
    let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
    let is_marked = |decorators: &[Box<str>], marks: &[&str]| {
        let mut said = decorators.iter().filter_map(|it| it.rsplit_once('.'));
        said.any(|(owner, mark)| PACKAGES.contains(&owner) && marks.contains(&mark))
    };
    let is_type = |class: u32| {
        let class = symbols.get(class as usize);
        class.is_some_and(|it| is_marked(&it.decorators, &TYPES))
    };
    let numbered = (0_u32..).zip(symbols);
    let asked = numbered.filter(|(_, it)| {
        is_marked(&it.decorators, &FIELDS) || it.last() == ROWS && it.parent.is_some_and(is_type)
    });
    asked.map(|(at, _)| index.node(file, at)).collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn fields_of_types_are_asked_for_where_a_schema_is() {
        let check = |import: &str, test: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /shop/__init__.py\n//- /shop/types.py\n{import}\n@strawberry.type\nclass Item:\n    @strawberry.field\n    def label(self) -> str:\n        return name()\n    def idle(self):\n        return 1\n    @classmethod\n    def get_queryset(cls, rows, info):\n        return rows\ndef name():\n    return 'x'\n\
                 //- /shop/schema.py\n{import}\nfrom shop.types import Item\n@strawberry.type\nclass Query:\n    @strawberry.field\n    def items(self) -> list[Item]:\n        return []\nschema = strawberry.Schema(query=Query)\n\
                 //- /tests/test_x.py\n{test}\n"
            ));
            assert_eq!(found, expect, "{import} {test}");
        };
        let strawberry = "import strawberry";
        let asks = "from shop.schema import schema\ndef test_x():\n    assert schema.execute_sync('{ items { label } }')";
        check(strawberry, asks, &["shop/types.py#Item.idle"]);
        let all = [
            "shop/schema.py#Query.items",
            "shop/types.py#Item.label",
            "shop/types.py#Item.idle",
            "shop/types.py#Item.get_queryset",
            "shop/types.py#name",
        ];
        check(
            strawberry,
            "from shop import types\ndef test_x():\n    assert types",
            &all,
        );
    }
}
