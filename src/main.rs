//! The program: parses flags, calls, prints an error with its hint, and sets the exit status.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

// A scan makes millions of small pieces on all threads and gives most of them back. With the system's
// allocator (measured with glibc's) that is a sixth of its time and more, so another one is used.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match lacuna::cli::run(lacuna::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let code = error.exit_code();
            if code != 0 {
                // Nothing is left to be done where standard error is closed as well.
                let _ = writeln!(std::io::stderr(), "{}", lacuna::cli::describe(&error));
            }
            ExitCode::from(code)
        }
    }
}
