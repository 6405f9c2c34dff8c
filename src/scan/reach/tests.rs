use super::*;
use crate::scan::fixture::{statuses, units};

fn check(fixture: &str, expect: &[&str]) {
    assert_eq!(statuses(fixture), expect);
}

#[test]
fn what_a_test_imports_is_direct_and_what_that_imports_is_reached() {
    check(
        "//- /pkg/__init__.py\n\
         //- /pkg/a.py\nfrom pkg.b import g\ndef f():\n    return g()\n\
         //- /pkg/b.py\ndef g():\n    return 1\n\
         //- /pkg/c.py\ndef h():\n    return 1\n\
         //- /tests/test_a.py\nfrom pkg.a import f\ndef test_f():\n    assert f() == 1\n",
        &[
            "pkg/__init__.py no-logic",
            "pkg/a.py direct",
            "pkg/b.py reached",
            "pkg/c.py unreached",
        ],
    );
}

#[test]
fn what_is_imported_as_a_type_only_is_not_reached() {
    check(
        "//- /a.py\ndef f():\n    return 1\n\
         //- /test_a.py\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import f\n\
         def test_f():\n    assert True\n",
        &["a.py unreached"],
    );
}

#[test]
fn a_file_named_like_a_test_without_a_test_starts_nothing() {
    let fixture = "//- /a.py\ndef f():\n    return 1\n//- /test_a.py\nfrom a import f\nf()\n";
    check(fixture, &["a.py unreached"]);
    let (tree, units) = units(fixture);
    let graph = crate::scan::resolve::resolve(&tree, &units);
    let found: Vec<Finding> = reach(&tree, &units, &graph)
        .into_iter()
        .flat_map(|reach| reach.findings)
        .collect();
    assert!(found.contains(&Finding::DeadTest), "{found:?}");
}

#[test]
fn skipped_tests_start_nothing() {
    check(
        "//- /a.py\ndef f():\n    return 1\n\
         //- /test_a.py\nimport pytest\nfrom a import f\n@pytest.mark.skip\ndef test_f():\n    assert f()\n",
        &["a.py unreached"],
    );
}

#[test]
fn helpers_of_tests_lead_on_but_are_no_subjects() {
    check(
        "//- /app/__init__.py\n\
         //- /app/db.py\ndef connect():\n    return 1\n\
         //- /tests/conftest.py\nfrom app.db import connect\n\
         //- /tests/test_x.py\ndef test_x():\n    assert True\n",
        &["app/__init__.py no-logic", "app/db.py reached"],
    );
}

#[test]
fn nothing_imports_it_and_nothing_starts_it() {
    let fixture = "//- /pkg/a.py\ndef f():\n    return 1\n\
                   //- /pkg/main.py\ndef f():\n    return 1\n\
                   //- /pkg/job.py\ndef f():\n    return 1\nif __name__ == '__main__':\n    f()\n";
    let (tree, units) = units(fixture);
    let graph = crate::scan::resolve::resolve(&tree, &units);
    let dead: Vec<&str> = reach(&tree, &units, &graph)
        .iter()
        .zip(&units)
        .filter(|(reach, _)| reach.findings.contains(&Finding::PossiblyDead))
        .map(|(_, unit)| &*unit.path)
        .collect();
    assert_eq!(dead, ["pkg/a.py"]);
}
