//! Receivers of signals, Django's and blinker's: `saved.connect(on_save)` at the top of a file.

use crate::lang::Family;
use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::{Framework, given_to, nothing};

pub(super) const SIGNALS: Framework = Framework {
    uses,
    barred: nothing,
};

fn uses(index: &Index<'_>, _tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        if !index.is_test_code(file) && index.uses_any(file, &["connect"]) {
            let connected = given_to(index, file, |taker| taker.path.ends_with(".connect"));
            found.extend(connected.map(|to| (index.module(file), to)));
        }
    }
    found
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
    }
}
