//! Which words start a test runner.

use crate::model::Ecosystem;

/// A test runner that a command starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Runner {
    /// What people call it.
    pub(in super::super) tool: &'static str,
    /// Its world.
    pub(in super::super) ecosystem: Ecosystem,
    /// Whether it only runs tests that drive a browser.
    pub(in super::super) is_browser: bool,
    /// Index of the first word behind it.
    pub(in super::super) rest: usize,
}

/// Commands that start a runner by one word.
const BY_WORD: [(&str, Ecosystem); 25] = [
    ("pytest", Ecosystem::Python),
    ("py.test", Ecosystem::Python),
    ("nose2", Ecosystem::Python),
    ("nosetests", Ecosystem::Python),
    ("behave", Ecosystem::Python),
    ("ward", Ecosystem::Python),
    ("stestr", Ecosystem::Python),
    ("trial", Ecosystem::Python),
    ("vitest", Ecosystem::Node),
    ("jest", Ecosystem::Node),
    ("mocha", Ecosystem::Node),
    ("ava", Ecosystem::Node),
    ("jasmine", Ecosystem::Node),
    ("tape", Ecosystem::Node),
    ("uvu", Ecosystem::Node),
    ("tap", Ecosystem::Node),
    ("borp", Ecosystem::Node),
    ("qunit", Ecosystem::Node),
    ("wtr", Ecosystem::Node),
    ("web-test-runner", Ecosystem::Node),
    ("test-storybook", Ecosystem::Node),
    ("gotestsum", Ecosystem::Go),
    ("ginkgo", Ecosystem::Go),
    ("grcov", Ecosystem::Rust),
    ("cross-test", Ecosystem::Rust),
];

/// Commands that start a runner by a word and one that follows it.
const BY_PAIR: [(&str, &[&str], Ecosystem); 26] = [
    (
        "-m",
        &["unittest", "nose", "twisted.trial", "testtools.run"],
        Ecosystem::Python,
    ),
    ("manage.py", &["test"], Ecosystem::Python),
    ("django-admin", &["test"], Ecosystem::Python),
    ("setup.py", &["test"], Ecosystem::Python),
    ("hatch", &["test"], Ecosystem::Python),
    ("rye", &["test"], Ecosystem::Python),
    ("bun", &["test"], Ecosystem::Node),
    ("deno", &["test"], Ecosystem::Node),
    ("node", &["--test"], Ecosystem::Node),
    ("tsx", &["--test"], Ecosystem::Node),
    ("react-scripts", &["test"], Ecosystem::Node),
    ("react-app-rewired", &["test"], Ecosystem::Node),
    ("craco", &["test"], Ecosystem::Node),
    ("tsdx", &["test"], Ecosystem::Node),
    ("aegir", &["test"], Ecosystem::Node),
    (
        "wp-scripts",
        &["test-unit-js", "test-unit-jest"],
        Ecosystem::Node,
    ),
    ("ng", &["test"], Ecosystem::Node),
    ("karma", &["start"], Ecosystem::Node),
    ("vue-cli-service", &["test:unit"], Ecosystem::Node),
    ("playwright", &["test"], Ecosystem::Node),
    ("cypress", &["run"], Ecosystem::Node),
    ("go", &["test"], Ecosystem::Go),
    ("richgo", &["test"], Ecosystem::Go),
    (
        "cargo",
        &[
            "test",
            "t",
            "nextest",
            "llvm-cov",
            "tarpaulin",
            "hack",
            "careful",
        ],
        Ecosystem::Rust,
    ),
    ("cross", &["test"], Ecosystem::Rust),
    ("wasm-pack", &["test"], Ecosystem::Rust),
];

/// First words of commands that may name a runner without starting it.
const OTHERS: [&str; 40] = [
    "echo",
    "printf",
    "export",
    "git",
    "curl",
    "wget",
    "apt",
    "apt-get",
    "apk",
    "yum",
    "dnf",
    "brew",
    "choco",
    "winget",
    "gem",
    "rustup",
    "test",
    "[",
    "[[",
    "grep",
    "sed",
    "awk",
    "cat",
    "cp",
    "mv",
    "rm",
    "mkdir",
    "ls",
    "find",
    "tar",
    "zip",
    "unzip",
    "chmod",
    "chown",
    "source",
    "alias",
    "which",
    "command",
    "pre-commit",
    "gh",
];

/// Words after which names are those of packages to install.
const INSTALLERS: [&str; 10] = [
    "install",
    "add",
    "sync",
    "i",
    "ci",
    "remove",
    "uninstall",
    "update",
    "upgrade",
    "lock",
];

/// The runner that a command starts, if it starts one itself.
pub(super) fn runner(words: &[String]) -> Option<Runner> {
    let first = words.first()?.as_str();
    if OTHERS.contains(&first) {
        return None;
    }
    for (at, word) in words.iter().enumerate() {
        let name = base(word);
        // `uv run --with pytest x` and `pip install pytest` start no runner.
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        if before.is_some_and(|before| is_option_with_package(before)) {
            continue;
        }
        let mut next = words.get(at + 1).map(String::as_str);
        // `node --import tsx --test`
        if matches!(name, "node" | "tsx") && words.iter().skip(at).any(|word| word == "--test") {
            next = Some("--test");
        }
        // `cargo +nightly test`
        let is_toolchain = next.is_some_and(|next| next.starts_with('+'));
        let (next, skipped) = match is_toolchain {
            true => (words.get(at + 2).map(String::as_str), 1),
            false => (next, 0),
        };
        let pair = BY_PAIR.iter().find(|(command, subs, _)| {
            *command == name && next.is_some_and(|next| subs.contains(&next))
        });
        if let Some((command, _, ecosystem)) = pair {
            return Some(Runner {
                tool: tool(command, next.unwrap_or_default()),
                ecosystem: *ecosystem,
                is_browser: matches!(*command, "playwright" | "cypress"),
                rest: at + 2 + skipped,
            });
        }
        // An installer's subcommand stands in front; anywhere else it may be a folder.
        if at <= 3 && INSTALLERS.contains(&name) {
            return None;
        }
        let known = BY_WORD.iter().find(|(command, _)| *command == name);
        if let Some((command, ecosystem)) = known
            && !matches!(next, Some("--version" | "--help" | "init" | "bench"))
            && !words.iter().any(|word| word == "--collect-only")
        {
            return Some(Runner {
                tool: command,
                ecosystem: *ecosystem,
                is_browser: false,
                rest: at + 1,
            });
        }
    }
    None
}

/// What people call a runner of two words.
fn tool(command: &'static str, sub: &str) -> &'static str {
    match (command, sub) {
        ("-m", "unittest") => "unittest",
        ("-m", _) => "trial",
        ("manage.py" | "django-admin", _) => "manage.py test",
        ("setup.py", _) => "setup.py test",
        ("hatch", _) => "hatch test",
        ("rye", _) => "pytest",
        ("node" | "tsx", _) => "node --test",
        ("bun", _) => "bun test",
        ("deno", _) => "deno test",
        ("go" | "richgo", _) => "go test",
        ("cargo", "nextest") => "cargo nextest",
        ("cargo", "llvm-cov") => "cargo llvm-cov",
        ("cargo", "tarpaulin") => "cargo tarpaulin",
        ("cargo" | "cross", _) => "cargo test",
        (command, _) => command,
    }
}

/// The name of a program, its folder and ending left out; a version behind `@` too.
pub(super) fn base(word: &str) -> &str {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let name = name.strip_suffix(".cmd").unwrap_or(name);
    // `node_modules/jest/bin/jest.js`
    let ending = [".js", ".mjs", ".cjs"].into_iter();
    let name = match word.contains("node_modules/") {
        true => ending.fold(name, |name, end| name.strip_suffix(end).unwrap_or(name)),
        false => name,
    };
    match name.split_once('@') {
        Some((name, _)) if !name.is_empty() => name,
        _ => name,
    }
}

fn is_option_with_package(word: &str) -> bool {
    matches!(
        word,
        "--with"
            | "--package"
            | "--group"
            | "--extra"
            | "--only"
            | "--from"
            | "--without"
            | "--only-group"
            | "--no-group"
            | "--env"
            | "-e"
            | "--name"
            | "--dev"
            | "--save-dev"
            | "-D"
    )
}

/// Whether a command, a test runner's or one around it, measures coverage.
pub(super) fn measures(words: &[String]) -> bool {
    let mut previous = "";
    for word in words {
        let name = base(word);
        let is_on = word == "--cov"
            || word.starts_with("--cov=")
            || word == "--coverage"
            || word.starts_with("--coverage=") && !word.ends_with("=false")
            || word.starts_with("--coverage.") && !word.ends_with("=false")
            || word == "--collectCoverage"
            || word == "--experimental-test-coverage"
            || word == "-cover"
            || word.starts_with("-coverprofile")
            || word.starts_with("--coverprofile")
            || word.starts_with("-covermode")
            || matches!(name, "nyc" | "c8" | "llvm-cov" | "tarpaulin" | "kcov")
            || previous == "coverage" && name == "run";
        if is_on {
            return true;
        }
        previous = name;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        assert_eq!(runner(&words).map(|runner| runner.tool), expect, "{text}");
    }

    #[test]
    fn runners_are_found_behind_what_starts_them() {
        check("pytest", Some("pytest"));
        check("uv run --no-sync pytest -x", Some("pytest"));
        check("docker compose exec web python -m pytest", Some("pytest"));
        check("coverage run -m unittest discover", Some("unittest"));
        check("./node_modules/.bin/jest --ci", Some("jest"));
        check("node --import tsx --test a.ts", Some("node --test"));
        check("node x node_modules/jest/bin/jest.js", Some("jest"));
        check("npx vitest@3 run", Some("vitest"));
        check("cargo +nightly test --all", Some("cargo test"));
        check("go test ./...", Some("go test"));
        check("python manage.py test", Some("manage.py test"));
    }

    #[test]
    fn naming_a_runner_is_not_starting_it() {
        check("pip install pytest", None);
        check("npm install -D vitest", None);
        check("echo pytest", None);
        check("uv run --with pytest mypy", None);
        check("npx playwright install", None);
        check("cargo build --tests", None);
        check("pytest --version", None);
    }

    #[test]
    fn flags_and_wrappers_measure() {
        let check = |text: &str, expect: bool| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            assert_eq!(measures(&words), expect, "{text}");
        };
        check("pytest --cov=x", true);
        check("coverage run -m pytest", true);
        check("vitest run --coverage", true);
        check("vitest --coverage=false", false);
        check("go test -coverprofile=c.out ./...", true);
        check("cargo llvm-cov --lcov", true);
        check("pytest --no-cov", false);
    }
}
