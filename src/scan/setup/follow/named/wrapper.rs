//! Commands that only set the stage for another one: `uv run`, `docker compose exec web`.

use super::super::runner::base;

/// A program that starts the command behind it.
struct Wrapper {
    name: &'static str,
    /// Words of which one row must stand behind the name; none if the command follows at once.
    verbs: &'static [&'static [&'static str]],
    /// How many words stand before the command that are no options.
    own: usize,
}

const fn always(name: &'static str) -> Wrapper {
    Wrapper {
        name,
        verbs: &[&[]],
        own: 0,
    }
}

const fn on(name: &'static str, verbs: &'static [&'static [&'static str]]) -> Wrapper {
    Wrapper {
        name,
        verbs,
        own: 0,
    }
}

const fn after(name: &'static str, verbs: &'static [&'static [&'static str]]) -> Wrapper {
    Wrapper {
        name,
        verbs,
        own: 1,
    }
}

/// How containers are told to run a command; a name stands before it.
const CONTAINERS: &[&[&str]] = &[
    &["run"],
    &["exec"],
    &["container", "run"],
    &["container", "exec"],
    &["compose", "run"],
    &["compose", "exec"],
];

const WRAPPERS: [Wrapper; 52] = [
    on("uv", &[&["run"], &["tool", "run"], &["x"]]),
    always("uvx"),
    on("pipx", &[&["run"]]),
    on("poetry", &[&["run"]]),
    on("pdm", &[&["run"], &["exec"]]),
    on("rye", &[&["run"]]),
    on("pipenv", &[&["run"]]),
    on("hatch", &[&["run"]]),
    on("pixi", &[&["run"], &["exec"]]),
    on("conda", &[&["run"]]),
    on("mamba", &[&["run"]]),
    on("micromamba", &[&["run"]]),
    on("coverage", &[&["run"]]),
    always("npx"),
    always("bunx"),
    always("pnpx"),
    always("nlx"),
    always("corepack"),
    always("nyc"),
    always("c8"),
    always("dotenv"),
    on("dotenvx", &[&["run"]]),
    always("env-cmd"),
    always("cross-env"),
    always("cross-env-shell"),
    on("infisical", &[&["run"]]),
    on("doppler", &[&["run"]]),
    on("op", &[&["run"]]),
    on("firebase", &[&["emulators:exec"]]),
    after("docker", CONTAINERS),
    after("docker-compose", CONTAINERS),
    after("podman", CONTAINERS),
    after("podman-compose", CONTAINERS),
    after("nerdctl", CONTAINERS),
    after("kubectl", &[&["exec"]]),
    on("mise", &[&["x"], &["exec"]]),
    after("direnv", &[&["exec"]]),
    on("devbox", &[&["run"]]),
    after("rustup", &[&["run"]]),
    on("bundle", &[&["exec"]]),
    always("xvfb-run"),
    always("dbus-run-session"),
    always("nice"),
    always("time"),
    after("timeout", &[&[]]),
    after("gtimeout", &[&[]]),
    always("nohup"),
    always("stdbuf"),
    always("sudo"),
    always("xargs"),
    always("unbuffer"),
    always("command"),
];

/// Options that take the next word.
const WITH_VALUE: [&str; 44] = [
    "--with",
    "--with-editable",
    "--with-requirements",
    "--python",
    "-p",
    "--from",
    "--spec",
    "--group",
    "--only-group",
    "--extra",
    "--index-url",
    "--index",
    "--env-file",
    "-f",
    "--file",
    "--profile",
    "-e",
    "--env",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "-v",
    "--volume",
    "--network",
    "--name",
    "-n",
    "--mount",
    "--entrypoint",
    "--platform",
    "--project",
    "--directory",
    "-C",
    "--package",
    "--namespace",
    "-c",
    "--container",
    "-s",
    "--signal",
    "-k",
    "--kill-after",
    "--publish",
    "--project-name",
    "--cwd",
];

/// How many words stand in front of the command that the first one starts, if it starts one.
pub(super) fn skip(words: &[String]) -> Option<usize> {
    let name = base(words.first()?);
    let wrapper = WRAPPERS.iter().find(|wrapper| wrapper.name == name)?;
    let mut best = None;
    for verbs in wrapper.verbs {
        let mut at = 1;
        let is_told = verbs.iter().all(|verb| {
            at = behind_options(words, at);
            let is_it = words.get(at).is_some_and(|word| word == verb);
            at += 1;
            is_it
        });
        if is_told {
            let mut at = behind_options(words, at);
            for _ in 0..wrapper.own {
                at = behind_options(words, at + 1);
            }
            best = best.max(Some(at));
        }
    }
    best
}

/// The place of the first word from `at` on that is neither an option nor its value.
pub(super) fn behind_options(words: &[String], mut at: usize) -> usize {
    while let Some(word) = words.get(at).filter(|word| word.starts_with('-')) {
        at += 1;
        if word == "--" {
            break;
        }
        at += usize::from(WITH_VALUE.contains(&word.as_str()));
    }
    // `env A=b`, `docker run … -- cmd`
    while words.get(at).is_some_and(|word| is_setting(word)) {
        at += 1;
    }
    at
}

fn is_setting(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        let is_letter =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        !name.is_empty() && name.bytes().all(is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_behind_a_wrapper_is_found() {
        let check = |text: &str, expect: Option<&str>| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            let rest = skip(&words).map(|at| words.get(at..).unwrap_or_default().join(" "));
            assert_eq!(rest.as_deref(), expect, "{text}");
        };
        check("uv run --no-sync --with x tox -e py", Some("tox -e py"));
        check("uv tool run tox", Some("tox"));
        check("uv sync", None);
        check("uvx --with tox-uv tox", Some("tox"));
        check("docker compose run --rm web npm test", Some("npm test"));
        check(
            "docker-compose -f a.yml exec -T web npm test",
            Some("npm test"),
        );
        check("docker run -e A=b image", Some(""));
        check("docker build .", None);
        check("kubectl exec pod -- npm test", Some("npm test"));
        check("timeout -k 5 60 npm test", Some("npm test"));
        check("nice -n 5 npm test", Some("npm test"));
    }
}
