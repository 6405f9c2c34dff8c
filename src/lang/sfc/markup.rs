//! What a template uses: elements, expressions and how often it branches.

/// The template of a component.
#[derive(Debug, Default)]
pub(super) struct Markup<'s> {
    /// Offset of its first byte.
    pub(super) start: usize,
    /// Offset behind its last byte.
    pub(super) end: usize,
    /// Whether it holds any element.
    pub(super) has_element: bool,
    /// Directives and blocks that branch or loop.
    pub(super) decisions: u32,
    /// What it uses, in source order.
    pub(super) pieces: Vec<Piece<'s>>,
    /// Byte ranges of comments.
    pub(super) comments: Vec<(usize, usize)>,
}

/// A part of a template that uses names.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    /// An element, by its name as written.
    Element(&'s str, usize),
    /// An element chosen by an expression, with the text of it.
    Dynamic(&'s str, usize),
    /// A directive or the like, which may be an import.
    Name(String, usize),
    /// An expression.
    Expression(&'s str, usize),
    /// An expression or statements.
    Handler(&'s str, usize),
}

impl<'s> Markup<'s> {
    /// Adds an expression, blanks around it left out.
    pub(super) fn expression(&mut self, text: &'s str, at: usize) {
        let trimmed = text.trim_start();
        let at = at + text.len() - trimmed.len();
        let trimmed = trimmed.trim_end();
        if !trimmed.is_empty() {
            self.pieces.push(Piece::Expression(trimmed, at));
        }
    }
}

impl<'s> Piece<'s> {
    /// The text that is parsed; empty where there is none.
    pub(super) fn text(&self) -> &'s str {
        match self {
            Self::Dynamic(text, _) | Self::Expression(text, _) | Self::Handler(text, _) => text,
            Self::Element(..) | Self::Name(..) => "",
        }
    }
}
