//! Where a document speaks against itself.

mod counts;
mod shares;

use self::counts::{counts, percentages};
use self::shares::shares;
use std::collections::{BTreeMap, BTreeSet};

use super::place::{Found, Places, WHOLE, folder_of};
use super::{Contradiction, Entry, Quantity, Says, Topic};
use crate::model::{FileId, name_of};

/// Most entries on one part that are held against each other.
const MAX_ENTRIES: usize = 100;

/// From so many contradictions on, no more are looked for.
const MAX_FOUND: usize = 1_000;

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
    let last = name_of(folder);
    folder_of(path).rsplit('/').next() == Some(last)
}

fn share_of(entry: &Entry) -> Option<(Quantity, Quantity)> {
    entry.claims.iter().find_map(|says| match says {
        Says::Share(part, whole) => Some((*part, *whole)),
        _ => None,
    })
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
