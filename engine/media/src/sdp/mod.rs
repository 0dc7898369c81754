//! Offers and answers (RFC 8866, RFC 8829), as far as one bundle of Opus goes.

mod answer;
mod offer;

pub use answer::{Local, Negotiated, SlotParams, UplinkParams, answer};
pub use offer::{AudioLine, Direction, Fingerprint, Offer};

use thiserror::Error;

/// Why an offer is refused, with the cure.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SdpError {
    #[error("the offer is longer than 64 KiB or has more than {LINES_MAX} lines")]
    TooLong,
    #[error("line {0} is not SDP: a line is a letter, '=' and a value")]
    Line(usize),
    #[error("there is no audio in the offer: add an audio transceiver")]
    NoAudio,
    #[error("{0} audio lines send; one uplink is allowed: make the others recvonly")]
    TooManyUplinks(usize),
    #[error("{0} audio lines receive; eight are allowed")]
    TooManySlots(usize),
    #[error("this door takes one audio line that {0}; the offer has another shape")]
    WrongShape(&'static str),
    #[error("no Opus at 48000/2 in the audio line with mid '{0}'")]
    NoOpus(String),
    #[error("the audio lines are not bundled: add a=group:BUNDLE with all of their mids")]
    NotBundled,
    #[error("no a=ice-ufrag or a=ice-pwd")]
    NoIce,
    #[error("no usable a=fingerprint: sha-256, sha-384 or sha-512 of the certificate is needed")]
    NoFingerprint,
    #[error("a=setup:{0} cannot be answered: offer actpass or active")]
    Setup(String),
    #[error("no a=rtcp-mux: RTP and RTCP share one port here")]
    NoMux,
}

/// Bounds of what is read.
pub const OFFER_BYTES_MAX: usize = 64 * 1024;
pub const LINES_MAX: usize = 2_000;
pub const SLOTS_MAX: usize = 8;

#[cfg(test)]
mod tests;
