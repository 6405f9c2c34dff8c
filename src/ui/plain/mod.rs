//! Every screen as plain text: words instead of glyphs and colours, one thing a line, for screen
//! readers and pipes. The lists are those of the screens, in the same order.

mod lists;
mod plan;
mod setup;

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::state::State;
use super::theme::Surroundings;
use super::view::{View, ViewId};
use crate::config::Preferences;
use crate::model::{Project, printable};
use crate::track::Marks;

/// A screen as text. `focus` is the folder that the list of gaps is limited to; empty for all.
pub fn plain(
    project: Project,
    marks: Marks,
    preferences: &Preferences,
    focus: &str,
    now: Timestamp,
    screen: ViewId,
) -> String {
    let (around, area) = (Surroundings::default(), Rect::new(0, 0, 80, 24));
    let mut state = State::within(around, preferences, marks, area);
    state.at(now);
    state.project = project;
    state.take_marks();
    state.focus(focus);
    state.open_on(screen);
    state.rebuild();
    let view = View::of(screen);
    let mut out = Page::default();
    out.line(&[&state.project.name, view.title].join(": "));
    let facts = (view.facts)(&state, usize::MAX);
    if !facts.is_empty() {
        out.line(&facts);
    }
    match screen {
        ViewId::Components => lists::components(&state, &mut out),
        ViewId::Gaps | ViewId::Source => lists::gaps(&state, &mut out),
        ViewId::Roadmap => plan::roadmap(&state, &mut out),
        ViewId::Metrics => plan::metrics(&state, &mut out),
        ViewId::Setup => setup::setup(&state, &mut out),
        ViewId::Audit => setup::audit(&state, &mut out),
    }
    out.0
}

/// Lines of text without anything that steers a terminal.
#[derive(Debug, Default)]
struct Page(String);

impl Page {
    /// Adds a line.
    fn line(&mut self, text: &str) {
        self.0.push_str(&printable(text));
        self.0.push('\n');
    }

    /// Adds a line below another.
    fn below(&mut self, depth: usize, text: &str) {
        self.0.push_str(&"  ".repeat(depth));
        self.line(text);
    }

    /// Adds an empty line.
    fn gap(&mut self) {
        self.0.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sample;

    fn text(screen: ViewId) -> String {
        let mut marks = Marks::default();
        marks.apply(&[sample::done("satellite/agent/tasks/deploy.py")]);
        let now = "2026-05-20T09:30:00Z".parse().unwrap();
        plain(
            sample::audited(),
            marks,
            &sample::preferences(),
            "",
            now,
            screen,
        )
    }

    #[test]
    fn every_screen_is_told_in_words() {
        for screen in ViewId::screens() {
            let text = text(screen);
            insta::assert_snapshot!(format!("plain_{}", screen.word()), text);
            let is_drawn = |letter: char| ('\u{2500}'..='\u{25ff}').contains(&letter);
            assert!(!text.contains(is_drawn), "{text}");
        }
    }

    #[test]
    fn hostile_names_never_steer_the_terminal() {
        let mut project = sample::audited();
        project.name = "\x1b[2J".into();
        for screen in ViewId::screens() {
            let now = Timestamp::UNIX_EPOCH;
            let preferences = sample::preferences();
            let text = plain(
                project.clone(),
                Marks::default(),
                &preferences,
                "",
                now,
                screen,
            );
            assert!(!text.contains('\x1b'), "{text}");
        }
    }

    #[test]
    fn a_folder_limits_the_gaps() {
        let now = Timestamp::UNIX_EPOCH;
        let preferences = sample::preferences();
        let text = plain(
            sample::project(),
            Marks::default(),
            &preferences,
            "sdk",
            now,
            ViewId::Gaps,
        );
        assert!(text.contains("sdk/luml/experiments/tracker.py"), "{text}");
        assert!(!text.contains("satellite/agent/tasks/deploy.py:"), "{text}");
    }
}
