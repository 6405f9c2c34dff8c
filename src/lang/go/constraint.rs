//! Build constraints: which files make up a package where tests mostly run, on Linux and amd64. What
//! they say is what `go help buildconstraint` does.

use crate::model::{FileFacts, name_of};

/// Tags of files that tools read or run, which no build sets.
const BY_HAND: [&str; 4] = ["ignore", "mage", "tools", "wireinject"];

/// Tags that are set; those of versions of Go are, too.
const SET: [&str; 5] = ["amd64", "cgo", "gc", "linux", "unix"];

/// The processor of the build.
const PROCESSOR: &str = "amd64";

/// Processors that the end of a name may mean, but for that of the build: `scan_arm64.go`.
const PROCESSORS: [&str; 15] = [
    "386", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le",
    "riscv64", "s390x", "sparc64", "wasm", "riscv",
];

/// Systems that the end of a name may mean, but for that of the build: `scan_windows.go`.
const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Most brackets and negations inside of each other that are read.
const DEEPEST: u32 = 32;

/// Whether constraints above the package's name keep the file out of every build.
pub(super) fn is_run_by_hand(source: &str) -> bool {
    constraints(source).any(|(constraint, _)| BY_HAND.contains(&constraint))
}

/// Whether constraints above the package's name keep the file out of a build on Linux and amd64
/// without tags.
pub(super) fn is_for_others(source: &str) -> bool {
    constraints(source).any(|(constraint, is_old)| match is_old {
        true => !constraint.split_whitespace().any(holds_in_old_form),
        false => Expression::of(constraint).value() == Some(false),
    })
}

/// Whether a file is part of its package on Linux and amd64 without tags.
pub(crate) fn is_built(path: &str, facts: &FileFacts) -> bool {
    let name = name_of(path);
    let stem = name.split('.').next().unwrap_or(name);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    // The first part says nothing: `windows.go` is for all.
    let mut ends = stem
        .split('_')
        .skip(1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev();
    let last = ends.next().unwrap_or_default();
    let system = match last == PROCESSOR || PROCESSORS.contains(&last) {
        true => ends.next().unwrap_or_default(),
        false => last,
    };
    !facts.is_for_others && !PROCESSORS.contains(&last) && !SYSTEMS.contains(&system)
}

/// The constraints above the package's name, and whether each is of the old form, `// +build`.
fn constraints(source: &str) -> impl Iterator<Item = (&str, bool)> {
    let head = source
        .lines()
        .take_while(|line| !line.starts_with("package "));
    head.filter_map(|line| {
        let old = || {
            line.strip_prefix("// +build ")
                .map(|text| (text.trim(), true))
        };
        let new = line.strip_prefix("//go:build ");
        new.map(|text| (text.trim(), false)).or_else(old)
    })
}

/// `linux,!cgo`: all of them.
fn holds_in_old_form(option: &str) -> bool {
    option.split(',').all(|term| match term.strip_prefix('!') {
        Some(term) => !is_set(term),
        None => is_set(term),
    })
}

fn is_set(tag: &str) -> bool {
    SET.contains(&tag) || tag.starts_with("go1.")
}

/// What is left to read of an expression of tags.
struct Expression<'a>(&'a str);

impl<'a> Expression<'a> {
    fn of(text: &'a str) -> Self {
        Self(text.split("//").next().unwrap_or(text))
    }

    /// The value of all of it; none where it cannot be read.
    fn value(mut self) -> Option<bool> {
        let value = self.any(DEEPEST)?;
        self.0.trim().is_empty().then_some(value)
    }

    fn any(&mut self, depth: u32) -> Option<bool> {
        let mut value = self.all(depth)?;
        while self.takes("||") {
            value |= self.all(depth)?;
        }
        Some(value)
    }

    fn all(&mut self, depth: u32) -> Option<bool> {
        let mut value = self.one(depth)?;
        while self.takes("&&") {
            value &= self.one(depth)?;
        }
        Some(value)
    }

    fn one(&mut self, depth: u32) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        if self.takes("!") {
            return Some(!self.one(depth)?);
        }
        if self.takes("(") {
            let value = self.any(depth)?;
            return self.takes(")").then_some(value);
        }
        let text = self.0.trim_start();
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        let (tag, rest) = text.split_at(text.find(|it| !is_part(it)).unwrap_or(text.len()));
        self.0 = rest;
        (!tag.is_empty()).then(|| is_set(tag))
    }

    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.0.trim_start().strip_prefix(sign);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_are_run_by_hand_say_so() {
        let check = |source: &str, expect: bool| {
            assert_eq!(is_run_by_hand(source), expect, "{source}");
        };
        check("// Says.\n//go:build ignore\n\npackage main\n", true);
        check("//go:build mage\n\npackage main\n", true);
        check("//go:build linux\n\npackage main\n", false);
        check("// +build ignore\n\npackage main\n", true);
        check("//go:build !ignore\n\npackage main\n", false);
        check("package main\n\n//go:build ignore\n", false);
    }

    #[test]
    fn constraints_are_read_as_go_reads_them() {
        let check = |constraint: &str, is_built: bool| {
            let source = format!("{constraint}\n\npackage x\n");
            assert_eq!(is_for_others(&source), !is_built, "{constraint}");
        };
        check("//go:build linux", true);
        check("//go:build darwin || linux", true);
        check("//go:build !darwin && !linux", false);
        check("//go:build !(darwin || windows) && go1.18", true);
        check("//go:build !go1.18", false);
        check("//go:build race", false);
        check("//go:build !race // as usual", true);
        check("//go:build unix && (purego || !amd64)", false);
        check("// +build darwin linux", true);
        check("// +build linux,!cgo windows", false);
        check("// +build linux\n// +build appengine", false);
        // What cannot be read says nothing.
        check("//go:build (darwin", true);
        check("//go:build darwin |", true);
        check(&format!("//go:build {}darwin", "!".repeat(100)), true);
    }

    #[test]
    fn names_say_for_which_system_a_file_is() {
        let check = |path: &str, expect: bool| {
            assert_eq!(is_built(path, &FileFacts::default()), expect, "{path}");
        };
        check("a/scan_linux.go", true);
        check("a/scan_windows.go", false);
        check("a/windows.go", true);
        check("a/scan_windows_amd64.go", false);
        check("a/scan_linux_arm64.go", false);
        check("a/scan_windows_test.go", false);
        check("a/scan_windows_extra.go", true);
        check("a/parse_js_regexp.go", true);
        check("a/x_windows.pb.go", false);
    }
}
