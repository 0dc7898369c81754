//! What a shard is told: sessions come from `Setup`, the rest from Python.

use crate::ice::Credentials;
use crate::ids::{EchoGroup, Path, SessionId};
use crate::sdp::Negotiated;
use crate::seam::{Command, Door, DownReason};
use crate::srtp::Keys;

#[derive(Debug)]
pub enum ShardCommand {
    /// A session that may be checked by ICE from now on.
    Admit { session: SessionId, door: Door, group: EchoGroup, ice: Credentials, negotiated: Negotiated },
    /// New ICE credentials; the old ones end with the first check that uses the new.
    Renew { session: SessionId, ice: Credentials },
    /// The handshake is done: sound may flow.
    Secure { session: SessionId, keys: Box<Keys> },
    /// The session ends.
    Remove { session: SessionId, reason: DownReason },
    /// From Python: channels, slots, floors, holds.
    Control { request: u64, command: Command },
}

/// What a shard leaves to `Setup`.
#[derive(Debug, PartialEq, Eq)]
pub enum Handoff {
    /// DTLS records from an address that ICE has validated.
    Dtls { session: SessionId, path: Path, record: Vec<u8> },
    /// The shard dropped the session.
    Forget { session: SessionId },
    /// Packets wait too long; said again each second while it lasts.
    Overload,
}
