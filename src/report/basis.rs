//! Where the figures of files come from, counted and put into words.

use std::fmt;

use crate::model::{Basis, File};

/// Numbers of files by where their figures come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct BasisCount {
    pub(super) measured: usize,
    pub(super) stale: usize,
    pub(super) estimated: usize,
}

impl BasisCount {
    /// Counts files.
    pub(super) fn of<'a>(files: impl Iterator<Item = &'a File>) -> Self {
        let mut count = Self::default();
        for file in files {
            match file.run_share().1 {
                Basis::Measured => count.measured += 1,
                Basis::Stale => count.stale += 1,
                Basis::Estimated | Basis::Mixed => count.estimated += 1,
            }
        }
        count
    }
}

impl fmt::Display for BasisCount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.measured, Basis::Measured),
            (self.stale, Basis::Stale),
            (self.estimated, Basis::Estimated),
        ];
        let parts: Vec<_> = parts.iter().filter(|(count, _)| *count > 0).collect();
        match parts.as_slice() {
            [] => out.write_str(Basis::Estimated.word()),
            [(_, only)] => out.write_str(only.word()),
            several => {
                for (at, (count, basis)) in several.iter().enumerate() {
                    let comma = if at > 0 { ", " } else { "" };
                    write!(out, "{comma}{count} {}", basis.word())?;
                }
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(measured: usize, stale: usize, estimated: usize, expect: &str) {
        let count = BasisCount {
            measured,
            stale,
            estimated,
        };
        assert_eq!(count.to_string(), expect);
    }

    #[test]
    fn one_basis_needs_no_count() {
        check(0, 0, 0, "estimated");
        check(0, 0, 7, "estimated");
        check(7, 0, 0, "measured");
        check(7, 0, 2, "7 measured, 2 estimated");
        check(7, 1, 2, "7 measured, 1 stale, 2 estimated");
    }
}
