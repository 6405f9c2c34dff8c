//! A small monorepo as a scan would describe it, for the tests of the interface.

mod claims;
mod files;
mod plan;
mod scores;

use std::sync::Arc;

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::layout::Rect;

use super::event::{Effect, Event};
use super::state::State;
use super::theme::Surroundings;
use super::update::update;
use crate::config::Preferences;
use crate::model::{File, FileKind, Mark, MarkKey, MarkState, Progress, Project, Score, Stage};
use crate::track::{Change, Marks};

pub(crate) use claims::audited;
use claims::checks;
use files::{paths, plain, scanned};
use plan::{earlier, metrics, roadmap};
use scores::{components, score, uses};

/// The scan when it is done.
pub(crate) fn project() -> Project {
    let rows = paths();
    let files: Vec<File> = rows
        .iter()
        .map(|(path, row)| row.map_or_else(|| plain(path, FileKind::Test), scanned))
        .collect();
    let scores: Vec<Score> = rows.iter().map(|(_, row)| score(*row)).collect();
    Project {
        name: Arc::from("luml"),
        commit: Some(Arc::from("70d9004e")),
        components: components(&files, &scores).into(),
        roadmap: Arc::new(roadmap(&files)),
        metrics: metrics(&files).into(),
        checks: checks().into(),
        earlier: earlier(),
        uses: Arc::new(uses(&files)),
        files: files.into_iter().collect(),
        scores: scores.into_iter().collect(),
        progress: Progress {
            stage: Stage::Done,
            done: 46,
            total: 46,
        },
        ..Project::default()
    }
}

/// The scan when the files are listed and nothing else is known.
pub(crate) fn early() -> Project {
    let files: Vec<File> = paths()
        .iter()
        .map(|(path, row)| {
            let kind = if row.is_some() {
                FileKind::Source
            } else {
                FileKind::Test
            };
            plain(path, kind)
        })
        .collect();
    Project {
        name: Arc::from("luml"),
        components: components(&files, &[]).into(),
        files: files.into_iter().collect(),
        progress: Progress {
            stage: Stage::Extract,
            done: 17,
            total: 46,
        },
        ..Project::default()
    }
}

/// A change that marks a file done.
pub(crate) fn done(path: &str) -> Change {
    let mark = Mark {
        state: Some(MarkState::Done),
        by: Some("ada".to_owned()),
        at: "2026-05-19T16:00:00Z".to_owned(),
        note: Some("covered by the nightly run".to_owned()),
        until: None,
        verified: false,
    };
    let key = MarkKey {
        path: path.to_owned(),
        symbol: None,
    };
    (key, Some(mark))
}

/// What a user has who changed nothing.
pub(crate) fn preferences() -> Preferences {
    Preferences {
        theme: "dark".to_owned(),
        mouse: true,
        ..Preferences::default()
    }
}

/// A state without any snapshot.
pub(crate) fn blank(width: u16, height: u16, preferences: &Preferences) -> State {
    let around = Surroundings {
        term: "xterm-256color".to_owned(),
        ..Surroundings::default()
    };
    let area = Rect::new(0, 0, width, height);
    let mut state = State::within(around, preferences, Marks::default(), area);
    state.signed(Some("ada".to_owned()));
    state.at("2026-05-20T09:30:00Z".parse::<Timestamp>().unwrap());
    state
}

/// A state with the finished scan.
pub(crate) fn state(width: u16, height: u16) -> State {
    let mut state = blank(width, height, &preferences());
    update(&mut state, Event::Snapshot(Box::new(project())));
    state
}

/// Presses keys, by their names; returns what the last one asked for.
pub(crate) fn press(state: &mut State, names: &[&str]) -> Vec<Effect> {
    let mut effects = Vec::new();
    for name in names {
        effects = update(state, Event::Terminal(TerminalEvent::Key(key(name))));
    }
    effects
}

/// What might stand in a file: as many lines as the longest one has.
pub(crate) fn source(path: &str) -> String {
    let mut text = format!("\"\"\"{path}\"\"\"\nimport docker\n");
    for line in 3..=200 {
        text.push_str(&match line {
            38 => "    async def run(self, task: str) -> None:\n".to_owned(),
            122 => "\tdef _wait_healthy(self, 数据: int = 10):  # line 122\n".to_owned(),
            _ if line % 9 == 0 => format!("        if task != 'line {line}':\n"),
            _ => format!("        self.step({line})  # line {line}\n"),
        });
    }
    text
}

/// Types a text letter by letter.
pub(crate) fn type_in(state: &mut State, text: &str) {
    for letter in text.chars() {
        press(state, &[letter.to_string().as_str()]);
    }
}

fn key(name: &str) -> KeyEvent {
    let (modifiers, name) = match name.split_once('-') {
        Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
        Some(("shift", rest)) => (KeyModifiers::SHIFT, rest),
        Some(("alt", rest)) => (KeyModifiers::ALT, rest),
        _ => (KeyModifiers::NONE, name),
    };
    let code = match name {
        "enter" => KeyCode::Enter,
        "esc" => KeyCode::Esc,
        "backspace" => KeyCode::Backspace,
        "space" => KeyCode::Char(' '),
        "tab" => KeyCode::Tab,
        "end" => KeyCode::End,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "pgdn" => KeyCode::PageDown,
        "pgup" => KeyCode::PageUp,
        _ => KeyCode::Char(name.chars().next().unwrap()),
    };
    KeyEvent::new(code, modifiers)
}
