//! One parse with an upper bound on its effort.

use std::ops::ControlFlow;

use tree_sitter::{Language, ParseOptions, Parser, Point, Range, Tree};

/// Parses the source, or a part of it; nothing comes back where that would take out of all
/// proportion, as recovery from errors can on hostile input.
///
/// The bound is on the parser's steps rather than on time: the same input gives the same facts.
pub(super) fn parse(language: &Language, source: &str, part: Option<Range>) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    let mut checks_left = 2_000 + source.len() / 4;
    if let Some(part) = part {
        parser.set_included_ranges(&[part]).ok()?;
    }
    let mut read = |offset: usize, _: Point| source.as_bytes().get(offset..).unwrap_or_default();
    let mut progress = |_: &tree_sitter::ParseState| {
        if checks_left == 0 {
            return ControlFlow::Break(());
        }
        checks_left -= 1;
        ControlFlow::Continue(())
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    parser.parse_with_options(&mut read, None, Some(options))
}
