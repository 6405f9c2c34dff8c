//! Shares as bars whose texture tells where the figure comes from.

use super::Row;
use crate::model::Basis;

/// Writes a bar of `width` cells: what is measured first, what is estimated after it, and a tick
/// at the target.
pub(crate) fn gauge(
    row: &mut Row<'_, '_>,
    width: u16,
    ratio: f64,
    basis: Basis,
    measured_share: f64,
    target: Option<f64>,
    style: ratatui::style::Style,
) {
    let theme = row.theme();
    let filled = cells(width, ratio);
    let measured = match basis {
        Basis::Mixed => cells(filled, measured_share),
        Basis::Measured | Basis::Stale | Basis::Estimated => 0,
    };
    let tick = target.map(|target| cells(width, target).min(width.saturating_sub(1)));
    for cell in 0..width {
        if cell < measured {
            row.put(theme.glyphs.measured, style);
        } else if cell < filled {
            row.put(theme.texture(basis), style);
        } else if tick == Some(cell) {
            row.put(theme.glyphs.tick, theme.dim());
        } else {
            row.skip(1);
        }
    }
}

/// Whole cells of a share; something shows as soon as there is something.
fn cells(width: u16, share: f64) -> u16 {
    let exact = f64::from(width) * share.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most `width`"
    )]
    let whole = (exact + 1e-9).floor() as u16;
    if whole == 0 && share > 0.0 {
        width.min(1)
    } else {
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_share_shows() {
        assert_eq!(cells(10, 0.0), 0);
        assert_eq!(cells(10, 0.001), 1);
        assert_eq!(cells(10, 0.99), 9);
        assert_eq!(cells(10, 1.0), 10);
        assert_eq!(cells(0, 0.5), 0);
    }
}
