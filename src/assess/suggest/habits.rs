//! The habits of a repository, learned from all of its pairs.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::template::{Roots, Template, ancestors, folder_of, learn};
use crate::model::{File, FileKind};

/// Most templates remembered for one folder; a repository with more has no habit.
const TEMPLATES: usize = 64;

/// What the repository's pairs teach.
pub(super) struct Habits<'a> {
    templates: Vec<Template>,
    /// By language family and a folder at or above the source files of the pairs.
    votes: FxHashMap<(&'a str, &'a str), Vec<Vote<'a>>>,
    /// How many pairs follow each template, wherever they are.
    totals: Vec<u32>,
    /// Test folders seen for a template and the folder of a source file.
    places: FxHashMap<(usize, &'a str), &'a str>,
    /// The corresponding test of each source file that has one.
    own: FxHashMap<&'a str, &'a str>,
    /// By language family and a folder at or above tested source files: the test there that
    /// leads to the most files, whatever its name.
    any: FxHashMap<(&'a str, &'a str), Model<'a>>,
}

/// How many pairs below a folder follow a template.
struct Vote<'a> {
    template: usize,
    count: u32,
    model: Model<'a>,
}

/// A test worth imitating: the one that leads to the most files, of these the first by path.
type Model<'a> = (Reverse<u32>, &'a str);

impl<'a> Habits<'a> {
    /// Learns from every direct link between a test and a source file.
    pub(super) fn learn(files: &'a [File], roots: &Roots<'a>) -> Self {
        let mut habits = Self {
            templates: Vec::new(),
            totals: Vec::new(),
            votes: FxHashMap::default(),
            places: FxHashMap::default(),
            own: FxHashMap::default(),
            any: FxHashMap::default(),
        };
        let reach = reach(files);
        let mut known: FxHashMap<Template, usize> = FxHashMap::default();
        for source in files.iter().filter(|file| file.kind == FileKind::Source) {
            for (index, test) in direct_tests(source, files) {
                let links = reach.get(index).copied().unwrap_or_default();
                let model = (Reverse(links), test.path.as_ref());
                habits.add_model(source, model);
                let Some(templates) = learn(&source.path, &test.path, roots) else {
                    continue;
                };
                habits.own.entry(&source.path).or_insert(&test.path);
                for template in templates {
                    let next = known.len();
                    let id = *known.entry(template.clone()).or_insert(next);
                    if id == next {
                        habits.templates.push(template);
                        habits.totals.push(0);
                    }
                    habits.add_vote(source, id, model);
                }
            }
        }
        habits
    }

    fn add_model(&mut self, source: &'a File, model: Model<'a>) {
        // The tests in a file are no model for a file of tests.
        if model.1 != source.path.as_ref() {
            for folder in ancestors(folder_of(&source.path)) {
                let best = self.any.entry((family(source), folder)).or_insert(model);
                *best = model.min(*best);
            }
        }
    }

    fn add_vote(&mut self, source: &'a File, template: usize, model: Model<'a>) {
        let folder = folder_of(&source.path);
        if let Some(total) = self.totals.get_mut(template) {
            *total += 1;
        }
        self.places
            .entry((template, folder))
            .or_insert_with(|| folder_of(model.1));
        for folder in ancestors(folder) {
            let votes = self.votes.entry((family(source), folder)).or_default();
            let known = votes.iter_mut().find(|vote| vote.template == template);
            if let Some(vote) = known {
                vote.count += 1;
                vote.model = vote.model.min(model);
            } else if votes.len() < TEMPLATES {
                votes.push(Vote {
                    template,
                    count: 1,
                    model,
                });
            }
        }
    }

    /// Where the test of a file belongs: the test that has its name already, else by the habit
    /// of the nearest folder that has one; and the test to imitate, from the nearest folder too.
    pub(super) fn apply(&self, file: &File, roots: &Roots) -> (Option<String>, Option<&'a str>) {
        let folder = folder_of(&file.path);
        let of = |folder| (family(file), folder);
        let nearest = ancestors(folder).find_map(|at| Some((at, self.any.get(&of(at))?.1)));
        let votes = ancestors(folder).find_map(|at| Some((at, self.votes.get(&of(at))?)));
        let best = votes.and_then(|(at, votes)| Some((at, self.best(votes, &file.path)?)));
        let learned = best.and_then(|(_, vote)| {
            let seen = self.places.get(&(vote.template, folder)).copied();
            let template = self.templates.get(vote.template)?;
            template.apply(&file.path, seen, roots)
        });
        let model = match (nearest, best) {
            (Some((near, test)), Some((at, _))) if near.len() > at.len() => Some(test),
            (_, Some((_, vote))) => Some(vote.model.1),
            (nearest, None) => nearest.map(|(_, test)| test),
        };
        let own = self.own.get(file.path.as_ref());
        (own.map(|&test| test.to_owned()).or(learned), model)
    }

    /// The template learned from files of the same ending, then the most common one.
    fn best<'v>(&self, votes: &'v [Vote<'a>], path: &str) -> Option<&'v Vote<'a>> {
        votes.iter().max_by_key(|vote| {
            let template = self.templates.get(vote.template);
            (
                template.is_some_and(|template| template.is_made_for(path)),
                vote.count,
                self.totals.get(vote.template),
                Reverse(template),
            )
        })
    }
}

/// How many source files each file leads to directly.
fn reach(files: &[File]) -> Vec<u32> {
    let mut reach = vec![0; files.len()];
    for source in files {
        for (index, _) in direct_tests(source, files) {
            if let Some(count) = reach.get_mut(index) {
                *count += 1;
            }
        }
    }
    reach
}

/// Tests linked directly, with their indices.
fn direct_tests<'a>(
    source: &'a File,
    files: &'a [File],
) -> impl Iterator<Item = (usize, &'a File)> {
    source
        .tests
        .iter()
        .filter(|link| link.hops == 1)
        .filter_map(|link| {
            let index = link.test.0 as usize;
            Some((index, files.get(index)?))
        })
}

/// Languages that import each other test each other too.
fn family(file: &File) -> &'static str {
    match file.language {
        Some("typescript" | "tsx" | "vue" | "svelte") => "javascript",
        Some(language) => language,
        None => "",
    }
}
