//! Rust's `use` declarations.

use tree_sitter::Node;

use crate::lang::syntax::{Reader, first_child, line};
use crate::model::{Export, FileFacts, Import, ImportedName, Presence, name_of};

use super::Rust;
use super::paths::segments;

/// Most parts of a path, and deepest nesting of its lists.
const LONGEST_PATH: usize = 64;

/// Reads `use` and `extern crate`.
pub(super) fn import(rust: &mut Rust, reader: &mut Reader<'_>, node: Node<'_>) {
    reader.hush(node.end_byte());
    let said = rust.attributes.take(reader, node);
    let is_test_only = reader.is_test_only() || said.is_test_only() || {
        let function = reader
            .function()
            .and_then(|index| reader.facts.symbols.get(index as usize));
        function.is_some_and(|function| function.is_test)
    };
    let mut imports = match node.kind() {
        "extern_crate_declaration" => extern_crate(reader, node).into_iter().collect(),
        _ => node
            .child_by_field_name("argument")
            .map(|argument| read_use(rust, reader, argument))
            .unwrap_or_default(),
    };
    let is_public = node
        .named_children(&mut node.walk())
        .any(|child| child.kind() == "visibility_modifier");
    for import in &mut imports {
        import.line = line(node);
        import.within = reader.within();
        import.is_test_only = is_test_only;
        if is_public {
            reader.facts.exports.extend(exports(import));
        }
    }
    reader.facts.imports.append(&mut imports);
}

/// Reads `include!("table.rs")`: what the other file holds stands here, as if a module of it were
/// declared and all its names passed on.
pub(super) fn include(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>, path: &str) {
    let file = name_of(path);
    let Some(stem) = file.strip_suffix(".rs").filter(|stem| !stem.is_empty()) else {
        return;
    };
    let name = rust
        .place
        .in_modules(node.start_byte(), &format!("include {stem}"));
    let is_test_only = reader.is_test_only();
    let mut import = Import {
        names: vec![ImportedName {
            name: "*".into(),
            local: "*".into(),
            type_only: false,
        }],
        ..whole(&format!("self.{name}"), "*")
    };
    import.alias = None;
    import.line = line(node);
    import.is_test_only = is_test_only;
    reader.facts.exports.extend(exports(&import));
    reader.facts.imports.push(import);
    let place = (name.into(), Some(path.into()), is_test_only);
    reader.facts.modules.push(place);
}

/// `automod::dir!(pub "src/commands")` declares each file of a folder of the package as a module.
pub(super) fn declare_folder(rust: &Rust, reader: &mut Reader<'_>, node: Node<'_>, path: &str) {
    let name = rust
        .place
        .in_modules(node.start_byte(), FileFacts::ALL_OF_FOLDER);
    let place = (name.into(), Some(path.into()), reader.is_test_only());
    reader.facts.modules.push(place);
}

/// What a `pub use` passes on.
fn exports(import: &Import) -> Vec<Export> {
    let export = |name: &str, local: &str| Export {
        name: name.into(),
        local: local.into(),
        from: Some(import.module.clone()),
        type_only: false,
        line: import.line,
    };
    match &import.alias {
        Some(alias) => vec![export(alias, "*")],
        None => import
            .names
            .iter()
            .map(|name| export(&name.local, &name.name))
            .collect(),
    }
}

fn extern_crate(reader: &Reader<'_>, node: Node<'_>) -> Option<Import> {
    let name = |field| {
        let name = node.child_by_field_name(field)?;
        segments(reader.source, name)?.pop()
    };
    let module = name("name")?;
    Some(whole(module, name("alias").unwrap_or(module)))
}

/// The import of a module itself.
fn whole(module: &str, alias: &str) -> Import {
    Import {
        module: module.into(),
        names: Vec::new(),
        alias: Some(alias.into()),
        line: 0,
        presence: Presence::Runtime,
        within: None,
        is_test_only: false,
    }
}

/// Walks the tree of a `use` without recursion: one import for each list of names.
fn read_use(rust: &Rust, reader: &Reader<'_>, argument: Node<'_>) -> Vec<Import> {
    let source = reader.source;
    let byte = argument.start_byte();
    let mut found: Vec<Import> = Vec::new();
    let mut pending = vec![(Vec::new(), argument)];
    while let Some((prefix, node)) = pending.pop() {
        match node.kind() {
            "use_list" => {
                let children: Vec<_> = node
                    .named_children(&mut node.walk())
                    .filter(|child| !child.is_extra())
                    .map(|child| (prefix.clone(), child))
                    .collect();
                pending.extend(children.into_iter().rev());
            }
            "scoped_use_list" => {
                let list = node.child_by_field_name("list");
                let prefix = match node.child_by_field_name("path") {
                    Some(path) => joined(source, &prefix, path),
                    None => Some(prefix),
                };
                pending.extend(prefix.zip(list));
            }
            "use_wildcard" => {
                let prefix = match first_child(node) {
                    Some(path) => joined(source, &prefix, path),
                    None => Some(prefix),
                };
                if let Some(prefix) = prefix {
                    add(rust, &mut found, &prefix, "*", "*", byte);
                }
            }
            "use_as_clause" => {
                let path = node.child_by_field_name("path");
                let path = path.and_then(|path| joined(source, &prefix, path));
                let alias = node.child_by_field_name("alias");
                let alias = alias.and_then(|alias| segments(source, alias)?.pop());
                if let (Some(path), Some(alias)) = (path, alias) {
                    add_path(rust, &mut found, path, Some(alias), byte);
                }
            }
            _ => {
                if let Some(path) = joined(source, &prefix, node) {
                    add_path(rust, &mut found, path, None, byte);
                }
            }
        }
    }
    found
}

fn joined<'s>(source: &'s str, prefix: &[&'s str], path: Node<'_>) -> Option<Vec<&'s str>> {
    let mut parts = prefix.to_vec();
    parts.extend(segments(source, path)?);
    (parts.len() <= LONGEST_PATH).then_some(parts)
}

/// Adds `a::b::c`, or `a::b::{self}`, which imports `b`.
fn add_path(
    rust: &Rust,
    found: &mut Vec<Import>,
    mut path: Vec<&str>,
    alias: Option<&str>,
    byte: usize,
) {
    if path.len() > 1 && path.last() == Some(&"self") {
        path.pop();
    }
    let Some(name) = path.pop() else {
        return;
    };
    let local = alias.unwrap_or(name);
    if path.is_empty() {
        let module = rust.place.module_path(&[name], byte);
        found.extend(module.map(|module| whole(&module, local)));
    } else {
        add(rust, found, &path, name, local, byte);
    }
}

fn add(
    rust: &Rust,
    found: &mut Vec<Import>,
    prefix: &[&str],
    name: &str,
    local: &str,
    byte: usize,
) {
    let Some(module) = rust.place.module_path(prefix, byte) else {
        return;
    };
    let name = ImportedName {
        name: name.into(),
        local: local.into(),
        type_only: false,
    };
    match found.last_mut() {
        Some(last) if *last.module == *module && last.alias.is_none() => last.names.push(name),
        _ => found.push(Import {
            names: vec![name],
            alias: None,
            ..whole(&module, "")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::super::tests::check;
    use crate::lang::syntax::show;

    #[test]
    fn each_list_of_names_is_an_import() {
        check(
            show::imports,
            "use a::b::{c, d as e, self};\nuse crate::walk::walk;\nuse f;\nuse ::g::{h::*, {i, j::k}};\nuse l::m as _;\nextern crate n as o;",
            &[
                "a.b c>c d>e",
                "a b>b",
                "crate.walk walk>walk",
                "f as f",
                "g.h *>*",
                "g i>i",
                "g.j k>k",
                "l m>_",
                "n as o",
            ],
        );
    }

    #[test]
    fn paths_are_seen_from_the_module_of_the_file() {
        check(
            show::imports,
            "use self::a::b;\nuse super::c;\nmod tests {\n    use super::*;\n    use super::{d, super::e::f};\n    use self::g::h;\n    fn i() { use super::j; }\n}",
            &[
                "self.a b>b",
                "super c>c",
                "self *>*",
                "self d>d",
                "super.e f>f",
                "self.tests.g h>h",
                "tests.i: self j>j",
            ],
        );
    }

    #[test]
    fn imports_of_test_builds_are_told_apart() {
        check(
            show::imports,
            "use a::b;\n#[cfg(test)]\nuse a::c;\n#[cfg(test)]\nmod tests { use a::d; }\n#[test]\nfn e() { use a::f; }",
            &[
                "a b>b",
                "a c>c test-only",
                "a d>d test-only",
                "e: a f>f test-only",
            ],
        );
    }

    #[test]
    fn public_imports_are_exports() {
        let facts = extract("pub use a::b::{c as d, *};\npub(crate) use e;\nuse f::g;");
        let exports: Vec<_> = facts
            .exports
            .iter()
            .map(|export| format!("{} {} {:?}", export.name, export.local, export.from))
            .collect();
        assert_eq!(
            exports,
            ["d c Some(\"a.b\")", "* * Some(\"a.b\")", "e * Some(\"e\")"]
        );
    }
}
