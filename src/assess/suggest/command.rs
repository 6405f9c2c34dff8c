//! The command that runs just the suggested test, in the manner of its package.

use rustc_hash::FxHashMap;

use super::template::{ancestors, folder_of};
use crate::assess::start::{owner, started};
use crate::model::{Ecosystem, File, Package, Score, Setup, TestCommand, below};

/// Most tests of a file that a command names one by one.
const MOST_NAMES: usize = 12;

/// Fills in what runs each suggested test; runs after [`suggest`](super::suggest()).
pub fn test_commands(files: &[File], setup: &Setup, scores: &mut [Score]) {
    let ground = Ground::new(files, setup);
    for score in scores {
        score.test_command = score
            .suggested_test
            .as_deref()
            .and_then(|test| ground.command(test));
    }
}

/// What a command is made from.
struct Ground<'a> {
    packages: &'a [Package],
    /// Index of the package in a folder.
    by_folder: FxHashMap<(Ecosystem, &'a str), usize>,
    /// Files by path.
    files: FxHashMap<&'a str, &'a File>,
}

impl<'a> Ground<'a> {
    fn new(files: &'a [File], setup: &'a Setup) -> Self {
        let packages = setup.packages.iter().enumerate();
        Self {
            packages: &setup.packages,
            by_folder: packages
                .map(|(at, package)| ((package.ecosystem, &*package.folder), at))
                .collect(),
            files: files.iter().map(|file| (&*file.path, file)).collect(),
        }
    }

    fn command(&self, test: &str) -> Option<TestCommand> {
        let ecosystem = match test.rsplit('.').next()? {
            "py" => Ecosystem::Python,
            "go" => Ecosystem::Go,
            "rs" => Ecosystem::Rust,
            "ts" | "tsx" | "js" | "jsx" | "mts" | "mjs" | "cjs" | "cts" => Ecosystem::Node,
            _ => return None,
        };
        let nearest = ancestors(folder_of(test))
            .find_map(|folder| self.by_folder.get(&(ecosystem, folder)).copied());
        let Some(nearest) = nearest else {
            let word = quoted(test);
            return (ecosystem == Ecosystem::Python).then(|| command("", format!("pytest {word}")));
        };
        // The workspace of a crate is built as one, but its tests are started from the crate.
        let at = match ecosystem {
            Ecosystem::Go | Ecosystem::Rust => nearest,
            Ecosystem::Python | Ecosystem::Node => owner(self.packages, nearest),
        };
        let package = self.packages.get(at)?;
        if ecosystem == Ecosystem::Python && runner(package) == "manage.py test" {
            return self.django(package, test);
        }
        let below = below(test, &package.folder)?;
        let line = match ecosystem {
            Ecosystem::Python => python(package, below),
            Ecosystem::Node => node(package, below),
            Ecosystem::Go => Some(self.go(test, below)),
            Ecosystem::Rust => self.rust(package, below),
        }?;
        Some(command(&package.folder, line))
    }

    /// Django's tests are modules, started from the folder of the nearest `manage.py`.
    fn django(&self, package: &Package, test: &str) -> Option<TestCommand> {
        let folder = ancestors(folder_of(test)).find(|folder| {
            let manager = match *folder {
                "" => "manage.py".to_owned(),
                folder => format!("{folder}/manage.py"),
            };
            self.files.contains_key(manager.as_str())
        })?;
        let module = below(test, folder)?.strip_suffix(".py")?.replace('/', ".");
        let line = format!("python manage.py test {}", quoted(&module));
        Some(command(folder, started(package, &line)))
    }

    /// Go runs packages; the tests of one file are chosen by name.
    fn go(&self, test: &str, below: &str) -> String {
        let package = match folder_of(below) {
            "" => ".".to_owned(),
            folder => quoted(&format!("./{folder}")),
        };
        let symbols = self.files.get(test).map(|file| &file.symbols);
        let names: Vec<&str> = symbols
            .into_iter()
            .flat_map(|symbols| symbols.iter())
            .filter(|symbol| symbol.is_test && symbol.parent.is_none())
            .map(|symbol| &*symbol.name)
            .filter(|name| {
                name.chars()
                    .all(|letter| letter.is_alphanumeric() || letter == '_')
            })
            .collect();
        if names.is_empty() || names.len() > MOST_NAMES {
            return format!("go test {package}");
        }
        format!("go test {package} -run '^({})$'", names.join("|"))
    }

    /// A file of integration tests is a target of its own; tests in a module are chosen by its
    /// path.
    fn rust(&self, package: &Package, below: &str) -> Option<String> {
        let has = |path: &str| {
            let path = match &*package.folder {
                "" => path.to_owned(),
                folder => format!("{folder}/{path}"),
            };
            self.files.contains_key(path.as_str())
        };
        let stem = below.strip_suffix(".rs")?;
        if let Some(target) = stem.strip_prefix("tests/") {
            return Some(match target.split_once('/') {
                None => format!("cargo test --test {}", quoted(target)),
                Some((target, inner)) if has(&format!("tests/{target}/main.rs")) => {
                    let chosen = format!("cargo test --test {}", quoted(target));
                    module(inner).map_or(chosen.clone(), |path| format!("{chosen} {path}"))
                }
                Some(_) => "cargo test".to_owned(),
            });
        }
        let inner = stem.strip_prefix("src/")?;
        let target = match has("src/lib.rs") {
            _ if inner == "main" || inner.starts_with("bin/") => "--bins",
            true => "--lib",
            false => "--bins",
        };
        let path = module(inner).filter(|_| !inner.starts_with("bin/"));
        Some(path.map_or_else(
            || format!("cargo test {target}"),
            |path| format!("cargo test {target} {path}"),
        ))
    }
}

/// The path of a module from the path of its file below the root of its crate; none for the root.
fn module(stem: &str) -> Option<String> {
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    let is_root = matches!(stem, "lib" | "main" | "mod");
    (!is_root).then(|| quoted(&format!("{}::", stem.replace('/', "::"))))
}

/// The runner of a Python package.
fn runner(package: &Package) -> &str {
    package.runner.as_ref().map_or("pytest", |tool| &*tool.name)
}

fn python(package: &Package, below: &str) -> Option<String> {
    let word = quoted(below);
    Some(match runner(package) {
        "pytest" | "nose2" => started(package, &format!("pytest {word}")),
        "unittest" => started(package, &format!("python -m unittest {word}")),
        "trial" => started(package, &format!("trial {word}")),
        _ => return None,
    })
}

fn node(package: &Package, below: &str) -> Option<String> {
    let word = quoted(below);
    let tool = |command: &str| Some(started(package, &format!("{command} {word}")));
    match &*package.runner.as_ref()?.name {
        "vitest" => tool("vitest run"),
        "jest" => tool("jest"),
        "mocha" => tool("mocha"),
        "ava" => tool("ava"),
        "react-scripts" => tool("react-scripts test --watchAll=false"),
        name if name.starts_with("@vue/cli-plugin-unit-") => tool("vue-cli-service test:unit"),
        "@playwright/test" => tool("playwright test"),
        "cypress" => tool("cypress run --spec"),
        name @ ("node --test" | "bun test" | "deno test") => Some(format!("{name} {word}")),
        _ => None,
    }
}

fn command(folder: &str, line: String) -> TestCommand {
    let whole = match folder {
        "" => line.clone(),
        folder => format!("cd {} && {line}", quoted(folder)),
    };
    TestCommand {
        folder: folder.into(),
        line: line.into(),
        whole: whole.into(),
    }
}

/// A word as a shell takes it: in quotes where it holds anything that a shell would read.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+@:".contains(letter);
    if word.chars().all(is_plain) && !word.starts_with('-') {
        word.to_owned()
    } else {
        let start = if word.starts_with("./") { "" } else { "./" };
        format!("'{start}{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, other, sorted, source};
    use crate::model::{Evidence, FileKind, Style, Symbol, Tool};

    fn package(folder: &str, ecosystem: Ecosystem, runner: &str, manager: &'static str) -> Package {
        let evidence = || Evidence {
            path: "manifest".into(),
            line: None,
            fact: "".into(),
        };
        Package {
            runner: (!runner.is_empty()).then(|| Tool {
                name: runner.into(),
                version: "".into(),
                evidence: evidence(),
            }),
            style: Style {
                manager,
                ..Style::default()
            },
            ..Package::new(folder.into(), ecosystem, "manifest".into())
        }
    }

    fn run(files: &[File], packages: Vec<Package>, test: &str) -> Option<String> {
        let setup = Setup {
            packages,
            ..Setup::default()
        };
        let found = Ground::new(files, &setup).command(test)?;
        Some(found.whole.to_string())
    }

    fn check(packages: &[Package], test: &str, expect: &str) {
        let found = run(&[], packages.to_vec(), test);
        assert_eq!(found.as_deref(), Some(expect), "{test}");
    }

    #[test]
    fn python_tests_start_in_the_environment_of_their_package() {
        use Ecosystem::Python;
        let test = "api/tests/test_a.py";
        check(&[], test, "pytest api/tests/test_a.py");
        let plain = package("", Python, "pytest", "");
        check(&[plain], test, "pytest api/tests/test_a.py");
        let uv = package("api", Python, "pytest", "uv");
        check(&[uv], test, "cd api && uv run pytest tests/test_a.py");
        let poetry = package("api", Python, "", "poetry");
        check(
            &[poetry],
            test,
            "cd api && poetry run pytest tests/test_a.py",
        );
        let unittest = package("", Python, "unittest", "pdm");
        check(
            &[unittest],
            test,
            "pdm run python -m unittest api/tests/test_a.py",
        );
    }

    #[test]
    fn tests_of_django_are_started_where_its_manager_is() {
        let django = |manager| vec![package("", Ecosystem::Python, "manage.py test", manager)];
        let run =
            |at: &str, manager| run(&[source(at)], django(manager), "api/pets/tests/test_a.py");
        for (at, manager, expect) in [
            (
                "manage.py",
                "",
                Some("python manage.py test api.pets.tests.test_a"),
            ),
            (
                "api/manage.py",
                "uv",
                Some("cd api && uv run python manage.py test pets.tests.test_a"),
            ),
            ("other/manage.py", "", None),
        ] {
            assert_eq!(run(at, manager).as_deref(), expect, "{at}");
        }
    }

    #[test]
    fn scripts_start_where_the_runner_is_set_up() {
        use Ecosystem::Node;
        let root = package("", Node, "jest", "yarn");
        let mut member = package("web", Node, "", "npm");
        member.parent = Some(0);
        let test = "web/src/a.test.ts";
        check(&[root.clone(), member], test, "yarn jest web/src/a.test.ts");
        let own = package("web", Node, "vitest", "pnpm");
        check(
            &[root, own],
            test,
            "cd web && pnpm exec vitest run src/a.test.ts",
        );
        for (runner, manager, expect) in [
            ("mocha", "npm", "npx mocha web/src/a.test.ts"),
            ("vitest", "bun", "bunx vitest run web/src/a.test.ts"),
            ("bun test", "bun", "bun test web/src/a.test.ts"),
            ("node --test", "npm", "node --test web/src/a.test.ts"),
        ] {
            check(&[package("", Node, runner, manager)], test, expect);
        }
    }

    #[test]
    fn without_a_known_runner_there_is_no_command() {
        let node = package("", Ecosystem::Node, "", "npm");
        let karma = package("", Ecosystem::Node, "karma", "npm");
        for packages in [vec![], vec![node], vec![karma]] {
            assert_eq!(run(&[], packages, "src/a.test.ts"), None);
        }
        assert_eq!(run(&[], vec![], "tests/a.rs"), None);
        assert_eq!(run(&[], vec![], "README.md"), None);
    }

    #[test]
    fn go_runs_the_tests_of_the_file_by_name() {
        let go = || vec![package("svc", Ecosystem::Go, "go test", "go")];
        check(&go(), "svc/a_test.go", "cd svc && go test .");
        check(&go(), "svc/pkg/a_test.go", "cd svc && go test ./pkg");
        let mut file = other("svc/pkg/a_test.go", FileKind::Test);
        let test = |name: &str| Symbol {
            is_test: true,
            ..function(name, 1, 2, 1)
        };
        file.symbols = [test("TestA"), function("helper", 3, 4, 1), test("TestB")].into();
        assert_eq!(
            run(&[file], go(), "svc/pkg/a_test.go").as_deref(),
            Some("cd svc && go test ./pkg -run '^(TestA|TestB)$'")
        );
    }

    #[test]
    fn rust_runs_a_target_or_a_module() {
        let files = sorted(vec![
            source("lib/src/lib.rs"),
            source("lib/tests/it/main.rs"),
            source("tool/src/main.rs"),
        ]);
        let packages =
            ["lib", "tool"].map(|folder| package(folder, Ecosystem::Rust, "cargo test", "cargo"));
        for (test, expect) in [
            ("lib/src/a/b.rs", "cd lib && cargo test --lib a::b::"),
            ("lib/src/a/mod.rs", "cd lib && cargo test --lib a::"),
            ("lib/src/lib.rs", "cd lib && cargo test --lib"),
            ("lib/tests/x.rs", "cd lib && cargo test --test x"),
            ("lib/tests/it/y.rs", "cd lib && cargo test --test it y::"),
            ("lib/tests/other/y.rs", "cd lib && cargo test"),
            ("tool/src/a.rs", "cd tool && cargo test --bins a::"),
            ("tool/src/main.rs", "cd tool && cargo test --bins"),
        ] {
            let found = run(&files, packages.to_vec(), test);
            assert_eq!(found.as_deref(), Some(expect), "{test}");
        }
    }

    #[test]
    fn names_that_a_shell_would_read_are_quoted() {
        check(
            &[],
            "a b/$(x)'/test_c.py",
            r"pytest './a b/$(x)'\''/test_c.py'",
        );
        check(&[], "-rf/test_c.py", "pytest './-rf/test_c.py'");
    }
}
