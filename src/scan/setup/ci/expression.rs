//! What `${{ … }}` stands for where the file itself says so: variables, inputs, rows of a matrix.

use std::collections::BTreeMap;

use super::super::document::{Node, Value};

/// Most rows of a matrix that are read.
const MOST_ROWS: usize = 48;

/// Most letters of a text in which values were put.
const LONGEST: usize = 64 << 10;

/// What names stand for: `matrix.python`, `inputs.command`, `env.CARGO`.
pub(super) type Values = BTreeMap<String, String>;

/// The rows of a job's matrix; without one, a single empty row.
pub(super) fn rows(job: &Node) -> Vec<Values> {
    let matrix = job.at(&["strategy", "matrix"]);
    let mut rows = vec![Values::new()];
    let entries = matrix.map_or(&[] as &[_], Node::entries);
    for (name, values) in entries {
        if matches!(&**name, "include" | "exclude") || !matches!(values.value, Value::List(_)) {
            continue;
        }
        let mut next = Vec::new();
        for row in &rows {
            for value in values.items().iter().take(MOST_ROWS) {
                let mut row = row.clone();
                put(&mut row, &format!("matrix.{name}"), value);
                next.push(row);
            }
        }
        if !next.is_empty() && next.len() <= MOST_ROWS {
            rows = next;
        } else {
            // Too many to multiply: each value is met once.
            for (at, value) in values.items().iter().take(MOST_ROWS).enumerate() {
                let base = rows
                    .get(at % rows.len().max(1))
                    .cloned()
                    .unwrap_or_default();
                if at >= rows.len() {
                    rows.push(base);
                }
                if let Some(row) = rows.get_mut(at) {
                    put(row, &format!("matrix.{name}"), value);
                }
            }
        }
    }
    let more = matrix.and_then(|matrix| matrix.get("include"));
    let base = rows.first().cloned().unwrap_or_default();
    if base.is_empty() && more.is_some_and(|more| !more.items().is_empty()) {
        // Nothing but what is included.
        rows.clear();
    }
    for item in more.map_or(&[] as &[_], Node::items).iter().take(MOST_ROWS) {
        let mut row = base.clone();
        put(&mut row, "matrix", item);
        rows.push(row);
    }
    rows
}

/// Puts in a value, or the values of a map below its name.
fn put(row: &mut Values, name: &str, value: &Node) {
    if let Some(text) = value.text() {
        row.insert(name.to_owned(), text.to_owned());
    }
    for (key, inner) in value.entries() {
        if let Some(text) = inner.text() {
            row.insert(format!("{name}.{key}"), text.to_owned());
        }
    }
}

/// The values of inputs: those that are given, else those that are set where they are declared.
pub(super) fn inputs(declared: Option<&Node>, given: Option<&Node>, around: &Values) -> Values {
    let mut values = Values::new();
    for (name, node) in declared.map_or(&[] as &[_], Node::entries) {
        if let Some(text) = node.text_of("default") {
            values.insert(format!("inputs.{name}"), text.to_owned());
        }
    }
    for (name, node) in given.map_or(&[] as &[_], Node::entries) {
        if let Some(text) = node.text() {
            values.insert(format!("inputs.{name}"), filled(text, around));
        }
    }
    values
}

/// A text with the values put in that are known. What is put in is not looked through again.
pub(super) fn filled(text: &str, values: &Values) -> String {
    if !text.contains("${{") {
        return text.to_owned();
    }
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        whole.push_str(before);
        let Some((name, behind)) = after.split_once("}}") else {
            whole.push_str("${{");
            rest = after;
            break;
        };
        match value(name.trim(), values) {
            // A value of several lines must not move the lines below it.
            Some(value) if whole.len() + value.len() < LONGEST => {
                whole.push_str(&value.trim().replace('\n', "; "));
            }
            _ => {
                whole.push_str("${{");
                whole.push_str(name);
                whole.push_str("}}");
            }
        }
        rest = behind;
    }
    whole.push_str(rest);
    whole
}

/// The value of a name, or of the first of several apart by `||` that has one.
fn value<'v>(name: &'v str, values: &'v Values) -> Option<&'v str> {
    name.split("||").map(str::trim).find_map(|name| {
        let literal = name
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''))
            .filter(|text| !text.contains('\''));
        literal.or_else(|| values.get(name).map(String::as_str))
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::document::yaml;
    use super::*;

    #[test]
    fn each_row_of_a_matrix_fills_in_its_values() {
        let check = |job: &str, text: &str, expect: &[&str]| {
            let rows = rows(&yaml(job).unwrap());
            let found: Vec<String> = rows.iter().map(|row| filled(text, row)).collect();
            assert_eq!(found, expect, "{job}");
        };
        check("steps: []", "a ${{ matrix.x }}", &["a ${{ matrix.x }}"]);
        check(
            "strategy: {matrix: {cmd: [lint, test], os: [a]}}",
            "npm run ${{matrix.cmd}} ${{ matrix.os }}",
            &["npm run lint a", "npm run test a"],
        );
        check(
            "strategy: {matrix: {include: [{run: tox, at: b}, {run: nox}]}}",
            "${{ matrix.run }} ${{ matrix.at || 'c' }}",
            &["tox b", "nox c"],
        );
        check(
            "strategy: {matrix: {task: [{cmd: tox}]}}",
            "${{ matrix.task.cmd }}",
            &["tox"],
        );
    }

    #[test]
    fn inputs_are_given_or_have_a_default() {
        let declared = yaml("{a: {default: x}, b: {default: y}}").unwrap();
        let given = yaml("{b: \"${{ matrix.m }}\"}").unwrap();
        let around = Values::from([("matrix.m".to_owned(), "z".to_owned())]);
        let values = inputs(Some(&declared), Some(&given), &around);
        assert_eq!(filled("${{ inputs.a }} ${{ inputs.b }}", &values), "x z");
    }
}
