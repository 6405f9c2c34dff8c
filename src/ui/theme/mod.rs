//! Colours and glyphs by meaning: views ask for "critical" or "dim", never for red.
//!
//! Nothing rests on colour alone; selection is by reverse and bold. Texture tells the basis of
//! a figure.

mod glyphs;
mod palette;
mod surroundings;
#[cfg(test)]
mod tests;

use ratatui::style::{Color, Modifier, Style};

use crate::config::Preferences;
use crate::model::{Basis, Level, Priority, TestStatus};

use glyphs::{ASCII, UNICODE};
pub(crate) use glyphs::{DEAD, Glyphs, NOTE, REGRESSED};
use palette::{
    BASIC, BASIC_LIGHT, BLIND_DARK, BLIND_LIGHT, COLOURLESS, CONTRAST_DARK, CONTRAST_LIGHT, DARK,
    LIGHT, Palette,
};
pub(crate) use surroundings::Surroundings;

/// The themes by name, each with what it is.
pub(crate) static THEMES: &[(&str, &str)] = &[
    ("auto", "Dark or light, as the terminal's background is."),
    ("dark", "For dark backgrounds."),
    ("light", "For light backgrounds."),
    (
        "high-contrast",
        "As much contrast as there is, in bold; dark or light.",
    ),
    (
        "colour-blind",
        "Orange to blue, for who does not tell red from green; dark or light.",
    ),
];

/// Styles by meaning, and the glyphs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    palette: Palette,
    is_bold: bool,
    /// The signs.
    pub(crate) glyphs: &'static Glyphs,
    /// Whether nothing but ASCII is drawn.
    pub(crate) ascii: bool,
}

impl Theme {
    /// The theme that the user chose, or the one that fits the terminal.
    pub(crate) fn choose(preferences: &Preferences, around: &Surroundings) -> Self {
        let is_light = around.is_light();
        let palette = match preferences.theme.as_str() {
            _ if around.no_color => COLOURLESS,
            "dark" => DARK,
            "light" => LIGHT,
            _ if !around.has_many_colours() && is_light => BASIC_LIGHT,
            _ if !around.has_many_colours() => BASIC,
            "high-contrast" if is_light => CONTRAST_LIGHT,
            "high-contrast" => CONTRAST_DARK,
            "colour-blind" if is_light => BLIND_LIGHT,
            "colour-blind" => BLIND_DARK,
            _ if is_light => LIGHT,
            _ => DARK,
        };
        let palette = palette.with(&preferences.colours, around);
        Self {
            palette,
            is_bold: preferences.theme == "high-contrast",
            glyphs: if preferences.ascii { &ASCII } else { &UNICODE },
            ascii: preferences.ascii,
        }
    }

    fn coloured(&self, colour: Color) -> Style {
        let style = Style::new().fg(colour);
        if self.is_bold { style.bold() } else { style }
    }

    /// Ordinary text.
    pub(crate) fn text(&self) -> Style {
        Style::new()
    }

    /// Titles and what matters most.
    pub(crate) fn strong(&self) -> Style {
        Style::new().bold()
    }

    /// What may be passed over.
    pub(crate) fn dim(&self) -> Style {
        Style::new().fg(self.palette.dim)
    }

    /// The one accent.
    pub(crate) fn accent(&self) -> Style {
        self.coloured(self.palette.accent)
    }

    /// Letters that a filter matched.
    pub(crate) fn matched(&self) -> Style {
        self.accent().bold().underlined()
    }

    /// Text and numbers in source code.
    pub(crate) fn quoted(&self) -> Style {
        self.coloured(self.palette.medium)
    }

    /// Laid over a selected row: its own colours give way, so that the bar is of one piece.
    pub(crate) fn selected(&self) -> Style {
        Style::new()
            .fg(Color::Reset)
            .add_modifier(Modifier::REVERSED | Modifier::BOLD)
    }

    /// Good news.
    pub(crate) fn good(&self) -> Style {
        self.coloured(self.palette.good)
    }

    /// What should be looked at.
    pub(crate) fn warning(&self) -> Style {
        self.coloured(self.palette.high)
    }

    /// Failures.
    pub(crate) fn bad(&self) -> Style {
        self.coloured(self.palette.critical)
    }

    /// Colour and sign of a priority.
    pub(crate) fn priority(&self, priority: Priority) -> (&'static str, Style) {
        match priority {
            Priority::Critical => (self.glyphs.critical, self.coloured(self.palette.critical)),
            Priority::High => (self.glyphs.high, self.coloured(self.palette.high)),
            Priority::Medium => (self.glyphs.medium, self.coloured(self.palette.medium)),
            Priority::Low => (self.glyphs.low, self.dim()),
        }
    }

    /// Colour and sign of a status.
    pub(crate) fn status(&self, status: TestStatus) -> (&'static str, Style) {
        match status {
            TestStatus::Direct => (self.glyphs.direct, self.good()),
            TestStatus::Reached => (self.glyphs.reached, self.good()),
            TestStatus::Hollow => (self.glyphs.hollow, self.coloured(self.palette.high)),
            TestStatus::Unreached => (self.glyphs.unreached, self.bad()),
            TestStatus::NoLogic | TestStatus::Unread => (self.glyphs.no_logic, self.dim()),
        }
    }

    /// Colour and sign of a level.
    pub(crate) fn level(&self, level: Level) -> (&'static str, Style) {
        let [critical, poor, partial, good] = self.glyphs.levels;
        match level {
            Level::Critical => (critical, self.coloured(self.palette.critical)),
            Level::Poor => (poor, self.coloured(self.palette.high)),
            Level::Partial => (partial, self.coloured(self.palette.medium)),
            Level::Good => (good, self.good()),
        }
    }

    /// What fills an area of a level on the map.
    pub(crate) fn hatch(&self, level: Option<Level>) -> &'static str {
        match level {
            Some(Level::Critical) => self.glyphs.hatch_critical,
            Some(Level::Poor) => self.glyphs.hatch_poor,
            Some(Level::Partial | Level::Good) | None => self.glyphs.dot,
        }
    }

    /// Texture of a basis; a mixed one is drawn in parts, of which this is the second.
    pub(crate) fn texture(&self, basis: Basis) -> &'static str {
        match basis {
            Basis::Measured => self.glyphs.measured,
            Basis::Stale => self.glyphs.stale,
            Basis::Estimated | Basis::Mixed => self.glyphs.estimated,
        }
    }
}
