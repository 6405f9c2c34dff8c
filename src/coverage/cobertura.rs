//! Cobertura's XML (<https://cobertura.sourceforge.net/xml/coverage-04.dtd>), as coverage.py,
//! Istanbul, gcovr, coverlet and many others write it.
//!
//! Only the body counts: the sums in the header may disagree with it. The lines of a method stand
//! again under its class; those of the class count, and those of methods only where the class
//! has no list of lines at all.

use super::xml::{Node, Tag, Xml, number};
use super::{Builder, Clock, Format, Head, Input, PathStyle, ReadError, Reading};

pub(super) const COBERTURA: Format = Format {
    id: "cobertura",
    name: "Cobertura",
    paths: PathStyle::Files,
    detect,
    read: Reading::Stream(read),
};

fn detect(head: &Head<'_>) -> bool {
    head.is_rooted_in("coverage")
        && (head.has_element(1, "packages")
            || head.has_element(1, "sources")
            || head.has_attribute("line-rate"))
}

fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), ReadError> {
    let mut xml = Xml::new(input);
    let mut class = Class::default();
    let mut source: Option<String> = None;
    loop {
        match xml.next()? {
            Node::Open(tag) => match tag.name() {
                "line" => class.line(&tag, builder),
                "method" => class.begin_method(&tag),
                "lines" => class.has_lines |= class.method.is_none(),
                "class" => {
                    builder.open(&tag.value("filename").unwrap_or_default());
                    class = Class::default();
                }
                "source" => source = Some(String::new()),
                "coverage" => {
                    builder.time = tag
                        .value("timestamp")
                        .and_then(|text| Clock::from_count(&text));
                }
                _ => {}
            },
            Node::Close("method") => class.end_method(builder),
            Node::Close("class") => {
                class.end(builder);
                builder.close();
                builder.check(xml.line())?;
            }
            Node::Close("source") => {
                let path = source.take().unwrap_or_default();
                if !path.trim().is_empty() {
                    builder.sources.push(path.trim().into());
                }
            }
            Node::Text(text) => {
                if let Some(source) = &mut source {
                    source.push_str(&text);
                }
            }
            Node::End => return Ok(()),
            Node::Close(_) | Node::Other => {}
        }
    }
}

/// The class that is being read.
#[derive(Default)]
struct Class {
    method: Option<Method>,
    has_lines: bool,
    /// Lines of methods, for classes without lines of their own.
    in_methods: Vec<Line>,
}

struct Method {
    name: String,
    hits: Option<u64>,
    first: Option<Line>,
    last: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Line {
    number: u64,
    hits: u64,
    branches: Option<(u64, u64)>,
}

impl Class {
    fn line(&mut self, tag: &Tag<'_>, builder: &mut Builder) {
        let line = Line::of(tag);
        match &mut self.method {
            Some(method) => {
                method.last = method.last.max(line.number);
                if method.first.is_none_or(|first| line.number < first.number) {
                    method.first = Some(line);
                }
                if !self.has_lines {
                    self.in_methods.push(line);
                }
            }
            None => {
                line.add_to(builder);
            }
        }
    }

    fn begin_method(&mut self, tag: &Tag<'_>) {
        self.method = Some(Method {
            name: tag.value("name").unwrap_or_default(),
            hits: tag.number("hits"),
            first: None,
            last: 0,
        });
    }

    fn end_method(&mut self, builder: &mut Builder) {
        let Some(method) = self.method.take() else {
            return;
        };
        if let Some(first) = method.first {
            // With a single line under it, a tool tells where the method begins and not its end.
            let end = Some(method.last).filter(|&last| last > first.number);
            builder.function(
                &method.name,
                first.number,
                end,
                method.hits.unwrap_or(first.hits),
            );
        }
    }

    fn end(&mut self, builder: &mut Builder) {
        if !self.has_lines {
            for line in self.in_methods.drain(..) {
                line.add_to(builder);
            }
        }
    }
}

impl Line {
    fn of(tag: &Tag<'_>) -> Self {
        let mut line = Self::default();
        let mut has_branches = false;
        let mut condition = None;
        for (key, value) in tag.raw() {
            match key {
                "number" => line.number = number(value).unwrap_or(0),
                "hits" => line.hits = number(value).unwrap_or(0),
                "branch" => has_branches = value.eq_ignore_ascii_case("true"),
                "condition-coverage" => condition = taken(value),
                _ => {}
            }
        }
        line.branches = condition.filter(|_| has_branches);
        line
    }

    fn add_to(self, builder: &mut Builder) {
        builder.line(self.number, self.hits);
        if let Some((covered, total)) = self.branches {
            builder.branches(self.number, covered, total);
        }
    }
}

/// The two numbers of `50% (1/2)`.
fn taken(text: &str) -> Option<(u64, u64)> {
    let (_, share) = text.split_once('(')?;
    let (covered, total) = share.split_once(')')?.0.split_once('/')?;
    Some((number(covered)?, number(total)?))
}

#[cfg(test)]
mod tests {
    use crate::coverage::Clock;
    use crate::coverage::fixture::{check, fails, report};

    #[test]
    fn lines_count_once_although_methods_repeat_them() {
        check(
            r#"<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage lines-valid="9" timestamp="1795343490635"><sources><source>/b&amp;c</source><source/></sources>
<packages><package name="p"><classes>
<class name="A" filename="p/A.cs"><methods><method name="f"><lines><line number="2" hits="4"/><line number="3" hits="0"/></lines></method></methods>
<lines><line number="2" hits="4" branch="True" condition-coverage="50% (1/2)"/><line number="3" hits="0" branch="false" condition-coverage="0% (0/9)"/></lines></class>
<class name="A.B" filename="p/A.cs"><methods/><lines><line number="2" hits="1"/><line number="9" hits="1"></line></lines></class>
</classes></package></packages></coverage>"#,
            "p/A.cs: 2*5 3*0 9*1 | 2:1/2 | f@2-3*4",
        );
    }

    #[test]
    fn a_class_without_lines_has_none_whatever_its_methods_say() {
        check(
            r#"<coverage line-rate="1"><packages><package><classes><class filename="a"><methods>
<method name="f" hits="7"><lines><line number="2" hits="7"/></lines></method></methods><lines></lines></class></classes></package></packages></coverage>"#,
            "a: | | f@2*7",
        );
    }

    #[test]
    fn methods_lines_count_where_the_class_lists_none() {
        check(
            r#"<coverage line-rate="1"><packages><package><classes><class filename="a"><methods>
<method name="f" hits="7"><lines><line number="2" hits="4"/></lines></method></methods></class></classes></package></packages></coverage>"#,
            "a: 2*4 | | f@2*7",
        );
    }

    #[test]
    fn sources_and_time() {
        let report = report(
            r#"<coverage timestamp="1795343490635"><sources><source>/b&amp;c d</source><source> </source></sources><packages/></coverage>"#,
        );
        assert_eq!(report.sources, ["/b&c d".into()]);
        assert_eq!(report.time, Some(Clock::Universal(1_795_343_490)));
    }

    #[test]
    fn what_is_broken_is_told_with_its_line() {
        fails(
            "<coverage><packages>\n<class filename='a'>\n<line number='1' hits='1'/>",
            "line 3: the report ends too early",
        );
        fails(
            "<coverage><packages>\n<class filename='a'></package>",
            "line 2: expected `</class>`, but `</package>` was found",
        );
        fails(
            "<coverage><packages>\n\n<class filename='a'><lines><line number='888888888' hits='1'/></lines></class></packages></coverage>",
            "line 3: no file has a line 888888888",
        );
    }

    #[test]
    fn an_entity_that_the_document_defines_is_not_expanded() {
        let report = report(
            r#"<!DOCTYPE coverage [<!ENTITY a "xx"><!ENTITY b "&a;&a;&a;&a;">]><coverage><sources><source>&b;</source></sources><packages><class filename="&b;/c"><line number="1" hits="1"/></class></packages></coverage>"#,
        );
        assert_eq!(report.sources.len(), 0);
        assert_eq!(&*report.files[0].path, "&b;/c");
    }

    #[test]
    fn endless_nesting_is_refused() {
        let nested = "<a>".repeat(100_000);
        fails(
            &format!("<coverage><packages>\n{nested}"),
            "line 2: elements nest too deeply",
        );
    }
}
