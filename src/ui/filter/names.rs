//! Names of functions, prepared for finding a part of one at each key.
//!
//! All names stand in one text that is searched in one go, since a search of its own for each of a
//! million names takes longer than a key may. What stands between two functions of one class is
//! written once.

use std::sync::Arc;

use memchr::memmem::Finder;

use crate::model::{Project, Symbol};
use crate::ui::state::{find, is_shown};

/// Where a name begins in the text, and whose it is.
#[derive(Debug, Clone, Copy)]
struct Start {
    at: u32,
    file: u32,
    symbol: u32,
}

/// The names of the functions of a project.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// What they are names of, file by file.
    of: Vec<Arc<[Symbol]>>,
    /// Each name behind a line break, in lower case; without its class where the one before has the
    /// same.
    text: Vec<u8>,
    starts: Vec<Start>,
}

/// What a text was found in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Holders {
    /// Functions in whose own name it stands: file and place in the file, in this order.
    pub(crate) functions: Vec<(u32, u32)>,
    /// Files with a function of a class in whose name it stands, some of them more than once.
    pub(crate) classes: Vec<u32>,
}

impl Names {
    /// Prepares the names of a project.
    pub(crate) fn of(project: &Project) -> Self {
        let mut names = Self {
            of: project
                .files
                .iter()
                .map(|file| file.symbols.clone())
                .collect(),
            ..Self::default()
        };
        for (file, symbols) in (0..).zip(&names.of) {
            let mut class = None;
            for (symbol, shown) in (0..).zip(symbols.iter()) {
                if !is_shown(shown) {
                    continue;
                }
                // So long a text nobody searches at each key.
                let Ok(at) = u32::try_from(names.text.len()) else {
                    return names;
                };
                names.starts.push(Start { at, file, symbol });
                let (of, own) = parts(&shown.name);
                names.text.push(b'\n');
                if let Some(of) = of {
                    if class != Some(of) {
                        names.text.extend(of.bytes().map(lower));
                    }
                    names.text.push(b'.');
                }
                names.text.extend(own.bytes().map(lower));
                class = of;
            }
        }
        names
    }

    /// Whether they are the names of this very project.
    pub(crate) fn is_of(&self, project: &Project) -> bool {
        let mut own = self.of.iter();
        let mut files = project.files.iter();
        files.all(|file| {
            own.next()
                .is_some_and(|known| Arc::ptr_eq(known, &file.symbols))
        }) && own.next().is_none()
    }

    /// What has a text in its name; a capital in it tells capitals apart, a dot in it asks for a class
    /// and its function.
    pub(crate) fn holders(&self, text: &str) -> Holders {
        if !text.contains('.') {
            return self.undotted(text);
        }
        // A part of it is in all that has the whole, and the longest one in the fewest others.
        let longest = text.split('.').max_by_key(|part| part.len());
        let Some(part) = longest.filter(|part| !part.is_empty()) else {
            return Holders::default();
        };
        let near = self.undotted(part);
        let mut files: Vec<u32> = near.functions.iter().map(|(file, _)| *file).collect();
        files.extend(near.classes);
        files.sort_unstable();
        files.dedup();
        let mut functions = Vec::new();
        for file in files {
            let symbols = self.of.get(file as usize);
            let symbols = (0..).zip(symbols.iter().flat_map(|symbols| symbols.iter()));
            let found = symbols
                .filter(|(_, symbol)| is_shown(symbol) && find(&symbol.name, text).is_some());
            functions.extend(found.map(|(at, _)| (file, at)));
        }
        Holders {
            functions,
            classes: Vec::new(),
        }
    }

    /// The same for a text without dots.
    fn undotted(&self, text: &str) -> Holders {
        let mut holders = Holders::default();
        let wanted: Vec<u8> = text.bytes().map(lower).collect();
        let is_exact = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let finder = Finder::new(&wanted);
        let (mut from, mut number) = (0, 0);
        while let Some(rest) = self.text.get(from..)
            && let Some(hit) = finder.find(rest)
        {
            let hit = from + hit;
            let later = self.starts.get(number..).unwrap_or_default();
            number += later
                .partition_point(|start| start.at as usize <= hit)
                .saturating_sub(1);
            let Some(start) = self.starts.get(number) else {
                break;
            };
            let end = self.starts.get(number + 1);
            let end = end.map_or(self.text.len(), |next| next.at as usize);
            let line = self.text.get(start.at as usize..end).unwrap_or_default();
            let dot = memchr::memrchr(b'.', line).map_or(0, |dot| start.at as usize + dot);
            let is_own = hit > dot;
            if !is_exact || self.is_held(start, text, is_own) {
                if is_own {
                    holders.functions.push((start.file, start.symbol));
                } else {
                    holders.classes.push(start.file);
                }
            }
            // The class is told once; the function's own name may have it as well.
            from = if is_own { end } else { dot };
        }
        holders
    }

    /// Whether a name has the text with its capitals, in its own part or in that of its class.
    fn is_held(&self, start: &Start, text: &str, is_own: bool) -> bool {
        let symbols = self.of.get(start.file as usize);
        let symbol = symbols.and_then(|symbols| symbols.get(start.symbol as usize));
        symbol.is_some_and(|symbol| {
            let (class, own) = parts(&symbol.name);
            let part = if is_own { Some(own) } else { class };
            part.is_some_and(|part| find(part, text).is_some())
        })
    }
}

/// A name's class, if it has one, and its own part.
fn parts(name: &str) -> (Option<&str>, &str) {
    match name.rsplit_once('.') {
        Some((class, own)) => (Some(class), own),
        None => (None, name),
    }
}

/// A byte as it is searched; a name has no line breaks of its own.
fn lower(byte: u8) -> u8 {
    match byte {
        b'\n' => b' ',
        _ => byte.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    /// What was found, as names; classes as the paths of their files.
    fn held(text: &str) -> (Vec<String>, Vec<String>) {
        let project = sample::project();
        let names = Names::of(&project);
        assert!(names.is_of(&project));
        let holders = names.holders(text);
        let file = |at: u32| project.files.get(at as usize).unwrap();
        let functions = holders.functions.iter().map(|(at, symbol)| {
            let symbol = &file(*at).symbols[*symbol as usize];
            symbol.name.to_string()
        });
        let classes = holders.classes.iter().map(|at| file(*at).path.to_string());
        (functions.collect(), classes.collect())
    }

    fn check(text: &str, functions: &[&str], classes: &[&str]) {
        let (found, holding) = held(text);
        assert_eq!(found, functions, "{text}");
        assert_eq!(holding, classes, "{text}");
    }

    const DEPLOY: &str = "satellite/agent/tasks/deploy.py";

    #[test]
    fn a_part_of_a_functions_own_name_finds_it() {
        check("_wait_heal", &["DeployTask._wait_healthy"], &[]);
        check("no such name", &[], &[]);
    }

    #[test]
    fn a_class_is_told_once_however_many_functions_it_has() {
        check("deploytask", &[], &[DEPLOY]);
    }

    #[test]
    fn capitals_are_told_apart_where_one_is_asked_for() {
        check("DeployTask", &[], &[DEPLOY]);
        check("deployTask", &[], &[]);
        check("_Wait", &[], &[]);
    }

    #[test]
    fn a_dot_asks_for_a_class_and_its_function() {
        check("Task._wait", &["DeployTask._wait_healthy"], &[]);
        check("task.run", &["DeployTask.run"], &[]);
        check("..", &[], &[]);
        check("_wait.", &[], &[]);
    }

    #[test]
    fn other_symbols_are_told() {
        let names = Names::of(&sample::project());
        assert!(!names.is_of(&sample::project()));
        assert!(Names::default().is_of(&Project::default()));
    }
}
