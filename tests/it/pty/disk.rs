//! Files that change while the program looks.

use super::{SCANNED, SHOP, User, row_of};
use crate::harness::Tree;

#[test]
fn a_changed_file_is_scanned_again_and_the_selection_stays() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["j"]);
    let row = user.finds("the second row selected", |screen| {
        row_of(screen, "▌").is_some_and(|row| !row.contains("auth.py"))
    });
    let name = if row_of(&row, "▌").unwrap().contains("mail.py") {
        "mail.py"
    } else {
        "cart.ts"
    };
    // No key is pressed: the test that is new is found by itself.
    tree.write(
        "backend/tests/test_auth.py",
        "from app.auth import login\n\ndef test_login():\n    assert login(\"a\", \"b\") == \"a\"\n",
    );
    user.sees("2 gaps");
    user.sees_in_row(name, "▌");
    // A folder that is new, then a file in it that changes.
    tree.write("web/lib/more.ts", "export const more = () => 1 + 1\n");
    user.sees("3 gaps");
    tree.write(
        "web/lib/more.ts",
        "export const more = () => 1 + 1\nexport const evenMore = (n: number) => n + 2\n",
    );
    user.presses(&["/", "more.ts", "enter"]);
    user.sees_in_row("more.ts", "2");
    user.quits();
}

#[test]
fn the_source_on_screen_is_read_again() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    user.presses(&["o"]).sees("raise ValueError");
    tree.write(
        "backend/app/auth.py",
        "\n\ndef log_out(name):\n    return name\n",
    );
    let screen = user.sees("3 ✗  def log_out");
    assert!(!screen.contains("raise ValueError"), "{screen}");
    user.quits();
}

#[test]
fn marks_that_others_set_appear() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2", "d"]).sees("1 marked done");
    let path = tree.path().join(".lacuna/marks.toml");
    user.finds("the saved mark", |_| {
        std::fs::read_to_string(&path).is_ok_and(|text| text.contains("auth.py"))
    });
    let marks = tree.read(".lacuna/marks.toml");
    tree.write(".lacuna/marks.toml", &marks.replace("auth.py", "mail.py"));
    user.sees_in_row("mail.py", "◪");
    user.quits();
}

#[test]
fn without_watching_only_the_key_scans_again() {
    let tree = Tree::new(SHOP);
    let mut user = User::starts(&tree, &["--no-watch"]);
    user.sees(SCANNED);
    tree.write("web/src/late.ts", "export const late = () => 1 + 1\n");
    assert_eq!(inotify_handles(user.terminal().id()), 0);
    user.presses(&["R"]).sees("5 of 6 source files hold logic");
    user.quits();
}

#[test]
fn a_configuration_that_changes_counts_at_once() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    tree.write("lacuna.toml", "ignore = [\"web\"]\n");
    user.sees("2 gaps");
    tree.write("lacuna.toml", "ignroe = [\"web\"]\n");
    user.sees("unknown key `ignroe`");
    user.quits();
}

/// How many handles for watching files a process has.
fn inotify_handles(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd"))
        .into_iter()
        .flatten()
        .filter_map(|handle| std::fs::read_link(handle.ok()?.path()).ok())
        .filter(|target| target.to_string_lossy().contains("inotify"))
        .count()
}
