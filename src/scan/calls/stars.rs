//! Modules that pass on all names of others: `from forms import *`, `export * from "./forms"`.

use rustc_hash::FxHashSet;

use crate::model::FileId;

use super::index::Index;
use super::names::Names;

/// Most modules of which one takes all names, those of which these do among them.
const MOST_STARS: usize = 1_024;

impl<'a> Index<'a> {
    /// The files of which a file imports all names, in the order in which they are asked: each once,
    /// followed by those of which it does so itself.
    pub(super) fn stars(&self, file: FileId) -> &[FileId] {
        let Some(names) = self.names_of(file).filter(|names| !names.stars.is_empty()) else {
            return &[];
        };
        names
            .all_stars
            .get_or_init(|| self.find_stars(file, |names| &names.stars))
    }

    /// The files of which a file passes on all names, in the same order.
    pub(super) fn star_exports(&self, file: FileId) -> &[FileId] {
        let names = self.names_of(file);
        let Some(names) = names.filter(|names| !names.star_exports.is_empty()) else {
            return &[];
        };
        names
            .all_star_exports
            .get_or_init(|| self.find_stars(file, |names| &names.star_exports))
    }

    fn find_stars<'n>(
        &'n self,
        file: FileId,
        stars_of: impl Fn(&'n Names<'a>) -> &'n [FileId],
    ) -> Box<[FileId]> {
        let mut seen = FxHashSet::from_iter([file]);
        let mut found = Vec::new();
        let mut open = vec![file];
        while let Some(next) = open.pop() {
            if next != file {
                if !seen.insert(next) {
                    continue;
                }
                if found.len() == MOST_STARS {
                    self.leave_out(file, "modules that pass on all names of others");
                    break;
                }
                found.push(next);
            }
            let stars = self.names_of(next).map_or(&[] as &[_], &stars_of);
            open.extend(stars.iter().rev().filter(|star| !seen.contains(*star)));
        }
        found.into()
    }
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::gaps;

    #[test]
    fn names_are_found_through_many_modules_that_pass_each_other_on() {
        let parts = |line: fn(usize) -> String| (0..200).map(line).collect::<String>();
        let python = parts(|at| {
            format!("//- /app/part{at}.py\nfrom app.all import *\ndef f{at}():\n    return {at}\n")
        });
        let all = parts(|at| format!("from app.part{at} import *\n"));
        let found = gaps(&format!(
            "//- /app/__init__.py\n//- /app/all.py\n{all}{python}\
             //- /tests/test_x.py\nfrom app.all import *\ndef test_x():\n    assert f0() and f199()\n"
        ));
        assert_eq!(found.len(), 198);
        let script = parts(|at| {
            format!(
                "//- /src/p{at}.ts\nexport * from './all'\nexport function f{at}() {{ return {at} }}\n"
            )
        });
        let all = parts(|at| format!("export * from './p{at}'\n"));
        let found = gaps(&format!(
            "//- /src/all.ts\n{all}{script}\
             //- /src/x.test.ts\nimport {{ f0, f199 }} from './all'\nit('x', () => {{ expect(f0() + f199()).toBe(1) }})\n"
        ));
        assert_eq!(found.len(), 198);
    }
}
