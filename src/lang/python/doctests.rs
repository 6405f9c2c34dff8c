//! Examples in documentation, `>>> add(1, 2)`: pytest runs them as tests where it is told to, with
//! the names of their module.
//!
//! They are read as a file of their own, in which each stands on the lines that it has in the
//! documentation, as the body of a function. Whether they run, no file can tell of itself: until
//! somebody says so, they are no tests.

use ruff_text_size::TextRange;

use crate::model::{FileFacts, Symbol};

use super::lines::LineIndex;
use super::read;

/// What the functions around examples are called while they are read.
const READ_AS: &str = "doctest";

/// What they are called afterwards, as nothing in the file can be.
pub(crate) const NAME: &str = "<doctest>";

/// How a line of an example begins, and one that goes on with it.
const PROMPTS: [&str; 2] = [">>>", "..."];

/// Adds the examples in the documentation of a file.
pub(super) fn add(
    source: &str,
    index: &LineIndex,
    documentation: &[TextRange],
    facts: &mut FileFacts,
) {
    let ranges = documentation.iter().filter(|range| {
        let text = source.get(range.start().to_usize()..range.end().to_usize());
        text.is_some_and(|text| text.contains(PROMPTS[0]))
    });
    let examples = examples(source, index, ranges);
    if examples.is_empty() {
        return;
    }
    let mut told = read(&examples);
    let base = u32::try_from(facts.symbols.len()).unwrap_or(u32::MAX);
    let within = |within: &mut Option<u32>| *within = within.map(|at| at.saturating_add(base));
    for symbol in &mut told.symbols {
        within(&mut symbol.parent);
        mark(symbol);
    }
    for import in &mut told.imports {
        within(&mut import.within);
        import.is_test_only = true;
    }
    told.references
        .iter_mut()
        .for_each(|it| within(&mut it.within));
    told.bindings
        .iter_mut()
        .for_each(|it| within(&mut it.within));
    told.texts.iter_mut().for_each(|it| within(&mut it.within));
    facts.symbols.append(&mut told.symbols);
    facts.imports.append(&mut told.imports);
    facts.references.append(&mut told.references);
    facts.bindings.append(&mut told.bindings);
    facts.texts.append(&mut told.texts);
}

fn mark(symbol: &mut Symbol) {
    symbol.is_test = false;
    symbol.is_test_only = true;
    if let Some(rest) = symbol.name.strip_prefix(READ_AS) {
        symbol.name = format!("{NAME}{rest}").into();
    }
    if symbol.parent.is_none() {
        symbol.decorators = [Box::from(FileFacts::DOCTEST)].into();
    }
}

/// The examples, each on its own lines; all other lines are empty. Empty where there is none.
fn examples<'r>(
    source: &str,
    index: &LineIndex,
    documentation: impl Iterator<Item = &'r TextRange>,
) -> String {
    let mut found = String::new();
    let mut at = 1;
    let mut write = |line: u32, text: &str| {
        // A line holds one thing.
        if line > at || found.is_empty() {
            found.extend(std::iter::repeat_n('\n', line.saturating_sub(at) as usize));
            at = line.max(at);
            found.push_str(text);
        }
    };
    for range in documentation {
        let text = source.get(range.start().to_usize()..range.end().to_usize());
        let first = index.line(range.start());
        let mut is_open = false;
        let mut is_example = false;
        for (line, text) in (first..).zip(text.unwrap_or_default().lines()) {
            let text = text.trim_start();
            let prompt = PROMPTS.iter().position(|prompt| text.starts_with(prompt));
            // A line that goes on is one only below another.
            is_example = prompt == Some(0) || prompt == Some(1) && is_example;
            if !is_example {
                continue;
            }
            if !is_open {
                // The first line of the documentation holds its quotes, so that there is one.
                write(line.saturating_sub(1), &format!("def {READ_AS}():"));
                is_open = true;
            }
            write(line, text.get(3..).unwrap_or_default());
        }
    }
    if !found.is_empty() {
        found.push('\n');
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    #[test]
    fn examples_are_read_with_their_lines_and_are_no_tests_yet() {
        let facts = extract(
            "\"\"\"Module.\n\n>>> add(1)\n2\n\"\"\"\ndef add(x):\n    \"\"\"Adds.\n\n    >>> from pkg.b import twice\n    >>> for y in [1]:\n    ...     twice(add(y))\n    3\n    ... no example\n    \"\"\"\n    return x + 1\n",
        );
        let symbols: Vec<_> = facts
            .symbols
            .iter()
            .map(|it| (&*it.name, it.start, it.is_test, it.is_test_only))
            .collect();
        assert_eq!(
            symbols,
            [
                ("add", 6, false, false),
                ("<doctest>", 2, false, true),
                ("<doctest>~2", 8, false, true),
            ]
        );
        let calls: Vec<_> = facts
            .references
            .iter()
            .filter(|it| it.kind.is_run())
            .map(|it| (it.within, &*it.path, it.line))
            .collect();
        assert_eq!(
            calls,
            [
                (Some(1), "add", 3),
                (Some(2), "twice", 11),
                (Some(2), "add", 11)
            ]
        );
        assert_eq!(
            facts
                .imports
                .iter()
                .map(|it| (&*it.module, it.line))
                .collect::<Vec<_>>(),
            [("pkg.b", 9)]
        );
        assert!(facts.errors.is_empty());
    }

    #[test]
    fn code_and_other_strings_hold_no_examples() {
        let facts =
            extract("x = '''\n>>> add(1)\n'''\ny = 1 >>1\ndef f():\n    return '>>> g()'\n");
        assert_eq!(facts.symbols.len(), 1);
    }
}
