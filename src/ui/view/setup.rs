//! How tests are set up: each project of the repository with the checks that it passes and those
//! that it does not, and what to paste.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, ViewId, counted, fitting, panes_of, split};
use crate::model::{Check, CheckState, Stage};
use crate::ui::filter;
use crate::ui::layout::below_titles;
use crate::ui::state::{SetupRow, State, tally};
use crate::ui::theme::Theme;
use crate::ui::widget::{Document, Pen, Piece, Row, cut_end, cut_middle};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Setup,
    title: "Setup",
    draw,
    list: |state, body| below_titles(panes_of(state, body).list()),
    len: |state| state.setup.rows.len(),
    cursor: |state| &mut state.setup.cursor,
    remember: |state| state.setup.remember(&state.project),
    query: |state| &state.setup.query,
    query_mut: |state| &mut state.setup.query,
    crumbs: |_| vec!["Setup".to_owned()],
    facts,
    order: |_| None,
    sort_at: |_, _, _| {},
    detail: Some(document),
};

/// Width of an answer: sign and word.
const ANSWER: u16 = 11;

fn facts(state: &State, room: usize) -> String {
    let checks = &state.project.checks;
    if checks.is_empty() {
        return String::new();
    }
    let [wrong, missing, ok] = tally(checks.iter());
    let mut scopes: Vec<&str> = checks.iter().map(|check| &*check.scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let answers = format!("{wrong} wrong, {missing} missing, {ok} ok");
    let checks = counted(checks.len(), "check");
    let projects = counted(scopes.len(), "project");
    fitting(
        room,
        &[
            format!("{projects}, {checks}: {answers}"),
            format!("{checks}: {answers}"),
            answers,
        ],
    )
}

/// Sign and style of an answer.
fn sign(theme: &Theme, state: CheckState) -> (&'static str, Style) {
    match state {
        CheckState::Wrong => (theme.glyphs.unreached, theme.bad()),
        CheckState::Missing => (theme.glyphs.hollow, theme.warning()),
        CheckState::Ok => (theme.glyphs.direct, theme.good()),
    }
}

/// What a project is called on screen: its folder, or the repository's root.
fn project_name(scope: &str) -> &str {
    if scope.is_empty() {
        "the whole repository"
    } else {
        scope
    }
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let panes = panes_of(state, body);
    let list = below_titles(panes.list());
    let setup = &state.setup;
    if setup.rows.is_empty() {
        split::nothing(pen, below_titles(body), &empty(state));
        return;
    }
    let style = pen.theme.dim();
    let mut row = pen.row(panes.list(), 0);
    row.skip(4)
        .field("ANSWER", ANSWER, style)
        .put("CHECK", style);
    let shown = setup
        .cursor
        .window(setup.rows.len(), usize::from(list.height));
    let visible = setup.rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let is_selected = at == setup.cursor.selected;
        let mut out = pen.row(list, line);
        let theme = out.theme();
        let selected = if is_selected {
            theme.glyphs.selected
        } else {
            " "
        };
        out.put(selected, theme.accent());
        match *row {
            SetupRow::Project(at) => {
                if let Some(check) = state.project.checks.get(at) {
                    project_row(state, &mut out, &check.scope);
                }
            }
            SetupRow::Check(at) => {
                if let Some(check) = state.project.checks.get(at) {
                    check_row(state, &mut out, check);
                }
            }
        }
        if is_selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, setup.rows.len());
    split::detail(state, pen, panes, document);
}

fn empty(state: &State) -> Vec<&str> {
    if let Some(complaint) = &state.setup.asked.complaint {
        vec![complaint, "Esc clears the filter; ? lists its words."]
    } else if !state.setup.query.is_empty() {
        vec!["No check matches; esc clears the filter."]
    } else if state.project.progress.stage != Stage::Done && !state.is_scan_over {
        vec!["The checks need the whole picture; the scan is under way."]
    } else {
        vec![
            "Nothing to check: no project with source code was found here.",
            "A project is a folder with a manifest such as pyproject.toml,",
            "package.json, go.mod or Cargo.toml.",
        ]
    }
}

fn project_row(state: &State, out: &mut Row<'_, '_>, scope: &str) {
    let theme = out.theme();
    let glyphs = theme.glyphs;
    let is_folded = state.setup.query.is_empty() && state.setup.folded.contains(scope);
    let fold = if is_folded {
        glyphs.folded
    } else {
        glyphs.unfolded
    };
    out.skip(1).put(fold, theme.dim()).skip(1);
    let checks = state.project.checks.iter();
    let [wrong, missing, ok] = tally(checks.filter(|check| &*check.scope == scope));
    let counts: Vec<String> = [(wrong, "wrong"), (missing, "missing"), (ok, "ok")]
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let counts = counts.join(", ");
    let name = project_name(scope);
    let room = usize::from(out.left()).saturating_sub(counts.len() + 4);
    let (head, is_cut, tail) = cut_middle(name, room).parts(name);
    let ellipsis = if is_cut { glyphs.ellipsis } else { "" };
    out.put(&format!("{head}{ellipsis}{tail}"), theme.strong())
        .skip(2)
        .put(&counts, theme.dim());
}

fn check_row(state: &State, out: &mut Row<'_, '_>, check: &Check) {
    let theme = out.theme();
    let (sign, style) = sign(theme, check.state);
    out.skip(3)
        .field(&format!("{sign} {}", check.state.word()), ANSWER, style);
    let room = usize::from(out.left()).saturating_sub(1);
    let title = cut_end(&check.title, room, theme.glyphs.ellipsis);
    let found = match state.setup.asked.text.as_str() {
        "" => None,
        text => filter::indices(&title, text),
    };
    for (at, letter) in title.chars().enumerate() {
        let is_found = found.as_ref().is_some_and(|found| found.contains(&at));
        let style = if is_found {
            theme.matched()
        } else {
            theme.text()
        };
        out.put(letter.encode_utf8(&mut [0; 4]), style);
    }
}

/// All that is known of the selected check, or a sum of the selected project's.
fn document(state: &State, width: u16) -> Document {
    let mut out = Document::new(width.saturating_sub(1));
    match state.setup.selected() {
        Some(SetupRow::Check(at)) => {
            if let Some(check) = state.project.checks.get(at) {
                check_document(state, &mut out, check);
            }
        }
        Some(SetupRow::Project(at)) => {
            if let Some(check) = state.project.checks.get(at) {
                project_document(state, &mut out, &check.scope);
            }
        }
        None => {}
    }
    out
}

fn project_document(state: &State, out: &mut Document, scope: &str) {
    let theme = &state.theme;
    out.wrapped(None, 0, project_name(scope), theme.strong());
    out.gap();
    let checks = || {
        let checks = state.project.checks.iter();
        checks.filter(|check| &*check.scope == scope)
    };
    let [wrong, missing, _] = tally(checks());
    if wrong + missing == 0 {
        out.wrapped(None, 0, "All checks are well here.", theme.good());
        return;
    }
    for check in checks().filter(|check| check.state != CheckState::Ok) {
        let (sign, style) = sign(theme, check.state);
        let label = Piece::new(format!("{sign} {}", check.state.word()), style);
        let indent = usize::from(ANSWER);
        out.wrapped(Some(label), indent, &check.title, theme.text());
        if !check.advice.is_empty() {
            out.wrapped(None, indent, &check.advice, theme.dim());
        }
    }
}

fn check_document(state: &State, out: &mut Document, check: &Check) {
    let theme = &state.theme;
    out.wrapped(None, 0, &check.title, theme.strong());
    let (sign, style) = sign(theme, check.state);
    out.line(vec![
        Piece::new(format!("{sign} {}", check.state.word()), style),
        Piece::new(
            format!(" in {}  ({})", project_name(&check.scope), check.id),
            theme.dim(),
        ),
    ]);
    if !check.advice.is_empty() {
        out.gap();
        out.wrapped(None, 0, &check.advice, theme.text());
    }
    if !check.evidence.is_empty() {
        out.gap();
        out.line(vec![Piece::new("EVIDENCE", theme.dim())]);
    }
    for evidence in check.evidence.iter() {
        let line = evidence
            .line
            .map_or_else(String::new, |line| format!(":{line}"));
        let room = out.width().saturating_sub(2 + line.len());
        let (head, is_cut, tail) = cut_middle(&evidence.path, room).parts(&evidence.path);
        let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
        out.line(vec![
            Piece::new("  ", theme.text()),
            Piece::new(format!("{head}{ellipsis}{tail}{line}"), theme.accent()),
        ]);
        out.wrapped(None, 4, &evidence.fact, theme.text());
    }
    for snippet in check.snippets.iter() {
        out.gap();
        out.wrapped(
            Some(Piece::new("PASTE", theme.dim())),
            7,
            &snippet.instruction(),
            theme.text(),
        );
        for line in snippet.text.lines() {
            let line = line.replace('\t', "    ");
            out.line(vec![
                Piece::new(format!("  {} ", theme.glyphs.side), theme.dim()),
                Piece::new(line, theme.quoted()),
            ]);
        }
    }
}
