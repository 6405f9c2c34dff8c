//! Which report of coverage a command writes, as far as its words tell.

use super::operands::value_of;
use super::runner::base;

/// The report that a command writes, relative to the folder it runs in.
pub(super) fn report(tool: &str, words: &[String]) -> Option<String> {
    let has = |name: &str| words.iter().any(|word| base(word) == name);
    let folder_in = |words: &[String], options: &[&str]| {
        format!("{}/", value_of(words, options).unwrap_or("coverage"))
    };
    let folder = |options: &[&str]| folder_in(words, options);
    // What measures around the runner writes, not the runner.
    if has("nyc") || has("c8") {
        let own = words.split(|word| base(word) == tool).next();
        let words = own.unwrap_or_default();
        let writes = words.iter().any(|word| is_reporter_of_files(word));
        return writes.then(|| folder_in(words, &["--report-dir", "--reports-dir", "-o"]));
    }
    match tool {
        _ if runs_coverage(words) => Some(".coverage".to_owned()),
        "pytest" | "py.test" => of_pytest(words),
        "go test" | "gotestsum" | "ginkgo" => {
            value_of(words, &["-coverprofile", "--coverprofile"]).map(str::to_owned)
        }
        "jest" | "react-scripts" | "react-app-rewired" => Some(folder(&["--coverageDirectory"])),
        "vitest" => Some(folder(&["--coverage.reportsDirectory"])),
        "cargo llvm-cov" => value_of(words, &["--output-path", "--output-dir"]).map(str::to_owned),
        _ => None,
    }
}

/// `coverage run -m pytest`
fn runs_coverage(words: &[String]) -> bool {
    let mut pairs = words.iter().zip(words.iter().skip(1));
    pairs.any(|(first, second)| base(first) == "coverage" && second == "run")
}

/// `--reporter=lcov`, `-r html`: all but the ones that only print.
fn is_reporter_of_files(word: &str) -> bool {
    const OF_FILES: [&str; 8] = [
        "lcov",
        "lcovonly",
        "html",
        "json",
        "json-summary",
        "cobertura",
        "clover",
        "text-lcov",
    ];
    word.rsplit('=')
        .next()
        .is_some_and(|name| OF_FILES.contains(&name))
}

/// What `--cov-report` names; the data that it is made from is there in any case.
fn of_pytest(words: &[String]) -> Option<String> {
    const USUAL: [(&str, &str); 5] = [
        ("xml", "coverage.xml"),
        ("lcov", "coverage.lcov"),
        ("json", "coverage.json"),
        ("html", "htmlcov/"),
        ("annotate", ""),
    ];
    let pairs = words
        .iter()
        .zip(words.iter().skip(1).map(Some).chain([None]));
    let asked = pairs.filter_map(|(word, next)| match word.strip_prefix("--cov-report") {
        Some("") => next.map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    let mut named = asked.filter_map(|kind| {
        let (kind, path) = kind.split_once(':').unwrap_or((kind, ""));
        let (_, usual) = USUAL.iter().find(|(known, _)| *known == kind)?;
        let path = if path.is_empty() { *usual } else { path };
        (!path.is_empty()).then(|| path.to_owned())
    });
    named.next().or_else(|| Some(".coverage".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_say_what_is_written() {
        let check = |tool: &str, text: &str, expect: Option<&str>| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            assert_eq!(report(tool, &words).as_deref(), expect, "{text}");
        };
        check("pytest", "pytest --cov=a", Some(".coverage"));
        check(
            "pytest",
            "pytest --cov --cov-report xml",
            Some("coverage.xml"),
        );
        check(
            "pytest",
            "pytest --cov --cov-report=term --cov-report=html:out",
            Some("out"),
        );
        check("pytest", "coverage run -m pytest", Some(".coverage"));
        check("go test", "go test -race -cover ./...", None);
        check(
            "go test",
            "go test -coverprofile=c.out ./...",
            Some("c.out"),
        );
        check("go test", "go test -coverprofile c.out", Some("c.out"));
        check("jest", "jest --coverage", Some("coverage/"));
        check("jest", "jest --coverage --coverageDirectory=x", Some("x/"));
        check("mocha", "c8 mocha", None);
        check("mocha", "c8 mocha --reporter=json", None);
        check("mocha", "nyc --reporter=lcov mocha", Some("coverage/"));
        check(
            "cargo llvm-cov",
            "cargo llvm-cov --lcov --output-path l.info",
            Some("l.info"),
        );
        check("cargo llvm-cov", "cargo llvm-cov", None);
    }
}
