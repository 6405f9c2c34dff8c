//! Strings that code puts together, with `{}` for what it inserts: sums, `%`, `format` and f-strings.

use ruff_python_ast::{Expr, ExprBinOp, ExprFString, InterpolatedStringElement, Operator};

use crate::model::Text;

use super::names::constant;

/// What stands for something that is inserted.
const GAP: &str = "{}";

/// The constant parts of a string, with `{}` for what is inserted.
pub(super) fn of_f_string(literal: &ExprFString) -> String {
    let mut pattern = String::new();
    for element in literal.value.elements() {
        match element {
            InterpolatedStringElement::Literal(part) => pattern.push_str(&part.value),
            InterpolatedStringElement::Interpolation(_) => pattern.push_str(GAP),
        }
        if pattern.len() > Text::MAX {
            break;
        }
    }
    pattern
}

/// What `"visit_" + name` and `"visit_%s" % name` make.
pub(super) fn of_operation(operation: &ExprBinOp) -> Option<String> {
    match operation.op {
        Operator::Add => of_sum(operation),
        Operator::Mod => Some(of_percent(constant(&operation.left)?)),
        _ => None,
    }
}

fn of_sum(operation: &ExprBinOp) -> Option<String> {
    let mut operands = vec![&*operation.right];
    let mut left = &*operation.left;
    while let Expr::BinOp(inner) = left {
        if inner.op != Operator::Add {
            break;
        }
        operands.push(&inner.right);
        left = &inner.left;
    }
    operands.push(left);
    let mut pattern = String::new();
    let (mut has_constant, mut has_gap) = (false, false);
    for operand in operands.into_iter().rev() {
        match operand {
            Expr::StringLiteral(literal) => {
                has_constant |= !literal.value.is_empty();
                pattern.push_str(literal.value.to_str());
            }
            Expr::FString(literal) => {
                (has_constant, has_gap) = (true, true);
                pattern.push_str(&of_f_string(literal));
            }
            _ => {
                has_gap = true;
                pattern.push_str(GAP);
            }
        }
        if pattern.len() > Text::MAX {
            return None;
        }
    }
    (has_constant && has_gap).then_some(pattern)
}

/// `%s`, `%(name)s`, `%02d`.
fn of_percent(format: &str) -> String {
    let mut pattern = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('%') {
        pattern.push_str(before);
        let named = behind.strip_prefix('(').and_then(|it| it.split_once(')'));
        let behind = named.map_or(behind, |(_, behind)| behind);
        let behind =
            behind.trim_start_matches(|it: char| "#0- +.*".contains(it) || it.is_numeric());
        let mut letters = behind.chars();
        match letters.next() {
            Some('%') => pattern.push('%'),
            Some(_) => pattern.push_str(GAP),
            None => {}
        }
        rest = letters.as_str();
    }
    pattern + rest
}

/// What `"visit_{0}".format(name)` makes of its string.
pub(super) fn of_format(format: &str) -> String {
    let mut pattern = String::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('{') {
        pattern.push_str(before);
        rest = match behind.strip_prefix('{') {
            Some(behind) => {
                pattern.push('{');
                behind
            }
            None => {
                pattern.push_str(GAP);
                behind.split_once('}').map_or("", |(_, behind)| behind)
            }
        };
    }
    pattern + rest
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<&str> = facts.texts.iter().map(|text| &*text.value).collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn sums_have_gaps() {
        check("x = 'visit_' + name", &["visit_{}", "visit_"]);
        check("x = a + '.b.' + c()", &["{}.b.{}", ".b."]);
        check("x = f'a{b}' + c", &["a{}{}", "a{}"]);
        check("x = a + b", &[]);
        check("x = '' + b", &[]);
        check("x = 'ab' + 'cd'", &["ab", "cd"]);
        check("x = a * 'ab' + c", &["ab"]);
        check("x = 'a b' + c", &[]);
    }

    #[test]
    fn formats_have_gaps() {
        check("x = 'do_%s' % name", &["do_{}", "do_%s"]);
        check("x = 'do_%(n)03d%%' % name", &["do_{}%", "do_%(n)03d%%"]);
        check("x = 'do_{0}'.format(name)", &["do_{}", "do_{0}"]);
        check("x = 'do_{n!r}{{x'.format(n=1)", &["do_{}{x", "do_{n!r}{{x"]);
        check("x = a.format(name)", &[]);
    }
}
