//! SARIF 2.1.0, the form in which code scanning takes results.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Blamed, Gate};
use crate::json::write_document;

pub(super) fn write(gate: &Gate<'_>, output: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "lacuna",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    rule("new-gap", "A gap that is new", "No test runs code that is new, or that tests ran before."),
                    rule("open-gap", "A gap beyond the limit", "Tests run too little of code of a priority of which there are more gaps than allowed."),
                ],
            } },
            "columnKind": "unicodeCodePoints",
            "results": gate.gaps.iter().map(|gap| result(gate.prefix, gap)).collect::<Vec<_>>(),
        }],
    });
    write_document(&document, output)
}

fn rule(id: &str, name: &str, about: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": name },
        "fullDescription": { "text": about },
        "defaultConfiguration": { "level": "error" },
    })
}

fn result(prefix: &str, gap: &Blamed<'_>) -> Value {
    let text = match gap.test() {
        Some(test) => format!("{}. A test of it belongs in {test}.", gap.sentence()),
        None => format!("{}.", gap.sentence()),
    };
    // Lines are no identity: they change with every line above.
    let identity = format!("{}#{}", gap.path(), gap.symbol().unwrap_or_default());
    json!({
        "ruleId": gap.rule(),
        "level": "error",
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&format!("{prefix}{}", gap.path())), "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": gap.line() },
        } }],
        "partialFingerprints": { "lacunaGap/v1": identity },
    })
}

/// A path as a relative reference, by RFC 3986: all but unreserved letters and `/` by their bytes.
fn uri(path: &str) -> String {
    let mut text = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                text.push(char::from(byte));
            }
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references() {
        assert_eq!(uri("src/a_b-c.py"), "src/a_b-c.py");
        assert_eq!(uri("a b/[id]é.ts"), "a%20b/%5Bid%5D%C3%A9.ts");
        assert_eq!(uri("a:b%.py"), "a%3Ab%25.py");
    }
}
