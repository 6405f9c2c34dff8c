//! The blocks of a single-file component.

use super::tags::{Tag, read_tag};

/// A top-level element of a component.
#[derive(Debug)]
pub(super) struct Block<'s> {
    /// Its opening tag.
    pub(super) tag: Tag<'s>,
    /// Offset of the `<` of the opening tag.
    pub(super) start: usize,
    /// Offset behind the closing tag.
    pub(super) end: usize,
    /// Offset of what is inside.
    pub(super) inner_start: usize,
    /// What is inside.
    pub(super) inner: &'s str,
}

/// A component taken apart.
#[derive(Debug, Default)]
pub(super) struct Blocks<'s> {
    /// In source order.
    pub(super) blocks: Vec<Block<'s>>,
    /// Byte ranges of comments between them.
    pub(super) comments: Vec<(usize, usize)>,
    /// Byte ranges of everything else.
    pub(super) rest: Vec<(usize, usize)>,
}

/// Takes a file apart. Elements that `is_block` does not take are left in the rest.
pub(super) fn split(source: &str, is_block: impl Fn(&str) -> bool) -> Blocks<'_> {
    let mut found = Blocks::default();
    let mut at = 0;
    let mut rest_start = 0;
    while let Some(next) = find(source, "<", at) {
        if let Some(end) = comment_end(source, next) {
            found.comments.push((next, end));
            at = end;
            continue;
        }
        let Some(tag) = read_tag(source, next) else {
            at = next + 1;
            continue;
        };
        if tag.is_closing || !is_block(tag.name) {
            at = tag.end;
            continue;
        }
        if rest_start < next {
            found.rest.push((rest_start, next));
        }
        let block = read_block(source, next, tag);
        at = block.end;
        rest_start = at;
        found.blocks.push(block);
    }
    if rest_start < source.len() {
        found.rest.push((rest_start, source.len()));
    }
    found
}

fn read_block<'s>(source: &'s str, start: usize, tag: Tag<'s>) -> Block<'s> {
    let inner_start = tag.end;
    let (inner_end, end) = if tag.is_empty {
        (inner_start, inner_start)
    } else {
        let is_markup = tag.name == "template" && matches!(tag.get("lang"), None | Some("html"));
        let closing = if is_markup {
            closing_of_nested(source, inner_start, tag.name)
        } else {
            closing_of_raw(source, inner_start, tag.name)
        };
        match closing {
            Some(closing) => (
                closing,
                find(source, ">", closing).map_or(source.len(), |at| at + 1),
            ),
            None => (source.len(), source.len()),
        }
    };
    Block {
        tag,
        start,
        end,
        inner_start,
        inner: source.get(inner_start..inner_end).unwrap_or_default(),
    }
}

/// Where `</name` ends an element whose content is no markup.
fn closing_of_raw(source: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    while let Some(next) = find(source, "</", at) {
        let rest = source.get(next + 2..).unwrap_or_default();
        let is_named = rest
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name));
        let behind = rest.as_bytes().get(name.len()).copied().unwrap_or(b'>');
        if is_named && !behind.is_ascii_alphanumeric() && behind != b'-' {
            return Some(next);
        }
        at = next + 2;
    }
    None
}

/// Where an element that may hold others of its name ends.
fn closing_of_nested(source: &str, from: usize, name: &str) -> Option<usize> {
    let mut at = from;
    let mut depth = 1_u32;
    while let Some(next) = find(source, "<", at) {
        if let Some(end) = comment_end(source, next) {
            at = end;
            continue;
        }
        let Some(tag) = read_tag(source, next) else {
            at = next + 1;
            continue;
        };
        at = tag.end;
        if tag.name != name || tag.is_empty {
            continue;
        }
        if !tag.is_closing {
            depth += 1;
        } else if depth == 1 {
            return Some(next);
        } else {
            depth -= 1;
        }
    }
    None
}

/// Where the comment that starts at `at` ends; nothing if none starts there.
pub(super) fn comment_end(source: &str, at: usize) -> Option<usize> {
    source
        .get(at..)?
        .starts_with("<!--")
        .then(|| find(source, "-->", at + 4).map_or(source.len(), |end| end + 3))
}

/// The offset of a text at or after another.
pub(super) fn find(source: &str, wanted: &str, from: usize) -> Option<usize> {
    source
        .get(from..)
        .and_then(|rest| rest.find(wanted))
        .map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[(&str, &str)]) {
        let found = split(source, |_| true);
        let found: Vec<(&str, &str)> = found
            .blocks
            .iter()
            .map(|block| (block.tag.name, block.inner))
            .collect();
        assert_eq!(found, expect, "{source}");
    }

    #[test]
    fn blocks_keep_what_is_inside() {
        check(
            "<script setup>\na < b\n</script>\n<style>b</style>",
            &[("script", "\na < b\n"), ("style", "b")],
        );
        check(
            "<!-- <script>x</script> --><script src='a' />",
            &[("script", "")],
        );
        check(
            "<script>'</scripting>'</script>",
            &[("script", "'</scripting>'")],
        );
    }

    #[test]
    fn templates_nest() {
        check(
            "<template><template #a='>'><b/></template><!--</template>--></template><i18n>x</i18n>",
            &[
                (
                    "template",
                    "<template #a='>'><b/></template><!--</template>-->",
                ),
                ("i18n", "x"),
            ],
        );
        check(
            "<template><template v-if='a' /></template>",
            &[("template", "<template v-if='a' />")],
        );
        check(
            "<template lang='pug'>\ntemplate <\n</template>",
            &[("template", "\ntemplate <\n")],
        );
    }

    #[test]
    fn a_block_left_open_goes_to_the_end() {
        check("<script>let a", &[("script", "let a")]);
        check("<template><a>", &[("template", "<a>")]);
    }
}
