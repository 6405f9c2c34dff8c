//! What is known of Go's libraries: which methods their functions call on what they are given, and
//! which of their types are no interfaces, so that no method of the tree stands behind theirs.

use crate::lang::Family;
use crate::model::{Binding, BindingKind, FileId, Reference, last_part};

use super::index::{Index, Node};

/// Methods of Go's well-known interfaces that a function of its libraries calls on the name of that
/// place, from 0, among those that it is given, however common the methods' names are.
pub(super) fn called_by_library(path: &str, nth: usize) -> &'static [&'static str] {
    match path {
        "io.MultiReader" => &["Read"],
        "io.MultiWriter" => &["Write"],
        _ if READ.contains(&path) && nth == 0 => &["Read"],
        _ if WRITTEN.contains(&path) && nth == 0 => &["Write"],
        "io.Copy" | "io.CopyN" | "io.CopyBuffer" if nth == 0 => &["Write", "ReadFrom"],
        "io.Copy" | "io.CopyN" | "io.CopyBuffer" => &["Read", "WriteTo"],
        "io.WriteString" => &["WriteString", "Write"],
        "io.NewSectionReader" | "zip.NewReader" => &["ReadAt"],
        "fmt.Fscan" | "fmt.Fscanf" | "fmt.Fscanln" => &["Read", "ReadRune", "UnreadRune"],
        "slog.New" | "slog.SetDefault" => &["Enabled", "Handle", "WithAttrs", "WithGroup"],
        "heap.Init" | "heap.Push" | "heap.Pop" | "heap.Fix" | "heap.Remove" => &["Push", "Pop"],
        "fs.WalkDir" | "fs.ReadFile" | "fs.ReadDir" | "fs.Stat" | "fs.Glob" | "fs.Sub"
        | "http.FS" | "http.FileServer" | "fstest.TestFS" | "template.ParseFS" => {
            &["Open", "ReadFile", "ReadDir", "Stat", "Glob", "Sub"]
        }
        "errors.Is" if nth == 0 => &["Is", "Unwrap"],
        "errors.As" if nth == 0 => &["As", "Unwrap"],
        "flag.Var" => &["Set"],
        "ast.Walk" => &["Visit"],
        "rand.New" => &["Int63", "Uint64", "Seed"],
        _ => match last_part(path) {
            // Methods of regular expressions, whatever these are called.
            "MatchReader" | "FindReaderIndex" | "FindReaderSubmatchIndex" => &["ReadRune"],
            _ => &[],
        },
    }
}

/// Whether a chain is what a function of Go's library gives back that only hands calls on to what it
/// was given: `http.NewResponseController(writer).Flush`.
pub(super) fn leads_back(path: &str) -> bool {
    path.starts_with("http.NewResponseController")
}

/// Functions that read what they are given.
const READ: [&str; 20] = [
    "io.ReadAll",
    "io.ReadFull",
    "io.ReadAtLeast",
    "io.TeeReader",
    "io.MultiReader",
    "io.LimitReader",
    "ioutil.ReadAll",
    "bufio.NewReader",
    "bufio.NewReaderSize",
    "bufio.NewScanner",
    "json.NewDecoder",
    "xml.NewDecoder",
    "gob.NewDecoder",
    "csv.NewReader",
    "gzip.NewReader",
    "zlib.NewReader",
    "tar.NewReader",
    "hex.NewDecoder",
    "binary.Read",
    "iotest.TestReader",
];

/// Functions that write into what they are given.
const WRITTEN: [&str; 21] = [
    "bufio.NewWriter",
    "bufio.NewWriterSize",
    "json.NewEncoder",
    "xml.NewEncoder",
    "gob.NewEncoder",
    "csv.NewWriter",
    "gzip.NewWriter",
    "zlib.NewWriter",
    "tar.NewWriter",
    "zip.NewWriter",
    "hex.NewEncoder",
    "binary.Write",
    "tabwriter.NewWriter",
    "io.MultiWriter",
    "fmt.Fprint",
    "fmt.Fprintf",
    "fmt.Fprintln",
    "log.New",
    "log.SetOutput",
    "slog.NewJSONHandler",
    "slog.NewTextHandler",
];

/// Most uses behind a call that are looked at for further calls of the same function.
const MOST_BEHIND: usize = 256;

/// Most names behind a call that are looked at for what it is given.
const MOST_GIVEN: usize = 8;

/// What the calls of one function in one definition may be given, from the first of them on: the
/// names behind each on its line, or on the lines that follow where it ends in a bracket, numbered.
pub(super) fn given(
    references: &[Reference],
    first: usize,
) -> impl Iterator<Item = (usize, &Reference)> {
    let called = references.get(first);
    let behind = references.get(first..).unwrap_or_default();
    let behind = behind
        .get(..MOST_BEHIND.min(behind.len()))
        .unwrap_or_default();
    let is_same = move |it: &Reference| {
        called.is_some_and(|called| it.within == called.within && it.path == called.path)
    };
    let calls = (1..).zip(behind);
    let calls = calls.filter(move |(_, it)| it.kind.is_run() && is_same(it));
    calls.flat_map(move |(next, call)| {
        let behind = behind.get(next..).unwrap_or_default();
        let is_apart = behind.first().is_some_and(|it| it.line != call.line);
        let mut line = call.line;
        let near = behind.iter().take_while(move |it| {
            let is_near = it.line == line || is_apart && it.line == line + 1;
            line = it.line;
            is_near && it.within == call.within
        });
        near.take(MOST_GIVEN).enumerate()
    })
}

/// Types of libraries that are no interfaces, by the path of their package: what is called on them is
/// none of the tree's.
const CONCRETE: [(&str, &[&str]); 47] = [
    ("archive/tar", &["Header", "Reader", "Writer"]),
    ("archive/zip", &["File", "ReadCloser", "Reader", "Writer"]),
    ("bufio", &["ReadWriter", "Reader", "Scanner", "Writer"]),
    ("bytes", &["Buffer", "Reader"]),
    ("compress/gzip", &["Reader", "Writer"]),
    ("container/list", &["Element", "List"]),
    ("container/ring", &["Ring"]),
    (
        "database/sql",
        &["NullBool", "NullInt64", "NullString", "NullTime"],
    ),
    ("encoding/csv", &["Reader", "Writer"]),
    ("encoding/json", &["Decoder", "Encoder", "RawMessage"]),
    ("flag", &["FlagSet"]),
    (
        "github.com/gin-gonic/gin",
        &["Context", "Engine", "RouterGroup"],
    ),
    ("github.com/gofiber/fiber/v2", &["App", "Ctx"]),
    ("github.com/google/uuid", &["UUID"]),
    ("github.com/gorilla/mux", &["Route", "Router"]),
    ("github.com/gorilla/websocket", &["Conn"]),
    ("github.com/shopspring/decimal", &["Decimal"]),
    ("github.com/sirupsen/logrus", &["Entry", "Logger"]),
    ("github.com/spf13/cobra", &["Command"]),
    ("github.com/spf13/pflag", &["Flag", "FlagSet"]),
    ("go.uber.org/zap", &["Logger", "SugaredLogger"]),
    ("go/token", &["FileSet", "Pos", "Position"]),
    ("gopkg.in/yaml.v2", &["Decoder", "Encoder"]),
    ("gopkg.in/yaml.v3", &["Decoder", "Encoder", "Node"]),
    ("gorm.io/gorm", &["DB"]),
    ("html/template", &["Template"]),
    ("log", &["Logger"]),
    ("log/slog", &["Logger"]),
    ("math/big", &["Float", "Int", "Rat"]),
    ("math/rand", &["Rand"]),
    ("math/rand/v2", &["Rand"]),
    (
        "mime/multipart",
        &["FileHeader", "Form", "Reader", "Writer"],
    ),
    ("net", &["IP", "IPNet", "TCPAddr", "UDPAddr"]),
    (
        "net/http",
        &[
            "Client",
            "Cookie",
            "Header",
            "Request",
            "Response",
            "ServeMux",
            "Server",
            "Transport",
        ],
    ),
    ("net/http/httptest", &["ResponseRecorder", "Server"]),
    ("net/url", &["URL", "Userinfo", "Values"]),
    ("os", &["File", "Process"]),
    ("os/exec", &["Cmd"]),
    ("reflect", &["Method", "StructField", "StructTag", "Value"]),
    ("regexp", &["Regexp"]),
    ("strings", &["Builder", "Reader", "Replacer"]),
    (
        "sync",
        &[
            "Cond",
            "Map",
            "Mutex",
            "Once",
            "Pool",
            "RWMutex",
            "WaitGroup",
        ],
    ),
    (
        "sync/atomic",
        &[
            "Bool", "Int32", "Int64", "Pointer", "Uint32", "Uint64", "Value",
        ],
    ),
    // Nobody else can have all the methods of `testing.TB`.
    ("testing", &["B", "F", "M", "PB", "T", "TB"]),
    ("text/tabwriter", &["Writer"]),
    ("text/template", &["Template"]),
    (
        "time",
        &[
            "Duration", "Location", "Month", "Ticker", "Time", "Timer", "Weekday",
        ],
    ),
];

/// Whether a package has a type of that name which is no interface.
fn is_concrete(package: &str, name: &str) -> bool {
    let at = CONCRETE.binary_search_by(|(known, _)| (*known).cmp(package));
    let known = at.ok().and_then(|at| CONCRETE.get(at));
    known.is_some_and(|(_, names)| names.contains(&name))
}

impl Index<'_> {
    /// Whether some code of the tree shows templates with Go's library.
    pub(super) fn shows_templates(&self) -> bool {
        let shows = |file: FileId| {
            let imports = self.facts(file).map_or(&[] as &[_], |it| &it.imports);
            let mut modules = imports.iter().map(|import| &*import.module);
            modules.any(|it| matches!(it, "text/template" | "html/template"))
        };
        let find = || self.files_of(Family::Go).any(|(file, _)| shows(file));
        *self.shows_templates.get_or_init(find)
    }

    /// Whether a type of Go is an interface that asks for methods itself.
    pub(super) fn is_interface(&self, class: Node) -> bool {
        let asks = |node: Node| self.symbol(node).is_some_and(|it| it.parent.is_some());
        let members = self.members(class);
        members.iter().any(|(_, node)| asks(*node))
    }

    /// Whether a name is said to be of a type of a library that is no interface.
    pub(super) fn is_of_library(&self, file: FileId, binding: &Binding) -> bool {
        let says_type = matches!(binding.kind, BindingKind::Annotation | BindingKind::Call);
        let is_of_go = || {
            let (head, name) = binding.source.split_once('.')?;
            let names = self.names_of(file)?;
            let head = names.id(head).filter(|id| !names.is_scoped(*id))?;
            Some(is_concrete(names.foreign_module(head)?, name))
        };
        match self.family(file) {
            Some(Family::Go) => says_type && is_of_go() == Some(true),
            Some(Family::Rust) => says_type && self.is_of_std(file, binding),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
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
}
