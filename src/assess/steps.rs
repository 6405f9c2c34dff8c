//! What the scan says of the steps of a roadmap.

use std::collections::BTreeSet;

use super::measure::is_judged;
use super::select::select;
use crate::model::{Effort, File, FileId, Priority, Roadmap, Score, Step, StepState, TestStatus};

/// Half days that a quick win takes at most.
const QUICK: u32 = 1;

/// Numbers the steps, expands their targets to files with something to test, gives a step
/// without a priority the most pressing one among these, and tells how far it is, how much work is
/// left and whether that is a quick win.
pub fn resolve_steps(roadmap: &mut Roadmap, files: &[File], scores: &[Score]) {
    let steps = roadmap.phases.iter_mut().flat_map(|phase| &mut phase.steps);
    for (step, number) in steps.zip(1..) {
        step.number = number;
        resolve(step, files, scores);
    }
}

fn resolve(step: &mut Step, files: &[File], scores: &[Score]) {
    let named: BTreeSet<usize> = step
        .targets
        .iter()
        .flat_map(|target| select(target, files))
        .collect();
    let exists = !named.is_empty();
    let judged: Vec<(usize, &File)> = named
        .into_iter()
        .filter_map(|index| Some((index, files.get(index)?)))
        .filter(|(_, file)| is_judged(file))
        .collect();
    step.files = judged
        .iter()
        .filter_map(|(index, _)| u32::try_from(*index).ok().map(FileId))
        .collect();
    if step.priority.is_none() {
        let priorities = judged
            .iter()
            .filter_map(|(index, _)| scores.get(*index)?.priority);
        step.priority = priorities.max();
    }
    let left = || judged.iter().filter(|(_, file)| file.is_gap());
    step.functions = left().fold((0, 0), |sum, (_, file)| {
        let (left, all) = file.functions_left();
        (sum.0 + left, sum.1 + all)
    });
    let efforts = left().filter_map(|(index, _)| scores.get(*index)?.effort);
    step.half_days = efforts.map(Effort::half_days).sum();
    step.is_quick_win = !step.marked_done
        && step.priority >= Some(Priority::High)
        && (1..=QUICK).contains(&step.half_days);
    let tested = judged.len() - left().count();
    // A test of one of its functions begins a file, and does not finish it.
    let is_begun =
        left().any(|(_, file)| !file.is_untested() && file.status == Some(TestStatus::Direct));
    step.state = if step.marked_done {
        StepState::Done
    } else if !exists && !step.targets.is_empty() {
        StepState::Gone
    } else if tested > 0 && tested == judged.len() {
        StepState::Done
    } else if tested > 0 || is_begun {
        StepState::Started
    } else {
        StepState::Open
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::function;
    use crate::assess::sample::{judged, other, sorted};
    use crate::model::{FileKind, Phase, SymbolStatus};

    fn resolved(targets: &[&str], change: impl Fn(&mut Step)) -> Step {
        let mut in_part = judged("web/c.ts", TestStatus::Reached, 0.5, 8);
        in_part.symbols = [function("left", 1, 8, 2)].into();
        in_part.symbol_status = [SymbolStatus::new(TestStatus::Unreached, 0.0)].into();
        let files = sorted(vec![
            judged("api/a.py", TestStatus::Direct, 1.0, 8),
            judged("api/b.py", TestStatus::Unreached, 0.0, 8),
            judged("api/types.py", TestStatus::NoLogic, 0.0, 0),
            in_part,
            judged("web/d.ts", TestStatus::Hollow, 0.0, 8),
            judged("web/most.ts", TestStatus::Reached, 0.8, 8),
            other("web/d.test.ts", FileKind::Test),
        ]);
        let scores = [Priority::Low, Priority::High, Priority::Low].map(|priority| Score {
            priority: Some(priority),
            ..Score::default()
        });
        let mut step = Step {
            targets: targets.iter().map(|&target| target.to_owned()).collect(),
            ..Step::default()
        };
        change(&mut step);
        let mut roadmap = Roadmap {
            phases: vec![Phase {
                steps: vec![step],
                ..Phase::default()
            }],
            ..Roadmap::default()
        };
        resolve_steps(&mut roadmap, &files, &scores);
        roadmap.phases.remove(0).steps.remove(0)
    }

    fn check(targets: &[&str], state: StepState, files: &[u32]) {
        let step = resolved(targets, |_| {});
        assert_eq!(step.state, state, "{targets:?}");
        let files: Vec<FileId> = files.iter().copied().map(FileId).collect();
        assert_eq!(step.files, files, "{targets:?}");
    }

    #[test]
    fn all_some_or_no_target_tested() {
        check(&["api/a.py"], StepState::Done, &[0]);
        check(&["api"], StepState::Started, &[0, 1]);
        check(&["api/b.py", "web/d.ts"], StepState::Open, &[1, 5]);
        check(&["*/a.py"], StepState::Done, &[0]);
    }

    #[test]
    fn what_other_tests_reach_is_done_where_they_leave_no_function_aside() {
        check(&["web/c.ts"], StepState::Open, &[3]);
        check(&["api/a.py", "web/c.ts"], StepState::Started, &[0, 3]);
        check(&["api/a.py", "web/most.ts"], StepState::Done, &[0, 6]);
    }

    #[test]
    fn one_test_of_many_functions_begins_a_step_and_does_not_end_it() {
        let check = |statuses: [TestStatus; 3], state: StepState, functions: (usize, usize)| {
            let mut file = judged("a.py", TestStatus::Direct, 0.3, 60);
            file.symbols = [
                function("first", 1, 20, 2),
                function("second", 21, 40, 2),
                function("getter", 41, 42, 1),
            ]
            .into();
            file.symbol_status = statuses.map(|status| SymbolStatus::new(status, 0.0)).into();
            let mut roadmap = Roadmap {
                phases: vec![Phase {
                    steps: vec![Step {
                        targets: vec!["a.py".to_owned()],
                        ..Step::default()
                    }],
                    ..Phase::default()
                }],
                ..Roadmap::default()
            };
            resolve_steps(&mut roadmap, &[file], &[Score::default()]);
            let step = &roadmap.phases[0].steps[0];
            assert_eq!(
                (step.state, step.functions),
                (state, functions),
                "{statuses:?}"
            );
        };
        use TestStatus::{Direct, Reached, Unreached};
        check([Direct, Unreached, Unreached], StepState::Started, (1, 2));
        check([Direct, Reached, Unreached], StepState::Done, (0, 0));
    }

    #[test]
    fn a_step_whose_targets_are_not_there_is_gone() {
        check(&["old/a.py", "old/*.py"], StepState::Gone, &[]);
        check(&["old/a.py", "api/a.py"], StepState::Done, &[0]);
    }

    #[test]
    fn a_step_without_anything_to_test_stays_open_until_marked() {
        check(&[], StepState::Open, &[]);
        check(&["api/types.py"], StepState::Open, &[]);
        let marked = resolved(&["old/a.py"], |step| step.marked_done = true);
        assert_eq!(marked.state, StepState::Done);
    }

    #[test]
    fn the_most_pressing_priority_counts_unless_the_step_has_its_own() {
        assert_eq!(resolved(&["api"], |_| {}).priority, Some(Priority::High));
        let own = resolved(&["api"], |step| step.priority = Some(Priority::Medium));
        assert_eq!(own.priority, Some(Priority::Medium));
        assert_eq!(resolved(&["old"], |_| {}).priority, None);
    }

    #[test]
    fn work_is_counted_for_what_is_not_tested_yet() {
        let files = sorted(vec![
            judged("a.py", TestStatus::Direct, 1.0, 8),
            judged("b.py", TestStatus::Unreached, 0.0, 8),
            judged("c.py", TestStatus::Unreached, 0.0, 8),
        ]);
        let check = |targets: &[&str], half_days: u32, is_quick_win: bool| {
            let score = |effort, priority| Score {
                effort: Some(effort),
                priority: Some(priority),
                ..Score::default()
            };
            let scores = [
                score(Effort::Large, Priority::High),
                score(Effort::Small, Priority::High),
                score(Effort::Medium, Priority::Medium),
            ];
            let step = Step {
                targets: targets.iter().map(|&target| target.to_owned()).collect(),
                ..Step::default()
            };
            let mut roadmap = Roadmap {
                phases: vec![Phase {
                    steps: vec![step],
                    ..Phase::default()
                }],
                ..Roadmap::default()
            };
            resolve_steps(&mut roadmap, &files, &scores);
            let step = &roadmap.phases[0].steps[0];
            let found = (step.half_days, step.is_quick_win);
            assert_eq!(found, (half_days, is_quick_win), "{targets:?}");
        };
        check(&["a.py"], 0, false);
        check(&["b.py"], 1, true);
        check(&["c.py"], 2, false);
        check(&["."], 3, false);
    }

    #[test]
    fn numbers_run_over_all_phases() {
        let phase = |steps: usize| Phase {
            steps: vec![Step::default(); steps],
            ..Phase::default()
        };
        let mut roadmap = Roadmap {
            phases: vec![phase(2), phase(0), phase(1)],
            ..Roadmap::default()
        };
        resolve_steps(&mut roadmap, &[], &[]);
        let numbers: Vec<u32> = roadmap
            .phases
            .iter()
            .flat_map(|phase| phase.steps.iter().map(|step| step.number))
            .collect();
        assert_eq!(numbers, [1, 2, 3]);
    }
}
