//! The terminal's answer to what its background is, told apart from keys.
//!
//! The question (OSC 11) is asked once, after the first frame, and nobody waits for the answer:
//! it comes the way that keys come, or never. crossterm does not know it and makes keys of it, of
//! which any might be bound: Alt-`]`, `1`, `1`, `;`, … So what begins like an answer is held back
//! until it is one, or turns out to be typed.

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};

/// What asks for the background.
pub(in crate::ui) const QUESTION: &str = "\x1b]11;?\x1b\\";

/// Most letters of an answer.
const LONGEST: usize = 40;

/// What came out of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) enum Told {
    /// Something else, passed on.
    Event(TerminalEvent),
    /// Whether the background is light.
    Background(bool),
}

/// Finds the answer in a stream of events.
#[derive(Debug, Default)]
pub(in crate::ui) struct Replies {
    held: Vec<KeyEvent>,
    text: String,
    is_over: bool,
}

impl Replies {
    /// Takes an event in; answers with what may be passed on.
    pub(in crate::ui) fn take(&mut self, event: TerminalEvent) -> Vec<Told> {
        let TerminalEvent::Key(key) = event else {
            return vec![Told::Event(event)];
        };
        if self.is_over {
            return vec![Told::Event(event)];
        }
        if self.held.is_empty() {
            if is_alt(key, ']') {
                self.held.push(key);
                return Vec::new();
            }
            return vec![Told::Event(event)];
        }
        self.held.push(key);
        let is_end = is_alt(key, '\\')
            || key.code == KeyCode::Char('g') && key.modifiers == KeyModifiers::CONTROL;
        if is_end && let Some(is_light) = is_light(&self.text) {
            self.is_over = true;
            self.held.clear();
            return vec![Told::Background(is_light)];
        }
        match key.code {
            KeyCode::Char(letter)
                if (key.modifiers - KeyModifiers::SHIFT).is_empty()
                    && self.text.len() < LONGEST
                    && can_go_on(&self.text, letter) =>
            {
                self.text.push(letter);
                Vec::new()
            }
            _ => self.let_go(),
        }
    }

    /// Passes on what was held back.
    fn let_go(&mut self) -> Vec<Told> {
        self.text.clear();
        let held = self.held.drain(..);
        held.map(|key| Told::Event(TerminalEvent::Key(key)))
            .collect()
    }
}

fn is_alt(key: KeyEvent, letter: char) -> bool {
    key.code == KeyCode::Char(letter) && key.modifiers == KeyModifiers::ALT
}

/// Whether an answer that begins with `text` can go on with `letter`.
fn can_go_on(text: &str, letter: char) -> bool {
    const START: &str = "11;rgb";
    match START.get(text.len()..) {
        Some(rest) if !rest.is_empty() => rest.starts_with(letter),
        _ => letter.is_ascii_hexdigit() || [':', '/', 'a'].contains(&letter),
    }
}

/// Whether the colour of an answer is light: `11;rgb:ffff/ffff/ffff`, each part with one to four
/// digits, after xterm's control sequences; some add a part for how opaque it is.
fn is_light(text: &str) -> Option<bool> {
    let colour = text.strip_prefix("11;rgb")?;
    let colour = colour.strip_prefix('a').unwrap_or(colour);
    let mut parts = colour.strip_prefix(':')?.split('/').map(|part| {
        let most = match part.len() {
            1 => 0xf,
            2 => 0xff,
            3 => 0xfff,
            4 => 0xffff,
            _ => return None,
        };
        let value = u16::from_str_radix(part, 16).ok()?;
        Some(f64::from(value) / f64::from(most))
    });
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    // The weights of ITU-R BT.709 for how bright each looks.
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What crossterm makes of bytes: letters, and Alt for an escape before one.
    fn keys(text: &str) -> Vec<TerminalEvent> {
        let mut events = Vec::new();
        let mut modifiers = KeyModifiers::NONE;
        for letter in text.chars() {
            let code = match letter {
                '\x1b' => {
                    modifiers = KeyModifiers::ALT;
                    continue;
                }
                '\x07' => {
                    modifiers = KeyModifiers::CONTROL;
                    KeyCode::Char('g')
                }
                letter => KeyCode::Char(letter),
            };
            if letter.is_ascii_uppercase() {
                modifiers |= KeyModifiers::SHIFT;
            }
            events.push(TerminalEvent::Key(KeyEvent::new(code, modifiers)));
            modifiers = KeyModifiers::NONE;
        }
        events
    }

    fn check(text: &str, backgrounds: &[bool], passed_on: &str) {
        let mut replies = Replies::default();
        let told: Vec<Told> = keys(text)
            .into_iter()
            .flat_map(|event| replies.take(event))
            .collect();
        let found: Vec<bool> = told
            .iter()
            .filter_map(|told| match told {
                Told::Background(is_light) => Some(*is_light),
                Told::Event(_) => None,
            })
            .collect();
        assert_eq!(found, backgrounds, "{text:?}");
        let rest = told.into_iter().filter_map(|told| match told {
            Told::Event(event) => Some(event),
            Told::Background(_) => None,
        });
        assert_eq!(rest.collect::<Vec<_>>(), keys(passed_on), "{text:?}");
    }

    #[test]
    fn answers_are_told_apart_from_keys() {
        check("\x1b]11;rgb:ffff/ffff/ffff\x1b\\", &[true], "");
        check("j\x1b]11;rgb:1c1c/1C1C/1c1c\x07k", &[false], "jk");
        check("\x1b]11;rgb:ff/ff/e0\x07", &[true], "");
        check("\x1b]11;rgba:0000/0000/0000/ffff\x1b\\", &[false], "");
    }

    #[test]
    fn bright_green_is_light_and_bright_blue_is_dark() {
        check("\x1b]11;rgb:00/ff/00\x07", &[true], "");
        check("\x1b]11;rgb:00/00/ff\x07", &[false], "");
    }

    #[test]
    fn what_is_typed_is_passed_on_in_its_order() {
        check("\x1b]", &[], "");
        check("\x1b]j", &[], "\x1b]j");
        check("\x1b]11j", &[], "\x1b]11j");
        check("\x1b]11;rgb:zz", &[], "\x1b]11;rgb:zz");
        check("\x1b]11;rgb:\x1b\\q", &[], "\x1b]11;rgb:\x1b\\q");
        let endless = format!("\x1b]11;rgb:{}", "f".repeat(60));
        check(&endless, &[], &endless);
    }

    #[test]
    fn after_the_answer_nothing_is_held_back() {
        check("\x1b]11;rgb:0/0/0\x07\x1b]1", &[false], "\x1b]1");
    }
}
