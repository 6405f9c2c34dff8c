//! Methods that nobody calls by name: the language or a framework does, once there is an object.

use crate::lang::{DOCTEST_NAME, Family};
use crate::model::{Symbol, SymbolKind};

/// Methods that run when an object is made.
pub(super) const CONSTRUCTORS: [&str; 5] = [
    "__init__",
    "__new__",
    "__post_init__",
    "constructor",
    "__init_subclass__",
];

/// Whether a definition runs when an object is made.
pub(crate) fn is_constructor(symbol: &Symbol) -> bool {
    CONSTRUCTORS.contains(&symbol.name.rsplit('.').next().unwrap_or(&symbol.name))
}

/// Methods that a runner starts around the tests of a class.
pub(super) const SETUP: [&str; 12] = [
    "setUp",
    "tearDown",
    "setUpClass",
    "tearDownClass",
    "asyncSetUp",
    "asyncTearDown",
    "setup_method",
    "teardown_method",
    "setup_class",
    "teardown_class",
    "setup",
    "setUpTestData",
];

/// Methods that React calls on its components, pages on their elements, and the language on any
/// object.
const ECMASCRIPT: [&str; 18] = [
    "render",
    "componentDidMount",
    "componentDidUpdate",
    "componentDidCatch",
    "componentWillMount",
    "componentWillUnmount",
    "shouldComponentUpdate",
    "getDerivedStateFromError",
    "getDerivedStateFromProps",
    "getSnapshotBeforeUpdate",
    // Elements of pages.
    "connectedCallback",
    "disconnectedCallback",
    "adoptedCallback",
    "attributeChangedCallback",
    "handleEvent",
    "toString",
    "toJSON",
    "valueOf",
];

/// Methods of the traits that Rust's operators, conversions, loops and macros call.
const RUST: [&str; 29] = [
    "fmt",
    "drop",
    "next",
    "eq",
    "ne",
    "cmp",
    "partial_cmp",
    "hash",
    "default",
    "from",
    "try_from",
    "deref",
    "deref_mut",
    "clone",
    "as_ref",
    "index",
    "add",
    "sub",
    "mul",
    "neg",
    "not",
    "into_iter",
    "from_str",
    "serialize",
    "deserialize",
    "poll",
    "borrow",
    "from_iter",
    "extend",
];

/// Methods of Go's well-known interfaces.
const GO: [&str; 21] = [
    "String",
    "Error",
    "Less",
    "Len",
    "Swap",
    "MarshalJSON",
    "UnmarshalJSON",
    "UnmarshalYAML",
    "MarshalYAML",
    "MarshalText",
    "UnmarshalText",
    "MarshalBinary",
    "UnmarshalBinary",
    "MarshalXML",
    "UnmarshalXML",
    "GobEncode",
    "GobDecode",
    "GoString",
    "RoundTrip",
    "ServeHTTP",
    "Unwrap",
];

/// Methods of Go's well-known interfaces whose names are so common that code of the tree may mean
/// others by them.
const GO_COMMON: [&str; 14] = [
    "Read",
    "Write",
    "Close",
    "Seek",
    "ReadFrom",
    "WriteTo",
    "Set",
    "Scan",
    "Value",
    "Format",
    "Is",
    "As",
    "Timeout",
    "Temporary",
];

/// Whether the libraries of a language call methods of that name, where no code of the tree does.
pub(super) fn is_common_protocol(family: Option<Family>, name: &str) -> bool {
    family == Some(Family::Go) && GO_COMMON.contains(&name)
}

/// Whether a function is what the prototype of a constructor has under its name.
pub(super) fn is_of_prototype(symbol: &Symbol) -> bool {
    let mut said = symbol.decorators.iter();
    symbol.kind == SymbolKind::Function && said.any(|said| &**said == "prototype")
}

/// Whether a method is called without its name standing anywhere.
pub(super) fn is_by_protocol(family: Option<Family>, method: &Symbol) -> bool {
    let name = method.name.rsplit('.').next().unwrap_or(&method.name);
    match family {
        Some(Family::Python) => name.starts_with("__") && name.ends_with("__"),
        // `[Symbol.iterator]` and its like are names that only the language uses.
        Some(Family::EcmaScript) => ECMASCRIPT.contains(&name) || method.name.contains(".[Symbol."),
        Some(Family::Go) => GO.contains(&name),
        // A method of the type's own has no operator, whatever it is called.
        Some(Family::Rust) => RUST.contains(&name) && is_of_trait(method),
        _ => false,
    }
}

fn is_of_trait(method: &Symbol) -> bool {
    let mut said = method.decorators.iter();
    said.any(|said| said.starts_with("impl."))
}

/// Methods that frameworks call on objects of classes derived from theirs, whose names are so
/// common that code of the tree may use them too.
const FRAMEWORK_HOOKS: [&str; 47] = [
    "run",
    "emit",
    "handle",
    "write",
    "flush",
    "format",
    "process",
    "filter",
    "visit",
    "dispatch",
    "get",
    "post",
    "put",
    "delete",
    // Forms, serializers, filters and feeds of Django.
    "clean",
    "to_representation",
    "to_internal_value",
    "queryset",
    "items",
    "link",
    // Views of Django and of its REST framework.
    "setup",
    "get_queryset",
    "get_object",
    "get_context_data",
    "get_form",
    "get_form_class",
    "get_form_kwargs",
    "get_initial",
    "get_prefix",
    "form_valid",
    "form_invalid",
    "get_success_url",
    "get_redirect_url",
    "get_template_names",
    "render_to_response",
    "has_permission",
    "has_object_permission",
    "test_func",
    "get_permission_required",
    "handle_no_permission",
    "get_permissions",
    "get_serializer_class",
    "get_serializer_context",
    "filter_queryset",
    "perform_create",
    "perform_update",
    "perform_destroy",
];

/// Whether a framework calls methods of that name on what is derived from its classes.
pub(super) fn is_framework_hook(name: &str) -> bool {
    FRAMEWORK_HOOKS.contains(&name)
}

/// Names too common for hooks of any framework, by how the classes are called that have them as such.
const HOOKS_OF: [(&str, &[&str]); 2] = [
    ("Encoder", &["default"]),
    ("Serializer", &["create", "update", "validate", "save"]),
];

/// Whether a base class from outside calls methods of that name on what is derived from it.
pub(super) fn is_hook_of(base: &str, name: &str) -> bool {
    let is_meant =
        |(ending, names): &(&str, &[&str])| base.ends_with(ending) && names.contains(&name);
    HOOKS_OF.iter().any(is_meant)
}

/// Whether a base class from outside calls methods only where somebody starts the object as a
/// program does, not wherever there is one.
pub(super) fn is_started_apart(base: &str) -> bool {
    matches!(
        base.rsplit('.').next(),
        Some("BaseCommand" | "AppCommand" | "LabelCommand" | "NoArgsCommand")
    )
}

/// Events of pages: what handles them runs where somebody clicks or types.
const EVENTS: [&str; 17] = [
    "Click",
    "DoubleClick",
    "ContextMenu",
    "Change",
    "Input",
    "Submit",
    "Key",
    "Mouse",
    "Pointer",
    "Touch",
    "Focus",
    "Blur",
    "Drag",
    "Drop",
    "Paste",
    "Wheel",
    "Scroll",
];

/// Whether a function of its own handles an event of an element: `onClick={() => …}`.
pub(super) fn handles_event(symbol: &Symbol) -> bool {
    let name = symbol.name.rsplit('.').next().unwrap_or_default();
    let of_template = || {
        EVENTS_OF_TEMPLATES
            .iter()
            .any(|start| name.starts_with(start))
    };
    symbol.kind == SymbolKind::Function
        && symbol.parent.is_some()
        && (is_event(name) || of_template())
}

/// Whether a function is what a template of Vue runs on an event or writes a field back with.
pub(crate) fn is_of_vue_event(symbol: &Symbol) -> bool {
    let is_named = symbol.name.starts_with('@') || symbol.name.starts_with("v-model");
    is_named && symbol.kind == SymbolKind::Function && symbol.parent.is_some()
}

/// What the names of functions begin in that run where people do something with what a template
/// draws: `@click save`.
const EVENTS_OF_TEMPLATES: [&str; 3] = ["@", "v-model", "on:"];

/// Whether a name is that of what handles an event of an element: `onClick`.
pub(super) fn is_event(name: &str) -> bool {
    name.strip_prefix("on")
        .is_some_and(|event| EVENTS.iter().any(|known| event.starts_with(known)))
}

/// Decorators by which a method says that a framework calls it on objects of its class.
const REGISTERING: [&str; 13] = [
    // Routes of view sets.
    "action",
    // Checks of data; what only writes it out runs less often.
    "validator",
    "field_validator",
    "model_validator",
    "root_validator",
    "validates",
    "validates_schema",
    "pre_load",
    "post_load",
    "pre_dump",
    "post_dump",
    // Events.
    "HostListener",
    "listens_for",
];

/// Whether a framework calls a method because of how it is decorated.
pub(super) fn is_registered(symbol: &Symbol) -> bool {
    symbol
        .decorators
        .iter()
        .filter(|decorator| &***decorator != "admin.action")
        .any(|decorator| REGISTERING.contains(&decorator.rsplit('.').next().unwrap_or(decorator)))
}

/// Whether the last part of a name is not one that people gave to a function that the code around it
/// runs.
pub(super) fn is_anonymous(last: &str) -> bool {
    let is_doctest = || last.starts_with(DOCTEST_NAME);
    last == "callback" || last.starts_with("callback~") || last.starts_with('<') && !is_doctest()
}

#[cfg(test)]
mod tests {
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
        let module = |more: &str| {
            format!(
                "//- /go.mod\nmodule x\n\ngo 1.21\n//- /r.go\npackage x\n\ntype R struct{{}}\n\n\
                 func (r *R) Read(p []byte) (int, error) {{\n\treturn 0, nil\n}}\n\n\
                 func (r *R) MarshalText() ([]byte, error) {{\n\treturn nil, nil\n}}\n{more}\
                 //- /r_test.go\npackage x\n\nimport (\n\t\"io\"\n\t\"testing\"\n)\n\nfunc TestA(t *testing.T) {{\n\tio.ReadAll(&R{{}})\n}}\n"
            )
        };
        check_gaps(&module(""), &[]);
        check_gaps(
            &module("\nfunc idle(b Book) {\n\tb.Read(1)\n}\n"),
            &["r.go#R.Read", "r.go#idle"],
        );
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
}
