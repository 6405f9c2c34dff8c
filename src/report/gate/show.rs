//! The outcome of a gate in words and as data.

use std::io::{self, Write};

use serde::Serialize;

use super::{Blamed, Gate, github, sarif};
use crate::json::write_document;
use crate::model::printable;
use crate::report::change::Since;

/// A form in which the outcome is told.
#[derive(Debug)]
pub struct GateForm {
    /// What people write after `--format`.
    pub id: &'static str,
    /// What it is for.
    pub doc: &'static str,
    write: fn(&Gate<'_>, &mut dyn Write) -> io::Result<()>,
}

/// All forms; the first is the usual one.
pub static GATE_FORMS: &[GateForm] = &[
    GateForm {
        id: "text",
        doc: "For people",
        write: text,
    },
    GateForm {
        id: "github",
        doc: "For people, with annotations for GitHub Actions (usual where GITHUB_ACTIONS is set)",
        write: github::write,
    },
    GateForm {
        id: "sarif",
        doc: "SARIF 2.1.0, for code scanning",
        write: sarif::write,
    },
    GateForm {
        id: "json",
        doc: "For programs (schema 1)",
        write: json,
    },
];

/// Tells the outcome in the form of an identifier, the usual one where there is none of it.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn write_gate(gate: &Gate<'_>, form: &str, output: &mut dyn Write) -> io::Result<()> {
    let form = GATE_FORMS.iter().find(|known| known.id == form);
    let write = form.map_or(text as fn(&Gate<'_>, &mut dyn Write) -> _, |form| {
        form.write
    });
    write(gate, output)
}

pub(super) fn text(gate: &Gate<'_>, output: &mut dyn Write) -> io::Result<()> {
    let outcome = if gate.is_passed() { "passed" } else { "missed" };
    writeln!(output, "gate {outcome}")?;
    for limit in &gate.limits {
        let sign = if limit.is_kept { "kept  " } else { "missed" };
        let text = format!("{}: {}, {} allowed", limit.name, limit.found, limit.allowed);
        writeln!(output, "  {sign}  {}", printable(&text))?;
    }
    if !gate.gaps.is_empty() {
        writeln!(output)?;
    }
    for gap in &gate.gaps {
        let place = format!("{}:{}", gap.path(), gap.line());
        let (place, text) = (printable(&place), gap.sentence());
        writeln!(output, "{place}  {}", printable(&text))?;
        if let Some(test) = gap.test() {
            writeln!(output, "    a test of it belongs in {}", printable(test))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    passed: bool,
    base: Option<Since<'a>>,
    limits: Vec<LimitOut<'a>>,
    gaps: Vec<GapOut<'a>>,
}

#[derive(Serialize)]
struct LimitOut<'a> {
    name: &'a str,
    found: &'a str,
    allowed: &'a str,
    kept: bool,
}

#[derive(Serialize)]
struct GapOut<'a> {
    rule: &'static str,
    path: &'a str,
    line: u32,
    symbol: Option<&'a str>,
    message: String,
    suggested_test: Option<&'a str>,
}

fn json(gate: &Gate<'_>, output: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema: 1,
        passed: gate.is_passed(),
        base: gate.since,
        limits: gate
            .limits
            .iter()
            .map(|limit| LimitOut {
                name: &limit.name,
                found: &limit.found,
                allowed: &limit.allowed,
                kept: limit.is_kept,
            })
            .collect(),
        gaps: gate.gaps.iter().map(gap_out).collect(),
    };
    write_document(&document, output)
}

fn gap_out<'a>(gap: &'a Blamed<'a>) -> GapOut<'a> {
    GapOut {
        rule: gap.rule(),
        path: gap.path(),
        line: gap.line(),
        symbol: gap.symbol(),
        message: gap.sentence(),
        suggested_test: gap.test(),
    }
}
