//! What regular expressions say of the names of files, as patterns.

/// The pattern of the names of files that a regular expression matches: `/\.spec\.ts$/` is
/// `*.spec.ts`. Of what it says of folders nothing is kept. None where more than plain letters, one of
/// several words and wildcards tell what matches.
pub(super) fn names_matched(regexp: &str) -> Option<String> {
    let (is_start, rest) = match regexp.strip_prefix('^') {
        Some(rest) => (true, rest),
        None => (false, regexp),
    };
    let (is_end, rest) = match rest.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => (true, rest),
        _ => (false, rest),
    };
    // What stands before the last slash is of folders.
    let (is_start, rest) = match rest.rsplit_once("\\/") {
        Some((_, name)) => (true, name),
        None => (is_start && !rest.starts_with("\\."), rest),
    };
    let mut pattern = String::new();
    if !is_start {
        pattern.push('*');
    }
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        let part = match letter {
            '\\' => match letters.next()? {
                'w' | 'd' | 's' | 'S' | 'W' | 'D' | 'b' => "*".to_owned(),
                plain if plain.is_ascii_punctuation() => globset::escape(&plain.to_string()),
                _ => return None,
            },
            '.' => "*".to_owned(),
            '[' => {
                letters.by_ref().find(|letter| *letter == ']')?;
                "*".to_owned()
            }
            '(' => words(&mut letters)?,
            '^' | '$' | ')' | '|' | '{' | '}' | '*' | '+' | '?' => return None,
            plain => globset::escape(&plain.to_string()),
        };
        match letters.next_if(|letter| matches!(letter, '*' | '+' | '?')) {
            Some('?') if part != "*" => pattern.push_str(&format!("{{{part},}}")),
            None if part != "*" => pattern.push_str(&part),
            _ if pattern.ends_with('*') => {}
            _ => pattern.push('*'),
        }
        // `.*?` takes in no other names than `.*`.
        letters.next_if(|letter| *letter == '?');
    }
    if !is_end && !pattern.ends_with('*') {
        pattern.push('*');
    }
    Some(pattern)
}

/// One of several words in parentheses, `(vue|js)`.
fn words(letters: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            ')' => break,
            letter => text.push(letter),
        }
    }
    let text = text.strip_prefix("?:").unwrap_or(&text);
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    text.chars()
        .all(|letter| is_plain(letter) || letter == '|')
        .then(|| format!("{{{}}}", text.replace('|', ",")))
}

#[cfg(test)]
mod tests {
    use super::names_matched;

    #[test]
    fn names_are_matched_as_patterns() {
        for (regexp, expect) in [
            (r"\.spec\.ts$", Some("*.spec.ts")),
            (r"js$", Some("*js")),
            (r"\.(vue|js)$", Some("*.{vue,js}")),
            (r"^\.\/.*\.vue$", Some("*.vue")),
            (r"^\.\/[A-Z]\w+\.tsx?$", Some("*.ts{x,}")),
            (r"\.stories\.(?:js|mdx)$", Some("*.stories.{js,mdx}")),
            (r"modules\/\w+", Some("*")),
            (r"^store$", Some("store")),
            (r"\.vue", Some("*.vue*")),
            (r"^(?!.*spec).*\.js$", None),
            (r"\.js$|\.ts$", None),
            (r"a{2}", None),
            (r"\u0041", None),
        ] {
            assert_eq!(names_matched(regexp).as_deref(), expect, "{regexp}");
        }
    }
}
