//! What to do with a datagram, a command, a moment. Sans-IO: time and randomness are arguments.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_possible_truncation)
)]

pub mod admission;
pub mod dtls;
pub mod ice;
pub mod ids;
pub mod sdp;
pub mod seam;
pub mod setup;
pub mod srtp;
pub mod stun;
pub mod time;
