//! What names stand for.

use std::cell::{Cell, RefCell};
use std::sync::OnceLock;

use smallvec::SmallVec;

use crate::model::FileId;

use super::index::Node;

/// Most definitions that are looked at for one name; longer detours are not worth it, and names
/// that go round in circles end.
const MAX_STEPS: u32 = 128;

/// The few files whose constants a name leads through.
pub(super) type Files = SmallVec<[FileId; 2]>;

/// What is left of the steps for one name, and whose constants it led through.
#[derive(Debug)]
pub(super) struct Fuel {
    left: Cell<u32>,
    constants: RefCell<Files>,
    result_of: Cell<Option<Node>>,
}

impl Fuel {
    pub(super) fn new() -> Self {
        Self {
            left: Cell::new(MAX_STEPS),
            constants: RefCell::default(),
            result_of: Cell::default(),
        }
    }

    /// Takes a step; false where none is left.
    pub(super) fn spend(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// Remembers the first function whose result the name stands for or comes from.
    pub(super) fn take_result_of(&self, function: Node) {
        if self.result_of.get().is_none() {
            self.result_of.set(Some(function));
        }
    }

    /// The first function whose result the name stands for or comes from.
    pub(super) fn result_of(&self) -> Option<Node> {
        self.result_of.get()
    }

    /// The files whose constants the name led through.
    pub(super) fn take_constants(&self) -> Files {
        self.constants.take()
    }

    /// What `find` finds, kept with what the way there told and cost; where that is known, it is
    /// gone again. Nothing is kept where the steps may have run out.
    pub(super) fn once<'a>(
        &self,
        kept: Option<&OnceLock<Box<Known<'a>>>>,
        find: impl FnOnce() -> Option<Value<'a>>,
    ) -> Option<Value<'a>> {
        let Some(kept) = kept else { return find() };
        if let Some(known) = kept.get()
            && self.repeat(known)
        {
            return known.value;
        }
        let (value, known) = self.told(find);
        if let Some(known) = known {
            // Whoever was faster found the same.
            let _ = kept.set(Box::new(known));
        }
        value
    }

    /// What `find` finds, and what the way there told.
    fn told<'a>(
        &self,
        find: impl FnOnce() -> Option<Value<'a>>,
    ) -> (Option<Value<'a>>, Option<Known<'a>>) {
        let before = self.left.get();
        let (constants, result_of) = (self.constants.take(), self.result_of.take());
        let value = find();
        let left = self.left.get();
        let found = self.constants.replace(constants);
        let made_by = self.result_of.replace(result_of);
        self.take_over(&found, made_by);
        let known = (left > 0).then(|| Known {
            value,
            spent: before - left,
            constants: found,
            result_of: made_by,
        });
        (value, known)
    }

    fn take_over(&self, constants: &[FileId], result_of: Option<Node>) {
        for file in constants {
            self.touch(*file);
        }
        if let Some(function) = result_of {
            self.take_result_of(function);
        }
    }

    /// Goes a way again whose end is known; false where the steps do not suffice.
    pub(super) fn repeat(&self, known: &Known<'_>) -> bool {
        let Some(left) = self.left.get().checked_sub(known.spent) else {
            return false;
        };
        self.left.set(left);
        self.take_over(&known.constants, known.result_of);
        true
    }

    pub(super) fn touch(&self, file: FileId) {
        let mut constants = self.constants.borrow_mut();
        if !constants.contains(&file) {
            constants.push(file);
        }
    }
}

/// What a name was found to stand for, and what the way there told.
#[derive(Debug)]
pub(super) struct Known<'a> {
    pub(super) value: Option<Value<'a>>,
    /// Steps to find it.
    spent: u32,
    constants: Files,
    result_of: Option<Node>,
}

/// What the heads of chains stand for that one body uses.
#[derive(Debug, Default)]
pub(super) struct Heads<'a> {
    /// Which, and where: what is known of each stands at the same place in `known`.
    places: Vec<(u32, Option<u32>)>,
    known: Vec<Known<'a>>,
}

impl<'a> Heads<'a> {
    /// Most that are kept, since all of them are looked through.
    const MOST: usize = 32;

    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.known.clear();
    }

    /// What a head stands for in a scope, by `find` where that is not known yet.
    pub(super) fn value(
        &mut self,
        place: (u32, Option<u32>),
        fuel: &Fuel,
        find: impl FnOnce() -> Option<Value<'a>>,
    ) -> Option<Value<'a>> {
        let at = self.places.iter().position(|known| *known == place);
        if let Some(known) = at.and_then(|at| self.known.get(at))
            && fuel.repeat(known)
        {
            return known.value;
        }
        if self.places.len() >= Self::MOST {
            return find();
        }
        let (value, known) = fuel.told(find);
        if let Some(known) = known {
            self.places.push(place);
            self.known.push(known);
        }
        value
    }
}

/// What a chain of names stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// A module as a whole.
    Module(FileId),
    /// A function, method or template.
    Function(Node),
    /// A class itself.
    Class(Node),
    /// An object of a class.
    Instance(Node),
    /// What a class is derived from, as `super` names it in its methods.
    Super(Node),
    /// What a function without an evident result gives back: an object of functions inside it.
    Result(Node),
    /// A constant object whose functions carry its name: `api` of `api.load`.
    Object(FileId, &'a str),
    /// A constant of a file whose value is not evident.
    Constant(FileId),
    /// Something outside the tree, or a plain value.
    Foreign,
    /// An object of a type of a library that is no interface: no method of the tree is called on it.
    Library,
    /// One that holds objects of other types, which may be of the tree.
    Container,
}

/// Where a name is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) file: FileId,
    /// The innermost enclosing symbol.
    pub(super) within: Option<u32>,
}

/// How far a chain of names could be followed.
#[derive(Debug, Default, Clone)]
pub(super) struct Followed<'a> {
    /// Definitions that the chain goes through, the last of them last.
    pub(super) through: SmallVec<[Node; 4]>,
    /// What the whole chain stands for; none where a part is not known.
    pub(super) value: Option<Value<'a>>,
    /// The function whose result the chain starts at: what it leads to only runs if that does.
    pub(super) result_of: Option<Node>,
    /// Files whose constants the chain leads through.
    pub(super) constants: Files,
    /// The last part, where it is a member of something unknown.
    pub(super) unknown: Option<&'a str>,
    /// How many of its parts, up to the last, are members of something unknown.
    pub(super) behind: usize,
    /// Whether not even the first part is known.
    pub(super) is_free: bool,
    /// Whether the last part is one of a type of Rust's library.
    pub(super) is_of_library: bool,
}

/// The definition behind a value, where using the value touches it.
pub(super) fn node_of(value: Value<'_>) -> Option<Node> {
    match value {
        Value::Function(node) | Value::Class(node) => Some(node),
        _ => None,
    }
}
