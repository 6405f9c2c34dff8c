//! Which domain rule a file falls under.

mod standing;

use rustc_hash::FxHashMap;

use self::standing::{Fact, Role};
pub(super) use self::standing::{Standing, is_view};
use super::words::{forms, words};
use crate::model::{DomainRule, File, Import, ImportedName};

/// The rules, ready for look-ups.
pub(super) struct Domains<'a> {
    rules: &'a [DomainRule],
    /// By every form of a word's first part: the rule, and the parts that must follow.
    by_word: FxHashMap<String, Vec<(usize, Vec<String>)>>,
    by_module: FxHashMap<&'a str, Vec<usize>>,
}

/// A rule that applies, with the reason.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Domain<'a> {
    /// The rule.
    pub(super) rule: &'a DomainRule,
    /// The fact behind it, as words.
    pub(super) fact: String,
    /// What the file has to do with it.
    pub(super) standing: Standing,
}

impl Domain<'_> {
    /// What it adds to the impact, 0 to 1.
    pub(super) fn weight(&self) -> f64 {
        f64::from(self.rule.weight).min(1.0) * self.standing.share()
    }

    /// What is at stake, as the end of a sentence; nothing where that would say too much.
    pub(super) fn reason(&self) -> Option<String> {
        let title = &self.rule.title;
        let reason = self.rule.reason.trim().trim_end_matches('.');
        match self.standing {
            Standing::Acts => (!reason.is_empty()).then(|| reason.to_owned()),
            Standing::Shows => Some(format!("people deal with {title} through it")),
            Standing::Deals => Some(format!("it deals with {title}")),
            Standing::Near => None,
        }
    }
}

impl<'a> Domains<'a> {
    /// Prepares `rules`; those without weight are left out.
    pub(super) fn new(rules: &'a [DomainRule]) -> Self {
        let mut by_word: FxHashMap<String, Vec<(usize, Vec<String>)>> = FxHashMap::default();
        let mut by_module: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (index, rule) in rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.weight > 0.0)
        {
            for word in &rule.words {
                let mut parts = words(word).map(str::to_lowercase);
                let Some(first) = parts.next() else { continue };
                let rest: Vec<String> = parts.collect();
                for form in forms(&first) {
                    by_word.entry(form).or_default().push((index, rest.clone()));
                }
            }
            for module in &rule.imports {
                by_module.entry(module).or_default().push(index);
            }
        }
        Self {
            rules,
            by_word,
            by_module,
        }
    }

    /// The rule that adds most to a file; of equal ones the first.
    pub(super) fn of(&self, file: &File, imports: &[Import]) -> Option<Domain<'a>> {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let outside = words(folder).count();
        let parts: Vec<String> = words(folder)
            .chain(words(name))
            .map(str::to_lowercase)
            .collect();
        let in_path = (0..parts.len()).flat_map(|start| {
            let parts = parts.get(start..).unwrap_or_default();
            let found = self.word_at(parts);
            found.map(move |(index, word)| {
                let is_own = start + word.split(' ').count() > outside;
                (index, Fact::Word(word, is_own))
            })
        });
        let in_imports = imports
            .iter()
            .filter(|import| import.presence.is_loaded())
            .flat_map(|import| self.module(&import.module).chain(self.names(import)));
        let role = Role::of(file, name);
        in_path
            .chain(in_imports.map(|(index, module)| (index, Fact::Module(module))))
            .filter_map(|(index, fact)| {
                let rule = self.rules.get(index)?;
                let standing = role.standing(rule, &fact)?;
                let weight = f64::from(rule.weight) * standing.share();
                Some((weight, index, fact, standing))
            })
            .reduce(|best, next| {
                let is_more = next.0 > best.0 || (next.0 >= best.0 && next.1 < best.1);
                if is_more { next } else { best }
            })
            .and_then(|(_, index, fact, standing)| {
                Some(Domain {
                    rule: self.rules.get(index)?,
                    fact: fact.words(),
                    standing,
                })
            })
    }

    /// The most weight of rules whose words stand in the name of a function, 0 to 1.
    pub(super) fn of_name(&self, name: &str) -> f64 {
        let parts: Vec<String> = words(name).map(str::to_lowercase).collect();
        let starts = (0..parts.len()).filter_map(|start| parts.get(start..));
        starts
            .flat_map(|parts| self.word_at(parts))
            .filter_map(|(index, _)| self.rules.get(index))
            .map(|rule| f64::from(rule.weight).min(1.0))
            .fold(0.0, f64::max)
    }

    /// Rules whose words stand at the start of `parts`.
    fn word_at(&self, parts: &[String]) -> impl Iterator<Item = (usize, String)> {
        let first = parts.first().map_or("", String::as_str);
        // `oauth2` and `v2` are their letters with a version.
        let bare = first.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let found = self
            .by_word
            .get(first)
            .or_else(|| self.by_word.get(bare))
            .map_or(&[][..], Vec::as_slice);
        let rest = parts.get(1..).unwrap_or_default();
        found
            .iter()
            .filter(|(_, follow)| follow.is_empty() || begins_with(rest, follow))
            .map(|(index, follow)| {
                let matched = parts.get(..=follow.len()).unwrap_or_default();
                (*index, matched.join(" "))
            })
    }

    /// Rules for what an import takes from a module: `django.urls.path`.
    fn names(&self, import: &Import) -> impl Iterator<Item = (usize, &'a str)> {
        let of = |name: &ImportedName| {
            let whole = format!("{}.{}", import.module, name.name);
            self.by_module.get_key_value(whole.as_str())
        };
        let found: Vec<_> = import.names.iter().filter_map(of).collect();
        let rules = |(name, rules): (&&'a str, &Vec<usize>)| {
            let name = *name;
            let rules = rules.clone();
            rules.into_iter().map(move |index| (index, name))
        };
        found.into_iter().flat_map(rules)
    }

    /// Rules for the module and for every prefix of it that ends before a separator.
    fn module<'m>(&self, module: &'m str) -> impl Iterator<Item = (usize, &'m str)> {
        let ends = module
            .match_indices(['.', '/', ':'])
            .map(|(offset, _)| offset)
            .chain([module.len()]);
        ends.filter_map(|end| module.get(..end))
            .filter_map(|prefix| Some((prefix, self.by_module.get(prefix)?)))
            .flat_map(|(prefix, rules)| rules.iter().map(move |&index| (index, prefix)))
    }
}

fn begins_with(parts: &[String], start: &[String]) -> bool {
    let same = |(part, wanted): (&String, &String)| super::words::same_word(part, wanted);
    parts.len() >= start.len() && parts.iter().zip(start).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{rule, source};
    use crate::model::Presence;

    fn import(module: &str, presence: Presence) -> Import {
        Import {
            is_test_only: false,
            module: module.into(),
            names: Vec::new(),
            alias: None,
            line: 1,
            presence,
            within: None,
        }
    }

    fn check(path: &str, imports: &[Import], expect: Option<(&str, &str)>) {
        let mut rules = vec![
            rule("authentication", 1.0, &["auth"]),
            rule("deployment", 0.8, &["deployment"]),
            rule("keys", 0.9, &["api_key"]),
            rule("money", 1.0, &[]),
            rule("off", 0.0, &["quiet"]),
        ];
        rules[3].imports = vec!["stripe".to_owned(), "@pay/core".to_owned()];
        let file = source(path);
        let domains = Domains::new(&rules);
        let found = domains.of(&file, imports);
        let found = found
            .as_ref()
            .map(|domain| (domain.rule.title.as_str(), domain.fact.as_str()));
        assert_eq!(found, expect, "{path}");
    }

    #[test]
    fn the_folder_of_a_view_says_nothing_of_what_it_does() {
        let rules = [rule("deployment", 0.75, &["deploy", "deployments"])];
        let domains = Domains::new(&rules);
        let check = |path: &str, expect: bool| {
            assert_eq!(domains.of(&source(path), &[]).is_some(), expect, "{path}");
        };
        check("web/deployments/Error.tsx", false);
        check("web/deployments/DeployError.tsx", true);
        check("api/deployments/errors.py", true);
    }

    #[test]
    fn a_word_of_the_path_makes_a_rule_apply() {
        check(
            "src/auth/x.py",
            &[],
            Some(("authentication", "`auth` in its path")),
        );
        check(
            "src/DeploymentsCreateModal.vue",
            &[],
            Some(("deployment", "`deployments` in its path")),
        );
        check(
            "src/auth2.py",
            &[],
            Some(("authentication", "`auth2` in its path")),
        );
    }

    #[test]
    fn a_longer_word_is_another_word() {
        check("src/author.py", &[], None);
        check("src/authors/authored.py", &[], None);
    }

    #[test]
    fn several_words_must_follow_each_other() {
        check(
            "src/api_keys.py",
            &[],
            Some(("keys", "`api keys` in its path")),
        );
        check(
            "src/apiKey.ts",
            &[],
            Some(("keys", "`api key` in its path")),
        );
        check(
            "src/api/key.py",
            &[],
            Some(("keys", "`api key` in its path")),
        );
        check("src/api/user_key.py", &[], None);
    }

    #[test]
    fn the_weightiest_rule_wins() {
        check(
            "deployment/auth.py",
            &[],
            Some(("authentication", "`auth` in its path")),
        );
    }

    #[test]
    fn imports_count_whole_or_by_a_prefix() {
        let run = Presence::Runtime;
        check(
            "a.py",
            &[import("stripe", run)],
            Some(("money", "imports `stripe`")),
        );
        check(
            "a.py",
            &[import("stripe.errors", run)],
            Some(("money", "imports `stripe`")),
        );
        check(
            "a.ts",
            &[import("@pay/core/x", run)],
            Some(("money", "imports `@pay/core`")),
        );
        check("a.py", &[import("stripes", run)], None);
        check("a.py", &[import("./stripe", run)], None);
    }

    #[test]
    fn a_name_that_is_imported_counts_with_its_module() {
        let mut rules = vec![rule("interface", 0.5, &[])];
        rules[0].imports = vec!["django.urls.path".to_owned()];
        let check = |name: &str, expect: bool| {
            let import = Import {
                names: vec![ImportedName {
                    name: name.into(),
                    local: name.into(),
                    type_only: false,
                }],
                ..import("django.urls", Presence::Runtime)
            };
            let domains = Domains::new(&rules);
            assert_eq!(
                domains.of(&source("a.py"), &[import]).is_some(),
                expect,
                "{name}"
            );
        };
        check("path", true);
        check("reverse_lazy", false);
    }

    #[test]
    fn an_import_of_types_is_no_reason() {
        check("a.py", &[import("stripe", Presence::TypeOnly)], None);
    }

    #[test]
    fn a_rule_without_weight_is_off() {
        check("quiet.py", &[], None);
    }
}
