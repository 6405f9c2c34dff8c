//! Questions about how tests are set up, and their answers.

use std::sync::Arc;

/// The answer to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckState {
    /// There is something that does not do what it is there for.
    Wrong,
    /// It is not there.
    Missing,
    /// As it should be.
    Ok,
}

impl CheckState {
    /// The word used on screen and in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Missing => "missing",
            Self::Ok => "ok",
        }
    }
}

/// What an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// File that tells, relative to the root.
    pub path: Arc<str>,
    /// Line in it, 1-based; none where the whole file tells, or its absence.
    pub line: Option<u32>,
    /// What it tells: lower case, no final period.
    pub fact: Arc<str>,
}

/// Where in a file text goes. Lines count from 1, in the file as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// It is all of a file that does not exist yet.
    NewFile,
    /// Behind all that the file holds.
    End,
    /// On lines of its own, directly below a line.
    Below(u32),
    /// In place of a line.
    Instead(u32),
}

impl Place {
    /// The word used in exports.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NewFile => "new-file",
            Self::End => "end",
            Self::Below(_) => "below",
            Self::Instead(_) => "instead",
        }
    }

    /// The line that it speaks of.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::NewFile | Self::End => None,
            Self::Below(line) | Self::Instead(line) => Some(*line),
        }
    }
}

/// Text to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// File that it belongs in, relative to the root; it need not exist.
    pub path: Arc<str>,
    /// Where in it.
    pub place: Place,
    /// What of the file it adds to, as written there: `[dependency-groups]`; empty where it stands
    /// for itself.
    pub within: Arc<str>,
    /// The text, in the repository's own style and indented for its place; ends with a line break.
    pub text: Arc<str>,
}

impl Snippet {
    /// What to do with the text, as a fragment with code between backticks.
    pub fn instruction(&self) -> String {
        let Self { path, within, .. } = self;
        let to = match &**within {
            "" => format!("to `{path}`"),
            within => format!("to `{within}` in `{path}`"),
        };
        match self.place {
            Place::NewFile => format!("a new file `{path}`"),
            Place::End => format!("add at the end of `{path}`"),
            // Only the start of a file has no line above.
            Place::Below(0) => format!("add {to}, above line 1"),
            Place::Below(line) => format!("add {to}, below line {line}"),
            Place::Instead(line) => format!("in `{path}`, put in place of line {line}"),
        }
    }
}

/// One question about how the tests of one project of the repository are set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Which question: `runner`, `coverage`, `ci`, …
    pub id: &'static str,
    /// The question as a title: `CI runs the tests`.
    pub title: Arc<str>,
    /// Folder of the project that it is asked of, relative to the root; empty for the root.
    pub scope: Arc<str>,
    /// The answer.
    pub state: CheckState,
    /// What the answer rests on.
    pub evidence: Arc<[Evidence]>,
    /// What to do, as one or two sentences; empty where all is well.
    pub advice: Arc<str>,
    /// What to paste, where that is evident; each for a place of its own.
    pub snippets: Arc<[Snippet]>,
    /// Whether no test can run before that is done.
    pub bars_tests: bool,
}

impl Check {
    /// All questions, in the order in which a person would ask them.
    pub const IDS: [&'static str; 12] = [
        "runner",
        "coverage",
        "coverage-use",
        "ci",
        "ci-coverage",
        "settings",
        "contract",
        "hollow",
        "skipped",
        "dead-test",
        "orphan",
        "stale-report",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_names_file_and_line() {
        let check = |place: Place, within: &str, expect: &str| {
            let snippet = Snippet {
                path: "a/x.toml".into(),
                place,
                within: within.into(),
                text: "".into(),
            };
            assert_eq!(snippet.instruction(), expect);
        };
        check(Place::NewFile, "", "a new file `a/x.toml`");
        check(Place::End, "[t]", "add at the end of `a/x.toml`");
        check(Place::Below(7), "", "add to `a/x.toml`, below line 7");
        let of = "add to `[t]` in `a/x.toml`, below line 7";
        check(Place::Below(7), "[t]", of);
        check(Place::Below(0), "", "add to `a/x.toml`, above line 1");
        let instead = "in `a/x.toml`, put in place of line 3";
        check(Place::Instead(3), "[t]", instead);
    }
}
