//! What a mark looks like: its sign and its words.

use ratatui::style::Style;

use super::theme::{NOTE, REGRESSED, Theme};
use crate::model::{Mark, MarkKey, MarkState, Project, Verdict};
use crate::track::{Marks, verdict};

/// The mark on a whole file.
pub(crate) fn of_file<'m>(marks: &'m Marks, path: &str) -> Option<&'m Mark> {
    marks.get(&MarkKey {
        path: path.to_owned(),
        symbol: None,
    })
}

/// A mark with what the scan says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged<'m> {
    /// The mark.
    pub(crate) mark: &'m Mark,
    /// What the scan says.
    pub(crate) verdict: Option<Verdict>,
    /// Whether it was an acceptance that holds no more.
    is_past: bool,
}

impl<'m> Judged<'m> {
    /// The mark on a file or symbol.
    pub(crate) fn find(project: &Project, marks: &'m Marks, key: &MarkKey) -> Option<Self> {
        let mark = marks.get(key)?;
        Some(Self {
            mark,
            verdict: verdict(project, key, mark),
            is_past: marks.is_past(mark),
        })
    }

    /// Its sign.
    pub(crate) fn sign(&self, theme: &Theme) -> (&'static str, Style) {
        match (self.mark.state, self.verdict) {
            (_, Some(Verdict::Regressed)) => (REGRESSED, theme.bad()),
            (Some(MarkState::Done), Some(Verdict::Verified)) => {
                (theme.glyphs.verified, theme.good())
            }
            (Some(MarkState::Done), _) => (theme.glyphs.claimed, theme.text()),
            (Some(MarkState::Todo), _) => (theme.glyphs.open, theme.accent()),
            (Some(MarkState::Doing), _) => (theme.glyphs.doing, theme.accent()),
            (Some(MarkState::Accepted), _) if self.is_past => (theme.glyphs.open, theme.bad()),
            (Some(MarkState::Accepted), _) => (theme.glyphs.dash, theme.dim()),
            (None, _) => (NOTE, theme.dim()),
        }
    }

    /// Its words: `done, verified`.
    pub(crate) fn words(&self) -> String {
        let state = self.mark.state.map_or("note", MarkState::word);
        if let Some(until) = self.mark.until.as_deref().filter(|_| self.is_past) {
            return format!("{state} until {until}, which is past: open again");
        }
        match self.verdict {
            Some(Verdict::Claimed) => format!("{state}: claimed, no test found"),
            Some(Verdict::Regressed) => format!("{state}, but its test is gone"),
            Some(verdict) => format!("{state}, {}", verdict.word()),
            None => state.to_owned(),
        }
    }
}
