//! The thread that scans for the interface: once at the start, and again whenever it is asked.
//!
//! Each scan has a thread of its own, so that one that does not get on can be ended, or left alone
//! where it does not even look whether it is to end.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::describe;
use super::watch::Watch;
use crate::analyze::Request;
use crate::config::Config;
use crate::error::Error;
use crate::model::{Project, Stage, Warning};
use crate::scan::Course;
use crate::track;
use crate::ui::{self, News};

/// What is shown beside what a scan finds.
pub(super) struct Finish {
    /// Adds to a finished snapshot before it is shown.
    pub(super) add: Box<dyn Fn(&mut Project) + Send + Sync>,
    /// Finds out what takes longer, once, after the first snapshot is shown: whether there is more
    /// to add by then, or why not.
    pub(super) deepen: Option<Deepen>,
}

/// Finds out what takes longer.
type Deepen = Box<dyn FnOnce() -> Result<bool, String> + Send>;

/// Adds to the snapshots of all scans.
type Add = Arc<dyn Fn(&mut Project) + Send + Sync>;

/// How a tree is scanned: what [`analyze`](crate::analyze::analyze) does.
pub(super) type Analyze = fn(&Request, &(dyn Fn(Project) + Sync)) -> Result<(), Error>;

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

/// What the thread works with.
pub(super) struct Server {
    /// What to scan.
    pub(super) request: Request,
    /// How.
    pub(super) analyze: Analyze,
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

/// What the thread waits for.
#[derive(Debug)]
enum Wake {
    /// The interface wants another scan.
    Asked(ui::Request),
    /// The interface went away.
    Gone,
    /// The scan with this number ended, with its last snapshot if it came so far.
    Over(u32, Result<Option<Box<Project>>, Error>),
}

impl Server {
    /// Scans once, and again for every request, until the interface goes away.
    pub(super) fn run(self) {
        let (waker, wakes) = channel();
        let (requests, asked) = (self.requests, waker.clone());
        let spawned = thread::Builder::new()
            .name("requests".to_owned())
            .spawn(move || {
                for request in requests {
                    if asked.send(Wake::Asked(request)).is_err() {
                        return;
                    }
                }
                // The thread that scans may have ended before.
                let _ = asked.send(Wake::Gone);
            });
        let (add, deepen) = match self.finish {
            Some(Finish { add, deepen }) => (Some(Arc::from(add)), deepen),
            None => (None, None),
        };
        let scanner = Scanner {
            profile: self.profile,
            add,
            deepen,
            ..Scanner::new(self.request, self.analyze, self.news, (waker, wakes))
        };
        match spawned {
            Ok(_) => scanner.run(self.watches),
            Err(error) => scanner.fail(error.to_string()),
        }
    }
}

struct Scanner {
    request: Request,
    analyze: Analyze,
    profile: Option<String>,
    add: Option<Add>,
    deepen: Option<Deepen>,
    news: Sender<News>,
    waker: Sender<Wake>,
    wakes: Receiver<Wake>,
    /// That of the last scan.
    number: u32,
    /// Scans that were left alone and have not ended yet.
    adrift: Vec<u32>,
    /// How long a whole scan took at most.
    longest: Duration,
    /// How many scans in a row were ended.
    ended: u32,
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
    fn new(
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

    fn run(mut self, watches: bool) {
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
    fn patience(&self) -> Duration {
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

    use super::*;

    /// Longest that a test waits for anything.
    const LIMIT: Duration = Duration::from_secs(30);

    /// What a scan of the tests does at its nth time: the first one hangs.
    fn first_hangs(count: &AtomicU32, request: &Request, publish: &(dyn Fn(Project) + Sync)) {
        request.course.join();
        let name = count.fetch_add(1, Ordering::Relaxed).to_string();
        let mut project = Project {
            name: name.into(),
            ..Project::default()
        };
        project.progress.stage = Stage::Extract;
        publish(project.clone());
        if &*project.name != "0" {
            project.progress.stage = Stage::Done;
            publish(project);
        }
    }

    fn looks(request: &Request, publish: &(dyn Fn(Project) + Sync)) -> Result<(), Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let is_first = COUNT.load(Ordering::Relaxed) == 0;
        first_hangs(&COUNT, request, publish);
        while is_first && !request.course.is_over() {
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn never_looks(request: &Request, publish: &(dyn Fn(Project) + Sync)) -> Result<(), Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let is_first = COUNT.load(Ordering::Relaxed) == 0;
        first_hangs(&COUNT, request, publish);
        if is_first {
            thread::sleep(LIMIT * 2);
        }
        Ok(())
    }

    /// Scans an empty folder; once the first scan is under way, asks for another one.
    fn check(analyze: Analyze) {
        let folder = tempfile::tempdir().unwrap();
        let (news, told) = channel();
        let (asking, requests) = channel();
        let server = Server {
            request: request(folder.path()),
            analyze,
            profile: None,
            watches: false,
            finish: None,
            news,
            requests,
        };
        let thread = thread::spawn(move || server.run());
        let next = || match told.recv_timeout(LIMIT).unwrap() {
            News::Snapshot(project) => (project.name.to_string(), project.progress.stage),
            other => panic!("{other:?}"),
        };
        assert_eq!(next(), ("0".to_owned(), Stage::Extract));
        asking.send(ui::Request::Now).unwrap();
        assert_eq!(next(), ("1".to_owned(), Stage::Extract));
        assert_eq!(next(), ("1".to_owned(), Stage::Done));
        drop(asking);
        thread.join().unwrap();
    }

    fn request(root: &Path) -> Request {
        Request {
            root: root.to_owned(),
            settings: Config::load(root, None).unwrap().settings,
            roadmap: None,
            accepted: std::collections::BTreeSet::new(),
            reports: Vec::new(),
            earlier: Arc::default(),
            warnings: Vec::new(),
            cache: None,
            facts: None,
            course: Arc::default(),
        }
    }

    #[test]
    fn a_scan_that_is_ended_has_no_result() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.py"), "def f():\n    return 1\n").unwrap();
        let check = |is_over: bool, expect: bool| {
            let request = request(folder.path());
            if is_over {
                request.course.end();
            }
            let is_done = AtomicBool::new(false);
            let publish = |project: Project| {
                let stage = project.progress.stage;
                is_done.fetch_or(stage == Stage::Done, Ordering::Relaxed);
            };
            crate::analyze::analyze(&request, &publish).unwrap();
            assert_eq!(is_done.into_inner(), expect, "{is_over}");
        };
        check(false, true);
        check(true, false);
    }

    #[test]
    fn a_newer_request_ends_the_scan_under_way() {
        check(looks);
    }

    #[test]
    fn a_scan_that_does_not_look_is_left_alone() {
        check(never_looks);
    }

    #[test]
    fn a_tree_that_changes_all_the_time_is_scanned_to_the_end_at_last() {
        let (news, _told) = channel();
        let mut scanner = Scanner::new(request(Path::new("/")), looks, news, channel());
        let mut check = |longest: u64, ended: u32, expect: u64| {
            scanner.longest = Duration::from_secs(longest);
            scanner.ended = ended;
            assert_eq!(scanner.patience(), Duration::from_secs(expect));
        };
        check(0, 0, 10);
        check(2, 0, 10);
        check(20, 0, 60);
        check(20, 2, 240);
        check(0, 99, 640);
    }
}
