//! Settings files as one kind of tree, whatever their notation, with the line of every entry.

mod ini;
mod toml;
mod yaml;

pub(in crate::scan) use ini::ini;
pub(super) use toml::toml;
pub(super) use yaml::yaml;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::scan) struct Node {
    /// Line of its key, or of the value itself in a list; 1-based.
    pub(super) line: u32,
    /// What stands there.
    pub(super) value: Value,
}

/// What stands in a settings file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Value {
    /// Nothing.
    #[default]
    Null,
    /// A string, number, date or truth value, as text.
    Text {
        /// The text.
        text: Box<str>,
        /// Line on which the text begins.
        line: u32,
    },
    /// A list.
    List(Vec<Node>),
    /// Entries in the order of the file.
    Map(Vec<(Box<str>, Node)>),
}

impl Node {
    /// A scalar.
    fn scalar(text: &str, line: u32) -> Self {
        Self {
            line,
            value: Value::Text {
                text: text.into(),
                line,
            },
        }
    }

    /// The entry of a map with this key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let found = self.entries().iter().find(|(name, _)| &**name == key);
        found.map(|(_, node)| node)
    }

    /// The entry that is reached by these keys, one below the other.
    pub(in crate::scan) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a map; of anything else none.
    pub(in crate::scan) fn entries(&self) -> &[(Box<str>, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; anything but a list or nothing is its own only item.
    pub(in crate::scan) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The text of a scalar.
    pub(in crate::scan) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// Line on which the text of a scalar begins, otherwise its own.
    pub(super) fn text_line(&self) -> u32 {
        match &self.value {
            Value::Text { line, .. } => *line,
            _ => self.line,
        }
    }

    /// The text of the entry with this key.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }
}
