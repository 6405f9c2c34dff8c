//! The rules that tests hand to ESLint's tester.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, nothing};

pub(super) const RULE_TESTER: Framework = Framework {
    uses,
    barred: nothing,
};

/// Most lines that one call takes before it comes to the rule that it hands over.
const MOST_LINES: u32 = 3;

/// Functions of a rule that ESLint calls itself; what they return it calls, too.
const OF_A_RULE: [&str; 2] = ["create", "createOnce"];

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let testers: FxHashSet<FileId> = index
        .files_of(Family::EcmaScript)
        .map(|(file, _)| file)
        .filter(|file| index.is_test_code(*file) && index.uses_any(*file, &["RuleTester"]))
        .collect();
    let mut found = Vec::new();
    if testers.is_empty() {
        return found;
    }
    for (file, _) in index.files_of(Family::EcmaScript) {
        if !index.is_test_code(file) {
            continue;
        }
        if testers.contains(&file) {
            tested(index, file, "run", &mut found);
        }
        // Helpers that hand rules on to a tester.
        let helpers = index.edges(file).iter();
        let helpers = helpers.filter(|edge| testers.contains(&edge.to));
        for name in helpers.filter_map(|edge| edge.local.as_deref()) {
            tested(index, file, name, &mut found);
        }
    }
    found
}

/// `new RuleTester().run("no-x", rule, { valid, invalid })`.
fn tested<'a>(index: &Index<'a>, file: FileId, name: &'a str, found: &mut Vec<(Node, Call)>) {
    for (run, arguments) in calls(index, file, name) {
        let imported = |argument: &Reference| {
            let head = argument.path.split('.').next();
            let mut edges = index
                .edges(file)
                .iter()
                .filter(|edge| !index.is_test_code(edge.to));
            edges.find(|edge| edge.local.is_some() && edge.local.as_deref() == head)
        };
        let rule = arguments
            .iter()
            .filter(|argument| is_near(run, argument))
            .find_map(imported);
        let Some(rule) = rule else { continue };
        let symbols = index
            .facts(rule.to)
            .map_or(&[] as &[_], |facts| &facts.symbols);
        let from = at(index, file, run.within);
        for (of_rule, symbol) in (0_u32..).zip(symbols) {
            let last = symbol.last();
            if symbol.parent.is_none() && OF_A_RULE.contains(&last) {
                found.push((from, call(index.node(rule.to, of_rule), run.line)));
            }
        }
    }
}

/// Calls by their last name, with what else is named behind each, up to the next.
fn calls<'a>(
    index: &Index<'a>,
    file: FileId,
    name: &'a str,
) -> impl Iterator<Item = (&'a Reference, &'a [Reference])> {
    let references = index
        .facts(file)
        .map_or(&[] as &[_], |facts| &*facts.references);
    let is_call = move |it: &Reference| it.kind == ReferenceKind::Call && it.last() == name;
    index
        .numbered_references_to(file, &[name])
        .filter(move |(_, reference)| is_call(reference))
        .map(move |(at, reference)| {
            let rest = references.get(at + 1..).unwrap_or_default();
            let end = rest.iter().position(is_call).unwrap_or(rest.len());
            (reference, rest.get(..end).unwrap_or_default())
        })
}

fn is_near(call: &Reference, argument: &Reference) -> bool {
    (call.line..=call.line + MOST_LINES).contains(&argument.line)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn a_tester_of_rules_runs_the_rule_that_it_is_given() {
        let check_rule = |rule: &str| {
            let found = gaps(&format!(
                "//- /package.json\n{{}}\n//- /rules/no-x.js\n{rule}\n//- /rules/no-y.js\nmodule.exports = {{ create(context) {{ return {{}} }} }}\n\
                     //- /rules/no-x.test.js\nconst {{ RuleTester }} = require('eslint')\nconst rule = require('./no-x')\n\
                     const tester = new RuleTester()\ntester.run('no-x', rule, {{ valid: [], invalid: [] }})\n"
            ));
            assert_eq!(found, ["rules/no-y.js#create"], "{rule}");
        };
        check_rule(
            "module.exports = { create(context) { return { Identifier(node) { context.report(node) } } } }",
        );
        check_rule(
            "export default { meta: {}, create: (context) => ({ Identifier(node) { context.report(node) } }) }",
        );
        check_rule(
            "module.exports = createRule({ create(context) { return { Identifier(node) { context.report(node) } } } })",
        );
    }

    #[test]
    fn helpers_hand_rules_on_to_a_tester() {
        let check = |helper: &str, test: &str| {
            let found = gaps(&format!(
                "//- /package.json\n{{}}\n//- /rules/no-x.js\nexport default {{ create(context) {{ return {{}} }} }}\n\
                 //- /rules/no-y.js\nexport default {{ create(context) {{ return {{}} }} }}\n\
                 //- /tests/helpers.js\nimport {{ RuleTester as Foreign }} from 'eslint'\n{helper}\n\
                 //- /tests/no-x.test.js\nimport {{ RuleTester, run }} from './helpers.js'\nimport rule from '../rules/no-x.js'\n{test}\n"
            ));
            assert_eq!(found, ["rules/no-y.js#create"], "{test}");
        };
        check(
            "export class RuleTester extends Foreign {}",
            "new RuleTester({ x: 1 }).run('no-x', rule, { valid: [], invalid: [] })",
        );
        check(
            "export const run = (name, rule, cases) => new RuleTester().run(name, rule, cases)\nexport class RuleTester extends Foreign {}",
            "run('no-x', rule, { valid: [], invalid: [] })",
        );
    }
}
