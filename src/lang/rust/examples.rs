//! Examples in Rust's documentation: `rustdoc` runs them as tests of their crate.
//!
//! They are read as a file of their own, in which each stands on the lines that it has in the
//! documentation, as the body of a function.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;

use crate::model::{FileFacts, Symbol};

use super::{GRAMMAR, Rust, syntax};

/// What the functions around examples are called while they are read.
const READ_AS: &str = "example";

/// What they are called afterwards, as nothing in the file can be.
pub(crate) const NAME: &str = "<example>";

/// Words behind a fence that leave it an example which runs.
const RUNS: [&str; 3] = ["rust", "should_panic", "test_harness"];

/// Words behind a fence that make it an example which is only compiled, or not even that.
const DOES_NOT_RUN: [&str; 3] = ["no_run", "compile_fail", "ignore"];

/// Adds the examples of a file as tests.
pub(super) fn add(source: &str, facts: &mut FileFacts) {
    let examples = examples(source);
    if examples.is_empty() {
        return;
    }
    let mut read = syntax::read(&GRAMMAR, &examples, &mut Rust::default());
    let base = u32::try_from(facts.symbols.len()).unwrap_or(u32::MAX);
    let within = |within: &mut Option<u32>| *within = within.map(|at| at.saturating_add(base));
    for symbol in &mut read.symbols {
        within(&mut symbol.parent);
        mark(symbol);
    }
    let own: FxHashSet<&str> = facts.symbols.iter().map(|symbol| &*symbol.name).collect();
    for import in &mut read.imports {
        within(&mut import.within);
        import.is_test_only = true;
        // What the file itself defines is meant, by whatever way the crate offers it.
        import
            .names
            .retain(|name| name.name != name.local || !own.contains(&*name.local));
    }
    read.imports
        .retain(|import| !import.names.is_empty() || import.alias.is_some());
    read.references
        .iter_mut()
        .for_each(|it| within(&mut it.within));
    read.bindings
        .iter_mut()
        .for_each(|it| within(&mut it.within));
    read.texts.iter_mut().for_each(|it| within(&mut it.within));
    facts.symbols.append(&mut read.symbols);
    facts.imports.append(&mut read.imports);
    facts.references.append(&mut read.references);
    facts.bindings.append(&mut read.bindings);
    facts.texts.append(&mut read.texts);
}

/// All of an example exists in tests only, and the function around it is one.
fn mark(symbol: &mut Symbol) {
    symbol.is_test_only = true;
    if let Some(rest) = symbol.name.strip_prefix(READ_AS) {
        symbol.is_test = symbol.parent.is_none();
        symbol.has_logic |= symbol.is_test;
        symbol.name = format!("{NAME}{rest}").into();
    } else {
        // A method is named by its type, which may have the name of one outside.
        symbol.name = format!("{NAME}.{}", symbol.name).into();
    }
}

/// The examples that run, each on its own lines; all other lines are empty. Empty where there is
/// none.
fn examples(source: &str) -> String {
    let mut found = String::new();
    let mut line_breaks = 0_usize;
    let mut open: Option<Example> = None;
    for line in source.lines() {
        let documentation = documentation(line);
        let ends =
            documentation.is_none_or(|text| open.as_ref().is_some_and(|it| it.ends_at(text)));
        let written = match (open.take(), documentation) {
            // The end of the documentation ends what is open in it.
            (Some(example), _) if ends => example.runs.then(|| example.closing()),
            (Some(mut example), Some(text)) => {
                let code = code(text);
                example.has_main |= code.trim_start().starts_with("fn main(");
                let runs = example.runs;
                open = Some(example);
                runs.then(|| code.to_owned())
            }
            (None, Some(text)) => {
                open = Example::opened_by(text);
                let opened = open.as_ref().filter(|example| example.runs);
                opened.map(|_| format!("fn {READ_AS}() {{"))
            }
            (_, None) => None,
        };
        if let Some(text) = written {
            found.extend(std::iter::repeat_n('\n', std::mem::take(&mut line_breaks)));
            // Writing to a string does not fail.
            let _ = write!(found, "{text}");
        }
        line_breaks += 1;
    }
    if let Some(example) = open.filter(|example| example.runs) {
        found.push_str(&example.closing());
    }
    found
}

/// An example whose end is not yet found.
struct Example {
    fence: String,
    runs: bool,
    has_main: bool,
}

impl Example {
    fn opened_by(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let mark = text.chars().next().filter(|it| matches!(it, '`' | '~'))?;
        let words = text.trim_start_matches(mark);
        let fence = text.get(..text.len() - words.len())?;
        (fence.len() >= 3).then(|| Self {
            fence: fence.to_owned(),
            runs: runs(words),
            has_main: false,
        })
    }

    fn ends_at(&self, text: &str) -> bool {
        text.trim()
            .strip_prefix(&*self.fence)
            .is_some_and(|rest| rest.chars().all(|it| self.fence.starts_with(it)))
    }

    /// A `main` of its own is what runs.
    fn closing(&self) -> String {
        let call = if self.has_main { "main(); " } else { "" };
        format!("{call}}}")
    }
}

/// Whether the words behind a fence say that it is an example which runs.
fn runs(words: &str) -> bool {
    let words = words
        .split([',', ' ', '\t'])
        .filter(|word| !word.is_empty());
    let mut runs = true;
    for word in words {
        let is_skipped = DOES_NOT_RUN.iter().any(|skipped| word.starts_with(skipped));
        runs &= !is_skipped && (RUNS.contains(&word) || word.starts_with("edition"));
    }
    runs
}

/// The text of a line of documentation.
fn documentation(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let text = line.strip_prefix("//!").or_else(|| {
        let text = line.strip_prefix("///")?;
        (!text.starts_with('/')).then_some(text)
    })?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// A line of an example without the sign that hides it from readers.
fn code(text: &str) -> &str {
    match text.trim_start() {
        "#" => "",
        text if text.starts_with("##") => text.get(1..).unwrap_or_default(),
        hidden => hidden.strip_prefix("# ").unwrap_or(text),
    }
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    /// The examples of a source, with their lines, and what they call.
    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let tests = facts.symbols.iter().enumerate();
        let tests = tests.filter(|(_, symbol)| symbol.is_test);
        let found: Vec<String> = tests
            .map(|(at, symbol)| {
                let calls = facts.references.iter();
                let calls = calls.filter(|it| it.within == u32::try_from(at).ok());
                let calls: Vec<String> =
                    calls.map(|it| format!("{}@{}", it.path, it.line)).collect();
                let lines = format!("{}-{}", symbol.start, symbol.end);
                format!("{} {lines}: {}", symbol.name, calls.join(" "))
            })
            .collect();
        assert_eq!(found, expect, "{source}");
        assert_eq!(facts.errors, [], "{source}");
    }

    #[test]
    fn an_example_is_a_test_on_its_own_lines() {
        check(
            "/// Adds.\n///\n/// ```\n/// use a::add;\n/// # let x = one();\n/// add(x);\n/// ```\npub fn add(x: u32) {}\n",
            &["<example> 3-7: one@5 add@6 x@6"],
        );
        check(
            "//! ```rust,should_panic\n//! a();\n//! ```\n//!\n//! ~~~edition2021\n//! b();\n//! ~~~\n",
            &["<example> 1-3: a@2", "<example>~2 5-7: b@6"],
        );
    }

    #[test]
    fn what_is_no_rust_or_does_not_run_is_no_test() {
        for words in [
            "text",
            "no_run",
            "ignore",
            "ignore-windows",
            "compile_fail,E0277",
            "toml",
        ] {
            check(
                &format!("/// ```{words}\n/// a();\n/// ```\nfn f() {{}}\n"),
                &[],
            );
        }
        check("//// ```\n//// a();\n//// ```\nfn f() {}\n", &[]);
        check("// ```\n// a();\n// ```\nfn f() {}\n", &[]);
    }

    #[test]
    fn an_example_without_an_end_ends_with_its_documentation() {
        check(
            "/// ```\n/// a();\nfn f() {}\n/// b();\nfn g() {}\n",
            &["<example> 1-3: a@2"],
        );
        check("/// ```\n/// a();", &["<example> 1-2: a@2"]);
    }

    #[test]
    fn the_main_function_of_an_example_runs() {
        check(
            "/// ```\n/// fn main() { a(); }\n/// ```\nfn f() {}\n",
            &["<example> 1-3: main@3"],
        );
    }
}
