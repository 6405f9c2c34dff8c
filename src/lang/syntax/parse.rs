//! One parse with an upper bound on its effort.
//!
//! tree-sitter reads any real file in linear time, but error recovery, strings that never end
//! and flat rows of unexpected tokens cost quadratic time on hostile input. The bounds count
//! steps rather than time: the same input gives the same facts.

use std::cell::Cell;
use std::ops::ControlFlow;

use tree_sitter::{Language, ParseOptions, ParseState, Parser, Point, Range, Tree};

/// Bytes handed to the lexer at once.
const CHUNK: usize = 4_096;

/// How often each byte may be handed out, on average: a token that turns out to be none is
/// read again as another.
const MOST_READINGS: usize = 16;

/// Steps, in hundreds, that a parse may take once it met an error; well-formed text takes
/// about one step for each byte.
const MOST_STEPS_AFTER_ERROR: usize = 4_000;

/// Children of one erroneous node: the query engine looks over all of its later siblings.
const WIDEST_ERROR: usize = 4_000;

/// Parses the source, or a part of it; nothing comes back where that takes out of all
/// proportion.
pub(super) fn parse(language: &Language, source: &str, part: Option<Range>) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    if let Some(part) = part {
        parser.set_included_ranges(&[part]).ok()?;
    }
    let chunks_left = Cell::new((source.len() / CHUNK + 256).saturating_mul(MOST_READINGS));
    let mut read = |offset: usize, _: Point| {
        if chunks_left.get() == 0 {
            return &[][..];
        }
        chunks_left.set(chunks_left.get() - 1);
        let end = source.len().min(offset.saturating_add(CHUNK));
        source.as_bytes().get(offset..end).unwrap_or_default()
    };
    let mut steps = 0;
    let mut progress = |state: &ParseState| {
        steps += usize::from(state.has_error());
        if steps > MOST_STEPS_AFTER_ERROR || chunks_left.get() == 0 {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    let options = ParseOptions::new().progress_callback(&mut progress);
    let tree = parser.parse_with_options(&mut read, None, Some(options))?;
    (chunks_left.get() > 0 && !is_too_wide(&tree)).then_some(tree)
}

fn is_too_wide(tree: &Tree) -> bool {
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if node.is_error() && node.child_count() > WIDEST_ERROR {
            return true;
        }
        if node.has_error() && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
        }
    }
}
