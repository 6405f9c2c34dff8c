//! What a program does for a word that no test gives it does not run, although `main` leads there.
//!
//! A *word* is the name of a flag or of a subcommand. Two shapes of dispatch are known:
//!
//! - siblings: a function calls three or more that differ by a word only (`cmdList`, `cmdSearch`;
//!   `list::run`, `search::run`), at least two of whose words tests give;
//! - a declared flag: a call that follows the flag's name, or a function handed on, of a file that
//!   is called like the flag (`completion`, `completions/`).
//!
//! Doubt counts as given: a short flag that is not declared stands for all words of its letter.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId, Presence, Reference, ReferenceKind, SymbolKind};
use crate::scan::calls::{Barred, Index, Node};
use crate::scan::frameworks::at;

/// What functions of siblings are called besides their word.
const AFFIXES: [&str; 10] = [
    "cmd",
    "command",
    "run",
    "handle",
    "handler",
    "do",
    "exec",
    "execute",
    "action",
    "subcommand",
];

/// Fewest siblings that make a dispatch.
const FEWEST_SIBLINGS: usize = 3;

/// Fewest words of a dispatch that tests give, to believe that they would show the others.
const FEWEST_GIVEN: usize = 2;

/// Lines between a flag's name and the call that it decides on.
const NEAR: u32 = 3;

/// Most short flags that are written as one: `-lb`.
const LONGEST_CLUSTER: usize = 4;

/// Beginnings of functions that declare flags (Go's `flag` and `pflag`, clap, argparse).
const DECLARING: [&str; 11] = [
    "Bool",
    "String",
    "Int",
    "Uint",
    "Float",
    "Duration",
    "Count",
    "Var",
    "long",
    "add_argument",
    "Arg",
];

/// Uses behind programs that no word of a test leads to: (user, used).
pub(super) fn barred(
    index: &Index<'_>,
    family: Family,
    mains: impl Iterator<Item = Node>,
) -> Barred {
    let mut found = Barred::default();
    let files = behind(index, mains);
    if files.is_empty() {
        return found;
    }
    let flags = flags(index, &files);
    let given = Given::of(index, family);
    for file in files {
        let Some(facts) = index.facts(file) else {
            continue;
        };
        let uses = uses(index, file, facts);
        siblings(index, &uses, &flags, &given, &mut found);
        flagged(index, file, facts, &uses, &flags, &given, &mut found);
    }
    found
}

/// Production files that a program consists of.
fn behind(index: &Index<'_>, mains: impl Iterator<Item = Node>) -> Vec<FileId> {
    let mut open: Vec<FileId> = mains.map(|main| index.place(main).0).collect();
    let mut found: FxHashSet<FileId> = open.iter().copied().collect();
    let mut list = open.clone();
    while let Some(file) = open.pop() {
        for edge in index.edges(file) {
            let counts = edge.presence == Presence::Runtime && !index.is_test_code(edge.to);
            if counts && found.insert(edge.to) {
                open.push(edge.to);
                list.push(edge.to);
            }
        }
    }
    list.sort_unstable_by_key(|file| file.0);
    list.dedup();
    list
}

/// A use of a function.
struct Use<'a> {
    from: Node,
    to: Node,
    reference: &'a Reference,
}

fn uses<'a>(index: &Index<'a>, file: FileId, facts: &'a FileFacts) -> Vec<Use<'a>> {
    facts
        .references
        .iter()
        .filter_map(|reference| {
            let to = index.stands_for(file, reference.within, &reference.path)?;
            let is_function = index
                .symbol(to)
                .is_some_and(|symbol| symbol.kind == SymbolKind::Function && !symbol.is_test);
            is_function.then(|| Use {
                from: at(index, file, reference.within),
                to,
                reference,
            })
        })
        .collect()
}

/// Flags that a program declares, with their short names.
fn flags<'a>(index: &Index<'a>, files: &[FileId]) -> FxHashMap<&'a str, Option<char>> {
    let mut found = FxHashMap::default();
    for facts in files.iter().filter_map(|file| index.facts(*file)) {
        let letters = letters(facts);
        for reference in &facts.references {
            let last = reference.last();
            let declares = DECLARING.iter().any(|start| last.starts_with(start));
            let Some(name) = reference.text.as_deref().filter(|_| declares) else {
                continue;
            };
            let letter = letters.get(&(reference.within, reference.line)).copied();
            found.insert(name.trim_start_matches('-'), letter);
        }
    }
    found
}

/// The first text of one letter at each place, dashes left out.
fn letters(facts: &FileFacts) -> FxHashMap<(Option<u32>, u32), char> {
    let mut found = FxHashMap::default();
    for text in &facts.texts {
        if let Some(letter) = single(text.value.trim_start_matches('-')) {
            found.entry((text.within, text.line)).or_insert(letter);
        }
    }
    found
}

fn single(text: &str) -> Option<char> {
    let mut letters = text.chars();
    let first = letters.next()?;
    letters.next().is_none().then_some(first)
}

/// Words that tests give to programs.
struct Given {
    words: FxHashSet<String>,
    /// Letters behind a single dash.
    letters: FxHashSet<char>,
}

impl Given {
    fn of(index: &Index<'_>, family: Family) -> Self {
        let mut given = Self {
            words: FxHashSet::default(),
            letters: FxHashSet::default(),
        };
        for (file, _) in index.files_of(family) {
            let Some(facts) = index.facts(file) else {
                continue;
            };
            let runs = |within: Option<u32>| runs(index, facts, file, within);
            for text in facts.texts.iter().filter(|text| runs(text.within)) {
                given.add(&text.value);
            }
            let first = facts
                .references
                .iter()
                .filter(|reference| runs(reference.within) && !is_told(&reference.path))
                .filter_map(|reference| reference.text.as_deref());
            // Of a whole line, the program and its command come first; the rest is prose.
            for (nth, word) in first.flat_map(|line| line.split_whitespace().enumerate()) {
                if nth < 2 || word.starts_with('-') {
                    given.add(word);
                }
            }
        }
        given
    }

    fn add(&mut self, text: &str) {
        let short = text.strip_prefix('-').filter(|rest| {
            rest.len() <= LONGEST_CLUSTER && rest.bytes().all(|byte| byte.is_ascii_alphabetic())
        });
        self.letters.extend(short.unwrap_or_default().chars());
        let word = text.trim_start_matches('-');
        let word = word.split('=').next().unwrap_or(word);
        self.words.insert(word.to_lowercase());
    }

    fn has(&self, word: &str, flags: &FxHashMap<&str, Option<char>>) -> bool {
        let letter = match flags.get(word) {
            Some(letter) => *letter,
            None => word.chars().next(),
        };
        self.words.contains(word) || letter.is_some_and(|letter| self.letters.contains(&letter))
    }
}

/// Whether a function tells its text to people: titles of tests, messages.
fn is_told(path: &str) -> bool {
    let owner = path.split('.').next().unwrap_or(path);
    matches!(owner, "t" | "b" | "tb" | "fmt" | "errors" | "log")
        || path.ends_with('!')
        || path.ends_with(".expect")
}

/// Whether code is run by tests: benchmarks and skipped tests are not.
fn runs(index: &Index<'_>, facts: &FileFacts, file: FileId, within: Option<u32>) -> bool {
    let mut current = within;
    let mut is_test = index.is_test_code(file);
    while let Some(symbol) = current.and_then(|at| facts.symbols.get(at as usize)) {
        if symbol.is_skipped || symbol.name.starts_with("Benchmark") {
            return false;
        }
        is_test |= symbol.is_test || symbol.is_test_only;
        current = symbol.parent;
    }
    is_test
}

/// Bars siblings whose words no test gives.
fn siblings(
    index: &Index<'_>,
    uses: &[Use<'_>],
    flags: &FxHashMap<&str, Option<char>>,
    given: &Given,
    found: &mut Barred,
) {
    let mut groups: BTreeMap<(Node, String), BTreeMap<Node, String>> = BTreeMap::new();
    let calls = uses
        .iter()
        .filter(|one| one.reference.kind == ReferenceKind::Call);
    for one in calls {
        for (shape, word) in shapes(index, one.to) {
            let group = groups.entry((one.from, shape)).or_default();
            group.entry(one.to).or_insert(word);
        }
    }
    for ((from, _), group) in groups {
        let is_given = |word: &str| given.has(word, flags);
        let known = group.iter().filter(|(_, word)| is_given(word)).count();
        if group.len() >= FEWEST_SIBLINGS && known >= FEWEST_GIVEN {
            let silent = group.iter().filter(|(_, word)| {
                !is_given(word) && (flags.is_empty() || flags.contains_key(word.as_str()))
            });
            silent.for_each(|(to, _)| found.pair(from, *to));
        }
    }
}

/// What siblings have in common with a function, and the word in which it differs.
fn shapes(index: &Index<'_>, to: Node) -> Vec<(String, String)> {
    let (file, _) = index.place(to);
    let (Some(symbol), Some(unit)) = (index.symbol(to), index.unit(file)) else {
        return Vec::new();
    };
    let words = words(symbol.last());
    match words.as_slice() {
        [only] if AFFIXES.contains(&only.as_str()) => {
            vec![(only.clone(), stem(&unit.path).to_lowercase())]
        }
        [first, rest @ ..] if AFFIXES.contains(&first.as_str()) => {
            vec![(format!("{first}*"), rest.join("-"))]
        }
        [rest @ .., last] if AFFIXES.contains(&last.as_str()) => {
            vec![(format!("*{last}"), rest.join("-"))]
        }
        _ => Vec::new(),
    }
}

/// Bars what follows or is called like a flag that no test gives.
fn flagged(
    index: &Index<'_>,
    file: FileId,
    facts: &FileFacts,
    uses: &[Use<'_>],
    flags: &FxHashMap<&str, Option<char>>,
    given: &Given,
    found: &mut Barred,
) {
    let texts: FxHashSet<(Option<u32>, &str, u32)> = facts
        .references
        .iter()
        .filter_map(|it| Some((it.within, it.text.as_deref()?, it.line)))
        .collect();
    for one in uses {
        let (target, _) = index.place(one.to);
        if target == file {
            continue;
        }
        let Some(path) = index.unit(target).map(|unit| &*unit.path) else {
            continue;
        };
        let (within, line) = (one.reference.within, one.reference.line);
        let is_decided = |flag: &str| {
            let mut near = line.saturating_sub(NEAR)..=line;
            near.any(|line| texts.contains(&(within, flag, line)))
        };
        let is_call = one.reference.kind == ReferenceKind::Call;
        let silent = called(path).iter().any(|flag| {
            flags.contains_key(flag.as_str())
                && !given.has(flag, flags)
                && (!is_call || is_decided(flag))
        });
        if silent {
            found.pair(one.from, one.to);
            if within.is_none() {
                found.pair(index.constants(file), one.to);
            }
        }
    }
}

/// What the file of a path and its folder are called, in lower case and in the singular too.
fn called(path: &str) -> Vec<String> {
    let mut parts = path.rsplit('/');
    let file = parts.next().map(stem);
    let mut words = Vec::new();
    for part in [file, parts.next()].into_iter().flatten() {
        let part = part.to_lowercase();
        words.extend(part.strip_suffix('s').map(str::to_owned));
        words.push(part);
    }
    words
}

/// The name of a file, without its ending; of one that stands for its folder, the folder's.
fn stem(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    if matches!(stem, "mod" | "main" | "__init__") {
        parts.next().unwrap_or(stem)
    } else {
        stem
    }
}

/// The words of a name, in lower case: `cmdListAll`, `list_all_command`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut starts = true;
    for letter in name.chars() {
        if letter == '_' {
            starts = true;
            continue;
        }
        if starts || letter.is_uppercase() {
            words.push(String::new());
        }
        starts = false;
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests;
