//! Whole screens in their colours: which cells have which style in each way of colouring, and
//! that none has what the terminal or its user cannot see.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::event::Event;
use super::sample::{self, press};
use super::source::Text;
use super::state::State;
use super::theme::{Surroundings, Theme};
use super::update::update;
use super::view::{ViewId, draw};

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

/// The ways of colouring: many colours, sixteen, none.
const MODES: [&str; 3] = ["xterm-256color", "xterm", "NO_COLOR"];

fn state(screen: ViewId, mode: &str, size: (u16, u16)) -> State {
    let mut state = sample::blank(size.0, size.1, &sample::preferences());
    let mut preferences = sample::preferences();
    preferences.theme = "auto".to_owned();
    let around = Surroundings {
        no_color: mode == "NO_COLOR",
        term: mode.to_owned(),
        ..Surroundings::default()
    };
    state.theme = Theme::choose(&preferences, &around);
    update(&mut state, Event::Snapshot(Box::new(sample::audited())));
    if screen == ViewId::Source {
        press(&mut state, &["2", "o"]);
        let path = state.source.path.clone().unwrap();
        let outcome = Ok(Text::new(&path, &sample::source(&path)));
        update(&mut state, Event::Read { path, outcome });
    } else {
        state.open_on(screen);
    }
    state
}

fn buffer(state: &State) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(state.area.width, state.area.height));
    let terminal = terminal.as_mut().unwrap();
    terminal.draw(|frame| draw(state, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// How a cell looks, in a word; nothing where it looks like any other.
fn look(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(format!("{}", cell.fg));
    }
    let modifiers = [
        (Modifier::BOLD, "bold"),
        (Modifier::UNDERLINED, "underlined"),
        (Modifier::REVERSED, "reversed"),
    ];
    for (modifier, word) in modifiers {
        if cell.modifier.contains(modifier) {
            words.push(word.to_owned());
        }
    }
    words.join("+")
}

/// The runs of cells that look alike, line by line.
fn looks(buffer: &Buffer) -> String {
    let area = buffer.area;
    let mut text = String::new();
    for y in area.top()..area.bottom() {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in area.left()..area.right() {
            let look = look(buffer.cell((x, y)).unwrap());
            match runs.last_mut() {
                Some((_, end, last)) if *last == look => *end = x,
                _ => runs.push((x, x, look)),
            }
        }
        let runs = runs.iter().filter(|(.., look)| !look.is_empty());
        let runs: Vec<String> = runs
            .map(|(from, to, look)| format!("{from}-{to} {look}"))
            .collect();
        text.push_str(&format!("{y:>2}: {}\n", runs.join(", ")));
    }
    text
}

#[test]
fn every_screen_has_its_colours_in_every_mode_and_size() {
    for screen in ViewId::ALL {
        for size in SIZES {
            let mut text = String::new();
            for mode in MODES {
                text.push_str(&format!("== {mode}\n"));
                text.push_str(&looks(&buffer(&state(screen, mode, size))));
            }
            let name = format!("colours_{}_{}x{}", screen.word(), size.0, size.1);
            insta::assert_snapshot!(name, text);
        }
    }
}

#[test]
fn no_cell_has_a_colour_that_the_terminal_lacks_or_a_background() {
    for screen in ViewId::ALL {
        for mode in MODES {
            let buffer = buffer(&state(screen, mode, (120, 40)));
            for cell in buffer.content() {
                assert_eq!(cell.bg, Color::Reset, "{screen:?} {mode}");
                let is_shown = match mode {
                    "NO_COLOR" => cell.fg == Color::Reset,
                    "xterm" => !matches!(cell.fg, Color::Indexed(_) | Color::Rgb(..)),
                    _ => true,
                };
                assert!(is_shown, "{screen:?} {mode}: {:?}", cell.fg);
            }
        }
    }
}

#[test]
fn the_selected_row_shows_without_colours() {
    for screen in ViewId::ALL {
        if screen == ViewId::Source {
            continue;
        }
        let buffer = buffer(&state(screen, "NO_COLOR", (120, 40)));
        let reversed = buffer.content().iter().skip(240);
        let reversed = reversed.filter(|cell| cell.modifier.contains(Modifier::REVERSED));
        assert!(reversed.count() >= 30, "{screen:?}");
    }
}

#[test]
fn every_mode_shows_the_same_letters() {
    let letters = |screen, mode| -> String {
        let buffer = buffer(&state(screen, mode, (120, 40)));
        buffer.content().iter().map(Cell::symbol).collect()
    };
    for screen in ViewId::ALL {
        let expect = letters(screen, MODES[0]);
        for mode in MODES {
            assert_eq!(letters(screen, mode), expect, "{screen:?} {mode}");
        }
    }
}
