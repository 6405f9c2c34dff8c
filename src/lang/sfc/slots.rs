//! What stands in a component of Vue: a slot, which that component draws when it likes.

use super::markup::{Markup, Piece};
use super::tags::{Attribute, Tag};

/// Elements that hold nothing.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Most elements that stand in each other; what lies deeper is drawn with them.
const DEEPEST: usize = 512;

/// An element that is open.
struct Open<'s> {
    name: &'s str,
    /// What its slot is called, until that has begun.
    slot: Option<String>,
}

/// The elements around a place.
#[derive(Default)]
pub(super) struct Slots<'s> {
    open: Vec<Open<'s>>,
}

impl<'s> Slots<'s> {
    /// A text between tags begins a slot where it says anything.
    pub(super) fn text(&mut self, source: &str, start: usize, end: usize, markup: &mut Markup<'s>) {
        let text = source.get(start..end).unwrap_or_default();
        let blank = text.len() - text.trim_start().len();
        if blank < text.len() {
            self.begin(start + blank, markup);
        }
    }

    pub(super) fn tag(&mut self, tag: &Tag<'s>, at: usize, markup: &mut Markup<'s>) {
        if tag.is_closing {
            let around = self.open.iter().rposition(|open| open.name == tag.name);
            if let Some(around) = around {
                self.open.truncate(around);
            }
            return;
        }
        let named = tag.attributes.iter().find_map(slot_name);
        let named = named.filter(|_| tag.name == "template");
        if named.is_none() {
            self.begin(at, markup);
        }
        if tag.is_empty || VOID.contains(&tag.name) || self.open.len() >= DEEPEST {
            return;
        }
        let name = tag.name;
        let slot = named.or_else(|| is_component(name).then(|| format!("slot of {name}")));
        self.open.push(Open { name, slot });
    }

    fn begin(&mut self, at: usize, markup: &mut Markup<'s>) {
        if let Some(slot) = self.open.last_mut().and_then(|open| open.slot.take()) {
            markup.pieces.push(Piece::Drawn(slot, at));
        }
    }
}

/// What `#item` and `v-slot:item` call a slot.
fn slot_name(attribute: &Attribute<'_>) -> Option<String> {
    let name = attribute.name;
    let own = name.strip_prefix('#').or_else(|| match name {
        "v-slot" => Some("default"),
        name => name.strip_prefix("v-slot:"),
    })?;
    // What follows a dot would be the name of a member.
    Some(format!("slot {}", own.replace('.', "-")))
}

fn is_component(name: &str) -> bool {
    name.contains('-')
        || name.starts_with(|first: char| first.is_ascii_uppercase())
        || matches!(name, "component" | "transition")
}
