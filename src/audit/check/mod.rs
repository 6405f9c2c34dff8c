//! Holds every claim against the tree.

mod file;
mod part;
mod tally;

pub(super) use self::tally::Tally;

use super::place::{Found, Part, Places};
use super::{Answer, Document, Entry, Findings, History, NotRead, Says, Topic, Verdict};
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
    /// Path of the document relative to the root, where it lies below it.
    pub document_path: Option<&'a str>,
}

/// Answers a document claim by claim.
pub fn check(document: &Document, evidence: &Evidence<'_>) -> Findings {
    let places = Places::new(evidence.project, document);
    let checker = Checker {
        written: evidence
            .history
            .zip(evidence.document_path)
            .and_then(|(history, path)| Some(history.written(path)?.age)),
        evidence,
        places: &places,
    };
    let mut findings = Findings::default();
    for entry in &document.entries {
        checker.entry(entry, &mut findings);
    }
    for unread in &document.unread {
        findings.not_read.push(NotRead {
            line: unread.line,
            text: unread.text.clone(),
            reason: "no claim that can be checked was recognised",
        });
    }
    findings.not_read.sort_by_key(|not_read| not_read.line);
    findings.contradictions = contradict::contradictions(&places);
    findings.dropped = left_out::dropped(&places);
    findings.forgotten = left_out::forgotten(&places);
    findings
}

struct Checker<'a> {
    evidence: &'a Evidence<'a>,
    places: &'a Places<'a>,
    /// Age of the commit in which the document was last changed.
    written: Option<usize>,
}

/// What is so, and what that makes of a claim.
struct Reply {
    verdict: Verdict,
    truth: String,
    test: Option<(String, u32)>,
    since: Option<(String, String)>,
}

impl Reply {
    fn new(verdict: Verdict, truth: impl Into<String>) -> Self {
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
        let Some(part) = self.places.part_of(entry) else {
            findings.not_read.push(NotRead {
                line: entry.line,
                text: entry.subject.clone(),
                reason: "no part of the project is called that",
            });
            return;
        };
        self.part_claims(entry, &part, findings);
    }

    fn path(&self, entry: &Entry, path: &str, findings: &mut Findings) {
        let hint = entry.noun.as_deref().unwrap_or_default();
        match self.places.path(path, entry.section, hint) {
            Found::File(id) => self.file_claims(entry, id, findings),
            Found::Part(part) => {
                let part = self.narrowed(part, &entry.subject, path);
                self.part_claims(entry, &part, findings);
            }
            Found::Ambiguous(candidates) => findings.answers.push(
                Reply::new(
                    Verdict::Ambiguous,
                    format!("may be {}", candidates.join(" or ")),
                )
                .on(entry.line, path, claims_of(entry)),
            ),
            Found::Missing => self.missing(entry, path, findings),
        }
    }

    fn file_claims(&self, entry: &Entry, id: FileId, findings: &mut Findings) {
        let Some(file) = self.evidence.project.file(id) else {
            return;
        };
        let is_stated = entry
            .claims
            .iter()
            .any(|says| matches!(says, Says::Untested | Says::Tested | Says::Partly));
        for says in &entry.claims {
            if let Some(reply) = self.file_claim(file, *says, is_stated) {
                findings
                    .answers
                    .push(reply.on(entry.line, &file.path, claim(*says)));
            }
        }
    }

    fn part_claims(&self, entry: &Entry, part: &Part, findings: &mut Findings) {
        let tally = Tally::new(self.evidence.project, part, entry.noun.as_deref());
        for says in &entry.claims {
            let reply = self.part_claim(entry, &tally, *says);
            let subject = if entry.topic == Topic::Files || entry.subject.len() > 40 {
                &part.name
            } else {
                &entry.subject
            };
            findings
                .answers
                .push(reply.on(entry.line, subject, claim(*says)));
        }
    }

    /// A path that is not in the tree: moved, gone, or never there.
    fn missing(&self, entry: &Entry, path: &str, findings: &mut Findings) {
        let scope = self.places.scope(entry.section);
        let once = self.evidence.history.and_then(|history| {
            let path = path.trim_end_matches('/');
            let full = if history.vanished(path).is_some() {
                Some(path.to_owned())
            } else {
                history.once(path, scope).or_else(|| history.once(path, ""))
            };
            full.map(|full| (history, full))
        });
        if let Some((history, full)) = once {
            self.vanished(entry, history, full, findings);
            return;
        }
        let reply = match self.places.elsewhere(path).as_slice() {
            [id] => {
                let file = self.evidence.project.file(*id);
                let place = file.map_or("", |file| file.path.as_ref());
                self.file_claims(entry, *id, findings);
                Reply::new(Verdict::Moved, format!("stands at {place}"))
            }
            [] => Reply::new(Verdict::Gone, "no such file is there"),
            several => Reply::new(
                Verdict::Ambiguous,
                format!("not there; {} files elsewhere have its name", several.len()),
            ),
        };
        findings
            .answers
            .push(reply.on(entry.line, path, claims_of(entry)));
    }

    /// A path that some commit had: follows it to where it stands now.
    fn vanished(&self, entry: &Entry, history: &History, full: String, findings: &mut Findings) {
        let mut current = full.clone();
        let mut last = None;
        // A file that moves back and forth would be followed for ever.
        for _ in 0..8 {
            let Some(vanished) = history.vanished(&current) else {
                break;
            };
            let became = vanished.became.clone();
            last = Some(vanished);
            match became {
                Some(became) => current = became,
                None => break,
            }
        }
        let since = last.map(|last| (last.commit.id, last.commit.date));
        let now = self.evidence.project.find(&current).filter(|_| current != full);
        let mut reply = match now {
            Some(_) => Reply::new(Verdict::Moved, format!("stands at {current} now")),
            None => Reply::new(Verdict::Gone, "removed"),
        };
        reply.since = since;
        findings
            .answers
            .push(reply.on(entry.line, &full, claims_of(entry)));
        if let Some(id) = now {
            self.file_claims(entry, id, findings);
        }
    }
}

/// A claim in words.
pub(super) fn claim(says: Says) -> String {
    match says {
        Says::Untested => "has no tests".to_owned(),
        Says::Partly => "has some tests".to_owned(),
        Says::Tested => "is tested".to_owned(),
        Says::Lines(lines) => format!("{lines} lines"),
        Says::Sources(sources) => format!("{sources} source files"),
        Says::Tests(tests) => format!("{tests} tests"),
        Says::Share(part, whole) => format!("{part}/{whole} tested"),
        Says::Percent(percent) => format!("{percent} % covered"),
        Says::Level(level) => format!("level {}", level.word()),
    }
}

fn claims_of(entry: &Entry) -> String {
    let claims: Vec<String> = entry.claims.iter().map(|says| claim(*says)).collect();
    claims.join(", ")
}
