//! Reads the templates of pages that programs of Python render; what they name is told by a rule.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lang::Family;

use super::walk::Entry;

/// Largest template that is read, in bytes.
const TEMPLATE_LIMIT: u64 = 256 << 10;

/// Most that all templates may hold together, in bytes.
const ALL_TEMPLATES_LIMIT: u64 = 32 << 20;

/// The texts of templates; what is too large or no text says nothing.
pub(super) fn read_templates(entries: &[Entry]) -> BTreeMap<Arc<str>, Arc<str>> {
    let is_python = |entry: &Entry| {
        let family = entry.language.map(|language| language.family);
        family == Some(Family::Python)
    };
    let mut templates = BTreeMap::new();
    if !entries.iter().any(is_python) {
        return templates;
    }
    let mut left = ALL_TEMPLATES_LIMIT;
    for entry in entries.iter().filter(|entry| is_template(&entry.path)) {
        let limit = left.min(TEMPLATE_LIMIT);
        let is_small = std::fs::metadata(&entry.disk).is_ok_and(|found| found.len() <= limit);
        if let Some(text) = is_small
            .then(|| std::fs::read_to_string(&entry.disk).ok())
            .flatten()
        {
            left = left.saturating_sub(text.len() as u64);
            templates.insert(entry.path.clone(), text.into());
        }
    }
    templates
}

/// Whether a file is a template of pages that programs of Python render.
pub(super) fn is_template(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    matches!(ending, Some("html" | "djhtml" | "jinja" | "jinja2" | "j2"))
        && path.contains("templates/")
}
