//! Chains of names: `self.repo.create(..)`, `a::b`, `foo().bar`.

use tree_sitter::Node;

use crate::model::{BindingKind, Reference, ReferenceKind};

use super::{Dialect, LONGEST, Reader, first_child, line, text};

/// One step into a chain, from its right end.
pub(in crate::lang) enum Link<'t> {
    /// A call: what is called, and its arguments.
    Call(Node<'t>, Option<Node<'t>>),
    /// A member: its owner, and its name.
    Member(Node<'t>, Node<'t>),
    /// A subscript, an `await` and the like, which chains leave out.
    Through(Node<'t>),
    /// An element of what may hold others than a name of its own says: a part without a name.
    Element(Node<'t>),
    /// The leftmost name.
    Head(String),
    /// An instance that is made without a call: the dotted name of its type.
    Instance(String),
    /// A value that has no name.
    Other,
}

/// The part of a chain that was read so far, right to left.
struct Pending<'s> {
    members: Vec<&'s str>,
    kind: ReferenceKind,
    text: Option<Box<str>>,
    line: u32,
}

impl Reader<'_> {
    /// Records the uses that a chain holds: one for its right end and one for each call inside.
    pub(super) fn chain<D: Dialect>(&mut self, dialect: &D, outermost: Node<'_>) {
        let source = self.source;
        let mut node = outermost;
        let mut pending = Pending {
            members: Vec::new(),
            kind: ReferenceKind::Read,
            text: None,
            line: line(node),
        };
        loop {
            match dialect.link(source, node) {
                Link::Call(callee, arguments) => {
                    // Of what a call gives back nothing is said here.
                    pending.members.pop_if(|name| name.is_empty());
                    self.refer::<D>("", &mut pending);
                    pending.kind = ReferenceKind::Call;
                    pending.text = arguments
                        .and_then(first_child)
                        .and_then(|first| dialect.constant(source, first))
                        .filter(|text| text.len() <= LONGEST)
                        .map(Into::into);
                    node = callee;
                }
                Link::Member(owner, name) => {
                    if pending.members.is_empty() {
                        pending.line = line(name);
                    }
                    pending.members.push(text(source, name).unwrap_or_default());
                    node = owner;
                }
                Link::Through(inner) => node = inner,
                Link::Element(inner) => {
                    if !pending.members.is_empty() {
                        pending.members.push("");
                    }
                    node = inner;
                }
                Link::Head(head) => {
                    if pending.members.is_empty() {
                        pending.line = line(node);
                    }
                    self.refer::<D>(&head, &mut pending);
                    // The parts of a path are no uses of their own.
                    self.hush(node.end_byte());
                    return;
                }
                Link::Instance(name) => {
                    // A member of it is one of its type, and no use where there is none.
                    if !pending.members.is_empty() {
                        self.refer::<D>(&name, &mut pending);
                    }
                    pending.kind = ReferenceKind::Call;
                    pending.line = line(node);
                    self.refer::<D>(&name, &mut pending);
                    return;
                }
                Link::Other => {
                    self.refer::<D>("", &mut pending);
                    return;
                }
            }
        }
    }

    fn refer<D: Dialect>(&mut self, head: &str, pending: &mut Pending<'_>) {
        let is_of_value =
            D::DOTS_FOLLOW_VALUES && !pending.members.is_empty() && !head.contains('.');
        let mut path = head.to_owned();
        for member in pending.members.drain(..).rev() {
            path.push('.');
            path.push_str(member);
        }
        let text = pending.text.take();
        let to = match is_of_value {
            true => Self::refer_to_member,
            false => Self::refer_to,
        };
        to(self, path, pending.kind, text, pending.line);
    }

    /// Records a use of a name.
    pub(in crate::lang) fn refer_to(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<Box<str>>,
        line: u32,
    ) {
        self.record(path, kind, text, line, false);
    }

    /// Records a use of a value's member.
    pub(in crate::lang) fn refer_to_member(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<Box<str>>,
        line: u32,
    ) {
        self.record(path, kind, text, line, true);
    }

    fn record(
        &mut self,
        path: String,
        kind: ReferenceKind,
        text: Option<Box<str>>,
        line: u32,
        is_of_value: bool,
    ) {
        if !path.is_empty() && path.len() <= LONGEST {
            self.facts.references.push(Reference {
                within: self.within(),
                path: path.into(),
                is_of_value,
                kind,
                text,
                line,
            });
        }
    }
}

/// Where a value comes from: the chain that is called or instantiated for it, or that it is
/// another name of.
pub(in crate::lang) fn origin(
    dialect: &impl Dialect,
    source: &str,
    value: Node<'_>,
) -> Option<(String, BindingKind)> {
    let mut node = value;
    let mut members: Vec<&str> = Vec::new();
    let mut kind = BindingKind::Alias;
    let mut path = loop {
        match dialect.link(source, node) {
            Link::Call(callee, _)
                if kind == BindingKind::Alias && members.iter().all(|it| it.is_empty()) =>
            {
                members.clear();
                kind = BindingKind::Call;
                node = callee;
            }
            Link::Member(owner, name) => {
                members.push(text(source, name)?);
                node = owner;
            }
            Link::Through(inner) => node = inner,
            Link::Element(inner) => {
                members.push("");
                node = inner;
            }
            Link::Head(head) => break head,
            Link::Instance(name) if kind == BindingKind::Alias && members.is_empty() => {
                kind = BindingKind::Call;
                break name;
            }
            Link::Call(..) | Link::Instance(_) | Link::Other => return None,
        }
    };
    for member in members.iter().rev() {
        path.push('.');
        path.push_str(member);
    }
    Some((path, kind))
}
