//! Events of an XML report, with their place, within limits.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{Input, ReadError};

/// Deepest nesting of elements. Reports nest about ten deep; the parser remembers open elements.
const MAX_DEPTH: usize = 256;

/// What comes next in a report.
pub(super) enum Node<'a> {
    /// An element begins; one without content ends with the next node.
    Open(Tag<'a>),
    /// The element with this name ends.
    Close(&'a str),
    /// Text, entities that XML itself knows put in.
    Text(Cow<'a, str>),
    /// Something that says nothing.
    Other,
    /// All elements are closed.
    End,
}

/// The beginning of an element.
pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Attributes with raw values. What is wrong with them ends the list.
    pub(super) fn raw(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        attributes.map_while(|attribute| match attribute {
            Ok(attribute) => match attribute.value {
                Cow::Borrowed(value) => Some((attribute.key.0, value)),
                Cow::Owned(_) => None,
            },
            Err(_) => None,
        })
    }

    /// The value of an attribute, with entities put in. XML's own are the only ones known: those
    /// that a document defines are left as they stand, so that none can multiply.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let attribute = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.0 == name)?;
        Some(match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => attribute.value.into_owned(),
        })
    }

    /// The value of an attribute as a number of times or a line.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.raw()
            .find(|(key, _)| *key == name)
            .and_then(|(_, value)| number(value))
    }

    /// Whether an attribute says `true` in any case, or `1`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.raw()
            .any(|(key, value)| key == name && (value.eq_ignore_ascii_case("true") || value == "1"))
    }
}

/// Reads a count: digits, maybe with a sign or a fraction. Negative ones are 0, those that are
/// too large the largest.
pub(super) fn number(text: &str) -> Option<u64> {
    super::lcov::number(text.as_bytes())
}

/// A report as a sequence of nodes.
pub(super) struct Xml<'a, 'i> {
    reader: Reader<&'a mut Input<'i>>,
    buffer: Vec<u8>,
    /// Name of the element that ends.
    closing: String,
    /// Whether the last element had no content, so that its end comes next.
    is_empty: bool,
    depth: usize,
    has_root: bool,
}

impl<'a, 'i> Xml<'a, 'i> {
    pub(super) fn new(input: &'a mut Input<'i>) -> Self {
        Self {
            reader: Reader::from_reader(input),
            buffer: Vec::new(),
            closing: String::new(),
            is_empty: false,
            depth: 0,
            has_root: false,
        }
    }

    /// Line of the report that is read next.
    pub(super) fn line(&self) -> u64 {
        self.reader.get_ref().line()
    }

    /// What comes next.
    ///
    /// # Errors
    ///
    /// [`ReadError`] where the document is no well-formed XML or nests too deeply.
    pub(super) fn next(&mut self) -> Result<Node<'_>, ReadError> {
        if std::mem::take(&mut self.is_empty) {
            return Ok(Node::Close(&self.closing));
        }
        self.buffer.clear();
        self.reader.get_mut().mark();
        let event = self.reader.read_event_into(&mut self.buffer);
        if let Ok(Event::Empty(start)) = event {
            self.is_empty = true;
            self.has_root = true;
            self.closing.clear();
            self.closing.push_str(start.local_name().into_inner());
            return Ok(Node::Open(Tag(start)));
        }
        let line = || self.reader.get_ref().line();
        match event {
            Ok(Event::Start(start)) => {
                self.depth += 1;
                self.has_root = true;
                if self.depth > MAX_DEPTH {
                    return Err(ReadError::new(line(), "elements nest too deeply"));
                }
                Ok(Node::Open(Tag(start)))
            }
            Ok(Event::End(end)) => {
                self.depth = self.depth.saturating_sub(1);
                self.closing.clear();
                self.closing.push_str(end.local_name().into_inner());
                Ok(Node::Close(&self.closing))
            }
            Ok(Event::Text(text)) => Ok(Node::Text(text.into_inner())),
            Ok(Event::CData(text)) => Ok(Node::Text(text.into_inner())),
            Ok(Event::GeneralRef(reference)) => Ok(match reference.resolve_char_ref() {
                Ok(Some(letter)) => Node::Text(Cow::Owned(letter.to_string())),
                _ => predefined(&reference.into_inner())
                    .map_or(Node::Other, |text| Node::Text(Cow::Borrowed(text))),
            }),
            Ok(Event::Eof) if self.depth > 0 || !self.has_root => {
                Err(ReadError::new(line(), "the report ends too early"))
            }
            Ok(Event::Eof) => Ok(Node::End),
            Ok(_) => Ok(Node::Other),
            Err(error) => Err(ReadError::new(line(), sentence(&error))),
        }
    }
}

/// The parser's words as a fragment of ours.
fn sentence(error: &quick_xml::Error) -> String {
    let text = match error {
        quick_xml::Error::Io(error) => return error.to_string(),
        error => error.to_string(),
    };
    let text = text.strip_prefix("syntax error: ").unwrap_or(&text);
    let text = text.strip_prefix("ill-formed document: ").unwrap_or(text);
    text.to_owned()
}

fn predefined(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    })
}
