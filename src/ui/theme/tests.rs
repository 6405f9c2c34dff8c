use super::palette::{
    BASIC, BASIC_LIGHT, BLIND_DARK, BLIND_LIGHT, CONTRAST_DARK, CONTRAST_LIGHT, DARK, LIGHT,
    Palette,
};
use super::*;
use crate::config::Colour;

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

#[test]
fn text_keeps_its_contrast_on_the_usual_backgrounds() {
    // Black and white, and the backgrounds of Gruvbox, Solarized, Nord and Catppuccin.
    let dark = [[0.0; 3], [40.0; 3], [0.0, 43.0, 54.0], [46.0, 52.0, 64.0]];
    let light = [[255.0; 3], [253.0, 246.0, 227.0], [239.0, 241.0, 245.0]];
    let check = |palette: Palette, backgrounds: &[[f64; 3]]| {
        for background in backgrounds {
            let of = |colour| contrast(channels(colour), *background);
            // What is read as a text of its own.
            assert!(of(palette.accent) >= 4.5, "{palette:?} {background:?}");
            assert!(of(palette.dim) >= 4.5, "{palette:?} {background:?}");
            // What is a sign beside a word that says the same.
            for colour in [palette.critical, palette.high, palette.medium, palette.good] {
                assert!(of(colour) >= 3.0, "{colour:?} {background:?}");
            }
        }
    };
    for palette in [DARK, BLIND_DARK, CONTRAST_DARK] {
        check(palette, &dark);
    }
    for palette in [LIGHT, BLIND_LIGHT, CONTRAST_LIGHT] {
        check(palette, &light);
    }
}

/// The colours of a terminal's table that the palettes of sixteen colours use.
type Sixteen = [(Color, [f64; 3]); 8];

const XTERM: Sixteen = [
    (Color::Red, [205.0, 0.0, 0.0]),
    (Color::Green, [0.0, 205.0, 0.0]),
    (Color::Yellow, [205.0, 205.0, 0.0]),
    (Color::Blue, [0.0, 0.0, 238.0]),
    (Color::Magenta, [205.0, 0.0, 205.0]),
    (Color::Cyan, [0.0, 205.0, 205.0]),
    (Color::LightRed, [255.0, 0.0, 0.0]),
    (Color::LightMagenta, [255.0, 0.0, 255.0]),
];

/// The console of Linux.
const CONSOLE: Sixteen = [
    (Color::Red, [170.0, 0.0, 0.0]),
    (Color::Green, [0.0, 170.0, 0.0]),
    (Color::Yellow, [170.0, 85.0, 0.0]),
    (Color::Blue, [0.0, 0.0, 170.0]),
    (Color::Magenta, [170.0, 0.0, 170.0]),
    (Color::Cyan, [0.0, 170.0, 170.0]),
    (Color::LightRed, [255.0, 85.0, 85.0]),
    (Color::LightMagenta, [255.0, 85.0, 255.0]),
];

/// Windows Terminal.
const CAMPBELL: Sixteen = [
    (Color::Red, [197.0, 15.0, 31.0]),
    (Color::Green, [19.0, 161.0, 14.0]),
    (Color::Yellow, [193.0, 156.0, 0.0]),
    (Color::Blue, [0.0, 55.0, 218.0]),
    (Color::Magenta, [136.0, 23.0, 152.0]),
    (Color::Cyan, [58.0, 150.0, 221.0]),
    (Color::LightRed, [231.0, 72.0, 86.0]),
    (Color::LightMagenta, [180.0, 0.0, 158.0]),
];

#[test]
fn sixteen_colours_are_readable_in_the_usual_tables() {
    let dark = (BASIC, [0.0; 3]);
    let light = (BASIC_LIGHT, [255.0; 3]);
    for table in [XTERM, CONSOLE, CAMPBELL] {
        for (palette, background) in [dark, light] {
            let ratio = |colour: Color| {
                let mut known = table.iter().filter(|(known, _)| *known == colour);
                // The terminal's own colour for text is not ours to judge.
                let (_, channels) = known.next()?;
                Some(contrast(*channels, background))
            };
            let accent = ratio(palette.accent).unwrap();
            assert!(accent >= 4.5, "{accent:.2} {background:?}");
            for colour in [palette.critical, palette.high, palette.medium, palette.good] {
                let ratio = ratio(colour).unwrap_or(21.0);
                assert!(ratio >= 3.0, "{colour:?} on {background:?}: {ratio:.2}");
            }
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
                    let apart = distance(dichromat(*one, is_protan), dichromat(*other, is_protan));
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
    let accent = |around: &Surroundings| Theme::choose(&preferences("auto"), around).palette.accent;
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
    assert_eq!(theme.palette.critical, Color::LightRed);
    assert_eq!(theme.palette.medium, Color::Yellow);
    // Neither yellow nor green nor cyan is readable on white.
    let light = Surroundings {
        is_light: Some(true),
        ..around
    };
    let theme = Theme::choose(&preferences("auto"), &light);
    assert_eq!(theme.palette.accent, Color::Blue);
    assert_eq!(theme.palette.medium, Color::Reset);
}
