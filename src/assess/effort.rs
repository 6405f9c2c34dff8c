//! How much work it is to test what is left of a file.

use rustc_hash::FxHashSet;

use super::measure::is_judged;
use crate::model::{Effort, File, Import, Presence, Score, Symbol, SymbolKind};

/// Below this shortfall nothing worth planning is left.
const DONE: f32 = 0.1;

/// Bounds of points: lines that no test runs.
const LINES: [f32; 3] = [40.0, 120.0, 300.0];

/// Bounds of points: modules that the file uses, each of which a test has to provide or to replace.
const MODULES: [usize; 2] = [8, 16];

/// Bounds of points: parameters of its functions, which a test has to make.
const PARAMETERS: [usize; 2] = [12, 30];

/// Bounds of points: decisions.
const BRANCHES: [u32; 2] = [15, 50];

/// Says of every judged file how much work its tests are. A test to imitate in the same folder or
/// of the same kind takes one point off; runs after [`suggest`](super::suggest()).
pub fn estimate_effort(files: &[File], imports: &[&[Import]], scores: &mut [Score]) {
    for (at, (file, score)) in files.iter().zip(scores).enumerate() {
        let imports = imports.get(at).copied().unwrap_or_default();
        score.effort =
            (is_judged(file) && score.shortfall > DONE).then(|| effort(file, imports, score));
    }
}

fn effort(file: &File, imports: &[Import], score: &Score) -> Effort {
    let own = || file.symbols.iter().filter(|symbol| counts(symbol));
    let lines = file.function_lines.max(file.lines.code / 4) as f32 * score.shortfall;
    let modules: FxHashSet<&str> = imports
        .iter()
        .filter(|import| matches!(import.presence, Presence::Runtime | Presence::Dynamic))
        .map(|import| import.module.as_ref())
        .collect();
    let parameters: usize = own().map(parameters).sum();
    let branches: u32 = own()
        .map(|symbol| symbol.complexity.saturating_sub(1))
        .sum();
    let branches = (branches as f32 * score.shortfall) as u32;
    let points = above(&LINES, &lines)
        + above(&MODULES, &modules.len())
        + above(&PARAMETERS, &parameters)
        + above(&BRANCHES, &branches);
    let points = points.saturating_sub(usize::from(score.sibling_test.is_some()));
    match points {
        0 | 1 => Effort::Small,
        2..=4 => Effort::Medium,
        _ => Effort::Large,
    }
}

fn counts(symbol: &Symbol) -> bool {
    symbol.has_logic && !symbol.is_test && !symbol.is_test_only && symbol.kind != SymbolKind::Class
}

/// What a caller has to hand over; the receiver of a method is there already.
fn parameters(symbol: &Symbol) -> usize {
    let receivers = ["self", "cls", "&self", "&mut self"];
    let own = symbol.parameters.iter();
    own.filter(|parameter| !receivers.contains(&parameter.as_ref()))
        .count()
}

fn above<T: PartialOrd>(bounds: &[T], value: &T) -> usize {
    bounds.iter().filter(|bound| value > bound).count()
}
