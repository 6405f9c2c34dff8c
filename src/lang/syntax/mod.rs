//! Reading a language through its tree-sitter grammar and a query file.
//!
//! The query file in `assets/languages/` says which [`Role`] a node plays. What holds for every
//! language is done here: nesting and naming of symbols, complexity, chains of names, lines,
//! syntax errors. A language adds a [`Dialect`] for the rest. To add one, write its query, its
//! [`Grammar`] and its dialect.
//!
//! Nothing here recurses over the tree and nothing asks a node for its parent, which
//! tree-sitter looks up from the root: the deepest input costs no more than a flat one.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tree_sitter::{Node, QueryCursor, StreamingIterator as _};

use crate::model::{Binding, BindingKind, FileFacts, Symbol, SymbolKind, SyntaxError, Text};

mod chain;
mod grammar;
mod lines;
mod parse;
#[cfg(test)]
pub(super) mod show;

pub(super) use chain::{Link, origin};
pub(super) use grammar::{Grammar, Role};

/// Longest name, chain or text that is kept, in bytes: names grow with nesting, and hostile
/// input could make their sum quadratic.
const LONGEST: usize = 512;

/// Syntax errors kept of one file.
const MOST_ERRORS: usize = 5;

/// How deep source text inside macros is read as source text.
const DEEPEST_PART: u32 = 4;

/// Unfinished matches the query engine may hold. Patterns decide early, so that real code
/// stays far below it.
const MOST_MATCHES: u32 = 1_024;

/// Levels of the tree that are looked into; the query engine counts them in 16 bits.
const DEEPEST_NODE: u32 = 10_000;

/// What is particular to a language.
pub(super) trait Dialect {
    /// Whether dots lead from values only: the names of modules have a separator of their own.
    const DOTS_FOLLOW_VALUES: bool = false;

    /// Takes note of a node; outer nodes come before inner ones, in source order.
    fn visit(&mut self, reader: &mut Reader<'_>, role: Role, node: Node<'_>);

    /// Takes a chain of names apart, one step from its right end.
    fn link<'t>(&self, source: &str, node: Node<'t>) -> Link<'t>;

    /// The text between the quotes, where the node is a constant string.
    fn constant<'s>(&self, source: &'s str, node: Node<'_>) -> Option<&'s str>;

    /// Adds what is known only at the end of the file.
    fn finish(&mut self, _facts: &mut FileFacts) {}
}

/// An open definition or name space.
struct Scope {
    /// Qualified name of what is inside, without a trailing dot.
    path: Box<str>,
    /// Byte after its last one.
    end: usize,
    /// The innermost symbol.
    symbol: Option<u32>,
    /// The innermost function.
    function: Option<u32>,
    is_test_only: bool,
}

/// Collects the facts of one file.
pub(super) struct Reader<'s> {
    pub(super) source: &'s str,
    pub(super) facts: FileFacts,
    grammar: &'static Grammar,
    scopes: Vec<Scope>,
    repeats: FxHashMap<Box<str>, u32>,
    comments: Vec<Range<usize>>,
    /// Nothing that starts before this byte is looked at.
    quiet_until: usize,
    /// Where the last chain starts; nodes that start there too are parts of it.
    chain_start: Option<usize>,
    part_depth: u32,
}

/// Reads a file.
pub(super) fn read(
    grammar: &'static Grammar,
    source: &str,
    dialect: &mut impl Dialect,
) -> FileFacts {
    let mut reader = Reader::new(grammar, source);
    reader.read_part(None, dialect, |_| true);
    lines::count(source, &mut reader.comments).tell(&mut reader.facts);
    reader.facts.is_generated = lines::is_generated(source, &reader.comments);
    let mut facts = reader.facts;
    dialect.finish(&mut facts);
    facts
}

/// Line of the node's first byte, 1-based.
pub(super) fn line(node: Node<'_>) -> u32 {
    u32::try_from(node.start_position().row).map_or(u32::MAX, |row| row.saturating_add(1))
}

/// Text of the node; nothing where it is too long to be kept.
pub(super) fn text<'s>(source: &'s str, node: Node<'_>) -> Option<&'s str> {
    source
        .get(node.byte_range())
        .filter(|text| text.len() <= LONGEST)
}

/// The node's first named child that is no comment.
pub(super) fn first_child<'t>(node: Node<'t>) -> Option<Node<'t>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .find(|child| !child.is_extra())
}

impl<'s> Reader<'s> {
    fn new(grammar: &'static Grammar, source: &'s str) -> Self {
        let file = Scope {
            path: Box::default(),
            end: usize::MAX,
            symbol: None,
            function: None,
            is_test_only: false,
        };
        Self {
            source,
            facts: FileFacts::default(),
            grammar,
            scopes: vec![file],
            repeats: FxHashMap::default(),
            comments: Vec::new(),
            quiet_until: 0,
            chain_start: None,
            part_depth: 0,
        }
    }

    /// Reads a part of the file, such as the body of a macro, as if nothing else were there.
    /// Says whether it did: not where `accepts` refuses the tree.
    pub(super) fn read_part(
        &mut self,
        part: Option<tree_sitter::Range>,
        dialect: &mut impl Dialect,
        accepts: impl Fn(Node<'_>) -> bool,
    ) -> bool {
        if self.part_depth > DEEPEST_PART {
            return false;
        }
        let compiled = match self.grammar.compiled() {
            Ok(compiled) => compiled,
            Err(message) => {
                self.fail(1, format!("query of the language: {message}"));
                return false;
            }
        };
        let Some(tree) = parse::parse(&compiled.language, self.source, part) else {
            self.fail(1, "too irregular to parse".to_owned());
            return false;
        };
        if !accepts(tree.root_node()) {
            return false;
        }
        self.part_depth += 1;
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(MOST_MATCHES);
        cursor.set_max_start_depth(Some(DEEPEST_NODE));
        let mut captures =
            cursor.captures(&compiled.query, tree.root_node(), self.source.as_bytes());
        while let Some((found, index)) = captures.next() {
            let Some(capture) = found.captures.get(*index) else {
                continue;
            };
            if let Some(role) = compiled.roles.get(capture.index as usize) {
                self.enter(dialect, *role, capture.node);
            }
        }
        self.part_depth -= 1;
        true
    }

    fn enter(&mut self, dialect: &mut impl Dialect, role: Role, node: Node<'_>) {
        let start = node.start_byte();
        while self.scopes.last().is_some_and(|scope| scope.end <= start) {
            self.scopes.pop();
        }
        match role {
            Role::Comment => self.comments.push(node.byte_range()),
            Role::Error => self.syntax_error(node),
            _ if start < self.quiet_until => {}
            Role::Quiet => self.hush(node.end_byte()),
            Role::Decision => self.decide(1),
            Role::Choice if first_child(node).is_some() => self.decide(-1),
            Role::Choice => {}
            Role::Chain => {
                if self.chain_start != Some(start) {
                    self.chain_start = Some(start);
                    self.chain(dialect, node);
                }
            }
            Role::Text => self.keep_text(dialect, node),
            _ => dialect.visit(self, role, node),
        }
    }

    /// Opens a symbol that ends with the node. Its name is put behind those of the scopes
    /// around it; nothing is opened where that gets too long.
    pub(super) fn define(
        &mut self,
        node: Node<'_>,
        name: &str,
        kind: SymbolKind,
    ) -> Option<&mut Symbol> {
        let qualified = self.qualify(name)?;
        let scope = self.scopes.last()?;
        let parent = scope.symbol;
        let is_test_only = scope.is_test_only;
        let repeat = self.repeats.entry(qualified.clone()).or_default();
        *repeat += 1;
        let qualified = match *repeat {
            1 => qualified,
            count => format!("{qualified}~{count}").into(),
        };
        let index = u32::try_from(self.facts.symbols.len()).ok()?;
        let is_function = kind != SymbolKind::Class;
        self.scopes.push(Scope {
            path: qualified.clone(),
            end: node.end_byte(),
            symbol: Some(index),
            function: if is_function {
                Some(index)
            } else {
                scope.function
            },
            is_test_only,
        });
        let end = node.end_position();
        // A node that swallows its line break ends before the first column of the next line.
        let end = if end.column == 0 {
            end.row
        } else {
            end.row + 1
        };
        let start = line(node);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        self.facts.symbols.push(Symbol {
            parent,
            complexity: u32::from(is_function),
            is_test_only,
            ..Symbol::at(qualified, kind, (start, end))
        });
        self.facts.symbols.last_mut()
    }

    /// Opens a name space that ends with the node; not where its name gets too long.
    pub(super) fn open(&mut self, node: Node<'_>, name: &str) -> bool {
        let (Some(path), Some(scope)) = (self.qualify(name), self.scopes.last()) else {
            return false;
        };
        self.scopes.push(Scope {
            path,
            end: node.end_byte(),
            symbol: scope.symbol,
            function: scope.function,
            is_test_only: scope.is_test_only,
        });
        true
    }

    /// Qualified name of the innermost scope; empty at the top of the file.
    pub(super) fn path(&self) -> &str {
        self.scopes.last().map_or("", |scope| &scope.path)
    }

    /// Says that all in the innermost scope exists in test builds only.
    pub(super) fn set_test_only(&mut self) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.is_test_only = true;
        }
    }

    /// Whether the place exists in test builds only.
    pub(super) fn is_test_only(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.is_test_only)
    }

    fn qualify(&self, name: &str) -> Option<Box<str>> {
        let path = &self.scopes.last()?.path;
        if path.len() + name.len() > LONGEST {
            return None;
        }
        Some(match (path.is_empty(), name.is_empty()) {
            (true, true) => "func".into(),
            (true, false) => name.into(),
            (false, true) => path.clone(),
            (false, false) => format!("{path}.{name}").into(),
        })
    }

    /// The innermost symbol.
    pub(super) fn within(&self) -> Option<u32> {
        self.scopes.last()?.symbol
    }

    /// The innermost function.
    pub(super) fn function(&self) -> Option<u32> {
        self.scopes.last()?.function
    }

    /// Passes over everything up to the byte, comments and errors apart.
    pub(super) fn hush(&mut self, until: usize) {
        self.quiet_until = self.quiet_until.max(until);
    }

    /// Whether there are only white space and comments between two bytes.
    pub(super) fn adjoins(&self, from: usize, to: usize) -> bool {
        let is_blank = |range: Range<usize>| {
            self.source
                .get(range)
                .is_some_and(|gap| gap.trim().is_empty())
        };
        let mut right = to;
        for comment in self.comments.iter().rev() {
            if comment.start < from {
                break;
            }
            if comment.end <= right {
                if !is_blank(comment.end..right) {
                    return false;
                }
                right = comment.start;
            }
        }
        is_blank(from..right)
    }

    /// Counts decision points of the innermost function.
    pub(super) fn decide(&mut self, paths: i32) {
        let function = self
            .function()
            .and_then(|index| self.facts.symbols.get_mut(index as usize));
        if let Some(function) = function {
            function.complexity = function.complexity.saturating_add_signed(paths);
        }
    }

    /// Notes what a name is bound to; the empty name is the result of the innermost symbol.
    pub(super) fn bind(&mut self, name: &str, source: String, kind: BindingKind) {
        let is_itself = kind == BindingKind::Alias && name == source;
        if source.len() <= LONGEST && name != "_" && !is_itself {
            self.facts.bindings.push(Binding {
                within: self.within(),
                name: name.into(),
                source: source.into(),
                kind,
            });
        }
    }

    /// Keeps a constant string in which a name may stand.
    pub(super) fn keep_text(&mut self, dialect: &impl Dialect, node: Node<'_>) {
        // One letter may be the short name of a flag.
        let is_letter = |value: &str| {
            value.len() == 1 && value.starts_with(|it: char| it.is_ascii_alphabetic())
        };
        let value = dialect.constant(self.source, node);
        if let Some(value) = value.filter(|value| Text::may_name(value) || is_letter(value)) {
            self.facts.texts.push(Text {
                taker: Box::default(),
                within: self.within(),
                value: value.into(),
                line: line(node),
            });
        }
    }

    fn syntax_error(&mut self, node: Node<'_>) {
        let message = if node.is_missing() {
            format!("missing `{}`", node.kind())
        } else {
            let found = self.source.get(node.byte_range()).unwrap_or_default();
            let found = found.lines().next().unwrap_or_default().trim();
            let found: String = found.chars().take(30).collect();
            format!("unexpected `{found}`")
        };
        self.fail(line(node), message);
    }

    fn fail(&mut self, line: u32, message: String) {
        // A macro's body may be anything; that it is no source text is no error.
        if self.part_depth <= 1 && self.facts.errors.len() < MOST_ERRORS {
            self.facts.errors.push(SyntaxError {
                line,
                message: message.into(),
            });
        }
    }
}
