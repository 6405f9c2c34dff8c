//! Files that a filter's text finds by a name within them: that of a function, or of the component
//! that they belong to.

use std::collections::BTreeSet;

use super::super::source::find;
use super::is_shown;
use crate::model::{File, FileId, Project};

/// Fewest letters that are looked for: fewer stand in nearly every name.
const SHORTEST: usize = 3;

/// What was found last.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Files with such a function, of which only such functions are shown.
    functions: BTreeSet<u32>,
    /// The text, with the files that it found: a longer one finds no others.
    last: Option<(String, Vec<u32>)>,
}

impl Named {
    /// Forgets what was found, for other files.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The files among `listed` in which the text stands in the name of a function, of its class, or
    /// in that of their component; those with such a function first.
    pub(super) fn run(&mut self, project: &Project, listed: &[u32], text: &str) -> Vec<u32> {
        self.functions.clear();
        if text.chars().count() < SHORTEST {
            self.last = None;
            return Vec::new();
        }
        let components = components(project, text);
        let last = self.last.take();
        let known = last.filter(|(before, _)| text.starts_with(before.as_str()));
        let files = known.as_ref().map_or(listed, |(_, found)| found);
        let (mut functions, mut others) = (Vec::new(), Vec::new());
        for id in files.iter().copied() {
            let Some(file) = project.file(FileId(id)) else {
                continue;
            };
            let component = file.component.map(|component| component.0 as usize);
            if has(file, |name| is_of_function(name, text)) {
                functions.push(id);
            } else if has(file, |name| find(name, text).is_some())
                || component.and_then(|at| components.get(at)) == Some(&true)
            {
                others.push(id);
            }
        }
        self.functions = functions.iter().copied().collect();
        functions.extend(others);
        self.last = Some((text.to_owned(), functions.clone()));
        functions
    }

    /// Whether a function of a file is shown because of its name.
    pub(super) fn shows(&self, file: u32) -> bool {
        self.functions.contains(&file)
    }
}

fn has(file: &File, is_wanted: impl Fn(&str) -> bool) -> bool {
    let mut symbols = file.symbols.iter();
    symbols.any(|symbol| is_shown(symbol) && is_wanted(&symbol.name))
}

/// Whether a text stands in the name of a function itself, not only in that of its class.
pub(super) fn is_of_function(name: &str, text: &str) -> bool {
    let own = name.rsplit('.').next().filter(|_| !text.contains('.'));
    find(own.unwrap_or(name), text).is_some()
}

/// For each component, whether its name or that of one around it has the text.
fn components(project: &Project, text: &str) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(project.components.len());
    for component in project.components.iter() {
        // A parent comes before its children; what stands at the top is the whole.
        let above = component.parent.map(|parent| parent.0 as usize);
        let is_below = above.and_then(|above| found.get(above)) == Some(&true);
        let is_named = above.is_some() && find(&component.name, text).is_some();
        found.push(is_below || is_named);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    /// Looks for texts one after the other; the last one finds so many files by functions, and so
    /// many in all.
    fn check(texts: &[&str], by_function: usize, all: usize) {
        let project = sample::project();
        let listed: Vec<u32> = (0..).take(project.files.len()).collect();
        let mut named = Named::default();
        let found = texts.iter().map(|text| named.run(&project, &listed, text));
        let found = found.last().unwrap();
        assert_eq!((named.functions.len(), found.len()), (by_function, all));
        // As if nothing had been typed before.
        let again = Named::default().run(&project, &listed, texts.last().unwrap());
        assert_eq!(found, again);
    }

    #[test]
    fn a_part_of_a_functions_name_finds_its_file() {
        check(&["_wait_heal"], 1, 1);
        check(&["DeployTask._wait"], 1, 1);
        // That of its class, too, but then no function is meant.
        check(&["deploytask"], 0, 1);
        check(&["deployTask"], 0, 0);
        check(&["_w"], 0, 0);
        check(&["no such name"], 0, 0);
    }

    #[test]
    fn typing_and_deleting_find_the_same() {
        check(&["_wa", "_wait", "_wait_heal"], 1, 1);
        check(&["_wait_heal", "_wait", "_wai"], 1, 1);
    }

    #[test]
    fn the_name_of_a_component_finds_its_files() {
        let project = sample::project();
        let component = project.components.iter().position(|component| {
            component.parent.is_some() && component.name.contains("Repositories")
        });
        let component = component.unwrap();
        let files = project
            .files
            .iter()
            .filter(|file| file.component.is_some_and(|id| id.0 as usize == component));
        check(&["repositories"], 0, files.count());
    }
}
