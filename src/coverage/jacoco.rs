//! JaCoCo's XML (<https://www.jacoco.org/jacoco/trunk/coverage/report.dtd>), which Kover writes
//! too. It counts instructions and branches of a line but not how often it ran, and knows packages
//! but no folders.

use super::xml::{Node, Tag, Xml};
use super::{Builder, Clock, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const JACOCO: Format = Format {
    id: "jacoco",
    name: "JaCoCo",
    paths: PathStyle::Packages,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("report")
        && ["package", "group", "sessioninfo", "counter"]
            .iter()
            .any(|name| head.has_element(1, name))
        && !head.has_attribute("ReportType")
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    let mut package = String::new();
    let mut method: Option<(String, u64)> = None;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "line" => add_line(&tag, builder),
                "package" => package = tag.value("name").unwrap_or_default(),
                "sourcefile" => builder.open(&path(&package, &tag, "name")),
                "class" => builder.open(&path(&package, &tag, "sourcefilename")),
                "method" => {
                    let name = tag.value("name").unwrap_or_default();
                    method = tag.number("line").map(|line| (name, line));
                }
                "counter"
                    if tag
                        .raw()
                        .any(|(key, value)| key == "type" && value == "METHOD") =>
                {
                    if let Some((name, line)) = method.take() {
                        let hits = tag.number("covered").unwrap_or(0);
                        builder.function(&name, line, None, hits.min(1));
                    }
                }
                "sessioninfo" => {
                    let time = tag.value("dump").and_then(|text| Clock::from_count(&text));
                    builder.time = later(builder.time, time);
                }
                _ => {}
            },
            Node::Close("method") => method = None,
            Node::Close("class" | "sourcefile") => {
                builder.close();
                builder.check(xml.line())?;
            }
            Node::End => return Ok(()),
            Node::Text(_) | Node::Close(_) | Node::Other => {}
        }
    }
}

fn path(package: &str, tag: &Tag<'_>, attribute: &str) -> String {
    let name = tag.value(attribute).unwrap_or_default();
    if package.is_empty() {
        return name;
    }
    format!("{package}/{name}")
}

/// A line with its missed and covered instructions and branches.
fn add_line(tag: &Tag<'_>, builder: &mut Builder) {
    let count = |name| tag.number(name).unwrap_or(0);
    let line = count("nr");
    builder.line(line, count("ci").min(1));
    let covered = count("cb");
    builder.branches(line, covered, covered.saturating_add(count("mb")));
}

fn later(one: Option<Clock>, two: Option<Clock>) -> Option<Clock> {
    match (one, two) {
        (Some(Clock::Universal(known)), Some(Clock::Universal(found))) => {
            Some(Clock::Universal(known.max(found)))
        }
        (known, found) => found.or(known),
    }
}

#[cfg(test)]
mod tests {
    use crate::coverage::Clock;
    use crate::coverage::fixture::{check, fails, report};

    const REPORT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x"><sessioninfo id="a" start="1" dump="1795343490635"/><sessioninfo id="b" start="1" dump="1795343480635"/><group name="g"><package name="org/acme"><class name="org/acme/A" sourcefilename="A.java"><method name="&lt;init&gt;" desc="()V" line="3"><counter type="INSTRUCTION" missed="0" covered="3"/><counter type="METHOD" missed="0" covered="1"/></method><method name="f" desc="()V" line="5"><counter type="METHOD" missed="1" covered="0"/></method><counter type="METHOD" missed="1" covered="1"/></class><sourcefile name="A.java"><line nr="3" mi="0" ci="3" mb="0" cb="0"/><line nr="5" mi="4" ci="0" mb="2" cb="0"/><line nr="6" mi="1" ci="2" mb="1" cb="1"/></sourcefile></package></group><package name=""><sourcefile name="B.kt"/></package></report>"#;

    #[test]
    fn lines_methods_and_branches() {
        check(
            REPORT,
            "org/acme/A.java: 3*1 5*0 6*1 | 5:0/2 6:1/2 | <init>@3*1 f@5*0\nB.kt: | |",
        );
    }

    #[test]
    fn the_last_session_tells_the_time() {
        assert_eq!(report(REPORT).time, Some(Clock::Universal(1_795_343_490)));
    }

    #[test]
    fn a_cut_off_report_is_an_error() {
        fails(
            &REPORT[..REPORT.len() - 9],
            "line 1: the report ends too early",
        );
    }
}
