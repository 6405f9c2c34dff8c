//! Numbers by key, in flat lists: built once per file, then only read.

/// Numbers by key; those of a key in ascending order.
#[derive(Debug)]
pub(super) struct Sorted<K>(Vec<(K, u32)>);

impl<K> Default for Sorted<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord + Copy> Sorted<K> {
    pub(super) fn new(mut entries: Vec<(K, u32)>) -> Self {
        entries.sort_unstable();
        Self(entries)
    }

    /// The numbers of a key.
    pub(super) fn get(&self, key: K) -> impl Iterator<Item = u32> + '_ {
        let start = self.0.partition_point(|(other, _)| *other < key);
        self.0
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(move |(other, _)| *other == key)
            .map(|(_, number)| *number)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, key: K) -> bool {
        self.get(key).next().is_some()
    }
}

/// Numbers by group, where the groups are numbered from 0; those of a group in the order given.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    /// Where each group ends in `numbers`.
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

impl Grouped {
    /// Sorts (group, number) pairs; those of groups from `groups` on are left out.
    pub(super) fn new(groups: usize, entries: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut ends = vec![0_u32; groups];
        for (group, _) in entries.clone() {
            if let Some(count) = ends.get_mut(group as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        let mut numbers = vec![0; sum as usize];
        // Each start moves on to the end of its group while the group fills.
        for (group, number) in entries {
            if let Some(next) = ends.get_mut(group as usize)
                && let Some(slot) = numbers.get_mut(*next as usize)
            {
                *slot = number;
                *next += 1;
            }
        }
        Self { ends, numbers }
    }

    /// The numbers of a group.
    pub(super) fn get(&self, group: u32) -> &[u32] {
        let start = match group.checked_sub(1) {
            Some(before) => self.ends.get(before as usize).copied(),
            None => Some(0),
        };
        let range = start.zip(self.ends.get(group as usize).copied());
        range
            .and_then(|(start, end)| self.numbers.get(start as usize..end as usize))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_sorted(entries: &[(&'static str, u32)], key: &'static str, expect: &[u32]) {
        let sorted = Sorted::new(entries.to_vec());
        assert_eq!(sorted.get(key).collect::<Vec<u32>>(), expect, "{key}");
        assert_eq!(sorted.contains(key), !expect.is_empty(), "{key}");
    }

    #[test]
    fn numbers_of_a_key_ascend() {
        let entries = [("b", 2), ("a", 7), ("b", 1), ("c", 0)];
        check_sorted(&entries, "b", &[1, 2]);
        check_sorted(&entries, "c", &[0]);
        check_sorted(&entries, "bb", &[]);
        check_sorted(&[], "a", &[]);
    }

    fn check_grouped(entries: &[(u32, u32)], group: u32, expect: &[u32]) {
        let grouped = Grouped::new(3, entries.iter().copied());
        assert_eq!(grouped.get(group), expect, "{group}");
    }

    #[test]
    fn numbers_of_a_group_keep_their_order() {
        let entries = [(2, 9), (0, 5), (2, 4), (7, 1)];
        check_grouped(&entries, 0, &[5]);
        check_grouped(&entries, 1, &[]);
        check_grouped(&entries, 2, &[9, 4]);
        check_grouped(&entries, 7, &[]);
        check_grouped(&[], 0, &[]);
    }
}
