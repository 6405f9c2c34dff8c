//! Follows imports from the tests, and says of each source file which tests lead there.
//!
//! This works on files: a file that a test imports is `direct`, one that is only imported on the
//! way is `reached`. What is imported as a type only, dynamically or inside a mock leads nowhere.

use rustc_hash::FxHashMap;

use crate::lang::Family;
use crate::model::{
    Confidence, FileId, FileKind, Finding, Link, LinkKind, Presence, SymbolStatus, TestStatus,
};

use super::calls::{Index, Node, Strength, Way, call_graph, distances};
use super::extract::Unit;
use super::frameworks::uses;
use super::link::{TestStart, has_running_tests, link};
use super::resolve::{EdgeKind, Graph};
use super::walk::Tree;

/// Most tests that are remembered for a file beyond those that use it directly, nearest first.
const MAX_TESTS: usize = 16;

/// Expected share of the function lines that run, by status: the mean over the source files of
/// seven measured repositories (rich, beets, mkdocs, lexical, bulletproof-react, cheat, fd).
const EXPECTED_DIRECT: f32 = 0.8;
/// See [`EXPECTED_DIRECT`].
const EXPECTED_REACHED: f32 = 0.5;

/// What the tests mean for one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Whether tests exercise it; none for files that are not source.
    pub status: Option<TestStatus>,
    /// How sure that is.
    pub confidence: Confidence,
    /// Expected share of the function lines that tests run, 0 to 1.
    pub estimate: f32,
    /// Statuses of its symbols, index by index.
    pub symbols: Vec<SymbolStatus>,
    /// Tests that lead there, nearest first, then by path.
    pub tests: Vec<Link>,
    /// Number of source files that import it at run time.
    pub fan_in: u32,
    /// What else there is to say.
    pub findings: Vec<Finding>,
}

/// Follows the edges from all tests; the result is in the order of `units`.
pub fn reach(tree: &Tree, units: &[Unit], graph: &Graph) -> Vec<Reach> {
    let starts = link(units, graph);
    let tests = follow(units, graph, &starts);
    let incoming = Incoming::of(units, graph);
    let index = Index::new(units, graph);
    let calls = call_graph(&index, uses(&index, tree));
    let ways = distances(&index, &calls);
    units
        .iter()
        .zip(tests)
        .enumerate()
        .map(|(at, (unit, tests))| {
            let file = FileId(u32::try_from(at).unwrap_or(u32::MAX));
            judge(file, unit, tests, &incoming, &index, &ways)
        })
        .collect()
}

/// Breadth first from all tests at once, so that the nearest come first.
fn follow(units: &[Unit], graph: &Graph, starts: &[TestStart]) -> Vec<Vec<Link>> {
    let mut tests: Vec<Vec<Link>> = vec![Vec::new(); units.len()];
    let mut frontier: Vec<(FileId, Link)> = Vec::new();
    let mocked: FxHashMap<FileId, &TestStart> = starts
        .iter()
        .filter(|start| !start.mocked.is_empty())
        .map(|start| (start.test, start))
        .collect();
    for start in starts {
        frontier.extend(start.targets.iter().copied());
    }
    while !frontier.is_empty() {
        let mut next = Vec::new();
        for (file, link) in frontier {
            let is_direct = link.kind != LinkKind::Transitive;
            let Some(known) = tests.get_mut(file.0 as usize) else {
                continue;
            };
            let is_known = known.iter().any(|other| other.test == link.test);
            if is_known || (known.len() >= MAX_TESTS && !is_direct) {
                continue;
            }
            known.push(link);
            let edges = graph.edges.get(file.0 as usize).into_iter().flatten();
            for edge in
                edges.filter(|edge| edge.presence == Presence::Runtime && !edge.is_test_only)
            {
                let is_mocked = mocked
                    .get(&link.test)
                    .is_some_and(|start| start.mocked.contains(&edge.to));
                if !is_mocked {
                    let step = Link {
                        kind: LinkKind::Transitive,
                        via: file,
                        line: edge.line,
                        hops: link.hops + 1,
                        ..link
                    };
                    next.push((edge.to, step));
                }
            }
        }
        frontier = next;
    }
    tests
}

/// Who imports a file.
struct Incoming {
    /// Number of source files that import it at run time, by file.
    fan_in: Vec<u32>,
    /// Whether anything but a test names it in any way, by file.
    is_named: Vec<bool>,
    /// Whether a test mocks it, by file.
    is_mocked: Vec<bool>,
}

impl Incoming {
    fn of(units: &[Unit], graph: &Graph) -> Self {
        let mut incoming = Self {
            fan_in: vec![0; units.len()],
            is_named: vec![false; units.len()],
            is_mocked: vec![false; units.len()],
        };
        for (unit, edges) in units.iter().zip(&graph.edges) {
            let mut seen = rustc_hash::FxHashSet::default();
            for edge in edges {
                let to = edge.to.0 as usize;
                let is_production = !matches!(unit.kind, FileKind::Test | FileKind::Support);
                if edge.presence == Presence::Mocked {
                    set(&mut incoming.is_mocked, to);
                } else if is_production && edge.kind != EdgeKind::Passes && !edge.is_test_only {
                    set(&mut incoming.is_named, to);
                    let counts =
                        unit.kind == FileKind::Source && edge.presence == Presence::Runtime;
                    if counts
                        && seen.insert(to)
                        && let Some(count) = incoming.fan_in.get_mut(to)
                    {
                        *count += 1;
                    }
                }
            }
        }
        incoming
    }

    fn get(list: &[bool], file: FileId) -> bool {
        list.get(file.0 as usize).copied().unwrap_or_default()
    }
}

fn set(list: &mut [bool], index: usize) {
    if let Some(slot) = list.get_mut(index) {
        *slot = true;
    }
}

fn judge(
    file: FileId,
    unit: &Unit,
    tests: Vec<Link>,
    incoming: &Incoming,
    index: &Index<'_>,
    ways: &[Option<Way>],
) -> Reach {
    let mut reach = Reach {
        status: None,
        confidence: Confidence::Likely,
        estimate: 0.0,
        symbols: Vec::new(),
        tests: Vec::new(),
        fan_in: incoming
            .fan_in
            .get(file.0 as usize)
            .copied()
            .unwrap_or_default(),
        findings: Vec::new(),
    };
    if unit.kind == FileKind::Test && unit.facts.is_some() && !has_running_tests(unit) {
        reach.findings.push(Finding::DeadTest);
    }
    let (FileKind::Source, Some(facts)) = (unit.kind, &unit.facts) else {
        return reach;
    };
    if !facts.errors.is_empty() {
        reach.findings.push(Finding::SyntaxError);
    }
    let way = |node: Node| ways.get(node.0 as usize).copied().flatten();
    reach.symbols = (0_u32..)
        .zip(&facts.symbols)
        .map(|(at, symbol)| {
            let status = match way(index.node(file, at)) {
                _ if !symbol.has_logic => TestStatus::NoLogic,
                None => TestStatus::Unreached,
                Some(way) if way.hops <= 1 && way.weakest <= Strength::Import => TestStatus::Direct,
                Some(_) => TestStatus::Reached,
            };
            let estimate = match way(index.node(file, at)) {
                Some(way) if symbol.has_logic => expected(&way),
                _ => 0.0,
            };
            SymbolStatus { status, estimate }
        })
        .collect();
    let best = facts
        .symbols
        .iter()
        .zip(&reach.symbols)
        .filter(|(symbol, _)| !symbol.is_test && !symbol.is_test_only)
        .map(|(_, status)| status.status)
        .filter(|status| *status != TestStatus::NoLogic)
        .max();
    let module = way(index.module(file));
    let imported = tests.iter().any(|link| link.kind != LinkKind::Transitive);
    let status = if !facts.has_logic() {
        TestStatus::NoLogic
    } else {
        match best {
            Some(TestStatus::Unreached) | None if best.is_none() && module.is_some() => {
                if imported {
                    TestStatus::Direct
                } else {
                    TestStatus::Reached
                }
            }
            Some(TestStatus::Unreached) | None if imported => TestStatus::Hollow,
            Some(best) => best,
            None => TestStatus::Unreached,
        }
    };
    reach.status = Some(status);
    let (mut lines, mut run, mut to) = (0.0, 0.0, 0);
    for (symbol, st) in facts.symbols.iter().zip(&reach.symbols) {
        if symbol.has_logic && !symbol.is_test && !symbol.is_test_only {
            let l = (symbol.end + 1).saturating_sub(symbol.start) as f32;
            let _ = &mut to;
            lines += l;
            run += l * st.estimate;
        }
    }
    reach.estimate = if lines > 0.0 {
        run / lines
    } else if module.is_some() {
        1.0
    } else {
        0.0
    };
    reach.confidence = confidence(status, unit);
    if status == TestStatus::Unreached {
        if Incoming::get(&incoming.is_mocked, file) {
            reach.findings.push(Finding::OnlyMocked);
        }
        if !Incoming::get(&incoming.is_named, file) && !is_started(unit) {
            reach.findings.push(Finding::PossiblyDead);
        }
    }
    reach.tests = tests;
    reach
}

/// That no import leads to a script of a web page was right 97 times out of 97 in measured
/// repositories; elsewhere frameworks load code by name.
fn confidence(status: TestStatus, unit: &Unit) -> Confidence {
    let family = unit.language.map(|language| language.family);
    match status {
        TestStatus::Unreached if family == Some(Family::EcmaScript) => Confidence::Certain,
        TestStatus::NoLogic => Confidence::Certain,
        _ => Confidence::Likely,
    }
}

/// Expected share of a definition's lines that run, by the way there.
fn expected(way: &Way) -> f32 {
    match way.weakest {
        Strength::Call | Strength::Import if way.hops <= 1 => 0.9,
        Strength::Call | Strength::Import => 0.8,
        Strength::Use => 0.7,
        Strength::Framework => 0.6,
        Strength::Guess => 0.5,
    }
}

/// Names of files that something outside of the imports starts.
const STARTED_STEMS: [&str; 14] = [
    "main", "__main__", "app", "server", "manage", "run", "wsgi", "asgi", "cli", "index", "worker",
    "setup", "__init__", "mod",
];

/// Folders whose files a framework finds by their place.
const STARTED_FOLDERS: [&str; 10] = [
    "pages", "routes", "app", "scripts", "bin", "cmd", "commands", "plugins", "public", "tools",
];

/// Whether something other than an import may start the file: a person, a runner, a framework.
/// Go and Rust build all files of a package, so that none is dead by imports alone.
fn is_started(unit: &Unit) -> bool {
    let family = unit.language.map(|language| language.family);
    if matches!(family, Some(Family::Go | Family::Rust) | None) {
        return true;
    }
    let mut parts: Vec<&str> = unit.path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let is_script = unit
        .facts
        .iter()
        .flat_map(|facts| &facts.references)
        .any(|reference| reference.within.is_none() && &*reference.path == "__name__");
    is_script
        || STARTED_STEMS.contains(&stem)
        || name.contains("worker")
        || name.starts_with('+')
        || parts.iter().any(|part| STARTED_FOLDERS.contains(part))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{statuses, units};
    use super::*;

    fn check(fixture: &str, expect: &[&str]) {
        assert_eq!(statuses(fixture), expect);
    }

    #[test]
    fn what_a_test_imports_is_direct_and_what_that_imports_is_reached() {
        check(
            "//- /pkg/__init__.py\n\
             //- /pkg/a.py\nfrom pkg.b import g\ndef f():\n    return g()\n\
             //- /pkg/b.py\ndef g():\n    return 1\n\
             //- /pkg/c.py\ndef h():\n    return 1\n\
             //- /tests/test_a.py\nfrom pkg.a import f\ndef test_f():\n    assert f() == 1\n",
            &[
                "pkg/__init__.py no-logic",
                "pkg/a.py direct",
                "pkg/b.py reached",
                "pkg/c.py unreached",
            ],
        );
    }

    #[test]
    fn what_is_imported_as_a_type_only_is_not_reached() {
        check(
            "//- /a.py\ndef f():\n    return 1\n\
             //- /test_a.py\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import f\n\
             def test_f():\n    assert True\n",
            &["a.py unreached"],
        );
    }

    #[test]
    fn a_file_named_like_a_test_without_a_test_starts_nothing() {
        let fixture = "//- /a.py\ndef f():\n    return 1\n//- /test_a.py\nfrom a import f\nf()\n";
        check(fixture, &["a.py unreached"]);
        let (tree, units) = units(fixture);
        let graph = super::super::resolve::resolve(&tree, &units);
        let found: Vec<Finding> = reach(&tree, &units, &graph)
            .into_iter()
            .flat_map(|reach| reach.findings)
            .collect();
        assert!(found.contains(&Finding::DeadTest), "{found:?}");
    }

    #[test]
    fn skipped_tests_start_nothing() {
        check(
            "//- /a.py\ndef f():\n    return 1\n\
             //- /test_a.py\nimport pytest\nfrom a import f\n@pytest.mark.skip\ndef test_f():\n    assert f()\n",
            &["a.py unreached"],
        );
    }

    #[test]
    fn helpers_of_tests_lead_on_but_are_no_subjects() {
        check(
            "//- /app/__init__.py\n\
             //- /app/db.py\ndef connect():\n    return 1\n\
             //- /tests/conftest.py\nfrom app.db import connect\n\
             //- /tests/test_x.py\ndef test_x():\n    assert True\n",
            &["app/__init__.py no-logic", "app/db.py reached"],
        );
    }

    #[test]
    fn nothing_imports_it_and_nothing_starts_it() {
        let fixture = "//- /pkg/a.py\ndef f():\n    return 1\n\
                       //- /pkg/main.py\ndef f():\n    return 1\n\
                       //- /pkg/job.py\ndef f():\n    return 1\nif __name__ == '__main__':\n    f()\n";
        let (tree, units) = units(fixture);
        let graph = super::super::resolve::resolve(&tree, &units);
        let dead: Vec<&str> = reach(&tree, &units, &graph)
            .iter()
            .zip(&units)
            .filter(|(reach, _)| reach.findings.contains(&Finding::PossiblyDead))
            .map(|(_, unit)| &*unit.path)
            .collect();
        assert_eq!(dead, ["pkg/a.py"]);
    }
}
