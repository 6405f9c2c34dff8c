//! Everything a user can do: the one table from which keys, footer, help and command palette
//! are made.
//!
//! To add an action, write its function in `update` and its row here.

use super::event::Effect;
use super::state::State;
use super::update::{
    apart, choose, filter, fold, map, marks, navigate, pick, plan, setup, source, tests_of,
};
use super::view::{View, ViewId};

/// What an action is about; groups the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Category {
    /// Moving about.
    Move,
    /// Choosing what is shown.
    Show,
    /// Saying something of a gap.
    Mark,
    /// Leaving for something else.
    Program,
}

impl Category {
    /// The heading in the help.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Move => "Finding the way",
            Self::Show => "Choosing what is shown",
            Self::Mark => "Marking and planning",
            Self::Program => "Program",
        }
    }
}

/// Whether an action can be run now, or why not.
pub(crate) type Availability = Result<(), &'static str>;

/// Something a user can do.
#[derive(Debug)]
pub(crate) struct Action {
    /// Permanent identity, by which users rebind it.
    pub(crate) id: &'static str,
    /// A word or two, as in the footer.
    pub(crate) title: &'static str,
    /// One sentence, as in the help.
    pub(crate) doc: &'static str,
    /// What it is about.
    pub(crate) category: Category,
    /// Keys, the one to be shown first.
    pub(crate) keys: &'static [&'static str],
    /// Where its keys work; everywhere if empty.
    pub(crate) views: &'static [ViewId],
    /// How early it stands in the footer; 0 for never.
    pub(crate) hint: u8,
    /// What it would do now, for the footer, where that is more than its title says.
    pub(crate) now: fn(&State) -> Option<&'static str>,
    /// The action that does the opposite, whose key stands beside its own in the footer.
    pub(crate) pair: Option<&'static str>,
    /// Whether it can be run now, or why not.
    pub(crate) available: fn(&State) -> Availability,
    /// Runs it.
    pub(crate) run: fn(&mut State) -> Vec<Effect>,
}

impl Action {
    /// Whether its keys work in a view.
    pub(crate) fn is_of(&self, view: ViewId) -> bool {
        self.views.is_empty() || self.views.contains(&view)
    }

    /// The views in which its keys work, in words.
    pub(crate) fn places(&self) -> String {
        let titles: Vec<&str> = self
            .views
            .iter()
            .map(|view| View::of(*view).title)
            .collect();
        match titles.as_slice() {
            [] => "every view".to_owned(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    /// Whether there is a view in which the keys of both work.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        ViewId::ALL
            .iter()
            .any(|view| self.is_of(*view) && other.is_of(*view))
    }

    /// The action with this identity.
    pub(crate) fn by_id(id: &str) -> Option<&'static Self> {
        ALL.iter().find(|action| action.id == id)
    }
}

const GAPS: &[ViewId] = &[ViewId::Gaps];
const LISTS: &[ViewId] = &[ViewId::Components, ViewId::Gaps, ViewId::Audit];
const LISTED: &[ViewId] = &[ViewId::Gaps, ViewId::Roadmap];
const FILES: &[ViewId] = &[ViewId::Gaps, ViewId::Roadmap, ViewId::Source];
const READ: &[ViewId] = &[ViewId::Gaps, ViewId::Source];
const PLACES: &[ViewId] = &[
    ViewId::Gaps,
    ViewId::Roadmap,
    ViewId::Setup,
    ViewId::Audit,
    ViewId::Source,
];
const OPENED: &[ViewId] = &[ViewId::Gaps, ViewId::Roadmap, ViewId::Setup, ViewId::Audit];
const COMPONENTS: &[ViewId] = &[ViewId::Components];
const AUDIT: &[ViewId] = &[ViewId::Audit];
const OFFERS: &[ViewId] = &[ViewId::Gaps, ViewId::Setup, ViewId::Audit];
const DETAILED: &[ViewId] = &[ViewId::Gaps, ViewId::Metrics, ViewId::Setup, ViewId::Audit];
const ROADMAP: &[ViewId] = &[ViewId::Roadmap];
const SOURCE: &[ViewId] = &[ViewId::Source];

fn always(_: &State) -> Availability {
    Ok(())
}

/// What most rows have in common.
const PLAIN: Action = Action {
    id: "",
    title: "",
    doc: "",
    category: Category::Move,
    keys: &[],
    views: &[],
    hint: 0,
    now: |_| None,
    pair: None,
    available: always,
    run: |_| Vec::new(),
};

/// All actions, by category.
pub(crate) static ALL: &[Action] = &[
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
        now: navigate::what_opens,
        available: navigate::can_open,
        run: navigate::open,
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
        hint: 5,
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
        hint: 5,
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
        hint: 2,
        available: source::has_gaps,
        run: source::previous_gap,
        ..PLAIN
    },
    Action {
        id: "found.next",
        title: "next",
        doc: "Goes to the next place of what the filter looks for, or to the next gap without one.",
        keys: &["n"],
        views: SOURCE,
        available: source::has_gaps,
        run: source::next,
        ..PLAIN
    },
    Action {
        id: "found.previous",
        title: "previous",
        doc: "Goes to the place before of what the filter looks for, or to the gap before without one.",
        keys: &["N"],
        views: SOURCE,
        available: source::has_gaps,
        run: source::previous,
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
        available: navigate::has_rows,
        run: fold::fold_all,
        ..PLAIN
    },
    Action {
        id: "detail.down",
        title: "scroll detail",
        doc: "Scrolls the detail pane down.",
        keys: &["J", "shift-down"],
        views: DETAILED,
        hint: 4,
        now: |_| Some("scroll"),
        pair: Some("detail.up"),
        available: navigate::can_scroll_detail,
        run: navigate::detail_down,
        ..PLAIN
    },
    Action {
        id: "detail.up",
        title: "scroll detail up",
        doc: "Scrolls the detail pane up.",
        keys: &["K", "shift-up"],
        views: DETAILED,
        available: navigate::can_scroll_detail,
        run: navigate::detail_up,
        ..PLAIN
    },
    Action {
        id: "view.components",
        title: "components",
        doc: "Shows the components, worst first.",
        category: Category::Show,
        keys: &["1"],
        run: navigate::components,
        ..PLAIN
    },
    Action {
        id: "view.gaps",
        title: "gaps",
        doc: "Shows the files that no test exercises.",
        category: Category::Show,
        keys: &["2"],
        run: navigate::gaps,
        ..PLAIN
    },
    Action {
        id: "view.roadmap",
        title: "roadmap",
        doc: "Shows the plan.",
        category: Category::Show,
        keys: &["3"],
        run: navigate::roadmap,
        ..PLAIN
    },
    Action {
        id: "view.metrics",
        title: "metrics",
        doc: "Shows the figures with their targets.",
        category: Category::Show,
        keys: &["4"],
        run: navigate::metrics,
        ..PLAIN
    },
    Action {
        id: "view.setup",
        title: "setup",
        doc: "Shows how tests are set up: what is wrong, missing or well in each project.",
        category: Category::Show,
        keys: &["5"],
        run: navigate::setup,
        ..PLAIN
    },
    Action {
        id: "view.audit",
        title: "audit",
        doc: "Shows what a written audit claims beside what the tree says.",
        category: Category::Show,
        keys: &["6"],
        available: navigate::has_audit,
        run: navigate::audit,
        ..PLAIN
    },
    Action {
        id: "view.next",
        title: "next view",
        doc: "Shows the next view.",
        category: Category::Show,
        keys: &["tab"],
        run: navigate::next_view,
        ..PLAIN
    },
    Action {
        id: "view.previous",
        title: "previous view",
        doc: "Shows the view before.",
        category: Category::Show,
        keys: &["shift-tab"],
        run: navigate::previous_view,
        ..PLAIN
    },
    Action {
        id: "filter",
        title: "filter",
        doc: "Keeps the rows that match the letters you type, best first; in Gaps, words such as `risk:>60` narrow the list, and tab completes them.",
        category: Category::Show,
        keys: &["/"],
        hint: 4,
        run: filter::begin,
        ..PLAIN
    },
    Action {
        id: "sort.next",
        title: "sort",
        doc: "Sorts by the next column.",
        category: Category::Show,
        keys: &["s"],
        views: LISTS,
        hint: 9,
        run: navigate::sort_next,
        ..PLAIN
    },
    Action {
        id: "sort.reverse",
        title: "reverse",
        doc: "Sorts the other way round.",
        category: Category::Show,
        keys: &["S"],
        views: LISTS,
        run: navigate::sort_reverse,
        ..PLAIN
    },
    Action {
        id: "audit.verdict",
        title: "verdict",
        doc: "Lists the claims of the next verdict only, in the end all of them again.",
        category: Category::Show,
        keys: &["v"],
        views: AUDIT,
        hint: 2,
        available: navigate::has_audit,
        run: setup::next_verdict,
        ..PLAIN
    },
    Action {
        id: "gaps.all",
        title: "all files",
        doc: "Lists tested files too, or gaps only.",
        category: Category::Show,
        keys: &["."],
        views: GAPS,
        hint: 5,
        now: navigate::what_is_left_out,
        run: navigate::toggle_all,
        ..PLAIN
    },
    Action {
        id: "components.map",
        title: "map",
        doc: "Draws the components as a map, area for lines and hatch for level, or as a list again.",
        category: Category::Show,
        keys: &["t"],
        views: COMPONENTS,
        hint: 5,
        available: map::has_components,
        run: map::toggle,
        ..PLAIN
    },
    Action {
        id: "gaps.widen",
        title: "whole project",
        doc: "Lists the files of all components.",
        category: Category::Show,
        keys: &["w"],
        views: GAPS,
        available: navigate::is_narrowed,
        run: navigate::widen,
        ..PLAIN
    },
    Action {
        id: "detail.toggle",
        title: "detail",
        doc: "Shows or hides the detail pane.",
        category: Category::Show,
        keys: &["i"],
        views: DETAILED,
        run: navigate::toggle_detail,
        ..PLAIN
    },
    Action {
        id: "split.left",
        title: "wider detail",
        doc: "Makes the detail pane wider; the line between can be dragged, too.",
        category: Category::Show,
        keys: &["<"],
        views: DETAILED,
        available: navigate::has_detail,
        run: navigate::shrink_list,
        ..PLAIN
    },
    Action {
        id: "split.right",
        title: "wider list",
        doc: "Makes the list wider.",
        category: Category::Show,
        keys: &[">"],
        views: DETAILED,
        available: navigate::has_detail,
        run: navigate::grow_list,
        ..PLAIN
    },
    Action {
        id: "mark.done",
        title: "done",
        doc: "Marks what is selected as done and goes on to the next; takes the mark away from what is done.",
        category: Category::Mark,
        keys: &["d"],
        views: FILES,
        hint: 2,
        available: marks::can_mark,
        run: marks::done,
        ..PLAIN
    },
    Action {
        id: "mark.todo",
        title: "todo",
        doc: "Marks what is selected as to be done, then as being done, then takes the mark away.",
        category: Category::Mark,
        keys: &["t"],
        views: FILES,
        hint: 8,
        available: marks::can_mark,
        run: marks::todo,
        ..PLAIN
    },
    Action {
        id: "mark.accept",
        title: "accept",
        doc: "Lets what is selected stay without tests, for a reason and maybe until a day.",
        category: Category::Mark,
        keys: &["a"],
        views: FILES,
        hint: 7,
        available: marks::can_mark,
        run: marks::accept,
        ..PLAIN
    },
    Action {
        id: "mark.note",
        title: "note",
        doc: "Writes a note on what is selected.",
        category: Category::Mark,
        keys: &["n"],
        views: LISTED,
        hint: 7,
        available: marks::can_mark,
        run: marks::write_note,
        ..PLAIN
    },
    Action {
        id: "mark.note-here",
        title: "note",
        doc: "Writes a note on the function that is being read, or on the file outside of functions.",
        category: Category::Mark,
        keys: &["b"],
        views: SOURCE,
        hint: 7,
        available: marks::can_mark,
        run: marks::write_note,
        ..PLAIN
    },
    Action {
        id: "select",
        title: "select",
        doc: "Selects the row besides others and goes on; all marks then go to all of them.",
        category: Category::Mark,
        keys: &["space"],
        views: GAPS,
        hint: 6,
        available: navigate::has_rows,
        run: pick::toggle,
        ..PLAIN
    },
    Action {
        id: "select.range",
        title: "select range",
        doc: "Selects all rows from the one selected last to this one.",
        category: Category::Mark,
        keys: &["v"],
        views: GAPS,
        available: pick::has_anchor,
        run: pick::range,
        ..PLAIN
    },
    Action {
        id: "select.all",
        title: "select all",
        doc: "Selects all files that are listed, or none.",
        category: Category::Mark,
        keys: &["ctrl-a"],
        views: GAPS,
        available: navigate::has_rows,
        run: pick::all,
        ..PLAIN
    },
    Action {
        id: "plan.add-gap",
        title: "plan",
        doc: "Adds a step for the selected gaps to the plan.",
        category: Category::Mark,
        keys: &["p"],
        views: GAPS,
        hint: 6,
        available: plan::can_plan,
        run: plan::ask_plan,
        ..PLAIN
    },
    Action {
        id: "plan.take-over",
        title: "take plan over",
        doc: "Takes the phases of the written audit over into the roadmap, behind those it has.",
        category: Category::Mark,
        keys: &["p"],
        views: AUDIT,
        hint: 3,
        available: setup::can_take_over,
        run: setup::take_over,
        ..PLAIN
    },
    Action {
        id: "plan.down",
        title: "move down",
        doc: "Moves the step down, at the end of its phase into the next one; or the phase.",
        category: Category::Mark,
        keys: &["J", "shift-down"],
        views: ROADMAP,
        hint: 3,
        now: |_| Some("reorder"),
        pair: Some("plan.up"),
        available: plan::has_phase,
        run: plan::move_down,
    },
    Action {
        id: "plan.up",
        title: "move up",
        doc: "Moves the step up, at the start of its phase into the one before; or the phase.",
        category: Category::Mark,
        keys: &["K", "shift-up"],
        views: ROADMAP,
        available: plan::has_phase,
        run: plan::move_up,
        ..PLAIN
    },
    Action {
        id: "plan.move",
        title: "move to",
        doc: "Moves the step to the end of another phase, or the phase before another one.",
        category: Category::Mark,
        keys: &["m"],
        views: ROADMAP,
        hint: 3,
        available: choose::can_move,
        run: choose::ask_phase,
        ..PLAIN
    },
    Action {
        id: "plan.add",
        title: "add step",
        doc: "Adds a step to the phase.",
        category: Category::Mark,
        keys: &["A"],
        views: ROADMAP,
        hint: 4,
        available: plan::has_phase,
        run: plan::ask_step,
        ..PLAIN
    },
    Action {
        id: "plan.rename",
        title: "rename",
        doc: "Renames the step or the phase.",
        category: Category::Mark,
        keys: &["r"],
        views: ROADMAP,
        hint: 6,
        available: plan::has_phase,
        run: plan::ask_name,
        ..PLAIN
    },
    Action {
        id: "plan.weeks",
        title: "weeks",
        doc: "Sets the weeks of the phase.",
        category: Category::Mark,
        keys: &["W"],
        views: ROADMAP,
        hint: 6,
        available: plan::has_phase,
        run: plan::ask_weeks,
        ..PLAIN
    },
    Action {
        id: "plan.remove",
        title: "take out",
        doc: "Takes the step out of the plan.",
        category: Category::Mark,
        keys: &["X"],
        views: ROADMAP,
        hint: 9,
        available: plan::has_step,
        run: plan::remove,
        ..PLAIN
    },
    Action {
        id: "plan.inbox",
        title: "not planned",
        doc: "Lists the gaps that no step names.",
        category: Category::Mark,
        keys: &["I"],
        views: ROADMAP,
        hint: 8,
        available: always,
        run: plan::inbox,
        ..PLAIN
    },
    Action {
        id: "record",
        title: "record",
        doc: "Keeps the figures of the day in .lacuna/history.ndjson: trends are drawn from them.",
        category: Category::Mark,
        keys: &["H"],
        available: apart::can_record,
        run: apart::record,
        ..PLAIN
    },
    Action {
        id: "undo",
        title: "undo",
        doc: "Takes the last mark, change of the plan or record back.",
        category: Category::Mark,
        keys: &["u"],
        hint: 3,
        available: marks::can_undo,
        run: marks::undo,
        ..PLAIN
    },
    Action {
        id: "redo",
        title: "redo",
        doc: "Does again what was taken back last.",
        category: Category::Mark,
        keys: &["ctrl-r"],
        available: marks::can_redo,
        run: marks::redo,
        ..PLAIN
    },
    Action {
        id: "log",
        title: "log",
        doc: "Lists what was done in this session; enter goes back to there.",
        category: Category::Mark,
        keys: &["L"],
        run: apart::log,
        ..PLAIN
    },
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
        doc: "Copies what the detail offers: the snippet of a check, the path of the suggested test, the answer to a claim.",
        category: Category::Program,
        keys: &["c"],
        views: OFFERS,
        hint: 5,
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
        keys: &["T"],
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identities_are_unique_and_every_action_explains_itself() {
        let mut ids = BTreeSet::new();
        for action in ALL {
            assert!(ids.insert(action.id), "{}", action.id);
            assert!(!action.title.is_empty(), "{}", action.id);
            assert!(action.doc.ends_with('.'), "{}", action.id);
            assert!(!action.keys.is_empty(), "{}", action.id);
        }
    }

    #[test]
    fn categories_stand_together() {
        assert!(ALL.is_sorted_by_key(|action| action.category));
    }
}
