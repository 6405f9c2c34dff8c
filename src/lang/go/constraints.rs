//! Build constraints: which files are left out on Linux, where tests mostly run.
//!
//! A name that several files of a package define is that of the file which is built there. Tags of
//! one's own are not set; those of the compiler and of versions are.

/// Tags that hold.
const HELD: [&str; 5] = ["amd64", "cgo", "gc", "linux", "unix"];

/// Operating systems that names of files end in.
const SYSTEMS: [&str; 16] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
];

/// Processors that names of files end in.
const PROCESSORS: [&str; 15] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "sparc64", "wasm",
];

/// How deep an expression is looked into.
const DEEPEST: u32 = 50;

/// Whether the constraints above the package's name leave the file out.
pub(super) fn leave_out(source: &str) -> bool {
    let head = || {
        source
            .lines()
            .take_while(|line| !line.starts_with("package "))
    };
    let mut lines = head();
    if let Some(tags) = lines.find_map(|line| line.strip_prefix("//go:build ")) {
        return Expression::new(tags).any(DEEPEST) == Some(false);
    }
    let mut lines = head().filter_map(|line| line.strip_prefix("// +build "));
    // Lines are joined by `and`, words by `or`, what stands between commas by `and`.
    let holds = |tag: &str| match tag.strip_prefix('!') {
        Some(tag) => !is_held(tag),
        None => is_held(tag),
    };
    let is_built = |line: &str| {
        let mut words = line.split_whitespace();
        words.any(|word| word.split(',').all(holds))
    };
    !lines.all(is_built)
}

/// Whether a file is left out for what its name ends in: `scan_windows.go`, `sum_arm64.go`.
pub(crate) fn is_named_for_others(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".go").unwrap_or(name);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    let Some((rest, last)) = stem.rsplit_once('_') else {
        return false;
    };
    if SYSTEMS.contains(&last) {
        return last != "linux";
    }
    let system = rest.rsplit_once('_').map(|(_, before)| before);
    PROCESSORS.contains(&last)
        && (last != "amd64" || system.is_some_and(|it| SYSTEMS.contains(&it) && it != "linux"))
}

fn is_held(tag: &str) -> bool {
    HELD.contains(&tag) || tag.starts_with("go1.")
}

/// What is left to read of `linux && (amd64 || !purego)`.
struct Expression<'s> {
    rest: &'s str,
}

impl<'s> Expression<'s> {
    fn new(tags: &'s str) -> Self {
        Self { rest: tags }
    }

    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Whether it holds; none where it cannot be read.
    fn any(&mut self, depth: u32) -> Option<bool> {
        let mut holds = self.all(depth)?;
        while self.take("||") {
            holds |= self.all(depth)?;
        }
        Some(holds)
    }

    fn all(&mut self, depth: u32) -> Option<bool> {
        let mut holds = self.one(depth)?;
        while self.take("&&") {
            holds &= self.one(depth)?;
        }
        Some(holds)
    }

    fn one(&mut self, depth: u32) -> Option<bool> {
        let depth = depth.checked_sub(1)?;
        if self.take("!") {
            return Some(!self.one(depth)?);
        }
        if self.take("(") {
            let holds = self.any(depth)?;
            return self.take(")").then_some(holds);
        }
        let text = self.rest.trim_start();
        let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
        let end = text.find(|letter| !is_part(letter)).unwrap_or(text.len());
        let (tag, rest) = text
            .split_at_checked(end)
            .filter(|(tag, _)| !tag.is_empty())?;
        self.rest = rest;
        Some(is_held(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_leave_out_what_linux_does_not_build() {
        let check = |head: &str, expect: bool| {
            assert_eq!(
                leave_out(&format!("{head}\n\npackage x\n")),
                expect,
                "{head}"
            );
        };
        check("", false);
        check("// Says.", false);
        check("//go:build linux", false);
        check("//go:build darwin || linux", false);
        check("//go:build !darwin && !linux", true);
        check("//go:build unix && !(windows || js)", false);
        check("//go:build !amd64 || purego", true);
        check("//go:build cgo && go1.21", false);
        check("//go:build !go1.18", true);
        check("//go:build race", true);
        check("//go:build integration", true);
        check("// +build windows", true);
        check("// +build linux,amd64 darwin", false);
        check("// +build linux\n// +build !amd64", true);
        // What cannot be read leaves nothing out.
        check("//go:build (windows", false);
        check("//go:build", false);
        check(&format!("//go:build {}windows", "!".repeat(99)), false);
        assert!(!leave_out("package x\n\n//go:build windows\n"));
    }

    #[test]
    fn names_leave_out_what_is_for_other_systems() {
        let check = |path: &str, expect: bool| {
            assert_eq!(is_named_for_others(path), expect, "{path}");
        };
        check("a/scan.go", false);
        check("a/scan_linux.go", false);
        check("a/scan_windows.go", true);
        check("a/scan_windows_test.go", true);
        check("a/scan_linux_amd64.go", false);
        check("a/scan_amd64.go", false);
        check("a/scan_arm64.go", true);
        check("a/scan_darwin_amd64.go", true);
        check("a/windows.go", false);
        check("windows_x/scan.go", false);
    }
}
