//! The plan, as it is edited and kept.

use super::{SHOP, User, row_of};
use crate::harness::Tree;

/// The plan as it was made from the gaps.
fn roadmap(tree: &Tree) -> User {
    let mut user = User::opens(tree);
    user.presses(&["3"]).sees("planned from the gaps");
    user
}

/// Waits until the saved plan is as it should be.
fn is_saved(user: &User, tree: &Tree, what: &str, is_so: impl Fn(&str) -> bool) {
    let path = tree.path().join(".lacuna/roadmap.toml");
    user.finds(what, |_| {
        std::fs::read_to_string(&path).is_ok_and(|text| is_so(&text))
    });
}

#[test]
fn an_edited_plan_is_saved_survives_a_scan_and_can_be_undone() {
    let tree = Tree::new(SHOP);
    let mut user = roadmap(&tree);
    user.presses(&["r", "ctrl-u", "First", "enter"]);
    user.sees_in_row("First", "0/");
    user.presses(&["j", "d"]);
    user.sees_in_row("First", "1/");
    is_saved(&user, &tree, "the saved plan", |text| {
        text.contains("name = \"First\"") && text.contains("done = true")
    });
    // A new file tells that another scan is over.
    tree.write("web/src/late.ts", "export const late = () => 1 + 1\n");
    user.presses(&["R"]).sees("1 gap not planned");
    user.sees_in_row("First", "1/");
    user.presses(&["u"]);
    user.sees_in_row("First", "0/");
    user.quits();
    let saved = tree.read(".lacuna/roadmap.toml");
    assert!(!saved.contains("done = true"), "{saved}");
    assert!(saved.contains("name = \"First\""), "{saved}");
}

#[test]
fn a_step_is_moved_and_moved_back() {
    let tree = Tree::new(SHOP);
    let mut user = roadmap(&tree);
    let order = |screen: &str| {
        let place = |what: &str| {
            let row = row_of(screen, what)?;
            screen.lines().position(|line| line.starts_with(row))
        };
        Some((place("critical")?, place("cart.ts")?))
    };
    user.presses(&["j"]);
    let first = user.finds("the first step selected", |screen| {
        row_of(screen, "▌").is_some_and(|row| row.contains("critical"))
    });
    let before = order(&first).unwrap();
    user.presses(&["+"]);
    user.finds("the step below the next", |screen| {
        order(screen).is_some_and(|now| now != before)
    });
    is_saved(&user, &tree, "the saved plan", |text| {
        text.contains("cart.ts")
    });
    user.presses(&["u"]);
    user.finds(
        "the step where it was, in the plan that nobody saved",
        |screen| order(screen) == Some(before) && screen.contains("planned from"),
    );
    user.quits();
    assert!(!tree.path().join(".lacuna/roadmap.toml").exists());
}
