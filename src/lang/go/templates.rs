//! Templates of Go in texts: `{{ .Total }}` calls the method of that name of what it is shown with.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::lang::syntax::{self, Reader};
use crate::model::{Reference, ReferenceKind};

/// Most members that one text names.
const MOST_NAMED: usize = 256;

/// Whether a value is a text in which a template stands.
pub(super) fn is_template(source: &str, value: Node<'_>) -> bool {
    value.kind().ends_with("string_literal")
        && source
            .get(value.byte_range())
            .is_some_and(|text| text.contains("{{"))
}

/// Reads a text.
pub(super) fn read(reader: &mut Reader<'_>, literal: Node<'_>) {
    let Some(text) = reader.source.get(literal.byte_range()) else {
        return;
    };
    if !text.contains("{{") {
        return;
    }
    let line = syntax::line(literal);
    for name in members(text) {
        let said = Some(Reference::IN_TEMPLATE.into());
        reader.refer_to(format!(".{name}"), ReferenceKind::Call, said, line);
    }
}

/// The members that the actions of a template name, `{{ .Order.Total }}`.
fn members(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut before = "";
    for part in text.split("{{") {
        let is_action = !before.is_empty() && !before.ends_with('$');
        before = part;
        if part.is_empty() {
            before = "{";
        }
        let Some((action, _)) = part.split_once("}}").filter(|_| is_action) else {
            continue;
        };
        let is_of_chain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '.');
        let chains = action.split(|it| !is_of_chain(it));
        let names = chains.flat_map(|chain| chain.split('.').skip(1));
        let names = names.filter(|it| it.starts_with(char::is_uppercase));
        found.extend(names.take(MOST_NAMED.saturating_sub(found.len())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn members_are_named_in_actions() {
        let check = |text: &str, expect: &[&str]| {
            assert_eq!(Vec::from_iter(members(text)), expect, "{text}");
        };
        check(
            "a {{ .Order.Total | join .Names }}",
            &["Names", "Order", "Total"],
        );
        check(
            "{{range $i, $e := $.All}}{{(index $e 1).Word}}{{end}}",
            &["All", "Word"],
        );
        check("a ${{ matrix.Os }} {{x}} .Total {{.Some", &[]);
    }
}
