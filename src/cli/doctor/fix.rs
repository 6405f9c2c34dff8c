//! Saves proposed rewrites in the project's file.

use std::path::Path;

use crate::cli::project_file;
use crate::config::{self, PROJECT_FILE};
use crate::error::{Error, read_text};
use crate::model::{ReportSummary, Rewrite};

/// What was saved.
pub(super) struct Saved {
    /// What is said of it, line by line.
    pub(super) said: Vec<String>,
    /// Whether the file changed.
    pub(super) is_changed: bool,
}

/// Saves the rules that reports need. Two reports that want different folders for one prefix are
/// told, and get none.
pub(super) fn save(root: &Path, reports: &[ReportSummary]) -> Result<Saved, Error> {
    let mut rules: Vec<Rewrite> = Vec::new();
    let proposals = reports.iter().flat_map(|report| report.proposals.iter());
    for proposal in proposals.filter(|proposal| !proposal.is_used) {
        if !rules.contains(&proposal.rewrite) {
            rules.push(proposal.rewrite.clone());
        }
    }
    let (rules, disputed): (Vec<Rewrite>, Vec<Rewrite>) = rules.iter().cloned().partition(|rule| {
        let same = rules.iter().filter(|other| other.from == rule.from);
        same.count() == 1
    });
    let mut said: Vec<String> = disputed
        .iter()
        .map(|rule| {
            format!(
                "not saved: `{}` means `{}` in one report and another folder in another",
                rule.from, rule.to
            )
        })
        .collect();
    if rules.is_empty() {
        said.push("nothing to save: no report needs a rule that could be found".to_owned());
        return Ok(Saved {
            said,
            is_changed: false,
        });
    }
    let path = root.join(PROJECT_FILE);
    let present = read_text("config", &path)?;
    let text = config::with_rewrites(&path, present.as_deref(), &rules)?;
    project_file::replace(&path, present.as_deref(), &text)?;
    said.extend(rules.iter().map(|rule| {
        let to = if rule.to.is_empty() { "." } else { &rule.to };
        format!("saved in {PROJECT_FILE}: `{}` means `{to}`", rule.from)
    }));
    Ok(Saved {
        said,
        is_changed: true,
    })
}
