//! How much a gap matters.

use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::assess::body::Body;
use crate::assess::counterfactual::{counterfactual, risk_of};
use crate::assess::domain::{Domain, Domains};
use crate::assess::impact::{Impact, percentiles};
use crate::assess::measure::is_judged;
use crate::assess::rationale::{Case, rationale, tell_apart};
use crate::assess::select::select;
use crate::assess::term::{TermNames, terms};
use crate::model::{
    File, FileHistory, Finding, HistoryReach, HistorySummary, Import, Override, Score, Settings,
    Weights,
};

/// From so many commits on, history counts in full; fewer say as much of chance as of a file, and
/// count in proportion, so that one more or less never turns the ranking over.
pub(in crate::assess) const ENOUGH_COMMITS: u32 = 100;

/// Judges every file, index by index; `imports` holds the imports of each, and may be shorter
/// than `files`; `history` says how far back their history was read. Only source with something to
/// test gets a score; the rest have the default.
///
/// `risk = 100 x shortfall x impact`, rounded. With `m` the mean of the signals (each from 0 to 1)
/// by their weights, `impact = 1 - (1 - m)^1.3`. A mean of percentiles alone hardly leaves the
/// middle of the scale; lifted that way, about one in twenty untested files of an ordinary
/// repository ends up critical and one in five high. Every term's share is lifted by the same
/// factor, so that they add up to the impact. Where history is not known, its signals drop out and
/// the rest count for more. Suggested tests are filled in by [`suggest`](super::suggest()), the
/// effort by [`estimate_effort`](super::estimate_effort).
pub fn score(
    files: &[File],
    imports: &[&[Import]],
    settings: &Settings,
    history: HistorySummary,
) -> Vec<Score> {
    let bodies: Vec<Option<Body>> = files
        .iter()
        .map(|file| is_judged(file).then(|| Body::of(file)))
        .collect();
    let is_known = history.reach != HistoryReach::None && history.commits > 0;
    let of_history = |value: fn(&FileHistory) -> f64| {
        let value = |_: &Body, file: &File| file.history.as_ref().map_or(0.0, value);
        is_known.then(|| percentiles(&bodies, value, files))
    };
    let ground = Ground {
        files,
        history,
        domains: Domains::new(&settings.rules),
        sizes: percentiles(&bodies, |body, _| f64::from(body.lines), files),
        complexities: percentiles(&bodies, |body, _| f64::from(body.branches), files),
        fan_ins: percentiles(&bodies, |_, file| f64::from(file.fan_in), files),
        churns: of_history(|history| f64::from(history.churn)),
        fixes: of_history(|history| f64::from(history.fixes)),
        // Nearly every file has an author; only more than one says anything.
        authors: of_history(|history| f64::from(history.authors.saturating_sub(1))),
        weights: trusted(settings.weights, history.commits),
        pins: pins(files, &settings.overrides),
        names: TermNames::new(&settings.rules),
        settings,
    };
    let mut scores: Vec<Score> = files
        .par_iter()
        .zip(&bodies)
        .enumerate()
        .map(|(index, (file, body))| {
            let imports = imports.get(index).copied().unwrap_or_default();
            body.as_ref().map_or_else(Score::default, |body| {
                judge(&ground, index, file, body, imports)
            })
        })
        .collect();
    let is_own = |index: usize| {
        let pin = ground.pins.get(index).copied().flatten();
        pin.is_some_and(|pin| pin.rationale.is_some())
    };
    tell_apart(files, &mut scores, is_own);
    scores
}

/// What every file is held against.
struct Ground<'a> {
    files: &'a [File],
    history: HistorySummary,
    settings: &'a Settings,
    weights: Weights,
    domains: Domains<'a>,
    sizes: Vec<f64>,
    complexities: Vec<f64>,
    fan_ins: Vec<f64>,
    churns: Option<Vec<f64>>,
    fixes: Option<Vec<f64>>,
    authors: Option<Vec<f64>>,
    pins: Vec<Option<&'a Override>>,
    names: TermNames<'a>,
}

impl Ground<'_> {
    /// The signals of a file, each from 0 to 1; those of history are none where it is not known.
    fn signals(&self, index: usize, domain: f64) -> [Option<f64>; 7] {
        let of = |ranks: &Vec<f64>| ranks.get(index).copied().unwrap_or_default();
        let tree = [&self.sizes, &self.complexities, &self.fan_ins];
        let [size, complexity, fan_in] = tree.map(|ranks| Some(of(ranks)));
        let history = [&self.churns, &self.fixes, &self.authors];
        let [churn, fixes, authors] = history.map(|ranks| ranks.as_ref().map(of));
        [
            size,
            complexity,
            fan_in,
            churn,
            fixes,
            authors,
            Some(domain),
        ]
    }
}

fn judge(ground: &Ground, index: usize, file: &File, body: &Body, imports: &[Import]) -> Score {
    let settings = ground.settings;
    let is_dead = file.has(Finding::PossiblyDead);
    let domain = ground.domains.of(file, imports).filter(|_| !is_dead);
    let weight = domain.as_ref().map_or(0.0, Domain::weight);
    let impact = Impact::new(ground.signals(index, weight), ground.weights);
    let shortfall = file.shortfall();
    let risk = risk_of(shortfall, &impact);
    let pin = ground.pins.get(index).copied().flatten();
    let pinned_priority = pin.and_then(|pin| pin.priority);
    let pinned_words = pin.and_then(|pin| pin.rationale.clone());
    let case = Case {
        file,
        files: ground.files,
        body,
        impact: &impact,
        domain: domain.as_ref(),
        history: file.history.filter(|_| ground.churns.is_some()),
    };
    Score {
        risk,
        priority: Some(pinned_priority.unwrap_or_else(|| settings.priorities.priority(risk))),
        shortfall: shortfall as f32,
        terms: terms(&case, &ground.names, ground.history),
        rationale: pinned_words.unwrap_or_else(|| rationale(&case)).into(),
        counterfactual: counterfactual(file, &impact, risk),
        ..Score::default()
    }
}

/// The weights with those of history as far as that many commits can be trusted.
fn trusted(weights: Weights, commits: u32) -> Weights {
    let trust = (commits as f32 / ENOUGH_COMMITS as f32).min(1.0);
    Weights {
        churn: weights.churn * trust,
        fixes: weights.fixes * trust,
        authors: weights.authors * trust,
        ..weights
    }
}

/// The first override that names each file.
fn pins<'a>(files: &[File], overrides: &'a [Override]) -> Vec<Option<&'a Override>> {
    let mut pins = vec![None; files.len()];
    for pin in overrides {
        for index in pin.paths.iter().flat_map(|pattern| select(pattern, files)) {
            if let Some(slot) = pins.get_mut(index) {
                *slot = slot.or(Some(pin));
            }
        }
    }
    pins
}

#[cfg(test)]
mod tests;
