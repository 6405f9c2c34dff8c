//! What changed between two trees: gaps that are new, and gaps that tests closed.
//!
//! Whether something was a gap then and is one now is told by where tests lead, in both trees alike:
//! of the earlier one nobody has a coverage report. What a report says ran today is no gap, though,
//! and what tests ran before by a guess only has lost nothing.

mod pair;
mod show;

use std::collections::BTreeMap;

use self::pair::earlier_files;
pub(super) use self::show::sentence;
pub use self::show::{ChangeForm, Since, write_change};
use crate::model::{
    Confidence, File, FileId, MarkKey, MarkState, Project, Score, Symbol, SymbolKind, is_below,
};
use crate::track::Marks;

/// What is different in a later tree.
#[derive(Debug, Default)]
pub struct Change<'p> {
    /// Gaps that were none before, riskiest file first.
    pub new: Vec<ChangedGap<'p>>,
    /// What was a gap before, and is tested now.
    pub closed: Vec<ChangedGap<'p>>,
}

/// A file or a function whose gap is new or closed.
#[derive(Debug)]
pub struct ChangedGap<'p> {
    /// The file, in the later tree.
    pub file: &'p File,
    /// Its judgement there.
    pub score: Option<&'p Score>,
    /// The function; none where it is the whole file.
    pub symbol: Option<&'p Symbol>,
    /// What happened.
    pub why: Why,
    /// Of a whole file, the functions that are gaps or were.
    pub functions: Vec<&'p str>,
}

/// What made a gap new or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The code was not there before.
    Added,
    /// Tests led there before.
    LostTests,
    /// Tests lead there now.
    Tested,
}

impl Why {
    /// The word used in exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::LostTests => "lost-tests",
            Self::Tested => "tested",
        }
    }

    /// What happened to a function or to a file, as the rest of a sentence.
    fn words_of(self, is_function: bool) -> &'static str {
        match (self, is_function) {
            (Self::Added, true) => "is new, and no test runs it",
            (Self::Added, false) => "is new, and no test runs any of it",
            (Self::LostTests, true) => "is run by no test any more",
            (Self::LostTests, false) => "is run by no test any more, none of it",
            (Self::Tested, true) => "is run by a test now",
            (Self::Tested, false) => "is run by tests now, at least in part",
        }
    }
}

impl ChangedGap<'_> {
    /// The line that it is shown at, from 1.
    pub fn line(&self) -> u32 {
        self.symbol.map_or(1, |symbol| symbol.start)
    }
}

/// Compares a tree with an earlier one; what people accepted is no gap.
pub fn compare<'p>(before: &Project, after: &'p Project, marks: &Marks, focus: &str) -> Change<'p> {
    let mut change = Change::default();
    let earlier = earlier_files(before, after);
    for (id, file) in after.entries() {
        if !file.has_logic() || !is_below(&file.path, focus) || marks.accepts(&file.path) {
            continue;
        }
        let was = earlier.get(&id).and_then(|id| before.file(*id));
        Compared {
            file,
            score: after.score(id),
            was,
            marks,
        }
        .add_to(&mut change);
    }
    for gaps in [&mut change.new, &mut change.closed] {
        // Stable: within a file they stay in the order of its lines.
        gaps.sort_by(|one, other| {
            let risk = |gap: &ChangedGap<'_>| gap.score.map_or(0, |score| score.risk);
            (risk(other), &one.file.path).cmp(&(risk(one), &other.file.path))
        });
    }
    change
}

/// A file, and what it was.
struct Compared<'p, 'b> {
    file: &'p File,
    score: Option<&'p Score>,
    was: Option<&'b File>,
    marks: &'b Marks,
}

impl<'p> Compared<'p, '_> {
    fn add_to(&self, change: &mut Change<'p>) {
        let is_gap = self.file.is_untested() && is_file_gap(self.file);
        match self.was {
            None if is_gap => change.new.push(self.whole(Why::Added)),
            Some(was)
                if is_gap && was.has_logic() && !is_file_gap(was) && is_sure(was.confidence) =>
            {
                change.new.push(self.whole(Why::LostTests));
            }
            Some(was)
                if is_file_gap(was) && !self.file.is_untested() && !is_file_gap(self.file) =>
            {
                let mut functions = Change::default();
                self.add_functions(&mut functions);
                change.new.append(&mut functions.new);
                change.closed.push(self.whole(Why::Tested));
            }
            _ => self.add_functions(change),
        }
    }

    fn add_functions(&self, change: &mut Change<'p>) {
        let before: BTreeMap<&str, (bool, bool)> = self
            .was
            .into_iter()
            .flat_map(|was| functions(was).map(move |found| (was, found)))
            .map(|(was, (at, symbol, is_gap))| {
                let judged = was.symbol_status.get(at as usize);
                let is_sure = judged.is_some_and(|judged| is_sure(judged.confidence));
                (&*symbol.name, (is_gap, is_sure))
            })
            .collect();
        let mut listed = Vec::new();
        for (at, symbol, is_gap) in functions(self.file) {
            let is_inside = symbol.parent.is_some_and(|parent| listed.contains(&parent));
            if is_inside || self.is_accepted(symbol) {
                continue;
            }
            let is_open = is_gap && self.file.is_symbol_gap(at);
            let is_closed = !is_gap && !self.file.is_symbol_gap(at);
            let (why, list) = match before.get(&*symbol.name) {
                None if is_open => (Why::Added, &mut change.new),
                Some((false, true)) if is_open => (Why::LostTests, &mut change.new),
                Some((true, _)) if is_closed => (Why::Tested, &mut change.closed),
                _ => continue,
            };
            listed.push(at);
            list.push(ChangedGap {
                symbol: Some(symbol),
                functions: Vec::new(),
                ..self.whole(why)
            });
        }
    }

    fn whole(&self, why: Why) -> ChangedGap<'p> {
        let functions = functions(self.file)
            .filter(|(_, _, is_gap)| *is_gap == (why != Why::Tested))
            .map(|(_, symbol, _)| &*symbol.name);
        ChangedGap {
            file: self.file,
            score: self.score,
            symbol: None,
            why,
            functions: functions.collect(),
        }
    }

    fn is_accepted(&self, symbol: &Symbol) -> bool {
        let key = MarkKey {
            path: self.file.path.to_string(),
            symbol: Some(symbol.name.to_string()),
        };
        let mark = self.marks.get(&key);
        mark.is_some_and(|mark| {
            mark.state == Some(MarkState::Accepted) && !self.marks.is_past(mark)
        })
    }
}

/// Whether it is more than a guess that tests led somewhere.
fn is_sure(confidence: Confidence) -> bool {
    confidence > Confidence::Tentative
}

/// Whether no test leads to a file.
fn is_file_gap(file: &File) -> bool {
    file.status.is_some_and(crate::model::TestStatus::is_gap)
}

/// The functions of a file that hold something to test, and whether no test leads to each.
fn functions(file: &File) -> impl Iterator<Item = (u32, &Symbol, bool)> {
    (0u32..)
        .zip(file.symbols.iter())
        .zip(file.symbol_status.iter())
        .filter(|((_, symbol), judged)| {
            let is_code = !symbol.is_test && !symbol.is_test_only;
            is_code && symbol.kind != SymbolKind::Class && judged.status.is_of_logic()
        })
        .map(|((at, symbol), judged)| (at, symbol, judged.status.is_gap()))
}

/// Files of the later tree with what they were in the earlier one, for [`pair`].
type Earlier = BTreeMap<FileId, FileId>;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{FileKind, LineCount, Progress, Stage, SymbolStatus, TestStatus};
    use crate::track::Speaker;

    fn symbol(name: &str, start: u32) -> Symbol {
        Symbol {
            lines: 1,
            complexity: 1,
            has_logic: true,
            ..Symbol::at(name, SymbolKind::Function, (start, start + 1))
        }
    }

    /// `a.py +one -two`: a file with a function that a test uses, and one that none does.
    fn file(text: &str) -> File {
        let mut words = text.split(' ');
        let path = words.next().unwrap();
        let symbols: Vec<(bool, &str)> = words
            .map(|word| (word.starts_with('+'), &word[1..]))
            .collect();
        let status = |is_tested| match is_tested {
            true => TestStatus::Direct,
            false => TestStatus::Unreached,
        };
        File {
            path: path.into(),
            language: Some("python"),
            kind: FileKind::Source,
            lines: LineCount::default(),
            component: None,
            status: Some(status(symbols.iter().any(|(is_tested, _)| *is_tested))),
            confidence: Confidence::Likely,
            estimate: 0.0,
            function_lines: 2,
            symbols: symbols
                .iter()
                .zip(1..)
                .map(|((_, name), line)| symbol(name, line))
                .collect(),
            symbol_status: symbols
                .iter()
                .map(|(is_tested, _)| SymbolStatus::new(status(*is_tested), 0.0))
                .collect(),
            origin: None,
            tests: Arc::new([]),
            fan_in: 0,
            coverage: None,
            history: None,
            owner: None,
            findings: Arc::new([]),
        }
    }

    fn project(files: &[&str]) -> Project {
        Project {
            files: files.iter().map(|text| file(text)).collect(),
            progress: Progress {
                stage: Stage::Done,
                ..Progress::default()
            },
            ..Project::default()
        }
    }

    fn told(gaps: &[ChangedGap<'_>]) -> Vec<String> {
        gaps.iter()
            .map(|gap| {
                let name = gap.symbol.map_or("", |symbol| &symbol.name);
                format!("{}#{name} {}", gap.file.path, gap.why.word())
            })
            .collect()
    }

    fn check(before: &[&str], after: &[&str], new: &[&str], closed: &[&str]) {
        let (before, after) = (project(before), project(after));
        let change = compare(&before, &after, &Marks::default(), "");
        assert_eq!(told(&change.new), new, "new");
        assert_eq!(told(&change.closed), closed, "closed");
    }

    #[test]
    fn what_stays_as_it_was_is_no_news() {
        check(
            &["a.py +f -g", "b.py -h"],
            &["a.py +f -g", "b.py -h"],
            &[],
            &[],
        );
    }

    #[test]
    fn new_code_without_a_test_is_a_new_gap() {
        check(&[], &["a.py -f -g"], &["a.py# added"], &[]);
        check(&["a.py +f"], &["a.py +f -g"], &["a.py#g added"], &[]);
        check(&["a.py -f"], &["a.py -f -g"], &["a.py#g added"], &[]);
        check(&[], &["a.py +f -g"], &["a.py#g added"], &[]);
        check(&["a.py +f"], &["a.py +f +g"], &[], &[]);
    }

    #[test]
    fn what_lost_its_tests_is_a_new_gap() {
        check(&["a.py +f"], &["a.py -f"], &["a.py# lost-tests"], &[]);
        check(
            &["a.py +f +g"],
            &["a.py +f -g"],
            &["a.py#g lost-tests"],
            &[],
        );
    }

    #[test]
    fn what_tests_ran_by_a_guess_only_has_lost_nothing() {
        let mut before = project(&["a.py +f", "b.py +g -h"]);
        before.files = before
            .files
            .iter()
            .cloned()
            .map(|mut file| {
                file.confidence = Confidence::Tentative;
                let statuses = file.symbol_status.iter().copied().map(|mut judged| {
                    judged.confidence = Confidence::Tentative;
                    judged
                });
                file.symbol_status = statuses.collect();
                file
            })
            .collect();
        let after = project(&["a.py -f", "b.py -g +h"]);
        let change = compare(&before, &after, &Marks::default(), "");
        assert_eq!(told(&change.new), [] as [&str; 0]);
        assert_eq!(told(&change.closed), ["b.py#h tested"]);
    }

    #[test]
    fn what_a_test_runs_now_is_closed_and_what_is_gone_is_not() {
        check(&["a.py -f -g"], &["a.py +f -g"], &[], &["a.py# tested"]);
        check(&["a.py +f -g"], &["a.py +f +g"], &[], &["a.py#g tested"]);
        check(
            &["a.py -f"],
            &["a.py +f -g"],
            &["a.py#g added"],
            &["a.py# tested"],
        );
        check(&["a.py +f -g"], &["a.py +f"], &[], &[]);
        check(&["a.py -f"], &[], &[], &[]);
    }

    #[test]
    fn a_file_that_moved_is_what_it_was() {
        check(&["a/x.py -f -g"], &["b/x.py -f -g"], &[], &[]);
        check(&["a/x.py -f -g"], &["b/y.py -f -g"], &[], &[]);
        check(&["a/x.py -f"], &["b/x.py -f -g"], &["b/x.py#g added"], &[]);
        check(&["a/x.py -f"], &["b/x.py -g"], &["b/x.py# added"], &[]);
        // One of them only was it.
        check(
            &["a/x.py -f"],
            &["b/x.py -f", "c/x.py -f"],
            &["c/x.py# added"],
            &[],
        );
    }

    #[test]
    fn what_people_accept_is_no_new_gap() {
        let speaker = Speaker {
            by: None,
            at: "2026-01-05T00:00:00Z".to_owned(),
        };
        let key = |symbol: Option<&str>| MarkKey {
            path: "a.py".to_owned(),
            symbol: symbol.map(str::to_owned),
        };
        let check = |symbol: Option<&str>, expect: &[&str]| {
            let mut marks = Marks::default();
            marks.apply(&[(key(symbol), Some(speaker.accepts("thin", None)))]);
            let (before, after) = (project(&["a.py +f"]), project(&["a.py +f -g -h"]));
            let change = compare(&before, &after, &marks, "");
            assert_eq!(told(&change.new), expect);
        };
        check(None, &[]);
        check(Some("g"), &["a.py#h added"]);
    }

    #[test]
    fn only_the_folder_that_was_asked_about_counts() {
        let (before, after) = (project(&[]), project(&["a/x.py -f", "b/y.py -g"]));
        let change = compare(&before, &after, &Marks::default(), "b");
        assert_eq!(told(&change.new), ["b/y.py# added"]);
    }
}
