//! The fingerprint of a marked body, which tells whether it changed since.

use xxhash_rust::xxh3::Xxh3;

/// Hash of the lines `start..=end` (from 1) of a text, white space at their ends left out:
/// XXH3 with 64 bits, as 16 hexadecimal digits. A whole file is `1..=u32::MAX`.
pub fn body_hash(text: &str, start: u32, end: u32) -> String {
    let mut hash = Xxh3::new();
    let skipped = start.saturating_sub(1) as usize;
    let count = (end as usize).saturating_sub(skipped);
    for line in text.lines().skip(skipped).take(count) {
        hash.update(line.trim_end().as_bytes());
        hash.update(b"\n");
    }
    format!("{:016x}", hash.digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_given_lines_count() {
        let body = body_hash("b\nc\n", 1, u32::MAX);
        assert_eq!(body_hash("a\nb\nc\nd\n", 2, 3), body);
        assert_eq!(body.len(), 16);
        assert_ne!(body_hash("a\nb\nc\nd\n", 2, 4), body);
        assert_ne!(body_hash("bc\n", 1, 1), body);
    }

    #[test]
    fn line_ends_and_trailing_space_do_not_count() {
        let body = body_hash("if x:\n    y", 1, 2);
        assert_eq!(body_hash("if x:  \r\n    y\t\r\n", 1, 2), body);
        assert_ne!(body_hash("if x:\ny", 1, 2), body);
    }

    #[test]
    fn the_hash_never_changes_between_releases() {
        // XXH3's specified digest of no input.
        assert_eq!(body_hash("", 1, 9), "2d06800538d394c2");
        assert_eq!(body_hash("", 1, 9), body_hash("x", 5, 2));
    }
}
