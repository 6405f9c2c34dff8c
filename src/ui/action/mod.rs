//! Everything a user can do: the one table from which keys, footer, help and command palette
//! are made.
//!
//! To add an action, write its function in `update` and its row in the file of its category.

mod marking;
mod moving;
mod program;
mod showing;

use super::event::Effect;
use super::state::State;
use super::view::{View, ViewId};

/// What an action is about; groups the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Category {
    /// Moving about.
    Move,
    /// Choosing what is shown.
    Show,
    /// Saying something of a gap.
    Mark,
    /// Leaving for something else.
    Program,
}

impl Category {
    /// The heading in the help.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Move => "Finding the way",
            Self::Show => "Choosing what is shown",
            Self::Mark => "Marking and planning",
            Self::Program => "Program",
        }
    }
}

/// Whether an action can be run now, or why not.
pub(crate) type Availability = Result<(), &'static str>;

/// Something a user can do.
#[derive(Debug)]
pub(crate) struct Action {
    /// Permanent identity, by which users rebind it.
    pub(crate) id: &'static str,
    /// A word or two, as in the footer.
    pub(crate) title: &'static str,
    /// One sentence, as in the help.
    pub(crate) doc: &'static str,
    /// What it is about.
    pub(crate) category: Category,
    /// Keys, the one to be shown first.
    pub(crate) keys: &'static [&'static str],
    /// Where its keys work; everywhere if empty.
    pub(crate) views: &'static [ViewId],
    /// How early it stands in the footer; 0 for never.
    pub(crate) hint: u8,
    /// What it would do now, for the footer, where that is more than its title says.
    pub(crate) now: fn(&State) -> Option<&'static str>,
    /// The action that does the opposite, whose key stands beside its own in the footer.
    pub(crate) pair: Option<&'static str>,
    /// Whether it can be run now, or why not.
    pub(crate) available: fn(&State) -> Availability,
    /// Runs it.
    pub(crate) run: fn(&mut State) -> Vec<Effect>,
}

impl Action {
    /// Whether its keys work in a view.
    pub(crate) fn is_of(&self, view: ViewId) -> bool {
        self.views.is_empty() || self.views.contains(&view)
    }

    /// The views in which its keys work, in words.
    pub(crate) fn places(&self) -> String {
        let titles: Vec<&str> = self
            .views
            .iter()
            .map(|view| View::of(*view).title)
            .collect();
        match titles.as_slice() {
            [] => "every view".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    /// Whether there is a view in which the keys of both work.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        ViewId::ALL
            .iter()
            .any(|view| self.is_of(*view) && other.is_of(*view))
    }

    /// The action with this identity.
    pub(crate) fn by_id(id: &str) -> Option<&'static Self> {
        all().find(|action| action.id == id)
    }
}

fn always(_: &State) -> Availability {
    Ok(())
}

/// What most rows have in common.
const PLAIN: Action = Action {
    id: "",
    title: "",
    doc: "",
    category: Category::Move,
    keys: &[],
    views: &[],
    hint: 0,
    now: |_| None,
    pair: None,
    available: always,
    run: |_| Vec::new(),
};

/// All actions, by category.
static PARTS: [&[Action]; 4] = [moving::ROWS, showing::ROWS, marking::ROWS, program::ROWS];

/// All actions, by category.
pub(crate) fn all() -> impl Iterator<Item = &'static Action> {
    PARTS.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identities_are_unique_and_every_action_explains_itself() {
        let mut ids = BTreeSet::new();
        for action in all() {
            assert!(ids.insert(action.id), "{}", action.id);
            assert!(!action.title.is_empty(), "{}", action.id);
            assert!(action.doc.ends_with('.'), "{}", action.id);
            assert!(!action.keys.is_empty(), "{}", action.id);
        }
    }

    #[test]
    fn categories_stand_together() {
        assert!(all().is_sorted_by_key(|action| action.category));
    }
}
