//! The query words: one row each.

use std::collections::BTreeSet;

use crate::model::{ComponentId, File, FileId, Finding, MarkKey, MarkState, Project, Verdict};
use crate::track::Marks;
use crate::ui::mark::Judged;
use crate::ui::state::is_shown;

/// How numbers are asked for.
pub(super) const NUMBERS: &str = "such as >60, <=30, 30..59";

/// What may stand after the colon.
#[derive(Debug, Clone, Copy)]
pub(super) enum Values {
    /// One of these words, or the beginning of one.
    OneOf(&'static [&'static str]),
    /// A number, a bound or a span.
    Number,
    /// Anything; these are there.
    Known(fn(&Project) -> Vec<String>),
    /// Anything.
    Text,
}

impl Values {
    /// Whether a value is right, or may become so.
    pub(super) fn may_become(self, value: &str) -> bool {
        match self {
            Self::OneOf(words) => words.iter().any(|word| word.starts_with(value)),
            Self::Number => value
                .chars()
                .all(|letter| letter.is_ascii_digit() || "<>=.".contains(letter)),
            Self::Known(_) | Self::Text => true,
        }
    }

    /// Whether a value says something already.
    pub(super) fn is_complete(self, value: &str) -> bool {
        match self {
            Self::Number => Span::parse(value).is_some(),
            Self::OneOf(_) | Self::Known(_) | Self::Text => true,
        }
    }

    /// What is wrong with a value.
    pub(super) fn expectation(self, value: &str) -> String {
        match self {
            Self::OneOf(words) => format!("no `{value}`; one of {}", words.join(" ")),
            _ => format!("`{value}` is no number; {NUMBERS}"),
        }
    }
}

/// A span of numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span(u32, u32);

impl Span {
    fn parse(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<u32>().ok();
        if let Some(rest) = text.strip_prefix(">=") {
            return Some(Self(number(rest)?, u32::MAX));
        }
        if let Some(rest) = text.strip_prefix("<=") {
            return Some(Self(0, number(rest)?));
        }
        if let Some(rest) = text.strip_prefix('>') {
            return Some(Self(number(rest)?.saturating_add(1), u32::MAX));
        }
        if let Some(rest) = text.strip_prefix('<') {
            // Nothing is below 0: a span that holds nothing.
            return Some(match number(rest)? {
                0 => Self(1, 0),
                bound => Self(0, bound - 1),
            });
        }
        match text.split_once("..") {
            Some((from, to)) => Some(Self(number(from)?, number(to)?)),
            None => number(text.trim_start_matches('=')).map(|number| Self(number, number)),
        }
    }
}

fn is_within(number: u32, value: &str) -> bool {
    Span::parse(value).is_some_and(|Span(from, to)| (from..=to).contains(&number))
}

/// What words are held against.
pub(super) struct Facts<'f> {
    project: &'f Project,
    marks: &'f Marks,
    /// For each component, its names from the outermost one on, in lower case.
    names: Vec<String>,
    /// Files that the plan names.
    planned: BTreeSet<FileId>,
}

impl<'f> Facts<'f> {
    /// Gathers them.
    pub(super) fn of(project: &'f Project, marks: &'f Marks) -> Self {
        let mut names: Vec<String> = Vec::with_capacity(project.components.len());
        for component in project.components.iter() {
            // A parent comes before its children.
            let parent = component.parent.map(|ComponentId(at)| at as usize);
            let above = parent.and_then(|at| names.get(at)).cloned();
            let own = format!("{}\n{}", component.name, component.id).to_lowercase();
            names.push(match above {
                Some(above) => format!("{above}\n{own}"),
                None => own,
            });
        }
        let steps = project.roadmap.phases.iter().flat_map(|phase| &phase.steps);
        Self {
            project,
            marks,
            names,
            planned: steps.flat_map(|step| step.files.iter().copied()).collect(),
        }
    }

    fn risk(&self, id: FileId, file: &File) -> Option<u32> {
        let score = self.project.score(id)?;
        file.is_gap().then_some(u32::from(score.risk))
    }

    fn judged(&self, file: &File) -> Option<Judged<'_>> {
        let key = MarkKey {
            path: file.path.to_string(),
            symbol: None,
        };
        Judged::find(self.project, self.marks, &key)
    }
}

/// A query word.
#[derive(Debug)]
pub(super) struct Word {
    /// What stands before the colon.
    pub(super) name: &'static str,
    /// It with a value.
    pub(super) example: &'static str,
    /// What it asks for, as a sentence.
    pub(super) doc: &'static str,
    /// What may stand after it.
    pub(super) values: Values,
    /// Values that tested files have.
    pub(super) of_tested: &'static [&'static str],
    /// Whether a value is true of a file.
    pub(super) is_true: fn(&Facts<'_>, FileId, &File, &str) -> bool,
}

impl Word {
    /// The word of this name.
    pub(super) fn by_name(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|word| word.name == name)
    }
}

/// All words.
pub(super) static ALL: &[Word] = &[
    Word {
        name: "priority",
        example: "priority:critical,high",
        doc: "Gaps of these priorities.",
        values: Values::OneOf(&["critical", "high", "medium", "low"]),
        of_tested: &[],
        is_true: |facts, id, file, value| {
            let priority = facts.project.score(id).and_then(|score| score.priority);
            file.is_gap() && priority.is_some_and(|priority| priority.word().starts_with(value))
        },
    },
    Word {
        name: "status",
        example: "status:hollow",
        doc: "Files of this status; tested ones are listed then, too.",
        values: Values::OneOf(&["unreached", "hollow", "reached", "direct"]),
        of_tested: &["reached", "direct"],
        is_true: |_, _, file, value| {
            file.status
                .is_some_and(|status| status.word().starts_with(value))
        },
    },
    Word {
        name: "is",
        example: "-is:done",
        doc: "What people and the scan say of a file; `-` or `!` turns any word round.",
        values: Values::OneOf(&[
            "open",
            "tested",
            "todo",
            "doing",
            "done",
            "accepted",
            "noted",
            "verified",
            "claimed",
            "regressed",
            "planned",
            "unplanned",
            "unused",
        ]),
        of_tested: &["tested"],
        is_true: is,
    },
    Word {
        name: "lang",
        example: "lang:python",
        doc: "Files in this language.",
        values: Values::Known(languages),
        of_tested: &[],
        is_true: |_, _, file, value| {
            file.language
                .is_some_and(|language| language.starts_with(value))
        },
    },
    Word {
        name: "component",
        example: "component:api",
        doc: "Files of components with this in their name.",
        values: Values::Known(|project| {
            let names = project.components.iter();
            names.map(|component| component.name.to_string()).collect()
        }),
        of_tested: &[],
        is_true: |facts, _, file, value| {
            let names = file.component.map(|ComponentId(at)| at as usize);
            let names = names.and_then(|at| facts.names.get(at));
            names.is_some_and(|names| names.contains(value))
        },
    },
    Word {
        name: "owner",
        example: "owner:@team",
        doc: "Files of these owners, by the CODEOWNERS of the repository.",
        values: Values::Known(owners),
        of_tested: &[],
        is_true: |_, _, file, value| {
            let owner = file.owner.as_deref().unwrap_or_default();
            owner.to_lowercase().contains(value)
        },
    },
    Word {
        name: "symbol",
        example: "symbol:login",
        doc: "Files with this in the name of a function.",
        values: Values::Text,
        of_tested: &[],
        is_true: |_, _, file, value| {
            let mut symbols = file.symbols.iter().filter(|symbol| is_shown(symbol));
            symbols.any(|symbol| symbol.name.to_lowercase().contains(value))
        },
    },
    Word {
        name: "risk",
        example: "risk:>60",
        doc: "Gaps of this risk: a number, a bound or a span such as 30..59.",
        values: Values::Number,
        of_tested: &[],
        is_true: |facts, id, file, value| {
            facts
                .risk(id, file)
                .is_some_and(|risk| is_within(risk, value))
        },
    },
    Word {
        name: "lines",
        example: "lines:<=200",
        doc: "Files with so many lines of code.",
        values: Values::Number,
        of_tested: &[],
        is_true: |_, _, file, value| is_within(file.lines.code, value),
    },
];

/// What people say of a file, as a word; the first word that the value begins counts.
fn is(facts: &Facts<'_>, id: FileId, file: &File, value: &str) -> bool {
    let is_begun = |word: &str| word.starts_with(value);
    let is_planned = facts.planned.contains(&id);
    if is_begun("unused") && file.has(Finding::PossiblyDead)
        || is_begun("tested") && file.has_logic() && !file.is_gap()
        || is_begun("planned") && is_planned
        || is_begun("unplanned") && facts.marks.is_open(file) && !is_planned
    {
        return true;
    }
    let Some(judged) = facts.judged(file) else {
        return is_begun("open") && file.is_gap();
    };
    let state = judged.mark.state;
    let is_closed = state == Some(MarkState::Done) || !facts.marks.is_open(file);
    let is_verdict = |verdict: Verdict| is_begun(verdict.word());
    is_begun("open") && file.is_gap() && !is_closed
        || state.is_some_and(|state| is_begun(state.word()))
        || is_begun("noted") && judged.mark.note.is_some()
        || judged.verdict.is_some_and(is_verdict)
}

/// All owners of files, one by one.
fn owners(project: &Project) -> Vec<String> {
    let owners: BTreeSet<&str> = project
        .files
        .iter()
        .filter_map(|file| file.owner.as_deref())
        .flat_map(|owners| owners.split(' '))
        .collect();
    owners.into_iter().map(str::to_owned).collect()
}

/// The languages of the project's files.
fn languages(project: &Project) -> Vec<String> {
    let languages: BTreeSet<&str> = project
        .files
        .iter()
        .filter_map(|file| file.language)
        .collect();
    languages.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(u32, u32)>) {
        let found = Span::parse(text).map(|Span(from, to)| (from, to));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn numbers_are_bounds_or_spans() {
        check(">60", Some((61, u32::MAX)));
        check(">=60", Some((60, u32::MAX)));
        check("<60", Some((0, 59)));
        check("<0", Some((1, 0)));
        check("<=60", Some((0, 60)));
        check("60", Some((60, 60)));
        check("=60", Some((60, 60)));
        check("30..59", Some((30, 59)));
        check("30..", None);
        check(">", None);
        check("99999999999", None);
    }
}
