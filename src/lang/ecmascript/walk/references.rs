//! Uses of names.

use oxc_ast::ast::{
    Argument, BindingPattern, CallExpression, Expression, JSXElementName, JSXMemberExpression,
    JSXMemberExpressionObject, MemberExpression, NewExpression, ObjectPropertyKind, PropertyKind,
    UnaryExpression, VariableDeclarator,
};
use oxc_ast_visit::Visit;
use oxc_span::GetSpan;
use oxc_syntax::operator::UnaryOperator;

use crate::model::{BindingKind, Reference, ReferenceKind};

use super::Walker;
use super::chain::{self, Chain, Head};
use super::kept::awaited;
use super::symbols::UNNAMED;

impl<'a> Walker<'a> {
    pub(super) fn count_use(&mut self, name: &'a str, in_type: bool) {
        let uses = self.uses.entry(name).or_default();
        uses.in_types |= in_type;
        uses.in_values |= !in_type;
    }

    pub(super) fn refer_to(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<&str>,
        at: u32,
    ) {
        if self.type_depth > 0 || self.outside_tests > 0 {
            return;
        }
        let (kind, text) = self.routed(kind, text);
        self.facts.references.push(Reference {
            within: self.within(),
            path: path.into(),
            is_of_value: false,
            kind,
            text,
            line: self.line(at),
        });
    }

    /// Records a chain and walks what it does not hold.
    pub(super) fn refer(
        &mut self,
        mut chain: Chain<'_, 'a>,
        kind: ReferenceKind,
        text: Option<&str>,
    ) {
        if let Head::Computed(head) = chain.head
            && let Some(name) = self.keep_used(head).or_else(|| self.result_name(head))
        {
            chain.path.insert_str(0, &name);
        }
        // The members of a literal are the language's.
        let is_of_literal = matches!(chain.head, Head::Computed(head) if is_literal(head));
        if !chain.path.is_empty() && !is_of_literal {
            self.refer_to(chain.path, kind, text, chain.at);
        }
        match chain.head {
            Head::Name(name) => self.count_use(name, self.type_depth > 0),
            Head::Keyword => {}
            Head::Computed(head) => self.visit_expression(head),
        }
        for subscript in chain.subscripts.into_iter().rev() {
            self.visit_expression(subscript);
        }
    }

    /// The name that stands for what a call or a constructor gives, awaited or not, in the chains that
    /// go on from it, bound as if it were a variable: `Cart()` of `new Cart(1).add()`.
    fn result_name(&mut self, value: &Expression<'a>) -> Option<String> {
        let source = match awaited(value) {
            Expression::NewExpression(it) => Chain::of(&it.callee),
            Expression::CallExpression(it) => {
                let callee = Chain::of(&it.callee);
                // What builds up calls in other words would be many names for nothing.
                let is_made = match callee.path.split_once('.') {
                    Some((owner, _)) => owner.starts_with(char::is_uppercase),
                    None => !OF_RUNNERS.contains(&callee.path.as_str()),
                };
                Some(callee).filter(|_| is_made)?
            }
            _ => return None,
        };
        if !matches!(source.head, Head::Name(_)) || source.path.len() > chain::MAX_NAME {
            return None;
        }
        let name = format!("{}()", source.path.replace('.', ":"));
        if self.results.insert((self.within(), name.clone())) {
            self.bind(&name, source.path, BindingKind::Call);
        }
        Some(name)
    }

    /// Notes what a function hands out in the object that it returns.
    pub(super) fn offer(&mut self, value: &Expression<'a>) {
        let Expression::ObjectExpression(object) = value.get_inner_expression() else {
            return;
        };
        if self.is_flat || self.within().is_none() {
            return;
        }
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else {
                continue;
            };
            if property.computed || property.kind != PropertyKind::Init {
                continue;
            }
            let key = chain::key_name(&property.key);
            match property.value.get_inner_expression() {
                Expression::Identifier(it) => {
                    self.offered.insert(it.span.start + self.base, key);
                }
                // Its function has that name itself.
                value if value.is_function() => {
                    let at = property.span.start;
                    self.refer_to(key.clone(), ReferenceKind::Offered, Some(&key), at);
                }
                _ => {}
            }
        }
    }

    pub(super) fn name(&mut self, name: &'a str, at: u32) {
        self.count_use(name, self.type_depth > 0);
        if let Some(key) = self.offered.remove(&(at + self.base)) {
            self.refer_to(name.to_owned(), ReferenceKind::Offered, Some(&key), at);
        } else if name != "undefined" {
            let text = self.looked_at(at);
            self.refer_to(name.to_owned(), ReferenceKind::Read, text, at);
        }
    }

    pub(super) fn member(&mut self, it: &MemberExpression<'a>) {
        let text = self.looked_at(it.span().start);
        self.refer(Chain::of_member(it), ReferenceKind::Read, text);
    }

    /// What is said of a value that starts there, where a call only looks at it.
    fn looked_at(&mut self, at: u32) -> Option<&'static str> {
        self.looked_at.remove(&(at + self.base))
    }

    /// Keeps what a call only looks at: the names in an object, whether it is there.
    fn keep_looked_at(&mut self, callee: &str, arguments: &[Argument<'a>]) {
        if LOOKING.contains(&callee)
            && let Some(value) = arguments.first().and_then(Argument::as_expression)
        {
            self.look_at(value, Reference::LOOKED_AT);
        }
    }

    /// Keeps that a value is only looked at; the first that says how knows.
    fn look_at(&mut self, value: &Expression<'a>, how: &'static str) {
        let value = value.get_inner_expression();
        if matches!(value, Expression::Identifier(_)) || value.is_member_expression() {
            let at = value.span().start + self.base;
            self.looked_at.entry(at).or_insert(how);
        }
    }

    /// Keeps what a test asks only what it is: `expect(api.load).toBeDefined()`.
    fn keep_asked(&mut self, call: &CallExpression<'a>, callee: &Chain<'_, 'a>) {
        if !ASKING.contains(&callee.last()) {
            return;
        }
        let (first, of) = chain::root(call);
        if of.path == "expect"
            && let Some(value) = first.arguments.first().and_then(Argument::as_expression)
        {
            self.look_at(value, Reference::ASKED);
        }
    }

    /// `typeof` asks of a value only what it is.
    pub(super) fn keep_typed(&mut self, it: &UnaryExpression<'a>) {
        if it.operator == UnaryOperator::Typeof {
            self.look_at(&it.argument, Reference::ASKED);
        }
    }

    /// One of several functions or classes is called, by a condition: `new (small ? Cart : Store)()`.
    fn refer_to_branches(&mut self, callee: &Expression<'a>) {
        let branches = match callee.get_inner_expression() {
            Expression::ConditionalExpression(it) => [&it.consequent, &it.alternate],
            Expression::LogicalExpression(it) => [&it.left, &it.right],
            _ => return,
        };
        for branch in branches {
            let chain = Chain::of(branch);
            if matches!(chain.head, Head::Name(_)) {
                self.refer(chain, ReferenceKind::Call, None);
            }
        }
    }

    /// Keeps that of an object only what is named is taken: `const { load } = api`.
    pub(super) fn keep_taken_apart(&mut self, it: &VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(taken), Some(value)) = (&it.id, &it.init)
            && value.is_identifier_reference()
            && taken.rest.is_none()
            && taken.properties.iter().all(|it| {
                it.key.static_name().is_some() && it.value.get_identifier_name().is_some()
            })
        {
            self.look_at(value, Reference::LOOKED_AT);
        }
    }

    pub(super) fn call(&mut self, it: &CallExpression<'a>) {
        let chain = Chain::of(&it.callee);
        let is_named = !matches!(chain.head, Head::Computed(_));
        if is_named && self.loading_call(it, &chain.path) {
            return;
        }
        self.read_test(it);
        let is_of_owner = self.replacing_call(it, &chain) || self.takes_store_apart(it, &chain);
        let arguments = match is_of_owner {
            true => it.arguments.get(1..).unwrap_or_default(),
            false => &it.arguments,
        };
        let is_calling_function = matches!(chain.head, Head::Computed(head) if head.is_function())
            && chain.path.is_empty();
        if is_calling_function {
            self.name_function(&it.callee, || UNNAMED.to_owned());
        }
        self.keep_asked(it, &chain);
        self.keep_looked_at(&chain.path, arguments);
        self.refer_to_branches(&it.callee);
        let callee = chain.last().to_owned();
        let text = chain::first_constant(&it.arguments);
        self.refer(chain, ReferenceKind::Call, text);
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
        }
        if chain::is_wrapper(it) {
            self.visit_named_arguments(&callee, arguments);
        } else {
            let path = std::mem::take(&mut self.path);
            self.visit_named_arguments(&callee, arguments);
            self.path = path;
        }
    }

    /// `storeToRefs(store)` gives members of a store, and does nothing else with it.
    fn takes_store_apart(&mut self, call: &CallExpression<'a>, callee: &Chain<'_, 'a>) -> bool {
        let store = chain::store_taken_apart(call, callee);
        match store.map(|store| store.head) {
            Some(Head::Name(name)) => {
                self.count_use(name, false);
                true
            }
            _ => false,
        }
    }

    pub(super) fn new_call(&mut self, it: &NewExpression<'a>) {
        self.worker_url(it);
        self.refer_to_branches(&it.callee);
        let chain = Chain::of(&it.callee);
        let callee = chain.last().to_owned();
        let text = chain::first_constant(&it.arguments);
        self.refer(chain, ReferenceKind::Call, text);
        if let Some(types) = &it.type_arguments {
            self.visit_ts_type_parameter_instantiation(types);
        }
        self.visit_named_arguments(&callee, &it.arguments);
    }

    /// An element that is a component; plain ones (`<div>`) are no names.
    pub(super) fn element(&mut self, name: &JSXElementName<'a>) {
        match name {
            JSXElementName::IdentifierReference(it) => {
                let name = it.name.as_str();
                self.count_use(name, false);
                self.refer_to(name.to_owned(), ReferenceKind::Element, None, it.span.start);
            }
            JSXElementName::MemberExpression(it) => {
                let path = self.element_chain(it);
                self.refer_to(path, ReferenceKind::Element, None, it.span.start);
            }
            JSXElementName::Identifier(_)
            | JSXElementName::NamespacedName(_)
            | JSXElementName::ThisExpression(_) => {}
        }
    }

    fn element_chain(&mut self, it: &JSXMemberExpression<'a>) -> String {
        let mut names = vec![it.property.name.as_str()];
        let mut object = &it.object;
        loop {
            match object {
                JSXMemberExpressionObject::IdentifierReference(it) => {
                    names.push(it.name.as_str());
                    self.count_use(it.name.as_str(), false);
                    break;
                }
                JSXMemberExpressionObject::MemberExpression(it) => {
                    names.push(it.property.name.as_str());
                    object = &it.object;
                }
                JSXMemberExpressionObject::ThisExpression(_) => {
                    names.push("this");
                    break;
                }
            }
        }
        names.reverse();
        names.join(".")
    }

    /// Walks a chain of binary operators without recursing on the left, where long sums nest.
    pub(super) fn binary(&mut self, it: &Expression<'a>) {
        let mut rights = Vec::new();
        let mut left = it;
        loop {
            left = match left {
                Expression::BinaryExpression(it) => {
                    rights.push(&it.right);
                    &it.left
                }
                Expression::LogicalExpression(it) => {
                    self.decide();
                    rights.push(&it.right);
                    &it.left
                }
                Expression::ParenthesizedExpression(it) => &it.expression,
                _ => break,
            };
        }
        self.visit_expression(left);
        for right in rights.into_iter().rev() {
            self.visit_expression(right);
        }
    }
}

/// Functions that look at an object without calling what it holds.
const LOOKING: [&str; 9] = [
    "assert",
    "assert.exists",
    "assert.isDefined",
    "assert.ok",
    "chai.expect",
    "expect",
    "Object.keys",
    "Object.getOwnPropertyNames",
    "Reflect.ownKeys",
];

/// Assertions that ask of a value only what it is, and call nothing.
const ASKING: [&str; 8] = [
    "toBeDefined",
    "toBeFalsy",
    "toBeFunction",
    "toBeInstanceOf",
    "toBeNull",
    "toBeTruthy",
    "toBeTypeOf",
    "toBeUndefined",
];

/// What tests call all the time, and what gives nothing of the tree.
const OF_RUNNERS: [&str; 2] = ["expect", "assert"];

/// Whether the class of a value is one of the language's own, whatever is in it.
fn is_literal(value: &Expression<'_>) -> bool {
    value.is_literal()
        || matches!(
            value,
            Expression::ArrayExpression(_) | Expression::TemplateLiteral(_)
        )
}
