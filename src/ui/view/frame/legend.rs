//! The signs of a view with their words, and the messages that take their place.

use ratatui::layout::Rect;

use crate::ui::view::{ViewId, counted, source};

use crate::model::{Level, MarkState};

use crate::ui::action::Action;

use crate::ui::state::State;

use crate::ui::theme::{DEAD, NOTE, REGRESSED};

use crate::ui::widget::{Pen, cut_end, width_of};

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
        ViewId::Gaps => parts.extend(of_gaps(state)),
        ViewId::Roadmap => parts.extend([
            (glyphs.verified, "verified"),
            (glyphs.claimed, "claimed, no test"),
            (glyphs.open, "to do"),
            (DEAD, "unused"),
        ]),
        ViewId::Setup => parts.extend([
            (glyphs.unreached, "wrong"),
            (glyphs.hollow, "missing"),
            (glyphs.direct, "ok"),
        ]),
        ViewId::Audit => parts.extend(crate::ui::view::audit::signs(theme)),
        ViewId::Source => parts.extend(of_source(state)),
    }
    parts
}

/// The signs of files in a list.
fn of_gaps(state: &State) -> Vec<(&'static str, &'static str)> {
    let glyphs = state.theme.glyphs;
    let mut parts: Vec<_> = marks(state).collect();
    parts.extend([
        (glyphs.unreached, NOT_LED_TO),
        (glyphs.hollow, "named, not run"),
        (glyphs.ran_in_part, "run in part"),
    ]);
    if !state.gaps.only_gaps {
        parts.extend([(glyphs.reached, "reached"), (glyphs.direct, USED)]);
    }
    parts.push((DEAD, "unused"));
    let mut reports = state.project.reports.iter();
    if reports.any(|report| report.matched > 0) {
        parts.extend([(glyphs.measured, "measured"), (glyphs.stale, "stale")]);
    }
    parts
}

/// The signs at the left of a file that is read.
fn of_source(state: &State) -> Vec<(&'static str, &'static str)> {
    let glyphs = state.theme.glyphs;
    let lines_of = |sign, word, line| [(sign, word), (line, "their lines")];
    let unreached = lines_of(glyphs.unreached, NOT_LED_TO, glyphs.side);
    let used = lines_of(glyphs.direct, USED, glyphs.tick);
    if !source::is_judged(state) {
        return Vec::new();
    }
    if source::measured(state).is_some() {
        let ran = [
            (glyphs.ran, "ran"),
            (glyphs.ran_in_part, "in part"),
            (glyphs.did_not_run, "did not run"),
        ];
        return [&ran[..], &unreached, &used].concat();
    }
    let [unreached, its_lines] = unreached;
    let [used, used_lines] = used;
    vec![
        unreached,
        (glyphs.hollow, "named, not run"),
        its_lines,
        (glyphs.reached, "reached"),
        used,
        used_lines,
    ]
}

/// What no test leads to.
const NOT_LED_TO: &str = "no test leads here";

/// What a test uses itself.
const USED: &str = "a test uses it";

/// The signs of the marks that there are.
fn marks(state: &State) -> impl Iterator<Item = (&'static str, &'static str)> {
    let glyphs = state.theme.glyphs;
    let known = [
        (Some(MarkState::Done), glyphs.verified, "verified"),
        (Some(MarkState::Done), glyphs.claimed, "claimed, no test"),
        (Some(MarkState::Done), REGRESSED, "regressed"),
        (Some(MarkState::Todo), glyphs.open, "to do"),
        (Some(MarkState::Doing), glyphs.doing, "doing"),
        (Some(MarkState::Accepted), glyphs.dash, "accepted"),
        (None, NOTE, "note"),
    ];
    let is_set = move |wanted: Option<MarkState>| {
        let mut marks = state.marks().iter();
        marks.any(|(_, mark)| mark.state == wanted)
    };
    let there = known.into_iter().filter(move |(mark, ..)| is_set(*mark));
    there.map(|(_, sign, word)| (sign, word))
}

/// Whether the view draws bars with a target on them.
fn has_gauges(state: &State) -> bool {
    match state.view {
        ViewId::Components => crate::ui::view::components::has_targets(state),
        _ => crate::ui::view::metrics::has_targets(state),
    }
}

pub(super) fn legend(state: &State, pen: &mut Pen<'_>, area: Rect) {
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
    for (glyph, word) in fitting_signs(state, area) {
        row.put(" ", theme.dim())
            .put(glyph, theme.text())
            .put(&format!(" {word} "), theme.dim());
    }
    let warnings = state.project.warnings.len();
    if warnings > 0 && usize::from(row.left()) >= warnings_width(state) {
        row.put(&format!("  {} ", counted(warnings, "warning")), theme.bad());
        if let Some(key) = warnings_key(state) {
            row.put(&format!("(key {key}) "), theme.dim());
        }
    }
}

/// Width of what is told of warnings; that goes before signs.
fn warnings_width(state: &State) -> usize {
    match state.project.warnings.len() {
        0 => 0,
        warnings => {
            let key = warnings_key(state).map_or(0, |key| width_of(&key) + 7);
            counted(warnings, "warning").len() + 3 + key
        }
    }
}

/// The key that lists the warnings.
fn warnings_key(state: &State) -> Option<String> {
    state.keymap.first_key(Action::by_id("warnings")?)
}

/// Width of a sign with its word and the blanks around them.
fn sign_width((glyph, word): (&str, &str)) -> usize {
    width_of(glyph) + word.len() + 3
}

/// The signs that fit, in front of what is told of warnings.
fn fitting_signs(state: &State, area: Rect) -> Vec<(&'static str, &'static str)> {
    let room = usize::from(area.width).saturating_sub(warnings_width(state) + 2);
    let mut used = 0;
    let mut signs = signs(state);
    signs.retain(|sign| {
        used += sign_width(*sign);
        used <= room
    });
    signs
}

/// Whether the number of warnings stands at a column of the legend.
pub(crate) fn are_warnings_at(state: &State, x: u16) -> bool {
    let area = state.layout().legend;
    if state.toast.is_some() || state.is_new_here || state.project.warnings.is_empty() {
        return false;
    }
    let signs = fitting_signs(state, area);
    let start = 1 + signs.into_iter().map(sign_width).sum::<usize>();
    let column = usize::from(x.saturating_sub(area.x));
    (start + 2..start + warnings_width(state)).contains(&column)
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
pub(super) fn toast(state: &State, pen: &mut Pen<'_>, area: Rect) -> bool {
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
