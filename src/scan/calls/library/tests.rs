use crate::scan::fixture::gaps;

use super::CONCRETE;

#[test]
fn packages_are_in_order() {
    assert!(CONCRETE.is_sorted_by_key(|(package, _)| *package));
}

/// What of `Memory` is a gap, where a store is given one as its logger.
fn check_logger(import: &str, logger: &str, expect: &[&str]) {
    let found = gaps(&format!(
        "//- /go.mod\nmodule example.com/x\n\
         //- /store/s.go\npackage store\nimport {import}\n\
         type Store struct {{\n\tlogger {logger}\n}}\nfunc New(l {logger}) *Store {{ return &Store{{l}} }}\nfunc (s *Store) Save() {{ s.logger.Log(1) }}\n\
         //- /store/memory.go\npackage store\ntype Memory struct {{ n int }}\nfunc (m *Memory) Log(n int) {{ m.n = n }}\n\
         //- /store/s_test.go\npackage store\nimport \"testing\"\nfunc TestSave(t *testing.T) {{\n\tNew(&Memory{{}}).Save()\n}}\n"
    ));
    assert_eq!(found, expect, "{import}");
}

#[test]
fn a_type_of_a_library_is_told_by_the_path_of_its_package() {
    let kept = ["store/memory.go#Memory.Log"];
    check_logger("\"log\"", "*log.Logger", &kept);
    check_logger("other \"log\"", "*other.Logger", &kept);
    check_logger("\"github.com/go-kit/log\"", "log.Logger", &[]);
    check_logger("log \"github.com/go-kit/kit/log\"", "log.Logger", &[]);
}

#[test]
fn what_only_hands_calls_on_calls_methods_of_that_name() {
    check(
        "func Use(m *Made, w http.ResponseWriter) {\n\trc := http.NewResponseController(w)\n\trc.Reset()\n}",
        &["Write", "ReadRune"],
    );
    check(
        "func Use(m *Made, w http.ResponseWriter) { http.NewResponseController(w).Reset() }",
        &["Write", "ReadRune"],
    );
    check(
        "func Use(m *Made, w http.ResponseWriter) {\n\tc := http.NewServeMux()\n\tc.Reset()\n}",
        &ALL,
    );
}

#[test]
fn templates_call_methods_of_what_they_are_shown_with() {
    let check = |import: &str, template: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /go.mod\nmodule example.com/x\n\
             //- /text.go\npackage x\nvar page = `{template}`\n\
             //- /x.go\npackage x\nimport {import}\ntype Order struct {{ n int }}\nfunc (o *Order) Total() int {{ return o.n }}\nfunc (o *Order) Word() string {{ return \"a\" }}\n\
             func Show(o *Order) error {{\n\treturn template.Must(template.New(\"\").Parse(page)).Execute(nil, o)\n}}\nfunc Other() int {{ return 1 }}\n\
             //- /x_test.go\npackage x\nimport \"testing\"\nfunc TestShow(t *testing.T) {{\n\tShow(&Order{{1}})\n}}\nfunc TestOther(t *testing.T) {{ Other() }}\n"
        ));
        assert_eq!(found, expect, "{import} {template}");
    };
    let (total, word) = ("x.go#Order.Total", "x.go#Order.Word");
    check("\"text/template\"", "{{ .Total }}", &[word]);
    check("\"html/template\"", ".Total", &[total, word]);
    check("\"other/template\"", "{{ .Total }}", &[total, word]);
}

#[test]
fn what_a_generic_function_is_given_as_a_type_is_made() {
    let check = |types: &str, expect: &[&str]| {
        let found = gaps(&format!(
            "//- /go.mod\nmodule example.com/x\n\
             //- /x.go\npackage x\ntype Level struct {{ n int }}\nfunc (l Level) Word() int {{ return l.n }}\n\
             type Worded interface {{ Word() int }}\ntype Box[T any, V Worded] struct {{ it T }}\nfunc (b *Box[T, V]) Show() int {{\n\tvar v V\n\treturn v.Word()\n}}\n\
             type Of = Box[{types}]\n\
             //- /x_test.go\npackage x\nimport \"testing\"\nfunc TestShow(t *testing.T) {{\n\tb := &Of{{}}\n\tb.Show()\n}}\n"
        ));
        assert_eq!(found, expect, "{types}");
    };
    check("int, Level", &[]);
    check("int, Other", &["x.go#Level.Word"]);
}

/// What is a gap of a type whose methods have common names, where the code is as given.
fn check(code: &str, expect: &[&str]) {
    let found = gaps(&format!(
        "//- /go.mod\nmodule example.com/x\n\
         //- /a.go\npackage a\nimport (\n\t\"bytes\"\n\t\"io\"\n\t\"net/http\"\n\t\"regexp\"\n)\n\
         type Made struct{{ n int }}\nfunc (m *Made) Reset() int {{ return m.n }}\nfunc (m *Made) Write(p []byte) (int, error) {{ return m.n, nil }}\n\
         func (m *Made) ReadRune() (rune, int, error) {{ return 'a', m.n, nil }}\n\
         type Holder struct {{\n\tbuf bytes.Buffer\n\tout io.Writer\n}}\nfunc idle(w io.Writer) {{ w.Write(nil) }}\n\
         type Runes interface {{\n\tio.RuneReader\n\tSeek()\n}}\n{code}\n\
         //- /a_test.go\npackage a\nimport \"testing\"\nfunc TestUse(t *testing.T) {{\n\tUse(&Made{{}}, nil)\n}}\n"
    ));
    let found: Vec<&str> = found
        .iter()
        .filter_map(|it| it.strip_prefix("a.go#Made."))
        .collect();
    assert_eq!(found, expect, "{code}");
}

const ALL: [&str; 3] = ["Reset", "Write", "ReadRune"];

#[test]
fn what_is_called_on_a_type_of_a_library_is_none_of_the_trees() {
    let rest = ["ReadRune"];
    check(
        "func Use(m *Made, b *bytes.Buffer) { b.Reset(); b.Write(nil) }",
        &ALL,
    );
    check(
        "func Use(m *Made, h *Holder) { h.buf.Reset(); h.buf.Write(nil) }",
        &ALL,
    );
    check(
        "func Use(m *Made, h *Holder) { h.out.Write(nil) }",
        &["Reset", "ReadRune"],
    );
    check(
        "func Use(m *Made, b any) {\n\tvar b bytes.Buffer\n\tb.Reset()\n}",
        &ALL,
    );
    check(
        "func Use(m *Made, r *http.Response) { r.Body.Reset(); r.Body.Write(nil) }",
        &rest,
    );
    check(
        "func Use(m *Made, b other) { b.Reset(); b.Write(nil) }",
        &rest,
    );
}

#[test]
fn a_library_calls_methods_of_all_that_it_is_given() {
    check(
        "func Use(m *Made, re *regexp.Regexp) { re.FindReaderIndex(m) }",
        &["Reset", "Write"],
    );
    check(
        "func Use(m *Made, re *regexp.Regexp) { find(m, re) }\nfunc find(r Runes, re *regexp.Regexp) { re.FindReaderIndex(r) }",
        &["Reset", "Write"],
    );
    check(
        "func Use(m *Made, w io.Writer) {\n\tio.WriteString(w, x)\n\tio.WriteString(m, y)\n}",
        &["Reset", "ReadRune"],
    );
    check(
        "func Use(m *Made, r io.Reader) { io.Copy(m, r) }",
        &["Reset", "ReadRune"],
    );
    check("func Use(m *Made) { fmt.Fprintln(os.Stderr, m) }", &ALL);
    check(
        "func Use(m *Made, w io.Writer) {\n\tio.WriteString(\n\t\tm,\n\t\ty,\n\t)\n}",
        &["Reset", "ReadRune"],
    );
}
