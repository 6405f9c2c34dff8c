//! Text from elsewhere, made safe to show.

use std::borrow::Cow;

/// The text with every character replaced that a terminal would obey or hide: control
/// characters as their pictures (`\u{240a}` for a line break), bidirectional and invisible
/// formatting characters as `\u{fffd}`.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) || !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|letter| match letter {
                '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter))
                    .unwrap_or(char::REPLACEMENT_CHARACTER),
                '\u{7f}' => '\u{2421}',
                letter if is_unsafe(letter) => char::REPLACEMENT_CHARACTER,
                letter => letter,
            })
            .collect(),
    )
}

/// Control characters, line and paragraph separators, and what Unicode calls `Bidi_Control` or
/// `Default_Ignorable_Code_Point`: formatting without a width of its own, and blank fillers
/// that pass for letters.
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(
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
        assert_eq!(printable(text), expect);
    }

    #[test]
    fn ordinary_text_stays() {
        check("src/größe/日本.py", "src/größe/日本.py");
        assert!(matches!(printable("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        check("a\u{1b}[31mb", "a\u{241b}[31mb");
        check("a\nb\tc", "a\u{240a}b\u{2409}c");
        check("\u{9b}31m", "\u{fffd}31m");
        check("\u{7f}", "\u{2421}");
    }

    #[test]
    fn what_turns_or_hides_text_is_shown() {
        check("abc\u{202e}def", "abc\u{fffd}def");
        check("a\u{200b}b", "a\u{fffd}b");
        check("admin\u{3164}\u{fe0f}", "admin\u{fffd}\u{fffd}");
    }
}
