//! Query words of the short lists: the checks, and the claims of a written audit.
//!
//! The same grammar as in the file list; each list has a table of the words it knows.

use super::tokens;
use crate::error::closest;

/// A query word of a list of `T`.
#[derive(Debug)]
pub(crate) struct Field<T: 'static> {
    /// What stands before the colon.
    pub(crate) name: &'static str,
    /// It with a value.
    pub(crate) example: &'static str,
    /// What it asks for, as a sentence.
    pub(crate) doc: &'static str,
    /// The values there are; anything may stand there if empty.
    pub(crate) values: &'static [&'static str],
    /// Whether a value, in lower case, is true of a row.
    pub(crate) is_true: fn(&T, &str) -> bool,
}

/// A filter of a short list, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// What is matched fuzzily.
    pub(crate) text: String,
    /// Which field, any of which values, and whether turned round.
    conditions: Vec<(usize, Vec<String>, bool)>,
    /// What is wrong with it, so that it matches nothing.
    pub(crate) complaint: Option<String>,
}

impl Asked {
    /// Reads a filter.
    pub(crate) fn parse<T>(fields: &[Field<T>], query: &str) -> Self {
        let mut asked = Self::default();
        for token in tokens(query) {
            if let Some((name, values)) = token.split_once(':') {
                asked.add(fields, name, values);
            } else {
                if !asked.text.is_empty() {
                    asked.text.push(' ');
                }
                asked.text.push_str(&token);
            }
        }
        asked
    }

    fn add<T>(&mut self, fields: &[Field<T>], name: &str, values: &str) {
        let (name, is_negated) = super::without_sign(name);
        let Some((at, field)) = (0..).zip(fields).find(|(_, field)| field.name == name) else {
            self.complaint.get_or_insert_with(|| unknown(fields, name));
            return;
        };
        let values: Vec<String> = values
            .split(',')
            .filter(|value| !value.is_empty())
            .map(str::to_lowercase)
            .collect();
        let is_wrong = |value: &&String| {
            let known = field.values;
            !known.is_empty() && !known.iter().any(|word| word.starts_with(value.as_str()))
        };
        if let Some(wrong) = values.iter().find(is_wrong) {
            let known = field.values.join(" ");
            let text = format!("{name}: no `{wrong}`; one of {known}");
            self.complaint.get_or_insert(text);
        }
        if !values.is_empty() {
            self.conditions.push((at, values, is_negated));
        }
    }

    /// Whether all words are true of a row.
    pub(crate) fn keeps<T>(&self, fields: &[Field<T>], row: &T) -> bool {
        self.complaint.is_none()
            && self.conditions.iter().all(|(at, values, is_negated)| {
                fields.get(*at).is_some_and(|field| {
                    values.iter().any(|value| (field.is_true)(row, value)) != *is_negated
                })
            })
    }
}

fn unknown<T>(fields: &[Field<T>], name: &str) -> String {
    let names = || fields.iter().map(|field| field.name);
    match closest(name, names()) {
        Some(meant) => format!("no word `{name}:`, did you mean `{meant}:`?"),
        None => {
            let names: Vec<String> = names().map(|name| format!("{name}:")).collect();
            format!("no word `{name}:`; there are {}", names.join(" "))
        }
    }
}

/// What the word being typed may become.
pub(crate) fn candidates<T>(fields: &[Field<T>], query: &str) -> Vec<String> {
    let token = query.get(super::last_token(query)..).unwrap_or_default();
    let (token, _) = super::without_sign(token);
    let Some((name, values)) = token.split_once(':') else {
        let fields = fields.iter();
        return fields
            .filter(|field| !token.is_empty() && field.name.starts_with(token))
            .map(|field| format!("{}:", field.name))
            .collect();
    };
    let value = values.rsplit(',').next().unwrap_or_default().to_lowercase();
    let field = fields.iter().find(|field| field.name == name);
    let values = field.map_or(&[] as &[&str], |field| field.values).iter();
    values
        .filter(|word| word.starts_with(&value))
        .map(|word| (*word).to_owned())
        .collect()
}

/// What to say of a filter while it is typed.
pub(crate) fn hint<T>(fields: &[Field<T>], query: &str) -> Option<String> {
    if let Some(complaint) = Asked::parse(fields, query).complaint {
        return Some(complaint);
    }
    let candidates = candidates(fields, query);
    (!candidates.is_empty()).then(|| candidates.join("  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field<(&str, &str)>] = &[
        Field {
            name: "colour",
            example: "colour:red",
            doc: "Of this colour.",
            values: &["red", "green"],
            is_true: |row, value| row.0.starts_with(value),
        },
        Field {
            name: "name",
            example: "name:x",
            doc: "Called so.",
            values: &[],
            is_true: |row, value| row.1.contains(value),
        },
    ];

    fn check(query: &str, expect: &[&str]) {
        let asked = Asked::parse(FIELDS, query);
        let rows = [("red", "apple"), ("green", "pear"), ("red", "plum")];
        let kept: Vec<&str> = rows
            .iter()
            .filter(|row| asked.keeps(FIELDS, row))
            .map(|row| row.1)
            .collect();
        assert_eq!(kept, expect, "{query}");
    }

    #[test]
    fn words_narrow_and_a_minus_turns_round() {
        check("", &["apple", "pear", "plum"]);
        check("colour:red", &["apple", "plum"]);
        check("colour:r -name:APP", &["plum"]);
        check("colour:red,green name:p", &["apple", "pear", "plum"]);
        check("-colour:red", &["pear"]);
        check("colour:", &["apple", "pear", "plum"]);
    }

    #[test]
    fn what_cannot_become_right_matches_nothing_and_says_why() {
        check("colour:blue", &[]);
        let complaint = |query| Asked::parse(FIELDS, query).complaint;
        assert_eq!(
            complaint("colour:blue").as_deref(),
            Some("colour: no `blue`; one of red green")
        );
        assert_eq!(
            complaint("color:red").as_deref(),
            Some("no word `color:`, did you mean `colour:`?")
        );
    }

    #[test]
    fn words_are_completed() {
        let hint = |query| hint(FIELDS, query);
        assert_eq!(hint("co").as_deref(), Some("colour:"));
        assert_eq!(hint("x colour:").as_deref(), Some("red  green"));
        assert_eq!(hint("zzz"), None);
    }
}
