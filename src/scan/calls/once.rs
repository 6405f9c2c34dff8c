//! Which numbers came up already, one round after the other.

/// Numbers that were taken in since it was cleared last, which costs nothing: every slot knows in
/// which round it was filled. Numbers that clash stand in the slots that follow.
#[derive(Debug, Default)]
pub(super) struct Once {
    slots: Vec<(u64, u32)>,
    round: u32,
    /// Numbers of this round.
    count: usize,
}

/// The fewest slots: most bodies say less.
const FEWEST: usize = 128;

impl Once {
    /// Forgets all numbers.
    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.slots.fill((0, 0));
            self.round = 1;
        }
    }

    /// Takes in a number; false where it was there already.
    pub(super) fn insert(&mut self, number: u64) -> bool {
        if self.count * 2 >= self.slots.len() {
            self.grow();
        }
        let is_new = self.place(number);
        self.count += usize::from(is_new);
        is_new
    }

    fn place(&mut self, number: u64) -> bool {
        let mask = self.slots.len().saturating_sub(1);
        // Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4).
        let hash = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mut at = usize::try_from(hash).unwrap_or_default() & mask;
        while let Some((known, round)) = self.slots.get_mut(at) {
            if *round != self.round {
                (*known, *round) = (number, self.round);
                return true;
            }
            if *known == number {
                return false;
            }
            at = (at + 1) & mask;
        }
        false
    }

    fn grow(&mut self) {
        let more = (self.slots.len() * 2).max(FEWEST);
        let old = std::mem::replace(&mut self.slots, vec![(0, 0); more]);
        let round = std::mem::replace(&mut self.round, 1);
        for (number, _) in old.into_iter().filter(|(_, of)| round > 0 && *of == round) {
            self.place(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once_in_each_round() {
        let mut once = Once::default();
        for _ in 0..3 {
            // Enough to grow, and numbers that differ in their upper half only.
            for number in (0..1000).chain((1..9).map(|it| it << 35)) {
                assert!(once.insert(number), "{number}");
                assert!(!once.insert(number), "{number}");
            }
            once.clear();
        }
    }

    #[test]
    fn rounds_may_start_over() {
        let mut once = Once::default();
        assert!(once.insert(7));
        once.round = u32::MAX;
        once.clear();
        assert!(once.insert(7));
        assert!(!once.insert(7));
    }
}
