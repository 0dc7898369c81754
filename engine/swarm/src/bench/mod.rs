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

use std::io;

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
        _ => return Err(PlanError::Verb(plan.verb.clone())),
    };
    Ok(measured?)
}
