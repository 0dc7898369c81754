//! The client role: what a browser does, as far as sound goes. The other side of tests, and of load.

mod answer;
mod client;
mod http;
mod runner;

pub use answer::Answer;
pub use client::{Client, Heard, LEVEL_EXT};
pub use http::Url;
pub use runner::{Outcome, run};
