//! The files' keys. Every struct refuses keys that it does not know.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::colours::ThemeField;
use super::values::{ClipboardWord, Count, Keys, KindWord, Percent, PriorityWord, Risk, UnitWord};

/// Text with its place, for errors found later.
pub(super) type Text = Spanned<String>;

/// `lacuna.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectFields {
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) ignore: Vec<Text>,
    #[serde(default)]
    pub(super) component: Vec<ComponentFields>,
    #[serde(default)]
    pub(super) levels: LevelFields,
    #[serde(default)]
    pub(super) priorities: PriorityFields,
    #[serde(default)]
    pub(super) weights: WeightFields,
    #[serde(default)]
    pub(super) rule: Vec<RuleFields>,
    #[serde(default, rename = "override")]
    pub(super) overrides: Vec<Spanned<OverrideFields>>,
    #[serde(default)]
    pub(super) metric: Vec<MetricFields>,
    #[serde(default)]
    pub(super) kind: Vec<KindFields>,
    #[serde(default)]
    pub(super) plan: PlanFields,
    #[serde(default)]
    pub(super) checks: CheckFields,
    #[serde(default)]
    pub(super) coverage: CoverageFields,
    #[serde(default)]
    pub(super) gate: GateFields,
}

/// The user's `config.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UserFields {
    pub(super) theme: Option<ThemeField>,
    pub(super) mouse: Option<bool>,
    pub(super) ascii: Option<bool>,
    pub(super) editor: Option<String>,
    pub(super) clipboard: Option<ClipboardWord>,
    pub(super) links: Option<bool>,
    pub(super) watch: Option<bool>,
    #[serde(default)]
    pub(super) keys: BTreeMap<String, Keys>,
    #[serde(default)]
    pub(super) levels: LevelFields,
    #[serde(default)]
    pub(super) priorities: PriorityFields,
}

/// `[checks]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFields {
    #[serde(default)]
    pub(super) ignore: Vec<Text>,
}

/// `[[component]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentFields {
    pub(super) name: Text,
    pub(super) paths: Spanned<Vec<Text>>,
    #[serde(default)]
    pub(super) exclude: Vec<Text>,
    pub(super) target: Option<Percent>,
}

/// `[levels]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelFields {
    pub(super) good: Option<Spanned<Percent>>,
    pub(super) partial: Option<Spanned<Percent>>,
    pub(super) poor: Option<Spanned<Percent>>,
}

/// `[priorities]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriorityFields {
    pub(super) critical: Option<Spanned<Risk>>,
    pub(super) high: Option<Spanned<Risk>>,
    pub(super) medium: Option<Spanned<Risk>>,
}

/// `[weights]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeightFields {
    pub(super) size: Option<Spanned<Percent>>,
    pub(super) complexity: Option<Spanned<Percent>>,
    pub(super) fan_in: Option<Spanned<Percent>>,
    pub(super) churn: Option<Spanned<Percent>>,
    pub(super) fixes: Option<Spanned<Percent>>,
    pub(super) authors: Option<Spanned<Percent>>,
    pub(super) domain: Option<Spanned<Percent>>,
}

/// `[[rule]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFields {
    pub(super) id: Text,
    pub(super) title: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) weight: Option<Percent>,
    pub(super) words: Option<Vec<Text>>,
    pub(super) imports: Option<Vec<String>>,
    pub(super) acts: Option<Vec<Text>>,
}

/// `[[override]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverrideFields {
    pub(super) paths: Spanned<Vec<Text>>,
    pub(super) priority: Option<PriorityWord>,
    pub(super) rationale: Option<String>,
}

/// `[[metric]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MetricFields {
    pub(super) name: Text,
    pub(super) component: Option<String>,
    pub(super) paths: Option<Spanned<Vec<Text>>>,
    pub(super) unit: Option<UnitWord>,
    pub(super) target: Option<Percent>,
}

/// `[[kind]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindFields {
    pub(super) paths: Spanned<Vec<Text>>,
    pub(super) kind: KindWord,
}

/// `[plan]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFields {
    pub(super) people: Option<Count>,
    pub(super) days_per_week: Option<Count>,
    pub(super) weeks_per_phase: Option<Count>,
    pub(super) steps_per_phase: Option<Count>,
    pub(super) phases: Option<Count>,
}

/// `[coverage]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageFields {
    #[serde(default)]
    pub(super) reports: Vec<Text>,
    #[serde(default)]
    pub(super) rewrite: Vec<RewriteFields>,
}

/// `[gate]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GateFields {
    pub(super) base: Option<String>,
    pub(super) new_gaps: Option<u32>,
    pub(super) share: Option<Percent>,
    pub(super) critical: Option<u32>,
    pub(super) high: Option<u32>,
    pub(super) medium: Option<u32>,
    pub(super) low: Option<u32>,
}

/// `[[coverage.rewrite]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RewriteFields {
    pub(super) from: String,
    pub(super) to: Text,
}
