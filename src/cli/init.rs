//! `lacuna init`: writes a first configuration.

use std::fs::File;
use std::io::{ErrorKind, Write};

use clap::Args;

use super::{Target, prepare, scan};
use crate::config;
use crate::error::Error;
use crate::model::printable;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(init: &Init) -> Result<(), Error> {
    let prepared = prepare(&init.target)?;
    let path = prepared.place.root.join("lacuna.toml");
    let project = scan::complete(&prepared)?;
    let components: Vec<(String, String)> = project
        .components
        .iter()
        .filter(|component| component.sources > 0 && !component.path.is_empty())
        .map(|component| (component.name.to_string(), component.path.to_string()))
        .collect();
    let text = config::init_text(&components);
    // Never takes the place of a file that somebody wrote.
    let mut file = File::create_new(&path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Error::Usage {
            message: format!("`{}` exists already", path.display()),
            hint: Some("edit it; `config.example.toml` documents every key".to_owned()),
        },
        _ => Error::write(&path, error),
    })?;
    file.write_all(text.as_bytes())
        .map_err(|error| Error::write(&path, error))?;
    let said = format!(
        "wrote {} with {} components",
        path.display(),
        components.len()
    );
    writeln!(std::io::stdout(), "{}", printable(&said)).map_err(Error::Output)
}
