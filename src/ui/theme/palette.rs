//! The colours of each theme, by meaning.

use ratatui::style::Color;

use super::Surroundings;
use crate::config::{Colour, Colours};

/// The colours that carry meaning; none of them is a background.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub(super) dim: Color,
    pub(super) accent: Color,
    pub(super) critical: Color,
    pub(super) high: Color,
    pub(super) medium: Color,
    pub(super) good: Color,
}

impl Palette {
    /// The palette with the user's own colours, as far as the terminal has them.
    pub(super) fn with(self, colours: &Colours, around: &Surroundings) -> Self {
        let choose = |own: Option<Colour>, theirs: Color| {
            own.and_then(|own| around.shown(own)).unwrap_or(theirs)
        };
        Self {
            dim: choose(colours.dim, self.dim),
            accent: choose(colours.accent, self.accent),
            critical: choose(colours.critical, self.critical),
            high: choose(colours.high, self.high),
            medium: choose(colours.medium, self.medium),
            good: choose(colours.good, self.good),
        }
    }
}

pub(super) const DARK: Palette = Palette {
    dim: Color::Indexed(247),
    accent: Color::Indexed(80),
    critical: Color::Indexed(210),
    high: Color::Indexed(215),
    medium: Color::Indexed(222),
    good: Color::Indexed(114),
};

pub(super) const LIGHT: Palette = Palette {
    dim: Color::Indexed(241),
    accent: Color::Indexed(24),
    critical: Color::Indexed(160),
    high: Color::Indexed(130),
    medium: Color::Indexed(94),
    good: Color::Indexed(22),
};

/// For terminals with sixteen colours, whose owner chose them. Plain red and magenta are too dark on
/// black in most of them; other bright colours are greys in some, such as Solarized.
pub(super) const BASIC: Palette = Palette {
    dim: Color::Reset,
    accent: Color::Cyan,
    critical: Color::LightRed,
    high: Color::LightMagenta,
    medium: Color::Yellow,
    good: Color::Green,
};

/// The same on a light background, where yellow, green and cyan cannot be read in most terminals.
pub(super) const BASIC_LIGHT: Palette = Palette {
    dim: Color::Reset,
    accent: Color::Blue,
    critical: Color::Red,
    high: Color::Magenta,
    medium: Color::Reset,
    good: Color::Blue,
};

/// As much contrast as WCAG's level AAA asks for.
pub(super) const CONTRAST_DARK: Palette = Palette {
    dim: Color::Indexed(252),
    accent: Color::Indexed(123),
    critical: Color::Indexed(217),
    high: Color::Indexed(222),
    medium: Color::Indexed(229),
    good: Color::Indexed(157),
};

/// The same on a light background.
pub(super) const CONTRAST_LIGHT: Palette = Palette {
    dim: Color::Indexed(236),
    accent: Color::Indexed(18),
    critical: Color::Indexed(88),
    high: Color::Indexed(53),
    medium: Color::Indexed(235),
    good: Color::Indexed(22),
};

/// Orange, yellow, white and blue: apart for people who do not tell red from green.
pub(super) const BLIND_DARK: Palette = Palette {
    dim: Color::Indexed(247),
    accent: Color::Indexed(183),
    critical: Color::Indexed(208),
    high: Color::Indexed(227),
    medium: Color::Indexed(255),
    good: Color::Indexed(75),
};

/// The same on a light background.
pub(super) const BLIND_LIGHT: Palette = Palette {
    dim: Color::Indexed(241),
    accent: Color::Indexed(23),
    critical: Color::Indexed(130),
    high: Color::Indexed(127),
    medium: Color::Indexed(234),
    good: Color::Indexed(21),
};

pub(super) const COLOURLESS: Palette = Palette {
    dim: Color::Reset,
    accent: Color::Reset,
    critical: Color::Reset,
    high: Color::Reset,
    medium: Color::Reset,
    good: Color::Reset,
};
