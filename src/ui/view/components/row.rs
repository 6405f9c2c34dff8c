//! One component as a row.

use super::columns::{Columns, gaps_from};
use crate::model::{Component, Level, Priority, Stage};
use crate::ui::filter;
use crate::ui::state::{ComponentRow, State, trend};
use crate::ui::view::count;
use crate::ui::widget::{Row, cut_end, cut_start, gauge, percent, sparkline};

pub(super) fn name(
    state: &State,
    out: &mut Row<'_, '_>,
    component: &Component,
    row: ComponentRow,
    is_folded: bool,
    is_selected: bool,
    columns: Columns,
) {
    let theme = out.theme();
    let glyphs = theme.glyphs;
    let query = &state.components.query;
    out.put(
        if is_selected { glyphs.selected } else { " " },
        theme.accent(),
    );
    let indent = (row.depth * 2).min(columns.name / 3);
    out.skip(indent);
    out.put(
        match (row.has_children, is_folded) {
            (false, _) => " ",
            (true, true) => glyphs.folded,
            (true, false) => glyphs.unfolded,
        },
        theme.dim(),
    );
    let width = columns.name.saturating_sub(indent + 1);
    let name = super::name_of(state, component);
    let text = if state.components.is_flat {
        cut_start(&name, usize::from(width), glyphs.ellipsis)
    } else {
        cut_end(&name, usize::from(width), glyphs.ellipsis)
    };
    // What is matched is the name alone.
    let found = if query.is_empty() || state.components.is_flat {
        None
    } else {
        filter::indices(&component.name, query)
    };
    let style = if row.depth == 0 && !state.components.is_flat {
        theme.strong()
    } else {
        theme.text()
    };
    for (at, letter) in text.chars().enumerate() {
        let is_found = found.as_ref().is_some_and(|found| found.contains(&at));
        out.put(
            letter.encode_utf8(&mut [0; 4]),
            if is_found { theme.matched() } else { style },
        );
    }
    out.to(2 + columns.name);
}

pub(super) fn figures(
    state: &State,
    out: &mut Row<'_, '_>,
    component: &Component,
    columns: Columns,
) {
    let theme = out.theme();
    let project = &state.project;
    let is_known = project.progress.stage == Stage::Done || component.ratio.is_some();
    let dash = if is_known {
        theme.glyphs.dash
    } else {
        theme.glyphs.ellipsis
    };
    if columns.sources > 0 {
        counts(out, component, columns, (!is_known).then_some(dash));
    }
    let (sign, style) = match component.level {
        Some(level) => theme.level(level),
        None => (" ", theme.dim()),
    };
    if columns.gauge > 0 {
        out.skip(2);
        gauge(
            out,
            columns.gauge - 2,
            component.ratio.unwrap_or(0.0),
            component.basis,
            component.measured_share,
            component.target,
            style,
        );
    }
    if columns.basis > 0 {
        let sign = match component.ratio {
            Some(_) => theme.texture(component.basis),
            None => "",
        };
        out.number(sign, columns.basis, style);
    }
    let share = component
        .ratio
        .map_or_else(|| dash.to_owned(), |ratio| format!("{} %", percent(ratio)));
    out.number(&share, columns.percent, theme.text());
    out.skip(2);
    let word = component.level.map_or("", Level::word);
    out.field(&format!("{sign} {word}"), columns.level - 2, style);
    if columns.target > 0 {
        let target = component
            .target
            .map_or_else(String::new, |target| format!("{} %", percent(target)));
        out.number(&target, columns.target, theme.dim());
    }
    if columns.trend > 0 {
        let name = format!("component:{}", component.id);
        let points = trend(&state.project, &name, state.now, component.ratio);
        let width = columns.trend - 2;
        let bars = sparkline(&points, usize::from(width), theme.ascii);
        out.skip(2).field(&bars, width, theme.accent());
    }
    gaps(out, component, columns);
}

/// Sources, tests and tested files; `unknown` stands where they are not known yet.
fn counts(out: &mut Row<'_, '_>, component: &Component, columns: Columns, unknown: Option<&str>) {
    let style = out.theme().text();
    let known = |number: u32| unknown.map_or_else(|| count(number as usize), ToOwned::to_owned);
    out.number(&known(component.sources), columns.sources, style);
    if columns.tests > 0 {
        out.number(&known(component.tests), columns.tests, style);
    }
    out.number(&known(component.tested()), columns.tested, style);
}

/// Open gaps by priority, in columns of their own.
fn gaps(out: &mut Row<'_, '_>, component: &Component, columns: Columns) {
    let theme = out.theme();
    out.skip(3);
    let gaps = Priority::ALL.into_iter().zip(component.gaps);
    for ((priority, number), width) in gaps.zip(columns.gaps) {
        if number > 0 && width > 0 {
            let (sign, style) = theme.priority(priority);
            out.put(sign, style)
                .number(&number.to_string(), width - 3, theme.text())
                .skip(2);
        } else {
            out.skip(width);
        }
    }
    if columns.others > 0 {
        let first = columns.gaps.iter().take_while(|width| **width > 0).count();
        let (number, sign) = match (gaps_from(component, first), first) {
            (0, _) => (String::new(), ""),
            (others, 0) => (count(others as usize), ""),
            (others, _) => (others.to_string(), "+"),
        };
        out.number(&format!("{sign}{number}"), columns.others - 2, theme.dim());
    }
}
