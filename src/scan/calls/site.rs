//! What bodies say: edges that are evident, call sites whose target depends on which classes are
//! instantiated, and sites that make or hand out objects.

use super::graph::{Call, Strength};
use super::index::Node;
use super::once::Once;
use super::value::Heads;
use super::wanted::Wanted;

/// One thing that a body says, at one place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Site<'a> {
    /// Uses a definition: an edge of the graph.
    Edge(Call),
    /// Uses a definition that it got by way of what a function gave back.
    ResultEdge(Call, Node),
    /// Calls a method of that name on something unknown.
    ByName {
        name: &'a str,
        line: u32,
        only: Only,
    },
    /// Calls a method that classes derived from this one may define anew.
    Virtual { name: &'a str, of: VirtualCall },
    /// Hands out a function of its own under a name.
    Offers { name: &'a str, to: Node, line: u32 },
    /// Makes or hands out objects of a class.
    Instantiates(Node),
}

/// Which methods a call by name alone may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Only {
    /// All of that name.
    All,
    /// Properties, since it is only read.
    Properties,
    /// Methods that traits of the tree give to types from elsewhere, since it is called on one.
    OfTraits,
}

/// A call of a method that derived classes may have anew.
#[derive(Debug, Clone, Copy)]
pub(super) struct VirtualCall {
    /// The class whose method it is.
    pub(super) base: Node,
    /// Whether it is one that ECMAScript's classes have themselves.
    pub(super) is_static: bool,
    pub(super) line: u32,
    /// The function that gave back the object, where one did.
    pub(super) result_of: Option<Node>,
}

/// What is noted while a body is read: what was said already, lines apart and in numbers, since
/// the first of them counts. The next body reuses the space.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    said: Once,
    /// What the heads of its chains stand for.
    pub(super) heads: Heads<'a>,
}

impl Notes<'_> {
    pub(super) fn clear(&mut self) {
        self.said.clear();
        self.heads.clear();
    }

    /// Notes something; false where it was said before.
    pub(super) fn insert(&mut self, told: Told) -> bool {
        self.said.insert(told.number())
    }
}

/// What is said, lines apart.
#[derive(Debug, Clone, Copy)]
pub(super) enum Told {
    Edge(Node, Strength, Option<Node>),
    /// The last part of a chain by its number in the file, and which methods count.
    ByName(u32, Only),
    /// A property by the number of its name in the tree.
    Read(u32),
    /// Something by whose name the language or its libraries call a method.
    Wanted(Wanted),
    Virtual(Node, Option<Node>),
    Instantiates(Node),
}

impl Told {
    /// A number of its own: 32 bits, three for what it is, and 29 more, which are enough to number
    /// the definitions of a tree.
    fn number(self) -> u64 {
        let (first, tag, result_of) = match self {
            Self::Edge(to, strength, result_of) => (to.0, strength as u64, result_of),
            Self::ByName(last, Only::All) => (last, 5, None),
            Self::ByName(last, Only::Properties) => (last, 5, Some(Node(0))),
            Self::ByName(last, Only::OfTraits) => (last, 5, Some(Node(1))),
            Self::Wanted(wanted) => (wanted as u32, 5, Some(Node(2))),
            Self::Read(name) => (name, 5, Some(Node(3))),
            Self::Virtual(method, result_of) => (method.0, 6, result_of),
            Self::Instantiates(class) => (class.0, 7, None),
        };
        let result_of = result_of.map_or(0, |function| u64::from(function.0) + 1);
        u64::from(first) | tag << 32 | result_of << 35
    }
}
