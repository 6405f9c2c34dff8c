//! What tests ask for: paths, and names of routes.

use std::borrow::Cow;
use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::model::{FileFacts, FileId, Reference, ReferenceKind, SymbolKind, Text, last_part};
use crate::scan::calls::{Index, Node};
use crate::scan::frameworks::{at, texts_by_place};

use super::constants::readers;
use super::helpers::Helpers;
use super::path::{Parts, local_path, parts, slash_of};
use super::url_classes::UrlClasses;

/// Functions that turn the name of a route into its path.
pub(super) const REVERSING: [&str; 6] = [
    "reverse",
    "reverse_lazy",
    "resolve_url",
    "url_for",
    "url_path_for",
    "get_url",
];

/// What is in the names of variables that hold names of routes.
const ADDRESSES: [&str; 4] = ["url", "view_name", "viewname", "route"];

/// Most names of routes that one file computes.
const MOST_COMPUTED: usize = 1 << 16;

/// What stands for a method of HTTP where somebody else asks: it may be any.
const ANY: &str = "request";

/// Methods of HTTP.
const VERBS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Functions that ask for a path in other ways.
const OTHER_REQUESTS: [&str; 3] = ["websocket_connect", "request", "open"];

/// Methods of texts: a slash that they take is no request.
const OF_TEXTS: [&str; 14] = [
    "count",
    "endsWith",
    "endswith",
    "find",
    "indexOf",
    "join",
    "lstrip",
    "partition",
    "replace",
    "rstrip",
    "split",
    "startsWith",
    "startswith",
    "strip",
];

/// What is asked for.
#[derive(Clone)]
pub(super) enum Asked<'a> {
    /// A path, with a method in lower case where one is evident.
    Path(Parts<'a>, Option<&'a str>),
    /// The end of a path, behind an address that is not evident and may have parts of its own.
    Tail(Parts<'a>, Option<&'a str>),
    /// A route by its name, with the name spaces in front of it, and a method in lower case where
    /// one is evident.
    Name(Cow<'a, str>, Option<&'a str>),
}

impl<'a> Asked<'a> {
    /// The same, with a method of HTTP.
    fn with_method(self, method: Option<&'a str>) -> Self {
        match self {
            Self::Path(parts, _) => Self::Path(parts, method),
            Self::Tail(parts, _) => Self::Tail(parts, method),
            Self::Name(name, _) => Self::Name(name, method),
        }
    }

    /// The method of HTTP, where one is evident.
    pub(super) fn method(&self) -> Option<&'a str> {
        match self {
            Self::Path(_, method) | Self::Tail(_, method) | Self::Name(_, method) => *method,
        }
    }
}

/// A path or route that code asks for.
pub(super) struct Request<'a> {
    pub(super) from: Node,
    pub(super) line: u32,
    pub(super) asked: Asked<'a>,
    /// Whether the path ends in a slash, where that is evident.
    pub(super) slash: Option<bool>,
}

/// Requests for paths that stand in a file of tests.
pub(super) fn paths<'a>(index: &Index<'a>, file: FileId) -> Vec<Request<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let methods = LazyCell::new(|| methods(index, file));
    // A lone slash is too short to be kept as a text.
    let roots = facts.references.iter().filter_map(|reference| {
        let text = reference.text.as_deref().filter(|text| *text == "/")?;
        let is_of_text = OF_TEXTS.contains(&reference.last());
        let text = Some(text).filter(|_| !is_of_text)?;
        Some((reference.within, text, reference.line))
    });
    let constants = readers(index, file, facts);
    let texts = facts.texts.iter().enumerate();
    let texts = texts.filter(|(_, text)| local_path(&text.value).is_some());
    let texts = texts.flat_map(|(number, text)| {
        let place = || vec![(at(index, file, text.within), text.line)];
        let places = constants.get(&number).cloned().unwrap_or_else(place);
        let places = places.into_iter();
        places.map(|(from, line)| (from, &*text.value, line))
    });
    let roots = roots.map(|(within, text, line)| (at(index, file, within), text, line));
    texts
        .chain(roots)
        .filter_map(|(from, text, line)| {
            let path = local_path(text)?;
            let methods = Some(&methods).filter(|_| index.place(from).0 == file);
            let method = methods.and_then(|methods| {
                let before = || methods.get(&line.saturating_sub(1));
                methods.get(&line).or_else(before)
            });
            let slash = slash_of(path);
            let (path, method) = (parts(path), method.copied());
            Some(Request {
                from,
                line,
                slash,
                asked: if text.starts_with("{}") {
                    Asked::Tail(path, method)
                } else {
                    Asked::Path(path, method)
                },
            })
        })
        .collect()
}

/// Routes that a file asks for by name. Where the name is computed, all texts that the function is
/// given or holds may be part of it.
pub(super) fn names<'a>(index: &Index<'a>, file: FileId) -> Vec<Request<'a>> {
    let Some(facts) = index.facts(file) else {
        return Vec::new();
    };
    let methods = LazyCell::new(|| methods(index, file));
    let by_place = LazyCell::new(|| texts_by_place(index, file));
    let outside = LazyCell::new(|| {
        let mut found: FxHashMap<&str, Vec<&'a Text>> = FxHashMap::default();
        for text in by_place.get(&None).into_iter().flatten() {
            found.entry(&text.taker).or_default().push(text);
        }
        found
    });
    let mut left = MOST_COMPUTED;
    let mut computed = FxHashSet::default();
    let mut found = Vec::new();
    for reference in index.references_to(file, &REVERSING) {
        let method = || methods.get(&reference.line).copied();
        match reference.text.as_deref() {
            Some(name) => found.push(Request {
                from: at(index, file, reference.within),
                line: reference.line,
                asked: Asked::Name(name.into(), method()),
                slash: None,
            }),
            None if reference.kind == ReferenceKind::Call
                && index.is_test_code(file)
                && computed.insert(reference.within) =>
            {
                let mut texts = match left {
                    0 => Vec::new(),
                    _ => texts_of(index, file, reference, (&by_place, &outside), left + 1),
                };
                if texts.len() > left || left == 0 {
                    index.leave_out(file, "computed names of routes");
                    texts.truncate(left);
                }
                left -= texts.len();
                found.extend(texts.into_iter().map(|text| Request {
                    from: at(index, file, reference.within),
                    line: text.line,
                    asked: Asked::Name((&*text.value).into(), method()),
                    slash: None,
                }));
            }
            None => {}
        }
    }
    if index.is_test_code(file) {
        let apart = named_apart(index, file, facts);
        found.extend(
            apart
                .filter(|(within, _)| !computed.contains(within))
                .map(|(_, it)| it),
        );
    }
    found
}

/// Requests by names that helpers of tests are given or put together.
pub(super) fn helped<'a>(
    index: &Index<'a>,
    helpers: &Helpers<'a>,
    file: FileId,
) -> impl Iterator<Item = Request<'a>> {
    let asked = helpers.asked(index, file).into_iter();
    asked.map(|named| Request {
        from: named.from,
        line: named.line,
        asked: Asked::Name(named.name.into(), named.method),
        slash: None,
    })
}

/// Requests for addresses that classes of the product put together.
pub(super) fn composed<'a>(
    index: &Index<'a>,
    classes: &UrlClasses<'a>,
    file: FileId,
) -> Vec<Request<'a>> {
    let asked = classes.asked(index, file);
    if asked.is_empty() {
        return Vec::new();
    }
    let methods = methods(index, file);
    let requests = asked.into_iter().map(|(from, line, asked)| Request {
        from,
        line,
        asked: asked.with_method(methods.get(&line).copied()),
        slash: None,
    });
    requests.collect()
}

/// Routes whose names stand where no request does, `url = "shop:order"`: a test has it from a class,
/// a table or a helper.
fn named_apart<'a>(
    index: &Index<'a>,
    file: FileId,
    facts: &'a FileFacts,
) -> impl Iterator<Item = (Option<u32>, Request<'a>)> {
    let is_name = |text: &&Text| match text.value.split_once(':') {
        Some((space, name)) => is_part(space) && name.split(':').all(is_part),
        None => {
            let taker = last_part(&text.taker).to_ascii_lowercase();
            is_part(&text.value) && ADDRESSES.iter().any(|word| taker.contains(word))
        }
    };
    // What a class says, another that it is derived from asks for, in whatever way.
    let is_of_class = |text: &Text| {
        let around = text.within.and_then(|at| facts.symbols.get(at as usize));
        around.is_some_and(|symbol| symbol.kind == SymbolKind::Class)
    };
    let named = facts.texts.iter().filter(is_name);
    named.map(move |text| {
        let request = Request {
            from: at(index, file, text.within),
            line: text.line,
            asked: Asked::Name((&*text.value).into(), is_of_class(text).then_some(ANY)),
            slash: None,
        };
        (text.within, request)
    })
}

/// Whether a text may be the name of a route or of a name space.
pub(super) fn is_part(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    text.starts_with(char::is_alphabetic) && text.chars().all(is_letter)
}

/// Texts by where they stand, or by what takes them.
type Texts<'a, K> = FxHashMap<K, Vec<&'a Text>>;

/// The texts of the function around a use, and those of the variables of its file that it reads, at
/// most as many as given.
fn texts_of<'a>(
    index: &Index<'a>,
    file: FileId,
    of: &Reference,
    (texts, outside): (&Texts<'a, Option<u32>>, &Texts<'a, &str>),
    most: usize,
) -> Vec<&'a Text> {
    let own = index.references_in(file, of.within);
    let read: FxHashSet<&str> = own.map(|(_, it)| &*it.path).collect();
    let own = texts.get(&of.within).into_iter().flatten();
    let other = read.iter().filter(|_| of.within.is_some());
    let other = other.filter_map(|taker| outside.get(*taker)).flatten();
    let mut found: Vec<&Text> = own.chain(other).copied().take(most).collect();
    found.sort_by_key(|text| text.line);
    found
}

/// Methods of HTTP that are called, by line.
pub(super) fn methods<'a>(index: &Index<'a>, file: FileId) -> FxHashMap<u32, &'a str> {
    let words = [VERBS.as_slice(), OTHER_REQUESTS.as_slice()].concat();
    index
        .references_to(file, &words)
        .filter(|reference| reference.kind == ReferenceKind::Call)
        .map(|reference| (reference.line, reference.last()))
        .collect()
}

/// Whether a function is named like a method of HTTP.
pub(super) fn is_verb(name: &str) -> bool {
    VERBS.contains(&name)
}
