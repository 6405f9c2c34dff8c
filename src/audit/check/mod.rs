//! Holds every claim against the tree.

mod file;
mod function;
mod missing;
mod part;
mod share;
mod since;
mod tally;

pub(super) use self::part::narrowed;
use self::share::{restated, same_as};
use self::tally::Tally;

use std::collections::BTreeMap;

use super::answer::GAP;
use super::place::{Found, Part, Places, Since};
use super::{
    Answer, Document, Entry, Findings, History, NotRead, Past, Quantity, Says, Topic, Verdict,
};
use super::{contradict, left_out};
use crate::model::{FileId, Project, Settings};

/// What claims are held against.
pub struct Evidence<'a> {
    /// A complete snapshot.
    pub project: &'a Project,
    /// What people set.
    pub settings: &'a Settings,
    /// What git knows, where there is git.
    pub history: Option<&'a History>,
    /// The tree as it was when the document was written, where that is another one.
    pub past: Option<&'a Past>,
    /// Path of the document relative to the root, where it lies below it.
    pub document_path: Option<&'a str>,
}

/// Answers a document claim by claim.
pub fn check(document: &Document, evidence: &Evidence<'_>) -> Findings {
    let places = Places::of(document, evidence);
    let committed = || {
        let (history, path) = evidence.history.zip(evidence.document_path)?;
        Some(history.written(path)?.age)
    };
    let then = places.then().zip(evidence.past).map(|(places, past)| {
        Box::new(Checker {
            shares: shares(document, places),
            project: &past.project,
            evidence,
            places,
            history: None,
            written: None,
            then: None,
        })
    });
    let checker = Checker {
        shares: shares(document, &places),
        project: evidence.project,
        evidence,
        places: &places,
        history: evidence.history,
        written: evidence.past.map(|past| past.commit.age).or_else(committed),
        then,
    };
    let mut findings = Findings::default();
    for entry in &document.entries {
        checker.entry(entry, &mut findings);
    }
    for said in &document.functions {
        checker.function(said, &mut findings);
    }
    if !document.functions.is_empty() {
        findings.answers.sort_by_key(|answer| answer.line);
    }
    for unread in &document.unread {
        findings.not_read.push(NotRead {
            line: unread.line,
            text: unread.text.clone(),
            reason: unread.reason,
        });
    }
    findings.not_read.sort_by_key(|not_read| not_read.line);
    findings.contradictions = contradict::contradictions(&places);
    findings.dropped = left_out::dropped(&places);
    findings.forgotten = left_out::forgotten(&places);
    findings
}

/// Most counts of one part that percentages may restate.
const MAX_SHARES: usize = 8;

/// The counts `13/14` of all parts, by folder.
fn shares(document: &Document, places: &Places<'_>) -> BTreeMap<String, Vec<(Quantity, Quantity)>> {
    let mut shares: BTreeMap<String, Vec<(Quantity, Quantity)>> = BTreeMap::new();
    for entry in &document.entries {
        let counts = entry.claims.iter().filter_map(|says| match says {
            Says::Share(part, whole) => Some((*part, *whole)),
            _ => None,
        });
        for count in counts {
            if let Some(part) = places.part_of(entry) {
                let known = shares.entry(part.folder).or_default();
                if known.len() < MAX_SHARES {
                    known.push(count);
                }
            }
        }
    }
    shares
}

struct Checker<'a> {
    /// The counts that the document makes of each part, by folder.
    shares: BTreeMap<String, Vec<(Quantity, Quantity)>>,
    project: &'a Project,
    evidence: &'a Evidence<'a>,
    places: &'a Places<'a>,
    history: Option<&'a History>,
    /// The same for the tree of the day of the document.
    then: Option<Box<Self>>,
    /// Age of the commit in which the document was last changed.
    written: Option<usize>,
}

/// What is so, and what that makes of a claim.
pub(super) struct Reply {
    pub(super) verdict: Verdict,
    pub(super) truth: String,
    pub(super) test: Option<(String, u32)>,
    pub(super) since: Since,
}

impl Reply {
    pub(super) fn new(verdict: Verdict, truth: impl Into<String>) -> Self {
        Self {
            verdict,
            truth: truth.into(),
            test: None,
            since: None,
        }
    }

    fn on(self, line: u32, subject: &str, claim: String) -> Answer {
        Answer {
            line,
            subject: subject.to_owned(),
            claim,
            verdict: self.verdict,
            truth: self.truth,
            test: self.test,
            since: self.since,
        }
    }
}

impl Checker<'_> {
    fn entry(&self, entry: &Entry, findings: &mut Findings) {
        if entry.topic == Topic::Files {
            for path in &entry.paths {
                self.path(entry, path, findings);
            }
            return;
        }
        if let Some(id) = self.places.file_of(entry) {
            self.file_claims(entry, id, None, findings);
            return;
        }
        let Some(part) = self.places.part_of(entry) else {
            findings.not_read.push(NotRead {
                line: entry.line,
                text: entry.subject.clone(),
                reason: "no part of the project is called that",
            });
            return;
        };
        self.part_claims(entry, &part, None, findings);
    }

    fn path(&self, entry: &Entry, path: &str, findings: &mut Findings) {
        let hint = entry.noun.as_deref().unwrap_or_default();
        let meant = self.places.meant(path, entry.section, hint);
        let found = match &meant {
            Some(full) => self.places.still(full, path, entry.section, hint),
            None => self.places.path(path, entry.section, hint),
        };
        let found = match found {
            // What the document names elsewhere may tell which is meant.
            Found::Ambiguous(_) => self.places.path_today(path, entry.section, hint),
            found => found,
        };
        match found {
            Found::File(id) => self.file_claims(entry, id, Some(path), findings),
            Found::Part(part) => {
                let part = narrowed(self.project, part, &entry.subject, path);
                self.part_claims(entry, &part, Some(path), findings);
            }
            Found::Ambiguous(candidates) => findings.answers.push(
                Reply::new(
                    Verdict::Ambiguous,
                    format!("may be {}", candidates.join(" or ")),
                )
                .on(entry.line, path, claims_of(entry)),
            ),
            Found::Missing => {
                let full = meant.as_deref().unwrap_or(path);
                self.missing(entry, path, full, findings);
            }
        }
    }

    /// Answers the claims on a file; `path` is how the document writes it.
    fn file_claims(&self, entry: &Entry, id: FileId, path: Option<&str>, findings: &mut Findings) {
        let Some(file) = self.project.file(id) else {
            return;
        };
        let is_stated = entry
            .claims
            .iter()
            .any(|says| matches!(says, Says::Untested | Says::Tested | Says::Partly));
        let then = self.then.as_ref().and_then(|then| {
            let id = then.file_meant(entry, path)?;
            Some((then, then.project.file(id)?))
        });
        for says in &entry.claims {
            let Some(reply) = self.file_claim(file, *says, is_stated) else {
                continue;
            };
            let once = then
                .as_ref()
                .and_then(|(then, file)| then.file_claim(file, *says, is_stated));
            let reply = self.judged(reply, once, *says);
            findings
                .answers
                .push(reply.on(entry.line, &file.path, claim(*says)));
        }
    }

    fn file_meant(&self, entry: &Entry, path: Option<&str>) -> Option<FileId> {
        let Some(path) = path else {
            return self.places.file_of(entry);
        };
        let hint = entry.noun.as_deref().unwrap_or_default();
        match self.places.path(path, entry.section, hint) {
            Found::File(id) => Some(id),
            _ => None,
        }
    }

    /// Answers the claims on a part of the project; `path` is how the document writes it.
    fn part_claims(&self, entry: &Entry, part: &Part, path: Option<&str>, findings: &mut Findings) {
        let tally = Tally::new(self.project, part, entry.noun.as_deref());
        let then = self.then.as_ref().and_then(|then| {
            let part = then.part_meant(entry, path)?;
            let tally = Tally::new(then.project, &part, entry.noun.as_deref());
            (tally.sources > 0).then_some((then, part, tally))
        });
        let subject = if entry.topic == Topic::Files || entry.subject.len() > 40 {
            &part.name
        } else {
            &entry.subject
        };
        for says in &entry.claims {
            let reply = self.part_reply(entry, part, &tally, *says);
            let once = then
                .as_ref()
                .map(|(then, part, tally)| then.part_reply(entry, part, tally, *says));
            let reply = self.since_tested(self.judged(reply, once, *says), &tally, *says);
            findings
                .answers
                .push(reply.on(entry.line, subject, claim(*says)));
        }
    }

    fn part_reply(&self, entry: &Entry, part: &Part, tally: &Tally, says: Says) -> Reply {
        let counts = self.shares.get(&part.folder).map_or(&[][..], Vec::as_slice);
        let own = || self.part_claim(entry, tally, says);
        match restated(says, counts).map(|count| same_as(tally, count)) {
            // The count may be off by what it leaves out, and the share right all the same.
            Some(reply) if reply.verdict == Verdict::Wrong => match own() {
                own if own.verdict == Verdict::Confirmed => own,
                _ => reply,
            },
            Some(reply) => reply,
            None => own(),
        }
    }

    fn part_meant(&self, entry: &Entry, path: Option<&str>) -> Option<Part> {
        let Some(path) = path else {
            return self.places.part_of(entry);
        };
        let hint = entry.noun.as_deref().unwrap_or_default();
        match self.places.path(path, entry.section, hint) {
            Found::Part(part) => Some(narrowed(self.project, part, &entry.subject, path)),
            _ => None,
        }
    }

    fn judged(&self, now: Reply, then: Option<Reply>, says: Says) -> Reply {
        match self.evidence.past.zip(then) {
            Some((past, then)) => past.judge(now, &then, says),
            None => now,
        }
    }
}

/// A claim in words.
pub(super) fn claim(says: Says) -> String {
    match says {
        Says::Untested => GAP.to_owned(),
        Says::Partly => "has some tests".to_owned(),
        Says::Tested => "is tested".to_owned(),
        Says::Lines(lines) => format!("{lines} lines"),
        Says::Sources(sources) => format!("{sources} source files"),
        Says::Tests(tests) => format!("{tests} tests"),
        Says::TestFiles(files) => format!("{files} test files"),
        Says::Share(part, whole) => format!("{part}/{whole} tested"),
        Says::Percent(percent) => format!("{percent} % covered"),
        Says::LineShare(percent) => format!("{percent} % of its lines covered"),
        Says::Level(level) => format!("level {}", level.word()),
    }
}

fn claims_of(entry: &Entry) -> String {
    let claims: Vec<String> = entry.claims.iter().map(|says| claim(*says)).collect();
    claims.join(", ")
}
