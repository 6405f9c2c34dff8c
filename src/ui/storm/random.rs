//! Deeds by chance, the same for the same seed.

use crossterm::event::KeyCode;

use super::deed::{CODES, Deed, KINDS, MODIFIERS};
use crate::ui::action::all;

/// Pseudo-random numbers (xorshift64*, Vigna 2016): the same for the same seed everywhere.
pub(super) struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next()).unwrap() % bound
    }

    fn cells(&mut self, from: u16, to: u16) -> u16 {
        from + u16::try_from(self.below(usize::from(to - from))).unwrap()
    }

    /// What happens next.
    pub(super) fn deed(&mut self) -> Deed {
        match self.below(1000) {
            0..400 => {
                let at = self.below(all().count());
                Deed::Act(all().nth(at).unwrap())
            }
            400..600 => {
                let letter = char::from(u8::try_from(self.cells(32, 127)).unwrap());
                Deed::Press(
                    KeyCode::Char(letter),
                    MODIFIERS[self.below(MODIFIERS.len())],
                )
            }
            600..750 => {
                let code = CODES[self.below(CODES.len())];
                Deed::Press(code, MODIFIERS[self.below(MODIFIERS.len())])
            }
            750..900 => {
                let kind = KINDS[self.below(KINDS.len())];
                Deed::Mouse(kind, self.cells(0, 210), self.cells(0, 70))
            }
            900..930 => Deed::Resize(self.cells(60, 130), self.cells(14, 45)),
            930..940 => Deed::Resize(self.cells(0, 210), self.cells(0, 70)),
            940..950 => {
                let texts = ["dep", "a\nb", "数据\u{202e}", "\x1b[2J", "risk:>60 ", ""];
                Deed::Paste(texts[self.below(texts.len())].to_owned())
            }
            950..953 => Deed::Snapshot(u8::try_from(self.below(5)).unwrap()),
            953..955 => Deed::Change,
            955..956 => Deed::Background(self.below(2) == 0),
            _ => Deed::Settle(true),
        }
    }
}
