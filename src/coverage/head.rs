//! The beginning of a report, looked at to tell its format.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements or keys that are looked at.
const MAX_MARKS: usize = 4096;

/// The beginning of a report: its bytes, and what can be told of its shape.
#[derive(Debug)]
pub struct Head<'a> {
    text: &'a [u8],
    /// Elements of XML with their depth, the root's being 0.
    elements: Vec<(usize, String)>,
    /// Names of the root element's attributes.
    attributes: Vec<String>,
    /// Keys of JSON objects with the number of objects and lists around them.
    keys: Vec<(usize, String)>,
}

impl<'a> Head<'a> {
    /// Looks at the beginning of a report.
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(bytes)
            .trim_ascii_start();
        let mut head = Self {
            text,
            elements: Vec::new(),
            attributes: Vec::new(),
            keys: Vec::new(),
        };
        match text.first() {
            Some(b'<') => head.look_at_xml(),
            Some(b'{') => head.keys = keys(text),
            _ => {}
        }
        head
    }

    /// The text, without a byte order mark and white space in front.
    pub fn text(&self) -> &[u8] {
        self.text
    }

    /// Whether the root element has this name.
    pub fn is_rooted_in(&self, name: &str) -> bool {
        self.elements.first().is_some_and(|(_, root)| root == name)
    }

    /// Whether the root element has such an attribute.
    pub fn has_attribute(&self, name: &str) -> bool {
        self.attributes.iter().any(|attribute| attribute == name)
    }

    /// Whether there is such an element at this depth, that of the root being 0.
    pub fn has_element(&self, depth: usize, name: &str) -> bool {
        self.elements
            .iter()
            .any(|(at, element)| *at == depth && element == name)
    }

    /// Whether there is such a key within so many objects and lists, 1 for the outermost object.
    pub fn has_key(&self, depth: usize, name: &str) -> bool {
        self.keys
            .iter()
            .any(|(at, key)| *at == depth && key == name)
    }

    fn look_at_xml(&mut self) {
        // What is cut off at the end must not hide what stands before.
        let valid = match std::str::from_utf8(self.text) {
            Ok(text) => text,
            Err(error) => {
                let valid = self.text.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(valid).unwrap_or_default()
            }
        };
        let mut reader = Reader::from_str(valid);
        let mut depth = 0_usize;
        while self.elements.len() < MAX_MARKS {
            let (start, is_empty) = match reader.read_event() {
                Ok(Event::Start(start)) => (start, false),
                Ok(Event::Empty(start)) => (start, true),
                Ok(Event::End(_)) => {
                    depth = depth.saturating_sub(1);
                    continue;
                }
                Ok(Event::Eof) | Err(_) => return,
                Ok(_) => continue,
            };
            if depth == 0 {
                let mut attributes = start.attributes();
                let names = attributes.with_checks(false).flatten();
                self.attributes
                    .extend(names.map(|attribute| attribute.key.0.to_owned()));
            }
            self.elements.push((depth, start.name().0.to_owned()));
            depth += usize::from(!is_empty);
        }
    }
}

/// Keys of objects, found without regard to what is wrong or cut off.
fn keys(text: &[u8]) -> Vec<(usize, String)> {
    let mut keys = Vec::new();
    let mut depth = 0_usize;
    let mut string: Option<&[u8]> = None;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at;
                while let Some(&byte) = text.get(at) {
                    at += 1 + usize::from(byte == b'\\');
                    if byte == b'"' {
                        break;
                    }
                }
                string = text.get(start..at.saturating_sub(1));
                continue;
            }
            b':' => {
                if let Some(key) = string.take() {
                    keys.push((depth, String::from_utf8_lossy(key).into_owned()));
                    if keys.len() >= MAX_MARKS {
                        break;
                    }
                }
            }
            byte if byte.is_ascii_whitespace() => continue,
            _ => {}
        }
        string = None;
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_depths_and_strings_are_no_keys() {
        let head = Head::new(br#" {"a" : ["b:", {"c\"": 1}], "d": {"e": {"f"#);
        let expect = [(1, "a"), (3, "c\\\""), (1, "d"), (2, "e")];
        let expect: Vec<(usize, String)> =
            expect.map(|(depth, key)| (depth, key.to_owned())).into();
        assert_eq!(head.keys, expect);
    }

    #[test]
    fn elements_have_depths_although_the_end_is_cut_off() {
        let head = Head::new(b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE a><a x='1' y='2'><b/><c><d></d></c><e><f g='\xc3");
        assert!(head.is_rooted_in("a") && head.has_attribute("y"));
        assert!(head.has_element(1, "c") && head.has_element(2, "d") && head.has_element(1, "e"));
        assert!(!head.has_element(2, "f"));
    }
}
