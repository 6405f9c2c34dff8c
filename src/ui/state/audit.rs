//! The claims of a written audit as rows.

use super::Sort;
use crate::model::{Claim, ClaimState, Project};
use crate::ui::filter;
use crate::ui::query::table::{Asked, Field};
use crate::ui::widget::Cursor;

/// The words of its filter.
pub(crate) static CLAIM_FIELDS: &[Field<Claim>] = &[
    Field {
        name: "verdict",
        example: "verdict:wrong,outdated",
        doc: "Claims of which this came out.",
        values: &[
            "wrong",
            "outdated",
            "moved",
            "gone",
            "ambiguous",
            "unread",
            "open",
            "confirmed",
        ],
        is_true: |claim, value| {
            let mut words = claim.state.word().split(' ');
            words.any(|word| word.starts_with(value))
        },
    },
    Field {
        name: "about",
        example: "about:backend",
        doc: "Claims about what has this in its path or name.",
        values: &[],
        is_true: |claim, value| claim.subject.to_lowercase().contains(value),
    },
];

/// What claims are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaimColumn {
    /// What does not hold first.
    Verdict,
    /// As the document has them.
    Line,
    /// By what they are about.
    Subject,
}

impl ClaimColumn {
    /// All columns, in the order in which a key goes through them.
    pub(crate) const ALL: [Self; 3] = [Self::Verdict, Self::Line, Self::Subject];

    /// The word on screen.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Line => "line",
            Self::Subject => "subject",
        }
    }
}

/// The list of claims.
#[derive(Debug)]
pub(crate) struct Audit {
    /// The selected row.
    pub(crate) cursor: Cursor,
    /// What is listed, by index.
    pub(crate) rows: Vec<usize>,
    /// Line and claim that are selected; lines hold several claims.
    pub(crate) chosen: Option<(u32, String)>,
    /// The order.
    pub(crate) sort: Sort<ClaimColumn>,
    /// The only verdict that is listed; none for all of them.
    pub(crate) only: Option<ClaimState>,
    /// The filter.
    pub(crate) query: String,
    /// The filter, read.
    pub(crate) asked: Asked,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            rows: Vec::new(),
            chosen: None,
            sort: Sort::by(ClaimColumn::Verdict),
            only: None,
            query: String::new(),
            asked: Asked::default(),
        }
    }
}

impl Audit {
    /// The selected claim.
    pub(crate) fn claim<'p>(&self, project: &'p Project) -> Option<&'p Claim> {
        let at = self.rows.get(self.cursor.selected)?;
        project.audit.as_ref()?.claims.get(*at)
    }

    /// Remembers the selection by identity, once it has moved.
    pub(crate) fn remember(&mut self, project: &Project) {
        if self.cursor.selected > 0 || self.chosen.is_some() {
            self.chosen = self.claim(project).map(identity);
        }
    }

    /// Lists the claims anew and finds the selected one.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        self.asked = Asked::parse(CLAIM_FIELDS, &self.query);
        self.rows.clear();
        let Some(audit) = &project.audit else {
            self.cursor.selected = 0;
            return;
        };
        let text = &self.asked.text;
        let is_kept = |claim: &Claim| {
            self.only.is_none_or(|only| claim.state == only)
                && self.asked.keeps(CLAIM_FIELDS, claim)
                && (text.is_empty()
                    || filter::indices(&claim.subject, text).is_some()
                    || filter::indices(&claim.claim, text).is_some())
        };
        let claims = audit.claims.iter().enumerate();
        let mut rows: Vec<usize> = claims
            .filter(|(_, claim)| is_kept(claim))
            .map(|(at, _)| at)
            .collect();
        let of = |at: &usize| audit.claims.get(*at);
        // A stable sort keeps the document's order among equals.
        match self.sort.column {
            ClaimColumn::Verdict => rows.sort_by_key(|at| of(at).map(|claim| claim.state)),
            ClaimColumn::Line => rows.sort_by_key(|at| of(at).map(|claim| claim.line)),
            ClaimColumn::Subject => {
                rows.sort_by(|one, other| {
                    let subject = |at: &usize| of(at).map(|claim| &claim.subject);
                    subject(one).cmp(&subject(other))
                });
            }
        }
        if self.sort.is_reversed {
            rows.reverse();
        }
        self.rows = rows;
        let chosen = self.chosen.as_ref();
        let found = self
            .rows
            .iter()
            .position(|at| chosen.is_some() && of(at).map(identity).as_ref() == chosen);
        self.cursor.selected = found
            .unwrap_or(self.cursor.selected)
            .min(self.rows.len().saturating_sub(1));
    }

    /// Selects the claim that the filter means most likely.
    pub(crate) fn choose_match(&mut self, project: &Project) {
        let claims = |at: &usize| project.audit.as_ref()?.claims.get(*at);
        let subjects = self
            .rows
            .iter()
            .map(|at| Some(claims(at)?.subject.as_ref()));
        let found = filter::closest(subjects, &self.asked.text);
        self.cursor.selected = found.unwrap_or(self.cursor.selected);
    }

    /// Lists the claims of the next verdict only; after the last one, all of them.
    pub(crate) fn next_verdict(&mut self, project: &Project) {
        let Some(audit) = &project.audit else {
            return;
        };
        let there = |state: &ClaimState| audit.claims.iter().any(|claim| claim.state == *state);
        let states: Vec<ClaimState> = ClaimState::ALL.into_iter().filter(there).collect();
        self.only = match self.only {
            None => states.first().copied(),
            Some(only) => {
                let at = states.iter().position(|state| *state == only);
                at.and_then(|at| states.get(at + 1)).copied()
            }
        };
        self.cursor = Cursor::default();
        self.chosen = None;
        self.rebuild(project);
    }
}

fn identity(claim: &Claim) -> (u32, String) {
    (claim.line, format!("{}\n{}", claim.subject, claim.claim))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    fn lines(audit: &Audit, project: &Project) -> Vec<u32> {
        let claims = &project.audit.as_ref().unwrap().claims;
        audit.rows.iter().map(|at| claims[*at].line).collect()
    }

    #[test]
    fn what_does_not_hold_comes_first_then_the_documents_order() {
        let project = sample::audited();
        let mut audit = Audit::default();
        audit.rebuild(&project);
        assert_eq!(lines(&audit, &project), [31, 12, 19, 44, 27, 52, 8, 9]);
        audit.sort = Sort::by(ClaimColumn::Line);
        audit.rebuild(&project);
        assert!(lines(&audit, &project).is_sorted());
    }

    #[test]
    fn verdicts_are_gone_through_one_by_one() {
        let project = sample::audited();
        let mut audit = Audit::default();
        audit.rebuild(&project);
        let mut seen = Vec::new();
        for _ in 0..7 {
            audit.next_verdict(&project);
            seen.extend(lines(&audit, &project));
        }
        assert_eq!(seen, [31, 12, 19, 44, 27, 52, 8, 9]);
        audit.next_verdict(&project);
        assert_eq!(audit.only, None);
        assert_eq!(audit.rows.len(), 8);
    }

    #[test]
    fn the_filter_knows_verdicts_and_subjects() {
        let project = sample::audited();
        let check = |query: &str, expect: &[u32]| {
            let mut audit = Audit {
                query: query.to_owned(),
                ..Audit::default()
            };
            audit.rebuild(&project);
            assert_eq!(lines(&audit, &project), expect, "{query}");
        };
        check("verdict:gone,wrong", &[31, 44]);
        check("about:stores", &[8]);
        check("-verdict:confirmed deploy", &[12]);
    }
}
