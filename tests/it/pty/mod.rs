//! The real program in a pseudo-terminal: start, keys, resize, signals, the editor, and what is
//! left of the terminal afterwards.

mod demo;
mod disk;
mod editor;
mod look;
mod manners;
mod marks;
mod plan;
mod sessions;
mod signals;
mod terminal;
mod user;

use crate::harness::Tree;
use terminal::Terminal;
use user::{User, row_of};

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
fn quit(terminal: Terminal) {
    User::at(terminal).quits();
}

/// The screen without what changes at its foot: messages, legend, keys.
fn body(screen: &str) -> Vec<&str> {
    let rows = usize::from(USUAL.1) - 2;
    let lines = screen.lines().take(rows).map(str::trim_end);
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_start_shows_the_components() {
    let tree = Tree::new(SHOP);
    let user = User::opens(&tree);
    // One of the three Python files is tested, nothing of the web.
    user.sees_in_row("backend", "3       1");
    user.sees_in_row("web", "1       0");
    user.sees("1 test file");
}

#[test]
fn enter_drills_into_the_gaps_and_esc_goes_back() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    let components = user.sees("COMPONENT");
    user.presses(&["enter"]).sees("3 gaps");
    user.sees_in_row("auth.py", "unreached");
    let screen = user.sees_in_row("cart.ts", "unreached");
    assert!(!screen.contains("app/sums.py "), "{screen}");
    user.presses(&["esc"]);
    user.finds("the screen of before", |screen| {
        body(screen) == body(&components)
    });
    // Of one component only its own gaps.
    let screen = user.presses(&["G", "enter"]).sees("2 gaps");
    assert!(
        screen.contains("mail.py") && !screen.contains("cart.ts"),
        "{screen}"
    );
    user.quits();
}

#[test]
fn a_folder_of_a_project_opens_on_its_gaps() {
    let tree = Tree::new(SHOP);
    tree.write("lacuna.toml", "name = \"shop\"\n");
    let user = User::starts(&tree, &["web"]);
    let screen = user.sees("1 gap ");
    assert!(screen.contains("shop"), "{screen}");
    user.sees_in_row("cart.ts", "unreached");
    user.quits();
}

#[test]
fn the_filter_keeps_what_matches() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    let all = user.presses(&["2"]).sees("3 gaps");
    let screen = user.presses(&["/", "crt"]).sees("1 found");
    assert!(
        screen.contains("cart.ts") && !screen.contains("mail.py"),
        "{screen}"
    );
    user.presses(&["enter"]).sees("filter: crt");
    let screen = user.presses(&["esc"]).misses("filter: crt");
    assert_eq!(screen.lines().nth(1), all.lines().nth(1));
    assert!(screen.contains("mail.py"), "{screen}");
    // What is pasted is typed, not taken for keys.
    let screen = user.presses(&["/"]).pastes("auth").sees("1 found");
    assert!(
        screen.contains("auth.py") && !screen.contains("cart.ts"),
        "{screen}"
    );
}

#[test]
fn the_palette_runs_an_action_by_its_name_and_says_why_not() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&[":", "undo"]).sees("nothing to undo");
    user.presses(&["ctrl-u", "road", "enter"]).sees("PHASE");
    user.quits();
}

#[test]
fn enter_leads_to_the_source_and_esc_back() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    user.presses(&["2"]).sees("3 gaps");
    // The file, its function, its source.
    let screen = user
        .presses(&["enter", "j", "enter"])
        .sees("raise ValueError");
    assert!(
        screen.contains("1 ✗  def login(name, password):"),
        "{screen}"
    );
    user.presses(&["esc"]).sees("3 gaps");
    user.quits();
}

#[test]
fn tabs_rows_and_titles_can_be_clicked_and_lists_scrolled() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    // In the first line that has it: of tabs from line 0 on, of titles from 2, of rows from 3.
    let at = |screen: &str, from: usize, text: &str| {
        let (row, line) = (1..)
            .zip(screen.lines())
            .skip(from)
            .find(|(_, line)| line.contains(text))
            .unwrap();
        let column = line.split(text).next().unwrap().chars().count() + 1;
        (column, row)
    };
    let tab = at(&user.sees("3 Roadmap"), 0, "3 Roadmap");
    let screen = user.clicks(tab).sees("planned from the gaps");
    let tab = at(&screen, 0, "2 Gaps");
    let screen = user.clicks(tab).sees("3 gaps");
    let title = at(&screen, 2, "LINES");
    user.clicks(title).sees("by lines ▾");
    let screen = user.clicks(title).sees("by lines ▴");
    // A click selects, two open.
    user.clicks(at(&screen, 3, "cart.ts"))
        .sees_in_row("cart.ts", "▌");
    let mail = at(&screen, 3, "mail.py");
    user.clicks(mail).clicks(mail);
    let screen = user.finds("the functions of `mail.py`", |screen| {
        row_of(screen, "send").is_some_and(|row| row.contains("unreached"))
    });
    assert!(screen.contains("cart.ts"), "{screen}");
    user.quits();
}

#[test]
fn the_line_between_list_and_detail_is_dragged() {
    let tree = Tree::new(SHOP);
    let mut user = User::opens(&tree);
    let line = |screen: &str| {
        let row = screen.lines().nth(3).unwrap();
        row.chars().position(|letter| letter == '│')
    };
    let screen = user.presses(&["2"]).sees("3 gaps");
    let before = line(&screen).unwrap();
    user.drags((before + 1, 8), (41, 9));
    user.finds("the line at column 41", |screen| line(screen) == Some(40));
    user.presses(&[">"]);
    user.finds("the line at column 46", |screen| line(screen) == Some(45));
    user.quits();
}

#[test]
fn the_wheel_scrolls_what_it_is_over() {
    let tree = Tree::new(SHOP);
    for number in 10..60 {
        let text = format!("def work_{number}(x):\n    return x + {number}\n");
        tree.write(&format!("backend/app/part_{number}.py"), &text);
    }
    let mut user = User::starts(&tree, &[]);
    user.sees("54 of 55 source files hold logic");
    user.presses(&["2"]).sees("53 gaps");
    user.presses(&["s", "s"]).sees("part_10.py");
    let list = |screen: &str| {
        let rows = screen.lines().skip(3).take(8);
        let left = rows.filter_map(|line| line.split('│').next());
        left.map(str::to_owned).collect::<Vec<_>>()
    };
    user.scrolls((10, 9), 3);
    // All three turns of the wheel: the first row is nine further down.
    let is_down = |screen: &str| {
        list(screen)
            .first()
            .is_some_and(|row| row.contains("part_17.py"))
    };
    let screen = user.finds("part_17.py in the first row", is_down);
    // Over the detail, the list stays.
    let before = list(&screen);
    user.scrolls((80, 9), 3);
    user.presses(&["y"]);
    let screen = user.sees("copied");
    assert_eq!(list(&screen), before);
    user.quits();
}
