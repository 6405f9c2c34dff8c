//! JSON reports as a stream: large objects and lists are read entry by entry.

use std::fmt;
use std::io::{BufReader, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Input, ReadError};

/// Longest string in a report, in bytes; the longest there are hold whole source maps.
const MAX_STRING: usize = 16 << 20;

/// What to do with each key of an object.
pub(super) trait Keys {
    /// Reads the value of `key` from `map`.
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// Reads one JSON document.
pub(super) fn read(input: &mut Input<'_>, keys: &mut impl Keys) -> Result<(), ReadError> {
    let guarded = Guard::new(input);
    let buffered = BufReader::with_capacity(64 << 10, guarded);
    let mut document = serde_json::Deserializer::from_reader(buffered);
    Object(keys)
        .deserialize(&mut document)
        .and_then(|()| document.end())
        .map_err(|error| place(&error))
}

/// The error without the place in its text, which is a part of [`ReadError`].
fn place(error: &serde_json::Error) -> ReadError {
    let text = error.to_string();
    let message = match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or(&text),
        None => &text,
    };
    let message = match error.classify() {
        serde_json::error::Category::Eof => "the report ends too early".to_owned(),
        // Such reports are often a single line.
        _ if error.column() > 0 => format!("{message} (column {})", error.column()),
        _ => message.to_owned(),
    };
    ReadError::new(error.line() as u64, message)
}

/// Passes over the value of a key.
pub(super) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|_| ())
}

/// An object whose keys are dealt with one by one.
pub(super) struct Object<'a, K>(pub(super) &'a mut K);

impl<'de, K: Keys> DeserializeSeed<'de> for Object<'_, K> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, K: Keys> Visitor<'de> for Object<'_, K> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.key(&key, &mut map)?;
        }
        Ok(())
    }
}

/// A list whose elements are objects, each dealt with key by key.
pub(super) struct Objects<'a, K>(pub(super) &'a mut K);

impl<'de, K: Keys> DeserializeSeed<'de> for Objects<'_, K> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, K: Keys> Visitor<'de> for Objects<'_, K> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Object(&mut *self.0))?.is_some() {}
        Ok(())
    }
}

/// What is done with an entry; the error is a fragment of a sentence.
pub(super) type Take<'a, T> = &'a mut dyn FnMut(String, T) -> Result<(), String>;

/// An object with entries of one kind, taken one by one.
pub(super) struct Entries<'a, T>(pub(super) Take<'a, T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Entries<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<'_, T> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry::<String, T>()? {
            (self.0)(key, value).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// A list with elements of one kind, taken one by one.
pub(super) struct Elements<'a, T>(pub(super) &'a mut dyn FnMut(T) -> Result<(), String>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Elements<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<'_, T> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element::<T>()? {
            (self.0)(element).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// A line or a number of times, whatever a tool makes of it: negative and missing ones are 0,
/// fractions are cut, `true` is 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Number(pub(super) u64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number")
    }

    fn visit_u64<E>(self, number: u64) -> Result<Number, E> {
        Ok(Number(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Number, E> {
        Ok(Number(u64::try_from(number).unwrap_or(0)))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and what is no number becomes 0"
    )]
    fn visit_f64<E>(self, number: f64) -> Result<Number, E> {
        Ok(Number(number as u64))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Number, E> {
        Ok(Number(u64::from(flag)))
    }

    fn visit_unit<E>(self) -> Result<Number, E> {
        Ok(Number(0))
    }

    fn visit_none<E>(self) -> Result<Number, E> {
        Ok(Number(0))
    }
}

/// The first `N` numbers of a list; missing ones are 0, so that older and newer versions of a
/// format may have fewer and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<const N: usize>(pub(super) [u64; N]);

impl<'de, const N: usize> Deserialize<'de> for Row<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(RowVisitor)
    }
}

struct RowVisitor<const N: usize>;

impl<'de, const N: usize> Visitor<'de> for RowVisitor<N> {
    type Value = Row<N>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Row<N>, A::Error> {
        let mut row = [0; N];
        for cell in &mut row {
            match list.next_element::<Number>()? {
                Some(number) => *cell = number.0,
                None => return Ok(Row(row)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Row(row))
    }
}

/// Bytes of a JSON document, of which no string may be too long: the parser holds each in memory.
struct Guard<R> {
    inner: R,
    in_string: bool,
    is_escaped: bool,
    length: usize,
}

impl<R: Read> Guard<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            in_string: false,
            is_escaped: false,
            length: 0,
        }
    }

    fn look_at(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((&first, rest)) = bytes.split_first() {
            if std::mem::take(&mut self.is_escaped) {
                bytes = rest;
                continue;
            }
            if self.in_string {
                let plain = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                self.length += plain;
                if self.length > MAX_STRING {
                    return false;
                }
                if plain == 0 {
                    self.in_string = first == b'\\';
                    self.is_escaped = first == b'\\';
                    self.length += 1;
                    bytes = rest;
                } else {
                    bytes = bytes.get(plain..).unwrap_or_default();
                }
            } else {
                let Some(at) = memchr::memchr(b'"', bytes) else {
                    return true;
                };
                self.in_string = true;
                self.length = 0;
                bytes = bytes.get(at + 1..).unwrap_or_default();
            }
        }
        true
    }
}

impl Read for Guard<&mut Input<'_>> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.inner.mark();
        let length = self.inner.read(buffer)?;
        if self.look_at(buffer.get(..length).unwrap_or_default()) {
            Ok(length)
        } else {
            Err(std::io::Error::other("a string is too long"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(chunks: &[&str]) -> (bool, usize) {
        let mut guard = Guard::new(std::io::empty());
        for chunk in chunks {
            assert!(guard.look_at(chunk.as_bytes()));
        }
        (guard.in_string, guard.length)
    }

    #[test]
    fn strings_are_followed_across_chunks() {
        assert_eq!(strings(&["{\"ab"]), (true, 2));
        assert_eq!(strings(&["{\"ab", "c\":1"]).0, false);
        assert_eq!(strings(&["\"a\\", "\"b"]).0, true);
        assert_eq!(strings(&["\"a\\\\\" "]).0, false);
    }

    #[test]
    fn a_string_without_end_is_refused() {
        let mut guard = Guard::new(std::io::empty());
        assert!(guard.look_at(b"\""));
        let chunk = vec![b'x'; 1 << 20];
        let refused = (0..64).position(|_| !guard.look_at(&chunk));
        assert_eq!(refused, Some(16));
    }

    #[test]
    fn numbers_saturate() {
        let check = |text: &str, expect: u64| {
            assert_eq!(
                serde_json::from_str::<Number>(text).unwrap(),
                Number(expect),
                "{text}"
            );
        };
        check("7", 7);
        check("-7", 0);
        check("1e30", u64::MAX);
        check("99999999999999999999999", u64::MAX);
        check("2.9", 2);
        check("null", 0);
        check("true", 1);
    }
}
