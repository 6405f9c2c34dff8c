//! Methods that frameworks call on objects of classes derived from theirs.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Methods that frameworks call on objects of classes derived from theirs, whose names are so
/// common that code of the tree may use them too.
static FRAMEWORK_HOOKS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| {
    FxHashSet::from_iter([
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
    ])
});

/// Whether a framework calls methods of that name on what is derived from its classes.
pub(in crate::scan::calls) fn is_framework_hook(name: &str) -> bool {
    FRAMEWORK_HOOKS.contains(name)
}

/// Names too common for hooks of any framework, by how the classes are called that have them as such.
const HOOKS_OF: [(&str, &[&str]); 27] = [
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
    ("MutableSet", &["add", "discard"]),
    ("MutableSequence", &["insert"]),
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

/// Endings of the names of classes, by the hooks that those have.
static CLASSES_BY_HOOK: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut found: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for (ending, names) in HOOKS_OF {
        for name in names {
            found.entry(name).or_default().push(ending);
        }
    }
    found
});

/// Whether a base class from outside calls methods of that name on what is derived from it.
pub(in crate::scan::calls) fn is_hook_of(base: &str, name: &str) -> bool {
    let endings = CLASSES_BY_HOOK.get(name).into_iter().flatten();
    let is_of_field = |(ending, start): &(&str, &str)| {
        name.len() > start.len() && name.starts_with(start) && base.ends_with(ending)
    };
    let mut endings = endings.copied();
    endings.any(|ending| base.ends_with(ending)) || HOOKS_OF_FIELDS.iter().any(is_of_field)
}
