use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use super::scanner::Scanner;
use super::{Analyze, Server};
use crate::analyze::Request;
use crate::config::Config;
use crate::error::Error;
use crate::model::{Project, Stage};
use crate::ui::{self, News};

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
