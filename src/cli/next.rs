//! `lacuna next`: what to do next.

use std::num::NonZeroUsize;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, value_parser};

use super::{Target, prepare, scan, warn_of_marks};
use crate::error::Error;
use crate::report::{self, NextForm};

/// Arguments of `next`.
#[derive(Debug, Args)]
pub(super) struct Next {
    #[command(flatten)]
    target: Target,

    /// How many gaps to tell of
    #[arg(long, short = 'n', value_name = "N", default_value = "1", value_parser = value_parser!(NonZeroUsize))]
    count: NonZeroUsize,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = forms())]
    format: NextForm,
}

fn forms() -> impl TypedValueParser<Value = NextForm> {
    PossibleValuesParser::new([
        PossibleValue::new("text").help("For people"),
        PossibleValue::new("json").help("For programs (schema 1)"),
    ])
    .map(|form| match form.as_str() {
        "json" => NextForm::Json,
        _ => NextForm::Text,
    })
}

pub(super) fn run(next: &Next) -> Result<(), Error> {
    let prepared = prepare(&next.target)?;
    warn_of_marks(&prepared);
    let project = scan::complete(&prepared)?;
    let input = prepared.input(&project);
    super::stream(|output| report::next(&input, next.count.get(), next.format, output))
}
