//! What shards say to each other, and who sits where. A letter is a value: a thread or a test carries it.

use std::ops::Range;

use crate::admission::ShardCommand;
use crate::counters::Counters;
use crate::hold::Frame;
use crate::ids::{ChannelId, EchoGroup, FloorVersion, Path, SessionId};
use crate::seam::{Command, DownReason};
use crate::time::Micros;
use crate::timeline::Timeline;

/// Shards of one engine.
pub const SHARDS_MAX: u8 = 64;

/// Above so many letters, or so many bytes, sound and datagrams find a mail full. What keeps shards of one mind is never dropped:
/// it follows from commands, whose number has a bound, and from checks that were authentic.
pub const LETTERS_MAX: usize = 4_096;
pub const LETTER_BYTES_MAX: usize = 1 << 20;

/// One shard's place among all. Where a session or a channel belongs follows from its handle, so that nobody need ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    pub here: u8,
    /// 1..=`SHARDS_MAX`.
    pub of: u8,
}

impl Default for Seat {
    fn default() -> Self {
        Seat { here: 0, of: 1 }
    }
}

impl Seat {
    #[must_use]
    pub fn is_alone(self) -> bool {
        self.of <= 1
    }

    /// Whose keys, uplink and slots are where. Handles rise one by one, so shards fill evenly.
    #[must_use]
    pub fn of_session(self, session: SessionId) -> u8 {
        self.place(session.0)
    }

    /// Where a channel's gate and its one timeline are.
    #[must_use]
    pub fn of_channel(self, channel: ChannelId) -> u8 {
        self.place(channel.0)
    }

    /// The shard that is told; none: all of them.
    #[must_use]
    pub fn of_command(self, command: &ShardCommand) -> Option<u8> {
        match command {
            ShardCommand::Admit { session, .. }
            | ShardCommand::Renew { session, .. }
            | ShardCommand::Secure { session, .. }
            | ShardCommand::Remove { session, .. } => Some(self.of_session(*session)),
            ShardCommand::Control { command, .. } => match command {
                Command::ChannelOpen { .. } | Command::ChannelClose { .. } => None,
                Command::FloorSet { channel, .. } => Some(self.of_channel(*channel)),
                Command::SlotBind { session, .. }
                | Command::HoldClear { session }
                | Command::SessionOpen { session, .. }
                | Command::SessionRestart { session, .. }
                | Command::SessionClose { session } => Some(self.of_session(*session)),
            },
        }
    }

    /// Every shard but this one.
    pub fn others(self) -> impl Iterator<Item = u8> {
        (0..self.of).filter(move |seat| *seat != self.here)
    }

    /// Whose turn is next in a round through all shards.
    #[must_use]
    pub fn next(self) -> u8 {
        if self.here + 1 < self.of { self.here + 1 } else { 0 }
    }

    fn place(self, handle: u32) -> u8 {
        u8::try_from(handle % u32::from(self.of.max(1))).unwrap_or(0)
    }
}

/// One burst of a source at a gate of another shard: the set it came in with tells it from its other bursts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    pub channel: ChannelId,
    pub session: SessionId,
    pub version: FloorVersion,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// A datagram that the kernel gave to another shard than its session's. The bytes are the datagram.
    Hop { path: Path },
    /// To the gate: a frame of the source. The bytes are its payload.
    Frame { turn: Turn, index: u64, timestamp: u32, level: u8, held: bool },
    /// From the gate, to shards that have listeners: a packet of the channel's timeline. The bytes are its payload.
    Packet { channel: ChannelId, seq: u64, ts: u32, marker: bool, made_at: Micros },
    /// Datagrams from here are the sender's.
    Known { path: Path },
    /// They are not any more.
    Unknown { path: Path },
    /// To the gate: how many slots hear the channel at the sender's.
    Audience { channel: ChannelId, listeners: u32 },
    /// From the gate: where the timeline stands, and who must not hear it now.
    Stand { channel: ChannelId, timeline: Timeline, talker: Option<(SessionId, EchoGroup)> },
    /// From the gate: what follows is this source's voice.
    Deafen { channel: ChannelId, session: SessionId, group: EchoGroup },
    /// From the gate: its voice is over.
    Listen { channel: ChannelId, at: Micros },
    /// From the gate: this source is let through. `fresh`: with what it said while it asked.
    Open { turn: Turn, fresh: bool },
    /// To the gate, ahead of the frames: whose voice it is.
    Begin { turn: Turn, group: EchoGroup },
    /// To the gate: the held frames are all there.
    Released { turn: Turn },
    /// From the gate: this source is let through no more.
    Shut { turn: Turn },
    /// From the gate: this source may end its burst; has it anything more to say?
    Finish { turn: Turn },
    /// To the gate: from `at` on it has not; silence is due at `due` at the earliest.
    Quiet { turn: Turn, at: Micros, due: Micros },
    /// To the gate: there is no such source.
    Gone { session: SessionId },
    /// Round all shards and back: this session says nothing more. Its end is told when all have heard.
    Lost { session: SessionId, down: Option<DownReason> },
    /// The sender met a bug and knows nothing any more.
    Anew,
}

impl Letter {
    fn may_be_lost(&self) -> bool {
        matches!(self, Letter::Hop { .. } | Letter::Frame { .. } | Letter::Packet { .. })
    }
}

/// Letters to one shard, oldest first. Buffers are used again: a mail that has grown allocates nothing more.
#[derive(Debug, Default)]
pub struct Mail {
    letters: Vec<(u8, Letter, Range<usize>)>,
    bytes: Vec<u8>,
    read: usize,
}

impl Mail {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.read >= self.letters.len()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.letters.len().saturating_sub(self.read)
    }

    /// False where it is full and the letter may be lost.
    pub fn push(&mut self, from: u8, letter: Letter, bytes: &[u8]) -> bool {
        let full = self.letters.len() >= LETTERS_MAX || self.bytes.len() + bytes.len() > LETTER_BYTES_MAX;
        if full && letter.may_be_lost() {
            return false;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.letters.push((from, letter, start..self.bytes.len()));
        true
    }

    /// Moves what waits in `other` behind what waits here; returns how many found it full.
    pub fn append(&mut self, other: &mut Mail) -> u64 {
        let mut dropped = 0;
        if self.is_empty() {
            self.clear();
            std::mem::swap(self, other);
        }
        while let Some((from, letter, bytes)) = other.open() {
            dropped += u64::from(!self.push(from, letter, bytes));
        }
        dropped
    }

    /// The oldest letter, who sent it, and its bytes.
    pub fn open(&mut self) -> Option<(u8, Letter, &mut [u8])> {
        let Some((from, letter, range)) = self.letters.get(self.read).cloned() else {
            self.clear();
            return None;
        };
        self.read += 1;
        Some((from, letter, self.bytes.get_mut(range).unwrap_or_default()))
    }

    fn clear(&mut self) {
        self.letters.clear();
        self.bytes.clear();
        self.read = 0;
    }
}

/// Letters on their way out of one shard. A shard that is alone has none to write to.
#[derive(Debug, Default)]
pub struct Post {
    pub seat: Seat,
    mails: Vec<Mail>,
}

impl Post {
    #[must_use]
    pub fn new(seat: Seat) -> Self {
        let mails = if seat.is_alone() { Vec::new() } else { (0..seat.of).map(|_| Mail::default()).collect() };
        Post { seat, mails }
    }

    pub fn send(&mut self, to: u8, letter: Letter) {
        self.send_bytes(to, letter, &[]);
    }

    /// False where it found the mail full.
    pub fn send_bytes(&mut self, to: u8, letter: Letter, bytes: &[u8]) -> bool {
        self.mails.get_mut(usize::from(to)).is_some_and(|mail| mail.push(self.seat.here, letter, bytes))
    }

    pub fn send_all(&mut self, letter: Letter) {
        for to in self.seat.others() {
            self.send(to, letter);
        }
    }

    /// One frame of an uplink to the gate that lets it through.
    pub fn frame(&mut self, to: u8, turn: Turn, frame: &Frame<'_>, held: bool, counters: &mut Counters) {
        let Frame { index, timestamp, level, payload } = *frame;
        let letter = Letter::Frame { turn, index, timestamp, level, held };
        counters.letters_dropped += u64::from(!self.send_bytes(to, letter, payload));
    }

    pub fn mail(&mut self, to: u8) -> Option<&mut Mail> {
        self.mails.get_mut(usize::from(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Letter = Letter::Anew;

    fn hop() -> Letter {
        let path = Path { socket: crate::ids::SocketId(0), remote: ([127, 0, 0, 1], 7).into() };
        Letter::Hop { path }
    }

    #[test]
    fn a_mail_keeps_order_and_bytes_and_is_used_again() {
        let (mut one, mut other) = (Mail::default(), Mail::default());
        for round in 0..3u8 {
            assert!(
                other.push(1, hop(), &[round, 1]) && other.push(2, KNOWN, &[]) && other.push(1, hop(), &[round, 2])
            );
            assert_eq!(one.append(&mut other), 0);
            assert!(other.is_empty());
            assert_eq!(one.open().map(|(from, _, bytes)| (from, bytes.to_vec())), Some((1, vec![round, 1])));
            assert!(other.push(3, hop(), &[9]));
            assert_eq!(one.append(&mut other), 0);
            let rest: Vec<_> =
                std::iter::from_fn(|| one.open().map(|(from, _, bytes)| (from, bytes.to_vec()))).collect();
            assert_eq!(rest, [(2, vec![]), (1, vec![round, 2]), (3, vec![9])]);
            assert!(one.is_empty());
        }
    }

    #[test]
    fn sound_finds_a_full_mail_and_what_keeps_shards_of_one_mind_does_not() {
        let mut mail = Mail::default();
        assert!((0..LETTERS_MAX).all(|_| mail.push(0, hop(), &[1])));
        assert!(!mail.push(0, hop(), &[1]));
        assert!(mail.push(0, KNOWN, &[]));
        let mut wide = Mail::default();
        assert!(wide.push(0, hop(), &[0; LETTER_BYTES_MAX]) && !wide.push(0, hop(), &[1]));
        assert_eq!(wide.append(&mut mail), LETTERS_MAX as u64);
        assert_eq!(wide.len(), 2);
    }

    #[test]
    fn handles_that_rise_fill_all_seats_alike() {
        let seat = Seat { here: 1, of: 4 };
        let mut filled = [0; 4];
        (1..=400).for_each(|handle| filled[usize::from(seat.of_session(SessionId(handle)))] += 1);
        assert_eq!(filled, [100; 4]);
        assert_eq!(seat.others().collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!((seat.next(), Seat { here: 3, of: 4 }.next(), Seat::default().next()), (2, 0, 0));
    }
}
