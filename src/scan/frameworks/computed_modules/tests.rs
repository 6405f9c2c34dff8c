use crate::scan::fixture::{gaps, units, warnings};
use crate::scan::resolve::resolve;

use super::*;

#[test]
fn modules_are_loaded_by_the_ends_of_their_names() {
    let check = |name: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/load.py\nimport importlib\ndef find(config):\n    return importlib.import_module({name})\n\
             //- /app/one/__init__.py\n//- /app/one/urls.py\ndef make():\n    return 1\ndef idle():\n    return 1\nPATTERNS = make()\n\
             //- /app/one/other.py\ndef make():\n    return 1\nPATTERNS = make()\n\
             //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert find(1)\n"
        ));
        assert_eq!(found, expect, "{name}");
    };
    let (idle, urls, other) = (
        "app/one/urls.py#idle",
        "app/one/urls.py#make",
        "app/one/other.py#make",
    );
    check("f'{config.name}.urls'", &[other, idle]);
    check("config.name + '.urls'", &[other, idle]);
    check("f'{config.name}.{config.part}'", &[other, urls, idle]);
}

#[test]
fn who_calls_a_loader_may_say_the_end() {
    let check = |asked: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\ndef parts(name):\n    for app in apps():\n        yield import_module(f'{{app}}.{{name}}')\ndef apps():\n    return []\n\
             //- /app/find.py\nfrom app.load import parts\ndef find():\n    return list(parts({asked}))\n\
             //- /app/one/__init__.py\n//- /app/one/hooks.py\ndef make():\n    return 1\ndef idle():\n    return 1\nPATTERNS = make()\n\
             //- /tests/test_x.py\nfrom app.find import find\ndef test_x():\n    assert find()\n"
        ));
        assert_eq!(found, expect, "{asked}");
    };
    let (idle, make) = ("app/one/hooks.py#idle", "app/one/hooks.py#make");
    check("'hooks'", &[idle]);
    check("'other'", &[make, idle]);
}

#[test]
fn a_table_names_the_modules_of_a_package() {
    let check = |load: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\nTABLE = {{'a': ('first', 'first_one')}}\n{load}\
             //- /app/kinds/__init__.py\n//- /app/kinds/first.py\ndef make():\n    return 1\nfirst_one = make()\nclass Part:\n    def show(self):\n        return 2\n\
             //- /app/kinds/second.py\ndef make():\n    return 1\nsecond_one = make()\n\
             //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert find('a').show()\n"
        ));
        assert_eq!(found, expect, "{load}");
    };
    let second = "app/kinds/second.py#make";
    check(
        "def find(name):\n    return import_module(f'app.kinds.{TABLE[name]}')\n",
        &[second],
    );
    check(
        "def find(name, base='app.kinds'):\n    module, part = TABLE[name]\n    return getattr(import_module(f'{base}.{module}'), part)\n",
        &[second],
    );
}

/// A function that loads modules of as many packages as there are names in the table of its file.
fn many(count: usize) -> String {
    let loads = (0..count).map(|at| format!("    import_module(f'app.k{at}.{{x}}')\n"));
    let names = (0..count).map(|at| format!("'n{at}', "));
    format!(
        "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\nTABLE = [{}]\ndef find(x):\n{}\
         //- /app/k0/n1.py\ndef make():\n    return 1\nPART = make()\n\
         //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    find(1)\n",
        names.collect::<String>(),
        loads.collect::<String>()
    )
}

#[test]
fn names_are_held_against_the_modules_that_there_are() {
    let fixture = many(60);
    let (tree, units) = units(&fixture);
    let graph = resolve(&tree, &units);
    let index = Index::new(&units, &graph);
    // One package of one module is there.
    assert!(!find(&index, &Budget::new(2, "")).is_empty());
    assert_eq!(index.left_out(), []);
    assert!(find(&index, &Budget::new(1, "modules")).is_empty());
    assert_eq!(index.left_out()[0].0, "modules");
    assert_eq!(gaps(&fixture), [""; 0]);
}

#[test]
fn what_functions_load_is_limited_and_said_to_be() {
    assert_eq!(warnings(&many(MOST_NAMED)), [""; 0]);
    let told = "app/load.py: ends and packages of modules with computed names are too many";
    assert!(warnings(&many(MOST_NAMED + 1))[0].starts_with(told));
    let loaders = (0..=MOST_LOADERS)
        .map(|at| format!("def find_{at}(x):\n    return import_module(f'app.kinds.{{x}}')\n"));
    let found = warnings(&format!(
        "//- /app/load.py\nfrom importlib import import_module\n{}",
        loaders.collect::<String>()
    ));
    let told = "app/load.py: functions that load modules by computed names are too many";
    assert!(found[0].starts_with(told));
}
