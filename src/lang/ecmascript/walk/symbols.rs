//! Functions, methods and classes as symbols.

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, Class, Expression, Function, FunctionType,
    MethodDefinition, MethodDefinitionKind, MethodDefinitionType, ObjectProperty,
    PropertyDefinition, Statement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;

use crate::model::{Symbol, SymbolKind};

use super::chain::{self, Chain};
use super::suites::Role;
use super::{Scope, Walker};

/// Bytes of an enclosing symbol's name that are repeated in the names within it.
const MAX_PREFIX: usize = 600;

/// How many keys around a function are part of its name.
const MAX_KEYS: usize = 8;

/// A symbol about to be entered.
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) kind: SymbolKind,
    /// Offsets of its first and its last byte.
    pub(super) span: Span,
    pub(super) has_logic: bool,
}

impl<'a> Walker<'a> {
    /// Adds a symbol within the current one; the index of it.
    pub(super) fn define(
        &mut self,
        definition: &Definition,
        test: Option<&super::suites::Mark>,
    ) -> u32 {
        let parent = self.within();
        let prefix = parent
            .and_then(|index| self.facts.symbols.get(index as usize))
            .filter(|symbol| symbol.kind != SymbolKind::Template)
            .map(|symbol| chain::clip(&symbol.name, MAX_PREFIX));
        let own = chain::clip(&definition.name, chain::MAX_NAME);
        let separator = if test.is_some() { " > " } else { "." };
        let mut name = match prefix {
            Some(prefix) => format!("{prefix}{separator}{own}"),
            None if self.spaces.is_empty() => own.to_owned(),
            None => format!("{}.{own}", last_names(&self.spaces)),
        };
        let seen = self.taken.entry(name.as_str().into()).or_insert(0);
        *seen += 1;
        if *seen > 1 {
            name = format!("{name}~{seen}");
        }
        let is_test = test.is_some_and(|mark| mark.role == Role::Test);
        let is_skipped = is_test && (self.skipped > 0 || test.is_some_and(|mark| mark.is_skipped));
        let is_class = definition.kind == SymbolKind::Class;
        let span = definition.span;
        let last = span.end.saturating_sub(1).max(span.start);
        let lines = (self.line(span.start), self.line(last));
        self.facts.symbols.push(Symbol {
            parent,
            complexity: u32::from(!is_class),
            has_logic: definition.has_logic,
            is_test,
            is_skipped,
            is_test_only: self.test_only > 0,
            ..Symbol::at(name, definition.kind, lines)
        });
        let symbol = u32::try_from(self.facts.symbols.len() - 1).unwrap_or(u32::MAX);
        self.say_routed(symbol);
        symbol
    }

    /// Walks something inside a symbol.
    pub(super) fn inside(&mut self, symbol: u32, is_class: bool, visit: impl FnOnce(&mut Self)) {
        let path = std::mem::take(&mut self.path);
        self.scopes.push(Scope {
            symbol,
            is_class,
            is_suite: false,
        });
        visit(self);
        self.scopes.pop();
        self.path = path;
    }

    fn function_kind(&self) -> SymbolKind {
        match self.scopes.last() {
            Some(scope) if scope.is_class => SymbolKind::Method,
            _ => SymbolKind::Function,
        }
    }

    /// The name that something gave to the function or class that starts here.
    fn given_name(&mut self, start: u32) -> Option<String> {
        self.named.remove(&(start + self.base))
    }

    pub(super) fn function(&mut self, it: &Function<'a>) {
        let given = self.given_name(it.span.start);
        let own = it.id.as_ref().map(|id| id.name.as_str().to_owned());
        let name = if it.r#type == FunctionType::FunctionDeclaration {
            own.or(given)
        } else {
            given.or(own)
        };
        let name = name.unwrap_or_else(|| "<anonymous>".to_owned());
        self.named_function(it, name, it.span);
    }

    /// A function with its name known; `span` is where it is said to start and end.
    fn named_function(&mut self, it: &Function<'a>, name: String, span: Span) {
        let Some(body) = &it.body else {
            return self.types_only(|walker| walk::walk_function(walker, it, super::no_flags()));
        };
        let definition = Definition {
            name,
            kind: self.function_kind(),
            span,
            has_logic: has_logic(&body.statements),
        };
        self.enter(definition, it.span.start, |walker| {
            if let Some(annotation) = &it.return_type {
                walker.bind_return_type(&annotation.type_annotation);
            }
            walk::walk_function(walker, it, super::no_flags());
        });
    }

    pub(super) fn arrow(&mut self, it: &ArrowFunctionExpression<'a>) {
        let name = self.given_name(it.span.start);
        let definition = Definition {
            name: name.unwrap_or_else(|| "<anonymous>".to_owned()),
            kind: self.function_kind(),
            span: it.span,
            has_logic: match &it.body {
                ArrowFunctionBody::FunctionBody(body) => has_logic(&body.statements),
                _ => true,
            },
        };
        self.enter(definition, it.span.start, |walker| {
            match &it.return_type {
                Some(annotation) => walker.bind_return_type(&annotation.type_annotation),
                None => {
                    if let Some(value) = it.body.as_expression() {
                        walker.bind_returned(value);
                    }
                }
            }
            if let Some(value) = it.body.as_expression() {
                walker.offer(value);
            }
            walk::walk_arrow_function_expression(walker, it);
        });
    }

    /// Defines a function and walks it, as a test or suite where its call said so.
    fn enter(&mut self, mut definition: Definition, start: u32, visit: impl FnOnce(&mut Self)) {
        if self.is_flat {
            visit(self);
            return;
        }
        let mark = self.marks.remove(&(start + self.base));
        if let Some(mark) = &mark {
            definition.name.clone_from(&mark.title);
        }
        let symbol = self.define(&definition, mark.as_ref());
        let is_suite = mark.as_ref().is_some_and(|mark| mark.role == Role::Suite);
        let skips = is_suite && mark.is_some_and(|mark| mark.is_skipped);
        self.skipped += u32::from(skips);
        self.inside(symbol, false, |walker| {
            if let Some(scope) = walker.scopes.last_mut() {
                scope.is_suite = is_suite;
            }
            visit(walker);
        });
        self.skipped -= u32::from(skips);
    }

    pub(super) fn class(&mut self, it: &Class<'a>) {
        let given = self.given_name(it.span.start);
        let own = it.id.as_ref().map(|id| id.name.as_str().to_owned());
        if self.type_depth > 0 || self.is_flat {
            return walk::walk_class(self, it);
        }
        let start = self.after_decorators(it.span.start, &it.decorators);
        let symbol = self.define(
            &Definition {
                name: own.or(given).unwrap_or_else(|| "<anonymous>".to_owned()),
                kind: SymbolKind::Class,
                span: Span::new(start, it.span.end),
                has_logic: false,
            },
            None,
        );
        let base = it
            .heritage
            .as_ref()
            .map(|heritage| base_name(&heritage.expression));
        let implemented = it
            .implements
            .iter()
            .filter_map(|implements| chain::type_name(&implements.expression));
        let bases: Vec<Box<str>> = base
            .into_iter()
            .chain(implemented)
            .filter(|name| !name.is_empty())
            .map(Into::into)
            .collect();
        self.set_decorators(symbol, &it.decorators);
        if let Some(symbol) = self.facts.symbols.get_mut(symbol as usize) {
            symbol.bases = bases.into();
        }
        self.inside(symbol, true, |walker| walk::walk_class(walker, it));
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
        let next = u32::try_from(self.facts.symbols.len()).unwrap_or(u32::MAX);
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
        self.inside(next, false, |walker| {
            walker.visit_decorators(&it.decorators);
        });
    }

    pub(super) fn property(&mut self, it: &ObjectProperty<'a>) {
        let key = chain::key_name(&it.key);
        if it.computed {
            self.visit_property_key(&it.key);
        }
        self.stubbed(&key, &it.value, it.span.start);
        self.path.push(key);
        match &it.value {
            // A method's function starts at its parameters, the method at its name.
            Expression::FunctionExpression(function)
                if it.method || it.kind != oxc_ast::ast::PropertyKind::Init =>
            {
                let name = last_names(&self.path);
                self.named_function(function, name, it.span);
            }
            value => {
                self.name_value(value);
                self.visit_expression(value);
            }
        }
        self.path.pop();
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
        self.visit_expression(value);
        self.path.pop();
    }

    /// Gives the current path as a name to the function that a value is or wraps.
    pub(super) fn name_value(&mut self, value: &Expression<'a>) {
        if let Some(start) = chain::function_within(value) {
            let name = match self.path.as_slice() {
                [] => "default".to_owned(),
                path => last_names(path),
            };
            self.named.entry(start + self.base).or_insert(name);
        }
    }

    /// Gives a name to a function that has none yet.
    pub(super) fn name_function(&mut self, value: &Expression<'a>, name: impl FnOnce() -> String) {
        let start = match value.get_inner_expression() {
            Expression::FunctionExpression(it) => it.span.start,
            Expression::ArrowFunctionExpression(it) => it.span.start,
            Expression::ClassExpression(it) => it.span.start,
            _ => return,
        };
        self.named.entry(start + self.base).or_insert_with(name);
    }
}

/// The innermost names of a path.
fn last_names(path: &[String]) -> String {
    let from = path.len().saturating_sub(MAX_KEYS);
    path.get(from..).unwrap_or_default().join(".")
}

/// The name of what a class extends; of `mixin(Base)` the name of the mixin.
fn base_name(base: &Expression<'_>) -> String {
    match base.get_inner_expression() {
        Expression::CallExpression(call) => Chain::of(&call.callee).path,
        other => Chain::of(other).path,
    }
}

/// Whether a body holds anything to test.
fn has_logic(statements: &[Statement<'_>]) -> bool {
    match statements {
        [] => false,
        [Statement::ThrowStatement(thrown)] => !is_not_implemented(&thrown.argument),
        statements => statements
            .iter()
            .any(|statement| !matches!(statement, Statement::EmptyStatement(_))),
    }
}

/// `new Error("not implemented")` and the like.
fn is_not_implemented(thrown: &Expression<'_>) -> bool {
    let Expression::NewExpression(error) = thrown else {
        return false;
    };
    let says_so = |text: &str| {
        let text = text.to_ascii_lowercase();
        text.contains("not implemented") || text.contains("not yet implemented")
    };
    Chain::of(&error.callee).path.contains("NotImplemented")
        || chain::first_constant(&error.arguments).is_some_and(says_so)
}
