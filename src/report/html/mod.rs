//! The whole audit as one page that needs nothing else: no network, no other file.

mod part;
mod setup;
mod treemap;
mod warnings;

use std::io::{self, Write};

use self::part::{conclusion, details, gaps, metrics, overview, roadmap};
use super::digest::{Digest, counted};
use super::words::percent;
use super::{Input, Kind, Report};
use crate::model::{Priority, printable};

/// Most gaps that the summary names.
const MAX_FIRST: usize = 5;

const STYLE: &str = include_str!("../../../assets/report/page.css");
const SCRIPT: &str = include_str!("../../../assets/report/page.js");

pub(super) static HTML: Report = Report {
    id: "html",
    doc: "The whole audit as one web page that needs no network",
    kind: Kind::Document,
    write,
};

fn write(input: &Input<'_>, output: &mut dyn Write) -> io::Result<()> {
    let digest = Digest::new(input);
    let name = escaped(&digest.project.name);
    writeln!(
        output,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>Test coverage of {name}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    )?;
    writeln!(output, "<header>\n<h1>Test coverage of {name}</h1>")?;
    if let Some(commit) = &digest.project.commit {
        writeln!(
            output,
            "<p class=\"quiet\">Commit <code>{}</code>, by Lacuna</p>",
            escaped(commit)
        )?;
    }
    writeln!(output, "</header>\n<main>")?;
    if digest.sources == 0 {
        writeln!(
            output,
            "<p>No source file with anything to test was found here.</p>"
        )?;
    } else {
        summary(&digest, output)?;
        treemap::treemap(&digest, output)?;
        overview(&digest, output)?;
        gaps(&digest, output)?;
        details(&digest, output)?;
        roadmap(&digest, output)?;
        setup::setup(&digest, output)?;
        metrics(&digest, output)?;
        conclusion(&digest, output)?;
    }
    warnings::warnings(&digest, output)?;
    writeln!(
        output,
        "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>"
    )
}

/// What stands above all else.
fn figures(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    let tested = digest.direct + digest.reached;
    writeln!(output, "<ul class=\"figures\">")?;
    let gaps: usize = digest.gaps.iter().sum();
    let whole = digest.components.first().map(|listed| listed.component);
    let lines = whole.and_then(|whole| Some((whole.ratio?, whole.basis)));
    let lines = lines.map(|(ratio, basis)| {
        let what = format!("of the lines inside functions run ({})", basis.word());
        (percent(Some(ratio)), what)
    });
    let figures = [
        (
            format!("{tested} / {}", digest.sources),
            format!(
                "files with something to test are exercised, {} by tests themselves",
                digest.direct
            ),
        ),
        (
            gaps.to_string(),
            "gaps: files that no test runs, or of which tests leave functions aside".to_owned(),
        ),
        (digest.tests.to_string(), "test files".to_owned()),
    ];
    let [files, gaps_of, tests] = figures;
    for (figure, what) in [Some(files), lines, Some(gaps_of), Some(tests)]
        .into_iter()
        .flatten()
    {
        writeln!(output, "<li><b>{figure}</b>{what}</li>")?;
    }
    writeln!(output, "</ul>")
}

fn summary(digest: &Digest<'_>, output: &mut dyn Write) -> io::Result<()> {
    figures(digest, output)?;
    let gaps: usize = digest.gaps.iter().sum();
    let by_priority: Vec<String> = Priority::ALL
        .iter()
        .zip(digest.gaps)
        .filter(|(_, count)| *count > 0)
        .map(|(priority, count)| format!("{count} {}", priority.word()))
        .collect();
    if by_priority.is_empty() {
        writeln!(output, "<p>{}</p>", digest.no_gap())?;
    } else {
        writeln!(
            output,
            "<p>{}{}: {}.</p>",
            counted(gaps, "gap"),
            digest.in_part(gaps),
            by_priority.join(", ")
        )?;
    }
    writeln!(
        output,
        "<p class=\"quiet\">{}{}</p>",
        digest.basis(),
        digest.history()
    )?;
    if digest.riskiest.is_empty() {
        return Ok(());
    }
    writeln!(output, "<p>The most pressing:</p>\n<ol>")?;
    for gap in digest.riskiest.iter().take(MAX_FIRST) {
        let rationale = escaped(&gap.score.rationale);
        writeln!(output, "<li>{}: {rationale}</li>", path(&gap.file.path))?;
    }
    writeln!(output, "</ol>")
}

/// Text of the page, in elements and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in printable(text).chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A path as code, which may break after each of its parts.
fn path(path: &str) -> String {
    format!("<code>{}</code>", escaped(path).replace('/', "/<wbr>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_place() {
        assert_eq!(
            escaped("<script>\"a\" & 'b'\u{1b}</script>"),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\u{241b}&lt;/script&gt;"
        );
    }

    #[test]
    fn the_page_asks_the_network_for_nothing() {
        for text in [STYLE, SCRIPT] {
            for word in ["http:", "https:", "url(", "@import", "fetch(", "src="] {
                assert!(!text.contains(word), "{word}");
            }
            assert!(!text.contains("</"), "ends its element");
        }
    }
}
