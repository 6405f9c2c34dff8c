//! What one parse of one file tells, before anything is known of other files.
//!
//! Facts depend on the file's content and language only, never on its path or on
//! configuration, so that they can be cached by content.

use super::symbol::Symbol;

/// Number of lines of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineCount {
    /// All lines; a last line without a line break counts.
    pub total: u32,
    /// Lines that hold something other than white space and comments.
    pub code: u32,
}

/// Whether an import exists when the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// An ordinary import.
    Runtime,
    /// `import type`, `if TYPE_CHECKING:`, `.d.ts` references.
    TypeOnly,
    /// `import("./x")`, `importlib.import_module("x")`, with a constant argument.
    Dynamic,
    /// Loads what a mock replaces: `vi.importActual("x")`, the parameter of a mock's factory.
    Actual,
    /// Names a module that is replaced: `vi.mock("x")`, `jest.mock("x")`.
    Mocked,
}

impl Presence {
    /// Whether the module is loaded when the program runs.
    pub fn is_loaded(self) -> bool {
        matches!(self, Self::Runtime | Self::Dynamic | Self::Actual)
    }
}

/// One name taken by an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedName {
    /// The name in the imported module; `*` for all of them, `default` for the default export.
    pub name: Box<str>,
    /// The name it has in this file.
    pub local: Box<str>,
    /// Whether this one name is imported as a type only (`import { type X }`).
    pub type_only: bool,
}

/// One import statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The module as written: `..models.user`, `./api`, `@/stores/auth`, `crate::walk`, a Go path.
    pub module: Box<str>,
    /// The names taken; empty where the module itself is imported (`import a.b`).
    pub names: Vec<ImportedName>,
    /// The local name of the module where it is imported itself (`import a.b as c`: `c`;
    /// `import * as c`: `c`; Go: the package name or alias).
    pub alias: Option<Box<str>>,
    /// Line of the statement, 1-based.
    pub line: u32,
    /// Whether it exists at run time.
    pub presence: Presence,
    /// Index of the enclosing symbol, for imports inside functions.
    pub within: Option<u32>,
    /// Whether it exists in test builds only (`use` inside a `#[cfg(test)]` module).
    pub is_test_only: bool,
}

impl Import {
    /// What the local name of a module begins with that a function loads and gives back.
    pub const HANDED_ON: &str = "module@";

    /// Whether no code of the function that loads a module takes anything of it.
    pub fn is_handed_on(&self) -> bool {
        let mut aliases = self.alias.iter();
        self.names.is_empty() && aliases.all(|alias| alias.starts_with(Self::HANDED_ON))
    }
}

/// A name that a module offers to others (JavaScript and its relatives; in other languages
/// every top-level definition and imported name is on offer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The name seen from outside; `default` for the default export, `*` for `export * from`.
    pub name: Box<str>,
    /// The name inside this file, or inside `from` where that is given.
    pub local: Box<str>,
    /// The module it is passed on from, as written.
    pub from: Option<Box<str>>,
    /// Whether only a type is exported.
    pub type_only: bool,
    /// Line, 1-based.
    pub line: u32,
}

/// How a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// Called: `f()`, `new F()`, `#[derive(F)]` is not.
    Call,
    /// Mentioned without a call: read, passed on, compared.
    Read,
    /// Used as an element: `<OrbitCard/>` in JSX or in a template.
    Element,
    /// Used as a decorator of the symbol it stands within.
    Decorator,
    /// Handed out in an object that the enclosing function returns, under the name that is the
    /// reference's text: whoever gets the object may call it by that name.
    Offered,
    /// Given a stand-in: `api.load = vi.fn()`, `vi.spyOn(api, "load").mockReturnValue(1)`.
    Replaced,
    /// Called on an event of what a template draws, `@click="save"`; the event is the reference's
    /// text.
    Handler,
    /// Shown where somebody goes to a path, `{ path: "/about", component: About }`; the whole path
    /// and the route's name are the reference's text, a blank between them.
    Routed,
}

impl ReferenceKind {
    /// Whether what is named runs there.
    pub fn is_run(self) -> bool {
        match self {
            Self::Call | Self::Element | Self::Decorator => true,
            Self::Read | Self::Offered | Self::Replaced | Self::Handler | Self::Routed => false,
        }
    }
}

/// A use of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Index of the innermost enclosing symbol; `None` at module level.
    pub within: Option<u32>,
    /// Dotted chain as written, calls and subscripts left out: `self.repo.create`, `Foo`,
    /// `crate.walk.walk`. A chain on a computed value starts with a dot: `.create`.
    pub path: Box<str>,
    /// Whether dots alone stand in the chain, in a language in which they lead from values only:
    /// `state.get` of Rust, which is nothing of the module in `state::get`.
    pub is_of_value: bool,
    /// How it is used.
    pub kind: ReferenceKind,
    /// The first positional argument where it is a constant string: a route, a patch target. Of
    /// what is offered, the name it is offered under; of what a call only looks at,
    /// [`Reference::LOOKED_AT`]; of what one outside of functions is given, [`Reference::GIVEN`].
    pub text: Option<Box<str>>,
    /// Line, 1-based.
    pub line: u32,
}

impl Reference {
    /// The text of a value whose names or presence a call looks at, `Object.keys(api)`: nothing that it
    /// holds runs there.
    pub const LOOKED_AT: &str = "looked at";

    /// The text of a name that a call outside of all functions is given: whoever gets it may call it.
    pub const GIVEN: &str = "given";

    /// The text of a member of a value that a template of Go names: the library calls it where the
    /// template is shown.
    pub const IN_TEMPLATE: &str = "in a template";

    /// The text of a value that a test asks only what it is, `expect(api.load).toBeDefined()`: nobody
    /// calls it there.
    pub const ASKED: &str = "asked what it is";

    /// The last part of the chain of a value that is written out for programmers: `{:?}` of Rust.
    pub const SHOWN: &str = "{:?}";

    /// The last part of the chain of a type or field that gets the default of its type.
    pub const DEFAULT: &str = "{default}";

    /// What the name of a module begins with in the chains of what a mock gives to its names.
    pub const OF_MOCK: &str = "mock@";

    /// Whether a call only looks at what is read.
    pub fn is_looked_at(&self) -> bool {
        let text = self.text.as_deref();
        self.kind == ReferenceKind::Read && text == Some(Self::LOOKED_AT) || self.is_asked()
    }

    /// Whether what is read is only asked what it is.
    pub fn is_asked(&self) -> bool {
        self.kind == ReferenceKind::Read && self.text.as_deref() == Some(Self::ASKED)
    }

    /// Whether a template of Go names it.
    pub fn is_in_template(&self) -> bool {
        self.text.as_deref() == Some(Self::IN_TEMPLATE) && self.path.starts_with('.')
    }

    /// Whether a call outside of all functions is given what is read.
    pub fn is_given(&self) -> bool {
        self.kind == ReferenceKind::Read && self.text.as_deref() == Some(Self::GIVEN)
    }

    /// The part of its chain after the last dot: `create` of `self.repo.create`.
    pub fn last(&self) -> &str {
        last_part(&self.path)
    }
}

/// The part of a dotted name after its last dot; the whole where it has none.
pub fn last_part(name: &str) -> &str {
    // Names are short: a plain loop is faster than a search made for long texts.
    let dot = name.bytes().rposition(|byte| byte == b'.');
    dot.and_then(|dot| name.get(dot + 1..)).unwrap_or(name)
}

/// How a local name got its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BindingKind {
    /// `x = Foo(...)`, `let x = Foo::new()`: the callee's chain is the source.
    Call,
    /// `x: Foo`, a parameter's or attribute's annotation.
    Annotation,
    /// `x = y`, `x = y.z`.
    Alias,
    /// The annotated or evident result of the symbol it stands within.
    Return,
}

/// A local name whose type is evident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Index of the innermost enclosing symbol; `None` at module level.
    pub within: Option<u32>,
    /// The name: `handler`, `self.repo`; empty for [`BindingKind::Return`].
    pub name: Box<str>,
    /// Dotted chain of the type, callee or value; empty where it is not evident, and all that
    /// is known is that the name stands for something of its own.
    pub source: Box<str>,
    /// How it got it.
    pub kind: BindingKind,
}

impl Binding {
    /// The name of a type that stands inside of that of a field, `V` of `all: Map<K, V>`.
    pub const INSIDE: &str = "<>";

    /// The source of what may be of any type.
    pub const ANY: &str = "dyn";
}

/// A constant string in which a name may stand: a route, a module, a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Index of the innermost enclosing symbol; `None` at module level.
    pub within: Option<u32>,
    /// Its value, without white space in it and at most [`Text::MAX`] bytes long; what is
    /// inserted into it at run time stands as `{}`.
    pub value: Box<str>,
    /// Line, 1-based.
    pub line: u32,
    /// What takes it, where the language's rules go by that (Python): the chain of the function
    /// it is handed to, the variable, setting or parameter it is given to. Empty where nothing
    /// does: keys, what is compared.
    pub taker: Box<str>,
}

impl Text {
    /// Longest value that is kept, in bytes.
    pub const MAX: usize = 120;

    /// Fewest letters of a name that is no common word.
    const FEWEST_LETTERS: usize = 4;

    /// Whether a name may stand in a string.
    pub fn may_name(value: &str) -> bool {
        (2..=Self::MAX).contains(&value.len()) && !value.contains(char::is_whitespace)
    }

    /// Whether a string may be the name of a method of Python, and of few.
    pub fn may_name_method(value: &str) -> bool {
        value.len() >= Self::FEWEST_LETTERS
            && !value.starts_with("__")
            && value.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && value.chars().all(|it| it.is_alphanumeric() || it == '_')
    }
}

/// Something looked up by a name that code computes or is given: `getattr(plugin, name)` of Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// Index of the innermost enclosing symbol; `None` at module level.
    pub within: Option<u32>,
    /// The chain of what is looked at; empty where there is none.
    pub owner: Box<str>,
    /// The chain of the name, of its result where it is called: `request.method.lower`.
    pub name: Box<str>,
    /// Whether what is found is called, or kept under a name.
    pub is_called: bool,
    /// Line, 1-based.
    pub line: u32,
}

/// A place where the parser gave up on something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Line, 1-based.
    pub line: u32,
    /// What the parser said, in lower case.
    pub message: Box<str>,
}

/// Everything one parse tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Lines of the file.
    pub lines: LineCount,
    /// Definitions in source order; a parent comes before its children.
    pub symbols: Vec<Symbol>,
    /// Import statements in source order.
    pub imports: Vec<Import>,
    /// Exports, where the language has them.
    pub exports: Vec<Export>,
    /// Whether the default export is all that `require` of the file gives: `module.exports = run`.
    pub exports_whole: bool,
    /// Uses of names; those in branches that no test takes, by their condition, are left out.
    pub references: Vec<Reference>,
    /// Constant strings in which a name may stand.
    pub texts: Vec<Text>,
    /// Of a file with tests, words of strings of several lines that begin a line or stand before a
    /// colon, sorted: keys of configuration that is written out there (Python).
    pub keys: Vec<Box<str>>,
    /// What is looked up by names that the file does not say (Python).
    pub lookups: Vec<Lookup>,
    /// Local names with evident types.
    pub bindings: Vec<Binding>,
    /// Whether code outside functions branches or loops, a main guard apart.
    pub module_branches: bool,
    /// First and last lines of main guards: their code runs where the file is started as a
    /// program, and not on import (Python).
    pub main_guards: Vec<(u32, u32)>,
    /// First and last lines of what is over before a function ends that sets tests up, or may not run: a
    /// `with` without a `yield` in it, branches. In order, none in another (Python).
    pub passing: Vec<(u32, u32)>,
    /// The `yield`s of such functions: the symbol and the line (Python).
    pub yields: Vec<(u32, u32)>,
    /// Whether an enumeration of TypeScript makes an object when the file is loaded: no logic here,
    /// while what measures coverage may count it as some.
    pub has_enum: bool,
    /// Whether the file says of itself that it is generated.
    pub is_generated: bool,
    /// Whether the file says that it is no part of its package, but run by hand (`//go:build ignore`).
    pub is_run_by_hand: bool,
    /// Whether build constraints keep the file out of a build on Linux and amd64 without tags (Go).
    pub is_for_others: bool,
    /// `mod x;` declarations (Rust): name and `#[path]`, with whether they are test-only. Of a
    /// whole folder, the name is [`FileFacts::ALL_OF_FOLDER`], and the path is the package's.
    pub modules: Vec<(Box<str>, Option<Box<str>>, bool)>,
    /// Rust: dotted names of the modules that are written out in the file, sorted.
    pub inline_modules: Vec<Box<str>>,
    /// Name of the package the file declares (Go).
    pub package: Option<Box<str>>,
    /// What did not parse; the rest of the facts still hold.
    pub errors: Vec<SyntaxError>,
}

impl FileFacts {
    /// What stands among the decorators of an example in Python's documentation.
    pub const DOCTEST: &str = "doctest";

    /// What stands among the decorators of a macro of Rust whose rules write tests.
    pub const WRITES_TESTS: &str = "writes.tests";

    /// The name of a declaration of all modules of a folder (Rust).
    pub const ALL_OF_FOLDER: &str = "all of";

    /// Whether a symbol is an example in documentation, which is a test only where somebody says so.
    pub fn is_doctest(symbol: &Symbol) -> bool {
        symbol.is_test_only
            && symbol
                .decorators
                .iter()
                .any(|said| &**said == Self::DOCTEST)
    }

    /// Whether the file holds anything to test: a function with logic outside of tests, or
    /// module code that branches.
    pub fn has_logic(&self) -> bool {
        self.module_branches || self.symbols.iter().any(Symbol::counts)
    }

    /// Whether a line of module code runs only where the file is started as a program.
    pub fn is_in_main_guard(&self, line: u32) -> bool {
        let mut guards = self.main_guards.iter();
        guards.any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Whether a runner finds a test in it.
    pub fn has_tests(&self) -> bool {
        self.symbols.iter().any(|symbol| symbol.is_test)
    }

    /// Lines of code inside functions with logic, tests apart.
    pub fn function_lines(&self) -> u32 {
        let counted = self.symbols.iter().filter(|symbol| symbol.counts());
        counted.map(|symbol| symbol.lines).sum()
    }
}
