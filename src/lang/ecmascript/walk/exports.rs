//! Exports, in the syntax of modules and of CommonJS.

use oxc_ast::ast::{
    Argument, AssignmentExpression, Declaration, ExportAllDeclaration, ExportDeclaration,
    ExportDefaultDeclaration, ExportDefaultDeclarationKind, ExportFromDeclaration,
    ExportNamedDeclaration, Expression, ModuleExportName, ObjectPropertyKind,
};

use crate::model::{Export, ImportedName, Presence};

use super::Walker;
use super::chain::{self, Chain, Head};
use super::imports::Pattern;

impl<'a> Walker<'a> {
    fn export(&mut self, name: &str, local: &str, from: Option<&str>, type_only: bool, at: u32) {
        self.facts.exports.push(Export {
            name: name.into(),
            local: local.into(),
            from: from.map(Into::into),
            type_only,
            line: self.line(at),
        });
    }

    pub(super) fn export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        if self.type_depth > 0 || !self.spaces.is_empty() {
            return;
        }
        let at = it.span.start;
        let type_only = it.declaration.is_type() || it.declaration.declare();
        if let Declaration::VariableDeclaration(variables) = &it.declaration {
            for declarator in &variables.declarations {
                for id in declarator.id.get_binding_identifiers() {
                    self.export(id.name.as_str(), id.name.as_str(), None, type_only, at);
                }
            }
        } else if let Some(id) = it.declaration.id() {
            self.export(id.name.as_str(), id.name.as_str(), None, type_only, at);
        }
    }

    pub(super) fn export_default(&mut self, it: &ExportDefaultDeclaration<'a>) {
        if self.type_depth > 0 {
            return;
        }
        let mut type_only = false;
        let local = match &it.declaration {
            ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                if function.id.is_none() {
                    self.named
                        .insert(function.span.start + self.base, "default".to_owned());
                }
                function.id.as_ref().map(|id| id.name.to_string())
            }
            ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                if class.id.is_none() {
                    self.named
                        .insert(class.span.start + self.base, "default".to_owned());
                }
                class.id.as_ref().map(|id| id.name.to_string())
            }
            ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                type_only = true;
                Some(interface.id.name.to_string())
            }
            other => other.as_expression().and_then(|value| {
                self.name_value(value);
                self.bind_wrapped("default", value);
                self.bind_default(value);
                let chain = Chain::of(value);
                matches!(chain.head, Head::Name(_)).then_some(chain.path)
            }),
        };
        let local = local.as_deref().unwrap_or("default");
        self.export("default", local, None, type_only, it.span.start);
    }

    pub(super) fn export_named(&mut self, it: &ExportNamedDeclaration<'a>) {
        for specifier in &it.specifiers {
            let type_only = it.export_kind.is_type() || specifier.export_kind.is_type();
            if let ModuleExportName::IdentifierReference(local) = &specifier.local {
                self.count_use(local.name.as_str(), type_only);
            }
            if self.type_depth == 0 {
                let name = specifier.exported.name();
                let local = specifier.local.name();
                self.export(
                    name.as_str(),
                    local.as_str(),
                    None,
                    type_only,
                    specifier.span.start,
                );
            }
        }
    }

    pub(super) fn export_from(&mut self, it: &ExportFromDeclaration<'a>) {
        let module = it.source.value.as_str();
        let mut pattern = Pattern::default();
        for specifier in &it.specifiers {
            let type_only = it.export_kind.is_type() || specifier.export_kind.is_type();
            let (local, name) = (specifier.local.name(), specifier.exported.name());
            let at = specifier.span.start;
            self.export(name.as_str(), local.as_str(), Some(module), type_only, at);
            pattern.names.push(ImportedName {
                name: local.as_str().into(),
                local: name.as_str().into(),
                type_only,
            });
        }
        let all_types = !pattern.names.is_empty() && pattern.names.iter().all(|it| it.type_only);
        let presence = if it.export_kind.is_type() || all_types {
            Presence::TypeOnly
        } else {
            Presence::Runtime
        };
        self.import(module, pattern, it.span.start, presence);
    }

    pub(super) fn export_all(&mut self, it: &ExportAllDeclaration<'a>) {
        let module = it.source.value.as_str();
        let type_only = it.export_kind.is_type();
        let name = it.exported.as_ref().map(|exported| exported.name());
        let name = name.as_ref().map_or("*", |name| name.as_str());
        self.export(name, "*", Some(module), type_only, it.span.start);
        let pattern = Pattern {
            names: vec![ImportedName {
                name: "*".into(),
                local: name.into(),
                type_only,
            }],
            alias: None,
        };
        let presence = if type_only {
            Presence::TypeOnly
        } else {
            Presence::Runtime
        };
        self.import(module, pattern, it.span.start, presence);
    }

    /// `module.exports = …`, `exports.x = …`.
    pub(super) fn common_export(&mut self, it: &AssignmentExpression<'a>) {
        let Some(member) = it.left.as_member_expression() else {
            return;
        };
        let target = Chain::of_member(member).path;
        let at = it.span.start;
        if target == "module.exports" {
            return self.whole_export(&it.right, at);
        }
        let name = target
            .strip_prefix("module.exports.")
            .or_else(|| target.strip_prefix("exports."));
        if let Some(name) = name.filter(|name| !name.contains('.') && *name != "__esModule") {
            self.keep_exported(name, &it.right);
            let value = Chain::of(&it.right);
            let local = match value.head {
                Head::Name(local) if value.path == local => local,
                _ => name,
            };
            self.export(name, local, None, false, at);
        }
    }

    /// A module that is passed on under a name: `exports.users = require("./users")`.
    fn keep_exported(&mut self, name: &str, value: &Expression<'a>) {
        let pattern = Pattern {
            names: Vec::new(),
            alias: Some(name.into()),
        };
        self.keep(value, pattern);
    }

    /// `module.exports = …`, and `export = …` of TypeScript.
    pub(super) fn whole_export(&mut self, value: &Expression<'a>, at: u32) {
        match value.get_inner_expression() {
            Expression::ObjectExpression(object) => {
                for property in &object.properties {
                    let property = match property {
                        ObjectPropertyKind::ObjectProperty(property) => property,
                        ObjectPropertyKind::SpreadProperty(spread) => {
                            self.spread_export(&spread.argument);
                            continue;
                        }
                    };
                    let Some(name) = property.key.static_name() else {
                        continue;
                    };
                    let local = match &property.value {
                        Expression::Identifier(id) => id.name.as_str(),
                        value => {
                            self.keep_exported(&name, value);
                            name.as_ref()
                        }
                    };
                    self.export(&name, local, None, false, property.span.start);
                }
            }
            Expression::CallExpression(call) if call.callee.is_specific_id("require") => {
                self.facts.exports_whole = true;
                let module = chain::first_constant(&call.arguments);
                self.export("*", "*", module, false, at);
            }
            Expression::Identifier(id) => {
                self.facts.exports_whole = true;
                self.export("default", id.name.as_str(), None, false, at);
            }
            value => {
                self.facts.exports_whole = true;
                self.bind_default(value);
                self.export("default", "default", None, false, at);
            }
        }
    }

    /// `{ ...require("./users") }` passes all of a module on.
    fn spread_export(&mut self, value: &Expression<'a>) {
        if let Expression::CallExpression(call) = value.get_inner_expression()
            && call.callee.is_specific_id("require")
        {
            let module = chain::first_constant(&call.arguments);
            self.export("*", "*", module, false, call.span.start);
        }
    }
}

/// Whether a default export is a store of Pinia that is an object of options.
pub(super) fn is_store(declaration: &ExportDefaultDeclarationKind<'_>) -> bool {
    let Some(Expression::CallExpression(call)) = declaration.as_expression() else {
        return false;
    };
    let is_object = |it: &Argument<'_>| matches!(it, Argument::ObjectExpression(_));
    call.callee_name() == Some("defineStore") && call.arguments.iter().any(is_object)
}
