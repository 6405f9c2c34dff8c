//! Coverage reports as files: what became of the paths that they name.

use std::sync::Arc;

/// A prefix of paths in a report, and the folder of the tree that it means.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rewrite {
    /// Beginning of the path as in the report; an absolute one begins with `/`.
    pub from: String,
    /// Folder relative to the root; empty for the root.
    pub to: String,
}

/// Why a path of a report means no file of the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// No file of the tree has its name.
    Unknown,
    /// It points into the tree, to where there is no file.
    Gone(String),
    /// It ends like this file, but in a folder where no project begins: another package, or one
    /// that was renamed.
    OtherPackage(Arc<str>),
    /// Nothing but its last part is that of this file.
    NameOnly(Arc<str>),
    /// It ends like this file, but the other paths of the report mean another folder.
    Outvoted(Arc<str>),
    /// It could mean any of these files.
    Ambiguous(Vec<Arc<str>>),
    /// It is no path.
    Unreadable,
}

impl Miss {
    /// What all paths of this kind have in common, as the end of a sentence about them.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unknown => "no file of the tree has the name",
            Self::Gone(_) => "the place is in the tree, but there is no file",
            Self::OtherPackage(_) => "only the end is that of a file, in another package",
            Self::NameOnly(_) => "only the last part is that of a file",
            Self::Outvoted(_) => {
                "the end is that of a file, but the neighbours mean another folder"
            }
            Self::Ambiguous(_) => "several files could be meant",
            Self::Unreadable => "this is no path",
        }
    }
}

impl std::fmt::Display for Miss {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => out.write_str("no file has its name"),
            Self::Gone(path) => write!(out, "there is no `{path}`"),
            Self::OtherPackage(like) => {
                write!(out, "only ends like `{like}`, which is in another package")
            }
            Self::NameOnly(like) => write!(out, "has no more than the name of `{like}`"),
            Self::Outvoted(like) => write!(
                out,
                "ends like `{like}`, but its neighbours mean another folder"
            ),
            Self::Ambiguous(files) => {
                out.write_str("could be")?;
                for (at, file) in files.iter().enumerate() {
                    write!(out, "{} `{file}`", if at == 0 { "" } else { " or" })?;
                }
                Ok(())
            }
            Self::Unreadable => out.write_str("is no path"),
        }
    }
}

/// A path of a report that means no file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The path as written in the report.
    pub path: Box<str>,
    /// Why it means none.
    pub why: Miss,
}

/// A rule that would help the paths of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The rule.
    pub rewrite: Rewrite,
    /// Paths that follow it.
    pub paths: u32,
    /// Whether the paths are joined by it already, as it was found out from them; otherwise it is
    /// for people to say whether it is right.
    pub is_used: bool,
}

/// A coverage report that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportSummary {
    /// Path relative to the root where it lies there, otherwise as it was named.
    pub path: Arc<str>,
    /// Identifier of its format.
    pub format: &'static str,
    /// Name and version of the tool that wrote it, where it tells.
    pub tool: Option<Arc<str>>,
    /// When it was made, in seconds since 1970, by its own account or that of its file.
    pub time: Option<i64>,
    /// Paths that mean a file of the tree.
    pub matched: u32,
    /// Paths that mean none.
    pub unmatched: u32,
    /// Paths that could mean several.
    pub ambiguous: u32,
    /// The report of the same run that says more, so that this one does not count.
    pub superseded_by: Option<Arc<str>>,
    /// The paths that mean no file, in the order of the report.
    pub missed: Arc<[Missed]>,
    /// Rules for its paths, those that most follow first.
    pub proposals: Arc<[Proposal]>,
}

impl ReportSummary {
    /// Whether it speaks of files, none of which is in the tree.
    pub fn joins_nothing(&self) -> bool {
        self.matched == 0 && self.unmatched + self.ambiguous > 0
    }
}
