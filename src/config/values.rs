//! Values as files write them, checked while they are read so that errors name their place.

use serde::Deserialize;

use super::Clipboard;

use crate::model::{FileKind, LAST_WEEK, MetricUnit, Priority};

/// A share, written in percent and kept from 0 to 1.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Percent(pub(super) f64);

impl TryFrom<toml::Value> for Percent {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        let number = match value {
            #[expect(clippy::cast_precision_loss, reason = "only 0 to 100 are let through")]
            toml::Value::Integer(number) => number as f64,
            toml::Value::Float(number) => number,
            _ => return Err("not a number from 0 to 100".to_owned()),
        };
        if !(0.0..=100.0).contains(&number) {
            return Err(format!("{number} is not from 0 to 100"));
        }
        if number > 0.0 && number < 1.0 {
            let meant = (number * 100.0).round();
            return Err(format!(
                "shares are in percent: write {meant} for {meant} %,"
            ));
        }
        Ok(Self(number / 100.0))
    }
}

/// A risk, 0 to 100.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Risk(pub(super) u8);

impl TryFrom<toml::Value> for Risk {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        let number = value
            .as_integer()
            .and_then(|number| u8::try_from(number).ok());
        number
            .filter(|number| *number <= 100)
            .map(Self)
            .ok_or("not a whole number from 0 to 100")
    }
}

/// A count that people plan with, 1 to [`LAST_WEEK`].
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Count(pub(super) u32);

impl TryFrom<toml::Value> for Count {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        let number = value
            .as_integer()
            .and_then(|number| u32::try_from(number).ok());
        number
            .filter(|number| (1..=LAST_WEEK).contains(number))
            .map(Self)
            .ok_or("not a whole number from 1 to 520")
    }
}

/// One key or several: `"q"` or `["q", "ctrl+c"]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Keys(pub(super) Vec<String>);

impl TryFrom<toml::Value> for Keys {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        let keys = match value {
            toml::Value::Array(keys) => keys,
            key => vec![key],
        };
        let keys: Option<_> = keys
            .into_iter()
            .map(|key| key.as_str().map(str::to_owned))
            .collect();
        keys.map(Self).ok_or("neither a key nor a list of keys")
    }
}

/// A priority.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PriorityWord {
    Critical,
    High,
    Medium,
    Low,
}

impl From<PriorityWord> for Priority {
    fn from(word: PriorityWord) -> Self {
        match word {
            PriorityWord::Critical => Self::Critical,
            PriorityWord::High => Self::High,
            PriorityWord::Medium => Self::Medium,
            PriorityWord::Low => Self::Low,
        }
    }
}

/// What part a file plays.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KindWord {
    Source,
    Test,
    Support,
    Generated,
    Migration,
    Config,
    Other,
}

impl From<KindWord> for FileKind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Source => Self::Source,
            KindWord::Test => Self::Test,
            KindWord::Support => Self::Support,
            KindWord::Generated => Self::Generated,
            KindWord::Migration => Self::Migration,
            KindWord::Config => Self::Config,
            KindWord::Other => Self::Other,
        }
    }
}

/// What a metric counts.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum UnitWord {
    Files,
    Functions,
    Lines,
}

impl From<UnitWord> for MetricUnit {
    fn from(word: UnitWord) -> Self {
        match word {
            UnitWord::Files => Self::Files,
            UnitWord::Functions => Self::Functions,
            UnitWord::Lines => Self::Lines,
        }
    }
}

/// A theme.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Theme {
    Auto,
    Dark,
    Light,
    HighContrast,
    ColourBlind,
}

impl Theme {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::ColourBlind => "colour-blind",
        }
    }
}

/// How text is handed to the clipboard.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ClipboardWord {
    Auto,
    Terminal,
    System,
}

impl ClipboardWord {
    pub(super) fn way(self) -> Clipboard {
        match self {
            Self::Auto => Clipboard::Auto,
            Self::Terminal => Clipboard::Terminal,
            Self::System => Clipboard::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages() {
        let check = |text: &str, expect: Result<f64, &str>| {
            let value: toml::Value = text.parse().unwrap();
            let found = Percent::try_from(value).map(|percent| percent.0);
            assert_eq!(found, expect.map_err(str::to_owned), "{text}");
        };
        check("80", Ok(0.8));
        check("62.5", Ok(0.625));
        check("0", Ok(0.0));
        check("1", Ok(0.01));
        check("100", Ok(1.0));
        check("0.8", Err("shares are in percent: write 80 for 80 %,"));
        check("150", Err("150 is not from 0 to 100"));
        check("-1", Err("-1 is not from 0 to 100"));
        check("nan", Err("NaN is not from 0 to 100"));
        check("'80'", Err("not a number from 0 to 100"));
    }

    #[test]
    fn keys_are_one_or_several() {
        let check = |text: &str, expect: Option<&[&str]>| {
            let value: toml::Value = text.parse().unwrap();
            let found = Keys::try_from(value).ok().map(|keys| keys.0);
            assert_eq!(
                found.as_deref().map(|keys| keys.join(" ")),
                expect.map(|keys| keys.join(" "))
            );
        };
        check("'q'", Some(&["q"]));
        check("['q', 'esc']", Some(&["q", "esc"]));
        check("[]", Some(&[]));
        check("1", None);
        check("['q', 1]", None);
    }
}
