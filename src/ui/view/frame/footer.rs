//! The keys that fit, and the filter while it is typed.

use crossterm::event::KeyCode;
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
            .put(&hint.keys(), theme.accent())
            .skip(1)
            .put(hint.title, theme.dim());
    }
    for hint in always {
        row.to(hint.start)
            .put(&hint.keys(), theme.dim())
            .skip(1)
            .put(hint.title, theme.dim());
    }
}

/// What the footer says of an action, and where.
struct Hint {
    action: &'static Action,
    key: String,
    /// The action that does the opposite, with its key.
    other: Option<(&'static Action, String)>,
    title: &'static str,
    /// Its first column.
    start: u16,
}

impl Hint {
    fn of(state: &State, action: &'static Action) -> Option<Self> {
        let other = action.pair.and_then(Action::by_id);
        let other = other.and_then(|other| Some((other, state.keymap.first_key(other)?)));
        Some(Self {
            action,
            key: state.keymap.first_key(action)?,
            other,
            title: (action.now)(state).unwrap_or(action.title),
            start: 0,
        })
    }

    /// Its keys as they are shown.
    fn keys(&self) -> String {
        match &self.other {
            Some((_, other)) => format!("{}/{other}", self.key),
            None => self.key.clone(),
        }
    }

    fn width(&self) -> u16 {
        u16::try_from(width_of(&self.keys()) + 1 + width_of(self.title)).unwrap_or(u16::MAX)
    }

    /// The action at a column: that of the second key where this was meant.
    fn at(&self, x: u16) -> Option<&'static Action> {
        let x = usize::from(x.checked_sub(self.start)?);
        let other = self.other.as_ref().filter(|(_, other)| {
            let start = width_of(&self.key) + 1;
            (start..start + width_of(other)).contains(&x)
        });
        let action = other.map_or(self.action, |(action, _)| action);
        (x < usize::from(self.width())).then_some(action)
    }
}

/// Narrowest screen on which the palette is named beside help and the way out.
const ROOMY: u16 = 76;

/// The hints of the view that fit, and those at the right that always stand there.
fn hints(state: &State, area: Rect) -> (Vec<Hint>, Vec<Hint>) {
    // The palette leads to all that a narrow screen does not name.
    let always: &[&str] = match area.width {
        ROOMY.. => &["palette", "help", "quit"],
        _ => &["help", "quit"],
    };
    let always = always.iter().filter_map(|id| Action::by_id(id));
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
    hints.iter().chain(&always).find_map(|hint| hint.at(x))
}

/// What the end of the line of a filter says, and where.
struct PromptEnd {
    /// How much was found.
    found: String,
    /// The keys, each with the column at which it starts; none where there is no room.
    keys: Vec<(u16, &'static str, KeyCode)>,
    /// Where all of it starts.
    start: u16,
}

/// Narrowest screen on which the keys stand beside the filter.
const KEYS_FROM: u16 = 60;

fn prompt_end(state: &State, area: Rect) -> PromptEnd {
    let found = match state.view {
        ViewId::Gaps => counted_found(state.gaps.files),
        ViewId::Source => match state.source.matches {
            1 => "on 1 line".to_owned(),
            lines => format!("on {} lines", count(lines)),
        },
        _ => counted_found((state.current().len)(state)),
    };
    let mut keys = Vec::new();
    let mut end = area.width;
    if area.width >= KEYS_FROM {
        let known = [("esc cancel", KeyCode::Esc), ("enter keep", KeyCode::Enter)];
        for (words, code) in known {
            let start = end.saturating_sub(u16::try_from(words.len()).unwrap_or(u16::MAX));
            keys.push((start, words, code));
            end = start.saturating_sub(2);
        }
    }
    let start = end.saturating_sub(u16::try_from(found.len()).unwrap_or(u16::MAX));
    PromptEnd { found, keys, start }
}

fn counted_found(found: usize) -> String {
    format!("{} found", count(found))
}

/// The key that is told at a column while a filter is typed.
pub(crate) fn prompt_key_at(state: &State, x: u16) -> Option<KeyCode> {
    let area = state.layout().footer;
    let x = x.checked_sub(area.x)?;
    let end = prompt_end(state, area);
    let mut keys = end.keys.into_iter();
    let is_here = |start: u16, words: &str| usize::from(x - start) < words.len();
    let key = keys.find(|(start, words, _)| x >= *start && is_here(*start, words));
    key.map(|(_, _, code)| code)
}

/// What a filter's word may become or what is wrong with it, and whether it is wrong.
fn words_of(state: &State, query: &str) -> (Option<String>, bool) {
    match state.view {
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
    }
}

fn prompt(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let query = (state.current().query)(state);
    let (words, is_wrong) = words_of(state, query);
    let mut row = pen.row(area, 0);
    row.put("/", theme.accent().bold());
    let room = usize::from(area.width).saturating_sub(4);
    row.put(&tail(query, room), theme.text());
    let end = prompt_end(state, area);
    let typed = area.width - row.left();
    // What was typed comes first.
    if typed + 3 > end.start {
        return;
    }
    if let Some(words) = words {
        let style = if is_wrong {
            theme.bad()
        } else {
            theme.accent()
        };
        let room = usize::from(end.start - typed).saturating_sub(5);
        row.skip(3)
            .put(&cut_end(&words, room, theme.glyphs.ellipsis), style);
    }
    row.to(end.start).put(&end.found, theme.dim());
    for (start, words, _) in end.keys.iter().rev() {
        row.to(*start).put(words, theme.dim());
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
