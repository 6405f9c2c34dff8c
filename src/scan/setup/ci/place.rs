//! Where in the text of a workflow a step stands, so that advice can say which line to change.

use super::is_workflow;
use crate::model::{CommandPlace, Package};
use crate::scan::walk::Tree;

/// Says of each run where its command can be replaced.
pub(in super::super) fn place(packages: &mut [Package], tree: &Tree) {
    let runs = packages.iter_mut().flat_map(|package| &mut package.runs);
    for run in runs {
        let is_read = is_workflow(&run.evidence.path) || run.evidence.path.starts_with(".github/");
        let text = tree.manifests.get(&run.evidence.path);
        let found = text.zip(run.evidence.line).filter(|_| is_read);
        let place = found.and_then(|(manifest, line)| command_at(&manifest.text, line));
        run.command = run.command.take().and_then(|known| {
            Some(CommandPlace {
                folder: known.folder,
                ..place?
            })
        });
    }
}

/// The place of a command that is all that its line holds; its folder is left open.
fn command_at(text: &str, line: u32) -> Option<CommandPlace> {
    let lines: Vec<&str> = text.lines().collect();
    let at = (line as usize).checked_sub(1)?;
    let whole = *lines.get(at)?;
    let margin = indent(whole);
    let mut command = whole.trim_start();
    for key in ["- ", "run:"] {
        command = command.strip_prefix(key).unwrap_or(command).trim_start();
    }
    let before = whole.strip_suffix(command)?;
    let is_more = |sign: &str| command.contains(sign);
    // A command among others of its line, or one that goes on below.
    let is_part = ["&&", "||", "|", ";", "\\", "<<", ">", "#"]
        .into_iter()
        .any(is_more);
    if command.is_empty() || is_part || command.starts_with(['"', '\'', '&', '*']) {
        return None;
    }
    let is_item = |line: &str| line.trim_start().starts_with("- ");
    let first = match is_item(whole) {
        true => at,
        false => {
            let above = lines.iter().enumerate().take(at).rev();
            let mut items = above.filter(|(_, line)| is_item(line));
            items.find(|(_, line)| indent(line) < margin)?.0
        }
    };
    let step = indent(lines.get(first)?);
    let inner = lines.iter().enumerate().skip(first + 1);
    let inner = inner.take_while(|(_, line)| line.trim().is_empty() || indent(line) > step);
    let last = inner.filter(|(_, line)| !line.trim().is_empty()).last();
    let last = last.map_or(first, |(at, _)| at);
    // A scalar that goes on below its first line.
    let goes_on = before.contains("run:")
        && lines.get(at + 1).is_some_and(|next| {
            let deep = if is_item(whole) { step + 2 } else { margin };
            !next.trim().is_empty() && indent(next) > deep
        });
    (!goes_on).then_some(())?;
    Some(CommandPlace {
        folder: "".into(),
        before: before.into(),
        above: u32::try_from(first).ok()?,
        last: u32::try_from(last + 1).ok()?,
        indent: " ".repeat(step).into(),
    })
}

/// Width of what a line begins with; YAML allows spaces only.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: &str = "\
jobs:
  test:
    steps:
      - uses: actions/checkout@v4
      - run: pytest -q
        env:
          A: b

      - name: All
        run: |
          - no item
          pytest
          make a && pytest
      - name: Long
        run: pytest
          --more
  other:
    steps: []
";

    fn check(line: u32, expect: Option<(&str, u32, u32)>) {
        let found = command_at(STEPS, line);
        let found = found.map(|place| (place.before.to_string(), place.above, place.last));
        let expect = expect.map(|(before, above, last)| (before.to_owned(), above, last));
        assert_eq!(found, expect, "{line}");
    }

    #[test]
    fn a_command_knows_its_line_and_its_step() {
        check(5, Some(("      - run: ", 4, 7)));
        check(12, Some(("          ", 8, 13)));
    }

    #[test]
    fn what_is_part_of_something_is_not_replaced() {
        check(13, None);
        check(15, None);
        check(99, None);
    }
}
