//! One thread that waits for keys, signals and the word to stop, without a timeout.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossterm::event::Event as TerminalEvent;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::pipe::{PipeFlags, pipe_with};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::low_level::emulate_default_handler;

use super::{Event, Incoming, Outlet, lost};

/// How long the thread may take to end, and the time between two looks whether it did.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(1);

const SIGNALS: [i32; 6] = [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT];

/// Signals that arrived, and the pipe that tells so. Handlers stay for the life of the process.
struct Signals {
    pipe: OwnedFd,
    arrived: [(i32, Arc<AtomicBool>); SIGNALS.len()],
    /// While an editor has the terminal, Ctrl-Z in it has to stop us as well.
    stops_at_once: Arc<AtomicBool>,
}

static HANDLERS: OnceLock<Signals> = OnceLock::new();

impl Signals {
    fn get() -> io::Result<&'static Self> {
        if let Some(signals) = HANDLERS.get() {
            return Ok(signals);
        }
        let signals = Self::install()?;
        Ok(HANDLERS.get_or_init(|| signals))
    }

    fn install() -> io::Result<Self> {
        let (read, write) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
        let stops_at_once = Arc::new(AtomicBool::new(false));
        signal_hook::flag::register_conditional_default(SIGTSTP, Arc::clone(&stops_at_once))?;
        let arrived = SIGNALS.map(|signal| (signal, Arc::new(AtomicBool::new(false))));
        for (signal, flag) in &arrived {
            // The flag has to be up before the pipe wakes its reader.
            signal_hook::flag::register(*signal, Arc::clone(flag))?;
            signal_hook::low_level::pipe::register(*signal, write.try_clone()?)?;
        }
        Ok(Self {
            pipe: read,
            arrived,
            stops_at_once,
        })
    }

    /// Takes the signals that arrived.
    fn take(&self) -> Vec<i32> {
        let mut bytes = [0; 64];
        while rustix::io::read(&self.pipe, &mut bytes).is_ok_and(|count| count == bytes.len()) {}
        self.arrived
            .iter()
            .filter(|(_, flag)| flag.swap(false, Ordering::SeqCst))
            .map(|(signal, _)| *signal)
            .collect()
    }
}

/// The waiting thread.
pub(in crate::ui) struct Input {
    stop: OwnedFd,
    thread: JoinHandle<()>,
}

impl Input {
    /// Starts to wait; what happens is sent to `to`.
    pub(in crate::ui) fn start(to: Sender<Incoming>) -> io::Result<Self> {
        let mut to = Outlet::new(to);
        // crossterm watches for resizes as well, and has to hear of each before we do.
        crossterm::event::poll(Duration::ZERO)?;
        let signals = Signals::get()?;
        signals.stops_at_once.store(false, Ordering::SeqCst);
        let (wake, stop) = pipe_with(PipeFlags::CLOEXEC)?;
        let keyboard = Keyboard::open()?;
        let thread = std::thread::Builder::new()
            .name("input".to_owned())
            .spawn(move || wait(&keyboard, signals, &wake, &mut to))?;
        Ok(Self { stop, thread })
    }

    /// Stops to wait, so that somebody else may read the keys.
    pub(in crate::ui) fn stop(self) {
        // The thread wakes up when the pipe's other end goes. One that a terminal caught which went
        // away meanwhile is left behind: the program is about to end.
        drop(self.stop);
        let until = Instant::now() + PATIENCE;
        while !self.thread.is_finished() && Instant::now() < until {
            std::thread::sleep(PAUSE);
        }
        if self.thread.is_finished() {
            let _ = self.thread.join();
        }
        if let Some(signals) = HANDLERS.get() {
            signals.stops_at_once.store(true, Ordering::SeqCst);
        }
    }
}

/// The signal that ends the program, if one arrived that the thread did not pass on yet.
pub(in crate::ui) fn end_signal() -> Option<i32> {
    let ends = [SIGHUP, SIGTERM];
    let mut arrived = HANDLERS.get().into_iter().flat_map(|all| &all.arrived);
    let found = arrived.find(|(signal, flag)| ends.contains(signal) && flag.load(Ordering::SeqCst));
    found.map(|(signal, _)| *signal)
}

/// Forgets interrupts and stops: those were meant for the program that had the terminal.
pub(in crate::ui) fn forget_stops() {
    for (signal, flag) in HANDLERS.get().iter().flat_map(|signals| &signals.arrived) {
        if ![SIGTERM, SIGHUP].contains(signal) {
            flag.store(false, Ordering::SeqCst);
        }
    }
}

/// What keys are read from, as crossterm chooses it.
enum Keyboard {
    Standard(io::Stdin),
    Terminal(File),
}

impl Keyboard {
    fn open() -> io::Result<Self> {
        let input = io::stdin();
        if input.is_terminal() {
            Ok(Self::Standard(input))
        } else {
            File::open("/dev/tty").map(Self::Terminal)
        }
    }
}

impl AsFd for Keyboard {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Standard(input) => input.as_fd(),
            Self::Terminal(file) => file.as_fd(),
        }
    }
}

fn wait(keyboard: &Keyboard, signals: &Signals, wake: &OwnedFd, to: &mut Outlet) {
    if listen(keyboard, signals, wake, to).is_err() {
        let _ = to.sender.send(Incoming::Signal(SIGHUP));
    }
}

/// Passes on what happens until it is told to stop; fails where the terminal is gone.
fn listen(
    keyboard: &Keyboard,
    signals: &Signals,
    wake: &OwnedFd,
    to: &mut Outlet,
) -> io::Result<()> {
    // What was typed before may be with crossterm already, where no poll sees it.
    pass_on(keyboard, to)?;
    loop {
        let mut ready = [
            PollFd::new(keyboard, PollFlags::IN),
            PollFd::new(&signals.pipe, PollFlags::IN),
            PollFd::new(wake, PollFlags::IN),
        ];
        match poll(&mut ready, None) {
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return Ok(()),
        }
        let [keys, signalled, stopped] = ready.map(|entry| entry.revents());
        if !stopped.is_empty() {
            return Ok(());
        }
        let arrived = if signalled.is_empty() {
            Vec::new()
        } else {
            signals.take()
        };
        for signal in &arrived {
            if to.sender.send(of_signal(*signal)).is_err() {
                return Ok(());
            }
        }
        // crossterm would read a terminal that hung up for ever.
        if keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        // A resize that crossterm still has to tell of would make it forget the next keys: it is
        // woken up once for both, and then tells of one of them only.
        if arrived.contains(&SIGWINCH) {
            pass_on(keyboard, to)?;
            recover(keyboard, to)?;
        } else if keys.contains(PollFlags::IN) {
            read(keyboard, to)?;
        }
    }
}

fn of_signal(signal: i32) -> Incoming {
    match signal {
        SIGWINCH => match crossterm::terminal::size() {
            Ok((width, height)) => {
                Incoming::Event(Event::Terminal(TerminalEvent::Resize(width, height)))
            }
            Err(_) => Incoming::Continued,
        },
        SIGTSTP => Incoming::Suspend,
        SIGCONT => Incoming::Continued,
        other => Incoming::Signal(other),
    }
}

/// Passes on what crossterm has read; tells whether there was anything. crossterm would read a
/// terminal that hung up for ever, so that it is looked at before each time.
fn pass_on(keyboard: &Keyboard, to: &mut Outlet) -> io::Result<bool> {
    let mut has_read = false;
    loop {
        if is_now(keyboard, PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if !crossterm::event::poll(Duration::ZERO)? {
            break;
        }
        has_read = true;
        if to.pass(crossterm::event::read()?).is_err() {
            break;
        }
    }
    Ok(has_read)
}

/// Whether the terminal is in one of these states, without waiting for it.
fn is_now(keyboard: &Keyboard, flags: PollFlags) -> bool {
    let mut ready = [PollFd::new(keyboard, PollFlags::IN)];
    let _ = poll(&mut ready, Some(&Timespec::default()));
    ready.iter().any(|entry| entry.revents().intersects(flags))
}

/// Reads keys that came together with a resize, of which crossterm has told by now: it does not see
/// them before the next one.
fn recover(keyboard: &Keyboard, to: &mut Outlet) -> io::Result<()> {
    if is_now(keyboard, PollFlags::IN) {
        let mut bytes = [0; 256];
        let count = rustix::io::read(keyboard, &mut bytes)?;
        for event in lost::keys(bytes.get(..count).unwrap_or_default()) {
            if to.pass(event).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// Reads what there is.
fn read(keyboard: &Keyboard, to: &mut Outlet) -> io::Result<()> {
    if pass_on(keyboard, to)? {
        return Ok(());
    }
    // crossterm waits for edges and reads a kilobyte at a time: of a longer burst the rest stays
    // where it does not see it, and we would spin. Nobody types that much: it goes.
    if is_now(keyboard, PollFlags::IN) {
        rustix::io::read(keyboard, &mut [0; 4096])?;
    }
    Ok(())
}

/// Stops the process until it is continued.
pub(in crate::ui) fn stop_self() {
    let _ = emulate_default_handler(SIGTSTP);
}

/// Ends the process by a signal, as if we had not caught it, so that the shell can tell.
pub(in crate::ui) fn die_of(signal: i32) {
    let _ = emulate_default_handler(signal);
}
