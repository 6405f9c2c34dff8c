//! The claims of a written audit beside what the tree says.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, ViewId, count, counted, fitting, panes_of, split};
use crate::model::{Claim, ClaimState, Stage, WrittenAudit};
use crate::ui::layout::below_titles;
use crate::ui::state::{ClaimColumn, State};
use crate::ui::theme::Theme;
use crate::ui::widget::{Document, Pen, Piece, Row, cut_end, cut_middle};

/// Its row in the table.
pub(super) const VIEW: View = View {
    id: ViewId::Audit,
    title: "Audit",
    draw,
    list: |state, body| below_titles(panes_of(state, body).list()),
    len: |state| state.audit.rows.len(),
    cursor: |state| &mut state.audit.cursor,
    remember: |state| state.audit.remember(&state.project),
    query: |state| &state.audit.query,
    query_mut: |state| &mut state.audit.query,
    crumbs: |state| {
        let mut crumbs = vec!["Audit".to_owned()];
        crumbs.extend(state.audit.only.map(|only| only.word().to_owned()));
        crumbs
    },
    facts,
    order: |state| Some((state.audit.sort.column.word(), state.audit.sort.is_reversed)),
    sort_at,
    detail: Some(document),
};

/// Width of a verdict: sign, word and the space behind it.
const VERDICT: u16 = 13;

/// Width of a line number.
const LINE: u16 = 6;

fn facts(state: &State, room: usize) -> String {
    let Some(audit) = &state.project.audit else {
        return String::new();
    };
    let of = |state: ClaimState| {
        let claims = audit.claims.iter();
        claims.filter(|claim| claim.state == state).count()
    };
    let counts: Vec<String> = ClaimState::ALL
        .into_iter()
        .map(|state| (of(state), state.word()))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{} {word}", count(number)))
        .collect();
    let claims = counted(audit.claims.len() - of(ClaimState::Unread), "claim");
    let counts = counts.join(", ");
    fitting(room, &[format!("{claims}: {counts}"), counts])
}

/// Sign and style of a verdict.
fn sign(theme: &Theme, state: ClaimState) -> (&'static str, Style) {
    let glyphs = theme.glyphs;
    match state {
        ClaimState::Wrong => (glyphs.unreached, theme.bad()),
        ClaimState::Outdated => (glyphs.stale, theme.warning()),
        ClaimState::Moved => (glyphs.crumb, theme.warning()),
        ClaimState::Gone => (glyphs.no_logic, theme.warning()),
        ClaimState::Ambiguous => ("?", theme.accent()),
        ClaimState::Unread => (glyphs.dot, theme.dim()),
        ClaimState::Open => (glyphs.open, theme.accent()),
        ClaimState::Confirmed => (glyphs.direct, theme.good()),
    }
}

/// The signs of all verdicts, with their words.
pub(super) fn signs(theme: &Theme) -> impl Iterator<Item = (&'static str, &'static str)> {
    ClaimState::ALL
        .into_iter()
        .map(|state| (sign(theme, state).0, state.word()))
}

fn draw(state: &State, pen: &mut Pen<'_>, body: Rect) {
    let panes = panes_of(state, body);
    let list = below_titles(panes.list());
    let rows = &state.audit.rows;
    let Some(audit) = state.project.audit.as_ref().filter(|_| !rows.is_empty()) else {
        split::nothing(pen, below_titles(body), &empty(state));
        return;
    };
    let style = pen.theme.dim();
    let (subject, claim) = widths(list.width);
    let mut row = pen.row(panes.list(), 0);
    row.skip(2)
        .field("VERDICT", VERDICT, style)
        .number("LINE", LINE, style)
        .skip(2)
        .field("ABOUT", subject, style);
    if claim > 0 {
        row.put("CLAIM", style);
    }
    let cursor = state.audit.cursor;
    let shown = cursor.window(rows.len(), usize::from(list.height));
    let visible = rows.get(shown.clone()).unwrap_or_default();
    for ((line, row), at) in (0..).zip(visible).zip(shown.clone()) {
        let Some(claim) = audit.claims.get(*row) else {
            continue;
        };
        let is_selected = at == cursor.selected;
        let mut out = pen.row(list, line);
        let theme = out.theme();
        let selected = if is_selected {
            theme.glyphs.selected
        } else {
            " "
        };
        out.put(selected, theme.accent()).skip(1);
        claim_row(&mut out, claim, list.width);
        if is_selected {
            out.restyle(theme.selected());
        }
    }
    pen.scrollbar(list, &shown, rows.len());
    split::detail(state, pen, panes, document);
}

/// Cells of what a claim is about, and of the claim itself.
fn widths(width: u16) -> (u16, u16) {
    let rest = width.saturating_sub(2 + VERDICT + LINE + 2 + 1);
    if rest < 40 {
        (rest, 0)
    } else {
        (rest * 3 / 5, rest - rest * 3 / 5)
    }
}

fn empty(state: &State) -> Vec<&str> {
    if let Some(complaint) = &state.audit.asked.complaint {
        vec![complaint, "Esc clears the filter; ? lists its words."]
    } else if state.project.audit.is_none()
        && state.project.progress.stage != Stage::Done
        && !state.is_scan_over
    {
        vec!["The document is held against the tree once the scan is over."]
    } else if state.project.audit.is_none() {
        vec![
            "No written audit is open.",
            "lacuna audit REPORT.md holds one against the tree, claim by claim.",
        ]
    } else if !state.audit.query.is_empty() {
        vec!["No claim matches; esc clears the filter."]
    } else {
        vec![
            "Nothing in this document could be read as a claim about tests.",
            "Claims are read from headings, lists, tables and sentences that name files or parts.",
        ]
    }
}

fn claim_row(out: &mut Row<'_, '_>, claim: &Claim, width: u16) {
    let theme = out.theme();
    let (sign, style) = sign(theme, claim.state);
    let (subject, words) = widths(width);
    out.field(&format!("{sign} {}", claim.state.word()), VERDICT, style)
        .number(&claim.line.to_string(), LINE, theme.dim())
        .skip(2);
    let end = out.x().saturating_add(subject);
    let room = usize::from(subject).saturating_sub(2);
    let (head, is_cut, tail) = cut_middle(&claim.subject, room).parts(&claim.subject);
    let ellipsis = if is_cut { theme.glyphs.ellipsis } else { "" };
    out.put(&format!("{head}{ellipsis}{tail}"), theme.text());
    let missing = end.saturating_sub(out.x());
    out.skip(missing);
    if words > 0 {
        let text = cut_end(&claim.claim, usize::from(words), theme.glyphs.ellipsis);
        out.field(&text, words, theme.dim());
    }
}

fn sort_at(state: &mut State, list: Rect, x: u16) {
    let left = x.saturating_sub(list.x);
    let column = match left {
        _ if left < 2 + VERDICT => ClaimColumn::Verdict,
        _ if left < 2 + VERDICT + LINE + 1 => ClaimColumn::Line,
        _ => ClaimColumn::Subject,
    };
    state.audit.sort.choose(column);
}

/// The selected claim with what is so.
fn document(state: &State, width: u16) -> Document {
    let mut out = Document::new(width.saturating_sub(1));
    let Some((audit, claim)) = state
        .project
        .audit
        .as_ref()
        .zip(state.audit.claim(&state.project))
    else {
        return out;
    };
    let theme = &state.theme;
    let label = |text: &'static str| Some(Piece::new(text, theme.dim()));
    const INDENT: usize = 9;
    out.wrapped(None, 0, &claim.subject, theme.strong());
    let (sign, style) = sign(theme, claim.state);
    out.line(vec![
        Piece::new(format!("{sign} {}", claim.state.word()), style),
        Piece::new(format!(": {}", meaning(claim.state)), theme.text()),
    ]);
    out.gap();
    let place = format!("{}:{}", audit.name, claim.line);
    out.wrapped(label("WRITTEN"), INDENT, &place, theme.accent());
    out.wrapped(None, INDENT, &claim.text, theme.text());
    if !claim.claim.is_empty() {
        out.wrapped(label("CLAIM"), INDENT, &claim.claim, theme.text());
    }
    out.gap();
    let truth = if claim.state == ClaimState::Unread {
        "WHY"
    } else {
        "TRUE IS"
    };
    out.wrapped(label(truth), INDENT, &claim.truth, theme.strong());
    if let Some((path, line)) = &claim.test {
        out.wrapped(
            label("TEST"),
            INDENT,
            &format!("{path}:{line}"),
            theme.good(),
        );
    }
    if let Some((commit, day)) = &claim.since {
        let text = format!("{day}, commit {commit}");
        // Without a test it is the commit at which the claim held.
        let word = match (claim.state, &claim.test) {
            (ClaimState::Outdated, None) => "WAS SO",
            _ => "SINCE",
        };
        out.wrapped(label(word), INDENT, &text, theme.text());
    }
    plan(&mut out, theme, audit);
    out
}

fn meaning(state: ClaimState) -> &'static str {
    match state {
        ClaimState::Wrong => "it does not hold",
        ClaimState::Outdated => "it held when it was written",
        ClaimState::Moved => "what it is about stands elsewhere now",
        ClaimState::Gone => "what it is about is not there any more",
        ClaimState::Ambiguous => "it is not clear what it is about",
        ClaimState::Unread => "it could not be read as a claim",
        ClaimState::Open => "it holds: there are no tests yet",
        ClaimState::Confirmed => "it holds",
    }
}

/// What of the document's plan can be taken over.
fn plan(out: &mut Document, theme: &Theme, audit: &WrittenAudit) {
    if audit.phases.is_empty() {
        return;
    }
    out.gap();
    let steps: usize = audit.phases.iter().map(|phase| phase.steps.len()).sum();
    let text = format!(
        "{} with {} can be taken over into the roadmap",
        counted(audit.phases.len(), "phase"),
        counted(steps, "step"),
    );
    out.wrapped(
        Some(Piece::new("PLAN", theme.dim())),
        9,
        &text,
        theme.text(),
    );
    for phase in audit.phases.iter() {
        out.wrapped(None, 11, &phase.name, theme.dim());
    }
}
