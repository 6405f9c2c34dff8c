//! Vue and Svelte: components in one file.
//!
//! The scripts are read as those of [`super::ecmascript`], with the lines of the whole file;
//! several of them make one module. The template is one symbol, `<template>`, and the names
//! that its elements and expressions use are references within it: functions written inline
//! are part of it, but for those that an attribute is given. What runs on an event, and what writes
//! a field back, are functions of their own, as they are in what compilers make of a template. A
//! component without a default export of its own exports its template as
//! the default, which is what importing the file gives.

use oxc_allocator::Allocator;
use oxc_parser::ParserReturn;

use crate::model::{Export, FileFacts, Import, Presence, Symbol, SymbolKind};

use super::ecmascript::{
    Dialect, LineIndex, Walker, code_lines, comments, depth_bound, errors, is_generated,
    is_test_name, on_enough_stack, parse, parse_expression, usual_test,
};
use super::{Family, Language};
use blocks::{Block, Blocks};
use markup::{Given, Markup, Piece};

mod blocks;
mod markup;
mod slots;
mod style;
mod svelte;
mod tags;
mod vue;

pub(crate) use vue::pascal_case;

/// Vue.
pub(super) static VUE: Language = Language {
    id: "vue",
    name: "Vue",
    family: Family::EcmaScript,
    extensions: &["vue"],
    version: 9,
    extract: |source| extract(source, vue::read),
    is_test_name,
    usual_test,
};
/// Svelte.
pub(super) static SVELTE: Language = Language {
    id: "svelte",
    name: "Svelte",
    family: Family::EcmaScript,
    extensions: &["svelte"],
    version: 9,
    extract: |source| extract(source, svelte::read),
    is_test_name,
    usual_test,
};

/// How a language takes a file apart.
type Split = for<'s> fn(&'s str) -> (Blocks<'s>, Option<Markup<'s>>);

fn extract(source: &str, split: Split) -> FileFacts {
    let (blocks, markup) = split(source);
    let scripts = blocks.blocks.iter().filter(|block| is_script(block));
    let in_scripts = scripts.map(|block| depth_bound(block.inner)).max();
    let pieces = markup.iter().flat_map(|markup| &markup.pieces);
    let in_template = pieces.map(|piece| depth_bound(piece.text())).max();
    let bound = in_scripts.max(in_template).unwrap_or(0);
    on_enough_stack(bound, source, |limit| {
        read(source, &blocks, markup.as_ref(), limit)
    })
}

fn is_script(block: &Block<'_>) -> bool {
    block.tag.name.eq_ignore_ascii_case("script")
}

fn dialect_of(block: &Block<'_>) -> Dialect {
    match block.tag.get("lang") {
        Some("ts" | "typescript") => Dialect::TypeScript,
        Some("tsx") => Dialect::Tsx,
        _ => Dialect::JavaScript,
    }
}

/// A script block, parsed.
struct Script<'a> {
    block: &'a Block<'a>,
    dialect: Dialect,
    parsed: ParserReturn<'a>,
}

impl Script<'_> {
    fn base(&self) -> u32 {
        offset(self.block.inner_start)
    }
}

fn read(
    source: &str,
    blocks: &Blocks<'_>,
    markup: Option<&Markup<'_>>,
    limit: u32,
) -> (FileFacts, bool) {
    let allocator = Allocator::default();
    let lines = LineIndex::new(source);
    let scripts: Vec<Script<'_>> = blocks
        .blocks
        .iter()
        .filter(|block| is_script(block))
        .map(|block| Script {
            block,
            dialect: dialect_of(block),
            parsed: parse(&allocator, block.inner, dialect_of(block)),
        })
        .collect();
    let elides = scripts.iter().any(|script| script.dialect.elides());
    let mut walker = Walker::new(source, &lines, limit);
    if markup.is_some() {
        walker.of_component();
    }
    for script in &scripts {
        walker.learn_imports(&script.parsed.program);
    }
    let dialect = if elides {
        Dialect::TypeScript
    } else {
        Dialect::JavaScript
    };
    let mut markup_left = markup;
    for script in &scripts {
        if let Some(markup) = markup_left.take_if(|markup| markup.start < script.block.start) {
            walk_markup(&mut walker, markup, &allocator, &lines, dialect);
        }
        walker.walk_script(&script.parsed.program, script.base());
    }
    if let Some(markup) = markup_left {
        walk_markup(&mut walker, markup, &allocator, &lines, dialect);
    }
    let is_too_deep = walker.is_too_deep();
    let mut facts = walker.finish(elides);
    add_sources(blocks, &lines, &mut facts);
    add_default_export(markup, &lines, &mut facts);
    let comments = all_comments(blocks, markup, &scripts);
    code_lines(source, &comments).tell(&mut facts);
    facts.is_generated = is_generated(source, &lines, &comments);
    for script in &scripts {
        facts
            .errors
            .extend(errors(&script.parsed, &lines, script.base()));
    }
    (facts, is_too_deep)
}

fn walk_markup<'a>(
    walker: &mut Walker<'a>,
    markup: &Markup<'a>,
    allocator: &'a Allocator,
    lines: &LineIndex,
    dialect: Dialect,
) {
    let start = lines.line(offset(markup.start));
    let end = lines.line(offset(markup.end.saturating_sub(1)));
    let symbol = Symbol {
        complexity: 1 + markup.decisions,
        has_logic: markup.has_element,
        ..Symbol::at("<template>", SymbolKind::Template, (start, end))
    };
    walker.walk_template(symbol, |walker| {
        for piece in &markup.pieces {
            walk_piece(walker, piece, allocator, dialect);
        }
    });
}

fn walk_piece<'a>(
    walker: &mut Walker<'a>,
    piece: &Piece<'a>,
    allocator: &'a Allocator,
    dialect: Dialect,
) {
    match piece {
        Piece::Element(name, at) => element(walker, name, *at),
        Piece::Name(name, at) => walker.template_name(name, offset(*at)),
        Piece::Dynamic(text, at) => {
            let is_chain = text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_$.".contains(&byte));
            if is_chain {
                walker.template_element((*text).to_owned(), offset(*at));
            } else if let Some(expression) = parse_expression(allocator, text, dialect) {
                walker.walk_template_expression(&expression, offset(*at));
            }
        }
        Piece::Expression(text, at) => {
            if let Some(expression) = parse_expression(allocator, text, dialect) {
                walker.walk_template_expression(&expression, offset(*at));
            }
        }
        Piece::Bound(given) => {
            if let Some(expression) = parse_expression(allocator, given.text, dialect) {
                let walk = |walker: &mut Walker<'a>| {
                    walker.walk_template_expression(&expression, offset(given.at));
                };
                match expression.is_function() {
                    true => part(walker, given, walk),
                    false => walk(walker),
                }
            }
        }
        Piece::Handler(given) => handler(walker, given, allocator, dialect),
        Piece::Model(given) => part(walker, given, |_| ()),
        Piece::Drawn(title, at) => walker.template_draws(title.clone(), offset(*at)),
    }
}

/// What runs on an event, unless it is the name of a function that does.
fn handler<'a>(
    walker: &mut Walker<'a>,
    given: &Given<'a>,
    allocator: &'a Allocator,
    dialect: Dialect,
) {
    let at = offset(given.at);
    match parse_expression(allocator, given.text, dialect) {
        Some(name) if name.is_identifier_reference() || name.is_member_expression() => {
            let event = given.name.strip_prefix("v-on:").unwrap_or(given.name);
            walker.template_handler(&name, event.trim_start_matches('@'), at);
        }
        Some(expression) => part(walker, given, |walker| {
            walker.walk_template_expression(&expression, at);
        }),
        None => {
            let parsed = parse(allocator, given.text, dialect);
            part(walker, given, |walker| {
                walker.walk_template_statements(&parsed.program, at);
            });
        }
    }
}

/// Walks a function that an attribute makes.
fn part<'a>(walker: &mut Walker<'a>, given: &Given<'a>, visit: impl FnOnce(&mut Walker<'a>)) {
    let end = given.at + given.text.len();
    let lines = (offset(given.start), offset(end));
    walker.walk_template_part(given.title(), lines, visit);
}

/// An element is a component if its name is capitalised or hyphenated; a plain lower-case one
/// is if the file imports that name.
fn element(walker: &mut Walker<'_>, name: &str, at: usize) {
    let is_plain = name.starts_with(|letter: char| letter.is_lowercase());
    if !is_plain || name.contains('.') {
        walker.template_element(name.to_owned(), offset(at));
    } else if name.contains('-') {
        walker.template_element(vue::pascal_case(name), offset(at));
    } else {
        let imported = [name.to_owned(), vue::pascal_case(name)];
        if let Some(name) = imported.into_iter().find(|name| walker.imports(name)) {
            walker.template_element(name, offset(at));
        }
    }
}

/// `<script src="./x.ts">` loads a module.
fn add_sources(blocks: &Blocks<'_>, lines: &LineIndex, facts: &mut FileFacts) {
    for block in &blocks.blocks {
        let is_code = is_script(block) || block.tag.name == "template";
        if let Some(module) = block.tag.get("src").filter(|_| is_code) {
            facts.imports.push(Import {
                is_test_only: false,
                module: module.into(),
                names: Vec::new(),
                alias: None,
                line: lines.line(offset(block.start)),
                presence: Presence::Runtime,
                within: None,
            });
        }
    }
}

fn add_default_export(markup: Option<&Markup<'_>>, lines: &LineIndex, facts: &mut FileFacts) {
    let has_default = facts
        .exports
        .iter()
        .any(|export| &*export.name == "default");
    if let Some(markup) = markup.filter(|_| !has_default) {
        facts.exports.push(Export {
            name: "default".into(),
            local: "<template>".into(),
            from: None,
            type_only: false,
            line: lines.line(offset(markup.start)),
        });
    }
}

/// Byte ranges of all comments, in order.
fn all_comments(
    blocks: &Blocks<'_>,
    markup: Option<&Markup<'_>>,
    scripts: &[Script<'_>],
) -> Vec<(u32, u32)> {
    let in_markup = markup.iter().flat_map(|markup| &markup.comments);
    let mut all: Vec<(u32, u32)> = blocks
        .comments
        .iter()
        .chain(in_markup)
        .map(|(start, end)| (offset(*start), offset(*end)))
        .collect();
    for script in scripts {
        all.extend(comments(&script.parsed.program, script.base()));
    }
    for block in blocks.blocks.iter().filter(|it| it.tag.name == "style") {
        let base = block.inner_start;
        let ranges = style::comments(block.inner, block.tag.get("lang"));
        all.extend(ranges.map(|(start, end)| (offset(base + start), offset(base + end))));
    }
    all.sort_unstable();
    all
}

/// Files of more than 4 GiB are not read.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
