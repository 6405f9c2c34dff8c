//! How text gets to the clipboard of the person who sits before the screen.
//!
//! Over ssh that is the terminal's business (OSC 52): a program on the far side would fill a
//! clipboard that nobody sees. Nearby the platform's own program is surer, since many terminals
//! ignore the sequence without a word. Whichever way is taken is named in the message.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::programs;
use crate::config::Clipboard;

/// A way to the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    /// Through the terminal, by the sequence OSC 52.
    Terminal,
    /// By a program that reads the text from its input.
    Program(PathBuf, &'static [&'static str]),
}

/// A program with the variable that tells that it is of use, if it needs one.
struct Candidate {
    name: &'static str,
    arguments: &'static [&'static str],
    needs: Option<&'static str>,
}

const fn candidate(
    name: &'static str,
    arguments: &'static [&'static str],
    needs: Option<&'static str>,
) -> Candidate {
    Candidate {
        name,
        arguments,
        needs,
    }
}

/// The platforms' programs, the surest first.
const PROGRAMS: &[Candidate] = &[
    candidate("pbcopy", &[], None),
    candidate("clip.exe", &[], None),
    candidate("termux-clipboard-set", &[], None),
    candidate("wl-copy", &[], Some("WAYLAND_DISPLAY")),
    candidate("xclip", &["-selection", "clipboard"], Some("DISPLAY")),
    candidate("xsel", &["--clipboard", "--input"], Some("DISPLAY")),
];

/// tmux passes no OSC 52 of a program on unless it is told to, but sends its own.
const TMUX: Candidate = candidate("tmux", &["load-buffer", "-w", "-"], Some("TMUX"));

impl Way {
    /// The way that fits the preference and what `variable` and `find` tell of the environment.
    fn choose(
        preference: Clipboard,
        variable: impl Fn(&str) -> bool,
        find: impl Fn(&str) -> Option<PathBuf>,
    ) -> Self {
        let is_remote = ["SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"]
            .into_iter()
            .any(&variable);
        let programs: &[Candidate] = match preference {
            Clipboard::Terminal => &[],
            Clipboard::Auto if is_remote => &[],
            Clipboard::Auto | Clipboard::System => PROGRAMS,
        };
        let tmux = (preference != Clipboard::Terminal).then_some(&TMUX);
        programs
            .iter()
            .chain(tmux)
            .filter(|candidate| candidate.needs.is_none_or(&variable))
            .find_map(|candidate| Some(Self::Program(find(candidate.name)?, candidate.arguments)))
            .unwrap_or(Self::Terminal)
    }

    /// The way that fits the preference and this process's environment; no program of the repository
    /// at `root`.
    pub(super) fn of_process(preference: Clipboard, root: &Path) -> Self {
        let variable = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Self::choose(preference, variable, |name| programs::find(name, root))
    }
}

/// Hands a text to a program; answers with its name.
pub(super) fn hand_over(program: &Path, arguments: &[&str], text: &str) -> Result<String, String> {
    let name = program
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let fail = |error: std::io::Error| format!("cannot copy with `{name}`: {error}");
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(fail)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).map_err(fail)?;
    }
    let status = child.wait().map_err(fail)?;
    if status.success() {
        Ok(name)
    } else {
        Err(format!("cannot copy: `{name}` ended with {status}"))
    }
}

/// What was copied, in words, and how.
pub(super) fn told(way: &str, text: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim_start();
    match lines.count() {
        0 => format!("copied ({way}): {first}"),
        more => format!("copied ({way}): {first} and {more} more lines"),
    }
}

/// Which part was copied, how, and how to come by the others.
pub(super) fn told_part(way: &str, part: &str, more: &str) -> String {
    let separator = if more.is_empty() { "" } else { "; " };
    format!("{part} copied ({way}){separator}{more}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(preference: Clipboard, variables: &[&str], installed: &[&str], expect: &str) {
        let find = |name: &str| {
            let is_there = installed.contains(&name);
            is_there.then(|| Path::new("/bin").join(name))
        };
        let way = Way::choose(preference, |name| variables.contains(&name), find);
        let words = match way {
            Way::Terminal => "terminal".to_owned(),
            Way::Program(path, arguments) => {
                format!("{} {}", path.display(), arguments.join(" "))
            }
        };
        assert_eq!(words.trim_end(), expect, "{variables:?}");
    }

    const AUTO: Clipboard = Clipboard::Auto;

    #[test]
    fn the_platforms_program_is_taken_nearby() {
        check(
            AUTO,
            &["DISPLAY"],
            &["xsel"],
            "/bin/xsel --clipboard --input",
        );
        check(
            AUTO,
            &["DISPLAY", "WAYLAND_DISPLAY"],
            &["xclip", "wl-copy"],
            "/bin/wl-copy",
        );
        check(AUTO, &[], &["pbcopy"], "/bin/pbcopy");
        check(AUTO, &[], &["xclip", "wl-copy"], "terminal");
        check(AUTO, &["DISPLAY"], &[], "terminal");
    }

    #[test]
    fn the_terminal_is_asked_from_afar() {
        let ssh = &["SSH_TTY", "DISPLAY"];
        check(AUTO, ssh, &["xclip"], "terminal");
        check(
            Clipboard::System,
            ssh,
            &["xclip"],
            "/bin/xclip -selection clipboard",
        );
    }

    #[test]
    fn tmux_is_asked_where_it_would_swallow_the_sequence() {
        let tmux = "/bin/tmux load-buffer -w -";
        check(AUTO, &["SSH_TTY", "TMUX"], &["tmux", "xclip"], tmux);
        check(AUTO, &["TMUX"], &["tmux"], tmux);
        check(Clipboard::Terminal, &["TMUX"], &["tmux"], "terminal");
    }

    #[test]
    fn the_message_names_the_way_and_the_first_line() {
        assert_eq!(told("xclip", "a.py:3"), "copied (xclip): a.py:3");
        assert_eq!(told("x", "a\nb\nc"), "copied (x): a and 2 more lines");
        assert_eq!(told("x", "    \"a\",\n"), "copied (x): \"a\",");
        let part = "snippet 1 of 2";
        assert_eq!(told_part("x", part, ""), "snippet 1 of 2 copied (x)");
        assert_eq!(
            told_part("x", part, "c again copies the next"),
            "snippet 1 of 2 copied (x); c again copies the next"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_program_gets_the_text_and_its_failure_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("got");
        let shell = Path::new("/bin/sh");
        let script = format!("cat > '{}'", file.display());
        assert_eq!(hand_over(shell, &["-c", &script], "a\nb").unwrap(), "sh");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "a\nb");
        let error = hand_over(shell, &["-c", "cat; exit 3"], "a").unwrap_err();
        assert!(error.starts_with("cannot copy: `sh` ended with"), "{error}");
        assert!(hand_over(Path::new("/nowhere/clip"), &[], "a").is_err());
    }
}
