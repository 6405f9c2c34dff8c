use super::*;

/// One file of production code (module 0, `a` 1, `b` 2, `c` 3, constants 4, program 5), one of
/// tests (module 6, tests 7 to 9, constants 10, program 11).
fn uses(edges: &[(u32, u32, LinkKind)], mocks: &[(u32, Mocks)]) -> Uses {
    let mut ends = Vec::new();
    let mut users = Vec::new();
    for to in 0..12 {
        let of = edges.iter().filter(|(_, other, _)| *other == to);
        users.extend(of.map(|(from, to, kind)| Use {
            from: *from,
            line: from * 10 + to,
            kind: *kind,
        }));
        ends.push(u32::try_from(users.len()).unwrap());
    }
    let mut all = vec![Mocks::default()];
    let mut starts: Vec<(u32, u32)> = (7..10).map(|test| (test, 0)).collect();
    for (test, mocks) in mocks {
        starts[*test as usize - 7].1 = u32::try_from(all.len()).unwrap();
        all.push(mocks.clone());
    }
    Uses {
        firsts: vec![0, 6, 12],
        ends,
        users,
        is_test: (0..12).map(|at| at >= 6).collect(),
        starts,
        mocks: all,
        results: FxHashMap::default(),
    }
}

fn check(uses: &Uses, symbol: u32, expect: &[(u32, u32, u32)]) {
    let found = uses.tests_of(FileId(0), Some(symbol));
    let tests: Vec<_> = found
        .tests
        .iter()
        .map(|test| (test.symbol.unwrap(), test.hops, test.line))
        .collect();
    assert_eq!(tests, expect);
    assert!(!found.is_cut);
}

const CALLS: LinkKind = LinkKind::Calls;

#[test]
fn all_tests_are_listed_nearest_first() {
    // The first test calls a, which calls b; the second calls b; the third calls c.
    let edges = [(7, 1, CALLS), (1, 2, CALLS), (8, 2, CALLS), (9, 3, CALLS)];
    let uses = uses(&edges, &[]);
    check(&uses, 0, &[(0, 1, 71)]);
    check(&uses, 1, &[(1, 1, 82), (0, 2, 12)]);
    check(&uses, 2, &[(2, 1, 93)]);
}

#[test]
fn a_surer_way_comes_first_and_helpers_of_tests_cost_nothing() {
    let edges = [(7, 1, LinkKind::Name), (8, 9, CALLS), (9, 1, CALLS)];
    check(&uses(&edges, &[]), 0, &[(1, 1, 91), (2, 1, 91), (0, 1, 71)]);
}

#[test]
fn what_a_test_replaces_it_does_not_reach_but_by_another_way() {
    let through_b = [(7, 1, CALLS), (1, 2, CALLS), (2, 3, CALLS), (8, 1, CALLS)];
    let mocks = Mocks {
        replaced: vec![2],
        avoided: vec![2],
    };
    let mocked = [(7, mocks)];
    check(&uses(&through_b, &mocked), 2, &[(1, 3, 23)]);
    // Around the mock there is a longer way.
    let around = [through_b.as_slice(), &[(1, 3, LinkKind::Framework)]].concat();
    check(&uses(&around, &mocked), 2, &[(1, 3, 23), (0, 2, 13)]);
}

#[test]
fn the_way_of_a_test_leads_around_what_it_replaces() {
    let edges = [
        (7, 1, CALLS),
        (1, 2, CALLS),
        (2, 3, CALLS),
        (1, 3, LinkKind::Framework),
        (8, 1, CALLS),
    ];
    let mocks = Mocks {
        replaced: vec![2],
        avoided: vec![2],
    };
    let uses = uses(&edges, &[(7, mocks)]);
    let found = uses.tests_of(FileId(0), Some(2));
    let lines = |symbol| -> Vec<u32> {
        let test = found.tests.iter().find(|test| test.symbol == Some(symbol));
        let way = uses.way(test.unwrap(), FileId(0), 2, 9);
        way.iter().map(|step| step.line).collect()
    };
    assert_eq!(lines(0), [71, 13]);
    assert_eq!(lines(1), [81, 12, 23]);
}

#[test]
fn more_than_thirty_guesses_are_vague() {
    let guess = |is_guess| TestOf {
        is_guess,
        ..uses(&[(7, 1, CALLS)], &[])
            .tests_of(FileId(0), Some(0))
            .tests[0]
    };
    let vague = |tests: Vec<TestOf>| {
        TestsOf {
            tests,
            ..TestsOf::default()
        }
        .is_vague()
    };
    assert!(!vague(vec![guess(true); 30]));
    assert!(vague(vec![guess(true); 31]));
    assert!(!vague([vec![guess(true); 31], vec![guess(false)]].concat()));
}

#[test]
fn what_is_not_there_has_no_tests() {
    let uses = uses(&[(7, 1, CALLS)], &[]);
    for (file, symbol) in [(0, Some(2)), (0, Some(99)), (7, None), (0, None)] {
        assert_eq!(uses.tests_of(FileId(file), symbol), TestsOf::default());
    }
    assert_eq!(
        Uses::default().tests_of(FileId(0), None),
        TestsOf::default()
    );
}

#[test]
fn uses_in_a_circle_end() {
    let edges = [(1, 2, CALLS), (2, 1, CALLS), (7, 1, CALLS)];
    check(&uses(&edges, &[]), 1, &[(0, 2, 12)]);
}
