//! Entry points of Python packages: whoever asks for a group of them loads all that the manifests
//! of the tree list under it, `entry_points(group="app.plugins")`; pytest loads its own plugins.

use std::cell::LazyCell;

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{FileId, Reference, ReferenceKind};
use crate::scan::calls::{Call, Index, Node};
use crate::scan::link::has_running_tests;
use crate::scan::setup::ini;
use crate::scan::walk::Tree;

use super::by_name::load;
use super::dotted::Dotted;
use super::{Framework, at, call, nothing};

pub(super) const ENTRY_POINTS: Framework = Framework {
    uses,
    barred: nothing,
};

/// Functions and classes that look for the entry points of a group.
const ASKING: [&str; 9] = [
    "distributions",
    "entry_points",
    "iter_entry_points",
    "load_setuptools_entrypoints",
    "ExtensionManager",
    "NamedExtensionManager",
    "EnabledExtensionManager",
    "DriverManager",
    "HookManager",
];

/// The group of pytest's plugins.
const OF_PYTEST: &str = "pytest11";

/// Something that a package offers to whoever asks for its group.
struct Offer {
    group: String,
    /// Its module and the name in it, with a dot between.
    target: String,
}

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let offers = offers(tree);
    if offers.is_empty() {
        return Vec::new();
    }
    let dotted = Dotted::new(index, offers.iter().map(|offer| &*offer.target));
    let of_tree = LazyCell::new(|| of_tree(index, &offers));
    let mut found = Vec::new();
    for (file, _) in index.files_of(Family::Python) {
        let asking = index.references_to(file, &ASKING);
        for reference in asking.filter(|it| it.kind == ReferenceKind::Call) {
            let from = at(index, file, reference.within);
            for offer in asked_for(index, (&offers, &of_tree), file, reference) {
                if let Some((target, node)) = dotted.find(index, &offer.target) {
                    load(index, from, target, node, reference.line, &mut found);
                }
            }
        }
    }
    of_pytest(index, &offers, &dotted, &mut found);
    found
}

/// The offers of the groups that are named where somebody asks: by the function itself, else in
/// its file, else by whoever tells it, which may be any code.
fn asked_for<'o>(
    index: &Index<'_>,
    (offers, of_tree): (&'o [Offer], &[&'o Offer]),
    file: FileId,
    asking: &Reference,
) -> Vec<&'o Offer> {
    let texts = |file: FileId| index.facts(file).map_or(&[] as &[_], |facts| &facts.texts);
    let own = |offer: &Offer| {
        let mut texts = texts(file).iter();
        texts.any(|text| text.within == asking.within && *text.value == *offer.group)
    };
    let of_file = |offer: &Offer| texts(file).iter().any(|text| *text.value == *offer.group);
    let mut found: Vec<&Offer> = offers.iter().filter(|offer| own(offer)).collect();
    if found.is_empty() {
        found.extend(offers.iter().filter(|offer| of_file(offer)));
    }
    if found.is_empty() {
        found.extend(of_tree);
    }
    found
}

/// The offers whose groups are named anywhere in the tree.
fn of_tree<'o>(index: &Index<'_>, offers: &'o [Offer]) -> Vec<&'o Offer> {
    let facts = index
        .files_of(Family::Python)
        .filter_map(|(file, _)| index.facts(file));
    let texts: FxHashSet<&str> = facts
        .flat_map(|facts| facts.texts.iter().map(|text| &*text.value))
        .collect();
    let is_named = |offer: &&Offer| texts.contains(&*offer.group);
    offers.iter().filter(is_named).collect()
}

/// pytest loads its plugins before any test, and calls their hooks.
fn of_pytest(index: &Index<'_>, offers: &[Offer], dotted: &Dotted, found: &mut Vec<(Node, Call)>) {
    let own = offers.iter().filter(|offer| offer.group == OF_PYTEST);
    let plugins: Vec<FileId> = own
        .filter_map(|offer| Some(dotted.find(index, &offer.target)?.0))
        .collect();
    if plugins.is_empty() {
        return;
    }
    let tests = index.files_of(Family::Python).filter(|(file, _)| {
        index.is_test_code(*file) && index.unit(*file).is_some_and(has_running_tests)
    });
    for (test, _) in tests {
        let from = index.module(test);
        for plugin in &plugins {
            found.push((from, call(index.module(*plugin), 1)));
            let facts = index.facts(*plugin);
            let symbols = facts.map_or(&[] as &[_], |facts| &facts.symbols);
            let hooks = (0_u32..).zip(symbols).filter(|(_, symbol)| {
                symbol.parent.is_none() && symbol.name.starts_with("pytest_")
            });
            found.extend(hooks.map(|(hook, _)| (from, call(index.node(*plugin, hook), 1))));
        }
    }
}

/// All that the manifests of the tree offer.
fn offers(tree: &Tree) -> Vec<Offer> {
    let mut found = Vec::new();
    for (path, manifest) in &tree.manifests {
        match path.rsplit('/').next() {
            Some("pyproject.toml") => in_pyproject(&manifest.text, &mut found),
            Some("setup.cfg") => in_setup_cfg(&manifest.text, &mut found),
            Some("setup.py") => in_setup_py(&manifest.text, &mut found),
            _ => {}
        }
    }
    found
}

fn in_pyproject(text: &str, found: &mut Vec<Offer>) {
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return;
    };
    let manifest = toml::Value::Table(manifest);
    for path in [
        ["project", "entry-points"].as_slice(),
        &["tool", "poetry", "plugins"],
    ] {
        let groups = path.iter().try_fold(&manifest, |table, key| table.get(key));
        for (group, entries) in groups.and_then(toml::Value::as_table).into_iter().flatten() {
            let entries = entries.as_table().into_iter().flatten();
            let targets = entries.filter_map(|(_, target)| target.as_str());
            found.extend(targets.map(|target| offer(group, target)));
        }
    }
}

fn in_setup_cfg(text: &str, found: &mut Vec<Offer>) {
    let settings = ini(text);
    // setuptools has the first, pbr the second.
    let sections = ["options.entry_points", "entry_points"];
    let groups = sections.iter().filter_map(|name| settings.at(&[name]));
    for (group, entries) in groups.flat_map(|groups| groups.entries()) {
        let lines = entries.text().unwrap_or_default().lines();
        found.extend(lines.filter_map(|line| Some(offer(group, line.split_once('=')?.1))));
    }
}

/// `entry_points={"app.plugins": ["dice = app.dice:Dice"]}`, or all of it as one text with the groups
/// in brackets.
fn in_setup_py(text: &str, found: &mut Vec<Offer>) {
    let mut group = "";
    for (said, behind) in strings(text) {
        for line in said.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                group = name;
            } else if let Some((_, target)) = line.split_once('=')
                && !group.is_empty()
            {
                found.push(offer(group, target));
            }
        }
        if behind.trim_start().starts_with(':') {
            group = said;
        }
    }
}

/// The strings of a text of Python, with what stands behind each.
fn strings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut start = rest.find(['"', '\'', '#'])?;
        while rest.get(start..)?.starts_with('#') {
            rest = rest.get(start..)?.split_once('\n')?.1;
            start = rest.find(['"', '\'', '#'])?;
        }
        let quoted = rest.get(start..)?;
        let marks = ["\"\"\"", "'''", "\"", "'"];
        let mark = marks.iter().find(|mark| quoted.starts_with(**mark))?;
        let (said, behind) = quoted.get(mark.len()..)?.split_once(mark)?;
        rest = behind;
        Some((said, behind))
    })
}

/// `app.dice:Dice [extra]`, as an offer of a group.
fn offer(group: &str, target: &str) -> Offer {
    let target = target.split('[').next().unwrap_or_default();
    Offer {
        group: group.to_owned(),
        target: target.trim().replace(':', "."),
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What stays a gap of two plugins, when the code does as given.
    fn check(manifest: &str, code: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "{manifest}//- /app/__init__.py\n\
             //- /app/dice.py\nclass Dice:\n    def roll(self):\n        return 1\n\
             //- /app/clock.py\ndef now():\n    return 1\n\
             //- /app/load.py\nfrom importlib.metadata import entry_points\n{code}\
             //- /tests/test_x.py\nfrom app.load import find\ndef test_x():\n    assert [it.load()().roll() for it in find()]\n"
        ));
        assert_eq!(gaps, expect, "{manifest} {code}");
    }

    #[test]
    fn comments_of_a_setup_script_open_no_strings() {
        check(
            "//- /setup.py\nsetup(\n    name='app',  # don't ask\n    # it's \"so\n    entry_points={'app.plugins': ('dice = app.dice:Dice',)},\n)\n",
            "def find():\n    return entry_points(group='app.plugins')\n",
            &["app/clock.py#now"],
        );
    }

    #[test]
    fn who_asks_for_a_group_loads_what_the_manifests_list() {
        let project = "//- /pyproject.toml\n[project.entry-points.\"app.plugins\"]\ndice = \"app.dice:Dice\"\n[project.entry-points.\"app.clocks\"]\nclock = \"app.clock:now\"\n";
        let own = "def find():\n    return entry_points(group='app.plugins')\n";
        let clock = ["app/clock.py#now"];
        check(project, own, &clock);
        check(
            project,
            "GROUP = 'app.plugins'\ndef find():\n    return entry_points(group=GROUP)\n",
            &clock,
        );
        check(
            "//- /setup.cfg\n[options.entry_points]\napp.plugins =\n    dice = app.dice:Dice\napp.clocks =\n    clock = app.clock:now\n",
            own,
            &clock,
        );
        check(
            "//- /setup.py\nfrom setuptools import setup\nsetup(entry_points={'app.plugins': ['dice = app.dice:Dice'], 'app.clocks': ['clock=app.clock:now']})\n",
            own,
            &clock,
        );
        check(
            "//- /setup.py\nfrom setuptools import setup\nsetup(entry_points=\"\"\"\n[app.plugins]\ndice = app.dice:Dice\n[app.clocks]\nclock = app.clock:now\n\"\"\")\n",
            own,
            &clock,
        );
        check(
            project,
            "import importlib.metadata\nGROUP = 'app.plugins'\ndef find():\n    return [it for each in importlib.metadata.distributions() for it in each.entry_points if it.group == GROUP]\n",
            &clock,
        );
        check(
            project,
            "def find():\n    return 'app.plugins'\n",
            &["app/clock.py#now", "app/dice.py#Dice.roll"],
        );
    }

    #[test]
    fn pytest_loads_its_plugins_before_any_test() {
        let gaps = gaps(
            "//- /pyproject.toml\n[project.entry-points.pytest11]\nbot = \"bot.plugin\"\n\
             //- /bot/__init__.py\n\
             //- /bot/plugin.py\ndef pytest_addoption(parser):\n    return options(parser)\ndef options(parser):\n    return parser.x\ndef idle():\n    return 1\n\
             //- /tests/test_x.py\ndef test_x():\n    assert 1\n",
        );
        assert_eq!(gaps, ["bot/plugin.py#idle"]);
    }
}
