//! Which key does what: the registry's defaults, and what the user made of them.

use std::collections::BTreeMap;
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, all};
use super::view::ViewId;

/// A key with its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// Names of keys that are no single letter; the first name of a key is the one shown.
const NAMES: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("return", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
    ("backspace", KeyCode::Backspace),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pageup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("pagedown", KeyCode::PageDown),
    ("insert", KeyCode::Insert),
    ("delete", KeyCode::Delete),
];

impl Key {
    /// Reads a key's name: `d`, `D`, `ctrl-r`, `shift-tab`, `f5`, `pgdn`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = name;
        while let Some((prefix, after)) = rest.split_once(['-', '+'])
            && !prefix.is_empty()
            && !after.is_empty()
        {
            modifiers |= match prefix.to_ascii_lowercase().as_str() {
                "ctrl" | "c" | "control" => KeyModifiers::CONTROL,
                "alt" | "a" | "meta" | "m" => KeyModifiers::ALT,
                "shift" | "s" => KeyModifiers::SHIFT,
                _ => return None,
            };
            rest = after;
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) => KeyCode::Char(letter),
            _ => named(&rest.to_ascii_lowercase())?,
        };
        Some(Self { code, modifiers }.normal())
    }

    /// The key of a terminal event.
    pub(crate) fn of(event: KeyEvent) -> Self {
        Self {
            code: event.code,
            modifiers: event.modifiers,
        }
        .normal()
    }

    /// One form for what terminals send in several: capitals without Shift, back-tab as
    /// Shift-Tab, and only the modifiers that we know.
    fn normal(mut self) -> Self {
        self.modifiers &= KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        if self.code == KeyCode::BackTab {
            self.code = KeyCode::Tab;
            self.modifiers |= KeyModifiers::SHIFT;
        }
        if let KeyCode::Char(letter) = self.code {
            if self.modifiers.contains(KeyModifiers::CONTROL) {
                self.code = KeyCode::Char(letter.to_ascii_lowercase());
            } else if self.modifiers.contains(KeyModifiers::SHIFT) {
                self.code = KeyCode::Char(letter.to_ascii_uppercase());
            }
            self.modifiers -= KeyModifiers::SHIFT;
        }
        self
    }

    /// The letter that the key types into a text, if any.
    pub(crate) fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(letter) if self.modifiers.is_empty() => Some(letter),
            _ => None,
        }
    }
}

fn named(name: &str) -> Option<KeyCode> {
    if let Some(number) = name.strip_prefix('f').and_then(|rest| rest.parse().ok()) {
        return (1..=24).contains(&number).then_some(KeyCode::F(number));
    }
    NAMES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, code)| *code)
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in [
            (KeyModifiers::CONTROL, "ctrl-"),
            (KeyModifiers::ALT, "alt-"),
            (KeyModifiers::SHIFT, "shift-"),
        ] {
            if self.modifiers.contains(modifier) {
                formatter.write_str(name)?;
            }
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return formatter.write_str(name);
        }
        match self.code {
            KeyCode::Char(letter) => write!(formatter, "{letter}"),
            KeyCode::F(number) => write!(formatter, "f{number}"),
            code => write!(formatter, "{code:?}"),
        }
    }
}

/// Keys with the actions they run.
#[derive(Debug, Clone)]
pub(crate) struct Keymap {
    bindings: Vec<(Key, &'static Action)>,
}

impl Keymap {
    /// The registry's keys with the user's in the place of those he changed; also says what is
    /// wrong with the user's.
    pub(crate) fn new(own: &BTreeMap<String, Vec<String>>) -> (Self, Vec<String>) {
        let mut complaints = Vec::new();
        let mut bindings: Vec<(Key, &'static Action)> = Vec::new();
        for id in own.keys() {
            if !all().any(|action| action.id == id) {
                complaints.push(format!("keys: there is no action `{id}`"));
            }
        }
        for action in all() {
            let names: Vec<&str> = match own.get(action.id) {
                Some(names) => names.iter().map(String::as_str).collect(),
                None => action.keys.to_vec(),
            };
            for name in names {
                match Key::parse(name) {
                    Some(key) => bindings.push((key, action)),
                    None => {
                        complaints.push(format!("keys: no key is called `{name}` ({})", action.id));
                    }
                }
            }
        }
        // What the user asked for goes before a default that it collides with.
        bindings.sort_by_key(|(_, action)| !own.contains_key(action.id));
        complaints.extend(conflicts(&bindings));
        (Self { bindings }, complaints)
    }

    /// What a key does in a view.
    pub(crate) fn action(&self, key: Key, view: ViewId) -> Option<&'static Action> {
        self.bindings
            .iter()
            .find(|(bound, action)| *bound == key && action.is_of(view))
            .map(|(_, action)| *action)
    }

    /// What a key does in other views.
    pub(crate) fn elsewhere(&self, key: Key) -> Option<&'static Action> {
        let mut bound = self.bindings.iter().filter(|(bound, _)| *bound == key);
        bound.next().map(|(_, action)| *action)
    }

    /// The keys of an action.
    pub(crate) fn keys_of(&self, action: &Action) -> impl Iterator<Item = Key> {
        self.bindings
            .iter()
            .filter(move |(_, bound)| bound.id == action.id)
            .map(|(key, _)| *key)
    }

    /// The first key of an action, as text.
    pub(crate) fn first_key(&self, action: &Action) -> Option<String> {
        self.keys_of(action).next().map(|key| key.to_string())
    }
}

/// Keys that do two things in one view.
fn conflicts(bindings: &[(Key, &'static Action)]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, (key, action)) in bindings.iter().enumerate() {
        for (other_key, other) in bindings.iter().skip(at + 1) {
            if key == other_key && action.id != other.id && action.meets(other) {
                found.push(format!(
                    "keys: `{key}` is bound to both `{}` and `{}`",
                    action.id, other.id
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(id: &str, keys: &[&str]) -> BTreeMap<String, Vec<String>> {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        BTreeMap::from([(id.to_owned(), keys)])
    }

    #[test]
    fn names_and_keys_go_both_ways() {
        for name in [
            "d",
            "D",
            "?",
            "-",
            "ctrl-r",
            "alt-x",
            "shift-tab",
            "f5",
            "pgdn",
            "space",
            "enter",
        ] {
            assert_eq!(Key::parse(name).unwrap().to_string(), name);
        }
        assert_eq!(Key::parse("shift-d"), Key::parse("D"));
        assert_eq!(Key::parse("C-R"), Key::parse("ctrl-r"));
        for name in ["", "hyper-x", "f99", "nonsense", "ctrl-"] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }

    #[test]
    fn terminals_may_send_shift_with_capitals() {
        let event = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Key::of(event), Key::parse("G").unwrap());
        let event = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Key::of(event), Key::parse("shift-tab").unwrap());
    }

    #[test]
    fn default_keys_do_not_collide() {
        let (_, complaints) = Keymap::new(&BTreeMap::new());
        assert!(complaints.is_empty(), "{complaints:?}");
    }

    #[test]
    fn rebinding_takes_the_place_of_the_default_keys() {
        let (keymap, complaints) = Keymap::new(&own("mark.done", &["f9"]));
        assert!(complaints.is_empty(), "{complaints:?}");
        let key = Key::parse("f9").unwrap();
        assert_eq!(keymap.action(key, ViewId::Gaps).unwrap().id, "mark.done");
        let before = Key::parse("d").unwrap();
        assert!(keymap.action(before, ViewId::Gaps).is_none());
    }

    #[test]
    fn a_collision_names_both_actions_and_the_users_key_wins() {
        let (keymap, complaints) = Keymap::new(&own("mark.done", &["q"]));
        assert_eq!(
            complaints,
            ["keys: `q` is bound to both `mark.done` and `quit`"]
        );
        let key = Key::parse("q").unwrap();
        assert_eq!(keymap.action(key, ViewId::Gaps).unwrap().id, "mark.done");
        assert_eq!(keymap.action(key, ViewId::Components).unwrap().id, "quit");
    }

    #[test]
    fn unknown_actions_and_keys_are_reported() {
        let (_, complaints) = Keymap::new(&own("mark.dine", &["d"]));
        assert_eq!(complaints, ["keys: there is no action `mark.dine`"]);
        let (_, complaints) = Keymap::new(&own("quit", &["ctrl-nonsense"]));
        assert_eq!(
            complaints,
            ["keys: no key is called `ctrl-nonsense` (quit)"]
        );
    }
}
