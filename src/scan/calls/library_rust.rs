//! What is known of the types of Rust's standard library: no method of the tree is called on them but
//! those that traits of the tree give to them.

use crate::model::{Binding, BindingKind, FileId};

use super::chains::{head_of, parts};
use super::index::Index;
use super::names::NameId;
use super::value::{Fuel, Place, Value, node_of};

/// Types that hold nothing of the tree, or nothing that a loop over one gives as it is.
const CONCRETE: [&str; 51] = [
    "Arguments",
    "AtomicBool",
    "AtomicI32",
    "AtomicI64",
    "AtomicU32",
    "AtomicU64",
    "AtomicUsize",
    "BTreeMap",
    "CStr",
    "CString",
    "Duration",
    "File",
    "Formatter",
    "HashMap",
    "Instant",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "NonZeroU32",
    "NonZeroU64",
    "NonZeroU8",
    "NonZeroUsize",
    "Ordering",
    "OsStr",
    "OsString",
    "Path",
    "PathBuf",
    "PhantomData",
    "SocketAddr",
    "Stderr",
    "Stdin",
    "Stdout",
    "String",
    "SystemTime",
    "bool",
    "char",
    "f32",
    "f64",
    "i128",
    "i16",
    "i32",
    "i64",
    "i8",
    "isize",
    "str",
    "u128",
    "u16",
    "u32",
    "u64",
    "u8",
    "usize",
];

/// Types that hold what a loop over one gives.
const CONTAINERS: [&str; 6] = [
    "BTreeSet",
    "BinaryHeap",
    "HashSet",
    "LinkedList",
    "Vec",
    "VecDeque",
];

/// Types around a value, whose functions are their own.
const WRAPPERS: [&str; 12] = [
    "Arc", "Box", "Cell", "Cow", "Mutex", "OnceCell", "OnceLock", "Option", "Rc", "RefCell",
    "Result", "RwLock",
];

/// Whether a path leads to a function of the standard library by the name of its type, or to one of
/// its modules: `Vec::new`, `std::mem::replace`.
pub(super) fn is_of_std(path: &str) -> bool {
    let is_std = matches!(head_of(path), "std" | "core" | "alloc");
    let mut behind = path.rsplit('.').skip(1);
    let Some(owner) = behind.next() else {
        return false;
    };
    is_type(owner) || is_std && owner.starts_with(char::is_lowercase)
}

/// Whether a name is that of a type of the standard library.
pub(super) fn is_type(name: &str) -> bool {
    CONCRETE.binary_search(&name).is_ok() || CONTAINERS.contains(&name) || WRAPPERS.contains(&name)
}

/// Whether a type of the standard library is around another one, whose default is its own.
pub(super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// Whether a name is said to be of a map, a loop over which gives pairs.
pub(super) fn is_map(binding: &Binding) -> bool {
    let mut path = parts(&binding.source);
    path.any(|part| matches!(part, "BTreeMap" | "HashMap"))
}

impl Index<'_> {
    /// Whether a name of Rust is said to be of a type of the standard library.
    pub(super) fn is_of_std(&self, file: FileId, binding: &Binding) -> bool {
        let source = &*binding.source;
        let owner = match binding.kind {
            BindingKind::Call => source.rsplit_once('.').map(|(owner, _)| owner),
            _ => Some(source),
        };
        let is_concrete = |owner: &str| {
            let last = parts(owner).last().unwrap_or_default();
            CONCRETE.binary_search(&last).is_ok()
        };
        owner.is_some_and(|owner| is_concrete(owner) && !self.is_of_tree(file, owner))
    }

    /// Whether the tree has something under a name that the standard library has, too.
    fn is_of_tree(&self, file: FileId, path: &str) -> bool {
        let first = head_of(path);
        !matches!(first, "std" | "core" | "alloc")
            && self
                .in_module(file, first, &Fuel::new())
                .is_some_and(|value| node_of(value).is_some() || matches!(value, Value::Module(_)))
    }

    /// Whether a chain is a member of a variable that holds a new container of the standard library.
    pub(super) fn is_container(&self, place: Place, name: Option<NameId>, path: &str) -> bool {
        let Some((names, id)) = self.names_of(place.file).zip(name) else {
            return false;
        };
        if parts(path).count() != 2 || !names.is_scoped(id) {
            return false;
        }
        let makes = |source: &str| {
            let owner = source.rsplit_once('.').map(|(owner, _)| owner);
            owner.is_some_and(|it| CONTAINERS.contains(&it) && !self.is_of_tree(place.file, it))
        };
        let mut bound = names.bound_in(id, place.within).peekable();
        bound.peek().is_some()
            && bound.all(|(_, it)| it.kind == BindingKind::Call && makes(&it.source))
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    use super::CONCRETE;

    #[test]
    fn types_are_in_order() {
        assert!(CONCRETE.is_sorted());
    }

    /// What is a gap of a type whose methods have common names, where the code is as given.
    fn check(code: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /Cargo.toml\n[package]\nname = \"x\"\n\
             //- /src/lib.rs\nuse std::collections::HashMap;\npub struct Held(u8);\nimpl Held {{\n    pub fn len(&self) -> u8 {{ self.0 }}\n    pub fn push(&mut self) {{ self.0 += 1 }}\n    pub fn replace(&self) -> u8 {{ self.0 }}\n}}\n\
             pub struct Holder {{ all: HashMap<u8, Held>, name: String, n: u8, unknown: other::Thing }}\n\
             pub trait Long {{ fn len(&self) -> u8; }}\n{code}\n\
             #[test]\nfn uses() {{ run(Held {{ 0: 1 }}, make()) }}\n"
        ));
        let found: Vec<&str> = found
            .iter()
            .filter_map(|it| it.strip_prefix("src/lib.rs#Held."))
            .collect();
        assert_eq!(found, expect, "{code}");
    }

    #[test]
    fn nothing_of_the_tree_is_called_on_types_of_the_library() {
        let all = ["len", "push", "replace"];
        check(
            "pub fn run(h: Held, s: &str) { s.len(); s.push(); s[1..].len() }",
            &all,
        );
        check(
            "pub fn run(h: Held, s: Holder) { s.name.len(); s.all.push(); s.n.replace() }",
            &all,
        );
        check(
            "pub fn run(h: Held, s: u8) { let mut v = Vec::new(); v.push(h); let t = String::new(); t.len() }",
            &all,
        );
        check(
            "pub fn run(h: Held, s: u8) { std::mem::replace(h, h); Vec::len(h) }",
            &all,
        );
        check(
            "pub fn run(h: Held, s: Holder) { s.unknown.len() }",
            &["push", "replace"],
        );
        check(
            "pub fn run(h: Held, s: Holder) { s.all.get(1).unwrap().len() }",
            &["push", "replace"],
        );
        for element in [
            "let a = Holder { all: HashMap::new() }; a.all[1].len()",
            "let it = &s.all[1]; it.len()",
            "let mut v = Vec::new(); v.push(h); v[0].len()",
            "let v = vec![h]; v[n].len()",
        ] {
            let code = format!("pub fn run(h: Held, s: Holder) {{ {element} }}");
            check(&code, &["push", "replace"]);
        }
        check(
            "pub fn run(h: Held, s: u8) { let mut v = Vec::new(); v.push(h); for it in v { it.len() } }",
            &["push", "replace"],
        );
    }

    #[test]
    fn traits_of_the_tree_give_methods_to_types_of_the_library() {
        let found = gaps(
            "//- /Cargo.toml\n[package]\nname = \"x\"\n\
             //- /src/lib.rs\npub trait Long { fn size(&self) -> u8; }\nimpl Long for String { fn size(&self) -> u8 { 1 } }\n\
             pub struct Held(u8);\nimpl Held { pub fn size(&self) -> u8 { 2 } }\n\
             #[test]\nfn uses() { let h = Held(1); let s = String::new(); s.size() }\n",
        );
        assert_eq!(found, ["src/lib.rs#Held.size"]);
    }
}
