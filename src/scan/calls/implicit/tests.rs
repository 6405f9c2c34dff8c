use crate::scan::fixture::{gaps, symbol_statuses};

#[test]
fn each_language_has_protocols_of_its_own() {
    let check = |fixture: &str, expect: &[&str]| {
        let gaps = gaps(fixture);
        assert_eq!(gaps, expect, "{fixture}");
    };
    check(
        "//- /cart.py\nclass Cart:\n    def add(self):\n        return 1\n    def render(self):\n        return 1\n    def __len__(self):\n        return 1\n\
         //- /test_cart.py\nfrom cart import Cart\ndef test_cart():\n    assert Cart()\n",
        &["cart.py#Cart.add", "cart.py#Cart.render"],
    );
    check(
        "//- /package.json\n{}\n//- /cart.ts\nexport class Cart { add() { return 1 }\nrender() { return 1 }\ntoJSON() { return 1 } }\n\
         //- /cart.test.ts\nimport { Cart } from './cart'\ntest('makes', () => { expect(new Cart()).toBe(1) })\n",
        &["cart.ts#Cart.add"],
    );
    check(
        "//- /Cargo.toml\n[package]\nname = \"x\"\n//- /src/lib.rs\npub struct Money;\n\
         impl Money { fn add(self) -> u8 { one() }\n fn hash(self) -> u8 { one() } }\n\
         impl Sub for Money { fn sub(self) -> u8 { one() } }\n#[test]\nfn makes() { assert(Money {}) }\n",
        &["src/lib.rs#Money.add", "src/lib.rs#Money.hash"],
    );
}

#[test]
fn a_hook_of_a_framework_stays_one_where_the_tree_uses_its_name() {
    let gaps = gaps(
        "//- /views.py\nfrom django.views import View\nclass Books(View):\n    def get_context_data(self):\n        return 1\n    def helper(self):\n        return 2\n\
         def other(view):\n    return view.get_context_data(), view.helper()\n\
         //- /test_views.py\nfrom views import Books\ndef test_books():\n    assert Books()\n",
    );
    assert_eq!(gaps, ["views.py#Books.helper", "views.py#other"]);
}

#[test]
fn what_a_class_has_from_a_mixin_is_a_hook_like_its_own() {
    check_gaps(
        "//- /forms.py\nfrom django import forms\nclass Clean:\n    def clean_email(self):\n        return 1\n    def clean_name(self):\n        return 1\n    def helper(self):\n        return 2\nclass Login(Clean, forms.Form):\n    def clean_name(self):\n        return 1\n\
         class Alone:\n    def clean_city(self):\n        return 1\nclass Plain(Alone):\n    def clean_street(self):\n        return 1\n\
         def other(form):\n    return form.helper()\n\
         //- /test_forms.py\nfrom forms import Login, Plain\ndef test_login():\n    assert Login().is_valid()\n    assert Plain()\n",
        &[
            "forms.py#Clean.clean_name",
            "forms.py#Clean.helper",
            "forms.py#Alone.clean_city",
            "forms.py#Plain.clean_street",
            "forms.py#other",
        ],
    );
}

#[test]
fn what_passes_a_call_on_to_a_base_is_no_call_of_its_own() {
    let check = |call: &str, expect: &[&str]| {
        check_gaps(
            &format!(
                "//- /ext.py\nfrom markdown import Extension\nfrom other import Toc\nclass One(Extension):\n    def extend(self, md):\n        return 1\nclass Two(Toc):\n    def extend(self, md):\n        return {call}\n\
                 //- /test_ext.py\nfrom ext import One, Two\ndef test_it():\n    assert render([One(), Two()])\n"
            ),
            expect,
        );
    };
    check("Toc.extend(self, md)", &[]);
    check("super().extend(md)", &[]);
    check("md.extend(self)", &[]);
    check(
        "1\ndef use(it):\n    return it.extend(1)",
        &["ext.py#One.extend", "ext.py#Two.extend", "ext.py#use"],
    );
}

#[test]
fn enumerations_call_methods_of_their_own() {
    check_gaps(
        "//- /kind.py\nfrom enum import Enum\nclass Kind(Enum):\n    A = 1\n    @classmethod\n    def _missing_(cls, value):\n        return 1\n    @classmethod\n    def _other_(cls, value):\n        return 1\n\
         //- /test_kind.py\nfrom kind import Kind\ndef test_it():\n    assert Kind('x')\n",
        &["kind.py#Kind._other_"],
    );
}

/// What no test reaches.
fn check_gaps(fixture: &str, expect: &[&str]) {
    let gaps = gaps(fixture);
    assert_eq!(gaps, expect, "{fixture}");
}

#[test]
fn symbols_of_the_language_and_callbacks_of_elements_are_protocols() {
    let cart = "//- /package.json\n{}\n//- /cart.ts\nexport class Cart {\n*[Symbol.iterator]() { yield 1 }\n\
                connectedCallback() { return 1 }\niterator() { return 2 }\nset total(to) { this.sum = to }\nget count() { return 3 } }\n\
                export const use = (it) => it.iterator\n";
    check_gaps(
        &format!(
            "{cart}//- /cart.test.ts\nimport {{ Cart }} from './cart'\nit('makes', () => {{ expect([...new Cart()]) }})\n"
        ),
        &[
            "cart.ts#Cart.iterator",
            "cart.ts#Cart.total",
            "cart.ts#Cart.count",
            "cart.ts#use",
        ],
    );
    check_gaps(
        &format!(
            "{cart}//- /cart.test.ts\nimport {{ Cart }} from './cart'\nit('sets', () => {{ new Cart().total = 1 }})\n"
        ),
        &["cart.ts#Cart.iterator", "cart.ts#Cart.count", "cart.ts#use"],
    );
}

#[test]
fn common_names_of_interfaces_are_protocols_where_nobody_else_says_them() {
    let module = |more: &str, taker: &str| {
        format!(
            "//- /go.mod\nmodule x\n\ngo 1.21\n//- /r.go\npackage x\n\ntype R struct{{}}\n\n\
             func (r *R) Read(p []byte) (int, error) {{\n\treturn 0, nil\n}}\n\n\
             func (r *R) MarshalText() ([]byte, error) {{\n\treturn nil, nil\n}}\n{more}\
             //- /r_test.go\npackage x\n\nimport (\n\t\"io\"\n\t\"testing\"\n)\n\nfunc TestA(t *testing.T) {{\n\t{taker}(&R{{}})\n}}\n"
        )
    };
    let others = "\nfunc idle(b Book) {\n\tb.Read(1)\n}\n";
    check_gaps(&module("", "io.Take"), &[]);
    check_gaps(&module(others, "io.Take"), &["r.go#R.Read", "r.go#idle"]);
    // What reads to the end calls it, whoever else has that name.
    check_gaps(&module(others, "io.ReadAll"), &["r.go#idle"]);
}

#[test]
fn types_that_code_says_it_gets_have_objects() {
    let check = |body: &str, expect: &[&str]| {
        check_gaps(
            &format!(
                "//- /Cargo.toml\n[package]\nname = \"x\"\n//- /src/lib.rs\npub struct Money;\n\
                 impl FromStr for Money {{ fn from_str(text: &str) -> Result<Self, Lost> {{ one(text) }} }}\n\
                 pub struct Lost;\nimpl From<Other> for Lost {{ fn from(other: Other) -> Lost {{ one(other) }} }}\n\
                 pub fn read() -> Result<u8, Lost> {{ one()? }}\n#[test]\nfn reads() {{ {body} }}\n"
            ),
            expect,
        );
    };
    let (money, lost) = ("src/lib.rs#Money.from_str", "src/lib.rs#Lost.from");
    let read = "src/lib.rs#read";
    check("one()", &[money, lost, read]);
    check("read();", &[money]);
    check("let _: Money = \"1\".parse().unwrap();", &[read]);
    check("one(\"1\".parse::<Money>());", &[read]);
}

#[test]
fn objects_have_what_their_prototype_or_mixin_has() {
    let check = |cart: &str, expect: &[&str]| {
        check_gaps(
            &format!(
                "//- /package.json\n{{}}\n//- /cart.js\n{cart}\n\
                 //- /cart.test.js\nimport {{ Cart }} from './cart'\nit('adds', () => {{ new Cart().add(); const cart = new Cart(); cart.drop() }})\n\
                 //- /other.js\nexport const other = (it) => it.idle()\n"
            ),
            expect,
        );
    };
    check(
        "export function Cart() { this.n = 1 }\nCart.prototype.add = function () { return this.more() }\n\
         Cart.prototype.drop = function () { return 1 }\nCart.prototype.more = function () { return 2 }\n\
         Cart.prototype.idle = function () { return 3 }",
        &["cart.js#Cart.idle", "other.js#other"],
    );
    check(
        "const mix = (Base) => class extends Base { add() { return 1 }\ndrop() { return 1 }\nidle() { return 2 } }\n\
         export class Cart extends mix(Object) {}",
        &["cart.js#mix.<anonymous>.idle", "other.js#other"],
    );
}

#[test]
fn frameworks_call_what_is_decorated_for_them() {
    let gaps = gaps(
        "//- /views.py\nfrom rest import ViewSet, action\nclass Books(ViewSet):\n    @action(detail=False)\n    def archived(self):\n        return 1\n    def helper(self):\n        return 2\n\
         def use(book):\n    return book.archived, other.helper\n\
         //- /test_views.py\nfrom views import Books\ndef test_books():\n    assert Books()\n",
    );
    assert_eq!(gaps, ["views.py#Books.helper", "views.py#use"]);
}

#[test]
fn methods_that_a_decorator_remembers_run_with_objects_of_their_class() {
    let gaps = |decorator: &str| {
        let found = symbol_statuses(&format!(
            "//- /tags.py\ndef parse(tag):\n    def wrap(func):\n        func.tag = tag\n        return func\n    return wrap\n\
             //- /reader.py\nfrom tags import parse\nfrom other import mark\nclass Reader:\n    {decorator}\n    def read_key(self):\n        return 1\n\
             //- /test_reader.py\nfrom reader import Reader\ndef test_reader():\n    assert Reader()\n"
        ));
        let gaps = found
            .iter()
            .filter_map(|line| line.strip_prefix("reader.py#")?.strip_suffix(" unreached"));
        gaps.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(gaps("@parse('KEY')").is_empty());
    assert_eq!(gaps("@parse"), ["Reader.read_key"]);
    assert_eq!(gaps("@mark('KEY')"), ["Reader.read_key"]);
}

#[test]
fn a_mark_lasts_where_other_code_uses_the_name() {
    let gaps = |body: &str| {
        gaps(&format!(
            "//- /tags.py\ndef expose(url):\n    def wrap(f):\n        {body}\n        return f\n    return wrap\n\
             //- /view.py\nfrom tags import expose\nclass View:\n    @expose('/')\n    def export(self):\n        return 1\n    def save(self):\n        return 2\n\
             //- /other.py\ndef idle(ds):\n    return ds.export('x') + ds.save()\n\
             //- /test_view.py\nfrom view import View\ndef test_view():\n    assert View()\n"
        ))
    };
    let rest = ["other.py#idle", "view.py#View.save"];
    assert_eq!(gaps("f.urls = [url]"), rest);
    let found = gaps("known = [url]");
    assert!(
        found.contains(&"view.py#View.export".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_serializer_shows_what_its_methods_give_whatever_else_has_their_names() {
    let gaps = gaps(
        "//- /items.py\nfrom rest_framework import serializers\nclass Item(serializers.Serializer):\n    label = serializers.SerializerMethodField()\n    def get_label(self, it):\n        return it.get_label\n    def other(self):\n        return 1\n\
         //- /idle.py\ndef idle(it):\n    return it.get_label() + it.other()\n\
         //- /test_items.py\nfrom items import Item\ndef test_item():\n    assert Item()\n",
    );
    assert_eq!(gaps, ["idle.py#idle", "items.py#Item.other"]);
}

/// The functions of a package of Go that nothing in `test` leads to.
fn gaps_of_go(source: &str, test: &str) -> Vec<String> {
    gaps(&format!(
        "//- /go.mod\nmodule x\n//- /a.go\npackage x\n{source}\n\
         //- /a_test.go\npackage x\nimport \"testing\"\nfunc TestA(t *testing.T) {{ {test} }}\n"
    ))
}

#[test]
fn libraries_of_go_call_methods_of_what_they_are_given() {
    let source = "type R struct{ n int }\nfunc (r *R) Read(p []byte) (int, error) { r.n++; return 0, io.EOF }\n\
                  type Queue []int\nfunc (q *Queue) Pop() any { return one() }\nfunc one() int { return 1 }\n\
                  type Idle struct{}\nfunc (i Idle) Read() int { return 1 }\nfunc use(i Idle, q Stack) { i.Read(); q.Pop() }\n";
    let left = [
        "a.go#Idle.Read",
        "a.go#use",
        "a.go#R.Read",
        "a.go#Queue.Pop",
        "a.go#one",
    ];
    let check = |test: &str, expect: &[&str]| {
        let mut found = gaps_of_go(source, test);
        found.sort_unstable();
        let mut expect = expect.to_vec();
        expect.sort_unstable();
        assert_eq!(found, expect, "{test}");
    };
    let [idle, uses, read, pop, one] = left;
    check("io.ReadAll(&R{})", &[idle, uses, pop, one]);
    check("heap.Pop(&Queue{})", &[idle, uses, read]);
    check("own.Take(&Queue{})", &left);
}

#[test]
fn what_a_list_of_go_holds_has_its_methods_behind_an_index() {
    let source = |body: &str| {
        format!(
            "type T struct{{ n int }}\nfunc (t *T) Dump() int {{ return t.n }}\nfunc (t *T) Only() int {{ return t.n }}\n\
             type All []*T\nfunc (all All) Dump() int {{ {body} }}\n"
        )
    };
    let check = |body: &str, expect: &[&str]| {
        let found = gaps_of_go(&source(body), "All{{}}.Dump()");
        assert_eq!(found, expect, "{body}");
    };
    let (dump, only) = ("a.go#T.Dump", "a.go#T.Only");
    check("return all[0].Dump()", &[only]);
    check("return all[0].Only()", &[dump]);
    check("for _, t := range all { t.Only() }; return 1", &[dump]);
    check("for _, t := range all { t.Dump() }; return 1", &[only]);
    check("return (&T{}).Only()", &[dump]);
    check("return call((*T).Only)", &[dump]);
    check("return 1", &[dump, only]);
    // What only says that a type has the methods of an interface makes no object.
    let held = "type Run interface{ Go() }\nvar _ Run = (*Made)(nil)\ntype Made struct{}\nfunc (m *Made) Go() { one() }\n\
                func one() int { return 1 }\nfunc Use(run Run) { run.Go() }\n";
    let found = gaps_of_go(held, "Use(other())");
    assert_eq!(found, ["a.go#Made.Go", "a.go#one"]);
}

#[test]
fn other_names_of_a_type_lead_to_it_from_any_file_of_the_package() {
    let check = |name: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /go.mod\nmodule x\n//- /base.go\npackage x\ntype Base[T any] struct{{ v T }}\nfunc (b *Base[T]) Own() int {{ return 1 }}\nfunc (b *Base[T]) Idle() int {{ return 1 }}\n\
             //- /names.go\npackage x\n{name}\n\
             //- /a_test.go\npackage x\nimport \"testing\"\nfunc TestA(t *testing.T) {{ f := &Flag{{}}; f.Own() }}\n"
        ));
        assert_eq!(found, expect, "{name}");
    };
    check("type Flag = Base[int]", &["base.go#Base.Idle"]);
    check(
        "type Flag struct{}",
        &["base.go#Base.Own", "base.go#Base.Idle"],
    );
}

#[test]
fn sets_of_the_tree_have_what_they_hold_taken_out() {
    let check = |base: &str, expect: &[&str]| {
        check_gaps(
            &format!(
                "//- /a.py\nfrom collections.abc import MutableSet, Sized\nclass All({base}):\n    def add(self, it):\n        return 1\n    def discard(self, it):\n        return 2\n    def drop(self, it):\n        return 3\n\
                 //- /b.py\ndef other(it, n):\n    set(it).discard(n)\n    set(it).add(n)\n    it.drop(n)\n\
                 //- /test_a.py\nfrom a import All\ndef test_all():\n    assert All() - 1\n"
            ),
            expect,
        );
    };
    let other = "b.py#other";
    check("MutableSet", &["a.py#All.drop", other]);
    let all = ["a.py#All.add", "a.py#All.discard", "a.py#All.drop", other];
    check("Sized", &all);
}
