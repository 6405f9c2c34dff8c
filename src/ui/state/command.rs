//! The command that would run a test, from what the repository holds.

use crate::model::Project;

/// Files that tell which runner starts the tests of a JavaScript package.
const RUNNERS: &[(&str, &str)] = &[
    ("vitest.config", "npx vitest run"),
    ("vitest.workspace", "npx vitest run"),
    ("jest.config", "npx jest"),
    ("vite.config", "npx vitest run"),
];

/// How these files end.
const ENDINGS: &[&str] = &["ts", "mts", "js", "mjs", "cjs"];

/// The command that runs a test file, to be typed at the root; none where nothing tells the
/// runner.
pub(crate) fn test_command(project: &Project, test: &str) -> Option<String> {
    let name = test.rsplit('/').next()?;
    let folder = test.strip_suffix(name)?.trim_end_matches('/');
    match name.rsplit('.').next()? {
        "py" => Some(format!("pytest {}", quoted(test))),
        "go" if folder.is_empty() => Some("go test .".to_owned()),
        "go" => Some(format!("go test ./{}", quoted(folder))),
        "rs" => rust(test),
        "ts" | "tsx" | "js" | "jsx" | "mts" | "mjs" | "cjs" | "cts" => script(project, test),
        _ => None,
    }
}

/// A file of integration tests is a target of its own; tests elsewhere run with their crate.
fn rust(test: &str) -> Option<String> {
    let target = test.strip_prefix("tests/")?.strip_suffix(".rs")?;
    let is_target = !target.contains('/');
    Some(if is_target {
        format!("cargo test --test {}", quoted(target))
    } else {
        "cargo test".to_owned()
    })
}

/// Looks for the nearest folder above the test whose files tell the runner.
fn script(project: &Project, test: &str) -> Option<String> {
    let mut folder = test;
    loop {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let at = |name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let found = RUNNERS.iter().find(|(name, _)| {
            let mut endings = ENDINGS.iter();
            endings.any(|ending| project.find(&at(&format!("{name}.{ending}"))).is_some())
        });
        if let Some((_, command)) = found {
            let below = test.strip_prefix(folder)?.trim_start_matches('/');
            let below = quoted(below);
            return Some(match folder {
                "" => format!("{command} {below}"),
                folder => format!("cd {} && {command} {below}", quoted(folder)),
            });
        }
        if folder.is_empty() {
            return None;
        }
    }
}

/// A word as a shell takes it: in quotes where it holds anything that a shell would read.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+@".contains(letter);
    if word.chars().all(is_plain) && !word.starts_with('-') {
        word.to_owned()
    } else {
        format!("'./{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FileKind;
    use crate::ui::sample;

    fn check(configs: &[&str], test: &str, expect: Option<&str>) {
        let files = configs.iter();
        let project = Project {
            files: files
                .map(|path| sample::plain(path, FileKind::Config))
                .collect(),
            ..Project::default()
        };
        assert_eq!(test_command(&project, test).as_deref(), expect, "{test}");
    }

    #[test]
    fn the_language_tells_the_runner() {
        check(&[], "a/tests/test_b.py", Some("pytest a/tests/test_b.py"));
        check(&[], "pkg/a_test.go", Some("go test ./pkg"));
        check(&[], "a_test.go", Some("go test ."));
        check(&[], "tests/it.rs", Some("cargo test --test it"));
        check(&[], "tests/it/a.rs", Some("cargo test"));
        check(&[], "src/a.rs", None);
    }

    #[test]
    fn the_nearest_configuration_tells_the_runner_of_scripts() {
        let test = "web/src/a.test.ts";
        check(&[], test, None);
        check(
            &["vitest.config.ts"],
            test,
            Some("npx vitest run web/src/a.test.ts"),
        );
        check(
            &["vitest.config.ts", "web/jest.config.js"],
            test,
            Some("cd web && npx jest src/a.test.ts"),
        );
    }

    #[test]
    fn names_that_a_shell_would_read_are_quoted() {
        check(
            &[],
            "a b/$(x)'/test_c.py",
            Some(r"pytest './a b/$(x)'\''/test_c.py'"),
        );
        check(&[], "-rf/test_c.py", Some("pytest './-rf/test_c.py'"));
    }
}
