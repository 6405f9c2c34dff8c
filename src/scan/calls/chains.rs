//! The chains of names that a file uses, each once however often it stands there.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{Reference, ReferenceKind, Symbol};

use super::index::Node;
use super::names::NameId;
use super::sorted::Grouped;
use super::value::Followed;

/// Heads that stand for something else in every class.
const OF_CLASSES: [&str; 5] = ["self", "this", "Self", "cls", "super"];

/// A chain as its file writes it.
#[derive(Debug)]
pub(super) struct Chain<'a> {
    pub(super) text: &'a str,
    /// Whether its dots lead from a value, so that its head is no module.
    pub(super) is_of_value: bool,
    /// The number of the whole chain among the names of the file, where that has annotations.
    pub(super) name: Option<NameId>,
    /// The number of its head among those of the file.
    head: u32,
    /// The number of its last part among those of the file.
    pub(super) last: u32,
    meaning: Meaning<'a>,
}

/// What a chain stands for, as far as it can be kept.
#[derive(Debug)]
enum Meaning<'a> {
    /// It differs from place to place.
    Varies,
    /// It is the same all over the file.
    Same(OnceLock<Box<Followed<'a>>>),
    /// It is the same all over a class. Most files have one class, or one that counts: the first
    /// is kept.
    OfClass(OnceLock<Box<(Node, Followed<'a>)>>),
}

impl<'a> Chain<'a> {
    /// What it stands for in a class, found out once by `follow`; none where that cannot be kept.
    pub(super) fn kept(
        &self,
        class: impl FnOnce() -> Option<Node>,
        follow: impl FnOnce() -> Followed<'a>,
    ) -> Option<&Followed<'a>> {
        match &self.meaning {
            Meaning::Varies => None,
            Meaning::Same(known) => Some(known.get_or_init(|| Box::new(follow()))),
            Meaning::OfClass(known) => {
                let class = class()?;
                let (of, followed) = &**known.get_or_init(|| Box::new((class, follow())));
                (*of == class).then_some(followed)
            }
        }
    }
}

/// The first part of chains.
#[derive(Debug)]
pub(super) struct Head<'a> {
    pub(super) text: &'a str,
    /// Its number among the heads of the file; none where it is not one of them.
    pub(super) number: Option<u32>,
    /// Its number among the names of the file, where that has it in any way but a mere use.
    pub(super) id: Option<NameId>,
    /// Whether some function of the file has a parameter of that name.
    pub(super) may_be_parameter: bool,
}

/// The part of a chain before the first dot.
pub(super) fn head_of(chain: &str) -> &str {
    // Chains are short: a plain loop is faster than a search made for long texts.
    let dot = chain.bytes().position(|byte| byte == b'.');
    dot.and_then(|dot| chain.get(..dot)).unwrap_or(chain)
}

/// The parts of a chain between dots, as [`str::split`] gives them. Chains are short: a plain loop
/// is faster than a search made for long texts.
pub(super) fn parts(chain: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(chain);
    std::iter::from_fn(move || {
        let text = rest?;
        let dot = text.bytes().position(|byte| byte == b'.');
        rest = dot.and_then(|dot| text.get(dot + 1..));
        dot.map_or(Some(text), |dot| text.get(..dot))
    })
}

/// The last part of chains.
#[derive(Debug, Clone, Copy)]
struct Last {
    number: u32,
    /// Whether a chain that ends in it calls something of that name; others pass a call on by
    /// `super`, or hand out what may be called by nobody.
    is_called: bool,
}

/// The chains of one file.
#[derive(Debug, Default)]
pub(super) struct Chains<'a> {
    known: Vec<Chain<'a>>,
    /// The chain of each reference.
    of: Vec<u32>,
    lasts: FxHashMap<&'a str, Last>,
    /// The references whose chains end in each last part, by its number.
    by_last: Grouped,
    heads: Vec<Head<'a>>,
    by_head: FxHashMap<&'a str, u32>,
    /// The symbols that have a head as a parameter, by its number.
    parameters: Grouped,
}

impl<'a> Chains<'a> {
    pub(super) fn new(references: &'a [Reference]) -> Self {
        let mut chains = Self {
            known: Vec::with_capacity(references.len() / 2),
            of: Vec::with_capacity(references.len()),
            ..Self::default()
        };
        let mut numbers: FxHashMap<(&str, bool), u32> = FxHashMap::default();
        numbers.reserve(references.len() / 2);
        // Chains that are only handed out so far.
        let mut offered: FxHashSet<u32> = FxHashSet::default();
        for reference in references {
            let next = u32::try_from(chains.known.len()).unwrap_or(u32::MAX);
            let key = (&*reference.path, reference.is_of_value);
            let number = *numbers.entry(key).or_insert(next);
            chains.of.push(number);
            if number == next {
                chains.known.push(Chain {
                    text: &reference.path,
                    is_of_value: reference.is_of_value,
                    name: None,
                    head: 0,
                    last: 0,
                    meaning: Meaning::Varies,
                });
            } else if reference.kind == ReferenceKind::Offered || !offered.contains(&number) {
                continue;
            }
            let (head, last) = (chains.add_head(reference), chains.add_last(reference));
            if let Some(chain) = chains.known.get_mut(number as usize) {
                (chain.head, chain.last) = (head, last);
            }
            if reference.kind == ReferenceKind::Offered {
                offered.insert(number);
            } else {
                offered.remove(&number);
            }
        }
        let last_of = |number: &u32| chains.get(*number).map_or(u32::MAX, |chain| chain.last);
        let by_last = chains.of.iter().map(last_of).zip(0..);
        chains.by_last = Grouped::new(chains.lasts.len(), by_last);
        chains
    }

    fn add_head(&mut self, reference: &'a Reference) -> u32 {
        let text = head_of(&reference.path);
        let next = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        let number = *self.by_head.entry(text).or_insert(next);
        if number == next {
            self.heads.push(Head {
                text,
                number: Some(number),
                id: None,
                may_be_parameter: false,
            });
        }
        number
    }

    fn add_last(&mut self, reference: &'a Reference) -> u32 {
        let is_offered = reference.kind == ReferenceKind::Offered;
        let number = u32::try_from(self.lasts.len()).unwrap_or(u32::MAX);
        let is_called = false;
        let new = Last { number, is_called };
        let last = self.lasts.entry(reference.last()).or_insert(new);
        last.is_called |= !is_offered && !reference.path.starts_with("super.");
        last.number
    }

    /// Finds out which chains stand for the same wherever they are written: those whose head is no
    /// parameter and is not `is_scoped`. `id` numbers names, `name_of` whole chains.
    pub(super) fn settle(
        &mut self,
        symbols: &[Symbol],
        id: impl Fn(&str) -> Option<NameId>,
        is_scoped: impl Fn(NameId) -> bool,
        name_of: impl Fn(&str) -> Option<NameId>,
    ) {
        for head in &mut self.heads {
            head.id = id(head.text);
        }
        let mut parameters: Vec<(u32, u32)> = Vec::new();
        for (at, symbol) in (0_u32..).zip(symbols) {
            for parameter in &symbol.parameters {
                if let Some(number) = self.by_head.get(&**parameter)
                    && let Some(head) = self.heads.get_mut(*number as usize)
                {
                    head.may_be_parameter = true;
                    parameters.push((*number, at));
                }
            }
        }
        self.parameters = Grouped::new(self.heads.len(), parameters.into_iter());
        for chain in &mut self.known {
            chain.name = name_of(chain.text);
            let Some(head) = self.heads.get(chain.head as usize) else {
                continue;
            };
            chain.meaning = if OF_CLASSES.contains(&head.text) {
                // Alone, it may be a variable that hides what it stands for.
                match chain.text.len() > head.text.len() {
                    true => Meaning::OfClass(OnceLock::new()),
                    false => Meaning::Varies,
                }
            } else if head.may_be_parameter || head.id.is_some_and(&is_scoped) {
                Meaning::Varies
            } else {
                Meaning::Same(OnceLock::new())
            };
        }
        self.by_head = FxHashMap::default();
    }

    /// The heads of all chains.
    pub(super) fn heads(&self) -> &[Head<'a>] {
        &self.heads
    }

    /// The number of a head, before they are settled.
    pub(super) fn number_of_head(&self, text: &str) -> Option<u32> {
        self.by_head.get(text).copied()
    }

    /// The head of a chain, with its number.
    pub(super) fn head(&self, chain: &Chain<'a>) -> Option<(u32, &Head<'a>)> {
        Some((chain.head, self.heads.get(chain.head as usize)?))
    }

    /// Whether a head is a parameter of a symbol.
    pub(super) fn is_parameter(&self, head: u32, symbol: u32) -> bool {
        self.parameters.get(head).binary_search(&symbol).is_ok()
    }

    /// All chains.
    pub(super) fn all(&self) -> &[Chain<'a>] {
        &self.known
    }

    /// The number of a reference's chain.
    pub(super) fn number_of(&self, reference: u32) -> Option<u32> {
        self.of.get(reference as usize).copied()
    }

    /// The chain of a number.
    pub(super) fn get(&self, number: u32) -> Option<&Chain<'a>> {
        self.known.get(number as usize)
    }

    /// The last parts of chains that call something of that name, as far as is known.
    pub(super) fn lasts(&self) -> impl Iterator<Item = &'a str> {
        let called = self.lasts.iter().filter(|(_, last)| last.is_called);
        called.map(|(word, _)| *word)
    }

    /// Whether any chain ends in one of these words.
    pub(super) fn ends_in_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.lasts.contains_key(word))
    }

    /// The numbers of the references whose chains end in one of these words.
    pub(super) fn ending_in(&self, words: &[&str]) -> Vec<u32> {
        let lasts = words.iter().filter_map(|word| self.lasts.get(word));
        let mut found: Vec<u32> = Vec::new();
        for last in lasts {
            found.extend_from_slice(self.by_last.get(last.number));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang;

    /// The chains of a Python file that stand for the same everywhere, `own` being names of scopes.
    fn check(text: &str, own: &[&str], expect: &[&str]) {
        let language = lang::of_path("a.py").unwrap();
        let facts = (language.extract)(text);
        let mut chains = Chains::new(&facts.references);
        let id = |name: &str| own.iter().position(|own| *own == name);
        let id = |name: &str| Some(NameId::of(id(name)?));
        chains.settle(&facts.symbols, id, |_| true, |_| None);
        let is_same = |chain: &&Chain<'_>| matches!(chain.meaning, Meaning::Same(_));
        let plain = chains.all().iter().filter(is_same);
        let plain: Vec<&str> = plain.map(|chain| chain.text).collect();
        assert_eq!(plain, expect, "{text}");
    }

    #[test]
    fn names_of_scopes_classes_and_parameters_differ_from_place_to_place() {
        check(
            "def f(a):\n    a.x()\n    b.x()\n    c.x()\n    b.x()\n",
            &["c"],
            &["b.x"],
        );
        check(
            "class A:\n    def f(self):\n        self.g()\n        selfish.g()\n        super().f()\n",
            &[],
            &["selfish.g"],
        );
    }

    #[test]
    fn what_is_only_handed_out_is_called_by_nobody() {
        let check = |text: &str, expect: bool| {
            let facts = (lang::of_path("a.ts").unwrap().extract)(text);
            let chains = Chains::new(&facts.references);
            assert_eq!(chains.lasts().any(|last| last == "run"), expect, "{text}");
        };
        check(
            "function f() { const run = () => 1; return { run } }",
            false,
        );
        check(
            "function f() { const run = () => 1; run(); return { run } }",
            true,
        );
        check(
            "function f() { const run = () => 1; g(() => run()); return { run } }",
            true,
        );
        check("function f() { return { run } }; run()", true);
    }

    #[test]
    fn parts_stand_between_dots() {
        let check = |chain: &str, expect: &[&str]| {
            assert_eq!(parts(chain).collect::<Vec<_>>(), expect, "{chain}");
        };
        check("a.bc.d", &["a", "bc", "d"]);
        check("a", &["a"]);
        check(".a..b.", &["", "a", "", "b", ""]);
        check("", &[""]);
    }

    #[test]
    fn words_are_found_behind_super_too() {
        let language = lang::of_path("a.py").unwrap();
        let facts = (language.extract)(
            "class A(B):\n    def f(self):\n        super().run()\n        x.go()\n",
        );
        let chains = Chains::new(&facts.references);
        assert!(chains.ends_in_any(&["idle", "run"]));
        assert!(chains.ends_in_any(&["go"]));
        assert!(!chains.ends_in_any(&["idle", "x"]));
        assert_eq!(chains.ending_in(&["go", "run", "idle"]).len(), 2);
        assert!(!chains.lasts().any(|last| last == "run"));
    }
}
