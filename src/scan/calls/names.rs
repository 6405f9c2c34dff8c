//! One file's definitions, imports and bindings by name.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Binding, BindingKind, FileFacts, FileId, Presence, SymbolKind};
use crate::scan::resolve::{Edge, EdgeKind};

use super::implicit::is_anonymous;

/// What a local name is imported from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Imported<'a> {
    pub(super) file: FileId,
    /// The name there; none for the module as a whole.
    pub(super) name: Option<&'a str>,
}

/// One file's definitions by name.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// Definitions by qualified name.
    pub(super) symbols: FxHashMap<&'a str, u32>,
    /// Later definitions of the same name, by the first.
    pub(super) repeats: FxHashMap<u32, Vec<u32>>,
    /// Definitions by the part after the last dot.
    pub(super) by_last: FxHashMap<&'a str, Vec<u32>>,
    /// Constant objects whose functions are definitions: `api` and `api.users` of `api.users.load`,
    /// with all functions inside.
    pub(super) objects: FxHashMap<&'a str, Vec<u32>>,
    /// Imports by local name; of Python, `a.b` of `import a.b` too.
    pub(super) imports: FxHashMap<&'a str, Imported<'a>>,
    /// Files of which all names are imported.
    pub(super) stars: Vec<FileId>,
    /// Bindings by name.
    pub(super) bindings: FxHashMap<&'a str, Vec<&'a Binding>>,
    /// What a function returns, by symbol.
    pub(super) returns: FxHashMap<u32, Vec<&'a Binding>>,
    /// Types by the symbol in which they annotate something.
    pub(super) annotated: FxHashSet<(Option<u32>, &'a str)>,
    /// Functions that no name leads to, by the symbol around them.
    pub(super) anonymous: FxHashMap<Option<u32>, Vec<u32>>,
    /// Indices of references by symbol.
    pub(super) references: Vec<Vec<u32>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(facts: &'a FileFacts, edges: &'a [Edge]) -> Self {
        let mut names = Self::default();
        names.add_symbols(facts);
        names.add_objects(facts);
        names.add_imports(edges);
        names.add_bindings(facts);
        names.add_anonymous(facts);
        names.references = vec![Vec::new(); facts.symbols.len()];
        for (index, reference) in (0_u32..).zip(&facts.references) {
            let list = reference
                .within
                .and_then(|symbol| names.references.get_mut(symbol as usize));
            if let Some(list) = list {
                list.push(index);
            }
        }
        names
    }

    fn add_symbols(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            self.symbols.insert(&symbol.name, index);
            let last = last_part(&symbol.name);
            self.by_last.entry(last).or_default().push(index);
            let Some((first, _)) = last.split_once('~') else {
                continue;
            };
            let whole = symbol.name.len() - last.len() + first.len();
            let first = symbol
                .name
                .get(..whole)
                .and_then(|name| self.symbols.get(name).copied());
            if let Some(first) = first.filter(|first| *first != index) {
                self.repeats.entry(first).or_default().push(index);
            }
        }
    }

    fn add_objects(&mut self, facts: &'a FileFacts) {
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            for (at, _) in symbol.name.match_indices('.') {
                let prefix = symbol.name.get(..at).unwrap_or_default();
                // What stands in a function belongs to it; a table may be named like a function
                // that is one of its elements.
                let is_apart = symbol.parent.is_none() && symbol.kind == SymbolKind::Function;
                if symbol.kind != SymbolKind::Class
                    && (is_apart || !self.symbols.contains_key(prefix))
                {
                    self.objects.entry(prefix).or_default().push(index);
                }
            }
        }
    }

    fn add_imports(&mut self, edges: &'a [Edge]) {
        let mut seen = FxHashSet::default();
        let named = edges
            .iter()
            .filter(|edge| edge.kind != EdgeKind::Passes && edge.presence != Presence::Mocked);
        for edge in named {
            match (edge.name.as_deref(), edge.local.as_deref()) {
                (Some("*"), _) => {
                    if seen.insert(edge.to) {
                        self.stars.push(edge.to);
                    }
                }
                (name, Some(local)) => {
                    let file = edge.to;
                    self.imports.insert(local, Imported { file, name });
                }
                (_, None) => {}
            }
        }
    }

    fn add_bindings(&mut self, facts: &'a FileFacts) {
        for binding in &facts.bindings {
            if matches!(binding.kind, BindingKind::Annotation | BindingKind::Return) {
                self.annotated.insert((binding.within, &binding.source));
            }
            if !binding.name.is_empty() {
                self.bindings
                    .entry(&binding.name)
                    .or_default()
                    .push(binding);
            } else if let Some(symbol) = binding.within {
                self.returns.entry(symbol).or_default().push(binding);
            }
        }
    }

    fn add_anonymous(&mut self, facts: &'a FileFacts) {
        let used = used_inside(facts);
        for (index, symbol) in (0_u32..).zip(&facts.symbols) {
            let last = last_part(&symbol.name);
            // A function that no name leads to is handed to whatever it stands in.
            let is_handed_on = || {
                let Some(parent) = symbol.parent else {
                    return is_anonymous(last);
                };
                is_anonymous(last)
                    || is_in_object(facts, parent, &symbol.name)
                    || self.is_wrapped(parent, last)
                    || !used.contains(&(parent, last))
            };
            if symbol.kind == SymbolKind::Function && !symbol.is_test && is_handed_on() {
                self.anonymous.entry(symbol.parent).or_default().push(index);
            }
        }
    }

    /// Whether a function inside another is given to the call whose result has its name:
    /// `const load = useCallback(() => …)`.
    fn is_wrapped(&self, outer: u32, name: &str) -> bool {
        let mut bound = self.bindings.get(name).into_iter().flatten();
        bound.any(|binding| binding.within == Some(outer) && binding.kind == BindingKind::Call)
    }
}

/// Names of functions inside others, with the symbol around them in which something uses that
/// name.
fn used_inside(facts: &FileFacts) -> FxHashSet<(u32, &str)> {
    let inner: FxHashSet<&str> = facts
        .symbols
        .iter()
        .filter(|symbol| symbol.parent.is_some() && symbol.kind == SymbolKind::Function)
        .map(|symbol| last_part(&symbol.name))
        .collect();
    let mut used = FxHashSet::default();
    for reference in &facts.references {
        let head = reference.path.split('.').next().unwrap_or_default();
        let Some(head) = inner.get(head).copied() else {
            continue;
        };
        let mut scope = reference.within;
        while let Some(around) = scope {
            let Some(symbol) = facts.symbols.get(around as usize) else {
                break;
            };
            // In a function of that name, it means the function itself or a variable in it.
            if last_part(&symbol.name) == head || !used.insert((around, head)) {
                break;
            }
            scope = symbol.parent;
        }
    }
    used
}

/// Whether a function stands in an object inside of another, so that its own name alone does not
/// lead to it.
fn is_in_object(facts: &FileFacts, parent: u32, name: &str) -> bool {
    facts
        .symbols
        .get(parent as usize)
        .and_then(|parent| name.strip_prefix(&*parent.name)?.strip_prefix('.'))
        .is_some_and(|own| own.contains('.'))
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    /// The functions of `src/a.ts` that its test, which calls `make`, does not reach.
    fn check(source: &str, expect: &[&str]) {
        let found = symbol_statuses(&format!(
            "//- /src/a.ts\n{source}\
             //- /src/a.test.ts\nimport {{ make }} from './a'\ntest('makes', () => {{ expect(make()).toBe(1) }})\n"
        ));
        let gaps: Vec<&str> = found
            .iter()
            .filter_map(|line| {
                line.strip_suffix(" unreached")?
                    .strip_prefix("src/a.ts#make.")
            })
            .collect();
        assert_eq!(gaps, expect, "{source}");
    }

    #[test]
    fn a_function_inside_another_needs_a_use_in_it() {
        check(
            "export function make() { function idle() { return 1 }\nfunction used() { return 2 }\nreturn used() }\nexport function other(idle) { return idle }\n",
            &[],
        );
        check(
            "export function make() { function idle() { return idle(1) }\nif (false) idle()\nreturn 1 }\n",
            &[],
        );
    }

    #[test]
    fn what_is_given_back_may_have_the_name_of_what_gives_it() {
        check(
            "export const make = () => { return function make(c) { const make = c.get()\nreturn make }\n}\n",
            &[],
        );
    }

    #[test]
    fn functions_in_objects_and_in_calls_are_handed_on() {
        check(
            "export function make(load) { const api = { load: () => load(1) }\nreturn api }\n",
            &[],
        );
        check(
            "import { wrap } from './wrap'\nexport function make() { const load = wrap(() => 1)\nreturn load }\n\
             //- /src/wrap.ts\nexport function wrap(f) { const g = f\nreturn g }\n",
            &[],
        );
    }

    #[test]
    fn a_function_with_a_type_is_more_than_its_type() {
        check(
            "interface Context { (): number }\nexport function make() { const context: Context = () => { return 1 }\nreturn context }\n",
            &[],
        );
    }
}
