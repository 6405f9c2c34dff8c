//! What one more test would change.

use super::impact::Impact;
use super::suggest::callable_name;
use crate::model::{Counterfactual, File, Measured, Symbol, SymbolKind, SymbolStatus};

/// The test that would lower the risk most, by the symbol that it would call; none where none
/// would. The risk is that of [`score`](super::score()), with the lines of the symbol run as far as
/// those of functions that tests call usually are. What the symbol calls in turn is left aside, so
/// that the test may well do more.
pub(super) fn counterfactual(file: &File, impact: &Impact, risk: u8) -> Option<Counterfactual> {
    let measured = file.coverage.as_ref();
    let measured = measured.filter(|measured| measured.function_lines.total > 0);
    let mut best: Option<(f64, &str)> = None;
    for (at, symbol) in file.symbols.iter().enumerate() {
        let is_callable = symbol.kind != SymbolKind::Class && !file.is_of_template(symbol);
        let name = callable_name(file, symbol).filter(|_| symbol.counts() && is_callable);
        let Some(name) = name else {
            continue;
        };
        let gained = match measured {
            Some(measured) => measured_gain(measured, symbol),
            None => estimated_gain(file, at, symbol),
        };
        if best.is_none_or(|(most, _)| gained > most) {
            best = Some((gained, name));
        }
    }
    let (gained, name) = best?;
    let (run, all) = match measured {
        Some(measured) => {
            let all = f64::from(measured.function_lines.total);
            ((1.0 - measured.shortfall().unwrap_or(1.0)) * all, all)
        }
        None => estimated_lines(file),
    };
    let share = if all > 0.0 { (run + gained) / all } else { 0.0 };
    let left = risk_of(1.0 - share, impact);
    (left < risk).then(|| Counterfactual {
        symbol: name.into(),
        risk: left,
    })
}

/// The risk of a shortfall, 0 to 100.
pub(super) fn risk_of(shortfall: f64, impact: &Impact) -> u8 {
    (100.0 * shortfall.clamp(0.0, 1.0) * impact.total()).round() as u8
}

/// The lines of a symbol that run, of those that count, where at least this share of it does.
fn lines_run(file: &File, at: usize, symbol: &Symbol, least: f32) -> f64 {
    let known = file.symbol_status.get(at);
    let estimate = known.map_or(0.0, |known| known.estimate);
    f64::from(symbol.lines) * f64::from(estimate.max(least))
}

/// Function lines that run by the estimate, and all of them.
fn estimated_lines(file: &File) -> (f64, f64) {
    let counted = file.symbols.iter().enumerate();
    let counted = counted.filter(|(_, symbol)| symbol.counts());
    counted.fold((0.0, 0.0), |(run, all), (at, symbol)| {
        let lines = lines_run(file, at, symbol, SymbolStatus::UNSEEN);
        (run + lines, all + f64::from(symbol.lines))
    })
}

/// The lines that would run besides, were the symbol called as well; by the formula of the estimate.
fn estimated_gain(file: &File, at: usize, symbol: &Symbol) -> f64 {
    let run = |least| lines_run(file, at, symbol, least);
    run(SymbolStatus::CALLED) - run(SymbolStatus::UNSEEN)
}

/// The same of measured lines, with what is left of the symbol run.
fn measured_gain(measured: &Measured, symbol: &Symbol) -> f64 {
    let lines = measured.coverage.lines_within(symbol.start, symbol.end);
    let missed = lines.iter().filter(|line| line.hits == 0).count() as f64;
    missed * f64::from(SymbolStatus::CALLED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};
    use crate::model::{Basis, Count, FileCoverage, LineHits, TestStatus, Weights};
    use std::sync::Arc;

    /// An impact of 1.
    fn all() -> Impact {
        let weights = Weights {
            size: 1.0,
            complexity: 0.0,
            fan_in: 0.0,
            churn: 0.0,
            fixes: 0.0,
            authors: 0.0,
            domain: 0.0,
        };
        Impact::new([Some(1.0); 7], weights)
    }

    fn check(file: &File, risk: u8, expect: Option<(&str, u8)>) {
        let found = counterfactual(file, &all(), risk);
        let found = found
            .as_ref()
            .map(|found| (found.symbol.as_ref(), found.risk));
        assert_eq!(found, expect);
    }

    fn file() -> File {
        let mut file = source("a.py");
        file.symbols = [function("small", 1, 20, 1), function("large", 21, 100, 9)].into();
        file
    }

    #[test]
    fn the_symbol_with_most_lines_to_run_is_called() {
        // 80 lines to 0.91 and 20 to 0.13: 75.4 of 100 run.
        check(&file(), 100, Some(("large", 25)));
    }

    #[test]
    fn what_tests_run_already_need_not_be_called() {
        let mut file = file();
        let status = |estimate| SymbolStatus::new(TestStatus::Direct, estimate);
        file.symbol_status = [status(0.0), status(0.91)].into();
        // 20 x 0.91 + 80 x 0.91.
        check(&file, 25, Some(("small", 9)));
        file.symbol_status = [status(0.91), status(0.91)].into();
        check(&file, 9, None);
    }

    #[test]
    fn measured_lines_are_counted() {
        let mut file = file();
        let hits = |line| LineHits {
            line,
            hits: u64::from(line % 2 == 0 || line > 20),
        };
        file.coverage = Some(Arc::new(Measured {
            coverage: FileCoverage {
                lines: (1..=100).map(hits).collect(),
                ..FileCoverage::default()
            },
            basis: Basis::Measured,
            functions: Count::default(),
            function_lines: Count {
                covered: 90,
                total: 100,
            },
            partial_lines: 0,
            symbols: Box::default(),
        }));
        // Ten lines of `small` did not run: 90 + 9.1 of 100 would.
        check(&file, 10, Some(("small", 1)));
    }

    #[test]
    fn without_functions_there_is_nothing_to_call() {
        let mut file = source("a.py");
        file.symbols = [].into();
        check(&file, 50, None);
    }
}
