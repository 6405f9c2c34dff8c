//! What takes a constant string: the function it is handed to, the name it is given to.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Arguments, Expr, ExprDict, Stmt, StmtAssign};
use ruff_text_size::Ranged;

use crate::model::Text;

use super::names::{constant, dotted};
use super::reader::Reader;

impl Reader<'_> {
    /// Reads code whose strings something takes.
    pub(super) fn taken_by(&mut self, taker: Box<str>, read: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.taker, taker);
        read(self);
        self.taker = outer;
    }

    pub(super) fn assigned(&mut self, assign: &StmtAssign, statement: &Stmt) {
        let taker = assign.targets.first().map(taker_of).unwrap_or_default();
        self.taken_by(taker, |reader| walk_stmt(reader, statement));
    }

    pub(super) fn arguments(&mut self, arguments: &Arguments, callee: Box<str>) {
        self.taken_by(callee, |reader| {
            for value in &arguments.args {
                reader.visit_expr(value);
                reader.name_handed(value);
            }
            for keyword in &arguments.keywords {
                let name = keyword.arg.as_ref().map(|name| name.as_str().into());
                let taker = name.unwrap_or_default();
                reader.taken_by(taker, |reader| reader.visit_expr(&keyword.value));
            }
        });
    }

    /// Keeps the names that a variable stands for, `for step in ("load", "stop"): call(step)`, as if
    /// they were handed over themselves.
    fn name_handed(&mut self, value: &Expr) {
        if !matches!(value, Expr::Name(_) | Expr::Attribute(_)) {
            return;
        }
        for name in self.said_by(value) {
            if Text::may_name_method(&name) {
                self.text(&name, value.start());
            }
        }
    }

    pub(super) fn dict(&mut self, dict: &ExprDict) {
        for item in &dict.items {
            if let Some(key) = &item.key {
                self.taken_by(Box::default(), |reader| reader.visit_expr(key));
            }
            let taker = item.key.as_ref().and_then(constant);
            let taker = taker.map(Into::into).unwrap_or_default();
            self.taken_by(taker, |reader| reader.visit_expr(&item.value));
        }
    }
}

/// The name that an assignment gives its value to: a variable, an attribute, a setting with the
/// keys that lead to it (`config["a"]["b"]` is `config.a.b`).
pub(super) fn taker_of(target: &Expr) -> Box<str> {
    let mut keys = Vec::new();
    let mut owner = target;
    while let Expr::Subscript(item) = owner {
        keys.push(constant(&item.slice).unwrap_or_default());
        owner = &item.value;
    }
    let mut path = dotted(owner).unwrap_or_default();
    for key in keys.into_iter().rev() {
        path.push('.');
        path.push_str(key);
    }
    path.into()
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// Strings with what takes them.
    fn check(source: &str, expect: &[(&str, &str)]) {
        let facts = extract(source);
        let texts = facts.texts.iter();
        let found: Vec<(&str, &str)> = texts.map(|text| (&*text.value, &*text.taker)).collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn functions_variables_settings_and_parameters_take_strings() {
        check(
            "a.load('x1', ['x2'])",
            &[("x1", "a.load"), ("x2", "a.load")],
        );
        check("f(x1, name='x2')", &[("x2", "name")]);
        check("plugins = ['x1']", &[("x1", "plugins")]);
        check(
            "self.plugin = f('x1') or 'x2'",
            &[("x1", "f"), ("x2", "self.plugin")],
        );
        check("name: str = 'x1'", &[("x1", "name")]);
        check(
            "c['plugins'] = 'x1'",
            &[("x1", "c.plugins"), ("plugins", "")],
        );
        check("c['a']['b'] = 'x1'", &[("x1", "c.a.b")]);
        check(
            "f({'plugins': ['x1']})",
            &[("plugins", ""), ("x1", "plugins")],
        );
    }

    #[test]
    fn nothing_takes_keys_and_what_is_compared() {
        check("f({'x1': 1})", &[("x1", "")]);
        check("f(a['x1'], b == 'x2')", &[("x1", ""), ("x2", "")]);
        check("return_ = 1\nassert 'x1' in a\n", &[("x1", "")]);
    }
}
