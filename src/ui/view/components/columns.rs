//! The columns of the component list: their widths, their titles, and sorting by a click on one.

use ratatui::layout::Rect;

use crate::model::{Component, Project};
use crate::ui::state::{ComponentColumn, State};
use crate::ui::widget::{Pen, width_of};

/// Cells of a gauge, beyond which it gives way to names.
const GAUGE: u16 = 14;

/// Fewest cells of the names, where nothing is listed.
const SHORTEST: u16 = 20;

/// Bars of a trend: no more than tell anything, no fewer than its title has letters.
const TREND: (u16, u16) = (5, 8);

/// Widths of the columns; 0 where there is no room for one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    pub(super) name: u16,
    pub(super) sources: u16,
    pub(super) tests: u16,
    pub(super) tested: u16,
    pub(super) gauge: u16,
    /// The sign of the basis, where there is no gauge.
    pub(super) basis: u16,
    pub(super) percent: u16,
    pub(super) level: u16,
    pub(super) target: u16,
    /// Earlier figures as bars.
    pub(super) trend: u16,
    /// One for each priority.
    pub(super) gaps: [u16; 4],
    /// The number of gaps that have no column of their own.
    pub(super) others: u16,
}

impl Columns {
    pub(super) fn of(state: &State, width: u16) -> Self {
        let mut columns = Self {
            name: 0,
            sources: 0,
            tests: 0,
            tested: 0,
            gauge: 0,
            basis: 3,
            percent: 6,
            level: 12,
            target: 0,
            trend: 0,
            gaps: [0; 4],
            others: 0,
        };
        if width >= 64 {
            columns.sources = 8;
            columns.tested = 7;
        }
        if width >= 76 {
            columns.gaps = gap_widths(&state.project);
        } else if width >= 52 {
            columns.others = others_width(&state.project, 0);
        }
        let names = names_width(state);
        if width >= 100 {
            columns.sources = 9;
            columns.tested = 8;
            columns.basis = 0;
            let mut components = state.project.components.iter();
            if components.any(|component| component.target.is_some()) {
                columns.target = 8;
            }
            if width >= 116 {
                columns.tests = 7;
            }
            if width >= 110 && !state.project.earlier.is_empty() {
                // The figures of today stand behind those that were kept.
                let bars = u16::try_from(state.project.earlier.len() + 1).unwrap_or(u16::MAX);
                columns.trend = bars.clamp(TREND.0, TREND.1) + 2;
            }
            let rest = columns.rest(width);
            let names = names.max(SHORTEST);
            columns.gauge = rest
                .saturating_sub(names)
                .clamp((rest / 3).min(GAUGE), 60)
                .min(rest);
        }
        // The least pressing gaps give way to names.
        for at in [3, 2, 1] {
            if columns.rest(width) < names.min(20)
                && let Some(gap) = columns.gaps.get_mut(at).filter(|gap| **gap > 0)
            {
                *gap = 0;
                columns.others = others_width(&state.project, at);
            }
        }
        columns.name = columns.rest(width) - columns.gauge;
        columns
    }

    /// What the other columns leave for name and gauge; one column is the scroll bar's.
    fn rest(&self, width: u16) -> u16 {
        let fixed = [
            self.sources,
            self.tests,
            self.tested,
            self.basis,
            self.percent,
            self.level,
            self.target,
            self.trend,
            self.all_gaps(),
            3,
        ];
        width.saturating_sub(fixed.iter().sum())
    }

    /// Width of all columns of gaps, with the space before them.
    fn all_gaps(&self) -> u16 {
        match self.gaps.iter().sum::<u16>() + self.others {
            0 => 0,
            sum => sum + 3,
        }
    }
}

/// Width of the longest name that is listed, with its indent.
fn names_width(state: &State) -> u16 {
    let widths = state.components.rows.iter().filter_map(|row| {
        let name = super::name_of(state, state.project.component(row.id)?);
        Some(usize::from(row.depth) * 2 + width_of(&name) + 2)
    });
    u16::try_from(widths.max().unwrap_or(0)).unwrap_or(u16::MAX)
}

/// Widths of the columns of gaps: sign, the longest number, and the space after it.
fn gap_widths(project: &Project) -> [u16; 4] {
    let mut most = [0; 4];
    for component in project.components.iter() {
        for (most, number) in most.iter_mut().zip(component.gaps) {
            *most = number.max(*most);
        }
    }
    most.map(|number| u16::try_from(number.to_string().len() + 4).unwrap_or(0))
}

/// Gaps of a priority that stands at a place of the list of priorities, or of a lesser one.
pub(super) fn gaps_from(component: &Component, at: usize) -> u32 {
    component.gaps.iter().skip(at).sum()
}

/// Width of the column that counts them: a plus, the longest number, and the space after it.
fn others_width(project: &Project, at: usize) -> u16 {
    let components = project.components.iter();
    let most = components.map(|component| gaps_from(component, at)).max();
    most.filter(|most| *most > 0).map_or(0, |most| {
        u16::try_from(most.to_string().len() + 3).unwrap_or(0)
    })
}

pub(super) fn titles(pen: &mut Pen<'_>, body: Rect, columns: Columns) {
    let style = pen.theme.dim();
    let mut row = pen.row(body, 0);
    row.skip(2).field("COMPONENT", columns.name, style);
    if columns.sources > 0 {
        row.number("SOURCES", columns.sources, style);
        if columns.tests > 0 {
            row.number("TESTS", columns.tests, style);
        }
        row.number("TESTED", columns.tested, style);
    }
    if columns.gauge > 0 {
        let room = usize::from(columns.gauge.saturating_sub(3));
        let titles = ["FUNCTION LINES TESTED", "LINES TESTED", "LINES RUN"];
        let fitting = titles.into_iter().find(|title| title.len() <= room);
        row.skip(2).field(
            fitting.unwrap_or("LINES"),
            columns.gauge.saturating_sub(2),
            style,
        );
    }
    let share = if columns.gauge > 0 { "" } else { "SHARE" };
    row.skip(columns.basis)
        .number(share, columns.percent, style);
    row.skip(2).field("LEVEL", columns.level - 2, style);
    if columns.target > 0 {
        row.number("TARGET", columns.target, style);
    }
    if columns.trend > 0 {
        row.skip(2).field("TREND", columns.trend - 2, style);
    }
    if columns.all_gaps() > 0 {
        // One column is the scroll bar's.
        let room = usize::from(row.left()).saturating_sub(3);
        let title = ["OPEN GAPS", "GAPS"]
            .into_iter()
            .find(|title| title.len() <= room);
        row.skip(3).put(title.unwrap_or_default(), style);
    }
}

pub(super) fn sort_at(state: &mut State, list: Rect, x: u16) {
    let columns = Columns::of(state, list.width);
    let mut left = x.saturating_sub(list.x);
    let widths = [
        (columns.name + 2, ComponentColumn::Name),
        (columns.sources, ComponentColumn::Sources),
        (columns.tests, ComponentColumn::Tests),
        (columns.tested, ComponentColumn::Tested),
        (
            columns.gauge + columns.basis + columns.percent + columns.level,
            ComponentColumn::Share,
        ),
        (columns.target, ComponentColumn::Target),
        (columns.trend, ComponentColumn::Trend),
    ];
    for (width, column) in widths {
        if left < width {
            state.components.sort.choose(column);
            return;
        }
        left -= width;
    }
    state.components.sort.choose(ComponentColumn::Gaps);
}
