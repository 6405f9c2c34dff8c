//! What could not be read, so that nobody takes the figures for whole.

use std::io::{self, Write};

use super::{escaped, path};
use crate::report::digest::Digest;
use crate::report::markdown::MAX_WARNINGS;

/// Lists what went wrong.
pub(super) fn warnings(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.warnings.is_empty() {
        return Ok(());
    }
    writeln!(output, "<section>\n<h2>Not fully read</h2>\n<ul>")?;
    for warning in digest.warnings.iter().take(MAX_WARNINGS) {
        let message = escaped(&warning.message);
        writeln!(output, "<li>{}: {message}</li>", path(&warning.path))?;
    }
    let rest = digest.warnings.len().saturating_sub(MAX_WARNINGS);
    if rest > 0 {
        writeln!(output, "<li>and {rest} more</li>")?;
    }
    writeln!(output, "</ul>\n</section>")
}
