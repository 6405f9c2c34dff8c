//! Lists the files of a tree and reads its manifests and templates. No other file is opened here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};
use rustc_hash::FxHashSet;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::error::Error;
use crate::lang::{self, Language};
use crate::model::Warning;

use super::above::{Above, Asked};
use super::cover::may_be_report;
use super::paths::name_of;
use super::reach::starts_programs;
use super::setup::{is_settings, may_be_script};
use super::templates::{is_template, read_templates};
use super::tracked::tracked;

/// Largest manifest that is read, in bytes; anything longer is not written by hand.
const MANIFEST_LIMIT: u64 = 4 << 20;

/// Most that all manifests may hold together, in bytes.
const ALL_MANIFESTS_LIMIT: u64 = 128 << 20;

/// Name of the ignore file that only Lacuna reads.
pub(super) const IGNORE_FILE: &str = ".lacunaignore";

/// A file of the tree.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path relative to the root, with `/`, in Unicode normal form C.
    pub path: Arc<str>,
    /// Where it lies on the disk.
    pub disk: PathBuf,
    /// Its language, where it is one that is read.
    pub language: Option<&'static Language>,
}

/// A file that says something of the tree around it: packages, aliases, attributes.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// Its text.
    pub text: Arc<str>,
}

/// What a walk found.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Absolute path of the root.
    pub root: PathBuf,
    /// All files, sorted by path.
    pub entries: Vec<Entry>,
    /// Manifests by path relative to the root.
    pub manifests: BTreeMap<Arc<str>, Manifest>,
    /// Texts of templates by path relative to the root.
    pub templates: BTreeMap<Arc<str>, Arc<str>>,
    /// Symbolic links to folders of the tree, with these, relative to the root.
    pub links: BTreeMap<Arc<str>, Arc<str>>,
    /// What could not be listed or read.
    pub warnings: Vec<Warning>,
}

/// What a walk comes to besides files.
#[derive(Default)]
struct Aside {
    links: Mutex<BTreeMap<Arc<str>, Arc<str>>>,
    warnings: Mutex<Vec<Warning>>,
}

/// Lists all files below `root` that no ignore file leaves out, and reads the manifests among
/// them. A `.gitignore` leaves out no file that git tracks. Symbolic links and submodules are not
/// followed; of links to folders it is told where they lead.
///
/// # Errors
///
/// [`Error::NoSuchFolder`] where `root` is not a folder, [`Error::Read`] where it cannot be
/// listed, [`Error::Usage`] where an ignore glob is wrong.
pub fn walk(root: &Path, ignore: &[String]) -> Result<Tree, Error> {
    if !root.is_dir() {
        return Err(Error::NoSuchFolder {
            path: root.to_owned(),
        });
    }
    std::fs::read_dir(root).map_err(|source| Error::read(root, source))?;
    let aside = Aside::default();
    let overrides = overrides(root, ignore)?;
    let (mut entries, tracked) = rayon::join(
        || list(root, &builder(root, &overrides), &aside),
        || tracked(root),
    );
    if let Some(mut left_out) = tracked {
        for entry in &entries {
            left_out.remove(&entry.disk);
        }
        if !left_out.is_empty() {
            let builder = without_git(root, &overrides, left_out);
            // What is wrong with other ignore files was told by the first walk.
            entries.extend(list(root, &builder, &Aside::default()));
        }
    }
    entries.sort_unstable_by(|left, right| left.path.cmp(&right.path));
    let mut warnings = aside.warnings.into_inner().unwrap_or_default();
    keep_one_of_each(&mut entries, &mut warnings);
    let manifests = read_manifests(&entries, &mut warnings);
    let templates = read_templates(&entries);
    Ok(Tree {
        root: root.to_owned(),
        entries,
        manifests,
        templates,
        links: aside.links.into_inner().unwrap_or_default(),
        warnings,
    })
}

/// The files that a walk comes to.
fn list(root: &Path, builder: &WalkBuilder, aside: &Aside) -> Vec<Entry> {
    let (sender, found) = channel();
    builder.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            match entry {
                Ok(entry) => visit(root, &entry, &sender, aside),
                Err(error) => warn(
                    &aside.warnings,
                    &error_path(root, &error),
                    &error.to_string(),
                ),
            }
            WalkState::Continue
        })
    });
    drop(sender);
    found.into_iter().collect()
}

/// What the settings and the command line leave out and take in.
fn overrides(root: &Path, ignore: &[String]) -> Result<Override, Error> {
    let mut overrides = OverrideBuilder::new(root);
    for glob in ["!.git", "!.lacuna"].into_iter().map(str::to_owned).chain(
        // A glob to leave out is written as in a `.gitignore`; an override means the opposite.
        ignore.iter().map(|glob| match glob.strip_prefix('!') {
            Some(kept) => kept.to_owned(),
            None => format!("!{glob}"),
        }),
    ) {
        overrides.add(&glob).map_err(|error| Error::Usage {
            message: format!("cannot read the ignore glob `{glob}`: {error}"),
            hint: None,
        })?;
    }
    overrides.build().map_err(|error| Error::Usage {
        message: format!("cannot read the ignore globs: {error}"),
        hint: None,
    })
}

fn builder(root: &Path, overrides: &Override) -> WalkBuilder {
    let mut builder = plain(root, overrides);
    if let Some(above) = Above::of(root, Asked::All) {
        builder.filter_entry(move |entry| !above.leaves_out(entry.path(), is_folder(entry)));
    }
    builder
}

/// Lists of the files that git tracks those that nothing but a `.gitignore` leaves out.
fn without_git(root: &Path, overrides: &Override, tracked: FxHashSet<PathBuf>) -> WalkBuilder {
    let above = tracked.iter().flat_map(|file| file.ancestors().skip(1));
    let folders: FxHashSet<PathBuf> = above.map(Path::to_owned).collect();
    let mut builder = plain(root, overrides);
    builder.git_ignore(false).git_exclude(false);
    let above = Above::of(root, Asked::Others);
    builder.filter_entry(move |entry| {
        let is_folder = is_folder(entry);
        let asked = if is_folder { &folders } else { &tracked };
        let leaves_out = |above: &Above| above.leaves_out(entry.path(), is_folder);
        asked.contains(entry.path()) && !above.as_ref().is_some_and(leaves_out)
    });
    builder
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

/// A walk in which the ignore files at and below the root count.
fn plain(root: &Path, overrides: &Override) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .follow_links(false)
        .require_git(false)
        // Above the repository lies what is none of its own; what lies above the root but in the
        // repository is asked by hand.
        .parents(false)
        // What one person leaves out for all repositories must not change a shared figure.
        .git_global(false)
        .add_custom_ignore_filename(IGNORE_FILE)
        .overrides(overrides.clone());
    builder
}

fn visit(root: &Path, entry: &DirEntry, sender: &Sender<Entry>, aside: &Aside) {
    if let Some(error) = entry.error() {
        warn(
            &aside.warnings,
            &error_path(root, error),
            &error.to_string(),
        );
    }
    let kind = entry.file_type();
    if kind.is_some_and(|kind| kind.is_symlink())
        && let Some((link, folder)) = link_to_folder(root, entry.path())
        && let Ok(mut links) = aside.links.lock()
    {
        links.insert(link.into(), folder.into());
    }
    if !kind.is_some_and(|kind| kind.is_file()) {
        return;
    }
    let disk = entry.path();
    match relative(root, disk) {
        Some(path) => {
            let language = lang::of_path(&path);
            // The receiver outlives the walk, so that sending cannot fail.
            let _ = sender.send(Entry {
                path: path.into(),
                disk: disk.to_owned(),
                language,
            });
        }
        None => warn(
            &aside.warnings,
            &disk.strip_prefix(root).unwrap_or(disk).to_string_lossy(),
            "the name is not UTF-8; the file is left out",
        ),
    }
}

/// The paths of a link and of the folder of the tree that it leads to.
fn link_to_folder(root: &Path, link: &Path) -> Option<(String, String)> {
    let folder = link.canonicalize().ok().filter(|folder| folder.is_dir())?;
    let folder = relative(&root.canonicalize().ok()?, &folder)?;
    Some((relative(root, link)?, folder))
}

/// The path below the root, with `/`, in normal form C; none where it is not UTF-8.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let mut text = String::new();
    for part in path.strip_prefix(root).ok()?.components() {
        if !text.is_empty() {
            text.push('/');
        }
        text.push_str(part.as_os_str().to_str()?);
    }
    Some(if is_nfc(&text) {
        text
    } else {
        text.nfc().collect()
    })
}

/// Of files whose paths are one after normalisation, only the first is kept.
fn keep_one_of_each(entries: &mut Vec<Entry>, warnings: &mut Vec<Warning>) {
    entries.dedup_by(|later, earlier| {
        let same = later.path == earlier.path;
        if same {
            warnings.push(Warning {
                path: later.path.clone(),
                message: "two files have this name in Unicode normal form C; one is left out"
                    .into(),
            });
        }
        same
    });
}

fn warn(warnings: &Mutex<Vec<Warning>>, path: &str, message: &str) {
    if let Ok(mut warnings) = warnings.lock() {
        warnings.push(Warning {
            path: path.into(),
            message: message.into(),
        });
    }
}

fn error_path(root: &Path, error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { path, .. } => path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .into_owned(),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            error_path(root, err)
        }
        ignore::Error::Partial(errors) => errors
            .first()
            .map_or_else(String::new, |error| error_path(root, error)),
        _ => String::new(),
    }
}

fn read_manifests(entries: &[Entry], warnings: &mut Vec<Warning>) -> BTreeMap<Arc<str>, Manifest> {
    let mut manifests = BTreeMap::new();
    let mut left = ALL_MANIFESTS_LIMIT;
    for entry in entries.iter().filter(|entry| is_manifest(&entry.path)) {
        match read_text(&entry.disk, left) {
            Ok(text) => {
                left = left.saturating_sub(text.len() as u64);
                manifests.insert(entry.path.clone(), Manifest { text: text.into() });
            }
            // Whatever has no ending is read on the guess that it is a script: it need not be one.
            Err(_) if may_be_script(&entry.path) => {}
            Err(message) => warnings.push(Warning {
                path: entry.path.clone(),
                message: message.into(),
            }),
        }
    }
    manifests
}

/// The text of a manifest, where as many bytes are `left` for it.
fn read_text(disk: &Path, left: u64) -> Result<String, String> {
    let length = std::fs::metadata(disk)
        .map_err(|error| error.to_string())?
        .len();
    if length > MANIFEST_LIMIT {
        return Err(format!("a manifest of {length} bytes is not read"));
    }
    if length > left {
        return Err("the manifests before it are as large as can be read".to_owned());
    }
    let bytes = std::fs::read(disk).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}

/// Whether a scan reads a file of that path, or asks it what to leave out.
pub fn is_read(path: &str) -> bool {
    let name = name_of(path);
    lang::of_path(path).is_some()
        || is_manifest(path)
        || is_template(path)
        || matches!(name, IGNORE_FILE | ".ignore" | ".gitignore" | "CODEOWNERS")
        || may_be_report(path)
}

/// Whether later stages want the text of a file: package and module manifests, compiler and
/// bundler settings, attributes, how tests are set up.
pub fn is_manifest(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_compiler_settings = name.ends_with(".json")
        && (name.starts_with("tsconfig")
            || name.starts_with("jsconfig")
            || folder.split('/').any(|part| part.starts_with("tsconfig")));
    let is_bundler_settings = [
        "vite.config.",
        "vitest.config.",
        "svelte.config.",
        "jest.config.",
        "ava.config.",
    ]
    .iter()
    .any(|start| name.starts_with(start));
    is_compiler_settings
        || is_bundler_settings
        || is_settings(path)
        || starts_programs(path)
        || matches!(
            name,
            "package.json"
                | "pnpm-workspace.yaml"
                | "pyproject.toml"
                | "setup.cfg"
                | "setup.py"
                | "pytest.ini"
                | "tox.ini"
                | "go.mod"
                | "go.work"
                | "Cargo.toml"
                | ".gitattributes"
        )
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_to_folders_of_the_tree_are_told_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir_all(root.join("src/deep")).unwrap();
        std::fs::write(root.join("src/a.py"), "").unwrap();
        symlink("src", root.join("app")).unwrap();
        symlink("..", root.join("src/deep/up")).unwrap();
        symlink("app", root.join("again")).unwrap();
        symlink("../..", root.join("out")).unwrap();
        symlink("a.py", root.join("src/b.py")).unwrap();
        symlink("self", root.join("self")).unwrap();
        let tree = walk(&root, &[]).unwrap();
        let links = tree.links.iter();
        let links: Vec<(&str, &str)> = links.map(|(link, to)| (&**link, &**to)).collect();
        assert_eq!(
            links,
            [("again", "src"), ("app", "src"), ("src/deep/up", "src")]
        );
        let files: Vec<&str> = tree.entries.iter().map(|entry| &*entry.path).collect();
        assert_eq!(files, ["src/a.py"]);
    }
}
