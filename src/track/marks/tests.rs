use std::fs;

use super::*;
use crate::model::MarkState;

fn key(path: &str) -> MarkKey {
    MarkKey {
        path: path.to_owned(),
        symbol: None,
    }
}

fn done(path: &str, at: &str) -> Change {
    let mark = Mark {
        state: Some(MarkState::Done),
        ..empty(at)
    };
    (key(path), Some(mark))
}

fn names(marks: &Marks) -> Vec<&str> {
    marks.iter().map(|(key, _)| key.path.as_str()).collect()
}

const MONDAY: &str = "2026-01-05T00:00:00Z";
const TUESDAY: &str = "2026-01-06T00:00:00Z";

#[test]
fn a_missing_file_is_no_marks_and_loading_creates_nothing() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(
        Marks::load_with(root.path(), None).unwrap().iter().count(),
        0
    );
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[test]
fn saved_marks_are_sorted_and_read_back() {
    let root = tempfile::tempdir().unwrap();
    let changes = [done("b", MONDAY), done("a/x", TUESDAY), done("a", MONDAY)];
    Marks::save_shared(root.path(), None, &changes, &[]).unwrap();
    let text = fs::read_to_string(root.path().join(".lacuna/marks.toml")).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "version = 1",
            "\"a\" = { state = \"done\", at = \"2026-01-05T00:00:00Z\" }",
            "\"a/x\" = { state = \"done\", at = \"2026-01-06T00:00:00Z\" }",
            "\"b\" = { state = \"done\", at = \"2026-01-05T00:00:00Z\" }",
        ]
    );
    let marks = Marks::load_with(root.path(), None).unwrap();
    assert_eq!(names(&marks), ["a", "a/x", "b"]);
    assert!(marks.is_shared());

    let marks = Marks::save_shared(root.path(), None, &[(key("a"), None)], &[]).unwrap();
    assert_eq!(names(&marks), ["a/x", "b"]);
    let marks = Marks::load_with(root.path(), None).unwrap();
    assert_eq!(names(&marks), ["a/x", "b"]);
}

#[test]
fn a_mark_that_was_taken_away_leaves_a_trace_where_git_has_it() {
    let line = |(key, mark): Change| {
        let line = Line::new(&key, &mark.unwrap(), None);
        (key, line)
    };
    let old = (key("old"), Some(empty(MONDAY)));
    let new = (key("new"), Some(empty(&now())));
    let before: BTreeMap<MarkKey, Line> = [
        line(done("a", MONDAY)),
        line(done("ahead", "9998-01-05T00:00:00Z")),
        line(done("fresh", MONDAY)),
        line(done("kept", MONDAY)),
        line(old),
        line(new.clone()),
    ]
    .into();
    let mut marks = Marks::default();
    marks.apply(&[done("kept", MONDAY)]);
    let committed = || ["a", "ahead", "kept", "old"].map(key).into();
    marks.bury(&before, &committed);
    // Nobody sees them.
    assert_eq!(names(&marks), ["kept"]);
    let found: Vec<_> = marks.entries.keys().map(|key| &*key.path).collect();
    assert_eq!(found, ["a", "ahead", "kept", "new"]);
    let at = |name: &str| marks.entries.get(&key(name)).unwrap().mark.at.as_str();
    assert_eq!(at("ahead"), "9998-01-05T00:00:01Z");
    assert!(at("a") > TUESDAY);
    assert_eq!(at("new"), new.1.unwrap().at);
}

#[test]
fn many_writers_lose_nothing() {
    let root = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let root = root.path();
            scope.spawn(move || {
                for item in 0..5 {
                    let change = done(&format!("{writer}/{item}"), MONDAY);
                    Marks::save_shared(root, None, &[change], &[]).unwrap();
                }
            });
        }
    });
    let marks = Marks::load_with(root.path(), None).unwrap();
    assert_eq!(marks.iter().count(), 40);
}

#[test]
fn what_a_scan_saw_is_noted_of_the_mark_that_it_was_held_against() {
    let root = tempfile::tempdir().unwrap();
    let save = |change: Change| Marks::save_shared(root.path(), None, &[change], &[]).unwrap();
    let seen = |names: &[&str]| {
        let seen: Vec<Seen> = names
            .iter()
            .map(|it| (key(it), MONDAY.to_owned()))
            .collect();
        let marks = Marks::save_shared(root.path(), None, &[], &seen).unwrap();
        let verified = marks.iter().filter(|(_, mark)| mark.verified);
        verified
            .map(|(key, _)| key.path.clone())
            .collect::<Vec<_>>()
    };
    save(done("a", MONDAY));
    // While the scan runs, somebody else says something of `b`, and takes `c` back.
    let (other, mark) = done("b", TUESDAY);
    let todo = Mark {
        state: Some(MarkState::Todo),
        ..mark.unwrap()
    };
    save((other, Some(todo.clone())));
    assert_eq!(seen(&["a", "b", "c"]), ["a"]);
    let marks = Marks::load_with(root.path(), None).unwrap();
    assert_eq!(marks.get(&key("b")), Some(&todo));
    assert_eq!(marks.get(&key("c")), None);
}

#[test]
fn a_broken_file_is_left_alone() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join(".lacuna/marks.toml");
    fs::create_dir(root.path().join(".lacuna")).unwrap();
    let text = "version = 1\n\"a\" = { state = \n";
    fs::write(&path, text).unwrap();
    let error = Marks::save_shared(root.path(), None, &[done("b", MONDAY)], &[]).unwrap_err();
    assert!(error.to_string().contains("at line 2, column"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn what_cannot_be_read_hides_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let own = tempfile::tempdir().unwrap();
    let state = own.path().join("marks/0.toml");
    Marks::save_own(root.path(), &state, &[done("mine", MONDAY)], &[]).unwrap();
    fs::create_dir(root.path().join(".lacuna")).unwrap();
    let path = root.path().join(".lacuna/marks.toml");
    let (_, line) = done("shared", MONDAY);
    let line = Line::new(&key("shared"), &line.unwrap(), None).text;
    let check = |text: &[u8], expect: &[&str], told: &str| {
        fs::write(&path, text).unwrap();
        let (marks, warnings) =
            Marks::load_in_part_with(root.path(), Some(state.as_path())).unwrap();
        assert_eq!(names(&marks), expect);
        let [warning] = warnings.as_slice() else {
            panic!("{warnings:?}");
        };
        assert_eq!(&*warning.path, ".lacuna/marks.toml");
        assert!(warning.message.starts_with(told), "{warning:?}");
    };
    let text = format!("{line}\nodd\n");
    check(
        text.as_bytes(),
        &["mine", "shared"],
        "key with no value, expected `=` at line 2, ",
    );
    check(b"\xff", &["mine"], "not UTF-8 at line 1, column 1: ");
}

#[test]
fn marks_of_a_read_only_tree_lie_over_those_of_the_project() {
    let root = tempfile::tempdir().unwrap();
    let own = tempfile::tempdir().unwrap();
    let state = own.path().join("marks/0.toml");
    let changes = [done("kept", MONDAY), done("undone", MONDAY)];
    Marks::save_shared(root.path(), Some(&state), &changes, &[]).unwrap();

    let changes = [done("new", TUESDAY), (key("undone"), None)];
    let marks = Marks::save_own(root.path(), &state, &changes, &[]).unwrap();
    assert_eq!(names(&marks), ["kept", "new"]);
    assert_eq!(marks.get(&key("undone")), None);
    assert_eq!(marks.location(), state);
    assert!(!marks.is_shared());

    // Writable again: the project takes all of it over.
    let change = done("later", TUESDAY);
    let marks = Marks::save_shared(root.path(), Some(&state), &[change], &[]).unwrap();
    assert_eq!(names(&marks), ["kept", "later", "new"]);
    assert!(marks.is_shared());
    assert!(!state.exists());
    let marks = Marks::load_with(root.path(), Some(&state)).unwrap();
    assert_eq!(names(&marks), ["kept", "later", "new"]);
}

#[test]
fn only_a_refused_write_makes_a_tree_read_only() {
    let error = |kind: ErrorKind| Error::write(Path::new("x"), kind.into());
    assert!(is_read_only(&error(ErrorKind::ReadOnlyFilesystem)));
    assert!(is_read_only(&error(ErrorKind::PermissionDenied)));
    assert!(!is_read_only(&error(ErrorKind::StorageFull)));
}

#[test]
fn impossible_dates_are_refused_before_anything_is_written() {
    let root = tempfile::tempdir().unwrap();
    let refused = |change: Change| {
        Marks::save(root.path(), &[change], &[])
            .unwrap_err()
            .to_string()
    };
    let message = "cannot mark `a`: not a time such as \"2026-01-05T09:30:00Z\"";
    assert_eq!(refused(done("a", "now")), message);
    let (key, mark) = done("a", MONDAY);
    let mark = mark.map(|mark| Mark {
        until: Some("soon".to_owned()),
        ..mark
    });
    let message = "cannot mark `a`: not a day such as \"2026-01-05\"";
    assert_eq!(refused((key, mark)), message);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}
