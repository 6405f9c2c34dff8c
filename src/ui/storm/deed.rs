//! What may happen to the interface.

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEventKind};
use proptest::prelude::*;

use crate::ui::action::{Action, all};

/// One thing that happens.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// An action, as if its key were pressed.
    Act(&'static Action),
    Press(KeyCode, KeyModifiers),
    Mouse(MouseEventKind, u16, u16),
    Resize(u16, u16),
    Paste(String),
    Snapshot(u8),
    /// The oldest save ends, well or not.
    Settle(bool),
    /// Files change on disk.
    Change,
    /// The terminal says what its background is.
    Background(bool),
}

pub(super) const CODES: [KeyCode; 14] = [
    KeyCode::Enter,
    KeyCode::Esc,
    KeyCode::Backspace,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::F(5),
];

pub(super) const KINDS: [MouseEventKind; 8] = [
    MouseEventKind::Down(MouseButton::Left),
    MouseEventKind::Down(MouseButton::Left),
    MouseEventKind::Down(MouseButton::Right),
    MouseEventKind::Up(MouseButton::Left),
    MouseEventKind::Drag(MouseButton::Left),
    MouseEventKind::ScrollUp,
    MouseEventKind::ScrollDown,
    MouseEventKind::Moved,
];

pub(super) const MODIFIERS: [KeyModifiers; 4] = [
    KeyModifiers::NONE,
    KeyModifiers::CONTROL,
    KeyModifiers::ALT,
    KeyModifiers::SHIFT,
];

pub(super) fn deed() -> impl Strategy<Value = Deed> {
    let code = prop::sample::select(CODES.to_vec());
    let kind = prop::sample::select(KINDS.to_vec());
    let modifiers = prop::sample::select(MODIFIERS.to_vec());
    let typed = |letter| Deed::Press(KeyCode::Char(letter), KeyModifiers::NONE);
    prop_oneof![
        12 => prop::sample::select(all().collect::<Vec<_>>()).prop_map(Deed::Act),
        3 => any::<char>().prop_map(typed),
        3 => prop::char::range('a', 'z').prop_map(typed),
        4 => (code, modifiers).prop_map(|(code, modifiers)| Deed::Press(code, modifiers)),
        4 => (kind, 0..210_u16, 0..70_u16).prop_map(|(kind, x, y)| Deed::Mouse(kind, x, y)),
        2 => (0..210_u16, 0..70_u16).prop_map(|(width, height)| Deed::Resize(width, height)),
        1 => (60..130_u16, 14..45_u16).prop_map(|(width, height)| Deed::Resize(width, height)),
        1 => any::<String>().prop_map(Deed::Paste),
        1 => (0..5_u8).prop_map(Deed::Snapshot),
        2 => any::<bool>().prop_map(Deed::Settle),
        1 => Just(Deed::Change),
        1 => any::<bool>().prop_map(Deed::Background),
    ]
}
