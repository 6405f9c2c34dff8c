//! `lacuna explain`: how tests lead somewhere, or why none does.

use crate::cli::SMALL;
use crate::harness::Tree;

#[test]
fn explain_takes_the_working_directory_for_the_root_where_nothing_else_marks_one() {
    let tree = Tree::new(SMALL);
    let said = tree.run(&["explain", "app/sums.py"]);
    assert!(said.contains("tests/test_sums.py"), "{said}");
}

#[test]
fn explain_understands_places_and_private_names() {
    let tree = Tree::new(SMALL);
    tree.write(
        "web/cart.js",
        "export class Cart {\n  #total(x) {\n    return x + 1\n  }\n}\n",
    );
    let said = tree.run(&["explain", "web/cart.js#Cart.#total"]);
    assert!(said.starts_with("0\n") && said.contains("#total"), "{said}");
    let by_line = tree.run(&["explain", "web/cart.js:3"]);
    assert_eq!(by_line, said);
}

#[test]
fn explain_says_what_may_have_been_meant() {
    let tree = Tree::new(SMALL);
    let check = |subject: &str, expect: &str| {
        let said = tree.run(&["explain", subject]);
        assert!(said.starts_with("2\n") && said.contains(expect), "{said}");
    };
    check("auth.py", "did you mean `app/auth.py`?");
    check("app/aut", "did you mean `app/auth.py`?");
    check("nowhere/sum.py", "did you mean `app/sums.py`?");
    check("app", "`app` is a folder");
    check("app/", "`lacuna scan app/` lists the gaps below it");
}
