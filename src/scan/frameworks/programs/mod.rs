//! Programs that tests start as a process: everything behind `main` is reached, weakly.
//!
//! One file for each way to start one: [`rust`] (Cargo builds it beforehand), [`go`] (the test
//! builds it), [`scripts`] (an interpreter runs a file or module).

mod go;
mod rust;
mod scripts;

use crate::scan::calls::{Call, Index, Node};
use crate::scan::walk::Tree;

use super::Framework;

pub(super) const PROGRAMS: Framework = Framework { uses };

fn uses(index: &Index<'_>, tree: &Tree) -> Vec<(Node, Call)> {
    let mut found = rust::uses(index, tree);
    found.extend(go::uses(index));
    found.extend(scripts::uses(index, tree));
    found
}
