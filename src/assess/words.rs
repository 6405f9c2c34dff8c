//! Words inside paths and names.

/// Splits at anything that is no letter or digit and at changes of case: `OAuthProvider.vue` is
/// `O`, `Auth`, `Provider`, `vue`.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .flat_map(Humps)
}

/// Whether two words are the same but for case and a plural ending.
pub(super) fn same_word(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || is_plural(one, other) || is_plural(other, one)
}

/// The word and its singular and plural forms, in lower case.
pub(super) fn forms(word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let mut forms = vec![format!("{word}s"), format!("{word}es")];
    if let Some(stem) = word.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    if let Some(stem) = word.strip_suffix("ies") {
        forms.push(format!("{stem}y"));
    }
    // `status` and `access` are no plurals.
    let ends_in_s = word.len() > 3 && !["ss", "us", "is"].iter().any(|end| word.ends_with(end));
    if let Some(stem) = word.strip_suffix('s').filter(|_| ends_in_s) {
        forms.push(stem.to_owned());
    }
    forms.push(word);
    forms
}

/// `count` with its noun: `one line`, `2 lines`.
pub(super) fn count(count: u32, one: &str, many: &str) -> String {
    match count {
        1 => format!("one {one}"),
        _ => format!("{count} {many}"),
    }
}

/// `a`, `a and b`, `a, b and c`, `a, b and 2 more`.
pub(super) fn listing(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// The last two parts of a path.
pub(super) fn tail(path: &str) -> &str {
    let start = path.rmatch_indices('/').nth(1).map(|(at, _)| at + 1);
    start.and_then(|start| path.get(start..)).unwrap_or(path)
}

fn is_plural(many: &str, one: &str) -> bool {
    let (many, one) = (many.to_ascii_lowercase(), one.to_ascii_lowercase());
    many.strip_suffix('s') == Some(&one)
        || many.strip_suffix("es") == Some(&one)
        || many
            .strip_suffix("ies")
            .is_some_and(|stem| one.strip_suffix('y') == Some(stem))
}

/// Pieces of a word between changes of case.
struct Humps<'a>(&'a str);

impl<'a> Iterator for Humps<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut letters = self.0.char_indices().peekable();
        let (_, mut before) = letters.next()?;
        while let Some((offset, letter)) = letters.next() {
            let follows_lower = letter.is_uppercase() && !before.is_uppercase();
            let starts_word = before.is_uppercase()
                && letter.is_uppercase()
                && letters
                    .peek()
                    .is_some_and(|(_, after)| after.is_lowercase());
            if follows_lower || starts_word {
                let (piece, rest) = self.0.split_at(offset);
                self.0 = rest;
                return Some(piece);
            }
            before = letter;
        }
        Some(std::mem::take(&mut self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(text).collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn paths_split_at_separators_and_case() {
        check(
            "src/DeploymentsCreateModal.vue",
            &["src", "Deployments", "Create", "Modal", "vue"],
        );
        check("api_keys-v2.py", &["api", "keys", "v2", "py"]);
        check("HTTPServer", &["HTTP", "Server"]);
        check("OAuth", &["O", "Auth"]);
        check("éÉcole//", &["é", "École"]);
        check("", &[]);
    }

    #[test]
    fn plurals_are_the_same_word() {
        assert!(same_word("Repositories", "repository"));
        assert!(same_word("box", "boxes"));
        assert!(!same_word("author", "auth"));
        assert!(!same_word("access", "acces_"));
    }

    #[test]
    fn words_that_only_look_plural_are_left_alone() {
        assert!(forms("keys").contains(&"key".to_owned()));
        assert!(!forms("access").contains(&"acces".to_owned()));
        assert!(!forms("status").contains(&"statu".to_owned()));
        assert!(!forms("dns").contains(&"dn".to_owned()));
    }

    #[test]
    fn numbers_and_lists_read_as_english() {
        assert_eq!(count(1, "line", "lines"), "one line");
        assert_eq!(count(0, "line", "lines"), "0 lines");
        assert_eq!(listing(&["a"]), "a");
        assert_eq!(listing(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listing(&["a", "b", "c", "d"]), "a, b and 2 more");
        assert_eq!(tail("a/b/c.py"), "b/c.py");
        assert_eq!(tail("c.py"), "c.py");
    }
}
