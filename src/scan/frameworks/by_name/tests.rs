//! What is loaded by its name.

use crate::scan::fixture::{gaps, symbol_statuses};

/// Which of two plugins are gaps, when a test does as given.
fn check_words(test: &str, expect: &[&str]) {
    let found = symbol_statuses(&format!(
        "//- /app/__init__.py\n\
         //- /app/plugins.py\nfrom importlib import import_module\ndef load(name):\n    return import_module(f'app.extra.{{name}}')\ndef find(*names):\n    return [load(name) for name in names]\n\
         //- /app/words.py\ndef count(word):\n    return len(word)\n\
         //- /app/extra/__init__.py\n\
         //- /app/extra/clock.py\ndef setup(app):\n    return app.now\n\
         //- /app/extra/dice.py\ndef setup(app):\n    return app.roll\n\
         //- /tests/test_x.py\nimport pytest\nfrom app.plugins import find\nfrom app.words import count\n{test}",
    ));
    let gaps = found.iter().filter(|line| line.contains("extra"));
    let gaps: Vec<&str> = gaps
        .filter_map(|line| line.strip_suffix(" unreached"))
        .collect();
    assert_eq!(gaps, expect, "{test}");
}

#[test]
fn modules_of_routes_and_those_that_run_once_more_only_run() {
    let check = |line: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/load.py\nfrom importlib import import_module\ndef load(name):\n    return import_module(name)\n\
             //- /app/views.py\nfrom app.marks import mark\n@mark\ndef show():\n    return 1\n\
             //- /app/marks.py\ndef mark(view):\n    return view\n\
             //- /tests/test_x.py\nimport sys\nfrom importlib import reload\nfrom app.load import load\ndef test_x():\n    {line}\n"
        ));
        assert_eq!(found, expect, "{line}");
    };
    let (show, load) = ("app/views.py#show", "app/load.py#load");
    check("load('app.views')", &[]);
    check("reload(sys.modules['app.views'])", &[load, show]);
    check("ROOT_URLCONF = 'app.views'", &[load, show]);
    // Methods that have such names do otherwise.
    check("sys.reload('app.views')", &[load]);
    check("sys.include('app.views')", &[load]);
}

#[test]
fn words_of_test_data_name_no_plugins() {
    let clock = ["app/extra/clock.py#setup"];
    let both = ["app/extra/clock.py#setup", "app/extra/dice.py#setup"];
    check_words("def test_x():\n    assert find('dice')\n", &clock);
    check_words(
        "class TestX:\n    plugin = 'dice'\n    def test_x(self):\n        assert find(self.plugin)\n",
        &clock,
    );
    check_words(
        "def test_x(config):\n    config['main']['kind'] = 'dice'\n    assert find()\n",
        &clock,
    );
    check_words("def test_x():\n    assert count('dice')\n", &both);
    check_words("def test_x():\n    assert find({'dice': 1}, 2)\n", &both);
    check_words(
        "@pytest.mark.parametrize('x', [pytest.param('dice', id='x')])\ndef test_x(x):\n    assert find()\n",
        &both,
    );
    check_words("def test_x():\n    assert find()[0] != 'dice'\n", &both);
}

#[test]
fn a_word_that_a_test_assigns_to_what_a_loader_reads_is_loaded() {
    let check = |assigned: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/entry.py\nfrom importlib import import_module\nclass Entry:\n    def __init__(self, rule):\n        self.rule = rule\n    def data(self):\n        return import_module(f'app.rules.{{self.rule}}').Rule().run()\n\
             //- /app/rules/__init__.py\n//- /app/rules/dice.py\nclass Rule:\n    def run(self):\n        return 1\n\
             //- /tests/test_x.py\nfrom app.entry import Entry\ndef test_x():\n    entry = Entry('')\n    {assigned}\n    assert entry.data()\n"
        ));
        assert_eq!(found, expect, "{assigned}");
    };
    check("entry.rule = 'dice'", &[]);
    check("entry.other = 'dice'", &["app/rules/dice.py#Rule.run"]);
    check("rule = 'dice'", &["app/rules/dice.py#Rule.run"]);
}

#[test]
fn plugins_that_a_test_names_are_loaded_and_register_themselves() {
    let gaps = gaps(
        "//- /app/__init__.py\n\
         //- /app/handlers.py\nfrom importlib import import_module\nclass Plugin:\n    def __init__(self, name, package):\n        self.module = import_module(package + name)\n\
         //- /app/plugins.py\nfrom app.handlers import Plugin\ndef find(name):\n    return Plugin(name, 'app.builtins')\n\
         //- /app/builtins/__init__.py\n\
         //- /app/builtins/dice.py\nfrom app import rule\n@rule('roll')\ndef roll(bot):\n    return 1\ndef setup(bot):\n    return 2\ndef idle():\n    return 3\n@app.command()\ndef state():\n    return 4\n\
         //- /app/builtins/clock.py\nfrom app import rule\n@rule('now')\ndef now(bot):\n    return 1\n\
         //- /tests/test_dice.py\nfrom app.plugins import find\ndef test_roll():\n    assert find('dice')\n",
    );
    assert_eq!(
        gaps,
        [
            "app/builtins/clock.py#now",
            "app/builtins/dice.py#idle",
            "app/builtins/dice.py#state"
        ]
    );
}
