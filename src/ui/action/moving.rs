//! Moving about: rows, folds, places, the way into files and back.

use super::{Action, PLAIN};
use crate::ui::update::{apart, detail, fold, found, navigate, open, source, tests_of};
use crate::ui::view::ViewId;

const READ: &[ViewId] = &[ViewId::Gaps, ViewId::Source];
const OPENED: &[ViewId] = &[ViewId::Gaps, ViewId::Roadmap, ViewId::Setup, ViewId::Audit];
const DETAILED: &[ViewId] = &[ViewId::Gaps, ViewId::Metrics, ViewId::Setup, ViewId::Audit];
const SOURCE: &[ViewId] = &[ViewId::Source];

/// Its rows.
pub(super) static ROWS: &[Action] = &[
    Action {
        id: "move.down",
        title: "down",
        doc: "Selects the next row.",
        keys: &["j", "down"],
        run: navigate::down,
        ..PLAIN
    },
    Action {
        id: "move.up",
        title: "up",
        doc: "Selects the row above.",
        keys: &["k", "up"],
        run: navigate::up,
        ..PLAIN
    },
    Action {
        id: "move.page-down",
        title: "page down",
        doc: "Goes down by a screen.",
        keys: &["pgdn", "ctrl-f"],
        run: navigate::page_down,
        ..PLAIN
    },
    Action {
        id: "move.page-up",
        title: "page up",
        doc: "Goes up by a screen.",
        keys: &["pgup", "ctrl-b"],
        run: navigate::page_up,
        ..PLAIN
    },
    Action {
        id: "move.half-down",
        title: "half down",
        doc: "Goes down by half a screen.",
        keys: &["ctrl-d"],
        run: navigate::half_down,
        ..PLAIN
    },
    Action {
        id: "move.half-up",
        title: "half up",
        doc: "Goes up by half a screen.",
        keys: &["ctrl-u"],
        run: navigate::half_up,
        ..PLAIN
    },
    Action {
        id: "move.first",
        title: "first",
        doc: "Selects the first row.",
        keys: &["g", "home"],
        run: navigate::first,
        ..PLAIN
    },
    Action {
        id: "move.last",
        title: "last",
        doc: "Selects the last row.",
        keys: &["G", "end"],
        run: navigate::last,
        ..PLAIN
    },
    Action {
        id: "open",
        title: "open",
        doc: "Opens what is selected: a component's files, a file's functions, their source, a step's file, a metric's files.",
        keys: &["enter"],
        hint: 1,
        now: open::what_opens,
        available: open::can_open,
        run: open::open,
        ..PLAIN
    },
    Action {
        id: "back",
        title: "back",
        doc: "Clears the filter, or goes back to where you came from.",
        keys: &["esc", "backspace"],
        hint: 11,
        available: navigate::can_go_back,
        run: navigate::back,
        ..PLAIN
    },
    Action {
        id: "history.back",
        title: "place before",
        doc: "Goes back to where you were before, a file that you read included.",
        keys: &["B", "alt-left", "ctrl-o"],
        available: navigate::has_trail,
        run: navigate::place_before,
        ..PLAIN
    },
    Action {
        id: "history.forward",
        title: "place after",
        doc: "Goes forward again after going back.",
        keys: &["F", "alt-right"],
        available: navigate::has_way_forward,
        run: navigate::place_after,
        ..PLAIN
    },
    Action {
        id: "source",
        title: "source",
        doc: "Opens the selected file or function for reading, its gaps marked at the left.",
        keys: &["o"],
        views: OPENED,
        hint: 6,
        available: apart::has_file,
        run: source::open,
        ..PLAIN
    },
    Action {
        id: "tests",
        title: "tests",
        doc: "Lists the tests that lead to the selected function or file, nearest first; enter goes to one.",
        keys: &["f"],
        views: READ,
        hint: 6,
        available: tests_of::has_tests,
        run: tests_of::list,
        ..PLAIN
    },
    Action {
        id: "gap.next",
        title: "next gap",
        doc: "Goes to the next function that no test runs.",
        keys: &["]"],
        views: SOURCE,
        hint: 1,
        now: |_| Some("gap"),
        pair: Some("gap.previous"),
        available: source::has_gaps,
        run: source::next_gap,
        ..PLAIN
    },
    Action {
        id: "gap.previous",
        title: "previous gap",
        doc: "Goes to the function before that no test runs.",
        keys: &["["],
        views: SOURCE,
        available: source::has_gaps,
        run: source::previous_gap,
        ..PLAIN
    },
    Action {
        id: "found.next",
        title: "next match",
        doc: "Goes to the next match of the filter; to the next gap of a file that is read without one.",
        keys: &["n"],
        available: found::has_matches,
        run: found::next,
        ..PLAIN
    },
    Action {
        id: "found.previous",
        title: "previous match",
        doc: "Goes to the match of the filter before; to the gap before of a file that is read without one.",
        keys: &["N"],
        available: found::has_matches,
        run: found::previous,
        ..PLAIN
    },
    Action {
        id: "unfold",
        title: "unfold",
        doc: "Shows what stands below the selected row.",
        keys: &["l", "right"],
        available: navigate::has_rows,
        run: fold::unfold,
        ..PLAIN
    },
    Action {
        id: "fold",
        title: "fold",
        doc: "Hides what stands below the selected row, or goes back.",
        keys: &["h", "left"],
        run: fold::fold,
        ..PLAIN
    },
    Action {
        id: "fold.all",
        title: "fold all",
        doc: "Hides or shows what stands below every row.",
        keys: &["z"],
        available: fold::can_fold_all,
        run: fold::fold_all,
        ..PLAIN
    },
    Action {
        id: "detail.down",
        title: "scroll detail",
        doc: "Scrolls the detail pane down.",
        keys: &["J", "shift-down"],
        views: DETAILED,
        hint: 7,
        now: |_| Some("scroll"),
        pair: Some("detail.up"),
        available: detail::can_scroll,
        run: detail::down,
        ..PLAIN
    },
    Action {
        id: "detail.up",
        title: "scroll detail up",
        doc: "Scrolls the detail pane up.",
        keys: &["K", "shift-up"],
        views: DETAILED,
        available: detail::can_scroll,
        run: detail::up,
        ..PLAIN
    },
];
