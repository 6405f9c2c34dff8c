//! The impact of a gap and the terms that it is made of.

use super::body::Body;
use super::domain::Domain;
use crate::model::{File, Weights};

/// Shares of the terms in the impact: they add up to it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Impact {
    /// Of the size.
    pub(super) size: f64,
    /// Of the complexity.
    pub(super) complexity: f64,
    /// Of the fan-in.
    pub(super) fan_in: f64,
    /// Of the domain.
    pub(super) domain: f64,
}

impl Impact {
    /// Weighs the terms; a negative weight counts as none.
    pub(super) fn new(percentiles: [f64; 3], domain: Option<&Domain>, weights: Weights) -> Self {
        let weights = [
            weights.size,
            weights.complexity,
            weights.fan_in,
            weights.domain,
        ]
        .map(|weight| f64::from(weight).max(0.0));
        let sum: f64 = weights.iter().sum();
        let [size, complexity, fan_in] = percentiles;
        let domain = domain.map_or(0.0, |domain| f64::from(domain.rule.weight).min(1.0));
        let [size, complexity, fan_in, domain] = {
            let mut parts = [size, complexity, fan_in, domain];
            for (part, weight) in parts.iter_mut().zip(weights) {
                *part = if sum > 0.0 { *part * weight / sum } else { 0.0 };
            }
            parts
        };
        let mean = size + complexity + fan_in + domain;
        let lift = if mean > 0.0 { lifted(mean) / mean } else { 0.0 };
        Self {
            size: size * lift,
            complexity: complexity * lift,
            fan_in: fan_in * lift,
            domain: domain * lift,
        }
    }

    /// The impact, 0 to 1.
    pub(super) fn total(&self) -> f64 {
        (self.size + self.complexity + self.fan_in + self.domain).min(1.0)
    }
}

/// The curve from the mean of the terms to the impact; 0 stays 0 and 1 stays 1.
fn lifted(mean: f64) -> f64 {
    1.0 - (1.0 - mean.clamp(0.0, 1.0)).powf(1.3)
}

/// Each file's share of judged files with a lower value, ties counted half ("midrank"). A value
/// of zero ranks zero however many share it: what is not there weighs nothing.
pub(super) fn percentiles(
    bodies: &[Option<Body>],
    value: impl Fn(&Body, &File) -> u32,
    files: &[File],
) -> Vec<f64> {
    let values: Vec<Option<u32>> = bodies
        .iter()
        .zip(files)
        .map(|(body, file)| body.as_ref().map(|body| value(body, file)))
        .collect();
    let mut ordered: Vec<u32> = values.iter().copied().flatten().collect();
    ordered.sort_unstable();
    let rank = |value: u32| {
        let below = ordered.partition_point(|&other| other < value);
        let up_to = ordered.partition_point(|&other| other <= value);
        (below + up_to) as f64 / (2 * ordered.len()) as f64
    };
    values
        .into_iter()
        .map(|value| value.filter(|&value| value > 0).map_or(0.0, rank))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};

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
        let found = percentiles(&bodies, |body, _| body.lines, &files);
        assert_eq!(found, [0.125, 0.375, 0.75, 0.75]);
        let none = percentiles(&bodies, |body, _| body.branches, &files);
        assert_eq!(none, [0.0; 4]);
    }

    #[test]
    fn shares_add_up_to_the_lifted_mean() {
        let weights = Weights {
            size: 1.0,
            complexity: 1.0,
            fan_in: 2.0,
            domain: 0.0,
        };
        // m = (1 + 0 + 2 x 0.5) / 4 = 0.5, lifted to 1 - 0.5^1.3 = 0.594: half of it each.
        let impact = Impact::new([1.0, 0.0, 0.5], None, weights);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-3;
        assert!(near(impact.total(), 0.594), "{impact:?}");
        assert!(
            near(impact.size, 0.297) && near(impact.fan_in, 0.297),
            "{impact:?}"
        );
        assert!(
            near(impact.complexity, 0.0) && near(impact.domain, 0.0),
            "{impact:?}"
        );
    }

    #[test]
    fn the_whole_scale_is_used() {
        let weights = Weights {
            size: 0.2,
            complexity: 0.3,
            fan_in: 0.2,
            domain: 0.0,
        };
        assert!((Impact::new([1.0; 3], None, weights).total() - 1.0).abs() < 1e-9);
        assert!(Impact::new([0.0; 3], None, weights).total() < 1e-9);
    }
}
