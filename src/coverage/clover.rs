//! Clover's XML, as OpenClover, PHPUnit and Istanbul write it, each in its own way.
//!
//! Lines of the type `method` tell of functions and are no executable lines. For Istanbul, the
//! two counts of a condition are its branches taken and not taken; for OpenClover, how often it was
//! true and false.

use super::xml::{Node, Tag, Xml};
use super::{Builder, Clock, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const CLOVER: Format = Format {
    id: "clover",
    name: "Clover",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

/// The version that Istanbul claims, whatever its own is.
const ISTANBULS_VERSION: &str = "3.2.0";

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("coverage")
        && (head.has_element(1, "project")
            || head.has_attribute("generated")
            || head.has_attribute("clover"))
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    let mut counts_branches = false;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "line" => add_line(&tag, counts_branches, builder),
                "file" => {
                    let path = tag.value("path").or_else(|| tag.value("name"));
                    builder.open(&path.unwrap_or_default());
                }
                "coverage" => {
                    let version = tag.value("clover");
                    counts_branches = version.as_deref() == Some(ISTANBULS_VERSION);
                    builder.time = tag
                        .value("generated")
                        .and_then(|text| Clock::from_count(&text));
                }
                _ => {}
            },
            Node::Close("file") => {
                builder.close();
                builder.check(xml.line())?;
            }
            Node::End => return Ok(()),
            Node::Text(_) | Node::Close(_) | Node::Other => {}
        }
    }
}

fn add_line(tag: &Tag<'_>, counts_branches: bool, builder: &mut Builder) {
    let Some(line) = tag.number("num") else {
        return;
    };
    let count = |name| tag.number(name).unwrap_or(0);
    let kind = tag
        .raw()
        .find(|(key, _)| *key == "type")
        .map(|(_, value)| value);
    match kind {
        Some("method") => {
            let name = tag.value("name").or_else(|| tag.value("signature"));
            builder.function(&name.unwrap_or_default(), line, None, count("count"));
        }
        Some("cond") => {
            let (first, second) = (count("truecount"), count("falsecount"));
            let hits = tag.number("count").unwrap_or(first.saturating_add(second));
            builder.line(line, hits);
            if counts_branches {
                builder.branches(line, first, first.saturating_add(second));
            } else {
                builder.branches(line, u64::from(first > 0) + u64::from(second > 0), 2);
            }
        }
        _ => builder.line(line, count("count")),
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::check;

    #[test]
    fn phpunit_gives_functions_as_lines() {
        check(
            r#"<?xml version="1.0" encoding="UTF-8"?><coverage generated="1795343770"><project timestamp="1795343770">
<file name="/app/src/A.php"><class name="A" namespace="global"><metrics complexity="2"/></class>
<line num="5" type="method" name="f" visibility="public" complexity="1" crap="1" count="3"/><line num="7" type="stmt" count="3"/><line num="8" type="stmt" count="0"/></file></project></coverage>"#,
            "/app/src/A.php: 7*3 8*0 | | f@5*3",
        );
    }

    #[test]
    fn istanbul_counts_branches_taken_and_not_taken() {
        check(
            r#"<coverage generated="1" clover="3.2.0"><project><package name="p"><file name="a.ts" path="/app/a.ts">
<line num="9" count="4" type="cond" truecount="3" falsecount="1"/></file></package></project></coverage>"#,
            "/app/a.ts: 9*4 | 9:3/4 |",
        );
    }

    #[test]
    fn openclover_counts_true_and_false() {
        check(
            r#"<coverage generated="1" clover="4.4.1"><project><package name="p"><file name="A.java" path="/app/A.java">
<line num="9" type="cond" truecount="3" falsecount="0"/><line num="9" type="stmt" count="2"/></file></package></project></coverage>"#,
            "/app/A.java: 9*3 | 9:1/2 |",
        );
    }
}
