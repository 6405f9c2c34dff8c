//! What leads out of the lists: editor, clipboard, help, the program itself.

use super::{Action, Category, PLAIN};
use crate::ui::update::{apart, choose, setup};
use crate::ui::view::ViewId;

const GAPS: &[ViewId] = &[ViewId::Gaps];
const PLACES: &[ViewId] = &[
    ViewId::Gaps,
    ViewId::Roadmap,
    ViewId::Setup,
    ViewId::Audit,
    ViewId::Source,
];
const OFFERS: &[ViewId] = &[ViewId::Gaps, ViewId::Setup, ViewId::Audit];

/// Its rows.
pub(super) static ROWS: &[Action] = &[
    Action {
        id: "warnings",
        title: "warnings",
        doc: "Lists what went wrong for single files of the scan.",
        category: Category::Program,
        keys: &["!"],
        run: apart::warnings,
        available: apart::has_warnings,
        ..PLAIN
    },
    Action {
        id: "edit",
        title: "editor",
        doc: "Opens the selected file or symbol in your editor, at its line.",
        category: Category::Program,
        keys: &["e"],
        views: PLACES,
        hint: 6,
        available: apart::has_file,
        run: apart::edit,
        ..PLAIN
    },
    Action {
        id: "copy.path",
        title: "copy path",
        doc: "Copies the path, with the line of a symbol; the message names the way to the clipboard.",
        category: Category::Program,
        keys: &["y"],
        views: PLACES,
        hint: 10,
        available: apart::has_file,
        run: apart::copy,
        ..PLAIN
    },
    Action {
        id: "copy.offer",
        title: "copy",
        doc: "Copies what the detail offers: the snippet of a check, the next one when pressed again, the path of the suggested test, the answer to a claim.",
        category: Category::Program,
        keys: &["c"],
        views: OFFERS,
        hint: 7,
        now: setup::what_is_offered,
        available: setup::has_offer,
        run: setup::copy_offer,
        ..PLAIN
    },
    Action {
        id: "copy.command",
        title: "copy command",
        doc: "Copies the command that runs the suggested test.",
        category: Category::Program,
        keys: &["C"],
        views: GAPS,
        available: setup::has_command,
        run: setup::copy_command,
        ..PLAIN
    },
    Action {
        id: "rescan",
        title: "rescan",
        doc: "Scans the tree again.",
        category: Category::Program,
        keys: &["R", "f5"],
        run: apart::rescan,
        ..PLAIN
    },
    Action {
        id: "palette",
        title: "commands",
        doc: "Lists every action to run it by name.",
        category: Category::Program,
        keys: &[":", "ctrl-p"],
        now: |_| Some("more"),
        run: apart::palette,
        ..PLAIN
    },
    Action {
        id: "help",
        title: "help",
        doc: "Explains every key.",
        category: Category::Program,
        keys: &["?", "f1"],
        run: apart::help,
        ..PLAIN
    },
    Action {
        id: "mouse",
        title: "mouse",
        doc: "Leaves the mouse to the terminal, for its own selection, or takes it back.",
        category: Category::Program,
        keys: &["M"],
        run: apart::toggle_mouse,
        ..PLAIN
    },
    Action {
        id: "theme",
        title: "theme",
        doc: "Asks for a theme and shows each while it is selected; it is kept for the next sessions.",
        category: Category::Program,
        keys: &["ctrl-t"],
        available: choose::can_theme,
        run: choose::ask_theme,
        ..PLAIN
    },
    Action {
        id: "redraw",
        title: "redraw",
        doc: "Draws the whole screen again.",
        category: Category::Program,
        keys: &["ctrl-l"],
        run: apart::redraw,
        ..PLAIN
    },
    Action {
        id: "suspend",
        title: "suspend",
        doc: "Stops the program until the shell's `fg`.",
        category: Category::Program,
        keys: &["ctrl-z"],
        run: apart::suspend,
        ..PLAIN
    },
    Action {
        id: "quit",
        title: "quit",
        doc: "Ends the program; marks are saved as they are set.",
        category: Category::Program,
        keys: &["q", "ctrl-c"],
        run: apart::quit,
        ..PLAIN
    },
];
