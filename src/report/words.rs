//! Figures and fragments in words, alike in all written reports.

use crate::model::{Project, Step, StepState};

/// What the columns of the overview count.
pub(super) const OVERVIEW_UNITS: &str = "Files are those with something to test, test files those that \
    lead to any of them. Lines run, the level and the target speak of the lines inside functions, \
    not of files.";

/// A share as a whole percentage, rounded; only all is 100 %.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(
        || "-".to_owned(),
        |share| format!("{} %", crate::model::percent(share)),
    )
}

/// A number with its noun: `1 file`, `2 files`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// A fragment with a capital at its start, so that it can begin a line.
pub(super) fn capitalised(fragment: &str) -> String {
    let mut letters = fragment.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// The day of the last figures that were kept.
pub(super) fn since(project: &Project) -> Option<String> {
    let last = project.earlier.last()?;
    last.at.get(..10).map(str::to_owned)
}

/// A change in points of a percent, with its sign.
pub(super) fn points(gained: Option<f64>) -> String {
    let Some(gained) = gained else {
        return "-".to_owned();
    };
    let tenths = (gained * 1000.0).round() as i64;
    match tenths {
        0 => "±0".to_owned(),
        _ => format!("{:+.1}", tenths as f64 / 10.0),
    }
}

/// A text with what stands in backticks written as code.
pub(super) fn with_code(
    content: &str,
    plain: impl Fn(&str) -> String,
    code: impl Fn(&str) -> String,
) -> String {
    let parts = content.split('`').enumerate();
    let written = parts.map(|(index, part)| match index % 2 {
        0 => plain(part),
        _ => code(part),
    });
    written.collect()
}

/// What a step needs before its tests can run: where nothing is set up to run any.
pub(super) fn first_set_up(project: &Project, step: &Step) -> Option<String> {
    if step.state != StepState::Open {
        return None;
    }
    let mut targets = step.targets.iter();
    let check = targets.find_map(|target| project.lacks_runner(target))?;
    let place = match &*check.scope {
        "" => "this repository".to_owned(),
        scope => format!("`{scope}`"),
    };
    Some(format!(
        "First set up tests in {place}: nothing runs any there yet."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred_percent() {
        assert_eq!(percent(Some(0.999)), "99 %");
        assert_eq!(percent(Some(1.0)), "100 %");
        assert_eq!(percent(Some(0.29)), "29 %");
        assert_eq!(percent(None), "-");
    }
}
