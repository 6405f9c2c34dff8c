//! `lacuna explain`: the chain from a test to a file or symbol, or why there is none.

use std::path::PathBuf;

use clap::Args;

use super::subject::Asked;
use super::warn_of_marks;
use crate::error::Error;
use crate::report;

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A file, and a symbol or line in it: `src/auth.py#Login.check`, `src/auth.py:120`
    #[arg(value_name = "PATH[#SYMBOL|:LINE]")]
    subject: String,

    /// Use an embedded profile below the project's own configuration (`luml`)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// List all the tests that lead there, not the nearest only
    #[arg(long)]
    tests: bool,

    /// Coverage report, or a folder of them, beside those in the usual places; may be repeated
    #[arg(long, value_name = "PATH")]
    coverage: Vec<PathBuf>,
}

pub(super) fn run(explain: &Explain) -> Result<(), Error> {
    let subjects = std::slice::from_ref(&explain.subject);
    let asked = Asked::of(subjects, explain.profile.as_deref(), &explain.coverage)?;
    warn_of_marks(&asked.prepared);
    let Some((file, at)) = asked.found.first().copied() else {
        return Ok(());
    };
    super::stream(|output| report::explain(&asked.project, file, at, explain.tests, output))
}
