//! INI files as Python's `configparser` reads them.

use super::{Node, Value};

/// Reads a text into sections of entries; lines that are neither are passed over. Entries outside
/// of all sections belong to the section with the empty name.
pub(in crate::scan) fn ini(text: &str) -> Node {
    let mut sections: Vec<(Box<str>, Node)> = Vec::new();
    let mut open: Option<Open> = None;
    for (line, written) in (1_u32..).zip(text.lines()) {
        let trimmed = written.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let is_indented = written.starts_with([' ', '\t']);
        if !is_indented {
            close(&mut sections, open.take());
        }
        if let Some(name) = header(trimmed).filter(|_| !is_indented) {
            let value = Value::Map(Vec::new());
            sections.push((name.into(), Node { line, value }));
        } else if is_indented && continues(&mut sections, &mut open, trimmed, line) {
        } else if let Some((key, value)) = trimmed.split_once(['=', ':']) {
            if sections.is_empty() {
                let value = Value::Map(Vec::new());
                sections.push(("".into(), Node { line: 1, value }));
            }
            if let Some(entries) = last_entries(&mut sections) {
                let mut node = Node::scalar(value.trim(), line);
                if let (Value::Text { line, .. }, true) = (&mut node.value, value.trim().is_empty())
                {
                    *line += 1;
                }
                entries.push((key.trim().to_lowercase().into(), node));
            }
        }
    }
    close(&mut sections, open);
    Node {
        line: 1,
        value: Value::Map(sections),
    }
}

/// A value that goes on over several lines.
struct Open {
    text: String,
    lines: usize,
}

fn header(line: &str) -> Option<&str> {
    line.strip_prefix('[')?
        .split_once(']')
        .map(|(name, _)| name)
}

fn last_entries(sections: &mut [(Box<str>, Node)]) -> Option<&mut Vec<(Box<str>, Node)>> {
    match &mut sections.last_mut()?.1.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    }
}

/// Adds a line to the value before it; each keeps its distance from the first.
fn continues(
    sections: &mut [(Box<str>, Node)],
    open: &mut Option<Open>,
    more: &str,
    at: u32,
) -> bool {
    let last = last_entries(sections).and_then(|entries| entries.last());
    let Some(Value::Text { text, line }) = last.map(|(_, node)| &node.value) else {
        return false;
    };
    let open = open.get_or_insert_with(|| Open {
        text: text.to_string(),
        lines: text.lines().count(),
    });
    let next = at.saturating_sub(*line) as usize;
    let missing = next.saturating_sub(open.lines) + usize::from(open.lines > 0);
    open.text.extend(std::iter::repeat_n('\n', missing));
    open.text.push_str(more);
    open.lines = next.max(open.lines) + 1;
    true
}

/// Gives a value that went on to the entry that it belongs to.
fn close(sections: &mut [(Box<str>, Node)], open: Option<Open>) {
    let last = last_entries(sections).and_then(|entries| entries.last_mut());
    if let (Some(open), Some((_, node))) = (open, last)
        && let Value::Text { text, .. } = &mut node.value
    {
        *text = open.text.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_entries_and_continued_values() {
        let text = "[tool:pytest]\ntestpaths = tests\naddopts =\n    -v\n    # why\n    --cov\n\n[x]\ny: 1\n";
        let document = ini(text);
        let pytest = document.get("tool:pytest").unwrap();
        assert_eq!(pytest.line, 1);
        assert_eq!(pytest.text_of("testpaths"), Some("tests"));
        let addopts = pytest.get("addopts").unwrap();
        assert_eq!(
            (addopts.text(), addopts.text_line()),
            (Some("-v\n\n--cov"), 4)
        );
        assert_eq!(document.at(&["x", "y"]).unwrap().line, 9);
    }

    #[test]
    fn lines_of_a_value_keep_their_distance() {
        let text = "[a]\nx = 1\n  2\n\n  3\n  4\ny =\n\n  5\n";
        let document = ini(text);
        assert_eq!(
            document.at(&["a", "x"]).unwrap().text(),
            Some("1\n2\n\n3\n4")
        );
        assert_eq!(document.at(&["a", "y"]).unwrap().text(), Some("\n5"));
    }
}
