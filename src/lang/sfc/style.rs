//! The comments of a style sheet.

/// Byte ranges of comments, in order: `/* … */`, and in languages that have them lines that start
/// with `//`. Behind code such a comment makes no line less a line of code, and `//` may be a part
/// of an address.
pub(super) fn comments<'s>(
    source: &'s str,
    language: Option<&str>,
) -> impl Iterator<Item = (usize, usize)> + use<'s> {
    let has_lines = matches!(language, Some("scss" | "sass" | "less" | "styl" | "stylus"));
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(rest) = source.get(at..) {
            let (start, opening) = next_opening(rest, has_lines)?;
            let inner = rest.get(start + opening.len()..).unwrap_or_default();
            let closing = match opening {
                "/*" => "*/",
                "//" => "\n",
                quote => quote,
            };
            let length = match inner.find(closing) {
                Some(end) => end + closing.len(),
                None => inner.len(),
            };
            let start = at + start;
            at = start + opening.len() + length;
            if closing != opening {
                return Some((start, at));
            }
        }
        None
    })
}

/// Where the next comment or string starts, and with what.
fn next_opening(text: &str, has_lines: bool) -> Option<(usize, &'static str)> {
    let mut is_line_start = true;
    for (at, byte) in text.bytes().enumerate() {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        match byte {
            b'"' => return Some((at, "\"")),
            b'\'' => return Some((at, "'")),
            b'/' if rest.starts_with(b"/*") => return Some((at, "/*")),
            b'/' if has_lines && is_line_start && rest.starts_with(b"//") => {
                return Some((at, "//"));
            }
            _ => {}
        }
        is_line_start = byte == b'\n' || is_line_start && byte.is_ascii_whitespace();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, language: Option<&str>, expect: &[&str]) {
        let found: Vec<&str> = comments(source, language)
            .map(|(start, end)| &source[start..end])
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn blocks_are_comments_in_every_language() {
        check(
            "a { /* b\n c */ d: e; } /* f",
            None,
            &["/* b\n c */", "/* f"],
        );
        check("a { b: url(\"/*\"); } /* c */", None, &["/* c */"]);
        check("a::before { content: 'it'; }", None, &[]);
    }

    #[test]
    fn lines_are_comments_where_the_language_has_them() {
        let source = "  // a\nb { c: url(//d.e); } // f\n";
        check(source, Some("scss"), &["// a\n"]);
        check(source, None, &[]);
    }

    #[test]
    fn what_never_ends_ends_with_the_sheet() {
        check("a { b: \"c } /* d */", None, &[]);
        check("/*", None, &["/*"]);
    }
}
