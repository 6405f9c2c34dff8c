//! In which tests of ECMAScript a stand-in has the place of a function.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::model::{FileFacts, FileId, ReferenceKind, Symbol};

use super::index::{Index, Node};
use super::replaced::behind;
use super::value::Place;

/// Callbacks that a runner calls after tests: what they put somewhere is what was there before.
const AFTER: [&str; 5] = [
    "after.callback",
    "afterAll.callback",
    "afterEach.callback",
    "suiteTeardown.callback",
    "teardown.callback",
];

/// What stand-ins leave aside, by the test or suite in which they do; none for all tests of a file.
/// `actions` are those of stores.
pub(super) fn stand_ins(
    index: &Index<'_>,
    file: FileId,
    actions: &OnceLock<Vec<Node>>,
) -> Vec<(Option<u32>, Node)> {
    let (Some(facts), Some(names)) = (index.facts(file), index.names_of(file)) else {
        return Vec::new();
    };
    let replaced = names.uses.replaced();
    if replaced.is_empty() || !index.is_test_code(file) {
        return Vec::new();
    }
    let suites = suites(facts);
    let mut found = Vec::new();
    for reference in replaced
        .iter()
        .filter_map(|at| facts.references.get(*at as usize))
    {
        if reference.last() == MAKES_STORES {
            let actions = actions.get_or_init(|| index.actions_of_stores());
            let scope = match makes_all_stores(index, file) {
                true => Some(None),
                false => scope(facts, &suites, reference.within),
            };
            found.extend(
                scope
                    .into_iter()
                    .flat_map(|scope| actions.iter().map(move |it| (scope, *it))),
            );
            continue;
        }
        let Some(scope) = scope(facts, &suites, reference.within) else {
            continue;
        };
        let place = Place {
            file,
            within: reference.within,
        };
        let nodes = behind(index, index.follow(place, &reference.path).value);
        let own = nodes.into_iter().filter(|node| !index.is_test(*node));
        found.extend(own.map(|node| (scope, node)));
    }
    found
}

/// Makes stores for tests, whose actions do nothing.
const MAKES_STORES: &str = "createTestingPinia";

/// Whether all stores that a file makes are those whose actions do nothing.
fn makes_all_stores(index: &Index<'_>, file: FileId) -> bool {
    let (mut idle, mut all) = (0, 0);
    for made in index.references_to(file, &[MAKES_STORES, "createPinia"]) {
        match made.kind {
            ReferenceKind::Replaced => idle += 1,
            ReferenceKind::Call => all += 1,
            _ => {}
        }
    }
    idle == all
}

/// The definitions in which tests stand.
fn suites(facts: &FileFacts) -> FxHashSet<u32> {
    let mut suites = FxHashSet::default();
    for test in facts.symbols.iter().filter(|symbol| symbol.is_test) {
        let mut around = test.parent;
        while let Some(suite) = around.filter(|suite| suites.insert(*suite)) {
            around = facts
                .symbols
                .get(suite as usize)
                .and_then(|symbol| symbol.parent);
        }
    }
    suites
}

/// The test or suite in which a stand-in is there: that around the callback in which it is put
/// there, or around what is called before tests. A helper's are those of nobody else.
fn scope(facts: &FileFacts, suites: &FxHashSet<u32>, within: Option<u32>) -> Option<Option<u32>> {
    let mut scope = within;
    while let Some(at) = scope {
        let symbol = facts.symbols.get(at as usize)?;
        if symbol.is_test || suites.contains(&at) || !is_callback(symbol) {
            break;
        }
        if AFTER.iter().any(|after| own_name(symbol).ends_with(after)) {
            return None;
        }
        scope = symbol.parent;
    }
    Some(scope)
}

fn is_callback(symbol: &Symbol) -> bool {
    let name = own_name(symbol);
    name.ends_with(".callback") || name.ends_with("<anonymous>")
}

/// A name without the number that tells it from others of the same name.
fn own_name(symbol: &Symbol) -> &str {
    let name = &*symbol.name;
    name.rsplit_once('~').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    /// What tests do not reach that do as given with a module and one that uses it.
    fn check(tests: &str, expect: &[&str]) {
        let found = gaps(&format!(
            "//- /api.ts\nconst api = {{ load() {{ return 1 }}, save() {{ return 2 }} }}\nexport default api\n\
             //- /page.ts\nimport api from './api'\nexport function page() {{ return api.load() }}\n\
             export function form() {{ return api.save() }}\n\
             //- /page.test.ts\nimport api from './api'\nimport {{ page, form }} from './page'\n{tests}"
        ));
        assert_eq!(found, expect, "{tests}");
    }

    #[test]
    fn a_function_does_not_run_where_a_test_puts_a_stand_in() {
        for stands_in in [
            "api.load = vi.fn()",
            "api.load = vi.fn().mockReturnValue(1)",
            "api.load = () => 2",
            "const fake = jest.fn(); api.load = fake",
            "vi.spyOn(api, 'load').mockReturnValue(1)",
            "const spy = vi.spyOn(api, 'load'); spy.mockImplementation(() => 1)",
            "spyOn(api, 'load').and.returnValue(1)",
            "sinon.stub(api, 'load').returns(1)",
            "sandbox.replace(api, 'load', sinon.fake())",
            "t.mock.method(api, 'load', () => 1)",
        ] {
            let test = format!("it('x', () => {{ {stands_in}; page(); expect(api.load) }})\n");
            check(
                &format!("{test}it('y', () => form())\n"),
                &["api.ts#api.load"],
            );
        }
    }

    #[test]
    fn spies_and_what_hands_on_let_it_run() {
        for does in [
            "vi.spyOn(api, 'load')",
            "const load = api.load; api.load = (...all) => load(...all)",
            "api.load = vi.fn(api.load)",
            "api.load = load",
        ] {
            check(
                &format!("it('x', () => {{ {does}; page(); form() }})\n"),
                &[],
            );
        }
    }

    #[test]
    fn a_spy_uses_nothing_of_the_object_that_it_spies_on() {
        check(
            "it('x', () => { vi.spyOn(api, 'load'); page() })\n",
            &["api.ts#api.save", "page.ts#form"],
        );
    }

    #[test]
    fn other_tests_run_what_a_test_replaces() {
        check(
            "it('x', () => { api.load = vi.fn(); page(); form() })\nit('y', () => page())\n",
            &[],
        );
    }

    #[test]
    fn what_stands_in_before_each_test_of_a_suite_does_so_in_all_of_them() {
        let before = "beforeEach(() => { api.load = vi.fn() })";
        let suite =
            format!("describe('s', () => {{ {before}\nit('x', () => {{ page(); form() }}) }})\n");
        check(&suite, &["api.ts#api.load"]);
        check(&format!("{suite}it('y', () => page())\n"), &[]);
        check(
            "afterEach(() => { api.load = () => 1 })\nit('x', () => { page(); form() })\n",
            &[],
        );
    }

    #[test]
    fn what_tests_replace_one_by_one_does_not_run_on_import() {
        let routes = |second: &str| {
            gaps(&format!(
                "//- /api.ts\nconst api = {{ load() {{ return 1 }}, save() {{ return 2 }} }}\nexport default api\n\
                 //- /routes.ts\nimport api from './api'\nexport const routes = new Router()\n\
                 routes.get('/a', () => api.load())\nroutes.post('/a', () => api.save())\n\
                 //- /routes.test.ts\nimport api from './api'\nimport {{ routes }} from './routes'\n\
                 it('x', () => {{ api.load = vi.fn(); request(routes) }})\n\
                 it('y', () => {{ {second}; request(routes) }})\n"
            ))
        };
        let all = ["api.ts#api.load", "api.ts#api.save"];
        assert_eq!(routes("api.save = vi.fn()"), all);
        assert_eq!(routes("wait()"), [] as [&str; 0]);
    }
}
