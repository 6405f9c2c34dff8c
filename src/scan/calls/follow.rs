//! Follows chains of names: the meaning of `self.repo.create` in a method, of `store.load` in a test.

use crate::lang::Family;
use crate::model::{Binding, BindingKind, FileId, last_part};

use super::chains::{Chain, Head, head_of, parts};
use super::index::{Index, Node};
use super::library::leads_back;
use super::library_rust::is_of_std;
use super::names::{Imported, NameId};
use super::value::{Followed, Fuel, Heads, Place, Value, node_of};

/// Most things that a name of one function is bound to which are looked at.
const MOST_BOUND: usize = 8;

/// A chain as it is written.
#[derive(Clone, Copy)]
struct Written<'a> {
    path: &'a str,
    /// Whether its dots lead from a value.
    is_of_value: bool,
}

impl<'a> Written<'a> {
    fn of(chain: &Chain<'a>) -> Self {
        Self {
            path: chain.text,
            is_of_value: chain.is_of_value,
        }
    }
}

impl<'a> Index<'a> {
    /// Follows a chain as written at a place.
    pub(super) fn follow(&self, place: Place, path: &'a str) -> Followed<'a> {
        let head = self.word(place.file, head_of(path));
        let written = Written {
            path,
            is_of_value: false,
        };
        self.follow_from(place, written, head.id, |fuel| {
            self.head(place, &head, fuel)
        })
    }

    /// Follows a chain of the file at a place; `heads` are those that are known there.
    pub(super) fn follow_chain(
        &self,
        place: Place,
        chain: &Chain<'a>,
        heads: &mut Heads<'a>,
    ) -> Followed<'a> {
        let names = self.names_of(place.file);
        let head = names.and_then(|names| names.chains.head(chain));
        let id = head.and_then(|(_, head)| head.id);
        self.follow_from(place, Written::of(chain), id, |fuel| {
            let (number, head) = head?;
            heads.value((number, place.within), fuel, || {
                self.head(place, head, fuel)
            })
        })
    }

    /// What else a chain of the file stands for at a place, where its first name is bound again in
    /// the same function: in another branch, in a block of its own, after the first use.
    pub(super) fn follow_others(&self, place: Place, chain: &Chain<'a>) -> Vec<Followed<'a>> {
        let others = || {
            let names = self.names_of(place.file)?;
            let (number, head) = names.chains.head(chain)?;
            let id = head.id?;
            let symbols = &self.facts(place.file)?.symbols;
            let mut scope = place.within.filter(|_| names.is_rebound(id));
            // Names of the function around count where the function itself has none.
            while let Some(at) = scope {
                let bound: Vec<_> = names.bound_in(id, scope).take(MOST_BOUND).collect();
                if !bound.is_empty() {
                    return Some((id, bound));
                }
                // There the name is something else.
                if names.chains.is_parameter(number, at) || names.inside(id, at).is_some() {
                    return None;
                }
                scope = symbols.get(at as usize)?.parent;
            }
            None
        };
        let Some((id, bound)) = others() else {
            let mut found = self.follow_imports(place, chain);
            found.extend(self.follow_alternative(place, chain));
            return found;
        };
        let mut known = Vec::<(Value<'a>, u32, &Binding)>::new();
        for (at, binding) in bound {
            let fuel = Fuel::new();
            if let Some(value) = self.bound(place.file, (at, binding), &fuel)
                && !known.iter().any(|(other, ..)| *other == value)
            {
                known.push((value, at, binding));
            }
        }
        // The first of them is what the name stands for otherwise.
        let others = known.into_iter().skip(1);
        let follow = |(_, at, binding)| {
            self.follow_from(place, Written::of(chain), Some(id), |fuel| {
                self.bound(place.file, (at, binding), fuel)
            })
        };
        // What only one of several types has is not asked of the others.
        let is_python = self.family(place.file) == Some(Family::Python);
        let is_meant = |(followed, kind): &(Followed<'a>, BindingKind)| {
            !is_python || *kind != BindingKind::Annotation || followed.value.is_some()
        };
        let found = others.map(|other| (follow(other), other.2.kind));
        found
            .filter(is_meant)
            .map(|(followed, _)| followed)
            .collect()
    }

    /// The function of a file of Rust that another build has in place of what is imported.
    fn follow_alternative(&self, place: Place, chain: &Chain<'a>) -> Option<Followed<'a>> {
        let names = self.names_of(place.file)?;
        let (number, head) = names.chains.head(chain)?;
        let id = head.id.filter(|_| !chain.text.contains('.'))?;
        names.import_of(id)?;
        let own = self.function_beside(place.file, id)?;
        let is_hidden = names.is_scoped(id)
            || place
                .within
                .is_some_and(|at| names.chains.is_parameter(number, at));
        (!is_hidden).then(|| Followed {
            through: [own].into_iter().collect(),
            value: self.value_of(own),
            ..Followed::default()
        })
    }

    /// What else a chain stands for, where the function imports its first name in several branches.
    fn follow_imports(&self, place: Place, chain: &Chain<'a>) -> Vec<Followed<'a>> {
        let imports = || {
            let names = self.names_of(place.file)?;
            let (number, head) = names.chains.head(chain)?;
            let id = head.id.filter(|id| names.is_scoped(*id))?;
            let symbols = &self.facts(place.file)?.symbols;
            let mut scope = place.within;
            while let Some(at) = scope {
                let imports = names.local_imports_of(id, at);
                if !imports.is_empty() {
                    return Some((id, imports));
                }
                if names.chains.is_parameter(number, at) {
                    return None;
                }
                scope = symbols.get(at as usize)?.parent;
            }
            None
        };
        let (id, imports) = match imports() {
            Some((id, imports)) if imports.len() > 1 => (id, imports),
            _ => return Vec::new(),
        };
        let follow = |imported: &Imported<'a>| {
            self.follow_from(place, Written::of(chain), Some(id), |fuel| {
                self.imported(*imported, fuel)
            })
        };
        imports.iter().skip(1).map(follow).collect()
    }

    /// A name of which nothing is known yet.
    fn word<'t>(&self, file: FileId, text: &'t str) -> Head<'t> {
        Head {
            text,
            number: None,
            id: self.names_of(file).and_then(|names| names.id(text)),
            may_be_parameter: true,
        }
    }

    /// Follows a chain whose first name has that number and stands for what `head` says.
    fn follow_from(
        &self,
        place: Place,
        written: Written<'a>,
        id: Option<NameId>,
        head: impl FnOnce(&Fuel) -> Option<Value<'a>>,
    ) -> Followed<'a> {
        let Written { path, is_of_value } = written;
        let mut followed = Followed::default();
        let fuel = &Fuel::new();
        let mut rest = path;
        let mut value = None;
        if path.starts_with('.') {
            followed.unknown = Some(last_part(path));
            followed.behind = parts(path).skip(1).count();
            return followed;
        }
        // `import a.b` makes the chain `a.b` a name of its own.
        if !is_of_value && let Some((head, tail)) = self.dotted_import(place.file, path, fuel) {
            value = Some(head);
            rest = tail;
        }
        let mut parts = parts(rest);
        if value.is_none() {
            parts.next();
            value = head(fuel).filter(|it| !is_of_value || !matches!(it, Value::Module(_)));
            followed.is_free = value.is_none();
        }
        match value.and_then(node_of) {
            None if !path.contains('.') => followed.through.extend(self.shadowed(place, path)),
            node => followed.through.extend(node),
        }
        let mut is_of_library = false;
        for part in parts {
            is_of_library =
                matches!(value, Some(Value::Library | Value::Container)) && !part.is_empty();
            let Some(known) = value else {
                followed.behind += usize::from(!part.is_empty());
                continue;
            };
            value = self.part_of(known, part, fuel);
            if part.is_empty() {
                continue;
            }
            if let Value::Object(file, object) = known
                && self.may_call_held((file, object), value)
            {
                followed.through.extend(self.functions_of(file, object));
            }
            followed.through.extend(value.and_then(node_of));
            followed.behind = usize::from(value.is_none());
        }
        let is_foreign = || match is_of_value && path.starts_with(char::is_lowercase) {
            // A variable that has the name of something imported.
            true => false,
            false => self.leads_out(place, id, path),
        };
        let is_rust = self.family(place.file) == Some(Family::Rust);
        if value.is_none() && (is_rust || !is_of_library) && !(followed.is_free && is_foreign()) {
            followed.unknown = Some(last_part(path));
            followed.is_of_library = is_rust
                && (is_of_library
                    || followed.is_free && !is_of_value && is_of_std(path)
                    || self.is_container(place, id, path));
        }
        followed.value = value;
        followed.constants = fuel.take_constants();
        followed.result_of = fuel.result_of();
        followed
    }

    /// Whether a chain of Python that stands for nothing of the tree begins with what is imported.
    pub(crate) fn is_of_outside(&self, file: FileId, path: &str) -> bool {
        let head = head_of(path);
        let imports = self.facts(file).map_or(&[] as &[_], |it| &it.imports);
        let is_module = imports.iter().any(|import| {
            let is_whole = import.names.is_empty() && import.alias.is_none();
            is_whole && head_of(&import.module) == head
        });
        let id = self.names_of(file).and_then(|names| names.id(head));
        self.is_foreign(file, id) || is_module
    }

    /// Whether a name is imported from outside of the tree.
    pub(super) fn is_foreign(&self, file: FileId, name: Option<NameId>) -> bool {
        let known = self.names_of(file).zip(name);
        known.is_some_and(|(names, id)| names.is_foreign(id) && !names.is_scoped(id))
    }

    /// Whether a chain leads out of the tree by its first name.
    fn leads_out(&self, place: Place, id: Option<NameId>, path: &str) -> bool {
        let is_made_there = || self.is_made_elsewhere(place, id);
        !leads_back(path) && (self.is_foreign(place.file, id) || is_made_there())
    }

    /// Whether a variable holds what a function from outside of the tree gives back, which has none
    /// of the tree's methods: `client, err := docker.NewClient()` of Go.
    fn is_made_elsewhere(&self, place: Place, name: Option<NameId>) -> bool {
        if self.family(place.file) != Some(Family::Go) {
            return false;
        }
        let Some((names, id)) = self.names_of(place.file).zip(name) else {
            return false;
        };
        let mut bound = names.bound_in(id, place.within).peekable();
        bound.peek().is_some()
            && bound.all(|(_, binding)| {
                let maker = head_of(&binding.source);
                binding.kind == BindingKind::Call
                    && !leads_back(&binding.source)
                    && self.is_foreign(place.file, names.id(maker))
            })
    }

    /// The function whose result a variable of its own name holds: `let starts = starts(index)`.
    /// Before that line the name still means the function, and only that can be called.
    fn shadowed(&self, place: Place, name: &str) -> Option<Node> {
        if !matches!(self.family(place.file), Some(Family::Go | Family::Rust)) {
            return None;
        }
        let names = self.names_of(place.file)?;
        let symbols = &self.facts(place.file)?.symbols;
        let id = names.id(name)?;
        let mut scope = place.within;
        while let Some(index) = scope {
            let mut bound = names.bound_in(id, scope);
            if bound.any(|(_, it)| it.kind == BindingKind::Call && *it.source == *it.name) {
                return node_of(self.in_module(place.file, name, &Fuel::new())?);
            }
            scope = symbols.get(index as usize)?.parent;
        }
        None
    }

    /// The longest beginning of a chain that is a name of its own, and what follows it.
    fn dotted_import(
        &self,
        file: FileId,
        path: &'a str,
        fuel: &Fuel,
    ) -> Option<(Value<'a>, &'a str)> {
        let (imported, tail) = self.names_of(file)?.dotted_import(path)?;
        Some((self.imported(imported, fuel)?, tail))
    }

    /// What a chain stands for, without keeping what it goes through.
    pub(super) fn chain(&self, place: Place, path: &'a str, fuel: &Fuel) -> Option<Value<'a>> {
        if !fuel.spend() {
            return None;
        }
        if let Some((head, tail)) = self.dotted_import(place.file, path, fuel) {
            return parts(tail).try_fold(head, |value, part| self.part_of(value, part, fuel));
        }
        let mut parts = parts(path);
        let head = self.word(place.file, parts.next()?);
        let head = self.head(place, &head, fuel)?;
        parts.try_fold(head, |value, part| self.part_of(value, part, fuel))
    }

    /// What a part of a chain stands for behind a value; one without a name is an element of it.
    fn part_of(&self, value: Value<'a>, part: &'a str, fuel: &Fuel) -> Option<Value<'a>> {
        match (part, value) {
            ("", Value::Container) => None,
            ("", value) => Some(value),
            (part, value) => self.member(value, part, fuel),
        }
    }
}
