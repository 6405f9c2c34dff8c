//! `lacuna diff BASE`: the gaps that are new since a commit, and those that tests closed.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::past;
use super::{Prepared, Target, prepare, scan, scratch, warn_of_marks};
use crate::audit::{Base, History};
use crate::error::Error;
use crate::model::Project;
use crate::report::{self, ChangeForm, Since};

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// A branch, a tag or a commit, maybe with `~N` behind it: compared with is the last commit that
    /// it shares with `HEAD`
    #[arg(value_name = "BASE")]
    base: String,

    #[command(flatten)]
    target: Target,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = forms())]
    format: ChangeForm,
}

fn forms() -> impl TypedValueParser<Value = ChangeForm> {
    PossibleValuesParser::new([
        PossibleValue::new("text").help("For people"),
        PossibleValue::new("json").help("For programs (schema 1)"),
    ])
    .map(|form| match form.as_str() {
        "json" => ChangeForm::Json,
        _ => ChangeForm::Text,
    })
}

pub(super) fn run(diff: &Diff) -> Result<(), Error> {
    let prepared = prepare(&diff.target)?;
    warn_of_marks(&prepared);
    let earlier = Earlier::of(&diff.base, &prepared)?;
    let project = scan::complete(&prepared)?;
    let change = report::compare(
        &earlier.project,
        &project,
        &prepared.marks,
        &prepared.place.focus,
    );
    super::stream(|output| report::write_change(&change, earlier.since(), diff.format, output))
}

/// The tree to compare with.
pub(super) struct Earlier {
    named: String,
    base: Base,
    pub(super) project: Project,
}

impl Earlier {
    /// Scans the tree of the commit that a name leads to.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where there is no such commit, and whatever ends a scan.
    pub(super) fn of(named: &str, prepared: &Prepared) -> Result<Self, Error> {
        let history = History::open(&prepared.place.root).ok_or_else(|| Error::Usage {
            message: "there is no commit to compare with: the tree is not in git".to_owned(),
            hint: None,
        })?;
        let base = history.base(named).ok_or_else(|| Error::Usage {
            message: format!("git knows no commit `{named}` here"),
            hint: Some(
                "a branch of a remote is named with it, as `origin/main`; a shallow clone has few \
                 commits (in GitHub's `actions/checkout`, `fetch-depth: 0` brings all)"
                    .to_owned(),
            ),
        })?;
        scratch::clear_on_signals().map_err(Error::Terminal)?;
        let project = past::tree(&prepared.request, |folder| {
            history.export_base(&base, folder)
        })?;
        Ok(Self {
            named: named.to_owned(),
            base,
            project,
        })
    }

    /// Since when.
    pub(super) fn since(&self) -> Since<'_> {
        Since {
            named: &self.named,
            commit: &self.base.id,
            date: &self.base.date,
            is_fork: self.base.is_fork,
        }
    }
}
