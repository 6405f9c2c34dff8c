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
        match text.rfind('.') {
            Some(dot) => self.dotted(text, dot),
            None => self.undotted(text),
        }
    }

    /// The same for a text with dots, the last of them at `dot`.
    fn dotted(&self, text: &str, dot: usize) -> Holders {
        let mut holders = Holders::default();
        let wanted: Vec<u8> = text.bytes().map(lower).collect();
        let (class, own) = wanted.split_at(dot + 1);
        // A dot alone stands in each name.
        let finder = Finder::new(if dot == 0 { wanted.as_slice() } else { class });
        let is_exact = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let (mut from, mut number) = (0, 0);
        while let Some(rest) = self.text.get(from..)
            && let Some(hit) = finder.find(rest)
        {
            let hit = from + hit;
            number = self.line_of(number, hit);
            let Some(last_dot) = self.last_dot(number) else {
                break;
            };
            let at = hit + dot;
            let is_own = at == last_dot;
            let starts = self.text.get(at + 1..).unwrap_or_default();
            if !is_own && !starts.starts_with(own) {
                from = hit + 1;
                continue;
            }
            // What stands in the name of a class stands in those of all its functions.
            let is_alone = is_own && dot == 0;
            let below = self.starts.iter().enumerate().skip(number + 1);
            let same = below
                .take_while(|(line, _)| !is_alone && self.line(*line).starts_with(b"."))
                .map(|(line, _)| line);
            let mut end = number;
            for line in std::iter::once(number).chain(same) {
                end = line;
                let name = self.last_dot(line).and_then(|at| self.text.get(at + 1..));
                let is_meant = !is_own || name.is_some_and(|name| name.starts_with(own));
                if let Some(start) = self.starts.get(line).filter(|_| is_meant)
                    && (!is_exact || self.has(start, text))
                {
                    holders.functions.push((start.file, start.symbol));
                }
            }
            from = self.end_of(end);
        }
        holders
    }

    /// The line that holds a place of the text, at or behind the line `from`.
    fn line_of(&self, from: usize, place: usize) -> usize {
        let later = self.starts.get(from..).unwrap_or_default();
        let is_before = |start: &Start| start.at as usize <= place;
        // Most hits are near the one before.
        let mut reach = 1;
        while later.get(reach).is_some_and(is_before) {
            reach *= 2;
        }
        let near = later.get(..reach).unwrap_or(later);
        from + near.partition_point(is_before).saturating_sub(1)
    }

    /// Where a line ends in the text.
    fn end_of(&self, number: usize) -> usize {
        let next = self.starts.get(number + 1);
        next.map_or(self.text.len(), |next| next.at as usize)
    }

    /// Where the dot before a function's own name stands in the text; the break before a name that has
    /// none.
    fn last_dot(&self, number: usize) -> Option<usize> {
        let at = self.starts.get(number)?.at as usize;
        let line = self.text.get(at..self.end_of(number))?;
        Some(memchr::memrchr(b'.', line).map_or(at, |dot| at + dot))
    }

    /// A name as it stands in the text, without its line break.
    fn line(&self, number: usize) -> &[u8] {
        let from = self.starts.get(number).map(|start| start.at as usize + 1);
        from.and_then(|from| self.text.get(from..self.end_of(number)))
            .unwrap_or_default()
    }

    /// Whether a whole name has the text as it was asked for.
    fn has(&self, start: &Start, text: &str) -> bool {
        let symbols = self.of.get(start.file as usize);
        let symbol = symbols.and_then(|symbols| symbols.get(start.symbol as usize));
        symbol.is_some_and(|symbol| find(&symbol.name, text).is_some())
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
            number = self.line_of(number, hit);
            let (Some(start), Some(dot)) = (self.starts.get(number), self.last_dot(number)) else {
                break;
            };
            let is_own = hit > dot;
            if !is_exact || self.is_held(start, text, is_own) {
                if is_own {
                    holders.functions.push((start.file, start.symbol));
                } else {
                    holders.classes.push(start.file);
                }
            }
            // The class is told once; the function's own name may have it as well.
            from = if is_own { self.end_of(number) } else { dot };
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
    use crate::model::{File, SymbolKind};
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

    /// The functions of one file in whose names a text stands.
    fn check_own(names: &[&str], text: &str, expect: &[&str]) {
        let symbols = names.iter().map(|name| Symbol {
            has_logic: true,
            ..Symbol::at((*name).to_owned(), SymbolKind::Method, (1, 9))
        });
        let symbols: Arc<[Symbol]> = symbols.collect();
        let file = |symbols: &Arc<[Symbol]>| File {
            symbols: symbols.clone(),
            ..sample::project().files.get(0).unwrap().clone()
        };
        let project = Project {
            files: [file(&symbols), file(&symbols)].into_iter().collect(),
            ..Project::default()
        };
        let found = Names::of(&project).holders(text);
        let of_first = found.functions.iter().filter(|(file, _)| *file == 0);
        let found: Vec<&str> = of_first.map(|(_, at)| names[*at as usize]).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_dotted_text_is_found_in_all_functions_of_a_class() {
        let names = [
            "go", "a.B.run", "a.B.rush", "a.B.stop", "a.C.run", "c.a.run", "run", "a.Brun",
        ];
        check_own(&names, "b.ru", &["a.B.run", "a.B.rush"]);
        check_own(&names, "B.stop", &["a.B.stop"]);
        check_own(
            &names,
            "a.b",
            &["a.B.run", "a.B.rush", "a.B.stop", "a.Brun"],
        );
        check_own(&names, "a.B.", &["a.B.run", "a.B.rush", "a.B.stop"]);
        check_own(&names, ".run", &["a.B.run", "a.C.run", "c.a.run"]);
        check_own(&names, ".b", &["a.B.run", "a.B.rush", "a.B.stop", "a.Brun"]);
        check_own(&names, "A.", &[]);
    }

    #[test]
    fn other_symbols_are_told() {
        let names = Names::of(&sample::project());
        assert!(!names.is_of(&sample::project()));
        assert!(Names::default().is_of(&Project::default()));
    }
}
