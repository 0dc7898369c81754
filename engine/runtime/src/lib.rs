//! Threads, sockets and the clock around the machines of `pressel-media`.

pub mod batch;
mod engine;
mod events;
mod media_thread;
mod net;
mod setup_thread;
mod shared;
pub mod spread;
mod wake;

pub use engine::{Config, Engine, StartError, SubmitError};
pub use net::tune;
pub use pressel_media::ids;
pub use pressel_media::seam;
