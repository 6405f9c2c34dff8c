//! Folders that show or play with the rest of a repository: nobody is harmed by what breaks there.

/// How such folders are called.
const FOLDERS: [&str; 8] = [
    "examples",
    "example",
    "samples",
    "sample",
    "demos",
    "demo",
    "playground",
    "playgrounds",
];

/// How the names of others end.
const ENDINGS: [&str; 6] = [
    "-examples",
    "-example",
    "-samples",
    "-demos",
    "-demo",
    "-playground",
];

/// Whether a folder, or one above it, shows or plays with the rest.
pub(super) fn is_showcase(folder: &str) -> bool {
    folder
        .split('/')
        .any(|part| FOLDERS.contains(&part) || ENDINGS.iter().any(|ending| part.ends_with(ending)))
}

#[cfg(test)]
mod tests {
    use super::is_showcase;

    #[test]
    fn showcases_are_told_by_the_name_of_a_folder() {
        let check =
            |folder: &str, expect: bool| assert_eq!(is_showcase(folder), expect, "{folder}");
        check("examples/basic", true);
        check("packages/lexical-playground/src", true);
        check("src/demography", false);
        check("packages/core", false);
        check("", false);
    }
}
