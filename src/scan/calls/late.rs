//! Names that modules of Python offer without holding them: `__getattr__` of a package, its own or
//! one that `lazy.attach` makes, looks for them in the modules that it names.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{FileFacts, FileId};
use crate::scan::paths::{below, folder_of, name_of};

use super::index::Index;

/// Where names are found that a file offers without holding them.
pub(super) type LateNames<'a> = FxHashMap<FileId, FxHashMap<&'a str, FileId>>;

/// Functions that make a `__getattr__`.
const ATTACHING: [&str; 1] = ["attach"];

/// What ends the path of a package's own module.
const PACKAGE: &str = "__init__.py";

impl<'a> Index<'a> {
    pub(super) fn find_late_names(&self) -> LateNames<'a> {
        let packages = self.files_of(Family::Python).filter(|(file, path)| {
            let asks = || self.by_name(*file, "__getattr__").is_some();
            name_of(path) == PACKAGE && (asks() || self.uses_any(*file, &ATTACHING))
        });
        let named = packages.filter_map(|(file, path)| {
            let words = words(self.facts(file)?);
            Some((file, self.offered_below(folder_of(path), &words)))
        });
        named.collect()
    }

    /// Definitions in the modules below a folder that have one of these names; of several that
    /// have the same, that of the module nearest to the folder.
    fn offered_below(&self, folder: &str, modules: &FxHashSet<&str>) -> FxHashMap<&'a str, FileId> {
        // Units stand in the order of their paths.
        let first = self.units.partition_point(|unit| &*unit.path < folder);
        let units = (0..).map(FileId).zip(self.units).skip(first);
        let units = units.take_while(|(_, unit)| unit.path.starts_with(folder));
        let mut named: Vec<(usize, FileId)> = units
            .filter_map(|(file, unit)| {
                let below = below(&unit.path, folder)?;
                let module = below.strip_suffix(PACKAGE).unwrap_or(below);
                let module = name_of(module.trim_end_matches('/'));
                let is_named = modules.contains(module.strip_suffix(".py").unwrap_or(module));
                let is_code = self.family(file) == Some(Family::Python) && !self.is_test_code(file);
                (is_named && is_code).then(|| (below.matches('/').count(), file))
            })
            .collect();
        named.sort_unstable();
        let mut found = FxHashMap::default();
        for (_, file) in named {
            let symbols = self.facts(file).map_or(&[] as &[_], |facts| &facts.symbols);
            for symbol in symbols.iter().filter(|symbol| symbol.parent.is_none()) {
                found.entry(&*symbol.name).or_insert(file);
            }
        }
        found
    }
}

/// Parts of the dotted names that stand in a file's strings.
fn words(facts: &FileFacts) -> FxHashSet<&str> {
    let texts = facts.texts.iter();
    let words = texts.flat_map(|text| text.value.split(['.', ':']));
    words.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    fn check(package: &str, test: &str, expect: &[&str]) {
        let gaps = gaps(&format!(
            "//- /app/__init__.py\nimport importlib\n{package}\n\
             //- /app/dice.py\ndef roll():\n    return 1\ndef idle():\n    return 1\n\
             //- /app/other.py\ndef roll():\n    return 2\n\
             //- /tests/test_x.py\n{test}\n"
        ));
        let gaps: Vec<&String> = gaps
            .iter()
            .filter(|gap| !gap.contains("__init__"))
            .collect();
        assert_eq!(gaps, expect, "{package} {test}");
    }

    #[test]
    fn packages_find_names_late_in_the_modules_that_they_name() {
        let rest = ["app/dice.py#idle", "app/other.py#roll"];
        let asked = "import app\ndef test_x():\n    assert app.roll()";
        let taken = "from app import roll\ndef test_x():\n    assert roll()";
        for test in [asked, taken] {
            let own = "def __getattr__(name):\n    return getattr(importlib.import_module(";
            check(&format!("{own}'app.dice'), name)"), test, &rest);
            check(
                &format!("LATE = {{'roll': '.dice'}}\n{own}LATE[name], __name__), name)"),
                test,
                &rest,
            );
            check(
                "import lazy_loader as lazy\n__getattr__, __dir__, _ = lazy.attach(__name__, submod_attrs={'dice': ['roll']})",
                test,
                &rest,
            );
            check(
                "LATE = {'roll': '.dice'}",
                test,
                &["app/dice.py#roll", "app/dice.py#idle", "app/other.py#roll"],
            );
        }
    }
}
