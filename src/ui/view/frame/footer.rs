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
    let (hints, always) = hints(state, area);
    let mut row = pen.row(area, 0);
    for hint in hints {
        row.to(hint.start)
            .put(&hint.key, theme.accent())
            .skip(1)
            .put(hint.title, theme.dim());
    }
    for hint in always {
        row.to(hint.start)
            .put(&hint.key, theme.dim())
            .skip(1)
            .put(hint.title, theme.dim());
    }
}

/// What the footer says of an action, and where.
struct Hint {
    action: &'static Action,
    key: String,
    title: &'static str,
    /// Its first column.
    start: u16,
}

impl Hint {
    fn of(state: &State, action: &'static Action) -> Option<Self> {
        Some(Self {
            action,
            key: keys_of(state, action)?,
            title: (action.now)(state).unwrap_or(action.title),
            start: 0,
        })
    }

    fn width(&self) -> u16 {
        u16::try_from(width_of(&self.key) + 1 + width_of(self.title)).unwrap_or(u16::MAX)
    }
}

/// The hints of the view that fit, and those at the right that always stand there.
fn hints(state: &State, area: Rect) -> (Vec<Hint>, Vec<Hint>) {
    let always = ["help", "quit"].iter().filter_map(|id| Action::by_id(id));
    let mut always: Vec<Hint> = always
        .filter_map(|action| Hint::of(state, action))
        .collect();
    let mut end = area.width.saturating_sub(1);
    for hint in always.iter_mut().rev() {
        hint.start = end.saturating_sub(hint.width());
        end = hint.start.saturating_sub(2);
    }
    let mut actions: Vec<&Action> = all()
        .filter(|action| action.hint > 0 && action.is_of(state.view))
        .filter(|action| (action.available)(state).is_ok())
        .collect();
    actions.sort_by_key(|action| action.hint);
    let mut start = 1;
    let mut hints = Vec::new();
    for mut hint in actions.into_iter().filter_map(|one| Hint::of(state, one)) {
        hint.start = start;
        start = start.saturating_add(hint.width()).saturating_add(2);
        if start > end.saturating_add(1) {
            break;
        }
        hints.push(hint);
    }
    (hints, always)
}

/// The action whose hint is at a column of the footer.
pub(crate) fn hint_at(state: &State, x: u16) -> Option<&'static Action> {
    let area = state.layout().footer;
    let x = x.checked_sub(area.x)?;
    let (hints, always) = hints(state, area);
    let mut hints = hints.into_iter().chain(always);
    let hint =
        hints.find(|hint| (hint.start..hint.start.saturating_add(hint.width())).contains(&x));
    hint.map(|hint| hint.action)
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
