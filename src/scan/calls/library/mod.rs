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
mod tests;
