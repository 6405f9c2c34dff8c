//! What the state wants done outside: files, the clipboard, the editor, the terminal itself.

use std::path::Path;
use std::sync::Arc;

use super::Runner;
use crate::ui::clipboard::{self, Way};
use crate::ui::event::{Effect, Event, Incoming, Input, forget_stops, stop_self};
use crate::ui::programs;
use crate::ui::{editor, resume, source};

impl Runner {
    pub(super) fn perform(&mut self, effect: Effect) -> std::io::Result<()> {
        match effect {
            effect @ (Effect::Save { .. } | Effect::Plan { .. } | Effect::Figures { .. }) => {
                self.saver.save(effect);
            }
            Effect::Rescan(request) => {
                if self.requests.send(request).is_err() {
                    self.tell(Event::Failed("the scanner has stopped".to_owned()));
                }
            }
            Effect::Read(path) => self.read(path)?,
            Effect::Edit { path, line } => self.edit(&path, line)?,
            Effect::Copy(text) => self.copy(text, clipboard::told)?,
            Effect::CopyPart { text, part, more } => {
                self.copy(text, move |way, _| clipboard::told_part(way, &part, &more))?;
            }
            Effect::Theme(name) => {
                if let Some(place) = &self.place
                    && let Err(error) = resume::save_theme(place, name)
                {
                    let text = format!("the theme is not kept for the next time: {error}");
                    self.tell(Event::Failed(text));
                }
            }
            Effect::Mouse(has_mouse) => self.screen.capture_mouse(has_mouse)?,
            Effect::Redraw => {
                #[cfg(debug_assertions)]
                provoke();
                self.screen.redraw();
            }
            Effect::Suspend => self.suspend()?,
            Effect::Quit => {}
        }
        Ok(())
    }

    fn tell(&self, event: Event) {
        // The receiver lives as long as the loop that calls this.
        let _ = self.sender.send(Incoming::Event(event));
    }

    pub(super) fn suspend(&mut self) -> std::io::Result<()> {
        self.screen.release();
        stop_self();
        self.screen.retake()
    }

    /// Reads a file on a thread of its own.
    fn read(&self, path: Arc<str>) -> std::io::Result<()> {
        let (root, to) = (self.root.clone(), self.sender.clone());
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn(move || {
                let outcome = source::read(&root, &path);
                // The loop may have ended meanwhile.
                let _ = to.send(Incoming::Event(Event::Read { path, outcome }));
            })
            .map(|_| ())
    }

    /// Hands text to the clipboard, and says how.
    fn copy(
        &mut self,
        text: String,
        told: impl FnOnce(&str, &str) -> String + Send + 'static,
    ) -> std::io::Result<()> {
        let Way::Program(program, arguments) = &self.clipboard else {
            self.screen.copy(&text)?;
            self.tell(Event::Told(told("OSC 52", &text)));
            return Ok(());
        };
        let (program, arguments, to) = (program.clone(), *arguments, self.sender.clone());
        std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || {
                let event = match clipboard::hand_over(&program, arguments, &text) {
                    Ok(name) => Event::Told(told(&name, &text)),
                    Err(reason) => Event::Failed(reason),
                };
                let _ = to.send(Incoming::Event(event));
            })
            .map(|_| ())
    }

    /// Waits for an answer that the terminal still owes, so that nobody else takes it for keys.
    /// What else happens meanwhile is kept in its order.
    pub(super) fn settle(&mut self) {
        let mut meanwhile = Vec::new();
        while let Some(patience) = self.screen.patience() {
            match self.receiver.recv_timeout(patience) {
                Ok(Incoming::Event(Event::Background(is_light))) => {
                    self.screen.answered();
                    self.state.background(is_light);
                }
                Ok(incoming) => meanwhile.push(incoming),
                Err(_) => break,
            }
        }
        for incoming in meanwhile {
            // The receiver is our own.
            let _ = self.sender.send(incoming);
        }
    }

    /// Hands the terminal to the editor and takes it back.
    fn edit(&mut self, path: &str, line: u32) -> std::io::Result<()> {
        let file = self.root.join(Path::new(path));
        let find = |name: &str| programs::find(name, &self.root);
        let spoken = self.editor.as_deref().unwrap_or_default();
        let mut command = match editor::command(spoken, &file, line, find) {
            Ok(command) => command,
            Err(reason) => {
                self.tell(Event::Failed(reason));
                return Ok(());
            }
        };
        if !file.is_file() {
            self.tell(Event::Failed(format!("`{path}` is not there any more")));
            return Ok(());
        }
        self.settle();
        if let Some(input) = self.input.take() {
            input.stop();
        }
        self.screen.release();
        let ended = command.current_dir(&self.root).status();
        forget_stops();
        self.screen.retake()?;
        self.input = Some(Input::start(self.sender.clone())?);
        let (width, height) = crossterm::terminal::size()?;
        let size = crossterm::event::Event::Resize(width, height);
        self.tell(Event::Terminal(size));
        self.tell(Event::Changed);
        let name = command.get_program().to_string_lossy().into_owned();
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => self.tell(Event::Failed(format!("`{name}` ended with {status}"))),
            Err(error) => self.tell(Event::Failed(format!("cannot start `{name}`: {error}"))),
        }
        Ok(())
    }
}

/// Panics if a test asks for it, here or in another thread; builds for users cannot.
#[cfg(debug_assertions)]
#[expect(clippy::panic, reason = "this is what it is for")]
fn provoke() {
    match std::env::var("LACUNA_PANIC").as_deref() {
        Ok("loop") => panic!("provoked in the loop"),
        Ok("thread") => {
            std::thread::spawn(|| panic!("provoked in a thread"));
        }
        _ => {}
    }
}
