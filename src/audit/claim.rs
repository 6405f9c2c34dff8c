//! What a written audit says, before anything of it is held against a tree.

use super::Quantity;
use crate::model::{Level, Priority};

/// A written audit, as far as it could be read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The day on which it says that it was written, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// Headings; the first stands for the document as a whole.
    pub sections: Vec<Section>,
    /// What it says of files and of parts of the project.
    pub entries: Vec<Entry>,
    /// What it says of single functions.
    pub functions: Vec<FunctionClaim>,
    /// What it plans.
    pub phases: Vec<PlannedPhase>,
    /// What looks like a claim and could not be read.
    pub unread: Vec<Unread>,
}

/// A heading, or a bold line in the place of one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// Its text.
    pub title: String,
    /// 0 for the document, 1 to 6 for headings, 7 for a bold line.
    pub level: u8,
    /// The section it is part of.
    pub parent: Option<usize>,
    /// Line, from 1.
    pub line: u32,
    /// Paths that its heading names.
    pub paths: Vec<String>,
    /// Whether what it lists has tests, as far as its heading tells.
    pub stance: Option<Stance>,
}

/// What a heading, or a cell, says of the tests of what it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// They are there.
    Tested,
    /// There are some.
    Partly,
    /// There are none.
    Untested,
    /// It is about something else: settings, tools, broken tests.
    Aside,
}

/// What sort of thing an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A part of the project, in an overview.
    Overview,
    /// Files or folders that it names.
    Files,
    /// A metric with its target.
    Metric,
    /// Counts in a heading.
    Heading,
    /// Counts in prose.
    Prose,
}

/// Something that a document says of one subject.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Line, from 1.
    pub line: u32,
    /// Index of its section.
    pub section: usize,
    /// What it is about.
    pub topic: Topic,
    /// The subject in the document's words.
    pub subject: String,
    /// Paths as written.
    pub paths: Vec<String>,
    /// What the document calls such a thing: the head of its column, the noun of its sentence.
    pub noun: Option<String>,
    /// How pressing it is said to be.
    pub priority: Option<Priority>,
    /// Why.
    pub rationale: Option<String>,
    /// Share to be reached, 0 to 1.
    pub target: Option<f64>,
    /// What can be checked.
    pub claims: Vec<Says>,
}

/// A claim that can be checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Says {
    /// No test is there for it.
    Untested,
    /// Some, too few.
    Partly,
    /// Tests are there.
    Tested,
    /// So many lines.
    Lines(Quantity),
    /// So many source files.
    Sources(Quantity),
    /// So many tests.
    Tests(Quantity),
    /// So many files of tests.
    TestFiles(Quantity),
    /// So many of so many files have tests.
    Share(Quantity, Quantity),
    /// So many percent of it.
    Percent(Quantity),
    /// So many percent of its lines.
    LineShare(Quantity),
    /// How good that is.
    Level(Level),
}

/// Something that a document says of one function.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionClaim {
    /// Line, from 1.
    pub line: u32,
    /// Index of its section.
    pub section: usize,
    /// Its dotted name, as far as the document writes it.
    pub name: String,
    /// The file that the sentence names beside it, as written.
    pub path: Option<String>,
    /// Whether tests run it.
    pub says: Says,
}

/// A phase of its plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPhase {
    /// Line, from 1.
    pub line: u32,
    /// Index of its section.
    pub section: usize,
    /// Its name, without number and weeks.
    pub name: String,
    /// First and last week, where it names them.
    pub weeks: Option<(u32, u32)>,
    /// Its steps in order.
    pub steps: Vec<PlannedStep>,
}

/// A step of its plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedStep {
    /// Line, from 1.
    pub line: u32,
    /// Its words, without what follows a dash.
    pub title: String,
    /// What follows the dash.
    pub note: Option<String>,
    /// Paths as written, its nested items included.
    pub paths: Vec<String>,
    /// Nested items that name no path.
    pub details: Vec<String>,
}

/// Something that looks like a claim and could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Line, from 1.
    pub line: u32,
    /// What stands there, shortened.
    pub text: String,
    /// Why it was passed over.
    pub reason: &'static str,
}

impl Document {
    /// A section and those it is part of, innermost first.
    pub fn chain(&self, section: usize) -> impl Iterator<Item = &Section> {
        std::iter::successors(self.sections.get(section), |section| {
            self.sections.get(section.parent?)
        })
    }

    /// Whether a section is another one or part of it.
    pub fn is_within(&self, section: usize, outer: usize) -> bool {
        let mut current = Some(section);
        while let Some(index) = current {
            if index == outer {
                return true;
            }
            current = self.sections.get(index).and_then(|section| section.parent);
        }
        false
    }
}
