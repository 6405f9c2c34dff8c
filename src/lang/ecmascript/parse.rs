//! From text to facts: the parser, its fallbacks, and the stack it needs.

use oxc_allocator::Allocator;
use oxc_ast::ast::{Expression, Program};
use oxc_parser::{ParseOptions, Parser, ParserReturn};
use oxc_span::SourceType;

use crate::error::caught;
use crate::model::{FileFacts, SyntaxError};

use super::depth::depth_bound;
use super::text::{LineIndex, code_lines, is_generated};
use super::walk::Walker;

/// Syntax errors kept of one file.
const MAX_ERRORS: usize = 5;

/// Nesting that fits on any thread's stack.
pub(super) const SHALLOW: u32 = 48;

/// Nesting that is read at all, on a stack of its own.
const DEEPEST: u32 = 1_500;

/// Bytes of the stack for deeply nested files, reserved but not touched unless needed.
const DEEP_STACK: usize = 256 << 20;

/// How many statements are taken out of a file that does not parse.
const MAX_CUTS: u32 = 8;

/// What is said of files nested deeper than that.
const TOO_DEEP: &str = "nested too deeply";

/// Which language a script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lang) enum Dialect {
    /// JavaScript, with JSX.
    JavaScript,
    /// TypeScript without JSX.
    TypeScript,
    /// TypeScript with JSX.
    Tsx,
}

impl Dialect {
    /// Whether the compiler drops imports that are only used as types.
    pub(in crate::lang) fn elides(self) -> bool {
        self != Self::JavaScript
    }

    fn source_type(self) -> SourceType {
        match self {
            Self::JavaScript => SourceType::jsx(),
            Self::TypeScript => SourceType::ts(),
            Self::Tsx => SourceType::tsx(),
        }
    }
}

/// Reads a file that is one script.
pub(in crate::lang) fn extract(source: &str, dialect: Dialect) -> FileFacts {
    on_enough_stack(depth_bound(source), source, |limit| {
        read(source, dialect, limit)
    })
}

/// Runs `read` with the depth that it may go to, on a stack that is large enough. `read` says
/// whether it had to leave something out; it then runs again with all the room there is.
pub(in crate::lang) fn on_enough_stack(
    bound: u32,
    source: &str,
    read: impl Fn(u32) -> (FileFacts, bool) + Sync,
) -> FileFacts {
    if bound > DEEPEST {
        return unread(source);
    }
    if bound <= SHALLOW {
        let (facts, is_too_deep) = read(SHALLOW * 4);
        if !is_too_deep {
            return facts;
        }
    }
    let deep = std::thread::scope(|scope| {
        std::thread::Builder::new()
            .stack_size(DEEP_STACK)
            .spawn_scoped(scope, || caught(|| read(DEEPEST * 4)))
            .ok()
            .and_then(|thread| thread.join().ok().flatten())
    });
    match deep {
        Some((facts, false)) => facts,
        Some((mut facts, true)) => {
            facts.errors.insert(0, too_deep());
            facts.errors.truncate(MAX_ERRORS);
            facts
        }
        None => unread(source),
    }
}

fn too_deep() -> SyntaxError {
    SyntaxError {
        line: 1,
        message: TOO_DEEP.into(),
    }
}

/// Facts of a file that is not parsed.
fn unread(source: &str) -> FileFacts {
    FileFacts {
        lines: code_lines(source, &[]).count(),
        errors: vec![too_deep()],
        ..FileFacts::default()
    }
}

fn read(source: &str, dialect: Dialect, limit: u32) -> (FileFacts, bool) {
    let allocator = Allocator::default();
    let lines = LineIndex::new(source);
    let parsed = parse(&allocator, source, dialect);
    let comments = comments(&parsed.program, 0);
    let mut walker = Walker::new(source, &lines, limit);
    walker.walk_script(&parsed.program, 0);
    let is_too_deep = walker.is_too_deep();
    let mut facts = walker.finish(dialect.elides());
    code_lines(source, &comments).tell(&mut facts);
    facts.is_generated = is_generated(source, &lines, &comments);
    facts.errors = errors(&parsed, &lines, 0);
    (facts, is_too_deep)
}

/// Parses a script as a module. JavaScript that does not parse so may be a sloppy script, or
/// annotated, which is close to TypeScript; TypeScript may be declarations.
pub(in crate::lang) fn parse<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    dialect: Dialect,
) -> ParserReturn<'a> {
    let parse = |source, source_type| {
        let options = ParseOptions {
            preserve_parens: false,
            allow_return_outside_function: true,
            ..ParseOptions::default()
        };
        Parser::new(allocator, source, source_type)
            .with_options(options)
            .parse()
    };
    let first = parse(source, dialect.source_type());
    if first.diagnostics.is_empty() {
        return first;
    }
    let others = match dialect {
        Dialect::JavaScript => vec![SourceType::script().with_jsx(true), SourceType::tsx()],
        Dialect::TypeScript => vec![SourceType::d_ts()],
        Dialect::Tsx => Vec::new(),
    };
    for other in others {
        let attempt = parse(source, other);
        if attempt.diagnostics.is_empty() {
            return attempt;
        }
    }
    keep_what_parses(allocator, first, source, |source| {
        parse(source, dialect.source_type())
    })
}

/// Where the parser gave up, it hands back nothing at all: the statement that it gave up on is
/// taken out, so that what stands before and behind it is kept. Where that does not do, what stands
/// before it is kept.
fn keep_what_parses<'a>(
    allocator: &'a Allocator,
    first: ParserReturn<'a>,
    source: &'a str,
    parse: impl Fn(&'a str) -> ParserReturn<'a>,
) -> ParserReturn<'a> {
    if !first.panicked {
        return first;
    }
    let mut text = source.to_owned();
    let mut at = gave_up_at(&first);
    let begins = last_statement(source.get(..at).unwrap_or_default());
    for _ in 0..MAX_CUTS {
        let Some(without) = without_statement(&text, at) else {
            break;
        };
        text = without;
        let mut attempt = parse(allocator.alloc_str(&text));
        if !attempt.panicked {
            attempt.diagnostics = first.diagnostics;
            return attempt;
        }
        at = gave_up_at(&attempt);
    }
    if let Some(before) = source.get(..begins).filter(|before| !before.is_empty()) {
        let mut attempt = parse(before);
        if !attempt.panicked {
            attempt.diagnostics = first.diagnostics;
            return attempt;
        }
    }
    first
}

/// The offset of the last error, at which the parser ended.
fn gave_up_at(parsed: &ParserReturn<'_>) -> usize {
    let labels = parsed
        .diagnostics
        .iter()
        .filter_map(|diagnostic| diagnostic.labels.first());
    labels
        .map(|label| label.offset() as usize)
        .max()
        .unwrap_or(0)
}

/// The source with blanks in the place of the statement around an offset, so that all else stays
/// where it is; none where there is nothing to take out.
fn without_statement(source: &str, at: usize) -> Option<String> {
    let from = last_statement(source.get(..at)?);
    let rest = source.get(at..)?;
    let to = rest
        .match_indices('\n')
        .map(|(line, _)| at + line + 1)
        .find(|line| begins_statement(source, *line))
        .unwrap_or(source.len());
    let (before, cut, behind) = (
        source.get(..from)?,
        source.get(from..to)?,
        source.get(to..)?,
    );
    if cut.trim().is_empty() {
        return None;
    }
    let blank: String = cut
        .bytes()
        .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
        .collect();
    Some([before, &blank, behind].concat())
}

/// Whether the line at an offset looks like the start of a statement outside of others.
fn begins_statement(source: &str, line: usize) -> bool {
    let first = source.as_bytes().get(line);
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'@')
}

/// The offset of the last line that looks like the start of a statement outside of others.
fn last_statement(source: &str) -> usize {
    let mut end = source.len();
    while let Some(line) = source.get(..end).and_then(|before| before.rfind('\n')) {
        if begins_statement(source, line + 1) {
            return line + 1;
        }
        end = line;
    }
    0
}

/// Parses an expression; nothing if it is none.
pub(in crate::lang) fn parse_expression<'a>(
    allocator: &'a Allocator,
    source: &'a str,
    dialect: Dialect,
) -> Option<Expression<'a>> {
    let options = ParseOptions {
        preserve_parens: false,
        ..ParseOptions::default()
    };
    Parser::new(allocator, source, dialect.source_type())
        .with_options(options)
        .parse_expression()
        .ok()
}

/// Byte ranges of comments, the hashbang included.
pub(in crate::lang) fn comments(program: &Program<'_>, base: u32) -> Vec<(u32, u32)> {
    let hashbang = program.hashbang.iter().map(|it| it.span);
    hashbang
        .chain(program.comments.iter().map(|comment| comment.span))
        .map(|span| (span.start + base, span.end + base))
        .collect()
}

/// The first syntax errors.
pub(in crate::lang) fn errors(
    parsed: &ParserReturn<'_>,
    lines: &LineIndex,
    base: u32,
) -> Vec<SyntaxError> {
    let found = parsed.diagnostics.iter().take(MAX_ERRORS);
    found
        .map(|diagnostic| {
            let at = diagnostic.labels.first().map_or(0, |label| label.offset());
            SyntaxError {
                line: lines.line(at + base),
                message: message(&diagnostic.message).into(),
            }
        })
        .collect()
}

/// The parser's words in lower case, without a period.
fn message(text: &str) -> String {
    let text = text
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().collect::<String>() + letters.as_str(),
        None => "syntax error".to_owned(),
    }
}
