//! Scans one after the other, each on a thread of its own.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::{Add, Analyze, Deepen, Wake};
use crate::analyze::Request;
use crate::cli::watch::Watch;
use crate::cli::{accepted, describe, roadmap_of_profile};
use crate::config::Config;
use crate::error::Error;
use crate::model::{Project, Stage, Warning};
use crate::scan::Course;
use crate::track;
use crate::ui::{self, News};

/// Time between two looks at a scan under way.
const LOOK: Duration = Duration::from_millis(500);

/// How long a scan is at one file before that is told.
const LONG: Duration = Duration::from_secs(2);

/// How long a scan may take at least before a change on disk ends it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a scan that is to end may go on with the file that it is at.
const GRACE: Duration = Duration::from_secs(1);

/// Most scans that are left alone at a time: each of them may keep a processor busy.
const MOST_ADRIFT: usize = 2;

pub(super) struct Scanner {
    request: Request,
    analyze: Analyze,
    pub(super) profile: Option<String>,
    pub(super) add: Option<Add>,
    pub(super) deepen: Option<Deepen>,
    news: Sender<News>,
    waker: Sender<Wake>,
    wakes: Receiver<Wake>,
    /// That of the last scan.
    number: u32,
    /// Scans that were left alone and have not ended yet.
    adrift: Vec<u32>,
    /// How long a whole scan took at most.
    pub(super) longest: Duration,
    /// How many scans in a row were ended.
    pub(super) ended: u32,
    /// Whether there was a whole scan.
    has_scanned: bool,
}

/// How a scan ended.
struct Scanned {
    /// Its last snapshot, if it was not ended before.
    last: Option<Box<Project>>,
    /// Whether another one was asked for meanwhile.
    is_asked: bool,
}

impl Scanner {
    /// One that has not scanned yet, and neither adds to what is shown nor deepens it.
    pub(super) fn new(
        request: Request,
        analyze: Analyze,
        news: Sender<News>,
        (waker, wakes): (Sender<Wake>, Receiver<Wake>),
    ) -> Self {
        Self {
            request,
            analyze,
            profile: None,
            add: None,
            deepen: None,
            news,
            waker,
            wakes,
            number: 0,
            adrift: Vec::new(),
            longest: Duration::ZERO,
            ended: 0,
            has_scanned: false,
        }
    }

    pub(super) fn run(mut self, watches: bool) {
        let mut watch = self.watch(watches);
        loop {
            let began = SystemTime::now();
            let Some(scanned) = self.scan() else {
                return;
            };
            if let (Some(watching), Some(project)) = (&mut watch, &scanned.last)
                && let Err(reason) = watching.follow(project, began)
            {
                self.fail(reason);
                watch = None;
            }
            if let Some(project) = scanned.last {
                self.deepen(*project);
            }
            if !self.is_asked(scanned.is_asked) {
                return;
            }
            self.read_again();
        }
    }

    fn watch(&self, watches: bool) -> Option<Watch> {
        if !watches {
            return None;
        }
        Watch::start(&self.request.root, self.news.clone())
            .inspect_err(|reason| self.fail(reason.clone()))
            .ok()
    }

    /// Waits for a request, unless there was one; false where the interface went away. Requests
    /// that came in meanwhile are answered by one scan.
    fn is_asked(&mut self, mut is_asked: bool) -> bool {
        loop {
            let wake = if is_asked {
                self.wakes.try_recv().ok()
            } else {
                Some(self.wakes.recv().unwrap_or(Wake::Gone))
            };
            match wake {
                None => return true,
                Some(Wake::Asked(_)) => is_asked = true,
                Some(Wake::Over(number, _)) => self.adrift.retain(|adrift| *adrift != number),
                Some(Wake::Gone) => return false,
            }
        }
    }

    /// Scans until that is over, or another scan is asked for and this one ended for it; none where
    /// the interface went away.
    fn scan(&mut self) -> Option<Scanned> {
        let course = Arc::new(Course::default());
        if let Err(error) = self.start(&course) {
            self.fail(format!("cannot start a thread: {error}"));
        }
        let began = Instant::now();
        let (mut is_asked, mut is_urgent) = (false, false);
        let mut ended: Option<Instant> = None;
        loop {
            match self.wakes.recv_timeout(LOOK) {
                Ok(Wake::Over(number, outcome)) if number == self.number => {
                    let last = self.take(outcome, began.elapsed());
                    return Some(Scanned { last, is_asked });
                }
                Ok(Wake::Over(number, _)) => self.adrift.retain(|adrift| *adrift != number),
                Ok(Wake::Asked(request)) => {
                    is_asked = true;
                    is_urgent |= request == ui::Request::Now;
                }
                Ok(Wake::Gone) | Err(RecvTimeoutError::Disconnected) => {
                    course.end();
                    return None;
                }
                Err(RecvTimeoutError::Timeout) => self.tell(&course),
            }
            if is_asked && (is_urgent || began.elapsed() > self.patience()) {
                course.end();
                let since = *ended.get_or_insert_with(Instant::now);
                if since.elapsed() > GRACE && self.adrift.len() < MOST_ADRIFT {
                    self.adrift.push(self.number);
                    self.ended += 1;
                    return Some(Scanned {
                        last: None,
                        is_asked,
                    });
                }
            }
        }
    }

    /// Starts a scan on a thread of its own.
    fn start(&mut self, course: &Arc<Course>) -> std::io::Result<()> {
        self.number += 1;
        let (number, analyze) = (self.number, self.analyze);
        let (waker, news, add) = (self.waker.clone(), self.news.clone(), self.add.clone());
        let request = Request {
            course: Arc::clone(course),
            ..self.request.clone()
        };
        thread::Builder::new()
            .name("scan".to_owned())
            .spawn(move || {
                let last = Mutex::new(None);
                let outcome = analyze(&request, &|mut project| {
                    if request.course.is_over() {
                        return;
                    }
                    if project.progress.stage == Stage::Done {
                        if let Some(add) = &add {
                            add(&mut project);
                        }
                        if let Ok(mut last) = last.lock() {
                            *last = Some(Box::new(project.clone()));
                        }
                    }
                    // The interface may be gone; the scan then ends with nobody listening.
                    let _ = news.send(News::Snapshot(Box::new(project)));
                });
                let last = last.into_inner().ok().flatten();
                let _ = waker.send(Wake::Over(number, outcome.map(|()| last)));
            })
            .map(|_| ())
    }

    /// Takes in how a scan ended; answers with its last snapshot.
    fn take(
        &mut self,
        outcome: Result<Option<Box<Project>>, Error>,
        took: Duration,
    ) -> Option<Box<Project>> {
        match outcome {
            Ok(Some(last)) => {
                self.longest = self.longest.max(took);
                self.ended = 0;
                self.has_scanned = true;
                return Some(last);
            }
            Ok(None) => self.ended += 1,
            // What the scan before found is worth more than nothing.
            Err(error) if self.has_scanned => self.fail(describe(&error)),
            Err(error) => {
                let _ = self.news.send(News::Snapshot(Box::new(failed(&error))));
            }
        }
        None
    }

    /// How long a scan may take before a change on disk ends it: the longer, the more of them were
    /// ended, so that one of them gets through where the tree changes all the time.
    pub(super) fn patience(&self) -> Duration {
        PATIENCE.max(self.longest * 3) * (1 << self.ended.min(6))
    }

    /// Tells which file a scan has been at for long.
    fn tell(&self, course: &Course) {
        if let Some((path, time)) = course.longest().filter(|(_, time)| *time > LONG) {
            let _ = self.news.send(News::At { path, time });
        }
    }

    /// Shows a finished snapshot once more, with what takes longer to find out.
    fn deepen(&mut self, mut project: Project) {
        let Some(deepen) = self.deepen.take() else {
            return;
        };
        match deepen() {
            Ok(false) => {}
            Ok(true) => {
                if let Some(add) = &self.add {
                    add(&mut project);
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
            Ok(None) => match roadmap_of_profile(self.profile.as_deref()) {
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
                self.request.accepted = accepted(&marks);
            }
            Ok((_, unread)) => self.request.warnings.extend(unread),
            Err(error) => self.fail(describe(&error)),
        }
    }

    pub(super) fn fail(&self, reason: String) {
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
