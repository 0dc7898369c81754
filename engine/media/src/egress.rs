//! Ways out of a shard.

use crate::admission::Handoff;
use crate::ids::Path;
use crate::seam::Event;

/// Largest datagram we build.
pub const DATAGRAM_BYTES_MAX: usize = 1_500;

/// Where sealed datagrams go. The runtime's is an array of `mmsghdr`; the simulator's a list of deliveries.
pub trait Egress {
    /// Room for one datagram of `DATAGRAM_BYTES_MAX`; nothing is sent before `commit`. None: no room now.
    fn slot(&mut self) -> Option<&mut [u8]>;
    /// The first `len` bytes of the last slot go to `path`.
    fn commit(&mut self, len: usize, path: Path);
}

/// What one step of a shard puts out.
pub struct Outbox<'a, E: Egress> {
    pub egress: &'a mut E,
    pub events: &'a mut Vec<Event>,
    pub handoffs: &'a mut Vec<Handoff>,
}
