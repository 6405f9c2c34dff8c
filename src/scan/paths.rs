//! Arithmetic on paths relative to the root, written with `/`.

pub(crate) use crate::model::{
    below, ends_with_parts, folder_of, is_at_or_below, is_below, name_of,
};

/// Joins a folder and a relative path with `.` and `..`; none where it leads above the root.
pub(crate) fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The folder and all above it, nearest first, the root (empty) last.
pub(crate) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut current = Some(folder);
    std::iter::from_fn(move || {
        let folder = current?;
        current = (!folder.is_empty()).then(|| folder_of(folder));
        Some(folder)
    })
}

/// Number of folders that two paths share from the root on.
pub(crate) fn shared(left: &str, right: &str) -> usize {
    let pairs = left.split('/').zip(right.split('/'));
    pairs.take_while(|(left, right)| left == right).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn join_does_not_leave_the_root() {
        assert_eq!(join("a/b", "../c.py").as_deref(), Some("a/c.py"));
        assert_eq!(join("a", "./b/./c"), Some("a/b/c".to_owned()));
        assert_eq!(join("a", "../../c"), None);
    }

    #[test]
    fn ancestors_end_with_the_root() {
        assert!(ancestors("a/b").eq(["a/b", "a", ""]));
        assert!(ancestors("").eq([""]));
    }
}
