//! JSON in which nothing stands that a terminal would obey or hide.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::model::is_unsafe;

/// Writes a document for people to read as well, with a line break at its end.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write_document(value: &impl Serialize, output: &mut dyn Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), output)
}

/// Writes one line.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write_line(value: &impl Serialize, output: &mut dyn Write) -> io::Result<()> {
    write(value, CompactFormatter, output)
}

fn write(
    value: &impl Serialize,
    formatter: impl Formatter,
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *output, Escaped(formatter));
    value.serialize(&mut serializer)?;
    output.write_all(b"\n")
}

/// Writes `\uXXXX` for each such character of a string; the rest as another does.
struct Escaped<F>(F);

impl<F: Formatter> Formatter for Escaped<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        output: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all strings are of this kind, and bytes are cheaper to look at.
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return output.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (before, from) = rest.split_at(at);
            output.write_all(before.as_bytes())?;
            let mut letters = from.chars();
            let letter = letters.next().unwrap_or_default();
            for unit in letter.encode_utf16(&mut [0; 2]) {
                write!(output, "\\u{unit:04x}")?;
            }
            rest = letters.as_str();
        }
        output.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.begin_array(output)
    }

    fn end_array<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.end_array(output)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        output: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(output, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.end_array_value(output)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.begin_object(output)
    }

    fn end_object<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.end_object(output)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        output: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(output, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.begin_object_value(output)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, output: &mut W) -> io::Result<()> {
        self.0.end_object_value(output)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_and_means_the_same() {
        let check = |value: Value, expect: &str| {
            let mut text = Vec::new();
            write_line(&value, &mut text).unwrap();
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text, format!("{expect}\n"));
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        };
        check(json!("a\u{9b}31mé"), "\"a\\u009b31mé\"");
        check(
            json!({"\u{202e}b": "\"\u{7f}\n"}),
            "{\"\\u202eb\":\"\\\"\\u007f\\n\"}",
        );
        check(json!(["\u{e0041}", 1]), "[\"\\udb40\\udc41\",1]");
    }

    #[test]
    fn documents_are_laid_out_as_usual() {
        let value = json!({"a": [1, {"b": []}], "c": {}});
        let mut text = Vec::new();
        write_document(&value, &mut text).unwrap();
        let usual = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), format!("{usual}\n"));
    }
}
