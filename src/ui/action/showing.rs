//! Choosing what is shown: views, filter, order, panes.

use super::{Action, Category, PLAIN};
use crate::ui::update::{arrange, detail, filter, map, navigate, setup, sort};
use crate::ui::view::ViewId;

const GAPS: &[ViewId] = &[ViewId::Gaps];
const LISTS: &[ViewId] = &[
    ViewId::Components,
    ViewId::Gaps,
    ViewId::Metrics,
    ViewId::Audit,
];
const COMPONENTS: &[ViewId] = &[ViewId::Components];
const ARRANGED: &[ViewId] = &[ViewId::Components, ViewId::Gaps];
const AUDIT: &[ViewId] = &[ViewId::Audit];
const DETAILED: &[ViewId] = &[ViewId::Gaps, ViewId::Metrics, ViewId::Setup, ViewId::Audit];

/// Its rows.
pub(super) static ROWS: &[Action] = &[
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
        available: filter::can_begin,
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
        available: sort::can_sort,
        run: sort::next,
        ..PLAIN
    },
    Action {
        id: "sort.reverse",
        title: "reverse",
        doc: "Sorts the other way round.",
        category: Category::Show,
        keys: &["S"],
        views: LISTS,
        available: sort::can_sort,
        run: sort::reverse,
        ..PLAIN
    },
    Action {
        id: "audit.verdict",
        title: "verdict",
        doc: "Lists the claims of the next verdict only, in the end all of them again.",
        category: Category::Show,
        keys: &["."],
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
        hint: 6,
        now: navigate::what_is_left_out,
        run: navigate::toggle_all,
        ..PLAIN
    },
    Action {
        id: "components.map",
        title: "map",
        doc: "Draws the components as a map, area for lines and hatch for level, or as a list again.",
        category: Category::Show,
        keys: &["T"],
        views: COMPONENTS,
        hint: 5,
        now: map::what_else,
        available: map::has_components,
        run: map::toggle,
        ..PLAIN
    },
    Action {
        id: "arrange",
        title: "arrange",
        doc: "Lists components as a tree or as one table; groups gaps by component, or lists them as one.",
        category: Category::Show,
        keys: &["Z", "`"],
        views: ARRANGED,
        hint: 9,
        now: arrange::what_else,
        available: arrange::can_arrange,
        run: arrange::toggle,
        ..PLAIN
    },
    Action {
        id: "gaps.widen",
        title: "whole project",
        doc: "Lists the files of all components, not of one part only.",
        category: Category::Show,
        keys: &["0"],
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
        run: detail::toggle,
        ..PLAIN
    },
    Action {
        id: "split.left",
        title: "wider detail",
        doc: "Makes the detail pane wider; the line between can be dragged, too.",
        category: Category::Show,
        keys: &["<"],
        views: DETAILED,
        available: detail::is_there,
        run: detail::shrink_list,
        ..PLAIN
    },
    Action {
        id: "split.right",
        title: "wider list",
        doc: "Makes the list wider.",
        category: Category::Show,
        keys: &[">"],
        views: DETAILED,
        available: detail::is_there,
        run: detail::grow_list,
        ..PLAIN
    },
];
