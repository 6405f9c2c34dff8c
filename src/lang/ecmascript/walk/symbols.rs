//! Functions as symbols.

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, Expression, ExpressionStatement, Function,
    FunctionType, ObjectProperty, PropertyKind, Statement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_span::Span;

use crate::model::{Symbol, SymbolKind, last_part};

use super::chain::{self, Chain};
use super::kept::awaited;
use super::suites::Role;
use super::{Scope, Walker};

/// Bytes of an enclosing symbol's name that are repeated in the names within it.
const MAX_PREFIX: usize = 600;

/// How many keys around a function are part of its name.
const MAX_KEYS: usize = 8;

/// What a function is called that nothing gives a name to.
pub(super) const UNNAMED: &str = "<anonymous>";

/// What one is called that a call is given.
pub(super) const CALLBACK: &str = "callback";

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

    /// What a function of that name is: a class may also hand one on that has none.
    fn function_kind(&self, name: &str) -> SymbolKind {
        match self.scopes.last() {
            Some(scope) if scope.is_class && !is_unnamed(name) => SymbolKind::Method,
            _ => SymbolKind::Function,
        }
    }

    /// The name that something gave to the function or class that starts here.
    pub(super) fn given_name(&mut self, start: u32) -> Option<String> {
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
        let name = name.unwrap_or_else(|| UNNAMED.to_owned());
        self.named_function(it, name, it.span);
    }

    /// A function with its name known; `span` is where it is said to start and end.
    pub(super) fn named_function(&mut self, it: &Function<'a>, name: String, span: Span) {
        let Some(body) = &it.body else {
            return self.types_only(|walker| walk::walk_function(walker, it, super::no_flags()));
        };
        let definition = Definition {
            kind: self.function_kind(&name),
            name,
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
        let name = name.unwrap_or_else(|| UNNAMED.to_owned());
        let definition = Definition {
            kind: self.function_kind(&name),
            name,
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
                walker.keep_returned(value);
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
        if is_suite {
            self.say_of(symbol, Symbol::SUITE);
        }
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

    pub(super) fn property(&mut self, it: &ObjectProperty<'a>) {
        let key = chain::key_name(&it.key);
        if it.computed {
            self.visit_property_key(&it.key);
        }
        self.stubbed(&key, &it.value, it.span.start);
        self.emitted(&key, &it.value, it.span.start);
        self.path.push(key);
        match &it.value {
            // A method's function starts at its parameters, the method at its name.
            Expression::FunctionExpression(function)
                if it.method || it.kind != PropertyKind::Init =>
            {
                let name = last_names(&self.path);
                let next = self.next_symbol();
                self.named_function(function, name, it.span);
                self.say_handed(next);
                match it.kind {
                    PropertyKind::Get => self.say_of(next, "get.property"),
                    PropertyKind::Set => self.say_of(next, "set.setter"),
                    PropertyKind::Init => {}
                }
            }
            value => {
                self.name_value(value);
                let next = self.next_symbol();
                self.visit_expression(value);
                if value.is_function() {
                    self.say_handed(next);
                }
            }
        }
        self.path.pop();
    }

    /// The index that the next symbol will have.
    pub(super) fn next_symbol(&self) -> u32 {
        u32::try_from(self.facts.symbols.len()).unwrap_or(u32::MAX)
    }

    /// Says of a function what becomes of the object that it stands in at the top of the file.
    fn say_handed(&mut self, symbol: u32) {
        if let Some(word) = self.handed.filter(|_| self.within().is_none()) {
            self.say_of(symbol, word);
        }
    }

    /// Walks what gets objects of functions at the top of the file.
    pub(super) fn handing(&mut self, word: Option<&'static str>, visit: impl FnOnce(&mut Self)) {
        let before = std::mem::replace(&mut self.handed, word);
        visit(self);
        self.handed = before;
    }

    /// A statement that is a call, and is bound to nothing, hands on what it is given.
    pub(super) fn statement(&mut self, it: &ExpressionStatement<'a>) {
        self.keep_bare(awaited(&it.expression));
        let is_call = Self::is_call(&it.expression);
        self.handing(is_call.then_some(Symbol::HANDED), |walker| {
            walk::walk_expression_statement(walker, it);
        });
    }

    /// Whether a value is what a call gives, awaited or not.
    pub(super) fn is_call(value: &Expression<'a>) -> bool {
        matches!(awaited(value), Expression::CallExpression(_))
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

/// Whether a name is not one that people gave to a function.
fn is_unnamed(name: &str) -> bool {
    matches!(last_part(name), UNNAMED | CALLBACK)
}

/// The innermost names of a path.
fn last_names(path: &[String]) -> String {
    let from = path.len().saturating_sub(MAX_KEYS);
    path.get(from..).unwrap_or_default().join(".")
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
