//! The text of a fresh `lacuna.toml`.

use std::fmt::Write;

/// A first configuration for found components, as (name, path) pairs; an empty path is the root.
/// It says what Lacuna found, so that nothing changes until somebody edits it.
pub fn init_text(components: &[(String, String)]) -> String {
    let mut text = String::from(
        "\
# What Lacuna should know of this repository. Every key is optional; `config.example.toml` in
# Lacuna's own repository shows them all.

# Files to leave out besides those that git ignores, as in a `.gitignore`.
ignore = []

# The parts of the repository, with paths or globs. A file belongs to the first that names it;
# what none names stays with the parts that Lacuna finds. `target` is a share in percent.
",
    );
    if components.is_empty() {
        text.push_str(
            "# [[component]]\n# name = \"Backend\"\n# paths = [\"backend\"]\n# target = 80\n",
        );
    }
    for (name, path) in components {
        let path = if path.is_empty() { "**" } else { path };
        let [name, path] = [name, path].map(|text| toml::Value::from(text).to_string());
        // Writing to a string never fails.
        write!(text, "[[component]]\nname = {name}\npaths = [{path}]\n\n").ok();
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
