//! Where another entry goes into a list or table of a manifest, so that the file stays valid when
//! a person adds a line there.

use crate::model::Slot;

/// In a list of TOML whose key stands on a line.
pub(super) fn in_list(text: &str, line: u32) -> Slot {
    let lines: Vec<&str> = text.lines().collect();
    let Some(first) = at(&lines, line) else {
        return Slot::Closed;
    };
    if !bare(first).ends_with('[') {
        return within_list(first, line);
    }
    let below = (line + 1..).zip(lines.iter().skip(line as usize));
    let entries: Vec<(u32, &str)> = below
        .take_while(|(_, text)| !text.trim_start().starts_with(']'))
        .filter(|(_, text)| !text.trim().is_empty() && !text.trim_start().starts_with('#'))
        .map(|(line, text)| (line, *text))
        .collect();
    match (entries.first(), entries.last()) {
        (Some(_), Some((last, text))) if bare(text).ends_with(',') => Slot::Line {
            line: *last,
            indent: indent(text).into(),
        },
        (Some((_, text)), _) => Slot::Line {
            line,
            indent: indent(text).into(),
        },
        _ => Slot::Line {
            line,
            indent: "    ".into(),
        },
    }
}

/// In a list of TOML that one line holds whole.
fn within_list(text: &str, line: u32) -> Slot {
    let Some(open) = text.trim_end().strip_suffix(']') else {
        return Slot::Closed;
    };
    let open = open.trim_end().trim_end_matches(',');
    let before = match open.ends_with('[') {
        true => open.to_owned(),
        false => format!("{open}, "),
    };
    // The bracket may be that of a comment, where what is added is not seen.
    let table = |text: &str| toml::from_str::<toml::Table>(text).ok();
    match (table(text), table(&format!("{before}\"x\"]"))) {
        (Some(old), Some(new)) if old != new => Slot::Within {
            line,
            before: before.into(),
            after: "]".into(),
        },
        _ => Slot::Closed,
    }
}

/// In a table of TOML with a heading of its own, which ends in a key.
pub(super) fn in_table(text: &str, line: u32, key: &str) -> Slot {
    if has_heading(text, line, key) {
        return Slot::Line {
            line,
            indent: "".into(),
        };
    }
    Slot::Closed
}

/// For a list that a table of TOML does not have yet; without the table's line, for both.
pub(super) fn beside(text: &str, line: Option<u32>, key: &str) -> Slot {
    match line {
        None => Slot::End,
        Some(line) if has_heading(text, line, key) => Slot::Table {
            line,
            indent: "".into(),
        },
        Some(_) => Slot::Closed,
    }
}

fn has_heading(text: &str, line: u32, key: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let heading = at(&lines, line).map(|line| bare(line).trim());
    let inside = heading.and_then(|line| line.strip_prefix('[')?.strip_suffix(']'));
    let last = inside.and_then(|inside| inside.rsplit('.').next());
    last.is_some_and(|last| last.trim().trim_matches(['"', '\'']) == key)
}

/// In an object of a `package.json`: `line` is that of its key, where it has the object.
pub(super) fn in_object(text: &str, line: Option<u32>, key: &str) -> Slot {
    let lines: Vec<&str> = text.lines().collect();
    let Some(line) = line else {
        let first = (1..).zip(&lines).find(|(_, line)| !line.trim().is_empty());
        return match first {
            Some((line, text)) if text.trim() == "{" => {
                opened(&lines, line).map_or(Slot::Closed, |indent| Slot::Table {
                    line,
                    indent: indent.into(),
                })
            }
            _ => Slot::Closed,
        };
    };
    let Some(text) = at(&lines, line) else {
        return Slot::Closed;
    };
    if text.trim_end().ends_with('{') {
        return opened(&lines, line).map_or(Slot::Closed, |indent| Slot::Line {
            line,
            indent: indent.into(),
        });
    }
    within_object(text, line, key)
}

/// In an object that one line holds whole.
fn within_object(text: &str, line: u32, key: &str) -> Slot {
    let quoted = format!("\"{key}\"");
    let inside = text.split_once(&quoted).and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix(':')?;
        rest.trim_start().strip_prefix('{')
    });
    let Some(inside) = inside else {
        return Slot::Closed;
    };
    let before = text.strip_suffix(inside).unwrap_or(text);
    let rest = inside.trim_start();
    let comma = if rest.starts_with('}') { " " } else { ", " };
    Slot::Within {
        line,
        before: format!("{before} ").into(),
        after: format!("{comma}{rest}").into(),
    }
}

/// What the entries below an opening brace begin with; none where there are none.
fn opened<'a>(lines: &[&'a str], line: u32) -> Option<&'a str> {
    let mut below = lines.iter().skip(line as usize);
    let next = below.find(|line| !line.trim().is_empty())?;
    (!next.trim_start().starts_with('}')).then(|| indent(next))
}

/// At the end of a list of requirements.
pub(super) fn at_end(text: &str) -> Slot {
    match u32::try_from(text.lines().count()) {
        Ok(line) if text.ends_with('\n') => Slot::Line {
            line,
            indent: "".into(),
        },
        _ => Slot::End,
    }
}

fn at<'a>(lines: &[&'a str], line: u32) -> Option<&'a str> {
    lines.get((line as usize).checked_sub(1)?).copied()
}

/// A line without the comment behind it.
fn bare(line: &str) -> &str {
    let code = line.rsplit_once(" #").map_or(line, |(code, _)| code);
    code.trim_end()
}

fn indent(line: &str) -> &str {
    let inner = line.trim_start();
    line.get(..line.len() - inner.len()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with `entry` added, as a person adds it.
    fn added(text: &str, slot: &Slot, entry: &str) -> String {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        match slot {
            Slot::Line { line, indent } => {
                lines.insert(*line as usize, format!("{indent}{entry},"));
            }
            Slot::Within {
                line,
                before,
                after,
            } => lines[*line as usize - 1] = format!("{before}{entry}{after}"),
            other => panic!("{other:?}"),
        }
        lines.join("\n")
    }

    fn check_list(text: &str, expect: &[&str]) {
        let with = added(text, &in_list(text, 2), "\"new\"");
        let table: toml::Table = toml::from_str(&with).unwrap();
        let list = table["g"]["dev"].as_array().unwrap().iter();
        let list: Vec<&str> = list.map(|item| item.as_str().unwrap()).collect();
        assert_eq!(list, expect, "{with}");
    }

    #[test]
    fn a_list_grows_at_its_end_or_where_that_needs_no_other_line() {
        check_list(
            "[g]\ndev = [\n  \"a\",\n  \"b\", # [why],\n]\n",
            &["a", "b", "new"],
        );
        check_list("[g]\ndev = [\n  \"a\",\n  \"b\"\n]\n", &["new", "a", "b"]);
        check_list("[g]\ndev = [ # none\n]\n", &["new"]);
        check_list("[g]\ndev = [\"a\", \"b\",]\n", &["a", "b", "new"]);
        check_list("[g]\ndev = []\n", &["new"]);
        check_list("[g]\ndev = [\n  \"a\",\n  # [x]\n]\n", &["a", "new"]);
    }

    #[test]
    fn lists_written_otherwise_are_left_alone() {
        for text in [
            "[g]\ndev = [\"a\"] # as [here]\n",
            "[g]\ndev = [\"a\",\n\"b\"]\n",
        ] {
            assert_eq!(in_list(text, 2), Slot::Closed, "{text}");
        }
        assert_eq!(in_table("[tool.x.y]\n", 1, "x"), Slot::Closed);
        assert_eq!(beside("x = { y = 1 }\n", Some(1), "x"), Slot::Closed);
    }

    fn check_object(text: &str, line: u32, expect: &[&str]) {
        let slot = in_object(text, Some(line), "scripts");
        let with = match &slot {
            Slot::Line { .. } | Slot::Within { .. } => added(text, &slot, "\"new\": \"1\""),
            other => panic!("{other:?}"),
        };
        let object: serde_json::Value = serde_json::from_str(&with).unwrap();
        let scripts = object["scripts"].as_object().unwrap();
        let mut names: Vec<&str> = scripts.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, expect, "{with}");
    }

    #[test]
    fn an_object_grows_at_its_start() {
        check_object(
            "{\n  \"scripts\": {\n    \"a\": \"b\"\n  }\n}\n",
            2,
            &["a", "new"],
        );
        check_object("{\n  \"scripts\": { \"a\": \"}\" }\n}\n", 2, &["a", "new"]);
        check_object("{\n  \"scripts\": {},\n  \"x\": 1\n}\n", 2, &["new"]);
        let all = "{ \"x\": {}, \"scripts\": {\"a\": \"b\"} }";
        check_object(all, 1, &["a", "new"]);
    }

    #[test]
    fn an_object_that_is_missing_goes_to_the_start_of_the_file() {
        let check = |text: &str, expect: Slot| {
            assert_eq!(in_object(text, None, "scripts"), expect, "{text}");
        };
        let table = Slot::Table {
            line: 1,
            indent: "\t".into(),
        };
        check("{\n\t\"name\": \"x\"\n}\n", table);
        check("{}\n", Slot::Closed);
        check("{\n}\n", Slot::Closed);
    }

    #[test]
    fn requirements_go_to_the_end() {
        let line = Slot::Line {
            line: 2,
            indent: "".into(),
        };
        assert_eq!(at_end("a\nb\n"), line);
        assert_eq!(at_end("a\nb"), Slot::End);
    }
}
