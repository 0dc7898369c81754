//! A bad network between clients and engine: seeded, in virtual time. One seed, one run.

mod network;
mod world;

pub use network::{Link, Rng};
pub use world::{Delivery, Report, World};
