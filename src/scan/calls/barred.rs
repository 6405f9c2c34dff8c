//! Uses that names show but that do not happen.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Node;

/// Uses that do not happen, as pairs and as groups: of a group, no user uses any member.
#[derive(Debug, Default)]
pub(crate) struct Barred {
    pairs: FxHashSet<(Node, Node)>,
    groups: u32,
    users: FxHashMap<Node, u32>,
    members: FxHashMap<Node, u32>,
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

    /// Takes in what another rule bars.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.pairs.extend(other.pairs);
        let shift = self.groups;
        let shifted = |(node, group)| (node, group + shift);
        self.users.extend(other.users.into_iter().map(shifted));
        self.members.extend(other.members.into_iter().map(shifted));
        self.groups += other.groups;
        self
    }

    /// Whether a use does not happen.
    pub(crate) fn has(&self, from: Node, to: Node) -> bool {
        let group = self.users.get(&from);
        (group.is_some() && group == self.members.get(&to)) || self.pairs.contains(&(from, to))
    }

    /// How much is kept.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.pairs.len() + self.users.len() + self.members.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Barred, Node};

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
            assert_eq!(all.has(Node(from), Node(to)), expect, "{from} {to}");
        }
    }

    #[test]
    fn a_group_costs_its_nodes() {
        let mut barred = Barred::default();
        barred.group((0..1000).map(Node), (1000..2000).map(Node));
        assert_eq!(barred.len(), 2000);
    }
}
