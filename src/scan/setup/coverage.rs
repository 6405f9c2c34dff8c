//! What CI does with coverage: steps that keep it, and steps that speak of it in a way that is not
//! read.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{Evidence, Package, is_at_or_below, name_of};
use crate::scan::extract::Unit;

use super::ci::{Action, Step};
use super::document::Node;
use super::follow::{Outcome, is_harmless_name};
use super::runs::{may_reach, place};

/// Actions that keep coverage, by a part of their names.
const KEEPERS: [&str; 26] = [
    "codecov/",
    "coverallsapp/",
    "coveralls-python",
    "codacy-coverage",
    "codeclimate",
    "qlty-action",
    "sonarsource/",
    "sonarcloud",
    "sonarqube",
    "deepsource",
    "python-coverage-comment",
    "pytest-coverage-comment",
    "code-coverage-summary",
    "codecoveragesummary",
    "coverage-report",
    "lcov-reporter",
    "jest-coverage",
    "vitest-coverage",
    "go-test-coverage",
    "octocov",
    "cobertura",
    "publishcodecoverageresults",
    "coverage-badge",
    "coverage-action",
    "coveralls",
    "coverage-comment",
];

/// Commands that keep coverage, or hold it against a bound, by their first word.
const KEEPING_COMMANDS: [&str; 10] = [
    "codecov",
    "codecovcli",
    "coveralls",
    "coveralls-lcov",
    "goveralls",
    "codacy-coverage-reporter",
    "cc-test-reporter",
    "diff-cover",
    "octocov",
    "qlty",
];

/// Says of each package which steps keep its coverage, and which may measure it.
pub(super) fn coverage(
    packages: &mut [Package],
    steps: &[Step],
    outcomes: &[Outcome],
    (units, all): (&[Unit], &[&str]),
) {
    keep(packages, steps, outcomes);
    let measuring: FxHashSet<Arc<str>> = packages
        .iter()
        .flat_map(|package| starts(package, steps))
        .collect();
    let open = steps
        .iter()
        .zip(outcomes)
        .filter(|(step, _)| !measuring.contains(&step.start));
    for (step, outcome) in open {
        let evidence = match step.action {
            Action::Unread => Some(place(step, 0, "could not be read")),
            _ => keeps(step, outcome).or_else(|| speaks(step, outcome)),
        };
        let Some(evidence) = evidence else {
            continue;
        };
        for package in packages.iter_mut() {
            if package.unclear_coverage.is_none()
                && may_reach(package, &step.folder, step, units, all)
            {
                package.unclear_coverage = Some(evidence.clone());
            }
        }
    }
}

/// Takes note of the scripts that may measure the coverage of the packages around them.
pub(super) fn scripts(packages: &mut [Package], unclear: &[(Evidence, String)]) {
    for (evidence, folder) in unclear {
        let near = packages.iter_mut().filter(|package| {
            is_at_or_below(&package.folder, folder) || is_at_or_below(folder, &package.folder)
        });
        for package in near.filter(|package| package.unclear_coverage.is_none()) {
            package.unclear_coverage = Some(evidence.clone());
        }
    }
}

/// The files of CI in which steps measure the coverage of a package.
fn starts(package: &Package, steps: &[Step]) -> FxHashSet<Arc<str>> {
    let runs = package.runs.iter().filter(|run| run.measures);
    runs.filter_map(|run| {
        let step = steps.iter().find(|step| step.path == run.evidence.path)?;
        Some(step.start.clone())
    })
    .collect()
}

/// A command that speaks of coverage: `gulp coverage`, `make cover`.
fn speaks(step: &Step, outcome: &Outcome) -> Option<Evidence> {
    let mut commands = outcome.commands.iter();
    let (line, _) = commands.find(|(_, words)| {
        !is_harmless_name(words) && words.iter().any(|word| says_coverage(word))
    })?;
    Some(place(
        step,
        *line,
        "may measure coverage in a way that is not read",
    ))
}

/// Whether one of the names in a word is that of coverage, and is not put off.
fn says_coverage(word: &str) -> bool {
    let lower = word.to_lowercase();
    let mut parts = lower.split(|letter: char| !letter.is_alphanumeric());
    let mut is_off = false;
    parts.any(|part| {
        let was_off = std::mem::replace(&mut is_off, part == "no");
        !was_off && matches!(part, "cov" | "cover" | "coverage" | "codecov" | "coveralls")
    })
}

/// Gives each package the steps that keep coverage, of the files of CI that measure its.
fn keep(packages: &mut [Package], steps: &[Step], outcomes: &[Outcome]) {
    let kept: Vec<(&Arc<str>, Evidence)> = steps
        .iter()
        .zip(outcomes)
        .filter(|(step, _)| step.gate.blocked.is_none())
        .filter_map(|(step, outcome)| Some((&step.start, keeps(step, outcome)?)))
        .collect();
    for package in packages {
        let starts = starts(package, steps);
        let own = kept.iter().filter(|(start, _)| starts.contains(*start));
        package.kept = own.map(|(_, evidence)| evidence.clone()).take(8).collect();
    }
}

/// Whether a step keeps coverage, and how.
fn keeps(step: &Step, outcome: &Outcome) -> Option<Evidence> {
    match &step.action {
        Action::Unclear | Action::Unread => None,
        Action::Keeps(fact) => Some(place(step, 0, fact)),
        Action::Uses(name, with) => {
            let lower = name.to_lowercase();
            let is_upload =
                lower.contains("upload-artifact") || lower.contains("publishbuildartifacts");
            let is_kept = KEEPERS.iter().any(|keeper| lower.contains(keeper))
                || is_upload && with.as_ref().is_some_and(speaks_of_coverage);
            let fact = format!("`{name}` keeps the coverage");
            is_kept.then(|| place(step, 0, &fact))
        }
        Action::Shell(_) => outcome.commands.iter().find_map(|(line, words)| {
            let first = words.first().map(|word| name_of(word))?;
            let is_kept = KEEPING_COMMANDS.contains(&first)
                || words.iter().any(|word| {
                    word.starts_with("--cov-fail-under")
                        || word.starts_with("--fail-under")
                        || word.starts_with("codecov")
                        || word.contains("codecov.io/bash")
                        || *word == "coveralls"
                        || word.starts_with("$GITHUB_STEP_SUMMARY")
                            && words.iter().any(|word| word.contains("cov"))
                });
            is_kept.then(|| {
                place(
                    step,
                    *line,
                    &format!("`{first}` keeps the coverage or bounds it"),
                )
            })
        }),
    }
}

fn speaks_of_coverage(node: &Node) -> bool {
    node.entries()
        .iter()
        .filter_map(|(_, value)| value.text())
        .any(|text| text.to_lowercase().contains("cov"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_speak_of_coverage() {
        let check = |word: &str, expect: bool| assert_eq!(says_coverage(word), expect, "{word}");
        check("coverage", true);
        check("test-cover", true);
        check(".github/scripts/coverage.mjs", true);
        check("--no-coverage", false);
        check("--no-cov", false);
        check("recover", false);
        check("discover", false);
    }
}
