use super::*;
use proptest::prelude::*;

fn index(paths: &[&str]) -> Index {
    Index::new(paths.iter().map(|path| Arc::from(*path)))
}

fn check(paths: &[&str], query: &str, expect: &[&str]) {
    let listed: Vec<u32> = (0..).take(paths.len()).collect();
    let found = Filter::default().run(&index(paths), &listed, query);
    let found: Vec<&str> = found.iter().map(|at| paths[*at as usize]).collect();
    assert_eq!(found, expect, "{query}");
}

#[test]
fn a_row_that_holds_the_filter_comes_before_one_that_matches_it() {
    let rows = ["b-a-ck-end", "backend", "luml", "backend/api"].map(Some);
    assert_eq!(closest(rows.into_iter(), "Backend"), Some(1));
    assert_eq!(closest(rows.into_iter(), "bend"), Some(0));
    assert_eq!(closest([None, Some("luml")].into_iter(), "lml"), Some(1));
    assert_eq!(closest([None, Some("luml")].into_iter(), "x"), None);
}

#[test]
fn letters_match_in_order() {
    check(&["a/deploy.py", "a/undo.py"], "dpl", &["a/deploy.py"]);
    check(&["a/deploy.py"], "lpd", &[]);
}

#[test]
fn base_names_come_before_folders() {
    check(
        &["auth/views/list.py", "views/auth.py"],
        "au",
        &["views/auth.py", "auth/views/list.py"],
    );
}

#[test]
fn all_words_have_to_match() {
    check(
        &["backend/auth.py", "frontend/auth.ts"],
        "auth front",
        &["frontend/auth.ts"],
    );
}

#[test]
fn a_capital_tells_capitals_apart() {
    check(
        &["OrbitCard.vue", "orbitcard.py"],
        "OrbC",
        &["OrbitCard.vue"],
    );
    check(
        &["OrbitCard.vue", "orbitcard.py"],
        "orbc",
        // The hump of the camel is the start of a word.
        &["OrbitCard.vue", "orbitcard.py"],
    );
}

#[test]
fn other_scripts_match_too() {
    check(
        &["数据/模型.py", "data/model.py"],
        "模型",
        &["数据/模型.py"],
    );
}

#[test]
fn typing_and_deleting_give_the_same_as_starting_over() {
    let paths = ["src/main.rs", "src/map.rs", "tests/main.rs", "README.md"];
    let index = index(&paths);
    let listed = [0, 1, 2, 3];
    let mut filter = Filter::default();
    for query in ["m", "ma", "mai", "main", "mai", "ma", "mr", "m", "ma r"] {
        let fresh = Filter::default().run(&index, &listed, query);
        assert_eq!(filter.run(&index, &listed, query), fresh, "{query}");
    }
}

#[test]
fn an_index_knows_its_paths() {
    let paths: Vec<Arc<str>> = vec![Arc::from("a"), Arc::from("b")];
    let index = Index::new(paths.iter().cloned());
    assert!(index.is_of(paths.iter()));
    assert!(!index.is_of(paths.iter().take(1)));
    let same_text: Vec<Arc<str>> = vec![Arc::from("a"), Arc::from("b")];
    assert!(!index.is_of(same_text.iter()));
}

/// What plain Skim makes of it: best first, ties in the order they came.
fn plain(paths: &[String], query: &str) -> Vec<u32> {
    let mut scored: Vec<(std::cmp::Reverse<i64>, u32)> = (0..)
        .zip(paths)
        .filter_map(|(at, path)| {
            let score = SkimMatcherV2::default().fuzzy_match(path, query)?;
            Some((std::cmp::Reverse(score), at))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().map(|(_, at)| at).collect()
}

fn path() -> impl Strategy<Value = String> {
    let word = prop_oneof!["[a-e]{1,6}", "[A-Ea-e_]{1,5}", "[a-cé模]{1,3}"];
    let folders = prop::collection::vec(word, 1..5);
    (folders, "(\\.(py|ts|vue))?").prop_map(|(words, end)| words.join("/") + &end)
}

fn query() -> impl Strategy<Value = String> {
    prop_oneof!["[a-e]{3,6}", "[a-eA-C/._]{3,5}", "[a-cé模]{3}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn ranks_as_plain_skim_does(
        paths in prop::collection::vec(path(), 0..200),
        query in query(),
    ) {
        let index = Index::new(paths.iter().map(|path| Arc::from(path.as_str())));
        let listed: Vec<u32> = (0..).take(paths.len()).collect();
        let found = Filter::default().run(&index, &listed, &query);
        prop_assert_eq!(found, plain(&paths, &query));
    }

    #[test]
    fn short_queries_find_what_plain_skim_finds(
        paths in prop::collection::vec(path(), 0..200),
        query in "[a-eA-Bé]{1,2}",
    ) {
        let index = Index::new(paths.iter().map(|path| Arc::from(path.as_str())));
        let listed: Vec<u32> = (0..).take(paths.len()).collect();
        let mut found = Filter::default().run(&index, &listed, &query);
        let mut expect = plain(&paths, &query);
        found.sort_unstable();
        expect.sort_unstable();
        prop_assert_eq!(found, expect);
    }
}

#[test]
fn plain_skims_favourites_are_ranked_among_very_many() {
    let folders = [
        "backend/luml",
        "frontend/src",
        "satellite/agent",
        "sdk/python",
    ];
    let names = [
        "deploy",
        "docker_client",
        "auth_store",
        "OrbitCard",
        "permissions",
    ];
    let endings = ["py", "ts", "vue"];
    let mut paths = Vec::new();
    for number in 0..6000_usize {
        let folder = folders[number % folders.len()];
        let name = names[number / 7 % names.len()];
        let ending = endings[number / 3 % endings.len()];
        paths.push(format!(
            "{folder}/part_{}/{name}_{number}.{ending}",
            number % 97
        ));
    }
    let index = Index::new(paths.iter().map(|path| Arc::from(path.as_str())));
    let listed: Vec<u32> = (0..).take(paths.len()).collect();
    for query in ["deploy", "dockcl", "agperm", "bauth", "orbit9"] {
        let found = Filter::default().run(&index, &listed, query);
        let expect = plain(&paths, query);
        assert_eq!(found.len(), expect.len(), "{query}");
        assert_eq!(found[..10], expect[..10], "{query}");
    }
}
