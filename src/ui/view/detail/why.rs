//! Why a gap matters: its risk, term by term.

use super::LABEL;
use crate::model::Score;
use crate::ui::state::State;
use crate::ui::widget::{Document, Piece, cut_end, width_of, wrap};

/// The risk, term by term.
pub(super) fn why(state: &State, out: &mut Document, score: &Score, is_gap: bool) {
    if score.terms.is_empty() {
        return;
    }
    let theme = &state.theme;
    let impact: f32 = score.terms.iter().map(|term| term.share).sum();
    out.gap();
    out.line(vec![
        Piece::new(format!("{:<LABEL$}", "WHY"), theme.dim()),
        Piece::new(format!("risk {}", score.risk), theme.strong()),
        Piece::new(
            format!(
                " = shortfall {} {} impact {}",
                share(score.shortfall),
                theme.glyphs.times,
                share(impact)
            ),
            theme.text(),
        ),
    ]);
    let names = score.terms.iter().map(|term| width_of(&term.name)).max();
    let names = names.unwrap_or(0).min(24);
    // What adds nothing to the risk is no reason for it.
    let terms = score.terms.iter();
    for term in terms.filter(|term| share(term.share) != ".00") {
        let name = cut_end(&term.name, names, theme.glyphs.ellipsis);
        let pad = names - width_of(&name).min(names);
        let before = names + 16;
        let room = out.width().saturating_sub(before).max(12);
        let mut facts = wrap(&term.fact, room).into_iter();
        out.line(vec![
            Piece::new(format!("  {:>4} ", share(term.share)), theme.text()),
            Piece::new(
                format!("{:<7}", theme.glyphs.unit.repeat(units(term.share))),
                theme.accent(),
            ),
            Piece::new(format!("{name}{}  ", " ".repeat(pad)), theme.text()),
            Piece::new(facts.next().unwrap_or_default(), theme.dim()),
        ]);
        for fact in facts {
            out.line(vec![
                Piece::new(" ".repeat(before), theme.text()),
                Piece::new(fact, theme.dim()),
            ]);
        }
    }
    if let Some(change) = score.counterfactual.as_ref().filter(|_| is_gap) {
        let text = format!(
            "{} {} with one test that {}",
            theme.glyphs.leads,
            change.risk,
            match &*change.symbol {
                "<template>" => "draws its template".to_owned(),
                name => format!("calls {name}"),
            }
        );
        out.wrapped(None, 2, &text, theme.good());
    }
}

/// A share as `.24` or `1.00`: the leading nought says nothing.
fn share(share: f32) -> String {
    let text = format!("{:.2}", share.clamp(0.0, 1.0));
    text.strip_prefix('0').unwrap_or(&text).to_owned()
}

/// Signs for a share: one for each twentieth, at most six.
fn units(share: f32) -> usize {
    let steps = [0.02, 0.075, 0.125, 0.175, 0.225, 0.275];
    steps.iter().filter(|step| share >= **step).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_lose_their_leading_nought() {
        assert_eq!(share(0.24), ".24");
        assert_eq!(share(1.0), "1.00");
        assert_eq!(share(0.0), ".00");
        assert_eq!(share(7.0), "1.00");
    }

    #[test]
    fn bigger_terms_have_more_signs() {
        assert_eq!(units(0.0), 0);
        assert_eq!(units(0.02), 1);
        assert_eq!(units(0.24), 5);
        assert_eq!(units(0.9), 6);
    }
}
