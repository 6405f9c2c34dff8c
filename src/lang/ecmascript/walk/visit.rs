//! Which node goes where.

use oxc_ast::ast::{
    AccessorProperty, ArrowFunctionExpression, AssignmentExpression, AssignmentPattern,
    AssignmentTarget, BindingPattern, CallExpression, CatchClause, Class, ConditionalExpression,
    Decorator, DoWhileStatement, ExportAllDeclaration, ExportDeclaration, ExportDefaultDeclaration,
    ExportFromDeclaration, ExportNamedDeclaration, Expression, ExpressionStatement, ForInStatement,
    ForOfStatement, ForStatement, FormalParameter, Function, IdentifierReference, IfStatement,
    ImportDeclaration, ImportExpression, JSXAttribute, JSXAttributeName, JSXAttributeValue,
    JSXChild, JSXClosingElement, JSXElement, JSXElementName, JSXExpression, JSXFragment,
    MemberExpression, MethodDefinition, NewExpression, ObjectExpression, ObjectProperty,
    PropertyDefinition, ReturnStatement, Statement, StringLiteral, SwitchCase, SwitchStatement,
    TSClassImplements, TSEnumDeclaration, TSExportAssignment, TSExternalModuleDeclaration,
    TSGlobalDeclaration, TSImportEqualsDeclaration, TSInterfaceDeclaration, TSNamespaceDeclaration,
    TSType, TSTypeAliasDeclaration, TSTypeAnnotation, TSTypeName, TSTypeParameterDeclaration,
    TSTypeParameterInstantiation, TaggedTemplateExpression, TemplateLiteral, TryStatement,
    UnaryExpression, VariableDeclaration, VariableDeclarator, WhileStatement,
};
use oxc_ast_visit::{Visit, walk};
use oxc_syntax::scope::ScopeFlags;

use crate::model::{ReferenceKind, Symbol};

use super::Walker;
use super::chain::Chain;
use super::exports::is_store;

impl<'a> Visit<'a> for Walker<'a> {
    fn visit_expression(&mut self, it: &Expression<'a>) {
        self.deeper(|walker| match it {
            Expression::LogicalExpression(_) | Expression::BinaryExpression(_) => walker.binary(it),
            it => walk::walk_expression(walker, it),
        });
    }

    fn visit_statement(&mut self, it: &Statement<'a>) {
        self.deeper(|walker| walk::walk_statement(walker, it));
    }

    fn visit_ts_type(&mut self, it: &TSType<'a>) {
        self.deeper(|walker| walker.types_only(|walker| walk::walk_ts_type(walker, it)));
    }

    fn visit_binding_pattern(&mut self, it: &BindingPattern<'a>) {
        self.deeper(|walker| walk::walk_binding_pattern(walker, it));
    }

    fn visit_assignment_target(&mut self, it: &AssignmentTarget<'a>) {
        self.deeper(|walker| walk::walk_assignment_target(walker, it));
    }

    fn visit_jsx_element(&mut self, it: &JSXElement<'a>) {
        self.deeper(|walker| walker.element_of_route(it));
    }

    fn visit_jsx_fragment(&mut self, it: &JSXFragment<'a>) {
        self.deeper(|walker| walk::walk_jsx_fragment(walker, it));
    }

    // Names.

    fn visit_identifier_reference(&mut self, it: &IdentifierReference<'a>) {
        self.name(it.name.as_str(), it.span.start);
    }

    fn visit_member_expression(&mut self, it: &MemberExpression<'a>) {
        self.member(it);
    }

    fn visit_call_expression(&mut self, it: &CallExpression<'a>) {
        self.call(it);
    }

    fn visit_new_expression(&mut self, it: &NewExpression<'a>) {
        self.new_call(it);
    }

    fn visit_tagged_template_expression(&mut self, it: &TaggedTemplateExpression<'a>) {
        self.refer(Chain::of(&it.tag), ReferenceKind::Call, None);
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
        }
        self.visit_template_literal(&it.quasi);
    }

    fn visit_unary_expression(&mut self, it: &UnaryExpression<'a>) {
        self.keep_typed(it);
        walk::walk_unary_expression(self, it);
    }

    fn visit_string_literal(&mut self, it: &StringLiteral<'a>) {
        self.keep_text(it.value.as_str(), it.span.start);
    }

    fn visit_template_literal(&mut self, it: &TemplateLiteral<'a>) {
        self.keep_template(it);
        walk::walk_template_literal(self, it);
    }

    fn visit_jsx_element_name(&mut self, it: &JSXElementName<'a>) {
        self.element(it);
    }

    fn visit_jsx_closing_element(&mut self, _: &JSXClosingElement<'a>) {}

    fn visit_jsx_attribute(&mut self, it: &JSXAttribute<'a>) {
        if let Some(JSXAttributeValue::ExpressionContainer(container)) = &it.value
            && let Some(value) = container.expression.as_expression()
        {
            let name = match &it.name {
                JSXAttributeName::Identifier(name) => name.name.as_str(),
                JSXAttributeName::NamespacedName(name) => name.name.name.as_str(),
            };
            self.name_function(value, || name.to_owned());
        }
        walk::walk_jsx_attribute(self, it);
    }

    fn visit_jsx_child(&mut self, it: &JSXChild<'a>) {
        if let JSXChild::ExpressionContainer(container) = it
            && let Some(value) = JSXExpression::as_expression(&container.expression)
        {
            self.name_function(value, || "children".to_owned());
        }
        walk::walk_jsx_child(self, it);
    }

    fn visit_decorator(&mut self, it: &Decorator<'a>) {
        self.decorator(it);
    }

    // Definitions.

    fn visit_function(&mut self, it: &Function<'a>, _: ScopeFlags) {
        self.function(it);
    }

    fn visit_arrow_function_expression(&mut self, it: &ArrowFunctionExpression<'a>) {
        self.arrow(it);
    }

    fn visit_class(&mut self, it: &Class<'a>) {
        if it.declare {
            self.types_only(|walker| walker.class(it));
        } else {
            self.class(it);
        }
    }

    fn visit_method_definition(&mut self, it: &MethodDefinition<'a>) {
        self.method(it);
    }

    fn visit_object_expression(&mut self, it: &ObjectExpression<'a>) {
        self.object(it);
    }

    fn visit_object_property(&mut self, it: &ObjectProperty<'a>) {
        self.property(it);
    }

    fn visit_property_definition(&mut self, it: &PropertyDefinition<'a>) {
        self.field(it);
    }

    fn visit_accessor_property(&mut self, it: &AccessorProperty<'a>) {
        self.path.push(super::chain::key_name(&it.key));
        if let Some(value) = &it.value {
            self.name_value(value);
        }
        walk::walk_accessor_property(self, it);
        self.path.pop();
    }

    fn visit_variable_declaration(&mut self, it: &VariableDeclaration<'a>) {
        self.variables(it);
    }

    fn visit_variable_declarator(&mut self, it: &VariableDeclarator<'a>) {
        self.bind_declarator(it);
        self.keep_pattern(it);
        self.keep_place(it);
        self.keep_taken_apart(it);
        let name = it.id.get_identifier_name();
        if let Some(name) = name {
            self.path.push(name.as_str().to_owned());
            if let Some(value) = &it.init {
                self.keep_stand_in(name.as_str(), value);
                self.name_value(value);
            }
        }
        // A template may use any part of what a script's variable holds.
        let is_whole = name.is_some() && !self.is_of_component;
        let next = self.next_symbol();
        let hands = !is_whole && it.init.as_ref().is_some_and(Self::is_call);
        match hands {
            true => self.handing(Some(Symbol::HANDED), |walker| {
                walk::walk_variable_declarator(walker, it);
            }),
            false => walk::walk_variable_declarator(self, it),
        }
        if let Some(name) = name {
            self.path.pop();
            self.bind_made_at_once(name.as_str(), it.init.as_ref(), next);
        }
    }

    fn visit_assignment_expression(&mut self, it: &AssignmentExpression<'a>) {
        self.assignment(it);
    }

    fn visit_formal_parameter(&mut self, it: &FormalParameter<'a>) {
        self.bind_parameter(it);
        self.keep_parameter(it);
        self.hide_place(it);
        if let Some(value) = &it.initializer {
            self.name_default(&it.pattern, value);
        }
        walk::walk_formal_parameter(self, it);
    }

    fn visit_assignment_pattern(&mut self, it: &AssignmentPattern<'a>) {
        self.name_default(&it.left, &it.right);
        walk::walk_assignment_pattern(self, it);
    }

    fn visit_return_statement(&mut self, it: &ReturnStatement<'a>) {
        if let Some(value) = &it.argument {
            self.bind_returned(value);
            self.keep_returned(value);
            self.offer(value);
        }
        walk::walk_return_statement(self, it);
    }

    // Modules.

    fn visit_import_declaration(&mut self, it: &ImportDeclaration<'a>) {
        self.import_declaration(it);
    }

    fn visit_import_expression(&mut self, it: &ImportExpression<'a>) {
        self.import_expression(it);
        walk::walk_import_expression(self, it);
    }

    fn visit_ts_export_assignment(&mut self, it: &TSExportAssignment<'a>) {
        self.whole_export(&it.expression, it.span.start);
        walk::walk_ts_export_assignment(self, it);
    }

    fn visit_ts_import_equals_declaration(&mut self, it: &TSImportEqualsDeclaration<'a>) {
        self.import_equals(it);
        walk::walk_ts_import_equals_declaration(self, it);
    }

    fn visit_export_declaration(&mut self, it: &ExportDeclaration<'a>) {
        self.export_declaration(it);
        walk::walk_export_declaration(self, it);
    }

    fn visit_export_default_declaration(&mut self, it: &ExportDefaultDeclaration<'a>) {
        self.export_default(it);
        // A store's functions are its members, as if it had a name.
        let is_store = is_store(&it.declaration);
        if is_store {
            self.path.push("default".to_owned());
        }
        self.handing((!is_store).then_some(Symbol::OF_DEFAULT), |walker| {
            walk::walk_export_default_declaration(walker, it);
        });
        if is_store {
            self.path.pop();
        }
    }

    fn visit_export_named_declaration(&mut self, it: &ExportNamedDeclaration<'a>) {
        self.export_named(it);
    }

    fn visit_export_from_declaration(&mut self, it: &ExportFromDeclaration<'a>) {
        self.export_from(it);
    }

    fn visit_export_all_declaration(&mut self, it: &ExportAllDeclaration<'a>) {
        self.export_all(it);
    }

    // Control flow.

    fn visit_expression_statement(&mut self, it: &ExpressionStatement<'a>) {
        self.statement(it);
    }

    fn visit_if_statement(&mut self, it: &IfStatement<'a>) {
        self.if_chain(it);
    }

    fn visit_conditional_expression(&mut self, it: &ConditionalExpression<'a>) {
        self.decide();
        walk::walk_conditional_expression(self, it);
    }

    fn visit_for_statement(&mut self, it: &ForStatement<'a>) {
        self.branch();
        walk::walk_for_statement(self, it);
    }

    fn visit_for_in_statement(&mut self, it: &ForInStatement<'a>) {
        self.branch();
        walk::walk_for_in_statement(self, it);
    }

    fn visit_for_of_statement(&mut self, it: &ForOfStatement<'a>) {
        self.branch();
        walk::walk_for_of_statement(self, it);
    }

    fn visit_while_statement(&mut self, it: &WhileStatement<'a>) {
        self.branch();
        walk::walk_while_statement(self, it);
    }

    fn visit_do_while_statement(&mut self, it: &DoWhileStatement<'a>) {
        self.branch();
        walk::walk_do_while_statement(self, it);
    }

    fn visit_switch_statement(&mut self, it: &SwitchStatement<'a>) {
        if self.scopes.last().is_none_or(|scope| scope.is_class) {
            self.branch();
        }
        walk::walk_switch_statement(self, it);
    }

    fn visit_switch_case(&mut self, it: &SwitchCase<'a>) {
        if it.test.is_some() {
            self.decide();
        }
        walk::walk_switch_case(self, it);
    }

    fn visit_try_statement(&mut self, it: &TryStatement<'a>) {
        self.try_statement(it);
    }

    fn visit_catch_clause(&mut self, it: &CatchClause<'a>) {
        self.decide();
        walk::walk_catch_clause(self, it);
    }

    // Types: what they name is used as a type only.

    fn visit_ts_type_annotation(&mut self, it: &TSTypeAnnotation<'a>) {
        self.types_only(|walker| walk::walk_ts_type_annotation(walker, it));
    }

    fn visit_ts_type_parameter_instantiation(&mut self, it: &TSTypeParameterInstantiation<'a>) {
        self.types_only(|walker| walk::walk_ts_type_parameter_instantiation(walker, it));
    }

    fn visit_ts_type_parameter_declaration(&mut self, it: &TSTypeParameterDeclaration<'a>) {
        self.types_only(|walker| walk::walk_ts_type_parameter_declaration(walker, it));
    }

    fn visit_ts_type_alias_declaration(&mut self, it: &TSTypeAliasDeclaration<'a>) {
        self.types_only(|walker| walk::walk_ts_type_alias_declaration(walker, it));
    }

    fn visit_ts_enum_declaration(&mut self, it: &TSEnumDeclaration<'a>) {
        self.facts.has_enum |= !it.declare && !it.r#const;
        walk::walk_ts_enum_declaration(self, it);
    }

    fn visit_ts_interface_declaration(&mut self, it: &TSInterfaceDeclaration<'a>) {
        self.types_only(|walker| walk::walk_ts_interface_declaration(walker, it));
    }

    fn visit_ts_class_implements(&mut self, it: &TSClassImplements<'a>) {
        self.types_only(|walker| walk::walk_ts_class_implements(walker, it));
    }

    fn visit_ts_type_name(&mut self, it: &TSTypeName<'a>) {
        let mut name = it;
        loop {
            match name {
                TSTypeName::QualifiedName(it) => name = &it.left,
                TSTypeName::IdentifierReference(it) => {
                    return self.count_use(it.name.as_str(), true);
                }
                TSTypeName::ThisExpression(_) => return,
            }
        }
    }

    fn visit_ts_external_module_declaration(&mut self, it: &TSExternalModuleDeclaration<'a>) {
        self.types_only(|walker| walk::walk_ts_external_module_declaration(walker, it));
    }

    fn visit_ts_global_declaration(&mut self, it: &TSGlobalDeclaration<'a>) {
        self.types_only(|walker| walk::walk_ts_global_declaration(walker, it));
    }

    fn visit_ts_namespace_declaration(&mut self, it: &TSNamespaceDeclaration<'a>) {
        self.deeper(|walker| {
            if it.declare {
                return walker.types_only(|walker| walk::walk_ts_namespace_declaration(walker, it));
            }
            walker.spaces.push(it.id.name.as_str().to_owned());
            walk::walk_ts_namespace_declaration(walker, it);
            walker.spaces.pop();
        });
    }
}
