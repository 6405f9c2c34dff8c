//! The user's editor, opened at a line.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The command that opens `path` at `line` in the editor that `spoken` names, program first, or why
/// there is none. `find` looks a program up by its name; a relative path would be one of the
/// repository, in whose folder the editor is started.
pub(super) fn command(
    spoken: &str,
    path: &Path,
    line: u32,
    find: impl Fn(&str) -> Option<PathBuf>,
) -> Result<Command, String> {
    let mut words = split(spoken).into_iter();
    let spoken = words.next().unwrap_or_default();
    if spoken.is_empty() {
        return Err("no editor: set $VISUAL or $EDITOR".to_owned());
    }
    let program = PathBuf::from(&spoken);
    let program = match program.components().count() {
        _ if program.is_absolute() => program,
        // Windows adds endings of its own to a name.
        1 if cfg!(not(unix)) && !spoken.contains(['/', '\\']) => program,
        1 if !spoken.contains('/') => find(&spoken)
            .ok_or_else(|| format!("no program `{spoken}` is in PATH outside of the repository"))?,
        _ => return Err(format!("the editor `{spoken}` is named by a relative path")),
    };
    let name = Path::new(&program)
        .file_stem()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let mut command = Command::new(&program);
    command.args(words);
    let with_line = || {
        let mut text = path.as_os_str().to_owned();
        text.push(format!(":{line}"));
        text
    };
    match name.as_str() {
        "hx" | "helix" | "zed" | "zeditor" | "subl" | "sublime_text" => {
            command.arg(with_line());
        }
        "code" | "code-insiders" | "codium" | "vscodium" | "cursor" | "windsurf" => {
            command.arg("--goto").arg(with_line());
        }
        "idea" | "pycharm" | "webstorm" | "goland" | "rustrover" | "clion" | "phpstorm" => {
            command.arg("--line").arg(line.to_string()).arg(path);
        }
        "vi" | "vim" | "nvim" | "view" | "gvim" | "emacs" | "emacsclient" | "nano" | "micro"
        | "kak" | "joe" | "ne" | "mg" | "jed" | "pico" => {
            command.arg(format!("+{line}")).arg(path);
        }
        _ => {
            command.arg(path);
        }
    }
    Ok(command)
}

/// The editor to use: what the user configured, then `$VISUAL`, then `$EDITOR`.
pub(super) fn spoken(configured: Option<&str>) -> Option<String> {
    let environment = ["VISUAL", "EDITOR"].map(|name| std::env::var(name).ok());
    configured
        .map(str::to_owned)
        .into_iter()
        .chain(environment.into_iter().flatten())
        .find(|text| !text.trim().is_empty())
}

/// Splits a command line at white space outside of quotes.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for letter in text.chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, _) if letter.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spoken: &str, expect: &[&str]) {
        let find = |name: &str| Some(PathBuf::from(name));
        let command = command(spoken, Path::new("/r/a b.py"), 38, find).unwrap();
        let words: Vec<String> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        assert_eq!(words, expect);
    }

    #[test]
    fn each_editor_gets_the_line_its_own_way() {
        check("vim", &["vim", "+38", "/r/a b.py"]);
        check(
            "/usr/bin/nvim -p",
            &["/usr/bin/nvim", "-p", "+38", "/r/a b.py"],
        );
        check("hx", &["hx", "/r/a b.py:38"]);
        check("code --wait", &["code", "--wait", "--goto", "/r/a b.py:38"]);
        check("idea", &["idea", "--line", "38", "/r/a b.py"]);
        check("emacsclient -t", &["emacsclient", "-t", "+38", "/r/a b.py"]);
    }

    #[test]
    fn an_unknown_editor_gets_the_file_only() {
        check("my-editor", &["my-editor", "/r/a b.py"]);
    }

    #[test]
    fn quotes_keep_words_together() {
        check(
            "\"/opt/my editor/vim\" '-c' x",
            &["/opt/my editor/vim", "-c", "x", "+38", "/r/a b.py"],
        );
    }

    #[test]
    fn only_programs_that_are_found_or_named_as_a_whole_are_started() {
        let check = |spoken: &str, expect: &str| {
            let none = |_: &str| None;
            let refused = command(spoken, Path::new("/r/a.py"), 1, none).unwrap_err();
            assert!(refused.starts_with(expect), "{refused}");
        };
        check("  ", "no editor");
        check(
            "./bin/ed",
            "the editor `./bin/ed` is named by a relative path",
        );
        check("bin/ed", "the editor `bin/ed` is named by a relative path");
        if cfg!(unix) {
            check("ed -x", "no program `ed` is in PATH outside");
        }
    }
}
