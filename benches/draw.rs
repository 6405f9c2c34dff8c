//! Drawing and filtering at 100,000 files.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use lacuna::config::Preferences;
use lacuna::model::{
    Confidence, File, FileKind, LineCount, Priority, Progress, Project, Score, Stage, Symbol,
    SymbolKind, SymbolStatus, TestStatus,
};
use lacuna::track::Marks;
use lacuna::ui::{Event, State, draw, update};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const FILES: usize = 100_000;
const SIZE: (u16, u16) = (200, 60);
/// Functions of each file: as many as in a large tree of Python.
const FUNCTIONS: u32 = 8;

/// A function of a file, named after both.
fn function(file: usize, number: u32) -> Symbol {
    let verbs = ["run", "wait", "close", "load", "store", "check", "render"];
    let nouns = ["healthy", "session", "orbit", "artifact", "permission"];
    let pick = |list: &[&'static str], by: usize| list.get(by % list.len()).copied().unwrap_or("x");
    let at = file + number as usize;
    let name = format!(
        "Task{}.{}_{}_{number}",
        file % 97,
        pick(&verbs, at),
        pick(&nouns, at / 7)
    );
    Symbol {
        lines: 10,
        complexity: 3,
        has_logic: true,
        ..Symbol::at(
            name,
            SymbolKind::Method,
            (number * 12 + 1, number * 12 + 10),
        )
    }
}

/// A function that no test leads to.
const UNREACHED: SymbolStatus = SymbolStatus {
    status: TestStatus::Unreached,
    confidence: Confidence::Likely,
    estimate: 0.0,
    hops: 0,
    origin: None,
};

fn file(number: usize) -> File {
    let roots = ["backend", "frontend", "satellite", "sdk", "tools"];
    let folders = [
        "handlers",
        "repositories",
        "components",
        "stores",
        "clients",
    ];
    let names = [
        "deploy",
        "docker_client",
        "auth",
        "orbit_card",
        "permissions",
        "tracker",
    ];
    let endings = ["py", "ts", "vue", "go"];
    let pick = |list: &[&'static str], by: usize| {
        list.get(number / by % list.len()).copied().unwrap_or("x")
    };
    let path = format!(
        "{}/src/part_{:03}/{}/{}_{number:06}.{}",
        pick(&roots, 20_000),
        number / 100 % 1000,
        pick(&folders, 7),
        pick(&names, 3),
        pick(&endings, 1),
    );
    File {
        path: Arc::from(path),
        language: Some("python"),
        kind: FileKind::Source,
        lines: LineCount {
            total: 120,
            code: 90,
        },
        component: None,
        status: Some(TestStatus::Unreached),
        confidence: Confidence::Likely,
        estimate: 0.0,
        function_lines: 80,
        symbols: (0..FUNCTIONS).map(|at| function(number, at)).collect(),
        symbol_status: (0..FUNCTIONS).map(|_| UNREACHED).collect(),
        origin: None,
        tests: Arc::from([]),
        fan_in: 1,
        coverage: None,
        history: None,
        owner: None,
        findings: Arc::from([]),
    }
}

fn project() -> Project {
    let mut files: Vec<File> = (0..FILES).map(file).collect();
    files.sort_by(|left, right| left.path.cmp(&right.path));
    let score = |number: usize| Score {
        risk: u8::try_from(number * 7 % 101).unwrap_or(0),
        priority: Some(Priority::Medium),
        shortfall: 1.0,
        ..Score::default()
    };
    Project {
        name: Arc::from("large"),
        files: files.into_iter().collect(),
        scores: (0..FILES).map(score).collect(),
        progress: Progress {
            stage: Stage::Done,
            ..Progress::default()
        },
        ..Project::default()
    }
}

fn press(state: &mut State, letter: char) {
    let key = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
    black_box(update(state, Event::Terminal(TerminalEvent::Key(key))));
}

/// The list of gaps with the scan done.
fn gaps(project: &Project) -> State {
    let preferences = Preferences {
        theme: "dark".to_owned(),
        mouse: true,
        ..Preferences::default()
    };
    let mut state = State::new(&preferences, Marks::default(), SIZE.0, SIZE.1);
    update(&mut state, Event::Snapshot(Box::new(project.clone())));
    press(&mut state, '2');
    state
}

fn drawing(criterion: &mut Criterion) {
    let project = project();
    let mut state = gaps(&project);
    let mut terminal = match Terminal::new(TestBackend::new(SIZE.0, SIZE.1)) {
        Ok(terminal) => terminal,
        Err(error) => match error {},
    };
    criterion.bench_function("draw gaps 200x60, 100,000 files", |bencher| {
        bencher.iter(|| black_box(terminal.draw(|frame| draw(&state, frame)).is_ok()));
    });
    criterion.bench_function("key down and draw, 100,000 files", |bencher| {
        bencher.iter(|| {
            press(&mut state, 'j');
            black_box(terminal.draw(|frame| draw(&state, frame)).is_ok())
        });
    });
    for letter in "/dep".chars() {
        press(&mut state, letter);
    }
    criterion.bench_function("draw filtered gaps, 100,000 files", |bencher| {
        bencher.iter(|| black_box(terminal.draw(|frame| draw(&state, frame)).is_ok()));
    });
}

fn snapshot(criterion: &mut Criterion) {
    let project = project();
    let mut state = gaps(&project);
    criterion.bench_function("take a snapshot in, 100,000 files", |bencher| {
        bencher.iter(|| {
            black_box(update(
                &mut state,
                Event::Snapshot(Box::new(project.clone())),
            ))
        });
    });
}

/// Each key of a filter on its own, typed after the letters before it.
fn filtering(criterion: &mut Criterion) {
    let project = project();
    for typed in [
        "d",
        "de",
        "dep",
        "depl",
        "bdcl",
        "satperm9",
        "risk:>60",
        "risk:>60 d",
        "lang:python -is:done risk:>60 dep",
        // Names of functions: of very many files, of few, of none.
        "wai",
        "orbit_7",
        "Task9.run",
        "zzz",
    ] {
        let mut letters: Vec<char> = typed.chars().collect();
        let Some(last) = letters.pop() else { continue };
        criterion.bench_function(&format!("filter key `{typed}`, 100,000 files"), |bencher| {
            bencher.iter_batched_ref(
                || {
                    let mut state = gaps(&project);
                    press(&mut state, '/');
                    // What is looked up is prepared while the scan's news are passed on.
                    "xxx".chars().for_each(|letter| press(&mut state, letter));
                    let clear = KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL);
                    update(&mut state, Event::Terminal(TerminalEvent::Key(clear)));
                    for letter in &letters {
                        press(&mut state, *letter);
                    }
                    state
                },
                |state| press(state, last),
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = drawing, snapshot, filtering
}
criterion_main!(benches);
