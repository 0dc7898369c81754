//! What to do with a datagram, a command, a moment. Sans-IO: time and randomness are arguments.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_possible_truncation)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::cast_possible_truncation)
)]

pub mod admission;
pub mod channel;
pub mod counters;
pub mod dtls;
pub mod egress;
pub mod fanout;
pub mod hold;
pub mod ice;
pub mod ids;
pub mod letters;
pub mod opus;
pub mod red;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod seam;
pub mod session;
pub mod setup;
pub mod shard;
pub mod sources;
pub mod srtp;
pub mod stun;
pub mod time;
pub mod timeline;
pub mod uplink;
pub mod window;
