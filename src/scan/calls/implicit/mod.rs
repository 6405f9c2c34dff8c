//! Methods that nobody calls by name: the language or a framework does, once there is an object.

#[cfg(test)]
mod tests;

use crate::lang::{DOCTEST_NAME, Family};
use crate::model::{Symbol, SymbolKind, last_part};

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
const HOOKS_OF: [(&str, &[&str]); 25] = [
    ("Encoder", &["default"]),
    ("Serializer", &["create", "update", "validate", "save"]),
    // What forms of Django draw, and what reads it back.
    ("Widget", &WIDGET),
    ("Input", &WIDGET),
    ("Select", &WIDGET),
    ("Multiple", &WIDGET),
    ("Textarea", &WIDGET),
    ("Field", &FIELD),
    ("Backend", &["authenticate", "get_user", "has_perm"]),
    ("Authentication", &["authenticate", "authenticate_header"]),
    // Of django-ninja.
    ("HttpBearer", &["authenticate"]),
    ("HttpBasicAuth", &["authenticate"]),
    ("APIKeyHeader", &["authenticate"]),
    ("APIKeyQuery", &["authenticate"]),
    ("APIKeyCookie", &["authenticate"]),
    ("APIRootView", &["get_view_name"]),
    ("Lookup", &["as_sql", "process_lhs", "process_rhs"]),
    ("Transform", &["as_sql"]),
    // Of click.
    ("ParamType", &["convert", "shell_complete"]),
    ("click.Command", &OF_COMMAND),
    ("click.Group", &OF_COMMAND),
    ("click.MultiCommand", &OF_COMMAND),
    // Of Python's own library.
    ("NodeVisitor", &["visit", "generic_visit"]),
    ("NodeTransformer", &["visit", "generic_visit"]),
    ("JSONEncoder", &["encode", "iterencode"]),
];

/// What click calls on its commands.
const OF_COMMAND: [&str; 8] = [
    "invoke",
    "get_command",
    "list_commands",
    "resolve_command",
    "parse_args",
    "make_context",
    "format_help",
    "format_commands",
];

/// What forms of Django call on their widgets.
const WIDGET: [&str; 7] = [
    "get_context",
    "optgroups",
    "create_option",
    "format_value",
    "build_attrs",
    "value_from_datadict",
    "value_omitted_from_data",
];

/// What forms, models and serializers call on their fields.
const FIELD: [&str; 12] = [
    "to_python",
    "prepare_value",
    "has_changed",
    "widget_attrs",
    "get_prep_value",
    "get_attribute",
    "from_db_value",
    "formfield",
    "pre_save",
    "get_url",
    // Of WTForms.
    "process_formdata",
    "populate_obj",
];

/// What the names of methods begin with that are called for one field each, by how the classes are
/// called that have such.
const HOOKS_OF_FIELDS: [(&str, &str); 3] = [
    ("Form", "clean_"),
    ("Serializer", "validate_"),
    // What a `SerializerMethodField` shows.
    ("Serializer", "get_"),
];

/// Whether a base class from outside calls methods of that name on what is derived from it.
pub(super) fn is_hook_of(base: &str, name: &str) -> bool {
    let is_meant =
        |(ending, names): &(&str, &[&str])| base.ends_with(ending) && names.contains(&name);
    let is_of_field = |(ending, start): &(&str, &str)| {
        base.ends_with(ending) && name.len() > start.len() && name.starts_with(start)
    };
    HOOKS_OF.iter().any(is_meant) || HOOKS_OF_FIELDS.iter().any(is_of_field)
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
