//! Svelte: blocks, `{#if}` and the like, directives and expressions.

use super::blocks::{Blocks, comment_end, split};
use super::markup::{Given, Markup, Piece};
use super::tags::{Attribute, Tag, after_braces, read_tag};

/// Takes a component apart: its scripts and styles, and the rest, which is the template.
pub(super) fn read(source: &str) -> (Blocks<'_>, Option<Markup<'_>>) {
    let blocks = split(source, |name| matches!(name, "script" | "style"));
    let mut markup = Markup::default();
    for (start, end) in &blocks.rest {
        read_markup(source, *start, *end, &mut markup);
    }
    let has_template = markup.end > 0;
    (blocks, has_template.then_some(markup))
}

fn read_markup<'s>(source: &'s str, start: usize, end: usize, markup: &mut Markup<'s>) {
    let source = source.get(..end).unwrap_or_default();
    let mut at = start;
    while let Some(next) = source
        .get(at..)
        .and_then(|rest| rest.find(|letter: char| !letter.is_whitespace()))
        .map(|found| found + at)
    {
        if let Some(end) = comment_end(source, next) {
            at = end;
            continue;
        }
        let tag = match source.as_bytes().get(next) {
            Some(b'<') => read_tag(source, next),
            _ => None,
        };
        at = match (source.as_bytes().get(next), tag) {
            (_, Some(tag)) => {
                if !tag.is_closing {
                    read_element(&tag, next, markup);
                }
                tag.end
            }
            (Some(b'{'), None) => {
                let end = after_braces(source, next);
                let inner = source.get(next + 1..end.saturating_sub(1));
                read_expression(inner.unwrap_or_default(), next + 1, markup);
                end
            }
            _ => source
                .get(next + 1..)
                .and_then(|rest| rest.find(['<', '{']))
                .map_or(end, |found| found + next + 1),
        };
        if markup.end == 0 {
            markup.start = next;
        }
        markup.end = at;
    }
}

fn read_element<'s>(tag: &Tag<'s>, at: usize, markup: &mut Markup<'s>) {
    markup.has_element = true;
    if !tag.name.starts_with("svelte:") && tag.name != "slot" {
        markup.pieces.push(Piece::Element(tag.name, at + 1));
    }
    for attribute in &tag.attributes {
        if tag.name == "svelte:component"
            && attribute.name == "this"
            && let Some((text, at)) = attribute.value
        {
            markup.pieces.push(Piece::Dynamic(text, at));
            continue;
        }
        read_attribute(attribute, markup);
    }
}

fn read_attribute<'s>(attribute: &Attribute<'s>, markup: &mut Markup<'s>) {
    if let Some((directive, name)) = attribute.name.split_once(':') {
        let name = name.split('|').next().unwrap_or_default();
        let is_function = matches!(directive, "use" | "transition" | "in" | "out" | "animate");
        let is_short = matches!(directive, "bind" | "class" | "style") && attribute.value.is_none();
        if is_function || is_short {
            markup.expression(name, attribute.at + directive.len() + 1);
        }
    }
    let Some((text, at)) = attribute.value else {
        return;
    };
    if attribute.is_braced && attribute.name.is_empty() {
        return read_expression(text, at, markup);
    }
    if attribute.is_braced {
        let name = attribute.name.split('|').next().unwrap_or_default();
        let start = attribute.at;
        let given = Given {
            name,
            start,
            text,
            at,
        };
        return markup.pieces.push(Piece::Bound(given));
    }
    // Braces within a quoted value.
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')) {
        let open = from + open;
        let end = after_braces(text, open);
        let inner = text.get(open + 1..end.saturating_sub(1));
        read_expression(inner.unwrap_or_default(), at + open + 1, markup);
        from = end;
    }
}

/// Reads what stands in braces.
fn read_expression<'s>(text: &'s str, at: usize, markup: &mut Markup<'s>) {
    let trimmed = text.trim_start();
    let at = at + text.len() - trimmed.len();
    let (keyword, rest) = match trimmed.as_bytes().first() {
        Some(b'#' | b':' | b'@') => {
            let space = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
            trimmed.split_at(space)
        }
        Some(b'/') => return,
        _ => ("", trimmed.strip_prefix("...").unwrap_or(trimmed)),
    };
    let at = at + trimmed.len() - rest.len();
    match keyword {
        "#if" => markup.decisions += 1,
        "#each" | "#await" => {
            markup.decisions += 1;
            let end = [" as ", " then "]
                .iter()
                .filter_map(|word| rest.rfind(word))
                .min()
                .unwrap_or(rest.len());
            return markup.expression(rest.get(..end).unwrap_or_default(), at);
        }
        ":else" => {
            let Some(condition) = rest.trim_start().strip_prefix("if ") else {
                return;
            };
            markup.decisions += 1;
            let at = at + rest.len() - condition.len();
            return markup.expression(condition, at);
        }
        "@const" => {
            let value = rest.find('=').map_or(0, |equals| equals + 1);
            return markup.expression(rest.get(value..).unwrap_or_default(), at + value);
        }
        "" | "#key" | "@html" | "@render" | "@attach" => {}
        _ => return,
    }
    markup.expression(rest, at);
}
