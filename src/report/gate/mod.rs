//! Holds a tree against limits: what CI asks before a change lands.

mod github;
mod sarif;
mod show;

use crate::model::{File, FileId, Priority, Project, Score, Snapshot, is_below};
use crate::report::basis::BasisCount;
use crate::report::change::{Change, ChangedGap, Since};
use crate::track::Marks;

pub use self::show::{GATE_FORMS, GateForm, write_gate};

/// What a tree is held against; what is none is not asked.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Limits {
    /// Most gaps that are new since the base.
    pub new_gaps: Option<u32>,
    /// Most open gaps more than when figures were last recorded.
    pub since_recorded: Option<u32>,
    /// Lowest share of function lines that tests run, 0 to 1.
    pub share: Option<f64>,
    /// Most open gaps of each priority, in the order of [`Priority::ALL`].
    pub gaps: [Option<u32>; 4],
}

/// What the tree is.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    /// A complete snapshot.
    pub project: &'a Project,
    /// The marks on it.
    pub marks: &'a Marks,
    /// Folder whose files count; empty for all.
    pub focus: &'a str,
    /// What changed since the base, where one was given.
    pub change: Option<(&'a Change<'a>, Since<'a>)>,
    /// The figures that were recorded last.
    pub recorded: Option<&'a Snapshot>,
    /// Folder of the root within the work tree, with a `/` at its end; empty for its top. Whoever
    /// shows annotations knows paths from there on.
    pub prefix: &'a str,
}

/// The outcome.
#[derive(Debug)]
pub struct Gate<'a> {
    /// Each limit that was asked for.
    pub limits: Vec<Limit>,
    /// What is to blame where they are missed: new gaps, and open ones of priorities of which there
    /// are too many.
    pub(super) gaps: Vec<Blamed<'a>>,
    pub(super) since: Option<Since<'a>>,
    pub(super) prefix: &'a str,
}

/// One limit, and what was found.
#[derive(Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub name: String,
    /// What was found.
    pub found: String,
    /// What is allowed, as the rest of a sentence: `at most 3`.
    pub allowed: String,
    /// Whether it is kept.
    pub is_kept: bool,
}

/// A gap that is to blame.
#[derive(Debug)]
pub(super) enum Blamed<'a> {
    /// It is new since the base.
    New(&'a ChangedGap<'a>),
    /// It is open, and there are too many of its priority.
    Open(&'a File, &'a Score),
}

impl Gate<'_> {
    /// Whether all limits are kept.
    pub fn is_passed(&self) -> bool {
        self.limits.iter().all(|limit| limit.is_kept)
    }
}

/// Holds a tree against limits.
pub fn gate<'a>(held: Held<'a>, limits: &Limits) -> Gate<'a> {
    let mut gate = Gate {
        limits: Vec::new(),
        gaps: Vec::new(),
        since: held.change.map(|(_, since)| since),
        prefix: held.prefix,
    };
    if let (Some((change, since)), Some(most)) = (held.change, limits.new_gaps) {
        let name = format!("gaps that are new {}", since.words());
        let is_kept = gate.count(name, change.new.len(), most);
        if !is_kept {
            gate.gaps.extend(change.new.iter().map(Blamed::New));
        }
    }
    if let (Some(recorded), Some(most)) = (held.recorded, limits.since_recorded) {
        gate.recorded(held, recorded, most);
    }
    if let Some(least) = limits.share {
        gate.share(held, least);
    }
    for (priority, most) in Priority::ALL.iter().zip(limits.gaps) {
        if let Some(most) = most {
            gate.priority(held, *priority, most);
        }
    }
    gate
}

impl<'a> Gate<'a> {
    fn count(&mut self, name: String, found: usize, most: u32) -> bool {
        let is_kept = found <= most as usize;
        self.limits.push(Limit {
            name,
            found: found.to_string(),
            allowed: format!("at most {most}"),
            is_kept,
        });
        is_kept
    }

    fn recorded(&mut self, held: Held<'_>, recorded: &Snapshot, most: u32) {
        let figures = recorded.figures.iter();
        let mut then = figures.filter(|figure| figure.name == "files:gaps");
        let then = then.next().map_or(0.0, |figure| figure.value.max(0.0));
        let now = open(held).count();
        let day = recorded.at.get(..10).unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "far fewer files than 2^52")]
        let is_kept = now as f64 <= then + f64::from(most);
        self.limits.push(Limit {
            name: "open gaps".to_owned(),
            found: now.to_string(),
            allowed: format!("at most {most} more than the {then} of {day}"),
            is_kept,
        });
    }

    fn share(&mut self, held: Held<'_>, least: f64) {
        let judged = || {
            held.project.files.iter().filter(|file| {
                file.has_logic() && file.status.is_some() && is_below(&file.path, held.focus)
            })
        };
        let (mut run, mut all) = (0.0, 0.0);
        for file in judged() {
            let lines = f64::from(file.function_lines);
            run += file.run_share().0 * lines;
            all += lines;
        }
        let share = (all > 0.0).then(|| run / all);
        // Cut off, not rounded: what misses a limit must not look as if it kept it.
        let shown = share.map(|share| format!("{} %", (share * 1000.0).floor() / 10.0));
        let basis = match share {
            Some(_) => format!(" ({})", BasisCount::of(judged())),
            None => String::new(),
        };
        self.limits.push(Limit {
            name: format!("function lines that tests run{basis}"),
            found: shown.unwrap_or_else(|| "-".to_owned()),
            allowed: format!("at least {} %", (least * 1000.0).round() / 10.0),
            // Where there is nothing to test, nothing is left out.
            is_kept: share.is_none_or(|share| share >= least),
        });
    }

    fn priority(&mut self, held: Held<'a>, priority: Priority, most: u32) {
        let found: Vec<(&File, &Score)> = open(held)
            .filter_map(|(id, file)| Some((file, held.project.score(id)?)))
            .filter(|(_, score)| score.priority == Some(priority))
            .collect();
        let name = format!("open gaps of {} priority", priority.word());
        let is_kept = self.count(name, found.len(), most);
        if !is_kept {
            let known: Vec<&str> = self.gaps.iter().map(Blamed::path).collect();
            let mut more: Vec<(&File, &Score)> = found
                .into_iter()
                .filter(|(file, _)| !known.contains(&&*file.path))
                .collect();
            more.sort_by(|left, right| {
                (right.1.risk, &left.0.path).cmp(&(left.1.risk, &right.0.path))
            });
            let more = more
                .into_iter()
                .map(|(file, score)| Blamed::Open(file, score));
            self.gaps.extend(more);
        }
    }
}

/// The gaps that nobody accepted.
fn open(held: Held<'_>) -> impl Iterator<Item = (FileId, &File)> {
    let files = held.project.entries();
    files.filter(move |(_, file)| held.marks.is_open(file) && is_below(&file.path, held.focus))
}

impl Blamed<'_> {
    pub(super) fn path(&self) -> &str {
        match self {
            Self::New(gap) => &gap.file.path,
            Self::Open(file, _) => &file.path,
        }
    }

    pub(super) fn line(&self) -> u32 {
        match self {
            Self::New(gap) => gap.line(),
            Self::Open(..) => 1,
        }
    }

    pub(super) fn symbol(&self) -> Option<&str> {
        match self {
            Self::New(gap) => gap.symbol.map(|symbol| &*symbol.name),
            Self::Open(..) => None,
        }
    }

    /// What is said of it.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::New(gap) => crate::report::change::sentence(gap),
            Self::Open(_, score) => score.rationale.to_string(),
        }
    }

    /// Where a test of it belongs.
    pub(super) fn test(&self) -> Option<&str> {
        match self {
            Self::New(gap) => gap.score?.suggested_test.as_deref(),
            Self::Open(_, score) => score.suggested_test.as_deref(),
        }
    }

    /// The rule that it breaks, as one word.
    pub(super) fn rule(&self) -> &'static str {
        match self {
            Self::New(_) => "new-gap",
            Self::Open(..) => "open-gap",
        }
    }
}
