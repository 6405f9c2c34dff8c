//! Methods that nobody calls by name: the language or a framework does, once there is an object.

mod hooks;
#[cfg(test)]
mod tests;

use crate::lang::{DOCTEST_NAME, Family};
use crate::model::{Symbol, SymbolKind, last_part};

pub(super) use hooks::{is_framework_hook, is_hook_of};

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
    CONSTRUCTORS.contains(&symbol.last())
}

/// Methods that a runner starts around the tests of a class.
pub(super) const SETUP: [&str; 18] = [
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
    // Suites of Go.
    "SetUpSuite",
    "SetUpTest",
    "SetupSuite",
    "SetupTest",
    "TearDownSuite",
    "TearDownTest",
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

/// Methods that Python's enumerations call.
const OF_ENUMS: [&str; 2] = ["_missing_", "_generate_next_value_"];

/// Whether a method is called without its name standing anywhere.
pub(super) fn is_by_protocol(family: Option<Family>, method: &Symbol) -> bool {
    let name = method.last();
    match family {
        Some(Family::Python) => {
            name.starts_with("__") && name.ends_with("__") || OF_ENUMS.contains(&name)
        }
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
    let name = symbol.last();
    let of_template = || {
        let mut starts = EVENTS_OF_VUE.iter().chain(&EVENTS_OF_SVELTE);
        starts.any(|start| name.starts_with(start))
    };
    symbol.kind == SymbolKind::Function
        && symbol.parent.is_some()
        && (is_event(name) || of_template())
}

/// Whether a function is what a template of Vue runs on an event or writes a field back with.
pub(crate) fn is_of_vue_event(symbol: &Symbol) -> bool {
    let mut starts = EVENTS_OF_VUE.iter();
    starts.any(|start| symbol.name.starts_with(start))
        && symbol.kind == SymbolKind::Function
        && symbol.parent.is_some()
}

/// What the names of functions begin with that run where people do something with what a template
/// of Vue draws: `@click save`.
const EVENTS_OF_VUE: [&str; 2] = ["@", "v-model"];

/// The same in templates of Svelte.
const EVENTS_OF_SVELTE: [&str; 1] = ["on:"];

/// Whether a name is that of what handles an event of an element: `onClick`.
pub(super) fn is_event(name: &str) -> bool {
    name.strip_prefix("on")
        .is_some_and(|event| EVENTS.iter().any(|known| event.starts_with(known)))
}

/// Decorators by which a method says that a framework calls it on objects of its class.
const REGISTERING: [&str; 14] = [
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
    // What views give to their templates: django-context-decorator.
    "context",
];

/// Whether a framework calls a method because of how it is decorated.
pub(super) fn is_registered(symbol: &Symbol) -> bool {
    symbol
        .decorators
        .iter()
        .filter(|decorator| &***decorator != "admin.action")
        .any(|decorator| REGISTERING.contains(&last_part(decorator)))
}

/// Whether the last part of a name is not one that people gave to a function that the code around it
/// runs.
pub(super) fn is_anonymous(last: &str) -> bool {
    let is_doctest = || last.starts_with(DOCTEST_NAME);
    last == "callback" || last.starts_with("callback~") || last.starts_with('<') && !is_doctest()
}
