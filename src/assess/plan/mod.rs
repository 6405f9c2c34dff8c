//! Making a roadmap from the gaps.

mod order;
mod step;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::order::leaves_first;
use self::step::{ShortNames, step};
use super::steps::resolve_steps;
use super::words::listing;
use crate::model::{
    Component, Effort, File, FileId, Finding, Phase, PlanSettings, Priority, Roadmap,
    RoadmapOrigin, Score,
};

/// Most files that one step covers together.
const FILES_PER_STEP: usize = 8;

/// Risks that differ by less are as good as equal: they move by as much when other files change.
const RISK_STEP: u8 = 5;

/// Most components that one phase covers.
const COMPONENTS_PER_PHASE: usize = 3;

/// Plans what to test first: the critical gaps of the whole project, under the domain that weighs
/// most among them; then component by component, the one with the most risk first, and the worst
/// risk first within each. A gap of high priority is a step of its own; lesser ones of one folder
/// share a step. A phase holds as much work as people have days for it. Within a phase a file comes
/// after those that it `uses`, directly or not: what it builds on is tested by then. What does not
/// fit into the phases is left for a later plan.
///
/// Identities of steps and phases come from paths and components, and risks count by steps of
/// five only, so that a change elsewhere hardly ever moves a step.
pub fn plan(
    files: &[File],
    scores: &[Score],
    components: &[Component],
    uses: &[Vec<FileId>],
    settings: &PlanSettings,
) -> Roadmap {
    let capacity = Capacity::of(settings);
    let gaps = gaps(files, scores);
    let (first, rest) = first_phase(&gaps, capacity);
    let mut drafts: Vec<Draft> = first.into_iter().collect();
    let most = settings.phases.max(1) as usize;
    for block in blocks(&rest, components, capacity) {
        let left = match drafts.last_mut() {
            Some(draft) => draft.join(block, capacity),
            None => Err(block),
        };
        match left {
            Ok(()) => {}
            Err(block) if drafts.len() < most => drafts.push(block),
            Err(_) => break,
        }
    }
    for draft in &mut drafts {
        draft.steps = leaves_first(std::mem::take(&mut draft.steps), uses);
    }
    let names = ShortNames::new(
        drafts
            .iter()
            .flat_map(|draft| draft.steps.iter().flatten().copied()),
    );
    let weeks = settings.weeks_per_phase.max(1);
    let phases = drafts
        .iter()
        .zip(0u32..)
        .map(|(draft, index)| {
            let start = index.saturating_mul(weeks).saturating_add(1);
            draft.phase((start, start.saturating_add(weeks - 1)), &names)
        })
        .collect();
    let mut roadmap = Roadmap {
        origin: RoadmapOrigin::Generated,
        start: None,
        phases,
    };
    resolve_steps(&mut roadmap, files, scores);
    roadmap
}

/// What a phase can hold.
#[derive(Debug, Clone, Copy)]
struct Capacity {
    steps: usize,
    /// Half days of work.
    work: u32,
}

impl Capacity {
    fn of(settings: &PlanSettings) -> Self {
        let weeks = settings.weeks_per_phase.max(1);
        let a_week = settings
            .people
            .max(1)
            .saturating_mul(settings.days_per_week.max(1));
        Self {
            steps: settings.steps_per_phase.max(1) as usize,
            work: a_week.saturating_mul(weeks).saturating_mul(2),
        }
    }

    /// Whether so many steps with so much work fit; one step fits however long it takes.
    fn holds(self, steps: usize, work: u32) -> bool {
        steps <= 1 || (steps <= self.steps && work <= self.work)
    }
}

/// Half days of work on steps.
fn work(steps: &[Vec<Gap>]) -> u32 {
    let gaps = steps.iter().flatten();
    gaps.map(|gap| gap.score.effort.map_or(1, Effort::half_days))
        .sum()
}

/// Puts steps together as far as they fit, in order.
fn filled<'a>(steps: Vec<Vec<Gap<'a>>>, capacity: Capacity) -> Vec<Vec<Vec<Gap<'a>>>> {
    let mut phases: Vec<Vec<Vec<Gap>>> = Vec::new();
    for step in steps {
        let more = work(std::slice::from_ref(&step));
        match phases.last_mut() {
            Some(last) if capacity.holds(last.len() + 1, work(last) + more) => last.push(step),
            _ => phases.push(vec![step]),
        }
    }
    phases
}

/// An untested file with its judgement.
#[derive(Clone, Copy)]
struct Gap<'a> {
    id: FileId,
    file: &'a File,
    score: &'a Score,
}

impl<'a> Gap<'a> {
    /// Title and share of the domain that it falls under.
    fn domain(&self) -> Option<(&'a str, f32)> {
        let terms = self.score.terms.iter();
        let mut domains = terms.filter(|term| term.is_domain() && term.share > 0.0);
        domains.next().map(|term| (term.name.as_ref(), term.share))
    }

    fn folder(&self) -> &'a str {
        self.file
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder)
    }

    fn is_dead(&self) -> bool {
        self.file.has(Finding::PossiblyDead)
    }

    fn is_pressing(&self) -> bool {
        self.score.priority >= Some(Priority::High)
    }
}

/// All gaps, worst first.
fn gaps<'a>(files: &'a [File], scores: &'a [Score]) -> Vec<Gap<'a>> {
    let mut gaps: Vec<Gap> = (0..)
        .map(FileId)
        .zip(files)
        .zip(scores)
        .map(|((id, file), score)| Gap { id, file, score })
        .filter(|gap| gap.file.is_gap())
        .collect();
    gaps.sort_by_cached_key(|gap| {
        (
            Reverse(gap.score.priority),
            Reverse(gap.score.risk / RISK_STEP),
            gap.file.path.clone(),
        )
    });
    gaps
}

/// A phase in the making: each step is the files it covers, worst first.
struct Draft<'a> {
    id: String,
    theme: Theme<'a>,
    steps: Vec<Vec<Gap<'a>>>,
}

/// What a phase is about.
enum Theme<'a> {
    /// The critical gaps, with the titles of the domains that weigh most among them.
    Critical(Vec<&'a str>),
    /// Components by name, and whether no test reaches any of them.
    Components(Vec<String>, bool),
}

impl<'a> Draft<'a> {
    /// Takes over another draft, or hands it back where it does not fit.
    fn join(&mut self, other: Self, capacity: Capacity) -> Result<(), Self> {
        let steps = self.steps.len() + other.steps.len();
        let fits = capacity.holds(steps, work(&self.steps) + work(&other.steps));
        match (&mut self.theme, &other.theme) {
            (Theme::Components(names, untested), Theme::Components(more, other_untested))
                if fits && names.len() < COMPONENTS_PER_PHASE =>
            {
                names.extend_from_slice(more);
                *untested &= other_untested;
                self.id = format!("{}+{}", self.id, other.id);
                self.steps.extend(other.steps);
                Ok(())
            }
            _ => Err(other),
        }
    }

    fn phase(&self, weeks: (u32, u32), names: &ShortNames<'a>) -> Phase {
        let name = match &self.theme {
            Theme::Critical(titles) if titles.is_empty() => "What would hurt most".to_owned(),
            Theme::Critical(titles) => format!("What would hurt most: {}", listing(titles)),
            Theme::Components(components, untested) => {
                let components: Vec<&str> = components.iter().map(String::as_str).collect();
                let work = if *untested {
                    "the first tests"
                } else {
                    "the gaps that are left"
                };
                format!("{}: {work}", listing(&components))
            }
        };
        Phase {
            id: self.id.clone(),
            name,
            weeks,
            steps: self.steps.iter().map(|gaps| step(gaps, names)).collect(),
        }
    }
}

/// The critical gaps of the project, filled up with high ones of the same domain, and what is
/// left; no phase where nothing is critical.
fn first_phase<'a>(gaps: &[Gap<'a>], capacity: Capacity) -> (Option<Draft<'a>>, Vec<Gap<'a>>) {
    let is_critical = |gap: &Gap| gap.score.priority == Some(Priority::Critical);
    let mut by_domain: BTreeMap<&str, f32> = BTreeMap::new();
    for gap in gaps.iter().filter(|gap| is_critical(gap)) {
        if let Some((title, share)) = gap.domain() {
            *by_domain.entry(title).or_default() += share;
        }
    }
    let mut domains: Vec<(&str, f32)> = by_domain.into_iter().collect();
    domains.sort_by(|one, other| other.1.total_cmp(&one.1));
    let theme = domains.first().map(|(title, _)| *title);
    let fits_theme = |gap: &&Gap| {
        gap.score.priority == Some(Priority::High)
            && theme.is_some()
            && gap.domain().map(|(title, _)| title) == theme
    };
    let critical: Vec<Gap> = gaps
        .iter()
        .filter(|gap| is_critical(gap))
        .copied()
        .collect();
    if critical.is_empty() {
        return (None, gaps.to_vec());
    }
    let wanted = critical
        .into_iter()
        .chain(gaps.iter().filter(fits_theme).copied())
        .map(|gap| vec![gap]);
    let mut phases = filled(wanted.collect(), capacity).into_iter();
    let steps = phases.next().unwrap_or_default();
    let chosen: BTreeSet<FileId> = steps.iter().flatten().map(|gap| gap.id).collect();
    let rest = gaps
        .iter()
        .filter(|gap| !chosen.contains(&gap.id))
        .copied()
        .collect();
    let titles = domains.iter().take(2).map(|(title, _)| *title).collect();
    let draft = Draft {
        id: "critical".to_owned(),
        theme: Theme::Critical(titles),
        steps,
    };
    (Some(draft), rest)
}

/// Drafts of single components: first one of each, the component with the most risk first, then
/// the second ones of those with more steps than fit, and so on.
fn blocks<'a>(gaps: &[Gap<'a>], components: &'a [Component], capacity: Capacity) -> Vec<Draft<'a>> {
    let mut by_component: BTreeMap<Option<u32>, Vec<Gap>> = BTreeMap::new();
    for gap in gaps {
        let id = gap.file.component.map(|id| id.0);
        by_component.entry(id).or_default().push(*gap);
    }
    let mut blocks: Vec<(usize, Reverse<u32>, Draft)> = Vec::new();
    for (id, gaps) in by_component {
        let component = id.and_then(|id| components.get(id as usize));
        for (round, steps) in filled(group(&gaps), capacity).into_iter().enumerate() {
            let risks = steps.iter().flatten().map(|gap| u32::from(gap.score.risk));
            let weight = Reverse(magnitude(risks.sum()));
            let name =
                component.map_or("Everything else", |component| called(component, components));
            blocks.push((round, weight, block(component, name, round, steps)));
        }
    }
    blocks.sort_by(|one, other| (one.0, one.1, &one.2.id).cmp(&(other.0, other.1, &other.2.id)));
    blocks.into_iter().map(|(_, _, draft)| draft).collect()
}

/// Sums that differ by less than a third or so are as good as equal.
fn magnitude(sum: u32) -> u32 {
    (f64::from(sum.max(1)).log2() * 2.0) as u32
}

/// What people call a component; where several have that name, its identity, which is its path.
fn called<'a>(component: &'a Component, components: &[Component]) -> &'a str {
    let mut same = components
        .iter()
        .filter(|other| other.name == component.name);
    match (same.next(), same.next()) {
        (_, Some(_)) if !component.id.is_empty() => &component.id,
        _ => &component.name,
    }
}

fn block<'a>(
    component: Option<&Component>,
    name: &str,
    round: usize,
    steps: Vec<Vec<Gap<'a>>>,
) -> Draft<'a> {
    let (id, untested) = component.map_or(("", false), |component| {
        (component.id.as_ref(), component.tested() == 0)
    });
    let id = if id.is_empty() { "rest" } else { id };
    let (id, name) = match round {
        0 => (id.to_owned(), name.to_owned()),
        _ => (
            format!("{id}-{}", round + 1),
            format!("{name} ({})", round + 1),
        ),
    };
    Draft {
        id,
        theme: Theme::Components(vec![name], untested),
        steps,
    }
}

/// Gaps as steps, in order of their worst: pressing ones alone, others by folder and priority. Which
/// files share a step goes by their paths, so that a risk that moves a little moves no file.
fn group<'a>(gaps: &[Gap<'a>]) -> Vec<Vec<Gap<'a>>> {
    let mut steps: Vec<Vec<Gap>> = Vec::new();
    let mut known: BTreeMap<(&str, bool, Option<Priority>), usize> = BTreeMap::new();
    for gap in gaps {
        // What may be dead is looked into first, and tested only where it is not.
        let key = (gap.folder(), gap.is_dead(), gap.score.priority);
        let open = known.get(&key).and_then(|&index| steps.get_mut(index));
        match open {
            Some(step) if !gap.is_pressing() => step.push(*gap),
            _ => {
                known.insert(key, steps.len());
                steps.push(vec![*gap]);
            }
        }
    }
    for step in &mut steps {
        step.sort_by(|one, other| one.file.path.cmp(&other.file.path));
    }
    let parts = steps.iter().flat_map(|step| step.chunks(FILES_PER_STEP));
    parts.map(<[Gap]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{component, settings, sorted, source};
    use crate::model::{ComponentId, StepState, Term};

    /// A gap of a component with a risk, and a domain where it is not empty.
    type Row = (&'static str, u32, u8, &'static str);

    fn planned(rows: &[Row], change: impl Fn(&mut [File], &mut [Component])) -> Roadmap {
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
        plan(&files, &scores, &components, &[], &settings.plan)
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
            &[
                (
                    "What would hurt most: authentication",
                    &[
                        "Write the first tests for web/login.ts",
                        "Write the first tests for api/keys.py",
                    ],
                ),
                (
                    "Api: the gaps that are left",
                    &["Write the first tests for api/list.py"],
                ),
            ],
        );
    }

    #[test]
    fn the_first_phase_is_filled_with_its_own_theme() {
        check(
            &[
                ("api/a.py", 1, 85, "authentication"),
                ("api/b.py", 1, 65, "authentication"),
                ("web/c.ts", 0, 75, "storage"),
            ],
            &[
                (
                    "What would hurt most: authentication",
                    &[
                        "Write the first tests for api/a.py",
                        "Write the first tests for api/b.py",
                    ],
                ),
                (
                    "Web: the first tests",
                    &["Write the first tests for web/c.ts"],
                ),
            ],
        );
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
                "Web and Api: the gaps that are left",
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
                "Api: the gaps that are left",
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
            "apps/Api/src and apps/Web/src: the gaps that are left"
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
            let roadmap = plan(&files, &scores, &[], &[], &settings.plan);
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
                ("Web: the first tests", 3, (3, 4)),
                ("Web (2): the first tests", 3, (5, 6)),
            ]
        );
        assert_eq!(roadmap.phases[2].id, "Web-2");
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
        let step = &roadmap.phases[1].steps[0];
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
}
