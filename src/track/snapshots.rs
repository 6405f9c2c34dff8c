//! `.lacuna/history.ndjson`: the figures of earlier days, one line each, for git to merge line by
//! line. A line that cannot be read is kept and told of, never dropped.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::marks::Marks;
use super::store::{self, Locked};
use super::when::moment;
use crate::error::{Error, read_text};
use crate::model::{Figure, Priority, Project, Snapshot, Warning};

/// Name of the file in `.lacuna`.
const FILE: &str = "history.ndjson";

/// How messages call the file.
const SHOWN: &str = ".lacuna/history.ndjson";

/// The version of a line that we write.
const VERSION: u64 = 1;

/// Most lines that are told of one by one.
const MAX_TOLD: usize = 5;

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    version: u64,
    at: String,
    #[serde(default)]
    commit: Option<String>,
    figures: Map<String, Value>,
}

/// Reads the figures of earlier days, oldest first, with what is wrong in the file. Lines that git
/// kept twice count once.
///
/// # Errors
///
/// [`Error::Read`] and [`Error::Invalid`] where the file cannot be read, [`Error::Usage`] where
/// `.lacuna` is no folder or leads outside the project.
pub fn load_snapshots(root: &Path) -> Result<(Vec<Snapshot>, Vec<Warning>), Error> {
    let path = store::file(root, FILE)?;
    let text = read_text("earlier figures", &path)?.unwrap_or_default();
    let mut snapshots = Vec::new();
    let mut broken = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        match parse(line) {
            Ok(snapshot) => snapshots.push(snapshot),
            Err(reason) => broken.push((number, reason)),
        }
    }
    snapshots.sort_by(|one, other| (&one.at, &one.commit).cmp(&(&other.at, &other.commit)));
    snapshots.dedup();
    Ok((snapshots, warnings(&broken)))
}

/// Adds the figures of a day; whether that was done: the figures of a commit that were the last to
/// be kept are not kept again.
///
/// # Errors
///
/// As [`load_snapshots`], and [`Error::Write`] where the file cannot be written.
pub fn record(root: &Path, snapshot: &Snapshot) -> Result<bool, Error> {
    let locked = Locked::project(root)?;
    let (known, _) = load_snapshots(root)?;
    if is_recorded(&known, snapshot) {
        return Ok(false);
    }
    let path = store::file(root, FILE)?;
    let mut text = read_text("earlier figures", &path)?.unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&written(snapshot));
    text.push('\n');
    locked.write(FILE, &text)?;
    Ok(true)
}

/// Whether the last figures that were kept are of the same commit, and the same.
pub fn is_recorded(known: &[Snapshot], snapshot: &Snapshot) -> bool {
    known.last().is_some_and(|last| {
        last.commit == snapshot.commit && rounded(&last.figures) == rounded(&snapshot.figures)
    })
}

/// Takes figures away that [`record`] added; those of other days stay as they are written.
///
/// # Errors
///
/// As [`record`].
pub fn unrecord(root: &Path, snapshot: &Snapshot) -> Result<(), Error> {
    let locked = Locked::project(root)?;
    let path = store::file(root, FILE)?;
    let text = read_text("earlier figures", &path)?.unwrap_or_default();
    let ours = written(snapshot);
    let kept: String = text
        .split_inclusive('\n')
        .filter(|line| line.trim_end() != ours)
        .collect();
    if kept.is_empty() {
        locked.remove(FILE)?;
        locked.tidy(root);
        Ok(())
    } else {
        locked.write(FILE, &kept)
    }
}

/// The figures of a project: of every component and metric, counts of open gaps by priority and of
/// files, as of `at`.
pub fn snapshot(project: &Project, marks: &Marks, at: String) -> Snapshot {
    let mut figures = Vec::new();
    let mut add = |name: String, value: f64| figures.push(Figure { name, value });
    for component in project.components.iter() {
        if let Some(ratio) = component.ratio {
            add(format!("component:{}", component.id), ratio);
        }
    }
    for metric in project.metrics.iter() {
        if let Some(current) = metric.current {
            add(format!("metric:{}", metric.name), current);
        }
    }
    let with_logic = || project.files.iter().filter(|file| file.has_logic());
    let gaps = with_logic().filter(|file| marks.is_open(file)).count();
    add("files:all".to_owned(), with_logic().count() as f64);
    add("files:gaps".to_owned(), gaps as f64);
    let mut by_priority = [0u32; 4];
    for (file, score) in project.files.iter().zip(project.scores.iter()) {
        let place = Priority::ALL
            .iter()
            .position(|one| Some(*one) == score.priority);
        if let Some(count) = place.and_then(|place| by_priority.get_mut(place)) {
            *count += u32::from(marks.is_open(file));
        }
    }
    for (priority, count) in Priority::ALL.iter().zip(by_priority) {
        add(format!("gaps:{}", priority.word()), f64::from(count));
    }
    figures.sort_by(|one, other| one.name.cmp(&other.name));
    figures.dedup_by(|one, other| one.name == other.name);
    Snapshot {
        at,
        commit: project.commit.as_deref().map(str::to_owned),
        figures: figures.into(),
    }
}

fn parse(line: &str) -> Result<Snapshot, String> {
    let line: Line = serde_json::from_str(line).map_err(|error| {
        let text = error.to_string();
        text.split(" at line ")
            .next()
            .unwrap_or_default()
            .to_owned()
    })?;
    if line.version > VERSION {
        return Err(format!("version {} is of a newer Lacuna", line.version));
    }
    let mut figures = Vec::new();
    for (name, value) in line.figures {
        match value.as_f64().filter(|value| value.is_finite()) {
            Some(value) => figures.push(Figure { name, value }),
            None => return Err(format!("`{name}` is no number")),
        }
    }
    figures.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Snapshot {
        at: moment(&line.at).ok_or("`at` is no time such as \"2026-01-05T09:30:00Z\"")?,
        commit: line.commit,
        figures: figures.into(),
    })
}

fn written(snapshot: &Snapshot) -> String {
    let figures = snapshot.figures.iter().filter_map(|figure| {
        let value = round(figure.value);
        let number = if value.fract() == 0.0 && value.abs() < 1e15 {
            Number::from(value as i64)
        } else {
            Number::from_f64(value)?
        };
        Some((figure.name.clone(), Value::Number(number)))
    });
    let line = Line {
        version: VERSION,
        at: snapshot.at.clone(),
        commit: snapshot.commit.clone(),
        figures: figures.collect(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

/// Four decimals tell one function of ten thousand.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn rounded(figures: &[Figure]) -> Arc<[Figure]> {
    let rounded = figures.iter().map(|figure| Figure {
        name: figure.name.clone(),
        value: round(figure.value),
    });
    rounded.collect()
}

fn warnings(broken: &[(u32, String)]) -> Vec<Warning> {
    let told = broken
        .iter()
        .take(MAX_TOLD)
        .map(|(line, reason)| format!("line {line} is left out: {reason}"));
    let rest = broken.len().saturating_sub(MAX_TOLD);
    let rest = (rest > 0).then(|| format!("{rest} more lines are left out"));
    told.chain(rest)
        .map(|message| Warning {
            path: SHOWN.into(),
            message: message.into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(at: &str, commit: &str, figures: &[(&str, f64)]) -> Snapshot {
        let figures = figures.iter().map(|(name, value)| Figure {
            name: (*name).to_owned(),
            value: *value,
        });
        Snapshot {
            at: at.to_owned(),
            commit: Some(commit.to_owned()),
            figures: figures.collect(),
        }
    }

    fn text(root: &Path) -> String {
        std::fs::read_to_string(root.join(".lacuna").join(FILE)).unwrap()
    }

    fn write(root: &Path, text: &str) {
        std::fs::create_dir_all(root.join(".lacuna")).unwrap();
        std::fs::write(root.join(".lacuna").join(FILE), text).unwrap();
    }

    #[test]
    fn what_was_kept_is_taken_away_again_and_the_rest_stays() {
        let root = tempfile::tempdir().unwrap();
        let first = kept("2026-01-05T09:30:00Z", "aaaaaaaa", &[("gaps:high", 3.0)]);
        let second = kept("2026-02-05T09:30:00Z", "bbbbbbbb", &[("gaps:high", 2.0)]);
        write(root.path(), "{\"of\": \"somebody else\"}\n");
        let before = text(root.path());
        assert!(record(root.path(), &first).unwrap());
        let with_first = text(root.path());
        assert!(record(root.path(), &second).unwrap());
        unrecord(root.path(), &second).unwrap();
        assert_eq!(text(root.path()), with_first);
        unrecord(root.path(), &second).unwrap();
        assert_eq!(text(root.path()), with_first);
        unrecord(root.path(), &first).unwrap();
        assert_eq!(text(root.path()), before);
        // A file that only we wrote goes with its last line.
        let root = tempfile::tempdir().unwrap();
        assert!(record(root.path(), &first).unwrap());
        unrecord(root.path(), &first).unwrap();
        assert!(!root.path().join(".lacuna").join(FILE).exists());
    }

    #[test]
    fn figures_come_back_as_they_were_kept() {
        let root = tempfile::tempdir().unwrap();
        let first = kept(
            "2026-01-05T09:30:00Z",
            "aaaaaaaa",
            &[("component:api", 0.5), ("gaps:high", 3.0)],
        );
        let second = kept(
            "2026-02-05T09:30:00Z",
            "bbbbbbbb",
            &[("component:api", 0.61239)],
        );
        assert!(record(root.path(), &first).unwrap());
        assert!(record(root.path(), &second).unwrap());
        assert_eq!(
            text(root.path()),
            "{\"version\":1,\"at\":\"2026-01-05T09:30:00Z\",\"commit\":\"aaaaaaaa\",\
             \"figures\":{\"component:api\":0.5,\"gaps:high\":3}}\n\
             {\"version\":1,\"at\":\"2026-02-05T09:30:00Z\",\"commit\":\"bbbbbbbb\",\
             \"figures\":{\"component:api\":0.6124}}\n"
        );
        let (found, warnings) = load_snapshots(root.path()).unwrap();
        let second = kept(
            "2026-02-05T09:30:00Z",
            "bbbbbbbb",
            &[("component:api", 0.6124)],
        );
        assert_eq!((found, warnings), (vec![first, second], vec![]));
    }

    #[test]
    fn the_same_figures_of_a_commit_are_kept_once() {
        let root = tempfile::tempdir().unwrap();
        let monday = kept(
            "2026-01-05T09:30:00Z",
            "aaaaaaaa",
            &[("gaps:high", 1.0 / 3.0)],
        );
        let tuesday = kept(
            "2026-01-06T09:30:00Z",
            "aaaaaaaa",
            &[("gaps:high", 1.0 / 3.0)],
        );
        let other = kept("2026-01-06T09:30:00Z", "aaaaaaaa", &[("gaps:high", 2.0)]);
        assert!(record(root.path(), &monday).unwrap());
        assert!(!record(root.path(), &tuesday).unwrap());
        assert!(record(root.path(), &other).unwrap());
        assert_eq!(text(root.path()).lines().count(), 2);
    }

    #[test]
    fn a_broken_line_is_told_of_and_kept() {
        let root = tempfile::tempdir().unwrap();
        let good = "{\"version\":1,\"at\":\"2026-01-05T09:30:00Z\",\"figures\":{}}";
        let broken = "<<<<<<< ours\n{\"version\":9,\"at\":\"2026-01-05T09:30:00Z\",\"figures\":{}}\n\
                      {\"version\":1,\"at\":\"2026-01-05T09:30:00Z\",\"figures\":{\"a\":\"b\"}}";
        write(root.path(), &format!("{broken}\n\n{good}"));
        let (found, warnings) = load_snapshots(root.path()).unwrap();
        assert_eq!(found.len(), 1);
        let messages: Vec<&str> = warnings
            .iter()
            .map(|warning| warning.message.as_ref())
            .collect();
        assert_eq!(
            messages,
            [
                "line 1 is left out: expected value",
                "line 2 is left out: version 9 is of a newer Lacuna",
                "line 3 is left out: `a` is no number",
            ]
        );
        record(root.path(), &kept("2026-02-05T09:30:00Z", "aaaaaaaa", &[])).unwrap();
        assert!(text(root.path()).starts_with(&format!("{broken}\n\n{good}\n{{")));
    }

    #[test]
    fn lines_that_git_merged_are_sorted_and_counted_once() {
        let root = tempfile::tempdir().unwrap();
        let line = |at: &str| format!("{{\"version\":1,\"at\":\"{at}\",\"figures\":{{}}}}\n");
        let later = line("2026-03-05T09:30:00Z");
        // The same moment with another offset.
        let texts = [
            &later,
            &line("2026-01-05T10:30:00+01:00"),
            &line("2026-01-05T09:30:00Z"),
            &later,
        ];
        write(root.path(), &texts.map(String::as_str).concat());
        let (found, _) = load_snapshots(root.path()).unwrap();
        let at: Vec<&str> = found.iter().map(|found| found.at.as_str()).collect();
        assert_eq!(at, ["2026-01-05T09:30:00Z", "2026-03-05T09:30:00Z"]);
    }

    #[test]
    fn without_a_file_there_is_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(load_snapshots(root.path()).unwrap(), (vec![], vec![]));
        assert!(!root.path().join(".lacuna").exists());
    }

    #[test]
    fn many_broken_lines_are_summed_up() {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &"x\n".repeat(9));
        let (_, warnings) = load_snapshots(root.path()).unwrap();
        assert_eq!(warnings.len(), 6);
        assert_eq!(warnings[5].message.as_ref(), "4 more lines are left out");
    }
}
