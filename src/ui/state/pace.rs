//! When the plan will be done, at the pace at which it was worked on so far.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::StepTally;
use crate::model::{FileId, MarkState, Project};
use crate::track::Marks;
use crate::ui::mark;

/// Fewer dated completions than this tell no pace.
const LEAST: usize = 3;

/// Later weeks than this are as good as never.
const NEVER: f64 = 520.0;

/// The week in which the last item will be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pace {
    /// At the pace so far.
    pub(crate) week: u32,
    /// One standard deviation faster.
    pub(crate) earliest: u32,
    /// One standard deviation slower; none where that is as good as never.
    pub(crate) latest: Option<u32>,
}

/// Files of the plan that are done, with the day on which people said so, and those that are not.
struct Items {
    dated: usize,
    open: usize,
}

/// The pace of a plan that has begun; none while too little was done, and when nothing is left.
///
/// What was done in `t` weeks is taken as a Poisson count `n`: its standard deviation is the
/// square root of `n`, so that the rate lies between `(n - √n) / t` and `(n + √n) / t`.
pub(crate) fn pace(project: &Project, marks: &Marks, now: Timestamp) -> Option<Pace> {
    let start: Date = project.roadmap.start.as_deref()?.parse().ok()?;
    let start = start.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    let weeks = now.duration_since(start).as_secs_f64() / (7.0 * 24.0 * 3600.0);
    let items = items(project, marks, start, now);
    if weeks <= 0.0 || items.dated < LEAST || items.open == 0 {
        return None;
    }
    let (done, open) = (items.dated as f64, items.open as f64);
    let after = |rate: f64| {
        let week = weeks + open * weeks / rate;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "above 0 and below `NEVER`"
        )]
        let whole = (rate > 0.0 && week < NEVER).then(|| week.ceil() as u32);
        whole
    };
    Some(Pace {
        week: after(done)?,
        earliest: after(done + done.sqrt())?,
        latest: after(done - done.sqrt()),
    })
}

fn items(project: &Project, marks: &Marks, start: Timestamp, now: Timestamp) -> Items {
    let steps = project.roadmap.phases.iter().flat_map(|phase| &phase.steps);
    let mut items = Items { dated: 0, open: 0 };
    let mut seen: BTreeMap<FileId, ()> = BTreeMap::new();
    for step in steps {
        let tally = StepTally::of(project, marks, step);
        if step.files.is_empty() {
            items.open += usize::from(!tally.is_done);
        }
        for id in &step.files {
            let Some(file) = project.file(*id).filter(|_| seen.insert(*id, ()).is_none()) else {
                continue;
            };
            let mark =
                mark::of_file(marks, &file.path).filter(|mark| mark.state == Some(MarkState::Done));
            let at = mark.and_then(|mark| mark.at.parse::<Timestamp>().ok());
            if at.is_some_and(|at| (start..=now).contains(&at)) {
                items.dated += 1;
            }
            let is_tested = !file.is_gap();
            items.open += usize::from(!is_tested && mark.is_none() && !tally.is_done);
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::track::Change;
    use crate::ui::sample;

    fn marked(paths: &[&str], at: &str) -> Vec<Change> {
        let change = |path: &&str| {
            let (key, mark) = sample::done(path);
            let mark = mark.map(|mark| crate::model::Mark {
                at: at.to_owned(),
                ..mark
            });
            (key, mark)
        };
        paths.iter().map(change).collect()
    }

    const DONE: [&str; 4] = [
        "satellite/agent/tasks/deploy.py",
        "satellite/agent/tasks/undeploy.py",
        "satellite/agent/clients/docker_client.py",
        "sdk/luml/experiments/tracker.py",
    ];

    /// The sample's plan begins on 2026-05-04. It names 15 files, two of them tested, and has a
    /// step without files: 14 open items.
    fn check(done: usize, at: &str, now: &str, expect: Option<(u32, u32, Option<u32>)>) {
        let project = sample::project();
        let mut marks = Marks::default();
        marks.apply(&marked(&DONE[..done], at));
        let found = pace(&project, &marks, now.parse().unwrap());
        let found = found.map(|pace| (pace.week, pace.earliest, pace.latest));
        assert_eq!(found, expect, "{done} {at} {now}");
    }

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        // Four of them done in two weeks leave 10, which take 10 / 2 weeks more; had it been 6 in
        // these two weeks, 10 / 3; had it been 2, 10.
        let (at, now) = ("2026-05-10T12:00:00Z", "2026-05-18T00:00:00Z");
        check(4, at, now, Some((7, 6, Some(12))));
    }

    #[test]
    fn too_few_dates_tell_no_pace() {
        let now = "2026-05-18T00:00:00Z";
        check(2, "2026-05-10T12:00:00Z", now, None);
        check(4, "2026-04-10T12:00:00Z", now, None);
        check(4, "2026-05-10T12:00:00Z", "2026-05-01T00:00:00Z", None);
        check(4, "no date", now, None);
    }
}
