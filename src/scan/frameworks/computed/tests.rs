use crate::scan::fixture::{gaps, units, warnings};
use crate::scan::resolve::resolve;

use super::*;

fn check(fixture: &str, expect: &[&str]) {
    let gaps = gaps(fixture);
    assert_eq!(gaps, expect);
}

#[test]
fn methods_are_found_by_computed_names() {
    check(
        "//- /a.py\nclass Reader:\n    def read(self, tag):\n        return getattr(self, f'read_{tag}')()\n    def read_one(self):\n        return 1\n    def write_one(self):\n        return 2\n\
         class Other:\n    def read_two(self):\n        return 2\n\
         class Child(Reader):\n    def read_three(self):\n        return 3\n\
         //- /test_a.py\nfrom a import Reader\ndef test_read():\n    assert Reader().read('one')\n",
        &["a.py#Reader.write_one", "a.py#Other.read_two"],
    );
}

#[test]
fn names_may_be_computed_in_any_way() {
    let rest = ["a.py#Reader.write_one"];
    let check = |find: &str| {
        check(
            &format!(
                "//- /a.py\nclass Reader:\n    def find(self, name):\n        return getattr(self, name)\n    def read(self, tag):\n        {find}\n    def read_one(self):\n        return 1\n    def write_one(self):\n        return 2\n\
                 //- /test_a.py\nfrom a import Reader\ndef test_read():\n    assert Reader().read('one') and Reader().find('all')\n"
            ),
            &rest,
        );
    };
    check("return getattr(self, 'read_' + tag)()");
    check("name = 'read_%s' % tag\n        return getattr(self, name)()");
    check("return getattr(self, 'read_{0}'.format(tag))()");
    check("return self.find('read_' + tag)()");
    check("return operator.methodcaller('read_' + tag)(self)");
    check("return type(self).__dict__['read_' + tag](self)");
}

#[test]
fn functions_of_modules_are_found_by_computed_names() {
    let check = |module: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /a.py\nimport sys\nimport b\ndef run(name):\n    return getattr({module}, 'do_' + name)()\ndef do_one():\n    return 1\n\
                 //- /b.py\ndef do_two():\n    return 3\ndef other():\n    return 3\n\
                 //- /test_a.py\nfrom a import run\ndef test_run():\n    assert run('one')\n"
            ),
            expect,
        );
    };
    check("b", &["a.py#do_one", "b.py#other"]);
    check("sys.modules[__name__]", &["b.py#do_two", "b.py#other"]);
}

#[test]
fn a_function_finds_methods_of_any_object_by_a_telling_name() {
    let tree = |name: &str| {
        format!(
            "//- /a.py\ndef kinds(plugin, model):\n    return getattr(plugin, f'{{model}}_{name}', None)\n\
             //- /b.py\nclass Plugin:\n    @property\n    def item_types(self):\n        return self.x\n    def item_go(self):\n        return 2\n\
             //- /test_a.py\nfrom a import kinds\nfrom b import Plugin\ndef test_kinds():\n    assert kinds(Plugin(), 'item')\n"
        )
    };
    check(&tree("types"), &["b.py#Plugin.item_go"]);
    check(
        &tree("go"),
        &["b.py#Plugin.item_types", "b.py#Plugin.item_go"],
    );
}

#[test]
fn methods_of_what_is_looked_at_are_found_once_something_makes_it() {
    let tree = |walk: &str, test: &str| {
        format!(
            "//- /base.py\nclass Base:\n    pass\n\
             //- /walk.py\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from base import Base\nclass Walker:\n{walk}\
             //- /a.py\nfrom base import Base\nclass One(Base):\n    def visit_one(self):\n        return 1\n    def leave_one(self):\n        return 1\n\
             class Two(Base):\n    def visit_one(self):\n        return 1\n\
             class Other:\n    def visit_one(self):\n        return 1\n\
             //- /test_a.py\nfrom walk import Walker\nfrom a import One, Other\ndef test_walk():\n    {test}\n"
        )
    };
    let (left, two, other) = (
        "a.py#One.leave_one",
        "a.py#Two.visit_one",
        "a.py#Other.visit_one",
    );
    let test = "assert Walker().walk(One()) and Other()";
    let listing = "for name in dir(it):\n            if name.startswith('visit_'):\n                getattr(it, name)()\n";
    let walk = |annotation: &str, how: &str| {
        format!("    def walk(self, it{annotation}):\n        {how}\n")
    };
    check(&tree(&walk(": Base", listing), test), &[left, two, other]);
    check(&tree(&walk("", listing), test), &[left, two]);
    let by_name = "return getattr(it, f'visit_{self.kind}')()";
    check(&tree(&walk("", by_name), test), &[left, two]);
    let own = "return getattr(self, f'visit_{it.kind}')()";
    let one = "a.py#One.visit_one";
    check(&tree(&walk("", own), test), &[one, left, two, other]);
    let without = "assert Walker().walk(1)";
    check(
        &tree(&walk(": Base", by_name), without),
        &[one, left, two, other],
    );
}

#[test]
fn methods_are_found_by_how_their_names_begin() {
    let tree = |own: &str, listing: &str| {
        format!(
            "//- /a.py\nclass Reader:\n{own}    def all(self):\n        return [getattr(self, name)() for name in dir(self) if {listing}]\n    def read_one(self):\n        return 1\n    def write_one(self):\n        return 2\n\
             //- /test_a.py\nfrom a import Reader\ndef test_read():\n    assert Reader().all()\n"
        )
    };
    let both = ["a.py#Reader.read_one", "a.py#Reader.write_one"];
    let rest = ["a.py#Reader.write_one"];
    check(&tree("", "name.startswith('read_')"), &rest);
    let prefix = "    prefix = 'read_'\n";
    check(&tree(prefix, "name.startswith(self.prefix)"), &rest);
    check(&tree(prefix, "name in self.other"), &both);
}

#[test]
fn functions_of_a_file_are_found_by_computed_names() {
    let tree = |find: &str| {
        format!(
            "//- /a.py\ndef run(name):\n    {find}\ndef do_one(x):\n    return 1\ndef other(x):\n    return 2\n\
             //- /b.py\ndef do_two(x):\n    return 3\n\
             //- /test_a.py\nfrom a import run\ndef test_run():\n    assert run('one')\n"
        )
    };
    let rest = ["a.py#other", "b.py#do_two"];
    check(&tree("return globals()[f'do_{name}'](1)"), &rest);
    check(
        &tree("return [f(1) for it, f in globals().items() if it.startswith('do_')]"),
        &rest,
    );
    check(
        &tree("return f'do_{name}'"),
        &["a.py#do_one", "a.py#other", "b.py#do_two"],
    );
}

#[test]
fn registered_variants_run_with_the_first() {
    check(
        "//- /a.py\nfrom functools import singledispatch\n@singledispatch\ndef render(value):\n    return 1\n@render.register\ndef _(value: int):\n    return 2\n@render.register(str)\ndef _text(value):\n    return 3\ndef idle():\n    return 4\n\
         //- /test_a.py\nfrom a import render\ndef test_render():\n    assert render(1)\n",
        &["a.py#idle"],
    );
}

#[test]
fn modules_are_asked_for_names_once_they_are_imported() {
    check(
        "//- /pkg/__init__.py\ndef __getattr__(name):\n    return 1\ndef idle():\n    return 2\n\
         //- /other/__init__.py\ndef __getattr__(name):\n    return 1\n\
         //- /pkg/a.py\ndef f():\n    return 1\n\
         //- /test_a.py\nfrom pkg.a import f\ndef test_f():\n    assert f()\n",
        &["other/__init__.py#__getattr__", "pkg/__init__.py#idle"],
    );
}

#[test]
fn what_holds_the_names_of_a_function_is_found_once() {
    let count = 20_000;
    let looks = (0..count).map(|at| format!("    getattr(x, f'ab{{y}}z')\n    m{at}.q\n"));
    let text = format!("//- /a.py\ndef f(x, y):\n{}", looks.collect::<String>());
    let (tree, units) = units(&text);
    let graph = resolve(&tree, &units);
    let index = Index::new(&units, &graph);
    let file = FileId(0);
    let facts = index.facts(file).unwrap();
    assert_eq!(facts.texts.len(), count);
    // Of what may belong to anything, three letters tell nothing.
    assert!(patterns_in(&index, file, facts).is_empty());
}

#[test]
fn computed_names_that_are_too_many_are_told() {
    let many = |count: usize| {
        let names = (0..count).map(|at| format!("        getattr(self, f'read_{at}_{{x}}')\n"));
        warnings(&format!(
            "//- /a.py\nclass Reader:\n    def read(self, x):\n{}",
            names.collect::<String>()
        ))
    };
    assert_eq!(many(MOST_PATTERNS), [""; 0]);
    let told = "a.py: computed names of functions are too many";
    assert!(many(MOST_PATTERNS + 1)[0].starts_with(told));
}

#[test]
fn a_table_of_the_file_may_hold_the_computed_names() {
    let check = |table: &str, expect: &[&str]| {
        check(
            &format!(
                "//- /a.py\n{table}\nclass Info:\n    def __init__(self, made):\n        self.instance: object = made\n    def all(self):\n        return [getattr(self.instance, name)() for phase, name in METHODS.items()]\n\
                 //- /b.py\nclass Plugin:\n    def on_task_start(self):\n        return 1\n    def idle(self):\n        return 2\n\
                 //- /test_a.py\nfrom a import Info\nfrom b import Plugin\ndef test_all():\n    assert Info(Plugin()).all()\n"
            ),
            expect,
        );
    };
    let idle = ["b.py#Plugin.idle"];
    let phases = "PHASES = load()\n";
    for table in [
        "METHODS = {it: 'on_task_' + it for it in PHASES}",
        "METHODS = {'abort': 'on_task_abort'}\nMETHODS.update((it, f'on_task_{it}') for it in PHASES)",
    ] {
        check(&format!("{phases}{table}"), &idle);
    }
    let other = "METHODS = load()\nOTHER = {it: 'on_task_' + it for it in METHODS}";
    check(other, &["b.py#Plugin.on_task_start", "b.py#Plugin.idle"]);
}
