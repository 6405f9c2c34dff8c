//! Templates of Django and Jinja: what renders one uses the attributes that it names,
//! `{{ order.total }}`, of whatever objects there are.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileId, SymbolKind, Text};
use crate::scan::calls::{Budget, Call, Index, Node, Strength};
use crate::scan::templates::is_template;
use crate::scan::walk::Tree;

use super::{Framework, at, nothing};

pub(super) const TEMPLATES: Framework = Framework {
    uses,
    barred: nothing,
};

/// The folder that templates lie in, whose name is no part of theirs.
const FOLDER: &str = "templates/";

/// What stands for something that is inserted into a text.
const GAP: &str = "{}";

/// Most templates that one leads to: what it extends and includes.
const MOST_INCLUDED: usize = 256;

/// Most templates and methods of a tree that are looked at for what asks for a template.
const MOST_STEPS: usize = 1 << 22;

/// Most uses that templates of a tree are taken to make.
const MOST_USES: usize = 400_000;

/// Tags behind which nothing is read up to their end.
const UNREAD: [&str; 3] = ["comment", "raw", "verbatim"];

/// What one template says.
#[derive(Default)]
struct Template<'t> {
    /// Attributes that it reads of something.
    attributes: BTreeSet<&'t str>,
    /// Those of them that it calls with something in brackets, as Jinja can.
    called: BTreeSet<&'t str>,
    /// Texts in its tags, names of other templates among them.
    texts: BTreeSet<&'t str>,
}

/// What one template leads to.
struct Shown<'t> {
    /// The methods that it names itself.
    methods: Vec<Node>,
    /// The templates that it names.
    templates: Vec<&'t str>,
}

/// What all templates lead to, by their names.
type AllShown<'t> = BTreeMap<&'t str, Shown<'t>>;

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    if tree.templates.is_empty() {
        return Vec::new();
    }
    let steps = Budget::new(MOST_STEPS, "templates that others include");
    let all = all_shown(index, tree);
    let uses = Budget::new(MOST_USES, "methods that templates name");
    let mut found = Vec::new();
    let mut known: FxHashMap<&str, BTreeSet<Node>> = FxHashMap::default();
    let mut seen = FxHashSet::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        let texts = facts.map_or(&[] as &[_], |facts| &facts.texts);
        let names = |text: &Text| all.contains_key(&*text.value) || is_pattern(&text.value);
        for text in texts.iter().filter(|text| names(text)) {
            let from = at(index, file, text.within);
            if !seen.insert((from, &*text.value)) {
                continue;
            }
            let used = known.entry(&text.value).or_insert_with(|| {
                let names = meant(index, file, &all, &text.value, &steps);
                used(index, file, &all, names, &steps)
            });
            if !uses.take(index, file, used.len()) {
                return found;
            }
            let (strength, line) = (Strength::Guess, text.line);
            found.extend(used.iter().map(|to| {
                let to = *to;
                (from, Call { to, strength, line })
            }));
        }
    }
    found
}

/// Reads all templates, and keeps of them what leads somewhere.
fn all_shown<'t>(index: &Index<'_>, tree: &'t Tree) -> AllShown<'t> {
    let mut templates: BTreeMap<&str, Template<'_>> = BTreeMap::new();
    for (path, text) in &tree.templates {
        if let Some(name) = name_of(path) {
            read(text, templates.entry(name).or_default());
        }
    }
    // Those of a theme stand in a folder of its own, by which nobody asks for them.
    let mut of_themes: BTreeMap<&str, Template<'_>> = BTreeMap::new();
    for (path, text) in &tree.templates {
        let name = name_of(path).and_then(|name| Some(name.split_once('/')?.1));
        if let Some(name) = name.filter(|name| name.contains('/') && !templates.contains_key(name))
        {
            read(text, of_themes.entry(name).or_default());
        }
    }
    templates.append(&mut of_themes);
    let named = templates.values().flat_map(|it| &it.attributes);
    let methods = methods(index, &named.copied().collect());
    let shown = templates.iter().map(|(name, template)| {
        let own = template.attributes.iter().flat_map(|name| {
            let named = methods.get(name).map_or(&[] as &[_], Vec::as_slice);
            let is_called = template.called.contains(name);
            named.iter().filter(move |it| it.is_plain || is_called)
        });
        let others = template.texts.iter();
        let others = others.filter(|it| templates.contains_key(*it));
        let shown = Shown {
            methods: own.map(|it| it.node).collect(),
            templates: others.copied().collect(),
        };
        (*name, shown)
    });
    shown.collect()
}

/// The name by which code asks for a template: its path below the folder of templates.
fn name_of(path: &str) -> Option<&str> {
    let begins = path.rfind(FOLDER)?;
    path.get(begins + FOLDER.len()..)
}

/// What a template may mean by a name.
struct Method {
    node: Node,
    /// Whether it takes nothing but its object.
    is_plain: bool,
}

/// Methods by those names.
fn methods<'a>(index: &Index<'a>, names: &FxHashSet<&str>) -> FxHashMap<&'a str, Vec<Method>> {
    let mut found: FxHashMap<&str, Vec<Method>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
            if symbol.kind == SymbolKind::Method && names.contains(symbol.last()) {
                let methods = found.entry(symbol.last()).or_default();
                methods.push(Method {
                    node: index.node(file, at),
                    is_plain: symbol.parameters.len() <= 1,
                });
            }
        }
    }
    found
}

/// Whether a text is put together to the name of a template, of which more than the ending stands
/// there: `f"emails/{name}.html"`.
fn is_pattern(text: &str) -> bool {
    let Some((head, rest)) = text.split_once(GAP) else {
        return false;
    };
    let tail = rest.rsplit(GAP).next().unwrap_or(rest);
    let before = tail.rfind('.').and_then(|dot| tail.get(..dot));
    is_template(&format!("{FOLDER}{tail}"))
        && (head.contains('/') || before.is_some_and(|it| !it.is_empty()))
}

/// The templates that a text names; those of all names that fit one which is put together.
fn meant<'t>(
    index: &Index<'_>,
    file: FileId,
    all: &AllShown<'t>,
    text: &'t str,
    steps: &Budget,
) -> Vec<&'t str> {
    let Some((head, rest)) = text.split_once(GAP) else {
        return vec![text];
    };
    let tail = rest.rsplit(GAP).next().unwrap_or(rest);
    let fits = |name: &&str| name.len() > head.len() + tail.len() && name.ends_with(tail);
    let begin_so = all.range(head..).map(|(name, _)| *name);
    let begin_so = begin_so.take_while(|name| name.starts_with(head));
    let begin_so = begin_so.take_while(|_| steps.take(index, file, 1));
    let mut found: Vec<&str> = begin_so.filter(fits).take(MOST_INCLUDED + 1).collect();
    if found.len() > MOST_INCLUDED {
        index.leave_out(file, "templates of one pattern");
        found.truncate(MOST_INCLUDED);
    }
    found
}

/// The methods that templates name, or those that they extend or include.
fn used(
    index: &Index<'_>,
    file: FileId,
    all: &AllShown<'_>,
    names: Vec<&str>,
    steps: &Budget,
) -> BTreeSet<Node> {
    let mut open = names;
    let mut seen: FxHashSet<&str> = open.iter().copied().collect();
    let most = seen.len() + MOST_INCLUDED;
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(shown) = all.get(name) else {
            continue;
        };
        let count = 1 + shown.methods.len() + shown.templates.len();
        if !steps.take(index, file, count) {
            break;
        }
        found.extend(shown.methods.iter().copied());
        for other in &shown.templates {
            if seen.contains(other) {
                continue;
            }
            if seen.len() >= most {
                index.leave_out(file, "templates that one includes");
                break;
            }
            seen.insert(other);
            open.push(other);
        }
    }
    found
}

/// Reads what stands in `{{ … }}` and `{% … %}`, but in comments and in what is shown as it is.
fn read<'t>(text: &'t str, into: &mut Template<'t>) {
    let mut rest = text;
    // The end of what is not read, while in it.
    let mut awaited: Option<&str> = None;
    while let Some(begins) = rest.find('{') {
        let Some(tag) = rest.get(begins + 1..) else {
            return;
        };
        rest = tag;
        let close = match tag.as_bytes().first() {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => continue,
        };
        let Some(inner) = tag.get(1..).and_then(|inner| until(inner, close)) else {
            continue;
        };
        rest = tag.get(1 + inner.len() + close.len()..).unwrap_or_default();
        let mut words = inner.split(|it: char| !it.is_alphanumeric() && it != '_');
        let word = words.find(|word| !word.is_empty()).unwrap_or_default();
        let is_block = close == "%}";
        match awaited {
            Some(end) if is_block && word.strip_prefix("end") == Some(end) => awaited = None,
            Some(_) => {}
            None if is_block && UNREAD.contains(&word) => awaited = Some(word),
            None if close == "#}" => {}
            None => read_tag(inner, into),
        }
    }
}

/// What stands in front of the end of a tag; none where another begins before it ends.
fn until<'t>(text: &'t str, close: &str) -> Option<&'t str> {
    // In a comment any tag may stand.
    let opens: &[&str] = match close {
        "#}" => &["{#"],
        _ => &["{{", "{%", "{#"],
    };
    for (at, _) in text.match_indices(['{', '%', '}', '#']) {
        let rest = text.get(at..)?;
        if rest.starts_with(close) {
            return text.get(..at);
        }
        if opens.iter().any(|open| rest.starts_with(open)) {
            return None;
        }
    }
    None
}

/// Reads the names behind dots and the texts of a tag.
fn read_tag<'t>(tag: &'t str, into: &mut Template<'t>) {
    let mut rest = tag;
    while let Some(begins) = rest.find(['"', '\'']) {
        let (code, quoted) = rest.split_at(begins);
        read_code(code, into);
        let quote = quoted.get(..1).unwrap_or_default();
        let inner = quoted.get(1..).unwrap_or_default();
        match inner.split_once(quote) {
            Some((text, behind)) => {
                into.texts.insert(text);
                rest = behind;
            }
            None => rest = inner,
        }
    }
    read_code(rest, into);
}

fn read_code<'t>(code: &'t str, into: &mut Template<'t>) {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    for word in code.split_inclusive(|letter: char| !is_letter(letter) && letter != '.') {
        let end = word.trim_end_matches(|letter: char| !is_letter(letter) && letter != '.');
        let names = end.split('.').skip(1);
        let is_name = |name: &&str| name.starts_with(|it: char| it.is_alphabetic() || it == '_');
        let names = names.filter(is_name);
        if word.ends_with('(') {
            into.called.extend(names.clone().last());
        }
        into.attributes.extend(names);
    }
}

#[cfg(test)]
mod tests;
