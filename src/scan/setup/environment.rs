//! What reads its settings from the environment as soon as it is imported: a test of anything that
//! imports it fails before it begins, unless the environment has them.

use crate::model::{Evidence, FileFacts, FileKind, Package, Presence, ReferenceKind};
use crate::scan::extract::Unit;

/// Modules whose classes fill themselves from the environment.
const CLASSES: [&str; 1] = ["pydantic_settings"];

/// Modules whose function reads one variable.
const FUNCTIONS: [&str; 2] = ["decouple", "environs"];

/// Most places of a package that are kept.
const MAX_PLACES: usize = 8;

/// Fills in where each package reads its environment on import.
pub(super) fn environment(packages: &mut [Package], units: &[Unit]) {
    for package in packages.iter_mut() {
        let files = package
            .files
            .iter()
            .filter_map(|id| units.get(id.0 as usize));
        let sources = files.filter(|unit| unit.kind == FileKind::Source);
        let found = sources.filter_map(|unit| place(unit, unit.facts.as_deref()?));
        package.on_import = found.take(MAX_PLACES).collect();
    }
}

/// The first line outside of all functions that fills settings.
fn place(unit: &Unit, facts: &FileFacts) -> Option<Evidence> {
    let imports = |known: &[&str]| {
        facts
            .imports
            .iter()
            .any(|it| it.presence == Presence::Runtime && known.contains(&&*it.module))
    };
    let (has_classes, has_functions) = (imports(&CLASSES), imports(&FUNCTIONS));
    if !has_classes && !has_functions {
        return None;
    }
    let is_own = |name: &str| facts.symbols.iter().any(|symbol| *symbol.name == *name);
    let call = facts.references.iter().find(|reference| {
        let is_here = reference.within.is_none() && reference.kind == ReferenceKind::Call;
        // What has a default may be missing; a class fills itself whole.
        let fills = has_classes && is_own(&reference.path);
        let reads = has_functions && reference.text.is_some();
        is_here && (fills || reads)
    })?;
    let fact = match call.text.as_deref().filter(|_| !has_classes) {
        Some(name) => format!("reads `{name}` from the environment when it is imported"),
        None => "reads its settings from the environment when it is imported".to_owned(),
    };
    Some(Evidence {
        path: unit.path.clone(),
        line: Some(call.line),
        fact: fact.into(),
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::units;
    use crate::scan::{resolve, setup};

    fn check(settings: &str, expect: &[&str]) {
        let fixture =
            format!("//- /pyproject.toml\n[project]\nname = \"a\"\n//- /a/settings.py\n{settings}");
        let (tree, units) = units(&fixture);
        let graph = resolve(&tree, &units);
        let (setup, _) = setup(&tree, &units, &graph);
        let found: Vec<String> = setup
            .packages
            .iter()
            .flat_map(|package| &package.on_import)
            .map(|it| format!("{}:{} {}", it.path, it.line.unwrap(), it.fact))
            .collect();
        assert_eq!(found, expect, "{settings}");
    }

    #[test]
    fn settings_that_are_filled_on_import_are_found() {
        let class = "from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    TOKEN: str\ndef get():\n    return Settings()\n";
        check(
            &format!("{class}config = get()\n"),
            &["a/settings.py:6 reads its settings from the environment when it is imported"],
        );
        // A function fills them when it is called.
        check(class, &[]);
        check(
            "from decouple import config\nKEY = config('SECRET_KEY')\n",
            &["a/settings.py:2 reads `SECRET_KEY` from the environment when it is imported"],
        );
        check("def get():\n    return 1\nX = get()\n", &[]);
    }
}
