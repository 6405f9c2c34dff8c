//! Assignments: what they export, bind, replace and give a name to.

use oxc_ast::ast::{AssignmentExpression, AssignmentTarget, MemberExpression};
use oxc_ast_visit::Visit;

use crate::model::Symbol;

use super::Walker;
use super::chain::Chain;

impl<'a> Walker<'a> {
    pub(super) fn assignment(&mut self, it: &AssignmentExpression<'a>) {
        if it.operator.is_logical() {
            self.decide();
        }
        self.common_export(it);
        self.bind_assignment(it);
        self.keep_assigned(it);
        if let AssignmentTarget::AssignmentTargetIdentifier(name) = &it.left {
            self.keep_stand_in(name.name.as_str(), &it.right);
        }
        let target = match it.left.as_member_expression() {
            Some(member) => Chain::of_member(member).path,
            None => it.left.get_identifier_name().unwrap_or_default().to_owned(),
        };
        let name = assigned_name(&target).map(|name| match computed_key(&it.left) {
            Some(key) => format!("{name}.{key}"),
            None => name,
        });
        if !self.replaced_member(it) {
            self.visit_assignment_target(&it.left);
        }
        if let Some(name) = &name {
            self.path.push(name.clone());
        }
        let is_whole = target == "module.exports";
        if name.is_some() || is_whole {
            self.name_value(&it.right);
        }
        let next = self.next_symbol();
        self.handing(is_whole.then_some(Symbol::OF_DEFAULT), |walker| {
            walker.visit_expression(&it.right);
        });
        if target.contains(".prototype.") && it.right.is_function() {
            self.say_of(next, "prototype");
        }
        if name.is_some() {
            self.path.pop();
        }
    }
}

/// The key of `handlers[NAME] = …`, which is known only at run time.
pub(super) fn computed_key(target: &AssignmentTarget<'_>) -> Option<String> {
    let Some(MemberExpression::ComputedMemberExpression(member)) = target.as_member_expression()
    else {
        return None;
    };
    if member.static_property_name().is_some() {
        return None;
    }
    let key = Chain::of(&member.expression).path;
    Some(match key.is_empty() {
        true => "[computed]".to_owned(),
        false => format!("[{key}]"),
    })
}

/// The name that a function gets from what it is assigned to.
fn assigned_name(target: &str) -> Option<String> {
    let name = target
        .strip_prefix("module.exports.")
        .or_else(|| target.strip_prefix("exports."))
        .or_else(|| target.strip_prefix("this."))
        .unwrap_or(target);
    if name.is_empty() || name == "module.exports" || name.starts_with('.') {
        return None;
    }
    Some(name.replace(".prototype.", "."))
}
