//! Rules that would help the paths of a report, for people to judge.
//!
//! A rule that was found out from the paths themselves is in use already. Beyond those, paths that
//! were not joined out of caution may still agree on what stands before a common end; such a rule is
//! proposed only where the lines that were counted are lines of the files that it leads to.

use std::collections::{BTreeMap, BTreeSet};

use super::ground::Ground;
use super::join::{Joined, Peek};
use super::path::{Written, under};
use crate::coverage::{MeasuredFile, Report};
use crate::model::{Miss, Proposal, Rewrite, below};

/// Fewest paths that must agree on a rule.
const FEW: usize = 2;

/// Of the files that a rule leads to, so many of a hundred must have the lines that were counted.
const FITTING: usize = 90;

/// Most rules that are proposed.
const MOST: usize = 8;

/// The rules for a report, those that most paths follow first.
pub(super) fn propose(
    report: &Report,
    joined: &Joined,
    ground: &Ground<'_>,
    peek: &Peek<'_>,
) -> Vec<Proposal> {
    let count = |paths: usize| u32::try_from(paths).unwrap_or(u32::MAX);
    // A relative prefix stands for something else in the next report.
    let used = joined
        .rewrites
        .iter()
        .filter(|(rewrite, _)| rewrite.from.len() > 1 && rewrite.from.starts_with('/'))
        .map(|(rewrite, paths)| Proposal {
            rewrite: rewrite.clone(),
            paths: count(*paths),
            is_used: true,
        });
    let possible = possible(report, joined, ground, peek)
        .into_iter()
        .map(|(rewrite, paths)| Proposal {
            rewrite,
            paths: count(paths),
            is_used: false,
        });
    let mut all: Vec<Proposal> = used.chain(possible).collect();
    all.sort_by_key(|proposal| std::cmp::Reverse(proposal.paths));
    all.truncate(MOST);
    all
}

/// Rules that some of the paths that were not joined agree on.
fn possible(
    report: &Report,
    joined: &Joined,
    ground: &Ground<'_>,
    peek: &Peek<'_>,
) -> Vec<(Rewrite, usize)> {
    let taken: BTreeSet<&str> = joined.matched.iter().map(|(_, path)| &**path).collect();
    let missed: Vec<(&MeasuredFile, Written)> = joined
        .missed
        .iter()
        .filter(|(_, miss)| !matches!(miss, Miss::Gone(_) | Miss::Unreadable))
        .filter_map(|(index, _)| {
            let file = report.files.get(*index)?;
            Some((file, Written::new(&file.path)?))
        })
        .collect();
    let mut votes: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (_, path) in &missed {
        if let Some(Rewrite { from, to }) = guess(path, ground, &taken) {
            *votes.entry(from).or_default().entry(to).or_default() += 1;
        }
    }
    let mut rules = Vec::new();
    for (from, folders) in votes {
        let all: usize = folders.values().sum();
        let best = folders.into_iter().max_by_key(|(_, count)| *count);
        if let Some((to, _)) = best.filter(|(_, count)| *count >= FEW && 2 * count > all) {
            let rule = Rewrite { from, to };
            let paths = followers(&rule, &missed, ground, peek, &taken);
            rules.extend(paths.map(|paths| (rule, paths)));
        }
    }
    rules
}

/// The rule that one path speaks for: it ends like exactly one file, by more than its name.
fn guess(path: &Written, ground: &Ground<'_>, taken: &BTreeSet<&str>) -> Option<Rewrite> {
    let end = ground.longest_end(&path.text);
    let files = ground.ending_with(end, 2);
    let [file] = files.as_slice() else {
        return None;
    };
    if !end.contains('/') || taken.contains(file) {
        return None;
    }
    let before = |whole: &str| {
        let before = whole.strip_suffix(end)?;
        Some(before.trim_end_matches('/').to_owned())
    };
    let (from, to) = (before(&path.text)?, before(file)?);
    if path.is_absolute {
        return Some(Rewrite {
            from: format!("/{from}"),
            to,
        });
    }
    if !from.is_empty() {
        return Some(Rewrite { from, to });
    }
    // Without a prefix the first folder has to do: a rule for all relative paths is too much.
    let head = end.split('/').next()?;
    Some(Rewrite {
        from: head.to_owned(),
        to: under(&to, head),
    })
}

/// Number of paths that follow a rule; none where the files do not have the lines.
fn followers(
    rule: &Rewrite,
    missed: &[(&MeasuredFile, Written)],
    ground: &Ground<'_>,
    peek: &Peek<'_>,
    taken: &BTreeSet<&str>,
) -> Option<usize> {
    let is_absolute = rule.from.starts_with('/');
    let mut follow = 0;
    let (mut fitting, mut counted) = (0, 0);
    for (measured, path) in missed {
        let rest = below(&path.text, rule.from.trim_start_matches('/'));
        let rest = rest.filter(|_| is_absolute == path.is_absolute);
        let Some(file) = rest.and_then(|rest| ground.find(&under(&rule.to, rest))) else {
            continue;
        };
        if taken.contains(file) {
            continue;
        }
        follow += 1;
        if !measured.coverage.lines.is_empty() {
            counted += 1;
            fitting += usize::from((peek.fits)(file, &measured.coverage));
        }
    }
    (counted > 0 && 100 * fitting >= FITTING * counted).then_some(follow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::read_stream;
    use crate::scan::cover::join;

    const FILES: &[&str] = &[
        "services/api/handlers/a.py",
        "services/api/handlers/b.py",
        "services/api/models/a.py",
        "services/api/main.py",
        "other/main.py",
    ];

    /// Rules proposed for a report with these paths, as `from>to*paths`.
    fn check(paths: &[&str], fits: bool, expect: &[&str]) {
        let records = paths
            .iter()
            .map(|path| format!("SF:{path}\nDA:1,1\nend_of_record\n"));
        let report = read_stream(records.collect::<String>().as_bytes()).unwrap();
        let ground = Ground::new("/repo", FILES.iter().copied(), |_| None, &[]);
        let peek = Peek {
            package_of: &|_| None,
            fits: &|_, _| fits,
        };
        let joined = join(&report, Some(""), &ground, &peek);
        let found: Vec<String> = propose(&report, &joined, &ground, &peek)
            .into_iter()
            .map(|proposal| {
                let Rewrite { from, to } = proposal.rewrite;
                format!("{from}>{to}*{}", proposal.paths)
            })
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn paths_that_agree_speak_for_a_rule_that_others_follow() {
        check(
            &["/app/handlers/a.py", "/app/handlers/b.py", "/app/main.py"],
            true,
            &["/app>services/api*3"],
        );
        check(
            &["handlers/a.py", "handlers/b.py"],
            true,
            &["handlers>services/api/handlers*2"],
        );
    }

    #[test]
    fn one_path_alone_or_lines_that_are_not_there_speak_for_none() {
        check(&["/app/handlers/a.py"], true, &[]);
        check(&["/app/handlers/a.py", "/app/handlers/b.py"], false, &[]);
        check(&["/app/main.py", "/lib/main.py"], true, &[]);
    }
}
