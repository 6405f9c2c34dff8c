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
    /// The value of an attribute, which may be a function.
    Bound(Given<'s>),
    /// What runs on an event: an expression or statements.
    Handler(Given<'s>),
    /// A field that is written back to a variable.
    Model(Given<'s>),
}

/// What an attribute is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given<'s> {
    /// The attribute as it is called, without modifiers: `@click`, `v-model`.
    pub(super) name: &'s str,
    /// Offset of the attribute.
    pub(super) start: usize,
    /// Its value.
    pub(super) text: &'s str,
    /// Offset of the value.
    pub(super) at: usize,
}

/// Words that an expression may begin in before the name that it is about.
const BEFORE_NAMES: [&str; 12] = [
    "async", "await", "const", "function", "if", "let", "new", "return", "this", "typeof", "var",
    "void",
];

impl<'s> Given<'s> {
    /// What people call it: the attribute and the first name that its value uses, `@click save`.
    pub(super) fn title(&self) -> String {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_$.".contains(letter);
        let text = self
            .text
            .split_once("=>")
            .map_or(self.text, |(_, body)| body);
        let paths = text.split(|letter: char| !is_letter(letter));
        let mut names = paths
            .map(|path| path.rsplit('.').next().unwrap_or(path))
            .filter(|name| !name.starts_with(|first: char| first.is_ascii_digit()));
        match names.find(|name| !name.is_empty() && !BEFORE_NAMES.contains(name)) {
            Some(name) => format!("{} {name}", self.name),
            None => self.name.to_owned(),
        }
    }
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
            Self::Dynamic(text, _) | Self::Expression(text, _) => text,
            Self::Bound(given) | Self::Handler(given) => given.text,
            Self::Element(..) | Self::Name(..) | Self::Model(_) => "",
        }
    }
}
