//! Adds rewrites of report paths to the text of a `lacuna.toml`.

use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::error::{Document, Error};
use crate::model::Rewrite;

/// The text of a `lacuna.toml` with rules added after those that are there; comments and
/// everything else stay.
///
/// # Errors
///
/// [`Error::Invalid`] where the present text does not parse, or has something else in their
/// place; `path` is for its message.
pub fn with_rewrites(path: &Path, text: Option<&str>, rules: &[Rewrite]) -> Result<String, Error> {
    let present = text.unwrap_or_default();
    let present = present.strip_prefix('\u{feff}').unwrap_or(present);
    let source = Document::new("config", path, present);
    let mut toml: DocumentMut = present.parse().map_err(|error: toml_edit::TomlError| {
        let at = error.span().map_or(0, |span| span.start);
        source.error(at, error.message(), None)
    })?;
    let wrong = || source.error(0, "`coverage` is not what it should be", None);
    let coverage = toml
        .entry("coverage")
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_like_mut()
        .ok_or_else(wrong)?;
    let list = coverage
        .entry("rewrite")
        .or_insert_with(|| Item::Value(Value::Array(Array::new())));
    match list {
        Item::ArrayOfTables(tables) => {
            for rule in rules {
                let mut table = Table::new();
                table.insert("from", toml_edit::value(&rule.from));
                table.insert("to", toml_edit::value(&rule.to));
                tables.push(table);
            }
        }
        Item::Value(Value::Array(array)) => {
            for rule in rules {
                let mut table = InlineTable::new();
                table.insert("from", rule.from.as_str().into());
                table.insert("to", rule.to.as_str().into());
                array.push(table);
            }
        }
        _ => return Err(wrong()),
    }
    Ok(toml.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: Option<&str>, expect: &str) {
        let rule = Rewrite {
            from: "/app".to_owned(),
            to: "services/api".to_owned(),
        };
        let found = with_rewrites(Path::new("lacuna.toml"), text, &[rule]).unwrap();
        assert_eq!(found, expect);
    }

    #[test]
    fn rules_are_added_and_comments_stay() {
        let rule = "{ from = \"/app\", to = \"services/api\" }";
        check(None, &format!("[coverage]\nrewrite = [{rule}]\n"));
        check(
            Some("name = \"x\" # why\n\n# reports\n[coverage]\nreports = [\"ci\"] # there\n"),
            &format!(
                "name = \"x\" # why\n\n# reports\n[coverage]\nreports = [\"ci\"] # there\nrewrite = [{rule}]\n"
            ),
        );
        check(
            Some("[[coverage.rewrite]]\nfrom = \"/a\" # old\nto = \"b\"\n"),
            "[[coverage.rewrite]]\nfrom = \"/a\" # old\nto = \"b\"\n\n[[coverage.rewrite]]\nfrom = \"/app\"\nto = \"services/api\"\n",
        );
        check(
            Some("coverage = { rewrite = [{ from = \"/a\", to = \"b\" }] }\n"),
            &format!("coverage = {{ rewrite = [{{ from = \"/a\", to = \"b\" }}, {rule}] }}\n"),
        );
    }

    #[test]
    fn what_does_not_parse_is_an_error_with_its_place() {
        let error = with_rewrites(Path::new("lacuna.toml"), Some("a = \n"), &[]).unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
        let error = with_rewrites(Path::new("lacuna.toml"), Some("coverage = 1"), &[]);
        assert!(error.unwrap_err().to_string().contains("`coverage`"));
    }
}
