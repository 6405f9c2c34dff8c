//! SonarQube's generic test coverage
//! (<https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/test-coverage/generic-test-data>):
//! whether a line ran, and how many of its branches.

use super::xml::{Node, Xml};
use super::{Builder, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const SONAR: Format = Format {
    id: "sonar",
    name: "SonarQube generic",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("coverage")
        && (head.has_element(2, "lineToCover")
            || (head.has_element(1, "file") && head.has_attribute("version")))
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "lineToCover" => {
                    let line = tag.number("lineNumber").unwrap_or(0);
                    builder.line(line, u64::from(tag.flag("covered")));
                    let covered = tag.number("coveredBranches").unwrap_or(0);
                    builder.branches(line, covered, tag.number("branchesToCover").unwrap_or(0));
                }
                "file" => builder.open(&tag.value("path").unwrap_or_default()),
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

#[cfg(test)]
mod tests {
    use crate::coverage::fixture::check;

    #[test]
    fn lines_and_counts_of_branches() {
        check(
            r#"<coverage version="1"><file path="src/a.x"><lineToCover lineNumber="2" covered="true" branchesToCover="8" coveredBranches="7"/><lineToCover lineNumber="3" covered="false"/></file><file path="b"/></coverage>"#,
            "src/a.x: 2*1 3*0 | 2:7/8 |\nb: | |",
        );
    }
}
