//! `lacuna demo`: an embedded miniature monorepo, opened from a temporary folder.

use std::path::Path;

use clap::Args;

use super::{Target, open, prepare};
use crate::error::Error;

/// The demo's files: `//- /path` lines, each followed by the file's content.
static MONOREPO: &str = include_str!("../../assets/demo/monorepo.txt");

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct Demo {}

pub(super) fn run(_demo: &Demo) -> Result<(), Error> {
    let folder = tempfile::Builder::new()
        .prefix("lacuna-demo-")
        .tempdir()
        .map_err(|error| Error::write(&std::env::temp_dir(), error))?;
    unpack(folder.path())?;
    let target = Target {
        path: folder.path().to_owned(),
        ..Target::default()
    };
    let ended = open::show(prepare(&target)?, open::Kept::default())?;
    drop(folder);
    if let Some(signal) = ended {
        signal.raise();
    }
    Ok(())
}

/// Writes the demo's files below `folder`.
fn unpack(folder: &Path) -> Result<(), Error> {
    for (path, text) in files() {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| Error::write(parent, error))?;
        }
        std::fs::write(&path, text).map_err(|error| Error::write(&path, error))?;
    }
    Ok(())
}

fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    MONOREPO
        .split("//- /")
        .skip(1)
        .filter_map(|file| file.split_once('\n'))
}
