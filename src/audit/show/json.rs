//! Findings for programs, schema 1. Keys may be added, never renamed or dropped.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::audit::{Answer, Document, Findings, Verdict};
use crate::json::write_document;
use crate::model::Priority;

pub(super) fn write(
    name: &str,
    document: &Document,
    findings: &Findings,
    output: &mut dyn Write,
) -> io::Result<()> {
    let counts: serde_json::Map<String, Value> = Verdict::ALL
        .iter()
        .map(|verdict| (verdict.word().to_owned(), findings.count(*verdict).into()))
        .collect();
    let value = json!({
        "schema": 1,
        "tool": concat!("lacuna ", env!("CARGO_PKG_VERSION")),
        "document": name,
        "counts": counts,
        "open": findings.answers.iter().filter(|answer| answer.is_open()).count(),
        "claims": findings.answers.iter().map(answer).collect::<Vec<_>>(),
        "contradictions": findings.contradictions.iter().map(|contradiction| json!({
            "lines": contradiction.lines,
            "message": contradiction.message,
        })).collect::<Vec<_>>(),
        "dropped": findings.dropped.iter().map(|dropped| json!({
            "line": dropped.line,
            "subject": dropped.subject,
            "priority": dropped.priority.map(Priority::word),
        })).collect::<Vec<_>>(),
        "forgotten": findings.forgotten.iter().map(|forgotten| json!({
            "path": forgotten.path,
            "risk": forgotten.risk,
            "priority": forgotten.priority.map(Priority::word),
            "rationale": forgotten.rationale,
        })).collect::<Vec<_>>(),
        "not_read": findings.not_read.iter().map(|not_read| json!({
            "line": not_read.line,
            "text": not_read.text,
            "reason": not_read.reason,
        })).collect::<Vec<_>>(),
        "plan": document.phases.iter().map(|phase| json!({
            "line": phase.line,
            "name": phase.name,
            "weeks": phase.weeks.map(|(first, last)| [first, last]),
            "steps": phase.steps.iter().map(|step| json!({
                "line": step.line,
                "title": step.title,
                "paths": step.paths,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    write_document(&value, output)
}

fn answer(answer: &Answer) -> Value {
    let commit = answer
        .since
        .as_ref()
        .map(|(commit, date)| json!({ "commit": commit, "date": date }));
    let test = answer
        .test
        .as_ref()
        .map(|(path, line)| json!({ "path": path, "line": line }));
    json!({
        "line": answer.line,
        "subject": answer.subject,
        "claim": answer.claim,
        "verdict": answer.verdict.word(),
        "truth": answer.truth,
        "test": test,
        "since": commit,
    })
}
