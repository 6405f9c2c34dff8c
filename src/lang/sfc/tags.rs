//! Tags of HTML-like text, with the attributes of components.

/// One tag.
#[derive(Debug)]
pub(super) struct Tag<'s> {
    /// As written.
    pub(super) name: &'s str,
    /// Whether it is `</name>`.
    pub(super) is_closing: bool,
    /// Whether it ends in `/>`.
    pub(super) is_empty: bool,
    /// In source order; of an opening tag only.
    pub(super) attributes: Vec<Attribute<'s>>,
    /// Offset behind its `>`.
    pub(super) end: usize,
}

/// An attribute, or in Svelte a lone `{expression}`, whose name is empty.
#[derive(Debug)]
pub(super) struct Attribute<'s> {
    /// As written, with prefixes and modifiers.
    pub(super) name: &'s str,
    /// Offset of the name.
    pub(super) at: usize,
    /// Text between the quotes or braces, with its offset.
    pub(super) value: Option<(&'s str, usize)>,
    /// Whether the value stood in braces.
    pub(super) is_braced: bool,
}

impl<'s> Tag<'s> {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&'s str> {
        let attribute = self.attributes.iter().find(|it| it.name == name)?;
        Some(attribute.value.map_or("", |(text, _)| text))
    }
}

/// Reads the tag that starts at `at`; nothing if the `<` there starts none.
pub(super) fn read_tag(source: &str, at: usize) -> Option<Tag<'_>> {
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        at: at + 1,
    };
    let is_closing = reader.peek() == b'/';
    if is_closing {
        reader.at += 1;
    }
    if !reader.peek().is_ascii_alphabetic() {
        return None;
    }
    let name = reader.take_while(|byte| !byte.is_ascii_whitespace() && !b"/>".contains(&byte));
    let mut tag = Tag {
        name,
        is_closing,
        is_empty: false,
        attributes: Vec::new(),
        end: 0,
    };
    loop {
        reader.take_while(|byte| byte.is_ascii_whitespace());
        if reader.at >= source.len() {
            break;
        }
        match reader.peek() {
            b'>' => {
                reader.at += 1;
                break;
            }
            b'/' => {
                reader.at += 1;
                tag.is_empty = reader.peek() == b'>';
            }
            _ => tag.attributes.push(reader.attribute()),
        }
    }
    tag.end = reader.at.min(source.len());
    Some(tag)
}

/// The offset behind the brace that closes the one at `at`; the end of the text if none does.
pub(super) fn after_braces(source: &str, at: usize) -> usize {
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        at,
    };
    reader.skip_braces();
    reader.at.min(source.len())
}

struct Reader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
}

impl<'s> Reader<'s> {
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn text(&self, start: usize, end: usize) -> &'s str {
        self.source.get(start..end).unwrap_or_default()
    }

    fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'s str {
        let start = self.at;
        while self.at < self.bytes.len() && wanted(self.peek()) {
            self.at += 1;
        }
        self.text(start, self.at)
    }

    /// Reads an attribute; goes forward by one byte at least.
    fn attribute(&mut self) -> Attribute<'s> {
        let start = self.at;
        if self.peek() == b'{' {
            let value = self.braced();
            return Attribute {
                name: "",
                at: start,
                value: Some(value),
                is_braced: true,
            };
        }
        self.at += 1;
        self.take_while(|byte| !byte.is_ascii_whitespace() && !b"=>/".contains(&byte));
        let name = self.text(start, self.at);
        let behind = self.at;
        self.take_while(|byte| byte.is_ascii_whitespace());
        let mut attribute = Attribute {
            name,
            at: start,
            value: None,
            is_braced: false,
        };
        if self.peek() != b'=' {
            self.at = behind;
            return attribute;
        }
        self.at += 1;
        self.take_while(|byte| byte.is_ascii_whitespace());
        attribute.is_braced = self.peek() == b'{';
        attribute.value = Some(match self.peek() {
            quote @ (b'"' | b'\'') => {
                self.at += 1;
                let start = self.at;
                let text = self.take_while(|byte| byte != quote);
                self.at += 1;
                (text, start)
            }
            b'{' => self.braced(),
            _ => {
                let start = self.at;
                let text = self.take_while(|byte| !byte.is_ascii_whitespace() && byte != b'>');
                (text, start)
            }
        });
        attribute
    }

    fn braced(&mut self) -> (&'s str, usize) {
        let start = self.at + 1;
        self.skip_braces();
        (self.text(start, self.at.saturating_sub(1)), start)
    }

    fn skip_braces(&mut self) {
        let mut depth = 0_u32;
        while self.at < self.bytes.len() {
            match self.peek() {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                quote @ (b'"' | b'\'' | b'`') => self.skip_string(quote),
                b'\\' => self.at += 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Goes to the closing quote; stays where a quote that cannot span lines does not close.
    fn skip_string(&mut self, quote: u8) {
        let mut at = self.at + 1;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'\n' if quote != b'`' => return,
                byte if *byte == quote => {
                    self.at = at;
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        if quote == b'`' {
            self.at = self.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, name: &str, attributes: &[(&str, Option<&str>)]) {
        let tag = read_tag(source, 0).unwrap();
        let found: Vec<(&str, Option<&str>)> = tag
            .attributes
            .iter()
            .map(|it| (it.name, it.value.map(|(text, _)| text)))
            .collect();
        assert_eq!((tag.name, found.as_slice()), (name, attributes), "{source}");
        assert_eq!(tag.end, source.len(), "{source}");
    }

    #[test]
    fn attributes_keep_what_is_quoted() {
        check("<a>", "a", &[]);
        check("</a >", "a", &[]);
        check(
            "<my-a.b c d=e f=\"g > h\" />",
            "my-a.b",
            &[("c", None), ("d", Some("e")), ("f", Some("g > h"))],
        );
        check(
            "<a @click.stop='b()' :c=\"d\" #e>",
            "a",
            &[
                ("@click.stop", Some("b()")),
                (":c", Some("d")),
                ("#e", None),
            ],
        );
    }

    #[test]
    fn braces_hold_strings_and_braces() {
        check(
            "<a b={c => { d('}') }} {...e}>",
            "a",
            &[("b", Some("c => { d('}') }")), ("", Some("...e"))],
        );
    }

    #[test]
    fn open_ends_stop_at_the_end() {
        check("<a b=\"c", "a", &[("b", Some("c"))]);
        check("<a b", "a", &[("b", None)]);
        assert!(read_tag("< a", 0).is_none());
        assert_eq!(after_braces("{`a", 0), 3);
    }
}
