//! One channel's sound: the gate, the burst it lets through, the tail behind it, the listeners.

use std::time::Duration;

use crate::counters::Counters;
use crate::fanout::{Listener, Outgoing, Queue};
use crate::hold::{Frame, Hold};
use crate::ids::{ChannelId, EchoGroup, FloorVersion, SessionId};
use crate::letters::{Letter, Post, Seat, Turn};
use crate::opus::{SILENCE, STOP};
use crate::seam::{Ending, Event};
use crate::sources::{Source, Sources};
use crate::srtp::RtpSealer;
use crate::time::Micros;
use crate::timeline::Timeline;
use crate::uplink::FINISH_MAX;

/// Above so many listeners a hold leaves in portions (contract §5.3).
const LISTENERS_AT_ONCE_MAX: usize = 1_000;
const PORTION_FRAMES: usize = 8;

pub const FRAME: Duration = Duration::from_millis(20);
const SILENCE_FRAMES: u8 = 5;

/// A source whose clock leaves the wall clock by more than this has jumped, and starts anew.
const JUMP_TICKS: u32 = 2 * 48_000;
const JUMP_PACKETS: u64 = 1_000;

/// What a step may put out; the queue takes packets, the rest is told.
pub struct Step<'a> {
    pub now: Micros,
    pub queue: &'a mut Queue,
    pub events: &'a mut Vec<Event>,
    pub counters: &'a mut Counters,
    pub post: &'a mut Post,
}

/// Where a source's numbers meet the channel's.
#[derive(Clone, Copy, Debug)]
struct Base {
    index: u64,
    timestamp: u32,
    seq: u64,
    ts: u32,
}

#[derive(Debug)]
struct Burst {
    source: SessionId,
    version: FloorVersion,
    base: Option<Base>,
    /// Set once the source has left the floor set.
    finish_at: Option<Micros>,
    /// It has nothing more to say; what it said is still in the backlog.
    quiet: bool,
}

/// Silence frames that keep a listener from concealing; the end is told with the first.
#[derive(Debug)]
struct Tail {
    sent: u8,
    due: Micros,
    ended: Option<(SessionId, FloorVersion)>,
}

pub struct Channel {
    pub id: ChannelId,
    /// The shard whose copy is the gate; in all others `timeline` follows it while they have listeners.
    pub gate: u8,
    place: u32,
    pub version: FloorVersion,
    sources: Sources,
    burst: Option<Burst>,
    tail: Option<Tail>,
    backlog: Hold,
    backlog_due: Option<Micros>,
    pub timeline: Timeline,
    /// Whether `timeline` is known to be the gate's.
    pub follows: bool,
    /// Whose voice is on its way: its own do not hear it.
    pub talker: Option<(SessionId, EchoGroup)>,
    /// Slots that hear it at other shards, seat by seat; empty where nobody else asks.
    audience: Vec<u32>,
    pub listeners: Vec<Listener>,
    /// Their keys, place by place.
    pub sealers: Vec<RtpSealer>,
    /// Places of listeners that have left while a packet was under way.
    pub leaving: Vec<usize>,
}

impl Channel {
    /// `place` is how the queue names it.
    #[must_use]
    pub fn new(id: ChannelId, place: u32, seat: Seat) -> Self {
        let gate = seat.of_channel(id);
        let others = if gate == seat.here && !seat.is_alone() { seat.of } else { 0 };
        Channel {
            id,
            gate,
            place,
            version: FloorVersion::default(),
            sources: Sources::default(),
            burst: None,
            tail: None,
            backlog: Hold::new(Duration::from_secs(1)),
            backlog_due: None,
            timeline: Timeline::new(0, 0),
            follows: gate == seat.here,
            talker: None,
            audience: vec![0; others.into()],
            listeners: Vec::new(),
            sealers: Vec::new(),
            leaving: Vec::new(),
        }
    }

    /// Whose sound passes the gate now (also while it finishes).
    #[must_use]
    pub fn source(&self) -> Option<SessionId> {
        self.burst.as_ref().map(|burst| burst.source)
    }

    /// The burst at the gate.
    #[must_use]
    pub fn turn(&self) -> Option<Turn> {
        let burst = self.burst.as_ref()?;
        Some(Turn { channel: self.id, session: burst.source, version: burst.version })
    }

    /// Obeys a floor set that is newer than the last; returns who left it. One source is forwarded, the others wait for
    /// its end (several at once are for a mixer). Of every source that leaves the end is told, heard or not.
    pub fn set_floor(
        &mut self,
        step: &mut Step<'_>,
        version: FloorVersion,
        sources: &[SessionId],
        ending: Ending,
    ) -> Vec<Source> {
        if version <= self.version {
            return Vec::new();
        }
        self.version = version;
        let left = self.sources.change(step.now, version, sources);
        for source in left.iter().filter(|source| Some(source.session) != self.source()) {
            self.tell_end(step, source.session, source.version);
        }
        let finishing = self.burst.as_ref().is_some_and(|burst| burst.finish_at.is_some());
        let stays = self.source().is_some_and(|source| self.sources.get(source).is_some());
        match ending {
            _ if stays && !finishing => {}
            // It is back before its last burst has finished: that one ends here.
            _ if stays => self.cut(step),
            Ending::Finish => self.finish(step),
            Ending::Cut => self.cut(step),
        }
        left
    }

    #[must_use]
    pub fn has_source(&self, session: SessionId) -> bool {
        self.sources.get(session).is_some()
    }

    /// `source` is gone: whatever the set says, it is not heard again.
    pub fn lose(&mut self, step: &mut Step<'_>, source: SessionId) {
        let waiting = self.sources.remove(source);
        if self.source() == Some(source) {
            self.cut(step);
        } else if let Some(waiting) = waiting {
            self.tell_end(step, source, waiting.version);
        }
    }

    /// The source whose burst begins, once nobody is at the gate and the last end was told. Its hold is for the caller to
    /// bring.
    pub fn begin_next(&mut self) -> Option<Source> {
        let told = self.tail.as_ref().is_none_or(|tail| tail.sent > 0);
        let source = self.sources.first().filter(|_| told && self.burst.is_none())?;
        let Source { session, version, .. } = source;
        self.burst = Some(Burst { source: session, version, base: None, finish_at: None, quiet: false });
        Some(source)
    }

    /// Marks the slots that must not hear `source`; they fall in again when its burst is over.
    pub fn deafen(&mut self, post: &mut Post, source: SessionId, group: EchoGroup) {
        self.talker = Some((source, group));
        self.tell(post, Letter::Deafen { channel: self.id, session: source, group });
        let own = |listener: &&mut Listener| listener.session == source || listener.group == group;
        for listener in self.listeners.iter_mut().filter(own) {
            listener.deafen(&self.timeline);
        }
    }

    /// A frame of the source: into its place in the channel's one timeline.
    pub fn frame(&mut self, step: &mut Step<'_>, frame: &Frame<'_>) {
        if self.backlog.is_empty() {
            self.forward(step, frame);
        } else {
            self.backlog.push(step.now, frame);
        }
    }

    /// The held frames of a source that was just granted.
    pub fn release(&mut self, step: &mut Step<'_>, hold: &mut Hold) {
        hold.expire(step.now);
        while hold.pop(|frame| self.held(step, frame)) {}
        self.released(step);
    }

    /// One of them.
    pub fn held(&mut self, step: &mut Step<'_>, frame: &Frame<'_>) {
        if self.backlog.is_empty() && self.is_small() {
            self.forward(step, frame);
        } else {
            self.backlog.push(step.now, frame);
        }
    }

    /// That was all of them: what did not leave at once does so in portions.
    pub fn released(&mut self, step: &mut Step<'_>) {
        if !self.backlog.is_empty() && self.backlog_due.is_none() {
            self.portion(step);
        }
    }

    fn is_small(&self) -> bool {
        let elsewhere = self.audience.iter().fold(0u32, |sum, count| sum.saturating_add(*count));
        self.listeners.len().saturating_add(usize::try_from(elsewhere).unwrap_or(usize::MAX)) <= LISTENERS_AT_ONCE_MAX
    }

    /// The source may end its burst: at its first silent packet, or after 300 ms.
    fn finish(&mut self, step: &mut Step<'_>) {
        match &mut self.burst {
            Some(burst) if burst.base.is_some() => {
                burst.finish_at.get_or_insert(step.now + FINISH_MAX);
            }
            Some(_) => self.cut(step),
            None => {}
        }
    }

    /// A source that finishes has nothing more to say from `quiet_at` on; the first silence frame is due at `due` at the earliest.
    pub fn quiet(&mut self, step: &mut Step<'_>, quiet_at: Micros, due: Micros) {
        let Some(burst) = &mut self.burst else { return };
        let Some(finish_at) = &mut burst.finish_at else { return };
        if quiet_at > step.now {
            *finish_at = quiet_at.min(*finish_at);
        } else if self.backlog.is_empty() {
            self.end(step, due);
        } else {
            burst.quiet = true;
        }
    }

    /// Nothing more of the source; the tail begins at once.
    pub fn cut(&mut self, step: &mut Step<'_>) {
        self.end(step, step.now);
        self.first_silence(step);
    }

    /// What is due: portions of a hold, the end of a finish, the frames of a tail.
    pub fn timeout(&mut self, step: &mut Step<'_>) {
        if self.backlog_due.is_some_and(|due| due <= step.now) {
            self.portion(step);
        }
        if self.burst.as_ref().and_then(|burst| burst.finish_at).is_some_and(|due| due <= step.now) {
            self.end(step, step.now);
        }
        while self.tail.as_ref().is_some_and(|tail| tail.due <= step.now) {
            self.tail_frame(step);
        }
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Micros> {
        let finish = self.burst.as_ref().and_then(|burst| burst.finish_at);
        [finish, self.tail.as_ref().map(|tail| tail.due), self.backlog_due].into_iter().flatten().min()
    }

    fn portion(&mut self, step: &mut Step<'_>) {
        let mut backlog = std::mem::replace(&mut self.backlog, Hold::new(Duration::ZERO));
        for _ in 0..PORTION_FRAMES {
            if !backlog.pop(|frame| self.forward(step, frame)) {
                break;
            }
        }
        let quiet = self.burst.as_ref().is_some_and(|burst| burst.quiet) && backlog.is_empty();
        self.backlog_due = (!backlog.is_empty()).then(|| step.now + FRAME);
        self.backlog = backlog;
        if quiet {
            self.end(step, step.now + FRAME);
        }
    }

    fn forward(&mut self, step: &mut Step<'_>, frame: &Frame<'_>) {
        let Some(burst) = &mut self.burst else { return };
        let known = burst.base.filter(|base| continues(base, frame, &self.timeline, step.now));
        let (base, marker) = match known {
            Some(base) => (base, false),
            None => {
                let base = Base {
                    index: frame.index,
                    timestamp: frame.timestamp,
                    seq: self.timeline.newest_seq + 1,
                    ts: self.timeline.next_ts(step.now),
                };
                if burst.base.is_none() {
                    step.counters.bursts += 1;
                }
                burst.base = Some(base);
                self.tail = None;
                (base, true)
            }
        };
        if frame.index < base.index {
            return;
        }
        let seq = base.seq + (frame.index - base.index);
        let ts = base.ts.wrapping_add(frame.timestamp.wrapping_sub(base.timestamp));
        self.put(step, &Outgoing { seq, ts, marker, payload: frame.payload });
    }

    fn put(&mut self, step: &mut Step<'_>, packet: &Outgoing<'_>) {
        self.take(step, step.now, packet);
        let Outgoing { seq, ts, marker, payload } = *packet;
        let letter = Letter::Packet { channel: self.id, seq, ts, marker, made_at: step.now };
        for (to, _) in (0u8..).zip(&self.audience).filter(|(_, listeners)| **listeners > 0) {
            if step.post.send_bytes(to, letter, payload) {
                step.counters.copied_packets += 1;
            } else {
                step.counters.letters_dropped += 1;
            }
        }
    }

    /// A packet of the timeline, made here or copied from the gate.
    pub fn take(&mut self, step: &mut Step<'_>, made_at: Micros, packet: &Outgoing<'_>) {
        self.timeline.sent(made_at, packet.seq, packet.ts);
        if !self.listeners.is_empty() && !step.queue.push(made_at, self.place, packet) {
            step.counters.queue_full_packets_dropped += 1;
        }
    }

    /// Another shard says how many of its slots listen; who did not before is told where the timeline stands.
    pub fn heed(&mut self, post: &mut Post, seat: u8, listeners: u32) {
        let Some(count) = self.audience.get_mut(usize::from(seat)) else { return };
        let before = std::mem::replace(count, listeners);
        if before == 0 && listeners > 0 {
            post.send(seat, Letter::Stand { channel: self.id, timeline: self.timeline, talker: self.talker });
        }
    }

    /// Word from the gate: who waited for it joins in.
    pub fn stand(&mut self, now: Micros, timeline: Timeline, talker: Option<(SessionId, EchoGroup)>) {
        (self.timeline, self.talker, self.follows) = (timeline, talker, true);
        for listener in self.listeners.iter_mut().filter(|listener| listener.is_waiting()) {
            listener.align(now, &timeline);
            if talker.is_some_and(|(session, group)| listener.session == session || listener.group == group) {
                listener.deafen(&timeline);
            }
        }
    }

    /// The gate knows nothing any more: whoever listens waits for its word.
    pub fn unfollow(&mut self) {
        (self.follows, self.talker) = (false, None);
        for listener in self.listeners.iter_mut().filter(|listener| !listener.is_retired()) {
            listener.wait();
        }
    }

    /// Slots that hear it here.
    #[must_use]
    pub fn listening(&self) -> u32 {
        u32::try_from(self.listeners.len().saturating_sub(self.leaving.len())).unwrap_or(u32::MAX)
    }

    fn tell(&self, post: &mut Post, letter: Letter) {
        for (to, _) in (0u8..).zip(&self.audience).filter(|(_, listeners)| **listeners > 0) {
            post.send(to, letter);
        }
    }

    /// Closes the gate; the first silence frame, and with it the news, is due at `due`.
    fn end(&mut self, step: &mut Step<'_>, due: Micros) {
        let Some(burst) = self.burst.take() else { return };
        self.backlog.clear();
        self.backlog_due = None;
        if burst.base.is_none() {
            self.listen_again(step.now, step.post);
            self.tell_end(step, burst.source, burst.version);
            return;
        }
        self.tail = Some(Tail { sent: 0, due, ended: Some((burst.source, burst.version)) });
        if due <= step.now {
            self.tail_frame(step);
        }
    }

    /// Between two talkers at least one silence frame goes out, and the end of the first is told.
    fn first_silence(&mut self, step: &mut Step<'_>) {
        if self.tail.as_ref().is_some_and(|tail| tail.sent == 0) {
            self.tail_frame(step);
        }
    }

    fn tail_frame(&mut self, step: &mut Step<'_>) {
        let Some(mut tail) = self.tail.take() else { return };
        let payload: &[u8] = if tail.sent < SILENCE_FRAMES { &SILENCE } else { &STOP };
        let (seq, ts) = (self.timeline.newest_seq + 1, self.timeline.next_ts(step.now));
        self.put(step, &Outgoing { seq, ts, marker: false, payload });
        if let Some((session, version)) = tail.ended.take() {
            self.listen_again(step.now, step.post);
            self.tell_end(step, session, version);
        }
        if tail.sent < SILENCE_FRAMES {
            tail.sent += 1;
            tail.due = tail.due + FRAME;
            self.tail = Some(tail);
        }
    }

    fn tell_end(&self, step: &mut Step<'_>, session: SessionId, version: FloorVersion) {
        step.events.push(Event::BurstEnded { channel: self.id, session, version });
    }

    /// Slots that were deaf to their own voice continue where they stopped.
    pub fn listen_again(&mut self, now: Micros, post: &mut Post) {
        if self.talker.take().is_some() {
            self.tell(post, Letter::Listen { channel: self.id, at: now });
        }
        for listener in self.listeners.iter_mut().filter(|listener| listener.is_deaf()) {
            listener.align(now, &self.timeline);
        }
    }
}

/// Whether a frame follows on from the burst so far, by its own numbers and by the clock.
fn continues(base: &Base, frame: &Frame<'_>, timeline: &Timeline, now: Micros) -> bool {
    let Some(sent_at) = timeline.sent_at else { return false };
    let ts = base.ts.wrapping_add(frame.timestamp.wrapping_sub(base.timestamp));
    let elapsed = u32::try_from(now.since(sent_at).as_micros() * 48 / 1_000).unwrap_or(u32::MAX);
    let drift = ts.wrapping_sub(timeline.newest_ts.wrapping_add(elapsed));
    let seq = base.seq.saturating_add(frame.index.saturating_sub(base.index));
    drift.min(drift.wrapping_neg()) <= JUMP_TICKS && seq.abs_diff(timeline.newest_seq) <= JUMP_PACKETS
}
