//! Templates of Django and Jinja: what renders one uses the attributes that it names,
//! `{{ order.total }}`, of whatever objects there are.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{SymbolKind, Text};
use crate::scan::calls::{Call, Index, Node, Strength};
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
const MOST_INCLUDED: usize = 64;

/// Most uses that templates of a tree are taken to make.
const MOST_USES: usize = 400_000;

/// What one template says.
#[derive(Default)]
struct Template<'t> {
    /// Attributes that it reads of something.
    attributes: BTreeSet<&'t str>,
    /// Texts in its tags, names of other templates among them.
    texts: BTreeSet<&'t str>,
}

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    if tree.templates.is_empty() {
        return Vec::new();
    }
    let mut templates: BTreeMap<&str, Template<'_>> = BTreeMap::new();
    for (path, text) in &tree.templates {
        if let Some(name) = name_of(path) {
            read(text, templates.entry(name).or_default());
        }
    }
    let named: FxHashSet<&str> = templates
        .values()
        .flat_map(|it| &it.attributes)
        .copied()
        .collect();
    let methods = methods(index, &named);
    let mut found = Vec::new();
    let mut known: FxHashMap<&str, BTreeSet<Node>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        let texts = facts.map_or(&[] as &[_], |facts| &facts.texts);
        let names = |text: &Text| templates.contains_key(&*text.value) || is_pattern(&text.value);
        for text in texts.iter().filter(|text| names(text)) {
            let used = known
                .entry(&text.value)
                .or_insert_with(|| used(&templates, meant(&templates, &text.value), &methods));
            if found.len() + used.len() > MOST_USES {
                return found;
            }
            let from = at(index, file, text.within);
            let (strength, line) = (Strength::Guess, text.line);
            found.extend(used.iter().map(|to| {
                let to = *to;
                (from, Call { to, strength, line })
            }));
        }
    }
    found
}

/// The name by which code asks for a template: its path below the folder of templates.
fn name_of(path: &str) -> Option<&str> {
    let begins = path.rfind(FOLDER)?;
    path.get(begins + FOLDER.len()..)
}

/// Methods that take nothing but their object, by those names.
fn methods<'a>(index: &Index<'a>, names: &FxHashSet<&str>) -> FxHashMap<&'a str, Vec<Node>> {
    let mut found: FxHashMap<&str, Vec<Node>> = FxHashMap::default();
    for (file, _) in index.files_of(Family::Python) {
        let facts = index.facts(file).filter(|_| !index.is_test_code(file));
        for (at, symbol) in (0_u32..).zip(facts.map_or(&[] as &[_], |it| &it.symbols)) {
            let is_plain = symbol.kind == SymbolKind::Method && symbol.parameters.len() <= 1;
            if is_plain && names.contains(symbol.last()) {
                let methods = found.entry(symbol.last()).or_default();
                methods.push(index.node(file, at));
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
fn meant<'t>(templates: &BTreeMap<&'t str, Template<'_>>, text: &'t str) -> Vec<&'t str> {
    let Some((head, rest)) = text.split_once(GAP) else {
        return vec![text];
    };
    let tail = rest.rsplit(GAP).next().unwrap_or(rest);
    let fits = |name: &&str| name.len() > head.len() + tail.len() && name.ends_with(tail);
    let begin_so = templates.range(head..).map(|(name, _)| *name);
    let begin_so = begin_so.take_while(|name| name.starts_with(head));
    begin_so.filter(fits).take(MOST_INCLUDED).collect()
}

/// The methods that templates name, or those that they extend or include.
fn used(
    templates: &BTreeMap<&str, Template<'_>>,
    names: Vec<&str>,
    methods: &FxHashMap<&str, Vec<Node>>,
) -> BTreeSet<Node> {
    let mut open = names;
    let mut seen: FxHashSet<&str> = open.iter().copied().collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        let Some(template) = templates.get(name) else {
            continue;
        };
        let named = template.attributes.iter().filter_map(|it| methods.get(it));
        found.extend(named.flatten().copied());
        for text in &template.texts {
            if templates.contains_key(text) && seen.len() < MOST_INCLUDED && seen.insert(text) {
                open.push(text);
            }
        }
    }
    found
}

/// Reads what stands in `{{ … }}` and `{% … %}`.
fn read<'t>(text: &'t str, into: &mut Template<'t>) {
    let mut rest = text;
    while let Some(begins) = rest.find('{') {
        let Some(tag) = rest.get(begins + 1..) else {
            return;
        };
        let close = match tag.as_bytes().first() {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => {
                rest = tag;
                continue;
            }
        };
        let Some(ends) = tag.find(close) else {
            return;
        };
        read_tag(tag.get(1..ends).unwrap_or_default(), into);
        rest = tag.get(ends + close.len()..).unwrap_or_default();
    }
}

/// Reads the names behind dots and the texts of a tag.
fn read_tag<'t>(tag: &'t str, into: &mut Template<'t>) {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    // Every second part stands in quotes, of the one kind or the other.
    let quote = if tag.contains('"') { '"' } else { '\'' };
    for (nth, part) in tag.split(quote).enumerate() {
        if nth % 2 == 1 {
            into.texts.insert(part);
            continue;
        }
        for word in part.split(|letter: char| !is_letter(letter) && letter != '.') {
            let names = word.split('.').skip(1);
            let is_name =
                |name: &&str| name.starts_with(|it: char| it.is_alphabetic() || it == '_');
            into.attributes.extend(names.filter(is_name));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn attributes_that_a_rendered_template_names_are_read() {
        let check = |view: &str, template: &str, expect: &[&str]| {
            let found = gaps(&format!(
                "//- /app/__init__.py\n//- /app/search.py\nclass Search:\n    @property\n    def is_new(self):\n        return len(self.words)\n    def total(self):\n        return 1\n    def find(self, word):\n        return word\n\
                 class Idle:\n    def total(self):\n        return 2\n\
                 //- /app/views.py\nfrom app.search import Search\ndef show(request):\n    return render(request, {view}, {{'search': Search()}})\n\
                 //- /app/templates/app/list.html\n{template}\n\
                 //- /app/templates/app/part.html\n<b>{{{{ search.total }}}}</b>\n\
                 //- /tests/test_x.py\nfrom app.views import show\ndef test_x():\n    assert show(1)\n"
            ));
            assert_eq!(found, expect, "{view} {template}");
        };
        let (new, total, find, idle) = (
            "app/search.py#Search.is_new",
            "app/search.py#Search.total",
            "app/search.py#Search.find",
            "app/search.py#Idle.total",
        );
        let list = "'app/list.html'";
        check(
            list,
            "{% if search.is_new %}{{ search.find }}{% endif %}",
            &[total, find, idle],
        );
        check(list, "{% include \"app/part.html\" %}", &[new, find, idle]);
        check(list, "{{ search.total|upper }}", &[new, find, idle]);
        check(
            list,
            "search.total {{ x|default:\"a.is_new\" }}",
            &[new, total, find, idle],
        );
        check(
            "f'app/{kind}.html'",
            "{{ search.total }}",
            &[new, find, idle],
        );
        check(
            "f'{kind}/list.html'",
            "{{ search.total }}",
            &[new, find, idle],
        );
        for other in [
            "f'{kind}.html'",
            "f'app/{kind}-list.html'",
            "f'app/{kind}.txt'",
        ] {
            check(other, "{{ search.total }}", &[new, total, find, idle]);
        }
        check(
            "'other.html'",
            "{{ search.total }}",
            &[new, total, find, idle],
        );
    }
}
