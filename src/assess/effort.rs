//! How much work it is to test what is left of a file.

use rustc_hash::FxHashSet;

use super::domain::is_view;
use super::measure::is_judged;
use crate::model::{Effort, File, Import, Score, Symbol, SymbolKind};

/// Below this shortfall nothing worth planning is left.
const DONE: f32 = 0.1;

/// Bounds of points: lines that no test runs.
const LINES: [f32; 3] = [40.0, 120.0, 300.0];

/// Bounds of points: modules that the file uses, each of which a test has to provide or to replace.
const MODULES: [usize; 2] = [8, 16];

/// Bounds of points: parameters of its functions, which a test has to make.
const PARAMETERS: [usize; 2] = [12, 30];

/// Bounds of points: decisions of what has to be mounted, each of which shows something else.
const CONDITIONS: [u32; 1] = [4];

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
        .filter(|import| import.presence.is_loaded())
        .map(|import| import.module.as_ref())
        .collect();
    // Not all languages tell the parameters: a function without any is taken to have one.
    let called = own().filter(|symbol| !file.is_of_template(symbol)).count();
    let parameters: usize = own().map(parameters).sum::<usize>().max(called);
    let branches: u32 = own()
        .map(|symbol| symbol.complexity.saturating_sub(1))
        .sum();
    let branches = (branches as f32 * score.shortfall) as u32;
    let points = above(&LINES, &lines)
        + above(&MODULES, &modules.len())
        + above(&PARAMETERS, &parameters)
        + above(&BRANCHES, &branches)
        + match is_view(file) {
            true => 1 + above(&CONDITIONS, &branches),
            false => 0,
        };
    let points = points.saturating_sub(usize::from(score.sibling_test.is_some()));
    match points {
        0 | 1 => Effort::Small,
        2..=4 => Effort::Medium,
        _ => Effort::Large,
    }
}

fn counts(symbol: &Symbol) -> bool {
    symbol.counts() && symbol.kind != SymbolKind::Class
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};
    use crate::model::Presence;

    /// A file of one function of so many lines and decisions, none of it tested.
    fn sized(lines: u32, branches: u32) -> File {
        let mut file = source("a.py");
        file.function_lines = lines;
        file.symbols = [function("run", 1, lines, branches + 1)].into();
        file
    }

    fn check(file: &File, modules: usize, change: impl Fn(&mut Score), expect: Option<Effort>) {
        let imports: Vec<Import> = (0..modules)
            .map(|number| Import {
                is_test_only: false,
                module: format!("module{number}").into(),
                names: Vec::new(),
                alias: None,
                line: 1,
                presence: Presence::Runtime,
                within: None,
            })
            .collect();
        let mut score = Score {
            shortfall: 1.0,
            ..Score::default()
        };
        change(&mut score);
        let mut scores = [score];
        estimate_effort(std::slice::from_ref(file), &[&imports], &mut scores);
        assert_eq!(scores[0].effort, expect);
    }

    #[test]
    fn size_decisions_and_what_is_used_make_work() {
        check(&sized(30, 2), 3, |_| {}, Some(Effort::Small));
        // Two points for the lines.
        check(&sized(200, 2), 3, |_| {}, Some(Effort::Medium));
        // Three for the lines, one for the decisions, one for the modules.
        check(&sized(400, 20), 9, |_| {}, Some(Effort::Large));
    }

    #[test]
    fn a_test_to_imitate_saves_work() {
        let like = |score: &mut Score| score.sibling_test = Some("test_b.py".into());
        check(&sized(200, 2), 3, like, Some(Effort::Small));
    }

    #[test]
    fn only_what_is_left_is_work() {
        check(
            &sized(400, 20),
            3,
            |score| score.shortfall = 0.2,
            Some(Effort::Small),
        );
        check(&sized(400, 20), 3, |score| score.shortfall = 0.1, None);
    }

    #[test]
    fn a_template_has_to_be_mounted() {
        let mut file = sized(60, 2);
        check(&file, 3, |_| {}, Some(Effort::Small));
        let mut template = function("<template>", 100, 140, 3);
        template.kind = SymbolKind::Template;
        file.symbols = [file.symbols[0].clone(), template].into();
        check(&file, 3, |_| {}, Some(Effort::Medium));
    }

    #[test]
    fn parameters_are_fixtures_to_build() {
        let mut file = sized(60, 2);
        let mut symbol = file.symbols[0].clone();
        symbol.parameters = std::iter::once("self".into())
            .chain((0..13).map(|number| format!("p{number}").into()))
            .collect();
        file.symbols = [symbol].into();
        check(&file, 3, |_| {}, Some(Effort::Medium));
    }
}
