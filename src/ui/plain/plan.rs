//! Roadmap and metrics as text.

use super::Page;
use crate::model::{Metric, Phase, Step, StepState};
use crate::ui::state::{State, StepTally, trend};
use crate::ui::widget::percent;

pub(super) fn roadmap(state: &State, out: &mut Page) {
    let phases = &state.project.roadmap.phases;
    if phases.is_empty() {
        out.line("No plan: there are no gaps to plan for.");
    }
    for (number, phase) in (1..).zip(phases) {
        out.gap();
        phase_of(state, out, number, phase);
    }
}

fn phase_of(state: &State, out: &mut Page, number: usize, phase: &Phase) {
    let tallies: Vec<StepTally> = phase
        .steps
        .iter()
        .map(|step| StepTally::of(&state.project, state.marks(), step))
        .collect();
    let done = tallies.iter().filter(|tally| tally.is_done).count();
    let (from, to) = phase.weeks;
    out.line(&format!(
        "Phase {number}, weeks {from} to {to}: {} ({done} of {} done)",
        phase.name,
        tallies.len()
    ));
    for (step, tally) in phase.steps.iter().zip(tallies) {
        let priority = step
            .priority
            .map_or_else(String::new, |priority| format!(", {}", priority.word()));
        let words = step_words(step, tally);
        out.below(
            1,
            &format!("{}. {words}{priority}: {}", step.number, step.title),
        );
        for file in step.files.iter().filter_map(|id| state.project.file(*id)) {
            let status = file.status.map_or("not known yet", |status| status.word());
            if *file.path != *step.title {
                out.below(2, &format!("{}: {status}", file.path));
            }
        }
    }
}

fn step_words(step: &Step, tally: StepTally) -> &'static str {
    match (step.state, tally.is_done, tally.is_claimed) {
        (StepState::Gone, ..) => "gone from the tree",
        (_, true, false) => "verified",
        (_, true, true) => "claimed, no test found",
        (_, false, _) if tally.tested + tally.claimed > 0 => "started",
        (_, false, _) => "to do",
    }
}

pub(super) fn metrics(state: &State, out: &mut Page) {
    if state.project.metrics.is_empty() {
        out.line("No metrics are defined: a [[metric]] in lacuna.toml makes one.");
    }
    for metric in state.project.metrics.iter() {
        out.line(&format!("{}: {}", metric.name, metric_words(state, metric)));
    }
}

fn metric_words(state: &State, metric: &Metric) -> String {
    let Some(current) = metric.current else {
        return "nothing is counted by it".to_owned();
    };
    let (tested, all) = metric.counts;
    let mut text = format!(
        "{} % ({}), {tested} of {all} {}",
        percent(current),
        metric.basis.word(),
        metric.unit
    );
    if let Some(target) = metric.target {
        let is_reached = current >= target;
        let words = if is_reached { "reached" } else { "not reached" };
        text.push_str(&format!(", target {} % {words}", percent(target)));
    }
    let name = format!("metric:{}", metric.name);
    let points = trend(&state.project, &name, state.now, Some(current));
    if let Some((at, value)) = points.first() {
        let day = at.strftime("%Y-%m-%d");
        text.push_str(&format!(", {} % on {day}", percent(*value)));
    }
    text
}
