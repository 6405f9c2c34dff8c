//! The real program in a pseudo-terminal: start, keys, resize, signals, the editor, and what is
//! left of the terminal afterwards.

mod terminal;

use crate::harness::Tree;
use terminal::Terminal;

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

#[test]
fn look() {
    let tree = Tree::new(SHOP);
    let mut terminal = Terminal::start(&tree, &[], (100, 24));
    println!("{}\n=======", terminal.wait_for("logic"));
    println!("{:?}\n=======", terminal.modes());
    for (keys, text) in [
        ("\r", "Gaps"),
        ("d", "marked"),
        ("\x1b", ""),
        ("/", ""),
        ("x\x1b", ""),
        ("3", "Roadmap"),
        ("?", "Help"),
    ] {
        terminal.send(keys);
        std::thread::sleep(std::time::Duration::from_millis(300));
        println!("{}\n=======", terminal.screen());
    }
    terminal.send("q");
    std::thread::sleep(std::time::Duration::from_millis(300));
    terminal.send("q");
    println!("{:?}\n=======", terminal.wait_for_end());
    println!("{}", tree.read(".lacuna/marks.toml"));
}
