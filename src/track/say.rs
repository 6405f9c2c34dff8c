//! What a mark says once somebody has said something of a gap: one rule for the interface and the
//! command line.

use super::verdict::is_tested;
use crate::model::{File, Mark, MarkKey, MarkState};

/// Who says something, and when.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// Their name.
    pub by: Option<String>,
    /// The moment in UTC, RFC 3339 with seconds.
    pub at: String,
}

impl Speaker {
    /// The mark of somebody who is at it, or will be; the note stays.
    pub fn plans(&self, before: Option<&Mark>, state: MarkState) -> Mark {
        self.mark(before, Some(state))
    }

    /// The mark of somebody who wrote tests; the note stays.
    pub fn is_done(&self, before: Option<&Mark>, is_tested: bool) -> Mark {
        Mark {
            verified: is_tested,
            ..self.mark(before, Some(MarkState::Done))
        }
    }

    /// The mark on what stays without tests for a reason, maybe until a day.
    pub fn accepts(&self, reason: &str, until: Option<&str>) -> Mark {
        Mark {
            note: Some(reason.to_owned()),
            until: until.map(str::to_owned),
            ..self.mark(None, Some(MarkState::Accepted))
        }
    }

    /// The mark with another note, or with none where the text is empty; what else it says stays.
    pub fn notes(&self, before: Option<&Mark>, text: &str) -> Option<Mark> {
        let before = before.cloned().unwrap_or_else(|| self.mark(None, None));
        let mark = Mark {
            note: (!text.is_empty()).then(|| text.to_owned()),
            by: self.by.clone(),
            at: self.at.clone(),
            ..before
        };
        (mark.state.is_some() || mark.note.is_some()).then_some(mark)
    }

    /// The mark of what is open again: its note, if there is one.
    pub fn opens_again(&self, before: Option<&Mark>) -> Option<Mark> {
        let mark = self.mark(before, None);
        mark.note.is_some().then_some(mark)
    }

    fn mark(&self, before: Option<&Mark>, state: Option<MarkState>) -> Mark {
        Mark {
            state,
            by: self.by.clone(),
            at: self.at.clone(),
            note: before.and_then(|mark| mark.note.clone()),
            until: None,
            verified: false,
        }
    }
}

/// The key of a file or of one of its symbols, and whether a scan has seen tests that run it.
pub fn key_of(file: &File, symbol: Option<u32>) -> Option<(MarkKey, bool)> {
    let symbol = match symbol {
        None => None,
        Some(at) => Some(file.symbols.get(at as usize)?.name.to_string()),
    };
    let is_tested = is_tested(file, symbol.as_deref());
    let path = file.path.to_string();
    Some((MarkKey { path, symbol }, is_tested))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker() -> Speaker {
        Speaker {
            by: Some("Ann".to_owned()),
            at: "2026-01-05T00:00:00Z".to_owned(),
        }
    }

    #[test]
    fn a_note_stays_whatever_else_is_said() {
        let noted = speaker().notes(None, "why").unwrap();
        assert_eq!(noted.state, None);
        let done = speaker().is_done(Some(&noted), true);
        assert_eq!(done.note.as_deref(), Some("why"));
        assert!(done.verified);
        let doing = speaker().plans(Some(&done), MarkState::Doing);
        assert_eq!(doing.note.as_deref(), Some("why"));
        assert!(!doing.verified);
        assert_eq!(speaker().opens_again(Some(&doing)), Some(noted));
    }

    #[test]
    fn what_says_nothing_is_no_mark() {
        let done = speaker().is_done(None, false);
        assert_eq!(speaker().opens_again(Some(&done)), None);
        let noted = speaker().notes(None, "why").unwrap();
        assert_eq!(speaker().notes(Some(&noted), ""), None);
        let still = speaker().notes(Some(&done), "");
        assert_eq!(still.and_then(|mark| mark.state), Some(MarkState::Done));
    }

    #[test]
    fn an_acceptance_has_its_own_reason_and_day() {
        let mark = speaker().accepts("thin", Some("2027-01-31"));
        assert_eq!(mark.state, Some(MarkState::Accepted));
        assert_eq!(mark.note.as_deref(), Some("thin"));
        assert_eq!(mark.until.as_deref(), Some("2027-01-31"));
        assert_eq!(mark.by.as_deref(), Some("Ann"));
    }
}
