//! Lists: what is ticked off, what is missing, and the steps of a plan.

use super::blocks::Text;
use super::paths;
use super::prose::counts;
use super::words;
use super::{NO_CLAIM, Reader, clipped};
use crate::audit::{Entry, PlannedPhase, PlannedStep, Quantity, Says, Stance, Topic};

/// Where in an item its path has to start for the item to be about it.
const HEAD: usize = 48;

/// Most words of the name of a part of the project.
const PART_WORDS: usize = 5;

/// An item of a list.
pub(super) struct Item<'a> {
    pub(super) depth: usize,
    pub(super) number: Option<u64>,
    pub(super) ticked: Option<bool>,
    pub(super) text: &'a Text,
}

impl Reader {
    pub(super) fn item(&mut self, item: &Item<'_>) {
        if self.is_step(item) {
            self.planned_item(item);
            return;
        }
        let stance = own_stance(item);
        if stance.is_none() && self.stance() == Some(Stance::Aside) {
            return;
        }
        let paths = paths::paths(item.text);
        let is_head = paths
            .first()
            .and_then(|path| item.text.plain.find(path.as_str()))
            .is_some_and(|at| at <= HEAD);
        let (_, said) = item
            .text
            .plain
            .split_once([':', '-', '—'])
            .unwrap_or_default();
        let stance = stance
            .or_else(|| self.stance())
            .or_else(|| words::stance(said).filter(|stance| *stance != Stance::Aside));
        if let Some(says) = stance.and_then(Says::of).filter(|_| is_head) {
            self.listed_file(item, paths, says);
            return;
        }
        if self.sentences(item.text) || self.untested_part(item) {
            return;
        }
        let is_marked = own_stance(item).is_some() || stance == Some(Stance::Tested);
        let is_claim = is_marked && item.number.is_none() && item.depth == 1;
        if is_claim && !item.text.plain.trim().is_empty() {
            self.unread(item.text.line, &clipped(&item.text.plain), NO_CLAIM);
        }
    }

    /// `SDK experiments - core functionality untested`: a part of the project, and what it lacks.
    fn untested_part(&mut self, item: &Item<'_>) -> bool {
        let (name, Some(said)) = split_note(item.text.plain.trim()) else {
            return false;
        };
        let count = name.split_whitespace().count();
        // A level that is explained is none that is given.
        let is_legend = count == 1 && words::level(&name).is_some();
        let is_name =
            (1..=PART_WORDS).contains(&count) && !is_legend && !name.contains([':', '(', '.', '`']);
        if !is_name || item.depth > 1 || self.is_plan() || !says_none(&said) {
            return false;
        }
        self.document.entries.push(Entry {
            line: item.text.line,
            section: self.section,
            topic: Topic::Prose,
            subject: clipped(&name),
            paths: Vec::new(),
            noun: None,
            priority: None,
            rationale: None,
            target: None,
            claims: vec![Says::Untested],
        });
        true
    }

    fn listed_file(&mut self, item: &Item<'_>, paths: Vec<String>, says: Says) {
        let text = item.text.plain.trim();
        // Below what is missing, a test is one to be written.
        if says != Says::Tested && paths.iter().all(|path| paths::is_test_name(path)) {
            return;
        }
        // Beside a file, a test is the one that tests it.
        let mut paths = paths;
        if paths.iter().any(|path| !paths::is_test_name(path)) {
            paths.retain(|path| !paths::is_test_name(path));
        }
        let mut claims = vec![says];
        let (_, note) = split_note(text);
        let stated = note.as_deref().and_then(|note| {
            let first = note.split_whitespace().next()?;
            Quantity::parse(first).filter(|_| first.contains('%'))
        });
        if let Some(percent) = stated {
            claims.push(Says::Percent(percent));
            if percent.value() > 0.0 && says == Says::Untested {
                claims = vec![Says::Partly, Says::Percent(percent)];
            }
        }
        let counted = counts(text).into_iter().map(|count| count.says);
        claims.extend(counted.filter(|says| matches!(says, Says::Lines(_))));
        let priority = note
            .as_deref()
            .and_then(words::priority)
            .or_else(|| self.priority());
        self.document.entries.push(Entry {
            line: item.text.line,
            section: self.section,
            topic: Topic::Files,
            subject: clipped(text.trim_end_matches(['✓', '✔', '✅', ' '])),
            paths,
            noun: None,
            priority: priority.filter(|_| says != Says::Tested),
            rationale: note.filter(|_| says != Says::Tested && stated.is_none()),
            target: None,
            claims,
        });
    }

    /// Whether an item says what to do.
    fn is_step(&self, item: &Item<'_>) -> bool {
        if self.stance_of_section() == Some(Stance::Aside) || !self.is_plan() {
            return false;
        }
        item.depth > 1 || item.number.is_some() || self.phase_is_open()
    }

    fn planned_item(&mut self, item: &Item<'_>) {
        let text = item.text.plain.trim();
        let paths = paths::paths(item.text);
        if item.depth > 1 {
            let steps = self
                .document
                .phases
                .last_mut()
                .map(|phase| &mut phase.steps);
            if let Some(step) = steps.and_then(|steps| steps.last_mut()) {
                if paths.is_empty() {
                    step.details.push(clipped(text));
                }
                step.paths.extend(paths);
            }
            return;
        }
        let (title, note) = split_note(text);
        self.step(PlannedStep {
            line: item.text.line,
            title: title.trim_end_matches([':', ' ']).to_owned(),
            note,
            paths,
            details: Vec::new(),
        });
    }

    /// Adds a step to the phase that the section belongs to, which may be the first to need one.
    pub(super) fn step(&mut self, step: PlannedStep) {
        if !self.phase_is_open() {
            let (title, line) = match self.document.sections.get(self.section) {
                Some(section) => (section.title.clone(), section.line),
                None => return,
            };
            self.open_phase(&title, line);
        }
        if let Some(phase) = self.document.phases.last_mut() {
            phase.steps.push(step);
        }
    }

    pub(super) fn open_phase(&mut self, title: &str, line: u32) {
        self.document.phases.push(PlannedPhase {
            line,
            section: self.section,
            name: words::phase_name(title),
            weeks: words::weeks(title),
            steps: Vec::new(),
        });
    }

    /// Whether the last phase is the one of this section.
    pub(super) fn phase_is_open(&self) -> bool {
        self.document
            .phases
            .last()
            .is_some_and(|phase| self.document.is_within(self.section, phase.section))
    }
}

/// Whether words say that there are no tests: `untested`, `no E2E endpoint testing`.
fn says_none(said: &str) -> bool {
    let words: Vec<String> = words::words(said).collect();
    let is_test = |word: &String| word.starts_with("test");
    let none_of = |pair: &[String]| {
        let starts = pair
            .first()
            .is_some_and(|word| matches!(word.as_str(), "no" | "zero" | "without"));
        starts && pair.iter().any(is_test)
    };
    words.iter().any(|word| word == "untested") || words.windows(4).any(none_of) || none_of(&words)
}

/// What the item itself says of tests: a tick, a cross, a box.
fn own_stance(item: &Item<'_>) -> Option<Stance> {
    let text = &item.text.plain;
    if text.contains(['✓', '✔', '✅', '☑']) || item.ticked == Some(true) {
        return Some(Stance::Tested);
    }
    (text.contains(['❌', '✗', '✘', '☐']) || item.ticked == Some(false)).then_some(Stance::Untested)
}

/// A text before and after its first dash.
fn split_note(text: &str) -> (String, Option<String>) {
    let found = [" - ", " — ", " – "]
        .iter()
        .filter_map(|dash| text.split_once(dash))
        .min_by_key(|(before, _)| before.len());
    match found {
        Some((before, after)) if after.contains(char::is_alphanumeric) => (
            before.trim().to_owned(),
            Some(after.trim().replace('\n', " ")),
        ),
        _ => (text.replace('\n', " "), None),
    }
}
