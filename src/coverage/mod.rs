//! Coverage reports: how a format is recognised and what a report says of each file.
//!
//! To add a format, write one file with a `pub(super) const` row and a reading function, and add
//! its `mod` line and its row to [`ALL`]. Content decides what a report is, never its name.
//! Readers stream: memory grows with the files that a report speaks of, not with its length.
//! Paths stay as they are written; which file of a tree they mean is for `scan` to find out.
//!
//! A report that is broken anywhere counts for nothing. Half a report would make files look
//! worse tested than they are, and nobody could see it from the figures.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use crate::model::FileCoverage;

mod builder;
mod clover;
mod cobertura;
mod codecov;
mod coverage_py;
mod data_file;
mod dotcover;
mod gcov;
mod go;
mod head;
mod input;
mod istanbul;
mod jacoco;
mod json;
mod lcov;
mod llvm_cov;
mod opencover;
mod simplecov;
mod sonar;
mod time;
mod xml;

pub use builder::Builder;
pub use head::Head;
pub use input::{Input, ReadError};
pub use time::Clock;

/// What the paths of a format name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PathStyle {
    /// Files, absolute or relative to some folder.
    Files,
    /// Go import paths with a file name at the end.
    GoImports,
    /// Packages of the Java virtual machine, as folders, with a file name at the end.
    Packages,
}

/// How a report is read.
#[derive(Debug, Clone, Copy)]
pub enum Reading {
    /// From its bytes in order, decompressed where need be.
    Stream(fn(&mut Input<'_>, &mut Builder) -> Result<(), ReadError>),
    /// From its place on the disk: a database.
    File(fn(&Path, &mut Builder) -> Result<(), ReadError>),
}

/// A report format.
#[derive(Debug)]
pub struct Format {
    /// Identifier in configuration and exports.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// What its paths name.
    pub paths: PathStyle,
    /// Whether a report that begins like this is of the format.
    pub detect: fn(&Head<'_>) -> bool,
    /// Reads a report.
    pub read: Reading,
}

/// All formats. Those with a mark of their own stand before those that are told by their shape.
pub static ALL: &[&Format] = &[
    &data_file::DATA_FILE,
    &go::GO,
    &lcov::LCOV,
    &jacoco::JACOCO,
    &opencover::OPENCOVER,
    &dotcover::DOTCOVER,
    &sonar::SONAR,
    &clover::CLOVER,
    &cobertura::COBERTURA,
    &coverage_py::COVERAGE_PY,
    &llvm_cov::LLVM_COV,
    &gcov::GCOV,
    &istanbul::ISTANBUL,
    &simplecov::SIMPLECOV,
    &codecov::CODECOV,
];

/// The format with this identifier.
pub fn by_id(id: &str) -> Option<&'static Format> {
    ALL.iter().copied().find(|format| format.id == id)
}

/// What a report says of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasuredFile {
    /// The path as written in the report.
    pub path: Box<str>,
    /// What was measured.
    pub coverage: FileCoverage,
}

/// What a report says.
#[derive(Debug, Clone)]
pub struct Report {
    /// Its format.
    pub format: &'static Format,
    /// Name and version of the tool that wrote it, where it tells.
    pub tool: Option<Box<str>>,
    /// When it was made, where it tells.
    pub time: Option<Clock>,
    /// Folders that its paths are relative to, as written.
    pub sources: Vec<Box<str>>,
    /// Files in the order of the report, each path once.
    pub files: Vec<MeasuredFile>,
    /// Tests by [`TestId`](crate::model::TestId), as the coverage of its files counts them.
    pub tests: Vec<Arc<str>>,
}

/// Bytes of a report that detection looks at.
const HEAD: u64 = 64 << 10;

/// Bytes of a compressed report read at once.
const CHUNK: usize = 64 << 10;

/// Reads the report at `path`.
///
/// # Errors
///
/// [`ReadError`] where it cannot be read, is of no known format, or is broken anywhere.
pub fn read(path: &Path) -> Result<Report, ReadError> {
    let length = |error: std::io::Error| ReadError::new(0, error.to_string());
    let metadata = std::fs::metadata(path).map_err(length)?;
    if !metadata.is_file() {
        return Err(ReadError::new(0, "not a file"));
    }
    let file = File::open(path).map_err(length)?;
    read_from(file, Some(path))
}

/// Reads a report from a stream. Formats that need a place on the disk are not read so.
///
/// # Errors
///
/// [`ReadError`] as for [`read`].
pub fn read_stream(stream: impl Read) -> Result<Report, ReadError> {
    read_from(stream, None)
}

fn read_from(mut stream: impl Read, path: Option<&Path>) -> Result<Report, ReadError> {
    let mut start = Vec::new();
    stream.by_ref().take(HEAD).read_to_end(&mut start)?;
    if !start.starts_with(&[0x1f, 0x8b]) {
        return read_plain(start, stream, path);
    }
    let packed = Cursor::new(start).chain(BufReader::with_capacity(CHUNK, stream));
    let mut unpacked = flate2::bufread::MultiGzDecoder::new(packed);
    let mut start = Vec::new();
    unpacked.by_ref().take(HEAD).read_to_end(&mut start)?;
    read_plain(start, unpacked, None)
}

fn read_plain(start: Vec<u8>, rest: impl Read, path: Option<&Path>) -> Result<Report, ReadError> {
    let format = detect(&start).ok_or_else(ReadError::unknown)?;
    let mut builder = Builder::default();
    match (format.read, path) {
        (Reading::Stream(read), _) => {
            let marked = usize::from(start.starts_with(b"\xef\xbb\xbf")) * 3;
            let mut start = Cursor::new(start);
            start.set_position(marked as u64);
            let mut whole = start.chain(rest);
            let mut input = Input::new(&mut whole);
            read(&mut input, &mut builder)?;
        }
        (Reading::File(read), Some(path)) => read(path, &mut builder)?,
        (Reading::File(_), None) => {
            return Err(ReadError::new(
                0,
                "a database is only read from a file of its own",
            ));
        }
    }
    builder.finish(format)
}

/// The format of a report that begins with these bytes.
pub fn detect(start: &[u8]) -> Option<&'static Format> {
    let head = Head::new(start);
    ALL.iter().copied().find(|format| (format.detect)(&head))
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
