//! The plan: phases on a line of weeks, with their steps.

mod steps;

use jiff::civil::Date;
use ratatui::layout::Rect;

use super::{View, ViewId, count, counted, listing};
use crate::model::{File, Phase, RoadmapOrigin, Stage, Step};
use crate::ui::filter;
use crate::ui::layout::below_titles;
use crate::ui::state::{Pace, RoadmapRow, State, StepTally, pace, step_of};
use crate::ui::widget::{Pen, Row, cut_end, width_of};
use steps::{StepColumns, step_row, target_row};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Roadmap,
    title: "Roadmap",
    draw,
    list: |_, body| below_titles(body),
    len: |state| state.roadmap.rows.len(),
    cursor: |state| &mut state.roadmap.cursor,
    remember: |state| state.roadmap.remember(&state.project),
    query: |state| &state.roadmap.query,
    query_mut: |state| &mut state.roadmap.query,
    crumbs: |_| vec!["Roadmap".to_owned()],
    facts,
    order: |_| None,
    sort_at: |_, _, _| {},
    detail: None,
};

/// Width of the progress at the right: `12/15` and at most eight boxes.
const PROGRESS: u16 = 16;

/// Width of the days of work that are left.
const EFFORT: u16 = 8;

fn facts(state: &State, room: usize) -> String {
    let roadmap = &state.project.roadmap;
    let mut steps = 0;
    let mut done = 0;
    let mut claimed = 0;
    for step in roadmap.phases.iter().flat_map(|phase| &phase.steps) {
        steps += 1;
        let tally = StepTally::of(&state.project, state.marks(), step);
        done += usize::from(tally.is_done);
        claimed += usize::from(tally.is_done && tally.is_claimed);
    }
    if roadmap.phases.is_empty() {
        return String::new();
    }
    let origin = match roadmap.origin {
        RoadmapOrigin::Generated => "planned from the gaps",
        RoadmapOrigin::Saved => "",
        RoadmapOrigin::Profile => "from the profile",
    };
    let mut parts = vec![format!(
        "{} of {} done",
        count(done),
        counted(steps, "step")
    )];
    if claimed > 0 {
        parts.push(format!("{} of these only claimed", count(claimed)));
    }
    if state.roadmap.inbox > 0 {
        let critical = match state.roadmap.inbox_critical {
            0 => String::new(),
            critical => format!(", {} of them critical", count(critical)),
        };
        parts.push(counted(state.roadmap.inbox, "gap") + " not planned" + &critical);
    }
    parts.extend(pace_words(state));
    parts.push(format!(
        "{} in {}",
        counted(roadmap.phases.len(), "phase"),
        counted(last_week(state) as usize, "week"),
    ));
    parts.extend((!origin.is_empty()).then(|| origin.to_owned()));
    listing(room, &parts)
}

/// When the plan will be done: `at this pace done in week 15 (12 to 21)`.
fn pace_words(state: &State) -> Option<String> {
    let pace = pace(&state.project, state.marks(), state.now)?;
    let Pace { week, earliest, .. } = pace;
    let span = match pace.latest {
        Some(latest) => format!("{earliest} to {latest}"),
        None => format!("{earliest} or later"),
    };
    Some(format!("at this pace done in week {week} ({span})"))
}

/// Days of work that are left in some steps; none where nothing tells.
fn effort_of<'s>(state: &State, steps: impl IntoIterator<Item = &'s Step>) -> Option<f64> {
    let files = steps.into_iter().flat_map(|step| &step.files);
    let days = files.filter_map(|id| {
        let is_open = state.project.file(*id).is_some_and(File::is_gap);
        let effort = state.project.score(*id)?.effort?;
        is_open.then(|| f64::from(effort.half_days()) / 2.0)
    });
    let (sum, is_any) = days.fold((0.0, false), |(sum, _), days| (sum + days, true));
    is_any.then_some(sum)
}

/// Days as `3.5 d`.
fn days_words(days: Option<f64>) -> String {
    match days {
        None => String::new(),
        Some(days) if days.fract() == 0.0 => format!("{days:.0} d"),
        Some(days) => format!("{days:.1} d"),
    }
}

fn last_week(state: &State) -> u32 {
    let phases = state.project.roadmap.phases.iter();
    phases.map(|phase| phase.weeks.1).max().unwrap_or(0)
}

/// Where weeks are on the line: nothing is drawn with no cells for a week.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: u16,
    /// Cells of the days of work left; 0 where there is no room.
    effort: u16,
    /// Cells of the whole line.
    line: u16,
    /// Weeks of the whole line, at least 1.
    weeks: u32,
    /// Column of today on the line.
    today: Option<u16>,
}

impl Columns {
    fn of(state: &State, width: u16) -> Self {
        let weeks = last_week(state).max(1);
        let effort = if width >= 76 { EFFORT } else { 0 };
        let rest = width.saturating_sub(8 + PROGRESS + effort + 1);
        if width < 70 {
            return Self {
                name: rest,
                effort,
                line: 0,
                weeks,
                today: None,
            };
        }
        let names = state.project.roadmap.phases.iter();
        let longest = names.map(|phase| width_of(&phase.name)).max().unwrap_or(0);
        let wanted = u16::try_from(longest + 2).unwrap_or(rest);
        let line = rest - wanted.clamp(rest / 3, rest * 2 / 3);
        let each = u32::from(line) / weeks;
        let line = match each {
            0 => line,
            each => u16::try_from(each.min(6) * weeks).unwrap_or(line).min(line),
        };
        let mut columns = Self {
            name: rest - line,
            effort,
            line,
            weeks,
            today: None,
        };
        columns.today = days_in(state).and_then(|days| {
            let days = u32::try_from(days).ok()?;
            (days < weeks * 7).then(|| columns.column(days, 7))
        });
        columns
    }

    /// The column at which `number` parts of a week start, of which `each` make a week.
    fn column(&self, number: u32, each: u32) -> u16 {
        let cells = u64::from(self.line) * u64::from(number);
        let all = u64::from(self.weeks) * u64::from(each.max(1));
        u16::try_from(cells / all.max(1))
            .unwrap_or(u16::MAX)
            .min(self.line)
    }
}

/// Days since the plan started; negative before that.
fn days_in(state: &State) -> Option<i32> {
    let start: Date = state.project.roadmap.start.as_deref()?.parse().ok()?;
    let today = state.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    today.since(start).ok().map(|span| span.get_days())
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let columns = Columns::of(state, body.width);
    let list = below_titles(body);
    let roadmap = &state.roadmap;
    if roadmap.rows.is_empty() {
        super::split::nothing(pen, list, &[empty(state)]);
        return;
    }
    titles(pen, body, columns);
    let of_steps = StepColumns::of(state, list.width);
    let shown = roadmap
        .cursor
        .window(roadmap.rows.len(), usize::from(list.height));
    let visible = roadmap.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let is_selected = at == roadmap.cursor.selected;
        let mut out = pen.row(list, line);
        let theme = out.theme();
        let sign = if is_selected {
            theme.glyphs.selected
        } else {
            " "
        };
        out.put(sign, theme.accent());
        match *row {
            RoadmapRow::Phase(at) => {
                if let Some(phase) = state.project.roadmap.phases.get(at) {
                    phase_row(state, &mut out, at, phase, columns);
                }
            }
            RoadmapRow::Step(..) => {
                if let Some(step) = step_of(&state.project, *row) {
                    step_row(state, &mut out, step, of_steps);
                }
            }
            RoadmapRow::Target(_, _, file) => target_row(state, &mut out, file),
        }
        if is_selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, roadmap.rows.len());
}

fn empty(state: &State) -> &'static str {
    if !state.roadmap.query.is_empty() {
        "No step matches; esc clears the filter."
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        "Planning needs the whole picture; the scan is under way."
    } else if state.summary.sources == 0 {
        "No plan: no source code was found here."
    } else {
        "No plan: there are no gaps to plan for."
    }
}

/// The weeks above the line, and today.
fn titles(pen: &mut Pen<'_>, body: Rect, columns: Columns) {
    let theme = *pen.theme;
    let mut row = pen.row(body, 0);
    row.skip(3).put("PHASE", theme.dim());
    if columns.line == 0 {
        return;
    }
    row.to(7 + columns.name - 5);
    row.put("week ", theme.dim());
    let start = 7 + columns.name;
    let each = columns.column(1, 1).max(1);
    // Enough weeks are left out that the numbers do not touch.
    let every = 4_u16.div_ceil(each);
    for week in (0..columns.weeks).step_by(usize::from(every)) {
        let column = start + columns.column(week, 1);
        if row.x() <= body.x + column {
            row.to(column).put(&(week + 1).to_string(), theme.dim());
        }
    }
    if let Some(today) = columns.today {
        let text = format!("{} today ", theme.glyphs.today);
        let mut row = pen.row(body, 0);
        row.to(start + today).put(&text, theme.accent().bold());
    }
}

fn phase_row(state: &State, out: &mut Row<'_, '_>, at: usize, phase: &Phase, columns: Columns) {
    let theme = out.theme();
    let glyphs = theme.glyphs;
    let is_folded = state.roadmap.query.is_empty() && state.roadmap.folded.contains(&phase.id);
    out.skip(1);
    out.put(
        if is_folded {
            glyphs.folded
        } else {
            glyphs.unfolded
        },
        theme.dim(),
    );
    out.number(&(at + 1).to_string(), 2, theme.dim()).skip(2);
    let name_end = out.x() + columns.name;
    let (from, to) = phase.weeks;
    let weeks = if columns.line == 0 && columns.name >= 24 {
        format!("  weeks {from}-{to}")
    } else {
        String::new()
    };
    let room = usize::from(columns.name).saturating_sub(weeks.len() + 1);
    found(
        out,
        &cut_end(&phase.name, room, glyphs.ellipsis),
        &state.roadmap.query,
        true,
    );
    out.put(&weeks, theme.dim());
    let missing = name_end.saturating_sub(out.x());
    out.skip(missing);
    let tallies: Vec<StepTally> = phase
        .steps
        .iter()
        .map(|step| StepTally::of(&state.project, state.marks(), step))
        .collect();
    let done = tallies.iter().filter(|tally| tally.is_done).count();
    if columns.line > 0 {
        bar(out, columns, phase.weeks, done, tallies.len());
    }
    if columns.effort > 0 {
        let days = effort_of(state, &phase.steps);
        out.number(&days_words(days), columns.effort, theme.dim());
    }
    progress(out, &tallies, done);
}

/// The weeks of a phase on the line; the done part of it is solid.
fn bar(out: &mut Row<'_, '_>, columns: Columns, weeks: (u32, u32), done: usize, all: usize) {
    let theme = out.theme();
    let start = columns.column(weeks.0.saturating_sub(1), 1);
    let end = columns.column(weeks.1, 1).max(start);
    let cells = usize::from(end - start);
    let solid = cells * done / all.max(1);
    for column in 0..columns.line {
        let at = usize::from(column.saturating_sub(start));
        if (start..end).contains(&column) {
            if at < solid {
                out.put(theme.glyphs.measured, theme.good());
            } else {
                out.put(theme.glyphs.planned, theme.accent());
            }
        } else if columns.today == Some(column) {
            out.put(theme.glyphs.tick, theme.dim());
        } else {
            out.skip(1);
        }
    }
}

fn progress(out: &mut Row<'_, '_>, tallies: &[StepTally], done: usize) {
    let theme = out.theme();
    let text = format!("{done}/{}", tallies.len());
    out.number(&text, 7, theme.text()).skip(1);
    if tallies.len() > 8 {
        return;
    }
    for tally in tallies {
        let (sign, style) = box_of(out.theme(), *tally);
        out.put(sign, style);
    }
}

fn box_of(
    theme: &crate::ui::theme::Theme,
    tally: StepTally,
) -> (&'static str, ratatui::style::Style) {
    match (tally.is_done, tally.is_claimed) {
        (true, false) => (theme.glyphs.verified, theme.good()),
        (true, true) => (theme.glyphs.claimed, theme.text()),
        (false, _) => (theme.glyphs.open, theme.dim()),
    }
}

/// Writes a text with what the filter found marked.
fn found(out: &mut Row<'_, '_>, text: &str, query: &str, is_strong: bool) {
    let theme = out.theme();
    let style = if is_strong {
        theme.strong()
    } else {
        theme.text()
    };
    let found = if query.is_empty() {
        None
    } else {
        filter::indices(text, query)
    };
    let Some(found) = found else {
        out.put(text, style);
        return;
    };
    for (at, letter) in text.chars().enumerate() {
        let style = if found.contains(&at) {
            theme.matched()
        } else {
            style
        };
        out.put(letter.encode_utf8(&mut [0; 4]), style);
    }
}
