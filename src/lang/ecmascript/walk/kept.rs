//! What code takes from modules that calls load, by where they are loaded.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentTarget, AssignmentTargetProperty, BindingPattern,
    CallExpression, Expression, ObjectAssignmentTarget, VariableDeclarator,
};
use oxc_span::Span;

use crate::model::{BindingKind, Import, ImportedName, ReferenceKind};

use super::Walker;
use super::chain;
use super::imports::Pattern;

/// Most modules that a function loads which are looked through for what it gives back.
const MOST_LOADED: usize = 4;

impl<'a> Walker<'a> {
    /// Keeps what a declaration takes out of the module that its value loads.
    pub(super) fn keep_pattern(&mut self, it: &VariableDeclarator<'a>) {
        if let Some(value) = &it.init {
            self.keep(value, taken_names(&it.id));
        }
    }

    /// Keeps the names of variables that get a module or parts of it later: `api = await
    /// import("./api")`, `({ load } = await import("./api"))`.
    pub(super) fn keep_assigned(&mut self, it: &AssignmentExpression<'a>) {
        if let AssignmentTarget::ObjectAssignmentTarget(target) = &it.left {
            self.keep(&it.right, assigned_names(target));
            return;
        }
        let target = it.left.as_simple_assignment_target();
        if let Some(name) = target.and_then(|target| target.get_identifier_name()) {
            let pattern = Pattern {
                names: Vec::new(),
                alias: Some(name.into()),
            };
            self.keep(&it.right, pattern);
        }
    }

    pub(super) fn keep(&mut self, value: &Expression<'a>, mut pattern: Pattern) {
        let mut loading = awaited(value);
        let mut member = None;
        // `const x = require("y").x`
        if let Some(Expression::CallExpression(_)) =
            loading.as_member_expression().map(|member| member.object())
        {
            let outer = loading.as_member_expression();
            member = outer.and_then(|outer| outer.static_property_name());
            loading = outer.map_or(loading, |outer| outer.object());
        }
        let span = match loading {
            Expression::CallExpression(call) => call.span,
            Expression::ImportExpression(import) => import.span,
            _ => return,
        };
        if let Some(name) = member
            && let Some(local) = pattern.alias.take()
        {
            pattern.names.push(ImportedName {
                name: name.into(),
                local,
                type_only: false,
            });
        }
        self.kept.insert(span.start + self.base, pattern);
    }

    /// Keeps a module that is loaded where it is used, `require("./api").load()`, under a name that
    /// nobody else can have; answers with that.
    pub(super) fn keep_used(&mut self, loading: &Expression<'a>) -> Option<String> {
        let span = match awaited(loading) {
            Expression::CallExpression(call) if call.callee.is_specific_id("require") => call.span,
            Expression::ImportExpression(import) => import.span,
            _ => return None,
        };
        let at = span.start + self.base;
        if self.type_depth > 0 || self.kept.contains_key(&at) {
            return None;
        }
        Some(self.name_required(at))
    }

    /// Keeps a module that a function gives back, `return import("./api")`, under a name that nobody
    /// else can have: who calls it gets what the module offers.
    pub(super) fn keep_returned(&mut self, value: &Expression<'a>) {
        let span = match awaited(value) {
            Expression::ImportExpression(it) if chain::constant(&it.source).is_some() => it.span,
            Expression::Identifier(it) if self.is_loaded_here(it.name.as_str()) => {
                return self.bind("", it.name.as_str().to_owned(), BindingKind::Return);
            }
            _ => return,
        };
        let at = span.start + self.base;
        if self.type_depth == 0 && !self.kept.contains_key(&at) {
            let name = format!("{}{at}", Import::HANDED_ON);
            let alias = Some(name.as_str().into());
            let names = Vec::new();
            self.kept.insert(at, Pattern { names, alias });
            self.bind("", name, BindingKind::Return);
        }
    }

    /// Whether a name is that of a module which the current function has just loaded.
    fn is_loaded_here(&self, name: &str) -> bool {
        let within = self.within();
        let last = self.facts.imports.iter().rev().take(MOST_LOADED);
        let mut own = last.filter(|import| within.is_some() && import.within == within);
        own.any(|import| import.alias.as_deref() == Some(name))
    }

    pub(super) fn kept_pattern(&mut self, span: Span) -> Pattern {
        self.kept
            .remove(&(span.start + self.base))
            .unwrap_or_default()
    }

    /// A module that is required where a value is asked for, `app.use(require("./plugin"))`, is
    /// passed on under a name that nobody else can have.
    pub(super) fn hand_required(&mut self, call: &CallExpression<'a>) {
        let at = call.span.start + self.base;
        if self.type_depth == 0 && !self.kept.contains_key(&at) {
            let name = self.name_required(at);
            self.refer_to(name, ReferenceKind::Read, None, call.span.start);
        }
    }

    /// A statement that requires a module asks for no value.
    pub(super) fn keep_bare(&mut self, value: &Expression<'a>) {
        if let Expression::CallExpression(call) = value {
            let at = call.span.start + self.base;
            if call.callee.is_specific_id("require") {
                self.kept.entry(at).or_default();
            }
        }
    }

    /// Keeps the module that a call loads under a name that nobody else can have.
    fn name_required(&mut self, at: u32) -> String {
        let name = format!("import@{at}");
        let pattern = Pattern {
            names: Vec::new(),
            alias: Some(name.as_str().into()),
        };
        self.kept.insert(at, pattern);
        name
    }
}

/// Names that a declaration takes out of what is awaited or required.
fn taken_names(pattern: &BindingPattern<'_>) -> Pattern {
    match pattern {
        BindingPattern::BindingIdentifier(id) => Pattern {
            names: Vec::new(),
            alias: Some(id.name.as_str().into()),
        },
        BindingPattern::ObjectPattern(it) => Pattern {
            names: it
                .properties
                .iter()
                .filter_map(|property| {
                    let name = property.key.static_name()?;
                    let local = match &property.value {
                        BindingPattern::AssignmentPattern(it) => it.left.get_identifier_name(),
                        other => other.get_identifier_name(),
                    };
                    Some(ImportedName {
                        name: name.as_ref().into(),
                        local: local.map_or_else(|| name.as_ref().into(), |it| it.as_str().into()),
                        type_only: false,
                    })
                })
                .collect(),
            alias: it
                .rest
                .as_ref()
                .and_then(|rest| rest.argument.get_identifier_name())
                .map(|name| name.as_str().into()),
        },
        _ => Pattern::default(),
    }
}

fn assigned_names(target: &ObjectAssignmentTarget<'_>) -> Pattern {
    let names = target.properties.iter().filter_map(|property| {
        let (name, local): (Box<str>, &str) = match property {
            AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(it) => {
                let name = it.binding.name.as_str();
                (name.into(), name)
            }
            AssignmentTargetProperty::AssignmentTargetPropertyProperty(it) => {
                let target = it.binding.as_assignment_target()?;
                (
                    it.name.static_name()?.as_ref().into(),
                    target.get_identifier_name()?,
                )
            }
        };
        Some(ImportedName {
            name,
            local: local.into(),
            type_only: false,
        })
    });
    Pattern {
        names: names.collect(),
        alias: None,
    }
}

/// The span of a call or import that a value is, behind `await`.
pub(super) fn awaited<'e, 'a>(value: &'e Expression<'a>) -> &'e Expression<'a> {
    match value.get_inner_expression() {
        Expression::AwaitExpression(it) => it.argument.get_inner_expression(),
        other => other,
    }
}
