//! Whole measurements, one for each question; each prints progress on standard error and returns one object of numbers.

mod delay;
mod fanout;
mod idle;
mod join;
mod overload;
mod plan;
mod result;
mod stage;

pub use plan::{Plan, PlanError};
pub use result::Figures;

use std::io::{self, Read, Write};

use crate::host::Host;

/// Runs what `arguments` ask for: a verb, then `name=value` pairs (see [`Plan`]).
///
/// # Errors
/// The plan cannot be read, or the server did not do its part.
pub fn run(arguments: &[String]) -> Result<Figures, PlanError> {
    let plan = Plan::read(arguments)?;
    let measured: io::Result<Figures> = match plan.verb.as_str() {
        "fanout" => fanout::run(&plan),
        "idle" => idle::run(&plan),
        "delay" => delay::run(&plan),
        "join" => join::run(&plan),
        "overload" => overload::run(&plan),
        "host" => host(),
        _ => return Err(PlanError::Verb(plan.verb.clone())),
    };
    Ok(measured?)
}

/// An engine without a server around it, until standard input ends; its address is the first line on standard output.
fn host() -> io::Result<Figures> {
    let host = Host::start(1)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", host.address)?;
    out.flush()?;
    io::stdin().lock().read_to_end(&mut Vec::new())?;
    Ok(Figures::default())
}
