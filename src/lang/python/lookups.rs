//! What code looks up by its name: `getattr(a, "name")`, and `getattr(a, name)`.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use crate::model::{Lookup, ReferenceKind};

use super::names::{callee, chain, dotted, last_part};
use super::reader::Reader;

impl Reader<'_> {
    /// Records what `getattr(a, "name")` reads, `setattr(a, "name", value)` writes and
    /// `methodcaller("name")` calls, else that `getattr` looks something up.
    pub(super) fn look_up(&mut self, callee: Option<&str>, call: &ExprCall) {
        let accessed = self.accessed(callee, call);
        if accessed.is_empty() && callee == Some("getattr") {
            self.look_up_unsaid(call);
        }
        for (path, kind) in accessed {
            self.refer(path, kind, None, call.start());
        }
    }

    /// Records a call of what `getattr(a, "name")` gives; what is kept, as of a plugin that may have it,
    /// is called too.
    pub(super) fn called_by_name(&mut self, callee: &Expr) {
        let Some(call) = callee.as_call_expr() else {
            return;
        };
        if !matches!(&*call.func, Expr::Name(name) if name.id == "getattr") {
            return;
        }
        let accessed = self.accessed(Some("getattr"), call);
        let line = self.lines.line(call.start());
        if accessed.is_empty()
            && let Some(last) = self.facts.lookups.last_mut()
        {
            last.is_called |= last.line == line;
        }
        for (path, _) in accessed {
            self.refer(path, ReferenceKind::Call, None, call.start());
        }
    }

    fn accessed(&mut self, callee: Option<&str>, call: &ExprCall) -> Vec<(String, ReferenceKind)> {
        let given = &call.arguments.args;
        let (owner, name, sign) = match (callee, callee.map(last_part)) {
            (Some("getattr"), _) => (given.first(), given.get(1), ""),
            (Some("setattr"), _) => (given.first(), given.get(1), "="),
            // Of what it is called on, nothing is known there.
            (_, Some("methodcaller" | "attrgetter")) => (None, given.first(), ""),
            _ => return Vec::new(),
        };
        let names = name.map(|name| self.said_by(name)).unwrap_or_default();
        if names.is_empty() {
            return Vec::new();
        }
        let kind = match owner {
            None => ReferenceKind::Call,
            Some(_) => ReferenceKind::Read,
        };
        let owner = owner.map(|it| self.owner(it)).unwrap_or_default();
        let is_name = |name: &str| {
            name.chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
        };
        let names = names.iter().filter(|it| !it.is_empty() && is_name(it));
        names
            .map(|name| (format!("{owner}.{name}{sign}"), kind))
            .collect()
    }

    /// The chain of what is looked at: of its class where that is asked, `type(self)`.
    fn owner(&mut self, expr: &Expr) -> String {
        if let Expr::Call(call) = expr
            && matches!(&*call.func, Expr::Name(name) if name.id == "type")
            && let [of] = &call.arguments.args[..]
        {
            return dotted(of).unwrap_or_default();
        }
        let found = match chain(expr) {
            Some(chain) => {
                let base = chain.base.map(|base| self.result_name(base));
                base.unwrap_or_else(|| Some(String::new()))
                    .map(|base| base + &chain.path)
            }
            None => self.result_name(expr),
        };
        found.unwrap_or_default()
    }

    fn look_up_unsaid(&mut self, call: &ExprCall) {
        let [owner, name, ..] = &call.arguments.args[..] else {
            return;
        };
        if name.is_string_literal_expr() {
            return;
        }
        let Some(name) = callee(name).filter(|it| it.base.is_none()) else {
            return;
        };
        let owner = self.owner(owner);
        self.facts.lookups.push(Lookup {
            within: self.scope.symbol,
            owner: owner.into(),
            name: name.path.into(),
            is_called: false,
            line: self.lines.line(call.start()),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::python::extract;

    /// What is looked up, as `owner name`, with an exclamation mark where it is called.
    fn check(source: &str, expect: &[&str]) {
        let facts = extract(source);
        let found: Vec<String> = facts
            .lookups
            .iter()
            .map(|it| {
                let mark = if it.is_called { "!" } else { "" };
                format!("{} {}{mark}", it.owner, it.name)
            })
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn names_that_the_file_does_not_say_are_looked_up() {
        check(
            "def f(a, name):\n    return getattr(a.b, name)\n",
            &["a.b name"],
        );
        check(
            "def f(a, name):\n    getattr(a, name, None)(1)\n",
            &["a name!"],
        );
        check(
            "g = getattr(self, request.method.lower(), x)\n",
            &["self request.method.lower!"],
        );
        check("getattr(type(self), event.name)\n", &["self event.name"]);
        check("getattr(make(1).it, name)\n", &["make().it name"]);
        check("getattr(a[0], name)\n", &[" name"]);
    }

    #[test]
    fn names_that_it_says_are_none() {
        check("getattr(a, 'b')\n", &[]);
        check("for n in ['b']:\n    getattr(a, n)\n", &[]);
        check("getattr(a)\ngetattr(*a)\n", &[]);
    }
}
