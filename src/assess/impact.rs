//! The impact of a gap and the terms that it is made of.

use super::body::Body;
use crate::model::{File, Weights};

/// What is weighed, in the order of [`Weights::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// Code lines.
    Size,
    /// Decision points.
    Complexity,
    /// Importing files.
    FanIn,
    /// Recent commits.
    Churn,
    /// Commits that mended something.
    Fixes,
    /// People who changed it.
    Authors,
    /// What it is about.
    Domain,
}

#[cfg(test)]
impl Signal {
    /// All of them.
    pub(super) const ALL: [Self; 7] = [
        Self::Size,
        Self::Complexity,
        Self::FanIn,
        Self::Churn,
        Self::Fixes,
        Self::Authors,
        Self::Domain,
    ];
}

/// Shares of the signals in the impact: they add up to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Impact([f64; 7]);

impl Impact {
    /// Weighs the signals, each from 0 to 1. One that is not known drops out, and the weights of
    /// the rest count for more; a negative weight counts as none.
    pub(super) fn new(values: [Option<f64>; 7], weights: Weights) -> Self {
        let mut weights = weights.all().map(|weight| f64::from(weight).max(0.0));
        for (weight, value) in weights.iter_mut().zip(values) {
            if value.is_none() {
                *weight = 0.0;
            }
        }
        let sum: f64 = weights.iter().sum();
        let mut shares = values.map(Option::unwrap_or_default);
        for (share, weight) in shares.iter_mut().zip(weights) {
            *share = if sum > 0.0 {
                *share * weight / sum
            } else {
                0.0
            };
        }
        let mean: f64 = shares.iter().sum();
        let lift = if mean > 0.0 { lifted(mean) / mean } else { 0.0 };
        Self(shares.map(|share| share * lift))
    }

    /// An impact of these shares.
    #[cfg(test)]
    pub(super) fn of_shares(shares: [f64; 7]) -> Self {
        Self(shares)
    }

    /// What a signal adds.
    pub(super) fn of(&self, signal: Signal) -> f64 {
        let [size, complexity, fan_in, churn, fixes, authors, domain] = self.0;
        match signal {
            Signal::Size => size,
            Signal::Complexity => complexity,
            Signal::FanIn => fan_in,
            Signal::Churn => churn,
            Signal::Fixes => fixes,
            Signal::Authors => authors,
            Signal::Domain => domain,
        }
    }

    /// The impact, 0 to 1.
    pub(super) fn total(&self) -> f64 {
        self.0.iter().sum::<f64>().min(1.0)
    }

    /// Of what there is to test.
    pub(super) fn of_body(&self) -> f64 {
        self.of(Signal::Size) + self.of(Signal::Complexity)
    }

    /// Of what version control tells.
    pub(super) fn of_history(&self) -> f64 {
        self.of(Signal::Churn) + self.of(Signal::Fixes) + self.of(Signal::Authors)
    }
}

/// How far the mean of the signals is lifted.
const LIFT: f64 = 1.3;

/// The curve from the mean of the signals to the impact; 0 stays 0 and 1 stays 1.
fn lifted(mean: f64) -> f64 {
    1.0 - (1.0 - mean.clamp(0.0, 1.0)).powf(LIFT)
}

/// Each file's share of judged files with a lower value, ties counted half ("midrank"). A value
/// of zero ranks zero however many share it: what is not there weighs nothing.
pub(super) fn percentiles(
    bodies: &[Option<Body>],
    value: impl Fn(&Body, &File) -> f64,
    files: &[File],
) -> Vec<f64> {
    let values: Vec<Option<f64>> = bodies
        .iter()
        .zip(files)
        .map(|(body, file)| body.as_ref().map(|body| value(body, file)))
        .collect();
    let mut ordered: Vec<f64> = values.iter().copied().flatten().collect();
    ordered.sort_unstable_by(f64::total_cmp);
    let rank = |value: f64| {
        let below = ordered.partition_point(|&other| other < value);
        let up_to = ordered.partition_point(|&other| other <= value);
        (below + up_to) as f64 / (2 * ordered.len()) as f64
    };
    values
        .into_iter()
        .map(|value| value.filter(|&value| value > 0.0).map_or(0.0, rank))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};

    /// Weights of size, complexity, fan-in and churn.
    fn weights([size, complexity, fan_in, churn]: [f32; 4]) -> Weights {
        Weights {
            size,
            complexity,
            fan_in,
            churn,
            fixes: 0.0,
            authors: 0.0,
            domain: 0.0,
        }
    }

    fn check(values: [Option<f64>; 4], given: [f32; 4], expect: [f64; 4]) {
        let [size, complexity, fan_in, churn] = values;
        let zero = Some(0.0);
        let values = [size, complexity, fan_in, churn, zero, zero, zero];
        let impact = Impact::new(values, weights(given));
        let first = Signal::ALL.iter().take(4).map(|signal| impact.of(*signal));
        for (found, expect) in first.zip(expect) {
            assert!((found - expect).abs() < 1e-3, "{impact:?}");
        }
        assert!(
            (impact.total() - expect.iter().sum::<f64>()).abs() < 2e-3,
            "{impact:?}"
        );
    }

    #[test]
    fn the_middle_rank_of_equals_is_shared() {
        // Two of four below, the other two share: (2 + 4) / 8.
        let files = [10, 20, 30, 30].map(|lines| {
            let mut file = source("a.py");
            file.lines.code = lines;
            file.symbols = [function("run", 1, lines, 1)].into();
            file
        });
        let bodies: Vec<Option<Body>> = files.iter().map(|file| Some(Body::of(file))).collect();
        let found = percentiles(&bodies, |body, _| f64::from(body.lines), &files);
        assert_eq!(found, [0.125, 0.375, 0.75, 0.75]);
        let none = percentiles(&bodies, |body, _| f64::from(body.branches), &files);
        assert_eq!(none, [0.0; 4]);
    }

    #[test]
    fn shares_add_up_to_the_lifted_mean() {
        // m = (1 + 0 + 2 x 0.5) / 4 = 0.5, lifted to 1 - 0.5^1.3 = 0.594: half of it each.
        let values = [Some(1.0), Some(0.0), Some(0.5), Some(0.0)];
        check(values, [1.0, 1.0, 2.0, 0.0], [0.297, 0.0, 0.297, 0.0]);
    }

    #[test]
    fn what_is_not_known_drops_out() {
        // Known: m = (1 + 0) / 2; as a zero it would be (1 + 0 + 0) / 4.
        let values = [Some(1.0), Some(0.0), Some(0.0), None];
        check(values, [1.0, 1.0, 0.0, 2.0], [0.594, 0.0, 0.0, 0.0]);
        let values = [Some(1.0), Some(0.0), Some(0.0), Some(0.0)];
        check(values, [1.0, 1.0, 0.0, 2.0], [0.312, 0.0, 0.0, 0.0]);
        check([None; 4], [1.0, 1.0, 1.0, 1.0], [0.0; 4]);
    }

    #[test]
    fn the_whole_scale_is_used() {
        let given = weights([0.2, 0.3, 0.2, 0.1]);
        assert!((Impact::new([Some(1.0); 7], given).total() - 1.0).abs() < 1e-9);
        assert!(Impact::new([Some(0.0); 7], given).total() < 1e-9);
    }
}
