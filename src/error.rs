//! What ends the program, as people should read it.

use std::path::{Path, PathBuf};

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
            Self::Read { .. } | Self::Write { .. } | Self::Output(_) => None,
        }
    }

    /// The exit status of the program: 0 where the reader of our output went away, else 2.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(source) if source.kind() == std::io::ErrorKind::BrokenPipe => 0,
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
