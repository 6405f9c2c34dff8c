//! TOML.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Node, Value};

/// Reads a text.
///
/// # Errors
///
/// What is wrong with it, as a fragment.
pub(in super::super) fn toml(text: &str) -> Result<Node, String> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error
            .span()
            .map_or(1, |span| Lines::of(text).at(span.start));
        format!("line {line} does not parse: {}", error.message())
    })?;
    let lines = Lines::of(text);
    Ok(Node {
        line: 1,
        value: map(table.get_ref(), &lines),
    })
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(breaks.map(|(at, _)| at + 1).collect())
    }

    fn at(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|start| *start <= offset);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

fn map(table: &DeTable<'_>, lines: &Lines) -> Value {
    let mut entries: Vec<(Box<str>, Node)> = table
        .iter()
        .map(|(key, value)| {
            let mut node = node(value, lines);
            node.line = lines.at(key.span().start);
            (key.get_ref().as_ref().into(), node)
        })
        .collect();
    entries.sort_by_key(|(_, node)| node.line);
    Value::Map(entries)
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let line = lines.at(value.span().start);
    let value = match value.get_ref() {
        DeValue::Table(table) => map(table, lines),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item, lines)).collect()),
        DeValue::String(text) => return Node::scalar(text, line),
        DeValue::Boolean(true) => return Node::scalar("true", line),
        DeValue::Boolean(false) => return Node::scalar("false", line),
        DeValue::Integer(number) => return Node::scalar(number.as_str(), line),
        DeValue::Float(number) => return Node::scalar(number.as_str(), line),
        DeValue::Datetime(date) => return Node::scalar(&date.to_string(), line),
    };
    Node { line, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_and_entries_know_their_lines() {
        let text =
            "[project]\nname = \"x\"\n\n[tool.pytest.ini_options]\naddopts = [\n  \"-q\",\n]\n";
        let document = toml(text).unwrap();
        let line = |keys: &[&str]| document.at(keys).map(|node| node.line);
        assert_eq!(line(&["project", "name"]), Some(2));
        assert_eq!(line(&["tool", "pytest", "ini_options"]), Some(4));
        let items = document
            .at(&["tool", "pytest", "ini_options", "addopts"])
            .unwrap()
            .items();
        assert_eq!((items[0].text(), items[0].line), (Some("-q"), 6));
    }

    #[test]
    fn an_error_names_its_line() {
        let error = toml("a = 1\nb = \n").unwrap_err();
        assert!(error.starts_with("line 2 does not parse"), "{error}");
    }
}
