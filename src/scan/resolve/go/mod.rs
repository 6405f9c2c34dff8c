//! Imports of Go. A package is a folder, so that an import alone does not tell the file: edges
//! lead to the files that define the names and methods which are used, within a package too.
//!
//! Types are followed where they are evident: from parameters, literals, fields and the results
//! of functions. A method on a value of unknown type leads to every type at hand that has it.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::Family;
use crate::model::{BindingKind, FileFacts, FileId, Presence};
use crate::scan::course;

use super::{Edge, EdgeKind, Input};
use packages::{Packages, Type};

mod definitions;
mod modules;
mod packages;

/// Most types at hand in one file.
const MOST_TYPES: usize = 200;

/// Most members of unknown values in one file.
const MOST_LOOSE: usize = 2_000;

/// Resolves the imports of all Go files.
pub(super) fn resolve(input: &Input<'_>) -> Vec<(FileId, Vec<Edge>)> {
    let packages = Packages::new(input);
    let files: Vec<FileId> = input.of_family(Family::Go).map(|(file, _)| file).collect();
    files
        .into_par_iter()
        .filter_map(|file| {
            let _at = course::begin(&input.units.get(file.0 as usize)?.path)?;
            let facts = packages.facts(file)?;
            Some((file, Reading::new(&packages, file).edges(facts)))
        })
        .collect()
}

/// What one file uses.
struct Reading<'p, 'a> {
    packages: &'p Packages<'a>,
    file: FileId,
    edges: FxHashMap<(FileId, String), Edge>,
    /// Types at hand.
    types: Vec<Type<'a>>,
    known: FxHashSet<Type<'a>>,
    /// Members of values whose type is not evident, with the line.
    loose: Vec<(&'a str, u32)>,
}

impl<'p, 'a> Reading<'p, 'a> {
    fn new(packages: &'p Packages<'a>, file: FileId) -> Self {
        Self {
            packages,
            file,
            edges: FxHashMap::default(),
            types: Vec::new(),
            known: FxHashSet::default(),
            loose: Vec::new(),
        }
    }

    fn edges(mut self, facts: &'a FileFacts) -> Vec<Edge> {
        for reference in &facts.references {
            self.follow(reference.within, &reference.path, reference.line);
        }
        for binding in &facts.bindings {
            let is_named = match binding.kind {
                BindingKind::Annotation | BindingKind::Return => true,
                // `type Name = Other`, for the files of the package that use the name.
                BindingKind::Alias => binding.within.is_none() && !binding.source.is_empty(),
                _ => false,
            };
            if is_named {
                self.annotate(&binding.source);
            }
        }
        for base in facts.symbols.iter().flat_map(|symbol| &symbol.bases) {
            self.annotate(base);
        }
        self.follow_loose();
        for (to, import) in self.packages.started(self.file) {
            self.add(Edge {
                to,
                kind: EdgeKind::Passes,
                presence: Presence::Runtime,
                is_test_only: false,
                line: import.line,
                local: None,
                name: None,
            });
        }
        let mut edges: Vec<Edge> = self.edges.into_values().collect();
        edges.sort_by(|left, right| {
            let key = |edge: &Edge| (edge.line, edge.to, edge.kind);
            key(left)
                .cmp(&key(right))
                .then_with(|| left.name.cmp(&right.name))
        });
        edges
    }

    /// Follows one chain of names as far as types are evident.
    fn follow(&mut self, within: Option<u32>, path: &'a str, line: u32) {
        let parts: Vec<&'a str> = path.split('.').collect();
        let Some((first, members)) = parts.split_first() else {
            return;
        };
        let local = self.packages.local(self.file, within, &parts);
        let (found, taken) = if let Some(source) = local {
            // `fold := &fold{}`: before the variable, its name means what the package calls by it.
            if source.split('.').next() == Some(first) {
                self.follow(None, source, line);
            }
            (self.packages.value(self.file, within, first), 1)
        } else if let Some((package, name, taken)) = self.packages.head(self.file, &parts) {
            (self.name(package, name, line), taken)
        } else {
            (None, 1)
        };
        self.meet(found);
        self.members(found, members.get(taken - 1..).unwrap_or_default(), line);
    }

    /// A type is named where nothing of it runs.
    fn annotate(&mut self, source: &'a str) {
        let found = self.packages.value(self.file, None, source);
        self.meet(found);
        let path: Vec<&str> = source.split('.').collect();
        if let Some((package, name, _)) = self.packages.head(self.file, &path) {
            for definition in self.packages.definitions(package, name) {
                self.lead(package, definition.file, name, Use::Annotated);
            }
        }
    }

    /// A name of a package is used: its definitions are led to.
    fn name(&mut self, package: usize, name: &'a str, line: u32) -> Option<Type<'a>> {
        let definitions = self.packages.definitions(package, name);
        for definition in definitions {
            self.lead(package, definition.file, name, Use::At(line));
        }
        if definitions.is_empty()
            && let Some(only) = self.packages.only_file(package)
        {
            self.lead(package, only, name, Use::At(line));
        }
        self.packages.named(package, name)
    }

    fn members(&mut self, of: Option<Type<'a>>, members: &[&'a str], line: u32) {
        let mut of = of;
        for member in members {
            let found = of.and_then(|of| self.member(of, member, line));
            // Behind the method of an interface is that of any type which implements it.
            if found.is_none_or(|(_, is_abstract)| is_abstract) && self.loose.len() < MOST_LOOSE {
                self.loose.push((member, line));
            }
            of = found.and_then(|(found, _)| found);
        }
    }

    /// A member of a type is used; says which type that leads to, and whether it is abstract.
    fn member(
        &mut self,
        of: Type<'a>,
        member: &str,
        line: u32,
    ) -> Option<(Option<Type<'a>>, bool)> {
        let (owner, definition) = self.packages.member(of, member)?;
        let name = format!("{}.{member}", owner.name);
        self.lead(owner.package, definition.file, &name, Use::At(line));
        let found = self.packages.type_of(owner.package, "", definition);
        self.meet(found);
        Some((found, definition.is_abstract))
    }

    fn meet(&mut self, found: Option<Type<'a>>) {
        if let Some(found) = found
            && self.types.len() < MOST_TYPES
            && self.known.insert(found)
        {
            self.types.push(found);
        }
    }

    /// Members of unknown values lead to all types at hand that have them, which may bring
    /// further types to hand.
    fn follow_loose(&mut self) {
        let mut loose = std::mem::take(&mut self.loose);
        loose.sort_unstable();
        loose.dedup_by_key(|(member, _)| *member);
        let mut next = 0;
        while let Some(of) = self.types.get(next).copied() {
            next += 1;
            for (member, line) in &loose {
                self.member(of, member, *line);
            }
        }
    }

    /// Leads to a definition, under the chain by which this file names it.
    fn lead(&mut self, package: usize, to: FileId, name: &str, used: Use) {
        let import = self.packages.import_of(self.file, package);
        let line = match (import, used) {
            (Some((_, import)), _) => import.line,
            (None, Use::At(line)) => line,
            (None, Use::Annotated) => 1,
        };
        let local = match import {
            // Methods are named by their type wherever that is from.
            Some((package, _)) if !name.contains('.') => format!("{package}.{name}"),
            _ => name.to_owned(),
        };
        let presence = match used {
            Use::At(_) => Presence::Runtime,
            Use::Annotated => Presence::TypeOnly,
        };
        self.add(Edge {
            to,
            kind: EdgeKind::Names,
            presence,
            is_test_only: false,
            line,
            local: Some(local.into()),
            name: Some(name.into()),
        });
    }

    fn add(&mut self, edge: Edge) {
        if edge.to == self.file {
            return;
        }
        let key = (edge.to, edge.name.as_deref().unwrap_or_default().to_owned());
        self.edges.entry(key).or_insert(edge);
    }
}

/// How a name is used.
#[derive(Debug, Clone, Copy)]
enum Use {
    /// Called or read, on this line.
    At(u32),
    /// As the type of something.
    Annotated,
}

#[cfg(test)]
mod tests {
    use crate::scan::fixture::edges;

    fn check(fixture: &str, from: &str, expected: &[&str]) {
        let fixture = format!("//- /go.mod\nmodule example.com/m\n{fixture}");
        assert_eq!(edges(&fixture, from), expected);
    }

    #[test]
    fn an_import_leads_to_the_files_that_define_what_is_used() {
        check(
            "//- /cmd/main.go\npackage main\nimport (\n\t\"example.com/m/sheet\"\n\tc \"example.com/m/config\"\n\t\"fmt\"\n)\nfunc main() { fmt.Print(sheet.New(c.Load)) }\n\
             //- /sheet/new.go\npackage sheet\nfunc New() {}\n\
             //- /sheet/old.go\npackage sheet\nfunc Old() {}\n\
             //- /config/load.go\npackage config\nfunc Load() {}\n\
             //- /config/other.go\npackage config\nfunc New() {}\n",
            "cmd/main.go",
            &[
                "config/load.go#Load as c.Load",
                "sheet/new.go#New as sheet.New",
            ],
        );
    }

    #[test]
    fn methods_are_found_by_the_type_of_their_value() {
        check(
            "//- /sheet/sheet.go\npackage sheet\ntype Sheet struct { Path Path }\nfunc New() (Sheet, error) { return Sheet{}, nil }\n\
             //- /sheet/tagged.go\npackage sheet\nfunc (s *Sheet) Tagged() bool { return true }\n\
             //- /sheet/path.go\npackage sheet\ntype Path string\nfunc (p Path) Clean() {}\n\
             //- /sheet/other.go\npackage sheet\ntype Other struct{}\nfunc (o Other) Tagged() {}\n\
             //- /sheet/sheet_test.go\npackage sheet\nfunc TestTagged(t *testing.T) {\n\ts, err := New()\n\ts.Tagged()\n\ts.Path.Clean()\n}\n",
            "sheet/sheet_test.go",
            &[
                "sheet/path.go#Path.Clean",
                "sheet/sheet.go#New",
                "sheet/sheet.go#Sheet.Path",
                "sheet/tagged.go#Sheet.Tagged",
            ],
        );
    }

    #[test]
    fn outside_tests_import_the_package_beside_them() {
        check(
            "//- /sheet/sheet.go\npackage sheet\nfunc New() *Sheet { return nil }\ntype Sheet struct{ base }\n\
             //- /sheet/base.go\npackage sheet\ntype base struct{}\nfunc (b base) Save() {}\n\
             //- /sheet/sheet_test.go\npackage sheet_test\nimport \"example.com/m/sheet\"\nfunc TestNew(t *testing.T) { help(sheet.New()).Save() }\n\
             //- /sheet/help_test.go\npackage sheet_test\nfunc help(x any) any { return x }\n",
            "sheet/sheet_test.go",
            &[
                "sheet/base.go#base.Save",
                "sheet/help_test.go#help",
                "sheet/sheet.go#New as sheet.New",
            ],
        );
    }

    #[test]
    fn behind_an_interface_are_the_types_at_hand_that_implement_it() {
        check(
            "//- /a.go\npackage a\ntype Doer interface { Do() }\nfunc Run(d Doer) { d.Do() }\nfunc All() { x := Real{}; Run(x) }\n\
             //- /real.go\npackage a\ntype Real struct{}\n\
             //- /do.go\npackage a\nfunc (r Real) Do() {}\n\
             //- /fake.go\npackage a\ntype Fake struct{}\nfunc (f Fake) Do() {}\n",
            "a.go",
            &["do.go#Real.Do", "real.go#Real"],
        );
    }

    #[test]
    fn a_variable_named_like_its_package_hides_it_only_for_its_members() {
        check(
            "//- /main.go\npackage main\nimport \"example.com/m/config\"\nfunc main() {\n\tconfig := config.New()\n\tconfig.Show()\n}\n\
             //- /config/new.go\npackage config\ntype Config struct{}\nfunc New() Config { return Config{} }\n\
             //- /config/show.go\npackage config\nfunc (c Config) Show() {}\n",
            "main.go",
            &[
                "config/new.go#New as config.New",
                "config/show.go#Config.Show",
            ],
        );
    }

    #[test]
    fn the_declared_name_of_a_package_counts() {
        check(
            "//- /main.go\npackage main\nimport \"example.com/m/go-git\"\nfunc main() { git.Clone() }\n\
             //- /go-git/clone.go\npackage git\nfunc Clone() {}\n",
            "main.go",
            &["go-git/clone.go#Clone as git.Clone"],
        );
        check(
            "//- /lib/main.go\npackage main\nimport mm \"example.com/m\"\nfunc main() { mm.Do() }\n\
             //- /do.go\npackage m\nfunc Do() {}\n",
            "lib/main.go",
            &["do.go#Do as mm.Do"],
        );
    }

    #[test]
    fn constants_and_other_names_of_types_have_their_methods() {
        check(
            "//- /main.go\npackage main\nimport \"example.com/m/k\"\nfunc main() { k.Beta.Do(); x := k.Flag{}; x.Set() }\n\
             //- /k/k.go\npackage k\ntype Kind int\nconst (\n\tAlpha Kind = iota\n\tBeta\n)\ntype Flag = Base[int]\ntype Base[T any] struct{}\n\
             //- /k/do.go\npackage k\nfunc (k Kind) Do() {}\nfunc (b *Base[T]) Set() {}\n",
            "main.go",
            &[
                "k/do.go#Base.Set",
                "k/do.go#Kind.Do",
                "k/k.go#Beta as k.Beta",
                "k/k.go#Flag as k.Flag",
            ],
        );
    }

    #[test]
    fn methods_are_found_without_the_definition_of_their_type() {
        check(
            "//- /pb/custom.go\npackage pb\nfunc (s Sample) T() {}\n\
             //- /pb/other.go\npackage pb\nfunc (o Other) T() {}\n\
             //- /a.go\npackage a\nimport \"example.com/m/pb\"\nfunc f(s pb.Sample) { s.T() }\n",
            "a.go",
            &["pb/custom.go#Sample.T"],
        );
    }

    #[test]
    fn circles_of_types_and_values_end() {
        check(
            "//- /a.go\npackage a\ntype A struct{ B }\nvar x = y.z\nfunc f() { x.Go(); var b B; b.Go() }\n\
             //- /b.go\npackage a\ntype B struct{ A }\nvar y = x.z\n",
            "a.go",
            &["b.go#B (TypeOnly)", "b.go#y"],
        );
    }

    #[test]
    fn a_function_that_is_passed_on_is_used_unless_a_variable_hides_it() {
        check(
            "//- /lex/lexer.go\npackage lex\ntype Lexer struct {\n\tstate any\n}\nfunc (l *Lexer) Reset(size int) {\n\tl.state = root\n\tname, width := l.next()\n\tprint(name, width, size)\n}\n\
             //- /lex/state.go\npackage lex\nfunc root() {}\nfunc name() {}\nfunc width() {}\nfunc size() {}\n",
            "lex/lexer.go",
            &["lex/state.go#root"],
        );
    }

    #[test]
    fn a_variable_may_be_made_of_what_it_hides() {
        check(
            "//- /a.go\npackage a\nfunc f() {\n\tfold := &fold{}\n\tprint(fold)\n}\n\
             //- /fold.go\npackage a\ntype fold struct{}\n",
            "a.go",
            &["fold.go#fold"],
        );
    }

    #[test]
    fn what_a_type_embeds_is_named() {
        check(
            "//- /ast/block.go\npackage ast\ntype Block struct {\n\tBase\n}\n\
             //- /ast/base.go\npackage ast\ntype Base struct{}\n",
            "ast/block.go",
            &["ast/base.go#Base (TypeOnly)"],
        );
    }
}
