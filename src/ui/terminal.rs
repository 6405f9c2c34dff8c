//! The terminal, taken and given back.
//!
//! It is given back by the guard's drop *and* by a panic hook; whichever comes first does it,
//! the other finds nothing left to do. A frame goes out as one write between the marks of a
//! synchronized update, so that no terminal shows half of it.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen,
    LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, execute, queue};
use ratatui::Terminal;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::event::{Incoming, QUESTION};
use super::link::{self, Link, Written};
use super::state::State;
use super::view::draw_linked;
use crate::error::is_caught;

/// Whether the terminal is ours at the moment.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

static HOOK: Once = Once::new();

/// Told when any thread panics, so that the loop ends with it.
static LOOP: Mutex<Option<Sender<Incoming>>> = Mutex::new(None);

/// Collects what the backend writes; flushing is left to [`Screen`].
#[derive(Debug, Clone, Default)]
struct Collected(Rc<RefCell<Vec<u8>>>);

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How long an answer of the terminal may take: most take less than a millisecond, those behind
/// a slow line some hundred.
const ANSWER: Duration = Duration::from_millis(300);

/// What it takes to make links, and those that stand on the screen.
pub(super) struct Links {
    are_on: bool,
    host: String,
    root: PathBuf,
    written: Vec<Written>,
}

impl Links {
    /// Links to the files below an absolute folder, if they are wanted.
    pub(super) fn new(are_on: bool, root: &Path) -> Self {
        #[cfg(unix)]
        let host = rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned();
        #[cfg(not(unix))]
        let host = String::new();
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
        Self {
            are_on,
            host: Some(host)
                .filter(|host| host.chars().all(is_plain))
                .unwrap_or_default(),
            root: root.to_owned(),
            written: Vec::new(),
        }
    }

    /// The links of a frame that the terminal does not show yet: new ones, and those whose cells
    /// were drawn anew.
    fn of_frame(&mut self, links: Vec<Link>, buffer: &Buffer) -> Vec<Written> {
        if !self.are_on {
            return Vec::new();
        }
        let cells = |area: Rect| {
            let places = area.intersection(buffer.area).positions();
            places
                .filter_map(|at| Some((at.x, at.y, buffer.cell(at)?.clone())))
                .collect()
        };
        let now: Vec<Written> = links
            .into_iter()
            .map(|link| Written {
                cells: cells(link.area),
                link,
            })
            .collect();
        let before = std::mem::replace(&mut self.written, now.clone());
        now.into_iter()
            .filter(|written| !before.contains(written))
            .collect()
    }
}

/// The terminal while it is ours.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<Collected>>,
    collected: Collected,
    has_mouse: bool,
    links: Links,
    /// When the terminal was asked for its background, while it has not answered.
    asked: Option<Instant>,
    /// Whether the next frame starts from an empty screen.
    is_stale: bool,
}

impl Screen {
    /// Takes the terminal; a panic in any thread gives it back and is told to `to`.
    pub(super) fn take(has_mouse: bool, links: Links, to: Sender<Incoming>) -> io::Result<Self> {
        *LOOP.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                if is_caught() {
                    return;
                }
                let was_taken = is_taken();
                give_back();
                before(info);
                if let Ok(to) = LOOP.try_lock()
                    && let Some(to) = to.as_ref().filter(|_| was_taken)
                {
                    // The loop may have ended already.
                    let _ = to.send(Incoming::Panicked);
                }
            }));
        });
        let collected = Collected::default();
        let mut screen = Self {
            terminal: Terminal::new(CrosstermBackend::new(collected.clone()))?,
            collected,
            has_mouse,
            links,
            asked: None,
            is_stale: true,
        };
        screen.retake()?;
        Ok(screen)
    }

    /// Takes the terminal again after [`Self::release`], or after somebody else changed it.
    pub(super) fn retake(&mut self) -> io::Result<()> {
        // crossterm sets raw mode only where it believes that it is off; after a stop by the
        // kernel the shell has turned it off behind its back.
        if IS_TAKEN.swap(true, Ordering::SeqCst) {
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        execute!(
            io::stdout(),
            EnterAlternateScreen,
            EnableBracketedPaste,
            cursor::Hide
        )?;
        self.capture_mouse(self.has_mouse)?;
        self.redraw();
        Ok(())
    }

    /// Gives the terminal back for a while.
    pub(super) fn release(&mut self) {
        give_back();
    }

    /// Captures the mouse or leaves it alone.
    pub(super) fn capture_mouse(&mut self, has_mouse: bool) -> io::Result<()> {
        self.has_mouse = has_mouse;
        if has_mouse {
            execute!(io::stdout(), EnableMouseCapture)
        } else {
            execute!(io::stdout(), DisableMouseCapture)
        }
    }

    /// Makes the next frame draw every cell.
    pub(super) fn redraw(&mut self) {
        // `Terminal::clear` asks the terminal where its cursor is, and the thread that waits for
        // keys would take the answer. What the last frame drew is forgotten instead.
        self.collected.0.borrow_mut().clear();
        self.is_stale = true;
        self.links.written.clear();
        self.terminal.swap_buffers();
    }

    /// Draws a frame.
    pub(super) fn draw(&mut self, state: &State) -> io::Result<()> {
        queue!(self.collected, BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.is_stale) {
            queue!(self.collected, Clear(ClearType::All))?;
        }
        let mut links = Vec::new();
        let frame = self
            .terminal
            .draw(|frame| links = draw_linked(state, frame))?;
        let new = self.links.of_frame(links, frame.buffer);
        self.write_links(&new)?;
        queue!(self.collected, EndSynchronizedUpdate)?;
        let bytes = self.collected.0.take();
        let mut out = io::stdout().lock();
        // Another thread may have panicked meanwhile: the screen is the shell's again.
        if !is_taken() {
            return Ok(());
        }
        out.write_all(&bytes)?;
        out.flush()
    }

    /// Writes the cells of links once more, between the marks that make them links.
    fn write_links(&mut self, links: &[Written]) -> io::Result<()> {
        if links.is_empty() {
            return Ok(());
        }
        queue!(self.collected, cursor::SavePosition)?;
        for Written { link, cells } in links {
            let address = link::address(&self.links.host, &self.links.root, &link.path);
            write!(self.collected, "\x1b]8;;{address}\x1b\\")?;
            let cells = cells.iter().map(|(x, y, cell)| (*x, *y, cell));
            self.terminal.backend_mut().draw(cells)?;
            write!(self.collected, "\x1b]8;;\x1b\\")?;
        }
        queue!(self.collected, cursor::RestorePosition)
    }

    /// Asks the terminal what its background is. Nobody waits for the answer.
    pub(super) fn ask_for_background(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(QUESTION.as_bytes())?;
        out.flush()?;
        self.asked = Some(Instant::now());
        Ok(())
    }

    /// Takes note that the terminal answered.
    pub(super) fn answered(&mut self) {
        self.asked = None;
    }

    /// How long to wait for an answer before the terminal is handed to somebody who would take
    /// it for keys; none where no answer is to come.
    pub(super) fn patience(&self) -> Option<Duration> {
        let left = ANSWER.saturating_sub(self.asked?.elapsed());
        Some(left).filter(|left| !left.is_zero())
    }

    /// Sends text to the clipboard that the terminal has, also over ssh (OSC 52).
    pub(super) fn copy(&mut self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        write!(out, "\x1b]52;c;{}\x1b\\", base64(text.as_bytes()))?;
        out.flush()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
        *LOOP.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Whether the terminal is ours at the moment.
fn is_taken() -> bool {
    IS_TAKEN.load(Ordering::SeqCst)
}

/// Puts the terminal back as it was; does nothing where that has been done. Failures are passed
/// over: there is nobody left to tell.
fn give_back() {
    // Held until all is written, so that no frame of another thread comes in between; a thread
    // that panics while it draws holds it already, which this lock does not mind.
    let mut out = io::stdout().lock();
    if !IS_TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        out,
        EndSynchronizedUpdate,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        cursor::Show
    );
    let _ = disable_raw_mode();
}

/// Base 64 after RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        for (slot, byte) in group.iter_mut().zip(chunk) {
            *slot = *byte;
        }
        let [first, second, third] = group;
        let indices = [
            first >> 2,
            (first & 3) << 4 | second >> 4,
            (second & 15) << 2 | third >> 6,
            third & 63,
        ];
        for (at, index) in indices.into_iter().enumerate() {
            let letter = LETTERS.get(usize::from(index)).copied().unwrap_or(b'=');
            text.push(char::from(if at <= chunk.len() { letter } else { b'=' }));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_follows_the_test_vectors_of_rfc_4648() {
        for (text, expect) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), expect);
        }
    }

    #[test]
    fn giving_back_what_was_not_taken_does_nothing() {
        assert!(!is_taken());
        give_back();
        assert!(!is_taken());
    }
}
