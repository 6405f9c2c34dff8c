//! The text of `marks.toml` as a whole, read line by line.

use std::collections::BTreeMap;
use std::path::Path;

use super::line::{self, Line};
use crate::error::{Document, Error, read_text};
use crate::model::{Mark, MarkKey, Warning};

/// The version of the file that we write.
const VERSION: i64 = 1;

/// What a new file starts with.
const HEADER: &str = "\
# What people say of gaps, one line for each file or symbol. Lacuna writes this file; it is
# meant to be committed, and git merges it line by line.";

/// Most broken lines that are told of one by one.
const MAX_TOLD: usize = 5;

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Comments at the start of the file.
    head: Vec<String>,
    /// Comments above the line of an item.
    above: BTreeMap<MarkKey, Vec<String>>,
    /// Comments with no line below them.
    tail: Vec<String>,
    version: i64,
    pub(super) entries: BTreeMap<MarkKey, Line>,
}

impl Kept {
    /// Reads a file; a missing one holds nothing.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let (kept, broken) = Self::read_in_part(path)?;
        broken.first().map_or(Ok(kept), Err)
    }

    /// The same where some lines are broken: what the others say.
    pub(super) fn read_in_part(path: &Path) -> Result<(Self, Broken), Error> {
        match read_text("marks", path)? {
            Some(text) => Ok(Self::parse(path, &text)),
            None => {
                let kept = Self {
                    head: HEADER.lines().map(str::to_owned).collect(),
                    ..Self::default()
                };
                Ok((kept, Broken::default()))
            }
        }
    }

    /// Reads the text of a file, as far as it goes.
    pub(super) fn parse(path: &Path, text: &str) -> (Self, Broken) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = Document::new("marks", path, text);
        let mut broken = Broken::default();
        let mut kept = Self {
            version: version(&document, text, &mut broken),
            ..Self::default()
        };
        // What stands above a line goes with it.
        let mut comments = Vec::new();
        for (offset, line) in lines(text) {
            let is_start = kept.entries.is_empty();
            if line.trim_start().starts_with('#') {
                if is_start && HEADER.lines().any(|ours| ours == line) {
                    kept.head.append(&mut comments);
                    kept.head.push(line.to_owned());
                } else {
                    comments.push(line.to_owned());
                }
            } else if is_version(line) || line.trim().is_empty() && is_start {
                kept.head.append(&mut comments);
            } else if !line.trim().is_empty()
                && let Some(key) = kept.read_line(&document, offset, line, &mut broken)
                && !comments.is_empty()
            {
                kept.above.entry(key).or_default().append(&mut comments);
            }
        }
        kept.tail = comments;
        (kept, broken)
    }

    /// Reads a line; answers with what it is about.
    fn read_line(
        &mut self,
        document: &Document,
        offset: usize,
        line: &str,
        broken: &mut Broken,
    ) -> Option<MarkKey> {
        if ["<<<<<<<", "=======", ">>>>>>>"]
            .iter()
            .any(|mark| line.starts_with(mark))
        {
            let hint = "remove the marker and keep the lines of both sides; of two lines for one \
                        item the newer counts";
            let hint = Some(hint.to_owned());
            broken.add(|| document.error(offset, "a merge that was not finished", hint));
            return None;
        }
        match Line::parse(line) {
            Ok((key, line)) => {
                line::insert(&mut self.entries, key.clone(), line);
                return Some(key);
            }
            // A newer Lacuna may say things that we do not understand.
            Err(_) if self.version > VERSION => {}
            Err(problem) => broken.add(|| problem.at(document, offset)),
        }
        None
    }

    /// Refuses a file whose content we could lose.
    pub(super) fn writable(self, path: &Path) -> Result<Self, Error> {
        if self.version <= VERSION {
            return Ok(self);
        }
        Err(Error::Usage {
            message: format!(
                "`{}` was written by a newer Lacuna (version {} of the file; this one writes {VERSION})",
                path.display(),
                self.version
            ),
            hint: Some("update Lacuna; until then marks can be read but not set".to_owned()),
        })
    }

    /// Whether the file says nothing of anybody's without its entries: only what we begin one with.
    pub(super) fn is_ours_alone(&self) -> bool {
        let is_header = self.head.iter().map(String::as_str).eq(HEADER.lines());
        is_header && self.above.is_empty() && self.tail.is_empty()
    }

    /// The file's text with these entries, each below its comments. Those of a line that is not
    /// there any more stand at the end: nobody's words are thrown away.
    pub(super) fn render(&self, entries: &BTreeMap<MarkKey, Line>) -> String {
        let mut text = String::new();
        let mut add = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        self.head.iter().for_each(|line| add(line));
        add(&format!("version = {VERSION}"));
        for (key, line) in entries {
            self.above
                .get(key)
                .into_iter()
                .flatten()
                .for_each(|line| add(line));
            add(&line.text);
        }
        let of_others = self
            .above
            .iter()
            .filter(|(key, _)| !entries.contains_key(key));
        let of_others = of_others.flat_map(|(_, lines)| lines);
        of_others.chain(&self.tail).for_each(|line| add(line));
        text
    }
}

/// Lines that say nothing that can be read.
#[derive(Debug, Default)]
pub(super) struct Broken {
    told: Vec<Error>,
    count: usize,
}

impl Broken {
    /// Adds one. To tell its place takes as long as the text before it is, so that it is done for
    /// few only.
    fn add(&mut self, error: impl FnOnce() -> Error) {
        if self.count < MAX_TOLD {
            self.told.push(error());
        }
        self.count += 1;
    }

    /// The error that ends a command which needs all of the file.
    fn first(self) -> Option<Error> {
        self.told.into_iter().next()
    }

    /// What is said of them by a command that needs no mark; messages call the file `shown`.
    pub(super) fn warnings(&self, shown: &str) -> Vec<Warning> {
        let told = self.told.iter().map(|error| left_out(error, shown));
        let rest = self.count.saturating_sub(self.told.len());
        let rest = (rest > 0).then(|| Warning {
            path: shown.into(),
            message: format!("{rest} more lines are left out").into(),
        });
        told.chain(rest).collect()
    }
}

/// What is said of something that could not be read, by a command that needs no mark.
pub(super) fn left_out(error: &Error, shown: &str) -> Warning {
    let message = match error {
        Error::Invalid { message, .. } => message.clone(),
        error => error.to_string(),
    };
    let message = format!("{message}: left out, and no mark can be set until it is mended");
    Warning {
        path: shown.into(),
        message: message.into(),
    }
}

/// Whether a mark says more than when it was set.
pub(super) fn says_something(mark: &Mark) -> bool {
    mark.state.is_some() || mark.note.is_some()
}

/// Lines with the byte at which they start, without their ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// Keys of marks are always quoted, so that a file called `version` can have one.
fn is_version(line: &str) -> bool {
    line.split_once('=')
        .is_some_and(|(key, _)| key.trim() == "version")
}

/// The newest version that a line states; a merge may leave several.
fn version(document: &Document, text: &str, broken: &mut Broken) -> i64 {
    let mut newest = 0;
    for (offset, line) in lines(text).filter(|(_, line)| is_version(line)) {
        match line.parse::<toml::Table>() {
            Err(error) => broken.add(|| document.toml_error(offset, &error)),
            Ok(parsed) => match parsed.get("version").and_then(toml::Value::as_integer) {
                Some(stated) => newest = newest.max(stated),
                None => broken.add(|| document.error(offset, "`version` is not a number", None)),
            },
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Kept, Error> {
        let (kept, broken) = Kept::parse(Path::new("marks.toml"), text);
        broken.first().map_or(Ok(kept), Err)
    }

    #[test]
    fn of_two_lines_for_one_item_the_newer_counts_in_any_order() {
        let older = "\"a\" = { at = \"2026-01-05T00:00:00Z\", note = \"old\" }\n";
        let twin = "\"a\" = { at = \"2026-01-05T00:00:00Z\", note = \"tie\" }\n";
        let newest = "\"a\" = { at = \"2026-01-06T01:00:00+02:00\", note = \"new\" }\n";
        let check = |lines: &[&str], expect: &str| {
            let kept = parse(&lines.concat()).unwrap();
            let notes: Vec<_> = kept.entries.values().map(|line| &line.mark.note).collect();
            assert_eq!(notes, [&Some(expect.to_owned())]);
        };
        check(&[older, newest, "version = 1\n"], "new");
        check(&["version = 1\n", newest, older, "version = 1\n"], "new");
        check(&[older, twin], "tie");
        check(&[twin, older], "tie");
    }

    #[test]
    fn unchanged_lines_and_comments_are_written_as_they_were_read() {
        let text = "# ours\n# 2nd\nversion = 1\n'a'={at=2026-01-05T00:00:00Z,note='x'} # why\n";
        let kept = parse(&format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
        assert_eq!(kept.render(&kept.entries), text);
    }

    #[test]
    fn a_comment_may_be_indented() {
        let text = "  # ours\n\t# 2nd\nversion = 1\n";
        let kept = parse(text).unwrap();
        assert_eq!(kept.render(&kept.entries), text);
    }

    #[test]
    fn a_comment_stays_with_the_line_below_it() {
        let item = |name: &str| {
            format!("\"{name}\" = {{ at = \"2026-01-05T00:00:00Z\", note = \"x\" }}\n")
        };
        let (a, b) = (item("a"), item("b"));
        let text = format!("# ours\nversion = 1\n# of a\n# more\n{a}# of b\n{b}# end\n");
        let mut kept = parse(&text).unwrap();
        assert_eq!(kept.render(&kept.entries), text);
        let key = kept.entries.keys().next().unwrap().clone();
        let line = kept.entries.remove(&key).unwrap();
        let without = format!("# ours\nversion = 1\n# of b\n{b}# of a\n# more\n# end\n");
        assert_eq!(kept.render(&kept.entries), without);
        kept.entries.insert(key, line);
        assert_eq!(kept.render(&kept.entries), text);
        // What git merged from two branches is in any order.
        let merged = format!("# ours\nversion = 1\n# of b\n{b}# of a\n# more\n{a}# end\n");
        let kept = parse(&merged).unwrap();
        assert_eq!(kept.render(&kept.entries), text);
        assert!(!kept.is_ours_alone());
    }

    #[test]
    fn the_header_is_of_no_line() {
        let a = "\"a\" = { at = \"2026-01-05T00:00:00Z\", note = \"x\" }\n";
        let kept = parse(&format!("{HEADER}\n{a}")).unwrap();
        let expect = format!("{HEADER}\nversion = 1\n{a}");
        assert_eq!(kept.render(&kept.entries), expect);
        assert!(kept.is_ours_alone());
    }

    #[test]
    fn a_file_called_version_can_be_marked() {
        let text = "version = 1\n\"version\" = { at = \"2026-01-05T00:00:00Z\", note = \"x\" }\n";
        let kept = parse(text).unwrap();
        assert_eq!(kept.entries.keys().next().unwrap().path, "version");
    }

    #[test]
    fn a_newer_file_is_read_as_far_as_it_goes_but_not_written() {
        let text = "version = 2\nodd\n\"a\" = { at = \"2026-01-05T00:00:00Z\", note = \"x\" }\n";
        let kept = parse(text).unwrap();
        assert_eq!(kept.entries.len(), 1);
        let error = kept.writable(Path::new("marks.toml")).unwrap_err();
        assert!(
            error.to_string().contains("written by a newer Lacuna"),
            "{error}"
        );
        assert!(error.hint().is_some());
    }

    #[test]
    fn wrong_lines_tell_line_and_column() {
        let check = |text: &str, expect: &str| {
            let message = parse(text).unwrap_err().to_string();
            assert_eq!(message, format!("cannot read marks `marks.toml`: {expect}"));
        };
        check(
            "version = 1\n<<<<<<< HEAD\n",
            "a merge that was not finished at line 2, column 1",
        );
        check(
            "version = 'x'\n",
            "`version` is not a number at line 1, column 1",
        );
        check(
            "# é\n\"é\" = { note = \"x\" }\n",
            "missing key `at` at line 2, column 7",
        );
    }

    #[test]
    fn lines_beside_broken_ones_are_read() {
        let good = "\"a\" = { at = \"2026-01-05T00:00:00Z\", note = \"x\" }\n";
        let text = format!("version = 1\n<<<<<<< HEAD\n{good}\"b\" = \n");
        let (kept, broken) = Kept::parse(Path::new("marks.toml"), &text);
        assert_eq!(kept.entries.len(), 1);
        let warnings = broken.warnings("shown");
        let told: Vec<&str> = warnings.iter().map(|one| &*one.message).collect();
        assert_eq!(
            told[0],
            "a merge that was not finished at line 2, column 1: left out, and no mark can be set until \
             it is mended"
        );
        assert!(told[1].contains(" at line 4, column "), "{told:?}");
        assert_eq!(told.len(), 2);
        let text = format!("{}{good}", "x\n".repeat(100));
        let (kept, broken) = Kept::parse(Path::new("marks.toml"), &text);
        assert_eq!(kept.entries.len(), 1);
        let warnings = broken.warnings("shown");
        assert_eq!(warnings.len(), MAX_TOLD + 1);
        assert_eq!(&*warnings[MAX_TOLD].message, "95 more lines are left out");
    }

    #[test]
    fn deeply_nested_lines_are_an_error() {
        for open in ["[", "{ a = "] {
            let text = format!("\"a\" = {{ x = {}\n", open.repeat(100_000));
            assert!(parse(&text).is_err());
        }
    }
}
