//! Whole histories, from the first commit to the figures of a file.

use super::sample::{DAY, START, Sample};
use super::{History, Log};
use crate::model::{FileHistory, HistoryReach, HistorySummary};

const ANN: &str = "Ann <ann@example.org>";
const BOB: &str = "Bob <bob@example.org>";

fn read(sample: &Sample) -> History {
    let mut log = Log::open(sample.root(), None).unwrap();
    log.read();
    log.tally()
}

/// Commits, fixes, authors and the day of the last change of a file.
fn check(history: &History, path: &str, expect: [u32; 3], changed: Option<i64>) {
    let found = history.of(path).unwrap();
    assert_eq!(
        [found.commits, found.fixes, found.authors],
        expect,
        "{path}"
    );
    let day = found.changed.map(|time| (time - START) / DAY);
    assert_eq!(day, changed, "{path}");
    assert_eq!(history.changed(path), found.changed, "{path}");
}

#[test]
fn commits_are_counted_by_file() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add both", &[("a.py", "1"), ("lib/b.py", "1")]);
    let second = sample.commit(
        &[first],
        90,
        BOB,
        "fix: b",
        &[("a.py", "1"), ("lib/b.py", "2")],
    );
    sample.commit(
        &[second],
        180,
        ANN,
        "More",
        &[("a.py", "1"), ("lib/b.py", "3")],
    );
    let history = read(&sample);
    check(&history, "a.py", [1, 0, 1], Some(0));
    check(&history, "lib/b.py", [3, 1, 2], Some(180));
    check(&history, "new.py", [0, 0, 0], None);
    // 1 now, 1/2 after 90 days, 1/4 after 180.
    assert_eq!(history.of("lib/b.py").unwrap().churn, 1.75);
    assert_eq!(history.of("lib/b.py").unwrap().recent_commits, 2);
    assert_eq!(history.of("a.py").unwrap().recent_commits, 0);
    let summary = HistorySummary {
        reach: HistoryReach::Whole,
        commits: 3,
        since: Some(START),
    };
    assert_eq!(history.summary, summary);
}

#[test]
fn a_file_keeps_its_history_when_it_moves() {
    let sample = Sample::new();
    let body = "first line\nsecond line\nthird line\n";
    let changed = "first line\nsecond line\nthird line, changed\n";
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", body), ("z.py", "0")]);
    let second = sample.commit(
        &[first],
        1,
        BOB,
        "Move",
        &[("lib/b.py", body), ("z.py", "0")],
    );
    sample.commit(
        &[second],
        2,
        ANN,
        "Move on",
        &[("lib/c.py", changed), ("z.py", "0")],
    );
    let history = read(&sample);
    check(&history, "lib/c.py", [3, 0, 2], Some(2));
    check(&history, "z.py", [1, 0, 1], Some(0));
}

/// A text of ten lines, so many of them those of a newer version.
fn text(name: &str, changed: usize) -> String {
    let line = |at: usize| format!("{name} {at} {}\n", if at < changed { "new" } else { "old" });
    (0..10).map(line).collect()
}

/// Commits files, then all of them moved, as (old path, new path, lines that changed), and counts
/// those of the new ones that kept their history.
fn kept(files: &[(String, String, usize)]) -> (usize, HistoryReach) {
    let sample = Sample::new();
    let (before, after): (Vec<_>, Vec<_>) = files
        .iter()
        .enumerate()
        .map(|(at, (from, to, changed))| {
            let name = format!("file {at}");
            ((from, text(&name, 0)), (to, text(&name, *changed)))
        })
        .unzip();
    let commit = |parents: &[_], day, files: &[(&String, String)]| {
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (&***path, &**text))
            .collect();
        sample.commit(parents, day, ANN, "Work", &files)
    };
    let first = commit(&[], 0, &before);
    commit(&[first], 1, &after);
    let history = read(&sample);
    let commits = files
        .iter()
        .map(|(_, to, _)| history.of(to).unwrap().commits);
    (
        commits.filter(|commits| *commits == 2).count(),
        history.summary.reach,
    )
}

#[test]
fn many_files_that_move_and_change_at_once_all_keep_their_history() {
    // A package gets another name, and four lines of ten change.
    let moved = |at: usize| (format!("a/f{at}.py"), format!("b/f{at}.py"), 4);
    let files: Vec<_> = (0..120).map(moved).collect();
    assert_eq!(kept(&files), (120, HistoryReach::Whole));
    // All have one name: those of the likest folder are compared.
    let moved = |at: usize| (format!("a/x{at}/index.ts"), format!("b/x{at}/index.ts"), 4);
    let files: Vec<_> = (0..100).map(moved).collect();
    assert_eq!(kept(&files), (100, HistoryReach::Whole));
    // None keeps its name.
    let moved = |at: usize| (format!("a/x{at}.ts"), format!("b/y{at}.ts"), 4);
    let files: Vec<_> = (0..100).map(moved).collect();
    assert_eq!(kept(&files), (100, HistoryReach::Whole));
}

#[test]
fn what_changed_by_more_than_half_is_another_file() {
    let moved = |changed| {
        (
            format!("a/f{changed}.py"),
            format!("b/f{changed}.py"),
            changed,
        )
    };
    let files: Vec<_> = (0..=10).map(moved).collect();
    // Up to five lines of ten.
    assert_eq!(kept(&files), (6, HistoryReach::Whole));
}

#[test]
fn a_file_that_loses_a_word_of_its_name_is_known_by_fewer_lines() {
    let moved = |to: &str| [("a/orbit_model_files.py".to_owned(), to.to_owned(), 6)];
    assert_eq!(kept(&moved("a/orbit_files.py")).0, 1);
    // Another folder, or one word that many names have.
    assert_eq!(kept(&moved("b/orbit_files.py")).0, 0);
    assert_eq!(kept(&moved("a/files.py")).0, 0);
}

#[test]
fn where_too_many_may_have_moved_the_end_of_history_is_told() {
    // 201 files and 201 others are 40,401 pairs.
    let moved = |at: usize| (format!("a/x{at}.ts"), format!("b/y{at}.ts"), 1);
    let files: Vec<_> = (0..201).map(moved).collect();
    assert_eq!(kept(&files), (0, HistoryReach::Bounded));
    assert_eq!(kept(&files[..200]), (200, HistoryReach::Whole));
}

#[test]
fn a_name_that_is_used_again_is_another_file() {
    let sample = Sample::new();
    let (one, two) = ("one\nof\nthese\n", "quite another\nthing than\nbefore\n");
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", one)]);
    let second = sample.commit(&[first], 1, ANN, "Move", &[("b.py", one)]);
    sample.commit(
        &[second],
        2,
        BOB,
        "Add another",
        &[("a.py", two), ("b.py", one)],
    );
    let history = read(&sample);
    check(&history, "a.py", [1, 0, 1], Some(2));
    check(&history, "b.py", [2, 0, 1], Some(1));
}

#[test]
fn two_files_may_change_names() {
    let sample = Sample::new();
    let (one, two) = ("one\nof\nthese\n", "quite another\nthing than\nbefore\n");
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", one), ("b.py", two)]);
    sample.commit(&[first], 1, BOB, "Swap", &[("a.py", two), ("b.py", one)]);
    let history = read(&sample);
    check(&history, "a.py", [2, 0, 2], Some(1));
    check(&history, "b.py", [2, 0, 2], Some(1));
}

#[test]
fn commits_of_merged_work_count_and_the_merge_does_not() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1"), ("b.py", "1")]);
    let left = sample.commit(&[first], 1, ANN, "fix: a", &[("a.py", "2"), ("b.py", "1")]);
    let right = sample.commit(&[first], 2, BOB, "b", &[("a.py", "1"), ("b.py", "2")]);
    let both = [("a.py", "2"), ("b.py", "2")];
    sample.commit(
        &[left, right],
        3,
        "Carl <carl@example.org>",
        "Fix: merge",
        &both,
    );
    let history = read(&sample);
    check(&history, "a.py", [2, 1, 1], Some(1));
    check(&history, "b.py", [2, 0, 2], Some(2));
    assert_eq!(history.summary.commits, 3);
}

#[test]
fn programs_tell_only_when_a_file_changed() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1")]);
    let bot = "dependabot[bot] <support@example.org>";
    sample.commit(&[first], 5, bot, "fix: all", &[("a.py", "2")]);
    check(&read(&sample), "a.py", [1, 0, 1], Some(5));
}

#[test]
fn a_mailmap_of_the_work_tree_joins_people() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1")]);
    sample.commit(
        &[first],
        1,
        "Ann <ann@old.example>",
        "More",
        &[("a.py", "2")],
    );
    check(&read(&sample), "a.py", [2, 0, 2], Some(1));
    let map = "Ann <ann@example.org> <ann@old.example>\n";
    std::fs::write(sample.root().join(".mailmap"), map).unwrap();
    check(&read(&sample), "a.py", [2, 0, 1], Some(1));
}

#[test]
fn what_is_older_than_two_years_is_not_read() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1"), ("b.py", "1")]);
    let second = sample.commit(&[first], 10, BOB, "More", &[("a.py", "2"), ("b.py", "1")]);
    sample.commit(&[second], 731, ANN, "Most", &[("a.py", "3"), ("b.py", "1")]);
    let history = read(&sample);
    check(&history, "a.py", [2, 0, 2], Some(731));
    check(&history, "b.py", [0, 0, 0], None);
    assert_eq!(history.summary.reach, HistoryReach::Whole);
}

#[test]
fn a_shallow_clone_says_where_it_ends() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1")]);
    let second = sample.commit(&[first], 1, ANN, "More", &[("a.py", "2"), ("b.py", "1")]);
    sample.commit(&[second], 2, BOB, "fix: a", &[("a.py", "3"), ("b.py", "1")]);
    sample.forget(first);
    let history = read(&sample);
    // What the oldest commit changed is not known: it looks as if it had added everything.
    check(&history, "a.py", [1, 1, 1], Some(2));
    check(&history, "b.py", [0, 0, 0], None);
    assert_eq!(history.summary.reach, HistoryReach::Shallow);
    sample.forget(second);
    let history = read(&sample);
    assert_eq!((history.of("a.py"), history.summary.commits), (None, 0));
    assert_eq!(history.summary.reach, HistoryReach::Shallow);
}

#[test]
fn below_the_top_only_what_is_there_counts() {
    let sample = Sample::new();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1"), ("lib/deep/b.py", "1")]);
    sample.commit(
        &[first],
        1,
        BOB,
        "More",
        &[("a.py", "2"), ("lib/deep/b.py", "2")],
    );
    let root = sample.root().join("lib/deep");
    std::fs::create_dir_all(&root).unwrap();
    let mut log = Log::open(&root, None).unwrap();
    log.read();
    let history = log.tally();
    check(&history, "b.py", [2, 0, 2], Some(1));
    assert_eq!(history.of("a.py"), Some(FileHistory::default()));
}

#[test]
fn without_commits_there_is_no_history() {
    let sample = Sample::new();
    assert!(Log::open(sample.root(), None).is_none());
    assert!(Log::open(tempfile::tempdir().unwrap().path(), None).is_none());
}

#[test]
fn what_was_read_is_kept() {
    let sample = Sample::new();
    let cache = tempfile::tempdir().unwrap();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "first line\n")]);
    let second = sample.commit(&[first], 1, ANN, "Move", &[("b.py", "first line\n")]);
    let open = || Log::open(sample.root(), Some(cache.path())).unwrap();
    let mut log = open();
    assert!(!log.is_complete());
    log.read();
    let expect = log.tally();
    let log = open();
    assert!(log.is_complete());
    assert_eq!(log.tally().of("b.py"), expect.of("b.py"));
    assert_eq!(log.tally().summary, expect.summary);
    // Kept commits are not read again; new ones are.
    sample.forget(first);
    assert!(open().is_complete());
    sample.commit(&[second], 2, BOB, "More", &[("b.py", "other line\n")]);
    let mut log = open();
    assert!(!log.is_complete());
    log.read();
    check(&log.tally(), "b.py", [3, 0, 2], Some(2));
}

#[test]
fn a_damaged_cache_is_as_good_as_none() {
    let sample = Sample::new();
    let cache = tempfile::tempdir().unwrap();
    sample.commit(&[], 0, ANN, "Add", &[("a.py", "1")]);
    Log::open(sample.root(), Some(cache.path())).unwrap().read();
    let folder = cache.path().join("history");
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
    assert_eq!(files.len(), 1);
    let file = files[0].as_ref().unwrap().path();
    let whole = std::fs::read(&file).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"[1]", b"{\"version\":0}"] {
        std::fs::write(&file, damaged).unwrap();
        let mut log = Log::open(sample.root(), Some(cache.path())).unwrap();
        assert!(!log.is_complete());
        log.read();
        check(&log.tally(), "a.py", [1, 0, 1], Some(0));
    }
}

#[test]
fn a_deeper_clone_is_read_on() {
    let sample = Sample::new();
    let cache = tempfile::tempdir().unwrap();
    let first = sample.commit(&[], 0, ANN, "Add", &[("a.py", "1")]);
    let hex = first.to_string();
    let object = sample
        .root()
        .join(".git/objects")
        .join(&hex[..2])
        .join(&hex[2..]);
    let bytes = std::fs::read(&object).unwrap();
    sample.commit(&[first], 1, ANN, "More", &[("a.py", "2")]);
    sample.forget(first);
    let open = || Log::open(sample.root(), Some(cache.path())).unwrap();
    open().read();
    assert!(open().is_complete());
    std::fs::write(&object, bytes).unwrap();
    let mut log = open();
    assert!(!log.is_complete());
    log.read();
    check(&log.tally(), "a.py", [2, 0, 1], Some(1));
    assert_eq!(log.tally().summary.reach, HistoryReach::Whole);
}
