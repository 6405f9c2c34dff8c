//! The real program in a pseudo-terminal: start, keys, resize, signals, the editor, and what is
//! left of the terminal afterwards.

mod demo;
mod look;
mod signals;
mod terminal;

use crate::harness::Tree;
use terminal::Terminal;

/// A usual size of a terminal.
const USUAL: (u16, u16) = (100, 24);

const SHOP: &str = "\
//- /backend/pyproject.toml
[project]
name = \"backend\"
//- /backend/app/__init__.py
//- /backend/app/auth.py
def login(name, password):
    if not name:
        raise ValueError
    return name
//- /backend/app/mail.py
def send(to):
    return [to]
//- /backend/app/sums.py
def add(a, b):
    return a + b
//- /backend/tests/test_sums.py
from app.sums import add

def test_add():
    assert add(1, 2) == 3
//- /web/package.json
{ \"name\": \"web\" }
//- /web/src/cart.ts
export function total(prices: number[]): number {
  return prices.reduce((sum, price) => sum + price, 0)
}
";

/// A screen on which the scan of [`SHOP`] is over, with its components.
const SCANNED: &str = "4 of 5 source files hold logic";

/// The program on the first view, the scan over.
fn open(tree: &Tree) -> Terminal {
    let terminal = Terminal::start(tree, &[], USUAL);
    terminal.wait_for(SCANNED);
    terminal
}

/// Ends the program by its key.
fn quit(mut terminal: Terminal) {
    terminal.send("q");
    let end = terminal.wait_for_end();
    assert!(end.status.success(), "{:?}", end.status);
}

/// The row of the list that tells of something; what stands in the detail beside it is left out.
fn row<'a>(screen: &'a str, what: &str) -> &'a str {
    screen
        .lines()
        .skip(2)
        .filter_map(|line| line.split('│').next())
        .find(|line| line.contains(what))
        .unwrap_or_else(|| panic!("no row of `{what}`:\n{screen}"))
}

#[test]
fn the_start_shows_the_components() {
    let tree = Tree::new(SHOP);
    let screen = open(&tree).wait_for("COMPONENT");
    // One of the three Python files is tested, nothing of the web.
    assert!(row(&screen, "backend").contains("3       1"), "{screen}");
    assert!(row(&screen, "web").contains("1       0"), "{screen}");
    assert!(screen.contains("1 test file"), "{screen}");
}

#[test]
fn enter_drills_into_the_gaps_and_esc_goes_back() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    let components = terminal.screen();
    terminal.send("\r");
    let screen = terminal.wait_for("3 gaps");
    assert!(row(&screen, "auth.py").contains("unreached"), "{screen}");
    assert!(row(&screen, "cart.ts").contains("unreached"), "{screen}");
    assert!(!screen.contains("app/sums.py "), "{screen}");
    terminal.send("\x1b");
    assert_eq!(terminal.wait_for(SCANNED), components);
    // Of one component only its own gaps.
    terminal.send("G\r");
    let screen = terminal.wait_for("2 gaps");
    assert!(
        screen.contains("mail.py") && !screen.contains("cart.ts"),
        "{screen}"
    );
    quit(terminal);
}

#[test]
fn a_folder_of_a_project_opens_on_its_gaps() {
    let tree = Tree::new(SHOP);
    tree.write("lacuna.toml", "name = \"shop\"\n");
    let terminal = Terminal::start(&tree, &["web"], USUAL);
    let screen = terminal.wait_for("1 gap ");
    assert!(screen.contains("shop"), "{screen}");
    assert!(row(&screen, "cart.ts").contains("unreached"), "{screen}");
    quit(terminal);
}

#[test]
fn a_mark_is_still_there_after_another_start() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    // The first gap is the one with the highest risk.
    terminal.send("d");
    let screen = terminal.wait_for("1 marked done");
    assert!(row(&screen, "auth.py").contains('◪'), "{screen}");
    quit(terminal);
    let marks = tree.read(".lacuna/marks.toml");
    let lines: Vec<&str> = marks
        .lines()
        .filter(|line| line.contains("auth.py"))
        .collect();
    assert_eq!(lines.len(), 1, "{marks}");
    assert!(
        lines[0].starts_with("\"backend/app/auth.py\" = {"),
        "{marks}"
    );
    assert!(
        lines[0].contains("done") && lines[0].contains("tester"),
        "{marks}"
    );

    let mut terminal = open(&tree);
    terminal.send("2");
    let screen = terminal.wait_for("1 marked done");
    assert!(row(&screen, "auth.py").contains('◪'), "{screen}");
    assert!(!row(&screen, "cart.ts").contains('◪'), "{screen}");
    quit(terminal);
}

#[test]
fn undo_takes_the_mark_back_from_the_file_too() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    terminal.send("d");
    terminal.wait_for("1 marked done");
    terminal.send("u");
    let screen = terminal.wait_without("marked done;");
    assert!(!row(&screen, "auth.py").contains('◪'), "{screen}");
    quit(terminal);
    assert!(!tree.read(".lacuna/marks.toml").contains("auth.py"));
}

#[test]
fn a_mark_is_verified_once_a_test_is_there() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    terminal.send("d");
    terminal.wait_for("1 marked done");
    tree.write(
        "backend/tests/test_auth.py",
        "from app.auth import login\n\ndef test_login():\n    assert login(\"a\", \"b\") == \"a\"\n",
    );
    // All files, since what is tested is no gap any more.
    terminal.send("R.");
    let screen = terminal.wait_until("`auth.py` as direct", |screen| {
        screen
            .lines()
            .any(|line| line.contains("auth.py") && line.contains("✓ direct"))
    });
    assert!(row(&screen, "auth.py").contains('■'), "{screen}");
    quit(terminal);
}

#[test]
fn the_filter_keeps_what_matches() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    let all = terminal.wait_for("3 gaps");
    terminal.send("/crt");
    let screen = terminal.wait_for("1 found");
    assert!(
        screen.contains("cart.ts") && !screen.contains("mail.py"),
        "{screen}"
    );
    terminal.send("\r");
    terminal.wait_for("filter: crt");
    terminal.send("\x1b");
    let screen = terminal.wait_without("filter: crt");
    assert_eq!(screen.lines().nth(1), all.lines().nth(1));
    assert!(screen.contains("mail.py"), "{screen}");
    // What is pasted is typed, not taken for keys.
    terminal.send("/\x1b[200~auth\x1b[201~");
    let screen = terminal.wait_for("1 found");
    assert!(
        screen.contains("auth.py") && !screen.contains("cart.ts"),
        "{screen}"
    );
}

#[test]
fn enter_leads_to_the_source_and_a_changed_file_is_read_again() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("2");
    terminal.wait_for("3 gaps");
    // The file, its function, its source.
    terminal.send("\r");
    terminal.send("j\r");
    let screen = terminal.wait_for("raise ValueError");
    assert!(
        screen.contains("1 ✗  def login(name, password):"),
        "{screen}"
    );
    tree.write(
        "backend/app/auth.py",
        "\n\ndef log_out(name):\n    return name\n",
    );
    terminal.send("R");
    let screen = terminal.wait_for("3 ✗  def log_out");
    assert!(!screen.contains("raise ValueError"), "{screen}");
    terminal.send("\x1b");
    terminal.wait_for("3 gaps");
    quit(terminal);
}

#[test]
fn an_edited_plan_is_saved_survives_a_scan_and_can_be_undone() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    terminal.send("3");
    terminal.wait_for("planned from the gaps");
    terminal.send("r\x15First\r");
    terminal.wait_for("phase renamed");
    terminal.send("jd");
    terminal.wait_for("step 1 marked done");
    let path = tree.path().join(".lacuna/roadmap.toml");
    terminal.wait_until("the saved plan", |_| {
        std::fs::read_to_string(&path)
            .is_ok_and(|text| text.contains("name = \"First\"") && text.contains("done = true"))
    });
    // A new file tells that the second scan is over.
    tree.write("web/src/late.ts", "export const late = () => 1 + 1\n");
    terminal.send("R");
    let screen = terminal.wait_for("1 gap not planned");
    assert!(row(&screen, "First").contains("1/"), "{screen}");
    terminal.send("u");
    terminal.wait_for("taken back");
    quit(terminal);
    let saved = tree.read(".lacuna/roadmap.toml");
    assert!(!saved.contains("done = true"), "{saved}");
    assert!(saved.contains("name = \"First\""), "{saved}");
}

#[test]
fn a_tab_can_be_clicked() {
    let tree = Tree::new(SHOP);
    let mut terminal = open(&tree);
    let screen = terminal.screen();
    let column = screen.lines().next().unwrap().find("3 Roadmap").unwrap() + 1;
    terminal.send(&format!("\x1b[<0;{column};1M\x1b[<0;{column};1m"));
    let screen = terminal.wait_for("PHASE");
    assert!(screen.contains("planned from the gaps"), "{screen}");
    quit(terminal);
}

#[test]
fn the_editor_gets_the_terminal_and_gives_it_back() {
    let tree = Tree::new(SHOP);
    let editor = tree.home().join("vim");
    std::fs::write(
        &editor,
        "#!/bin/sh\necho \"$@\" > \"$HOME/opened\"\necho the editor is here\nread line\n",
    )
    .unwrap();
    executable(&editor);
    let mut terminal =
        Terminal::start_with(&tree, &[], USUAL, &[("EDITOR", editor.to_str().unwrap())]);
    terminal.wait_for(SCANNED);
    terminal.send("2");
    let before = terminal.wait_for("3 gaps");
    let taken = terminal.modes();
    terminal.send("e");
    terminal.wait_for("the editor is here");
    assert_eq!(terminal.modes(), terminal.modes_before());
    terminal.send("\r");
    terminal.wait_for_modes("the terminal taken again", |modes| *modes == taken);
    assert_eq!(terminal.wait_for("3 gaps"), before);
    let opened = std::fs::read_to_string(tree.home().join("opened")).unwrap();
    let file = tree
        .path()
        .canonicalize()
        .unwrap()
        .join("backend/app/auth.py");
    assert_eq!(opened, format!("+1 {}\n", file.display()));
    // Keys are read again.
    terminal.send("3");
    terminal.wait_for("PHASE");
    quit(terminal);
}

/// Lets a file be started.
fn executable(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}
