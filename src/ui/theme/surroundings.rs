//! What the terminal and its user say about colours.

use ratatui::style::Color;

use crate::config::Colour;

/// What the terminal and its user say about colours.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub(crate) no_color: bool,
    /// `COLORFGBG`, as rxvt and its followers set it: `15;0`.
    pub(crate) colorfgbg: Option<String>,
    /// `TERM`.
    pub(crate) term: String,
    /// `COLORTERM`.
    pub(crate) colorterm: String,
    /// What the terminal says of its background; more than any variable knows.
    pub(crate) is_light: Option<bool>,
}

impl Surroundings {
    /// Reads the environment.
    pub(crate) fn of_process() -> Self {
        let text = |name| std::env::var(name).unwrap_or_default();
        Self {
            no_color: !text("NO_COLOR").is_empty(),
            colorfgbg: std::env::var("COLORFGBG").ok(),
            term: text("TERM"),
            colorterm: text("COLORTERM"),
            is_light: None,
        }
    }

    /// Whether the background is said to be light; 7 and 9 to 15 are, in rxvt's numbering.
    pub(super) fn is_light(&self) -> bool {
        let by_variable = || {
            self.colorfgbg
                .as_deref()
                .and_then(|value| value.rsplit(';').next())
                .and_then(|background| background.parse::<u8>().ok())
                .is_some_and(|background| background == 7 || background >= 9)
        };
        self.is_light.unwrap_or_else(by_variable)
    }

    /// Whether the theme would be another on another background.
    pub(crate) fn asks_for_background(&self, theme: &str) -> bool {
        let is_mute = ["", "dumb", "linux"].contains(&self.term.as_str());
        let is_fixed = ["dark", "light"].contains(&theme);
        !is_fixed && !is_mute && !self.no_color && self.has_many_colours()
    }

    /// A user's colour as the terminal shows it; none where it has no such colour.
    pub(super) fn shown(&self, colour: Colour) -> Option<Color> {
        if self.no_color {
            return None;
        }
        match colour {
            Colour::Indexed(index) if index < 16 || self.has_many_colours() => {
                Some(Color::Indexed(index))
            }
            Colour::Rgb(red, green, blue) if self.has_true_colour() => {
                Some(Color::Rgb(red, green, blue))
            }
            Colour::Rgb(red, green, blue) if self.has_many_colours() => {
                Some(Color::Indexed(nearest([red, green, blue])))
            }
            Colour::Indexed(_) | Colour::Rgb(..) => None,
        }
    }

    fn has_true_colour(&self) -> bool {
        ["truecolor", "24bit"].contains(&self.colorterm.as_str()) || self.term.contains("direct")
    }

    pub(super) fn has_many_colours(&self) -> bool {
        self.term.contains("256color")
            || self.term.contains("direct")
            || !self.colorterm.is_empty()
            || ["kitty", "alacritty", "ghostty", "wezterm", "foot"]
                .iter()
                .any(|name| self.term.contains(name))
    }
}

/// The nearest colour of xterm's cube of 6 x 6 x 6.
fn nearest(channels: [u8; 3]) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let [red, green, blue] = channels.map(|value| {
        (0..)
            .zip(STEPS)
            .min_by_key(|(_, step)| step.abs_diff(value))
            .map_or(0, |(at, _)| at)
    });
    16 + 36 * red + 6 * green + blue
}
