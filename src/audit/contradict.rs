//! Where a document speaks against itself.

use std::collections::{BTreeMap, BTreeSet};

use super::place::{Found, Places, WHOLE, folder_of, without_counted};
use super::read::words::{stem, words};
use super::{Contradiction, Entry, Quantity, Says, Topic};
use crate::model::FileId;

/// Most entries on one part that are held against each other.
const MAX_ENTRIES: usize = 100;

/// From so many contradictions on, no more are looked for.
const MAX_FOUND: usize = 1_000;

/// How far two percentages of one thing may be apart, in points.
const POINTS: f64 = 1.5;

/// All contradictions, in the order of their first lines.
pub(super) fn contradictions(places: &Places<'_>) -> Vec<Contradiction> {
    let named = Named::new(places);
    let mut found = Vec::new();
    for parts in named.parts.values() {
        if found.len() >= MAX_FOUND {
            break;
        }
        let parts = parts.get(..MAX_ENTRIES).unwrap_or(parts);
        shares(&named, parts, &mut found);
        counts(parts, &mut found);
        percentages(parts, &mut found);
    }
    files(places, &named, &mut found);
    found.sort_by(|left, right| (&left.lines, &left.message).cmp(&(&right.lines, &right.message)));
    found.dedup();
    found
}

/// Entries with what they are about.
struct Named<'a> {
    /// Entries about a part, by its name.
    parts: BTreeMap<String, Vec<&'a Entry>>,
    /// Entries about files, with the files.
    files: Vec<(&'a Entry, Vec<FileId>)>,
    /// Files of the parts.
    members: BTreeMap<String, Vec<FileId>>,
}

impl<'a> Named<'a> {
    fn new(places: &Places<'a>) -> Self {
        let mut named = Self {
            parts: BTreeMap::new(),
            files: Vec::new(),
            members: BTreeMap::new(),
        };
        for entry in &places.document.entries {
            if entry.topic == Topic::Files {
                let hint = entry.noun.as_deref().unwrap_or_default();
                let paths = entry.paths.iter();
                let files = paths.filter_map(|path| match places.path(path, entry.section, hint) {
                    Found::File(id) => Some(id),
                    _ => None,
                });
                named.files.push((entry, files.collect()));
            } else if let Some(part) = places.part_of(entry).filter(|part| part.name != WHOLE) {
                let key = if part.folder.is_empty() {
                    part.name.clone()
                } else {
                    part.folder.clone()
                };
                named.members.entry(key.clone()).or_insert(part.files);
                named.parts.entry(key).or_default().push(entry);
            }
        }
        named
    }

    /// Lines of the entries of a part that say a file has no tests.
    fn missing(&self, entries: &[&Entry]) -> Vec<u32> {
        let found = self.parts.iter().find(|(_, own)| own.as_slice() == entries);
        let Some((key, member)) = found.and_then(|(key, _)| Some((key, self.members.get(key)?)))
        else {
            return Vec::new();
        };
        let mut seen = BTreeSet::new();
        self.files
            .iter()
            .filter(|(entry, _)| entry.claims.contains(&Says::Untested))
            .flat_map(|(entry, files)| {
                let within = files.iter().filter(|id| member.contains(id));
                let named = within.map(|id| (entry.line, Some(*id)));
                let lost = entry.paths.iter().filter(|_| files.is_empty());
                let lost = lost.filter(|path| is_in_folder(path, key));
                named.chain(lost.map(|_| (entry.line, None)))
            })
            .filter(|(_, id)| id.is_none_or(|id| seen.insert(id)))
            .map(|(line, _)| line)
            .collect()
    }
}

/// Whether a path as written stands in a folder of the same name as the last part of another.
fn is_in_folder(path: &str, folder: &str) -> bool {
    let last = folder.rsplit('/').next().unwrap_or(folder);
    folder_of(path).rsplit('/').next() == Some(last)
}

fn share_of(entry: &Entry) -> Option<(Quantity, Quantity)> {
    entry.claims.iter().find_map(|says| match says {
        Says::Share(part, whole) => Some((*part, *whole)),
        _ => None,
    })
}

/// Shares of one part that differ, or that do not fit what is listed.
fn shares(named: &Named<'_>, entries: &[&Entry], found: &mut Vec<Contradiction>) {
    let stated: Vec<(&Entry, Quantity, Quantity)> = entries
        .iter()
        .filter_map(|entry| share_of(entry).map(|(part, whole)| (*entry, part, whole)))
        .collect();
    for (index, (entry, part, whole)) in stated.iter().enumerate() {
        for (other, other_part, other_whole) in stated.iter().skip(index + 1) {
            let is_same = part == other_part && whole == other_whole;
            let rest = |all: (Quantity, Quantity), left: (Quantity, Quantity)| {
                left.0.value() == 0.0 && left.1.value() == all.1.value() - all.0.value()
            };
            let here = (*part, *whole);
            let there = (*other_part, *other_whole);
            if !is_same && !rest(here, there) && !rest(there, here) {
                found.push(Contradiction {
                    lines: vec![entry.line, other.line],
                    message: format!(
                        "{part}/{whole} at line {}, {other_part}/{other_whole} at line {}",
                        entry.line, other.line
                    ),
                });
            }
        }
    }
    let missing = named.missing(entries);
    let Some((_, part, whole)) = stated.first() else {
        return;
    };
    let same: Vec<&Entry> = stated
        .iter()
        .filter(|(_, other, all)| other == part && all == whole)
        .map(|(entry, ..)| *entry)
        .collect();
    let ticks: Vec<u32> = named
        .files
        .iter()
        .filter(|(tick, _)| {
            let is_listed = same
                .iter()
                .any(|entry| entry.topic == Topic::Heading && entry.section == tick.section);
            is_listed && tick.claims.contains(&Says::Tested)
        })
        .map(|(tick, _)| tick.line)
        .collect();
    listed(&same, (*part, *whole), &ticks, &missing, found);
}

/// A share that does not fit what is ticked off and what is named as missing.
fn listed(
    same: &[&Entry],
    (part, whole): (Quantity, Quantity),
    ticks: &[u32],
    missing: &[u32],
    found: &mut Vec<Contradiction>,
) {
    let (Quantity::Exact(tested), Quantity::Exact(all)) = (part, whole) else {
        return;
    };
    let is_off = !ticks.is_empty() && ticks.len() as f64 != tested;
    let is_over = missing.len() as f64 > all - tested;
    if !is_off && !is_over {
        return;
    }
    let mut message = format!("{tested} of {all} are said to be tested");
    if !ticks.is_empty() {
        message.push_str(&format!(
            ", the list below ticks off {} ({})",
            ticks.len(),
            span(ticks)
        ));
    }
    if !missing.is_empty() {
        message.push_str(&format!(
            ", and {} {} named as missing ({})",
            missing.len(),
            if missing.len() == 1 { "is" } else { "are" },
            span(missing)
        ));
    }
    let mut lines: Vec<u32> = same.iter().map(|entry| entry.line).collect();
    lines.extend(ticks.first());
    lines.extend(missing.first());
    found.push(Contradiction { lines, message });
}

/// Counts of tests and of files of one part that differ.
fn counts(entries: &[&Entry], found: &mut Vec<Contradiction>) {
    for (index, entry) in entries.iter().enumerate() {
        for other in entries.iter().skip(index + 1) {
            let pairs = [
                (tests_of(entry), tests_of(other), "with tests"),
                (sources_of(entry), sources_of(other), "source files"),
            ];
            for (here, there, what) in pairs {
                let (Some(here), Some(there)) = (here, there) else {
                    continue;
                };
                let agree = here.holds(there.value(), 0.0) || there.holds(here.value(), 0.0);
                let is_pair_of_shares = share_of(entry).is_some() && share_of(other).is_some();
                if !agree && !is_pair_of_shares && is_alike(entry, other, what) {
                    found.push(Contradiction {
                        lines: vec![entry.line, other.line],
                        message: format!(
                            "{here} {what} at line {}, {there} at line {}",
                            entry.line, other.line
                        ),
                    });
                }
            }
        }
    }
}

/// Whether two entries count the same things: numbers of tests for the same number of files,
/// numbers of files that are not of some sort of file only.
fn is_alike(entry: &Entry, other: &Entry, what: &str) -> bool {
    if what == "source files" {
        return entry.topic != Topic::Prose && other.topic != Topic::Prose;
    }
    match (sources_of(entry), sources_of(other)) {
        (Some(here), Some(there)) => here.value() == there.value(),
        _ => false,
    }
}

fn tests_of(entry: &Entry) -> Option<Quantity> {
    entry.claims.iter().find_map(|says| match says {
        Says::Tests(tests) | Says::TestFiles(tests) => Some(*tests),
        Says::Share(tested, _) => Some(*tested),
        _ => None,
    })
}

fn sources_of(entry: &Entry) -> Option<Quantity> {
    entry.claims.iter().find_map(|says| match says {
        Says::Sources(sources) | Says::Share(_, sources) => Some(*sources),
        _ => None,
    })
}

/// Percentages of one part that differ, or that do not fit the share beside them.
fn percentages(entries: &[&Entry], found: &mut Vec<Contradiction>) {
    let percent = |entry: &Entry| {
        entry.claims.iter().find_map(|says| match says {
            Says::Percent(percent) => Some(*percent),
            _ => None,
        })
    };
    for (index, entry) in entries.iter().enumerate() {
        let Some(here) = percent(entry) else {
            continue;
        };
        if let Some((part, whole)) = share_of(entry)
            && whole.value() > 0.0
        {
            let share = 100.0 * part.value() / whole.value();
            if (here.value() - share).abs() > POINTS && !here.holds(share, 0.0) {
                found.push(Contradiction {
                    lines: vec![entry.line],
                    message: format!(
                        "{part}/{whole} is {} %, not {here} %",
                        crate::model::percent(share / 100.0)
                    ),
                });
            }
        }
        for other in entries.iter().skip(index + 1) {
            if let Some(there) = percent(other)
                && is_same_subject(entry, other)
                && (here.value() - there.value()).abs() > POINTS
            {
                found.push(Contradiction {
                    lines: vec![entry.line, other.line],
                    message: format!(
                        "{here} % at line {}, {there} % at line {}",
                        entry.line, other.line
                    ),
                });
            }
        }
    }
}

/// Whether two entries call their subject the same.
fn is_same_subject(entry: &Entry, other: &Entry) -> bool {
    stems(&entry.subject) == stems(&other.subject)
}

fn stems(subject: &str) -> BTreeSet<String> {
    words(&without_counted(subject))
        .map(|word| stem(&word))
        .collect()
}

/// Files that are both tested and not, or have two lengths.
fn files(places: &Places<'_>, named: &Named<'_>, found: &mut Vec<Contradiction>) {
    let mut by_file: BTreeMap<FileId, Vec<&Entry>> = BTreeMap::new();
    for (entry, files) in &named.files {
        for id in files {
            by_file.entry(*id).or_default().push(entry);
        }
    }
    for (id, entries) in by_file {
        let path = places
            .project
            .file(id)
            .map_or("", |file| file.path.as_ref());
        let with = |says: Says| entries.iter().find(|entry| entry.claims.contains(&says));
        if let (Some(tested), Some(untested)) = (with(Says::Tested), with(Says::Untested)) {
            found.push(Contradiction {
                lines: vec![tested.line, untested.line],
                message: format!(
                    "{path} is tested at line {}, and has no tests at line {}",
                    tested.line, untested.line
                ),
            });
        }
        let lengths: Vec<(u32, Quantity)> = entries
            .iter()
            .filter_map(|entry| {
                let lines = entry.claims.iter().find_map(|says| match says {
                    Says::Lines(lines) => Some(*lines),
                    _ => None,
                });
                lines.map(|lines| (entry.line, lines))
            })
            .collect();
        if let [(line, first), rest @ ..] = lengths.as_slice()
            && let Some((other, differs)) = rest.iter().find(|(_, lines)| {
                !first.holds(lines.value(), 1.0) && !lines.holds(first.value(), 1.0)
            })
        {
            found.push(Contradiction {
                lines: vec![*line, *other],
                message: format!(
                    "{path} has {first} lines at line {line}, {differs} at line {other}"
                ),
            });
        }
    }
}

/// Lines as the shortest text: `line 5`, `lines 5 to 9`.
fn span(lines: &[u32]) -> String {
    match (lines.iter().min(), lines.iter().max()) {
        (Some(first), Some(last)) if first != last => format!("lines {first} to {last}"),
        (Some(first), _) => format!("line {first}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::super::sample::project;
    use super::*;

    fn check(document: &str, expect: &[&str]) {
        let project = project(&[
            "app/handlers/a.py direct 9",
            "app/handlers/b.py direct 9",
            "app/handlers/c.py unreached 9",
            "app/handlers/d.py unreached 9",
            "app/handlers/e.py unreached 9",
            "tests/test_a.py test 9",
        ]);
        let document = read(document);
        let found = contradictions(&Places::new(&project, &document));
        let found: Vec<_> = found
            .iter()
            .map(|found| format!("{:?} {}", found.lines, found.message))
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_share_has_to_fit_its_ticks_and_what_is_missing() {
        check(
            "## App (`app/`)\n\n**Handlers (4/5 tested):**\n- `a.py` ✓\n- `b.py` ✓\n\n\
             ### Missing\n| File | Priority |\n|---|---|\n| `handlers/c.py` | High |\n\
             | `handlers/d.py` | Low |\n",
            &[
                "[3, 4, 10] 4 of 5 are said to be tested, the list below ticks off 2 (lines 4 to 5), \
                 and 2 are named as missing (lines 10 to 11)",
            ],
        );
        check("**Handlers (2/5 tested):**\n- `a.py` ✓\n- `b.py` ✓\n", &[]);
    }

    #[test]
    fn shares_of_one_part_have_to_agree() {
        let table = "| Component | Test Files |\n|---|---|\n| Handlers | 2/5 |\n";
        check(
            &format!("{table}\n**Handlers (3/5 tested):**\n"),
            &["[3, 5] 2/5 at line 3, 3/5 at line 5"],
        );
        check(&format!("{table}\n**Handlers (0/3 tested):**\n"), &[]);
    }

    #[test]
    fn percentages_have_to_fit_their_share() {
        let check_row = |level: &str, expect: &[&str]| {
            let head = "| Component | Tests | Coverage |\n|---|---|---|\n";
            check(&format!("{head}| Handlers | 2/5 | {level} |\n"), expect);
        };
        check_row("~40%", &[]);
        check_row("90%", &["[3] 2/5 is 40 %, not 90 %"]);
    }

    #[test]
    fn a_file_is_tested_or_not() {
        check(
            "## Well tested\n- `a.py` ✓\n\n## Missing tests\n- `a.py` (20 lines)\n- `a.py` (90 lines)\n",
            &[
                "[2, 5] app/handlers/a.py is tested at line 2, and has no tests at line 5",
                "[5, 6] app/handlers/a.py has 20 lines at line 5, 90 at line 6",
            ],
        );
    }
}
