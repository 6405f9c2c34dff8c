//! Imports, by statement and by name.

use ruff_python_ast::{Arguments, Expr, StmtImport, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};

use crate::model::{Import, ImportedName, Presence};

use super::names::{constant, dotted, last_part};
use super::reader::Reader;

impl Reader<'_> {
    pub(super) fn import(&mut self, statement: &StmtImport) {
        for alias in &statement.names {
            let local = alias.asname.as_ref().map(|name| name.as_str().into());
            self.add_import(
                alias.name.as_str().into(),
                Vec::new(),
                local,
                statement.start(),
            );
        }
    }

    pub(super) fn import_from(&mut self, statement: &StmtImportFrom) {
        let dots = usize::try_from(statement.level).unwrap_or_default();
        let mut module = ".".repeat(dots);
        module.push_str(statement.module.as_ref().map_or("", |name| name.as_str()));
        let names = statement
            .names
            .iter()
            .map(|alias| ImportedName {
                name: alias.name.as_str().into(),
                local: alias.asname.as_ref().unwrap_or(&alias.name).as_str().into(),
                type_only: false,
            })
            .collect();
        self.add_import(module.into(), names, None, statement.start());
    }

    fn add_import(
        &mut self,
        module: Box<str>,
        names: Vec<ImportedName>,
        alias: Option<Box<str>>,
        at: TextSize,
    ) {
        let presence = match self.is_type_only {
            true => Presence::TypeOnly,
            false => Presence::Runtime,
        };
        let import = Import {
            is_test_only: false,
            module,
            names,
            alias,
            line: self.lines.line(at),
            presence,
            within: self.scope.symbol,
        };
        // What a function imports under a name that it shares with the module is a name of both.
        if self.is_global(&import) {
            self.facts.imports.push(Import {
                within: None,
                ..import.clone()
            });
        }
        self.facts.imports.push(import);
    }

    fn is_global(&self, import: &Import) -> bool {
        let named = import.names.iter().map(|name| &*name.local);
        let whole = || import.module.split('.').next().unwrap_or_default();
        let alias = import.alias.as_deref();
        let alias = alias.or_else(|| import.names.is_empty().then(whole));
        !self.globals.is_empty()
            && named
                .chain(alias)
                .any(|name| self.globals.contains(&(import.within, name.to_owned())))
    }

    /// Records a call that imports the module named by its first argument.
    pub(super) fn import_by_call(&mut self, path: &str, arguments: &Arguments, at: TextSize) {
        let imports = matches!(last_part(path), "import_module" | "importorskip")
            || matches!(path, "__import__" | "builtins.__import__");
        if !imports {
            return;
        }
        let Some(name) = arguments.args.first().and_then(constant) else {
            return;
        };
        let package = arguments
            .find_argument_value("package", 1)
            .filter(|_| last_part(path) == "import_module");
        let Some(module) = absolute(name, package) else {
            return;
        };
        self.facts.imports.push(Import {
            is_test_only: false,
            module: module.into(),
            names: Vec::new(),
            alias: None,
            line: self.lines.line(at),
            presence: Presence::Dynamic,
            within: self.scope.symbol,
        });
    }
}

/// Resolves leading dots against a constant package; `__package__` and `__name__` leave them,
/// for they mean what the dots of a statement mean.
fn absolute(name: &str, package: Option<&Expr>) -> Option<String> {
    let below = name.trim_start_matches('.');
    let dots = name.len() - below.len();
    if dots == 0 {
        return Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    let package = package?;
    if let Some(mut package) = constant(package) {
        for _ in 1..dots {
            package = package.rsplit_once('.')?.0;
        }
        let dot = if below.is_empty() { "" } else { "." };
        return Some(format!("{package}{dot}{below}"));
    }
    let own = dotted(package)?;
    matches!(own.as_str(), "__package__" | "__name__").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// Imports as `line presence module [name as local, …] as alias @within`.
    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .imports
            .iter()
            .map(|import| {
                let mut text = format!("{} {:?} {}", import.line, import.presence, import.module);
                for name in &import.names {
                    text += &format!(" {}={}", name.local, name.name);
                }
                if let Some(alias) = &import.alias {
                    text += &format!(" as {alias}");
                }
                if let Some(within) = import.within {
                    text += &format!(" @{}", facts.symbols[within as usize].name);
                }
                text
            })
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn modules_keep_their_dots() {
        check(
            "import a.b, c\nimport a.b as d\n",
            &["1 Runtime a.b", "1 Runtime c", "2 Runtime a.b as d"],
        );
        check(
            "from ..x import (\n  y as z,\n  w,\n)\n",
            &["1 Runtime ..x z=y w=w"],
        );
        check("from . import x", &["1 Runtime . x=x"]);
        check("from a.b import *", &["1 Runtime a.b *=*"]);
    }

    #[test]
    fn imports_in_functions_are_within_them() {
        check(
            "def f():\n    import a\n    if x:\n        from b import c\n",
            &["2 Runtime a @f", "4 Runtime b c=c @f"],
        );
    }

    #[test]
    fn imports_for_type_checkers_do_not_run() {
        check(
            "if TYPE_CHECKING:\n    import a\nelse:\n    import b\nimport c\n",
            &["2 TypeOnly a", "4 Runtime b", "5 Runtime c"],
        );
        check(
            "if typing.TYPE_CHECKING:\n    import a\nelif x:\n    import b\n",
            &["2 TypeOnly a", "4 Runtime b"],
        );
        check(
            "if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
            &["2 Runtime a", "4 TypeOnly b"],
        );
    }

    #[test]
    fn imports_by_call_need_a_constant_name() {
        check(
            "import importlib\nm = importlib.import_module('a.b')\n",
            &["1 Runtime importlib", "2 Dynamic a.b as m"],
        );
        check("def f():\n    __import__('a')\n", &["2 Dynamic a @f"]);
        check("import_module(name)\nimport_module(f'a.{b}')\n", &[]);
        check("x = pytest.importorskip('a')", &["1 Dynamic a as x"]);
    }

    #[test]
    fn relative_imports_by_call_are_resolved_against_their_package() {
        check("import_module('.c', 'a.b')", &["1 Dynamic a.b.c"]);
        check("import_module('..c', package='a.b')", &["1 Dynamic a.c"]);
        check("import_module('....c', package='a.b')", &[]);
        check(
            "import_module('.c', package=__package__)",
            &["1 Dynamic .c"],
        );
        check(
            "import_module('.c', package=base)\nimport_module('.c')",
            &[],
        );
    }

    #[test]
    fn patches_import_nothing() {
        check("mock.patch('a.b.C')\nmonkeypatch.setattr('a.b', 1)", &[]);
    }
}
