//! One row of each kind of list.

use super::why_not;
use crate::ui::action::Action;
use crate::ui::state::{Overlay, OverlayKind, OverlayRow, Purpose, State, THE_END};
use crate::ui::theme::THEMES;
use crate::ui::view::counted;
use crate::ui::widget::{Row, cut_end, cut_qualified, cut_start};

/// Writes a row.
pub(super) fn draw(state: &State, out: &mut Row<'_, '_>, overlay: &Overlay, row: &OverlayRow) {
    let theme = out.theme();
    match row {
        OverlayRow::Category(title) => {
            out.put(title, theme.accent().bold());
        }
        OverlayRow::Action(action) => action_row(state, out, overlay, action),
        OverlayRow::Word(example, doc) => {
            out.skip(1).field(example, 34, theme.accent());
            let room = usize::from(out.left()).saturating_sub(1);
            out.put(&cut_end(doc, room, theme.glyphs.ellipsis), theme.dim());
        }
        OverlayRow::Deed(at) => deed_row(state, out, *at),
        OverlayRow::Warning(at) => warning_row(state, out, *at),
        OverlayRow::Phase(at) => phase_row(state, out, *at),
        OverlayRow::NewPhase => {
            let name = overlay.query.trim();
            let room = usize::from(out.left()).saturating_sub(16);
            let name = cut_end(name, room, theme.glyphs.ellipsis);
            out.skip(5).put("a new phase: ", theme.accent());
            out.put(&name, theme.text());
        }
        OverlayRow::Theme(name) => theme_row(out, name),
        OverlayRow::Test(at) => test_row(out, overlay, *at),
    }
}

fn theme_row(out: &mut Row<'_, '_>, name: &str) {
    let theme = out.theme();
    let mut known = THEMES.iter().filter(|(known, _)| *known == name);
    let doc = known.next().map_or("", |(_, doc)| *doc);
    out.skip(1).field(name, 17, theme.text());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(&cut_end(doc, room, theme.glyphs.ellipsis), theme.dim());
}

fn deed_row(state: &State, out: &mut Row<'_, '_>, at: usize) {
    let theme = out.theme();
    let Some((title, is_undone)) = state.ledger.log().nth(at) else {
        return;
    };
    let (word, style) = if is_undone {
        ("taken back", theme.dim())
    } else {
        ("done", theme.text())
    };
    out.skip(1).field(word, 12, theme.dim());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(&cut_end(title, room, theme.glyphs.ellipsis), style);
}

fn warning_row(state: &State, out: &mut Row<'_, '_>, at: usize) {
    let theme = out.theme();
    let Some(warning) = state.project.warnings.get(at) else {
        return;
    };
    let half = out.left() / 2;
    let path = cut_start(&warning.path, usize::from(half), theme.glyphs.ellipsis);
    out.skip(1).field(&path, half + 1, theme.text());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(
        &cut_end(&warning.message, room, theme.glyphs.ellipsis),
        theme.dim(),
    );
}

fn phase_row(state: &State, out: &mut Row<'_, '_>, at: usize) {
    let theme = out.theme();
    let Some(phase) = state.project.roadmap.phases.get(at) else {
        out.skip(5).put(THE_END, theme.text());
        return;
    };
    let steps = counted(phase.steps.len(), "step");
    let facts = format!("weeks {}-{}, {steps}", phase.weeks.0, phase.weeks.1);
    let room = usize::from(out.left()).saturating_sub(facts.len() + 8);
    out.number(&(at + 1).to_string(), 3, theme.accent()).skip(2);
    let name = cut_end(&phase.name, room, theme.glyphs.ellipsis);
    let width = u16::try_from(room + 2).unwrap_or(0);
    out.field(&name, width, theme.text())
        .put(&facts, theme.dim());
}

fn test_row(out: &mut Row<'_, '_>, overlay: &Overlay, at: usize) {
    let theme = out.theme();
    let Some(Purpose::Tests(tests)) = &overlay.purpose else {
        return;
    };
    let Some(test) = tests.get(at) else {
        return;
    };
    let place = format!("{}:{}", test.path, test.line);
    let half = out.left() / 2;
    let name = if test.name.is_empty() {
        "the whole file"
    } else {
        &test.name
    };
    let name = cut_qualified(name, usize::from(half), theme.glyphs.ellipsis);
    out.skip(1).field(&name, half + 1, theme.text());
    let room = usize::from(out.left()).saturating_sub(1);
    out.put(&cut_start(&place, room, theme.glyphs.ellipsis), theme.dim());
}

fn action_row(state: &State, out: &mut Row<'_, '_>, overlay: &Overlay, action: &Action) {
    let theme = out.theme();
    let keys: Vec<String> = state
        .keymap
        .keys_of(action)
        .map(|key| key.to_string())
        .collect();
    let keys = cut_end(&keys.join("  "), 16, theme.glyphs.ellipsis);
    let reason = why_not(state, action);
    let style = match (overlay.kind, &reason) {
        (OverlayKind::Palette, Some(_)) => theme.dim(),
        _ => theme.text(),
    };
    out.skip(1).field(&keys, 17, theme.accent());
    out.field(action.title, 17, style);
    let text = match (overlay.kind, &reason) {
        (OverlayKind::Palette, Some(reason)) => reason,
        _ => action.doc,
    };
    let text = cut_end(
        text,
        usize::from(out.left()).saturating_sub(1),
        theme.glyphs.ellipsis,
    );
    out.put(&text, theme.dim());
}
