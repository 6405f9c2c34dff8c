//! Imports, in the syntax of modules and by calls.

use oxc_ast::ast::{
    CallExpression, Expression, ImportDeclaration, ImportDeclarationSpecifier, ImportExpression,
    NewExpression, TSImportEqualsDeclaration, TSModuleReference,
};

use crate::model::{Import, ImportedName, Presence, ReferenceKind};

use super::Walker;
use super::chain::{self, Chain};
use super::globs::{Loaded, globs, presence_of_globs};

/// Names that a declaration takes out of what is awaited or required.
#[derive(Default)]
pub(super) struct Pattern {
    pub(super) names: Vec<ImportedName>,
    pub(super) alias: Option<Box<str>>,
}

/// Calls that replace a module.
const MOCKING: &[&str] = &[
    "vi.mock",
    "vi.doMock",
    "vitest.mock",
    "jest.mock",
    "jest.doMock",
    "jest.setMock",
    "jest.unstable_mockModule",
    "mock.module",
    "vi.importMock",
    "jest.requireMock",
];

/// Calls that load a module although it is replaced.
const LOADING_ACTUAL: &[&str] = &[
    "vi.importActual",
    "vitest.importActual",
    "jest.requireActual",
];

impl<'a> Walker<'a> {
    pub(super) fn import(&mut self, module: &str, pattern: Pattern, at: u32, presence: Presence) {
        self.facts.imports.push(Import {
            is_test_only: self.test_only > 0,
            module: module.into(),
            names: pattern.names,
            alias: pattern.alias,
            line: self.line(at),
            presence,
            within: self.within(),
        });
    }

    pub(super) fn import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        let mut pattern = Pattern::default();
        for specifier in it.specifiers.iter().flatten() {
            let local: Box<str> = specifier.local().name.as_str().into();
            let (name, type_only) = match specifier {
                ImportDeclarationSpecifier::ImportSpecifier(it) => {
                    (it.imported.name().as_str(), it.import_kind.is_type())
                }
                ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => ("default", false),
                ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => {
                    pattern.alias = Some(local);
                    continue;
                }
            };
            pattern.names.push(ImportedName {
                name: name.into(),
                local,
                type_only: type_only || it.import_kind.is_type(),
            });
        }
        let presence = if it.import_kind.is_type() || self.type_depth > 0 {
            Presence::TypeOnly
        } else {
            self.elidable.push(self.facts.imports.len());
            Presence::Runtime
        };
        self.import(it.source.value.as_str(), pattern, it.span.start, presence);
    }

    pub(super) fn import_equals(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        let TSModuleReference::ExternalModuleReference(reference) = &it.module_reference else {
            return;
        };
        let pattern = Pattern {
            names: Vec::new(),
            alias: Some(it.id.name.as_str().into()),
        };
        let presence = if it.import_kind.is_type() {
            Presence::TypeOnly
        } else {
            self.elidable.push(self.facts.imports.len());
            Presence::Runtime
        };
        let module = reference.expression.value.as_str();
        self.import(module, pattern, it.span.start, presence);
    }

    pub(super) fn import_expression(&mut self, it: &ImportExpression<'a>) {
        let pattern = self.kept_pattern(it.span);
        let is_name = self.naming.take_if(|naming| *naming == it.span).is_some();
        if is_name {
            return;
        }
        let at = it.span.start;
        match self.loaded(&it.source) {
            Some(Loaded::One(module)) => self.import(&module, pattern, at, Presence::Dynamic),
            Some(Loaded::Any(modules)) => {
                self.import(&modules, Pattern::default(), at, Presence::Dynamic);
            }
            None => self.refer_to("import".to_owned(), ReferenceKind::Call, None, at),
        }
    }

    /// Reads a call that loads or replaces a module. True if the call is nothing else, so that
    /// its arguments need no visit.
    pub(super) fn loading_call(&mut self, call: &CallExpression<'a>, callee: &str) -> bool {
        if callee == "require" {
            self.hand_required(call);
        }
        let pattern = self.kept_pattern(call.span);
        let first = call.arguments.first().and_then(|it| it.as_expression());
        let at = call.span.start;
        if MOCKING.contains(&callee) {
            return self.mocking_call(call, first);
        }
        // A factory's parameter loads the module that it replaces.
        if let Some(module) = self.originals.get(callee).cloned() {
            self.import(&module, pattern, at, Presence::Actual);
            return true;
        }
        match (callee, first) {
            ("require" | "proxyquire" | "rewire" | "esmock", Some(first)) => {
                match self.loaded(first) {
                    Some(Loaded::One(module)) => {
                        self.import(&module, pattern, at, Presence::Runtime);
                    }
                    Some(Loaded::Any(modules)) if callee == "require" => {
                        self.import(&modules, Pattern::default(), at, Presence::Dynamic);
                    }
                    _ => return false,
                }
            }
            ("import.meta.glob" | "import.meta.globEager", Some(first)) => {
                if let Some(presence) = presence_of_globs(call, callee) {
                    for modules in globs(first) {
                        self.import(&modules, Pattern::default(), at, presence);
                    }
                }
            }
            ("require.context", Some(_)) => {
                if let Some((modules, presence)) = Self::modules_of_context(call) {
                    self.import(&modules, Pattern::default(), at, presence);
                }
            }
            (callee, Some(first)) if LOADING_ACTUAL.contains(&callee) => {
                if let Some(module) = module_named(first) {
                    self.import(module, pattern, at, Presence::Actual);
                }
            }
            _ => return false,
        }
        true
    }

    /// `new URL("./worker.js", import.meta.url)` names a module to load.
    pub(super) fn worker_url(&mut self, it: &NewExpression<'a>) {
        let mut arguments = it.arguments.iter().filter_map(|it| it.as_expression());
        if let (Some(first), Some(second)) = (arguments.next(), arguments.next())
            && it.callee.is_specific_id("URL")
            && Chain::of(second).path == "import.meta.url"
            && let Some(module) = chain::constant(first)
        {
            self.import(module, Pattern::default(), it.span.start, Presence::Dynamic);
        }
    }
}

/// The module that an argument names: `"x"` or `import("x")`.
pub(super) fn module_named<'a>(argument: &Expression<'a>) -> Option<&'a str> {
    match argument.get_inner_expression() {
        Expression::ImportExpression(import) => chain::constant(&import.source),
        other => chain::constant(other),
    }
}
