//! `lacuna init`: writes a first configuration.

use std::fs::File;
use std::io::{ErrorKind, Write};

use clap::Args;

use super::{Target, prepare, scan, warn_of_marks};
use crate::config;
use crate::error::Error;
use crate::model::{Component, ComponentRule, printable};

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct Init {
    #[command(flatten)]
    target: Target,
}

pub(super) fn run(init: &Init) -> Result<(), Error> {
    let prepared = prepare(&init.target)?;
    let path = prepared.place.root.join("lacuna.toml");
    warn_of_marks(&prepared);
    let project = scan::complete(&prepared)?;
    let components = rules(&prepared.config.settings.components, &project.components);
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
    super::stream(|output| writeln!(output, "{}", printable(&said)))
}

/// What makes the parts that are there: the rules of a profile in their order, then those that
/// were found, a folder before the one that holds it, since the first that names a file counts.
fn rules(given: &[ComponentRule], components: &[Component]) -> Vec<ComponentRule> {
    let found = components
        .iter()
        .rev()
        .filter(|component| !component.is_configured && !component.path.is_empty())
        .map(|component| ComponentRule {
            name: component.name.to_string(),
            paths: vec![component.path.to_string()],
            ..ComponentRule::default()
        });
    given.iter().cloned().chain(found).collect()
}
