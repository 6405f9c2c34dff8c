//! Whole-program tests, one module per concern.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod audit_past;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod kept_marks;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod next;
#[cfg(test)]
mod plan;
#[cfg(test)]
#[cfg(unix)]
mod pty;
#[cfg(test)]
mod report;
#[cfg(test)]
mod schema;
