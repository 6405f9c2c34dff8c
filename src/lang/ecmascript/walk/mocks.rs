//! What tests put in the place of modules: `vi.mock("./api", () => ({ load: vi.fn() }))`.

use oxc_ast::ast::{
    ArrowFunctionBody, CallExpression, Expression, FormalParameters, FunctionBody,
    ObjectExpression, Statement,
};
use oxc_span::GetSpan;
use rustc_hash::FxHashSet;

use crate::model::{Presence, Reference, ReferenceKind};

use super::Walker;
use super::chain;
use super::imports::{Pattern, module_named};

/// How deep objects in the object of a factory are looked into.
const MAX_DEPTH: u32 = 3;

impl<'a> Walker<'a> {
    /// `vi.mock("x", factory)`: the module is replaced; the factory is walked by the caller.
    pub(super) fn mocking_call(
        &mut self,
        call: &CallExpression<'a>,
        first: Option<&Expression<'a>>,
    ) -> bool {
        let Some(module) = first.and_then(module_named) else {
            return false;
        };
        let at = call.span.start;
        let second = call.arguments.get(1).and_then(|it| it.as_expression());
        let second = second.map(Expression::get_inner_expression);
        // Spies call what they spy on.
        let presence = match second {
            Some(Expression::ObjectExpression(options)) if is_spying(options) => Presence::Actual,
            _ => Presence::Mocked,
        };
        self.import(module, Pattern::default(), at, presence);
        if let Some(Expression::ImportExpression(named)) = first {
            // It names the module and does not load it.
            self.naming = Some(named.span);
        }
        let Some((parameters, made)) = second.and_then(factory) else {
            return false;
        };
        let original = parameters.items.first();
        let original = original.and_then(|parameter| parameter.pattern.get_identifier_name());
        if let Some(original) = original {
            self.originals.insert(original.as_str(), module.into());
        }
        let mut replaced = Vec::new();
        if let Some(made) = made {
            let whole = second.map(|second| self.text(second.span()));
            let taken = whole.map(taken_apart).unwrap_or_default();
            let taken: FxHashSet<&str> = taken.split(|letter| !is_of_name(letter)).collect();
            self.replaced_names(made, ("", &taken), MAX_DEPTH, &mut replaced);
        }
        if !replaced.is_empty() {
            let name = format!("{}{}", Reference::OF_MOCK, at + self.base);
            let pattern = Pattern {
                names: Vec::new(),
                alias: Some(name.as_str().into()),
            };
            self.import(module, pattern, at, Presence::TypeOnly);
            for member in replaced {
                let path = format!("{name}.{member}");
                self.refer_to(path, ReferenceKind::Replaced, None, at);
            }
        }
        false
    }

    /// The names that the object of a factory gives to something else than the module does.
    fn replaced_names(
        &self,
        made: &ObjectExpression<'a>,
        (before, taken): (&str, &FxHashSet<&str>),
        depth: u32,
        found: &mut Vec<String>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for property in made.properties.iter().filter_map(|it| it.as_property()) {
            let Some(key) = property.key.static_name() else {
                continue;
            };
            let path = format!("{before}{}", chain::clip(&key, chain::MAX_NAME));
            match property.value.get_inner_expression() {
                Expression::ObjectExpression(inner) => {
                    let before = format!("{path}.");
                    self.replaced_names(inner, (&before, taken), depth, found);
                }
                // What takes the member of the original by its name hands on to it.
                value if hands_on(self.text(value.span()), &key, taken) => {}
                value if value.is_literal() => {}
                _ => found.push(path),
            }
        }
    }
}

/// What a factory takes apart that it waits for: `load, ...all` of `const { load, ...all } = await
/// original()`.
fn taken_apart(factory: &str) -> String {
    let parts: Vec<&str> = factory.split("} = await").collect();
    let patterns = parts.iter().rev().skip(1);
    let patterns = patterns.filter_map(|before| before.rsplit('{').next());
    patterns.collect::<Vec<_>>().join(",")
}

/// Whether a text has the member of that name of an object, or the name as far as it was taken out
/// of the original.
fn hands_on(text: &str, key: &str, taken: &FxHashSet<&str>) -> bool {
    has_word(text, &format!(".{key}")) || taken.contains(key) && has_word(text, key)
}

/// Whether a name stands in a text that is no part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + word.len()..).unwrap_or_default();
        let is_start = word.starts_with('.') || !before.ends_with(is_of_name);
        is_start && !behind.starts_with(is_of_name)
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Whether options of a mock ask for spies: `vi.mock("./api", { spy: true })`.
fn is_spying(options: &ObjectExpression<'_>) -> bool {
    let mut options = options.properties.iter().filter_map(|it| it.as_property());
    options.any(|it| {
        it.key.is_specific_static_name("spy")
            && matches!(&it.value, Expression::BooleanLiteral(value) if value.value)
    })
}

/// The parameters of a factory, and the object that it gives back.
fn factory<'e, 'a>(
    value: &'e Expression<'a>,
) -> Option<(&'e FormalParameters<'a>, Option<&'e ObjectExpression<'a>>)> {
    match value {
        Expression::ArrowFunctionExpression(it) => {
            let made = match &it.body {
                ArrowFunctionBody::FunctionBody(body) => returned(body),
                _ => it.body.as_expression(),
            };
            Some((&*it.params, made.and_then(object)))
        }
        Expression::FunctionExpression(it) => {
            let made = it.body.as_ref().and_then(|body| returned(body));
            Some((&*it.params, made.and_then(object)))
        }
        _ => None,
    }
}

fn object<'e, 'a>(value: &'e Expression<'a>) -> Option<&'e ObjectExpression<'a>> {
    match value.get_inner_expression() {
        Expression::ObjectExpression(object) => Some(object),
        _ => None,
    }
}

fn returned<'e, 'a>(body: &'e FunctionBody<'a>) -> Option<&'e Expression<'a>> {
    body.statements
        .iter()
        .find_map(|statement| match statement {
            Statement::ReturnStatement(it) => it.argument.as_ref(),
            _ => None,
        })
}
