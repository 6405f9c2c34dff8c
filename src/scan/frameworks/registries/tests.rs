//! Who runs what registries hold.

use crate::scan::fixture::gaps;

/// What stays a gap of two entries, only one of which the test imports.
fn check(registry: &str, entry: &str, expect: &[&str]) {
    let gaps = gaps(&format!(
        "//- /app/__init__.py\n//- /app/registry.py\n{registry}\n\
         //- /app/dice.py\nfrom app.registry import *\n{entry}\n\
         //- /app/clock.py\nfrom app.registry import *\n{entry}\n\
         //- /tests/test_x.py\nfrom app.registry import run\nimport app.dice\ndef test_x():\n    assert run('dice')\n"
    ));
    assert_eq!(gaps, expect, "{registry} {entry}");
}

const CLOCK: [&str; 1] = ["app/clock.py#play"];

const BOTH: [&str; 2] = ["app/clock.py#play", "app/dice.py#play"];

#[test]
fn what_is_entered_in_a_table_runs_for_who_reads_it() {
    let check = |table: &str, rest: &str| {
        let decorated = "@register('x')\ndef play():\n    return 1\n";
        let register = "def register(name):\n    def wrap(f):\n        TABLE[name] = f\n        return f\n    return wrap\n";
        let run = "def run(name):\n    return TABLE[name]()\n";
        let registry = format!("TABLE = {{}}\n{register}{run}{rest}").replace("TABLE", table);
        check(&registry, decorated, &CLOCK);
    };
    check("TABLE", "");
    check("table", "");
}

#[test]
fn what_is_added_to_a_list_runs_for_who_reads_it() {
    let listed = "ALL = []\ndef register(f):\n    ALL.append(f)\n    return f\ndef run(name):\n    return [f() for f in ALL]\n";
    check(listed, "@register\ndef play():\n    return 1\n", &CLOCK);
    check(
        listed,
        "def play():\n    return 1\nregister(play)\n",
        &CLOCK,
    );
}

#[test]
fn a_decorator_may_leave_it_to_an_object_or_another_function() {
    let entered = "@register\ndef play():\n    return 1\n";
    check(
        "class Bot:\n    def __init__(self):\n        self.all = {}\n    def command(self, f):\n        self.all[f.name] = f\n        return f\n    def run(self, name):\n        return self.all[name]()\n\
         bot = Bot()\ndef run(name):\n    return bot.run(name)\n",
        "@bot.command\ndef play():\n    return 1\n",
        &CLOCK,
    );
    check(
        "ALL = []\ndef add(f):\n    ALL.append(f)\ndef register(f):\n    add(f)\n    return f\ndef run(name):\n    return [f() for f in ALL]\n",
        entered,
        &CLOCK,
    );
}

#[test]
fn a_table_may_have_a_list_for_each_key() {
    let entered = "@register('x')\ndef play():\n    return 1\n";
    let run = "def run(name):\n    return [f() for f, order in ALL.get(name, [])]\n";
    for register in [
        "def register(name, order=0):\n    def wrap(f):\n        if name not in ALL:\n            ALL[name] = []\n        ALL[name].append((f, order))\n        return f\n    return wrap\n",
        "def register(name, f=None, order=0):\n    if f is None:\n        def wrap(f):\n            register(name, f, order=order)\n            return f\n        return wrap\n    if name not in ALL:\n        ALL[name] = []\n    ALL[name].append((f, order))\n",
    ] {
        check(&format!("ALL = {{}}\n{register}{run}"), entered, &CLOCK);
    }
    // Its key is all that a function with another inside keeps.
    check(
        &format!(
            "ALL = {{}}\nFEW = {{}}\ndef register(name):\n    def wrap(f):\n        return f\n    ALL[name] = []\n    return wrap\n{run}"
        ),
        entered,
        &BOTH,
    );
}

#[test]
fn what_a_framework_loads_is_entered_too() {
    let check = |settings: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /manage.py\n//- /app/__init__.py\n//- /app/settings.py\nINSTALLED_APPS = ['app', 'bot']\n{settings}\
             //- /app/registry.py\nALL = {{}}\ndef register(name):\n    def wrap(f):\n        ALL[name] = f\n        return f\n    return wrap\ndef run(name):\n    return ALL[name]()\n\
             //- /app/urls.py\nfrom bot import dice\nfrom app.registry import run\nurlpatterns = run('x')\n\
             //- /bot/__init__.py\n\
             //- /bot/dice.py\nfrom app.registry import register\n@register('x')\ndef play():\n    return []\n\
             //- /tests/test_x.py\nfrom django.test import SimpleTestCase\nclass TestX(SimpleTestCase):\n    def test_x(self):\n        assert self.client.get('/')\n"
        ));
        assert_eq!(found, expect, "{settings}");
    };
    check("ROOT_URLCONF = 'app.urls'\n", &[]);
    let (run, play) = ("app/registry.py#run", "bot/dice.py#play");
    let wrap = "app/registry.py#register.wrap";
    check("", &["app/registry.py#register", wrap, run, play]);
}

#[test]
fn what_is_loaded_by_name_is_entered_and_what_a_folder_lists_is_not() {
    let check = |load: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/registry.py\nALL = []\ndef register(f):\n    ALL.append(f)\n    return f\ndef run():\n    return [f() for f in ALL]\n\
             //- /app/load.py\nimport pkgutil\nfrom importlib import import_module\nfrom app import games\ndef load():\n{load}\
             //- /app/games/__init__.py\n\
             //- /app/games/dice.py\nfrom app.registry import register\n@register\ndef play():\n    return 1\n\
             //- /tests/test_x.py\nfrom app.load import load\nfrom app.registry import run\ndef test_x():\n    load()\n    assert run()\n"
        ));
        assert_eq!(found, expect, "{load}");
    };
    check("    import_module('app.games.dice')\n", &[]);
    let all = "    for found in pkgutil.iter_modules(games.__path__):\n        import_module('app.games.' + found.name)\n";
    check(all, &["app/games/dice.py#play"]);
}

#[test]
fn what_is_looked_up_or_only_looked_at_is_not_kept() {
    check(
        "def register(f):\n    print(f)\n    return f\ndef run(name):\n    return name\n",
        "@register\ndef play():\n    return 1\n",
        &BOTH,
    );
    check(
        "KINDS = {}\ndef register(kind):\n    kind = KINDS[kind]\n    def wrap(f):\n        f.kind = kind\n        return f\n    return wrap\ndef run(name):\n    return KINDS[name]\n",
        "@register('x')\ndef play():\n    return 1\n",
        &BOTH,
    );
}

#[test]
fn of_a_class_an_object_may_be_kept() {
    check(
        "ALL = []\ndef register(kind):\n    ALL.append(kind())\n    return kind\ndef run(name):\n    return [it.play() for it in ALL]\n",
        "@register\nclass Own:\n    def play(self):\n        return 1\n",
        &["app/clock.py#Own.play"],
    );
}

#[test]
fn classes_are_found_by_what_they_are_derived_from() {
    let entry = "class Own(Base):\n    def play(self):\n        return 1\n";
    let clock = ["app/clock.py#Own.play"];
    check(
        "class Base:\n    all = {}\n    def __init_subclass__(cls):\n        Base.all[cls.name] = cls\ndef run(name):\n    return Base.all[name]().play()\n",
        entry,
        &clock,
    );
    check(
        "class Base:\n    pass\ndef run(name):\n    return [it().play() for it in Base.__subclasses__()]\n",
        entry,
        &clock,
    );
}
