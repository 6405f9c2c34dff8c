//! The day on which a document says that it was written.

use jiff::civil::Date;

/// Lines at either end of a document in which its day may stand.
const LINES: usize = 25;

/// Words of a line that gives the day.
const CUES: [&str; 8] = [
    "date",
    "generated",
    "updated",
    "created",
    "as of",
    "audited",
    "analyzed",
    "analysed",
];

/// How months are named, by their first three letters.
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// The day that a line near the start or the end of a text gives, `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().take(LINES);
    let last = lines.iter().skip(LINES).rev().take(LINES);
    let day = first.chain(last).find_map(|line| {
        let lower = line.to_lowercase();
        let is_given = CUES.iter().any(|cue| lower.contains(cue));
        is_given.then(|| in_line(&lower))?
    });
    day.map(|day| day.to_string())
}

fn in_line(line: &str) -> Option<Date> {
    let words: Vec<&str> = line
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .filter(|word| !word.is_empty())
        .collect();
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
    use super::day;

    #[test]
    fn the_day_stands_in_many_forms() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(day(text).as_deref(), expect, "{text}");
        };
        check("# Audit\n\n**Date:** 2026-01-03\n", Some("2026-01-03"));
        check("Generated: 2026-01-03T10:00:00Z", Some("2026-01-03"));
        check("*Last updated: January 3, 2026*", Some("2026-01-03"));
        check("As of 3rd Feb 2025", Some("2025-02-03"));
        check("Date: 2026-02-30", None);
        check("Since 2026-01-03 nothing failed", None);
        check("Updated often", None);
    }
}
