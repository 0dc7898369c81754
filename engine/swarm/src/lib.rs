//! The client role: what a browser does, as far as sound goes. The other side of tests, and of load.

mod answer;
mod bare;
pub mod bench;
mod client;
mod crowd;
mod delay;
mod gauge;
mod host;
mod http;
mod join;
mod talker;

pub use answer::Answer;
pub use client::{Client, Heard, LEVEL_EXT};
pub use host::Host;
