//! Methods of Rust's well-known traits that run only where something asks for them: what writes a
//! value out for programmers, what takes the default of a type.

use std::sync::{Arc, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileId, Reference, ReferenceKind, SymbolKind, last_part};

use super::body::Body;
use super::chains::head_of;
use super::graph::Strength;
use super::index::{Index, Node};
use super::library_rust::{is_type, is_wrapper};
use super::site::{Only, Site, Told};
use super::traits::implemented;
use super::value::{Fuel, Value};

/// Most types, one inside of the other, that are asked for what they hold.
const MOST_HELD: usize = 64;

/// What may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Wanted {
    Debug,
    Default,
}

/// What runs where something is asked of a type; none where any may be meant.
pub(super) type WantedOf = FxHashMap<(Wanted, Node), Option<Arc<[Node]>>>;

/// The name under which other traits than `Debug` write something out.
const WRITTEN: &str = "{}";

impl Wanted {
    /// The name under which it is asked for where the type is not evident.
    pub(super) fn selector(self) -> &'static str {
        match self {
            Self::Debug => Reference::SHOWN,
            Self::Default => "default",
        }
    }
}

/// Whether a path is that of the function which puts a default in the place of something.
fn is_of_mem(path: &str) -> bool {
    matches!(path, "take" | "mem.take" | "std.mem.take" | "core.mem.take")
}

/// Methods that take the default of what is missing.
const TAKING_DEFAULTS: [&str; 3] = ["get_or_insert_default", "or_default", "unwrap_or_default"];

impl<'a> Index<'a> {
    /// What has to be asked for before a method runs that a type has by hand.
    pub(super) fn wanted_by(&self, method: Node) -> Option<Wanted> {
        let symbol = self.symbol(method)?;
        match (symbol.last(), last_part(implemented(symbol)?)) {
            ("fmt", "Debug") => Some(Wanted::Debug),
            ("default", "Default") => Some(Wanted::Default),
            _ => None,
        }
    }

    /// The name under which a method of Rust writes something out, by its trait.
    pub(super) fn written_as(&self, method: Node) -> Option<&'static str> {
        let symbol = self.symbol(method).filter(|it| it.last() == "fmt")?;
        implemented(symbol)?;
        Some(match self.wanted_by(method) {
            Some(wanted) => wanted.selector(),
            None => WRITTEN,
        })
    }

    /// The methods that run where something is asked of a type: its own, or else those of what it
    /// holds, for which what is derived asks in turn. None where any may be meant.
    fn wanted_of(&self, wanted: Wanted, class: Node) -> Option<Arc<[Node]>> {
        let known = || self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&(wanted, class)) {
            return found.clone();
        }
        let found = self.find_wanted(wanted, class).map(Into::into);
        known().insert((wanted, class), found.clone());
        found
    }

    fn find_wanted(&self, wanted: Wanted, class: Node) -> Option<Vec<Node>> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::from_iter([class]);
        let mut open = vec![class];
        while let Some(class) = open.pop() {
            let members = self.members(class);
            let own = members.iter().map(|(_, node)| *node);
            let own: Vec<Node> = own
                .filter(|node| self.wanted_by(*node) == Some(wanted))
                .collect();
            if !own.is_empty() {
                found.extend(own);
                continue;
            }
            if self.is_interface(class) {
                return None;
            }
            for held in self.held(class) {
                let held = held?;
                if seen.insert(held) {
                    open.push(held);
                }
                if seen.len() > MOST_HELD {
                    return None;
                }
            }
        }
        Some(found)
    }

    /// The types of the tree that a type holds; none for what may be any.
    fn held(&self, class: Node) -> Vec<Option<Node>> {
        let (file, _) = self.place(class);
        let all = self.held.get_or_init(|| self.find_held());
        let Some(facts) = self.facts(file) else {
            return Vec::new();
        };
        let own = all.get(&class).map_or(&[] as &[_], Vec::as_slice);
        let own = own.iter().filter_map(|at| {
            let binding = facts.bindings.get(*at as usize)?;
            Some((*at, binding))
        });
        let types =
            own.filter_map(
                |(at, binding)| match self.bound(file, (at, binding), &Fuel::new()) {
                    Some(Value::Instance(held) | Value::Class(held)) => Some(Some(held)),
                    Some(Value::Library | Value::Container) => None,
                    _ => (!self.is_elsewhere(file, &binding.source)).then_some(None),
                },
            );
        types.collect()
    }

    /// Whether a type is evidently not of the tree, whatever it is given being told beside it.
    fn is_elsewhere(&self, file: FileId, path: &str) -> bool {
        let names = self.names_of(file);
        let first = path.split('.').next().unwrap_or_default();
        let id = names.and_then(|names| names.id(first));
        is_type(last_part(path)) || path.contains('.') || self.is_foreign(file, id)
    }

    fn find_held(&self) -> FxHashMap<Node, Vec<u32>> {
        let mut found: FxHashMap<Node, Vec<u32>> = FxHashMap::default();
        for (file, _) in self.files_of(Family::Rust) {
            let Some(facts) = self.facts(file) else {
                continue;
            };
            for (at, binding) in (0_u32..).zip(&facts.bindings) {
                let within = binding.within.filter(|at| {
                    let symbol = facts.symbols.get(*at as usize);
                    symbol.is_some_and(|it| it.kind == SymbolKind::Class)
                });
                if let Some(class) = within.filter(|_| binding.kind == BindingKind::Annotation) {
                    found.entry(self.node(file, class)).or_default().push(at);
                }
            }
        }
        found
    }
}

impl<'a> Body<'a, '_> {
    /// What a use asks for; false where its last name may mean more than what is asked for.
    pub(super) fn want(&mut self, at: u32, reference: &'a Reference) -> bool {
        if self.index.family(self.file) != Some(Family::Rust) {
            return false;
        }
        let path: &'a str = &reference.path;
        let (of, last) = path.rsplit_once('.').unwrap_or(("", path));
        let line = reference.line;
        match last {
            Reference::SHOWN => {
                let value = self.value_of(reference, of);
                self.ask(Wanted::Debug, value, line);
                return true;
            }
            Reference::DEFAULT => {
                let value = self.value_of(reference, of);
                // A module inside of a file takes what the file has around it.
                if value.is_some() || !self.is_elsewhere(of) {
                    self.ask(Wanted::Default, value, line);
                }
                return true;
            }
            "default" if !reference.is_of_value => {
                let owner = last_part(of);
                let value = self.value_of(reference, of);
                let is_elsewhere = owner != "Default" && value.is_none() && self.is_elsewhere(of);
                let is_own = matches!(value, Some(Value::Class(class) | Value::Instance(class))
                    if self.index.own_method(class, last).is_some());
                if !is_own && (!is_elsewhere || is_wrapper(owner)) {
                    self.ask(Wanted::Default, value, line);
                }
                // Those of types from elsewhere are none of the tree's.
                return !is_own;
            }
            "fmt" if last_part(of) == "Debug" => self.ask(Wanted::Debug, None, line),
            "take" if reference.kind.is_run() && is_of_mem(path) => {
                let given = self.given_to(at, reference);
                self.ask(Wanted::Default, given, line);
            }
            _ if TAKING_DEFAULTS.contains(&last) => {
                let value = self.value_of(reference, of);
                self.ask(Wanted::Default, value, line);
            }
            _ if self.shows_itself(reference) => {
                let value = self.value_of(reference, path);
                let is_definition = matches!(
                    value,
                    Some(Value::Class(_) | Value::Function(_) | Value::Module(_))
                );
                if !is_definition || path.starts_with("self.") {
                    self.ask(Wanted::Debug, value, line);
                }
            }
            _ => {}
        }
        false
    }

    /// Whether a type is one of a library, which has a default of its own.
    fn is_elsewhere(&self, path: &str) -> bool {
        let names = self.index.names_of(self.file);
        let head = names.and_then(|names| names.id(head_of(path)));
        self.index.is_foreign(self.file, head) || is_type(last_part(path))
    }

    /// The value of a chain where it is used; of a function, what it gives back.
    fn value_of(&self, reference: &Reference, path: &'a str) -> Option<Value<'a>> {
        if path.is_empty() {
            return None;
        }
        let place = self.place_of(reference);
        match self.index.follow(place, path).value {
            Some(Value::Function(function)) => Some(self.index.result(function, &Fuel::new())),
            value => value,
        }
    }

    /// What a call is given first.
    fn given_to(&self, at: u32, call: &Reference) -> Option<Value<'a>> {
        let facts = self.facts;
        let given = facts.references.get(at as usize + 1)?;
        let is_near = given.line == call.line && given.within == call.within;
        is_near.then(|| self.value_of(given, &given.path)).flatten()
    }

    /// Whether what is read is in a body that writes a type out for programmers.
    fn shows_itself(&self, reference: &Reference) -> bool {
        let within = reference.within.map(|at| self.index.node(self.file, at));
        let is_value = reference.kind == ReferenceKind::Read || reference.path.starts_with("self.");
        is_value && within.and_then(|it| self.index.wanted_by(it)) == Some(Wanted::Debug)
    }

    /// Takes in that something is asked for, of a value of which this is known.
    fn ask(&mut self, wanted: Wanted, value: Option<Value<'a>>, line: u32) {
        let methods = match value {
            Some(Value::Library) => return,
            // Its default is its own, and holds nothing.
            Some(Value::Container) if wanted == Wanted::Default => return,
            Some(Value::Instance(class) | Value::Class(class)) => {
                self.index.wanted_of(wanted, class)
            }
            _ => None,
        };
        match methods {
            Some(methods) => {
                for to in methods.iter().copied() {
                    self.uses(to, Strength::Guess, line);
                }
            }
            None if self.notes.insert(Told::Wanted(wanted)) => {
                let name = wanted.selector();
                let only = Only::All;
                self.said.push(Site::ByName { name, line, only });
            }
            None => {}
        }
    }

    /// The name that a call by name means: what writes a type out asks what it holds to do so in the
    /// same way.
    pub(super) fn meant(&self, name: &'a str, reference: &Reference) -> &'a str {
        if name != "fmt" {
            return name;
        }
        let method = reference.within.map(|at| self.index.node(self.file, at));
        let names = self.index.names_of(self.file);
        let debug = names.and_then(|names| names.id("Debug"));
        match method.and_then(|it| self.index.written_as(it)) {
            Some(meant) => meant,
            // Only a trait that is imported has a method without its own name before it.
            None if !self.index.is_foreign(self.file, debug) => WRITTEN,
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What is a gap of types with methods by hand, where the code is as given.
    fn check(code: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /Cargo.toml\n[package]\nname = \"x\"\n\
             //- /src/lib.rs\nuse std::fmt;\nuse other::Far;\npub struct Key(u8);\npub struct Door {{ key: Key, all: Vec<Key>, far: Far }}\npub struct Wall<T> {{ inner: T }}\n\
             impl fmt::Debug for Key {{\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {{ f.write_str(\"key\") }}\n}}\n\
             impl fmt::Display for Key {{\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {{ f.write_str(\"k\") }}\n}}\n\
             impl Default for Key {{\n    fn default() -> Self {{ Key(1) }}\n}}\n\
             #[derive(Default)]\npub struct Plain {{ n: u8 }}\n{code}\n\
             #[test]\nfn uses() {{ run(Key(1)) }}\n"
        ));
        let found: Vec<&str> = found
            .iter()
            .filter_map(|it| it.strip_prefix("src/lib.rs#Key."))
            .collect();
        assert_eq!(found, expect, "{code}");
    }

    const ALL: [&str; 2] = ["fmt", "default"];

    #[test]
    fn what_is_written_for_programmers_asks_for_debug() {
        for none in [
            "",
            "println!(\"{}\", k);",
            "assert!(k.0 == 1, \"{k:?}\");",
            "let n: u8 = 1; println!(\"{n:?} {:?}\", 2);",
            "let p = Plain { n: 1 }; println!(\"{p:?}\");",
            "let s = String::new(); dbg!(s);",
        ] {
            check(&format!("pub fn run(k: Key) {{ {none} }}"), &ALL);
        }
        for shown in [
            "println!(\"{k:?}\");",
            "let m: HashMap<u8, Key> = of(k); println!(\"{m:?}\");",
            "let d = Door { key: k }; dbg!(&d);",
            "let w = Wall { inner: k }; format!(\"{:#?}\", w);",
            "let w = other(k); format!(\"{:?}\", w);",
            "fmt::Debug::fmt(&k, f);",
        ] {
            check(&format!("pub fn run(k: Key) {{ {shown} }}"), &["default"]);
        }
    }

    #[test]
    fn what_is_written_by_one_trait_asks_for_the_same_of_what_it_holds() {
        let of = |of: &str| {
            format!(
                "pub struct Around(Key);\nimpl fmt::{of} for Around {{\n    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {{ self.0.fmt(f) }}\n}}\npub fn run(k: Key) {{ println!(\"{{:?}}\", Around(k)) }}"
            )
        };
        check(&of("Debug"), &["default"]);
        let display = of("Display").replace("{:?}", "{}");
        check(&display, &ALL);
    }

    #[test]
    fn a_default_is_made_where_one_is_asked_for() {
        for none in [
            "Plain::default();",
            "let p: Plain = Default::default();",
            "String::default();",
            "Far::default();",
            "let n: Option<u8> = None; n.unwrap_or_default();",
            "Plain { ..Default::default() };",
            "let f: Far = Default::default();",
        ] {
            check(&format!("pub fn run(k: Key) {{ {none} }}"), &ALL);
        }
        for asked in [
            "Key::default();",
            "Door::default();",
            "Door { key: Default::default() };",
            "let d: Door = Default::default();",
            "let o: Option<Key> = None; o.unwrap_or_default();",
            "make::<Key>(k);",
            "std::mem::take(k);",
            "Box::default();",
        ] {
            let code = format!(
                "fn make<T: Default>(k: Key) {{ T::default(); }}\npub fn run(k: Key) {{ {asked} }}"
            );
            check(&code, &["fmt"]);
        }
    }
}
