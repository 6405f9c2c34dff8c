//! Squarified treemaps (Bruls, Huizing and van Wijk, 2000): areas in proportion to weights, in
//! rectangles that are as near to squares as rows of them allow.

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// From its left edge to its right one.
    pub width: f64,
    /// From its top edge to its bottom one.
    pub height: f64,
}

impl Rectangle {
    /// The rectangle without a margin, and without a strip at its top.
    pub fn inner(self, margin: f64, strip: f64) -> Self {
        Self {
            x: self.x + margin,
            y: self.y + margin + strip,
            width: (self.width - 2.0 * margin).max(0.0),
            height: (self.height - 2.0 * margin - strip).max(0.0),
        }
    }

    fn shorter_side(self) -> f64 {
        self.width.min(self.height)
    }
}

/// One rectangle for each weight; weights are above 0 and the largest come first.
pub fn squarify(weights: &[f64], within: Rectangle) -> Vec<Rectangle> {
    let total: f64 = weights.iter().sum();
    let scale = if total > 0.0 {
        within.width * within.height / total
    } else {
        0.0
    };
    let areas: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    let mut placed = Vec::with_capacity(areas.len());
    let mut rest = within;
    let mut open = areas.as_slice();
    while !open.is_empty() {
        let mut count = 1;
        let side = rest.shorter_side();
        let mut worst = worst_ratio(open.get(..1).unwrap_or_default(), side);
        while let Some(row) = open.get(..=count) {
            let next = worst_ratio(row, side);
            if next > worst {
                break;
            }
            worst = next;
            count += 1;
        }
        let (row, later) = open.split_at(count.min(open.len()));
        rest = place(row, rest, &mut placed);
        open = later;
    }
    placed
}

/// The longest side divided by the shortest, of the worst rectangle of a row.
fn worst_ratio(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    if sum <= 0.0 || side <= 0.0 {
        return f64::INFINITY;
    }
    let thickness = sum / side;
    row.iter()
        .map(|area| {
            let length = area / thickness;
            (length / thickness).max(thickness / length)
        })
        .fold(0.0, f64::max)
}

/// Places a row along the shorter side; what is left is returned.
fn place(row: &[f64], rest: Rectangle, placed: &mut Vec<Rectangle>) -> Rectangle {
    let sum: f64 = row.iter().sum();
    let side = rest.shorter_side();
    let thickness = if side > 0.0 { sum / side } else { 0.0 };
    let is_column = rest.width >= rest.height;
    let mut at = 0.0;
    for area in row {
        let length = if thickness > 0.0 {
            area / thickness
        } else {
            0.0
        };
        placed.push(if is_column {
            Rectangle {
                x: rest.x,
                y: rest.y + at,
                width: thickness,
                height: length,
            }
        } else {
            Rectangle {
                x: rest.x + at,
                y: rest.y,
                width: length,
                height: thickness,
            }
        });
        at += length;
    }
    if is_column {
        Rectangle {
            x: rest.x + thickness,
            width: (rest.width - thickness).max(0.0),
            ..rest
        }
    } else {
        Rectangle {
            y: rest.y + thickness,
            height: (rest.height - thickness).max(0.0),
            ..rest
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WITHIN: Rectangle = Rectangle {
        x: 0.0,
        y: 0.0,
        width: 6.0,
        height: 4.0,
    };

    #[test]
    fn the_papers_example_comes_out_as_drawn() {
        // Weights and rectangle of the paper's figure 4; its first two are 3 x 2 each.
        let placed = squarify(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], WITHIN);
        let first: Vec<_> = placed
            .iter()
            .take(2)
            .map(|rectangle| {
                let Rectangle {
                    x,
                    y,
                    width,
                    height,
                } = *rectangle;
                (x, y, width, height)
            })
            .collect();
        assert_eq!(first, [(0.0, 0.0, 3.0, 2.0), (0.0, 2.0, 3.0, 2.0)]);
    }

    #[test]
    fn nothing_is_placed_in_nothing() {
        assert_eq!(squarify(&[], WITHIN), []);
        let flat = Rectangle {
            height: 0.0,
            ..WITHIN
        };
        assert!(
            squarify(&[1.0, 1.0], flat)
                .iter()
                .all(|placed| placed.height == 0.0)
        );
    }

    proptest! {
        #[test]
        fn areas_are_in_proportion_and_inside(mut weights in prop::collection::vec(1.0f64..1000.0, 1..60)) {
            weights.sort_by(|left, right| right.total_cmp(left));
            let total: f64 = weights.iter().sum();
            let placed = squarify(&weights, WITHIN);
            prop_assert_eq!(placed.len(), weights.len());
            for (placed, weight) in placed.iter().zip(&weights) {
                let area = placed.width * placed.height;
                prop_assert!((area - 24.0 * weight / total).abs() < 1e-6);
                prop_assert!(placed.x >= -1e-9 && placed.x + placed.width <= 6.0 + 1e-6);
                prop_assert!(placed.y >= -1e-9 && placed.y + placed.height <= 4.0 + 1e-6);
            }
        }
    }
}
