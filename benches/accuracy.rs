//! How often the claims are right, held against what real test suites executed.
//!
//! `cargo bench --bench accuracy` reads two folders from the environment:
//!
//! - `LACUNA_ACCURACY_TRUTH`: for each repository `<owner>+<name>.csv` (`path`, `func_body_stmts`,
//!   `func_body_covered`, `label`) and `<owner>+<name>.functions.csv` (`path`, `start`, `stmts`,
//!   `covered`), from a run of its tests with coverage;
//! - `LACUNA_ACCURACY_CHECKOUTS`: the repositories at the commit of that run, in folders of the
//!   same names.
//!
//! A file counts as a gap when less than 5 % of its body statements ran, a function when none did.
//! Printed are precision, recall and F1 of the claim "no test runs this", Spearman's correlation
//! and the mean absolute error of the estimate, and how often claims called certain are right.
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use lacuna::analyze::{Request, analyze};
use lacuna::config::Config;
use lacuna::model::{Confidence, Project, Stage, SymbolKind, TestStatus};

/// What other ways reach, pooled over the whole corpus: precision, recall, F1.
const BASELINES: [(&str, f64, f64, f64); 5] = [
    ("a test of that name", 0.30, 0.65, 0.41),
    ("imported by a test", 0.35, 0.64, 0.46),
    ("imported at any distance", 0.55, 0.33, 0.41),
    ("bare names within imports", 0.85, 0.63, 0.72),
    ("fallow (JS/TS only)", 1.00, 0.37, 0.54),
];

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(truth), Some(checkouts)) = (
        folder("LACUNA_ACCURACY_TRUTH"),
        folder("LACUNA_ACCURACY_CHECKOUTS"),
    ) else {
        println!("accuracy: not measured; set LACUNA_ACCURACY_TRUTH and LACUNA_ACCURACY_CHECKOUTS");
        return Ok(());
    };
    let mut files = Table::default();
    let mut functions = Table::default();
    for repository in repositories(&truth)? {
        let checkout = checkouts.join(&repository);
        if !checkout.is_dir() {
            println!(
                "accuracy: `{repository}` is missing in {}",
                checkouts.display()
            );
            continue;
        }
        let project = scan(&checkout)?;
        files.add(&repository, score_files(&truth, &repository, &project)?);
        functions.add(&repository, score_functions(&truth, &repository, &project)?);
    }
    println!("\nfiles\n{}", files.text());
    println!("functions\n{}", functions.text());
    println!(
        "baselines, files of the whole corpus{:>19}  {:>5}  {:>5}",
        "P", "R", "F1"
    );
    for (name, precision, recall, f1) in BASELINES {
        println!("  {name:44} {precision:>8.2}  {recall:>5.2}  {f1:>5.2}");
    }
    Ok(())
}

fn repositories(truth: &Path) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(truth)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".functions.csv") {
            found.push(stem.to_owned());
        }
    }
    found.sort();
    Ok(found)
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

/// Claims held against the truth.
#[derive(Debug, Default, Clone)]
struct Score {
    /// Claimed gaps that are gaps, claimed gaps that are not, gaps not claimed, the rest.
    counts: [u32; 4],
    /// Certain claims that are right, and all certain claims.
    certain: (u32, u32),
    /// Executed share and estimate.
    shares: Vec<(f64, f64)>,
    /// Of how many things the truth knows.
    known: u32,
}

impl Score {
    fn count(&mut self, is_claimed: bool, is_gap: bool) {
        let at = match (is_claimed, is_gap) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        };
        if let Some(count) = self.counts.get_mut(at) {
            *count += 1;
        }
    }

    fn text(&self) -> String {
        let [hits, wrong, missed, rest] = self.counts.map(f64::from);
        let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { f64::NAN };
        let f1 = ratio(2.0 * hits, 2.0 * hits + wrong + missed);
        let errors: f64 = self
            .shares
            .iter()
            .map(|(real, estimate)| (real - estimate).abs())
            .sum();
        let certain = ratio(f64::from(self.certain.0), f64::from(self.certain.1));
        format!(
            "{:>6} {:>5} {:>5} {:>5}  {:>5.3}  {:>5.3}  {f1:>5.3}  {:>6.3}  {:>5.3}  {certain:>7.3} of {:>5.3}  {:>5.3}",
            hits + wrong + missed + rest,
            hits,
            wrong,
            missed,
            ratio(hits, hits + wrong),
            ratio(hits, hits + missed),
            spearman(&self.shares),
            ratio(errors, self.shares.len() as f64),
            ratio(f64::from(self.certain.1), hits + wrong),
            ratio(hits + wrong + missed + rest, f64::from(self.known)),
        )
    }
}

#[derive(Debug, Default)]
struct Table(BTreeMap<String, Score>);

impl Table {
    fn add(&mut self, repository: &str, score: Score) {
        self.0.insert(repository.to_owned(), score);
    }

    fn text(&self) -> String {
        let mut pooled = Score::default();
        let mut text = format!(
            "{:32} scored   hit wrong  miss      P      R     F1     rho    mae  certain (share)  found\n",
            "repository"
        );
        for (repository, score) in &self.0 {
            text.push_str(&format!("{repository:32} {}\n", score.text()));
            for (sum, count) in pooled.counts.iter_mut().zip(score.counts) {
                *sum += count;
            }
            pooled.certain.0 += score.certain.0;
            pooled.certain.1 += score.certain.1;
            pooled.shares.extend(&score.shares);
            pooled.known += score.known;
        }
        text.push_str(&format!("{:32} {}\n", "pooled", pooled.text()));
        text
    }
}

fn rows(path: &Path) -> Result<Vec<HashMap<String, String>>, Failure> {
    let mut reader = csv::Reader::from_path(path)?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn field<'a>(row: &'a HashMap<String, String>, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}

fn number(row: &HashMap<String, String>, name: &str) -> Result<u32, Failure> {
    Ok(field(row, name).parse()?)
}

fn score_files(truth: &Path, repository: &str, project: &Project) -> Result<Score, Failure> {
    let mut score = Score::default();
    for row in rows(&truth.join(format!("{repository}.csv")))? {
        let statements = number(&row, "func_body_stmts")?;
        if statements == 0 || field(&row, "label") == "env" {
            continue;
        }
        let file = project
            .find(field(&row, "path"))
            .and_then(|id| project.file(id));
        let is_tested = |status| matches!(status, TestStatus::Direct | TestStatus::Reached);
        let is_claimed = !file.and_then(|file| file.status).is_some_and(is_tested);
        let is_gap = field(&row, "label") == "untested";
        let real = f64::from(number(&row, "func_body_covered")?) / f64::from(statements);
        score.known += 1;
        score.count(is_claimed, is_gap);
        score
            .shares
            .push((real, file.map_or(0.0, |file| file.estimate.into())));
        if is_claimed && file.is_some_and(|file| file.confidence == Confidence::Certain) {
            score.certain.0 += u32::from(is_gap);
            score.certain.1 += 1;
        }
    }
    Ok(score)
}

fn score_functions(truth: &Path, repository: &str, project: &Project) -> Result<Score, Failure> {
    let mut score = Score::default();
    let left_out = not_run(truth, repository)?;
    for row in rows(&truth.join(format!("{repository}.functions.csv")))? {
        let (path, start, statements) = (
            field(&row, "path"),
            number(&row, "start")?,
            number(&row, "stmts")?,
        );
        if statements == 0 || left_out.contains(path) {
            continue;
        }
        score.known += 1;
        let Some(file) = project.find(path).and_then(|id| project.file(id)) else {
            continue;
        };
        let same = file
            .symbols
            .iter()
            .zip(file.symbol_status.iter())
            .rfind(|(symbol, _)| {
                symbol.start == start && symbol.kind != SymbolKind::Class && symbol.has_logic
            });
        if let Some((_, status)) = same {
            let covered = number(&row, "covered")?;
            score.count(status.status.is_gap(), covered == 0);
            score.shares.push((
                f64::from(covered) / f64::from(statements),
                status.estimate.into(),
            ));
        }
    }
    Ok(score)
}

/// Files whose tests exist but could not be run; `truth_env.json` lists them by repository.
fn not_run(truth: &Path, repository: &str) -> Result<BTreeSet<String>, Failure> {
    let path = truth.join("truth_env.json");
    if !path.exists() {
        return Ok(BTreeSet::new());
    }
    let all: HashMap<String, HashMap<String, String>> =
        serde_json::from_str(&std::fs::read_to_string(path)?)?;
    Ok(all
        .get(repository)
        .into_iter()
        .flat_map(|files| files.keys().cloned())
        .collect())
}

/// Spearman's rank correlation, ties at their mean rank (Spearman 1904).
fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let real = ranks(pairs.iter().map(|pair| pair.0));
    let estimated = ranks(pairs.iter().map(|pair| pair.1));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (left, right) = (mean(&real), mean(&estimated));
    let deviations = real
        .iter()
        .zip(&estimated)
        .map(|(real, estimate)| (real - left, estimate - right));
    let (mut product, mut squares) = (0.0, (0.0, 0.0));
    for (left, right) in deviations {
        product += left * right;
        squares.0 += left * left;
        squares.1 += right * right;
    }
    product / (squares.0 * squares.1).sqrt()
}

fn ranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sorted: Vec<(f64, usize)> = values.zip(0..).collect();
    sorted.sort_by(|left, right| left.0.total_cmp(&right.0));
    let mut ranks = vec![0.0; sorted.len()];
    for group in sorted.chunk_by(|left, right| left.0.total_cmp(&right.0).is_eq()) {
        let start = sorted.partition_point(|other| {
            other
                .0
                .total_cmp(&group.first().map_or(0.0, |one| one.0))
                .is_lt()
        });
        for (_, index) in group {
            if let Some(rank) = ranks.get_mut(*index) {
                *rank = start as f64 + (group.len() - 1) as f64 / 2.0;
            }
        }
    }
    ranks
}
