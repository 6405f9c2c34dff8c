//! A list in shared chunks, so that a new snapshot replaces what changed and shares the rest.

use std::sync::Arc;

/// Entries in one chunk.
const CHUNK: usize = 1024;

/// An immutable list of `T`, cheap to clone.
#[derive(Debug, Clone)]
pub struct Table<T> {
    chunks: Arc<[Arc<[T]>]>,
    len: usize,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            chunks: Arc::from([]),
            len: 0,
        }
    }
}

impl<T> Table<T> {
    /// Number of entries.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The entry at `index`.
    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T: Clone> Table<T> {
    /// A table with the entries at some indices replaced; untouched chunks are shared.
    /// Indices beyond the end are passed over.
    pub fn with(&self, changes: impl IntoIterator<Item = (usize, T)>) -> Self {
        let mut chunks: Vec<Arc<[T]>> = self.chunks.to_vec();
        for (index, entry) in changes {
            if let Some(chunk) = chunks.get_mut(index / CHUNK)
                && let Some(slot) = Arc::make_mut(chunk).get_mut(index % CHUNK)
            {
                *slot = entry;
            }
        }
        Self {
            chunks: chunks.into(),
            len: self.len,
        }
    }
}

impl<T> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut chunks = Vec::new();
        let mut len = 0;
        let mut entries = entries.into_iter().peekable();
        while entries.peek().is_some() {
            let chunk: Arc<[T]> = entries.by_ref().take(CHUNK).collect();
            len += chunk.len();
            chunks.push(chunk);
        }
        Self {
            chunks: chunks.into(),
            len,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_entries_across_chunks() {
        let table: Table<usize> = (0..3000).collect();
        assert_eq!(table.len(), 3000);
        assert_eq!(table.get(2999), Some(&2999));
        assert_eq!(table.get(3000), None);
        assert!(table.iter().copied().eq(0..3000));
    }

    #[test]
    fn replacing_an_entry_shares_the_other_chunks() {
        let table: Table<usize> = (0..3000).collect();
        let changed = table.with([(1500, 7), (9999, 1)]);
        assert_eq!(changed.get(1500), Some(&7));
        assert_eq!(table.get(1500), Some(&1500));
        assert!(Arc::ptr_eq(&table.chunks[0], &changed.chunks[0]));
        assert!(!Arc::ptr_eq(&table.chunks[1], &changed.chunks[1]));
        assert_eq!(changed.len(), 3000);
    }
}
