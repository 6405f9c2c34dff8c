//! Configuration: defaults, then the user's file, then the project's, then flags.

use std::path::Path;

use crate::error::Error;
use crate::model::Settings;

/// What the user likes; from the user's own file and flags only, never from a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    /// Name of the theme: `auto`, `dark`, `light`, `high-contrast`.
    pub theme: String,
    /// Whether the mouse is captured.
    pub mouse: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// Keys by action id; they take the place of the action's default keys.
    pub keys: std::collections::BTreeMap<String, Vec<String>>,
    /// The editor's command, before `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
}

/// Everything that was configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// What changes facts or judgements.
    pub settings: Settings,
    /// What the user likes.
    pub preferences: Preferences,
}

impl Config {
    /// Resolves the configuration of the project at `root`; `profile` names an embedded one that
    /// stands below the project's own file.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where a file does not parse, or has an unknown key or value.
    pub fn load(_root: &Path, _profile: Option<&str>) -> Result<Self, Error> {
        Err(Error::Usage {
            message: String::new(),
            hint: None,
        })
    }
}
