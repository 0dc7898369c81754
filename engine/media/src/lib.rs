//! What to do with a datagram, a command, a moment. Sans-IO: time and randomness are arguments.

pub mod ids;
pub mod seam;
pub mod time;
