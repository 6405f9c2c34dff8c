//! What the ways from the tests mean for one file.

use rustc_hash::FxHashSet;

use crate::lang::Family;
use crate::model::{
    Confidence, FileFacts, FileId, FileKind, Finding, Link, Symbol, SymbolKind, SymbolStatus,
    TestStatus,
};
use crate::scan::calls::{Index, Node, Strength, Way, is_constructor, is_left_out};
use crate::scan::extract::Unit;
use crate::scan::link::has_running_tests;

use super::Reach;
use super::evidence::origin;
use super::incoming::Incoming;
use super::started::is_started;
use super::unsure::Unsure;

/// What is known of all files.
pub(super) struct Known<'a, 'b> {
    pub(super) incoming: Incoming,
    /// Where tests may lead in ways that cannot be followed.
    pub(super) unsure: Unsure,
    /// Files of which tests replace something.
    pub(super) replaced: FxHashSet<FileId>,
    /// Whether Python code of the tree is loaded by names in strings.
    pub(super) loads_by_name: bool,
    pub(super) index: &'b Index<'a>,
    pub(super) ways: &'b [Option<Way>],
}

impl Known<'_, '_> {
    fn is_replaced(&self, file: FileId) -> bool {
        self.incoming.is_mocked(file) || self.replaced.contains(&file)
    }

    fn way(&self, node: Node) -> Option<&Way> {
        self.ways.get(node.0 as usize)?.as_ref()
    }
}

/// Judges one file.
pub(super) fn judge(file: FileId, unit: &Unit, tests: Vec<Link>, known: &Known<'_, '_>) -> Reach {
    let module = known.way(known.index.module(file));
    let mut reach = Reach {
        status: None,
        confidence: Confidence::Likely,
        estimate: 0.0,
        symbols: Vec::new(),
        origin: module.and_then(|way| origin(known.index, way)),
        tests: Vec::new(),
        fan_in: known.incoming.fan_in(file),
        findings: Vec::new(),
    };
    let Some(facts) = &unit.facts else {
        // Source in a language that is read, and yet it was not: too long, or not readable.
        if unit.kind == FileKind::Source && unit.language.is_some() {
            reach.status = Some(TestStatus::Unread);
            reach.confidence = Confidence::Tentative;
        }
        return reach;
    };
    if unit.kind == FileKind::Test && !has_running_tests(unit) {
        reach.findings.push(Finding::DeadTest);
    }
    reach.symbols = symbols(file, facts, known);
    if unit.kind != FileKind::Source {
        return reach;
    }
    if !facts.errors.is_empty() {
        reach.findings.push(Finding::SyntaxError);
    }
    let (status, confidence) = file_status(file, unit, facts, &reach.symbols, known);
    reach.status = Some(status);
    reach.confidence = confidence;
    reach.estimate = estimate(facts, &reach.symbols, module.is_some());
    if status.is_gap() {
        if known.is_replaced(file) {
            reach.findings.push(Finding::OnlyMocked);
        }
        if !known.incoming.is_named(file) && !is_started(known.index, file, unit) {
            reach.findings.push(Finding::PossiblyDead);
        }
    } else if status.is_of_logic() {
        reach.tests = tests;
    }
    reach
}

fn symbols(file: FileId, facts: &FileFacts, known: &Known<'_, '_>) -> Vec<SymbolStatus> {
    (0_u32..)
        .zip(&facts.symbols)
        .map(|(at, symbol)| {
            let way = known.way(known.index.node(file, at));
            let status = match way {
                _ if !symbol.has_logic => TestStatus::NoLogic,
                None => TestStatus::Unreached,
                Some(way) if way.hops <= 1 && way.weakest <= Strength::Import => TestStatus::Direct,
                Some(_) => TestStatus::Reached,
            };
            SymbolStatus {
                status,
                confidence: way.map_or(Confidence::Likely, |way| confidence_of(known.index, way)),
                estimate: way.filter(|_| symbol.has_logic).map_or(0.0, expected),
                hops: way.map_or(0, |way| way.hops),
                origin: way.and_then(|way| origin(known.index, way)),
            }
        })
        .collect()
}

/// A step that a framework or a common name makes is only a guess.
fn confidence_of(index: &Index<'_>, way: &Way) -> Confidence {
    match way.weakest {
        // Many a run of the tests leaves it out.
        Strength::Call | Strength::Import if is_left_out(index, way.start) => Confidence::Likely,
        Strength::Call | Strength::Import if way.hops <= 1 => Confidence::Certain,
        Strength::Call | Strength::Import | Strength::Use => Confidence::Likely,
        Strength::Framework | Strength::Guess => Confidence::Tentative,
    }
}

fn file_status(
    file: FileId,
    unit: &Unit,
    facts: &FileFacts,
    symbols: &[SymbolStatus],
    known: &Known<'_, '_>,
) -> (TestStatus, Confidence) {
    if !facts.has_logic() {
        // What is behind an error is not known, so that nothing is said of it.
        return if facts.errors.is_empty() {
            // What a function that says nothing stands for, others may fill in.
            let mut symbols = facts.symbols.iter();
            let may_run = facts.has_enum || symbols.any(|it| it.kind != SymbolKind::Class);
            let confidence = match may_run {
                true => Confidence::Likely,
                false => Confidence::Certain,
            };
            (TestStatus::NoLogic, confidence)
        } else {
            (TestStatus::Unread, Confidence::Tentative)
        };
    }
    let own = || {
        facts
            .symbols
            .iter()
            .zip(symbols)
            .filter(|(symbol, _)| symbol.counts())
    };
    let best = own().map(|(_, status)| status.status).max();
    let module = known.way(known.index.module(file));
    let is_imported = known.incoming.is_imported_by_tests(file);
    // Making an object is no use of it where tests replace what it does.
    let only_made = || {
        let mut run = own().filter(|(_, status)| status.hops > 0);
        known.is_replaced(file) && run.all(|(symbol, _)| is_constructor(symbol))
    };
    match (best, module) {
        (Some(TestStatus::Direct | TestStatus::Reached), _) if only_made() => {
            (TestStatus::Hollow, Confidence::Likely)
        }
        (Some(TestStatus::Reached), _) if is_python(unit) && is_scarcely_run(own()) => {
            (TestStatus::Unreached, Confidence::Tentative)
        }
        (Some(status @ (TestStatus::Direct | TestStatus::Reached)), _) => {
            let confidence = own()
                .filter(|(_, symbol)| symbol.status == status)
                .map(|(_, symbol)| symbol.confidence)
                .max();
            (status, confidence.unwrap_or(Confidence::Likely))
        }
        // All its logic stands outside of functions, and runs on import.
        (None, Some(_)) if is_imported => (TestStatus::Direct, Confidence::Likely),
        (None, Some(_)) => (TestStatus::Reached, Confidence::Likely),
        _ if is_imported || known.is_replaced(file) => (TestStatus::Hollow, Confidence::Likely),
        _ => (TestStatus::Unreached, sure_of_gap(file, unit, known)),
    }
}

fn is_python(unit: &Unit) -> bool {
    let language = unit.language;
    language.is_some_and(|language| language.family == Family::Python)
}

/// Least share of the lines of a file's functions that guesses lead to, where nothing else leads
/// there: of 73 measured files with less, 65 had less than a twentieth of their statements run.
const LEAST_GUESSED: f32 = 0.05;

/// Whether all that tests lead to in a file is a guess, and next to nothing of it: the function that
/// registers a plugin, which nobody chooses.
fn is_scarcely_run<'s>(own: impl Iterator<Item = (&'s Symbol, &'s SymbolStatus)>) -> bool {
    let (mut all, mut run) = (0, 0);
    for (symbol, status) in own {
        all += symbol.lines;
        if !status.status.is_gap() {
            if status.confidence > Confidence::Tentative {
                return false;
            }
            run += symbol.lines;
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "files have far fewer lines than f32 tells apart"
    )]
    let is_scarce = (run as f32) < LEAST_GUESSED * all as f32;
    is_scarce
}

/// A file that no import of any test leads to was untested in 97 of 97 measured files of the
/// ECMAScript family. Python may load files by name; where nothing in the tree does, the same
/// holds, unless tests themselves load what they compute or what is not to be found. Elsewhere all
/// files of a package belong together, or tests start whole programs.
fn sure_of_gap(file: FileId, unit: &Unit, known: &Known<'_, '_>) -> Confidence {
    let is_sure = match unit.language.map(|language| language.family) {
        Some(family @ Family::EcmaScript) => !known.unsure.has(family, file, &unit.path),
        Some(family @ Family::Python) => {
            !known.loads_by_name && !known.unsure.has(family, file, &unit.path)
        }
        Some(Family::Go | Family::Rust) | None => false,
    };
    let is_whole = unit
        .facts
        .as_ref()
        .is_none_or(|facts| facts.errors.is_empty());
    if is_sure && is_whole && !known.incoming.is_near_tests(file) {
        Confidence::Certain
    } else {
        Confidence::Likely
    }
}

/// Lines of code that are expected to run over all, of the functions that count.
fn estimate(facts: &FileFacts, symbols: &[SymbolStatus], is_imported: bool) -> f32 {
    let mut all = 0.0;
    let mut run = 0.0;
    let mut is_reached = false;
    for (symbol, status) in facts
        .symbols
        .iter()
        .zip(symbols)
        .filter(|(symbol, _)| symbol.counts())
    {
        #[expect(
            clippy::cast_precision_loss,
            reason = "files have far fewer lines than f32 tells apart"
        )]
        let lines = symbol.lines as f32;
        all += lines;
        run += lines * status.estimate.max(SymbolStatus::UNSEEN);
        is_reached |= status.estimate > 0.0;
    }
    if all > 0.0 {
        if is_reached { run / all } else { 0.0 }
    } else if is_imported {
        1.0
    } else {
        0.0
    }
}

/// Expected share of a definition's lines that run, by the way there: measured over the 15,000
/// functions of rich, beets, mkdocs, streamlink, sopel, linkding, lexical, bulletproof-react, hono,
/// cheat, chi, expr, goldmark and fd, where definitions that nothing leads to still run to
/// [`SymbolStatus::UNSEEN`]. What tests pass on themselves was measured anew, over 730 functions of
/// two dozen more.
fn expected(way: &Way) -> f32 {
    const CALLED: f32 = SymbolStatus::CALLED;
    let by_hops: [f32; 6] = match way.weakest {
        Strength::Call | Strength::Import => [CALLED, CALLED, 0.90, 0.85, 0.85, 0.85],
        Strength::Use => [0.80, 0.85, 0.74, 0.76, 0.76, 0.60],
        Strength::Framework => [0.95, 0.90, 0.80, 0.77, 0.74, 0.70],
        Strength::Guess => [0.78, 0.77, 0.77, 0.76, 0.74, 0.68],
    };
    let hops = (way.hops as usize).min(by_hops.len() - 1);
    by_hops.get(hops).copied().unwrap_or_default()
}
