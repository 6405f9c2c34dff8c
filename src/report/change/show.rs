//! A change in words and as data.

use std::io::{self, Write};

use serde::Serialize;

use super::{Change, ChangedGap};
use crate::json::write_document;
use crate::model::{Priority, printable};
use crate::report::words::counted;

/// Most functions of a file that are named in text.
const FEW: usize = 5;

/// A form in which a change is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeForm {
    /// For people.
    Text,
    /// For programs (schema 1).
    Json,
}

/// The earlier tree.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Since<'a> {
    /// What somebody named.
    pub named: &'a str,
    /// The abbreviated commit.
    pub commit: &'a str,
    /// Its day, `YYYY-MM-DD`.
    pub date: &'a str,
    /// Whether it is where the work since began, rather than what was named.
    pub is_fork: bool,
}

impl Since<'_> {
    /// Since when, in words.
    pub fn words(&self) -> String {
        let Self { commit, date, .. } = self;
        let place = match self.is_fork {
            true => format!(", where this left `{}`", self.named),
            false => String::new(),
        };
        format!("since {commit} of {date}{place}")
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    base: Since<'a>,
    new: Vec<GapOut<'a>>,
    closed: Vec<GapOut<'a>>,
}

/// One gap as data.
#[derive(Serialize)]
struct GapOut<'a> {
    path: &'a str,
    line: u32,
    symbol: Option<&'a str>,
    why: &'static str,
    functions: &'a [&'a str],
    risk: u8,
    priority: Option<&'static str>,
    confidence: &'static str,
    suggested_test: Option<&'a str>,
}

/// A gap as data.
fn gap_out<'a>(gap: &'a ChangedGap<'a>) -> GapOut<'a> {
    GapOut {
        path: &gap.file.path,
        line: gap.line(),
        symbol: gap.symbol.map(|symbol| &*symbol.name),
        why: gap.why.word(),
        functions: &gap.functions,
        risk: gap.score.map_or(0, |score| score.risk),
        priority: gap
            .score
            .and_then(|score| score.priority)
            .map(Priority::word),
        confidence: gap.file.confidence.word(),
        suggested_test: gap.score.and_then(|score| score.suggested_test.as_deref()),
    }
}

/// Tells a change.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write_change(
    change: &Change<'_>,
    since: Since<'_>,
    form: ChangeForm,
    output: &mut dyn Write,
) -> io::Result<()> {
    match form {
        ChangeForm::Text => text(change, since, output),
        ChangeForm::Json => {
            let document = Document {
                schema: 1,
                base: since,
                new: change.new.iter().map(gap_out).collect(),
                closed: change.closed.iter().map(gap_out).collect(),
            };
            write_document(&document, output)
        }
    }
}

fn text(change: &Change<'_>, since: Since<'_>, output: &mut dyn Write) -> io::Result<()> {
    writeln!(
        output,
        "{}: {}, {} closed",
        printable(&since.words()),
        counted(change.new.len(), "new gap"),
        change.closed.len()
    )?;
    for (title, gaps) in [("NEW GAPS", &change.new), ("CLOSED", &change.closed)] {
        if !gaps.is_empty() {
            writeln!(output, "\n{title} ({})", gaps.len())?;
            gaps.iter().try_for_each(|gap| line(gap, output))?;
        }
    }
    Ok(())
}

/// A gap in a line, and where its test belongs.
fn line(gap: &ChangedGap<'_>, output: &mut dyn Write) -> io::Result<()> {
    let place = format!("{}:{}", gap.file.path, gap.line());
    writeln!(
        output,
        "{}  {}",
        printable(&place),
        printable(&sentence(gap))
    )?;
    let test = gap.score.and_then(|score| score.suggested_test.as_deref());
    match test.filter(|_| gap.why != super::Why::Tested) {
        Some(test) => writeln!(output, "    a test of it belongs in {}", printable(test)),
        None => Ok(()),
    }
}

/// What is said of a gap, without its place.
pub(in crate::report) fn sentence(gap: &ChangedGap<'_>) -> String {
    let subject = match gap.symbol {
        Some(symbol) => format!("`{}`", symbol.name),
        None => "the file".to_owned(),
    };
    let mut text = format!("{subject} {}", gap.why.words_of(gap.symbol.is_some()));
    if !gap.functions.is_empty() {
        let names: Vec<&str> = gap.functions.iter().take(FEW).copied().collect();
        let more = gap.functions.len() - names.len();
        let more = match more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        text.push_str(&format!(" ({}{more})", names.join(", ")));
    }
    text
}
