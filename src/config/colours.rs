//! Themes as users name or write them: `theme = "dark"`, or a `[theme]` table with colours of
//! their own.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};

use super::values::Theme;
use super::{Colour, Colours};

/// The value of `theme`.
#[derive(Debug, Clone)]
pub(super) struct ThemeField {
    /// The theme below the user's own colours.
    pub(super) base: Option<Theme>,
    /// The user's own colours.
    pub(super) colours: Colours,
}

/// `[theme]`.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeTable {
    base: Option<Theme>,
    dim: Option<Colour>,
    accent: Option<Colour>,
    critical: Option<Colour>,
    high: Option<Colour>,
    medium: Option<Colour>,
    good: Option<Colour>,
}

impl<'de> Deserialize<'de> for ThemeField {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = ThemeField;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("the name of a theme, or a table of colours")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<ThemeField, E> {
                let name: StrDeserializer<'_, E> = name.into_deserializer();
                Ok(ThemeField {
                    base: Some(Theme::deserialize(name)?),
                    colours: Colours::default(),
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ThemeField, A::Error> {
                let table = ThemeTable::deserialize(MapAccessDeserializer::new(map))?;
                Ok(ThemeField {
                    base: table.base,
                    colours: Colours {
                        dim: table.dim,
                        accent: table.accent,
                        critical: table.critical,
                        high: table.high,
                        medium: table.medium,
                        good: table.good,
                    },
                })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Colour;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a colour such as \"#5fd7d7\", or its number from 0 to 255")
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Colour, E> {
                let wrong = || E::custom(format!("`{number}` is no colour from 0 to 255"));
                u8::try_from(number)
                    .map(Colour::Indexed)
                    .map_err(|_| wrong())
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Colour, E> {
                rgb(text)
                    .ok_or_else(|| E::custom(format!("`{text}` is no colour such as `#5fd7d7`")))
            }
        }
        deserializer.deserialize_any(Written)
    }
}

/// Reads `#rrggbb`.
fn rgb(text: &str) -> Option<Colour> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = number.to_be_bytes();
    Some(Colour::Rgb(red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct File {
        theme: ThemeField,
    }

    fn check(text: &str, base: Option<&str>, accent: Option<Colour>) {
        let file: File = toml::from_str(text).unwrap();
        assert_eq!(file.theme.base.map(Theme::word), base, "{text}");
        assert_eq!(file.theme.colours.accent, accent, "{text}");
    }

    #[test]
    fn a_theme_is_a_name_or_a_table() {
        check("theme = 'colour-blind'", Some("colour-blind"), None);
        check(
            "[theme]\nbase = 'light'\naccent = '#5fd7d7'",
            Some("light"),
            Some(Colour::Rgb(0x5f, 0xd7, 0xd7)),
        );
        check("[theme]\naccent = 210", None, Some(Colour::Indexed(210)));
        check("[theme]", None, None);
    }

    fn check_error(text: &str, expect: &str) {
        let error = toml::from_str::<File>(text).unwrap_err().to_string();
        assert!(error.contains(expect), "{error}");
    }

    #[test]
    fn what_is_no_theme_or_colour_is_told() {
        check_error("theme = 'drak'", "unknown variant `drak`");
        check_error("theme = 3", "the name of a theme, or a table of colours");
        check_error("[theme]\naccent = 'red'", "`red` is no colour such as");
        check_error("[theme]\naccent = '#12345'", "`#12345` is no colour");
        check_error("[theme]\naccent = 256", "`256` is no colour from 0 to 255");
        check_error("[theme]\nakzent = 1", "unknown field `akzent`");
    }
}
