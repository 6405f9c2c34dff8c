//! Tables in settings that are programs: what stands for each key of an object with a given name.

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    AssignmentExpression, AssignmentTarget, Expression, ObjectExpression, ObjectProperty,
    ObjectPropertyKind, StringLiteral, TemplateElement, VariableDeclarator,
};
use oxc_ast_visit::{Visit, walk};

use super::depth::depth_bound;
use super::parse::{Dialect, SHALLOW, parse};

/// The entries of all tables with one of the names, as (key, constant strings of the value), in the
/// order of the text. An entry `{ find, replacement }` of a list counts as its key and its value.
/// Nothing of a text that nests more deeply than settings do.
pub(crate) fn tables(source: &str, names: &[&str]) -> Vec<(String, Vec<String>)> {
    if depth_bound(source) > SHALLOW {
        return Vec::new();
    }
    let allocator = Allocator::default();
    let parsed = parse(&allocator, source, Dialect::TypeScript);
    let mut tables = Tables {
        names,
        found: Vec::new(),
    };
    tables.visit_program(&parsed.program);
    tables.found
}

/// Looks for tables by their names.
struct Tables<'n> {
    names: &'n [&'n str],
    found: Vec<(String, Vec<String>)>,
}

impl Tables<'_> {
    /// Takes in a value, where its name is one of those that are looked for.
    fn take<'a>(&mut self, name: Option<&str>, value: &Expression<'a>) -> bool {
        let is_wanted = name.is_some_and(|name| self.names.contains(&name));
        if is_wanted {
            Entries(&mut self.found).visit_expression(value);
        }
        is_wanted
    }
}

impl<'a> Visit<'a> for Tables<'_> {
    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        if !self.take(property.key.static_name().as_deref(), &property.value) {
            walk::walk_object_property(self, property);
        }
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        let name = declarator.id.get_identifier_name();
        let value = declarator.init.as_ref();
        if !value.is_some_and(|value| self.take(name.as_ref().map(|name| name.as_str()), value)) {
            walk::walk_variable_declarator(self, declarator);
        }
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        let name = match &assignment.left {
            AssignmentTarget::StaticMemberExpression(member) => Some(member.property.name.as_str()),
            AssignmentTarget::AssignmentTargetIdentifier(name) => Some(name.name.as_str()),
            _ => None,
        };
        if !self.take(name, &assignment.right) {
            walk::walk_assignment_expression(self, assignment);
        }
    }
}

/// The entries of the outermost objects of a value.
struct Entries<'f>(&'f mut Vec<(String, Vec<String>)>);

impl<'a> Visit<'a> for Entries<'_> {
    fn visit_object_expression(&mut self, object: &ObjectExpression<'a>) {
        let mut find = None;
        let mut replacement = None;
        for property in &object.properties {
            let property = match property {
                ObjectPropertyKind::ObjectProperty(property) => property,
                ObjectPropertyKind::SpreadProperty(spread) => {
                    self.visit_expression(&spread.argument);
                    continue;
                }
            };
            let mut strings = Strings(Vec::new());
            strings.visit_expression(&property.value);
            match property.key.static_name().as_deref() {
                Some("find") => find = strings.0.into_iter().next(),
                Some("replacement") => replacement = Some(strings.0),
                Some(key) => self.0.push((key.to_owned(), strings.0)),
                None => {}
            }
        }
        self.0.extend(find.zip(replacement));
    }
}

/// Constant strings, in the order of the text.
struct Strings(Vec<String>);

impl<'a> Visit<'a> for Strings {
    fn visit_string_literal(&mut self, literal: &StringLiteral<'a>) {
        self.0.push(literal.value.to_string());
    }

    fn visit_template_element(&mut self, element: &TemplateElement<'a>) {
        self.0.push(element.value.raw.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::tables;

    fn check(source: &str, expect: &[(&str, &[&str])]) {
        let found = tables(source, &["alias"]);
        let found: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|(key, values)| (&**key, values.iter().map(|value| &**value).collect()))
            .collect();
        let expect: Vec<(&str, Vec<&str>)> = expect
            .iter()
            .map(|(key, values)| (*key, values.to_vec()))
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn objects_give_their_entries() {
        check(
            "export default { resolve: { alias: { '@': r('./src', x), b: `./b`, [c]: 'd' } } }",
            &[("@", &["./src"]), ("b", &["./b"])],
        );
        check("const alias: A = { a: 'x/y' }", &[("a", &["x/y"])]);
        check(
            "config.resolve.alias = { ...{ a: 'x' }, b: 'y' }",
            &[("a", &["x"]), ("b", &["y"])],
        );
        check("const other = { a: 'x' }", &[]);
    }

    #[test]
    fn lists_give_what_is_found_and_what_replaces_it() {
        check(
            "x({ alias: [{ find: '@', replacement: r('src/') }, { find: 'y' }] })",
            &[("@", &["src/"])],
        );
    }

    #[test]
    fn what_never_closes_gives_nothing() {
        check(&"alias:(".repeat(60_000), &[]);
        check(&"alias: [".repeat(20), &[]);
    }
}
