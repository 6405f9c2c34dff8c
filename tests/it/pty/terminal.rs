//! Runs the real program in a pseudo-terminal and reads its screen.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use vt100::{Color, MouseProtocolMode, Parser};

use crate::harness::Tree;

/// How long something may take that ought to happen at once; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// What a terminal takes as the start and the end of a frame (mode 2026).
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// The program in a terminal of its own, which ends when this is dropped.
pub(super) struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    /// Our side; none once we hung up.
    master: Option<(Box<dyn MasterPty + Send>, Box<dyn Write + Send>)>,
    /// Kept open, so that what the program leaves behind can still be read after its end.
    slave: Option<Box<dyn SlavePty + Send>>,
    output: Arc<Mutex<Output>>,
    reader: Option<JoinHandle<()>>,
    before: Modes,
    /// Where the terminal is found.
    name: PathBuf,
}

/// What the program left behind.
pub(super) struct End {
    pub(super) status: ExitStatus,
    /// What the terminal shows: without the alternate screen, what the shell would go on below.
    pub(super) screen: String,
    pub(super) modes: Modes,
    /// What the terminal was set to before the program started.
    pub(super) modes_before: Modes,
    /// Bytes that were typed and not read: the shell would get them.
    pub(super) unread: u64,
    /// Starts and ends of synchronized updates.
    pub(super) begun_frames: usize,
    pub(super) ended_frames: usize,
}

/// What a terminal is set to, beyond what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Modes {
    pub(super) alternate_screen: bool,
    pub(super) cursor_hidden: bool,
    pub(super) bracketed_paste: bool,
    pub(super) mouse: bool,
    /// The settings of the line discipline, raw mode among them, in words.
    pub(super) line: String,
}

impl Terminal {
    /// Starts the program in the tree's folder, in a terminal of so many columns and rows.
    pub(super) fn start(tree: &Tree, arguments: &[&str], size: (u16, u16)) -> Self {
        Self::start_with(tree, arguments, size, &[])
    }

    /// The same with further variables in the environment, which is otherwise empty.
    pub(super) fn start_with(
        tree: &Tree,
        arguments: &[&str],
        size: (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        Self::start_program(None, tree, arguments, size, variables)
    }

    /// The same with another program in the place of ours.
    pub(super) fn start_program(
        program: Option<&str>,
        tree: &Tree,
        arguments: &[&str],
        size: (u16, u16),
        variables: &[(&str, &str)],
    ) -> Self {
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let program = program.unwrap_or(env!("CARGO_BIN_EXE_lacuna"));
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(tree.path());
        command.env_clear();
        command.env("PATH", std::env::var("PATH").unwrap());
        command.env("HOME", tree.home());
        command.env("USER", "tester");
        command.env("TERM", "xterm-256color");
        for (name, value) in variables {
            command.env(name, value);
        }
        let output = Arc::new(Mutex::new(Output::new(size)));
        let reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let before = modes(&output, pair.master.as_ref());
        let name = pair.master.tty_name().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        Self {
            before,
            name,
            child,
            master: Some((pair.master, writer)),
            slave: Some(pair.slave),
            reader: Some(read_on(reader, Arc::clone(&output))),
            output,
        }
    }

    /// Types.
    pub(super) fn send(&mut self, keys: &str) {
        let (_, writer) = self.master.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the screen shows the text; answers with the screen.
    pub(super) fn wait_for(&self, text: &str) -> String {
        self.wait_until(&format!("`{text}`"), |screen| screen.contains(text))
    }

    /// Waits until the screen does not show the text any more; answers with the screen.
    pub(super) fn wait_without(&self, text: &str) -> String {
        self.wait_until(&format!("a screen without `{text}`"), |screen| {
            !screen.contains(text)
        })
    }

    /// Waits until the screen is as it should be; answers with it.
    pub(super) fn wait_until(&self, what: &str, is_so: impl Fn(&str) -> bool) -> String {
        wait(
            || Some(self.screen()).filter(|screen| is_so(screen)),
            || format!("waited for {what}; the screen:\n{}", self.screen()),
        )
    }

    /// Waits until the program wrote these bytes.
    pub(super) fn wait_for_bytes(&self, bytes: &str) {
        let wanted = bytes.as_bytes();
        let is_there = || {
            let output = self.output.lock().unwrap();
            let mut windows = output.written.windows(wanted.len());
            windows.any(|window| window == wanted).then_some(())
        };
        wait(is_there, || {
            let output = self.output.lock().unwrap();
            let text = String::from_utf8_lossy(&output.written);
            format!("waited for {bytes:?} in {text:?}")
        });
    }

    /// Whether the program wrote these bytes by now.
    pub(super) fn has_written(&self, bytes: &str) -> bool {
        let output = self.output.lock().unwrap();
        let mut windows = output.written.windows(bytes.len());
        windows.any(|window| window == bytes.as_bytes())
    }

    /// How often the program wrote these bytes by now.
    pub(super) fn count_written(&self, bytes: &str) -> usize {
        let output = self.output.lock().unwrap();
        let windows = output.written.windows(bytes.len());
        windows.filter(|window| *window == bytes.as_bytes()).count()
    }

    /// Waits until the program has read all that was typed.
    pub(super) fn settle(&self) {
        wait(
            || (self.unread() == 0).then_some(()),
            || "waited for the keys to be read".to_owned(),
        );
    }

    /// Bytes that were typed and not read.
    fn unread(&self) -> u64 {
        // Looked at only: it must not become the terminal of the test.
        let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::NOCTTY;
        let terminal = rustix::fs::open(&self.name, flags, rustix::fs::Mode::empty()).unwrap();
        rustix::io::ioctl_fionread(&terminal).unwrap()
    }

    /// Waits until the terminal is set as it should be.
    pub(super) fn wait_for_modes(&self, what: &str, is_so: impl Fn(&Modes) -> bool) -> Modes {
        wait(
            || Some(self.modes()).filter(|modes| is_so(modes)),
            || format!("waited for {what}; it is {:?}", self.modes()),
        )
    }

    /// The screen as text, blanks at the ends of lines left out.
    pub(super) fn screen(&self) -> String {
        shown(&self.output)
    }

    /// Whether anything on the screen has a colour of its own.
    pub(super) fn has_color(&self) -> bool {
        let output = self.output.lock().unwrap();
        let screen = output.parser.screen();
        let (height, width) = screen.size();
        (0..height)
            .flat_map(|row| (0..width).map(move |column| (row, column)))
            .filter_map(|(row, column)| screen.cell(row, column))
            .any(|cell| cell.fgcolor() != Color::Default || cell.bgcolor() != Color::Default)
    }

    /// What the terminal is set to.
    pub(super) fn modes(&self) -> Modes {
        modes(&self.output, self.master.as_ref().unwrap().0.as_ref())
    }

    /// What the terminal was set to before the program started.
    pub(super) fn modes_before(&self) -> Modes {
        self.before.clone()
    }

    /// Changes the size of the terminal.
    pub(super) fn resize(&self, size: (u16, u16)) {
        // Before the program hears of it, so that nothing it draws then is cut off.
        let mut output = self.output.lock().unwrap();
        output.parser.screen_mut().set_size(size.1, size.0);
        drop(output);
        let (master, _) = self.master.as_ref().unwrap();
        master.resize(pty_size(size)).unwrap();
    }

    /// Sends a signal by its name.
    pub(super) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success(), "{sent}");
    }

    /// The process.
    pub(super) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Closes the terminal's window, as it were, and waits until the program ends.
    pub(super) fn hang_up(mut self) -> ExitStatus {
        self.output.lock().unwrap().is_hung_up = true;
        // The reader sees that once the program draws.
        self.send("\x0c");
        self.reader.take().unwrap().join().unwrap();
        self.slave = None;
        self.master = None;
        self.ended()
    }

    fn ended(&mut self) -> ExitStatus {
        let output = Arc::clone(&self.output);
        wait(
            || self.child.try_wait().unwrap(),
            || format!("waited for the end; the screen:\n{}", shown(&output)),
        )
    }

    /// Waits until the program ends by itself.
    pub(super) fn wait_for_end(mut self) -> End {
        let status = self.ended();
        let line = self.modes().line;
        let unread = self.unread();
        // With the last hand on the terminal gone, reading comes to an end.
        self.slave = None;
        self.reader.take().unwrap().join().unwrap();
        self.output.lock().unwrap().finish();
        let mut modes = self.modes();
        modes.line = line;
        End {
            status,
            begun_frames: self.count_written("\x1b[?2026h"),
            ended_frames: self.count_written("\x1b[?2026l"),
            screen: self.screen(),
            modes,
            modes_before: self.modes_before(),
            unread,
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Fails where the program has ended, as it should have.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text on the screen; a blank that was written and one that was not are the same.
fn shown(output: &Mutex<Output>) -> String {
    let contents = output.lock().unwrap().parser.screen().contents();
    let lines: Vec<&str> = contents.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

fn modes(output: &Mutex<Output>, master: &dyn MasterPty) -> Modes {
    let output = output.lock().unwrap();
    let screen = output.parser.screen();
    Modes {
        alternate_screen: screen.alternate_screen(),
        cursor_hidden: screen.hide_cursor(),
        bracketed_paste: screen.bracketed_paste(),
        mouse: screen.mouse_protocol_mode() != MouseProtocolMode::None,
        line: format!("{:?}", master.get_termios().unwrap()),
    }
}

/// What the program wrote.
struct Output {
    parser: Parser,
    /// All of it, byte by byte.
    written: Vec<u8>,
    /// The beginning of a frame whose end has not arrived.
    pending: Vec<u8>,
    is_hung_up: bool,
}

impl Output {
    fn new((width, height): (u16, u16)) -> Self {
        Self {
            parser: Parser::new(height, width, 0),
            written: Vec::new(),
            pending: Vec::new(),
            is_hung_up: false,
        }
    }

    /// Takes in what arrived, whole frames only, as a terminal with mode 2026 would show it.
    fn take_in(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
        self.pending.extend_from_slice(bytes);
        let rest = self.pending.split_off(whole(&self.pending));
        self.parser.process(&self.pending);
        self.pending = rest;
    }

    /// Takes in a frame that will never be whole.
    fn finish(&mut self) {
        self.parser.process(&self.pending);
        self.pending.clear();
    }
}

/// How many of the bytes can be shown without showing half a frame.
fn whole(bytes: &[u8]) -> usize {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|window| window == mark);
    match (last(BEGIN), last(END)) {
        (Some(begin), end) if end.is_none_or(|end| end < begin) => begin,
        _ => (1..BEGIN.len())
            .rev()
            .find(|length| bytes.ends_with(&BEGIN[..*length]))
            .map_or(bytes.len(), |length| bytes.len() - length),
    }
}

/// Reads until nothing can be written any more.
fn read_on(mut reader: Box<dyn Read + Send>, output: Arc<Mutex<Output>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        // Linux says with an error that the other side is gone, other systems with an end.
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            let mut output = output.lock().unwrap();
            output.take_in(&bytes[..count]);
            if output.is_hung_up {
                return;
            }
        }
    })
}

/// Looks again and again until there is an answer.
pub(super) fn wait<T>(mut look: impl FnMut() -> Option<T>, complaint: impl Fn() -> String) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{}", complaint());
        sleep(PAUSE);
    }
}

fn pty_size((width, height): (u16, u16)) -> PtySize {
    PtySize {
        rows: height,
        cols: width,
        ..PtySize::default()
    }
}
