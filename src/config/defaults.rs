//! The embedded files that come before all others, and the blank values they are written on.

use super::Preferences;
use crate::model::{
    CoverageSettings, GateSettings, PlanSettings, PriorityThresholds, Settings, Thresholds, Weights,
};

/// What every project starts with: names and texts, in order.
pub(super) static PROJECT: [(&str, &str); 15] = [
    (
        "defaults/project.toml",
        include_str!("../../assets/defaults/project.toml"),
    ),
    (
        "rules/authentication.toml",
        include_str!("../../assets/rules/authentication.toml"),
    ),
    (
        "rules/permissions.toml",
        include_str!("../../assets/rules/permissions.toml"),
    ),
    (
        "rules/secrets.toml",
        include_str!("../../assets/rules/secrets.toml"),
    ),
    (
        "rules/money.toml",
        include_str!("../../assets/rules/money.toml"),
    ),
    (
        "rules/data-loss.toml",
        include_str!("../../assets/rules/data-loss.toml"),
    ),
    (
        "rules/deployment.toml",
        include_str!("../../assets/rules/deployment.toml"),
    ),
    (
        "rules/persistence.toml",
        include_str!("../../assets/rules/persistence.toml"),
    ),
    (
        "rules/upload.toml",
        include_str!("../../assets/rules/upload.toml"),
    ),
    (
        "rules/packing.toml",
        include_str!("../../assets/rules/packing.toml"),
    ),
    (
        "rules/notification.toml",
        include_str!("../../assets/rules/notification.toml"),
    ),
    (
        "rules/network.toml",
        include_str!("../../assets/rules/network.toml"),
    ),
    (
        "rules/concurrency.toml",
        include_str!("../../assets/rules/concurrency.toml"),
    ),
    (
        "rules/input.toml",
        include_str!("../../assets/rules/input.toml"),
    ),
    (
        "rules/interface.toml",
        include_str!("../../assets/rules/interface.toml"),
    ),
];

/// What every user starts with.
pub(super) static USER: (&str, &str) = (
    "defaults/user.toml",
    include_str!("../../assets/defaults/user.toml"),
);

/// Settings that say nothing; the embedded files fill them.
pub(super) fn blank() -> Settings {
    Settings {
        name: None,
        ignore: Vec::new(),
        ignored_checks: Vec::new(),
        kinds: Vec::new(),
        components: Vec::new(),
        levels: Thresholds {
            good: 0.0,
            partial: 0.0,
            poor: 0.0,
        },
        priorities: PriorityThresholds {
            critical: 0,
            high: 0,
            medium: 0,
        },
        weights: Weights {
            size: 0.0,
            complexity: 0.0,
            fan_in: 0.0,
            churn: 0.0,
            fixes: 0.0,
            authors: 0.0,
            domain: 0.0,
        },
        rules: Vec::new(),
        overrides: Vec::new(),
        metrics: Vec::new(),
        plan: PlanSettings {
            people: 0,
            days_per_week: 0,
            weeks_per_phase: 0,
            steps_per_phase: 0,
            phases: 0,
        },
        coverage: CoverageSettings::default(),
        gate: GateSettings::default(),
    }
}

/// Preferences that say nothing; the embedded file fills them.
pub(super) fn no_preferences() -> Preferences {
    Preferences::default()
}
