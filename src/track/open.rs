//! Which gaps are open: those that nobody accepted, and those of which the acceptance is past. One
//! rule for every list and every figure.

use rustc_hash::FxHashSet;

use super::marks::Marks;
use crate::model::{Component, File, Mark, MarkKey, MarkState, Priority, Project};

impl Marks {
    /// Whether people let a file stay without tests, today (in UTC; the last day counts).
    pub fn accepts(&self, path: &str) -> bool {
        let key = MarkKey {
            path: path.to_owned(),
            symbol: None,
        };
        self.get(&key)
            .is_some_and(|mark| mark.state == Some(MarkState::Accepted) && !self.is_past(mark))
    }

    /// Whether a mark was an acceptance that holds no more.
    pub fn is_past(&self, mark: &Mark) -> bool {
        let until = mark.until.as_deref();
        // Days of this form sort by time.
        mark.state == Some(MarkState::Accepted) && until.is_some_and(|until| until < self.today())
    }

    /// Whether a file is a gap that nobody accepted.
    pub fn is_open(&self, file: &File) -> bool {
        file.is_gap() && !self.accepts(&file.path)
    }

    /// The paths of all files that may stay without tests today.
    pub fn accepted(&self) -> impl Iterator<Item = &str> {
        self.iter()
            .filter(|(key, mark)| {
                key.symbol.is_none()
                    && mark.state == Some(MarkState::Accepted)
                    && !self.is_past(mark)
            })
            .map(|(key, _)| key.path.as_str())
    }
}

/// Counts the open gaps of every component by priority, and the accepted ones.
pub fn count_open(project: &mut Project, marks: &Marks) {
    let accepted: FxHashSet<&str> = marks.accepted().collect();
    let mut components: Vec<Component> = project.components.to_vec();
    for component in &mut components {
        component.gaps = [0; 4];
        component.accepted = 0;
    }
    for (file, score) in project.files.iter().zip(project.scores.iter()) {
        let column = Priority::ALL
            .iter()
            .position(|priority| score.priority == Some(*priority));
        let Some(column) = column.filter(|_| file.is_gap()) else {
            continue;
        };
        let is_accepted = accepted.contains(&*file.path);
        let mut at = file.component;
        while let Some(component) = at.and_then(|id| components.get_mut(id.0 as usize)) {
            if is_accepted {
                component.accepted += 1;
            } else if let Some(count) = component.gaps.get_mut(column) {
                *count += 1;
            }
            at = component.parent;
        }
    }
    project.components = components.into();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(until: Option<&str>) -> Mark {
        Mark {
            state: Some(MarkState::Accepted),
            by: None,
            at: "2026-01-05T00:00:00Z".to_owned(),
            note: Some("why".to_owned()),
            until: until.map(str::to_owned),
            verified: false,
        }
    }

    #[test]
    fn an_acceptance_holds_to_the_end_of_its_last_day() {
        let check = |until: Option<&str>, today: &str, expect: bool| {
            let key = MarkKey {
                path: "a.py".to_owned(),
                symbol: None,
            };
            let mut marks = Marks::default();
            marks.apply(&[(key, Some(accepted(until)))]);
            marks.turn_to(today);
            assert_eq!(marks.accepts("a.py"), expect, "{until:?} {today}");
            assert_eq!(marks.accepted().count(), usize::from(expect));
            assert!(!marks.accepts("b.py"));
        };
        check(None, "2026-01-05", true);
        check(Some("2026-01-06"), "2026-01-05", true);
        check(Some("2026-01-05"), "2026-01-05", true);
        check(Some("2026-01-04"), "2026-01-05", false);
        check(Some("2025-12-31"), "2026-01-01", false);
    }
}
