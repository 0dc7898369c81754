//! Names of things. A handle means something only inside one engine; Python maps it to its own ids.

use std::net::SocketAddr;

/// One device's connection: one peer connection, at most one uplink, some slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub u32);

/// What people listen to and talk on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub u32);

/// One of a session's incoming audios, counted in the order of its m-lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotIndex(pub u8);

/// One of the runtime's UDP sockets, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SocketId(pub u8);

/// Sessions of one group never hear each other: same API token, or same user on the same device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EchoGroup(pub u64);

/// Joins a command to the events that answer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// A way to a peer: our socket and its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    pub socket: SocketId,
    pub remote: SocketAddr,
}

/// The version of a floor set. A fence compares versions and never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FloorVersion {
    pub epoch: u64,
    pub seq: u64,
}
