//! What plugins are given in settings that are programs: `Components({ dirs: ["src/ui"] })`.

use std::collections::BTreeMap;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Argument, BooleanLiteral, CallExpression, Expression, ImportDeclaration, ObjectProperty,
    ObjectPropertyKind, StringLiteral, TemplateLiteral,
};
use oxc_ast_visit::{Visit, walk};

use super::depth::depth_bound;
use super::parse::{Dialect, SHALLOW, parse};

/// Calls of plugins that one text of settings may hold.
const MOST_CALLS: usize = 256;

/// The call of a plugin.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PluginCall {
    /// The package that it comes from, without the name of a file in it.
    pub(crate) package: String,
    /// The constant strings of each option, `true` and `false` among them, in the order of the text.
    pub(crate) options: BTreeMap<String, Vec<String>>,
}

/// The calls of plugins of packages whose names begin as given. Nothing of a text that nests more
/// deeply than settings do.
pub(crate) fn plugin_calls(source: &str, packages: &[&str]) -> Vec<PluginCall> {
    let mut plugins = Plugins {
        packages,
        imported: BTreeMap::new(),
        found: Vec::new(),
    };
    if is_shallow_with(source, packages) {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, source, Dialect::TypeScript);
        plugins.visit_program(&parsed.program);
    }
    plugins.found
}

/// The constant strings of all settings with one of the names, in the order of the text.
pub(crate) fn settings_named(source: &str, names: &[&str]) -> Vec<String> {
    let mut settings = Settings {
        names,
        found: Words(Vec::new()),
    };
    if is_shallow_with(source, names) {
        let allocator = Allocator::default();
        let parsed = parse(&allocator, source, Dialect::TypeScript);
        settings.visit_program(&parsed.program);
    }
    settings.found.0
}

/// Whether a text has one of the words, and nests no deeper than settings do.
fn is_shallow_with(source: &str, words: &[&str]) -> bool {
    words.iter().any(|word| source.contains(word)) && depth_bound(source) <= SHALLOW
}

/// Looks for settings by their names.
struct Settings<'n> {
    names: &'n [&'n str],
    found: Words,
}

impl<'a> Visit<'a> for Settings<'_> {
    fn visit_object_property(&mut self, property: &ObjectProperty<'a>) {
        let key = property.key.static_name();
        match key.is_some_and(|key| self.names.contains(&key.as_ref())) {
            true => self.found.visit_expression(&property.value),
            false => walk::walk_object_property(self, property),
        }
    }
}

/// Looks for calls of what is imported from some packages.
struct Plugins<'n> {
    packages: &'n [&'n str],
    /// Packages by local name.
    imported: BTreeMap<String, String>,
    found: Vec<PluginCall>,
}

impl<'a> Visit<'a> for Plugins<'_> {
    fn visit_import_declaration(&mut self, import: &ImportDeclaration<'a>) {
        let module = import.source.value.as_str();
        let package = module.split('/').next().unwrap_or(module);
        if self.packages.contains(&package) {
            for specifier in import.specifiers.iter().flatten() {
                let local = specifier.local().name.to_string();
                self.imported.insert(local, package.to_owned());
            }
        }
    }

    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        let callee = call.callee.get_identifier_reference();
        let package = callee.and_then(|name| self.imported.get(name.name.as_str()));
        if let Some(package) = package.filter(|_| self.found.len() < MOST_CALLS) {
            let package = package.clone();
            let first = call.arguments.first().and_then(|it| it.as_expression());
            let options = first.map(options).unwrap_or_default();
            self.found.push(PluginCall { package, options });
        }
        walk::walk_call_expression(self, call);
    }
}

/// The options in an object.
fn options(object: &Expression<'_>) -> BTreeMap<String, Vec<String>> {
    let mut options = BTreeMap::new();
    let Expression::ObjectExpression(object) = object.get_inner_expression() else {
        return options;
    };
    for property in &object.properties {
        if let ObjectPropertyKind::ObjectProperty(property) = property
            && let Some(key) = property.key.static_name()
        {
            let mut words = Words(Vec::new());
            words.visit_expression(&property.value);
            options.insert(key.into_owned(), words.0);
        }
    }
    options
}

/// Constants, in the order of the text: a path that is put together of several is one, and none where
/// a part is not known that is not its beginning, the folder of the settings.
struct Words(Vec<String>);

impl<'a> Visit<'a> for Words {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if !matches!(call.callee_name(), Some("join" | "resolve")) {
            return walk::walk_call_expression(self, call);
        }
        let constant = |it: &Argument<'a>| match it.as_expression()?.get_inner_expression() {
            Expression::StringLiteral(it) => Some(it.value.as_str()),
            _ => None,
        };
        let parts: Vec<Option<&str>> = call.arguments.iter().map(constant).collect();
        let known = match parts.as_slice() {
            [None, known @ ..] => known,
            known => known,
        };
        let known: Option<Vec<&str>> = known.iter().copied().collect();
        self.0.extend(known.map(|known| known.join("/")));
    }

    fn visit_template_literal(&mut self, template: &TemplateLiteral<'a>) {
        let texts = template.quasis.iter().map(|quasi| quasi.value.raw.as_str());
        match texts.collect::<Vec<_>>().as_slice() {
            [text] => self.0.push((*text).to_owned()),
            ["", text] => self.0.push(text.trim_start_matches('/').to_owned()),
            _ => {}
        }
    }

    fn visit_string_literal(&mut self, literal: &StringLiteral<'a>) {
        self.0.push(literal.value.to_string());
    }

    fn visit_boolean_literal(&mut self, literal: &BooleanLiteral) {
        self.0.push(literal.value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::{plugin_calls, settings_named};

    fn check(source: &str, expect: &[&str]) {
        let calls = plugin_calls(source, &["some-plugin"]);
        let calls: Vec<String> = calls
            .iter()
            .map(|call| format!("{} {:?}", call.package, call.options))
            .collect();
        assert_eq!(calls, expect, "{source}");
    }

    #[test]
    fn settings_are_found_by_their_names() {
        let found = settings_named(
            "export default { test: { files: [r(here, './a'), path.join(__dirname, 'b', 'c.ts'), resolve(x, y, 'd'), `${here}/e`, `${x}/${y}/f`], other: 'g' } }",
            &["files"],
        );
        assert_eq!(found, ["./a", "b/c.ts", "e"]);
    }

    #[test]
    fn calls_of_what_a_package_gives_have_options() {
        check(
            "import Some from 'some-plugin/vite'\nexport default { plugins: [Some({ dirs: [r('a'), `b`], deep: true })] }",
            &["some-plugin {\"deep\": [\"true\"], \"dirs\": [\"a\", \"b\"]}"],
        );
        check(
            "import Some from 'some-plugin'\nx(Some())",
            &["some-plugin {}"],
        );
        check("import Some from 'some-plugins'\nx(Some())", &[]);
        check("const a = 'some-plugin'; Some({ dirs: 'a' })", &[]);
    }
}
