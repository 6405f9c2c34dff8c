//! Receivers of signals, Django's, celery's and blinker's, `saved.connect(on_save)` at the top of a file
//! or `@saved.connect`, and listeners of SQLAlchemy's events.

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, at, call, given_to, nothing};

pub(super) const SIGNALS: Framework = Framework {
    uses,
    barred: nothing,
};

/// What tells SQLAlchemy which function handles an event.
const LISTENING: [&str; 2] = ["listens_for", "listen"];

/// Most lines that one call takes.
const MOST_LINES: u32 = 6;

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        if index.is_test_code(file) {
            continue;
        }
        if index.uses_any(file, &["connect"]) {
            let connected = given_to(index, file, |taker| taker.path.ends_with(".connect"));
            found.extend(connected.map(|to| (index.module(file), to)));
            let deciding = index.references_to(file, &["connect"]);
            let deciding = deciding.filter(|it| it.kind == ReferenceKind::Decorator);
            // A path is what a client asks for by the method of HTTP.
            let is_path = |it: &Reference| it.text.as_deref().is_some_and(|it| it.starts_with('/'));
            let decorated = deciding.filter(|it| !is_path(it));
            found.extend(decorated.filter_map(|it| {
                let to = index.node(file, it.within?);
                let around = index.symbol(to)?.parent;
                Some((at(index, file, around), call(to, it.line)))
            }));
        }
        listeners(index, file, &mut found);
    }
    found
}

/// Functions that SQLAlchemy calls on what happens to a model or a session:
/// `@event.listens_for(Order, "before_insert")`, `event.listen(Order, "before_insert", check)`.
fn listeners(index: &Index<'_>, file: FileId, found: &mut Vec<(Node, Call)>) {
    let module = index.module(file);
    let facts = index.facts(file);
    let mut imports = facts.into_iter().flat_map(|facts| &facts.imports);
    let is_of_models = imports.any(|it| it.module.contains("sqlalchemy"));
    for (nth, reference) in index.numbered_references_to(file, &LISTENING) {
        let behind = facts.and_then(|facts| facts.references.get(nth + 1..));
        match (reference.kind, reference.within) {
            (ReferenceKind::Decorator, Some(within)) => {
                found.push((module, call(index.node(file, within), reference.line)));
            }
            // The last of what it is given handles the event.
            (ReferenceKind::Call, within) if is_of_models => {
                let given = behind.into_iter().flatten().take_while(|it| {
                    it.line <= reference.line + MOST_LINES
                        && it.within == within
                        && it.kind == ReferenceKind::Read
                });
                let functions = given.filter_map(|it| index.stands_for(file, within, &it.path));
                if let Some(to) = functions.last() {
                    found.push((at(index, file, within), call(to, reference.line)));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn receivers_of_signals_run_where_they_are_connected() {
        let found = gaps(
            "//- /app/__init__.py\n\
             //- /app/signals.py\nclass Signal:\n    pass\nsaved = Signal()\n\
             //- /app/models.py\nfrom app.signals import saved\ndef on_save(sender):\n    return 1\ndef idle(sender):\n    return 1\n\
             saved.connect(on_save, sender='x')\ndef save():\n    return saved.send(1)\n\
             //- /tests/test_x.py\nfrom app.models import save\ndef test_x():\n    assert save()\n",
        );
        assert_eq!(found, ["app/models.py#idle"]);
        let found = gaps(
            "//- /app/__init__.py\n\
             //- /app/tasks.py\nfrom celery.signals import task_failure\n@task_failure.connect()\ndef report(sender):\n    return 1\n@task_failure.other\ndef idle(sender):\n    return 1\n\
             def run():\n    return 1\n\
             //- /tests/test_x.py\nfrom app.tasks import run\ndef test_x():\n    assert run()\n",
        );
        assert_eq!(found, ["app/tasks.py#idle"]);
        let check = |more: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/tasks.py\nfrom blinker import saved\n{more}\ndef run():\n    return 1\n\
                 //- /tests/test_x.py\nfrom app.tasks import run\ndef test_x():\n    assert run()\n"
            ));
            assert_eq!(found, expect, "{more}");
        };
        check(
            "@saved.connect('/tunnel')\ndef report(sender):\n    return 1",
            &["app/tasks.py#report"],
        );
        check(
            "def never(button):\n    @button.clicked.connect\n    def pressed():\n        return 1",
            &["app/tasks.py#never", "app/tasks.py#never.pressed"],
        );
    }

    #[test]
    fn listeners_of_events_run_with_their_module() {
        let check = |listener: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n\
                 //- /app/models.py\nfrom sqlalchemy import event\nclass Order:\n    def total(self):\n        return 1\n{listener}\ndef idle(order):\n    return 1\n\
                 //- /tests/test_x.py\nfrom app.models import Order\ndef test_x():\n    assert Order().total()\n"
            ));
            assert_eq!(found, expect, "{listener}");
        };
        let idle = ["app/models.py#idle"];
        let handler = "def check(mapper, order):\n    return 1";
        check(
            &format!(
                "@event.listens_for(Order, 'before_insert')\n@event.listens_for(Order.name, 'set')\n{handler}"
            ),
            &idle,
        );
        check(
            &format!("{handler}\nevent.listen(Order, 'before_insert', check)"),
            &idle,
        );
        check(handler, &["app/models.py#check", "app/models.py#idle"]);
    }
}
