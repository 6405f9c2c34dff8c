//! Decorators, and the types that they make the compiler keep.

use oxc_ast::ast::{Decorator, Expression, MethodDefinition, TSType, TSTypeName};
use oxc_ast_visit::Visit;

use crate::model::ReferenceKind;

use super::Walker;
use super::chain::{self, Chain};

impl<'a> Walker<'a> {
    /// The compiler may emit the types of what is decorated, as dependency injection needs
    /// them: imports of those are values.
    pub(super) fn keep_emitted_types(&mut self, it: &MethodDefinition<'a>) {
        let class = self.within();
        let is_class_decorated = class
            .and_then(|class| self.facts.symbols.get(class as usize))
            .is_some_and(|class| !class.decorators.is_empty());
        let is_decorated = !it.decorators.is_empty()
            || (is_class_decorated && it.kind.is_constructor())
            || it
                .value
                .params
                .items
                .iter()
                .any(|it| !it.decorators.is_empty());
        if !is_decorated {
            return;
        }
        let parameters = it.value.params.items.iter();
        for annotation in parameters.filter_map(|it| it.type_annotation.as_ref()) {
            self.keep_emitted_type(&annotation.type_annotation);
        }
    }

    pub(super) fn keep_emitted_type(&mut self, annotation: &TSType<'a>) {
        if let TSType::TSTypeReference(it) = annotation
            && let TSTypeName::IdentifierReference(name) = &it.type_name
        {
            self.count_use(name.name.as_str(), false);
        }
    }

    pub(super) fn set_decorators(&mut self, symbol: u32, decorators: &[Decorator<'a>]) {
        if decorators.is_empty() {
            return;
        }
        let names = decorators
            .iter()
            .map(|decorator| decorator_chain(decorator).path.into())
            .collect();
        if let Some(symbol) = self.facts.symbols.get_mut(symbol as usize) {
            symbol.decorators = names;
        }
    }

    /// Says more of a definition than its decorators do.
    pub(super) fn say_of(&mut self, symbol: u32, word: &str) {
        if let Some(symbol) = self.facts.symbols.get_mut(symbol as usize) {
            let said = symbol.decorators.iter().cloned();
            symbol.decorators = said.chain([word.into()]).collect();
        }
    }

    pub(super) fn decorator(&mut self, it: &Decorator<'a>) {
        let chain = decorator_chain(it);
        let call = match it.expression.get_inner_expression() {
            Expression::CallExpression(call) => Some(call),
            _ => None,
        };
        let text = call.and_then(|call| chain::first_constant(&call.arguments));
        self.refer(chain, ReferenceKind::Decorator, text);
        if let Some(call) = call {
            self.visit_arguments(&call.arguments);
        }
    }

    /// Where a definition starts behind its decorators.
    pub(super) fn after_decorators(&self, start: u32, decorators: &[Decorator<'a>]) -> u32 {
        let Some(last) = decorators.last().filter(|last| last.span.end > start) else {
            return start;
        };
        let behind = last.span.end + self.base;
        let rest = self.source.get(behind as usize..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        last.span.end + u32::try_from(blank).unwrap_or(0)
    }
}

fn decorator_chain<'e, 'a>(decorator: &'e Decorator<'a>) -> Chain<'e, 'a> {
    match decorator.expression.get_inner_expression() {
        Expression::CallExpression(call) => Chain::of(&call.callee),
        other => Chain::of(other),
    }
}
