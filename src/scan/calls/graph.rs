//! Who uses whom: definitions and their uses.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::FileId;

use super::index::{Index, Node};
use super::witness::Witnessed;

/// How sure it is that one definition runs when another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Strength {
    /// It is called, or is an element that is drawn.
    Call,
    /// It runs when its module is imported.
    Import,
    /// It is passed on or handed out; somebody may call it.
    Use,
    /// A framework calls it: by name, by route, as a program.
    Framework,
    /// A method of that name is called on something unknown.
    Guess,
}

impl Strength {
    pub(super) const ALL: [Self; 5] = [
        Self::Call,
        Self::Import,
        Self::Use,
        Self::Framework,
        Self::Guess,
    ];
}

/// One definition using another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) to: Node,
    pub(crate) strength: Strength,
    /// Line of the use, 1-based.
    pub(crate) line: u32,
}

/// What reached definitions use.
#[derive(Debug, Default)]
pub(crate) struct CallGraph {
    /// Definitions that a runner calls.
    pub(crate) starts: Vec<Node>,
    /// Uses by definition; of reached ones only.
    pub(super) calls: Vec<Vec<Call>>,
    /// For methods that are called by their name alone: what makes the objects that have them, a
    /// class or a function that hands them out.
    pub(super) makers: FxHashMap<Node, Vec<Node>>,
    /// The other way round: what each of them makes.
    pub(super) made: FxHashMap<Node, Vec<Node>>,
    /// For uses that come about only by the result of a function, by (user, used): the function.
    pub(super) results: FxHashMap<(Node, Node), Node>,
    /// Where methods of one name and their callers were too many: the name, and a file of the
    /// callers.
    pub(super) cut: Option<(Box<str>, FileId)>,
    /// Uses of a method only in place of the one that a base class has.
    pub(super) overrides: FxHashSet<(Node, Node)>,
}

impl CallGraph {
    /// What a definition uses.
    pub(crate) fn calls(&self, from: Node) -> &[Call] {
        self.calls.get(from.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Takes in what makes the objects that have a method.
    pub(super) fn add_maker(&mut self, method: Node, maker: Node) {
        self.makers.entry(method).or_default().push(maker);
        self.made.entry(maker).or_default().push(method);
    }

    /// Whether something makes objects that have methods.
    pub(super) fn is_maker(&self, node: Node) -> bool {
        self.made.contains_key(&node)
    }

    /// What makes the objects that have a method.
    pub(super) fn makers(&self, method: Node) -> &[Node] {
        self.makers.get(&method).map_or(&[], Vec::as_slice)
    }

    /// Uses of a method only in place of the one that a base class has, as (user, used).
    pub(super) fn overrides(&self) -> &FxHashSet<(Node, Node)> {
        &self.overrides
    }

    /// A name by which so many methods are called in so many places that not all were followed,
    /// and one of the files that do so.
    pub(crate) fn cut(&self) -> Option<(&str, FileId)> {
        self.cut.as_ref().map(|(name, file)| (&**name, *file))
    }

    /// Leaves out uses of objects that no test has there.
    pub(super) fn settle(&mut self, index: &Index<'_>) {
        let witnessed = Witnessed::of(index, self);
        let overrides = &self.overrides;
        let calls = self.calls.par_iter_mut().enumerate();
        calls.for_each(|(at, calls)| {
            let from = Node(u32::try_from(at).unwrap_or(u32::MAX));
            calls.retain(|call| witnessed.happens(from, call, overrides));
        });
    }

    /// The methods of what makes objects that are called by their name alone.
    pub(super) fn made_by(&self, maker: Node) -> &[Node] {
        self.made.get(&maker).map_or(&[], Vec::as_slice)
    }

    /// The uses that come about only by the result of a function, with that function, in numbers.
    pub(crate) fn results(&self) -> impl Iterator<Item = ((u32, u32), u32)> {
        self.results
            .iter()
            .map(|((from, to), function)| ((from.0, to.0), function.0))
    }

    /// The function by whose result alone one definition uses another.
    pub(super) fn result_of(&self, from: Node, to: Node) -> Option<Node> {
        self.results.get(&(from, to)).copied()
    }
}
