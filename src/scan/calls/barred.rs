//! Uses that names show but that do not happen.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::{Call, Strength};
use super::index::Node;

/// Uses that do not happen, as pairs and as groups: of a group, no user uses any member.
#[derive(Debug, Default)]
pub(crate) struct Barred {
    pairs: FxHashSet<(Node, Node)>,
    groups: u32,
    users: FxHashMap<Node, u32>,
    members: FxHashMap<Node, u32>,
    /// What runs only where code says so itself: no framework calls it, and nobody by its name.
    unasked: FxHashSet<Node>,
    /// What runs only where a rule says so.
    by_rule: FxHashSet<Node>,
}

impl Barred {
    /// Bars one use.
    pub(crate) fn pair(&mut self, from: Node, to: Node) {
        self.pairs.insert((from, to));
    }

    /// Bars all uses of the members by the users. A node is in one group at most: the last.
    pub(crate) fn group(
        &mut self,
        users: impl IntoIterator<Item = Node>,
        members: impl IntoIterator<Item = Node>,
    ) {
        let group = self.groups;
        self.groups += 1;
        self.users.extend(users.into_iter().map(|it| (it, group)));
        self.members
            .extend(members.into_iter().map(|it| (it, group)));
    }

    /// Bars all uses of a definition that code does not say itself.
    pub(crate) fn unasked(&mut self, to: Node) {
        self.unasked.insert(to);
    }

    /// Bars all uses of a definition but those that a rule for a framework tells.
    pub(crate) fn by_rule(&mut self, to: Node) {
        self.by_rule.insert(to);
    }

    /// Takes in what another rule bars.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.pairs.extend(other.pairs);
        let shift = self.groups;
        let shifted = |(node, group)| (node, group + shift);
        self.users.extend(other.users.into_iter().map(shifted));
        self.members.extend(other.members.into_iter().map(shifted));
        self.groups += other.groups;
        self.unasked.extend(other.unasked);
        self.by_rule.extend(other.by_rule);
        self
    }

    /// Whether one use is barred by itself.
    pub(super) fn has_pair(&self, from: Node, to: Node) -> bool {
        self.pairs.contains(&(from, to))
    }

    /// Whether a use does not happen.
    pub(crate) fn has(&self, from: Node, call: Call) -> bool {
        let to = call.to;
        let group = self.users.get(&from);
        (group.is_some() && group == self.members.get(&to))
            || self.pairs.contains(&(from, to))
            || call.strength >= Strength::Framework && self.unasked.contains(&to)
            || call.strength != Strength::Framework && self.by_rule.contains(&to)
    }

    /// How much is kept.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.pairs.len() + self.users.len() + self.members.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Barred, Call, Node, Strength};

    /// A use of a strength.
    fn call(to: u32, strength: Strength) -> Call {
        let to = Node(to);
        Call {
            to,
            strength,
            line: 1,
        }
    }

    #[test]
    fn a_group_bars_all_its_pairs_and_no_others() {
        let mut one = Barred::default();
        one.group([Node(1), Node(2)], [Node(3)]);
        one.pair(Node(9), Node(8));
        let mut other = Barred::default();
        other.group([Node(4)], [Node(5), Node(6)]);
        let all = one.merge(other);
        for (from, to, expect) in [
            (1, 3, true),
            (2, 3, true),
            (4, 5, true),
            (4, 6, true),
            (9, 8, true),
            (1, 5, false),
            (4, 3, false),
            (3, 1, false),
            (8, 9, false),
            (7, 7, false),
        ] {
            let call = call(to, Strength::Call);
            assert_eq!(all.has(Node(from), call), expect, "{from} {to}");
        }
    }

    #[test]
    fn what_nobody_asks_for_runs_where_code_says_so() {
        let mut one = Barred::default();
        one.unasked(Node(3));
        let all = Barred::default().merge(one);
        for (strength, expect) in [
            (Strength::Call, false),
            (Strength::Use, false),
            (Strength::Framework, true),
            (Strength::Guess, true),
        ] {
            assert_eq!(all.has(Node(1), call(3, strength)), expect, "{strength:?}");
        }
    }

    #[test]
    fn what_rules_tell_runs_where_they_say_so() {
        let mut one = Barred::default();
        one.by_rule(Node(3));
        let all = Barred::default().merge(one);
        for (strength, expect) in [
            (Strength::Call, true),
            (Strength::Use, true),
            (Strength::Framework, false),
            (Strength::Guess, true),
        ] {
            assert_eq!(all.has(Node(1), call(3, strength)), expect, "{strength:?}");
        }
    }

    #[test]
    fn a_group_costs_its_nodes() {
        let mut barred = Barred::default();
        barred.group((0..1000).map(Node), (1000..2000).map(Node));
        assert_eq!(barred.len(), 2000);
    }
}
