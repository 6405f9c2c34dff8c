//! One step of the plan, and one of its files.

use crate::model::{File, FileId, Finding, Step, StepState};

use crate::ui::state::{State, StepTally};

use crate::ui::theme::DEAD;

use crate::ui::widget::{Row, cut_end, cut_middle, cut_title, width_of};

use super::{box_of, days_words, effort_of, found};

/// Widths of the columns of steps; 0 where there is no room for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepColumns {
    priority: u16,
    effort: u16,
    /// What else there is to say of a step.
    words: u16,
}

/// Cells before the title of a step.
const BEFORE: u16 = 10;

impl StepColumns {
    pub(super) fn of(state: &State, width: u16) -> Self {
        let (priority, effort, most) = match width.saturating_sub(BEFORE) {
            140.. => (12, 8, 60),
            100.. => (12, 8, 34),
            80.. => (12, 8, 24),
            60.. => (2, 8, 22),
            44.. => (2, 8, 10),
            _ => (0, 0, 0),
        };
        let steps = state.project.roadmap.phases.iter();
        let steps = steps.flat_map(|phase| &phase.steps);
        let widest = steps
            .map(|step| width_of(&step_words(state, step, tally_of(state, step))))
            .max();
        let widest = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
        Self {
            priority,
            effort,
            words: most.min(widest.saturating_add(1)),
        }
    }
}

fn tally_of(state: &State, step: &Step) -> StepTally {
    StepTally::of(&state.project, state.marks(), step)
}

/// Whether nothing imports the files of a step.
fn is_dead(state: &State, step: &Step) -> bool {
    let mut files = step.files.iter();
    !step.files.is_empty()
        && files.all(|file| {
            let file = state.project.file(*file);
            file.is_some_and(|file| file.has(Finding::PossiblyDead))
        })
}

pub(super) fn step_row(state: &State, out: &mut Row<'_, '_>, step: &Step, columns: StepColumns) {
    let theme = out.theme();
    let tally = tally_of(state, step);
    let (sign, style) = box_of(theme, tally);
    out.skip(3)
        .number(&step.number.to_string(), 3, theme.dim())
        .skip(1);
    if is_dead(state, step) && !tally.is_done {
        out.put(DEAD, theme.accent());
    } else {
        out.put(sign, style);
    }
    out.skip(1);
    let words = step_words(state, step, tally);
    let others = columns.priority + columns.effort + columns.words;
    let width = out.left().saturating_sub(others + 1);
    let end = out.x() + width;
    let title = cut_title(&step.title, usize::from(width), theme.glyphs.ellipsis);
    found(out, &title, &state.roadmap.query, false);
    let missing = end.saturating_sub(out.x());
    out.skip(missing + 1);
    if columns.priority > 0 {
        match step.priority {
            Some(priority) => {
                let (sign, style) = theme.priority(priority);
                let word = if columns.priority > 2 {
                    priority.word()
                } else {
                    ""
                };
                out.field(&format!("{sign} {word}"), columns.priority, style);
            }
            None => {
                out.skip(columns.priority);
            }
        }
    }
    if columns.effort > 0 {
        let days = days_words(effort_of(state, [step]));
        out.number(&days, 6, theme.dim()).skip(2);
    }
    // One column stays free for the scroll bar.
    let room = usize::from(out.left()).saturating_sub(1);
    let words = cut_end(&words, room, theme.glyphs.ellipsis);
    out.put(&words, theme.dim());
}

/// The nearest test that leads to the files of a step.
fn nearest_test(state: &State, step: &Step) -> Option<String> {
    let links = step.files.iter().filter_map(|id| {
        let file = state.project.file(*id)?;
        file.tests.first()
    });
    let nearest = links.min_by_key(|link| link.hops)?;
    let test = state.project.file(nearest.test)?;
    Some(test.path.to_string())
}

/// What a row says of a step beside its sign: nothing of one that is simply to do.
fn step_words(state: &State, step: &Step, tally: StepTally) -> String {
    if step.state == StepState::Gone {
        return "gone from the tree".to_owned();
    }
    if tally.is_done && !tally.is_claimed {
        return match nearest_test(state, step) {
            Some(test) => format!("verified by {}", shortened(&test)),
            None => "verified".to_owned(),
        };
    }
    if tally.is_claimed {
        return "claimed, no test found".to_owned();
    }
    if is_dead(state, step) {
        return "unused? nothing imports it".to_owned();
    }
    if let Some(check) = step
        .targets
        .iter()
        .find_map(|target| state.project.lacks_runner(target))
    {
        return match &*check.scope {
            "" => "first set up tests".to_owned(),
            scope => format!("first set up tests in {scope}"),
        };
    }
    if step.is_quick_win && step.work().is_some() {
        return "quick win".to_owned();
    }
    match tally.files {
        0 | 1 => String::new(),
        files => format!("{} of {files} files tested", tally.tested + tally.claimed),
    }
}

/// The last folder of a path, and its name.
fn shortened(path: &str) -> &str {
    let before = path.rfind('/').and_then(|at| path.get(..at)?.rfind('/'));
    before.and_then(|at| path.get(at + 1..)).unwrap_or(path)
}

pub(super) fn target_row(state: &State, out: &mut Row<'_, '_>, id: FileId) {
    let theme = out.theme();
    let Some(file) = state.project.file(id) else {
        return;
    };
    out.skip(9);
    let room = usize::from(out.left()).saturating_sub(16);
    let (head, is_cut, tail) = cut_middle(&file.path, room).parts(&file.path);
    let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
    let path = format!("{head}{ellipsis}{tail}");
    out.field(&path, u16::try_from(room).unwrap_or(0), theme.text());
    out.skip(2);
    let (text, style) = target_status(state, file);
    out.put(&text, style);
}

fn target_status(state: &State, file: &File) -> (String, ratatui::style::Style) {
    match file.status {
        Some(status) => {
            let (sign, style) = state.theme.status(status);
            (format!("{sign} {}", status.word()), style)
        }
        None => (state.theme.glyphs.ellipsis.to_owned(), state.theme.dim()),
    }
}
