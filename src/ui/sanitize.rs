//! Text from outside made safe to draw.
//!
//! File names, symbol names and notes come from whoever wrote the repository. Control characters
//! would steer the terminal, bidirectional ones would show a name as another, zero-width ones
//! would hide a difference: all of them are replaced by something to be seen.

use std::borrow::Cow;

/// Stands for what must not be drawn.
const REPLACEMENT: char = '\u{fffd}';

/// The text with everything replaced that steers a terminal or hides from the reader; with
/// `ascii`, everything that is not ASCII too.
pub(crate) fn clean(text: &str, ascii: bool) -> Cow<'_, str> {
    if text.chars().all(|letter| is_plain(letter, ascii)) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|letter| match letter {
        _ if is_plain(letter, ascii) => letter,
        '\t' => ' ',
        _ if ascii => '?',
        '\0'..='\x1f' => char::from_u32(0x2400 + letter as u32).unwrap_or(REPLACEMENT),
        '\x7f' => '\u{2421}',
        _ => REPLACEMENT,
    });
    Cow::Owned(replaced.collect())
}

fn is_plain(letter: char, ascii: bool) -> bool {
    match letter {
        ' '..='~' => true,
        _ if ascii => false,
        _ => !letter.is_control() && !is_formatting(letter),
    }
}

/// Formatting characters without a width of their own, and the blank fillers that pass for
/// letters: Unicode's `Bidi_Control`, `Default_Ignorable_Code_Point`, and line separators.
fn is_formatting(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(clean(text, false), expect);
    }

    #[test]
    fn ordinary_names_are_borrowed_as_they_are() {
        for name in ["src/main.rs", "Größe.py", "数据/模型.ts", "café", ""] {
            assert!(matches!(clean(name, false), Cow::Borrowed(same) if same == name));
        }
    }

    #[test]
    fn escape_sequences_become_pictures() {
        check("a\x1b[31mb", "a␛[31mb");
        check("a\nb\rc\0", "a␊b␍c␀");
        check("\x7f", "␡");
        check("\u{9b}31m", "\u{fffd}31m");
    }

    #[test]
    fn bidirectional_overrides_are_shown() {
        check("evil\u{202e}yp.exe", "evil\u{fffd}yp.exe");
        check("\u{2066}a\u{2069}", "\u{fffd}a\u{fffd}");
    }

    #[test]
    fn zero_width_characters_are_shown() {
        check("ad\u{200b}min", "ad\u{fffd}min");
        check("\u{feff}x\u{ad}y", "\u{fffd}x\u{fffd}y");
    }

    #[test]
    fn ascii_only_leaves_nothing_else() {
        assert_eq!(clean("Größe\x1b", true), "Gr??e?");
    }
}
