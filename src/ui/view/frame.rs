//! What stands around every view: header with tabs, facts, legend, toast, keys, filter line.

use ratatui::layout::{Position, Rect};

use super::{View, ViewId, count, counted, source};
use crate::model::{Level, Stage};
use crate::ui::action::{Action, all};
use crate::ui::layout::{Layout, Panes, SMALLEST};
use crate::ui::query;
use crate::ui::state::{CHECK_FIELDS, CLAIM_FIELDS, State};
use crate::ui::theme::{DEAD, REGRESSED};
use crate::ui::widget::{Pen, cut_end, width_of};

/// Says that nothing can be drawn.
pub(super) fn too_small(pen: &mut Pen<'_>, area: Rect) {
    let text = format!("lacuna needs {}x{}", SMALLEST.0, SMALLEST.1);
    let style = pen.theme.text();
    pen.row(area, area.height / 2).put(&text, style);
}

/// Draws all that is around the view.
pub(super) fn surround(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let layout = Layout::of(area);
    header(state, pen, layout.header);
    facts(state, pen, layout.status);
    legend(state, pen, layout.legend);
    footer(state, pen, &layout);
    if let Some(Panes::Beside(_, line, _)) = super::panes(state) {
        let (down, up) = (pen.theme.glyphs.tee_down, pen.theme.glyphs.tee_up);
        pen.tee(layout.status, line.x, down);
        if state.toast.is_none() {
            pen.tee(layout.legend, line.x, up);
        }
    }
}

/// The view whose tab stands for the current one: that from which a file was opened.
fn tab_of(state: &State) -> ViewId {
    match state.view {
        ViewId::Source => source::opened_from(state),
        other => other,
    }
}

/// The tabs with the columns at which they start.
fn tabs(state: &State, area: Rect) -> Vec<(&'static View, u16, String)> {
    let titles = ViewId::tabs(state).map(|id| View::of(id).title.len() + 4);
    // Where the titles leave too little room to say where we are, digits do.
    let is_short = usize::from(area.width) < titles.sum::<usize>() + 26;
    let labels: Vec<(&'static View, String)> = (1..)
        .zip(ViewId::tabs(state))
        .map(|(digit, id)| {
            let view = View::of(id);
            let has_title = area.width >= 56 && id == tab_of(state);
            let label = if is_short && !has_title {
                format!(" {digit} ")
            } else {
                format!(" {digit} {} ", view.title)
            };
            (view, label)
        })
        .collect();
    let width: usize = labels.iter().map(|(_, label)| label.len()).sum();
    let mut x = area
        .right()
        .saturating_sub(u16::try_from(width).unwrap_or(u16::MAX));
    labels
        .into_iter()
        .map(|(view, label)| {
            let start = x;
            x = x.saturating_add(u16::try_from(label.len()).unwrap_or(u16::MAX));
            (view, start, label)
        })
        .collect()
}

/// The view whose tab is at a column.
pub(crate) fn tab_at(state: &State, x: u16) -> Option<ViewId> {
    tabs(state, state.layout().header)
        .into_iter()
        .find(|(_, start, label)| {
            (usize::from(*start)..usize::from(*start) + label.len()).contains(&usize::from(x))
        })
        .map(|(view, _, _)| view.id)
}

fn header(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let tabs = tabs(state, area);
    let room = tabs.first().map_or(area.width, |(_, start, _)| {
        start.saturating_sub(area.x).saturating_sub(1)
    });
    let left = Rect {
        width: room.min(area.width),
        ..area
    };
    let mut crumbs = vec![state.project.name.to_string()];
    crumbs.extend((state.current().crumbs)(state));
    crumbs.retain(|crumb| !crumb.is_empty());
    // A component for all of it is called as the project is.
    crumbs.dedup();
    let mut row = pen.row(left, 0);
    row.skip(1).put("lacuna", theme.accent().bold()).skip(2);
    let separator = format!(" {} ", theme.glyphs.crumb);
    // The last crumb tells most: the others give way to it.
    while crumbs.len() > 1 && width_of(&crumbs.join(&separator)) > usize::from(row.left()) {
        crumbs.remove(0);
    }
    let last = crumbs.len().saturating_sub(1);
    for (at, crumb) in crumbs.iter().enumerate() {
        if at > 0 {
            row.put(&separator, theme.dim());
        }
        let style = if at == last {
            theme.strong()
        } else {
            theme.text()
        };
        let text = cut_end(crumb, usize::from(row.left()), theme.glyphs.ellipsis);
        row.put(&text, style);
    }
    if let Some(commit) = &state.project.commit
        && crumbs.len() == 1
        && usize::from(row.left()) > commit.len() + 3
    {
        row.put(" @ ", theme.dim()).put(commit, theme.dim());
    }
    for (view, start, label) in tabs {
        let style = if view.id == tab_of(state) {
            theme.selected()
        } else {
            theme.dim()
        };
        pen.row(area, 0)
            .to(start.saturating_sub(area.x))
            .put(&label, style);
    }
}

/// What the scan is at, while it is at something.
fn progress(state: &State) -> Option<String> {
    let progress = state.rescan.unwrap_or(state.project.progress);
    if progress.stage == Stage::Done {
        return None;
    }
    if state.is_scan_over {
        return Some("the scan ended early".to_owned());
    }
    let (done, total) = (progress.done as usize, progress.total as usize);
    let word = progress.stage.word();
    Some(match (done, total) {
        (0, 0) => word.to_owned(),
        (done, 0) => format!("{word} {}", count(done)),
        (done, total) => format!("{word} {} of {}", count(done), count(total)),
    })
}

fn facts(state: &State, pen: &mut Pen<'_>, area: Rect) {
    pen.rule(area, 0);
    let theme = *pen.theme;
    let view = state.current();
    let mut right = String::new();
    let query = (view.query)(state);
    if !query.is_empty() && state.prompt.is_none() {
        right = format!(" filter: {query} ");
    } else if let Some((column, is_reversed)) = (view.order)(state) {
        let arrow = if is_reversed {
            theme.glyphs.ascending
        } else {
            theme.glyphs.descending
        };
        right = format!(" by {column} {arrow} ");
    }
    let mut row = pen.row(area, 0);
    row.skip(1);
    if let Some(progress) = progress(state) {
        row.put(&format!(" {progress} "), theme.accent());
        row.skip(1);
    }
    let room = usize::from(row.left()).saturating_sub(width_of(&right) + 3);
    let facts = (view.facts)(state);
    if !facts.is_empty() && room > 8 {
        let facts = cut_end(&facts, room, theme.glyphs.ellipsis);
        row.put(&format!(" {facts} "), theme.text());
    }
    let used = width_of(&right);
    let start = usize::from(area.width).saturating_sub(used + 1);
    row.to(u16::try_from(start).unwrap_or(u16::MAX));
    row.put(&right, theme.dim());
}

/// The signs of the view, with what they mean.
fn signs(state: &State) -> Vec<(&'static str, &'static str)> {
    let theme = &state.theme;
    let glyphs = theme.glyphs;
    let mut parts: Vec<(&'static str, &'static str)> = Vec::new();
    match state.view {
        ViewId::Components if state.components.map.is_some() => {
            let levels = [Level::Critical, Level::Poor, Level::Partial, Level::Good];
            parts.extend(levels.map(|level| (theme.level(level).0, level.word())));
        }
        ViewId::Components | ViewId::Metrics => {
            parts.extend([
                (glyphs.measured, "measured"),
                (glyphs.stale, "stale"),
                (glyphs.estimated, "estimated"),
            ]);
            if has_gauges(state) {
                parts.push((glyphs.tick, "target"));
            }
        }
        ViewId::Gaps | ViewId::Roadmap => {
            parts.extend([
                (glyphs.verified, "verified"),
                (glyphs.claimed, "claimed, no test"),
                (glyphs.open, "to do"),
            ]);
            let has_regressed = state.view == ViewId::Gaps;
            parts.extend(has_regressed.then_some((REGRESSED, "regressed")));
            parts.push((DEAD, "unused"));
            if state.view == ViewId::Gaps && !state.project.reports.is_empty() {
                parts.extend([(glyphs.measured, "measured"), (glyphs.stale, "stale")]);
            }
        }
        ViewId::Source if source::measured(state).is_some() => parts.extend([
            (glyphs.ran, "ran"),
            (glyphs.ran_in_part, "in part"),
            (glyphs.did_not_run, "did not run"),
            (glyphs.unreached, "no test leads here"),
            (glyphs.direct, "a test uses it"),
        ]),
        ViewId::Setup => parts.extend([
            (glyphs.unreached, "wrong"),
            (glyphs.hollow, "missing"),
            (glyphs.direct, "ok"),
        ]),
        ViewId::Audit => parts.extend(super::audit::signs(theme)),
        ViewId::Source => parts.extend([
            (glyphs.unreached, "no test leads here"),
            (glyphs.hollow, "named, not run"),
            (glyphs.reached, "reached"),
            (glyphs.direct, "a test uses it"),
        ]),
    }
    parts
}

/// Whether the view draws bars with a target on them.
fn has_gauges(state: &State) -> bool {
    match state.view {
        ViewId::Components => super::components::has_targets(state),
        _ => super::metrics::has_targets(state),
    }
}

fn legend(state: &State, pen: &mut Pen<'_>, area: Rect) {
    if area.height == 0 {
        return;
    }
    pen.rule(area, 0);
    if toast(state, pen, area) {
        return;
    }
    let theme = *pen.theme;
    if state.is_new_here {
        return welcome(state, pen, area);
    }
    let mut row = pen.row(area, 0);
    row.skip(1);
    for (glyph, word) in signs(state) {
        if usize::from(row.left()) < word.len() + 5 {
            break;
        }
        row.put(" ", theme.dim())
            .put(glyph, theme.text())
            .put(&format!(" {word} "), theme.dim());
    }
    let warnings = state.project.warnings.len();
    if warnings > 0 && row.left() > 24 {
        row.put(&format!("  {} ", counted(warnings, "warning")), theme.bad());
    }
}

/// The three keys that matter, in the place of the legend.
fn welcome(state: &State, pen: &mut Pen<'_>, area: Rect) {
    let theme = *pen.theme;
    let keys = [
        ("open", "opens a row"),
        ("mark.done", "marks a gap done"),
        ("help", "explains every key"),
    ];
    let mut row = pen.row(area, 0);
    row.skip(1).put(" New here? ", theme.accent().bold());
    for (id, words) in keys {
        let action = Action::by_id(id);
        let Some(key) = action.and_then(|action| state.keymap.first_key(action)) else {
            continue;
        };
        if usize::from(row.left()) < width_of(&key) + words.len() + 4 {
            break;
        }
        row.put(" ", theme.text())
            .put(&key, theme.accent().bold())
            .put(&format!(" {words} "), theme.text());
    }
}

/// Draws the message, if there is one.
fn toast(state: &State, pen: &mut Pen<'_>, area: Rect) -> bool {
    let Some(toast) = &state.toast else {
        return false;
    };
    let theme = *pen.theme;
    let mut row = pen.row(area, 0);
    let style = if toast.is_failure {
        theme.bad().reversed().bold()
    } else {
        theme.accent().reversed()
    };
    let text = cut_end(
        &toast.text,
        usize::from(area.width).saturating_sub(4),
        theme.glyphs.ellipsis,
    );
    row.skip(1).put(&format!(" {text} "), style);
    true
}

fn footer(state: &State, pen: &mut Pen<'_>, layout: &Layout) {
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
pub(super) fn caret(state: &State, area: Rect) -> Option<Position> {
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
