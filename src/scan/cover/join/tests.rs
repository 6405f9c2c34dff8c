use super::*;
use crate::coverage::read_stream;

/// Joins an LCOV report of `paths` that lies in `folder` to a tree at `/repo`; a line a path.
fn lcov(files: &[&str], folder: Option<&str>, paths: &[&str]) -> Vec<String> {
    let records = paths
        .iter()
        .map(|path| format!("SF:{path}\nDA:1,1\nend_of_record\n"));
    joined(files, folder, &records.collect::<String>(), &[])
}

fn joined(files: &[&str], folder: Option<&str>, text: &str, rewrites: &[Rewrite]) -> Vec<String> {
    let report = read_stream(text.as_bytes()).unwrap();
    let text = |path: &str| (path == "svc/go.mod").then_some("module acme.org/svc\n");
    let ground = Ground::new("/repo", files.iter().copied(), text, rewrites);
    let peek = Peek {
        package_of: &|path| path.ends_with("Flat.kt").then(|| "org.acme".to_owned()),
        fits: &|path, _| !path.contains("unfit"),
    };
    let joined = join(&report, folder, &ground, &peek);
    let mut lines: Vec<(usize, String)> = joined
        .matched
        .iter()
        .map(|(index, path)| (*index, path.to_string()))
        .collect();
    lines.extend(
        joined
            .missed
            .iter()
            .map(|(index, miss)| (*index, format!("- {miss}"))),
    );
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn absolute_paths_inside_of_the_root_are_taken_as_they_are() {
    assert_eq!(
        lcov(&["a/x.py", "x.py"], None, &["/repo/a/x.py", "/repo/b/x.py"]),
        ["a/x.py", "- there is no `b/x.py`"]
    );
}

#[test]
fn relative_paths_begin_at_the_report_or_the_project_around_it() {
    let files = [
        "pkg/package.json",
        "pkg/src/x.ts",
        "src/x.ts",
        "pkg/coverage/y.ts",
    ];
    assert_eq!(
        lcov(
            &files,
            Some("pkg/coverage"),
            &["src/x.ts", "y.ts", "src/z.ts"]
        ),
        [
            "pkg/src/x.ts",
            "pkg/coverage/y.ts",
            "- no file has its name"
        ]
    );
}

#[test]
fn sources_win_over_the_folder_of_the_report() {
    let cobertura = |sources: &str, path: &str| {
        format!(
            "<coverage><sources>{sources}</sources><packages><class filename=\"{path}\"/></packages></coverage>"
        )
    };
    let files = ["b/pyproject.toml", "b/m/u/x.py", "b/u/x.py", "b/n/u/x.py"];
    let check = |sources: &str, path: &str, expect: &str| {
        assert_eq!(
            joined(&files, Some("b"), &cobertura(sources, path), &[]),
            [expect]
        );
    };
    check("<source>m</source>", "u/x.py", "b/m/u/x.py");
    check(
        "<source>/repo/b/m</source><source/>",
        "u/x.py",
        "b/m/u/x.py",
    );
    check(
        "<source>m</source><source>n</source>",
        "u/x.py",
        "- could be `b/m/u/x.py` or `b/n/u/x.py`",
    );
    check("", "u/x.py", "b/u/x.py");
    // As many are tried as a report can have in earnest.
    let many = |count: usize| {
        let some: String = (0..count)
            .map(|at| format!("<source>s{at}</source>"))
            .collect();
        format!("{some}<source>m</source>")
    };
    check(&many(MOST_SOURCES - 1), "u/x.py", "b/m/u/x.py");
    check(&many(MOST_SOURCES), "u/x.py", "b/u/x.py");
    // Made elsewhere: the end decides.
    check("<source>/ci/job/b/n</source>", "u/x.py", "b/n/u/x.py");
}

#[test]
fn the_end_of_a_path_decides_where_it_begins_in_a_project() {
    let files = [
        "web/package.json",
        "web/src/a/x.ts",
        "web/src/x.ts",
        "lib/pkg/y.py",
    ];
    assert_eq!(
        lcov(
            &files,
            None,
            &[
                "/ci/build/web/src/a/x.ts",
                "/ci/build/web/src/x.ts",
                "/ci/build/pkg/y.py"
            ]
        ),
        ["web/src/a/x.ts", "web/src/x.ts", "lib/pkg/y.py"]
    );
    assert_eq!(
        lcov(&files, None, &["/usr/lib/site-packages/pkg/y.py"]),
        ["lib/pkg/y.py"]
    );
}

#[test]
fn a_renamed_package_gets_no_credit() {
    let files = [
        "sdk/pyproject.toml",
        "sdk/new/api/x.py",
        "sdk/new/y.py",
        "sdk/new/api/__init__.py",
    ];
    assert_eq!(
        lcov(
            &files,
            Some("sdk"),
            &["/Users/k/sdk/old/api/x.py", "/Users/k/sdk/old/y.py"]
        ),
        [
            "- only ends like `sdk/new/api/x.py`, which is in another package",
            "- only ends like `sdk/new/y.py`, which is in another package",
        ]
    );
}

#[test]
fn of_two_packages_of_one_name_the_one_that_most_paths_are_in() {
    let files = [
        "backend/pyproject.toml",
        "backend/luml/__init__.py",
        "backend/luml/api.py",
        "backend/luml/db.py",
        "sdk/pyproject.toml",
        "sdk/luml/__init__.py",
        "sdk/luml/track.py",
    ];
    assert_eq!(
        lcov(
            &files,
            None,
            &[
                "luml/__init__.py",
                "luml/api.py",
                "luml/db.py",
                "luml/track.py"
            ]
        ),
        [
            "backend/luml/__init__.py",
            "backend/luml/api.py",
            "backend/luml/db.py",
            "- ends like `sdk/luml/track.py`, but its neighbours mean another folder",
        ]
    );
    assert_eq!(
        lcov(&files, None, &["luml/__init__.py"]),
        ["- could be `backend/luml/__init__.py` or `sdk/luml/__init__.py`"]
    );
}

#[test]
fn a_report_of_several_packages_is_joined_where_lines_fit() {
    let names: Vec<String> = ["a", "b", "unfit"]
        .iter()
        .flat_map(|package| {
            let own = (0..3).map(move |file| format!("packages/{package}/src/{package}{file}.ts"));
            own.chain([format!("packages/{package}/package.json")])
        })
        .collect();
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    let paths: Vec<String> = ["a", "b", "unfit"]
        .iter()
        .flat_map(|package| (0..3).map(move |file| format!("src/{package}{file}.ts")))
        .collect();
    let found = lcov(
        &files,
        None,
        &paths.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!(found[0], "packages/a/src/a0.ts");
    assert_eq!(found[5], "packages/b/src/b2.ts");
    assert!(found[6].starts_with("- ends like"), "{}", found[6]);
}

#[test]
fn a_bare_name_needs_company() {
    let files = ["main.go", "util.go"];
    assert_eq!(
        lcov(&files, None, &["/app/main.go"]),
        ["- has no more than the name of `main.go`"]
    );
    assert_eq!(
        lcov(&files, None, &["/app/main.go", "/app/util.go"]),
        ["main.go", "util.go"]
    );
}

#[test]
fn two_paths_do_not_mean_one_file() {
    let files = ["src/x.ts", "src/y.ts"];
    assert_eq!(
        lcov(
            &files,
            None,
            &["/one/src/x.ts", "/one/src/y.ts", "/two/src/x.ts"]
        ),
        [
            "src/x.ts",
            "src/y.ts",
            "- ends like `src/x.ts`, but its neighbours mean another folder"
        ]
    );
}

#[test]
fn go_paths_go_through_modules() {
    let files = ["svc/go.mod", "svc/cmd/main.go", "cmd/main.go"];
    let text = "mode: set\nacme.org/svc/cmd/main.go:1.1,2.2 1 1\nacme.org/svc/gone.go:1.1,2.2 1 1\nacme.org/svcx/cmd/main.go:1.1,2.2 1 1\n";
    let found = joined(&files, None, text, &[]);
    assert_eq!(
        found[..2],
        ["svc/cmd/main.go", "- there is no `svc/gone.go`"]
    );
    assert_eq!(found[2], "- could be `cmd/main.go` or `svc/cmd/main.go`");
}

#[test]
fn packages_are_found_below_any_source_folder() {
    let jacoco = |package: &str, file: &str| {
        format!(
            "<report><package name=\"{package}\"><sourcefile name=\"{file}\"><line nr=\"1\" ci=\"1\"/></sourcefile></package></report>"
        )
    };
    let files = [
        "a/pom.xml",
        "a/src/main/java/org/acme/A.java",
        "b/pom.xml",
        "b/src/main/java/org/acme/A.java",
        "b/src/Flat.kt",
        "b/org/acme/B.java",
    ];
    let check = |folder: Option<&str>, package: &str, file: &str, expect: &str| {
        assert_eq!(
            joined(&files, folder, &jacoco(package, file), &[]),
            [expect]
        );
    };
    check(
        Some("a/target/site/jacoco"),
        "org/acme",
        "A.java",
        "a/src/main/java/org/acme/A.java",
    );
    check(None, "org/acme", "B.java", "b/org/acme/B.java");
    check(
        None,
        "org/acme",
        "A.java",
        "- could be `a/src/main/java/org/acme/A.java` or `b/src/main/java/org/acme/A.java`",
    );
    check(None, "org/acme", "Flat.kt", "b/src/Flat.kt");
    check(None, "org/other", "Flat.kt", "- no file has its name");
}

#[test]
fn what_people_saved_comes_first() {
    let rewrite = |from: &str, to: &str| {
        vec![Rewrite {
            from: from.to_owned(),
            to: to.to_owned(),
        }]
    };
    let text = "SF:/app/old/x.py\nDA:1,1\nend_of_record\n";
    let files = ["new/x.py", "old/x.py"];
    assert_eq!(
        joined(&files, None, text, &rewrite("/app/old", "new")),
        ["new/x.py"]
    );
    assert_eq!(
        joined(&files, None, text, &rewrite("C:\\app\\old", "./new/")),
        ["new/x.py"]
    );
    assert_eq!(joined(&files, None, text, &[]), ["old/x.py"]);
}

#[test]
fn rewrites_that_were_found_out_are_proposed() {
    let text = "SF:/ci/src/x.ts\nDA:1,1\nend_of_record\nSF:/ci/src/y.ts\nDA:1,1\nend_of_record\n";
    let report = read_stream(text.as_bytes()).unwrap();
    let ground = Ground::new(
        "/repo",
        ["web/package.json", "web/src/x.ts", "web/src/y.ts"].into_iter(),
        |_| None,
        &[],
    );
    let peek = Peek {
        package_of: &|_| None,
        fits: &|_, _| true,
    };
    let joined = join(&report, None, &ground, &peek);
    let expect = Rewrite {
        from: "/ci".to_owned(),
        to: "web".to_owned(),
    };
    assert_eq!(joined.rewrites, [(expect, 2)]);
}
