//! Which words behind a runner name what it runs, rather than being values of its options.

use std::iter::Peekable;
use std::slice::Iter;

/// Options of the runners of one manner that take the word behind them, where it is no path of tests.
struct Values {
    tools: &'static [&'static str],
    options: &'static [&'static str],
}

const VALUES: [Values; 14] = [
    Values {
        tools: &["pytest", "py.test"],
        options: &[
            "--alluredir",
            "--asyncio-mode",
            "--base-url",
            "--basetemp",
            "--browser",
            "--capture",
            "--color",
            "--confcutdir",
            "--config-file",
            "--cov",
            "--cov-config",
            "--cov-context",
            "--cov-fail-under",
            "--cov-report",
            "--dc",
            "--deselect",
            "--dist",
            "--doctest-glob",
            "--driver",
            "--ds",
            "--durations",
            "--durations-min",
            "--group",
            "--html",
            "--hypothesis-profile",
            "--hypothesis-seed",
            "--ignore",
            "--ignore-glob",
            "--import-mode",
            "--json-report-file",
            "--junit-prefix",
            "--junit-xml",
            "--junitxml",
            "--log-cli-level",
            "--log-file",
            "--log-level",
            "--maxfail",
            "--maxprocesses",
            "--numprocesses",
            "--override-ini",
            "--randomly-seed",
            "--report-log",
            "--reruns",
            "--rootdir",
            "--show-capture",
            "--splits",
            "--tb",
            "--timeout",
            "--timeout-method",
            "--verbosity",
            "-W",
            "-c",
            "-k",
            "-m",
            "-n",
            "-o",
            "-p",
            "-r",
        ],
    },
    Values {
        tools: &[
            "jest",
            "react-scripts",
            "react-app-rewired",
            "craco",
            "tsdx",
            "wp-scripts",
            "vue-cli-service",
        ],
        options: &[
            "--cacheDirectory",
            "--changedSince",
            "--collectCoverageFrom",
            "--config",
            "--coverageDirectory",
            "--coverageProvider",
            "--coverageReporters",
            "--env",
            "--filter",
            "--globalSetup",
            "--globalTeardown",
            "--ignoreProjects",
            "--maxConcurrency",
            "--maxWorkers",
            "--moduleDirectories",
            "--modulePaths",
            "--notifyMode",
            "--outputFile",
            "--reporters",
            "--resolver",
            "--rootDir",
            "--runner",
            "--seed",
            "--selectProjects",
            "--setupFiles",
            "--setupFilesAfterEnv",
            "--setupTestFrameworkScriptFile",
            "--shard",
            "--snapshotSerializers",
            "--testEnvironment",
            "--testMatch",
            "--testNamePattern",
            "--testPathIgnorePatterns",
            "--testResultsProcessor",
            "--testRunner",
            "--testSequencer",
            "--testTimeout",
            "-c",
            "-t",
            "-w",
        ],
    },
    Values {
        tools: &["vitest"],
        options: &[
            "--bail",
            "--config",
            "--dir",
            "--environment",
            "--exclude",
            "--hookTimeout",
            "--maxWorkers",
            "--minWorkers",
            "--mode",
            "--outputFile",
            "--pool",
            "--project",
            "--reporter",
            "--retry",
            "--root",
            "--shard",
            "--testNamePattern",
            "--testTimeout",
            "--workspace",
            "-c",
            "-r",
            "-t",
        ],
    },
    Values {
        tools: &["mocha"],
        options: &[
            "--compilers",
            "--config",
            "--exclude",
            "--extension",
            "--fgrep",
            "--file",
            "--global",
            "--grep",
            "--ignore",
            "--import",
            "--jobs",
            "--loader",
            "--node-option",
            "--opts",
            "--package",
            "--reporter",
            "--reporter-option",
            "--reporter-options",
            "--require",
            "--retries",
            "--slow",
            "--timeout",
            "--ui",
            "--watch-files",
            "-O",
            "-R",
            "-f",
            "-g",
            "-j",
            "-n",
            "-r",
            "-s",
            "-t",
            "-u",
        ],
    },
    Values {
        tools: &["ava"],
        options: &[
            "--concurrency",
            "--config",
            "--match",
            "--node-arguments",
            "--timeout",
            "-T",
            "-c",
            "-m",
        ],
    },
    Values {
        tools: &["go test", "gotestsum", "ginkgo"],
        options: &[
            "--format",
            "--jsonfile",
            "--junitfile",
            "-C",
            "-bench",
            "-benchtime",
            "-blockprofile",
            "-count",
            "-covermode",
            "-coverpkg",
            "-coverprofile",
            "-cpu",
            "-cpuprofile",
            "-exec",
            "-fuzz",
            "-fuzztime",
            "-gcflags",
            "-ldflags",
            "-memprofile",
            "-mod",
            "-modfile",
            "-mutexprofile",
            "-o",
            "-outputdir",
            "-parallel",
            "-run",
            "-shuffle",
            "-skip",
            "-tags",
            "-timeout",
            "-trace",
            "-vet",
        ],
    },
    Values {
        tools: &["cypress"],
        options: &[
            "--browser",
            "--ci-build-id",
            "--config",
            "--config-file",
            "--env",
            "--group",
            "--key",
            "--port",
            "--project",
            "--reporter",
            "--reporter-options",
            "--tag",
            "-C",
            "-P",
            "-b",
            "-c",
            "-e",
            "-k",
            "-o",
            "-p",
            "-r",
            "-t",
        ],
    },
    Values {
        tools: &["playwright"],
        options: &[
            "--config",
            "--grep",
            "--grep-invert",
            "--max-failures",
            "--output",
            "--project",
            "--repeat-each",
            "--reporter",
            "--retries",
            "--shard",
            "--timeout",
            "--tsconfig",
            "--workers",
            "-c",
            "-g",
            "-j",
        ],
    },
    Values {
        tools: &["node --test"],
        options: &[
            "--conditions",
            "--env-file",
            "--experimental-loader",
            "--import",
            "--loader",
            "--require",
            "--test-concurrency",
            "--test-name-pattern",
            "--test-reporter",
            "--test-reporter-destination",
            "--test-timeout",
            "-C",
            "-r",
        ],
    },
    Values {
        tools: &["bun test", "deno test"],
        options: &[
            "--config",
            "--coverage-dir",
            "--coverage-reporter",
            "--preload",
            "--reporter",
            "--reporter-outfile",
            "--rerun-each",
            "--test-name-pattern",
            "--timeout",
            "-c",
            "-r",
            "-t",
        ],
    },
    // To Ginkgo it means all processors.
    Values {
        tools: &["go test", "gotestsum"],
        options: &["-p"],
    },
    Values {
        tools: &["unittest", "nose2", "stestr", "trial"],
        options: &[
            "--concurrency",
            "--config",
            "--exclude-tag",
            "--parallel",
            "--pattern",
            "--pythonpath",
            "--settings",
            "--tag",
            "--testrunner",
            "--top-level-directory",
            "--verbosity",
            "-k",
            "-p",
            "-t",
        ],
    },
    Values {
        tools: &["nose2", "trial", "stestr"],
        options: &["-c"],
    },
    Values {
        tools: &["manage.py test"],
        options: &[
            "--exclude-tag",
            "--parallel",
            "--pattern",
            "--pythonpath",
            "--settings",
            "--tag",
            "--testrunner",
            "--top-level-directory",
            "--verbosity",
            "-k",
            "-p",
            "-t",
            "-v",
        ],
    },
];

/// The words behind a runner that are neither options nor their values.
pub(super) fn operands<'w>(tool: &str, rest: &'w [String]) -> Vec<&'w String> {
    let mut found = Vec::new();
    let mut words = rest.iter().peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            // What follows is for the tests themselves.
            "-args" | "--args" if tool == "go test" => break,
            option if option.starts_with('-') => skip_value(tool, option, &mut words),
            _ => found.push(word),
        }
    }
    found
}

/// The value of one of some options: `--config x`, `--config=x`.
pub(super) fn value_of<'w>(rest: &'w [String], options: &[&str]) -> Option<&'w str> {
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        match word.split_once('=') {
            Some((name, value)) if options.contains(&name) => return Some(value),
            None if options.contains(&word.as_str()) => return words.next().map(String::as_str),
            _ => {}
        }
    }
    None
}

fn skip_value(tool: &str, option: &str, words: &mut Peekable<Iter<'_, String>>) {
    if takes_value(tool, option) {
        words.next_if(|next| !next.starts_with('-'));
    }
}

fn takes_value(tool: &str, option: &str) -> bool {
    // Go takes one dash for two, and the other way round.
    let single = option.strip_prefix('-').filter(|_| tool == "go test");
    let is_meant = |known: &&str| *known == option || single.is_some_and(|single| *known == single);
    let mut tables = VALUES.iter().filter(|table| table.tools.contains(&tool));
    tables.any(|table| table.options.iter().any(&is_meant))
        || tool == "vitest" && option.starts_with("--coverage.") && !option.contains('=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_options_are_no_paths() {
        let check = |tool: &str, rest: &str, expect: &str| {
            let words: Vec<String> = rest.split(' ').map(str::to_owned).collect();
            let found: Vec<&str> = operands(tool, &words).into_iter().map(|it| &**it).collect();
            assert_eq!(found.join(" "), expect, "{tool} {rest}");
        };
        check("jest", "--config jest.config.js src", "src");
        check("jest", "-c a.js --ci", "");
        check("jest", "--config=a.js --coverage src", "src");
        check(
            "vitest",
            "run --coverage.reporter lcov src/a.ts",
            "run src/a.ts",
        );
        check(
            "mocha",
            "-r ts-node/register -t 5000 test/a.js",
            "test/a.js",
        );
        check(
            "pytest",
            "--cov src --cov-report xml -n auto tests",
            "tests",
        );
        check("pytest", "-x --lf tests/a.py", "tests/a.py");
        check(
            "go test",
            "-race -coverprofile c.out --timeout 5m ./...",
            "./...",
        );
        check("go test", "./a -args testdata", "./a");
        check("unittest", "discover -s tests -t .", "discover tests");
        check("unittest", "-v tests/test_a.py", "tests/test_a.py");
        check("manage.py test", "-v 2 app", "app");
        check("ginkgo", "-p ./one", "./one");
        check("go test", "-p 4 ./one", "./one");
        check("node --test", "--import tsx a.ts", "a.ts");
    }

    #[test]
    fn values_stand_behind_an_option_or_in_it() {
        let words: Vec<String> = ["a", "--config", "b", "--x=c"].map(str::to_owned).into();
        assert_eq!(value_of(&words, &["-c", "--config"]), Some("b"));
        assert_eq!(value_of(&words, &["--x"]), Some("c"));
        assert_eq!(value_of(&words, &["--y"]), None);
    }
}
