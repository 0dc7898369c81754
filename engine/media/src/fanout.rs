//! From one packet to all listeners: constant offsets, sealed straight into the send slot.
//!
//! The listeners of a channel are dense, their keys beside them. Nothing here allocates, locks or looks up per listener.

use std::collections::VecDeque;
use std::time::Duration;

use crate::counters::Counters;
use crate::egress::Egress;
use crate::hold::PAYLOAD_BYTES_MAX;
use crate::ids::{EchoGroup, Path, SessionId, SlotIndex};
use crate::rtp::{HEADER_BYTES, write_header};
use crate::srtp::RtpSealer;
use crate::time::Micros;
use crate::timeline::Timeline;

/// Packets that may wait to be sent to everybody. A packet stays at most `WAIT_MAX`.
pub const TEMPLATES_MAX: usize = 512;

/// No packet waits longer to be sent (design §5, overload).
pub const WAIT_MAX: Duration = Duration::from_millis(60);

/// One slot that hears a channel. `seq_off` and `ts_off` are fixed from bind to unbind (and over a burst of its own).
pub struct Listener {
    pub session: SessionId,
    pub slot: SlotIndex,
    pub group: EchoGroup,
    pub path: Path,
    pub ssrc: u32,
    pub payload_type: u8,
    seq_off: u64,
    ts_off: u32,
    /// The channel's sequence numbers that are for this slot: from here, to before there.
    from_seq: u64,
    until_seq: u64,
    pub own: Timeline,
    pub packets: u32,
    pub octets: u32,
}

impl Listener {
    /// A slot that continues `own` on a channel whose timeline stands at `channel`.
    #[must_use]
    pub fn new(
        session: SessionId,
        slot: SlotIndex,
        group: EchoGroup,
        path: Path,
        (ssrc, payload_type): (u32, u8),
        own: Timeline,
    ) -> Self {
        Listener {
            session,
            slot,
            group,
            path,
            ssrc,
            payload_type,
            seq_off: 0,
            ts_off: 0,
            from_seq: 0,
            until_seq: u64::MAX,
            own,
            packets: 0,
            octets: 0,
        }
    }

    /// Fits this slot's rising numbers to what the channel sends next.
    pub fn align(&mut self, now: Micros, channel: &Timeline) {
        self.from_seq = channel.newest_seq + 1;
        self.until_seq = u64::MAX;
        self.seq_off = self.own.newest_seq.wrapping_sub(channel.newest_seq);
        self.ts_off = self.own.next_ts(now).wrapping_sub(channel.next_ts(now));
    }

    /// What the channel sends from now on is its own voice; what waits to be sent is not.
    pub fn deafen(&mut self, channel: &Timeline) {
        if self.from_seq != u64::MAX {
            self.until_seq = self.until_seq.min(channel.newest_seq + 1);
        }
    }

    #[must_use]
    pub fn is_deaf(&self) -> bool {
        self.until_seq != u64::MAX
    }

    /// Nothing for it until it is aligned: where the channel stands is not known here yet.
    pub fn wait(&mut self) {
        (self.from_seq, self.until_seq) = (u64::MAX, 0);
    }

    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.from_seq == u64::MAX && self.until_seq == 0
    }

    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.from_seq == u64::MAX && self.until_seq == u64::MAX
    }

    /// Nothing more for it, whatever happens; it only keeps its place in the row for a moment.
    pub fn retire(&mut self) {
        (self.from_seq, self.until_seq) = (u64::MAX, u64::MAX);
    }
}

/// A packet as everybody gets it, but for the numbers.
struct Template {
    payload: [u8; PAYLOAD_BYTES_MAX],
    len: usize,
    seq: u64,
    ts: u32,
    marker: bool,
    made_at: Micros,
    channel: u32,
    /// Who is first, how many there were then, how many have been served.
    start: usize,
    count: usize,
    served: usize,
}

/// Packets on their way to listeners, all channels in one line.
pub struct Queue {
    templates: Vec<Template>,
    line: VecDeque<usize>,
    free: Vec<usize>,
}

/// One packet of a channel's timeline.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    pub seq: u64,
    pub ts: u32,
    pub marker: bool,
    pub payload: &'a [u8],
}

impl Default for Queue {
    fn default() -> Self {
        Queue {
            templates: Vec::with_capacity(TEMPLATES_MAX),
            line: VecDeque::with_capacity(TEMPLATES_MAX),
            free: Vec::with_capacity(TEMPLATES_MAX),
        }
    }
}

impl Queue {
    /// Puts a packet in line; false where the line is full or the payload too long.
    pub fn push(&mut self, now: Micros, channel: u32, packet: &Outgoing<'_>) -> bool {
        let Some(place) = self.place() else { return false };
        let Some(template) = self.templates.get_mut(place) else { return false };
        let len = packet.payload.len();
        let Some(room) = template.payload.get_mut(..len) else { return false };
        room.copy_from_slice(packet.payload);
        (template.len, template.seq, template.ts, template.marker) = (len, packet.seq, packet.ts, packet.marker);
        (template.made_at, template.channel, template.served) = (now, channel, 0);
        self.line.push_back(place);
        true
    }

    fn place(&mut self) -> Option<usize> {
        if let Some(place) = self.free.pop() {
            return Some(place);
        }
        // The pool grows to its bound once and is used again for ever.
        (self.templates.len() < TEMPLATES_MAX).then(|| {
            self.templates.push(Template {
                payload: [0; PAYLOAD_BYTES_MAX],
                len: 0,
                seq: 0,
                ts: 0,
                marker: false,
                made_at: Micros::default(),
                channel: 0,
                start: 0,
                count: 0,
                served: 0,
            });
            self.templates.len() - 1
        })
    }

    /// The channel whose packet is next.
    #[must_use]
    pub fn next_channel(&self) -> Option<u32> {
        self.line.front().and_then(|place| self.templates.get(*place)).map(|template| template.channel)
    }

    /// How long the oldest packet has waited.
    #[must_use]
    pub fn wait(&self, now: Micros) -> Duration {
        let oldest = self.line.front().and_then(|place| self.templates.get(*place));
        oldest.map_or(Duration::ZERO, |template| now.since(template.made_at))
    }

    /// Sends the first packet in line to at most `budget` of `listeners`; returns how many were served.
    pub fn send<E: Egress>(
        &mut self,
        now: Micros,
        listeners: &mut [Listener],
        sealers: &[RtpSealer],
        budget: usize,
        egress: &mut E,
        counters: &mut Counters,
    ) -> usize {
        let Some(place) = self.line.front().copied() else { return 0 };
        let Some(template) = self.templates.get_mut(place) else { return 0 };
        if template.served == 0 {
            template.begin(listeners.len());
        }
        let late = now.since(template.made_at) > WAIT_MAX;
        let rest = template.count - template.served;
        let share = if late { rest } else { rest.min(budget) };
        if late {
            counters.late_packets_dropped += rest as u64;
        } else {
            for run in template.runs(share) {
                let listeners = listeners.get_mut(run.clone()).unwrap_or_default();
                let sealers = sealers.get(run).unwrap_or_default();
                for (listener, sealer) in listeners.iter_mut().zip(sealers) {
                    template.send_one(listener, sealer, egress, counters);
                }
            }
        }
        template.served += share;
        if template.served >= template.count {
            self.line.pop_front();
            self.free.push(place);
        }
        if late { 0 } else { share }
    }

    /// Whether a packet of this channel has reached some of its listeners and not yet all: the row must keep its order.
    #[must_use]
    pub fn is_under_way(&self, channel: u32) -> bool {
        let first = self.line.front().and_then(|place| self.templates.get(*place));
        first.is_some_and(|template| template.channel == channel && template.served > 0)
    }

    /// Drops what waits for a channel that is no more.
    pub fn forget(&mut self, channel: u32) {
        let Queue { templates, line, free } = self;
        line.retain(|place| {
            let keep = templates.get(*place).is_some_and(|template| template.channel != channel);
            if !keep {
                free.push(*place);
            }
            keep
        });
    }

    /// The first packet in line has nobody to go to.
    pub fn skip(&mut self) {
        if let Some(place) = self.line.pop_front() {
            self.free.push(place);
        }
    }
}

impl Template {
    /// Each packet begins somewhere else (golden ratio), so that nobody is always last, or always dropped.
    fn begin(&mut self, count: usize) {
        let turn = self.seq.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        self.count = count;
        self.start = usize::try_from(turn).unwrap_or(0).checked_rem(count).unwrap_or(0);
    }

    /// The next `share` listeners: to the end of the row, and on from its beginning.
    fn runs(&self, share: usize) -> [std::ops::Range<usize>; 2] {
        let from = (self.start + self.served).checked_rem(self.count).unwrap_or(0);
        let first = share.min(self.count - from);
        [from..from + first, 0..share - first]
    }

    #[inline]
    fn send_one<E: Egress>(
        &self,
        listener: &mut Listener,
        sealer: &RtpSealer,
        egress: &mut E,
        counters: &mut Counters,
    ) {
        if self.seq < listener.from_seq || self.seq >= listener.until_seq {
            return;
        }
        let Some(slot) = egress.slot() else {
            counters.egress_full_packets_dropped += 1;
            return;
        };
        let seq = self.seq.wrapping_add(listener.seq_off);
        let ts = self.ts.wrapping_add(listener.ts_off);
        let Some((header, body)) = slot.split_first_chunk_mut::<HEADER_BYTES>() else { return };
        let Some((payload, room)) = self.payload.get(..self.len).zip(body.get_mut(..self.len)) else { return };
        let [.., high, low] = seq.to_be_bytes();
        let wire_seq = u16::from_be_bytes([high, low]);
        write_header(header, self.marker, listener.payload_type, wire_seq, ts, listener.ssrc);
        room.copy_from_slice(payload);
        match sealer.seal_rtp(slot, HEADER_BYTES, HEADER_BYTES + self.len, listener.ssrc, seq) {
            Ok(len) => {
                egress.commit(len, listener.path);
                listener.own.sent(self.made_at, seq, ts);
                listener.packets = listener.packets.wrapping_add(1);
                listener.octets = listener.octets.wrapping_add(u32::try_from(self.len).unwrap_or_default());
                counters.rtp_out_packets += 1;
            }
            Err(_) => counters.seal_errors += 1,
        }
    }
}
