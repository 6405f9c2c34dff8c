//! Sentences: what they count, and of what.

use super::blocks::Text;
use super::{NO_CLAIM, Reader, clipped, paths, prose, words};
use crate::audit::{Entry, Quantity, Says, Topic};

impl Reader {
    /// Reads the counts of each sentence; tells whether there were any.
    pub(super) fn sentences(&mut self, text: &Text) -> bool {
        let mut is_read = false;
        for (breaks, sentence) in prose::sentences(&text.plain) {
            let sentence = sentence.as_str();
            let line = text.line + breaks;
            if self.functions(line, sentence, text) {
                is_read = true;
                continue;
            }
            let names = text.codes.iter().map(|(_, code)| code);
            let named: Vec<String> = names
                .filter(|code| sentence.contains(code.as_str()) && paths::has_ending(code))
                .filter(|code| !is_place_of_subject(sentence, code))
                .cloned()
                .collect();
            let is_elsewhere = text
                .codes
                .iter()
                .any(|(_, code)| is_place_of_subject(sentence, code));
            let is_of_files = self.counted_files(line, sentence, named);
            let has_share = prose::counts(sentence)
                .iter()
                .any(|count| matches!(count.says, Says::Share(..)));
            // A share of others is told beside that the files have none.
            let is_alone = is_of_files && !has_share;
            let is_of_part = !is_alone && !is_elsewhere && self.counts(line, sentence, None);
            let is_counted = is_of_files || is_of_part;
            is_read |= is_counted;
            let names_code = text
                .codes
                .iter()
                .any(|(_, code)| sentence.contains(code.as_str()));
            let is_claim = has_figure(sentence)
                || (names_code && says_tests(sentence))
                || (judges(sentence) && !self.is_plan())
                || prose::is_question(sentence);
            let is_aim = prose::is_aim(sentence) && !(judges(sentence) && states(sentence));
            if !is_counted && is_about_tests(sentence) && is_claim && !is_aim {
                self.unread(line, &clipped(sentence), NO_CLAIM);
                is_read = true;
            }
        }
        is_read
    }

    /// Reads a sentence that counts something of the files that it names.
    fn counted_files(&mut self, line: u32, sentence: &str, paths: Vec<String>) -> bool {
        let claims: Vec<Says> = prose::counts(sentence)
            .into_iter()
            .map(|count| match count.says {
                Says::Tests(tests) if tests.value() == 0.0 => Says::Untested,
                says => says,
            })
            .collect();
        let is_of_files = |says: &Says| {
            matches!(
                says,
                Says::Untested | Says::Percent(_) | Says::Tests(_) | Says::Lines(_)
            )
        };
        let is_share = |says: &Says| matches!(says, Says::Share(..));
        // That files have no tests may stand beside a count of others; figures may not.
        let is_none = |says: &Says| match says {
            Says::Percent(percent) => percent.value() == 0.0,
            says => *says == Says::Untested,
        };
        let has_none = claims.iter().any(is_none);
        let claims: Vec<Says> =
            if has_none && claims.iter().all(|says| is_none(says) || is_share(says)) {
                vec![Says::Untested]
            } else if paths.len() == 1 && claims.iter().all(is_of_files) {
                claims
            } else {
                return false;
            };
        if claims.is_empty() || paths.is_empty() {
            return false;
        }
        self.document.entries.push(Entry {
            line,
            section: self.section,
            topic: Topic::Files,
            subject: clipped(sentence),
            paths,
            noun: None,
            priority: None,
            rationale: None,
            target: None,
            claims,
        });
        true
    }

    /// Reads the counts of one sentence or heading.
    pub(super) fn counts(&mut self, line: u32, sentence: &str, subject: Option<String>) -> bool {
        if subject.is_none() && !is_about_tests(sentence) {
            return false;
        }
        let counts = prose::counts(sentence);
        let noun = counts.iter().rev().find_map(|count| {
            let is_source = matches!(count.says, Says::Share(..) | Says::Sources(_));
            (is_source && !count.noun.is_empty()).then(|| count.noun.clone())
        });
        let is_heading = subject.is_some();
        let claims: Vec<Says> = counts
            .iter()
            .map(|count| count.says)
            .filter(|says| match says {
                Says::Lines(_) => false,
                // A heading's bound says what it selects.
                Says::Percent(Quantity::AtLeast(_) | Quantity::AtMost(_)) => !is_heading,
                Says::Tests(tests) | Says::TestFiles(tests) => !is_heading || tests.value() > 0.0,
                _ => true,
            })
            .collect();
        let has_share = claims.iter().any(|says| matches!(says, Says::Share(..)));
        let tests = |says: &&Says| matches!(says, Says::Tests(_));
        let claims: Vec<Says> = match claims.iter().filter(tests).count() {
            // Of several numbers of tests in one sentence, each is of something else.
            2.. => Vec::new(),
            _ => claims
                .into_iter()
                .filter(|says| {
                    !has_share || !matches!(says, Says::Tests(tests) if tests.value() == 0.0)
                })
                .collect(),
        };
        if claims.is_empty() {
            return false;
        }
        self.document.entries.push(Entry {
            line,
            section: self.section,
            topic: if is_heading {
                Topic::Heading
            } else {
                Topic::Prose
            },
            subject: subject.unwrap_or_else(|| clipped(sentence)),
            paths: Vec::new(),
            noun,
            priority: None,
            rationale: None,
            target: None,
            claims,
        });
        true
    }
}

/// Whether a path only says where that stands which has no tests: `login in auth.py has zero tests`.
fn is_place_of_subject(sentence: &str, path: &str) -> bool {
    sentence.split_once(path).is_some_and(|(before, after)| {
        let after = after.to_lowercase();
        let has_none = ["no test", "zero test", "0 test", "untested"];
        before.ends_with(" in ") && has_none.iter().any(|none| after.contains(none))
    })
}

fn is_about_tests(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    [
        "test",
        "cover",
        "spec",
        "source file",
        "analyzed",
        "analysed",
    ]
    .iter()
    .any(|word| sentence.contains(word))
}

/// Whether a sentence starts by saying which tests there are: `Only …`, `Tests cover …`.
fn says_tests(sentence: &str) -> bool {
    let first = words::words(sentence).next().unwrap_or_default();
    matches!(first.as_str(), "tests" | "only" | "all" | "no" | "none")
}

/// Whether a sentence says what there is, whatever it adds that should be.
fn states(sentence: &str) -> bool {
    words::words(sentence).any(|word| matches!(word.as_str(), "has" | "have" | "are"))
}

/// Whether a sentence says in words how well something is tested.
fn judges(sentence: &str) -> bool {
    words::words(sentence).any(|word| {
        matches!(
            word.as_str(),
            "reasonable"
                | "solid"
                | "strong"
                | "good"
                | "excellent"
                | "adequate"
                | "comprehensive"
                | "extensive"
                | "minimal"
                | "limited"
                | "poor"
                | "weak"
                | "insufficient"
                | "significant"
                | "lacks"
                | "lack"
        )
    })
}

/// Whether a sentence states a count or a percentage.
fn has_figure(sentence: &str) -> bool {
    sentence.split_whitespace().any(|word| {
        let has_digit = word.contains(|letter: char| letter.is_ascii_digit());
        has_digit && Quantity::parse(word).is_some()
    })
}
