//! Markdown as a flat list of blocks, each with its line.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Text within a block, with the parts that were set as code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The text without markup; what was struck through is left out.
    pub(super) plain: String,
    /// Spans of code, with the byte in [`Self::plain`] at which each starts.
    pub(super) codes: Vec<(usize, String)>,
    /// Bytes of [`Self::plain`] that were set in bold.
    pub(super) bold: usize,
    /// Line of the document, from 1.
    pub(super) line: u32,
}

impl Text {
    /// Whether all of it is bold: a heading in all but name.
    pub(super) fn is_label(&self) -> bool {
        let letters = self.plain.trim().trim_end_matches(':').trim_end().len();
        letters > 0 && self.bold >= letters
    }
}

/// A block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading of level 1 to 6.
    Heading(u8, Text),
    /// A paragraph outside of lists.
    Paragraph(Text),
    /// An item of a list, without what is nested in it.
    Item {
        /// 1 for an item of an outer list.
        depth: usize,
        /// Its number, in a numbered list.
        number: Option<u64>,
        /// Whether its box is ticked, where it has one.
        ticked: Option<bool>,
        /// What it says.
        text: Text,
    },
    /// A table.
    Table {
        /// Heads of the columns.
        head: Vec<Text>,
        /// Rows of cells.
        rows: Vec<Vec<Text>>,
    },
}

impl Block {
    /// Its first line, from 1.
    pub(super) fn line(&self) -> u32 {
        match self {
            Self::Heading(_, text) | Self::Paragraph(text) | Self::Item { text, .. } => text.line,
            Self::Table { head, .. } => head.first().map_or(0, |cell| cell.line),
        }
    }
}

/// Reads a document; code blocks and HTML are passed over.
pub(super) fn blocks(document: &str) -> Vec<Block> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut builder = Builder {
        starts: std::iter::once(0)
            .chain(document.match_indices('\n').map(|(at, _)| at + 1))
            .collect(),
        ..Builder::default()
    };
    for (event, range) in Parser::new_ext(document, options).into_offset_iter() {
        builder.add(event, range.start);
    }
    builder.blocks
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    /// Bytes at which lines start.
    starts: Vec<usize>,
    /// The next number of each open list, outermost first.
    lists: Vec<Option<u64>>,
    open: Option<Block>,
    is_bold: bool,
    is_struck: bool,
    /// Whether code or HTML is being passed over.
    is_skipped: bool,
}

impl Builder {
    fn line(&self, offset: usize) -> u32 {
        let line = self.starts.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    fn text(&self, offset: usize) -> Text {
        Text {
            line: self.line(offset),
            ..Text::default()
        }
    }

    fn add(&mut self, event: Event<'_>, offset: usize) {
        match event {
            Event::Start(tag) => self.start(&tag, offset),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if !self.is_skipped => self.push(&text, false, offset),
            Event::Code(code) => self.push(&code, true, offset),
            Event::SoftBreak | Event::HardBreak => self.push("\n", false, offset),
            Event::TaskListMarker(is_ticked) => {
                if let Some(Block::Item { ticked, .. }) = &mut self.open {
                    *ticked = Some(is_ticked);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, offset: usize) {
        match tag {
            Tag::Heading { level, .. } => {
                self.close();
                self.open = Some(Block::Heading(number(*level), self.text(offset)));
            }
            // An item's own text stands in a paragraph where the list is loose.
            Tag::Paragraph if !matches!(&self.open, Some(Block::Item { .. })) => {
                self.open = Some(Block::Paragraph(self.text(offset)));
            }
            Tag::List(first) => {
                self.close();
                self.lists.push(*first);
            }
            Tag::Item => {
                self.close();
                let next = self.lists.last_mut().and_then(Option::as_mut);
                let number = next.map(|next| {
                    *next = next.saturating_add(1);
                    *next - 1
                });
                self.open = Some(Block::Item {
                    depth: self.lists.len(),
                    number,
                    ticked: None,
                    text: self.text(offset),
                });
            }
            Tag::Table(_) => {
                self.close();
                self.open = Some(Block::Table {
                    head: Vec::new(),
                    rows: Vec::new(),
                });
            }
            Tag::TableRow => {
                if let Some(Block::Table { rows, .. }) = &mut self.open {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                let cell = self.text(offset);
                if let Some(Block::Table { head, rows }) = &mut self.open {
                    rows.last_mut().unwrap_or(head).push(cell);
                }
            }
            Tag::Strong => self.is_bold = true,
            Tag::Strikethrough => self.is_struck = true,
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.close();
                self.is_skipped = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::Table => self.close(),
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Strong => self.is_bold = false,
            TagEnd::Strikethrough => self.is_struck = false,
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.is_skipped = false,
            _ => {}
        }
    }

    fn push(&mut self, text: &str, is_code: bool, offset: usize) {
        if self.is_struck {
            return;
        }
        // The text of a tight item follows whatever was nested before it.
        if self.open.is_none() {
            self.open = Some(Block::Paragraph(self.text(offset)));
        }
        let is_bold = self.is_bold;
        let target = match &mut self.open {
            Some(Block::Heading(_, target) | Block::Paragraph(target)) => target,
            Some(Block::Item { text: target, .. }) => target,
            Some(Block::Table { head, rows }) => match rows.last_mut().unwrap_or(head).last_mut() {
                Some(cell) => cell,
                None => return,
            },
            None => return,
        };
        if is_code {
            target.codes.push((target.plain.len(), text.to_owned()));
        }
        target.plain.push_str(text);
        if is_bold {
            target.bold += text.len();
        }
    }

    fn close(&mut self) {
        if let Some(block) = self.open.take() {
            self.blocks.push(block);
        }
        self.is_bold = false;
        self.is_struck = false;
    }
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks as `line kind text`, cells split by `|`.
    fn check(document: &str, expect: &[&str]) {
        let cells = |row: &[Text]| {
            let cells: Vec<_> = row.iter().map(|cell| cell.plain.as_str()).collect();
            cells.join("|")
        };
        let mut lines = Vec::new();
        for block in blocks(document) {
            match block {
                Block::Heading(level, text) => {
                    lines.push(format!("{} h{level} {}", text.line, text.plain));
                }
                Block::Paragraph(text) if text.is_label() => {
                    lines.push(format!("{} label {}", text.line, text.plain));
                }
                Block::Paragraph(text) => lines.push(format!("{} p {}", text.line, text.plain)),
                Block::Item {
                    depth,
                    number,
                    ticked,
                    text,
                } => {
                    let number = number.map_or(String::new(), |number| format!(" {number}."));
                    let ticked = ticked.map_or("", |ticked| if ticked { " x" } else { " -" });
                    lines.push(format!(
                        "{} {depth}{number}{ticked} {}",
                        text.line, text.plain
                    ));
                }
                Block::Table { head, rows } => {
                    lines.push(format!("{} head {}", head[0].line, cells(&head)));
                    for row in rows {
                        lines.push(format!("{} row {}", row[0].line, cells(&row)));
                    }
                }
            }
        }
        assert_eq!(lines, expect);
    }

    #[test]
    fn a_label_may_stand_right_above_its_table() {
        check(
            "**Stores (0/13 tested):**\n| Store | P |\n|---|---|\n| `a.ts` | **High** |\n",
            &[
                "1 label Stores (0/13 tested):",
                "2 head Store|P",
                "4 row a.ts|High",
            ],
        );
    }

    #[test]
    fn items_keep_their_depth_and_number() {
        check(
            "8. **Start** with:\n   - `a.py`\n   - [x] b\n9. next\n\n   more\n",
            &[
                "1 1 8. Start with:",
                "2 2 a.py",
                "3 2 x b",
                "4 1 9. next",
                "6 p more",
            ],
        );
    }

    #[test]
    fn code_blocks_and_struck_text_say_nothing() {
        check(
            "# A `b`\n\ntext ~~gone~~ here\n\n```py\n# not a heading\n```\n\nend\n",
            &["1 h1 A b", "3 p text  here", "9 p end"],
        );
    }

    #[test]
    fn deep_nesting_is_no_harm() {
        let check = |text: &str, expect: usize| {
            let found = blocks(text);
            assert_eq!(found.len(), expect, "{}", text.get(..9).unwrap_or(text));
            assert!(found.iter().all(|block| block.line() == 1));
        };
        // An item in each.
        check(&format!("{}a", "> - ".repeat(20_000)), 20_000);
        check(&"[".repeat(50_000), 1);
        check(&"**a ".repeat(20_000), 1);
    }
}
