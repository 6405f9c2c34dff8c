//! Puts one file's values on top of what earlier files said.
//!
//! Lists of a later file come first, since the first match counts; an entry with the name (or
//! `id`) of an earlier one takes its place.

use std::path::Path;

use toml::Spanned;
use unicode_normalization::UnicodeNormalization;

use super::Preferences;
use super::fields::{
    ComponentFields, CoverageFields, GateFields, KindFields, LevelFields, MetricFields,
    OverrideFields, PlanFields, PriorityFields, ProjectFields, RuleFields, Text, UserFields,
    WeightFields,
};
use super::values::{Percent, Risk};
use crate::error::{Document, Error, closest};
use crate::model::{
    Check, ComponentRule, DomainRule, FileKind, GateSettings, KindRule, MetricRule, MetricUnit,
    Override, Priority, Rewrite, Settings,
};

/// One file, for errors that name the place, and the root that its paths are relative to.
pub(super) struct Layer<'a> {
    document: &'a Document<'a>,
    root: &'a Path,
}

impl<'a> Layer<'a> {
    pub(super) fn new(document: &'a Document<'a>, root: &'a Path) -> Self {
        Self { document, root }
    }

    /// Adds a project's file.
    pub(super) fn add_project(
        &self,
        settings: &mut Settings,
        fields: ProjectFields,
    ) -> Result<(), Error> {
        if let Some(name) = fields.name {
            settings.name = Some(name);
        }
        for line in &fields.ignore {
            settings.ignore.push(self.ignore_line(line)?);
        }
        self.add_components(settings, fields.component)?;
        self.add_levels(settings, &fields.levels)?;
        self.add_priorities(settings, &fields.priorities)?;
        self.add_weights(settings, &fields.weights)?;
        for rule in fields.rule {
            self.add_rule(&mut settings.rules, rule)?;
        }
        let overrides: Result<Vec<_>, _> = fields
            .overrides
            .into_iter()
            .map(|entry| self.pinned(entry))
            .collect();
        settings.overrides.splice(..0, overrides?);
        self.add_metrics(settings, fields.metric)?;
        let kinds: Result<Vec<_>, _> = fields.kind.iter().map(|entry| self.kind(entry)).collect();
        settings.kinds.splice(..0, kinds?);
        add_plan(settings, &fields.plan);
        add_gate(&mut settings.gate, fields.gate);
        for rule in &fields.checks.ignore {
            settings.ignored_checks.push(self.ignored_check(rule)?);
        }
        self.add_coverage(settings, fields.coverage)
    }

    /// Adds the user's own file.
    pub(super) fn add_user(
        &self,
        settings: &mut Settings,
        preferences: &mut Preferences,
        fields: UserFields,
    ) -> Result<(), Error> {
        if let Some(theme) = fields.theme {
            if let Some(base) = theme.base {
                base.word().clone_into(&mut preferences.theme);
            }
            preferences.colours = theme.colours;
        }
        preferences.mouse = fields.mouse.unwrap_or(preferences.mouse);
        preferences.ascii = fields.ascii.unwrap_or(preferences.ascii);
        preferences.editor = fields.editor.or(preferences.editor.take());
        if let Some(clipboard) = fields.clipboard {
            preferences.clipboard = clipboard.way();
        }
        preferences.links = fields.links.unwrap_or(preferences.links);
        preferences.watch = fields.watch.unwrap_or(preferences.watch);
        let keys = fields
            .keys
            .into_iter()
            .map(|(action, keys)| (action, keys.0));
        preferences.keys.extend(keys);
        self.add_levels(settings, &fields.levels)?;
        self.add_priorities(settings, &fields.priorities)
    }

    fn add_components(
        &self,
        settings: &mut Settings,
        fields: Vec<ComponentFields>,
    ) -> Result<(), Error> {
        let mut added: Vec<ComponentRule> = Vec::new();
        for component in fields {
            let name = self.name(&component.name)?;
            if added.iter().any(|other| other.name == name) {
                return Err(self.error(&component.name, &format!("a second component `{name}`")));
            }
            added.push(ComponentRule {
                name,
                paths: self.paths(&component.paths)?,
                exclude: self.globs(&component.exclude)?,
                target: component.target.map(|percent| percent.0),
            });
        }
        settings
            .components
            .retain(|old| added.iter().all(|new| new.name != old.name));
        settings.components.splice(..0, added);
        Ok(())
    }

    fn add_metrics(&self, settings: &mut Settings, fields: Vec<MetricFields>) -> Result<(), Error> {
        let mut added: Vec<MetricRule> = Vec::new();
        for metric in fields {
            let name = self.name(&metric.name)?;
            if added.iter().any(|other| other.name == name) {
                return Err(self.error(&metric.name, &format!("a second metric `{name}`")));
            }
            if metric.component.is_some() == metric.paths.is_some() {
                let message = format!("metric `{name}` needs either `component` or `paths`");
                return Err(self.error(&metric.name, &message));
            }
            let paths = metric.paths.map(|paths| self.paths(&paths)).transpose()?;
            added.push(MetricRule {
                name,
                component: metric.component,
                paths: paths.unwrap_or_default(),
                unit: metric.unit.map(MetricUnit::from).unwrap_or_default(),
                target: metric.target.map(|percent| percent.0),
            });
        }
        settings
            .metrics
            .retain(|old| added.iter().all(|new| new.name != old.name));
        settings.metrics.splice(..0, added);
        Ok(())
    }

    fn add_levels(&self, settings: &mut Settings, fields: &LevelFields) -> Result<(), Error> {
        let levels = &mut settings.levels;
        let given = |field: &Option<Spanned<Percent>>, value: &mut f64| {
            let field = field.as_ref()?;
            *value = field.get_ref().0;
            Some(field.span().start)
        };
        let good = given(&fields.good, &mut levels.good);
        let partial = given(&fields.partial, &mut levels.partial);
        let poor = given(&fields.poor, &mut levels.poor);
        self.in_order(&[
            ("good", levels.good, good),
            ("partial", levels.partial, partial),
            ("poor", levels.poor, poor),
        ])
    }

    fn add_priorities(
        &self,
        settings: &mut Settings,
        fields: &PriorityFields,
    ) -> Result<(), Error> {
        let priorities = &mut settings.priorities;
        let given = |field: &Option<Spanned<Risk>>, value: &mut u8| {
            let field = field.as_ref()?;
            *value = field.get_ref().0;
            Some(field.span().start)
        };
        let critical = given(&fields.critical, &mut priorities.critical);
        let high = given(&fields.high, &mut priorities.high);
        let medium = given(&fields.medium, &mut priorities.medium);
        self.in_order(&[
            ("critical", priorities.critical.into(), critical),
            ("high", priorities.high.into(), high),
            ("medium", priorities.medium.into(), medium),
        ])
    }

    /// Fails where a bound is above the one before it; each has the place at which this file
    /// gives it.
    fn in_order(&self, bounds: &[(&str, f64, Option<usize>)]) -> Result<(), Error> {
        for pair in bounds.windows(2) {
            if let [(upper, above, place), (lower, below, other_place)] = pair
                && above < below
                && let Some(place) = place.or(*other_place)
            {
                let message = format!("`{upper}` is below `{lower}`");
                return Err(self.document.error(place, &message, None));
            }
        }
        Ok(())
    }

    fn add_weights(&self, settings: &mut Settings, fields: &WeightFields) -> Result<(), Error> {
        let weights = &mut settings.weights;
        let mut given: Option<&Spanned<Percent>> = None;
        for (value, field) in [
            (&mut weights.size, &fields.size),
            (&mut weights.complexity, &fields.complexity),
            (&mut weights.fan_in, &fields.fan_in),
            (&mut weights.churn, &fields.churn),
            (&mut weights.fixes, &fields.fixes),
            (&mut weights.authors, &fields.authors),
            (&mut weights.domain, &fields.domain),
        ] {
            if let Some(field) = field {
                *value = narrow(field.get_ref().0);
                given = given.or(Some(field));
            }
        }
        let sum = weights.all().iter().sum::<f32>();
        match given {
            Some(given) if sum <= 0.0 => {
                let message = "no weight is above 0";
                Err(self.document.error(given.span().start, message, None))
            }
            _ => Ok(()),
        }
    }

    /// Adds a rule, or changes the one with its `id`: what is left out stays as it was.
    fn add_rule(&self, rules: &mut Vec<DomainRule>, fields: RuleFields) -> Result<(), Error> {
        let id = self.name(&fields.id)?;
        let place = rules.iter().position(|rule| rule.id == id);
        let earlier = place.map(|place| rules.remove(place));
        if earlier.is_none() {
            let missing = [
                ("title", fields.title.is_none()),
                ("reason", fields.reason.is_none()),
                ("weight", fields.weight.is_none()),
            ];
            if let Some((key, _)) = missing.into_iter().find(|(_, is_missing)| *is_missing) {
                let message = format!("the new rule `{id}` has no `{key}`");
                return Err(self.error(&fields.id, &message));
            }
        }
        let earlier = earlier.unwrap_or_default();
        let words = fields.words.map(|words| self.words(&words)).transpose()?;
        let acts = fields.acts.map(|words| self.words(&words)).transpose()?;
        let rule = DomainRule {
            id,
            title: fields.title.unwrap_or(earlier.title),
            reason: fields.reason.unwrap_or(earlier.reason),
            weight: fields
                .weight
                .map_or(earlier.weight, |weight| narrow(weight.0)),
            words: words.unwrap_or(earlier.words),
            imports: fields.imports.unwrap_or(earlier.imports),
            acts: acts.unwrap_or(earlier.acts),
        };
        rules.insert(place.unwrap_or(rules.len()), rule);
        Ok(())
    }

    fn words(&self, words: &[Text]) -> Result<Vec<String>, Error> {
        let check = |word: &Text| {
            let text = word.get_ref();
            if !text.is_empty() && text.chars().all(char::is_alphanumeric) {
                return Ok(text.to_lowercase());
            }
            let message = format!("`{text}` is not one word");
            let hint = "names are split at `/`, `_`, `-`, `.` and changes of case; give the parts";
            Err(self
                .document
                .error(word.span().start, &message, Some(hint.to_owned())))
        };
        words.iter().map(check).collect()
    }

    fn pinned(&self, entry: Spanned<OverrideFields>) -> Result<Override, Error> {
        let start = entry.span().start;
        let entry = entry.into_inner();
        if entry.priority.is_none() && entry.rationale.is_none() {
            let message = "an override needs `priority` or `rationale`";
            return Err(self.document.error(start, message, None));
        }
        Ok(Override {
            paths: self.paths(&entry.paths)?,
            priority: entry.priority.map(Priority::from),
            rationale: entry.rationale,
        })
    }

    fn kind(&self, entry: &KindFields) -> Result<KindRule, Error> {
        Ok(KindRule {
            paths: self.paths(&entry.paths)?,
            kind: FileKind::from(entry.kind),
        })
    }

    fn add_coverage(&self, settings: &mut Settings, fields: CoverageFields) -> Result<(), Error> {
        for report in &fields.reports {
            let path = self.inside(report)?;
            if path.is_empty() {
                return Err(self.error(report, "the root is no report"));
            }
            settings.coverage.reports.push(path);
        }
        let rewrites: Result<Vec<Rewrite>, Error> = fields
            .rewrite
            .into_iter()
            .map(|rewrite| {
                Ok(Rewrite {
                    to: self.inside(&rewrite.to)?,
                    from: rewrite.from,
                })
            })
            .collect();
        settings.coverage.rewrites.splice(..0, rewrites?);
        Ok(())
    }

    /// A path relative to the root; empty for the root itself.
    fn inside(&self, path: &Text) -> Result<String, Error> {
        let text: String = path.get_ref().nfc().collect();
        if text.starts_with('/') || text.split(['/', '\\']).any(|part| part == "..") {
            let message = format!("`{text}` is not below the project's root");
            return Err(self.error(path, &message));
        }
        let text = text.trim_start_matches("./").trim_end_matches('/');
        Ok(if text == "." { "" } else { text }.to_owned())
    }

    fn name(&self, name: &Text) -> Result<String, Error> {
        let text = name.get_ref().trim();
        if text.is_empty() {
            return Err(self.error(name, "an empty name"));
        }
        Ok(text.to_owned())
    }

    /// Paths without which an entry would be about nothing.
    fn paths(&self, paths: &Spanned<Vec<Text>>) -> Result<Vec<String>, Error> {
        if paths.get_ref().is_empty() {
            return Err(self.document.error(paths.span().start, "no paths", None));
        }
        self.globs(paths.get_ref())
    }

    fn globs(&self, paths: &[Text]) -> Result<Vec<String>, Error> {
        paths.iter().map(|path| self.glob(path)).collect()
    }

    /// A path or glob relative to the root, in the form in which files of the scan are named.
    fn glob(&self, path: &Text) -> Result<String, Error> {
        let text: String = path.get_ref().nfc().collect();
        if text.starts_with('/') || text.split('/').any(|part| part == "..") {
            let message = format!("`{text}` is not below the project's root");
            return Err(self.error(path, &message));
        }
        let text = text.trim_start_matches("./").trim_end_matches('/');
        if text.is_empty() || text == "." {
            return Ok("**".to_owned());
        }
        match globset::Glob::new(text) {
            Err(error) if !self.root.join(text).exists() => {
                let message = format!("`{text}` is no glob: {}", error.kind());
                Err(self.error(path, &message))
            }
            _ => Ok(text.to_owned()),
        }
    }

    /// `ci`, `ci:sdk/**`.
    fn ignored_check(&self, rule: &Text) -> Result<String, Error> {
        let text = rule.get_ref();
        let id = text.split_once(':').map_or(&**text, |(id, _)| id).trim();
        if Check::IDS.contains(&id) {
            return Ok(text.clone());
        }
        let message = format!("there is no check `{id}`");
        let hint = match closest(id, Check::IDS) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!("checks are {}", Check::IDS.join(", ")),
        };
        Err(self.document.error(rule.span().start, &message, Some(hint)))
    }

    fn ignore_line(&self, line: &Text) -> Result<String, Error> {
        let mut builder = ignore::gitignore::GitignoreBuilder::new("");
        match builder.add_line(None, line.get_ref()) {
            Ok(_) => Ok(line.get_ref().clone()),
            Err(error) => {
                let message = format!("`{}` is no glob: {error}", line.get_ref());
                Err(self.error(line, &message))
            }
        }
    }

    fn error(&self, place: &Text, message: &str) -> Error {
        self.document.error(place.span().start, message, None)
    }
}

fn add_gate(gate: &mut GateSettings, fields: GateFields) {
    gate.base = fields.base.or(gate.base.take());
    gate.new_gaps = fields.new_gaps.or(gate.new_gaps);
    gate.share = fields.share.map(|share| share.0).or(gate.share);
    let given = [fields.critical, fields.high, fields.medium, fields.low];
    for (limit, given) in gate.gaps.iter_mut().zip(given) {
        *limit = given.or(*limit);
    }
}

fn add_plan(settings: &mut Settings, fields: &PlanFields) {
    let plan = &mut settings.plan;
    for (value, field) in [
        (&mut plan.people, fields.people),
        (&mut plan.days_per_week, fields.days_per_week),
        (&mut plan.weeks_per_phase, fields.weeks_per_phase),
        (&mut plan.steps_per_phase, fields.steps_per_phase),
        (&mut plan.phases, fields.phases),
    ] {
        *value = field.map_or(*value, |count| count.0);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a share needs no more digits"
)]
fn narrow(share: f64) -> f32 {
    share as f32
}
