//! Names of Python's standard library, which no file of a tree takes the place of.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

/// Top-level modules of CPython 3.8 to 3.14, one a line.
static NAMES: &str = include_str!("../../assets/languages/python-stdlib.txt");

/// Whether a top-level module belongs to the standard library.
pub(super) fn is_standard(module: &str) -> bool {
    static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| NAMES.lines().collect()).contains(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_modules_and_nothing_else() {
        assert!(is_standard("logging"));
        assert!(is_standard("distutils"));
        assert!(!is_standard("docker"));
        assert!(!is_standard(""));
    }
}
