//! Path filters of CI.

use globset::{GlobBuilder, GlobMatcher};

use super::super::document::Node;

/// Most patterns of a filter that are read.
const MAX_PATTERNS: usize = 1_000;

/// Which files something is for: all, where there are no patterns.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Filter {
    /// Line of the filter.
    pub(in super::super) line: Option<u32>,
    /// In order: whether a match takes the file in, and the pattern.
    patterns: Vec<(bool, GlobMatcher)>,
    /// Whether files that match nothing are taken in.
    starts_full: bool,
}

impl Filter {
    /// Files that match.
    pub(super) fn only(node: &Node) -> Self {
        Self::new(node, true)
    }

    /// Files that do not match.
    pub(super) fn but(node: &Node) -> Self {
        Self::new(node, false)
    }

    fn new(node: &Node, takes: bool) -> Self {
        let texts = node.items().iter().filter_map(Node::text);
        let patterns = texts.take(MAX_PATTERNS).filter_map(|text| {
            let (negated, pattern) = match text.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, text),
            };
            Some((takes != negated, matcher(pattern)?))
        });
        Self {
            line: Some(node.line),
            patterns: patterns.collect(),
            starts_full: !takes,
        }
    }

    /// Whether a change of any of the files passes.
    pub(super) fn passes(&self, files: &[&str]) -> bool {
        self.patterns.is_empty()
            || files.iter().any(|path| {
                let last = self
                    .patterns
                    .iter()
                    .rev()
                    .find(|(_, glob)| glob.is_match(path));
                last.map_or(self.starts_full, |(takes, _)| *takes)
            })
    }
}

/// A pattern as GitHub reads it; none where it is beyond us, so that it filters nothing.
fn matcher(pattern: &str) -> Option<GlobMatcher> {
    let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
    // `**.js` means files of any folder.
    let pattern = match pattern.strip_prefix("**") {
        Some(rest) if !rest.starts_with('/') && !rest.is_empty() => format!("**/*{rest}"),
        _ => pattern.to_owned(),
    };
    let build = |pattern: &str| {
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        glob.ok().map(|glob| glob.compile_matcher())
    };
    build(&pattern)
}

#[cfg(test)]
mod tests {
    use super::super::super::document::yaml;
    use super::*;

    fn check(takes: bool, patterns: &str, path: &str, expect: bool) {
        let node = yaml(patterns).unwrap();
        let filter = if takes {
            Filter::only(&node)
        } else {
            Filter::but(&node)
        };
        assert_eq!(filter.passes(&[path]), expect, "{patterns} {path}");
    }

    #[test]
    fn patterns_take_in_or_leave_out() {
        check(true, "['backend/**']", "backend/a/b.py", true);
        check(true, "['backend/**']", "sdk/a.py", false);
        check(true, "['src/*.py']", "src/a/b.py", false);
        check(true, "['**.js']", "a/b/c.js", true);
        check(true, "['a/**', '!a/b/**']", "a/b/c", false);
        check(false, "['docs/**', '*.md']", "docs/x.md", false);
        check(false, "['docs/**', '*.md']", "src/x.py", true);
    }
}
