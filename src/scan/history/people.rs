//! Who wrote a commit: one person under several names is one, a program is none.

use rustc_hash::FxHashMap;

/// Letters that only the accounts of programs have in their names.
const BOT_MARKS: &[&str] = &["[bot]", "-bot@", "bot@users.noreply"];

/// Programs whose accounts have no such mark.
const BOTS: &[&str] = &[
    "dependabot",
    "github actions",
    "github-actions",
    "gitlab-bot",
    "greenkeeper",
    "pre-commit-ci",
    "pyup-bot",
    "renovate",
    "renovate bot",
    "semantic-release-bot",
    "snyk-bot",
    "web-flow",
];

/// Whether a program commits under this name and mail.
pub(super) fn is_bot(name: &str, mail: &str) -> bool {
    let name = name.trim().to_lowercase();
    let mail = mail.trim().to_lowercase();
    BOT_MARKS
        .iter()
        .any(|mark| name.contains(mark) || mail.contains(mark))
        || BOTS.contains(&name.as_str())
}

/// Names and mails that belong to one person, as `.mailmap` lists them.
#[derive(Debug, Default)]
pub(super) struct Mailmap {
    /// The proper mail by the one of a commit, with the name of the commit where that matters.
    proper: FxHashMap<(String, Option<String>), String>,
}

impl Mailmap {
    /// Reads the lines of a `.mailmap`; those of another form are passed over.
    pub(super) fn parse(text: &str) -> Self {
        let mut proper = FxHashMap::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default();
            // `Name <proper>`, `Name <proper> <of commit>`, `Name <proper> Other <of commit>`
            let mut parts = line
                .split('<')
                .skip(1)
                .filter_map(|part| part.split_once('>'));
            let (Some((kept, between)), Some((mail, _))) = (parts.next(), parts.next()) else {
                continue;
            };
            let name = Some(between.trim().to_lowercase()).filter(|name| !name.is_empty());
            let key = (mail.trim().to_lowercase(), name);
            proper.insert(key, kept.trim().to_lowercase());
        }
        Self { proper }
    }

    /// The person behind name and mail: their mail in lower case, or their name without one.
    pub(super) fn person(&self, name: &str, mail: &str) -> String {
        let name = name.trim().to_lowercase();
        let mail = mail.trim().to_lowercase();
        let key = (mail, Some(name));
        if let Some(proper) = self.proper.get(&key) {
            return proper.clone();
        }
        let (mail, name) = key;
        let key = (mail, None);
        match self.proper.get(&key) {
            Some(proper) => proper.clone(),
            None if key.0.is_empty() => name.unwrap_or_default(),
            None => key.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_no_people() {
        for (name, mail) in [
            (
                "dependabot[bot]",
                "49699333+dependabot[bot]@users.noreply.github.com",
            ),
            (
                "pre-commit-ci[bot]",
                "66853113+pre-commit-ci[bot]@users.noreply.github.com",
            ),
            ("Renovate Bot", "bot@renovateapp.com"),
            ("prombot", "prometheus-bot@example.org"),
        ] {
            assert!(is_bot(name, mail), "{name}");
        }
        for (name, mail) in [
            ("Abbot", "abbot@example.org"),
            ("Ann", "ann@robotics.example"),
        ] {
            assert!(!is_bot(name, mail), "{name}");
        }
    }

    #[test]
    fn the_letters_case_of_a_mail_does_not_matter() {
        let none = Mailmap::default();
        assert_eq!(none.person("Ann", "Ann@Example.org "), "ann@example.org");
        assert_eq!(none.person(" Ann", ""), "ann");
    }

    #[test]
    fn a_mailmap_joins_mails() {
        let map = Mailmap::parse(
            "# people\nAnn <ann@example.org> <ann@old.example>\n\
             Bob <bob@example.org> Robert <shared@example.org>\nOnly a name\n<half",
        );
        assert_eq!(map.person("Anything", "ANN@old.example"), "ann@example.org");
        assert_eq!(
            map.person("Robert", "shared@example.org"),
            "bob@example.org"
        );
        assert_eq!(
            map.person("Carl", "shared@example.org"),
            "shared@example.org"
        );
    }
}
