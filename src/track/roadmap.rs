//! `.lacuna/roadmap.toml`: read, checked, and given the identities that people left out.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::store;
use super::when::Monday;
use crate::error::{Document, Error, read_text};
use crate::model::{Identities, LAST_WEEK, Phase, Priority, Roadmap, RoadmapOrigin, Step, slug};

/// Name of the file in `.lacuna`.
pub(super) const FILE: &str = "roadmap.toml";

/// The version of the file that we write.
pub(super) const VERSION: i64 = 1;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoadmapFields {
    #[serde(default, rename = "version")]
    _version: i64,
    start: Option<Monday>,
    #[serde(default)]
    phase: Vec<Spanned<PhaseFields>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseFields {
    id: Option<String>,
    name: String,
    weeks: Spanned<(u32, u32)>,
    #[serde(default)]
    step: Vec<Spanned<StepFields>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepFields {
    id: Option<String>,
    title: String,
    #[serde(default)]
    targets: Vec<String>,
    priority: Option<PriorityWord>,
    note: Option<String>,
    #[serde(default)]
    done: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PriorityWord {
    Low,
    Medium,
    High,
    Critical,
}

impl From<PriorityWord> for Priority {
    fn from(word: PriorityWord) -> Self {
        match word {
            PriorityWord::Low => Self::Low,
            PriorityWord::Medium => Self::Medium,
            PriorityWord::High => Self::High,
            PriorityWord::Critical => Self::Critical,
        }
    }
}

/// Reads the saved roadmap below `root`, where there is one.
///
/// # Errors
///
/// [`Error::Invalid`] where the file does not parse, [`Error::Read`] where it cannot be read,
/// [`Error::Usage`] where `.lacuna` is no folder or leads outside the project.
pub fn load_roadmap(root: &Path) -> Result<Option<Roadmap>, Error> {
    let path = store::file(root, FILE)?;
    let text = read_text("roadmap", &path)?;
    text.map(|text| parse_roadmap(&text, &path)).transpose()
}

/// Reads a roadmap from text; `path` is for messages only. Its origin is said to be
/// [`RoadmapOrigin::Saved`]; numbers, files and states of its steps are left for the plan.
///
/// # Errors
///
/// [`Error::Invalid`] where it does not parse.
pub fn parse_roadmap(text: &str, path: &Path) -> Result<Roadmap, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::new("roadmap", path, text);
    let parsed = match toml::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => newer(text).ok_or_else(|| document.toml_error(0, &error))?,
    };
    let RoadmapFields { start, phase, .. } = parsed;
    let mut ids = Ids::given(&document, &phase)?;
    let phases = phase
        .into_iter()
        .map(|phase| read_phase(&document, &mut ids, phase.into_inner()))
        .collect::<Result<_, _>>()?;
    Ok(Roadmap {
        origin: RoadmapOrigin::Saved,
        start: start.map(|monday| monday.0),
        pace: None,
        phases,
    })
}

/// The version that a text states; 0 where it states none.
pub(super) fn version(text: &str) -> i64 {
    let table: toml::Table = text.parse().unwrap_or_default();
    let version = table.get("version").and_then(toml::Value::as_integer);
    version.unwrap_or_default()
}

/// What we understand of a file that a newer Lacuna wrote.
fn newer(text: &str) -> Option<RoadmapFields> {
    if version(text) <= VERSION {
        return None;
    }
    let mut table: toml::Table = text.parse().ok()?;
    keep(&mut table, &["version", "start", "phase"]);
    for phase in tables(&mut table, "phase") {
        keep(phase, &["id", "name", "weeks", "step"]);
        for step in tables(phase, "step") {
            keep(
                step,
                &["id", "title", "targets", "priority", "note", "done"],
            );
        }
    }
    toml::from_str(&toml::to_string(&table).ok()?).ok()
}

fn keep(table: &mut toml::Table, known: &[&str]) {
    table.retain(|key, _| known.contains(&key));
}

fn tables<'a>(table: &'a mut toml::Table, key: &str) -> impl Iterator<Item = &'a mut toml::Table> {
    let values = table.get_mut(key).and_then(toml::Value::as_array_mut);
    values
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table_mut)
}

fn read_phase(document: &Document, ids: &mut Ids, phase: PhaseFields) -> Result<Phase, Error> {
    let (first, last) = *phase.weeks.get_ref();
    if first == 0 || last < first || last > LAST_WEEK {
        let message = format!("weeks {first} to {last} are no span of weeks");
        let hint = "write the first and the last week, from 1: `weeks = [1, 2]`";
        return Err(document.error(phase.weeks.span().start, &message, Some(hint.to_owned())));
    }
    Ok(Phase {
        id: named(&mut ids.phases, phase.id, &phase.name),
        weeks: (first, last),
        steps: phase
            .step
            .into_iter()
            .map(|step| read_step(&mut ids.steps, step.into_inner()))
            .collect(),
        name: phase.name,
    })
}

fn read_step(ids: &mut Identities, step: StepFields) -> Step {
    Step {
        id: named(ids, step.id, &step.title),
        title: step.title,
        targets: step.targets,
        priority: step.priority.map(Priority::from),
        note: step.note,
        marked_done: step.done,
        ..Step::default()
    }
}

/// The identity given, or one made from the name.
fn named(ids: &mut Identities, given: Option<String>, name: &str) -> String {
    given.unwrap_or_else(|| ids.take(&slug(name)))
}

/// Identities that are taken; phases and steps each have their own.
#[derive(Default)]
struct Ids {
    phases: Identities,
    steps: Identities,
}

impl Ids {
    /// The identities that stand in the file, so that derived ones keep clear of them.
    fn given(document: &Document, phases: &[Spanned<PhaseFields>]) -> Result<Self, Error> {
        let mut ids = Self::default();
        let twice = |id: &str, at: usize| {
            Err(document.error(
                at,
                &format!("a second `{id}`; every `id` is there once"),
                None,
            ))
        };
        for phase in phases {
            if let Some(id) = &phase.get_ref().id
                && !ids.phases.insert(id.clone())
            {
                return twice(id, phase.span().start);
            }
            for step in &phase.get_ref().step {
                if let Some(id) = &step.get_ref().id
                    && !ids.steps.insert(id.clone())
                {
                    return twice(id, step.span().start);
                }
            }
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Roadmap, Error> {
        parse_roadmap(text, Path::new("roadmap.toml"))
    }

    #[test]
    fn a_roadmap_reads_as_written() {
        let text = r#"
            version = 1
            start = 2026-01-05

            [[phase]]
            id = "first"
            name = "What locks users out"
            weeks = [1, 2]

            [[phase.step]]
            title = "Sign-in store"
            targets = ["stores/auth.ts"]
            priority = "critical"
            note = "why"
            done = true

            [[phase]]
            name = "The rest"
            weeks = [3, 3]
        "#;
        let step = Step {
            id: "sign-in-store".to_owned(),
            title: "Sign-in store".to_owned(),
            targets: vec!["stores/auth.ts".to_owned()],
            priority: Some(Priority::Critical),
            note: Some("why".to_owned()),
            marked_done: true,
            ..Step::default()
        };
        let phase = |id: &str, name: &str, weeks, steps| Phase {
            id: id.to_owned(),
            name: name.to_owned(),
            weeks,
            steps,
        };
        let expect = Roadmap {
            origin: RoadmapOrigin::Saved,
            start: Some("2026-01-05".to_owned()),
            pace: None,
            phases: vec![
                phase("first", "What locks users out", (1, 2), vec![step]),
                phase("the-rest", "The rest", (3, 3), Vec::new()),
            ],
        };
        assert_eq!(parse(text).unwrap(), expect);
    }

    #[test]
    fn derived_ids_keep_clear_of_given_ones() {
        let text = "phase = [
            { name = 'A!', weeks = [1, 1], step = [{ title = 'x' }, { title = 'X' }] },
            { name = '?', weeks = [2, 2], step = [{ id = 'x', title = 'y' }] },
            { id = 'a', name = 'Z', weeks = [3, 3] },
        ]";
        let roadmap = parse(text).unwrap();
        let phases: Vec<_> = roadmap.phases.iter().map(|phase| &phase.id).collect();
        assert_eq!(phases, ["a-2", "unnamed", "a"]);
        let steps = roadmap.phases.iter().flat_map(|phase| &phase.steps);
        let steps: Vec<_> = steps.map(|step| &step.id).collect();
        assert_eq!(steps, ["x-2", "x-3", "x"]);
    }

    #[test]
    fn wrong_values_tell_the_place() {
        let check = |text: &str, expect: &str| {
            let message = parse(text).unwrap_err().to_string();
            assert_eq!(
                message,
                format!("cannot read roadmap `roadmap.toml`: {expect}")
            );
        };
        check(
            "start = '2026-01-06'",
            "2026-01-06 is no Monday; the one before is 2026-01-05 at line 1, column 9",
        );
        check(
            "[[phase]]\nname = 'a'\nweeks = [2, 1]",
            "weeks 2 to 1 are no span of weeks at line 3, column 9",
        );
        check(
            "[[phase]]\nname = 'a'\nweek = [1, 1]",
            "unknown key `week` at line 3, column 1",
        );
        check(
            "[[phase]]\nid = 'a'\nname = 'a'\nweeks = [1, 1]\n[[phase]]\nid = 'a'\nname = 'b'\nweeks = [2, 2]",
            "a second `a`; every `id` is there once at line 5, column 1",
        );
    }

    #[test]
    fn a_newer_file_is_read_as_far_as_it_goes() {
        let text = "version = 2\nmood = 1\n[[phase]]\nname = 'a'\nweeks = [1, 1]\ncost = 1
            [[phase.step]]\ntitle = 'b'\nwhen = 2026-01-05\n";
        assert_eq!(parse(text).unwrap().phases[0].steps[0].title, "b");
        let text = text.replace("version = 2", "version = 1");
        assert!(parse(&text).is_err());
    }

    #[test]
    fn the_luml_profile_has_six_phases_of_two_weeks_with_twelve_steps() {
        let roadmap = parse(include_str!("../../assets/profiles/luml/roadmap.toml")).unwrap();
        let weeks: Vec<_> = roadmap.phases.iter().map(|phase| phase.weeks).collect();
        assert_eq!(weeks, [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12)]);
        let steps: Vec<_> = roadmap
            .phases
            .iter()
            .map(|phase| phase.steps.len())
            .collect();
        assert_eq!(steps, [3, 4, 2, 1, 1, 1]);
    }

    #[test]
    fn deeply_nested_files_are_an_error() {
        let check = |text: &str| assert!(parse(text).is_err());
        check(&format!("version = 2\nphase = {}", "[".repeat(100_000)));
        check(&format!("version = 2\n[{}a]", "a.".repeat(100_000)));
        check(&format!("version = 2\n{}a = 1", "a.".repeat(100_000)));
    }
}
