//! How long a scan takes, stage by stage, beside peers on the same tree in the same run.
//!
//! ```text
//! cargo bench --bench scan                                   a tree made for the purpose
//! LACUNA_BENCH_TREE=~/a:~/b cargo bench --bench scan         trees of your own as well
//! cargo bench --bench scan -- 'python|walk'                  benches whose name matches
//! ```
//!
//! The made tree has [`FILES`] Python and as many TypeScript files, a quarter of them tests. It
//! is measured as a whole (`made`) and, since ruff reads nothing else, its Python half alone
//! (`made-python`). Per tree:
//!
//! - `analyze`: the whole pipeline in this process. Nothing of an earlier scan is kept; the
//!   operating system has the files in memory, for the peers as well.
//! - `walk`, `extract`, `resolve+reach`: its stages, each on the finished result of the one before.
//! - `lacuna scan`: the program as a process of its own, as the peers are run.
//! - `rg --files`: the least that any program needs to list the tree (hidden files left out).
//! - `ruff analyze graph`, where there are Python files: parses them and resolves their imports,
//!   and stops there.
//!
//! Then all of a kind run by turns, and their medians are held against each other: what the symbol
//! graph adds to a cold scan without it (walk, classify, extract, resolve: links between files by
//! their imports only), and how long the program takes beside `ruff analyze graph` and, where there
//! are files of the ECMAScript family, `fallow health --coverage-gaps`. A peer reads the files of its
//! languages only; on a tree with others, its figure is that much kinder to it.
//!
//! Peers are looked for on the `PATH`, unless [`RUFF`] and [`FALLOW`] name them; `pip install ruff`
//! and `npm install fallow` bring them. What is missing is said. No time is ever asserted: compare
//! the figures of one run with each other.

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use lacuna::analyze::{Request, analyze};
use lacuna::config::Config;
use lacuna::error::Error;
use lacuna::lang::Family;
use lacuna::scan;
use mimalloc::MiMalloc;

/// The program's own allocator, so that stages take as long as in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// Environment variable with further folders to measure, separated as in `PATH`.
const TREES: &str = "LACUNA_BENCH_TREE";

/// Environment variable with the program that is run as ruff, where the one on the `PATH` only
/// starts another.
const RUFF: &str = "LACUNA_BENCH_RUFF";

/// Environment variable with the program that is run as fallow.
const FALLOW: &str = "LACUNA_BENCH_FALLOW";

/// Files of each language in the made tree.
const FILES: usize = 2000;

/// One file in so many is a test.
const TEST_EVERY: usize = 4;

/// Files in a folder of the made tree.
const FOLDER: usize = 50;

/// Functions in a source file of the made tree.
const FUNCTIONS: usize = 8;

/// Runs per bench.
const SAMPLES: usize = 10;

/// Runs of each contender in a comparison.
const ROUNDS: usize = 11;

/// Time for all runs of a bench, where one of them is short.
const MEASURED: Duration = Duration::from_secs(2);

/// Time for runs that are not counted.
const WARM_UP: Duration = Duration::from_millis(500);

/// Stack of a parsing thread in bytes, as the pipeline sets it.
const STACK: usize = 16 << 20;

fn main() -> Outcome {
    let mut criterion = Criterion::default()
        .sample_size(SAMPLES)
        .warm_up_time(WARM_UP)
        .measurement_time(MEASURED)
        .configure_from_args();
    let made = tempfile::tempdir()?;
    let python = made.path().join("python");
    make_python(&python)?;
    make_typescript(&made.path().join("typescript"))?;
    bench_tree(&mut criterion, "made", made.path())?;
    bench_tree(&mut criterion, "made-python", &python)?;
    match std::env::var_os(TREES) {
        Some(folders) => {
            for folder in std::env::split_paths(&folders) {
                let folder = folder
                    .canonicalize()
                    .map_err(|error| format!("{TREES} names `{}`: {error}", folder.display()))?;
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                bench_tree(&mut criterion, &name, &folder)?;
            }
        }
        None => say(&format!(
            "{TREES} is not set: only the made tree was measured"
        ))?,
    }
    criterion.final_summary();
    Ok(())
}

/// Measures everything on one tree.
fn bench_tree(criterion: &mut Criterion, name: &str, root: &Path) -> Outcome {
    let request = Request {
        root: root.to_owned(),
        settings: Config::load(root, None)?.settings,
        roadmap: None,
        accepted: std::collections::BTreeSet::new(),
        reports: Vec::new(),
        earlier: Vec::new().into(),
        warnings: Vec::new(),
        cache: None,
        facts: None,
        course: std::sync::Arc::default(),
    };
    // Whatever fails, fails here rather than as a very fast measurement.
    analyze(&request, &|_| {})?;
    let tree = scan::walk(root, &[])?;
    let has = |family: Family| {
        let mut languages = tree.entries.iter().filter_map(|entry| entry.language);
        languages.any(|language| language.family == family)
    };
    let has_python = has(Family::Python);
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(u64::try_from(tree.entries.len())?));
    group.bench_function("analyze", |bencher| {
        bencher.iter(|| analyze(&request, &|project| drop(black_box(project))));
    });
    bench_stages(&mut group, root, &tree)?;
    let home = tempfile::tempdir()?;
    bench_process(&mut group, "lacuna scan", &|| {
        lacuna_scan(root, home.path())
    })?;
    bench_process(&mut group, "rg --files", &|| {
        let mut command = Command::new("rg");
        command.arg("--files").arg(root);
        command
    })?;
    if has_python {
        bench_process(&mut group, "ruff analyze graph", &|| ruff(root))?;
    }
    group.finish();
    compare_graph(name, root)?;
    compare_peers(name, root, has_python, has(Family::EcmaScript))
}

fn lacuna_scan(root: &Path, home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lacuna"));
    command.arg("scan").arg(root).env("HOME", home);
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    command
}

fn ruff(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os(RUFF).unwrap_or_else(|| "ruff".into()));
    // From the root, so that ruff finds first-party packages there.
    command.args(["analyze", "graph"]).current_dir(root);
    command
}

/// Without its cache, which it would leave in the tree.
fn fallow(root: &Path) -> Command {
    let program = std::env::var_os(FALLOW).unwrap_or_else(|| "fallow".into());
    let mut command = Command::new(program);
    command.args(["health", "--coverage-gaps", "--no-cache", "--report-only"]);
    command.current_dir(root);
    command
}

/// Says what the symbol graph adds to a cold scan without it.
fn compare_graph(name: &str, root: &Path) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build()?;
    let scan = |with_graph: bool| -> Outcome<Duration> {
        let start = Instant::now();
        pool.install(|| -> Result<(), Error> {
            let tree = scan::walk(root, &[])?;
            let kinds = scan::classify(&tree, &[])?;
            let (units, _) = scan::extract(&tree, &kinds, &|_, _| {});
            let graph = scan::resolve(&tree, &units);
            if with_graph {
                black_box(scan::reach(&tree, &units, &graph));
            }
            Ok(())
        })?;
        Ok(start.elapsed())
    };
    let [links, symbols] = by_turns(&[&|| scan(false), &|| scan(true)])?
        .try_into()
        .map_err(|_| "two contenders have two medians")?;
    let added = (symbols.as_secs_f64() / links.as_secs_f64() - 1.0) * 100.0;
    say(&format!(
        "{name}: cold scan by imports only {links:.1?}, with the symbol graph {symbols:.1?}: \
         {added:+.0} % (medians of {ROUNDS})"
    ))
}

/// A peer's name, whether the tree has files that it reads, and how it is run.
type Peer = (&'static str, bool, fn(&Path) -> Command);

/// Says how long the program takes beside its peers, each in a process of its own.
fn compare_peers(name: &str, root: &Path, python: bool, ecmascript: bool) -> Outcome {
    let own = || {
        let home = tempfile::tempdir()?;
        timed(&mut lacuna_scan(root, home.path()))
    };
    let peers: [Peer; 2] = [
        ("ruff analyze graph", python, ruff),
        ("fallow health --coverage-gaps", ecmascript, fallow),
    ];
    for (peer, _, command) in peers.into_iter().filter(|(_, reads, _)| *reads) {
        if let Err(error) = timed(&mut command(root)) {
            say(&format!("{name}: not compared with `{peer}`: {error}"))?;
            continue;
        }
        let [own, other] = by_turns(&[&own, &|| timed(&mut command(root))])?
            .try_into()
            .map_err(|_| "two contenders have two medians")?;
        let ratio = own.as_secs_f64() / other.as_secs_f64();
        say(&format!(
            "{name}: lacuna scan {own:.1?}, {peer} {other:.1?}: {ratio:.2} x (medians of {ROUNDS})"
        ))?;
    }
    Ok(())
}

/// Medians of the contenders' times. They take turns, so that a busy machine slows all of them.
fn by_turns(contenders: &[&dyn Fn() -> Outcome<Duration>]) -> Outcome<Vec<Duration>> {
    let mut times = vec![Vec::new(); contenders.len()];
    for _ in 0..ROUNDS {
        for (contender, times) in contenders.iter().zip(&mut times) {
            times.push(contender()?);
        }
    }
    let medians = times.into_iter().filter_map(|mut times| {
        times.sort_unstable();
        times.get(ROUNDS / 2).copied()
    });
    Ok(medians.collect())
}

/// The time that a program takes from start to end.
fn timed(command: &mut Command) -> Outcome<Duration> {
    let start = Instant::now();
    let status = quiet(command).status()?;
    if !status.success() {
        return Err(format!("it ended with {status}").into());
    }
    Ok(start.elapsed())
}

fn quiet(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}

/// Measures the stages that read and follow, on the threads that the pipeline would give them.
fn bench_stages(
    group: &mut BenchmarkGroup<'_, WallTime>,
    root: &Path,
    tree: &scan::Tree,
) -> Outcome {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(STACK).build()?;
    group.bench_function("walk", |bencher| bencher.iter(|| scan::walk(root, &[])));
    let kinds = scan::classify(tree, &[])?;
    let extract = || pool.install(|| scan::extract(tree, &kinds, &|_, _| {}));
    group.bench_function("extract", |bencher| bencher.iter(extract));
    let (units, _) = extract();
    group.bench_function("resolve+reach", |bencher| {
        bencher.iter(|| {
            pool.install(|| {
                let graph = scan::resolve(tree, &units);
                scan::reach(tree, &units, &graph)
            })
        });
    });
    Ok(())
}

/// Measures a program from start to end; says so where it is not there or fails.
fn bench_process(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    command: &dyn Fn() -> Command,
) -> Outcome {
    let run = || quiet(&mut command()).status();
    match run() {
        Ok(status) if status.success() => {
            group.bench_function(name, |bencher| bencher.iter(run));
            Ok(())
        }
        Ok(status) => say(&format!("`{name}` is not measured: {status}")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            say(&format!("`{name}` is not measured: it is not on the PATH"))
        }
        Err(error) => say(&format!("`{name}` is not measured: {error}")),
    }
}

fn say(text: &str) -> Outcome {
    Ok(writeln!(std::io::stderr(), "{text}\n")?)
}

/// Whether the file of that number is a test, of the file before it.
fn is_test(number: usize) -> bool {
    number % TEST_EVERY == TEST_EVERY - 1
}

/// The files that one imports: nearer and nearer to the first, so that some are reached by tests
/// over several steps and some not at all.
fn imported(number: usize) -> impl Iterator<Item = usize> {
    [number / 2, number / 3]
        .into_iter()
        .map(|target| if is_test(target) { target - 1 } else { target })
        .filter(move |target| *target < number)
}

fn make_python(root: &Path) -> Outcome {
    write(&root.join("pyproject.toml"), "[project]\nname = \"app\"\n")?;
    for number in 0..FILES {
        let folder = number / FOLDER;
        if number % FOLDER == 0 {
            write(&root.join(format!("app/group_{folder}/__init__.py")), "")?;
        }
        let (path, text) = if is_test(number) {
            let path = format!("tests/group_{folder}/test_module_{}.py", number - 1);
            (path, python_test(number - 1))
        } else {
            (
                format!("app/group_{folder}/module_{number}.py"),
                python_source(number),
            )
        };
        write(&root.join(path), &text)?;
    }
    Ok(())
}

fn python_source(number: usize) -> String {
    let mut text = format!("\"\"\"Keeps items of kind {number}.\"\"\"\n\nimport logging\n");
    for target in imported(number) {
        let _ = writeln!(
            text,
            "from app.group_{}.module_{target} import Store{target}",
            target / FOLDER
        );
    }
    let _ = write!(
        text,
        "\nlogger = logging.getLogger(__name__)\n\n\nclass Store{number}:\n    limit: int = {number}\n"
    );
    for function in 0..FUNCTIONS {
        let _ = write!(
            text,
            r#"
    def select_{function}(self, items: list[int], *, strict: bool = False) -> list[int]:
        """Selects what lies within the limit."""
        kept = []
        for item in items:
            if item > self.limit and strict:
                raise ValueError(f"{{item}} is beyond {{self.limit}}")
            elif item % {divisor} == 0:
                logger.debug("left out %s", item)
            else:
                kept.append(self.scale(item, {function}))
        return kept
"#,
            divisor = function + 2
        );
    }
    text.push_str("\n    def scale(self, item: int, by: int) -> int:\n        return item * by\n");
    text
}

fn python_test(subject: usize) -> String {
    format!(
        "from app.group_{}.module_{subject} import Store{subject}\n\n\n\
         def test_selects_items():\n    \
             assert Store{subject}().select_1([1]) == [1]\n",
        subject / FOLDER
    )
}

fn make_typescript(root: &Path) -> Outcome {
    write(
        &root.join("package.json"),
        r#"{ "name": "web", "devDependencies": { "vitest": "*" } }"#,
    )?;
    write(
        &root.join("tsconfig.json"),
        r#"{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./src/*"] } } }"#,
    )?;
    for number in 0..FILES {
        let folder = number / FOLDER;
        let (path, text) = if is_test(number) {
            let path = format!("src/group-{folder}/module-{}.test.ts", number - 1);
            (path, typescript_test(number - 1))
        } else {
            (
                format!("src/group-{folder}/module-{number}.ts"),
                typescript_source(number),
            )
        };
        write(&root.join(path), &text)?;
    }
    Ok(())
}

fn typescript_source(number: usize) -> String {
    let mut text = String::new();
    for target in imported(number) {
        let _ = writeln!(
            text,
            "import {{ Store{target} }} from '@/group-{}/module-{target}'",
            target / FOLDER
        );
    }
    let _ = write!(
        text,
        "\nexport interface Item{number} {{ id: number; weight?: number }}\n\n\
         export class Store{number} {{\n  private readonly limit = {number}\n"
    );
    for function in 0..FUNCTIONS {
        let _ = write!(
            text,
            r"
  select{function}(items: Item{number}[], strict = false): number[] {{
    const kept: number[] = []
    for (const item of items) {{
      if (item.id > this.limit && strict) {{
        throw new Error(`${{item.id}} is beyond ${{this.limit}}`)
      }} else if (item.id % {divisor} === 0) {{
        continue
      }}
      kept.push(this.scale(item, item.weight ?? {function}))
    }}
    return kept
  }}
",
            divisor = function + 2
        );
    }
    let _ = write!(
        text,
        "\n  scale(item: Item{number}, by: number): number {{\n    return item.id * by\n  }}\n}}\n"
    );
    text
}

fn typescript_test(subject: usize) -> String {
    format!(
        "import {{ expect, it }} from 'vitest'\n\
         import {{ Store{subject} }} from './module-{subject}'\n\n\
         it('selects items', () => {{\n  \
           expect(new Store{subject}().select1([{{ id: 1 }}])).toEqual([1])\n}})\n"
    )
}

fn write(path: &Path, text: &str) -> Outcome {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, text)?)
}
