//! A grammar with its query file: which node plays which role.

use std::sync::OnceLock;

use tree_sitter::{Language, Query};

/// What a query file calls a node: the names of its captures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang) enum Role {
    /// Text that is no code.
    Comment,
    /// Something that did not parse.
    Error,
    /// Names that bind rather than use, and code that is not to be looked into.
    Quiet,
    /// A decision point of McCabe's complexity.
    Decision,
    /// The cases of a choice, of which the first is the path that was counted already.
    Choice,
    /// A use of a name, or a call, or an access to a member.
    Chain,
    /// A symbol.
    Definition,
    /// Something that adds to the names of what it holds but is no symbol.
    Scope,
    /// An import statement.
    Import,
    /// The package that the file belongs to.
    Package,
    /// Something said of the item that follows.
    Attribute,
    /// A macro that is called.
    Macro,
    /// Something that gives a name a type or value.
    Binding,
    /// A pattern with a guard.
    Pattern,
    /// A constant string.
    Text,
    /// What a call is given.
    Given,
}

const ROLES: &[(&str, Role)] = &[
    ("comment", Role::Comment),
    ("error", Role::Error),
    ("quiet", Role::Quiet),
    ("decision", Role::Decision),
    ("choice", Role::Choice),
    ("chain", Role::Chain),
    ("definition", Role::Definition),
    ("scope", Role::Scope),
    ("import", Role::Import),
    ("package", Role::Package),
    ("attribute", Role::Attribute),
    ("macro", Role::Macro),
    ("binding", Role::Binding),
    ("pattern", Role::Pattern),
    ("text", Role::Text),
    ("given", Role::Given),
];

/// A grammar with its query, compiled when first used.
pub(in crate::lang) struct Grammar {
    language: fn() -> Language,
    query: &'static str,
    compiled: OnceLock<Result<Compiled, String>>,
}

pub(super) struct Compiled {
    pub(super) language: Language,
    pub(super) query: Query,
    /// The role of each capture, by its index in the query.
    pub(super) roles: Vec<Role>,
}

impl Grammar {
    pub(in crate::lang) const fn new(language: fn() -> Language, query: &'static str) -> Self {
        Self {
            language,
            query,
            compiled: OnceLock::new(),
        }
    }

    pub(super) fn compiled(&self) -> Result<&Compiled, &str> {
        self.compiled
            .get_or_init(|| compile((self.language)(), self.query))
            .as_ref()
            .map_err(String::as_str)
    }
}

fn compile(language: Language, query: &str) -> Result<Compiled, String> {
    let query = Query::new(&language, query).map_err(|error| error.to_string())?;
    let role = |name: &&str| {
        ROLES
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, role)| *role)
            .ok_or_else(|| format!("no such role `{name}`"))
    };
    let roles = query
        .capture_names()
        .iter()
        .map(role)
        .collect::<Result<_, _>>()?;
    Ok(Compiled {
        language,
        query,
        roles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_compiles_and_names_known_roles_only() {
        for grammar in [&crate::lang::go::GRAMMAR, &crate::lang::rust::GRAMMAR] {
            assert_eq!(grammar.compiled().err(), None);
        }
    }

    #[test]
    fn a_query_that_names_an_unknown_role_is_refused() {
        let result = compile(tree_sitter_go::LANGUAGE.into(), "(comment) @remark");
        assert_eq!(result.err().as_deref(), Some("no such role `remark`"));
    }
}
