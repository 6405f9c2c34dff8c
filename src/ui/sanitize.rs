//! Text from outside made safe to draw.
//!
//! File names, symbol names and notes come from whoever wrote the repository. Control characters
//! would steer the terminal, bidirectional ones would show a name as another, zero-width ones
//! would hide a difference: all of them are replaced by something to be seen.

use std::borrow::Cow;

use crate::model::printable;

/// The text with everything replaced that steers a terminal or hides from the reader; with
/// `ascii`, everything that is not ASCII too.
pub(crate) fn clean(text: &str, ascii: bool) -> Cow<'_, str> {
    if !ascii {
        return printable(text);
    }
    let is_plain = |letter: char| (' '..='~').contains(&letter);
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let replaced = text
        .chars()
        .map(|letter| if is_plain(letter) { letter } else { '?' });
    Cow::Owned(replaced.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, ascii: bool, expect: &str) {
        assert_eq!(clean(text, ascii), expect);
    }

    #[test]
    fn ordinary_names_are_borrowed_as_they_are() {
        for name in ["src/main.rs", "Größe.py", "数据/模型.ts", ""] {
            assert!(matches!(clean(name, false), Cow::Borrowed(same) if same == name));
        }
    }

    #[test]
    fn what_steers_or_hides_is_shown() {
        check("a\x1b[31mb", false, "a␛[31mb");
        check("evil\u{202e}yp.exe", false, "evil\u{fffd}yp.exe");
        check("ad\u{200b}min", false, "ad\u{fffd}min");
    }

    #[test]
    fn ascii_only_leaves_nothing_else() {
        check("Größe\x1b", true, "Gr??e?");
    }
}
