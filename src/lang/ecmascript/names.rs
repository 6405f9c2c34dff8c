//! How test files of JavaScript and its relatives are named.

/// Endings of a file's stem, before its extension, that runners look for.
const TEST_ENDINGS: &[&str] = &[
    ".test",
    ".spec",
    ".cy",
    ".e2e",
    ".e2e-spec",
    "-test",
    "-spec",
    "_test",
    "_spec",
];

/// Whether runners find tests in a file of that name: `*.test.*`, `*.spec.*`, `*.cy.*`,
/// `*-test.js`, `*_test.ts`, or anything in `__tests__/` and `cypress/e2e/`.
pub(in crate::lang) fn is_test_name(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // A declaration file is never run.
    if stem.ends_with(".d") {
        return false;
    }
    let in_folder = |wanted: &str| {
        folder == wanted
            || folder.starts_with(&format!("{wanted}/"))
            || folder.ends_with(&format!("/{wanted}"))
            || folder.contains(&format!("/{wanted}/"))
    };
    TEST_ENDINGS
        .iter()
        .any(|ending| stem.len() > ending.len() && stem.to_ascii_lowercase().ends_with(ending))
        || matches!(stem, "test" | "tests")
        || in_folder("__tests__")
        || in_folder("cypress/e2e")
}

/// The test beside a file: `a/b/x.ts` has `a/b/x.test.ts`.
pub(in crate::lang) fn usual_test(path: &str) -> String {
    let (folder, name) = match path.rfind('/') {
        Some(slash) => path.split_at(slash + 1),
        None => ("", path),
    };
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "js"));
    // Components are tested from a script of their own; TypeScript is what most have.
    let extension = match extension {
        "vue" | "svelte" => "ts",
        other => other,
    };
    format!("{folder}{stem}.test.{extension}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: bool) {
        assert_eq!(is_test_name(path), expect, "{path}");
    }

    #[test]
    fn names_that_runners_collect_are_tests() {
        check("src/a.test.ts", true);
        check("src/a.spec.jsx", true);
        check("cypress/e2e/login.ts", true);
        check("web/cypress/e2e/deep/login.cy.js", true);
        check("src/__tests__/anything.tsx", true);
        check("__tests__/unit/a.js", true);
        check("lib/a-test.js", true);
        check("mod/a_test.ts", true);
        check("test.js", true);
    }

    #[test]
    fn other_names_are_not_tests() {
        check("src/a.ts", false);
        check("src/test-helpers.ts", false);
        check("src/latest.ts", false);
        check("src/contest.ts", false);
        check("tests/helper.ts", false);
        check("src/__tests__/types.d.ts", false);
        check("src/x__tests__/a.ts", false);
        check(".test.ts", false);
    }

    #[test]
    fn the_usual_test_stands_beside_its_file() {
        assert_eq!(usual_test("a/b/x.ts"), "a/b/x.test.ts");
        assert_eq!(usual_test("a/X.vue"), "a/X.test.ts");
        assert_eq!(usual_test("x.tsx"), "x.test.tsx");
        assert_eq!(usual_test("x.mjs"), "x.test.mjs");
    }
}
