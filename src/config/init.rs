//! The text of a fresh `lacuna.toml`.

use std::fmt::Write;

use crate::model::ComponentRule;

/// A first configuration with the parts that were found, in the order in which they are to be
/// asked. It says what Lacuna found, so that nothing changes until somebody edits it.
pub fn init_text(components: &[ComponentRule]) -> String {
    let mut text = String::from(
        "\
# What Lacuna should know of this repository. Every key is optional; `config.example.toml` in
# Lacuna's own repository shows them all.

# Files to leave out besides those that git ignores, as in a `.gitignore`.
ignore = []

# The parts of the repository, with paths or globs. A file belongs to the first that names it, so
# that a folder stands before the one that holds it; what none names stays with the parts that
# Lacuna finds. `target` is a share in percent.
",
    );
    if components.is_empty() {
        text.push_str(
            "# [[component]]\n# name = \"Backend\"\n# paths = [\"backend\"]\n# target = 80\n",
        );
    }
    for rule in components {
        let name = toml::Value::from(rule.name.as_str());
        let paths = toml::Value::from(rule.paths.clone());
        // Writing to a string never fails.
        write!(text, "[[component]]\nname = {name}\npaths = {paths}\n").ok();
        if !rule.exclude.is_empty() {
            let exclude = toml::Value::from(rule.exclude.clone());
            writeln!(text, "exclude = {exclude}").ok();
        }
        if let Some(target) = rule.target {
            let percent = (target * 10_000.0).round() / 100.0;
            writeln!(text, "target = {percent}").ok();
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
