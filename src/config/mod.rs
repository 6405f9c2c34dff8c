//! Configuration: defaults, then the user's file, then a profile, then the project's file.
//!
//! What a repository says is read here, so nothing that runs a command, and nothing that only
//! the user should decide, is taken from a project's file. Shares are written in percent
//! (`target = 80`) in every file, and kept from 0 to 1 in memory.

mod colours;
mod defaults;
mod fields;
mod init;
mod merge;
mod profile;
mod rewrite;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::de::DeserializeOwned;

use crate::error::{Document, Error, read_text, refuse_outside};
use crate::model::Settings;
use fields::{ProjectFields, UserFields};
use merge::Layer;

pub use init::init_text;
pub use profile::{profile_names, profile_roadmap};
pub use rewrite::with_rewrites;

/// Name of the project's file, in its root.
pub const PROJECT_FILE: &str = "lacuna.toml";

/// Keys that only the user's own file may have; some belong to later releases, and are refused
/// in a project's file already.
const PERSONAL: [&str; 11] = [
    "editor",
    "keys",
    "clipboard",
    "links",
    "watch",
    "theme",
    "mouse",
    "ascii",
    "command",
    "pager",
    "browser",
];

/// Keys that only a project's file may have.
const OF_PROJECTS: [&str; 12] = [
    "name",
    "ignore",
    "component",
    "weights",
    "rule",
    "override",
    "metric",
    "kind",
    "plan",
    "checks",
    "coverage",
    "gate",
];

/// How text is handed to the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// Whichever way fits where the program runs.
    #[default]
    Auto,
    /// Through the terminal, by the sequence OSC 52.
    Terminal,
    /// By the platform's own program.
    System,
}

/// A colour as users write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One of the terminal's 256.
    Indexed(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// Colours by meaning that take the place of a theme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Colours {
    /// What may be passed over.
    pub dim: Option<Colour>,
    /// The one accent.
    pub accent: Option<Colour>,
    /// Critical, failures.
    pub critical: Option<Colour>,
    /// High, warnings.
    pub high: Option<Colour>,
    /// Medium.
    pub medium: Option<Colour>,
    /// Good news.
    pub good: Option<Colour>,
}

/// What the user likes; from the user's own file and flags only, never from a project.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preferences {
    /// Name of the theme: `auto`, `dark`, `light`, `high-contrast`, `colour-blind`.
    pub theme: String,
    /// Colours that take the place of the theme's.
    pub colours: Colours,
    /// Whether the mouse is captured.
    pub mouse: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Keys by action id; they take the place of the action's default keys.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The editor's command, before `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
    /// How text is handed to the clipboard.
    pub clipboard: Clipboard,
    /// Whether paths are drawn as links where the terminal is known to have them.
    pub links: bool,
    /// Whether files that change on disk are scanned again by themselves.
    pub watch: bool,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// The user's own file.
    User(PathBuf),
    /// A built-in profile.
    Profile(String),
    /// The project's file.
    Project(PathBuf),
}

/// Everything that was configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// What changes facts or judgements.
    pub settings: Settings,
    /// What the user likes.
    pub preferences: Preferences,
    /// Where values come from, by key: `levels.good`, `component`; of a list, the last file that
    /// added to it.
    pub origins: BTreeMap<String, Origin>,
}

/// A file with its text.
type Source = (PathBuf, String);

impl Config {
    /// Resolves the configuration of the project at `root`; `profile` names an embedded one that
    /// stands below the project's own file.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where a file does not parse, or has an unknown key or value;
    /// [`Error::Read`] where one cannot be read; [`Error::Usage`] where there is no such profile.
    pub fn load(root: &Path, profile: Option<&str>) -> Result<Self, Error> {
        let source = |path: PathBuf| {
            let text = read_text("config", &path)?;
            Ok::<_, Error>(text.map(|text| (path, text)))
        };
        let user = user_file().map(source).transpose()?.flatten();
        let project = root.join(PROJECT_FILE);
        refuse_outside(root, &project)?;
        let project = source(project)?;
        Self::resolve(root, user, profile, project)
    }

    fn resolve(
        root: &Path,
        user: Option<Source>,
        profile: Option<&str>,
        project: Option<Source>,
    ) -> Result<Self, Error> {
        let mut config = Self {
            settings: defaults::blank(),
            preferences: defaults::no_preferences(),
            origins: BTreeMap::new(),
        };
        for (name, text) in defaults::PROJECT {
            config.add_project(root, Path::new(name), text, &Origin::Default)?;
        }
        let (name, text) = defaults::USER;
        config.add_user(root, Path::new(name), text, &Origin::Default)?;
        if let Some((path, text)) = user {
            config.add_user(root, &path, &text, &Origin::User(path.clone()))?;
        }
        if let Some(name) = profile {
            let found = profile::find(name)?;
            let path = PathBuf::from(format!("profiles/{name}/{PROJECT_FILE}"));
            config.add_project(root, &path, found.config, &Origin::Profile(name.to_owned()))?;
        }
        if let Some((path, text)) = project {
            config.add_project(root, &path, &text, &Origin::Project(path.clone()))?;
        }
        Ok(config)
    }

    fn add_project(
        &mut self,
        root: &Path,
        path: &Path,
        text: &str,
        origin: &Origin,
    ) -> Result<(), Error> {
        let text = without_mark(text);
        let document = Document::new("config", path, text);
        let fields: ProjectFields = parse(&document, text, &PERSONAL, |key| {
            let message =
                format!("`{key}` may stand in your own configuration only, not in a project's,");
            (message, format!("move it to {}", shown_user_file()))
        })?;
        self.note_origins(text, origin);
        Layer::new(&document, root).add_project(&mut self.settings, fields)
    }

    fn add_user(
        &mut self,
        root: &Path,
        path: &Path,
        text: &str,
        origin: &Origin,
    ) -> Result<(), Error> {
        let text = without_mark(text);
        let document = Document::new("config", path, text);
        let fields: UserFields = parse(&document, text, &OF_PROJECTS, |key| {
            let message = format!("`{key}` belongs to a project, not to your own configuration,");
            (
                message,
                format!("move it to the project's `{PROJECT_FILE}`"),
            )
        })?;
        self.note_origins(text, origin);
        Layer::new(&document, root).add_user(&mut self.settings, &mut self.preferences, fields)
    }

    /// Notes of every key of a text that it comes from there.
    fn note_origins(&mut self, text: &str, origin: &Origin) {
        let table: toml::Table = text.parse().unwrap_or_default();
        for (key, value) in &table {
            match value {
                toml::Value::Table(inner) => {
                    for name in inner.keys() {
                        self.origins.insert(format!("{key}.{name}"), origin.clone());
                    }
                }
                _ => {
                    self.origins.insert(key.clone(), origin.clone());
                }
            }
        }
    }
}

/// The user's own file, whether it is there or not; none where the user has no home.
pub fn user_file() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("lacuna/config.toml"))
}

fn shown_user_file() -> String {
    match user_file() {
        Some(path) => format!("`{}`", path.display()),
        None => "your own `lacuna/config.toml`".to_owned(),
    }
}

/// Some editors begin a file with a byte order mark.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Parses a text; keys that belong elsewhere get a message and hint of their own.
fn parse<T: DeserializeOwned>(
    document: &Document,
    text: &str,
    elsewhere: &[&str],
    explain: impl Fn(&str) -> (String, String),
) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let unknown = error.message().strip_prefix("unknown field `");
        let key = unknown.and_then(|rest| rest.split('`').next());
        // A key of that name in a table is a slip of another kind.
        let stands_at_top = |key: &&str| {
            let table = text.parse::<toml::Table>();
            table.is_ok_and(|table| table.contains_key(*key))
        };
        let key = key.filter(|key| elsewhere.contains(key));
        let Some(key) = key.filter(stands_at_top) else {
            return document.toml_error(0, &error);
        };
        let (message, hint) = explain(key);
        document.error(
            error.span().map_or(0, |span| span.start),
            &message,
            Some(hint),
        )
    })
}

#[cfg(test)]
mod tests;
