//! What there is to count in a part of the project.

use std::collections::BTreeSet;

use crate::audit::place::Part;
use crate::audit::read::words::{stem, words};
use crate::model::{File, FileId, FileKind, Link, LinkKind, Project, TestStatus};

/// Counts of a part's files.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Tally {
    /// Source files.
    pub(crate) sources: u32,
    /// Of these, the ones in the project's folder `src`, which people may mean by its sources.
    pub(crate) in_src: u32,
    /// Of the source files, the ones with logic.
    pub(crate) logic: u32,
    /// Of these, the ones that tests use themselves.
    pub(crate) direct: u32,
    /// Of those with logic, the ones that tests reach through others.
    pub(crate) reached: u32,
    /// Test files that stand in it.
    pub(crate) tests_in: u32,
    /// Test files that use any of its files themselves, wherever they stand.
    pub(crate) tests_of: u32,
    /// Test files that lead to any of its files, however far.
    pub(crate) tests_to: u32,
    /// Lines of its source files.
    pub(crate) lines: u32,
    /// Of these, the ones that hold code.
    pub(crate) code: u32,
    /// Tests in these files, those in its own files included.
    pub(crate) tests: u32,
    /// Lines inside functions.
    pub(crate) function_lines: f64,
    /// Of these, the ones that tests are expected to run.
    pub(crate) expected: f64,
    /// Whether only the files of some language were counted.
    pub(crate) language: Option<&'static str>,
    /// The files that tests use themselves.
    pub(crate) used: Vec<FileId>,
    /// The riskiest files that tests do not reach, at most three.
    pub(crate) gaps: Vec<String>,
}

impl Tally {
    /// Counts the files of a part; a noun such as `Vue components` leaves out other languages.
    pub(crate) fn new(project: &Project, part: &Part, noun: Option<&str>) -> Self {
        let mut tally = Self {
            language: noun.and_then(language),
            ..Self::default()
        };
        let mut test_files: BTreeSet<FileId> = BTreeSet::new();
        let mut using: BTreeSet<FileId> = BTreeSet::new();
        let mut leading: BTreeSet<FileId> = BTreeSet::new();
        let mut gaps = Vec::new();
        for id in &part.files {
            let Some(file) = project.file(*id) else {
                continue;
            };
            if file.kind == FileKind::Test {
                tally.tests_in += 1;
                test_files.insert(*id);
            }
            if file.kind != FileKind::Source || !tally.counts(file) {
                continue;
            }
            tally.add(file);
            if is_used(file) {
                tally.used.push(*id);
            }
            tally.tests += tests(file);
            using.extend(users(file));
            leading.extend(file.tests.iter().map(|link| link.test));
            if file.is_untested() {
                let risk = project.score(*id).map_or(0, |score| score.risk);
                gaps.push((std::cmp::Reverse(risk), file.path.to_string()));
            }
        }
        tally.tests_of = u32::try_from(using.len()).unwrap_or(u32::MAX);
        tally.tests_to = u32::try_from(leading.len()).unwrap_or(u32::MAX);
        test_files.extend(using);
        let in_files = test_files.iter().filter_map(|id| project.file(*id));
        tally.tests += in_files.map(tests).sum::<u32>();
        gaps.sort();
        tally.gaps = gaps.into_iter().take(3).map(|(_, path)| path).collect();
        tally
    }

    fn counts(&self, file: &File) -> bool {
        self.language.is_none_or(|language| match file.language {
            Some("typescript" | "tsx") if language == "typescript" => true,
            own => own == Some(language),
        })
    }

    fn add(&mut self, file: &File) {
        self.sources += 1;
        self.in_src += u32::from(file.path.starts_with("src/"));
        self.lines = self.lines.saturating_add(file.lines.total);
        self.code = self.code.saturating_add(file.lines.code);
        if !file.has_logic() {
            return;
        }
        self.logic += 1;
        if is_used(file) {
            self.direct += 1;
        } else if file.status == Some(TestStatus::Reached) {
            self.reached += 1;
        }
        self.function_lines += f64::from(file.function_lines);
        self.expected += f64::from(file.function_lines) * f64::from(file.estimate);
    }

    /// Files with logic that some test exercises.
    pub(crate) fn tested(&self) -> u32 {
        self.direct + self.reached
    }

    /// The shares that people may mean by coverage, in percent with words, the usual ones first.
    pub(crate) fn percentages(&self) -> Vec<(f64, &'static str)> {
        let share = |part: f64, whole: f64, what: &'static str| {
            (whole > 0.0).then(|| (100.0 * part / whole, what))
        };
        let files = |part: u32, whole: u32, what| share(f64::from(part), f64::from(whole), what);
        [
            files(self.tested(), self.logic, "of its files with logic reached"),
            share(
                self.expected,
                self.function_lines,
                "of its function lines run (estimated)",
            ),
            files(
                self.direct,
                self.logic,
                "of its files with logic used by tests themselves",
            ),
            files(self.tested(), self.sources, "of all its files reached"),
            files(
                self.direct,
                self.sources,
                "of all its files used by tests themselves",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The counts in words.
    pub(crate) fn describe(&self) -> String {
        let files = match self.language {
            Some(language) => format!("{language} files"),
            None => "source files".to_owned(),
        };
        let mut text = format!(
            "tests reach {} of {} files with logic",
            self.tested(),
            self.logic
        );
        if self.reached == 0 && self.direct > 0 {
            text.push_str(", all of them by tests themselves");
        } else if self.reached > 0 {
            text.push_str(&format!(
                " ({} by tests themselves, {} through others)",
                self.direct, self.reached
            ));
        }
        if self.sources == self.logic {
            return text;
        }
        format!("{text}; {} {files} in all", self.sources)
    }
}

/// Whether tests use a file themselves: by its names, or by what a framework makes of them, as a
/// test does that asks a route.
pub(crate) fn is_used(file: &File) -> bool {
    let asks =
        |link: &Link| link.kind == LinkKind::Framework && link.via == link.test && link.hops <= 1;
    match file.status {
        Some(TestStatus::Direct) => true,
        Some(TestStatus::Reached) => file.tests.iter().any(asks),
        _ => false,
    }
}

/// Number of tests that a file holds.
pub(crate) fn tests(file: &File) -> u32 {
    let tests = file.symbols.iter().filter(|symbol| symbol.is_test);
    u32::try_from(tests.count()).unwrap_or(u32::MAX)
}

/// Test files that use a file themselves.
pub(crate) fn users(file: &File) -> impl Iterator<Item = FileId> + '_ {
    let near = file.tests.iter().filter(|link| link.hops <= 1);
    near.map(|link| link.test)
}

/// The language that a noun names.
fn language(noun: &str) -> Option<&'static str> {
    words(noun).find_map(|word| match stem(&word).as_str() {
        "python" | "py" => Some("python"),
        "vue" => Some("vue"),
        "svelte" => Some("svelte"),
        "rust" => Some("rust"),
        "go" | "golang" => Some("go"),
        "typescript" | "ts" => Some("typescript"),
        "javascript" | "js" => Some("javascript"),
        _ => None,
    })
}
