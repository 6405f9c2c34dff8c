//! What single words, cells and headings of an audit mean.

use crate::audit::Stance;
use crate::model::{LAST_WEEK, Level, Priority};

/// The priority that a text names; the first one where it names several.
pub(super) fn priority(text: &str) -> Option<Priority> {
    let named = words(text).find_map(|word| match word.as_str() {
        "critical" | "blocker" | "urgent" | "p0" => Some(Priority::Critical),
        "high" | "major" | "p1" => Some(Priority::High),
        "medium" | "moderate" | "p2" => Some(Priority::Medium),
        "low" | "lower" | "minor" | "p3" | "p4" => Some(Priority::Low),
        _ => None,
    });
    named.or_else(|| {
        text.chars().find_map(|letter| match letter {
            '🔴' => Some(Priority::High),
            '🟠' | '🟡' => Some(Priority::Medium),
            '🟢' => Some(Priority::Low),
            _ => None,
        })
    })
}

/// The priority of everything below a heading: `High Priority`, `Priority 2`, `P1: …`.
pub(super) fn priority_of_heading(title: &str) -> Option<Priority> {
    let words: Vec<String> = words(title).collect();
    let at = words.iter().position(|word| word == "priority");
    if let Some(at) = at {
        let number = words.get(at + 1).and_then(|word| word.parse::<u32>().ok());
        if let Some(number) = number {
            return Some(match number {
                0 | 1 => Priority::Critical,
                2 => Priority::High,
                3 => Priority::Medium,
                _ => Priority::Low,
            });
        }
        return at
            .checked_sub(1)
            .and_then(|before| priority(words.get(before)?));
    }
    words
        .first()
        .filter(|word| word.len() == 2 && word.starts_with('p') || *word == "critical")
        .and_then(|word| priority(word))
}

/// The level that a cell names: `**Good** (~93%)`, `Critical Gap`.
pub(super) fn level(text: &str) -> Option<Level> {
    words(text).find_map(|word| match word.as_str() {
        "good" | "excellent" | "strong" | "high" => Some(Level::Good),
        "partial" | "moderate" | "fair" | "medium" => Some(Level::Partial),
        "poor" | "weak" | "low" => Some(Level::Poor),
        "critical" | "none" | "missing" => Some(Level::Critical),
        _ => None,
    })
}

/// Cues of headings that are about something else than which code has tests.
const ASIDE: [&str; 18] = [
    "infrastructure",
    "set up",
    "set-up",
    "setup",
    "configuration",
    "environment",
    "framework",
    "dependencies",
    "complete when",
    "tooling",
    "ci/cd",
    "quality metrics",
    "test structure",
    "broken test",
    "test failure",
    "failing test",
    "warnings addressed",
    "metrics to track",
];

/// Cues of too few tests.
const PARTLY: [&str; 13] = [
    "under-tested",
    "undertested",
    "partial",
    "expanding",
    "extending",
    "improving",
    "low coverage",
    "needs improvement",
    "existing test",
    "quality gap",
    "edge case",
    "insufficient",
    "⚠",
];

/// Cues of no tests.
const UNTESTED: [&str; 19] = [
    "missing",
    "untested",
    "not tested",
    "not covered",
    "uncovered",
    "no test",
    "no unit test",
    "without test",
    "without any test",
    "zero test",
    "zero coverage",
    "zero-coverage",
    "need test",
    "needs test",
    "gap",
    "lacking",
    "(0%",
    "❌",
    "✗",
];

/// Cues of tests.
const TESTED: [&str; 12] = [
    "well-tested",
    "well tested",
    "tested",
    "covered",
    "strength",
    "good coverage",
    "coverage work added",
    "coverage added",
    "tests added",
    "✅",
    "✓",
    "✔",
];

/// What a heading or a cell says of the tests of what it names.
pub(super) fn stance(text: &str) -> Option<Stance> {
    let text = text.to_lowercase();
    let has = |cues: &[&str]| cues.iter().any(|cue| text.contains(cue));
    // The rarer cues contain the commoner ones: `untested`, `partially tested`.
    if has(&ASIDE) {
        Some(Stance::Aside)
    } else if has(&PARTLY) {
        Some(Stance::Partly)
    } else if has(&UNTESTED) || text.starts_with("0% coverage") || text.contains(" 0% coverage") {
        Some(Stance::Untested)
    } else {
        has(&TESTED).then_some(Stance::Tested)
    }
}

/// Whether a heading starts a plan: a list below it says what to do, not what there is.
pub(super) fn is_plan(title: &str) -> bool {
    let title = title.to_lowercase();
    [
        "recommend",
        "roadmap",
        "action plan",
        "next steps",
        "implementation plan",
        "implementation strategy",
        "implementation order",
        "test plan",
        "test priority",
        "where to start",
        "quick wins",
        "immediate actions",
        "suggested order",
    ]
    .iter()
    .any(|cue| title.contains(cue))
}

/// Whether a heading names a phase of a plan: `Phase 2: …`, `Sprint 1`, `Week 3-4`.
pub(super) fn is_phase(title: &str) -> bool {
    let mut words = words(title);
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let is_numbered = second.chars().next().is_some_and(char::is_numeric)
        || matches!(
            second.as_str(),
            "one" | "two" | "three" | "i" | "ii" | "iii"
        );
    matches!(
        first.as_str(),
        "phase" | "sprint" | "week" | "weeks" | "milestone" | "stage"
    ) && is_numbered
}

/// The name of a phase, without its number and weeks.
pub(super) fn phase_name(title: &str) -> String {
    let rest = title
        .split_once(':')
        .or_else(|| title.split_once(" - "))
        .or_else(|| title.split_once('—'))
        .or_else(|| title.split_once('–'))
        .map_or(title, |(_, rest)| rest);
    let rest = if rest.trim().is_empty() { title } else { rest };
    let name = match rest.rfind('(') {
        Some(at) if at > 0 => rest.get(..at).unwrap_or(rest),
        _ => rest,
    };
    let name = name.trim().trim_matches('*').trim();
    if name.is_empty() {
        return title.trim().to_owned();
    }
    name.to_owned()
}

/// The weeks that a heading names: `(Week 1-2)`, `Weeks 3–4`, `Week 5`.
pub(super) fn weeks(title: &str) -> Option<(u32, u32)> {
    let lower = title.to_lowercase();
    let at = lower.find("week")?;
    let rest = lower.get(at + 4..)?.trim_start_matches('s').trim_start();
    let number = |text: &str| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        digits
            .parse::<u32>()
            .ok()
            .filter(|week| (1..=LAST_WEEK).contains(week))
    };
    let first = number(rest)?;
    let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let last = rest
        .trim_start()
        .strip_prefix(['-', '–', '—'])
        .and_then(|rest| number(rest.trim_start()))
        .unwrap_or(first);
    (last >= first).then_some((first, last))
}

/// Lower-case words of a text: letters and digits, split at everything else.
pub(in crate::audit) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// A word without the endings that a plural has: `repositories` and `repository` are one.
pub(in crate::audit) fn stem(word: &str) -> String {
    for (ending, instead) in [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("s", "")] {
        if let Some(start) = word.strip_suffix(ending)
            && start.len() > 2
            && !start.ends_with(['s', 'u', 'i'])
        {
            return format!("{start}{instead}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn priorities_are_named_in_many_ways() {
        let check = |text: &str, expect: Option<Priority>| assert_eq!(priority(text), expect);
        check("**Critical**", Some(Priority::Critical));
        check("🔴 HIGH", Some(Priority::High));
        check("P2", Some(Priority::Medium));
        check("MEDIUM-HIGH", Some(Priority::Medium));
        check("🟢 Low risk", Some(Priority::Low));
        check("🟡", Some(Priority::Medium));
        check("Highly unusual", None);
    }

    #[test]
    fn headings_give_what_is_below_them_a_priority() {
        let check = |title: &str, expect: Option<Priority>| {
            assert_eq!(priority_of_heading(title), expect, "{title}");
        };
        check("High Priority (deployment-critical):", Some(Priority::High));
        check("⚠️ Priority 6: WiFi (6 %)", Some(Priority::Low));
        check(
            "Priority 2 — Auth (High Business Impact)",
            Some(Priority::High),
        );
        check("P1: Routes", Some(Priority::High));
        check("Recommended Test Priority", None);
        check("High Value Targets", None);
    }

    #[test]
    fn headings_take_a_stance() {
        let check = |title: &str, expect: Option<Stance>| assert_eq!(stance(title), expect);
        check("✅ Well-Tested Areas", Some(Stance::Tested));
        check("❌ Missing Tests", Some(Stance::Untested));
        check("Modules With Zero Tests", Some(Stance::Untested));
        check("Under-Tested Modules (<50%)", Some(Stance::Partly));
        check(
            "Testing Infrastructure Recommendations",
            Some(Stance::Aside),
        );
        check("Current State", None);
        check("Coverage Work Added in This PR", Some(Stance::Tested));
        check("Quality Gaps in Existing Tests", Some(Stance::Partly));
        check("Recently Resolved Test Failures", Some(Stance::Aside));
    }

    #[test]
    fn phases_have_names_and_weeks() {
        let check = |title: &str, name: &str, expect: Option<(u32, u32)>| {
            assert!(is_phase(title));
            assert_eq!((phase_name(title).as_str(), weeks(title)), (name, expect));
        };
        check("Phase 1: Security (Week 1-2)", "Security", Some((1, 2)));
        check(
            "Phase 2 (Week 2) - User Experience",
            "User Experience",
            Some((2, 2)),
        );
        check("Weeks 3–4: API", "API", Some((3, 4)));
        check("Phase 3", "Phase 3", None);
        assert!(!is_phase("Phased approach"));
        assert!(!is_phase("Week days"));
    }

    #[test]
    fn plurals_are_one_with_their_singular() {
        let check = |word: &str, expect: &str| assert_eq!(stem(word), expect);
        check("repositories", "repository");
        check("handlers", "handler");
        check("class", "class");
        check("status", "status");
        check("classes", "class");
        check("api", "api");
    }
}
