//! Claims about what is not in the tree: it moved, it is gone, or it never was there.

use super::part::narrowed;
use super::{Checker, Reply, claims_of};
use crate::audit::place::{Since, folder_of};
use crate::audit::{Answer, Entry, Findings, Verdict};
use crate::model::FileId;

impl Checker<'_> {
    /// A path that is not in the tree: moved, gone, or never there; `full` is what it meant.
    pub(super) fn missing(&self, entry: &Entry, path: &str, full: &str, findings: &mut Findings) {
        let scope = self.places.scope(entry.section);
        if let Some(history) = self.history {
            let bare = full.trim_end_matches('/');
            let once = if !full.ends_with('/') && history.vanished(bare).is_some() {
                vec![bare.to_owned()]
            } else {
                let near = history.once(bare, scope);
                if near.is_empty() {
                    history.once(bare, "")
                } else {
                    near
                }
            };
            let is_lost = |full: &String| self.project.find(full).is_none();
            let once: Vec<String> = once.into_iter().filter(is_lost).collect();
            match once.as_slice() {
                [] => {}
                [full] if full.ends_with(bare) => {
                    self.vanished(entry, full, path, findings);
                    return;
                }
                files => {
                    self.vanished_folder(entry, path, files, findings);
                    return;
                }
            }
        }
        match self.places.elsewhere(path).as_slice() {
            [id] => self.moved(entry, (path, path), *id, None, findings),
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
        (subject, path): (&str, &str),
        id: FileId,
        since: Since,
        findings: &mut Findings,
    ) {
        let Some(file) = self.project.file(id) else {
            return;
        };
        let first = findings.answers.len();
        self.file_claims(entry, id, Some(path), findings);
        let Some(answer) = findings.answers.get_mut(first) else {
            return;
        };
        subject.clone_into(&mut answer.subject);
        answer.relocate(&file.path, since);
    }

    /// A path that some commit had: follows it to where it stands now.
    fn vanished(&self, entry: &Entry, full: &str, path: &str, findings: &mut Findings) {
        let (now, since) = self.places.now(full);
        match now {
            Some(id) => self.moved(entry, (full, path), id, since, findings),
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
        path: &str,
        files: &[String],
        findings: &mut Findings,
    ) {
        let was = files.first().map_or(path, |file| folder_of(file));
        let Some((folder, since)) = self.places.folder_today(files) else {
            let last = files.last().and_then(|file| self.places.now(file).1);
            let reply = Reply {
                since: last,
                ..Reply::new(Verdict::Gone, "removed")
            };
            self.lost(entry, was, reply, findings);
            return;
        };
        let first = findings.answers.len();
        let part = self.places.part(&folder);
        let part = narrowed(self.project, part, &entry.subject, path);
        self.part_claims(entry, &part, Some(path), findings);
        if let Some(answer) = findings.answers.get_mut(first) {
            was.clone_into(&mut answer.subject);
            answer.relocate(&folder, since);
        }
    }
}

impl Answer {
    /// Makes of an answer on a new place one on the old place.
    fn relocate(&mut self, place: &str, since: Since) {
        let when = since.as_ref().map_or(String::new(), |(commit, date)| {
            format!(" since {commit} ({date})")
        });
        let tested = self.since.as_ref().filter(|_| self.test.is_some());
        let tested = tested.map_or(String::new(), |(commit, date)| {
            format!(" since {commit} ({date})")
        });
        self.truth = format!("stands at {place}{when}; {}{tested}", self.truth);
        self.verdict = Verdict::Moved;
        self.since = since;
    }
}
