//! Function literals of Go inside functions: what they bind hides nothing from the function around
//! them, to which all of their names count.

use rustc_hash::{FxHashMap, FxHashSet};
use tree_sitter::Node;

use crate::lang::syntax::{Reader, line};
use crate::model::{Binding, BindingKind, FileFacts};

/// A name of a function.
type Bound = (u32, Box<str>);

/// Names with the lines of the literals that bind them, in order and apart.
type Lines = FxHashMap<Box<str>, Vec<(u32, u32)>>;

/// The literals in functions of one file.
#[derive(Default)]
pub(super) struct Literals {
    /// Those that are open: the byte after the last one, and the first and last line.
    open: Vec<(usize, (u32, u32))>,
    /// What the literals of each function bind.
    inside: FxHashMap<u32, Lines>,
    /// Names that the function binds itself.
    outside: FxHashSet<Bound>,
}

impl Literals {
    /// Takes note of a definition that begins.
    pub(super) fn open(&mut self, reader: &Reader<'_>, node: Node<'_>) {
        if node.kind() != "func_literal" || reader.function().is_none() {
            return;
        }
        let first = line(node);
        let rows = node.end_position().row - node.start_position().row;
        let last = first.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
        self.open.push((node.end_byte(), (first, last)));
    }

    /// Takes note of what a node bound, from that binding on.
    pub(super) fn note(&mut self, reader: &Reader<'_>, node: Node<'_>, first: usize) {
        let start = node.start_byte();
        while self.open.last().is_some_and(|(end, _)| *end <= start) {
            self.open.pop();
        }
        let new = reader.facts.bindings.get(first..).unwrap_or_default();
        for binding in new {
            let Some(within) = binding.within else {
                continue;
            };
            let bound = (within, binding.name.clone());
            match self.open.last() {
                None => {
                    self.outside.insert(bound);
                }
                Some((_, lines)) => {
                    let known = self.inside.entry(bound.0).or_default();
                    let known = known.entry(bound.1).or_default();
                    match known.last_mut().filter(|last| lines.0 <= last.1) {
                        Some(last) => last.1 = last.1.max(lines.1),
                        None => known.push(*lines),
                    }
                }
            }
        }
    }

    /// Says of names that are used outside of the literals which bind them that they mean what they
    /// do at the top of the file.
    pub(super) fn finish(&mut self, facts: &mut FileFacts) {
        for reference in &facts.references {
            let Some((within, inside)) = reference
                .within
                .and_then(|within| Some((within, self.inside.get_mut(&within)?)))
            else {
                continue;
            };
            let is_meant = |lines: &Vec<(u32, u32)>| {
                let at = lines.partition_point(|(_, last)| *last < reference.line);
                lines
                    .get(at)
                    .is_none_or(|(first, _)| *first > reference.line)
            };
            if inside.get(&reference.path).is_some_and(is_meant)
                && !self.outside.contains(&(within, reference.path.clone()))
            {
                inside.remove(&reference.path);
                facts.bindings.push(Binding {
                    within: Some(within),
                    name: reference.path.clone(),
                    source: reference.path.clone(),
                    kind: BindingKind::Call,
                });
            }
        }
    }
}
