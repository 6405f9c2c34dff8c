//! Programs that tests start as a process: everything behind `main` is reached, weakly.
//!
//! One file for each way to start one: [`rust`] (Cargo builds it beforehand), [`go`] (the test
//! builds it), [`scripts`] (an interpreter runs a file or module). [`dispatch`] takes back what
//! a program does only for words that no test gives it.

mod dispatch;
mod go;
mod rust;
mod scripts;

use crate::lang::Family;
use crate::scan::calls::{Barred, Call, Index, Node};
use crate::scan::walk::Tree;

use super::Framework;

pub(super) const PROGRAMS: Framework = Framework { uses, barred };

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = rust::uses(index, tree);
    found.extend(go::uses(index));
    found.extend(scripts::uses(index, tree));
    found
}

fn barred(index: &Index<'_>, tree: &Tree) -> Barred {
    let mains = |uses: Vec<(Node, Call)>| uses.into_iter().map(|(_, call)| call.to);
    let go = dispatch::barred(index, Family::Go, mains(go::uses(index)));
    let rust = dispatch::barred(index, Family::Rust, mains(rust::uses(index, tree)));
    go.merge(rust)
}
