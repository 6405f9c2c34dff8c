//! `lacuna done`, `undo`, `accept` and `note`: what the interface says of gaps, from the command
//! line.

use std::path::PathBuf;

use clap::Args;

use super::subject::Asked;
use crate::error::Error;
use crate::model::{FileKind, Mark, MarkKey, Verdict, printable};
use crate::track::{self, Change, Marks, Speaker};

/// What the commands are about.
#[derive(Debug, Args)]
struct Subjects {
    /// Files, and symbols or lines in them: `src/auth.py`, `src/auth.py#Login.check`
    #[arg(value_name = "PATH[#SYMBOL|:LINE]", required = true)]
    subjects: Vec<String>,

    #[command(flatten)]
    scan: How,
}

/// How the tree is scanned.
#[derive(Debug, Args)]
struct How {
    /// Use an embedded profile below the project's own configuration (`luml`)
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Coverage report, or a folder of them, beside those in the usual places; may be repeated
    #[arg(long, value_name = "PATH")]
    coverage: Vec<PathBuf>,
}

/// Arguments of `done`.
#[derive(Debug, Args)]
pub(super) struct Done {
    #[command(flatten)]
    what: Subjects,
}

/// Arguments of `undo`.
#[derive(Debug, Args)]
pub(super) struct Undo {
    #[command(flatten)]
    what: Subjects,
}

/// Arguments of `accept`.
#[derive(Debug, Args)]
pub(super) struct Accept {
    #[command(flatten)]
    what: Subjects,

    /// Why they stay without tests
    #[arg(long, short, value_name = "TEXT", value_parser = reason)]
    reason: String,

    /// Last day on which that holds, YYYY-MM-DD; without it, it always does
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<String>,
}

/// Arguments of `note`.
#[derive(Debug, Args)]
pub(super) struct Note {
    /// A file, and a symbol or line in it
    #[arg(value_name = "PATH[#SYMBOL|:LINE]")]
    subject: String,

    /// The note; an empty one takes away what there was
    #[arg(value_name = "TEXT")]
    text: String,

    #[command(flatten)]
    scan: How,
}

fn reason(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("an acceptance needs a reason".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn day(text: &str) -> Result<String, String> {
    match text.parse::<jiff::civil::Date>() {
        Ok(day) if text.len() == "2026-01-05".len() => {
            let day = day.to_string();
            // Days and moments of this form sort by time.
            match track::now().get(..day.len()) {
                Some(today) if *day < *today => Err("that day is over".to_owned()),
                _ => Ok(day),
            }
        }
        _ => Err("a day is written as YYYY-MM-DD".to_owned()),
    }
}

pub(super) fn done(arguments: &Done) -> Result<(), Error> {
    say(&arguments.what, |speaker, before, is_tested| {
        Some(speaker.is_done(before, is_tested))
    })
}

pub(super) fn undo(arguments: &Undo) -> Result<(), Error> {
    say(&arguments.what, |speaker, before, _| {
        speaker.opens_again(before)
    })
}

pub(super) fn accept(arguments: &Accept) -> Result<(), Error> {
    say(&arguments.what, |speaker, _, _| {
        Some(speaker.accepts(&arguments.reason, arguments.until.as_deref()))
    })
}

pub(super) fn note(arguments: &Note) -> Result<(), Error> {
    let subjects = std::slice::from_ref(&arguments.subject);
    let text = arguments.text.trim();
    say_of(subjects, &arguments.scan, |speaker, before, _| {
        speaker.notes(before, text)
    })
}

/// What becomes of a mark: given who speaks, what it says by now, and whether tests lead there.
type Saying<'a> = dyn Fn(&Speaker, Option<&Mark>, bool) -> Option<Mark> + 'a;

fn say(
    what: &Subjects,
    saying: impl Fn(&Speaker, Option<&Mark>, bool) -> Option<Mark>,
) -> Result<(), Error> {
    say_of(&what.subjects, &what.scan, saying)
}

fn say_of(
    subjects: &[String],
    how: &How,
    saying: impl Fn(&Speaker, Option<&Mark>, bool) -> Option<Mark>,
) -> Result<(), Error> {
    let asked = Asked::of(subjects, how.profile.as_deref(), &how.coverage)?;
    let root = &asked.prepared.place.root;
    let changes = changes(&asked, &saying)?;
    let before = &asked.prepared.marks;
    let seen = track::seen_tested(&asked.project, before);
    let marks = Marks::save(root, &changes, &seen)?;
    let mut text = String::new();
    for (key, _) in &changes {
        text.push_str(&printable(&told(&asked, &marks, key)));
        text.push('\n');
    }
    if !marks.is_shared() {
        let place = format!("kept in {}", marks.location().display());
        text.push_str(&printable(&format!(
            "{place}, for you alone: the tree cannot be written to"
        )));
        text.push('\n');
    }
    super::print(text.as_bytes())
}

/// The changes of all that was named, each once. Only what can have a gap is marked.
fn changes(asked: &Asked, saying: &Saying<'_>) -> Result<Vec<Change>, Error> {
    let speaker = Speaker {
        by: track::author(&asked.prepared.place.root),
        at: track::now(),
    };
    let mut changes: Vec<Change> = Vec::new();
    for (id, symbol) in &asked.found {
        let Some(file) = asked.project.file(*id) else {
            continue;
        };
        let key = track::key_of(file, *symbol);
        let is_marked = |(key, _): &(MarkKey, bool)| asked.prepared.marks.get(key).is_some();
        // A mark on what is no source file any more can still be changed and taken away.
        if file.kind != FileKind::Source && !key.as_ref().is_some_and(is_marked) {
            return Err(Error::Usage {
                message: format!(
                    "`{}` is no source file: it is {}",
                    file.path,
                    file.kind.word()
                ),
                hint: Some("only files that can have gaps are marked".to_owned()),
            });
        }
        if let Some((key, is_tested)) = key
            && changes.iter().all(|(known, _)| *known != key)
        {
            let mark = saying(&speaker, asked.prepared.marks.get(&key), is_tested);
            changes.push((key, mark));
        }
    }
    Ok(changes)
}

/// What a mark says by now, in words.
fn told(asked: &Asked, marks: &Marks, key: &MarkKey) -> String {
    let subject = match &key.symbol {
        Some(symbol) => format!("{}#{symbol}", key.path),
        None => key.path.clone(),
    };
    let Some(mark) = marks.get(key) else {
        return format!("{subject}: not marked");
    };
    let mut words: Vec<String> = Vec::new();
    words.extend(mark.state.map(|state| state.word().to_owned()));
    words.extend(mark.until.as_ref().map(|day| format!("until {day}")));
    match track::verdict(&asked.project, key, mark) {
        Some(Verdict::Claimed) => words.push("no test leads there yet".to_owned()),
        Some(verdict) => words.push(verdict.word().to_owned()),
        None => {}
    }
    words.extend(mark.note.as_ref().map(|note| format!("note: {note}")));
    format!("{subject}: {}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_reasons_are_whole() {
        assert_eq!(day("9998-01-31").as_deref(), Ok("9998-01-31"));
        assert_eq!(day("2020-01-31"), Err("that day is over".to_owned()));
        assert!(day("2027-02-30").is_err());
        assert!(day("2027-01-31T10:00").is_err());
        assert_eq!(reason("  thin ").as_deref(), Ok("thin"));
        assert!(reason("  ").is_err());
    }
}
