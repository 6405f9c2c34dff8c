//! The thread that scans for the interface: once at the start, and again whenever it is asked.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender};
use std::time::SystemTime;

use super::describe;
use super::watch::Watch;
use crate::analyze::{Request, analyze};
use crate::config::Config;
use crate::error::Error;
use crate::model::{Project, Stage, Warning};
use crate::track;
use crate::ui::{self, News};

/// What is shown beside what a scan finds.
pub(super) struct Finish {
    /// Adds to a finished snapshot before it is shown.
    pub(super) add: Box<dyn Fn(&mut Project) + Send + Sync>,
    /// Finds out what takes longer, once, after the first snapshot is shown: whether there is more
    /// to add by then, or why not.
    pub(super) deepen: Option<Box<dyn FnOnce() -> Result<bool, String> + Send>>,
}

/// What the thread works with.
pub(super) struct Server {
    /// What to scan.
    pub(super) request: Request,
    /// The profile below the project's configuration.
    pub(super) profile: Option<String>,
    /// Whether to wait for changes on disk.
    pub(super) watches: bool,
    /// Adds to what is shown.
    pub(super) finish: Option<Finish>,
    /// To the interface.
    pub(super) news: Sender<News>,
    /// From it.
    pub(super) requests: Receiver<ui::Request>,
}

impl Server {
    /// Scans once, and again for every request, until the interface goes away.
    pub(super) fn run(mut self) {
        let mut watch = self.watch();
        let mut has_scanned = false;
        loop {
            let began = SystemTime::now();
            let last = self.scan(&mut has_scanned);
            if let (Some(watching), Some(project)) = (&mut watch, &last)
                && let Err(reason) = watching.follow(project, began)
            {
                self.fail(reason);
                watch = None;
            }
            if let Some(project) = last {
                self.deepen(project);
            }
            match self.requests.recv() {
                Ok(ui::Request::Rescan) => {}
                Err(_) => return,
            }
            // Requests that came in meanwhile are answered by one scan.
            while self.requests.try_recv().is_ok() {}
            self.read_again();
        }
    }

    fn watch(&self) -> Option<Watch> {
        if !self.watches {
            return None;
        }
        Watch::start(&self.request.root, self.news.clone())
            .inspect_err(|reason| self.fail(reason.clone()))
            .ok()
    }

    /// Scans; answers with the last snapshot.
    fn scan(&self, has_scanned: &mut bool) -> Option<Project> {
        let last = Mutex::new(None);
        let (news, finish) = (&self.news, self.finish.as_ref().map(|finish| &finish.add));
        let outcome = analyze(&self.request, &|mut project| {
            if project.progress.stage == Stage::Done {
                if let Some(finish) = finish {
                    finish(&mut project);
                }
                if let Ok(mut last) = last.lock() {
                    *last = Some(project.clone());
                }
            }
            // The interface may be gone; the scan then ends with nobody listening.
            let _ = news.send(News::Snapshot(Box::new(project)));
        });
        if let Err(error) = outcome {
            if *has_scanned {
                // What the scan before found is worth more than nothing.
                self.fail(describe(&error));
            } else {
                let _ = self.news.send(News::Snapshot(Box::new(failed(&error))));
            }
        }
        let last = last.into_inner().ok().flatten();
        *has_scanned |= last.is_some();
        last
    }

    /// Shows a finished snapshot once more, with what takes longer to find out.
    fn deepen(&mut self, mut project: Project) {
        let deepen = self.finish.as_mut().and_then(|finish| finish.deepen.take());
        let Some(deepen) = deepen else {
            return;
        };
        match deepen() {
            Ok(false) => {}
            Ok(true) => {
                if let Some(finish) = &self.finish {
                    (finish.add)(&mut project);
                }
                let _ = self.news.send(News::Snapshot(Box::new(project)));
            }
            Err(reason) => self.fail(reason),
        }
    }

    /// Reads configuration and plan again; what does not parse stays as it was.
    fn read_again(&mut self) {
        match Config::load(&self.request.root, self.profile.as_deref()) {
            Ok(config) => self.request.settings = config.settings,
            Err(error) => self.fail(describe(&error)),
        }
        match track::load_roadmap(&self.request.root) {
            Ok(Some(roadmap)) => self.request.roadmap = Some(roadmap),
            // It was taken away, or never there.
            Ok(None) => match super::roadmap_of_profile(self.profile.as_deref()) {
                Ok(roadmap) => self.request.roadmap = roadmap,
                Err(error) => self.fail(describe(&error)),
            },
            Err(error) => self.fail(describe(&error)),
        }
        match track::load_snapshots(&self.request.root) {
            Ok((earlier, warnings)) => {
                self.request.earlier = earlier.into();
                self.request.warnings = warnings;
            }
            Err(error) => self.fail(describe(&error)),
        }
        match track::Marks::load_in_part(&self.request.root) {
            Ok((marks, unread)) if unread.is_empty() => {
                self.request.accepted = super::accepted(&marks);
            }
            Ok((_, unread)) => self.request.warnings.extend(unread),
            Err(error) => self.fail(describe(&error)),
        }
    }

    fn fail(&self, reason: String) {
        let _ = self.news.send(News::Failed(reason));
    }
}

/// What is shown of a tree that could not be scanned.
fn failed(error: &Error) -> Project {
    let mut project = Project::default();
    project.progress.stage = Stage::Done;
    project.warnings = [Warning {
        path: "".into(),
        message: error.to_string().into(),
    }]
    .into();
    project
}
