//! Setup checks and the claims of a written audit as text.

use std::sync::Arc;

use super::Page;
use crate::model::{Check, Claim, ClaimState};
use crate::ui::state::State;

pub(super) fn setup(state: &State, out: &mut Page) {
    if state.project.checks.is_empty() {
        out.line("Nothing to check: no project with source code was found here.");
    }
    let mut scope: Option<&Arc<str>> = None;
    for check in state.project.checks.iter() {
        if scope != Some(&check.scope) {
            out.gap();
            out.line(match &*check.scope {
                "" => "the whole repository",
                scope => scope,
            });
            scope = Some(&check.scope);
        }
        check_of(out, check);
    }
}

fn check_of(out: &mut Page, check: &Check) {
    out.below(1, &format!("{}: {}", check.state.word(), check.title));
    if !check.advice.is_empty() {
        out.below(2, &check.advice);
    }
    for evidence in check.evidence.iter() {
        let line = evidence
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        out.below(2, &format!("{}{line}: {}", evidence.path, evidence.fact));
    }
    for snippet in check.snippets.iter() {
        out.below(2, &format!("{}:", snippet.instruction()));
        for line in snippet.text.lines() {
            out.below(4, &line.replace('\t', "    "));
        }
    }
}

pub(super) fn audit(state: &State, out: &mut Page) {
    let Some(audit) = &state.project.audit else {
        out.line("No written audit is open: lacuna audit REPORT.md holds one against the tree.");
        return;
    };
    out.line(&format!("Document: {}", audit.name));
    let claims = state.audit.rows.iter();
    for claim in claims.filter_map(|at| audit.claims.get(*at)) {
        out.gap();
        claim_of(out, claim);
    }
}

fn claim_of(out: &mut Page, claim: &Claim) {
    let words = if claim.claim.is_empty() {
        String::new()
    } else {
        format!(": {}", claim.claim)
    };
    out.line(&format!(
        "{}, line {}, {}{words}",
        claim.state.word(),
        claim.line,
        claim.subject
    ));
    out.below(1, &format!("true is: {}", claim.truth));
    if let Some((path, line)) = &claim.test {
        out.below(1, &format!("test: {path}:{line}"));
    }
    if let Some((commit, day)) = &claim.since {
        let word = match (claim.state, &claim.test) {
            (ClaimState::Outdated, None) => "so on",
            _ => "since",
        };
        out.below(1, &format!("{word} {day}, commit {commit}"));
    }
}
