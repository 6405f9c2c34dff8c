use std::fs;

use super::*;
use crate::model::{Priority, RoadmapOrigin};
use crate::track::Place;
use crate::track::load_roadmap;

fn root(text: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join(".lacuna")).unwrap();
    fs::write(root.path().join(".lacuna/roadmap.toml"), text).unwrap();
    root
}

fn text(root: &tempfile::TempDir) -> String {
    fs::read_to_string(root.path().join(".lacuna/roadmap.toml")).unwrap()
}

fn step(id: &str, title: &str) -> Step {
    Step {
        id: id.to_owned(),
        title: title.to_owned(),
        ..Step::default()
    }
}

fn phase(id: &str, weeks: (u32, u32), steps: &[Step]) -> Phase {
    Phase {
        id: id.to_owned(),
        name: id.to_uppercase(),
        weeks,
        steps: steps.to_vec(),
    }
}

#[test]
fn a_new_file_reads_back_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(load_roadmap(root.path()).unwrap(), None);
    let first = Step {
        targets: vec!["a \"b\".py".to_owned(), "c/**".to_owned()],
        priority: Some(Priority::High),
        note: Some("two\nlines".to_owned()),
        marked_done: true,
        ..step("x", "X")
    };
    let roadmap = Roadmap {
        origin: RoadmapOrigin::Saved,
        start: Some("2026-01-05".to_owned()),
        pace: None,
        phases: vec![
            phase("a", (1, 2), &[first, step("y", "Y")]),
            phase("b", (3, 3), &[]),
            phase("c", (4, 5), &[step("z", "Z")]),
        ],
    };
    save_roadmap(root.path(), &roadmap).unwrap();
    assert_eq!(load_roadmap(root.path()).unwrap(), Some(roadmap));
    assert!(text(&root).starts_with("# "));
}

fn done_edit(step: &str, done: bool) -> Edit {
    Edit::Done {
        step: step.to_owned(),
        done,
    }
}

#[test]
fn marking_a_step_changes_one_line() {
    let before = "# plan\n\n[[phase]] # one\nname = 'A'\nweeks = [ 1,2 ]\n\n  \
                  # the step\n  [[phase.step]]\n  title = 'Do it' # now\n";
    let root = root(before);
    let mark =
        |step: &str, done| edit_roadmap(root.path(), &Roadmap::default(), &[done_edit(step, done)]);
    mark("do-it", true).unwrap();
    assert_eq!(text(&root), format!("{before}done = true\n"));
    mark("do-it", false).unwrap();
    assert_eq!(text(&root), before);
    let error = mark("do", true).unwrap_err();
    assert!(
        error.to_string().contains("no such phase or step"),
        "{error}"
    );
}

#[test]
fn marking_a_step_of_an_unsaved_plan_saves_it() {
    let root = tempfile::tempdir().unwrap();
    let roadmap = Roadmap {
        phases: vec![phase("a", (1, 2), &[step("x", "X"), step("y", "Y")])],
        ..Roadmap::default()
    };
    edit_roadmap(root.path(), &roadmap, &[done_edit("y", true)]).unwrap();
    let saved = load_roadmap(root.path()).unwrap().unwrap();
    let done: Vec<_> = saved.phases[0]
        .steps
        .iter()
        .map(|step| step.marked_done)
        .collect();
    assert_eq!(done, [false, true]);
}

#[test]
fn saving_keeps_comments_and_takes_over_order() {
    let root = root(
        "version = 1\n\n# first\n[[phase]]\nid = 'a'\nname = 'A'\nweeks = [1, 2]\n\n\
         # x comment\n[[phase.step]]\nid = 'x'\ntitle = 'X' # end\n\n\
         [[phase.step]]\nid = 'gone'\ntitle = 'Gone'\n\n\
         # second\n[[phase]]\nid = 'b'\nname = 'B'\nweeks = [3, 4]\n",
    );
    let roadmap = Roadmap {
        phases: vec![
            phase("b", (3, 4), &[]),
            phase("a", (1, 9), &[step("new", "New"), step("x", "X")]),
        ],
        ..Roadmap::default()
    };
    save_roadmap(root.path(), &roadmap).unwrap();
    assert_eq!(
        text(&root),
        "version = 1\n\n# second\n[[phase]]\nid = 'b'\nname = 'B'\nweeks = [3, 4]\n\n\
         # first\n[[phase]]\nid = 'a'\nname = 'A'\nweeks = [1, 9]\n\n\
         [[phase.step]]\nid = \"new\"\ntitle = \"New\"\ntargets = []\n\n\
         # x comment\n[[phase.step]]\nid = 'x'\ntitle = 'X' # end\n"
    );
}

#[test]
fn edits_are_made_on_top_of_what_others_wrote() {
    let root = root(
        "# plan\n[[phase]]\nid = 'a'\nname = 'A'\nweeks = [1, 2]\n\n\
         # of x\n[[phase.step]]\nid = 'x'\ntitle = 'X' # end\n\n\
         [[phase.step]]\nid = 'new'\ntitle = 'of others'\n\n\
         [[phase]]\nid = 'b'\nname = 'B'\nweeks = [3, 4]\n",
    );
    let to = Place {
        phase: "b".to_owned(),
        before: None,
    };
    let step = "x".to_owned();
    let edits = [Edit::Place { step, to }];
    edit_roadmap(root.path(), &Roadmap::default(), &edits).unwrap();
    assert_eq!(
        text(&root),
        "version = 1\n# plan\n[[phase]]\nid = 'a'\nname = 'A'\nweeks = [1, 2]\n\n\
         [[phase.step]]\nid = 'new'\ntitle = 'of others'\n\n\
         [[phase]]\nid = 'b'\nname = 'B'\nweeks = [3, 4]\n\n\
         # of x\n[[phase.step]]\nid = 'x'\ntitle = 'X' # end\n"
    );
    let edits = [Edit::Remove {
        step: "gone".to_owned(),
    }];
    let error = edit_roadmap(root.path(), &Roadmap::default(), &edits).unwrap_err();
    assert!(
        error.to_string().contains("no such phase or step"),
        "{error}"
    );
}

#[test]
fn taking_back_the_edit_that_saved_a_plan_takes_the_file_away() {
    let root = tempfile::tempdir().unwrap();
    let plan = Roadmap {
        phases: vec![phase("a", (1, 2), &[step("x", "X"), step("y", "Y")])],
        ..Roadmap::default()
    };
    let done = |done| done_edit("y", done);
    let forget = Edit::Forget {
        plan: std::sync::Arc::new(plan.clone()),
    };
    edit_roadmap(root.path(), &plan, &[done(true)]).unwrap();
    assert!(load_roadmap(root.path()).unwrap().is_some());
    edit_roadmap(root.path(), &plan, &[done(false), forget.clone()]).unwrap();
    assert_eq!(load_roadmap(root.path()).unwrap(), None);
    // What somebody wrote into it meanwhile stays.
    edit_roadmap(root.path(), &plan, &[done(true)]).unwrap();
    let written = text(&root).replace("title = \"X\"", "title = \"X\" # of a colleague");
    fs::write(root.path().join(".lacuna/roadmap.toml"), &written).unwrap();
    edit_roadmap(root.path(), &plan, &[done(false), forget]).unwrap();
    assert!(text(&root).contains("# of a colleague"));
    assert!(!text(&root).contains("done = true"));
}

#[test]
fn broken_and_newer_files_are_left_alone() {
    let check = |before: &str, expect: &str| {
        let root = root(before);
        let error = save_roadmap(root.path(), &Roadmap::default()).unwrap_err();
        assert!(error.to_string().contains(expect), "{error}");
        let edits = [done_edit("x", true)];
        let error = edit_roadmap(root.path(), &Roadmap::default(), &edits).unwrap_err();
        assert!(error.to_string().contains(expect), "{error}");
        assert_eq!(text(&root), before);
    };
    check("version = 1\n[[phase]\n", "at line 2, column");
    check("version = 2\n", "newer Lacuna");
    check(&format!("[{}a]\n", "a.".repeat(100_000)), "roadmap.toml");
}
