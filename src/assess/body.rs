//! What there is to test in a file, in figures and in words.

use super::words::count;
use crate::model::{File, SymbolKind};

/// What there is to test in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Body {
    /// Code lines.
    pub(super) lines: u32,
    /// Functions with logic.
    pub(super) functions: u32,
    /// Decision points of these and of the template.
    pub(super) branches: u32,
    /// Lines of the template, where there is one.
    pub(super) template: Option<u32>,
}

impl Body {
    /// Counts what the symbols of a file hold.
    pub(super) fn of(file: &File) -> Self {
        let mut body = Self {
            lines: file.lines.code,
            ..Self::default()
        };
        for symbol in file.symbols.iter() {
            let counts = symbol.counts();
            match symbol.kind {
                SymbolKind::Template => {
                    body.template = Some((symbol.end + 1).saturating_sub(symbol.start));
                }
                SymbolKind::Function | SymbolKind::Method if counts => {
                    body.functions += u32::from(!file.is_of_template(symbol));
                }
                _ => continue,
            }
            let branches = symbol.complexity.saturating_sub(1);
            body.branches = body.branches.saturating_add(branches);
        }
        body
    }

    /// The decision points as a fact: `9 branches in 3 functions`.
    pub(super) fn fact(&self) -> String {
        let functions = count(self.functions, "function", "functions");
        match (self.template, self.functions, self.branches) {
            (Some(_), 0, 0) => "no condition in its template".to_owned(),
            (Some(_), 0, branches) => format!(
                "{} in its template",
                count(branches, "condition", "conditions")
            ),
            (None, 0, _) => "no function".to_owned(),
            (None, _, 0) => format!("no branch in {functions}"),
            (Some(_), _, 0) => format!("no branch in {functions} and a template"),
            (None, _, branches) => {
                format!("{} in {functions}", count(branches, "branch", "branches"))
            }
            (Some(_), _, branches) => format!(
                "{} in {functions} and a template",
                count(branches, "branch", "branches")
            ),
        }
    }

    /// All of it as a noun phrase: `160 lines with 9 branches in one function`.
    pub(super) fn phrase(&self) -> String {
        let lines = count(self.lines, "line", "lines");
        let functions = count(self.functions, "function", "functions");
        let branches = count(self.branches, "branch", "branches");
        let conditions = count(self.branches, "condition", "conditions");
        let of_template = |template| format!("a template of {}", count(template, "line", "lines"));
        match (self.template, self.functions, self.branches) {
            (Some(template), 0, 0) => of_template(template),
            (Some(template), 0, _) => format!("{} with {conditions}", of_template(template)),
            (None, 0, _) => format!("{lines} of module code"),
            (None, _, 0) => format!("{lines} in {functions} without a branch"),
            (Some(_), _, 0) => format!("{lines} in {functions} and a template"),
            (None, _, _) => format!("{lines} with {branches} in {functions}"),
            (Some(_), _, _) => format!("{lines} with {branches} in {functions} and a template"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::sample::{function, source};

    fn check(body: [u32; 3], template: Option<u32>, fact: &str, phrase: &str) {
        let [lines, functions, branches] = body;
        let body = Body {
            lines,
            functions,
            branches,
            template,
        };
        assert_eq!(body.fact(), fact);
        assert_eq!(body.phrase(), phrase);
    }

    #[test]
    fn functions_are_told_by_their_branches() {
        check(
            [160, 1, 9],
            None,
            "9 branches in one function",
            "160 lines with 9 branches in one function",
        );
        check(
            [40, 3, 1],
            None,
            "one branch in 3 functions",
            "40 lines with one branch in 3 functions",
        );
        check(
            [12, 2, 0],
            None,
            "no branch in 2 functions",
            "12 lines in 2 functions without a branch",
        );
    }

    #[test]
    fn a_template_has_conditions() {
        check(
            [150, 0, 9],
            Some(120),
            "9 conditions in its template",
            "a template of 120 lines with 9 conditions",
        );
        check(
            [9, 0, 1],
            Some(1),
            "one condition in its template",
            "a template of one line with one condition",
        );
        check(
            [9, 0, 0],
            Some(4),
            "no condition in its template",
            "a template of 4 lines",
        );
        check(
            [80, 3, 1],
            Some(40),
            "one branch in 3 functions and a template",
            "80 lines with one branch in 3 functions and a template",
        );
        check(
            [80, 3, 0],
            Some(40),
            "no branch in 3 functions and a template",
            "80 lines in 3 functions and a template",
        );
    }

    #[test]
    fn module_code_has_no_function() {
        check([1, 0, 0], None, "no function", "one line of module code");
    }

    #[test]
    fn tests_classes_and_empty_functions_do_not_count() {
        let mut symbols = vec![
            function("run", 1, 9, 4),
            function("empty", 10, 11, 1),
            function("checks", 12, 20, 7),
            function("Thing", 21, 40, 0),
            function("<template>", 41, 60, 5),
        ];
        symbols[1].has_logic = false;
        symbols[2].is_test_only = true;
        symbols[3].kind = SymbolKind::Class;
        symbols[4].kind = SymbolKind::Template;
        let mut on_click = function("@click save", 50, 50, 1);
        on_click.parent = Some(4);
        symbols.push(on_click);
        let mut file = source("Card.vue");
        file.symbols = symbols.into();
        let expect = Body {
            lines: 10,
            functions: 1,
            branches: 3 + 4,
            template: Some(20),
        };
        assert_eq!(Body::of(&file), expect);
    }
}
