use super::*;
use crate::model::FileKind;
use crate::ui::sample;

fn paths(gaps: &Gaps, project: &Project) -> Vec<String> {
    let rows = gaps.rows.iter();
    rows.map(|row| project.file(row.file).unwrap().path.to_string())
        .collect()
}

fn gaps() -> (Gaps, Project) {
    let project = sample::project();
    let mut gaps = Gaps::default();
    gaps.rebuild(&project, &Marks::default());
    (gaps, project)
}

#[test]
fn most_pressing_files_come_first() {
    let (gaps, project) = gaps();
    let risks: Vec<u8> = gaps
        .rows
        .iter()
        .map(|row| project.score(row.file).unwrap().risk)
        .collect();
    assert!(risks.is_sorted_by(|left, right| left >= right), "{risks:?}");
    assert!(risks[0] >= 80);
}

#[test]
fn tested_files_are_listed_when_asked_for_only() {
    let (mut gaps, project) = gaps();
    assert!(
        gaps.rows
            .iter()
            .all(|row| project.file(row.file).unwrap().is_gap())
    );
    let before = gaps.files;
    gaps.only_gaps = false;
    gaps.rebuild(&project, &Marks::default());
    assert!(gaps.files > before);
    assert!(
        gaps.rows
            .iter()
            .all(|row| project.file(row.file).unwrap().has_logic())
    );
}

#[test]
fn a_component_limits_the_list_to_its_files_and_those_below() {
    let (mut gaps, project) = gaps();
    gaps.scope = Scope::Component(Arc::from("satellite"));
    gaps.rebuild(&project, &Marks::default());
    assert!(gaps.files > 0);
    assert!(
        paths(&gaps, &project)
            .iter()
            .all(|path| path.starts_with("satellite/"))
    );
}

#[test]
fn a_folder_is_no_prefix_of_a_name() {
    let (mut gaps, project) = gaps();
    gaps.scope = Scope::Folder(Arc::from("satellite/age"));
    gaps.rebuild(&project, &Marks::default());
    assert_eq!(gaps.files, 0);
    gaps.scope = Scope::Folder(Arc::from("satellite/agent/"));
    gaps.rebuild(&project, &Marks::default());
    assert!(gaps.files > 0);
}

#[test]
fn every_source_file_is_listed_while_statuses_are_unknown() {
    let project = sample::early();
    let mut gaps = Gaps::default();
    gaps.rebuild(&project, &Marks::default());
    let sources = project
        .files
        .iter()
        .filter(|file| file.kind == FileKind::Source);
    assert_eq!(gaps.files, sources.count());
}

#[test]
fn selection_follows_the_file_into_the_next_snapshot() {
    let early = sample::early();
    let mut gaps = Gaps::default();
    gaps.rebuild(&early, &Marks::default());
    let path: Arc<str> = Arc::from("satellite/agent/tasks/deploy.py");
    gaps.chosen = Some((path.clone(), None));
    gaps.find_chosen(&early);
    let before = gaps.cursor.selected;
    let late = sample::project();
    gaps.rebuild(&late, &Marks::default());
    assert_eq!(late.file(gaps.selected().unwrap().file).unwrap().path, path);
    assert_ne!(gaps.cursor.selected, before);
}

#[test]
fn reversed_paths_run_backwards() {
    let (mut gaps, project) = gaps();
    gaps.sort = Sort::by(GapColumn::Path);
    gaps.rebuild(&project, &Marks::default());
    let forward = paths(&gaps, &project);
    gaps.sort.is_reversed = true;
    gaps.rebuild(&project, &Marks::default());
    let mut backward = paths(&gaps, &project);
    backward.reverse();
    assert_eq!(forward, backward);
    assert!(forward.is_sorted());
}

#[test]
fn revealing_a_file_widens_the_list_as_far_as_needed() {
    let (mut gaps, project) = gaps();
    gaps.scope = Scope::Component(Arc::from("satellite"));
    gaps.query = "deploy".to_owned();
    gaps.rebuild(&project, &Marks::default());
    let path: Arc<str> = Arc::from("backend/luml/handlers/auth.py");
    gaps.reveal(&project, &Marks::default(), &path);
    let row = gaps.selected().unwrap();
    assert_eq!(project.file(row.file).unwrap().path, path);
    assert!(!gaps.only_gaps);
}
