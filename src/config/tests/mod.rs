//! Whole configurations, from text to settings.

mod example;
mod wrong;

use std::collections::BTreeSet;

use super::*;
use crate::model::{
    ComponentRule, DomainRule, FileKind, KindRule, MetricRule, MetricUnit, Override, Priority,
    PriorityThresholds, Thresholds,
};

fn source(name: &str, text: &str) -> Option<Source> {
    Some((PathBuf::from(name), text.to_owned()))
}

fn project(text: &str) -> Result<Config, Error> {
    Config::resolve(
        Path::new("/nowhere"),
        None,
        None,
        source("lacuna.toml", text),
    )
}

fn user(text: &str) -> Result<Config, Error> {
    Config::resolve(
        Path::new("/nowhere"),
        source("config.toml", text),
        None,
        None,
    )
}

fn rule<'a>(config: &'a Config, id: &str) -> &'a DomainRule {
    let mut rules = config.settings.rules.iter();
    rules.find(|rule| rule.id == id).unwrap()
}

#[test]
fn the_defaults_are_complete_and_the_models() {
    let config = project("").unwrap();
    let settings = &config.settings;
    assert_eq!(settings.levels, Thresholds::default());
    assert_eq!(settings.priorities, PriorityThresholds::default());
    assert!(settings.weights.all().iter().all(|weight| *weight > 0.0));
    let plan = settings.plan;
    assert!(
        [
            plan.people,
            plan.days_per_week,
            plan.weeks_per_phase,
            plan.steps_per_phase,
            plan.phases
        ]
        .iter()
        .all(|count| *count > 0)
    );
    let preferences = &config.preferences;
    assert_eq!(
        (preferences.theme.as_str(), preferences.mouse),
        ("auto", true)
    );
    assert_eq!(config.origins["levels.good"], Origin::Default);
}

#[test]
fn every_rule_file_is_read_and_says_all_that_a_rule_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/rules");
    let mut files = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        files.insert(name.strip_suffix(".toml").unwrap().to_owned());
    }
    let config = project("").unwrap();
    let ids: BTreeSet<_> = config
        .settings
        .rules
        .iter()
        .map(|rule| rule.id.clone())
        .collect();
    assert_eq!(files, ids);
    for rule in &config.settings.rules {
        assert!(rule.weight > 0.0 && !rule.title.is_empty(), "{}", rule.id);
        assert!(
            !rule.words.is_empty() && !rule.imports.is_empty(),
            "{}",
            rule.id
        );
        assert!(rule.reason.starts_with(char::is_lowercase), "{}", rule.id);
        assert!(!rule.reason.ends_with('.'), "{}", rule.id);
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_project_file_sets_single_values() {
    let config = project(
        "
        name = 'Shop'
        ignore = ['/old', '!/old/kept.py']
        levels.good = 90
        priorities = { critical = 70 }
        weights = { size = 0 }
        plan = { phases = 3 }
        ",
    );
    let config = config.unwrap();
    let settings = config.settings;
    assert_eq!(settings.name.as_deref(), Some("Shop"));
    assert_eq!(settings.ignore, ["/old", "!/old/kept.py"]);
    assert_eq!((settings.levels.good, settings.levels.partial), (0.9, 0.5));
    let priorities = settings.priorities;
    assert_eq!((priorities.critical, priorities.high), (70, 60));
    assert_eq!((settings.weights.size, settings.plan.phases), (0.0, 3));
    let path = PathBuf::from("lacuna.toml");
    assert_eq!(config.origins["levels.good"], Origin::Project(path));
    assert_eq!(config.origins["levels.poor"], Origin::Default);
}

#[test]
fn a_project_file_sets_components() {
    let config = project(
        "
        [[component]]
        name = ' Backend '
        paths = ['./api/', 'lib/**/*.py']
        exclude = ['api/old']
        target = 62.5
        [[component]]
        name = 'All'
        paths = ['.']
        ",
    );
    let backend = ComponentRule {
        name: "Backend".to_owned(),
        paths: strings(&["api", "lib/**/*.py"]),
        exclude: strings(&["api/old"]),
        target: Some(0.625),
    };
    let all = ComponentRule {
        name: "All".to_owned(),
        paths: strings(&["**"]),
        ..ComponentRule::default()
    };
    assert_eq!(config.unwrap().settings.components, [backend, all]);
}

#[test]
fn a_project_file_sets_overrides_metrics_and_kinds() {
    let config = project(
        "
        [[override]]
        paths = ['api/a.py']
        priority = 'critical'
        rationale = 'It broke twice'
        [[metric]]
        name = 'Handlers'
        component = 'Backend'
        [[metric]]
        name = 'Lib'
        paths = ['lib']
        unit = 'lines'
        target = 100
        [[kind]]
        paths = ['gen']
        kind = 'generated'
        ",
    );
    let settings = config.unwrap().settings;
    let pinned = Override {
        paths: strings(&["api/a.py"]),
        priority: Some(Priority::Critical),
        rationale: Some("It broke twice".to_owned()),
    };
    assert_eq!(settings.overrides, [pinned]);
    let handlers = MetricRule {
        name: "Handlers".to_owned(),
        component: Some("Backend".to_owned()),
        ..MetricRule::default()
    };
    let lib = MetricRule {
        name: "Lib".to_owned(),
        paths: strings(&["lib"]),
        unit: MetricUnit::Lines,
        target: Some(1.0),
        ..MetricRule::default()
    };
    assert_eq!(settings.metrics, [handlers, lib]);
    let generated = KindRule {
        paths: strings(&["gen"]),
        kind: FileKind::Generated,
    };
    assert_eq!(settings.kinds, [generated]);
}

#[test]
fn a_rule_is_changed_by_its_id_or_added() {
    let config = project(
        "
        [[rule]]
        id = 'money'
        weight = 0
        [[rule]]
        id = 'models'
        title = 'machine learning'
        reason = 'a mistake here spoils every prediction'
        weight = 70
        words = ['Model', 'inference']
        ",
    );
    let config = config.unwrap();
    let money = rule(&config, "money");
    assert_eq!(money.weight, 0.0);
    assert!(money.words.iter().any(|word| word == "invoice"));
    let models = rule(&config, "models");
    assert_eq!(models.words, ["model", "inference"]);
    assert_eq!(models.weight, 0.7);
}

#[test]
fn an_existing_file_may_look_like_a_broken_glob() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("a[b"), "").unwrap();
    let text = "[[kind]]\nkind = 'other'\npaths = ['a[b']";
    let config = Config::resolve(root.path(), None, None, source("lacuna.toml", text)).unwrap();
    assert_eq!(config.settings.kinds[0].paths, ["a[b"]);
}

#[test]
fn a_user_file_sets_preferences_and_bounds() {
    let text = "
        theme = 'high-contrast'
        mouse = false
        editor = 'hx'
        [keys]
        quit = 'Q'
        down = ['j', 'n']
        [levels]
        good = 85
    ";
    let config = user(text).unwrap();
    let preferences = &config.preferences;
    assert_eq!(preferences.theme, "high-contrast");
    assert_eq!((preferences.mouse, preferences.ascii), (false, false));
    assert_eq!(preferences.editor.as_deref(), Some("hx"));
    assert_eq!(preferences.keys["quit"], ["Q"]);
    assert_eq!(preferences.keys["down"], ["j", "n"]);
    assert_eq!(config.settings.levels.good, 0.85);
    let error = user("theme = 'drak'").unwrap_err();
    assert_eq!(error.hint().as_deref(), Some("did you mean `dark`?"));
}

#[test]
fn the_project_wins_over_the_profile_and_that_over_the_user() {
    let text = "levels = { good = 70 }\n[[component]]\nname = 'Satellite'\npaths = ['sat']\n";
    let config = Config::resolve(
        Path::new("/nowhere"),
        source("config.toml", "levels = { good = 60, poor = 10 }"),
        Some("luml"),
        source("lacuna.toml", text),
    );
    let config = config.unwrap();
    let settings = config.settings;
    assert_eq!((settings.levels.good, settings.levels.poor), (0.7, 0.1));
    assert_eq!(settings.name.as_deref(), Some("LUML"));
    assert_eq!(settings.components.len(), 9);
    assert_eq!(settings.components[0].paths, ["sat"]);
    assert_eq!(settings.components[1].name, "Backend Handlers");
    assert_eq!(config.origins["name"], Origin::Profile("luml".to_owned()));
    assert_eq!(
        config.origins["levels.poor"],
        Origin::User("config.toml".into())
    );
}

#[test]
fn an_unknown_profile_is_an_error_that_lists_them() {
    let load = |name| Config::resolve(Path::new("/nowhere"), None, Some(name), None).unwrap_err();
    assert_eq!(load("x").to_string(), "no such profile `x`");
    assert_eq!(load("x").hint().as_deref(), Some("there is: luml"));
    assert_eq!(load("lmul").hint().as_deref(), Some("did you mean `luml`?"));
    assert_eq!(profile_roadmap("x"), None);
}

#[test]
fn the_luml_profile_has_the_audits_components_metrics_and_targets() {
    let config = Config::resolve(Path::new("/nowhere"), None, Some("luml"), None).unwrap();
    let targets: Vec<_> = config
        .settings
        .metrics
        .iter()
        .map(|metric| metric.target.unwrap())
        .collect();
    assert_eq!(targets, [1.0, 1.0, 0.8, 0.8, 0.5, 0.9, 0.8]);
    let names: BTreeSet<_> = config
        .settings
        .components
        .iter()
        .map(|rule| &rule.name)
        .collect();
    assert_eq!(names.len(), 9);
    for metric in &config.settings.metrics {
        assert!(
            metric
                .component
                .as_ref()
                .is_none_or(|name| names.contains(name))
        );
    }
}

#[test]
fn a_fresh_file_loads_and_says_what_was_found() {
    let found = [
        ComponentRule {
            name: "Web \"app\"".to_owned(),
            paths: vec!["web/[id]".to_owned(), "web/*.ts".to_owned()],
            exclude: vec!["web/x.ts".to_owned()],
            target: Some(0.29),
        },
        ComponentRule {
            name: "web".to_owned(),
            paths: vec!["web".to_owned()],
            ..ComponentRule::default()
        },
    ];
    let config = project(&init_text(&found)).unwrap();
    assert_eq!(config.settings.components, found);
    assert!(
        project(&init_text(&[]))
            .unwrap()
            .settings
            .components
            .is_empty()
    );
}

#[test]
fn the_projects_file_is_read_from_the_root() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join(PROJECT_FILE);
    std::fs::write(&path, "\u{feff}name = 'Shop'\r\n").unwrap();
    let config = Config::load(root.path(), None).unwrap();
    assert_eq!(config.settings.name.as_deref(), Some("Shop"));

    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let error = Config::load(root.path(), None).unwrap_err();
    assert!(error.to_string().ends_with("not a file"), "{error}");
}
