//! What Python says to the engine and what the engine says back. Mirrors `src/pressel/_engine.pyi`, name for name.

use crate::ids::{ChannelId, EchoGroup, FloorVersion, RequestId, SessionId, SlotIndex};

/// The door a session came through; decides which offers are allowed (contract §6, §7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// WebSocket: at most one sending audio line, one to eight receiving.
    Peer,
    /// One sending audio line. `decode` is for publishers without a level extension on `floor=auto`.
    Whip,
    /// One receiving audio line.
    Whep,
}

/// How a burst that leaves the floor set ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Forward up to and including the first level-127 packet, at most 300 ms, then the tail.
    Finish,
    /// Nothing more from it; the tail starts at once.
    Cut,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    SessionOpen {
        session: SessionId,
        offer: String,
        door: Door,
        group: EchoGroup,
    },
    SessionRestart {
        session: SessionId,
        offer: String,
    },
    SessionClose {
        session: SessionId,
    },
    ChannelOpen {
        channel: ChannelId,
    },
    ChannelClose {
        channel: ChannelId,
    },
    SlotBind {
        session: SessionId,
        slot: SlotIndex,
        channel: Option<ChannelId>,
    },
    /// The one versioned set: a source absent from the newest set a gate knows is not heard. Older versions are ignored, and acknowledged with the newer one.
    FloorSet {
        channel: ChannelId,
        version: FloorVersion,
        sources: Vec<SessionId>,
        ending: Ending,
    },
    /// Queued, denied or released: what the uplink holds is forgotten.
    HoldClear {
        session: SessionId,
    },
}

/// Why a session's media ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownReason {
    /// 30 s without an authenticated packet.
    Silent,
    /// The peer said goodbye (close_notify, or BYE on every stream).
    Bye,
    /// The handshake did not finish, or the certificate did not match its fingerprint.
    Handshake,
    /// `session.close`, or the engine stops.
    Closed,
}

/// Loss, delay and jitter of one session over the last digest interval (5 s).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LinkDigest {
    /// Uplink: lost of expected, 0..=1, before RED repair.
    pub uplink_loss: f32,
    pub uplink_jitter_ms: f32,
    /// Downlink, from receiver reports, 0..=1.
    pub downlink_loss: f32,
    pub downlink_jitter_ms: f32,
    /// Round trip from report blocks; NaN until known.
    pub rtt_ms: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Answer {
        request: RequestId,
        session: SessionId,
        answer: String,
        uplink: bool,
        slots: u8,
    },
    /// `code` is a kebab-case word of the wire; `text` says what is wrong with the offer, for people.
    Refused {
        request: RequestId,
        session: SessionId,
        code: &'static str,
        text: String,
    },
    Up {
        session: SessionId,
    },
    Down {
        session: SessionId,
        reason: DownReason,
    },
    /// Edge: the first packet after a gap above 600 ms, or the first ever.
    UplinkStarted {
        session: SessionId,
    },
    /// Edge: 600 ms without a packet. `age_ms` since the last one.
    UplinkStopped {
        session: SessionId,
        age_ms: u32,
    },
    /// Edge: level < 127 (RFC 6464).
    VoiceStarted {
        session: SessionId,
    },
    /// Edge: 400 ms at level 127, or without a packet.
    VoiceStopped {
        session: SessionId,
    },
    /// Edge: level <= 50 in two frames running.
    SpeechStarted {
        session: SessionId,
    },
    /// Edge: 600 ms without such a frame.
    SpeechStopped {
        session: SessionId,
    },
    /// The first silence frame of the tail went out; nothing of `session` follows in `channel` under any version <= this one.
    /// `version` is the set the source came in with. Told once for every source that leaves, also for one that was not heard.
    BurstEnded {
        channel: ChannelId,
        session: SessionId,
        version: FloorVersion,
    },
    /// The gate now obeys at least this version.
    FloorApplied {
        channel: ChannelId,
        version: FloorVersion,
    },
    /// Of sessions that came through the door with a line.
    Link {
        session: SessionId,
        digest: LinkDigest,
    },
    /// Packets wait longer than they should (milliseconds of the oldest), or no longer do (0).
    Overload {
        wait_ms: u32,
    },
    /// A bug or a broken machine, in words for the log.
    Fault {
        text: String,
    },
}
