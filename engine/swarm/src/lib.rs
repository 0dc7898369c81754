//! The client role: what a browser does, as far as sound goes. The other side of tests, and of load.

mod answer;
mod client;

pub use answer::Answer;
pub use client::{Client, Heard, LEVEL_EXT};
