//! Packages whose folders have other names: what settings of build tools say (`package_dir = {"app":
//! "src"}`), and symbolic links.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::scan::paths::{ancestors, folder_of, join, name_of};
use crate::scan::setup::ini;
use crate::scan::walk::Tree;

use super::child;
use super::roots::at_table;

/// Where folders lie that are not where their names say.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    real: FxHashMap<String, String>,
    /// Folders above those, which need not be there.
    above: FxHashSet<String>,
}

impl Renamed {
    /// What the links and settings of a tree say, of folders that are there under no such name.
    pub(super) fn new(tree: &Tree, is_folder: impl Fn(&str) -> bool) -> Self {
        let links = tree.links.iter();
        let real = links.map(|(link, folder)| (link.to_string(), folder.to_string()));
        let mut renamed = Self {
            real: real.collect(),
            above: FxHashSet::default(),
        };
        for (path, manifest) in &tree.manifests {
            let mut packages = match name_of(path) {
                "setup.py" => in_script(&manifest.text),
                "setup.cfg" => in_ini(&manifest.text),
                "pyproject.toml" => in_pyproject(&manifest.text),
                _ => continue,
            };
            let project = folder_of(path);
            // What is inside comes after what is around it.
            packages.sort_by_key(|(package, _)| package.matches('/').count());
            for (package, folder) in packages {
                let parts = package.split('/').filter(|part| !part.is_empty());
                let place = parts.fold(project.to_owned(), |place, part| {
                    child(&renamed.real(place), part)
                });
                let folder = join(project, &folder).filter(|folder| is_folder(folder));
                if let Some(folder) = folder
                    && place != folder
                    && !is_folder(&place)
                {
                    let above = ancestors(folder_of(&place)).map(str::to_owned);
                    renamed.above.extend(above);
                    renamed.real.insert(place, folder);
                }
            }
        }
        renamed
    }

    /// Whether packages are called as if they lay below a folder.
    pub(super) fn is_above(&self, folder: &str) -> bool {
        self.above.contains(folder)
    }

    /// Where a folder lies that would lie here by its name.
    pub(super) fn real(&self, place: String) -> String {
        match self.real.get(&place) {
            Some(real) => real.clone(),
            None => place,
        }
    }
}

/// Packages, with `/`, and their folders.
type Packages = Vec<(String, String)>;

fn named(package: &str, folder: &str) -> (String, String) {
    (package.replace('.', "/"), folder.to_owned())
}

/// `package_dir={"app": "src"}` of a script that nobody runs here.
fn in_script(text: &str) -> Packages {
    let said = text.match_indices("package_dir");
    let tables = said.filter_map(|(at, word)| {
        let behind = text.get(at + word.len()..)?;
        let behind = behind.trim_start_matches([' ', '=', '"', '\'', ':']);
        Some(behind.strip_prefix('{')?.split_once('}')?.0)
    });
    let pairs = tables.flat_map(|table| table.split(','));
    let pairs = pairs.filter_map(|pair| {
        let (package, folder) = pair.split_once(':')?;
        Some(named(unquoted(package)?, unquoted(folder)?))
    });
    pairs.collect()
}

/// What stands in quotes, where that is all.
fn unquoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let inner = ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?;
    (!inner.contains(['"', '\''])).then_some(inner)
}

fn in_ini(text: &str) -> Packages {
    let settings = ini(text);
    let said = settings.at(&["options", "package_dir"]);
    let lines = said.and_then(|said| said.text()).unwrap_or_default();
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    pairs
        .map(|(package, folder)| named(package.trim(), folder.trim()))
        .collect()
}

/// What setuptools, Hatch and Poetry are told.
fn in_pyproject(text: &str) -> Packages {
    let Ok(whole) = toml::from_str::<toml::Table>(text) else {
        return Vec::new();
    };
    let pairs = |keys: &[&str]| -> Packages {
        let table = at_table(&whole, keys).and_then(toml::Value::as_table);
        let entries = table.into_iter().flatten();
        let entries = entries.filter_map(|(key, value)| Some((key.clone(), value.as_str()?)));
        entries
            .map(|(key, value)| (key, value.to_owned()))
            .collect()
    };
    let mut found: Packages = pairs(&["tool", "setuptools", "package-dir"])
        .iter()
        .map(|(package, folder)| named(package, folder))
        .collect();
    for keys in [
        &["tool", "hatch", "build", "sources"][..],
        &["tool", "hatch", "build", "targets", "wheel", "sources"],
        &[
            "tool",
            "hatch",
            "build",
            "targets",
            "wheel",
            "force-include",
        ],
    ] {
        let moved = pairs(keys).into_iter();
        found.extend(moved.map(|(folder, place)| (place, folder)));
    }
    let packages = at_table(&whole, &["tool", "poetry", "packages"]);
    let packages = packages.and_then(toml::Value::as_array);
    for package in packages.into_iter().flatten() {
        let word = |key: &str| package.get(key).and_then(toml::Value::as_str);
        if let (Some(folder), Some(place)) = (word("include"), word("to")) {
            let from = child(word("from").unwrap_or_default(), folder);
            found.push((child(place, folder), from));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// Whether a test reaches the package that it calls `app`, of a folder that some settings name.
    fn check(settings: &str, folder: &str, is_found: bool) {
        let found = gaps(&format!(
            "{settings}\n//- /{folder}/__init__.py\n//- /{folder}/core.py\ndef go():\n    return 1\n\
             //- /tests/test_x.py\nfrom app.core import go\ndef test_x():\n    assert go()\n"
        ));
        assert_eq!(found.is_empty(), is_found, "{settings}");
    }

    #[test]
    fn settings_name_the_folders_of_packages() {
        for settings in [
            "//- /setup.py\nsetup(packages=['app'], package_dir={'app': 'src'})",
            "//- /setup.py\npackage_dir = {\n  \"app.x\": \"src/x\", \"app\": \"src\",\n}\nsetup(package_dir=package_dir)",
            "//- /setup.py\nsetup(**{'package_dir': {'x': join('a', 'b'), 'app': 'src'}})",
            "//- /setup.cfg\n[options]\npackage_dir =\n    app = src",
            "//- /pyproject.toml\n[tool.setuptools.package-dir]\napp = 'src'",
            "//- /pyproject.toml\n[tool.hatch.build.targets.wheel.sources]\nsrc = 'app'",
            "//- /pyproject.toml\n[tool.hatch.build.targets.wheel.force-include]\nsrc = 'app'",
        ] {
            check(settings, "src", true);
        }
        check(
            "//- /setup.py\nsetup(package_dir={'other': 'src'})",
            "src",
            false,
        );
        check(
            "//- /setup.py\nsetup(package_dir={'app': '../src'})",
            "src",
            false,
        );
        check(
            "//- /pyproject.toml\n[tool.poetry]\npackages = [{ include = 'core', to = 'app' }]",
            "lib",
            false,
        );
    }

    #[test]
    fn packages_may_be_called_as_if_they_lay_in_a_folder_that_is_not_there() {
        for settings in [
            "//- /setup.py\nsetup(package_dir={'app.core': 'lib/core'})",
            "//- /pyproject.toml\n[tool.hatch.build.sources]\n'lib/core' = 'app/core'",
            "//- /pyproject.toml\n[tool.poetry]\npackages = [{ include = 'core', from = 'lib', to = 'app' }]",
        ] {
            let found = gaps(&format!(
                "{settings}\n//- /lib/core/__init__.py\n//- /lib/core/part.py\ndef go():\n    return 1\n\
                 //- /tests/test_x.py\nfrom app.core.part import go\ndef test_x():\n    assert go()\n"
            ));
            assert!(found.is_empty(), "{settings} {found:?}");
        }
    }

    #[test]
    fn packages_inside_lie_elsewhere_too() {
        let settings = "//- /src/__init__.py\n//- /setup.py\nsetup(package_dir={'app.core': 'more', 'app': 'src'})";
        let found = gaps(&format!(
            "{settings}\n//- /more/__init__.py\n//- /more/part.py\ndef go():\n    return 1\n\
             //- /tests/test_x.py\nfrom app.core.part import go\ndef test_x():\n    assert go()\n"
        ));
        assert!(found.is_empty(), "{found:?}");
    }
}
