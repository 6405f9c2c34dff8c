//! Addresses that stand in constants of test code: `USERS = "/api/users"` asks for nothing, who
//! reads it does.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, FileId, FileKind, Symbol, SymbolKind, Text, last_part};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::{at, chains_elsewhere};

use super::path::local_path;

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
    let importers = importers(index, file);
    let mut read = FxHashSet::default();
    let mut found = Readers::default();
    for (number, text) in &open {
        let class = text.within.and_then(|at| facts.symbols.get(at as usize));
        let class = class.map(Symbol::last);
        let mut readers = Vec::new();
        for user in importers.iter().chain([&file]) {
            let uses = index.references_to(*user, &[&text.taker]);
            let uses = uses.filter(|it| user != &file || it.within != text.within);
            let chains = match user == &file {
                true => vec![text.taker.to_string()],
                false => chains_elsewhere(index, *user, (file, &text.taker)),
            };
            let uses = uses.filter(|it| match class {
                Some(class) => is_of_class(&it.path, class),
                None => chains.iter().any(|chain| *chain == *it.path),
            });
            readers.extend(uses.map(|it| (at(index, *user, it.within), it.line)));
        }
        if !readers.is_empty() {
            read.insert(text.within);
        }
        found.insert(*number, readers);
    }
    for (number, text) in &open {
        if !read.contains(&text.within) {
            found.remove(number);
        }
    }
    found
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
