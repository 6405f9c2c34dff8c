use crate::scan::fixture::{gaps, warnings};

use super::MOST_LOOKERS;

fn check(code: &str, expect: &[&str]) {
    let found = gaps(&format!(
        "//- /a.py\nclass Plugin:\n    def on_load(self):\n        return 1\n    def on_stop(self):\n        return 2\n{code}\
         //- /test_a.py\nfrom a import Plugin, run\ndef test_run():\n    assert run(Plugin())\n"
    ));
    assert_eq!(found, expect, "{code}");
}

#[test]
fn methods_are_looked_up_by_names_that_code_is_given() {
    let rest = ["a.py#Plugin.on_stop"];
    check(
        "def call(plugin, name):\n    return getattr(plugin, name)()\ndef run(plugin):\n    return call(plugin, 'on_load')\n",
        &rest,
    );
    check(
        "def call(name, plugin):\n    return getattr(plugin, name)()\ndef run(plugin):\n    return call('on_load', plugin)\n",
        &rest,
    );
    check(
        "def run(plugin):\n    for name in ('on_load', 'other'):\n        getattr(plugin, name)()\n",
        &rest,
    );
    check(
        "def run(plugin):\n    return getattr(plugin, 'on_load')()\n",
        &rest,
    );
}

#[test]
fn lists_of_a_class_name_its_methods() {
    let found = gaps(
        "//- /a.py\nclass Base:\n    steps = []\n    def run(self):\n        return [getattr(self, step)() for step in self.steps]\n\
         class One(Base):\n    steps = ['load', 'other']\n    def load(self):\n        return 1\n    def stop(self):\n        return 2\n\
         class Apart:\n    steps = ['stop']\n    def load(self):\n        return 2\n\
         //- /test_a.py\nfrom a import Apart, One\ndef test_run():\n    assert One().run() and Apart()\n",
    );
    assert_eq!(found, ["a.py#One.stop", "a.py#Apart.load"]);
}

#[test]
fn lists_that_another_method_of_the_class_reads_name_methods() {
    let check = |read: &str, look: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /a.py\nclass Base:\n    def names(self):\n        return {read}\n    def run(self, action):\n        if action in self.names():\n            return {look}\n\
             class One(Base):\n    actions = ('load', 'other')\n    def load(self):\n        return 1\n    def stop(self):\n        return 2\n\
             class Apart:\n    actions = ('stop',)\n    def stop(self):\n        return 2\n\
             //- /test_a.py\nfrom a import Apart, One\ndef test_run(action):\n    assert One().run(action) and Apart()\n"
        ));
        assert_eq!(found, expect, "{read} {look}");
    };
    let (load, stop, apart) = ("a.py#One.load", "a.py#One.stop", "a.py#Apart.stop");
    let called = "getattr(self, action)()";
    check("self.actions or ()", called, &[stop, apart]);
    check("self.others or ()", called, &[load, stop, apart]);
    check(
        "self.actions or ()",
        "getattr(self, action)",
        &[load, stop, apart],
    );
}

#[test]
fn what_is_looked_at_has_the_methods() {
    let check = |code: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /a.py\nclass Node:\n    def find_blocks(self):\n        return 1\n    def find_notes(self):\n        return 2\n\
             class Dual:\n    def __init__(self, kind='x'):\n        self.node = Node()\n        self.kind = kind\n{code}\
             //- /test_a.py\nfrom a import Dual\ndef test_run():\n    assert Dual().find_blocks()\n"
        ));
        assert_eq!(found, expect, "{code}");
    };
    let rest = ["a.py#Node.find_notes"];
    check(
        "    def find(self, name):\n        return getattr(self.node, name)()\n    def find_blocks(self):\n        return self.find('find_blocks')\n",
        &rest,
    );
    check(
        "    def find(self, name):\n        return getattr(self.node, name)()\n    def find_blocks(self):\n        return self.find(name='find_blocks')\n",
        &rest,
    );
    check(
        "    def find(self, name):\n        return getattr(self.node, name)()\n    def pass_on(self, what):\n        return self.find(what)\n    def find_blocks(self):\n        return self.pass_on('find_blocks')\n",
        &rest,
    );
    check(
        "    def find(self, name):\n        return getattr(self.node, name)()\n    def find_blocks(self):\n        return [self.find(name) for name in ['find_blocks']]\n",
        &rest,
    );
    check(
        "    def run(self):\n        return getattr(self.node, self.kind)()\n    def find_blocks(self):\n        return Dual('find_blocks').run()\n",
        &rest,
    );
    check(
        "    def find(self, name):\n        return getattr(socket, name)()\n    def find_blocks(self):\n        return self.find('find_notes')\nimport socket\n",
        &["a.py#Node.find_blocks", "a.py#Node.find_notes"],
    );
}

#[test]
fn a_name_given_to_something_unknown_must_tell() {
    let check = |taker: &str, name: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /a.py\nclass View:\n    def {name}(self):\n        return 1\n\
             class Window:\n    def {taker}(self, name):\n        return getattr(self.top(), name)()\n    def top(self):\n        return pick()\n\
             def run(windows):\n    for window in windows:\n        window.{taker}('{name}')\n\
             //- /test_a.py\nfrom a import View, Window, run\ndef test_run():\n    assert run([View(), Window()])\n"
        ));
        assert_eq!(found, expect, "{taker} {name}");
    };
    check("call", "focus_changed", &[]);
    check("call", "changed", &["a.py#View.changed"]);
    check("call_top", "changed", &[]);
    check("get", "focus_changed", &["a.py#View.focus_changed"]);
}

#[test]
fn requests_are_answered_by_their_method() {
    let check = |name: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /a.py\nclass View:\n    def options(self):\n        return 1\n    def respond(self, request):\n        verb = request.method.lower()\n        return getattr(self, {name}, None)()\n\
             class Page(View):\n    def get(self):\n        return 2\n    def other(self):\n        return 3\n\
             class Apart:\n    def get(self):\n        return 2\n\
             //- /test_a.py\nfrom a import Apart, Page\ndef test_run(request):\n    assert Page().respond(request) and Apart()\n"
        ));
        assert_eq!(found, expect, "{name}");
    };
    let rest = ["a.py#Page.other", "a.py#Apart.get"];
    check("request.method.lower()", &rest);
    check("verb", &rest);
    check(
        "request.kind",
        &[
            "a.py#View.options",
            "a.py#Page.get",
            "a.py#Page.other",
            "a.py#Apart.get",
        ],
    );
}

#[test]
fn events_are_handled_by_methods_that_are_called_like_them() {
    let check = |naming: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /events.py\nclass Hook:\n    name = ''\n    def __init_subclass__(cls):\n        {naming}\n\
             class ConfigureHook(Hook): pass\nclass TcpMessageHook(Hook): pass\nclass OddHook(Hook):\n    name = 'even'\nclass StopHook: pass\n\
             //- /addon.py\nclass Addon:\n    def configure(self):\n        return 1\n    def tcp_message(self):\n        return 2\n    def odd(self):\n        return 3\n    def even(self):\n        return 4\n    def stop(self):\n        return 5\n\
             //- /a.py\ndef trigger(addons, event):\n    for addon in addons:\n        func = getattr(addon, event.name, None)\n        func()\n\
             //- /test_a.py\nimport events\nfrom a import trigger\nfrom addon import Addon\ndef test_run():\n    assert trigger([Addon()], events.OddHook())\n"
        ));
        assert_eq!(found, expect, "{naming}");
    };
    let rest = ["addon.py#Addon.odd", "addon.py#Addon.stop"];
    check("cls.name = snake(cls.__name__.replace('Hook', ''))", &rest);
    check(
        "cls.name = snake(cls.__name__.removesuffix('Hook')).lower()",
        &rest,
    );
    let all = [
        "addon.py#Addon.configure",
        "addon.py#Addon.tcp_message",
        "addon.py#Addon.odd",
        "addon.py#Addon.even",
        "addon.py#Addon.stop",
    ];
    check("cls.kind = snake(cls.__name__.replace('Hook', ''))", &all);
    check("cls.name = make()", &all);
}

#[test]
fn more_lookers_than_are_followed_are_told() {
    let told = |count: usize| {
        let lookers = (0..count).map(|at| {
            format!("class C{at}:\n    def find(self, name):\n        return getattr(self, name)\n")
        });
        warnings(&format!("//- /app.py\n{}", lookers.collect::<String>()))
    };
    assert_eq!(told(MOST_LOOKERS), &[] as &[String]);
    let found = told(MOST_LOOKERS + 1);
    assert!(
        matches!(&found[..], [one] if one.contains("functions that look up names which they are given")),
        "{found:?}"
    );
}
