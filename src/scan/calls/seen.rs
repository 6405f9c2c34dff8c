//! Which uses are in the graph already.

use rustc_hash::FxHashSet;

use super::graph::Strength;
use super::index::Node;

/// Uses of one definition that are looked through one by one: that many fit in a few lines of the
/// processor's cache. Few definitions have more.
const FEW: usize = 64;

/// Uses by user and used, with how sure they are.
pub(super) struct Seen {
    /// The first uses of each definition.
    few: Vec<Vec<u32>>,
    /// Uses beyond those.
    many: FxHashSet<(Node, u32)>,
}

impl Seen {
    pub(super) fn new(nodes: usize) -> Self {
        Self {
            few: vec![Vec::new(); nodes],
            many: FxHashSet::default(),
        }
    }

    /// Makes room for uses to come.
    pub(super) fn expect(&mut self, from: Node, uses: usize) {
        if let Some(few) = self.few.get_mut(from.0 as usize) {
            few.reserve(uses.min(FEW));
        }
    }

    /// Takes in a use; false where it was there already.
    pub(super) fn insert(&mut self, from: Node, to: Node, strength: Strength) -> bool {
        let Some(few) = self.few.get_mut(from.0 as usize) else {
            return false;
        };
        let key = key(to, strength);
        if has(few, key) {
            return false;
        }
        if few.len() < FEW {
            few.push(key);
            return true;
        }
        self.many.insert((from, key))
    }

    /// Whether one definition uses another, however sure that is.
    pub(super) fn contains(&self, from: Node, to: Node) -> bool {
        let Some(few) = self.few.get(from.0 as usize) else {
            return false;
        };
        let is_full = few.len() == FEW;
        few.iter().any(|key| key / WIDTH == to.0)
            || is_full
                && Strength::ALL
                    .iter()
                    .any(|strength| self.many.contains(&(from, key(to, *strength))))
    }
}

/// Whether a key is among those, which are compared some at a time.
fn has(few: &[u32], key: u32) -> bool {
    let found = |some: &[u32]| some.iter().fold(false, |found, it| found | (*it == key));
    few.chunks(16).any(found)
}

/// Room for all strengths.
const WIDTH: u32 = 8;

/// A definition and a strength as one number; trees have far fewer definitions than would not fit.
fn key(to: Node, strength: Strength) -> u32 {
    to.0.wrapping_mul(WIDTH) | strength as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_new_once_for_each_strength() {
        let mut seen = Seen::new(200);
        // Enough to go beyond the few.
        for to in 1..150 {
            for strength in [Strength::Call, Strength::Guess] {
                assert!(!seen.contains(Node(0), Node(to)) || strength == Strength::Guess);
                assert!(seen.insert(Node(0), Node(to), strength), "{to}");
                assert!(!seen.insert(Node(0), Node(to), strength), "{to}");
                assert!(seen.contains(Node(0), Node(to)), "{to}");
            }
        }
        assert!(!seen.contains(Node(0), Node(150)));
        assert!(!seen.contains(Node(1), Node(1)));
    }
}
