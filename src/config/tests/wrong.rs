//! What a file must not say, and how the error tells.

use super::*;

fn check(text: &str, expect: &str) {
    let message = project(text).unwrap_err().to_string();
    assert_eq!(
        message,
        format!("cannot read config `lacuna.toml`: {expect}")
    );
}

#[test]
fn wrong_paths_and_components_are_named_with_their_place() {
    let component = "[[component]]\nname = 'a'\npaths = ['a']\n";
    check("a = 1\na = 2", "duplicate key at line 2, column 1");
    check(
        &format!("{component}target = 150"),
        "150 is not from 0 to 100 at line 4, column 10",
    );
    check(
        &format!("{component}{component}"),
        "a second component `a` at line 5, column 8",
    );
    check(
        "[[component]]\nname = 'a'\npaths = ['../a']",
        "`../a` is not below the project's root at line 3, column 10",
    );
    check(
        "[[component]]\nname = 'a'\npaths = []",
        "no paths at line 3, column 9",
    );
    check(
        "[[component]]\nname = 'a'",
        "missing key `paths` at line 1, column 1",
    );
    check(
        "[[kind]]\nkind = 'test'\npaths = ['x', 'a[b']",
        "`a[b` is no glob: unclosed character class; missing ']' at line 3, column 15",
    );
}

#[test]
fn wrong_figures_and_words_are_named_with_their_place() {
    check(
        "[levels]\npoor = 30\ngood = 40",
        "`good` is below `partial` at line 3, column 8",
    );
    check(
        "[levels]\ngood = 90\npoor = 60",
        "`partial` is below `poor` at line 3, column 8",
    );
    check(
        "[priorities]\nmedium = 70",
        "`high` is below `medium` at line 2, column 10",
    );
    check(
        "[priorities]\nhigh = 101",
        "not a whole number from 0 to 100 at line 2, column 8",
    );
    check(
        "[plan]\nphases = 0",
        "not a whole number from 1 to 520 at line 2, column 10",
    );
    check(
        "weights = { size = 0, complexity = 0, fan_in = 0, churn = 0, fixes = 0, authors = 0, \
         domain = 0 }",
        "no weight is above 0 at line 1, column 20",
    );
    check(
        "[[override]]\npaths = ['a']",
        "an override needs `priority` or `rationale` at line 1, column 1",
    );
    check(
        "[[override]]\npaths = ['a']\npriority = 'urgent'",
        "unknown value `urgent` at line 3, column 12",
    );
    check(
        "[[metric]]\nname = 'm'",
        "metric `m` needs either `component` or `paths` at line 2, column 8",
    );
    check(
        "[[rule]]\nid = 'new'",
        "the new rule `new` has no `title` at line 2, column 6",
    );
    check(
        "[[rule]]\nid = 'money'\nwords = ['pay-out']",
        "`pay-out` is not one word at line 3, column 10",
    );
}

#[test]
fn unknown_keys_come_with_a_suggestion() {
    let check = |text: &str, message: &str, hint: &str| {
        let error = project(text).unwrap_err();
        assert!(error.to_string().ends_with(message), "{error}");
        assert_eq!(error.hint().as_deref(), Some(hint));
    };
    check(
        "\n[level]\n",
        "unknown key `level` at line 2, column 2",
        "did you mean `levels`?",
    );
    check(
        "[plan]\nphase = 2",
        "unknown key `phase` at line 2, column 1",
        "did you mean `phases`?",
    );
    check(
        "[levels]\nbest = 2",
        "unknown key `best` at line 2, column 1",
        "known here: good, partial, poor",
    );
}

#[test]
fn what_only_the_user_decides_is_refused_in_a_project() {
    for key in PERSONAL {
        let error = project(&format!("name = 'x'\n{key} = 'sh -c x'")).unwrap_err();
        let expect = format!(
            "`{key}` may stand in your own configuration only, not in a project's, at line 2, column 1"
        );
        assert!(error.to_string().ends_with(&expect), "{error}");
        assert!(error.hint().unwrap().contains("config.toml"));
    }
}

#[test]
fn what_belongs_to_a_project_is_refused_in_the_users_file() {
    for key in OF_PROJECTS {
        let error = user(&format!("{key} = 1")).unwrap_err();
        assert!(
            error.to_string().contains("belongs to a project"),
            "{error}"
        );
    }
    let error = user("[theme]\nname = 'light'").unwrap_err().to_string();
    assert!(error.contains("unknown key `name`"), "{error}");
}

#[test]
fn deeply_nested_values_are_an_error() {
    for open in ["[", "{ a = "] {
        assert!(project(&format!("name = {}", open.repeat(100_000))).is_err());
    }
    assert!(project(&format!("[{}a]", "a.".repeat(100_000))).is_err());
}
