//! The bytes of a report, counted and limited.

use std::fmt;
use std::io::{BufRead, Read};

/// Most bytes that a report may have once it is decompressed: reports of the largest repositories
/// have a few hundred megabytes, and one is read wherever it lies in a tree.
const MAX_BYTES: u64 = 1 << 30;

/// Most bytes between two calls of [`Input::mark`]: one line, one tag, one run of text.
const MAX_PIECE: u64 = 16 << 20;

/// Why a report cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// Line of the report, 1-based; 0 where there is no telling.
    pub line: u64,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// Whether it is no report of a known format at all.
    pub is_unknown: bool,
}

impl ReadError {
    /// An error on a line of the report.
    pub fn new(line: u64, message: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
            is_unknown: false,
        }
    }

    /// The error for what is no report of a known format.
    pub fn unknown() -> Self {
        Self {
            is_unknown: true,
            ..Self::new(0, "no coverage report of a known format")
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => out.write_str(&self.message),
            line => write!(out, "line {line}: {}", self.message),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<std::io::Error> for ReadError {
    fn from(error: std::io::Error) -> Self {
        Self::new(0, error.to_string())
    }
}

/// Bytes read at once.
const CHUNK: usize = 64 << 10;

/// The bytes of a report in order.
pub struct Input<'a> {
    inner: &'a mut dyn Read,
    chunk: Box<[u8]>,
    /// How much of the chunk was consumed.
    at: usize,
    /// How much of it there is.
    end: usize,
    /// Lines that ended before the chunk.
    lines: u64,
    total: u64,
    piece: u64,
}

impl<'a> Input<'a> {
    /// Reads from `inner`.
    pub fn new(inner: &'a mut dyn Read) -> Self {
        Self {
            inner,
            chunk: vec![0; CHUNK].into(),
            at: 0,
            end: 0,
            lines: 0,
            total: 0,
            piece: 0,
        }
    }

    /// The line that is read next, 1-based.
    pub fn line(&self) -> u64 {
        self.lines + line_breaks(self.chunk.get(..self.at)) + 1
    }

    /// Says that a piece is complete, so that a new one may be as long.
    pub fn mark(&mut self) {
        self.piece = 0;
    }

    /// Calls `each` for every line, without white space around it, with its number.
    ///
    /// # Errors
    ///
    /// What `each` returns, failures to read, and lines that are too long.
    pub fn each_line(
        &mut self,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        // What stands of a line that goes on in the next chunk.
        let mut begun: Vec<u8> = Vec::new();
        let mut number = 1;
        loop {
            self.mark();
            let chunk = self
                .fill_buf()
                .map_err(|error| ReadError::new(number, error.to_string()))?;
            if chunk.is_empty() {
                break;
            }
            let mut at = 0;
            for end in memchr::memchr_iter(b'\n', chunk) {
                let piece = chunk.get(at..end).unwrap_or_default();
                if begun.is_empty() {
                    each(number, piece.trim_ascii())?;
                } else {
                    begun.extend_from_slice(piece);
                    each(number, begun.trim_ascii())?;
                    begun.clear();
                }
                number += 1;
                at = end + 1;
            }
            begun.extend_from_slice(chunk.get(at..).unwrap_or_default());
            let length = chunk.len();
            self.consume(length);
            if begun.len() as u64 > MAX_PIECE {
                return Err(ReadError::new(number, "the line is too long"));
            }
        }
        if begun.is_empty() {
            return Ok(());
        }
        each(number, begun.trim_ascii())
    }
}

fn line_breaks(bytes: Option<&[u8]>) -> u64 {
    memchr::memchr_iter(b'\n', bytes.unwrap_or_default()).count() as u64
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.at >= self.end {
            if self.piece > MAX_PIECE {
                return Err(std::io::Error::other("a single piece of it is too long"));
            }
            if self.total > MAX_BYTES {
                return Err(std::io::Error::other("the report is too long"));
            }
            self.lines += line_breaks(self.chunk.get(..self.end));
            (self.at, self.end) = (0, 0);
            self.end = loop {
                match self.inner.read(&mut self.chunk) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    read => break read?,
                }
            };
            self.total += self.end as u64;
        }
        Ok(self.chunk.get(self.at..self.end).unwrap_or_default())
    }

    fn consume(&mut self, length: usize) {
        self.at = self.end.min(self.at + length);
        self.piece += length as u64;
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), available.get(..length)) {
            to.copy_from_slice(from);
        }
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = self.1.min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    fn lines(text: &str, chunk: usize) -> Vec<(u64, String)> {
        let mut reader = Drip(text.as_bytes(), chunk);
        let mut found = Vec::new();
        Input::new(&mut reader)
            .each_line(|number, line| {
                found.push((number, String::from_utf8_lossy(line).into_owned()));
                Ok(())
            })
            .unwrap();
        found
    }

    #[test]
    fn lines_are_the_same_whatever_the_chunks() {
        let text = "one\r\ntwo\n\nthree";
        let expect = [(1, "one"), (2, "two"), (3, ""), (4, "three")];
        let expect: Vec<(u64, String)> = expect
            .map(|(number, line)| (number, line.to_owned()))
            .into();
        for chunk in 1..text.len() + 1 {
            assert_eq!(lines(text, chunk), expect, "{chunk}");
        }
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut endless = std::io::repeat(b'x');
        let error = Input::new(&mut endless)
            .each_line(|_, _| Ok(()))
            .unwrap_err();
        assert_eq!(error.to_string(), "line 1: the line is too long");
    }

    #[test]
    fn reading_counts_lines() {
        let mut reader = Drip("a\nb\nc".as_bytes(), 3);
        let mut input = Input::new(&mut reader);
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), input.line()), ("a\nb\nc", 3));
    }
}
