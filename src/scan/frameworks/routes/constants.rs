//! Addresses that stand in constants of test code: `USERS = "/api/users"` asks for nothing, who
//! reads it does.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, FileId, FileKind, Reference, SymbolKind, Text, last_part};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::at;

use super::path::local_path;

/// Most uses of one file's constants that are looked at.
const MOST_READERS: usize = 1 << 18;

/// Who reads the addresses of a file of test code that are constants, by the numbers of the texts.
pub(super) type Readers = FxHashMap<usize, Vec<(Node, u32)>>;

/// Finds them. Constants are told by being read: where none of a module or class is, its texts
/// are something else.
pub(super) fn readers(index: &Index<'_>, file: FileId, facts: &FileFacts) -> Readers {
    let texts = facts.texts.iter().enumerate();
    let open = texts.filter(|(_, text)| {
        is_name(&text.taker) && local_path(&text.value).is_some() && is_open(facts, text.within)
    });
    let open: Vec<(usize, &Text)> = open.collect();
    if open.is_empty() || !index.is_test_code(file) {
        return Readers::default();
    }
    let mut by_name: FxHashMap<&str, Vec<(usize, &Text)>> = FxHashMap::default();
    for (number, text) in &open {
        by_name
            .entry(&text.taker)
            .or_default()
            .push((*number, text));
    }
    let mut found: Readers = open
        .iter()
        .map(|(number, _)| (*number, Vec::new()))
        .collect();
    let mut left = MOST_READERS;
    'users: for user in importers(index, file).into_iter().chain([file]) {
        let says = Says::of(index, user, file);
        for reference in reading(index, user, &by_name) {
            let of_name = by_name.get(reference.last()).into_iter().flatten();
            for (number, text) in of_name {
                if left == 0 {
                    index.leave_out(file, "uses of constants with addresses");
                    break 'users;
                }
                left -= 1;
                let class = text.within.and_then(|at| facts.symbols.get(at as usize));
                let is_read = match class {
                    Some(class) => is_of_class(&reference.path, class.last()),
                    None => says.is_meant(&reference.path),
                };
                if is_read && (user != file || reference.within != text.within) {
                    let reader = (at(index, user, reference.within), reference.line);
                    found.entry(*number).or_default().push(reader);
                }
            }
        }
    }
    let is_read = |(number, _): &&(usize, &Text)| {
        let readers = found.get(number);
        readers.is_some_and(|readers| !readers.is_empty())
    };
    let read = open.iter().filter(is_read);
    let read: FxHashSet<Option<u32>> = read.map(|(_, text)| text.within).collect();
    for (number, text) in &open {
        if !read.contains(&text.within) {
            found.remove(number);
        }
    }
    found
}

/// Uses in a file of chains that end in the name of a constant.
fn reading<'a>(
    index: &Index<'a>,
    user: FileId,
    names: &FxHashMap<&str, Vec<(usize, &Text)>>,
) -> Vec<&'a Reference> {
    let all = index.facts(user).map_or(&[] as &[_], |it| &it.references);
    if all.len() < names.len() {
        let known = all.iter().filter(|it| names.contains_key(it.last()));
        return known.collect();
    }
    let words: Vec<&str> = names.keys().copied().collect();
    index.references_to(user, &words).collect()
}

/// How a file says what stands at the top of another: by itself, or behind its module.
struct Says<'a> {
    is_own: bool,
    has_all: bool,
    names: FxHashSet<&'a str>,
    modules: FxHashSet<&'a str>,
}

impl<'a> Says<'a> {
    fn of(index: &Index<'a>, user: FileId, file: FileId) -> Self {
        let mut says = Self {
            is_own: user == file,
            has_all: false,
            names: FxHashSet::default(),
            modules: FxHashSet::default(),
        };
        let edges = index.edges(user).iter().filter(|edge| edge.to == file);
        for edge in edges {
            match (edge.name.as_deref(), edge.local.as_deref()) {
                (Some("*"), _) => says.has_all = true,
                (Some(name), Some(local)) if name == local => {
                    says.names.insert(name);
                }
                (None, Some(local)) => {
                    says.modules.insert(local);
                }
                _ => {}
            }
        }
        says
    }

    fn is_meant(&self, path: &str) -> bool {
        let is_whole = !path.contains('.');
        if self.is_own {
            return is_whole;
        }
        let behind = path.rsplit_once('.').map(|(module, _)| module);
        is_whole && self.has_all
            || self.names.contains(path)
            || behind.is_some_and(|module| self.modules.contains(module))
    }
}

/// Test code that imports a file which holds no tests; what is for one file of tests stands in
/// that one.
fn importers(index: &Index<'_>, file: FileId) -> Vec<FileId> {
    let unit = index.unit(file);
    if unit.is_none_or(|unit| unit.kind != FileKind::Support) {
        return Vec::new();
    }
    let importers = index.importers(file).iter().copied();
    let importers = importers.filter(|it| *it != file && index.is_test_code(*it));
    importers.collect()
}

/// Whether a use reads a name of a class: behind the class, or one of its objects.
fn is_of_class(path: &str, class: &str) -> bool {
    let before = path.rsplit_once('.').map(|(before, _)| last_part(before));
    before.is_some_and(|before| before == class || matches!(before, "self" | "cls"))
}

fn is_name(taker: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !taker.is_empty() && taker.bytes().all(is_part)
}

/// Whether what stands there is said by a module or a class without tests.
fn is_open(facts: &FileFacts, within: Option<u32>) -> bool {
    let symbol = within.and_then(|at| facts.symbols.get(at as usize));
    symbol.is_none_or(|symbol| symbol.kind == SymbolKind::Class && !symbol.is_test)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::units;
    use crate::scan::resolve::resolve;

    use super::*;

    /// How many uses of constants of `help.py` are found, and what is left out.
    fn read(help: &str, test: &str) -> (usize, Vec<(&'static str, FileId)>) {
        let (tree, units) = units(&format!(
            "//- /tests/__init__.py\n//- /tests/help.py\n{help}//- /tests/test_x.py\n{test}"
        ));
        let graph = resolve(&tree, &units);
        let index = Index::new(&units, &graph);
        let help = index.by_path("tests/help.py").unwrap();
        let found = readers(&index, help, index.facts(help).unwrap());
        (found.values().map(Vec::len).sum(), index.left_out())
    }

    #[test]
    fn constants_are_read_by_their_names_and_behind_their_modules() {
        let help = "USERS = '/users'\nclass Urls:\n    HOME = '/home'\n";
        let check = |test: &str, expect: usize| assert_eq!(read(help, test).0, expect, "{test}");
        check(
            "from tests.help import USERS\ndef test_x():\n    get(USERS)\n",
            1,
        );
        check(
            "from tests.help import *\ndef test_x():\n    get(USERS)\n",
            1,
        );
        check(
            "from tests import help\ndef test_x():\n    get(help.USERS)\n",
            1,
        );
        check(
            "from tests import help\ndef test_x():\n    get(USERS, other.USERS)\n",
            0,
        );
        check(
            "from tests.help import Urls\ndef test_x():\n    get(Urls.HOME)\n",
            1,
        );
    }

    #[test]
    fn many_constants_are_looked_for_in_one_go() {
        let count = 10_000;
        let names: Vec<String> = (0..count).map(|at| format!("A{at}")).collect();
        let help = names.iter().map(|name| format!("{name} = '/x/y'\n"));
        let test = format!(
            "from tests.help import {}\ndef test_x():\n    get({})\n",
            names.join(", "),
            names.join(", ")
        );
        assert_eq!(read(&help.collect::<String>(), &test), (count, vec![]));
    }

    #[test]
    fn uses_of_constants_end_somewhere_and_say_so() {
        let count = 600;
        let help = (0..count).map(|at| format!("class A{at}:\n    url = '/x/{at}'\n"));
        let reads = "    get(self.url)\n".repeat(count);
        let test = format!("from tests.help import A1\ndef test_x(self):\n{reads}");
        let (found, told) = read(&help.collect::<String>(), &test);
        assert_eq!((found, told.len()), (MOST_READERS, 1));
    }
}
