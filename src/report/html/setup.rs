//! Advice on how tests are set up, with what to paste.

use std::io::{self, Write};

use super::{escaped, path};
use crate::model::{Check, CheckState};
use crate::report::digest::{Digest, capitalised, with_code};

pub(super) fn setup(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    if digest.checks.is_empty() {
        return Ok(());
    }
    let sentence = digest.setup_sentence();
    writeln!(output, "<h2>Test set-up</h2>\n<p>{sentence}</p>")?;
    for (folder, checks) in digest.open_scopes() {
        let place = folder.map_or_else(|| "The root".to_owned(), path);
        writeln!(output, "<h3>{place}</h3>")?;
        for check in checks {
            write_check(check, output)?;
        }
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
pub(super) fn sentences(content: &str) -> String {
    with_code(content, escaped, |part| {
        format!("<code>{}</code>", escaped(part))
    })
}
