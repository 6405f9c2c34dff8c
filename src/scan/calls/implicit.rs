//! Methods that nobody calls by name: the language or a framework does, once there is an object.

/// Methods that run when an object is made.
pub(super) const CONSTRUCTORS: [&str; 5] = ["__init__", "__new__", "__post_init__", "constructor", "__init_subclass__"];

/// Methods that a runner starts around the tests of a class.
pub(super) const SETUP: [&str; 12] = [
    "setUp", "tearDown", "setUpClass", "tearDownClass", "asyncSetUp", "asyncTearDown", "setup_method",
    "teardown_method", "setup_class", "teardown_class", "setup", "setUpTestData",
];

/// Methods that operators, protocols and frameworks call on any object.
const BY_PROTOCOL: [&str; 45] = [
    // React components.
    "render", "componentDidMount", "componentDidUpdate", "componentWillUnmount", "getDerivedStateFromProps",
    // Rust's operator, conversion and formatting traits.
    "fmt", "drop", "next", "eq", "ne", "cmp", "partial_cmp", "hash", "default", "from", "try_from", "deref",
    "deref_mut", "clone", "as_ref", "index", "add", "sub", "mul", "neg", "not", "into_iter", "from_str",
    "serialize", "deserialize", "poll", "borrow", "from_iter", "extend",
    // Go's well-known interfaces.
    "String", "Error", "Less", "Len", "Swap", "MarshalJSON", "UnmarshalJSON", "UnmarshalYAML", "MarshalYAML",
    "ServeHTTP", "Unwrap",
];

/// Whether a method is called without its name standing anywhere.
pub(super) fn is_by_protocol(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__") || BY_PROTOCOL.contains(&name)
}

/// Whether a function has no name of its own, so that nobody but its surroundings calls it.
pub(super) fn is_anonymous(qualified: &str) -> bool {
    let last = qualified.rsplit('.').next().unwrap_or(qualified);
    let last = last.split('~').next().unwrap_or(last);
    last == "callback" || last.starts_with('<')
}
