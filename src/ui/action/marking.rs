//! Saying something of a gap, editing the plan, and the way back from it.

use super::{Action, Category, PLAIN, always};
use crate::ui::update::{apart, choose, marks, navigate, pick, plan, setup};
use crate::ui::view::ViewId;

const GAPS: &[ViewId] = &[ViewId::Gaps];
const FILES: &[ViewId] = &[ViewId::Gaps, ViewId::Roadmap, ViewId::Source];
const AUDIT: &[ViewId] = &[ViewId::Audit];
const ROADMAP: &[ViewId] = &[ViewId::Roadmap];

/// Its rows.
pub(super) static ROWS: &[Action] = &[
    Action {
        id: "mark.done",
        title: "done",
        doc: "Marks what is selected as done and goes on to the next; takes the mark away from what is done.",
        category: Category::Mark,
        keys: &["d"],
        views: FILES,
        hint: 2,
        available: marks::can_judge,
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
        available: marks::can_judge,
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
        hint: 3,
        available: marks::can_judge,
        run: marks::accept,
        ..PLAIN
    },
    Action {
        id: "mark.note",
        title: "note",
        doc: "Writes a note on what is selected, or on the function that is being read.",
        category: Category::Mark,
        keys: &["w"],
        views: FILES,
        hint: 5,
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
        hint: 5,
        pair: Some("select.range"),
        available: navigate::has_rows,
        run: pick::toggle,
        ..PLAIN
    },
    Action {
        id: "select.range",
        title: "select range",
        doc: "Begins a range at this row that grows as you move; again ends it.",
        category: Category::Mark,
        keys: &["v"],
        views: GAPS,
        now: pick::what_range,
        available: pick::can_range,
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
        doc: "Adds the selected gaps to the plan: a step for each of them, or one for all.",
        category: Category::Mark,
        keys: &["p"],
        views: GAPS,
        hint: 5,
        available: plan::can_plan,
        run: plan::ask_plan,
        ..PLAIN
    },
    Action {
        id: "plan.take-over",
        title: "take plan over",
        doc: "Takes the plan of the written audit over into the roadmap, behind the phases it has.",
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
        doc: "Moves the step down, at the end of its phase into the next one; or the phase with its weeks.",
        category: Category::Mark,
        keys: &["+", "alt-down"],
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
        doc: "Moves the step up, at the start of its phase into the one before; or the phase with its weeks.",
        category: Category::Mark,
        keys: &["-", "alt-up"],
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
        id: "plan.add-phase",
        title: "add phase",
        doc: "Adds a phase behind the last one.",
        category: Category::Mark,
        keys: &["P"],
        views: ROADMAP,
        hint: 9,
        available: plan::has_phase,
        run: plan::ask_new_phase,
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
        doc: "Takes the step, or the phase with its steps, out of the plan: deletes it there.",
        category: Category::Mark,
        keys: &["X"],
        views: ROADMAP,
        hint: 9,
        available: plan::has_phase,
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
];
