//! Keys that crossterm lost: where a resize wakes it up together with a key, it tells of the resize
//! and does not see the key before the next one comes.
//!
//! Only what people press then is read: letters, control keys, arrows and pages. The rest goes.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

/// The keys that bytes of a terminal mean.
pub(super) fn keys(bytes: &[u8]) -> Vec<Event> {
    let text = String::from_utf8_lossy(bytes);
    let mut letters = text.chars().peekable();
    let mut keys = Vec::new();
    while let Some(letter) = letters.next() {
        let (code, modifiers) = match letter {
            '\r' | '\n' => (KeyCode::Enter, KeyModifiers::NONE),
            '\t' => (KeyCode::Tab, KeyModifiers::NONE),
            '\x7f' | '\x08' => (KeyCode::Backspace, KeyModifiers::NONE),
            '\x1b' if letters.next_if(|next| ['[', 'O'].contains(next)).is_some() => {
                let mut sequence = String::new();
                for letter in letters.by_ref() {
                    sequence.push(letter);
                    if ('\x40'..='\x7e').contains(&letter) {
                        break;
                    }
                }
                match named(&sequence) {
                    Some(key) => key,
                    None => continue,
                }
            }
            '\x1b' => (KeyCode::Esc, KeyModifiers::NONE),
            '\x01'..='\x1a' => {
                let letter = char::from(b'a' + (letter as u8 - 1));
                (KeyCode::Char(letter), KeyModifiers::CONTROL)
            }
            letter if letter.is_control() || letter == char::REPLACEMENT_CHARACTER => continue,
            letter => (KeyCode::Char(letter), KeyModifiers::NONE),
        };
        keys.push(Event::Key(KeyEvent::new(code, modifiers)));
    }
    keys
}

/// The key of a sequence, without what introduces it.
fn named(sequence: &str) -> Option<(KeyCode, KeyModifiers)> {
    let code = match sequence {
        "A" => KeyCode::Up,
        "B" => KeyCode::Down,
        "C" => KeyCode::Right,
        "D" => KeyCode::Left,
        "H" | "1~" => KeyCode::Home,
        "F" | "4~" => KeyCode::End,
        "5~" => KeyCode::PageUp,
        "6~" => KeyCode::PageDown,
        "Z" => return Some((KeyCode::Tab, KeyModifiers::SHIFT)),
        _ => return None,
    };
    Some((code, KeyModifiers::NONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_press_is_read_and_nothing_else() {
        let check = |bytes: &[u8], expect: &[(KeyCode, KeyModifiers)]| {
            let keys = keys(bytes);
            let expect: Vec<Event> = expect
                .iter()
                .map(|(code, modifiers)| Event::Key(KeyEvent::new(*code, *modifiers)))
                .collect();
            assert_eq!(keys, expect, "{bytes:?}");
        };
        let plain = KeyModifiers::NONE;
        check(b"3", &[(KeyCode::Char('3'), plain)]);
        check(
            "j\u{fc}\r".as_bytes(),
            &[
                (KeyCode::Char('j'), plain),
                (KeyCode::Char('\u{fc}'), plain),
                (KeyCode::Enter, plain),
            ],
        );
        check(
            b"\x1b[B\x1bOA",
            &[(KeyCode::Down, plain), (KeyCode::Up, plain)],
        );
        check(b"\x1b", &[(KeyCode::Esc, plain)]);
        check(b"\x04", &[(KeyCode::Char('d'), KeyModifiers::CONTROL)]);
        check(b"\x1b[6~", &[(KeyCode::PageDown, plain)]);
        // A mouse, a reply, half a sequence and nonsense are no keys.
        check(b"\x1b[<0;10;5M", &[]);
        check(b"\x1b[", &[]);
        check(b"\xff\x00", &[]);
    }
}
