//! The keys and the words of the filter for those who read rather than try: the manual page and
//! the page of keys are made from the same table as everything else.

use std::fmt::Write;

use super::action::all;
use super::keymap::Keymap;
use super::query::{self, table::Field};
use super::state::{CHECK_FIELDS, CLAIM_FIELDS};

/// An action as it is explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is about.
    pub category: &'static str,
    /// Identity, by which it is rebound.
    pub id: &'static str,
    /// Its keys, the first one first.
    pub keys: Vec<String>,
    /// One sentence.
    pub doc: &'static str,
    /// Where its keys work.
    pub places: String,
}

/// All actions with the keys they have unless they are rebound, by category.
pub fn entries() -> Vec<Entry> {
    let (keymap, _) = Keymap::new(&std::collections::BTreeMap::new());
    let entry = |action| {
        let keys = keymap.keys_of(action);
        Entry {
            category: action.category.title(),
            id: action.id,
            keys: keys.map(|key| key.to_string()).collect(),
            doc: action.doc,
            places: action.places(),
        }
    };
    all().map(entry).collect()
}

/// The words of the filter by the view that knows them: an example of each, with what it asks
/// for.
pub fn filter_words() -> [(&'static str, Vec<(&'static str, &'static str)>); 3] {
    fn of<T>(fields: &[Field<T>]) -> Vec<(&'static str, &'static str)> {
        let words = fields.iter().map(|field| (field.example, field.doc));
        words.collect()
    }
    let gaps = query::explained().map(|(_, example, doc)| (example, doc));
    [
        ("Gaps", gaps.collect()),
        ("Setup", of(CHECK_FIELDS)),
        ("Audit", of(CLAIM_FIELDS)),
    ]
}

/// The page `docs/keys.md`.
pub fn keys_page() -> String {
    let mut page = String::from(
        "# Keys\n\nMade from the program's table of actions, as are `?`, `:` and `lacuna man`. \
         Each can be rebound by its name under\n`[keys]` in your own configuration, which \
         [`config.example.toml`](../config.example.toml) shows; a key that\nwould do two things \
         is reported with both names.\n",
    );
    let mut category = "";
    for entry in entries() {
        if entry.category != category {
            category = entry.category;
            let _ = write!(
                page,
                "\n## {category}\n\n| keys | what it does | works in | name |\n|---|---|---|---|\n"
            );
        }
        let keys: Vec<String> = entry.keys.iter().map(|key| code(key)).collect();
        let (keys, doc) = (keys.join(" "), entry.doc.replace('|', "\\|"));
        let _ = writeln!(
            page,
            "| {keys} | {doc} | {} | `{}` |",
            entry.places, entry.id
        );
    }
    page.push_str(
        "\n## Words of the filter\n\n`/` takes words besides letters; tab completes them, and \
         `-` or `!` before one asks for the opposite. A word without a colon that has `!` before it leaves \
         out what has its letters in its path: `!legacy`. Letters find paths and names loosely; three \
         or more of them also parts of the names of functions and components.\n\n| in | example | what it asks for \
         |\n|---|---|---|\n",
    );
    for (view, words) in filter_words() {
        for (example, doc) in words {
            let (example, doc) = (code(example), doc.replace('|', "\\|"));
            let _ = writeln!(page, "| {view} | {example} | {doc} |");
        }
    }
    page
}

/// A text as code in a table of Markdown.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_explained_once_with_its_keys() {
        let entries = entries();
        assert_eq!(entries.len(), all().count());
        let undo = entries.iter().find(|entry| entry.id == "undo").unwrap();
        assert_eq!(undo.keys, ["u"]);
        assert_eq!(undo.places, "every view");
        let page = keys_page();
        for entry in entries {
            assert!(
                page.contains(&format!("`{}` |\n", entry.id)),
                "{}",
                entry.id
            );
        }
    }

    #[test]
    fn signs_of_tables_do_not_break_the_table() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("`"), "`` ` ``");
    }
}
