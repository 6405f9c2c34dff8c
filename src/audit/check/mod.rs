//! Holds every claim against the tree.

mod file;
mod part;
mod tally;

pub(super) use self::part::narrowed;
use self::part::{restated, same_as};
use self::tally::Tally;

use std::collections::BTreeMap;

use super::answer::GAP;
use super::place::{Found, Part, Places, folder_of};
use super::{Answer, Document, Entry, Findings, History, NotRead, Quantity, Says, Topic, Verdict};
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
    let places = Places::new(evidence.project, document).following(evidence.history);
    let checker = Checker {
        shares: shares(document, &places),
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

/// Most moves of one file that are followed.
const MAX_MOVES: usize = 8;

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
        if let Some(id) = self.places.file_of(entry) {
            self.file_claims(entry, id, findings);
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
                let part = narrowed(self.evidence.project, part, &entry.subject, path);
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
            let counts = self.shares.get(&part.folder).map_or(&[][..], Vec::as_slice);
            let reply = match restated(*says, counts) {
                Some(count) => same_as(&tally, count),
                None => self.part_claim(entry, &tally, *says),
            };
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
        if let Some(history) = self.evidence.history {
            let bare = path.trim_end_matches('/');
            let once = if history.vanished(bare).is_some() {
                vec![bare.to_owned()]
            } else {
                let near = history.once(bare, scope);
                if near.is_empty() {
                    history.once(bare, "")
                } else {
                    near
                }
            };
            let is_lost = |full: &String| self.evidence.project.find(full).is_none();
            let once: Vec<String> = once.into_iter().filter(is_lost).collect();
            match once.as_slice() {
                [] => {}
                [full] if full.ends_with(bare) => {
                    self.vanished(entry, history, full, findings);
                    return;
                }
                files => {
                    self.vanished_folder(entry, history, path, files, findings);
                    return;
                }
            }
        }
        match self.places.elsewhere(path).as_slice() {
            [id] => self.moved(entry, path, *id, None, findings),
            [] => {
                let reply = Reply::new(Verdict::Gone, "nothing of that name is there");
                self.lost(entry, path, reply, findings);
            }
            several => {
                let truth = format!("not there; {} files elsewhere have its name", several.len());
                let reply = Reply::new(Verdict::Ambiguous, truth);
                self.lost(entry, path, reply, findings);
            }
        }
    }

    /// One answer for all claims on what is not there.
    fn lost(&self, entry: &Entry, subject: &str, reply: Reply, findings: &mut Findings) {
        findings
            .answers
            .push(reply.on(entry.line, subject, claims_of(entry)));
    }

    /// A path that stands elsewhere now: the first claim is answered with the place.
    fn moved(
        &self,
        entry: &Entry,
        subject: &str,
        id: FileId,
        since: Option<(String, String)>,
        findings: &mut Findings,
    ) {
        let Some(file) = self.evidence.project.file(id) else {
            return;
        };
        let first = findings.answers.len();
        self.file_claims(entry, id, findings);
        let Some(answer) = findings.answers.get_mut(first) else {
            return;
        };
        subject.clone_into(&mut answer.subject);
        answer.relocate(&file.path, since);
    }

    /// A path that some commit had: follows it to where it stands now.
    fn vanished(&self, entry: &Entry, history: &History, full: &str, findings: &mut Findings) {
        let (now, since) = self.followed(history, full);
        match now {
            Some(id) => self.moved(entry, full, id, since, findings),
            None => {
                let reply = Reply {
                    since,
                    ..Reply::new(Verdict::Gone, "removed")
                };
                self.lost(entry, full, reply, findings);
            }
        }
    }

    /// A folder that some commit had: it moved where most of its files are now.
    fn vanished_folder(
        &self,
        entry: &Entry,
        history: &History,
        path: &str,
        files: &[String],
        findings: &mut Findings,
    ) {
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        let mut last = None;
        for full in files {
            let (now, since) = self.followed(history, full);
            last = since.or(last);
            let file = now.and_then(|id| self.evidence.project.file(id));
            if let Some(file) = file {
                *folders.entry(folder_of(&file.path)).or_default() += 1;
            }
        }
        let most = folders.into_iter().max_by_key(|(_, count)| *count);
        let was = files.first().map_or(path, |file| folder_of(file));
        let Some((folder, _)) = most.filter(|(_, count)| 2 * count >= files.len()) else {
            let reply = Reply {
                since: last,
                ..Reply::new(Verdict::Gone, "removed")
            };
            self.lost(entry, was, reply, findings);
            return;
        };
        let first = findings.answers.len();
        let part = self.places.part(folder);
        let part = narrowed(self.evidence.project, part, &entry.subject, path);
        self.part_claims(entry, &part, findings);
        if let Some(answer) = findings.answers.get_mut(first) {
            was.clone_into(&mut answer.subject);
            answer.relocate(folder, last);
        }
    }

    /// Where a file that is not there any more stands now, and since when.
    fn followed(&self, history: &History, full: &str) -> (Option<FileId>, Since) {
        let mut current = full.to_owned();
        let mut since = None;
        // A file that moves back and forth would be followed for ever.
        for _ in 0..MAX_MOVES {
            let Some(vanished) = history.vanished(&current) else {
                break;
            };
            since = Some((vanished.commit.id, vanished.commit.date));
            match vanished.became {
                Some(became) => current = became,
                None => break,
            }
        }
        let now = self.evidence.project.find(&current);
        (now.filter(|_| current != full), since)
    }
}

impl Answer {
    /// Makes of an answer on a new place one on the old place.
    fn relocate(&mut self, place: &str, since: Since) {
        let when = since.as_ref().map_or(String::new(), |(commit, date)| {
            format!(" since {commit} ({date})")
        });
        self.truth = format!("stands at {place}{when}; {}", self.truth);
        self.verdict = Verdict::Moved;
        self.since = since;
    }
}

/// A commit and its day.
type Since = Option<(String, String)>;

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
