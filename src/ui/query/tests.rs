use super::*;
use crate::ui::sample;

/// The base names of the files that a filter's words keep, of all source files.
fn kept(query: &str) -> Vec<String> {
    let project = sample::project();
    let mut marks = Marks::default();
    marks.apply(&[sample::done("satellite/agent/tasks/deploy.py")]);
    let mut listed: Vec<u32> = project
        .entries()
        .filter(|(_, file)| file.status.is_some())
        .map(|(id, _)| id.0)
        .collect();
    Query::parse(query).narrow(&project, &marks, &mut listed);
    listed
        .iter()
        .map(|id| project.file(FileId(*id)).unwrap().base_name().to_owned())
        .collect()
}

fn check(query: &str, expect: &[&str]) {
    assert_eq!(kept(query), expect, "{query}");
}

#[test]
fn words_narrow_the_list() {
    check("status:hollow", &["emails.py"]);
    check("is:done", &["deploy.py"]);
    check("priority:critical", &["auth.ts", "deploy.py"]);
    check("risk:>=82 lang:typescript", &["auth.ts"]);
    check("lang:typescript risk:40..54", &["deployments.ts"]);
}

#[test]
fn several_values_are_alternatives_and_a_minus_turns_round() {
    let both = kept("priority:critical,low").len();
    let one = kept("priority:critical").len() + kept("priority:low").len();
    assert_eq!(both, one);
    check("priority:critical -is:done", &["auth.ts"]);
    check("priority:critical -lang:python", &["auth.ts"]);
}

#[test]
fn a_word_with_an_exclamation_mark_is_not_to_stand_in_the_path() {
    check("lang:typescript risk:40..54 !front", &[]);
    check("priority:critical !satellite", &["auth.ts"]);
    check("priority:critical !SATELLITE", &["auth.ts", "deploy.py"]);
    check("priority:critical !is:done", &["auth.ts"]);
    // Nothing is asked for yet.
    assert_eq!(kept("priority:critical !"), kept("priority:critical"));
    assert_eq!(Query::parse("dep !loy").text, "dep");
    assert!(!Query::parse("dep !l").narrows_as(&Query::parse("dep !lo")));
}

#[test]
fn the_beginning_of_a_value_is_enough() {
    assert_eq!(kept("status:unr"), kept("status:unreached"));
    assert_eq!(kept("status:"), kept(""));
    assert_eq!(kept("risk:>"), kept(""));
}

#[test]
fn components_count_with_all_that_is_in_them() {
    let all = kept("component:satellite");
    assert!(all.contains(&"docker_client.py".to_owned()), "{all:?}");
    assert!(!all.contains(&"auth.ts".to_owned()), "{all:?}");
    assert_eq!(kept("component:\"no such thing\""), [""; 0]);
}

#[test]
fn what_is_left_is_matched_fuzzily() {
    let query = Query::parse("dep status:direct  py ");
    assert_eq!(query.text, "dep py");
    assert!(query.asks_for_tested());
    assert!(!Query::parse("status:unreached").asks_for_tested());
    assert!(!Query::parse("-status:direct").asks_for_tested());
}

fn check_complaint(query: &str, expect: &str) {
    assert_eq!(Query::parse(query).complaint.as_deref(), Some(expect));
    assert_eq!(kept(query), [""; 0]);
}

#[test]
fn what_cannot_become_right_matches_nothing_and_says_why() {
    check_complaint(
        "stauts:direct",
        "no word `stauts:`, did you mean `status:`?",
    );
    check_complaint(
        "status:tested",
        "status: no `tested`; one of unreached hollow reached direct",
    );
    check_complaint(
        "risk:high",
        "risk: `high` is no number; such as >60, <=30, 30..59",
    );
}

fn check_completion(query: &str, expect: Option<&str>) {
    assert_eq!(complete(&sample::project(), query).as_deref(), expect);
}

#[test]
fn words_and_values_are_completed() {
    check_completion("pri", Some("priority:"));
    check_completion("x -st", Some("x -status:"));
    check_completion("status:unr", Some("status:unreached "));
    check_completion("priority:low,cr", Some("priority:low,critical "));
    check_completion("is:d", Some("is:do"));
    check_completion("is:u", Some("is:un"));
    check_completion("is:c", Some("is:claimed "));
    check_completion("is:do", None);
    check_completion("is:un", None);
    check_completion("is:unp", Some("is:unplanned "));
    check_completion("lang:ty", Some("lang:typescript "));
    check_completion("zzz", None);
    check_completion("", None);
}

#[test]
fn hints_name_what_may_follow() {
    let project = sample::project();
    assert_eq!(
        hint(&project, "priority:").as_deref(),
        Some("critical  high  medium  low")
    );
    assert_eq!(hint(&project, "deploy"), None);
    assert_eq!(hint(&project, "risk:").as_deref(), Some(words::NUMBERS));
}
