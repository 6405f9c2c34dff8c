//! Vue: blocks, directives and interpolations.

use super::blocks::{Block, Blocks, comment_end, find, split};
use super::markup::{Given, Markup, Piece};
use super::slots::Slots;
use super::tags::{Attribute, Tag, read_tag};

/// Takes a component apart: its scripts and styles, and the template.
pub(super) fn read(source: &str) -> (Blocks<'_>, Option<Markup<'_>>) {
    let blocks = split(source, |_| true);
    let template = blocks
        .blocks
        .iter()
        .find(|block| block.tag.name == "template" && !block.tag.is_closing);
    let markup = template.map(|block| read_template(source, block));
    (blocks, markup)
}

fn read_template<'s>(source: &'s str, block: &Block<'s>) -> Markup<'s> {
    let mut markup = Markup {
        start: block.start,
        end: block.end,
        ..Markup::default()
    };
    let end = block.inner_start + block.inner.len();
    if !matches!(block.tag.get("lang"), None | Some("html")) {
        // Another language's template is not read.
        markup.has_element = !block.inner.trim().is_empty();
        return markup;
    }
    let source = source.get(..end).unwrap_or_default();
    let mut at = block.inner_start;
    let mut text_start = at;
    let mut slots = Slots::default();
    while let Some(next) = find(source, "<", at) {
        if let Some(end) = comment_end(source, next) {
            read_text(source, text_start, next, &mut markup);
            slots.text(source, text_start, next, &mut markup);
            markup.comments.push((next, end));
            at = end;
            text_start = end;
        } else if let Some(tag) = read_tag(source, next) {
            read_text(source, text_start, next, &mut markup);
            slots.text(source, text_start, next, &mut markup);
            if !tag.is_closing {
                read_element(&tag, next, &mut markup);
            }
            slots.tag(&tag, next, &mut markup);
            at = tag.end;
            text_start = at;
        } else {
            at = next + 1;
        }
    }
    read_text(source, text_start, end, &mut markup);
    markup
}

/// Reads `{{ interpolations }}` of a text.
fn read_text<'s>(source: &'s str, start: usize, end: usize, markup: &mut Markup<'s>) {
    let text = source.get(start..end).unwrap_or_default();
    let mut at = 0;
    while let Some(open) = find(text, "{{", at) {
        let Some(close) = find(text, "}}", open + 2) else {
            return;
        };
        let inner = text.get(open + 2..close).unwrap_or_default();
        markup.expression(inner, start + open + 2);
        at = close + 2;
    }
}

fn read_element<'s>(tag: &Tag<'s>, at: usize, markup: &mut Markup<'s>) {
    markup.has_element = true;
    if !matches!(tag.name, "template" | "slot" | "component" | "Component") {
        markup.pieces.push(Piece::Element(tag.name, at + 1));
    }
    for attribute in &tag.attributes {
        let is_component = tag.name.eq_ignore_ascii_case("component");
        match (attribute.name, attribute.value) {
            (":is" | "v-bind:is", Some((text, at))) if is_component => {
                markup.pieces.push(Piece::Dynamic(text, at));
            }
            ("is", Some((text, at))) if is_component => {
                markup.pieces.push(Piece::Element(text, at));
            }
            _ => read_attribute(attribute, markup),
        }
    }
}

fn read_attribute<'s>(attribute: &Attribute<'s>, markup: &mut Markup<'s>) {
    let name = attribute.name;
    let directive = match name.as_bytes().first() {
        Some(b':' | b'.') => "bind",
        Some(b'@') => "on",
        Some(b'#') => "slot",
        _ => match name.strip_prefix("v-") {
            Some(rest) => rest.split([':', '.']).next().unwrap_or_default(),
            None => return,
        },
    };
    let Some((text, at)) = attribute.value else {
        // `:title` alone means `:title="title"`.
        if let Some(short) = name.strip_prefix(':') {
            markup.expression(short, attribute.at + 1);
        }
        return add_directive(directive, attribute.at, markup);
    };
    let given = Given {
        name: name.split('.').next().unwrap_or(name),
        start: attribute.at,
        text,
        at,
    };
    match directive {
        "if" | "else-if" => {
            markup.decisions += 1;
            markup.expression(text, at);
        }
        "for" => {
            markup.decisions += 1;
            let iterated = [" in ", " of "]
                .iter()
                .filter_map(|word| text.find(word).map(|found| found + word.len()))
                .min()
                .unwrap_or(0);
            let text = text.get(iterated..).unwrap_or_default();
            let title = Given { text, ..given }.title();
            markup.pieces.push(Piece::Drawn(title, attribute.at));
            markup.expression(text, at + iterated);
        }
        "on" => {
            // Without an event, `v-on` takes an object of handlers.
            match text.trim().is_empty() {
                false if given.name == "v-on" => markup.expression(text, at),
                false => markup.pieces.push(Piece::Handler(given)),
                true => {}
            }
        }
        "bind" => markup.pieces.push(Piece::Bound(given)),
        "model" => {
            markup.pieces.push(Piece::Model(given));
            markup.expression(text, at);
        }
        // The names that a slot passes on.
        "slot" => {}
        _ => {
            add_directive(directive, attribute.at, markup);
            markup.expression(text, at);
        }
    }
}

/// A custom directive is a variable: `v-click-outside` is `vClickOutside`.
fn add_directive(directive: &str, at: usize, markup: &mut Markup<'_>) {
    let is_known = matches!(
        directive,
        "bind"
            | "on"
            | "slot"
            | "else"
            | "model"
            | "show"
            | "text"
            | "html"
            | "once"
            | "pre"
            | "cloak"
            | "memo"
            | "is"
    );
    if !is_known {
        let name = format!("v{}", pascal_case(directive));
        markup.pieces.push(Piece::Name(name, at));
    }
}

/// `orbit-card` as `OrbitCard`.
pub(crate) fn pascal_case(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut letters = word.chars();
        words.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        words.push_str(letters.as_str());
    }
    words
}
