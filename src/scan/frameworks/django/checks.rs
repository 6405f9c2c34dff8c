//! System checks: Django's own runner of tests starts those that modules register, and so does each
//! command that is started as a program. Under pytest nothing does unless a test asks for it.

use crate::lang::Family;
use crate::model::{FileFacts, FileId};
use crate::scan::calls::Index;
use crate::scan::paths::name_of;
use crate::scan::setup::pytest_settings_in;
use crate::scan::walk::Tree;

/// The setting by which pytest-django is told where the settings of Django are.
const OF_PYTEST: &str = "DJANGO_SETTINGS_MODULE";

/// Functions that start commands.
const STARTING: [&str; 3] = ["call_command", "execute_from_command_line", "run_from_argv"];

/// Whether tests run what modules register as checks.
pub(super) fn run(index: &Index<'_>, tree: &Tree) -> bool {
    let manifests = tree.manifests.iter();
    let mut manifests = manifests.filter(|(_, it)| it.text.contains(OF_PYTEST));
    let by_pytest = manifests.any(|(path, manifest)| {
        let settings = pytest_settings_in(name_of(path), &manifest.text);
        // Keys of INI files are kept in lower case.
        let key = OF_PYTEST.to_ascii_lowercase();
        settings.is_some_and(|it| it.at(&[OF_PYTEST]).or_else(|| it.at(&[&key])).is_some())
    });
    !by_pytest || index.test_files().any(|file| asks(index, file))
}

/// Whether a file of tests has checks run.
fn asks(index: &Index<'_>, file: FileId) -> bool {
    if index.family(file) != Some(Family::Python) {
        return false;
    }
    let mut started = index.references_to(file, &STARTING);
    index.uses_any(file, &["run_checks"])
        || started.any(|it| it.text.as_deref().is_none_or(|name| name == "check"))
}

/// Whether a file takes something to register checks with.
pub(super) fn has_checks(facts: &FileFacts) -> bool {
    facts.imports.iter().any(|import| {
        let mut names = import.names.iter();
        match &*import.module {
            "django.core.checks" => true,
            "django.core" => names.any(|name| &*name.name == "checks"),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::symbol_statuses;

    #[test]
    fn checks_run_where_djangos_own_runner_does() {
        let check = |setup: &str, test: &str, expect: &str| {
            let found = symbol_statuses(&format!(
                "//- /manage.py\n{setup}//- /main/settings.py\nINSTALLED_APPS = ['shop.apps.Shop', 'django.contrib.auth']\n\
                 //- /shop/__init__.py\n//- /shop/checks.py\nfrom django.core.checks import register\n@register()\ndef check_prices(app_configs):\n    return 1\n\
                 //- /shop/apps.py\nfrom django.apps import AppConfig\nclass Shop(AppConfig):\n    def ready(self):\n        from shop import checks\n\
                 //- /tests/test_x.py\nfrom django.core import management\n{test}\n"
            ));
            let expect = format!("shop/checks.py#check_prices {expect}");
            assert!(found.contains(&expect), "{setup} {test} {found:?}");
        };
        let plain = "def test_x(client):\n    assert client.get('/')\n";
        let pytest = "//- /pytest.ini\n[pytest]\nDJANGO_SETTINGS_MODULE = main.settings\n";
        check("", plain, "reached");
        check(pytest, plain, "unreached");
        check(
            "//- /pytest.ini\n[pytest]\naddopts = -q\n",
            plain,
            "reached",
        );
        let asks = "def test_x():\n    assert management.call_command('check')\n";
        check(pytest, asks, "reached");
        let other = "def test_x():\n    assert management.call_command('migrate')\n";
        check(pytest, other, "unreached");
    }
}
