//! Spans of lines: overlapping ones with hits, and those that the same tests ran.

use std::collections::BinaryHeap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::pile::Pile;
use crate::model::{Arm, BranchLine, FunctionHits, LineHits, TestId, TestSpan};

/// Lines that ran equally often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) hits: u64,
}

/// Turns spans, sorted by their first line, into lines: where several overlap, the largest hits
/// count. False if there are more lines than `room`.
pub(super) fn unroll(spans: Vec<Span>, room: usize, lines: &mut Pile<LineHits>) -> bool {
    let mut left = room;
    let mut open: BinaryHeap<(u64, u32)> = BinaryHeap::new();
    let mut spans = spans.into_iter().peekable();
    let mut line = 0;
    loop {
        if open.is_empty() {
            match spans.peek() {
                Some(span) => line = span.first,
                None => return true,
            }
        }
        while let Some(span) = spans.next_if(|span| span.first <= line) {
            open.push((span.hits, span.last));
        }
        while open.peek().is_some_and(|&(_, last)| last < line) {
            open.pop();
        }
        if let Some(&(hits, _)) = open.peek() {
            let Some(rest) = left.checked_sub(1) else {
                return false;
            };
            left = rest;
            lines.push(LineHits { line, hits });
            line += 1;
        }
    }
}

/// Arms, sorted by line, as one entry a line.
pub(super) fn by_line(arms: Vec<(u32, Arm)>) -> Vec<BranchLine> {
    arms.chunk_by(|left, right| left.0 == right.0)
        .filter_map(|group| {
            let &(line, _) = group.first()?;
            let arms = group.iter().map(|&(_, arm)| arm).collect();
            Some(BranchLine::located(line, arms))
        })
        .collect()
}

/// Runs of lines with the tests that ran them, from pairs sorted by line. Lines of one function
/// share the tests of all of them where functions with both ends are known, and lines outside of
/// functions are left out then: they run when the module is loaded, whatever a test asks for.
/// Otherwise neighbouring lines with the same tests make a run.
pub(super) fn test_spans(ran: Vec<(u32, TestId)>, functions: &[FunctionHits]) -> Vec<TestSpan> {
    if ran.is_empty() {
        return Vec::new();
    }
    let mut bounds: Vec<(u32, u32)> = functions
        .iter()
        .filter_map(|function| Some((function.start, function.end?)))
        .collect();
    bounds.sort_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    let mut shared: FxHashMap<Arc<[TestId]>, ()> = FxHashMap::default();
    let mut intern = |tests: Arc<[TestId]>| match shared.get_key_value(&tests) {
        Some((known, ())) => known.clone(),
        None => {
            shared.insert(tests.clone(), ());
            tests
        }
    };
    let lines = ran
        .chunk_by(|left, right| left.0 == right.0)
        .filter_map(|group| {
            let &(line, _) = group.first()?;
            Some((line, group))
        });
    if bounds.is_empty() {
        let mut spans: Vec<TestSpan> = Vec::new();
        for (line, group) in lines {
            let tests = intern(group.iter().map(|&(_, test)| test).collect());
            match spans.last_mut() {
                Some(span) if span.last + 1 == line && Arc::ptr_eq(&span.tests, &tests) => {
                    span.last = line;
                }
                _ => spans.push(TestSpan {
                    first: line,
                    last: line,
                    tests,
                }),
            }
        }
        return spans;
    }
    let mut innermost = Innermost::new(&bounds);
    let mut runs: Vec<(u32, u32, usize)> = Vec::new();
    let mut tests: FxHashMap<usize, Vec<TestId>> = FxHashMap::default();
    for (line, group) in lines {
        let Some(function) = innermost.at(line) else {
            continue;
        };
        tests
            .entry(function)
            .or_default()
            .extend(group.iter().map(|&(_, test)| test));
        match runs.last_mut() {
            Some((_, last, known)) if *known == function => *last = line,
            _ => runs.push((line, line, function)),
        }
    }
    let tests: FxHashMap<usize, Arc<[TestId]>> = tests
        .into_iter()
        .map(|(function, mut tests)| {
            tests.sort_unstable();
            tests.dedup();
            (function, intern(tests.into()))
        })
        .collect();
    runs.into_iter()
        .filter_map(|(first, last, function)| {
            let tests = tests.get(&function)?.clone();
            Some(TestSpan { first, last, tests })
        })
        .collect()
}

/// Finds the innermost of nested spans around lines that are asked for in order.
struct Innermost<'a> {
    bounds: &'a [(u32, u32)],
    next: usize,
    open: Vec<usize>,
}

impl<'a> Innermost<'a> {
    fn new(bounds: &'a [(u32, u32)]) -> Self {
        Self {
            bounds,
            next: 0,
            open: Vec::new(),
        }
    }

    fn at(&mut self, line: u32) -> Option<usize> {
        while self
            .bounds
            .get(self.next)
            .is_some_and(|bound| bound.0 <= line)
        {
            self.open.push(self.next);
            self.next += 1;
        }
        while let Some(&last) = self.open.last() {
            if self.bounds.get(last).is_some_and(|bound| line <= bound.1) {
                return Some(last);
            }
            self.open.pop();
        }
        None
    }
}

/// Spans of several runs, sorted; of those that overlap, the later ones are cut or left out.
pub(super) fn in_order(mut spans: Vec<TestSpan>) -> Vec<TestSpan> {
    spans.sort_by_key(|span| span.first);
    let mut kept: Vec<TestSpan> = Vec::with_capacity(spans.len());
    for mut span in spans {
        if let Some(before) = kept.last() {
            span.first = span.first.max(before.last.saturating_add(1));
        }
        if span.first <= span.last {
            kept.push(span);
        }
    }
    kept
}
