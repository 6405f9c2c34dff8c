//! What tokens look like, by family of languages: one row each.

/// A way to write text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// What opens it.
    pub(super) open: &'static str,
    /// What closes it.
    pub(super) close: &'static str,
    /// Whether it may go on in the next line.
    pub(super) is_long: bool,
    /// Whether a backslash takes the meaning of what follows away.
    pub(super) has_escapes: bool,
}

/// How the tokens of some languages look.
#[derive(Debug)]
pub(super) struct Family {
    endings: &'static [&'static str],
    /// What begins a comment that ends with the line.
    pub(super) line_comments: &'static [&'static str],
    /// What begins and ends other comments.
    pub(super) block_comment: Option<(&'static str, &'static str)>,
    /// Ways to write text, longer openings first.
    pub(super) quotes: &'static [Quote],
    /// Words of the language, with blanks between.
    keywords: &'static str,
    /// Those after which the name of a definition follows.
    definers: &'static str,
    /// Whether `'a` may stand for something else than text.
    pub(super) has_lifetimes: bool,
    /// Whether it is markup with scripts and styles in it.
    pub(super) is_markup: bool,
}

const fn short(mark: &'static str) -> Quote {
    Quote {
        open: mark,
        close: mark,
        is_long: false,
        has_escapes: true,
    }
}

const fn long(open: &'static str, close: &'static str, has_escapes: bool) -> Quote {
    Quote {
        open,
        close,
        is_long: true,
        has_escapes,
    }
}

const PLAIN: Family = Family {
    endings: &[],
    line_comments: &[],
    block_comment: None,
    quotes: &[],
    keywords: "",
    definers: "",
    has_lifetimes: false,
    is_markup: false,
};

static NONE: Family = PLAIN;

pub(super) static SCRIPT: Family = Family {
    endings: &["js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[short("\""), short("'"), long("`", "`", true)],
    keywords: "abstract as async await break case catch class const continue debugger declare \
        default delete do else enum export extends false finally for from function get \
        if implements import in instanceof interface keyof let namespace new null of \
        private protected public readonly return satisfies set static super switch this \
        throw true try type typeof undefined var void while with yield",
    definers: "class enum function interface namespace",
    ..PLAIN
};

pub(super) static STYLE: Family = Family {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[short("\""), short("'")],
    ..PLAIN
};

static MARKUP: Family = Family {
    endings: &["vue", "svelte", "html"],
    block_comment: Some(("<!--", "-->")),
    quotes: &[long("\"", "\"", false)],
    is_markup: true,
    ..PLAIN
};

static PYTHON: Family = Family {
    endings: &["py", "pyi"],
    line_comments: &["#"],
    quotes: &[
        long("\"\"\"", "\"\"\"", true),
        long("'''", "'''", true),
        short("\""),
        short("'"),
    ],
    keywords: "False None True and as assert async await break case class continue def del elif \
        else except finally for from global if import in is lambda match nonlocal not or \
        pass raise return self try while with yield",
    definers: "class def",
    ..PLAIN
};

static GO: Family = Family {
    endings: &["go"],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[short("\""), short("'"), long("`", "`", false)],
    keywords: "break case chan const continue default defer else fallthrough false for func go \
        goto if import interface map nil package range return select struct switch true \
        type var",
    definers: "func type",
    ..PLAIN
};

static RUST: Family = Family {
    endings: &["rs"],
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    quotes: &[
        long("r##\"", "\"##", false),
        long("r#\"", "\"#", false),
        long("r\"", "\"", false),
        long("\"", "\"", true),
        short("'"),
    ],
    keywords: "Self as async await break const continue crate dyn else enum extern false fn for \
        if impl in let loop match mod move mut pub ref return self static struct super \
        trait true type unsafe use where while",
    definers: "enum fn mod struct trait type",
    has_lifetimes: true,
    ..PLAIN
};

static ALL: [&Family; 5] = [&SCRIPT, &MARKUP, &PYTHON, &GO, &RUST];

impl Family {
    /// The family of a file, by the ending of its name.
    pub(super) fn of_path(path: &str) -> &'static Self {
        let ending = path.rsplit('.').next().unwrap_or_default();
        let ending = ending.to_ascii_lowercase();
        let found = ALL
            .iter()
            .find(|family| family.endings.contains(&ending.as_str()));
        found.copied().unwrap_or(&NONE)
    }

    /// Whether it is a word of the language.
    pub(super) fn is_keyword(&self, word: &str) -> bool {
        self.keywords.split(' ').any(|keyword| keyword == word)
    }

    /// Whether the name of a definition follows a word.
    pub(super) fn is_definer(&self, word: &str) -> bool {
        self.definers.split(' ').any(|definer| definer == word)
    }
}
