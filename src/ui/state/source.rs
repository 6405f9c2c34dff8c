//! The file that is being read, line by line.

use std::sync::Arc;

use super::is_shown;
use crate::model::{File, Project, Symbol};
use crate::ui::source::Text;
use crate::ui::widget::Cursor;

/// How far the file is there.
#[derive(Debug, Default)]
pub(crate) enum Content {
    /// It is being read.
    #[default]
    Awaited,
    /// It is there.
    Ready(Text),
    /// It cannot be shown, and why.
    Failed(String),
}

/// The file that is being read.
#[derive(Debug, Default)]
pub(crate) struct Source {
    /// Which file, relative to the root.
    pub(crate) path: Option<Arc<str>>,
    /// What is in it.
    pub(crate) content: Content,
    /// The selected line, from 0.
    pub(crate) cursor: Cursor,
    /// First visible column.
    pub(crate) column: usize,
    /// What is looked for in it.
    pub(crate) query: String,
    /// The line from which it is looked for.
    pub(crate) from: usize,
    /// On how many lines it stands.
    pub(crate) matches: usize,
    /// For each line from 0, the innermost function that it belongs to.
    owners: Vec<Option<u32>>,
    /// Lines from 0 on which functions begin that no test runs.
    gaps: Vec<usize>,
    /// Number of these functions; some begin on one line.
    functions: usize,
}

impl Source {
    /// Turns to a file; what is in it comes later.
    pub(crate) fn open(&mut self, project: &Project, path: Arc<str>, line: u32) {
        if self.path.as_ref() != Some(&path) {
            *self = Self {
                path: Some(path),
                ..Self::default()
            };
        }
        let row = (line as usize).saturating_sub(1);
        self.cursor = Cursor {
            selected: row,
            // The start of a function is worth more with what stands above it.
            offset: row.saturating_sub(3),
        };
        self.rebuild(project);
    }

    /// Its lines; none until it is read.
    pub(crate) fn text(&self) -> Option<&Text> {
        match &self.content {
            Content::Ready(text) => Some(text),
            Content::Awaited | Content::Failed(_) => None,
        }
    }

    /// Number of lines. While it is being read, what the scan counted keeps the selection.
    pub(crate) fn len(&self) -> usize {
        match &self.content {
            Content::Ready(text) => text.lines.len(),
            Content::Awaited => self.owners.len(),
            Content::Failed(_) => 0,
        }
    }

    /// The selected line, from 1.
    pub(crate) fn line(&self) -> u32 {
        u32::try_from(self.cursor.selected.saturating_add(1)).unwrap_or(u32::MAX)
    }

    /// The innermost function that a line from 0 belongs to.
    pub(crate) fn owner(&self, row: usize) -> Option<u32> {
        self.owners.get(row).copied().flatten()
    }

    /// The next line after the selected one, or before it, on which a gap begins.
    pub(crate) fn gap(&self, is_next: bool) -> Option<usize> {
        let here = self.cursor.selected;
        if is_next {
            self.gaps.iter().copied().find(|row| *row > here)
        } else {
            self.gaps.iter().rev().copied().find(|row| *row < here)
        }
    }

    /// Number of functions that no test runs.
    pub(crate) fn gaps(&self) -> usize {
        self.functions
    }

    /// The next line after `from`, or before it, in which the query stands; all around the file.
    pub(crate) fn found(&self, from: usize, is_next: bool) -> Option<usize> {
        let lines = &self.text()?.lines;
        let is_found = |row: &usize| {
            lines
                .get(*row)
                .is_some_and(|line| find(&line.text, &self.query).is_some())
        };
        let len = lines.len();
        let from = from.min(len);
        if is_next {
            (from..len).chain(0..from).find(is_found)
        } else {
            (0..from).rev().chain((from..len).rev()).find(is_found)
        }
    }

    /// Counts the lines on which the query stands, for another query or content.
    pub(crate) fn count_matches(&mut self) {
        let lines = self.text().map_or(&[][..], |text| &text.lines);
        let found = lines
            .iter()
            .filter(|line| find(&line.text, &self.query).is_some());
        self.matches = found.count();
    }

    /// Works out which function each line belongs to, for another snapshot.
    pub(crate) fn rebuild(&mut self, project: &Project) {
        let path = self.path.as_ref();
        let file = path.and_then(|path| project.file(project.find(path)?));
        let Some(file) = file else {
            self.owners.clear();
            self.gaps.clear();
            self.functions = 0;
            return;
        };
        self.owners = owners(file);
        self.gaps = shown(file)
            .filter(|(at, _)| file.is_symbol_gap(*at))
            .map(|(_, symbol)| (symbol.start as usize).saturating_sub(1))
            .collect();
        self.functions = self.gaps.len();
        self.gaps.sort_unstable();
        self.gaps.dedup();
    }
}

/// Where a text stands in another; capitals count only where the text has some.
pub(crate) fn find(text: &str, query: &str) -> Option<std::ops::Range<usize>> {
    if query.is_empty() {
        return None;
    }
    if query.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let at = text.find(query)?;
        return Some(at..at + query.len());
    }
    let (text, query) = (text.as_bytes(), query.as_bytes());
    let at = text
        .windows(query.len())
        .position(|window| window.eq_ignore_ascii_case(query))?;
    Some(at..at + query.len())
}

/// The functions of a file.
fn shown(file: &File) -> impl Iterator<Item = (u32, &Symbol)> {
    (0..)
        .zip(file.symbols.iter())
        .filter(|(_, symbol)| is_shown(symbol))
}

/// For each line, the innermost function. One pass: hostile files nest thousands of them.
fn owners(file: &File) -> Vec<Option<u32>> {
    let mut starts: Vec<(u32, u32, u32)> = shown(file)
        .map(|(at, symbol)| (symbol.start, symbol.end, at))
        .collect();
    // Of two that begin on one line, the shorter one is the inner one.
    starts.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut starts = starts.into_iter().peekable();
    let mut open: Vec<(u32, u32)> = Vec::new();
    let mut owners = Vec::new();
    for line in 1..=file.lines.total {
        while let Some((_, end, at)) = starts.next_if(|(start, ..)| *start <= line) {
            open.push((end, at));
        }
        while open.last().is_some_and(|(end, _)| *end < line) {
            open.pop();
        }
        owners.push(open.last().map(|(_, at)| *at));
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    const DEPLOY: &str = "satellite/agent/tasks/deploy.py";

    fn source() -> Source {
        let mut source = Source::default();
        source.open(&sample::project(), Arc::from(DEPLOY), 38);
        source
    }

    #[test]
    fn lines_know_their_function() {
        let project = sample::project();
        let file = project.file(project.find(DEPLOY).unwrap()).unwrap();
        let source = source();
        for (at, symbol) in shown(file) {
            assert_eq!(source.owner(symbol.start as usize - 1), Some(at));
            assert_eq!(source.owner(symbol.end as usize - 1), Some(at));
        }
        assert_eq!(source.owner(0), None);
        assert_eq!(source.owner(99_999), None);
    }

    #[test]
    fn gaps_are_gone_through_both_ways() {
        let mut source = source();
        assert_eq!(source.cursor.selected, 37);
        assert_eq!(source.gap(true), Some(121));
        assert_eq!(source.gap(false), None);
        source.cursor.selected = 170;
        assert_eq!(source.gap(true), None);
        assert_eq!(source.gap(false), Some(161));
    }

    #[test]
    fn searching_goes_all_around() {
        let mut source = source();
        source.content = Content::Ready(Text::new("a.py", "one\ntwo\nONE\n"));
        source.query = "one".to_owned();
        assert_eq!(source.found(1, true), Some(2));
        assert_eq!(source.found(3, true), Some(0));
        assert_eq!(source.found(0, false), Some(2));
        source.query = "One".to_owned();
        assert_eq!(source.found(0, true), None);
    }

    #[test]
    fn found_text_is_cut_at_whole_letters() {
        assert_eq!(find("größe", "ö"), Some(2..4));
        assert_eq!(find("größe", ""), None);
        assert_eq!(find("é", "ééé"), None);
    }
}
