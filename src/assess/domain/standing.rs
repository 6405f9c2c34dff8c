//! What a file has to do with a domain: a word counts by where it stands and by what the file does.

use rustc_hash::FxHashSet;

use crate::assess::words::words;
use crate::model::{DomainRule, File, Symbol, SymbolKind};

/// What a file has to do with what a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::assess) enum Standing {
    /// It does it: what goes wrong there is what the rule says.
    Acts,
    /// It shows it to people: what goes wrong there is seen, and what does the work lies elsewhere.
    Shows,
    /// It is called so or works with it, and does nothing that could go wrong as the rule says.
    Deals,
    /// It only stands in a folder of that name, or only declares something.
    Near,
}

impl Standing {
    /// How much of the rule's weight counts.
    pub(in crate::assess) fn share(self) -> f64 {
        match self {
            Self::Acts => 1.0,
            Self::Shows | Self::Deals => 0.5,
            Self::Near => 0.25,
        }
    }
}

/// Below this weight a rule does not make what only shows it matter more.
const OF_VIEW: f32 = 0.7;

/// How files are called that only declare something, by the last word of their name.
const DECLARING: [&str; 14] = [
    "const",
    "constant",
    "constants",
    "consts",
    "enum",
    "enums",
    "interface",
    "interfaces",
    "style",
    "styles",
    "theme",
    "type",
    "types",
    "icons",
];

/// Methods by which a language shows and compares objects.
const SHOWING: [&str; 8] = [
    "__repr__", "__str__", "__eq__", "__hash__", "__len__", "__iter__", "toString", "Display",
];

/// What a file does, as far as its names tell.
pub(super) struct Role {
    is_view: bool,
    is_declaring: bool,
    /// Words of its name and of the names of its functions.
    verbs: FxHashSet<String>,
    /// Whether it has any function but such as show and compare.
    has_functions: bool,
}

impl Role {
    pub(super) fn of(file: &File, name: &str) -> Self {
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let own: Vec<String> = words(stem).map(str::to_lowercase).collect();
        let functions = file.symbols.iter().filter(|symbol| {
            let is_function = matches!(symbol.kind, SymbolKind::Function | SymbolKind::Method);
            is_function && symbol.counts() && !file.is_of_template(symbol)
        });
        let names: Vec<&str> = functions
            .map(|symbol| symbol.last())
            .filter(|name| !SHOWING.contains(name))
            .collect();
        let is_script = !file.symbols.iter().any(Symbol::counts);
        let in_names = names.iter().flat_map(|name| words(name));
        Self {
            is_view: is_view(file),
            is_declaring: own
                .last()
                .is_some_and(|word| DECLARING.contains(&word.as_str())),
            has_functions: is_script || !names.is_empty(),
            verbs: in_names
                .map(str::to_lowercase)
                .chain(own.iter().cloned())
                .collect(),
        }
    }

    /// How the file stands to what a rule is about; none where that says nothing of it.
    pub(super) fn standing(&self, rule: &DomainRule, fact: &Fact<'_>) -> Option<Standing> {
        if self.is_view {
            // A folder says what its views are about; what one of them does, its own name says at most.
            let is_its = match fact {
                Fact::Word(_, is_own) => *is_own,
                Fact::Module(_) => rule.acts.is_empty(),
            };
            return (is_its && rule.weight >= OF_VIEW).then_some(Standing::Shows);
        }
        let says = |wanted: &[String]| wanted.iter().any(|word| self.verbs.contains(word));
        let acts = rule.acts.is_empty() || says(&rule.acts);
        let is_folder = matches!(fact, Fact::Word(_, false));
        Some(if self.is_declaring {
            Standing::Near
        } else if is_folder {
            // Its functions have to say so too.
            let is_named = says(&rule.words) || !rule.acts.is_empty();
            if acts && is_named && self.has_functions {
                Standing::Acts
            } else {
                Standing::Near
            }
        } else if acts && self.has_functions {
            Standing::Acts
        } else {
            Standing::Deals
        })
    }
}

/// Whether a file shows something to people rather than doing it: a component with a template.
pub(in crate::assess) fn is_view(file: &File) -> bool {
    let is_template = |symbol: &Symbol| symbol.kind == SymbolKind::Template;
    file.symbols.iter().any(is_template)
        || file.path.ends_with(".tsx")
        || file.path.ends_with(".jsx")
}

/// What made a rule apply.
pub(super) enum Fact<'a> {
    /// A word of the path; whether it stands in the file's own name.
    Word(String, bool),
    Module(&'a str),
}

impl Fact<'_> {
    pub(super) fn words(&self) -> String {
        match self {
            Self::Word(word, _) => format!("`{word}` in its path"),
            Self::Module(module) => format!("imports `{module}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Standing::{self, Acts, Deals, Near, Shows};
    use crate::assess::domain::Domains;
    use crate::assess::sample::{function, rule, source};
    use crate::model::{DomainRule, Import, Presence};

    fn rules() -> [DomainRule; 3] {
        let store = DomainRule {
            acts: vec!["save".to_owned()],
            imports: vec!["sqlite3".to_owned()],
            ..rule("persistence", 0.65, &["database"])
        };
        let access = rule("permissions", 0.95, &["permission"]);
        [store, access, rule("deployment", 0.75, &["deploy"])]
    }

    /// A file with one function of that name.
    fn check(path: &str, runs: &str, expect: Option<Standing>) {
        check_with(path, runs, &[], expect);
    }

    fn check_with(path: &str, runs: &str, imports: &[Import], expect: Option<Standing>) {
        let mut file = source(path);
        file.symbols = [function(runs, 1, 9, 2)].into();
        let rules = rules();
        let found = Domains::new(&rules).of(&file, imports);
        assert_eq!(found.map(|domain| domain.standing), expect, "{path} {runs}");
    }

    #[test]
    fn a_reason_holds_where_something_acts_so() {
        check("lib/DatabaseProvider.ts", "Provider.saveAll", Some(Acts));
        check("lib/DatabaseProvider.ts", "Provider.getAll", Some(Deals));
        check("lib/permissions.py", "may_read", Some(Acts));
        check("models/permissions.py", "Role.__repr__", Some(Deals));
    }

    #[test]
    fn a_folder_alone_says_little() {
        check("database/tree.py", "save_tree", Some(Acts));
        check("database/tree.py", "count", Some(Near));
        check("permissions/tree.py", "count", Some(Near));
        check("permissions/tree.py", "has_permission", Some(Acts));
    }

    #[test]
    fn what_declares_does_nothing() {
        check("web/deploy.const.ts", "getInitialForm", Some(Near));
        check("web/deploy.types.ts", "isDeploy", Some(Near));
    }

    #[test]
    fn views_show_what_matters_most() {
        check("web/DeployTable.tsx", "render", Some(Shows));
        check("web/DatabaseTable.tsx", "saveAll", None);
        check("deploy/Table.tsx", "deploy", None);
    }

    #[test]
    fn an_import_is_no_act() {
        let import = Import {
            is_test_only: false,
            module: "sqlite3".into(),
            names: Vec::new(),
            alias: None,
            line: 1,
            presence: Presence::Runtime,
            within: None,
        };
        let imports = [import];
        check_with("lib/tree.py", "count", &imports, Some(Deals));
        check_with("lib/tree.py", "save", &imports, Some(Acts));
    }
}
