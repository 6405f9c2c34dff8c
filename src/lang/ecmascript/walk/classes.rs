//! Classes, their methods and fields as symbols.

use oxc_ast::ast::{
    Argument, Class, ClassType, Expression, MethodDefinition, MethodDefinitionKind,
    MethodDefinitionType, PropertyDefinition,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;

use crate::model::{BindingKind, Symbol, SymbolKind};

use super::Walker;
use super::chain::{self, Chain};
use super::symbols::{CALLBACK, Definition, UNNAMED};

/// Calls in the place of a base class that are looked into: `extends Timed(Tagged(User))`.
const MOST_MIXINS: usize = 8;

/// Most symbols before an accessor that are looked through for its twin.
const MOST_BEFORE: usize = 256;

impl<'a> Walker<'a> {
    pub(super) fn class(&mut self, it: &Class<'a>) {
        let given = self.given_name(it.span.start);
        let own = it.id.as_ref().map(|id| id.name.as_str());
        if self.type_depth > 0 || self.is_flat {
            return walk::walk_class(self, it);
        }
        let is_expression = it.r#type == ClassType::ClassExpression;
        let name = match (own, given) {
            // Its own name is seen only inside of it.
            (Some(_), Some(given)) if is_expression && given != CALLBACK => given,
            (Some(own), _) => own.to_owned(),
            (None, given) => given.unwrap_or_else(|| UNNAMED.to_owned()),
        };
        let own = own
            .filter(|own| *own != name)
            .map(|own| (own, name.clone()));
        let start = self.after_decorators(it.span.start, &it.decorators);
        let symbol = self.define(
            &Definition {
                name,
                kind: SymbolKind::Class,
                span: Span::new(start, it.span.end),
                has_logic: false,
            },
            None,
        );
        let heritage = it.heritage.as_ref();
        let bases = heritage.map(|heritage| base_names(&heritage.expression));
        let implemented = it
            .implements
            .iter()
            .filter_map(|implements| chain::type_name(&implements.expression));
        let bases: Vec<Box<str>> = bases
            .into_iter()
            .flatten()
            .chain(implemented)
            .filter(|name| !name.is_empty())
            .map(Into::into)
            .collect();
        self.set_decorators(symbol, &it.decorators);
        if let Some(symbol) = self.facts.symbols.get_mut(symbol as usize) {
            symbol.bases = bases.into();
        }
        self.inside(symbol, true, |walker| {
            if let Some((own, name)) = own {
                walker.bind(own, name, BindingKind::Alias);
            }
            walk::walk_class(walker, it);
        });
    }

    pub(super) fn method(&mut self, it: &MethodDefinition<'a>) {
        let name = chain::key_name(&it.key);
        let start = self.after_decorators(it.span.start, &it.decorators);
        let span = Span::new(start, it.span.end);
        if it.computed {
            self.visit_property_key(&it.key);
        }
        let is_abstract = it.r#type == MethodDefinitionType::TSAbstractMethodDefinition;
        if (it.value.body.is_none() && !is_abstract) || self.type_depth > 0 || self.is_flat {
            return self.types_only(|walker| {
                walk::walk_function(walker, &it.value, super::no_flags());
            });
        }
        self.keep_emitted_types(it);
        let next = self.next_symbol();
        if it.value.body.is_some() {
            self.named_function(&it.value, name, span);
        } else {
            let definition = Definition {
                name,
                kind: SymbolKind::Method,
                span,
                has_logic: false,
            };
            let symbol = self.define(&definition, None);
            self.inside(symbol, false, |walker| {
                walker.types_only(|walker| {
                    walk::walk_function(walker, &it.value, super::no_flags());
                });
            });
        }
        self.set_decorators(next, &it.decorators);
        match it.kind {
            MethodDefinitionKind::Get => self.say_of(next, "get.property"),
            MethodDefinitionKind::Set => self.say_of(next, "set.setter"),
            MethodDefinitionKind::Constructor | MethodDefinitionKind::Method => {}
        }
        if it.r#static {
            self.say_of(next, Symbol::STATIC);
        }
        if it.kind.is_accessor() {
            self.say_of_twins(next);
        }
        self.inside(next, false, |walker| {
            walker.visit_decorators(&it.decorators);
        });
    }

    /// Of a getter and a setter of one name, who uses the name runs one.
    fn say_of_twins(&mut self, accessor: u32) {
        let symbols = &self.facts.symbols;
        let Some(own) = symbols.get(accessor as usize) else {
            return;
        };
        let Some((name, _)) = own.name.rsplit_once('~') else {
            return;
        };
        let mut before = (0..accessor).zip(symbols).rev().take(MOST_BEFORE);
        let twin = before.find(|(_, it)| it.parent == own.parent && *it.name == *name);
        if let Some((twin, _)) = twin {
            self.say_of(twin, Symbol::PERHAPS);
            self.say_of(accessor, Symbol::PERHAPS);
        }
    }

    pub(super) fn field(&mut self, it: &PropertyDefinition<'a>) {
        self.visit_decorators(&it.decorators);
        if it.computed {
            self.visit_property_key(&it.key);
        }
        let key = chain::key_name(&it.key);
        let name = format!("this.{key}");
        if let Some(annotation) = &it.type_annotation {
            if !it.decorators.is_empty() {
                self.keep_emitted_type(&annotation.type_annotation);
            }
            self.bind_annotation(&name, &annotation.type_annotation);
            self.visit_ts_type_annotation(annotation);
        }
        let Some(value) = &it.value else {
            return;
        };
        if it.type_annotation.is_none() {
            self.bind_value(&name, value);
        }
        self.path.push(key);
        self.name_value(value);
        let next = self.next_symbol();
        self.visit_expression(value);
        if it.r#static && value.is_function() {
            self.say_of(next, Symbol::STATIC);
        }
        self.path.pop();
    }
}

/// The names of what a class extends; of `mixin(Base)` those of the mixin and of what it is given.
fn base_names(base: &Expression<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![base];
    for _ in 0..MOST_MIXINS {
        let Some(base) = open.pop() else { break };
        let Expression::CallExpression(call) = base.get_inner_expression() else {
            names.push(Chain::of(base).path);
            continue;
        };
        names.push(Chain::of(&call.callee).path);
        let arguments = call.arguments.iter().filter_map(Argument::as_expression);
        open.extend(
            arguments.filter(|argument| match argument.get_inner_expression() {
                Expression::Identifier(name) => name.name.starts_with(char::is_uppercase),
                argument => matches!(argument, Expression::CallExpression(_)),
            }),
        );
    }
    names
}
