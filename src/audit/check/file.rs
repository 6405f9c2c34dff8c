//! Claims about one file.

use super::share::NEAR;
use super::tally::{is_used, tests};
use super::{Checker, Reply, Verdict};
use crate::audit::{Quantity, Says};
use crate::model::{File, FileKind, TestStatus};

impl Checker<'_> {
    /// Answers a claim on a file; none for one that another claim of the row says already.
    pub(super) fn file_claim(&self, file: &File, says: Says, is_stated: bool) -> Option<Reply> {
        Some(match says {
            Says::Untested => self.untested(file),
            Says::Tested => self.tested(file),
            Says::Partly => self.partly(file),
            Says::Lines(claimed) => self.lines(file, claimed),
            Says::Tests(claimed) if claimed.value() > 0.0 || !is_stated => {
                self.test_count(file, claimed)
            }
            Says::Percent(claimed) if claimed.value() > 0.0 || !is_stated => percent(file, claimed),
            // That a file is one file says nothing.
            _ => return None,
        })
    }

    fn untested(&self, file: &File) -> Reply {
        if let Some(reply) = no_source(file) {
            return reply;
        }
        match file.status {
            Some(TestStatus::NoLogic) => {
                Reply::new(Verdict::Confirmed, "true, and it holds nothing to test")
            }
            Some(TestStatus::Unread) => unread(),
            _ if is_used(file) => self.tested_since(file),
            Some(TestStatus::Reached) => {
                let mut reply = Reply::new(
                    Verdict::Confirmed,
                    format!(
                        "no test of its own; tests of other code run about {} % of it (estimated)",
                        crate::model::percent(f64::from(file.estimate))
                    ),
                );
                reply.test = self.nearest(file);
                reply
            }
            Some(TestStatus::Hollow) => {
                let mut reply = Reply::new(
                    Verdict::Confirmed,
                    "tests import or name it and run nothing of it",
                );
                reply.test = self.nearest(file);
                reply
            }
            _ => Reply::new(Verdict::Confirmed, "no test reaches it"),
        }
    }

    fn tested(&self, file: &File) -> Reply {
        if file.kind == FileKind::Test {
            let tests = tests(file);
            let verdict = if tests > 0 {
                Verdict::Confirmed
            } else {
                Verdict::Wrong
            };
            return Reply::new(verdict, format!("a test file with {tests} tests"));
        }
        if let Some(reply) = no_source(file) {
            return reply;
        }
        let mut reply = match file.status {
            Some(TestStatus::Direct) => Reply::new(Verdict::Confirmed, "tested"),
            Some(TestStatus::Reached) => {
                Reply::new(Verdict::Confirmed, "reached through other code")
            }
            Some(TestStatus::NoLogic) => Reply::new(Verdict::Confirmed, "it holds nothing to test"),
            Some(TestStatus::Hollow) => {
                Reply::new(Verdict::Wrong, "tests name it and run nothing of it")
            }
            Some(TestStatus::Unread) => return unread(),
            _ => return Reply::new(Verdict::Wrong, "no test reaches it"),
        };
        reply.test = self.nearest(file);
        reply
    }

    fn partly(&self, file: &File) -> Reply {
        if let Some(reply) = no_source(file) {
            return reply;
        }
        let mut reply = if file.status == Some(TestStatus::Hollow) {
            Reply::new(
                Verdict::Wrong,
                "tests import or name it and run nothing of it",
            )
        } else if file.is_untested() {
            return Reply::new(Verdict::Wrong, "no test reaches it");
        } else {
            let estimate = crate::model::percent(f64::from(file.estimate));
            Reply::new(
                Verdict::Confirmed,
                format!("tests run about {estimate} % of it (estimated)"),
            )
        };
        reply.test = self.nearest(file);
        reply
    }

    fn lines(&self, file: &File, claimed: Quantity) -> Reply {
        let holds = |lines: u32| claimed.holds(f64::from(lines), 1.0);
        let (total, code) = (file.lines.total, file.lines.code);
        if total == 0 && file.kind == FileKind::Other {
            return Reply::new(Verdict::Ambiguous, "its lines were not counted");
        }
        let mut truth = format!("{total} lines");
        if holds(total) {
            return Reply::new(Verdict::Confirmed, truth);
        }
        truth.push_str(&format!(", {code} of them code"));
        // An estimate is of what an editor shows.
        if matches!(claimed, Quantity::Exact(_)) && holds(code) {
            return Reply::new(Verdict::Confirmed, truth);
        }
        if holds(code) {
            truth.push_str(", which would fit");
        }
        let history = self.history;
        // A rough number would fit some commit or other.
        let once = history
            .filter(|_| matches!(claimed, Quantity::Exact(_)))
            .and_then(|history| history.with_lines(&file.path, holds))
            .filter(|commit| self.written.is_none_or(|written| commit.age <= written));
        match once {
            Some(commit) => Reply {
                since: Some((commit.id.clone(), commit.date.clone())),
                ..Reply::new(Verdict::Outdated, truth)
            },
            None => Reply::new(Verdict::Wrong, truth),
        }
    }

    fn test_count(&self, file: &File, claimed: Quantity) -> Reply {
        let own = tests(file);
        let project = self.project;
        let mut users: Vec<_> = super::tally::users(file).collect();
        users.sort();
        users.dedup();
        let using = users.iter().filter_map(|id| project.file(*id));
        let elsewhere: u32 = using.map(tests).sum();
        let truth = if own > 0 {
            format!("{own} tests stand in it, {elsewhere} in test files that use it")
        } else {
            format!(
                "{elsewhere} tests in {} test files that use it",
                users.len()
            )
        };
        let is_so = [own, elsewhere, own + elsewhere]
            .iter()
            .any(|tests| claimed.holds(f64::from(*tests), 0.0));
        let verdict = if is_so {
            Verdict::Confirmed
        } else {
            Verdict::Wrong
        };
        Reply::new(verdict, truth)
    }
}

/// The answer for a file that no test could be for.
fn unread() -> Reply {
    Reply::new(
        Verdict::Ambiguous,
        "there, but it does not parse: what it holds is not known",
    )
}

fn no_source(file: &File) -> Option<Reply> {
    match file.kind {
        FileKind::Source => None,
        FileKind::Other => Some(Reply::new(
            Verdict::Ambiguous,
            "there, but of a language that is not read",
        )),
        kind => Some(Reply::new(
            Verdict::Ambiguous,
            format!("there, but counted as {}, not as source", kind.word()),
        )),
    }
}

fn percent(file: &File, claimed: Quantity) -> Reply {
    let estimate = f64::from(file.estimate) * 100.0;
    let truth = format!(
        "about {} % (estimated)",
        crate::model::percent(estimate / 100.0)
    );
    if claimed.holds(estimate, NEAR) {
        return Reply::new(Verdict::Confirmed, truth);
    }
    Reply::new(
        Verdict::Ambiguous,
        format!("{truth}; there is no measurement to hold it against"),
    )
}
