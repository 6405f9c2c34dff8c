//! `lacuna schema`: the JSON schema of what `scan --format json` prints.

use clap::Args;

use crate::error::Error;

/// The schema; a test holds it against what is printed.
static SCHEMA: &str = include_str!("../../assets/schema/scan.json");

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct Schema {}

pub(super) fn run(_schema: &Schema) -> Result<(), Error> {
    super::print(SCHEMA.as_bytes())
}
