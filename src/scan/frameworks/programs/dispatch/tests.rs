//! Which branches of a program tests choose.

use super::*;
use crate::scan::fixture::symbol_statuses;

/// A program with four commands and a flag for completions; tests give the words.
fn check(words: &str, expect: &[&str]) {
    let fixture = format!(
        "//- /go.mod\nmodule example.com/x\n\
         //- /main.go\npackage main\nimport \"example.com/x/completions\"\n\
         func main() {{\n\tf.BoolP(\"list\", \"l\", false, \"\")\n\tf.BoolP(\"search\", \"s\", false, \"\")\n\tf.BoolP(\"tags\", \"T\", false, \"\")\n\tf.String(\"completion\", \"\", \"\")\n\trun()\n}}\n\
         func run() {{\n\tif f.Changed(\"completion\") {{\n\t\tcompletions.Generate()\n\t}}\n\tswitch {{\n\tcase l:\n\t\tcmdList()\n\tcase s:\n\t\tcmdSearch()\n\tcase t:\n\t\tcmdTags()\n\tdefault:\n\t\tcmdView()\n\t}}\n}}\n\
         func cmdList() {{ print(1) }}\nfunc cmdSearch() {{ print(1) }}\nfunc cmdTags() {{ print(1) }}\nfunc cmdView() {{ print(1) }}\n\
         //- /completions/bash.go\npackage completions\nfunc Generate() {{ print(1) }}\n\
         //- /it/it_test.go\npackage it\nimport \"os/exec\"\nfunc TestIt(t *testing.T) {{\n\texec.Command(\"go\", \"build\", \"..\")\n\texec.Command(bin, {words})\n}}\n\
         func BenchmarkIt(b *testing.B) {{\n\texec.Command(bin, \"--search\", \"--completion\")\n}}\n"
    );
    let found = symbol_statuses(&fixture);
    let missing: Vec<&str> = found
        .iter()
        .filter_map(|line| line.strip_suffix(" unreached"))
        .collect();
    assert_eq!(missing, expect, "{words}");
}

#[test]
fn commands_whose_words_no_test_gives_do_not_run() {
    check(
        "\"--list\", \"-T\"",
        &["completions/bash.go#Generate", "main.go#cmdSearch"],
    );
    check("\"-lsT\", \"--completion=bash\"", &[]);
}

#[test]
fn without_enough_words_all_siblings_may_run() {
    check("\"--list\"", &["completions/bash.go#Generate"]);
}

#[test]
fn a_file_is_called_by_its_stem_and_its_folder() {
    for (path, expect) in [
        ("src/Completions/bash.go", "bash completion completions"),
        ("tags/mod.rs", "mod tag tags"),
        ("x.rs", "x"),
    ] {
        assert_eq!(called(path).join(" "), expect);
    }
}

#[test]
fn names_fall_into_words() {
    for (name, expect) in [
        ("cmdListAll", "cmd list all"),
        ("list_all_command", "list all command"),
        ("Run", "run"),
    ] {
        assert_eq!(words(name).join(" "), expect);
    }
}
