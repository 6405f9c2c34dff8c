//! The tree as it was when a document was written: what was so then and is not so now is out of
//! date, what was not so then was wrong.

use super::check::Reply;
use super::{Commit, Says, Verdict};
use crate::model::Project;

/// A tree of the past.
#[derive(Debug)]
pub struct Past {
    /// A complete snapshot of it.
    pub project: Project,
    /// The commit that has it.
    pub commit: Commit,
}

impl Past {
    /// The answer of today to a claim, given the one that was right when the document was written.
    pub(super) fn judge(&self, now: Reply, then: &Reply, says: Says) -> Reply {
        let was_so = then.verdict == Verdict::Confirmed;
        match now.verdict {
            Verdict::Wrong if was_so => Reply {
                verdict: Verdict::Outdated,
                since: Some((self.commit.id.clone(), self.commit.date.clone())),
                test: None,
                ..now
            },
            // Wrong then and wrong now are two figures.
            Verdict::Wrong if is_count(says) && then.truth != now.truth => Reply {
                truth: format!("{}; when this was written {}", now.truth, then.truth),
                ..now
            },
            Verdict::Outdated if !was_so && now.test.is_some() => Reply {
                verdict: Verdict::Wrong,
                truth: format!("{}, and was not so when this was written", now.truth),
                ..now
            },
            _ => now,
        }
    }
}

fn is_count(says: Says) -> bool {
    matches!(says, Says::Sources(_) | Says::Lines(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_so_once_is_out_of_date_and_what_never_was_is_wrong() {
        let past = Past {
            project: Project::default(),
            commit: Commit {
                id: "0123abcd".to_owned(),
                date: "2026-01-03".to_owned(),
                age: 7,
            },
        };
        let check = |now: Verdict, then: Verdict, expect: Verdict| {
            let now = Reply {
                test: Some(("tests/test_a.py".to_owned(), 3)),
                ..Reply::new(now, "12 files")
            };
            let judged = past.judge(now, &Reply::new(then, "9 files"), Says::Untested);
            assert_eq!(judged.verdict, expect);
        };
        check(Verdict::Wrong, Verdict::Confirmed, Verdict::Outdated);
        check(Verdict::Wrong, Verdict::Wrong, Verdict::Wrong);
        check(Verdict::Outdated, Verdict::Confirmed, Verdict::Outdated);
        check(Verdict::Outdated, Verdict::Wrong, Verdict::Wrong);
        check(Verdict::Confirmed, Verdict::Wrong, Verdict::Confirmed);
        check(Verdict::Ambiguous, Verdict::Confirmed, Verdict::Ambiguous);
    }
}
