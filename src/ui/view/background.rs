//! What stands behind a file: its history, its owner, the work that a test is, and the keys that
//! copy what is needed for it.

use jiff::Timestamp;

use super::counted;
use super::detail::LABEL;
use crate::model::{File, HistoryReach, Score};
use crate::ui::action::Action;
use crate::ui::state::State;
use crate::ui::widget::{Document, Piece};

/// What version control tells of a file, and who owns it.
pub(super) fn history(state: &State, out: &mut Document, file: &File) {
    let theme = &state.theme;
    if let Some(history) = &file.history {
        out.gap();
        let reach = match state.project.history.reach {
            HistoryReach::Shallow => " (the clone is shallow)",
            HistoryReach::Bounded => " (as far as it was read)",
            HistoryReach::None | HistoryReach::Whole => "",
        };
        let text = format!(
            "{}{reach}, {} in the 90 days before the newest commit, {}, by {}",
            counted(history.commits as usize, "commit"),
            history.recent_commits,
            match history.fixes {
                0 => "none a fix".to_owned(),
                1 => "1 a fix".to_owned(),
                fixes => format!("{fixes} of them fixes"),
            },
            match history.authors {
                1 => "1 person".to_owned(),
                authors => format!("{authors} people"),
            },
        );
        let label = Some(Piece::new("HISTORY", theme.dim()));
        out.wrapped(label, LABEL, &text, theme.text());
        let changed = history
            .changed
            .and_then(|at| Timestamp::from_second(at).ok());
        if let Some(at) = changed {
            let text = format!("last changed {}", at.strftime("%Y-%m-%d"));
            out.wrapped(None, LABEL, &text, theme.dim());
        }
    }
    if let Some(owner) = &file.owner {
        out.gap();
        let label = Some(Piece::new("OWNER", theme.dim()));
        out.wrapped(label, LABEL, owner, theme.text());
    }
}

/// How much work a test is.
pub(super) fn effort(state: &State, out: &mut Document, score: &Score) {
    let Some(effort) = score.effort else {
        return;
    };
    let theme = &state.theme;
    let text = format!("{}, {}", effort.letter(), effort.words());
    let label = Some(Piece::new("  effort", theme.dim()));
    out.wrapped(label, LABEL, &text, theme.text());
}

/// The keys that copy what is suggested.
pub(super) fn keys(state: &State, out: &mut Document) {
    let words = [
        ("copy.offer", "copies the path"),
        ("copy.command", "the command"),
    ];
    let keys: Vec<String> = words
        .into_iter()
        .filter_map(|(id, words)| {
            let action = Action::by_id(id)?;
            (action.available)(state).ok()?;
            Some(format!("{} {words}", state.keymap.first_key(action)?))
        })
        .collect();
    if !keys.is_empty() {
        out.wrapped(None, LABEL, &keys.join(", "), state.theme.dim());
    }
}
