//! Files that a filter's text finds by a name within them: that of a function, or of the component
//! that they belong to.

use super::super::source::find;
use crate::model::{FileId, Project};
use crate::ui::filter::Names;

/// Fewest letters that are looked for: fewer stand in nearly every name.
pub(super) const SHORTEST: usize = 3;

/// What was found last.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The functions that are shown because of their names: file and place in it, in this order.
    functions: Vec<(u32, u32)>,
}

/// Why a file is found, the better reason last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// For nothing in it.
    None,
    /// For the name of a class, or of its component.
    Around,
    /// For the name of a function.
    Function,
}

impl Named {
    /// Forgets what was found.
    pub(super) fn clear(&mut self) {
        self.functions.clear();
    }

    /// The files among `listed` in which the text stands in the name of a function, of its class, or
    /// in that of their component; those with such a function first.
    pub(super) fn run(
        &mut self,
        project: &Project,
        names: &Names,
        listed: &[u32],
        text: &str,
    ) -> Vec<u32> {
        let holders = names.holders(text);
        let mut reasons = vec![Reason::None; project.files.len()];
        let mut tell = |file: u32, reason: Reason| {
            if let Some(known) = reasons.get_mut(file as usize) {
                *known = reason.max(*known);
            }
        };
        for file in holders.classes {
            tell(file, Reason::Around);
        }
        for (file, _) in &holders.functions {
            tell(*file, Reason::Function);
        }
        self.functions = holders.functions;
        let components = components(project, text);
        let has_components = components.contains(&true);
        let (mut functions, mut others) = (Vec::new(), Vec::new());
        for id in listed.iter().copied() {
            let is_below = || {
                let component = project.file(FileId(id)).and_then(|file| file.component);
                component.and_then(|at| components.get(at.0 as usize)) == Some(&true)
            };
            match reasons.get(id as usize) {
                Some(Reason::Function) => functions.push(id),
                Some(Reason::Around) => others.push(id),
                _ if has_components && is_below() => others.push(id),
                _ => {}
            }
        }
        functions.extend(others);
        functions
    }

    /// The functions of a file that are shown because of their names.
    pub(super) fn of(&self, file: u32) -> &[(u32, u32)] {
        let start = self.functions.partition_point(|(of, _)| *of < file);
        let rest = self.functions.get(start..).unwrap_or_default();
        let end = rest.partition_point(|(of, _)| *of == file);
        rest.get(..end).unwrap_or_default()
    }
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

    /// A text finds so many files by functions, and so many in all.
    fn check(text: &str, by_function: usize, all: usize) {
        let project = sample::project();
        let listed: Vec<u32> = (0..).take(project.files.len()).collect();
        let mut named = Named::default();
        let found = named.run(&project, &Names::of(&project), &listed, text);
        let with_function = found.iter().filter(|file| !named.of(**file).is_empty());
        assert_eq!((with_function.count(), found.len()), (by_function, all));
    }

    #[test]
    fn a_part_of_a_functions_name_finds_its_file() {
        check("_wait_heal", 1, 1);
        check("DeployTask._wait", 1, 1);
        // That of its class, too, but then no function is meant.
        check("deploytask", 0, 1);
        check("deployTask", 0, 0);
        check("no such name", 0, 0);
    }

    #[test]
    fn what_is_not_listed_is_not_found() {
        let project = sample::project();
        let mut named = Named::default();
        let found = named.run(&project, &Names::of(&project), &[], "_wait_heal");
        assert!(found.is_empty());
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
        check("repositories", 0, files.count());
    }
}
