//! What paths and words of an audit are taken for.

use super::*;
use crate::audit::read::read;
use crate::audit::sample::project;

const TREE: &[&str] = &[
    "backend/luml/api/auth.py unreached 9",
    "backend/luml/handlers/auth.py direct 9",
    "backend/luml/handlers/emails.py reached 9",
    "backend/tests/test_auth.py test 9",
    "frontend/src/lib/api/index.ts unreached 9",
    "frontend/src/lib/auth.ts unreached 9",
    "frontend/src/stores/auth.ts unreached 9",
    "frontend/src/stores/index.ts unreached 9",
    "sdk/luml/api/utils/s3.py unreached 9",
    "sdk/luml/utils/tar.py unreached 9",
];

/// Finds `path` in the last section of the document.
fn check(document: &str, path: &str, hint: &str, expect: &str) {
    let project = project(TREE);
    let document = read(document);
    let places = Places::new(&project, &document);
    let found = match places.path(path, document.sections.len() - 1, hint) {
        Found::File(id) => project.file(id).unwrap().path.to_string(),
        Found::Part(part) => format!("{}/", part.name),
        Found::Ambiguous(paths) => format!("? {}", paths.join(" ")),
        Found::Missing => "-".to_owned(),
    };
    assert_eq!(found, expect, "{path}");
}

#[test]
fn a_headings_folder_is_the_scope() {
    let backend = "## Backend (`backend/`)\n";
    check(
        backend,
        "handlers/emails.py",
        "",
        "backend/luml/handlers/emails.py",
    );
    check(backend, "api/", "", "backend/luml/api/");
    check("## SDK (`sdk/`)\n", "utils/", "", "sdk/luml/utils/");
    check(backend, "stores/auth.ts", "", "-");
}

#[test]
fn words_beside_a_path_narrow_it() {
    let frontend = "## Frontend (`frontend/`)\n";
    let either = "? frontend/src/lib/auth.ts frontend/src/stores/auth.ts";
    check(frontend, "auth.ts", "", either);
    check(frontend, "auth.ts", "Store", "frontend/src/stores/auth.ts");
    let labelled = format!("{frontend}\n**Stores (0/2 tested):**\n");
    check(&labelled, "auth.ts", "", "frontend/src/stores/auth.ts");
    check(&labelled, "lib/auth.ts", "", "frontend/src/lib/auth.ts");
}

#[test]
fn without_a_scope_the_whole_tree_counts() {
    check("# Report\n", "tar.py", "", "sdk/luml/utils/tar.py");
    check(
        "# Report\n",
        "auth.py",
        "",
        "? backend/luml/api/auth.py backend/luml/handlers/auth.py",
    );
    check(
        "# Report\n",
        "test_auth.py",
        "",
        "backend/tests/test_auth.py",
    );
    check("# Report\n", "handlers/*.py", "", "handlers/*.py/");
    check("# Report\n", "gone.py", "", "-");
}

#[test]
fn parts_are_found_by_their_words() {
    let check = |words: &str, expect: Option<&str>| {
        let project = project(TREE);
        let document = read("");
        let places = Places::new(&project, &document);
        assert_eq!(places.folder_of_words(words, ""), expect, "{words}");
    };
    check("Backend API Routes", Some("backend/luml/api"));
    check("Backend handler coverage", Some("backend/luml/handlers"));
    check("Frontend Stores", Some("frontend/src/stores"));
    check("SDK", Some("sdk"));
    check("Payments", None);
}

/// The part that the first row of a table of levels is about.
fn check_level(subject: &str, expect: Option<&str>) {
    let project = project(TREE);
    let text = format!("# Report\n\n| Area | Coverage |\n|---|---|\n| {subject} | None |\n");
    let document = read(&text);
    let places = Places::new(&project, &document);
    let entry = document.entries.first().unwrap();
    let part = places.part_of(entry).map(|part| part.folder);
    assert_eq!(part.as_deref(), expect, "{subject}");
}

#[test]
fn a_level_is_of_a_part_only_where_the_row_is_about_that() {
    check_level("Handlers", Some("backend/luml/handlers"));
    check_level("Backend handlers module", Some("backend/luml/handlers"));
    check_level("Retry of failed handlers", None);
    check_level("max stores limiting", None);
}

#[test]
fn a_heading_in_words_gives_its_folder_in_brackets() {
    check(
        "## D. Library (frontend/src/lib)\n",
        "auth.ts",
        "",
        "frontend/src/lib/auth.ts",
    );
}
