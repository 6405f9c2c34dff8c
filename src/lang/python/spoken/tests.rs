use crate::lang::python::extract;

/// What `getattr(x, name)` uses, where it does.
fn check(source: &str, expect: &[&str]) {
    let facts = extract(source);
    let used = facts.references.iter().map(|it| &*it.path);
    let found: Vec<&str> = used.filter(|it| it.starts_with("x.")).collect();
    assert_eq!(found, expect, "{source}");
}

#[test]
fn the_variable_of_a_loop_stands_for_the_strings_of_the_list() {
    let both = ["x.ab", "x.cd"];
    let check_loop = |of: &str| {
        check(
            &format!("for n in {of}:\n    print(getattr(x, n))\n"),
            &both,
        );
    };
    check_loop("['ab', 'cd']");
    check_loop("('ab', 1, 'cd')");
    check_loop("sorted({'ab': 1, 'cd': 2})");
    check_loop("['ab'] + ['cd']");
    check_loop("'ab cd'.split()");
    check_loop("['ab', *('cd',)]");
    check_loop("{1: 'ab', 2: 'cd'}.values()");
    check("for n in names:\n    getattr(x, n)\n", &[]);
    check(
        "names = ['ab', 'cd']\ndef f():\n    [getattr(x, n) for n in names]\n",
        &both,
    );
    check(
        "for i, n in enumerate(['ab']):\n    print(getattr(x, n))\n",
        &["x.ab"],
    );
    check(
        "for n, m in [('ab', 'ef'), ('cd', 'gh')]:\n    print(getattr(x, n))\n",
        &both,
    );
    check(
        "for n, m in {'ab': 1, 'cd': 2}.items():\n    print(getattr(x, n))\n",
        &both,
    );
}

#[test]
fn strings_are_put_together() {
    check("n = 'ab'\nprint(getattr(x, n))\n", &["x.ab"]);
    check(
        "for n in ['ab', 'CD']:\n    print(getattr(x, f'do_{n.lower()}'))\n",
        &["x.do_ab", "x.do_cd"],
    );
    check(
        "for n in ['ab']:\n    print(getattr(x, 'do_' + n))\n",
        &["x.do_ab"],
    );
    check(
        "n = 'ab' if y else 'cd'\nprint(getattr(x, n))\n",
        &["x.ab", "x.cd"],
    );
    check("for n in ['ab']:\n    print(getattr(x, f'{n}_{m}'))\n", &[]);
    let many: String = (0..200).map(|at| format!("'a{at}', ")).collect();
    let facts = extract(&format!(
        "for n in [{many}]:\n  for m in [{many}]:\n    getattr(x, n + m)\n"
    ));
    assert!(facts.references.len() < 100);
}

#[test]
fn what_runs_tests_gives_parameters_strings() {
    let both = ["x.ab", "x.cd", "x.ab", "x.cd"];
    let check_marked = |mark: &str| {
        check(
            &format!("@{mark}\ndef test_a(x, n):\n    getattr(x, n)()\n"),
            &both,
        );
    };
    check_marked("pytest.mark.parametrize('n', ['ab', 'cd'])");
    check_marked("pytest.mark.parametrize('m, n', [(1, 'ab'), pytest.param('e', 'cd', id='f')])");
    check_marked("pytest.mark.parametrize(['n'], [('ab',), ('cd',)])");
    check_marked("mark.parametrize(argnames='n', argvalues=('ab', pytest.param('cd')))");
    check(
        "@pytest.mark.parametrize('n', ['ab'])\nclass TestA:\n    def test_a(self, n):\n        f(getattr(x, n))\n",
        &["x.ab"],
    );
    check(
        "class TestA(TestCase):\n    @parameterized.expand([('ab',), ('cd',)])\n    def test_a(self, n):\n        f(getattr(x, n))\n",
        &["x.ab", "x.cd"],
    );
    check(
        "@pytest.fixture(params=['ab', 'cd'])\ndef n(request):\n    return request.param\ndef test_a(n):\n    f(getattr(x, n))\n",
        &["x.ab", "x.cd"],
    );
    check("n = 'ab'\ndef test_a(n):\n    f(getattr(x, n))\n", &[]);
}
