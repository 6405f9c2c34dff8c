//! Identities made from names: of components, phases and steps.

use std::collections::{BTreeMap, BTreeSet};

/// A name as an identity: lower case, everything but letters and digits as one `-`.
pub fn slug(name: &str) -> String {
    let words: Vec<_> = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() {
        return "unnamed".to_owned();
    }
    words.join("-")
}

/// Identities of which each is there once.
#[derive(Debug, Clone, Default)]
pub struct Identities {
    taken: BTreeSet<String>,
    /// The next number to try behind each identity that was wanted and taken.
    next: BTreeMap<String, u32>,
}

impl Identities {
    /// Takes an identity as it is; whether it was free.
    pub fn insert(&mut self, id: String) -> bool {
        self.taken.insert(id)
    }

    /// Whether an identity is taken.
    pub fn contains(&self, id: &str) -> bool {
        self.taken.contains(id)
    }

    /// Takes an identity, with a number behind it where it is taken already: `auth`, `auth-2`.
    pub fn take(&mut self, id: &str) -> String {
        let mut free = id.to_owned();
        if self.taken.contains(id) {
            let next = self.next.entry(id.to_owned()).or_insert(2);
            while self.taken.contains(&free) {
                free = format!("{id}-{next}");
                *next += 1;
            }
        }
        self.taken.insert(free.clone());
        free
    }
}

impl FromIterator<String> for Identities {
    fn from_iter<T: IntoIterator<Item = String>>(ids: T) -> Self {
        Self {
            taken: ids.into_iter().collect(),
            next: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_in_letters_and_digits() {
        let check = |name: &str, expect: &str| assert_eq!(slug(name), expect);
        check("Auth & login", "auth-login");
        check("  Größe 2 ", "größe-2");
        check("…", "unnamed");
    }

    #[test]
    fn an_identity_is_there_once() {
        let mut ids: Identities = ["a".to_owned(), "a-3".to_owned()].into_iter().collect();
        let taken: Vec<String> = ["a", "a", "b", "a-2"].map(|id| ids.take(id)).into();
        assert_eq!(taken, ["a-2", "a-4", "b", "a-2-2"]);
        assert!(ids.contains("a-4") && !ids.contains("c"));
        assert!(ids.insert("c".to_owned()) && !ids.insert("c".to_owned()));
    }
}
