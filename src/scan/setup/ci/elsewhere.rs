//! What CI takes from elsewhere: ready-made steps, workflows of other repositories, services whose
//! files are not read. They may run tests, and often say so only by their names.

use crate::model::name_of;
use crate::scan::setup::document::Node;
use crate::scan::setup::follow::{says_build, says_test};

/// What is known of a ready-made step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Given {
    /// It is told to run shell text.
    Text(String),
    /// It may run tests in a way that is not read.
    Unclear,
    /// It runs no tests.
    Nothing,
}

/// Parts of names of ready-made steps that only speak of tests: they set up, keep or show.
const SHOWING: [&str; 20] = [
    "setup",
    "install",
    "cache",
    "report",
    "reporter",
    "result",
    "results",
    "publish",
    "upload",
    "download",
    "annotate",
    "annotations",
    "comment",
    "badge",
    "summary",
    "codecov",
    "coveralls",
    "checkout",
    "junit",
    "reporting",
];

/// Keys of what a ready-made step is told to run.
const COMMAND_KEYS: [&str; 12] = [
    "run",
    "command",
    "script",
    "commands",
    "cmd",
    "test_script",
    "runcmd",
    "customcommand",
    "test-command",
    "coveragecommand",
    "build-command",
    "test",
];

/// What a ready-made step does, by its name and what it is given.
pub(in super::super) fn given(name: &str, with: Option<&Node>) -> Given {
    let lower = name.to_lowercase();
    let path = lower.split('@').next().unwrap_or(&lower);
    // A machine far away runs what is sent to it, not the tests of this tree.
    if path.contains("ssh") {
        return Given::Nothing;
    }
    if path.starts_with("pre-commit/action") {
        return Given::Text("pre-commit run".to_owned());
    }
    let commands = commands(path, with);
    if path.contains("cypress-io/github-action") {
        return Given::Text(format!("cypress run\n{}", commands.join("\n")));
    }
    let text = commands.join("\n");
    // A single word is what the step does (`deploy`), not a program.
    if !text.is_empty() && (text.contains(char::is_whitespace) || says_test(&text)) {
        return Given::Text(text);
    }
    match may_test(path) {
        true => Given::Unclear,
        false => Given::Nothing,
    }
}

fn commands(path: &str, with: Option<&Node>) -> Vec<String> {
    let entries = with.map_or(&[] as &[_], Node::entries);
    let text = |key: &str| with.and_then(|with| with.text_of(key));
    let all = entries.iter().filter_map(|(key, value)| {
        let key = key.to_lowercase();
        let value = value.text().filter(|_| COMMAND_KEYS.contains(&&*key))?;
        Some(if path.contains("cargo") || path.contains("rust") {
            format!("cargo {value} {}", text("args").unwrap_or_default())
        } else if path.starts_with("npm")
            || path.starts_with("yarn")
            || path.contains("actions-yarn")
        {
            format!("npm {value}")
        } else {
            value.to_owned()
        })
    });
    all.collect()
}

/// Whether a ready-made step may run tests, by its name.
fn may_test(path: &str) -> bool {
    let is_workflow = path.ends_with(".yml") || path.ends_with(".yaml");
    if is_workflow {
        // A whole workflow of another repository: only its name tells.
        let file = name_of(path);
        return !says_build(file.split('.').next().unwrap_or(file));
    }
    let shows = path
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|part| SHOWING.contains(&part));
    let is_own = path.starts_with("./") || path.starts_with("docker://");
    is_own && !says_build(path) || path.contains("cibuildwheel") || says_test(path) && !shows
}

/// Whether a file belongs to a service of CI whose files are not read.
pub(in super::super) fn is_foreign_ci(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let first = path.split('/').next().unwrap_or(path);
    let in_folder = !folder.is_empty()
        && matches!(
            first,
            ".kokoro"
                | ".teamcity"
                | ".tekton"
                | ".harness"
                | ".zuul.d"
                | "zuul.d"
                | ".prow"
                | ".builds"
                | ".evergreen"
                | ".concourse"
                | ".taskcluster"
                | ".jenkins"
                | ".dagger"
        );
    let at_root = folder.is_empty()
        && matches!(
            name,
            ".cirrus.star"
                | ".drone.star"
                | ".drone.jsonnet"
                | ".zuul.yaml"
                | "zuul.yaml"
                | "buildspec.yml"
                | "buildspec.yaml"
                | "cloudbuild.yaml"
                | "cloudbuild.yml"
                | "wercker.yml"
                | "codefresh.yml"
                | ".taskcluster.yml"
                | "evergreen.yml"
                | ".evergreen.yml"
                | "netlify.toml"
                | "vercel.json"
                | "Earthfile"
                | ".build.yml"
                | "shippable.yml"
                | "screwdriver.yaml"
                | ".scrutinizer.yml"
                | "magnum-ci.yml"
                | "bitrise.yml"
                | "buildkite.yml"
                | ".vela.yml"
                | "Jenkinsfile.groovy"
        );
    in_folder || at_root || name.starts_with("Jenkinsfile.") || name.ends_with(".jenkinsfile")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::setup::document::yaml;

    #[test]
    fn names_and_what_they_are_given_tell() {
        let check = |name: &str, with: &str, expect: &str| {
            let with = yaml(with).unwrap();
            let found = match given(name, Some(&with)) {
                Given::Text(text) => text,
                other => format!("{other:?}"),
            };
            assert_eq!(found, expect, "{name}");
        };
        check("actions/checkout@v4", "fetch-depth: 0", "Nothing");
        check("nick-fields/retry@v3", "command: npm test", "npm test");
        check(
            "actions-rs/cargo@v1",
            "{command: test, args: --all}",
            "cargo test --all",
        );
        check("pulumi/actions@v5", "command: up", "Nothing");
        check("dorny/test-reporter@v1", "path: x", "Nothing");
        check("org/run-tests@v1", "{}", "Unclear");
        check("pypa/cibuildwheel@v2", "{}", "Unclear");
        check("o/r/.github/workflows/plugins-ci.yml@v5", "{}", "Unclear");
        check("o/r/.github/workflows/stale.yml@v5", "{}", "Nothing");
        check("./build/action", "{}", "Nothing");
        check("./tools/run", "{}", "Unclear");
    }

    #[test]
    fn files_of_services_that_are_not_read_are_known() {
        for path in [".kokoro/build.sh", "cloudbuild.yaml", "ci/Jenkinsfile.test"] {
            assert!(is_foreign_ci(path), "{path}");
        }
        for path in ["src/netlify.toml", ".github/workflows/ci.yml", "kokoro/x"] {
            assert!(!is_foreign_ci(path), "{path}");
        }
    }
}
