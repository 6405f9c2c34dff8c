//! Which gaps a plan holds, in which order, under which names.

use super::*;
use crate::assess::sample::{component, settings, sorted, source};
use crate::model::{ComponentId, StepState, Term};

/// A gap of a component with a risk, and a domain where it is not empty.
type Row = (&'static str, u32, u8, &'static str);

fn planned(rows: &[Row], change: impl Fn(&mut [File], &mut [Component])) -> Roadmap {
    planned_by(rows, &settings().plan, change)
}

fn planned_by(
    rows: &[Row],
    capacity: &PlanSettings,
    change: impl Fn(&mut [File], &mut [Component]),
) -> Roadmap {
    let settings = settings();
    let mut files = sorted(rows.iter().map(|row| source(row.0)).collect());
    let mut scores = Vec::new();
    for file in &mut files {
        let row = rows.iter().find(|row| row.0 == file.path.as_ref()).unwrap();
        file.component = Some(ComponentId(row.1));
        let domain = Term {
            name: row.3.into(),
            fact: "".into(),
            share: 0.3,
        };
        scores.push(Score {
            risk: row.2,
            priority: Some(settings.priorities.priority(row.2)),
            terms: if row.3.is_empty() {
                [].into()
            } else {
                [domain].into()
            },
            rationale: format!("Because of {}.", row.2).into(),
            ..Score::default()
        });
    }
    let mut components = vec![component("Web", None), component("Api", None)];
    (components[1].sources, components[1].direct) = (1, 1);
    change(&mut files, &mut components);
    plan((&files, &scores), &File::is_gap, &components, &[], capacity)
}

fn check(rows: &[Row], expect: &[(&str, &[&str])]) {
    let roadmap = planned(rows, |_, _| {});
    let found: Vec<(&str, Vec<&str>)> = roadmap
        .phases
        .iter()
        .map(|phase| {
            let titles = phase.steps.iter().map(|step| step.title.as_str());
            (phase.name.as_str(), titles.collect())
        })
        .collect();
    let expect: Vec<(&str, Vec<&str>)> = expect
        .iter()
        .map(|(name, titles)| (*name, titles.to_vec()))
        .collect();
    assert_eq!(found, expect);
}

#[test]
fn critical_gaps_come_first_whatever_their_component() {
    check(
        &[
            ("api/keys.py", 1, 85, "authentication"),
            ("api/list.py", 1, 70, ""),
            ("web/login.ts", 0, 90, "authentication"),
        ],
        &[(
            "What would hurt most: authentication",
            &[
                "Write the first tests for web/login.ts",
                "Write the first tests for api/keys.py",
                "Write the first tests for api/list.py",
            ],
        )],
    );
}

#[test]
fn the_first_phase_is_called_after_what_most_of_its_steps_are_about() {
    let login = "authentication";
    let first = |rows: &[Row]| planned(rows, |_, _| {}).phases[0].name.clone();
    let rows: [Row; 3] = [
        ("api/a.py", 1, 85, login),
        ("api/b.py", 1, 84, login),
        ("web/c.ts", 0, 90, "storage"),
    ];
    assert_eq!(first(&rows), "What would hurt most: authentication");
    let rows: [Row; 3] = [
        ("api/a.py", 1, 85, login),
        ("api/b.py", 1, 84, "money"),
        ("web/c.ts", 0, 90, "storage"),
    ];
    assert_eq!(first(&rows), "What would hurt most");
}

#[test]
fn no_gap_comes_before_a_more_pressing_one_of_another_component() {
    // Five phases with three steps each; the heaviest component has no critical gap.
    let mut rows: Vec<Row> = (0..9)
        .map(|index| -> Row { (format!("web/{index}/x.ts").leak(), 0, 70, "") })
        .collect();
    rows.extend((0..5).map(|index| -> Row { (format!("api/{index}/x.py").leak(), 1, 82, "") }));
    let roadmap = planned(&rows, |_, _| {});
    let priorities: Vec<_> = roadmap
        .phases
        .iter()
        .flat_map(|phase| phase.steps.iter().map(|step| step.priority))
        .collect();
    assert!(
        priorities.is_sorted_by(|one, next| one >= next),
        "{priorities:?}"
    );
    assert_eq!(priorities[4], Some(Priority::Critical));
}

#[test]
fn the_component_with_most_risk_goes_first_and_small_ones_share_a_phase() {
    check(
        &[
            ("api/a.py", 1, 65, ""),
            ("web/c.ts", 0, 75, ""),
            ("web/d.ts", 0, 61, ""),
        ],
        &[(
            "Web and Api: missing tests",
            &[
                "Write the first tests for web/c.ts",
                "Write the first tests for web/d.ts",
                "Write the first tests for api/a.py",
            ],
        )],
    );
}

#[test]
fn lesser_gaps_of_a_folder_share_a_step() {
    check(
        &[
            ("api/v1/a.py", 1, 40, ""),
            ("api/v1/b.py", 1, 65, ""),
            ("api/v1/c.py", 1, 50, ""),
            ("api/v2/c.py", 1, 20, ""),
        ],
        &[(
            "Api: missing tests",
            &[
                "Write the first tests for v1/b.py",
                "Write the first tests for 2 files of api/v1",
                "Write the first tests for v2/c.py",
            ],
        )],
    );
}

#[test]
fn components_of_one_name_are_told_apart() {
    let rows: &[Row] = &[("api/a.py", 1, 65, ""), ("web/c.ts", 0, 75, "")];
    let roadmap = planned(rows, |_, components| {
        for component in components.iter_mut() {
            component.id = format!("apps/{}/src", component.name).into();
            component.name = "src".into();
        }
    });
    assert_eq!(
        roadmap.phases[0].name,
        "apps/Api/src and apps/Web/src: missing tests"
    );
}

#[test]
fn files_that_may_be_dead_share_a_step_of_their_own() {
    let rows: &[Row] = &[
        ("api/a.py", 1, 40, ""),
        ("api/b.py", 1, 50, ""),
        ("api/c.py", 1, 30, ""),
        ("api/d.py", 1, 35, ""),
    ];
    let roadmap = planned(rows, |files, _| {
        for file in files.iter_mut().take(2) {
            file.findings = [Finding::PossiblyDead].into();
        }
    });
    let titles = roadmap.phases[0]
        .steps
        .iter()
        .map(|step| step.title.as_str());
    assert_eq!(
        titles.collect::<Vec<_>>(),
        [
            "Find out which of 2 files of api are dead code, and test the others",
            "Write the first tests for 2 files of api",
        ]
    );
}

#[test]
fn a_phase_holds_as_much_work_as_there_are_days() {
    // Two people with five days in each of two weeks: 20 days, or three large steps.
    let rows: Vec<Row> = (0..3)
        .map(|index| -> Row { (format!("web/{index}/x.ts").leak(), 0, 65, "") })
        .collect();
    let check = |people: u32, days: u32, expect: &[usize]| {
        let mut settings = settings();
        settings.plan.people = people;
        settings.plan.days_per_week = days;
        let files: Vec<File> = rows.iter().map(|row| source(row.0)).collect();
        let score = Score {
            risk: 65,
            priority: Some(Priority::High),
            effort: Some(Effort::Large),
            ..Score::default()
        };
        let scores = vec![score; files.len()];
        let roadmap = plan((&files, &scores), &File::is_gap, &[], &[], &settings.plan);
        let found: Vec<usize> = roadmap
            .phases
            .iter()
            .map(|phase| phase.steps.len())
            .collect();
        assert_eq!(found, expect, "{people} people, {days} days");
    };
    check(2, 5, &[3]);
    // 6 days: two steps of three.
    check(1, 3, &[2, 1]);
    // A step that is longer than a phase has a phase of its own.
    check(1, 1, &[1, 1, 1]);
}

#[test]
fn phases_hold_no_more_than_they_can_and_end_when_they_must() {
    let row = |index| -> Row { (format!("web/{index}/x.ts").leak(), 0, 90, "") };
    let roadmap = planned(&(0..11).map(row).collect::<Vec<_>>(), |_, _| {});
    let found: Vec<(&str, usize, (u32, u32))> = roadmap
        .phases
        .iter()
        .map(|phase| (phase.name.as_str(), phase.steps.len(), phase.weeks))
        .collect();
    assert_eq!(
        found,
        [
            ("What would hurt most", 3, (1, 2)),
            ("Web: critical gaps", 3, (3, 4)),
            ("Web: x", 3, (5, 6)),
        ]
    );
    assert_eq!(roadmap.phases[2].id, "Web-critical-2");
}

#[test]
fn a_plan_ends_with_the_last_week_that_can_be_read_again() {
    let row = |index| -> Row { (format!("web/{index}/x.ts").leak(), 0, 90, "") };
    let rows: Vec<Row> = (0..11).map(row).collect();
    let check = |weeks: u32, phases: u32, expect: &[(u32, u32)]| {
        let plan = PlanSettings {
            weeks_per_phase: weeks,
            phases,
            people: 1,
            days_per_week: 1,
            steps_per_phase: 1,
        };
        let roadmap = planned_by(&rows, &plan, |_, _| {});
        let found: Vec<(u32, u32)> = roadmap.phases.iter().map(|phase| phase.weeks).collect();
        assert_eq!(found, expect);
    };
    check(300, 3, &[(1, 300)]);
    check(260, 3, &[(1, 260), (261, 520)]);
    check(1000, 9, &[(1, 520)]);
}

#[test]
fn a_phase_is_told_apart_by_what_it_is_about() {
    let check = |targets: &[&str], expect: &str| {
        let step = |target: &&str| Step {
            targets: vec![(*target).to_owned()],
            ..Step::default()
        };
        let steps: Vec<Step> = targets.iter().map(step).collect();
        assert_eq!(subjects(&steps), expect);
    };
    check(&["a/lyrics.py"], "lyrics");
    check(&["a/lyrics.py", "a/fish/__init__.py"], "lyrics and fish");
    check(&["a/b.ts", "a/c.vue", "d.rs", "e.go"], "b, c, d and 1 more");
}

#[test]
fn titles_tell_what_sort_of_work_it_is() {
    let rows: &[Row] = &[("a/dead.py", 0, 90, ""), ("a/mock.py", 0, 85, "")];
    let roadmap = planned(rows, |files, _| {
        files[0].findings = [Finding::PossiblyDead].into();
        files[1].findings = [Finding::OnlyMocked].into();
    });
    let titles: Vec<&str> = roadmap.phases[0]
        .steps
        .iter()
        .map(|step| step.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Find out whether a/dead.py is dead code, or test it",
            "Test a/mock.py itself, not only its mock",
        ]
    );
}

#[test]
fn steps_are_numbered_and_carry_identity_reason_and_files() {
    let roadmap = planned(
        &[("api/a.py", 1, 85, ""), ("web/b.ts", 0, 65, "")],
        |_, _| {},
    );
    let step = &roadmap.phases[0].steps[1];
    assert_eq!((step.id.as_str(), step.number), ("web/b.ts", 2));
    assert_eq!(step.note.as_deref(), Some("Because of 65."));
    assert_eq!(step.priority, Some(Priority::High));
    assert_eq!(
        (step.files.as_slice(), step.state),
        (&[FileId(1)][..], StepState::Open)
    );
}

#[test]
fn files_of_one_name_are_told_apart() {
    check(
        &[("one/src/a.py", 0, 85, ""), ("two/src/a.py", 0, 84, "")],
        &[(
            "What would hurt most",
            &[
                "Write the first tests for one/src/a.py",
                "Write the first tests for two/src/a.py",
            ],
        )],
    );
}

#[test]
fn nothing_untested_is_an_empty_plan() {
    check(&[], &[]);
}

#[test]
fn a_step_over_many_files_holds_no_more_work_than_a_phase() {
    let names = ["web/a.ts", "web/b.ts", "web/c.ts", "web/d.ts", "web/e.ts"];
    let files: Vec<File> = names.iter().map(|path| source(path)).collect();
    let score = Score {
        risk: 40,
        priority: Some(Priority::Medium),
        effort: Some(Effort::Medium),
        ..Score::default()
    };
    let scores = vec![score; files.len()];
    let mut settings = settings();
    // One person with one day in each of two weeks.
    (settings.plan.people, settings.plan.days_per_week) = (1, 1);
    let roadmap = plan((&files, &scores), &File::is_gap, &[], &[], &settings.plan);
    let found: Vec<(usize, u32)> = roadmap
        .phases
        .iter()
        .flat_map(|phase| &phase.steps)
        .map(|step| (step.targets.len(), step.half_days))
        .collect();
    assert_eq!(found, [(2, 4), (2, 4), (1, 2)]);
}

#[test]
fn a_critical_gap_is_not_left_out_for_one_of_less_risk() {
    // Three steps a phase: the first has the worst three, and the heavier component the lesser risks.
    let rows: [Row; 7] = [
        ("api/a.py", 1, 99, ""),
        ("api/b.py", 1, 98, ""),
        ("api/c.py", 1, 97, ""),
        ("web/a.ts", 0, 81, ""),
        ("web/b.ts", 0, 82, ""),
        ("web/c.ts", 0, 83, ""),
        ("api/d.py", 1, 91, ""),
    ];
    let roadmap = planned(&rows, |_, _| {});
    assert_eq!(roadmap.phases[1].steps[0].targets, ["api/d.py"]);
}

#[test]
fn what_only_shows_the_rest_comes_last() {
    check(
        &[
            ("api/a.py", 1, 20, ""),
            ("playground/app.ts", 0, 95, ""),
            ("web/c.ts", 0, 40, ""),
        ],
        &[(
            "Web and Api: missing tests",
            &[
                "Write the first tests for web/c.ts",
                "Write the first tests for api/a.py",
                "Write the first tests for playground/app.ts",
            ],
        )],
    );
    // Where there is nothing else, it is what there is to test.
    check(
        &[("playground/app.ts", 0, 95, "")],
        &[(
            "What would hurt most",
            &["Write the first tests for playground/app.ts"],
        )],
    );
}
