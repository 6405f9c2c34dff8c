//! What the ranking would have been worth: at a commit a year back, how many of its first files
//! had to be mended in the year that followed.
//!
//! `cargo bench --bench backtest` reads `LACUNA_BACKTEST`: folders of repositories with their
//! history (bare ones too), separated by `:`. Each is cloned to a temporary folder, checked out as
//! it was a year before its newest commit, and scanned there, history included. A file counts as
//! mended when a commit of the following year whose message says so changed it, under whatever
//! name it had by then. Files are those with something to test. With `LACUNA_BACKTEST_CSV` naming
//! a folder, what is known of each file is written there, for whoever wants to weigh it anew.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use lacuna::analyze::{Request, analyze};
use lacuna::config::Config;
use lacuna::model::{File, Project, Score, Stage};
use lacuna::scan::is_fix;

/// Seconds of the year that is looked ahead.
const YEAR: i64 = 365 * 86_400;

/// How many files of the ranking are looked at.
const FIRST: [usize; 2] = [20, 50];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let Some(repositories) = std::env::var_os("LACUNA_BACKTEST") else {
        println!("backtest: not measured; set LACUNA_BACKTEST to folders of repositories");
        return Ok(());
    };
    println!("files mended in the following year, among the first 20 and 50 of each ranking\n");
    println!("{}", header());
    let mut sums = vec![[0.0; 2]; RANKINGS.len() + 1];
    let mut count = 0;
    for repository in std::env::split_paths(&repositories) {
        match measured(&repository) {
            Ok(row) => {
                println!("{}", row.text);
                for (sum, hits) in sums.iter_mut().zip(&row.hits) {
                    sum[0] += hits[0];
                    sum[1] += hits[1];
                }
                count += 1;
            }
            Err(error) => println!("{}: {error}", repository.display()),
        }
    }
    if count > 0 {
        let means = sums.iter().map(|sum| sum.map(|sum| sum / f64::from(count)));
        println!("{}", line("mean", "", &means.collect::<Vec<_>>()));
    }
    Ok(())
}

/// One way to put files in order.
struct Ranking {
    name: &'static str,
    value: fn(&Known) -> f64,
}

/// What was known of a file a year back.
struct Known<'a> {
    file: &'a File,
    score: &'a Score,
}

impl Known<'_> {
    fn impact(&self) -> f64 {
        self.score
            .terms
            .iter()
            .map(|term| f64::from(term.share))
            .sum()
    }
}

const RANKINGS: [Ranking; 6] = [
    Ranking {
        name: "risk",
        // Equal risks are told apart by what they were rounded from.
        value: |known| f64::from(known.score.shortfall) * known.impact(),
    },
    Ranking {
        name: "impact",
        value: |known| known.impact(),
    },
    Ranking {
        name: "churn",
        value: |known| {
            known
                .file
                .history
                .map_or(0.0, |history| f64::from(history.churn))
        },
    },
    Ranking {
        name: "fixes",
        value: |known| {
            known
                .file
                .history
                .map_or(0.0, |history| f64::from(history.fixes))
        },
    },
    Ranking {
        name: "size",
        value: |known| f64::from(known.file.lines.code),
    },
    Ranking {
        name: "shortfall",
        value: |known| f64::from(known.score.shortfall),
    },
];

struct Row {
    text: String,
    /// Hits by ranking, chance last.
    hits: Vec<[f64; 2]>,
}

fn header() -> String {
    let mut text = format!("{:28} {:>16}", "", "mended / files");
    for name in RANKINGS
        .iter()
        .map(|ranking| ranking.name)
        .chain(["chance"])
    {
        write!(text, " {name:>11}").unwrap_or_default();
    }
    text
}

fn line(name: &str, files: &str, hits: &[[f64; 2]]) -> String {
    let mut text = format!("{name:28} {files:>16}");
    for [first, second] in hits {
        write!(text, " {:>11}", format!("{first:.1} {second:.1}")).unwrap_or_default();
    }
    text
}

fn measured(repository: &Path) -> Result<Row, Failure> {
    let folder = tempfile::tempdir()?;
    let tree = folder.path().join("tree");
    let (then, now) = checked_out(repository, &tree)?;
    let start = Instant::now();
    let project = scan(&tree)?;
    let seconds = start.elapsed().as_secs_f64();
    let mended = mended(&tree, &then, &now)?;
    let name = repository_name(repository);
    let known: Vec<Known> = project
        .files
        .iter()
        .zip(project.scores.iter())
        .filter(|(file, _)| file.has_logic())
        .map(|(file, score)| Known { file, score })
        .collect();
    if let Some(folder) = std::env::var_os("LACUNA_BACKTEST_CSV") {
        write_csv(
            &PathBuf::from(folder).join(format!("{name}.csv")),
            &known,
            &mended,
        )?;
    }
    let (all, hits) = hits(&known, &mended);
    let mut text = line(&name, &format!("{all} / {}", known.len()), &hits);
    write!(
        text,
        "   {} commits, {seconds:.1} s",
        project.history.commits
    )?;
    Ok(Row { text, hits })
}

/// Checks out the commit of a year before the newest; answers with the names of both.
fn checked_out(repository: &Path, tree: &Path) -> Result<(String, String), Failure> {
    let source = repository.to_string_lossy().into_owned();
    let target = tree.to_string_lossy().into_owned();
    git(
        repository,
        &["clone", "-q", "--shared", "--no-checkout", &source, &target],
    )?;
    let newest: i64 = git(tree, &["log", "-1", "--format=%ct"])?.trim().parse()?;
    let now = git(tree, &["rev-parse", "HEAD"])?.trim().to_owned();
    let before = format!("--before={}", newest - YEAR);
    let then = git(tree, &["rev-list", "-1", "--first-parent", &before, "HEAD"])?;
    let then = then.trim().to_owned();
    if then.is_empty() {
        return Err("its history is shorter than a year".into());
    }
    git(tree, &["checkout", "-q", "--detach", &then])?;
    Ok((then, now))
}

/// How many files were mended, and how many of the first ones of each ranking; chance comes last.
fn hits(known: &[Known], mended: &BTreeMap<String, u32>) -> (usize, Vec<[f64; 2]>) {
    let is_hit = |known: &&&Known| mended.contains_key(known.file.path.as_ref());
    let all = known.iter().filter(|known| is_hit(&known)).count();
    let of_ranking = |ranking: &Ranking| {
        let mut ranked: Vec<&Known> = known.iter().collect();
        ranked.sort_by(|one, other| (ranking.value)(other).total_cmp(&(ranking.value)(one)));
        FIRST.map(|first| ranked.iter().take(first).filter(is_hit).count() as f64)
    };
    let mut hits: Vec<[f64; 2]> = RANKINGS.iter().map(of_ranking).collect();
    let rate = all as f64 / known.len().max(1) as f64;
    hits.push(FIRST.map(|first| first.min(known.len()) as f64 * rate));
    (all, hits)
}

fn repository_name(repository: &Path) -> String {
    let last = |path: &Path| {
        path.file_name()
            .map(|name| name.to_string_lossy().into_owned())
    };
    match last(repository) {
        Some(name) if name != "repo" && name != ".git" => name,
        _ => repository.parent().and_then(last).unwrap_or_default(),
    }
}

fn scan(root: &Path) -> Result<Project, Failure> {
    let root = root.canonicalize()?;
    let request = Request {
        settings: Config::load(&root, None)?.settings,
        root,
        roadmap: None,
        accepted: std::collections::BTreeSet::new(),
        reports: Vec::new(),
        earlier: Vec::new().into(),
        warnings: Vec::new(),
        cache: None,
        facts: None,
        course: std::sync::Arc::default(),
    };
    let last = Mutex::new(Project::default());
    analyze(&request, &|project| {
        if project.progress.stage == Stage::Done
            && let Ok(mut last) = last.lock()
        {
            *last = project;
        }
    })?;
    Ok(last.into_inner().unwrap_or_default())
}

/// Files as they were called at `then`, with the number of commits since that mended them.
fn mended(tree: &Path, then: &str, now: &str) -> Result<BTreeMap<String, u32>, Failure> {
    let range = format!("{then}..{now}");
    let format = "--format=%x01%B%x02";
    let arguments = [
        "-c",
        "core.quotePath=false",
        "log",
        "--no-merges",
        "--reverse",
        "--topo-order",
        "-M",
        "--name-status",
        format,
        &range,
    ];
    let log = git(tree, &arguments)?;
    let mut mended = BTreeMap::new();
    let mut once: HashMap<String, String> = HashMap::new();
    for commit in log.split('\u{1}').skip(1) {
        let (message, files) = commit.split_once('\u{2}').ok_or("a commit without files")?;
        let is_fix = is_fix(message.as_bytes());
        let mut counted = HashSet::new();
        for line in files.lines() {
            let mut parts = line.split('\t');
            let (Some(kind), Some(path)) = (parts.next(), parts.next()) else {
                continue;
            };
            let first = once.get(path).cloned().unwrap_or_else(|| path.to_owned());
            if let Some(new) = parts.next().filter(|_| kind.starts_with('R')) {
                once.insert(new.to_owned(), first.clone());
            }
            if is_fix && counted.insert(first.clone()) {
                *mended.entry(first).or_insert(0) += 1;
            }
        }
    }
    Ok(mended)
}

fn write_csv(path: &Path, known: &[Known], mended: &BTreeMap<String, u32>) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record([
        "path",
        "lines",
        "functions",
        "branches",
        "fan_in",
        "commits",
        "recent",
        "churn",
        "fixes",
        "authors",
        "shortfall",
        "mended",
        "domain",
    ])?;
    for Known { file, score } in known {
        let history = file.history.unwrap_or_default();
        let branches: u32 = file
            .symbols
            .iter()
            .map(|symbol| symbol.complexity.saturating_sub(1))
            .sum();
        let domain = score.terms.iter().find(|term| term.is_domain());
        let numbers = [
            file.lines.code,
            file.symbols.len() as u32,
            branches,
            file.fan_in,
        ];
        let mut row = vec![file.path.to_string()];
        row.extend(numbers.map(|number| number.to_string()));
        row.extend([history.commits, history.recent_commits].map(|number| number.to_string()));
        row.push(history.churn.to_string());
        row.extend([history.fixes, history.authors].map(|number| number.to_string()));
        row.push(score.shortfall.to_string());
        row.push(
            mended
                .get(file.path.as_ref())
                .copied()
                .unwrap_or_default()
                .to_string(),
        );
        row.push(domain.map_or(String::new(), |term| term.name.to_string()));
        writer.write_record(row)?;
    }
    writer.flush()?;
    Ok(())
}

/// Runs git on a repository of whoever starts this bench; the program itself never does.
fn git(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr)
            .trim()
            .to_owned()
            .into());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
