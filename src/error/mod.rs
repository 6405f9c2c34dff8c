//! What ends the program, as people should read it.

mod caught;
mod file;

use std::path::{Path, PathBuf};

pub use caught::{caught, is_caught};
pub use file::{read_text, refuse_outside, replace_file};

/// A fatal error: what failed, with the path it failed on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder to analyse is not there.
    #[error("no such folder `{}`", .path.display())]
    NoSuchFolder {
        /// As typed.
        path: PathBuf,
    },
    /// A file or folder could not be read.
    #[error("cannot read `{}`: {}", .path.display(), reason(.source))]
    Read {
        /// What was read.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("cannot write `{}`: {}", .path.display(), reason(.source))]
    Write {
        /// What was written.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file that people edit does not parse or says something impossible.
    #[error("cannot read {what} `{}`: {message}", .path.display())]
    Invalid {
        /// `config`, `marks`, `roadmap`.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Something asked for does not exist or cannot be done.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A tree misses limits that CI holds it against: so many.
    #[error("the gate is missed: {0} of its limits")]
    Missed(usize),
    /// The terminal refused.
    #[error("the terminal does not answer: {}", reason(.0))]
    Terminal(#[source] std::io::Error),
    /// Data could not be written to standard output.
    #[error("cannot write the output: {}", reason(.0))]
    Output(#[source] std::io::Error),
}

impl Error {
    /// What to do about it, where there is something.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchFolder { .. } => {
                Some("give the folder of a repository, or none for this one".to_owned())
            }
            Self::Invalid { hint, .. } | Self::Usage { hint, .. } => hint.clone(),
            Self::Terminal(_) => Some(
                "`lacuna scan --format table` prints the figures without a terminal".to_owned(),
            ),
            Self::Read { .. } | Self::Write { .. } | Self::Output(_) | Self::Missed(_) => None,
        }
    }

    /// The exit status of the program: 0 where the reader of our output went away, 1 where a gate is
    /// missed, else 2.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(source) if source.kind() == std::io::ErrorKind::BrokenPipe => 0,
            Self::Missed(_) => 1,
            _ => 2,
        }
    }

    /// Wraps a failure to read `path`.
    pub fn read(path: &Path, source: std::io::Error) -> Self {
        Self::Read {
            path: path.to_owned(),
            source,
        }
    }

    /// Wraps a failure to write `path`.
    pub fn write(path: &Path, source: std::io::Error) -> Self {
        Self::Write {
            path: path.to_owned(),
            source,
        }
    }
}

/// The operating system's words without its number, in lower case.
fn reason(source: &std::io::Error) -> String {
    let text = source.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// A text that people edit, for errors that say where in it something is wrong.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    what: &'static str,
    path: &'a Path,
    text: &'a str,
}

impl<'a> Document<'a> {
    /// The text of the file at `path`, which messages call `what`.
    pub fn new(what: &'static str, path: &'a Path, text: &'a str) -> Self {
        Self { what, path, text }
    }

    /// An error at a byte of the text.
    pub fn error(&self, offset: usize, message: &str, hint: Option<String>) -> Error {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(start..).map_or(0, |line| line.chars().count()) + 1;
        Error::Invalid {
            what: self.what,
            path: self.path.to_owned(),
            message: format!("{message} at line {line}, column {column}"),
            hint,
        }
    }

    /// An error of the TOML parser on the part of the text that starts at byte `base`.
    pub fn toml_error(&self, base: usize, error: &toml::de::Error) -> Error {
        let offset = base + error.span().map_or(0, |span| span.start);
        let message = error.message().lines().next().unwrap_or_default();
        let Some(unknown) = Unknown::parse(message) else {
            let message = message.replace("missing field", "missing key");
            return self.error(offset, &message, None);
        };
        let hint = match closest(unknown.word, unknown.known.iter().copied()) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("known here: {}", unknown.known.join(", ")),
        };
        let message = format!("unknown {} `{}`", unknown.what, unknown.word);
        self.error(offset, &message, Some(hint))
    }
}

/// What serde says of a word that it does not expect.
struct Unknown<'a> {
    what: &'static str,
    word: &'a str,
    known: Vec<&'a str>,
}

impl<'a> Unknown<'a> {
    /// Reads `unknown field `a`, expected one of `b`, `c``, the only form in which serde tells.
    fn parse(message: &'a str) -> Option<Self> {
        let (what, rest) = match message.strip_prefix("unknown field `") {
            Some(rest) => ("key", rest),
            None => ("value", message.strip_prefix("unknown variant `")?),
        };
        let (word, rest) = rest.split_once("`, expected ")?;
        let known = rest.split('`').skip(1).step_by(2).collect();
        Some(Self { what, word, known })
    }
}

/// The known word that somebody most likely meant, where one is near enough.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let allowed = 1 + word.len() / 4;
    known
        .into_iter()
        .map(|known| (distance(&word, known), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// The known words that are the most like a word, the nearest first; of names with dots in them
/// the last part counts alone, too.
pub fn nearest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|known| {
            let last = known.rsplit('.').next().unwrap_or(known);
            (distance(&word, known).min(distance(&word, last)), known)
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .take(most)
        .map(|(_, known)| known)
        .collect()
}

/// Edits between two words, swapped neighbours counted once (optimal string alignment).
fn distance(from: &[char], to: &str) -> usize {
    let mut earlier: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=from.len()).collect();
    let mut last = None;
    for (row, letter) in to.chars().enumerate() {
        let mut current = vec![row + 1];
        let mut left = row + 1;
        let mut before = None;
        for (column, &other) in from.iter().enumerate() {
            let at =
                |cells: &[usize], index: usize| cells.get(index).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&above, column) + usize::from(other != letter);
            left = replaced.min(left + 1).min(at(&above, column + 1) + 1);
            if before == Some(letter) && last == Some(other) && column > 0 {
                left = left.min(at(&earlier, column - 1) + 1);
            }
            current.push(left);
            before = Some(other);
        }
        earlier = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted() {
        let check = |from: &str, to: &str, expect: usize| {
            let from: Vec<char> = from.chars().collect();
            assert_eq!(distance(&from, to), expect);
        };
        check("", "", 0);
        check("abc", "", 3);
        check("", "abc", 3);
        check("kitten", "sitting", 3);
        check("pirority", "priority", 1);
        check("ab", "ba", 1);
        check("über", "uber", 1);
    }

    #[test]
    fn the_nearest_word_is_suggested() {
        let known = ["target", "levels", "exclude"];
        assert_eq!(closest("taregt", known), Some("target"));
        assert_eq!(closest("Level", known), Some("levels"));
        assert_eq!(closest("colour", known), None);
    }

    #[test]
    fn toml_errors_tell_line_and_column() {
        let text = "a = 1\nb = [1,\n  x]\n";
        let path = Path::new("f.toml");
        let error = toml::from_str::<toml::Table>(text).unwrap_err();
        let error = Document::new("config", path, text).toml_error(0, &error);
        assert!(
            error.to_string().ends_with("at line 3, column 3"),
            "{error}"
        );
    }

    #[test]
    fn unknown_keys_and_values_come_with_a_suggestion() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Colour {
            Green,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Paint {
            #[expect(dead_code, reason = "only parsed")]
            colour: Colour,
        }
        let check = |text: &str, message: &str, hint: &str| {
            let error = toml::from_str::<Paint>(text).unwrap_err();
            let error = Document::new("config", Path::new("f.toml"), text).toml_error(0, &error);
            assert_eq!(
                error.to_string(),
                format!("cannot read config `f.toml`: {message}")
            );
            assert_eq!(error.hint().as_deref(), Some(hint));
        };
        check(
            "\ncolor = 1",
            "unknown key `color` at line 2, column 1",
            "did you mean `colour`?",
        );
        check(
            "x = 1",
            "unknown key `x` at line 1, column 1",
            "known here: colour",
        );
        check(
            "colour = 'gren'",
            "unknown value `gren` at line 1, column 10",
            "did you mean `green`?",
        );
    }
}
