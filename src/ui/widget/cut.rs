//! Text shortened to the cells there are.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::name_of;

/// Cells that a text takes.
pub(crate) fn width_of(text: &str) -> usize {
    text.width()
}

/// A text with a piece left out: what stands before byte `head` and from byte `tail` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// End of the first part.
    pub(crate) head: usize,
    /// Start of the last part; equal to `head` where nothing is left out.
    pub(crate) tail: usize,
}

impl Cut {
    /// Both parts of `text`, and whether something is missing between them.
    pub(crate) fn parts<'t>(&self, text: &'t str) -> (&'t str, bool, &'t str) {
        let head = text.get(..self.head).unwrap_or(text);
        let tail = text.get(self.tail..).unwrap_or("");
        (head, self.tail > self.head, tail)
    }
}

/// Names that say nothing without their folder.
const NAMED_BY_FOLDER: [&str; 11] = [
    "+layout", "+page", "+server", "__init__", "index", "layout", "lib", "main", "mod", "page",
    "route",
];

/// Shortens a path to `width` cells, one of which is for an ellipsis: folders in the middle go
/// first, then the first folder, the base name last. `index.ts` and its like keep their folder.
pub(crate) fn cut_middle(path: &str, width: usize) -> Cut {
    if path.width() <= width {
        return Cut {
            head: path.len(),
            tail: path.len(),
        };
    }
    let room = width.saturating_sub(1);
    let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
    let mut base = slashes.last().copied().unwrap_or(0);
    let name = path.get(base..).unwrap_or_default().trim_start_matches('/');
    let stem = name.split('.').next().unwrap_or_default();
    if let [.., folder, _] = slashes.as_slice()
        && NAMED_BY_FOLDER.contains(&stem)
    {
        base = *folder;
        if path.get(base..).map_or(0, str::width) > room {
            return Cut {
                head: 0,
                tail: tail_start(path, room),
            };
        }
    }
    let tail_width = path.get(base..).map_or(0, str::width);
    if slashes.is_empty() || tail_width > room {
        return cut_name(path, room);
    }
    // The first folder tells the part of the repository, the last ones the neighbourhood: these
    // come back first, what stands between them last.
    let fits = |head: usize, tail: usize| {
        path.get(..head).map_or(0, str::width) + path.get(tail..).map_or(0, str::width) <= room
    };
    let mut cut = Cut {
        head: 0,
        tail: base,
    };
    if let Some(first) = slashes.first().filter(|first| **first < base)
        && fits(first + 1, base)
    {
        cut.head = first + 1;
    }
    for above in slashes.iter().rev().skip_while(|above| **above >= base) {
        if *above < cut.head || !fits(cut.head, *above) {
            break;
        }
        cut.tail = *above;
    }
    cut
}

/// Shortens a name to `room` cells besides the ellipsis, keeping its beginning and its ending.
fn cut_name(path: &str, room: usize) -> Cut {
    let start = path.rfind('/').map_or(0, |at| at + 1);
    let name = path.get(start..).unwrap_or(path);
    let ending = name.rfind('.').map_or(0, |at| name.len() - at);
    let kept = if ending > 0 && ending < room / 2 {
        ending
    } else {
        0
    };
    let tail_width = name.get(name.len() - kept..).map_or(0, str::width);
    let mut used = tail_width;
    let mut head = 0;
    for letter in name.chars() {
        used += letter.width().unwrap_or(0);
        if used > room {
            break;
        }
        head += letter.len_utf8();
    }
    // With the folders gone the ellipsis would have to stand at the front as well; the front of
    // the name is worth more than saying so.
    if start == 0 {
        Cut {
            head,
            tail: path.len() - kept,
        }
    } else {
        Cut {
            head: 0,
            tail: tail_start(path, room),
        }
    }
}

/// The first byte from which on `path` fits into `room` cells.
fn tail_start(path: &str, room: usize) -> usize {
    let mut used = 0;
    let mut start = path.len();
    for (at, letter) in path.char_indices().rev() {
        used += letter.width().unwrap_or(0);
        if used > room {
            break;
        }
        start = at;
    }
    start
}

/// Shortens a text at its beginning: for names whose last part tells most.
pub(crate) fn cut_start(text: &str, width: usize, ellipsis: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let start = tail_start(text, width.saturating_sub(ellipsis.width()));
    let tail = text.get(start..).unwrap_or_default();
    if width == 0 {
        return String::new();
    }
    format!("{ellipsis}{tail}")
}

/// Shortens the name of a function at its beginning: a class that has no room goes as a whole.
pub(crate) fn cut_qualified(name: &str, width: usize, ellipsis: &str) -> String {
    if name.width() <= width {
        return name.to_owned();
    }
    let room = width.saturating_sub(ellipsis.width());
    let mut parts = name
        .match_indices('.')
        .filter_map(|(at, _)| name.get(at + 1..));
    match parts.find(|part| !part.is_empty() && part.width() <= room) {
        Some(part) => format!("{ellipsis}{part}"),
        None => cut_start(name, width, ellipsis),
    }
}

/// Shortens a text at its end.
pub(crate) fn cut_end(text: &str, width: usize, ellipsis: &str) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = ellipsis.width();
    let mut short = String::new();
    for letter in text.chars() {
        used += letter.width().unwrap_or(0);
        if used > width {
            break;
        }
        short.push(letter);
    }
    if width > 0 {
        short.push_str(ellipsis);
    }
    short
}

/// Shortens a title to `width` cells; its last word, if it is a name, tells more than what leads up
/// to it and stays.
pub(crate) fn cut_title(title: &str, width: usize, ellipsis: &str) -> String {
    let is_path = |word: &str| !word.ends_with('.') && word.contains(['/', '.']);
    let Some((before, last)) = title.rsplit_once(' ').filter(|(before, last)| {
        let has_path = before.split(' ').any(is_path);
        !last.ends_with('.') && (is_path(last) || !has_path)
    }) else {
        return cut_end(title, width, ellipsis);
    };
    let base = name_of(last);
    let mut names = [last, base].into_iter();
    let name = names.find(|name| width_of(name) + width_of(ellipsis) < width);
    match name.filter(|_| width_of(title) > width) {
        Some(name) => {
            let before = whole_words(before, width - width_of(name) - 1, ellipsis);
            format!("{before}{ellipsis} {name}")
        }
        None => cut_end(title, width, ellipsis),
    }
}

/// The first words of a text that leave room for an ellipsis in `width` cells.
fn whole_words<'t>(text: &'t str, width: usize, ellipsis: &str) -> &'t str {
    let room = width.saturating_sub(width_of(ellipsis));
    let ends = text.match_indices(' ').map(|(at, _)| at);
    let ends = ends.chain([text.len()]).filter_map(|end| text.get(..end));
    let fitting = ends.take_while(|words| width_of(words) <= room);
    fitting.last().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_is_too_long_keeps_the_name_at_its_end() {
        let check = |title: &str, width: usize, expect: &str| {
            assert_eq!(cut_title(title, width, "…"), expect);
        };
        check(
            "Write tests for api/auth.py",
            30,
            "Write tests for api/auth.py",
        );
        check("Write tests for api/auth.py", 23, "Write… api/auth.py");
        check("Write tests for api/auth.py", 14, "… api/auth.py");
        check("Write tests for api/auth.py", 12, "… auth.py");
        check("Write tests for api/auth.py", 8, "Write t…");
        check(
            "Test api/auth.py, not as a mock",
            20,
            "Test api/auth.py, n…",
        );
        check("Sign-in and out of the client.", 12, "Sign-in and…");
        check("Function lines of frontend", 18, "Function… frontend");
    }

    fn check(path: &str, width: usize, expect: &str) {
        let (head, is_cut, tail) = cut_middle(path, width).parts(path);
        let text = format!("{head}{}{tail}", if is_cut { "…" } else { "" });
        assert_eq!(text, expect);
        assert!(text.width() <= width.max(1), "{text}");
    }

    #[test]
    fn short_paths_stay_whole() {
        check("src/main.rs", 11, "src/main.rs");
        check("", 0, "");
    }

    #[test]
    fn folders_in_the_middle_go_first() {
        check(
            "satellite/agent/clients/docker_client.py",
            36,
            "satellite/…/clients/docker_client.py",
        );
        check(
            "satellite/agent/clients/docker_client.py",
            30,
            "satellite/…/docker_client.py",
        );
        check(
            "satellite/agent/clients/docker_client.py",
            26,
            "…/clients/docker_client.py",
        );
        check("a/b/c/d/e.py", 9, "a/…/e.py");
        check("a/b/c/d/e.py", 10, "a/…/d/e.py");
    }

    #[test]
    fn the_base_name_is_the_last_to_go() {
        check("satellite/agent/docker_client.py", 18, "…/docker_client.py");
        check("satellite/agent/docker_client.py", 10, "…client.py");
        check("docker_client.py", 10, "docker….py");
    }

    #[test]
    fn a_name_that_says_nothing_keeps_its_folder() {
        let path = "packages/play/src/plugins/Comment/index.tsx";
        check(path, 40, "packages/…/src/plugins/Comment/index.tsx");
        check(path, 29, "packages/…/Comment/index.tsx");
        check(path, 22, "…/Comment/index.tsx");
        check(path, 16, "…mment/index.tsx");
        check("src/index.tsx", 11, "…/index.tsx");
    }

    #[test]
    fn wide_letters_are_never_halved() {
        check("数据数据数据", 5, "数据…");
        check("目录/数据.py", 8, "…数据.py");
    }

    #[test]
    fn names_keep_their_last_part() {
        assert_eq!(cut_start("Handler.create", 14, "…"), "Handler.create");
        assert_eq!(cut_start("Handler.create", 8, "…"), "….create");
        assert_eq!(cut_start("模型模型", 4, "…"), "…型");
        assert_eq!(cut_start("abc", 0, "…"), "");
    }

    #[test]
    fn a_class_without_room_goes_as_a_whole() {
        let check = |name: &str, width: usize, expect: &str| {
            assert_eq!(cut_qualified(name, width, "…"), expect, "{name} {width}");
        };
        check("Handler.create", 14, "Handler.create");
        check("Handler.create", 13, "…create");
        check("Outer.Inner.create", 13, "…Inner.create");
        check("Handler.create", 5, "…eate");
        check("create_all", 5, "…_all");
        check("odd.", 3, "…d.");
    }

    #[test]
    fn no_width_leaves_next_to_nothing() {
        check("a/b", 1, "…");
    }
}
