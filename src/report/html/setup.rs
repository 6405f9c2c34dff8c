//! Advice on how tests are set up, with what to paste.

use std::io::{self, Write};

use super::{escaped, path};
use crate::model::{Check, CheckState};
use crate::report::digest::{Digest, capitalised};

pub(super) fn setup(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.checks.is_empty() {
        return Ok(());
    }
    let sentence = digest.setup_sentence();
    writeln!(output, "<h2>Test set-up</h2>\n<p>{sentence}</p>")?;
    let mut scope = None;
    for check in digest.open_checks() {
        if scope != Some(&check.scope) {
            scope = Some(&check.scope);
            let place = if check.scope.is_empty() {
                "The root".to_owned()
            } else {
                path(&check.scope)
            };
            writeln!(output, "<h3>{place}</h3>")?;
        }
        write_check(check, output)?;
    }
    Ok(())
}

fn write_check(check: &Check, output: &mut dyn Write) -> io::Result<()> {
    let class = match check.state {
        CheckState::Wrong => "critical",
        _ => "high",
    };
    writeln!(
        output,
        "<div class=\"check\"><p><b>{}</b> <span class=\"tag {class}\">{}</span><br>{}</p>\n<ul>",
        escaped(&check.title),
        check.state.word(),
        sentences(&check.advice)
    )?;
    for evidence in check.evidence.iter() {
        let line = evidence
            .line
            .map_or(String::new(), |line| format!(":{line}"));
        writeln!(
            output,
            "<li>{}{line} <span class=\"quiet\">{}</span></li>",
            path(&evidence.path),
            sentences(&evidence.fact)
        )?;
    }
    writeln!(output, "</ul>")?;
    for snippet in check.snippets.iter() {
        let lines: Vec<String> = snippet.text.lines().map(escaped).collect();
        writeln!(
            output,
            "<p class=\"quiet\">{}:</p>\n<pre>{}</pre>",
            sentences(&capitalised(&snippet.instruction())),
            lines.join("\n")
        )?;
    }
    writeln!(output, "</div>")
}

/// Text in which code stands between backticks.
fn sentences(content: &str) -> String {
    let mut whole = String::new();
    for (index, part) in content.split('`').enumerate() {
        if index % 2 == 0 {
            whole.push_str(&escaped(part));
        } else {
            whole.push_str(&format!("<code>{}</code>", escaped(part)));
        }
    }
    whole
}
