//! Numbers by group, in flat lists: built once per file, then only read.

/// Numbers by name and scope; those of one name and scope in ascending order.
#[derive(Debug, Default)]
pub(super) struct Scoped {
    /// Where each name ends in `entries`.
    ends: Vec<u32>,
    /// Scopes and numbers.
    entries: Vec<(u32, u32)>,
}

impl Scoped {
    /// Sorts (name, scope, number); those of names from `names` on are left out.
    pub(super) fn new(names: usize, entries: &[(u32, u32, u32)]) -> Self {
        let by_name = (0_u32..).zip(entries).map(|(at, (name, ..))| (*name, at));
        let Grouped { ends, numbers } = Grouped::new(names, by_name);
        let entry = |at: &u32| {
            let (_, scope, number) = entries.get(*at as usize)?;
            Some((*scope, *number))
        };
        let mut entries: Vec<(u32, u32)> = numbers.iter().filter_map(entry).collect();
        let mut start = 0;
        for end in &ends {
            let end = *end as usize;
            // Most names stand for one thing.
            if end > start + 1
                && let Some(of_name) = entries.get_mut(start..end)
            {
                of_name.sort_unstable();
            }
            start = end;
        }
        Self { ends, entries }
    }

    /// The numbers of a name in a scope.
    pub(super) fn get(&self, name: u32, scope: u32) -> impl Iterator<Item = u32> + '_ {
        let of_name = group(&self.ends, &self.entries, name);
        let start = match of_name {
            [] | [_] => 0,
            _ => of_name.partition_point(|(other, _)| *other < scope),
        };
        let after = of_name.get(start..).unwrap_or_default().iter();
        let in_scope = after.take_while(move |(other, _)| *other == scope);
        in_scope.map(|(_, number)| *number)
    }

    /// The names that have several numbers in one scope other than the outermost.
    pub(super) fn repeated(&self) -> impl Iterator<Item = u32> + '_ {
        let names = (0_u32..).take(self.ends.len());
        names.filter(|name| {
            let of_name = group(&self.ends, &self.entries, *name);
            let mut pairs = of_name.iter().zip(of_name.iter().skip(1));
            pairs.any(|((left, _), (right, _))| left == right && *left != 0)
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The part of a list that belongs to a group.
fn group<'l, T>(ends: &[u32], all: &'l [T], number: u32) -> &'l [T] {
    let start = match number.checked_sub(1) {
        Some(before) => ends.get(before as usize).copied(),
        None => Some(0),
    };
    let range = start.zip(ends.get(number as usize).copied());
    range
        .and_then(|(start, end)| all.get(start as usize..end as usize))
        .unwrap_or_default()
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
        self::group(&self.ends, &self.numbers, group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_scoped(entries: &[(u32, u32, u32)], name: u32, scope: u32, expect: &[u32]) {
        let scoped = Scoped::new(3, entries);
        let found: Vec<u32> = scoped.get(name, scope).collect();
        assert_eq!(found, expect, "{name} {scope}");
        assert_eq!(scoped.is_empty(), entries.is_empty());
    }

    #[test]
    fn numbers_of_a_name_in_a_scope_ascend() {
        let entries = [
            (1, 4, 2),
            (0, 4, 7),
            (1, 4, 1),
            (1, 2, 9),
            (2, 0, 0),
            (8, 0, 5),
        ];
        check_scoped(&entries, 1, 4, &[1, 2]);
        check_scoped(&entries, 1, 2, &[9]);
        check_scoped(&entries, 1, 3, &[]);
        check_scoped(&entries, 0, 4, &[7]);
        check_scoped(&entries, 0, 2, &[]);
        check_scoped(&entries, 2, 0, &[0]);
        check_scoped(&entries, 8, 0, &[]);
        check_scoped(&[], 0, 0, &[]);
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
