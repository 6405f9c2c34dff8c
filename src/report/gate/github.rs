//! Annotations for GitHub Actions, as its documentation of workflow commands describes them.
//!
//! What stands in a repository must not be able to say a command: of the text for people, lines
//! that the runner would read as one are changed.

use std::io::{self, Write};

use super::{Gate, show};
use crate::model::printable;

pub(super) fn write(gate: &Gate<'_>, output: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    show::text(gate, &mut text)?;
    for line in String::from_utf8_lossy(&text).lines() {
        writeln!(output, "{}", harmless(line))?;
    }
    for limit in gate.limits.iter().filter(|limit| !limit.is_kept) {
        let message = format!("{}: {}, {} allowed", limit.name, limit.found, limit.allowed);
        writeln!(output, "::error title=Test gaps::{}", data(&message))?;
    }
    for gap in &gate.gaps {
        let message = match gap.test() {
            Some(test) => format!("{}\na test of it belongs in {test}", gap.sentence()),
            None => gap.sentence(),
        };
        let title = match gap.rule() {
            "new-gap" => "New test gap",
            _ => "Test gap",
        };
        writeln!(
            output,
            "::error file={},line={},title={title}::{}",
            property(&format!("{}{}", gate.prefix, gap.path())),
            gap.line(),
            data(&message)
        )?;
    }
    Ok(())
}

/// A line that the runner does not take for a command, old or new.
fn harmless(line: &str) -> String {
    let line = line.replace("##[", "## [");
    match line.trim_start().starts_with("::") {
        true => format!("- {line}"),
        false => line,
    }
}

/// A text behind the second `::`.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(printable).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    let text = text
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A");
    text.replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_a_repository_is_a_command() {
        let check = |line: &str, expect: &str| assert_eq!(harmless(line), expect);
        check("a.py:1  is new", "a.py:1  is new");
        check("::add-mask::x.py:1  is new", "- ::add-mask::x.py:1  is new");
        check("  ::error::x", "-   ::error::x");
        check("a##[group]b", "a## [group]b");
    }

    #[test]
    fn what_ends_a_value_is_written_by_its_number() {
        assert_eq!(property("a,b:c%\n.py"), "a%2Cb%3Ac%25%0A.py");
        assert_eq!(data("50 %\nmore"), "50 %25%0Amore");
    }
}
