//! What tests put in the place of functions: `api.load = vi.fn()`,
//! `vi.spyOn(api, "load").mockReturnValue(1)`.

use oxc_ast::ast::{
    Argument, AssignmentExpression, CallExpression, Expression, ObjectPropertyKind,
};
use oxc_syntax::operator::AssignmentOperator;

use crate::model::{ReferenceKind, Text};

use super::Walker;
use super::chain::{self, Chain, Head};

/// Functions that make one which does nothing but what it is told.
const MAKING: &[&str] = &["fn", "stub", "fake", "mock", "createSpy", "func"];

/// Methods of a spy by which it does something else than what it spies on.
const TELLING: &[&str] = &[
    "callFake",
    "mockImplementation",
    "mockImplementationOnce",
    "mockRejectedValue",
    "mockRejectedValueOnce",
    "mockResolvedValue",
    "mockResolvedValueOnce",
    "mockReturnThis",
    "mockReturnValue",
    "mockReturnValueOnce",
    "rejectWith",
    "resolveTo",
    "returnValue",
    "returnValues",
    "throwError",
];

/// How a template emits an event.
const EMITS: &str = "$emit(";

/// Most events of one template that are read.
const MOST_EMITTED: usize = 16;

impl<'a> Walker<'a> {
    /// Reads the left side of an assignment that puts a stand-in in the place of a member; false
    /// where it is another assignment.
    pub(super) fn replaced_member(&mut self, it: &AssignmentExpression<'a>) -> bool {
        let Some(member) = it.left.as_member_expression() else {
            return false;
        };
        let mut chain = Chain::of_member(member);
        let is_stand_in = it.operator == AssignmentOperator::Assign
            && matches!(chain.head, Head::Name(_))
            && chain.subscripts.is_empty()
            && self.is_stand_in(&it.right, chain.last());
        if is_stand_in {
            chain.path = without_prototype(&chain.path);
            self.refer(chain, ReferenceKind::Replaced, None);
        }
        is_stand_in
    }

    /// Whether a value stands in for a function of a name, and leaves that aside.
    fn is_stand_in(&self, value: &Expression<'a>, name: &str) -> bool {
        match value.get_inner_expression() {
            Expression::Identifier(it) => self.stand_ins.contains(it.name.as_str()),
            value => is_idle(value) || is_made(value, name),
        }
    }

    /// Keeps the name of a variable that holds a stand-in, or a spy and what it spies on.
    pub(super) fn keep_stand_in(&mut self, name: &'a str, value: &Expression<'a>) {
        if is_made(value, name) {
            self.stand_ins.insert(name);
        } else if let Expression::CallExpression(call) = value.get_inner_expression()
            && let Some(spied) = self.spied_on(call)
        {
            self.spies.insert(name, spied);
        }
    }

    /// Reads a template that stands in an object as text: whoever draws it has its events emitted,
    /// `template: "<b @click=\"$emit('save')\" />"`.
    pub(super) fn emitted(&mut self, key: &str, value: &Expression<'a>, at: u32) {
        let template = (key == "template")
            .then(|| chain::constant(value))
            .flatten();
        let emits = template.unwrap_or_default().split(EMITS).skip(1);
        for given in emits.take(MOST_EMITTED) {
            let given = given.trim_start();
            let quote = given
                .chars()
                .next()
                .filter(|it| matches!(it, '\'' | '"' | '`'));
            let event = quote.and_then(|quote| given.get(1..)?.split_once(quote));
            if let Some((event, _)) = event.filter(|(event, _)| Text::may_name(event)) {
                let path = EMITS.trim_end_matches('(').to_owned();
                self.refer_to(path, ReferenceKind::Call, Some(event), at);
            }
        }
    }

    /// Reads an option of a test's `mount`: components that are not drawn, `stubs: ["UserCard"]`.
    pub(super) fn stubbed(&mut self, key: &str, value: &Expression<'a>, at: u32) {
        let says = |value: &Expression<'_>, what: bool| matches!(value, Expression::BooleanLiteral(value) if value.value == what);
        // With whether the stub may draw what stands in it.
        let names: Vec<(String, bool)> = match (key, value.get_inner_expression()) {
            ("shallow", value) if says(value, true) => vec![(SHALLOW.to_owned(), false)],
            ("stubs", Expression::ObjectExpression(object)) => {
                let stubs = object
                    .properties
                    .iter()
                    .map(|stub| match stub.as_property() {
                        Some(stub) if says(&stub.value, false) => None,
                        Some(stub) => Some((chain::key_name(&stub.key), !says(&stub.value, true))),
                        // Who knows which.
                        None => Some(("...".to_owned(), true)),
                    });
                stubs.flatten().collect()
            }
            ("stubs", value) => {
                let names = chain::constants(value).into_iter();
                names.map(|name| (name.to_owned(), false)).collect()
            }
            _ => return,
        };
        for (name, draws) in names {
            let text = draws.then_some(DRAWS);
            self.refer_to(name, ReferenceKind::Replaced, text, at);
        }
    }

    /// Reads a call that puts a stand-in or a spy in the place of a member, or tells a spy what to
    /// do. True where its first argument only says whose member that is.
    pub(super) fn replacing_call(
        &mut self,
        call: &CallExpression<'a>,
        callee: &Chain<'_, 'a>,
    ) -> bool {
        let count = call.arguments.len();
        let is_replaced = match callee.last() {
            "createTestingPinia" => {
                if !keeps_actions(call) {
                    let path = callee.path.clone();
                    self.refer_to(path, ReferenceKind::Replaced, None, callee.at);
                }
                return false;
            }
            "spyOn" => false,
            "spy" if count > 1 => false,
            "stub" => true,
            // A helper of the tests' own: `h.mock(api, "load")`.
            "mock" if count > 1 => true,
            "replace" if count > 2 => true,
            "method" if count > 2 && callee.path.ends_with("mock.method") => true,
            telling if TELLING.contains(&telling) => {
                self.told(call, callee);
                return false;
            }
            _ => return false,
        };
        let Some((owner, member)) = named_member(call) else {
            return false;
        };
        self.count_use(owner, false);
        if is_replaced {
            self.refer_to(member, ReferenceKind::Replaced, None, callee.at);
        }
        true
    }

    /// Reads a call that tells a spy what to do.
    fn told(&mut self, call: &CallExpression<'a>, callee: &Chain<'_, 'a>) {
        let first = call.arguments.first().and_then(Argument::as_expression);
        let hands_on = first.is_some_and(|first| first.is_function() && !is_idle(first));
        if let Some(spied) = self.told_spy(callee).filter(|_| !hands_on) {
            self.refer_to(spied, ReferenceKind::Replaced, None, callee.at);
        }
    }

    /// What the spy spies on that a chain tells what to do.
    fn told_spy(&self, chain: &Chain<'_, 'a>) -> Option<String> {
        match chain.head {
            Head::Name(name) => self.spies.get(name).cloned(),
            Head::Computed(Expression::CallExpression(call)) => self.spied_on(call),
            _ => None,
        }
    }

    /// What a spy spies on, given the call that makes it or tells it something.
    fn spied_on(&self, call: &CallExpression<'a>) -> Option<String> {
        let (root, callee) = chain::root(call);
        match callee.last() {
            "spyOn" => named_member(root).map(|(_, member)| member),
            told if TELLING.contains(&told) => self.told_spy(&callee),
            _ => None,
        }
    }
}

/// Whether a store that is made for tests has the actions of the real one.
fn keeps_actions(call: &CallExpression<'_>) -> bool {
    let options = call.arguments.first().and_then(Argument::as_expression);
    let Some(Expression::ObjectExpression(options)) = options else {
        return false;
    };
    let mut options = options
        .properties
        .iter()
        .filter_map(ObjectPropertyKind::as_property);
    options.any(|it| {
        it.key.is_specific_static_name("stubActions")
            && !matches!(&it.value, Expression::BooleanLiteral(value) if value.value)
    })
}

/// Said of a stub that may draw what stands in it.
const DRAWS: &str = "draws";

/// What stands for all components that are drawn by the one that a test mounts.
const SHALLOW: &str = "shallowMount";

/// Whether a call makes a stand-in that does not hand on to a function of a name.
fn is_made(value: &Expression<'_>, name: &str) -> bool {
    let Expression::CallExpression(call) = value.get_inner_expression() else {
        return false;
    };
    let (root, callee) = chain::root(call);
    let hands_on = |argument: &Argument<'_>| {
        argument.as_expression().is_some_and(|argument| {
            argument.is_function() && !is_idle(argument)
                || Chain::of(argument).path.split('.').any(|part| part == name)
        })
    };
    MAKING.contains(&callee.last()) && !root.arguments.iter().any(hands_on)
}

/// Whether a value is a function that is written there and does not take all that it is given, as
/// one does that hands it on.
fn is_idle(value: &Expression<'_>) -> bool {
    match value.get_inner_expression() {
        Expression::ArrowFunctionExpression(it) => it.params.rest.is_none(),
        Expression::FunctionExpression(it) => it.params.rest.is_none(),
        _ => false,
    }
}

/// `api` and `api.load` of `spyOn(api, "load")`.
fn named_member<'a>(call: &CallExpression<'a>) -> Option<(&'a str, String)> {
    let mut arguments = call.arguments.iter().map(Argument::as_expression);
    let owner = Chain::of(arguments.next()??);
    let name = chain::constant(arguments.next()??)?;
    match owner.head {
        Head::Name(head) if owner.subscripts.is_empty() => {
            let member = format!("{}.{name}", owner.path);
            Some((head, without_prototype(&member)))
        }
        _ => None,
    }
}

/// A member of a class's prototype as one of the class.
fn without_prototype(path: &str) -> String {
    path.replace(".prototype.", ".")
}
