//! Imports of rust.

use super::{Edge, Input};
use crate::model::FileId;

/// Resolves all imports of the family's files.
pub(super) fn resolve(_input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    Vec::new()
}
