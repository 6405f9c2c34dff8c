//! Shares as whole percentages, rounded alike wherever one is shown.

/// A share from 0 to 1 in whole percent, rounded; but 100 is all of it, and 0 none of it.
pub fn percent(share: f64) -> u32 {
    if share.is_nan() || share <= 0.0 {
        return 0;
    }
    if share >= 1.0 {
        return 100;
    }
    // A half such as 0.285 is 28.49… in binary; the tiny addend keeps it from losing a point.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1"
    )]
    let whole = (share * 100.0 + 1e-9).round() as u32;
    whole.clamp(1, 99)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_rounded_and_only_all_is_a_hundred() {
        for (share, expect) in [
            (0.0, 0),
            (0.001, 1),
            (0.999, 99),
            (1.0, 100),
            (0.57, 57),
            (0.29, 29),
            (0.285, 29),
            (11.0 / 13.0, 85),
            (11.0 / 12.0, 92),
            (1.0 / 3.0, 33),
            (f64::NAN, 0),
            (-1.0, 0),
            (7.0, 100),
        ] {
            assert_eq!(percent(share), expect, "{share}");
        }
    }
}
