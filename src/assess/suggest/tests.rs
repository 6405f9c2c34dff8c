//! Where tests are suggested, by what a repository does already.

use super::*;
use crate::assess::sample::{at, link, other, sorted, source};
use crate::model::{FileKind, LinkKind};

/// A project of sources, pairs of a test and its source, and files that are not code.
fn project(sources: &[&str], pairs: &[(&str, &str)], others: &[&str]) -> Vec<File> {
    let mut files: Vec<File> = sources.iter().map(|path| source(path)).collect();
    for (test, path) in pairs {
        for file in [source(path), other(test, FileKind::Test)] {
            if !files.iter().any(|known| known.path == file.path) {
                files.push(file);
            }
        }
    }
    files.extend(others.iter().map(|path| other(path, FileKind::Other)));
    let mut files = sorted(files);
    for (test, path) in pairs {
        link(&mut files, test, path, LinkKind::Calls);
    }
    files
}

fn check(files: &[File], path: &str, suggested: &str, sibling: Option<&str>) {
    let mut scores = vec![Score::default(); files.len()];
    suggest(files, &mut scores, |path| Some(format!("usual/{path}")));
    let score = &scores[at(files, path)];
    assert_eq!(score.suggested_test.as_deref(), Some(suggested), "{path}");
    assert_eq!(score.sibling_test.as_deref(), sibling, "{path}");
}

const BACKEND: &[(&str, &str)] = &[
    (
        "backend/tests/unit/handlers/test_orbits.py",
        "backend/luml/handlers/orbits.py",
    ),
    (
        "backend/tests/unit/handlers/test_users.py",
        "backend/luml/handlers/users.py",
    ),
    (
        "backend/tests/integration/repository/test_orbits.py",
        "backend/luml/repositories/orbits.py",
    ),
];

#[test]
fn python_mirrors_its_package_below_tests() {
    let files = project(
        &[
            "backend/luml/handlers/emails.py",
            "backend/luml/repositories/permissions.py",
            "backend/luml/api/auth.py",
            "backend/luml/api/__init__.py",
            "backend/luml/settings.py",
        ],
        BACKEND,
        &["backend/pyproject.toml"],
    );
    let unit = Some("backend/tests/unit/handlers/test_orbits.py");
    check(
        &files,
        "backend/luml/handlers/emails.py",
        "backend/tests/unit/handlers/test_emails.py",
        unit,
    );
    check(
        &files,
        "backend/luml/repositories/permissions.py",
        "backend/tests/integration/repository/test_permissions.py",
        Some("backend/tests/integration/repository/test_orbits.py"),
    );
    check(
        &files,
        "backend/luml/api/auth.py",
        "backend/tests/unit/api/test_auth.py",
        unit,
    );
    check(
        &files,
        "backend/luml/api/__init__.py",
        "backend/tests/unit/api/test_api.py",
        unit,
    );
    check(
        &files,
        "backend/luml/settings.py",
        "backend/tests/unit/test_settings.py",
        unit,
    );
}

#[test]
fn another_project_of_the_family_takes_over_the_style_not_the_place() {
    let files = project(
        &[
            "satellite/agent/tasks/deploy.py",
            "satellite/model_server/main.py",
            "tools/src/load.py",
        ],
        BACKEND,
        &[
            "backend/pyproject.toml",
            "satellite/pyproject.toml",
            "satellite/model_server/pyproject.toml",
            "tools/pyproject.toml",
        ],
    );
    let like = Some("backend/tests/unit/handlers/test_orbits.py");
    check(
        &files,
        "satellite/agent/tasks/deploy.py",
        "satellite/tests/unit/agent/tasks/test_deploy.py",
        like,
    );
    check(
        &files,
        "satellite/model_server/main.py",
        "satellite/model_server/tests/unit/test_main.py",
        like,
    );
    check(
        &files,
        "tools/src/load.py",
        "tools/tests/unit/test_load.py",
        like,
    );
}

#[test]
fn index_files_are_tested_under_the_names_of_their_folders_where_tests_stand_together() {
    let files = project(
        &[
            "app/src/plugins/Comment/index.tsx",
            "app/src/nodes/Image.tsx",
        ],
        &[
            ("app/__tests__/unit/Card.test.tsx", "app/src/nodes/Card.tsx"),
            ("app/__tests__/unit/Find.test.tsx", "app/src/tools/Find.tsx"),
        ],
        &["app/package.json"],
    );
    let like = Some("app/__tests__/unit/Card.test.tsx");
    let image = "app/__tests__/unit/Image.test.tsx";
    check(&files, "app/src/nodes/Image.tsx", image, like);
    let comment = "app/__tests__/unit/Comment.test.tsx";
    check(&files, "app/src/plugins/Comment/index.tsx", comment, like);
}

#[test]
fn a_private_module_is_tested_under_its_bare_name() {
    let files = project(
        &["lib/pkg/_other.py"],
        &[("lib/tests/test_client.py", "lib/pkg/_client.py")],
        &["lib/setup.py"],
    );
    check(
        &files,
        "lib/pkg/_other.py",
        "lib/tests/test_other.py",
        Some("lib/tests/test_client.py"),
    );
}

#[test]
fn tests_all_in_one_folder_stay_there() {
    let files = project(
        &["pkg/deep/er/z.py"],
        &[
            ("tests/test_core.py", "pkg/core.py"),
            ("tests/test_x.py", "pkg/sub/x.py"),
            ("tests/test_y.py", "pkg/deep/y.py"),
        ],
        &[],
    );
    check(
        &files,
        "pkg/deep/er/z.py",
        "tests/test_z.py",
        Some("tests/test_y.py"),
    );
}

#[test]
fn components_are_tested_in_a_folder_below() {
    let files = project(
        &[
            "web/src/orbits/Editor.vue",
            "web/src/stores/auth.ts",
            "web/src/App.vue",
        ],
        &[
            (
                "web/src/orbits/__tests__/Card.spec.ts",
                "web/src/orbits/Card.vue",
            ),
            (
                "web/src/users/__tests__/List.spec.ts",
                "web/src/users/List.vue",
            ),
        ],
        &["web/package.json"],
    );
    let card = Some("web/src/orbits/__tests__/Card.spec.ts");
    check(
        &files,
        "web/src/orbits/Editor.vue",
        "web/src/orbits/__tests__/Editor.spec.ts",
        card,
    );
    check(
        &files,
        "web/src/stores/auth.ts",
        "web/src/stores/__tests__/auth.spec.ts",
        card,
    );
    check(
        &files,
        "web/src/App.vue",
        "web/src/__tests__/App.spec.ts",
        card,
    );
}

#[test]
fn scripts_are_tested_beside_them_in_their_own_language() {
    let files = project(
        &["src/api/user.ts", "src/api/list.tsx", "src/api/Card.vue"],
        &[("src/api/orbit.test.ts", "src/api/orbit.ts")],
        &[],
    );
    let orbit = Some("src/api/orbit.test.ts");
    check(&files, "src/api/user.ts", "src/api/user.test.ts", orbit);
    check(&files, "src/api/list.tsx", "src/api/list.test.tsx", orbit);
    check(&files, "src/api/Card.vue", "src/api/Card.test.ts", orbit);
}

#[test]
fn the_nearest_habit_wins_over_the_most_common_one() {
    let files = project(
        &["a/near/x.ts", "a/far/x.ts"],
        &[
            ("a/near/y.spec.ts", "a/near/y.ts"),
            ("a/one/__tests__/b.test.ts", "a/one/b.ts"),
            ("a/two/__tests__/c.test.ts", "a/two/c.ts"),
        ],
        &[],
    );
    check(
        &files,
        "a/near/x.ts",
        "a/near/x.spec.ts",
        Some("a/near/y.spec.ts"),
    );
    check(
        &files,
        "a/far/x.ts",
        "a/far/__tests__/x.test.ts",
        Some("a/one/__tests__/b.test.ts"),
    );
}

#[test]
fn go_tests_stand_beside_their_files() {
    let files = project(
        &["svc/route.go"],
        &[
            ("svc/track_test.go", "svc/track.go"),
            ("svc/track_test.go", "svc/other.go"),
        ],
        &["svc/go.mod"],
    );
    check(
        &files,
        "svc/route.go",
        "svc/route_test.go",
        Some("svc/track_test.go"),
    );
}

#[test]
fn inline_tests_stand_in_the_file() {
    let files = project(
        &["crate/src/label.rs"],
        &[("crate/src/weight.rs", "crate/src/weight.rs")],
        &["crate/Cargo.toml"],
    );
    check(
        &files,
        "crate/src/label.rs",
        "crate/src/label.rs",
        Some("crate/src/weight.rs"),
    );
}

#[test]
fn a_file_with_a_test_of_its_name_keeps_it() {
    let files = project(
        &[],
        &[("src/x.test.ts", "src/x.ts"), ("src/y.test.ts", "src/y.ts")],
        &[],
    );
    check(&files, "src/y.ts", "src/y.test.ts", Some("src/x.test.ts"));
}

#[test]
fn a_test_of_its_name_counts_wherever_it_stands() {
    let files = project(
        &["src/stores/auth.ts", "src/cards/Deck.vue"],
        &[
            (
                "src/stores/for-orbits/orbits.test.ts",
                "src/stores/orbits.ts",
            ),
            ("src/cards/Card.test.ts", "src/cards/Card.vue"),
        ],
        &[],
    );
    let orbits = "src/stores/for-orbits/orbits.test.ts";
    check(&files, "src/stores/orbits.ts", orbits, None);
    // A folder named for one subject is no habit, but its test is the nearest one to imitate.
    check(
        &files,
        "src/stores/auth.ts",
        "src/stores/auth.test.ts",
        Some(orbits),
    );
    let card = Some("src/cards/Card.test.ts");
    check(&files, "src/cards/Deck.vue", "src/cards/Deck.test.ts", card);
}

#[test]
fn a_test_may_be_named_in_the_singular() {
    let files = project(
        &["pkg/api/orders.py"],
        &[("tests/api/test_user.py", "pkg/api/users.py")],
        &[],
    );
    check(&files, "pkg/api/users.py", "tests/api/test_user.py", None);
    check(
        &files,
        "pkg/api/orders.py",
        "tests/api/test_orders.py",
        Some("tests/api/test_user.py"),
    );
}

#[test]
fn without_pairs_the_usual_place_counts_and_any_test_is_a_model() {
    let files = project(
        &["sdk/luml/tracker.py", "web/src/a.ts"],
        &[("sdk/tests/test_everything.py", "sdk/luml/client.py")],
        &["sdk/pyproject.toml"],
    );
    check(
        &files,
        "sdk/luml/tracker.py",
        "usual/sdk/luml/tracker.py",
        Some("sdk/tests/test_everything.py"),
    );
    check(&files, "web/src/a.ts", "usual/web/src/a.ts", None);
}

#[test]
fn a_name_inside_another_word_is_no_pair() {
    let files = project(
        &["src/zed.py"],
        &[
            ("tests/test_contest.py", "src/con.py"),
            ("tests/latest_b.py", "src/b.py"),
        ],
        &[],
    );
    check(
        &files,
        "src/zed.py",
        "usual/src/zed.py",
        Some("tests/latest_b.py"),
    );
}

#[test]
fn of_equal_models_the_one_with_most_links_is_imitated() {
    let files = project(
        &["src/c.ts", "src/d.ts"],
        &[
            ("src/a.test.ts", "src/a.ts"),
            ("src/b.test.ts", "src/b.ts"),
            ("src/b.test.ts", "src/d.ts"),
        ],
        &[],
    );
    check(&files, "src/c.ts", "src/c.test.ts", Some("src/b.test.ts"));
}
