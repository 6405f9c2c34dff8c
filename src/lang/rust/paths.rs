//! Rust's paths and types as dotted names, as seen from the file's own module.

use tree_sitter::Node;

use crate::lang::syntax::{first_child, text};

/// Types whose first argument tells more than they do themselves: what they hold is reached
/// through them by `Deref`, `?`, iteration or a pattern.
const WRAPPERS: &[&str] = &[
    "Arc",
    "Box",
    "BTreeSet",
    "Cell",
    "Cow",
    "HashSet",
    "LazyLock",
    "Mutex",
    "MutexGuard",
    "OnceCell",
    "OnceLock",
    "Option",
    "Pin",
    "Rc",
    "Ref",
    "RefCell",
    "RefMut",
    "Result",
    "RwLock",
    "Vec",
    "VecDeque",
    "Weak",
];

/// Stands before a path that an inline module says of what is around it, until the file is read.
pub(super) const AROUND: char = '^';

/// Where in the file the reading is: the inline modules and the type around it.
#[derive(Default)]
pub(super) struct Place {
    /// Inline modules, outermost first, with the byte after their last one.
    modules: Vec<(usize, Box<str>)>,
    /// Types of `impl` blocks and traits, and functions, which have no name here.
    owners: Vec<(usize, Option<Box<str>>)>,
}

impl Place {
    /// Closes what ends before the byte.
    pub(super) fn leave(&mut self, start: usize) {
        while self.modules.last().is_some_and(|(end, _)| *end <= start) {
            self.modules.pop();
        }
        while self.owners.last().is_some_and(|(end, _)| *end <= start) {
            self.owners.pop();
        }
    }

    pub(super) fn enter_module(&mut self, node: Node<'_>, name: &str) {
        self.modules.push((node.end_byte(), name.into()));
    }

    pub(super) fn enter_owner(&mut self, node: Node<'_>, name: &str) {
        self.owners.push((node.end_byte(), Some(name.into())));
    }

    pub(super) fn enter_function(&mut self, node: Node<'_>) {
        self.owners.push((node.end_byte(), None));
    }

    /// Whether what starts here stands in a type directly, rather than in a function.
    pub(super) fn is_in_owner(&self) -> bool {
        self.owners.last().is_some_and(|(_, name)| name.is_some())
    }

    /// Whether an inline module holds the byte.
    pub(super) fn is_in_module(&self, byte: usize) -> bool {
        self.modules_at(byte).next().is_some()
    }

    /// Names of the inline modules that hold the byte, outermost first.
    fn modules_at(&self, byte: usize) -> impl DoubleEndedIterator<Item = &str> {
        let holds = move |(end, _): &&(usize, Box<str>)| *end > byte;
        self.modules.iter().filter(holds).map(|(_, name)| &**name)
    }

    /// Dotted name of what an inline module declares.
    pub(super) fn in_modules(&self, byte: usize, name: &str) -> String {
        let mut path: Vec<_> = self.modules_at(byte).collect();
        path.push(name);
        path.join(".")
    }

    /// The type that `Self` stands for at the byte.
    fn owner_at(&self, byte: usize) -> Option<&str> {
        let owners = self.owners.iter().rev().filter(|(end, _)| *end > byte);
        owners.filter_map(|(_, name)| name.as_deref()).next()
    }

    /// Dotted path of a value: names of this module come without `self`.
    pub(super) fn value_path(&self, source: &str, node: Node<'_>) -> Option<String> {
        if matches!(node.kind(), "identifier" | "self") {
            return plain(source, node).map(str::to_owned);
        }
        self.own(&segments(source, node)?, node.start_byte())
    }

    /// The same for segments that were read one by one.
    pub(super) fn own(&self, segments: &[&str], byte: usize) -> Option<String> {
        let path = self.module_path(segments, byte)?;
        Some(match path.strip_prefix("self.") {
            Some(own) => own.to_owned(),
            None => path,
        })
    }

    /// The same for a use; where it leads out of an inline module, [`AROUND`] stands before it.
    pub(super) fn used(&self, segments: &[&str], byte: usize) -> Option<String> {
        let path = self.own(segments, byte)?;
        let leads_out = segments.first() == Some(&"super") && !path.starts_with("super.");
        Some(match leads_out {
            true => format!("{AROUND}{path}"),
            false => path,
        })
    }

    /// Dotted path with `self` and `super` as seen from the file's module and `Self` replaced.
    pub(super) fn module_path(&self, segments: &[&str], byte: usize) -> Option<String> {
        let mut rest = segments;
        let mut ups = 0;
        let mut is_relative = false;
        while let [first @ ("self" | "super"), others @ ..] = rest {
            is_relative = true;
            ups += usize::from(*first == "super");
            rest = others;
        }
        let mut path: Vec<&str> = Vec::new();
        if is_relative {
            let inside: Vec<&str> = self.modules_at(byte).collect();
            match inside.len().checked_sub(ups) {
                Some(kept) => {
                    path.push("self");
                    path.extend(inside.get(..kept)?);
                }
                None => path.extend(std::iter::repeat_n("super", ups - inside.len())),
            }
        } else if let [first @ "Self", others @ ..] = rest {
            path.push(self.owner_at(byte).unwrap_or(first));
            rest = others;
        }
        path.extend(rest);
        Some(path.join("."))
    }

    /// The dotted name of a type: of what is referred to or wrapped, where it refers or wraps.
    pub(super) fn type_head(&self, source: &str, node: Node<'_>) -> Option<String> {
        let mut node = node;
        loop {
            node = match node.kind() {
                "reference_type" | "pointer_type" => node.child_by_field_name("type")?,
                "dynamic_type" | "abstract_type" => node.child_by_field_name("trait")?,
                "array_type" => node.child_by_field_name("element")?,
                "bounded_type" | "higher_ranked_trait_bound" => {
                    let bound = node.child_by_field_name("type");
                    bound.or_else(|| first_child(node))?
                }
                "generic_type" => {
                    let name = node.child_by_field_name("type")?;
                    let path = segments(source, name)?;
                    let wrapped = path
                        .last()
                        .filter(|last| WRAPPERS.contains(last))
                        .and_then(|_| first_type(node.child_by_field_name("type_arguments")?));
                    wrapped.unwrap_or(name)
                }
                "type_identifier" | "scoped_type_identifier" | "primitive_type" => {
                    return self.own(&segments(source, node)?, node.start_byte());
                }
                _ => return None,
            };
        }
    }
}

/// The first argument that is a type.
fn first_type(arguments: Node<'_>) -> Option<Node<'_>> {
    arguments
        .named_children(&mut arguments.walk())
        .find(|argument| !argument.is_extra() && argument.kind() != "lifetime")
}

fn plain<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    let name = text(source, node)?;
    Some(name.strip_prefix("r#").unwrap_or(name))
}

/// The parts of a path, left to right, generic arguments left out; of `<T as Trait>::f` the
/// type counts.
pub(super) fn segments<'s>(source: &'s str, node: Node<'_>) -> Option<Vec<&'s str>> {
    let mut parts = Vec::new();
    let mut next = Some(node);
    while let Some(node) = next {
        next = match node.kind() {
            "scoped_identifier" | "scoped_type_identifier" => {
                parts.push(plain(source, node.child_by_field_name("name")?)?);
                node.child_by_field_name("path")
            }
            "generic_type"
            | "generic_type_with_turbofish"
            | "qualified_type"
            | "reference_type" => node.child_by_field_name("type"),
            "dynamic_type" => node.child_by_field_name("trait"),
            "bracketed_type" | "bounded_type" => first_child(node),
            "identifier" | "type_identifier" | "primitive_type" | "self" | "super" | "crate"
            | "metavariable" => {
                parts.push(plain(source, node)?);
                None
            }
            _ => return None,
        };
    }
    parts.reverse();
    Some(parts)
}
