//! Colours and glyphs by meaning: views ask for "critical" or "dim", never for red.
//!
//! Nothing rests on colour alone; selection is by reverse and bold. Texture tells the basis of
//! a figure.

mod glyphs;

use ratatui::style::{Color, Modifier, Style};

use crate::config::{Colour, Colours, Preferences};
use crate::model::{Basis, Level, Priority, TestStatus};

use glyphs::{ASCII, UNICODE};
pub(crate) use glyphs::{DEAD, Glyphs, PICKED, REGRESSED};

/// The colours that carry meaning; none of them is a background.
#[derive(Debug, Clone, Copy)]
struct Palette {
    dim: Color,
    accent: Color,
    critical: Color,
    high: Color,
    medium: Color,
    good: Color,
}

impl Palette {
    /// The palette with the user's own colours, as far as the terminal has them.
    fn with(self, colours: &Colours, around: &Surroundings) -> Self {
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

const DARK: Palette = Palette {
    dim: Color::Indexed(245),
    accent: Color::Indexed(80),
    critical: Color::Indexed(210),
    high: Color::Indexed(215),
    medium: Color::Indexed(222),
    good: Color::Indexed(114),
};

const LIGHT: Palette = Palette {
    dim: Color::Indexed(241),
    accent: Color::Indexed(24),
    critical: Color::Indexed(160),
    high: Color::Indexed(130),
    medium: Color::Indexed(94),
    good: Color::Indexed(22),
};

/// For terminals with sixteen colours, whose owner chose them.
const BASIC: Palette = Palette {
    dim: Color::Reset,
    accent: Color::Cyan,
    critical: Color::Red,
    high: Color::Magenta,
    medium: Color::Yellow,
    good: Color::Green,
};

/// As much contrast as WCAG's level AAA asks for.
const CONTRAST_DARK: Palette = Palette {
    dim: Color::Indexed(252),
    accent: Color::Indexed(123),
    critical: Color::Indexed(217),
    high: Color::Indexed(222),
    medium: Color::Indexed(229),
    good: Color::Indexed(157),
};

/// The same on a light background.
const CONTRAST_LIGHT: Palette = Palette {
    dim: Color::Indexed(236),
    accent: Color::Indexed(18),
    critical: Color::Indexed(88),
    high: Color::Indexed(53),
    medium: Color::Indexed(235),
    good: Color::Indexed(22),
};

/// Orange, yellow, white and blue: apart for people who do not tell red from green.
const BLIND_DARK: Palette = Palette {
    dim: Color::Indexed(245),
    accent: Color::Indexed(183),
    critical: Color::Indexed(208),
    high: Color::Indexed(227),
    medium: Color::Indexed(255),
    good: Color::Indexed(75),
};

/// The same on a light background.
const BLIND_LIGHT: Palette = Palette {
    dim: Color::Indexed(241),
    accent: Color::Indexed(23),
    critical: Color::Indexed(130),
    high: Color::Indexed(127),
    medium: Color::Indexed(234),
    good: Color::Indexed(21),
};

const COLOURLESS: Palette = Palette {
    dim: Color::Reset,
    accent: Color::Reset,
    critical: Color::Reset,
    high: Color::Reset,
    medium: Color::Reset,
    good: Color::Reset,
};

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
    fn is_light(&self) -> bool {
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
    fn shown(&self, colour: Colour) -> Option<Color> {
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

    fn has_many_colours(&self) -> bool {
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
            TestStatus::NoLogic => (self.glyphs.no_logic, self.dim()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn preferences(theme: &str) -> Preferences {
        Preferences {
            theme: theme.to_owned(),
            ..Preferences::default()
        }
    }

    fn many_colours() -> Surroundings {
        Surroundings {
            term: "xterm-256color".to_owned(),
            ..Surroundings::default()
        }
    }

    /// Red, green and blue of a colour of xterm's cube or grey ramp.
    fn channels(colour: Color) -> [f64; 3] {
        let Color::Indexed(index) = colour else {
            panic!("not of the cube: {colour:?}");
        };
        let step = |value: u8| {
            if value == 0 {
                0.0
            } else {
                f64::from(value) * 40.0 + 55.0
            }
        };
        match index {
            16..=231 => {
                let index = index - 16;
                [step(index / 36), step(index / 6 % 6), step(index % 6)]
            }
            232.. => [f64::from(index - 232) * 10.0 + 8.0; 3],
            _ => panic!("not of the cube: {index}"),
        }
    }

    /// Contrast ratio after WCAG 2.2, 1.4.3.
    fn contrast(left: [f64; 3], right: [f64; 3]) -> f64 {
        let luminance = |channels: [f64; 3]| {
            let [red, green, blue] = channels.map(|value| {
                let value = value / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let (left, right) = (luminance(left), luminance(right));
        (left.max(right) + 0.05) / (left.min(right) + 0.05)
    }

    #[test]
    fn every_colour_is_readable_on_its_background() {
        let (dark, light) = ([30.0; 3], [250.0; 3]);
        let backgrounds = [
            (DARK, dark, 4.5),
            (LIGHT, light, 4.5),
            (BLIND_DARK, dark, 4.5),
            (BLIND_LIGHT, light, 4.5),
            (CONTRAST_DARK, dark, 7.0),
            (CONTRAST_LIGHT, light, 7.0),
        ];
        for (palette, background, least) in backgrounds {
            for colour in [
                palette.dim,
                palette.accent,
                palette.critical,
                palette.high,
                palette.medium,
                palette.good,
            ] {
                let ratio = contrast(channels(colour), background);
                assert!(ratio >= least, "{colour:?} on {background:?}: {ratio:.2}");
            }
        }
    }

    /// A colour as people without red or green cones see it, in linear light: Viénot, Brettel
    /// and Mollon, 1999.
    fn dichromat(colour: Color, is_protan: bool) -> [f64; 3] {
        let [red, green, blue] = channels(colour).map(|value| (value / 255.0).powf(2.2));
        let mixed = if is_protan {
            0.112_38 * red + 0.887_62 * green
        } else {
            0.292_75 * red + 0.707_25 * green
        };
        let third = if is_protan {
            0.004_01 * (red - green) + blue
        } else {
            0.022_34 * (green - red) + blue
        };
        [mixed, mixed, third]
    }

    /// Distance in CIE L*a*b* of two colours in linear light (D65).
    fn distance(left: [f64; 3], right: [f64; 3]) -> f64 {
        let lab = |[red, green, blue]: [f64; 3]| {
            let bend = |value: f64| {
                if value > 0.008_856 {
                    value.cbrt()
                } else {
                    7.787 * value + 16.0 / 116.0
                }
            };
            let x = bend((0.412_4 * red + 0.357_6 * green + 0.180_5 * blue) / 0.950_5);
            let y = bend(0.212_6 * red + 0.715_2 * green + 0.072_2 * blue);
            let z = bend((0.019_3 * red + 0.119_2 * green + 0.950_5 * blue) / 1.089);
            [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
        };
        let (left, right) = (lab(left), lab(right));
        let squares = left
            .iter()
            .zip(right)
            .map(|(one, other)| (one - other).powi(2));
        squares.sum::<f64>().sqrt()
    }

    #[test]
    fn colours_stay_apart_for_people_who_do_not_tell_red_from_green() {
        for palette in [BLIND_DARK, BLIND_LIGHT] {
            let Palette {
                critical,
                high,
                medium,
                good,
                ..
            } = palette;
            let colours = [critical, high, medium, good];
            for is_protan in [true, false] {
                for (at, one) in colours.iter().enumerate() {
                    for other in &colours[at + 1..] {
                        let apart =
                            distance(dichromat(*one, is_protan), dichromat(*other, is_protan));
                        assert!(apart > 20.0, "{one:?} {other:?}: {apart:.1}");
                    }
                }
            }
        }
    }

    #[test]
    fn own_colours_are_shown_as_the_terminal_can() {
        let mut preferences = preferences("dark");
        preferences.colours.accent = Some(Colour::Rgb(0x60, 0xd0, 0xd8));
        preferences.colours.good = Some(Colour::Indexed(2));
        let accent = |around: &Surroundings| {
            let palette = Theme::choose(&preferences, around).palette;
            (palette.accent, palette.good)
        };
        let mut around = many_colours();
        assert_eq!(accent(&around), (Color::Indexed(80), Color::Indexed(2)));
        around.colorterm = "truecolor".to_owned();
        assert_eq!(accent(&around).0, Color::Rgb(0x60, 0xd0, 0xd8));
        around.no_color = true;
        assert_eq!(accent(&around), (Color::Reset, Color::Reset));
        let few = Surroundings {
            term: "xterm".to_owned(),
            ..Surroundings::default()
        };
        assert_eq!(accent(&few), (DARK.accent, Color::Indexed(2)));
    }

    #[test]
    fn no_color_wins_over_every_theme() {
        let around = Surroundings {
            no_color: true,
            ..many_colours()
        };
        for name in ["auto", "dark", "light", "high-contrast", "colour-blind"] {
            let theme = Theme::choose(&preferences(name), &around);
            assert_eq!(theme.palette.critical, Color::Reset, "{name}");
        }
    }

    #[test]
    fn background_is_taken_from_colorfgbg() {
        let mut around = many_colours();
        let accent =
            |around: &Surroundings| Theme::choose(&preferences("auto"), around).palette.accent;
        assert_eq!(accent(&around), DARK.accent);
        around.colorfgbg = Some("0;default;15".to_owned());
        assert_eq!(accent(&around), LIGHT.accent);
        around.colorfgbg = Some("15;0".to_owned());
        assert_eq!(accent(&around), DARK.accent);
        around.colorfgbg = Some("nonsense".to_owned());
        assert_eq!(accent(&around), DARK.accent);
    }

    #[test]
    fn the_terminals_own_word_goes_before_variables_and_behind_the_users() {
        let around = Surroundings {
            colorfgbg: Some("15;0".to_owned()),
            is_light: Some(true),
            ..many_colours()
        };
        let accent = |name| Theme::choose(&preferences(name), &around).palette.accent;
        assert_eq!(accent("auto"), LIGHT.accent);
        assert_eq!(accent("dark"), DARK.accent);
    }

    #[test]
    fn the_background_is_asked_for_where_it_matters_only() {
        let check = |theme: &str, around: &Surroundings, expect: bool| {
            assert_eq!(
                around.asks_for_background(theme),
                expect,
                "{theme} {around:?}"
            );
        };
        check("auto", &many_colours(), true);
        check("dark", &many_colours(), false);
        check("auto", &Surroundings::default(), false);
        let no_color = Surroundings {
            no_color: true,
            ..many_colours()
        };
        check("auto", &no_color, false);
        let dumb = Surroundings {
            term: "dumb".to_owned(),
            colorterm: "truecolor".to_owned(),
            ..Surroundings::default()
        };
        check("auto", &dumb, false);
    }

    #[test]
    fn sixteen_colours_are_used_where_there_are_no_more() {
        let around = Surroundings {
            term: "xterm".to_owned(),
            ..Surroundings::default()
        };
        let theme = Theme::choose(&preferences("auto"), &around);
        assert_eq!(theme.palette.critical, Color::Red);
    }
}
