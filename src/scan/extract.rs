//! Reads and parses files, in parallel.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use crate::error::caught;
use crate::lang::Language;
use crate::model::{FileFacts, FileKind, Warning};

use super::classify::refine;
use super::course;
use super::walk::{Entry, Tree};

/// Largest file that is parsed, in bytes; people do not write longer ones.
const SIZE_LIMIT: u64 = 4 << 20;

/// Longest average line of a file that people wrote, in bytes; minified code is above it.
const MINIFIED_LINE: usize = 400;

/// Shortest file that can count as minified, in bytes.
const MINIFIED_SIZE: usize = 4096;

/// A file with what its parse told.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Path relative to the root.
    pub path: Arc<str>,
    /// Its language, where it is one that is read.
    pub language: Option<&'static Language>,
    /// What part it plays.
    pub kind: FileKind,
    /// What the parse told; none for files that are not parsed.
    pub facts: Option<Arc<FileFacts>>,
    /// Whether it is a test as a whole: a script that is run as one, without a runner that finds
    /// tests in it.
    pub runs_whole: bool,
}

/// The files of a tree before they are parsed.
pub fn listed(tree: &Tree, kinds: &[FileKind]) -> Vec<Unit> {
    tree.entries
        .iter()
        .zip(kinds)
        .map(|(entry, kind)| unparsed(entry, *kind))
        .collect()
}

/// What reading a file told, whatever its path.
#[derive(Debug, Clone)]
pub(super) enum Told {
    Facts(Arc<FileFacts>),
    /// Nobody wrote it like that.
    Minified,
    /// The parser gave up.
    Nothing,
}

/// Parses all files in which people may have written code. `progress` is told, now and then,
/// how many of how many files are done; it is called from several threads.
pub fn extract(
    tree: &Tree,
    kinds: &[FileKind],
    progress: &(dyn Fn(u32, u32) + Sync),
) -> (Vec<Unit>, Vec<Warning>) {
    let tell = |disk: &Path, language: &Language| {
        let length = std::fs::metadata(disk).map_err(|error| said(&error))?.len();
        Ok(parse(language, read(disk, length)?))
    };
    extract_by(&tell, tree, kinds, progress)
}

/// How a file is read: given its place on disk and its language, or says why not.
pub(super) type Tell<'t> = &'t (dyn Fn(&Path, &'static Language) -> Result<Told, String> + Sync);

/// Extracts with another way to read a file.
pub(super) fn extract_by(
    tell: Tell<'_>,
    tree: &Tree,
    kinds: &[FileKind],
    progress: &(dyn Fn(u32, u32) + Sync),
) -> (Vec<Unit>, Vec<Warning>) {
    let total = kinds.iter().filter(|kind| is_parsed(**kind)).count();
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    let done = AtomicU32::new(0);
    let parsed: Vec<(Unit, Option<Warning>)> = tree
        .entries
        .par_iter()
        .zip(kinds)
        .map(|(entry, kind)| {
            let Some(_at) = course::begin(&entry.path) else {
                return (unparsed(entry, *kind), None);
            };
            let unit = unit(entry, *kind, tell);
            if is_parsed(*kind) {
                progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
            }
            unit
        })
        .collect();
    let (units, warnings): (Vec<Unit>, Vec<Option<Warning>>) = parsed.into_iter().unzip();
    (units, warnings.into_iter().flatten().collect())
}

fn is_parsed(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Source
            | FileKind::Test
            | FileKind::Support
            | FileKind::Config
            | FileKind::Migration
    )
}

fn unit(entry: &Entry, kind: FileKind, tell: Tell<'_>) -> (Unit, Option<Warning>) {
    let mut unit = unparsed(entry, kind);
    let (Some(language), true) = (entry.language, is_parsed(kind)) else {
        return (unit, None);
    };
    let facts = match tell(&entry.disk, language) {
        Ok(Told::Facts(facts)) => facts,
        Ok(Told::Minified) => {
            unit.kind = FileKind::Generated;
            return (unit, None);
        }
        Ok(Told::Nothing) => {
            let message = "the parser gave up on this file";
            return (unit, Some(warning(entry, message)));
        }
        Err(message) => return (unit, Some(warning(entry, &message))),
    };
    let warning = facts.errors.first().map(|error| {
        warning(
            entry,
            &format!("line {} does not parse: {}", error.line, error.message),
        )
    });
    unit.kind = refine(kind, &entry.path, &facts);
    unit.facts = Some(facts);
    (unit, warning)
}

fn unparsed(entry: &Entry, kind: FileKind) -> Unit {
    Unit {
        path: entry.path.clone(),
        language: entry.language,
        kind,
        facts: None,
        runs_whole: false,
    }
}

/// Why a file could not be read.
pub(super) fn said(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    format!("cannot be read: {}", text.to_lowercase())
}

/// The content of a file of that length.
pub(super) fn read(disk: &Path, length: u64) -> Result<Vec<u8>, String> {
    if length > SIZE_LIMIT {
        return Err(format!(
            "not parsed: {length} bytes are more than people write"
        ));
    }
    std::fs::read(disk).map_err(|error| said(&error))
}

/// What a file of that content tells.
pub(super) fn parse(language: &Language, content: Vec<u8>) -> Told {
    let text = decoded(content);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if language.id == "javascript" && is_minified(text) {
        return Told::Minified;
    }
    let facts = caught(|| (language.extract)(text));
    facts.map_or(Told::Nothing, |facts| Told::Facts(Arc::new(facts)))
}

/// The text of a file: UTF-16 where it begins as such, else UTF-8.
fn decoded(content: Vec<u8>) -> String {
    let word: fn([u8; 2]) -> u16 = match content.as_slice() {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => {
            return String::from_utf8(content)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        }
    };
    let (pairs, _) = content.as_chunks::<2>();
    let words = pairs.iter().map(|pair| word(*pair));
    char::decode_utf16(words)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn is_minified(text: &str) -> bool {
    let lines = text.lines().count();
    // A banner and one long line: translations of a library, each a file.
    let is_one_line = lines <= 2 && text.len() / lines.max(1) > MINIFIED_LINE;
    is_one_line || text.len() >= MINIFIED_SIZE && text.len() / (lines + 1) > MINIFIED_LINE
}

fn warning(entry: &Entry, message: &str) -> Warning {
    Warning {
        path: entry.path.clone(),
        message: message.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_of_utf_16_are_read() {
        let text = "\u{feff}let ü = '𝄞'";
        let bytes = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect();
        assert_eq!(decoded(bytes(u16::to_le_bytes)), text);
        assert_eq!(decoded(bytes(u16::to_be_bytes)), text);
        assert_eq!(decoded("ü".into()), "ü");
        assert_eq!(decoded(vec![b'a', 0xff]), "a\u{fffd}");
        assert_eq!(decoded(vec![0xff, 0xfe, b'a', 0, b'b']), "\u{feff}a");
    }

    #[test]
    fn long_lines_are_minified_code() {
        assert!(is_minified(&"x".repeat(10_000)));
        assert!(!is_minified(&"let x = 1;\n".repeat(1000)));
        assert!(is_minified(&format!(
            "/*! banner */\n{}",
            "x".repeat(1_000)
        )));
        assert!(!is_minified(&format!("\n\n{}", "x".repeat(1_000))));
        assert!(!is_minified("short"));
    }
}
