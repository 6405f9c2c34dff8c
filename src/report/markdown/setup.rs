//! Advice on how tests are set up, with what to paste.

use std::io::{self, Write};

use super::escape::{code, text};
use crate::model::{Check, CheckState, Evidence};
use crate::report::digest::{Digest, capitalised, with_code};

pub(super) fn setup(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.checks.is_empty() {
        return Ok(());
    }
    writeln!(output, "## Test set-up\n\n{}\n", digest.setup_sentence())?;
    for (folder, checks) in digest.open_scopes() {
        let place = folder.map_or_else(|| "The root".to_owned(), code);
        writeln!(output, "### {place}\n")?;
        for check in checks {
            write_check(check, output)?;
        }
    }
    Ok(())
}

fn write_check(check: &Check, output: &mut dyn Write) -> io::Result<()> {
    let state = match check.state {
        CheckState::Missing => "no",
        state => state.word(),
    };
    writeln!(
        output,
        "- **{}: {state}.** {}",
        text(&check.title),
        sentences(&check.advice)
    )?;
    for evidence in check.evidence.iter() {
        writeln!(
            output,
            "    - {}: {}",
            place(evidence),
            sentences(&evidence.fact)
        )?;
    }
    writeln!(output)?;
    for snippet in check.snippets.iter() {
        let instruction = capitalised(&snippet.instruction());
        writeln!(output, "  {}:\n", sentences(&instruction))?;
        fenced(&snippet.path, &snippet.text, output)?;
    }
    Ok(())
}

fn place(evidence: &Evidence) -> String {
    match evidence.line {
        Some(line) => code(&format!("{}:{line}", evidence.path)),
        None => code(&evidence.path),
    }
}

/// Text in which spans of code stand between backticks already.
fn sentences(content: &str) -> String {
    with_code(content, text, code)
}

/// A block of code below an item of a list.
fn fenced(path: &str, content: &str, output: &mut dyn Write) -> io::Result<()> {
    let language = match path.rsplit('.').next() {
        Some("yml" | "yaml") => "yaml",
        Some("toml") => "toml",
        Some("json") => "json",
        Some("ini" | "cfg") => "ini",
        _ => "text",
    };
    let longest = content
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    writeln!(output, "  {fence}{language}")?;
    for line in content.lines() {
        let line = crate::model::printable(line);
        if line.is_empty() {
            writeln!(output)?;
        } else {
            writeln!(output, "  {line}")?;
        }
    }
    writeln!(output, "  {fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_a_sentence_stays_code() {
        assert_eq!(sentences("Run `a_b` in <x>."), "Run `a_b` in \\<x\\>.");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        let mut bytes = Vec::new();
        fenced("x.toml", "a = 1\n```\n", &mut bytes).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "  ````toml\n  a = 1\n  ```\n  ````\n\n"
        );
    }
}
