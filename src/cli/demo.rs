//! `lacuna demo`: an embedded miniature monorepo, opened from a temporary folder.

use std::borrow::Cow;
use std::path::Path;

use clap::Args;
use jiff::civil::{Date, Weekday, date};
use jiff::{Timestamp, ToSpan};

use super::past::Written;
use super::{Target, audit, open, prepare};
use crate::error::Error;

/// The demo's files: `//- /path` lines, each followed by the file's content.
static MONOREPO: &str = include_str!("../../assets/demo/monorepo.txt");

/// The audit that somebody wrote of it.
const AUDIT: &str = "docs/AUDIT.md";

/// The Monday of the week in which the demo's plan, marks and figures end.
const WRITTEN: Date = date(2026, 5, 18);

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct Demo {}

pub(super) fn run(_demo: &Demo) -> Result<(), Error> {
    let folder = tempfile::Builder::new()
        .prefix("lacuna-demo-")
        .tempdir()
        .map_err(|error| Error::write(&std::env::temp_dir(), error))?;
    unpack(folder.path())?;
    let target = Target {
        path: folder.path().to_owned(),
        ..Target::default()
    };
    let prepared = prepare(&target)?;
    let text = files().find(|(path, _)| *path == AUDIT);
    let beside = open::Beside {
        finish: text.map(|(_, text)| audit::beside(AUDIT, Written::below(AUDIT), text, &prepared)),
        screen: None,
    };
    let ended = open::show(prepared, open::Kept::default(), beside)?;
    drop(folder);
    if let Some(signal) = ended {
        signal.raise();
    }
    Ok(())
}

/// Writes the demo's files below `folder`. What people did with them is moved to the last weeks,
/// so that the plan is under way whenever somebody looks.
fn unpack(folder: &Path) -> Result<(), Error> {
    let weeks = weeks_since(Timestamp::now());
    for (path, text) in files() {
        let text = if path.starts_with(".lacuna/") {
            Cow::Owned(later(text, weeks))
        } else {
            Cow::Borrowed(text)
        };
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Error::write(parent, error))?;
        }
        std::fs::write(&path, text.as_bytes()).map_err(|error| Error::write(&path, error))?;
    }
    Ok(())
}

/// Whole weeks from the demo's last one to that of a moment.
fn weeks_since(now: Timestamp) -> i64 {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let monday = today
        .tomorrow()
        .and_then(|day| day.nth_weekday(-1, Weekday::Monday));
    let days = monday.and_then(|monday| monday.since(WRITTEN));
    days.map_or(0, |days| i64::from(days.get_days()) / 7)
}

/// A text with all its days so many weeks later.
fn later(text: &str, weeks: i64) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let day: Option<Date> = rest.get(..10).and_then(|day| day.parse().ok());
        let day = day.and_then(|day| day.checked_add(weeks.weeks()).ok());
        let len = match day {
            Some(day) => {
                moved.push_str(&day.to_string());
                10
            }
            None => {
                moved.push(letter);
                letter.len_utf8()
            }
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    moved
}

fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    MONOREPO
        .split("//- /")
        .skip(1)
        .filter_map(|file| file.split_once('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_move_by_whole_weeks() {
        let check = |now: &str, weeks: i64| {
            assert_eq!(weeks_since(now.parse().unwrap()), weeks, "{now}");
        };
        check("2026-05-18T00:00:00Z", 0);
        check("2026-05-24T23:00:00Z", 0);
        check("2026-05-25T00:00:00Z", 1);
        check("2027-05-17T12:00:00Z", 52);
        assert_eq!(later("at 2026-04-27T08, 1/2", 1), "at 2026-05-04T08, 1/2");
        assert_eq!(later("größe 2026-12-31", 1), "größe 2027-01-07");
        assert_eq!(later("2026-13-99 12", 3), "2026-13-99 12");
    }

    #[test]
    fn the_plan_begins_on_a_monday_and_the_audit_is_there() {
        let find = |name: &str| files().find(|(path, _)| *path == name).unwrap().1;
        assert!(find(".lacuna/roadmap.toml").contains("start = \"2026-04-27\""));
        assert_eq!(date(2026, 4, 27).weekday(), Weekday::Monday);
        assert!(find(AUDIT).contains("# "));
    }
}
