mod symbols;

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
fn fixtures_that_a_test_asks_for_lead_on() {
    check(
        "//- /app/__init__.py\n\
         //- /app/db.py\ndef connect():\n    return 1\n\
         //- /app/other.py\ndef never():\n    return 1\n\
         //- /tests/conftest.py\nimport pytest\nfrom app.db import connect\nfrom app.other import never\n\
         @pytest.fixture\ndef db():\n    return connect()\n\
         @pytest.fixture\ndef unused():\n    return never()\n\
         //- /tests/test_x.py\ndef test_x(db):\n    assert db\n",
        &[
            "app/__init__.py no-logic",
            "app/db.py direct",
            "app/other.py unreached",
        ],
    );
}

#[test]
fn what_a_test_replaces_does_not_run() {
    let tree = |body: &str| {
        format!(
            "//- /app/__init__.py\n\
             //- /app/mail.py\ndef send():\n    return 1\n\
             //- /app/users.py\nfrom app.mail import send\ndef add():\n    return send()\n\
             //- /tests/test_users.py\nfrom unittest.mock import patch\nfrom app.users import add\n{body}"
        )
    };
    check(
        &tree("@patch(\"app.users.send\")\ndef test_add(send):\n    assert add()\n"),
        &[
            "app/__init__.py no-logic",
            "app/mail.py hollow",
            "app/users.py direct",
        ],
    );
    // Tests beside it keep away from what it replaces; tests elsewhere may not.
    let beside = "@patch(\"app.users.send\")\ndef test_add(send):\n    assert add()\ndef test_all():\n    assert add()\n";
    check(
        &tree(beside),
        &[
            "app/__init__.py no-logic",
            "app/mail.py hollow",
            "app/users.py direct",
        ],
    );
    // What few tests of a file replace, the others may well reach.
    let others = (0..9).map(|nth| format!("def test_{nth}():\n    assert add()\n"));
    let others = others.collect::<String>();
    check(
        &tree(&format!("{beside}{others}")),
        &[
            "app/__init__.py no-logic",
            "app/mail.py reached",
            "app/users.py direct",
        ],
    );
    let elsewhere =
        "//- /tests/test_all.py\nfrom app.users import add\ndef test_all():\n    assert add()\n";
    check(
        &tree(&format!("{beside}{elsewhere}")),
        &[
            "app/__init__.py no-logic",
            "app/mail.py reached",
            "app/users.py direct",
        ],
    );
}

#[test]
fn an_import_without_a_call_is_hollow() {
    check(
        "//- /app.py\nLIMIT = 3\ndef f():\n    return 1\n\
         //- /test_app.py\nfrom app import LIMIT\ndef test_limit():\n    assert LIMIT == 3\n",
        &["app.py hollow"],
    );
}

#[test]
fn a_method_of_an_unknown_object_counts_when_its_class_is_used() {
    check(
        "//- /a.py\nclass A:\n    def go(self):\n        return 1\n\
         //- /b.py\nclass B:\n    def go(self):\n        return 1\n\
         //- /test_a.py\nfrom a import A\nfrom b import B\ndef test_a(things):\n    things.append(A)\n    things[0].go()\n",
        &["a.py reached", "b.py hollow"],
    );
}

#[test]
fn nothing_imports_it_and_nothing_starts_it() {
    let fixture = "//- /pkg/a.py\ndef f():\n    return 1\n\
                   //- /pkg/main.py\ndef f():\n    return 1\n\
                   //- /pkg/job.py\ndef f():\n    return 1\nif __name__ == '__main__':\n    f()\n\
                   //- /pkg/built.py\ndef f():\n    return 1\n\
                   //- /pkg/build.sh\npython3 \"$HERE\"/built.py\n\
                   //- /pkg/page.js\nfunction f() { return 1 }\nf()\n\
                   //- /pkg/left.js\nexport function f() { return 1 }\n\
                   //- /pkg/style.mjs\nexport function f() { return 1 }\n\
                   //- /pkg/lib.rs\nconst A: &str = include_str!(\"../pkg/style.mjs\");\n\
                   //- /web/docusaurus.config.ts\nexport default {}\n\
                   //- /web/src/Gallery.tsx\nexport const f = () => 1\n\
                   //- /lib/package.json\n{\"exports\": {\"./Plugin\": \"./dist/Plugin.dev.js\"}}\n\
                   //- /lib/src/Plugin.ts\nexport const f = () => 1\n\
                   //- /lib/src/Left.ts\nexport const f = () => 1\n\
                   //- /pkg/shown.ts\nexport const f = () => 1\n\
                   //- /pkg/Shown.stories.ts\nimport { f } from './shown'\nf()\n";
    let (tree, units) = units(fixture);
    let graph = crate::scan::resolve::resolve(&tree, &units);
    let dead: Vec<&str> = reach(&tree, &units, &graph)
        .iter()
        .zip(&units)
        .filter(|(reach, _)| reach.findings.contains(&Finding::PossiblyDead))
        .map(|(_, unit)| &*unit.path)
        .collect();
    assert_eq!(dead, ["lib/src/Left.ts", "pkg/a.py", "pkg/left.js"]);
}

#[test]
fn what_a_used_constant_holds_is_reached() {
    check(
        "//- /define.ts\nexport function define(x: object) { return x }\n\
         //- /rules.ts\nimport { define } from './define'\nconst Rule = define({ run: () => { return 1 } })\nexport const Rules = [Rule]\n\
         //- /ext.ts\nimport { define } from './define'\nimport { Rules } from './rules'\nexport const Ext = define({ rules: Rules, build() { return 2 } })\n\
         //- /ext.test.ts\nimport { Ext } from './ext'\nit('x', () => { use(Ext) })\n",
        &["define.ts reached", "ext.ts direct", "rules.ts reached"],
    );
}

#[test]
fn a_file_whose_tests_a_helper_registers_is_no_dead_test() {
    let check = |test: &str, expect: bool| {
        let fixture = format!(
            "//- /src/shared.ts\nexport function runAll(x: boolean) {{ it('a', () => x) }}\n\
             //- /src/a.test.ts\n{test}"
        );
        let (tree, units) = units(&fixture);
        let graph = crate::scan::resolve::resolve(&tree, &units);
        let reaches = reach(&tree, &units, &graph);
        let at = units
            .iter()
            .position(|unit| &*unit.path == "src/a.test.ts")
            .unwrap();
        let is_dead = reaches[at].findings.contains(&Finding::DeadTest);
        assert_eq!(is_dead, expect, "{test}");
    };
    check("import { runAll } from './shared'\nrunAll(true)\n", false);
    check(
        "import { runAll } from './shared'\nexport const x = runAll\n",
        true,
    );
    check("import { vi } from 'vitest'\nvi.mock('./shared')\n", true);
}

#[test]
fn methods_of_objects_that_only_a_mock_would_make_do_not_run() {
    let tree = |test: &str| {
        format!(
            "//- /app/__init__.py\n\
             //- /app/store.py\nclass Store:\n    def url(self):\n        return 1\n\
             //- /app/make.py\nfrom app.store import Store\ndef make(kind):\n    return {{'a': Store}}[kind]\n\
             //- /app/urls.py\nfrom app.make import make\ndef urls():\n    return make('a')().url()\n\
             //- /tests/test_urls.py\nfrom unittest.mock import patch\nfrom app.make import make\nfrom app.urls import urls\n{test}"
        )
    };
    let replaced = "@patch(\"app.urls.make\")\ndef test_urls(make):\n    assert urls()\n";
    let expect = |make: &str, store: &str| {
        [
            "app/__init__.py no-logic".to_owned(),
            format!("app/make.py {make}"),
            format!("app/store.py {store}"),
            "app/urls.py direct".to_owned(),
        ]
    };
    assert_eq!(
        statuses(&tree(replaced)),
        expect("hollow", "unreached"),
        "nothing makes a store"
    );
    let made = format!("{replaced}def test_make():\n    assert make('a')\n");
    assert_eq!(
        statuses(&tree(&made)),
        expect("direct", "reached"),
        "another test may hand it on"
    );
}

#[test]
fn a_module_is_found_in_a_folder_that_a_test_adds_to_the_search_path() {
    let tree = |added: &str| {
        format!(
            "//- /setup.py\n//- /pkg/sub/h.py\ndef f():\n    return 1\n\
             //- /tests/test_h.py\nimport os, sys\n{added}\nimport h\ndef test_h():\n    assert h.f()\n"
        )
    };
    let added = "sys.path.insert(0, os.path.join(HERE, '..', 'pkg', 'sub'))";
    check(&tree(added), &["pkg/sub/h.py direct"]);
    check(&tree(""), &["pkg/sub/h.py unreached"]);
}

#[test]
fn a_file_of_enumerations_is_without_logic_but_not_for_certain() {
    let check = |source: &str, expect: Confidence| {
        let (tree, units) = units(&format!("//- /a.ts\n{source}\n"));
        let graph = crate::scan::resolve::resolve(&tree, &units);
        let reached = reach(&tree, &units, &graph);
        assert_eq!(
            (reached[0].status, reached[0].confidence),
            (Some(TestStatus::NoLogic), expect),
            "{source}"
        );
    };
    check("export enum A { B = 1 }", Confidence::Likely);
    check("export const enum A { B = 1 }", Confidence::Certain);
    check("export declare enum A { B = 1 }", Confidence::Certain);
    check("export const A = { B: 1 }", Confidence::Certain);
}

#[test]
fn packages_that_are_not_told_apart_are_told() {
    let warned = |count: usize| {
        let manifests: String = (0..count)
            .map(|at| format!("//- /p{at}/package.json\n{{}}\n"))
            .collect();
        let (tree, units) = units(&format!("{manifests}//- /a.ts\nexport const a = 1\n"));
        let graph = crate::scan::resolve::resolve(&tree, &units);
        reach_and_uses(&tree, &units, &graph).2.len()
    };
    assert_eq!(warned(500), 0);
    assert_eq!(warned(501), 1);
}

#[test]
fn a_file_of_which_a_guess_leads_to_next_to_nothing_is_unreached() {
    let check = |usage: &str, lines: usize, expect: &str| {
        let long = "    n += 1\n".repeat(lines);
        check(
            &format!(
                "//- /a.py\nclass A:\n    def go(self):\n        return 1\ndef long(n):\n{long}    return n\n\
                 //- /b.py\nfrom a import A\ndef make():\n    return [A]\n\
                 //- /test_a.py\nimport a\nfrom b import make\ndef test_it():\n    assert make()\n    {usage}\n"
            ),
            &[&format!("a.py {expect}"), "b.py direct"],
        );
    };
    let guess = "make()[0]().go()";
    check(guess, 50, "unreached");
    check(guess, 10, "reached");
    check("a.A().go()", 50, "direct");
}
