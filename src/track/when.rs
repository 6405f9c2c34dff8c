//! Moments and days as files hold them: RFC 3339, in UTC.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

/// The current time in UTC, RFC 3339 with seconds.
pub fn now() -> String {
    to_seconds(Timestamp::now())
}

/// A second after a moment.
pub(super) fn later(moment: &str) -> String {
    let parsed: Option<Timestamp> = moment.parse().ok();
    let later =
        parsed.and_then(|moment| moment.checked_add(jiff::SignedDuration::from_secs(1)).ok());
    later.map_or_else(|| moment.to_owned(), to_seconds)
}

/// Whether a moment is less than a quarter before another: by then branches are merged.
pub(super) fn is_recent(moment: &str, now: &str) -> bool {
    const QUARTER: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 91);
    let since = |from: &str, to: &str| {
        let (from, to): (Timestamp, Timestamp) = (from.parse().ok()?, to.parse().ok()?);
        Some(to.duration_since(from))
    };
    since(moment, now).is_some_and(|since| since < QUARTER)
}

fn to_seconds(moment: Timestamp) -> String {
    Timestamp::from_second(moment.as_second())
        .unwrap_or(moment)
        .to_string()
}

/// A moment as text of its seconds in UTC, whatever its offset was.
pub(super) fn moment(text: &str) -> Option<String> {
    text.parse().ok().map(to_seconds)
}

/// A moment, whatever its offset when read; texts of it sort by time.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Moment(pub(super) String);

impl TryFrom<toml::Value> for Moment {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        text(&value)
            .and_then(|text| moment(&text))
            .map(Self)
            .ok_or("not a time such as \"2026-01-05T09:30:00Z\"")
    }
}

/// A day, `YYYY-MM-DD`.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Day(pub(super) String);

impl TryFrom<toml::Value> for Day {
    type Error = &'static str;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        date(&value)
            .map(|date| Self(date.to_string()))
            .ok_or("not a day such as \"2026-01-05\"")
    }
}

/// A day on which weeks start, `YYYY-MM-DD`.
#[derive(Debug, serde::Deserialize)]
#[serde(try_from = "toml::Value")]
pub(super) struct Monday(pub(super) String);

impl TryFrom<toml::Value> for Monday {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, Self::Error> {
        let date = date(&value).ok_or("not a day such as \"2026-01-05\"")?;
        if date.weekday() == Weekday::Monday {
            return Ok(Self(date.to_string()));
        }
        let since = i64::from(date.weekday().to_monday_zero_offset());
        let monday = date
            .checked_sub(jiff::Span::new().days(since))
            .unwrap_or(date);
        Err(format!("{date} is no Monday; the one before is {monday}"))
    }
}

fn date(value: &toml::Value) -> Option<Date> {
    // A moment parses as a day too, with its time cut off.
    text(value)
        .filter(|text| text.len() == "2026-01-05".len())
        .and_then(|text| text.parse().ok())
}

/// TOML has dates of its own, and people also write them as strings.
fn text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> toml::Value {
        text.parse().unwrap()
    }

    #[test]
    fn moments_become_utc_seconds() {
        let check = |text: &str, expect: Option<&str>| {
            let moment = Moment::try_from(value(text)).ok();
            assert_eq!(moment.map(|moment| moment.0).as_deref(), expect, "{text}");
        };
        check("'2026-01-05T09:30:00Z'", Some("2026-01-05T09:30:00Z"));
        check("2026-01-05T09:30:00Z", Some("2026-01-05T09:30:00Z"));
        check(
            "'2026-01-05T01:30:00.75+02:00'",
            Some("2026-01-04T23:30:00Z"),
        );
        check("'2026-01-05'", None);
        check("'yesterday'", None);
        check("12", None);
    }

    #[test]
    fn a_quarter_is_recent() {
        let check = |moment: &str, expect: bool| {
            assert_eq!(
                is_recent(moment, "2026-06-30T12:00:00Z"),
                expect,
                "{moment}"
            );
        };
        check("2026-06-30T11:00:00Z", true);
        check("2026-07-30T11:00:00Z", true);
        check("2026-04-01T00:00:00Z", true);
        check("2026-03-01T00:00:00Z", false);
        check("odd", false);
        assert_eq!(later("2026-12-31T23:59:59Z"), "2027-01-01T00:00:00Z");
        assert_eq!(later("odd"), "odd");
    }

    #[test]
    fn days_are_days_only() {
        let check = |text: &str, expect: Option<&str>| {
            let day = Day::try_from(value(text)).ok();
            assert_eq!(day.map(|day| day.0).as_deref(), expect, "{text}");
        };
        check("'2026-02-28'", Some("2026-02-28"));
        check("2026-02-28", Some("2026-02-28"));
        check("'2026-02-30'", None);
        check("'2026-02-28T10:00:00'", None);
    }

    #[test]
    fn a_start_is_a_monday_or_an_error_naming_the_one_before() {
        let check = |text: &str, expect: Result<&str, &str>| {
            let monday = Monday::try_from(value(text)).map(|monday| monday.0);
            let expect = expect.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(monday, expect);
        };
        check("2026-01-05", Ok("2026-01-05"));
        let message = "2026-01-11 is no Monday; the one before is 2026-01-05";
        check("'2026-01-11'", Err(message));
    }

    #[test]
    fn now_has_seconds_and_ends_in_z() {
        let now = now();
        assert_eq!(now.len(), "2026-01-05T09:30:00Z".len(), "{now}");
        assert!(now.ends_with('Z'));
    }
}
