//! The keys that fit, and the filter while it is typed.

use ratatui::layout::{Position, Rect};

use crate::ui::view::{ViewId, count};

use crate::ui::action::{Action, all};

use crate::ui::layout::Layout;

use crate::ui::query;

use crate::ui::state::{CHECK_FIELDS, CLAIM_FIELDS, State};

use crate::ui::widget::{Pen, cut_end, width_of};

use super::legend::toast;

pub(super) fn footer(state: &State, pen: &mut Pen<'_>, layout: &Layout) {
    let area = layout.footer;
    if state.prompt.is_some() {
        return prompt(state, pen, area);
    }
    if layout.legend.height == 0 && toast(state, pen, area) {
        return;
    }
    let theme = *pen.theme;
    let mut hints: Vec<&Action> = all()
        .filter(|action| action.hint > 0 && action.is_of(state.view))
        .filter(|action| (action.available)(state).is_ok())
        .collect();
    hints.sort_by_key(|action| action.hint);
    let always: Vec<String> = ["help", "quit"]
        .iter()
        .filter_map(|id| Action::by_id(id))
        .filter_map(|action| {
            Some(format!(
                "{} {}",
                state.keymap.first_key(action)?,
                action.title
            ))
        })
        .collect();
    let always = always.join("  ");
    let mut row = pen.row(area, 0);
    row.skip(1);
    for action in hints {
        let Some(key) = keys_of(state, action) else {
            continue;
        };
        let title = (action.now)(state).unwrap_or(action.title);
        let needed = width_of(&key) + 1 + width_of(title) + 2;
        if needed + width_of(&always) + 1 > usize::from(row.left()) {
            break;
        }
        row.put(&key, theme.accent())
            .skip(1)
            .put(title, theme.dim())
            .skip(2);
    }
    let end = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    let start = row.x().saturating_sub(area.x);
    pen.row(end, 0).to(start).at_end(&always, theme.dim());
}

/// The key of an action for the footer, with that of the one that does the opposite.
fn keys_of(state: &State, action: &Action) -> Option<String> {
    let key = state.keymap.first_key(action)?;
    let other = action.pair.and_then(Action::by_id);
    let other = other.and_then(|other| state.keymap.first_key(other));
    Some(match other {
        Some(other) => format!("{key}/{other}"),
        None => key,
    })
}

fn prompt(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let view = state.current();
    let query = (view.query)(state);
    let found = match state.view {
        ViewId::Gaps => state.gaps.files,
        _ => (view.len)(state),
    };
    let hint = match state.view {
        ViewId::Source => "enter keep  esc cancel".to_owned(),
        _ => format!("{} found  enter keep  esc cancel", count(found)),
    };
    let (words, is_wrong) = match state.view {
        ViewId::Gaps => (
            query::hint(&state.project, query),
            state.gaps.asked.complaint.is_some(),
        ),
        ViewId::Setup => (
            query::table::hint(CHECK_FIELDS, query),
            state.setup.asked.complaint.is_some(),
        ),
        ViewId::Audit => (
            query::table::hint(CLAIM_FIELDS, query),
            state.audit.asked.complaint.is_some(),
        ),
        ViewId::Components | ViewId::Roadmap | ViewId::Metrics | ViewId::Source => (None, false),
    };
    let mut row = pen.row(area, 0);
    row.put("/", theme.accent().bold());
    row.put(
        &tail(query, usize::from(area.width).saturating_sub(4)),
        theme.text(),
    );
    row.skip(3);
    match words {
        Some(words) => {
            let style = if is_wrong {
                theme.bad()
            } else {
                theme.accent()
            };
            let found = format!("{} found", count(found));
            let room = usize::from(row.left()).saturating_sub(width_of(&found) + 2);
            row.put(&cut_end(&words, room, theme.glyphs.ellipsis), style);
            row.at_end(&found, theme.dim());
        }
        None => {
            row.at_end(&hint, theme.dim());
        }
    }
}

/// The end of a text, as much as fits.
fn tail(text: &str, width: usize) -> String {
    let mut start = 0;
    while width_of(text.get(start..).unwrap_or_default()) > width {
        start += text
            .get(start..)
            .and_then(|rest| rest.chars().next())
            .map_or(1, char::len_utf8);
    }
    text.get(start..).unwrap_or_default().to_owned()
}

/// Where the terminal's cursor stands while something is typed.
pub(in crate::ui::view) fn caret(state: &State, area: Rect) -> Option<Position> {
    let footer = Layout::of(area).footer;
    if state.overlay.is_some() || state.prompt.is_none() || footer.width < 6 {
        return None;
    }
    let query = (state.current().query)(state);
    let typed = tail(query, usize::from(footer.width).saturating_sub(4));
    let x = footer.x + 1 + u16::try_from(width_of(&typed)).unwrap_or(0);
    Some(Position::new(
        x.min(footer.right().saturating_sub(1)),
        footer.y,
    ))
}
