//! Why a file or symbol has its status, as text: the chain of uses from a test, or what was
//! looked at where there is none.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::{
    File, FileId, Project, Symbol, SymbolStatus, TestId, TestStatus, TestsOf, percent, printable,
};

/// Most steps of a chain that are shown.
const LONGEST_CHAIN: usize = 24;

/// Most tests that are listed.
const MAX_TESTS: usize = 10;

/// Most tests that are listed for each symbol of a file.
const FEW_TESTS: usize = 3;

/// Explains a file, or one symbol of it; all the tests are listed where that is asked for.
///
/// # Errors
///
/// Whatever the writer fails with.
pub fn explain(
    project: &Project,
    id: FileId,
    symbol: Option<u32>,
    lists_all: bool,
    output: &mut dyn Write,
) -> io::Result<()> {
    let most = if lists_all { usize::MAX } else { MAX_TESTS };
    let Some(file) = project.file(id) else {
        return Ok(());
    };
    let Some(status) = file.status else {
        return writeln!(
            output,
            "{}: {}, which has no test status",
            printable(&file.path),
            file.kind.word()
        );
    };
    match symbol {
        Some(at) => explain_symbol(project, (id, file), at, most, output),
        None => {
            writeln!(
                output,
                "{}: {} ({}), about {} % of its function lines are expected to run",
                printable(&file.path),
                status.word(),
                file.confidence.word(),
                percent(f64::from(file.estimate)),
            )?;
            measured(file, output)?;
            ran_by(project, file, (1, u32::MAX), output)?;
            for finding in file.findings.iter() {
                writeln!(output, "    {}: {}", finding.word(), finding.sentence())?;
            }
            tests(project, file, output)?;
            for (at, symbol, status) in symbols(file) {
                if status.status.is_of_logic() {
                    writeln!(output)?;
                    let shown = if lists_all { most } else { FEW_TESTS };
                    one(project, (id, file), (at, symbol, status), shown, output)?;
                }
            }
            looked_at(project, file, status, output)?;
            next_test(project, id, output)
        }
    }
}

fn symbols(file: &File) -> impl Iterator<Item = (u32, &Symbol, &SymbolStatus)> {
    (0..)
        .zip(file.symbols.iter())
        .zip(file.symbol_status.iter())
        .map(|((at, symbol), status)| (at, symbol, status))
        .filter(|(_, symbol, _)| !symbol.is_test && !symbol.is_test_only)
}

fn explain_symbol(
    project: &Project,
    (id, file): (FileId, &File),
    at: u32,
    most_tests: usize,
    output: &mut dyn Write,
) -> io::Result<()> {
    let found = symbols(file).find(|(other, _, _)| *other == at);
    let Some(found) = found else {
        return writeln!(
            output,
            "{}: a test, or what helps one",
            printable(&file.path)
        );
    };
    one(project, (id, file), found, most_tests, output)?;
    looked_at(project, file, found.2.status, output)
}

/// One symbol with the chain that leads there.
fn one(
    project: &Project,
    (id, file): (FileId, &File),
    (at, symbol, status): (u32, &Symbol, &SymbolStatus),
    most_tests: usize,
    output: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        output,
        "{}:{} {}: {} ({}), about {} % of its lines are expected to run",
        printable(&file.path),
        symbol.start,
        printable(&symbol.name),
        status.status.word(),
        status.confidence.word(),
        percent(f64::from(status.estimate)),
    )?;
    if let (Some(lines), Some(coverage)) = (file.measured_lines(at), &file.coverage) {
        writeln!(
            output,
            "    {}: {} of {} lines ran",
            coverage.basis.word(),
            lines.covered,
            lines.total
        )?;
        ran_by(project, file, (symbol.start, symbol.end), output)?;
    }
    let tests = project.tests_of(id, at);
    let chain = match tests.way.is_empty() {
        true => project.chain(id, Some(at), LONGEST_CHAIN),
        false => tests.way.clone(),
    };
    for step in &chain {
        let Some(from) = project.file(step.file) else {
            continue;
        };
        let name = step.symbol.and_then(|at| from.symbols.get(at as usize));
        let name = name.map_or_else(|| "module code".into(), |symbol| printable(&symbol.name));
        writeln!(
            output,
            "    {}:{}  {name} {}",
            printable(&from.path),
            step.line,
            step.kind.words()
        )?;
    }
    if chain.is_empty() || symbol.is_test {
        return Ok(());
    }
    tests_of_symbol(project, &tests, most_tests, output)
}

/// What is said of many tests that all lead somewhere by the name of a method only.
const VAGUE: &str = ", all by a guess (a method of its name): the nearest by name and folder first";

/// The tests that lead to a symbol, nearest first.
fn tests_of_symbol(
    project: &Project,
    found: &TestsOf,
    most: usize,
    output: &mut dyn Write,
) -> io::Result<()> {
    let all = found.tests.len();
    if all == 0 {
        return Ok(());
    }
    let least = if found.is_cut { "at least " } else { "" };
    let tests = if all == 1 { "test" } else { "tests" };
    let here = if all == 1 { "leads" } else { "lead" };
    let doubt = if found.is_vague() { VAGUE } else { "" };
    writeln!(output, "    {least}{all} {tests} {here} here{doubt}")?;
    for test in found.tests.iter().take(most) {
        let Some(file) = project.file(test.test) else {
            continue;
        };
        let symbol = test.symbol.and_then(|at| file.symbols.get(at as usize));
        let name = symbol.map_or_else(|| "module code".into(), |symbol| printable(&symbol.name));
        let line = symbol.map_or(1, |symbol| symbol.start);
        let steps = match test.hops {
            0 | 1 => String::new(),
            hops => format!(", in {hops} steps"),
        };
        writeln!(
            output,
            "      {}:{line}  {name}{steps}",
            printable(&file.path)
        )?;
    }
    if all > most {
        let hint = match most {
            usize::MAX => "",
            _ => "; `--tests` lists all",
        };
        writeln!(output, "      and {} more{hint}", all - most)?;
    }
    Ok(())
}

/// What coverage reports counted in a file, beside what is expected of it.
fn measured(file: &File, output: &mut dyn Write) -> io::Result<()> {
    let Some(measured) = &file.coverage else {
        return writeln!(output, "    no coverage report has data of it");
    };
    writeln!(
        output,
        "    {}: {} ran",
        measured.basis.word(),
        measured.in_words(|count| count.to_string())
    )
}

/// The tests that ran any of the lines, where a report tells.
fn ran_by(
    project: &Project,
    file: &File,
    (first, last): (u32, u32),
    output: &mut dyn Write,
) -> io::Result<()> {
    let Some(measured) = &file.coverage else {
        return Ok(());
    };
    let spans = measured.coverage.tests.iter();
    let within = spans.filter(|span| span.first <= last && first <= span.last);
    let tests: BTreeSet<TestId> = within.flat_map(|span| span.tests.iter().copied()).collect();
    if tests.is_empty() {
        return Ok(());
    }
    let names = tests
        .iter()
        .take(MAX_TESTS)
        .filter_map(|test| project.measured_tests.get(test.0 as usize));
    let names: Vec<_> = names.map(|name| printable(name)).collect();
    let more = match tests.len().checked_sub(MAX_TESTS) {
        Some(more) if more > 0 => format!(" and {more} more"),
        _ => String::new(),
    };
    writeln!(output, "    run by {}{more}", names.join(", "))
}

fn tests(project: &Project, file: &File, output: &mut dyn Write) -> io::Result<()> {
    for link in file.tests.iter().take(MAX_TESTS) {
        let path = |id| project.file(id).map_or("", |file| &file.path);
        let via = match link.via == link.test {
            true => String::new(),
            false => format!(", by way of {}", printable(path(link.via))),
        };
        writeln!(
            output,
            "    {}{via}: line {} {}{}",
            printable(path(link.test)),
            link.line,
            link.kind.words(),
            if link.hops > 1 {
                format!(" ({} steps)", link.hops)
            } else {
                String::new()
            },
        )?;
    }
    if file.tests.len() > MAX_TESTS {
        writeln!(
            output,
            "    and {} more tests",
            file.tests.len() - MAX_TESTS
        )?;
    }
    Ok(())
}

/// The test to write next.
fn next_test(project: &Project, id: FileId, output: &mut dyn Write) -> io::Result<()> {
    let Some((score, test)) = project
        .score(id)
        .and_then(|score| Some((score, score.suggested_test.as_deref()?)))
    else {
        return Ok(());
    };
    writeln!(output, "\na test of it belongs in {}", printable(test))?;
    if let Some(sibling) = &score.sibling_test {
        writeln!(output, "    like: {}", printable(sibling))?;
    }
    if !score.test_first.is_empty() {
        let names: Vec<_> = score
            .test_first
            .iter()
            .map(|name| printable(name))
            .collect();
        writeln!(output, "    first: {}", names.join(", "))?;
    }
    match &score.test_command {
        Some(command) => writeln!(output, "    run: {}", printable(&command.whole)),
        None => Ok(()),
    }
}

/// What was looked at, where no test was found.
fn looked_at(
    project: &Project,
    file: &File,
    status: TestStatus,
    output: &mut dyn Write,
) -> io::Result<()> {
    if !status.is_gap() {
        return Ok(());
    }
    let is_near = |other: &&File| {
        other.language.is_some()
            && other.kind == crate::model::FileKind::Test
            && file.path.split('/').next() == other.path.split('/').next()
    };
    let all = project
        .files
        .iter()
        .filter(|file| file.kind == crate::model::FileKind::Test)
        .count();
    let near = project.files.iter().filter(is_near).count();
    writeln!(
        output,
        "\nlooked at: {all} test files, {near} of them in the same top folder; what they and all code that they reach call,"
    )?;
    writeln!(
        output,
        "pass on, import, request by route, load by name or start as a program"
    )?;
    writeln!(
        output,
        "imported by {} at run time",
        super::words::counted(file.fan_in as usize, "source file")
    )?;
    if status == TestStatus::Hollow {
        writeln!(
            output,
            "a test imports or replaces it, yet runs nothing of it"
        )?;
    }
    Ok(())
}
