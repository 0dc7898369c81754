//! What a client needs of an answer.

use std::net::SocketAddr;

use pressel_media::ice::Credentials;
use pressel_media::sdp::{Fingerprint, Offer};

/// The server's side of a negotiation.
#[derive(Clone, Debug)]
pub struct Answer {
    pub ice: Credentials,
    pub fingerprints: Vec<Fingerprint>,
    pub server: SocketAddr,
    /// One for each slot, in the order of the lines.
    pub ssrcs: Vec<u32>,
}

impl Answer {
    /// None where something is missing.
    #[must_use]
    pub fn parse(sdp: &str) -> Option<Self> {
        let parsed = Offer::parse(sdp).ok()?;
        let candidate = sdp.lines().find_map(|line| line.strip_prefix("a=candidate:"))?;
        let mut words = candidate.split(' ').skip(4);
        let (ip, port) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let ssrcs = sdp
            .lines()
            .filter_map(|line| line.strip_prefix("a=ssrc:")?.strip_suffix(" cname:pressel"))
            .filter_map(|ssrc| ssrc.parse().ok())
            .collect();
        Some(Answer {
            ice: Credentials { ufrag: parsed.ufrag?, pwd: parsed.pwd? },
            fingerprints: parsed.fingerprints,
            server: SocketAddr::new(ip, port),
            ssrcs,
        })
    }
}
