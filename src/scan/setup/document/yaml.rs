//! YAML, and JSON as a part of it.
//!
//! Built from the parser's events, without recursion, and bounded: what aliases multiply counts
//! as if it were written out.

use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Node, Value};
use crate::error::caught;

/// Largest document that is read, in bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// Most values of a document, aliases written out.
const NODE_LIMIT: usize = 100_000;

/// Deepest nesting of a document.
const DEPTH_LIMIT: usize = 64;

/// Reads the last document of a text.
///
/// # Errors
///
/// What is wrong with it, as a fragment.
pub(in super::super) fn yaml(text: &str) -> Result<Node, String> {
    if text.len() > SIZE_LIMIT {
        return Err(format!("{} bytes of settings are not read", text.len()));
    }
    let read = |text: &str| {
        caught(|| Builder::default().read(text))
            .unwrap_or_else(|| Err("the parser gave up on this file".to_owned()))
    };
    read(text).or_else(|error| {
        let Some(indented) = with_closing_brackets_indented(text) else {
            return Err(error);
        };
        read(&indented).map_err(|_| error)
    })
}

/// The text with brackets that close on a line of their own further in: many readers take them where
/// the key stands, the standard and this parser do not. None without such a line.
fn with_closing_brackets_indented(text: &str) -> Option<String> {
    let closes = |line: &str| line.trim_start_matches(' ').starts_with([']', '}']);
    text.lines().any(closes).then(|| {
        let lines = text.lines().map(|line| match closes(line) {
            true => format!("  {line}\n"),
            false => format!("{line}\n"),
        });
        lines.collect()
    })
}

/// A list or map that is not closed yet.
struct Open {
    node: Node,
    anchor: usize,
    /// The key that waits for its value.
    key: Option<(Box<str>, u32)>,
    /// Maps whose entries it takes over.
    merged: Vec<Node>,
    weight: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: FxHashMap<usize, (Node, usize)>,
    count: usize,
    root: Option<Node>,
}

impl Builder {
    fn read(mut self, text: &str) -> Result<Node, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut parser = Parser::new_from_str(text);
        let mut before = None;
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| {
                let line = error.marker().line();
                format!("line {line} does not parse: {}", error.info())
            })?;
            let line = u32::try_from(span.start.line()).unwrap_or(u32::MAX);
            match event {
                Event::Scalar(text, style, anchor, _) => {
                    let is_null =
                        style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                    let value = if is_null {
                        Value::Null
                    } else {
                        Value::Text {
                            text: text.into(),
                            line,
                        }
                    };
                    self.close(Node { line, value }, anchor, 1)?;
                }
                Event::SequenceStart(anchor, _) => {
                    self.start(line, Value::List(Vec::new()), anchor)?;
                }
                Event::MappingStart(anchor, _) => {
                    self.start(line, Value::Map(Vec::new()), anchor)?;
                }
                Event::SequenceEnd | Event::MappingEnd => {
                    if let Some(mut open) = self.open.pop() {
                        merge(&mut open.node, &open.merged);
                        self.close(open.node, open.anchor, open.weight)?;
                    }
                }
                Event::Alias(anchor) => {
                    let known = self.anchors.get(&anchor).cloned();
                    let (node, weight) = known.unwrap_or_default();
                    self.close(node, 0, weight.max(1))?;
                }
                // What stands before the last one is a heading: `spec:` of GitLab.
                Event::DocumentStart(_) => {
                    let read = self.root.take().filter(|root| root.value != Value::Null);
                    before = read.or(before);
                }
                _ => {}
            }
        }
        let last = self.root.filter(|root| root.value != Value::Null);
        Ok(last.or(before).unwrap_or_default())
    }

    fn start(&mut self, line: u32, value: Value, anchor: usize) -> Result<(), String> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(format!("line {line} is nested too deeply"));
        }
        self.open.push(Open {
            node: Node { line, value },
            anchor,
            key: None,
            merged: Vec::new(),
            weight: 1,
        });
        Ok(())
    }

    /// Puts a complete value where it belongs.
    fn close(&mut self, mut node: Node, anchor: usize, weight: usize) -> Result<(), String> {
        let is_list_or_map = !matches!(node.value, Value::Text { .. } | Value::Null);
        // What is inside was counted when it was closed itself, but for an alias.
        self.count += if is_list_or_map && anchor == 0 {
            weight
        } else {
            1
        };
        if self.count > NODE_LIMIT {
            return Err("more values than people write".to_owned());
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), weight));
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return Ok(());
        };
        open.weight += weight;
        match (&mut open.node.value, open.key.take()) {
            (Value::Map(entries), Some((key, line))) => {
                if &*key == "<<" {
                    open.merged.push(node);
                } else {
                    node.line = line;
                    entries.push((key, node));
                }
            }
            (Value::Map(_), None) => {
                let key = node.text().unwrap_or_default().into();
                open.key = Some((key, node.line));
            }
            (Value::List(items), _) => items.push(node),
            _ => {}
        }
        Ok(())
    }
}

/// Takes over the entries of other maps, those that are there already apart.
fn merge(node: &mut Node, others: &[Node]) {
    let Value::Map(entries) = &mut node.value else {
        return;
    };
    let mut known: FxHashSet<Box<str>> = entries.iter().map(|(key, _)| key.clone()).collect();
    let sources = others.iter().flat_map(|other| match &other.value {
        Value::List(items) => items.as_slice(),
        _ => std::slice::from_ref(other),
    });
    for (key, node) in sources.flat_map(Node::entries) {
        if known.insert(key.clone()) {
            entries.push((key.clone(), node.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, keys: &[&str], expect: Option<(&str, u32)>) {
        let document = yaml(text).unwrap();
        let found = document
            .at(keys)
            .map(|node| (node.text().unwrap_or("-"), node.line));
        assert_eq!(found, expect);
    }

    #[test]
    fn entries_know_the_line_of_their_key() {
        let text = "name: CI\non:\n  push:\n    branches: [main]\njobs:\n  test:\n    runs-on: x\n";
        check(text, &["name"], Some(("CI", 1)));
        check(text, &["on", "push", "branches"], Some(("-", 4)));
        check(text, &["jobs", "test", "runs-on"], Some(("x", 7)));
        check(text, &["jobs", "build"], None);
    }

    #[test]
    fn brackets_may_close_below_the_key_that_they_stand_under() {
        let text = "a:\n  rows: [\n    [\"3.10\", \"310\"],\n  ]\n  map: {\n    b: c\n  }\nd: e\n";
        check(text, &["a", "map", "b"], Some(("c", 6)));
        check(text, &["d"], Some(("e", 8)));
    }

    #[test]
    fn the_last_document_counts() {
        let text = "spec:\n  inputs: {}\n---\ntest:\n  script: pytest\n";
        check(text, &["test", "script"], Some(("pytest", 5)));
        check("a: b\n---\n", &["a"], Some(("b", 1)));
    }

    #[test]
    fn the_text_of_a_block_begins_below_its_key() {
        let document = yaml("run: |\n  one\n  two\n").unwrap();
        let run = document.get("run").unwrap();
        assert_eq!((run.text(), run.text_line()), (Some("one\ntwo\n"), 2));
    }

    #[test]
    fn json_is_read_with_tabs_and_escapes() {
        let text = "{\n\t\"scripts\": {\n\t\t\"test\": \"echo \\\"x\\\" \\/ y\"\n\t}\n}\n";
        check(text, &["scripts", "test"], Some(("echo \"x\" / y", 3)));
    }

    #[test]
    fn anchors_and_merge_keys_are_written_out() {
        let text = "base: &b\n  image: x\n  tag: y\njob:\n  <<: *b\n  tag: z\n";
        check(text, &["job", "image"], Some(("x", 2)));
        check(text, &["job", "tag"], Some(("z", 6)));
    }

    #[test]
    fn a_bomb_of_aliases_is_an_error() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for at in 1..12 {
            let before = vec![format!("*a{}", at - 1); 10].join(", ");
            text += &format!("a{at}: &a{at} [{before}]\n");
        }
        assert!(yaml(&text).is_err());
    }

    #[test]
    fn deep_nesting_and_broken_text_are_errors() {
        assert!(yaml(&"[".repeat(100_000)).is_err());
        assert!(yaml("a: [b\nc: }").is_err());
        assert_eq!(yaml(""), Ok(Node::default()));
    }
}
