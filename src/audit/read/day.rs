//! The day on which a document says that it was written.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Lines at either end of a document in which its day may stand.
const LINES: usize = 25;

/// Words of a line that gives the day.
const CUES: [&str; 8] = [
    "dated",
    "generated",
    "updated",
    "created",
    "audited",
    "analyzed",
    "analysed",
    "as of",
];

/// What a `date` is of where it is that of the document; any other (due, release, …) is not.
const OF_DOCUMENT: [&str; 12] = [
    "analysis",
    "assessment",
    "audit",
    "coverage",
    "current",
    "document",
    "generation",
    "report",
    "review",
    "scan",
    "the",
    "today's",
];

/// Hours by which the first places on Earth are ahead of UTC.
const AHEAD: i64 = 14;

/// How months are named, by their first three letters.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The day that a line near the start or the end of a text gives, `YYYY-MM-DD`. One that is still
/// to come is of a plan.
pub(super) fn day(text: &str) -> Option<String> {
    day_until(text, latest_day())
}

/// The day that it is where it is the latest on Earth.
pub fn latest_day() -> Date {
    let latest = Timestamp::now().checked_add(AHEAD.hours());
    let latest = latest.unwrap_or(Timestamp::MAX);
    latest.to_zoned(TimeZone::UTC).date()
}

fn day_until(text: &str, latest: Date) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().take(LINES);
    let last = lines.iter().skip(LINES).rev().take(LINES);
    let day = first.chain(last).find_map(|line| {
        let lower = line.to_lowercase();
        let words: Vec<&str> = lower
            .split(|letter: char| !letter.is_alphanumeric() && !['-', '\''].contains(&letter))
            .filter(|word| !word.is_empty())
            .collect();
        let day = gives_day(&words).then(|| in_line(&words))?;
        day.filter(|day| *day <= latest)
    });
    day.map(|day| day.to_string())
}

/// Whether a line of such words says when something was written.
fn gives_day(words: &[&str]) -> bool {
    let is_cue = |cue: &&str| {
        let cue: Vec<&str> = cue.split(' ').collect();
        words.windows(cue.len()).any(|some| some == cue.as_slice())
    };
    let is_of_document = || match words.iter().position(|word| *word == "date") {
        Some(0) => true,
        Some(at) => words.get(at - 1).is_some_and(|of| OF_DOCUMENT.contains(of)),
        None => false,
    };
    CUES.iter().any(is_cue) || is_of_document()
}

fn in_line(words: &[&str]) -> Option<Date> {
    let written = words
        .iter()
        .find_map(|word| word.get(..10)?.parse::<Date>().ok());
    written.or_else(|| words.windows(3).find_map(in_words))
}

/// `January 3 2026` and `3rd January 2026`.
fn in_words(words: &[&str]) -> Option<Date> {
    let [first, second, year] = words else {
        return None;
    };
    let year = year
        .parse()
        .ok()
        .filter(|year| (1970..=9999).contains(year))?;
    let (month, day) = match month(first) {
        Some(month) => (month, second),
        None => (month(second)?, first),
    };
    let day = day.trim_end_matches(char::is_alphabetic).parse().ok()?;
    Date::new(year, month, day).ok()
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?;
    let at = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_stands_in_many_forms() {
        let check = |text: &str, expect: Option<&str>| {
            let latest: Date = "2026-06-30".parse().unwrap();
            assert_eq!(day_until(text, latest).as_deref(), expect, "{text}");
        };
        check("# Audit\n\n**Date:** 2026-01-03\n", Some("2026-01-03"));
        check("**Report date**: 2026-01-03", Some("2026-01-03"));
        check("Generated: 2026-01-03T10:00:00Z", Some("2026-01-03"));
        check("*Last updated: January 3, 2026*", Some("2026-01-03"));
        check("As of 3rd Feb 2025", Some("2025-02-03"));
        check("Date: 2026-02-30", None);
        check("Since 2026-01-03 nothing failed", None);
        check("Updated often", None);
    }

    #[test]
    fn days_of_other_things_are_passed_over() {
        let check = |text: &str, expect: Option<&str>| {
            let latest: Date = "2026-06-30".parse().unwrap();
            assert_eq!(day_until(text, latest).as_deref(), expect, "{text}");
        };
        check("Due date: 2026-02-01", None);
        check("Release date 2026-02-01", None);
        check("Candidate of 2026-02-01", None);
        check("Update deps by 2026-02-01", None);
        check("Validated on 2026-02-01", None);
        check("Was of 2026-02-01", None);
        // What is still to come is no day on which something was written.
        check("Date: 2026-07-01", None);
        check("Date: 2026-07-01\nGenerated 2026-06-30", Some("2026-06-30"));
    }

    #[test]
    fn today_counts_by_the_clock() {
        assert_eq!(day("Date: 2020-01-31").as_deref(), Some("2020-01-31"));
        assert_eq!(day("Date: 9998-01-31"), None);
    }
}
