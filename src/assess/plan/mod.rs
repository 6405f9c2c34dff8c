//! Making a roadmap from the gaps.

mod blocks;
mod order;
mod step;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use self::blocks::{Open, blocks};
use self::order::leaves_first;
use self::step::{ShortNames, step};
use super::showcase::is_showcase;
use super::steps::resolve_steps;
use super::words::listing;
use crate::model::{
    Component, Effort, File, FileId, Finding, LAST_WEEK, Pace, Phase, PlanSettings, Priority,
    Roadmap, RoadmapOrigin, Score, Step, name_of,
};

/// Risks that differ by less are as good as equal: they move by as much when other files change.
const RISK_STEP: u8 = 5;

/// Most components that one phase covers.
const COMPONENTS_PER_PHASE: usize = 3;

/// Plans what to test first: the riskiest critical gaps of the whole project; then all other
/// critical ones by their risk, then the high ones, the medium ones and the low ones, each component
/// by component, the one with the most risk first; what only shows the rest (examples, a playground)
/// comes last. No gap comes in an earlier phase than a more pressing one that has none. A gap of
/// high priority is a step of its own; lesser ones of one folder share a step. A phase holds as much
/// work as people have days for it. Within a phase a file comes after those that it `uses`, directly
/// or not: what it builds on is tested by then. What does not fit into the phases is left for a later
/// plan.
///
/// Identities of steps and phases come from paths and components, and risks count by steps of
/// five only, so that a change elsewhere hardly ever moves a step.
pub fn plan(
    (files, scores): (&[File], &[Score]),
    is_open: &dyn Fn(&File) -> bool,
    components: &[Component],
    uses: &[Vec<FileId>],
    settings: &PlanSettings,
) -> Roadmap {
    let capacity = Capacity::of(settings);
    let gaps = gaps(files, scores, is_open);
    let (gaps, shown) = without_showcases(files, gaps);
    let (first, rest) = first_phase(&gaps, capacity);
    let mut drafts: Vec<Draft> = first.into_iter().collect();
    let weeks = settings.weeks_per_phase.clamp(1, LAST_WEEK);
    let most = settings.phases.clamp(1, LAST_WEEK / weeks) as usize;
    let tiers = tiers(&rest, &shown);
    let blocks = tiers.iter().flat_map(|((rank, _), tier)| {
        let blocks = blocks(tier, components, capacity).into_iter();
        blocks.flat_map(|block| block.steps(*rank))
    });
    let mut open: Vec<Open> = blocks.collect();
    if let Some(first) = drafts.last_mut() {
        open = first.fill(open, capacity);
    }
    while !open.is_empty() && drafts.len() < most {
        let next = open.remove(0);
        let mut draft = Draft::of(&next.part, next.step);
        open = draft.fill(open, capacity);
        drafts.push(draft);
    }
    for draft in &mut drafts {
        draft.steps = leaves_first(std::mem::take(&mut draft.steps), uses);
    }
    let names = ShortNames::new(
        drafts
            .iter()
            .flat_map(|draft| draft.steps.iter().flatten().copied()),
    );
    let mut phases: Vec<Phase> = Vec::new();
    for (draft, index) in drafts.iter().zip(0u32..) {
        let start = index.saturating_mul(weeks).saturating_add(1);
        let phase = draft.phase((start, start.saturating_add(weeks - 1)), &names);
        phases.push(told_apart(phase, &phases));
    }
    let mut roadmap = Roadmap {
        origin: RoadmapOrigin::Generated,
        pace: Some(Pace {
            people: settings.people.max(1),
            days_per_week: settings.days_per_week.max(1),
        }),
        phases,
        ..Roadmap::default()
    };
    resolve_steps(&mut roadmap, files, scores);
    roadmap
}

/// Rank of gaps of what only shows the rest.
const SHOWN: u8 = 4;

/// Gaps by how pressing they are, from 0 on, and critical ones also by their risk, so that none is
/// left out for one of less risk.
fn tiers<'a>(gaps: &[Gap<'a>], shown: &[Gap<'a>]) -> BTreeMap<(u8, Reverse<u8>), Vec<Gap<'a>>> {
    let mut tiers: BTreeMap<(u8, Reverse<u8>), Vec<Gap<'a>>> = BTreeMap::new();
    for gap in gaps {
        let tier = match gap.score.priority {
            Some(Priority::Critical) => (0, Reverse(gap.score.risk / RISK_STEP)),
            Some(Priority::High) => (1, Reverse(0)),
            Some(Priority::Medium) => (2, Reverse(0)),
            _ => (3, Reverse(0)),
        };
        tiers.entry(tier).or_default().push(*gap);
    }
    if !shown.is_empty() {
        tiers.insert((SHOWN, Reverse(0)), shown.to_vec());
    }
    tiers
}

/// Gaps apart from those of what only shows the rest, where there is a rest.
fn without_showcases<'a>(files: &[File], gaps: Vec<Gap<'a>>) -> (Vec<Gap<'a>>, Vec<Gap<'a>>) {
    let is_shown = |file: &File| is_showcase(file.path.rsplit_once('/').map_or("", |it| it.0));
    let has_rest = files.iter().any(|file| file.has_logic() && !is_shown(file));
    gaps.into_iter()
        .partition(|gap| !has_rest || !is_shown(gap.file))
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

/// Most files by which the name of a phase tells it from others.
const SUBJECTS: usize = 3;

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

/// All open gaps, worst first.
fn gaps<'a>(
    files: &'a [File],
    scores: &'a [Score],
    is_open: &dyn Fn(&File) -> bool,
) -> Vec<Gap<'a>> {
    let mut gaps: Vec<Gap> = (0..)
        .map(FileId)
        .zip(files)
        .zip(scores)
        .map(|((id, file), score)| Gap { id, file, score })
        .filter(|gap| is_open(gap.file))
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
    /// The riskiest gaps, wherever they are.
    Critical,
    /// The components of its steps.
    Components(Vec<Part<'a>>),
}

/// A component as a plan speaks of it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part<'a> {
    id: &'a str,
    name: &'a str,
    /// Whether no test reaches any of it.
    is_untested: bool,
}

impl<'a> Draft<'a> {
    fn of(part: &Part<'a>, planned: Vec<Gap<'a>>) -> Self {
        let mut draft = Self {
            id: String::new(),
            theme: Theme::Components(vec![*part]),
            steps: vec![planned],
        };
        draft.id = draft.identity(part);
        draft
    }

    fn identity(&self, part: &Part<'a>) -> String {
        let worst = self.steps.iter().flatten();
        // Phases of one component are told apart by how pressing they are.
        let tier = match worst.filter_map(|gap| gap.score.priority).max() {
            Some(Priority::Critical) => "-critical",
            Some(Priority::High) => "-high",
            _ => "",
        };
        let id = if part.id.is_empty() { "rest" } else { part.id };
        format!("{id}{tier}")
    }

    /// Takes in what fits, in order, and hands back the rest. Where a step does not fit, smaller ones
    /// that are as pressing may still; less pressing ones wait.
    fn fill(&mut self, open: Vec<Open<'a>>, capacity: Capacity) -> Vec<Open<'a>> {
        let mut left: Vec<Open> = Vec::new();
        for next in open {
            let Open { rank, part, step } = next;
            if left.first().is_some_and(|waiting| waiting.rank < rank) {
                left.push(Open { rank, part, step });
                continue;
            }
            if let Err(step) = self.take(&part, step, capacity) {
                left.push(Open { rank, part, step });
            }
        }
        left
    }

    /// Takes a step in, or hands it back where it does not fit.
    fn take(
        &mut self,
        part: &Part<'a>,
        planned: Vec<Gap<'a>>,
        capacity: Capacity,
    ) -> Result<(), Vec<Gap<'a>>> {
        let more = work(std::slice::from_ref(&planned));
        if !capacity.holds(self.steps.len() + 1, work(&self.steps) + more) {
            return Err(planned);
        }
        if let Theme::Components(parts) = &mut self.theme
            && !parts.contains(part)
        {
            if parts.len() >= COMPONENTS_PER_PHASE {
                return Err(planned);
            }
            parts.push(*part);
            let id = if part.id.is_empty() { "rest" } else { part.id };
            self.id = format!("{}+{id}", self.id);
        }
        self.steps.push(planned);
        Ok(())
    }

    fn phase(&self, weeks: (u32, u32), names: &ShortNames<'a>) -> Phase {
        let gaps = || self.steps.iter().flatten();
        let name = match &self.theme {
            Theme::Critical => match common_domains(&self.steps).as_slice() {
                [] => "What would hurt most".to_owned(),
                titles => format!("What would hurt most: {}", titles.join(", ")),
            },
            Theme::Components(parts) => {
                let components: Vec<&str> = parts.iter().map(|part| part.name).collect();
                let work = if gaps().all(is_critical) {
                    "critical gaps"
                } else if parts.iter().all(|part| part.is_untested) {
                    "the first tests"
                } else {
                    "missing tests"
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

fn is_critical(gap: &Gap<'_>) -> bool {
    gap.score.priority == Some(Priority::Critical)
}

/// The domains that most of the steps fall under: one that has half of them, or two that have all
/// but one together.
fn common_domains<'a>(steps: &[Vec<Gap<'a>>]) -> Vec<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for gap in steps.iter().flatten() {
        if let Some((title, _)) = gap.domain() {
            *counts.entry(title).or_default() += 1;
        }
    }
    let all = steps.iter().flatten().count();
    let mut domains: Vec<(&str, usize)> = counts.into_iter().collect();
    domains.sort_by_key(|(_, count)| Reverse(*count));
    match domains.as_slice() {
        [(one, first), (two, second), ..] if *second > 1 && first + second + 1 >= all => {
            vec![*one, *two]
        }
        [(one, first), ..] if first * 2 >= all => vec![*one],
        _ => Vec::new(),
    }
}

/// The riskiest critical gaps of the project, as many as a phase holds, and what is left; no phase
/// where nothing is critical.
fn first_phase<'a>(gaps: &[Gap<'a>], capacity: Capacity) -> (Option<Draft<'a>>, Vec<Gap<'a>>) {
    let critical = gaps.iter().filter(|gap| is_critical(gap));
    let wanted: Vec<Vec<Gap>> = critical.map(|gap| vec![*gap]).collect();
    let Some(steps) = filled(wanted, capacity).into_iter().next() else {
        return (None, gaps.to_vec());
    };
    let chosen: BTreeSet<FileId> = steps.iter().flatten().map(|gap| gap.id).collect();
    let rest = gaps
        .iter()
        .filter(|gap| !chosen.contains(&gap.id))
        .copied()
        .collect();
    let draft = Draft {
        id: "critical".to_owned(),
        theme: Theme::Critical,
        steps,
    };
    (Some(draft), rest)
}

/// A phase with an identity and a name that none before it has.
fn told_apart(mut phase: Phase, before: &[Phase]) -> Phase {
    let (id, name) = (phase.id.clone(), phase.name.clone());
    let mut number = 2;
    while before.iter().any(|other| other.id == phase.id) {
        phase.id = format!("{id}-{number}");
        number += 1;
    }
    let is_taken = |name: &str| before.iter().any(|other| other.name == name);
    if is_taken(&phase.name)
        && let Some((of, _)) = name.rsplit_once(": ")
    {
        phase.name = format!("{of}: {}", subjects(&phase.steps));
    }
    let mut number = 2;
    while is_taken(&phase.name) {
        phase.name = format!("{name} ({number})");
        number += 1;
    }
    phase
}

/// The name of a file without its ending; that of its folder where many files are called so.
fn subject(path: &str) -> &str {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    match stem {
        "__init__" | "index" | "main" | "mod" if !folder.is_empty() => name_of(folder),
        stem => stem,
    }
}

/// What some steps are about, by the names of their files.
fn subjects(steps: &[Step]) -> String {
    let targets = steps.iter().flat_map(|step| &step.targets);
    let mut names: Vec<&str> = targets.map(|target| subject(target)).collect();
    names.dedup();
    let rest = names.len().saturating_sub(SUBJECTS);
    if rest > 0 {
        names.truncate(SUBJECTS);
        return format!("{} and {rest} more", names.join(", "));
    }
    listing(&names)
}

#[cfg(test)]
mod tests;
