//! Reads a written audit, whoever or whatever wrote it: headings give what stands below them a
//! scope and a stance, tables and lists name files, sentences count.

mod blocks;
mod columns;
mod day;
mod functions;
mod list;
pub(super) mod paths;
mod prose;
mod sentence;
mod table;
pub(super) mod words;

use self::blocks::{Block, Text, blocks};
use self::list::Item;
use super::{Document, Entry, Says, Section, Stance, Topic, Unread};
use crate::model::Priority;

/// Most entries that are read; what they claim is held against all files.
const MAX_ENTRIES: usize = 5_000;

/// Why claims are not read: none of their forms is known.
const NO_CLAIM: &str = "no claim that can be checked was recognised";

/// Why the end of a very long document is not read.
const TOO_MUCH: &str = "the document says too much";

/// Why a section is not read.
const ADVICE: &str = "not about which code has tests; what concerns the set-up, its checks answer";

/// Most letters of a line that are repeated.
const CLIP: usize = 100;

pub use day::latest_day;

/// Reads a document in Markdown.
pub fn read(text: &str) -> Document {
    let mut reader = Reader {
        document: Document {
            day: day::day(text),
            sections: vec![Section::default()],
            ..Document::default()
        },
        section: 0,
        is_fresh: false,
    };
    for block in blocks(text) {
        if reader.document.entries.len() >= MAX_ENTRIES {
            reader.unread(block.line(), "the rest of the document", TOO_MUCH);
            break;
        }
        reader.block(&block);
    }
    reader
        .document
        .phases
        .retain(|phase| !phase.steps.is_empty());
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    reader.advice(lines);
    reader.document
}

struct Reader {
    document: Document,
    /// Index of the section that is being read.
    section: usize,
    /// Whether the last entry came from a heading whose reason may follow.
    is_fresh: bool,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        let is_fresh = std::mem::take(&mut self.is_fresh);
        match block {
            Block::Heading(level, text) => self.heading(*level, text),
            Block::Paragraph(text) if text.is_label() => self.heading(7, text),
            Block::Paragraph(text) => self.paragraph(text, is_fresh),
            Block::Item {
                depth,
                number,
                ticked,
                text,
            } => self.item(&Item {
                depth: *depth,
                number: *number,
                ticked: *ticked,
                text,
            }),
            Block::Table { head, rows } => self.table(head, rows),
        }
    }

    fn heading(&mut self, level: u8, text: &Text) {
        let mut parent = Some(self.section);
        while let Some(index) = parent {
            let section = self.document.sections.get(index);
            if section.is_none_or(|section| section.level < level) {
                break;
            }
            parent = section.and_then(|section| section.parent);
        }
        let title = without_number(text.plain.trim().trim_end_matches(':')).to_owned();
        let paths = paths::paths(text);
        let (files, mut folders): (Vec<String>, Vec<String>) =
            paths.into_iter().partition(|path| paths::has_ending(path));
        folders.extend(paths::in_brackets(&text.plain));
        self.document.sections.push(Section {
            stance: stance_of(&title),
            title: title.clone(),
            level,
            parent,
            line: text.line,
            paths: folders,
        });
        self.section = self.document.sections.len() - 1;
        if words::is_phase(&title) && self.stance() != Some(Stance::Aside) {
            self.open_phase(&title, text.line);
        } else if !files.is_empty() && !self.is_plan_alone() {
            self.file_heading(text, files);
        } else {
            let title = without_rank(&title);
            self.counts(text.line, title, Some(subject_of(title)));
        }
    }

    /// A heading that is about files: what is below it says why.
    fn file_heading(&mut self, text: &Text, paths: Vec<String>) {
        let stance = self.stance().unwrap_or(Stance::Untested);
        let mut claims: Vec<Says> = Says::of(stance).into_iter().collect();
        let counted = prose::counts(&text.plain)
            .into_iter()
            .map(|count| count.says);
        claims.extend(counted.filter(|says| matches!(says, Says::Lines(_))));
        if claims.is_empty() {
            return;
        }
        self.document.entries.push(Entry {
            line: text.line,
            section: self.section,
            topic: Topic::Files,
            subject: clipped(text.plain.trim()),
            paths,
            noun: None,
            priority: self.priority(),
            rationale: None,
            target: None,
            claims,
        });
        self.is_fresh = true;
    }

    fn paragraph(&mut self, text: &Text, is_fresh: bool) {
        let first = text.plain.split(". ").next().unwrap_or_default().trim();
        if is_fresh
            && text.codes.is_empty()
            && let Some(entry) = self.document.entries.last_mut()
            && entry.rationale.is_none()
        {
            entry.rationale = Some(clipped(first));
        }
        if self.stance() == Some(Stance::Aside) {
            return;
        }
        if !self.keyed_lines(text) {
            self.sentences(text);
        }
    }

    /// Reads lines such as `**File**: main.py (358 LOC)` and `**Coverage**: 0%`.
    fn keyed_lines(&mut self, text: &Text) -> bool {
        let mut is_read = false;
        let mut offset = 0;
        for (index, line) in (0..).zip(text.plain.split('\n')) {
            let start = offset;
            offset += line.len() + 1;
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let codes = text
                .codes
                .iter()
                .filter(|(at, _)| (start..offset).contains(at));
            let part = Text {
                plain: value.to_owned(),
                codes: codes.map(|(_, code)| (0, code.clone())).collect(),
                line: text.line + index,
                ..Text::default()
            };
            match key.trim().to_lowercase().as_str() {
                "file" | "files" | "module" | "location" | "path" => {
                    let paths = paths::paths(&part);
                    if !paths.is_empty() {
                        self.file_heading(&part, paths);
                        is_read = true;
                    }
                }
                "test files" | "source files" | "tests" | "total tests" => {
                    let first = value.split_whitespace().next().unwrap_or_default();
                    let noun = key.trim().to_lowercase().replace("total ", "");
                    let line = text.line + index;
                    is_read |= self.counts(line, &format!("{first} {noun}"), None);
                }
                "coverage" | "current coverage" => {
                    let counted = prose::counts(&format!("coverage {value}"));
                    let section = self.section;
                    let entry = self.document.entries.last_mut();
                    if let Some(entry) = entry.filter(|entry| entry.section == section)
                        && entry.topic == Topic::Files
                    {
                        entry
                            .claims
                            .extend(counted.into_iter().map(|count| count.says));
                        is_read = true;
                    }
                }
                _ => {}
            }
        }
        is_read
    }

    fn stance_of_section(&self) -> Option<Stance> {
        self.document.sections.get(self.section)?.stance
    }

    /// What the headings say of what they list; the innermost one that says anything counts.
    fn stance(&self) -> Option<Stance> {
        let mut chain = self.document.chain(self.section);
        chain.find_map(|section| section.stance)
    }

    fn priority(&self) -> Option<Priority> {
        let mut chain = self.document.chain(self.section);
        chain.find_map(|section| words::priority_of_heading(&section.title))
    }

    /// Whether the section is part of a plan.
    fn is_plan(&self) -> bool {
        let mut chain = self.document.chain(self.section);
        chain.any(|section| words::is_plan(&section.title) || words::is_phase(&section.title))
    }

    /// Whether the section is part of a phase.
    fn is_plan_alone(&self) -> bool {
        let mut chain = self.document.chain(self.section);
        chain.any(|section| words::is_phase(&section.title))
    }

    fn unread(&mut self, line: u32, text: &str, reason: &'static str) {
        self.document.unread.push(Unread {
            line,
            text: clipped(text),
            reason,
        });
    }

    /// Lists the sections about something else than which code has tests, each with its last line,
    /// of a document of so many lines.
    fn advice(&mut self, lines: u32) {
        let document = &self.document;
        let is_aside = |section: &Section| section.stance == Some(Stance::Aside);
        let mut passed = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            let outer = section.parent.map(|parent| document.chain(parent));
            if !is_aside(section) || outer.is_some_and(|mut outer| outer.any(is_aside)) {
                continue;
            }
            let is_within = |inner: usize| document.is_within(inner, index);
            let is_read = document
                .entries
                .iter()
                .any(|entry| is_within(entry.section))
                || document.phases.iter().any(|phase| is_within(phase.section));
            let mut later = document.sections.iter().enumerate().skip(index + 1);
            let next = later.find(|(other, _)| !is_within(*other));
            let last = next.map_or(lines, |(_, next)| next.line.saturating_sub(1));
            if !is_read && last > section.line {
                let text = format!("{}, to line {last}", section.title);
                passed.push((section.line, text));
            }
        }
        for (line, text) in passed {
            self.unread(line, &text, ADVICE);
        }
    }
}

/// What a heading says of the tests of what it lists, by its count or by its words.
fn stance_of(title: &str) -> Option<Stance> {
    let counted = prose::counts(title)
        .into_iter()
        .find_map(|count| match count.says {
            Says::Share(part, _) if part.value() == 0.0 => Some(Stance::Untested),
            Says::Share(..) => Some(Stance::Tested),
            _ => None,
        });
    counted.or_else(|| words::stance(title))
}

/// A heading without the number that orders it: `3. Frontend`, `1A. Routes`.
fn without_number(title: &str) -> &str {
    match title.split_once(". ") {
        Some((number, rest))
            if number.len() <= 3 && number.starts_with(|first: char| first.is_ascii_digit()) =>
        {
            rest.trim_start()
        }
        _ => title,
    }
}

/// A heading without its `Priority 1:`.
fn without_rank(title: &str) -> &str {
    let rest = [": ", " — ", " – ", " - "]
        .iter()
        .filter_map(|mark| title.split_once(mark))
        .min_by_key(|(rank, _)| rank.len());
    match rest {
        Some((rank, rest)) if words::priority_of_heading(rank).is_some() => rest,
        _ => title,
    }
}

/// What a heading with a count is about: what stands before the bracket or the dash.
fn subject_of(title: &str) -> String {
    let end = [" (", " - ", " — ", " – ", ": "]
        .iter()
        .filter_map(|end| title.find(end))
        .min();
    let subject = end.and_then(|end| title.get(..end)).unwrap_or(title);
    subject.trim().to_owned()
}

/// The start of a text, on one line.
fn clipped(text: &str) -> String {
    let text = text.trim().replace('\n', " ");
    match text.char_indices().nth(CLIP) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}

#[cfg(test)]
mod tests;
