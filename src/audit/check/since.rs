//! Since when tests are there, and which.

use super::tally::{Tally, is_used};
use super::{Checker, Reply, Verdict};
use crate::audit::{Commit, Says};
use crate::model::{File, FileKind, Link, TestStatus};

/// Most files of a part whose tests are looked up in git.
const MAX_FILES: usize = 40;

/// Most tests of one file that are looked up in git.
const MAX_LINKS: usize = 8;

/// A test, the line of it that leads to a file, and since when that stands there.
struct First<'a> {
    test: (String, u32),
    since: Option<&'a Commit>,
    is_fixture: bool,
}

impl First<'_> {
    /// Orders by how long it has been there; of equals a test goes before a fixture.
    fn weight(&self) -> (Option<usize>, bool) {
        (self.since.map(|since| since.age), !self.is_fixture)
    }
}

impl Checker<'_> {
    /// A test is there: since when tells whether the claim was wrong or is out of date.
    pub(super) fn tested_since(&self, file: &File) -> Reply {
        let word = if file.status == Some(TestStatus::Direct) {
            "tested"
        } else {
            "tested through a framework"
        };
        let mut reply = Reply::new(Verdict::Outdated, word);
        let Some(first) = self.first_test(file) else {
            return reply;
        };
        reply.test = Some(first.test);
        if let Some(since) = first.since {
            // What the tree of that day says is surer than the age of a line.
            let is_older = self.written.is_some_and(|written| since.age > written);
            if is_older && self.then.is_none() {
                reply.verdict = Verdict::Wrong;
                reply.truth = format!("{word}, and was when this was written");
            }
            reply.since = Some((since.id.clone(), since.date.clone()));
        }
        reply
    }

    /// The answer that a part has tests by now, with the first of those that came.
    pub(super) fn since_tested(&self, reply: Reply, tally: &Tally, says: Says) -> Reply {
        let is_of_tests = !matches!(says, Says::Sources(_) | Says::Lines(_));
        if reply.verdict != Verdict::Outdated || reply.test.is_some() || !is_of_tests {
            return reply;
        }
        let used = tally.used.iter().filter_map(|id| self.project.file(*id));
        let came = used.filter(|file| !self.was_tested(file)).take(MAX_FILES);
        let firsts = came.filter_map(|file| self.first_test(file));
        // Where files moved, tests may look new that are older than the document.
        let is_new = |first: &First<'_>| {
            let was = self.written.zip(first.since);
            self.then.is_none() || was.is_some_and(|(at, since)| since.age < at)
        };
        let Some(first) = firsts.filter(is_new).max_by_key(First::weight) else {
            return reply;
        };
        let was = self.written.zip(first.since);
        let is_older = self.then.is_none() && was.is_some_and(|(at, since)| since.age > at);
        Reply {
            verdict: if is_older {
                Verdict::Wrong
            } else {
                Verdict::Outdated
            },
            truth: if is_older {
                format!("{}; tests were there when this was written", reply.truth)
            } else {
                reply.truth
            },
            test: Some(first.test),
            since: first
                .since
                .map(|since| (since.id.clone(), since.date.clone())),
        }
    }

    /// Whether tests used a file when the document was written.
    fn was_tested(&self, file: &File) -> bool {
        let then = self.then.as_ref().map(|then| then.project);
        let once = then.and_then(|project| project.file(project.find(&file.path)?));
        once.is_some_and(is_used)
    }

    /// Of the tests that use a file, the one that has done so longest: a line that was put in order
    /// since says little. Fixtures come last.
    fn first_test(&self, file: &File) -> Option<First<'_>> {
        let mut links: Vec<&Link> = file.tests.iter().filter(|link| link.hops <= 1).collect();
        let is_fixture = |link: &&Link| {
            let via = self.project.file(link.via);
            via.is_none_or(|via| via.kind != FileKind::Test)
        };
        if !links.iter().all(is_fixture) {
            links.retain(|link| !is_fixture(link));
        }
        let firsts = links.into_iter().take(MAX_LINKS).filter_map(|link| {
            let via = self.project.file(link.via)?;
            Some(First {
                test: (via.path.to_string(), link.line),
                since: self
                    .history
                    .and_then(|history| history.since_line(&via.path, link.line)),
                is_fixture: via.kind != FileKind::Test,
            })
        });
        // Of equals the nearest, which stands first.
        let found = firsts
            .enumerate()
            .max_by_key(|(at, first)| (first.weight(), std::cmp::Reverse(*at)));
        found.map(|(_, first)| first)
    }

    /// The nearest test that leads to a file, with the line that does.
    pub(super) fn nearest(&self, file: &File) -> Option<(String, u32)> {
        let link: &Link = file.tests.first()?;
        // Of a longer way only the test is told: its last step is elsewhere.
        let (place, line) = if link.hops <= 1 {
            (link.via, link.line)
        } else {
            (link.test, 1)
        };
        let test = self.project.file(place)?;
        Some((test.path.to_string(), line))
    }
}
