//! One step of the plan, and one of its files.

use crate::model::{File, FileId, Finding, Step, StepState};

use crate::ui::state::{State, StepTally};

use crate::ui::theme::DEAD;

use crate::ui::widget::{Row, cut_end, cut_middle, cut_title};

use super::{box_of, days_words, effort_of, found};

pub(super) fn step_row(state: &State, out: &mut Row<'_, '_>, step: &Step) {
    let theme = out.theme();
    let tally = StepTally::of(&state.project, state.marks(), step);
    let (sign, style) = box_of(theme, tally);
    let is_dead = !step.files.is_empty()
        && step.files.iter().all(|file| {
            let file = state.project.file(*file);
            file.is_some_and(|file| file.has(Finding::PossiblyDead))
        });
    out.skip(3)
        .number(&step.number.to_string(), 3, theme.dim())
        .skip(1);
    if is_dead && !tally.is_done {
        out.put(DEAD, theme.accent());
    } else {
        out.put(sign, style);
    }
    out.skip(1);
    let room = usize::from(out.left());
    let (priority_width, effort, state_width) = match room {
        140.. => (12, 8, 60),
        100.. => (12, 8, 34),
        80.. => (12, 8, 22),
        60.. => (2, 8, 22),
        44.. => (0, 0, 24),
        _ => (0, 0, 0),
    };
    // The days stand in a column of their own, where there is one.
    let work = step.work().filter(|_| effort == 0);
    let words = step_words(state, step, tally, is_dead, work.as_deref());
    let width = room.saturating_sub(priority_width + effort + state_width + 1);
    let end = out.x() + u16::try_from(width).unwrap_or(0);
    let title = cut_title(&step.title, width, theme.glyphs.ellipsis);
    found(out, &title, &state.roadmap.query, false);
    let missing = end.saturating_sub(out.x());
    out.skip(missing + 1);
    if priority_width > 0 {
        match step.priority {
            Some(priority) => {
                let (sign, style) = theme.priority(priority);
                let width = u16::try_from(priority_width).unwrap_or(0);
                let word = if width > 2 { priority.word() } else { "" };
                out.field(&format!("{sign} {word}"), width, style);
            }
            None => {
                out.skip(u16::try_from(priority_width).unwrap_or(0));
            }
        }
    }
    if effort > 0 {
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

fn step_words(
    state: &State,
    step: &Step,
    tally: StepTally,
    is_dead: bool,
    work: Option<&str>,
) -> String {
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
    if is_dead {
        return "unused? nothing imports it".to_owned();
    }
    if step.is_quick_win && step.work().is_some() {
        return match work {
            Some(work) => format!("quick win: {work}"),
            None => "quick win".to_owned(),
        };
    }
    let work = work.map_or(String::new(), |work| format!(", {work}"));
    match tally.files {
        0 => "to do".to_owned(),
        1 => format!("no test leads there{work}"),
        files => format!(
            "{} of {files} files tested{work}",
            tally.tested + tally.claimed
        ),
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
