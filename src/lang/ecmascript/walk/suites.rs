//! Tests and suites: `it("works", () => …)` in the shapes that runners know.

use oxc_ast::ast::{
    Argument, CallExpression, Expression, ImportDeclarationSpecifier, ObjectPropertyKind, Program,
    Statement, VariableDeclarator,
};
use oxc_ast_visit::Visit;
use oxc_span::Span;
use rustc_hash::FxHashMap;

use crate::model::{ReferenceKind, SymbolKind};

use super::Walker;
use super::chain::{self, Chain};
use super::symbols::{CALLBACK, Definition};

/// What a runner's function does with its callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Test,
    Suite,
}

/// What is known of a callback before it is walked.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) role: Role,
    pub(super) title: String,
    pub(super) is_skipped: bool,
}

/// Functions that runners define: role, and whether what they take is passed over.
const RUNNER_FUNCTIONS: &[(&str, Role, bool)] = &[
    ("it", Role::Test, false),
    ("test", Role::Test, false),
    ("specify", Role::Test, false),
    ("fit", Role::Test, false),
    ("xit", Role::Test, true),
    ("xtest", Role::Test, true),
    ("xspecify", Role::Test, true),
    ("describe", Role::Suite, false),
    ("suite", Role::Suite, false),
    ("context", Role::Suite, false),
    ("fdescribe", Role::Suite, false),
    ("xdescribe", Role::Suite, true),
    ("xcontext", Role::Suite, true),
];

/// Modules that export them.
const RUNNERS: &[&str] = &[
    "vitest",
    "@jest/globals",
    "node:test",
    "test",
    "bun:test",
    "mocha",
    "@playwright/test",
    "@playwright/experimental-ct-react",
    "@playwright/experimental-ct-vue",
    "ava",
    "tap",
    "tape",
    "uvu",
    "@std/testing/bdd",
    "@japa/runner",
    "@effect/vitest",
    "cypress",
];

/// What may follow a runner's function with a dot.
const MODIFIERS: &[&str] = &[
    "concurrent",
    "each",
    "extend",
    "fail",
    "failing",
    "fails",
    "for",
    "only",
    "parallel",
    "runIf",
    "sequential",
    "serial",
    "shuffle",
    "skipIf",
];
const SKIPPING: &[&str] = &["skip", "todo", "fixme", "ignore"];
const SUITES: &[&str] = &["describe", "suite", "context"];
/// Modifiers that are called themselves before the title is given.
const CURRIED: &[&str] = &["each", "for", "skipIf", "runIf", "extend"];

/// Names of this file that are a runner's functions.
pub(super) struct RunnerNames<'a>(FxHashMap<&'a str, (Role, bool)>);

impl<'a> RunnerNames<'a> {
    /// The globals of runners, unless the file takes or declares these names otherwise.
    pub(super) fn globals() -> Self {
        let globals = RUNNER_FUNCTIONS
            .iter()
            .map(|(name, role, is_skipped)| (*name, (*role, *is_skipped)));
        Self(globals.collect())
    }

    /// Learns from a program's imports and declarations.
    pub(super) fn learn(&mut self, program: &Program<'a>) {
        for statement in &program.body {
            match statement {
                Statement::ImportDeclaration(import) => {
                    let module = import.source.value.as_str();
                    for specifier in import.specifiers.iter().flatten() {
                        self.learn_import(module, specifier);
                    }
                }
                Statement::FunctionDeclaration(function) => {
                    if let Some(id) = &function.id {
                        self.0.remove(id.name.as_str());
                    }
                }
                Statement::VariableDeclaration(it) => self.learn_variables(&it.declarations),
                Statement::ExportDeclaration(it) => {
                    if let oxc_ast::ast::Declaration::VariableDeclaration(it) = &it.declaration {
                        self.learn_variables(&it.declarations);
                    }
                }
                _ => {}
            }
        }
    }

    fn learn_import(&mut self, module: &str, specifier: &ImportDeclarationSpecifier<'a>) {
        let local = specifier.local().name.as_str();
        let (imported, is_default) = match specifier {
            ImportDeclarationSpecifier::ImportSpecifier(it) => (it.imported.name().as_str(), false),
            ImportDeclarationSpecifier::ImportDefaultSpecifier(_) => ("test", true),
            ImportDeclarationSpecifier::ImportNamespaceSpecifier(_) => ("test", true),
        };
        if RUNNERS.contains(&module) {
            if let Some((_, role, is_skipped)) = known(imported) {
                self.0.insert(local, (role, is_skipped));
            }
        } else if is_default || !is_fixture_module(module) {
            self.0.remove(local);
        }
    }

    fn learn_variables(&mut self, declarators: &[VariableDeclarator<'a>]) {
        for it in declarators {
            let (Some(name), Some(value)) = (it.id.get_identifier_name(), &it.init) else {
                continue;
            };
            let name = name.as_str();
            match value.get_inner_expression() {
                // `const test = base.extend({…})`
                Expression::CallExpression(call) => {
                    let callee = Chain::of(&call.callee);
                    let head = callee.path.split('.').next().unwrap_or_default();
                    let from_runner = callee.path == "require"
                        && chain::first_constant(&call.arguments)
                            .is_some_and(|module| RUNNERS.contains(&module));
                    match self.0.get(head).copied() {
                        Some(entry) if callee.last() == "extend" => {
                            self.0.insert(name, entry);
                        }
                        // `const Math = suite("math")` of uvu, then `Math("adds", …)`
                        Some((Role::Suite, _))
                            if callee.path == "suite" && call.arguments.len() == 1 =>
                        {
                            self.0.insert(name, (Role::Test, false));
                        }
                        _ if from_runner && self.0.contains_key(name) => {}
                        // `const t = require("tap")`, then `t.test(…)`
                        _ if from_runner => {
                            self.0.insert(name, (Role::Test, false));
                        }
                        _ => {
                            self.0.remove(name);
                        }
                    }
                }
                Expression::Identifier(other) => match self.0.get(other.name.as_str()).copied() {
                    Some(entry) => {
                        self.0.insert(name, entry);
                    }
                    None => {
                        self.0.remove(name);
                    }
                },
                _ => {
                    self.0.remove(name);
                }
            }
        }
    }

    /// Reads the function that a call calls.
    fn read(&self, call: &CallExpression<'a>) -> Option<(Role, bool)> {
        let mut callee = call.callee.get_inner_expression();
        let mut is_curried = false;
        match callee {
            Expression::CallExpression(inner) => {
                callee = inner.callee.get_inner_expression();
                is_curried = true;
            }
            Expression::TaggedTemplateExpression(inner) => {
                callee = inner.tag.get_inner_expression();
                is_curried = true;
            }
            _ => {}
        }
        let chain = Chain::of(callee);
        let mut names = chain.path.split('.');
        let root = names.next()?;
        let (mut role, mut is_skipped) = match self.0.get(root) {
            Some(entry) => *entry,
            None if root == "Deno" && names.next() == Some("test") => (Role::Test, false),
            None if root == "QUnit" => match names.next() {
                Some("test") => (Role::Test, false),
                Some("module") => (Role::Suite, false),
                _ => return None,
            },
            None => return None,
        };
        let mut last = root;
        for (nth, name) in names.enumerate() {
            last = name;
            if SUITES.contains(&name) {
                role = Role::Suite;
            } else if nth == 0 && matches!(name, "test" | "it") {
                // Of a runner that is one object.
            } else if SKIPPING.contains(&name) {
                is_skipped = true;
            } else if !MODIFIERS.contains(&name) {
                return None;
            }
        }
        (CURRIED.contains(&last) == is_curried).then_some((role, is_skipped))
    }
}

fn known(name: &str) -> Option<(&'static str, Role, bool)> {
    RUNNER_FUNCTIONS
        .iter()
        .find(|(known, _, _)| *known == name)
        .copied()
}

/// Whether `test` imported from there is likely a runner's, extended.
fn is_fixture_module(module: &str) -> bool {
    module.starts_with(['.', '~', '#'])
        || module.starts_with("@/")
        || module.contains("test")
        || module.contains("fixture")
}

impl<'a> Walker<'a> {
    /// Marks the callback of a test or suite, and adds tests that have none.
    pub(super) fn read_test(&mut self, call: &CallExpression<'a>) {
        if self.is_flat {
            return;
        }
        let Some((role, is_skipped)) = self.runners.read(call) else {
            return;
        };
        let Some(title) = self.title(call) else {
            return;
        };
        let mut mark = Mark {
            role,
            title,
            is_skipped: is_skipped || has_skip_option(call),
        };
        if let Some(start) = callback(call) {
            self.marks.insert(start + self.base, mark);
            return;
        }
        let handler = call
            .arguments
            .iter()
            .skip(1)
            .filter_map(Argument::as_expression);
        let handler = handler
            .map(Chain::of)
            .rfind(|chain| !chain.path.is_empty() && !chain.path.starts_with('.'));
        // Deep in other functions, `test("x")` is more likely to be a function of the file.
        let is_in_suite = self.scopes.last().is_none_or(|scope| scope.is_suite);
        // `test.skip(isSlow)` is a condition, not a test.
        let is_titled = call.arguments.first().is_some_and(|first| {
            matches!(
                first,
                Argument::StringLiteral(_) | Argument::TemplateLiteral(_)
            )
        });
        let is_odd = handler.is_none() && (call.arguments.len() > 1 || !is_titled);
        if role == Role::Suite || is_odd || !is_in_suite {
            return;
        }
        // A title alone is a test still to be written.
        mark.is_skipped |= handler.is_none();
        let symbol = self.define(
            &Definition {
                name: mark.title.clone(),
                kind: SymbolKind::Function,
                span: call.span,
                has_logic: handler.is_some(),
            },
            Some(&mark),
        );
        if let Some(handler) = handler {
            // It is the runner that calls it.
            self.inside(symbol, false, |walker| {
                walker.refer(handler, ReferenceKind::Call, None);
            });
        }
    }

    /// The title of a test as runners print it.
    fn title(&self, call: &CallExpression<'a>) -> Option<String> {
        let first = call.arguments.first()?.as_expression()?;
        let title = match first.get_inner_expression() {
            Expression::TemplateLiteral(it) => {
                let inner = Span::new(it.span.start + 1, it.span.end.saturating_sub(1));
                self.text(inner).to_owned()
            }
            Expression::FunctionExpression(it) => it.id.as_ref()?.name.as_str().to_owned(),
            // `Deno.test({ name, fn })`
            Expression::ObjectExpression(it) => {
                let mut properties = it
                    .properties
                    .iter()
                    .filter_map(ObjectPropertyKind::as_property);
                let name = properties.find(|it| it.key.is_specific_static_name("name"))?;
                chain::constant(&name.value)?.to_owned()
            }
            Expression::BinaryExpression(it) => self.text(it.span).to_owned(),
            Expression::CallExpression(it) if callback(call).is_some() => {
                self.text(it.span).to_owned()
            }
            other => match chain::constant(other) {
                Some(title) => title.to_owned(),
                None => Chain::of(other).path,
            },
        };
        let title = title.trim();
        (!title.is_empty()).then(|| title.to_owned())
    }

    /// Walks the arguments of a call, naming callbacks after what they are passed to.
    pub(super) fn visit_named_arguments(&mut self, callee: &str, arguments: &[Argument<'a>]) {
        for argument in arguments {
            if let Some(expression) = argument.as_expression() {
                self.name_function(expression, || match callee {
                    "" => CALLBACK.to_owned(),
                    callee => format!("{callee}.{CALLBACK}"),
                });
            }
            self.visit_argument(argument);
        }
    }
}

/// The offset of the function that a runner would call.
fn callback(call: &CallExpression<'_>) -> Option<u32> {
    call.arguments
        .iter()
        .filter_map(Argument::as_expression)
        .find_map(|argument| match argument.get_inner_expression() {
            Expression::ObjectExpression(it) => it
                .properties
                .iter()
                .filter_map(ObjectPropertyKind::as_property)
                .find(|it| it.key.is_specific_static_name("fn"))
                .and_then(|it| chain::function_within(&it.value)),
            _ => chain::function_within(argument),
        })
}

/// `{ skip: true }` and the like among the options.
fn has_skip_option(call: &CallExpression<'_>) -> bool {
    let options = call
        .arguments
        .iter()
        .filter_map(Argument::as_expression)
        .filter_map(|argument| match argument {
            Expression::ObjectExpression(it) => Some(it),
            _ => None,
        });
    options
        .flat_map(|it| it.properties.iter())
        .filter_map(ObjectPropertyKind::as_property)
        .any(|it| {
            let is_on = match &it.value {
                Expression::BooleanLiteral(value) => value.value,
                Expression::StringLiteral(_) => true,
                _ => false,
            };
            is_on
                && SKIPPING
                    .iter()
                    .any(|key| it.key.is_specific_static_name(key))
        })
}
