use crate::scan::fixture::{gaps, units, warnings};
use crate::scan::resolve::resolve;

use super::*;

#[test]
fn templates_of_a_theme_are_asked_for_without_its_folder() {
    let check = |path: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/search.py\nclass Search:\n    def total(self):\n        return 1\n\
             //- /app/views.py\nfrom app.search import Search\ndef show():\n    return render('app/list.html', it=Search())\n\
             //- /app/templates/{path}\n{{{{ it.total() }}}}\n\
             //- /tests/test_x.py\nfrom app.views import show\ndef test_x():\n    assert show()\n"
        ));
        assert_eq!(found, expect, "{path}");
    };
    let total = ["app/search.py#Search.total"];
    check("app/list.html", &[]);
    check("dark/app/list.html", &[]);
    check("app/dark/list.html", &total);
    check("list.html", &total);
}

#[test]
fn attributes_that_a_rendered_template_names_are_read() {
    let check = |view: &str, template: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/search.py\nclass Search:\n    @property\n    def is_new(self):\n        return len(self.words)\n    def total(self):\n        return 1\n    def find(self, word):\n        return word\n\
             class Idle:\n    def total(self):\n        return 2\n\
             //- /app/views.py\nfrom app.search import Search\ndef show(request):\n    return render(request, {view}, {{'search': Search()}})\n\
             //- /app/templates/app/list.html\n{template}\n\
             //- /app/templates/app/part.html\n<b>{{{{ search.total }}}}</b>\n\
             //- /tests/test_x.py\nfrom app.views import show\ndef test_x():\n    assert show(1)\n"
        ));
        assert_eq!(found, expect, "{view} {template}");
    };
    let (new, total, find, idle) = (
        "app/search.py#Search.is_new",
        "app/search.py#Search.total",
        "app/search.py#Search.find",
        "app/search.py#Idle.total",
    );
    let list = "'app/list.html'";
    check(
        list,
        "{% if search.is_new %}{{ search.find }}{% endif %}",
        &[total, find, idle],
    );
    check(list, "{{ search.find('x') }}", &[new, total, idle]);
    check(list, "{% include \"app/part.html\" %}", &[new, find, idle]);
    check(list, "{{ search.total|upper }}", &[new, find, idle]);
    check(
        list,
        "search.total {{ x|default:\"a.is_new\" }}",
        &[new, total, find, idle],
    );
    check(
        "f'app/{kind}.html'",
        "{{ search.total }}",
        &[new, find, idle],
    );
    check(
        "f'{kind}/list.html'",
        "{{ search.total }}",
        &[new, find, idle],
    );
    for other in [
        "f'{kind}.html'",
        "f'app/{kind}-list.html'",
        "f'app/{kind}.txt'",
    ] {
        check(other, "{{ search.total }}", &[new, total, find, idle]);
    }
    check(
        "'other.html'",
        "{{ search.total }}",
        &[new, total, find, idle],
    );
}

#[test]
fn comments_and_what_is_shown_as_it_is_name_nothing() {
    let check = |text: &str, attributes: &[&str], texts: &[&str]| {
        let mut template = Template::default();
        read(text, &mut template);
        assert_eq!(Vec::from_iter(template.attributes), attributes, "{text}");
        assert_eq!(Vec::from_iter(template.texts), texts, "{text}");
    };
    check("{{ a.b }}{# {{ a.c }} #}{{ a.d }}", &["b", "d"], &[]);
    check("{# a.c #}{{ a.b }}", &["b"], &[]);
    check(
        "{% comment %}{{ a.c }}{% endcomment %}{{ a.b }}",
        &["b"],
        &[],
    );
    check("{%- raw -%}{{ a.c }}{%- endraw %}{{ a.b }}", &["b"], &[]);
    check(
        "{% verbatim x %}{{ a.c }}{{ {% endverbatim x %}{{ a.b }}",
        &["b"],
        &[],
    );
    check("a {{ b.c {{ a.b }} {% c.d {% if a.d %}", &["b", "d"], &[]);
    check(
        "{% include 'x.html' with title=\"y\" %}",
        &[],
        &["x.html", "y"],
    );
    check("{% trans \"don't\" %}{{ a.b }}", &["b"], &["don't"]);
    check("{{ a.b|default:' }}{{ a.d }}", &["b", "d"], &[]);
    check("{{", &[], &[]);
    check("{% é %}{{ é.b }}{", &["b"], &[]);
}

/// Views of templates that each extend one, which includes as many.
fn many(views: usize, included: usize) -> String {
    let parts = (0..included).map(|at| format!("{{% include 'p{at}.html' %}}"));
    let files =
        (0..included).map(|at| format!("//- /app/templates/p{at}.html\n{{{{ it.total }}}}\n"));
    let shown = (0..views).map(|at| {
        format!("//- /app/templates/v{at}.html\n{{% extends 'base.html' %}}\n//- /app/v{at}.py\ndef show():\n    return render('v{at}.html')\n")
    });
    format!(
        "//- /app/__init__.py\n//- /app/box.py\nclass Box:\n    def total(self):\n        return 1\n\
         //- /app/templates/base.html\n{}\n{}{}",
        parts.collect::<String>(),
        files.collect::<String>(),
        shown.collect::<String>()
    )
}

#[test]
fn templates_are_looked_at_a_limited_number_of_times() {
    let (tree, units) = units(&many(1, 10));
    let graph = resolve(&tree, &units);
    let index = Index::new(&units, &graph);
    let all = all_shown(&index, &tree);
    // The view's, its base with ten parts, each part with one method.
    let check = |steps: usize, methods: usize, told: usize| {
        let budget = Budget::new(steps, "steps");
        let found = used(&index, FileId(0), &all, vec!["v0.html"], &budget);
        assert_eq!(
            (found.len(), index.left_out().len()),
            (methods, told),
            "{steps}"
        );
    };
    check(2 + 11 + 10 * 2, 1, 0);
    check(2 + 11 + 1, 0, 1);
}

#[test]
fn templates_that_are_too_many_are_told() {
    let told = "app/v0.py: templates that one includes are too many";
    assert_eq!(warnings(&many(2, MOST_INCLUDED - 1)), [""; 0]);
    assert!(warnings(&many(2, MOST_INCLUDED))[0].starts_with(told));
}
