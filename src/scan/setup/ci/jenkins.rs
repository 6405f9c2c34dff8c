//! Jenkins: the commands in quotes behind `sh` and `bat`.

use std::sync::Arc;

use crate::scan::paths::{folder_of, join};
use crate::scan::setup::follow::says_test;

use super::{Action, Gate, Step};

/// Steps that only show or keep what tests found, or stand around others.
const AROUND: [&str; 22] = [
    "stage",
    "junit",
    "echo",
    "node",
    "label",
    "dir",
    "when",
    "publishHTML",
    "archiveArtifacts",
    "recordCoverage",
    "cobertura",
    "step",
    "post",
    "xunit",
    "parallel",
    "withEnv",
    "timeout",
    "withCredentials",
    "environment",
    "stash",
    "unstash",
    "checkout",
];

/// Takes a `Jenkinsfile` apart by its lines.
pub(super) fn steps(path: &Arc<str>, text: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    // Folders of `dir('x') {`, with the depth at which they end.
    let mut folders: Vec<(usize, String)> = vec![(0, folder_of(path).to_owned())];
    let mut depth: usize = 0;
    let mut lines = (1_u32..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let line = line.trim();
        if line.starts_with(['*', '/']) {
            continue;
        }
        let folder = folders.last().map_or("", |(_, folder)| folder).to_owned();
        let mut push = |number, action| {
            steps.push(Step {
                path: path.clone(),
                start: path.clone(),
                text_line: number,
                folder: folder.clone(),
                variables: Vec::new(),
                action,
                gate: Gate::default(),
            });
        };
        if let Some(rest) = command(line) {
            match ["'''", "\"\"\""]
                .into_iter()
                .find(|quote| rest.contains(quote))
            {
                Some(quote) => {
                    let mut whole = rest
                        .split_once(quote)
                        .map_or("", |(_, text)| text)
                        .to_owned();
                    while !whole.contains(quote) {
                        let Some((_, more)) = lines.next() else { break };
                        whole.push('\n');
                        whole.push_str(more);
                    }
                    let text = whole.split(quote).next().unwrap_or_default();
                    push(number, Action::Shell(text.to_owned()));
                }
                None => push(number, quoted(rest).map_or(Action::Unclear, Action::Shell)),
            }
        } else if is_unclear(line) {
            push(number, Action::Unclear);
        }
        if let Some(to) = line.strip_prefix("dir(").and_then(quoted) {
            folders.push((depth, join(&folder, &to).unwrap_or_default()));
        }
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
        while folders.len() > 1 && folders.last().is_some_and(|(at, _)| depth <= *at) {
            folders.pop();
        }
    }
    steps
}

/// What stands behind the step of a line that starts a command.
fn command(line: &str) -> Option<&str> {
    ["sh", "bat", "powershell", "pwsh"].iter().find_map(|step| {
        let mut places = line.match_indices(step);
        places.find_map(|(at, _)| {
            let before = line.get(..at)?.chars().next_back();
            let rest = line.get(at + step.len()..)?;
            let is_word = before.is_none_or(|letter| {
                !letter.is_alphanumeric() && letter != '.' && letter != '_' && letter != '/'
            }) && rest.starts_with([' ', '(']);
            // `sh` inside of a text is none.
            let is_free = line.get(..at)?.matches(['\'', '"']).count() % 2 == 0;
            (is_word && is_free).then_some(rest)
        })
    })
}

/// The longest text in quotes.
fn quoted(text: &str) -> Option<String> {
    let mut found: Option<&str> = None;
    let mut rest = text;
    while let Some(at) = rest.find(['\'', '"']) {
        let (_, behind) = rest.split_at(at);
        let quote = behind.chars().next()?;
        let Some((inside, after)) = behind.get(1..)?.split_once(quote) else {
            break;
        };
        if found.is_none_or(|known| known.len() < inside.len()) {
            found = Some(inside);
        }
        rest = after;
    }
    found.map(str::to_owned)
}

/// Whether a line takes in what is not read: a library, another file, a step of one's own.
fn is_unclear(line: &str) -> bool {
    let word = line
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .next()
        .unwrap_or_default();
    line.starts_with("@Library")
        || line.starts_with("library")
        || line.starts_with("load ")
        || word.starts_with("build") && line.contains('(')
        || says_test(line) && line.contains('(') && !AROUND.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stand_in_quotes() {
        let check = |text: &str, expect: &[&str]| {
            let found: Vec<String> = steps(&"Jenkinsfile".into(), text)
                .into_iter()
                .map(|step| match step.action {
                    Action::Shell(text) => {
                        format!("{}:{} {}", step.text_line, step.folder, text.trim())
                    }
                    _ => format!("{}: ?", step.text_line),
                })
                .collect();
            assert_eq!(found, expect, "{text}");
        };
        check("stage('test') {\n  sh 'pytest -x'\n}", &["2: pytest -x"]);
        check(
            "sh(script: \"npm test\", returnStatus: true)",
            &["1: npm test"],
        );
        check("sh '''\n  a\n  b\n'''\nbat \"c\"", &["1: a\n  b", "5: c"]);
        check("dir('web') {\n  sh 'x'\n}\nsh 'y'", &["2:web x", "4: y"]);
        check("@Library('ci') _\nrunTests()", &["1: ?", "2: ?"]);
        check("sh command", &["1: ?"]);
        check("// sh 'x'\njunit 'test/*.xml'", &[]);
    }
}
