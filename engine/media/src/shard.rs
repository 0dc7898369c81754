//! The media thread's machine: sessions, channels, and the way of a packet between them.

mod control;
mod ingress;
mod letters;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::time::Duration;

use crate::channel::{Channel, Step};
use crate::counters::Counters;
use crate::egress::{Egress, Outbox};
use crate::fanout::Queue;
use crate::ice::OpenBinding;
use crate::ids::{ChannelId, Path, SessionId};
use crate::letters::{Letter, Post, Seat, Turn};
use crate::seam::{DownReason, Event};
use crate::session::Session;
use crate::time::Micros;

pub use crate::admission::{Handoff, ShardCommand};

/// Without an authenticated packet for so long, a session's media is over (contract §6).
pub const SILENT_MAX: Duration = Duration::from_secs(30);

/// How often the table of sessions is looked through.
const SCAN_GAP: Duration = Duration::from_secs(2);

/// A wait that operators should know of, and that keeps newcomers out: most of a frame, a quarter of what drops a packet.
const OVERLOAD_WAIT: Duration = Duration::from_millis(16);

/// Without such a wait for so long, it is over.
const OVERLOAD_CALM: Duration = Duration::from_secs(2);

/// While it lasts, whoever lets newcomers in hears of it so often.
const OVERLOAD_GAP: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Channel(u32),
    Session(SessionId),
    Scan,
}

/// How a shard is set up.
#[derive(Clone, Copy, Debug)]
pub struct ShardConfig {
    pub hold_window: Duration,
    /// NTP time (32.32) of `Micros(0)`.
    pub ntp_start: u64,
}

/// A source whose session is another shard's: places of channels.
#[derive(Default)]
struct Stranger {
    floors: Vec<u32>,
    feeds: Vec<u32>,
}

pub struct Shard {
    config: ShardConfig,
    sessions: HashMap<SessionId, Session>,
    by_path: HashMap<Path, SessionId>,
    channels: Vec<Option<Channel>>,
    channel_places: HashMap<ChannelId, u32>,
    queue: Queue,
    open_binding: OpenBinding,
    timers: BinaryHeap<Reverse<(Micros, Timer)>>,
    channel_timers: Vec<Option<Micros>>,
    scan_at: Option<Micros>,
    /// Channels whose gate is open.
    talking: usize,
    /// Sessions that have no keys yet.
    joining: usize,
    /// When a packet last waited too long; none once that is over.
    overloaded_at: Option<Micros>,
    newcomers_held_at: Option<Micros>,
    post: Post,
    /// Addresses of other shards' sessions whose datagrams come here: at most two for each of theirs.
    abroad: HashMap<Path, u8>,
    /// In a floor set here: at most `SOURCES_MAX` for each channel, and one that finishes.
    strangers: HashMap<SessionId, Stranger>,
    pub counters: Counters,
}

impl Shard {
    #[must_use]
    pub fn new(config: ShardConfig) -> Self {
        Shard::seated(config, Seat::default())
    }

    /// One shard of several.
    #[must_use]
    pub fn seated(config: ShardConfig, seat: Seat) -> Self {
        Shard {
            config,
            sessions: HashMap::new(),
            by_path: HashMap::new(),
            channels: Vec::new(),
            channel_places: HashMap::new(),
            queue: Queue::default(),
            open_binding: OpenBinding::default(),
            timers: BinaryHeap::with_capacity(1_024),
            channel_timers: Vec::new(),
            scan_at: None,
            talking: 0,
            joining: 0,
            overloaded_at: None,
            newcomers_held_at: None,
            post: Post::new(seat),
            abroad: HashMap::new(),
            strangers: HashMap::new(),
            counters: Counters::default(),
        }
    }

    /// Sessions that are admitted.
    #[must_use]
    pub fn session_count(&self) -> usize {
        self.sessions.len()
    }

    /// Their handles.
    pub fn session_ids(&self) -> impl Iterator<Item = SessionId> + '_ {
        self.sessions.keys().copied()
    }

    /// Channels that are open.
    pub fn channel_ids(&self) -> impl Iterator<Item = ChannelId> + '_ {
        self.channel_places.keys().copied()
    }

    /// Sends queued packets to at most `budget` listeners, so that ingress is read in between. True: there is more.
    pub fn work<E: Egress>(&mut self, now: Micros, budget: usize, out: &mut Outbox<'_, E>) -> bool {
        self.tell_overload(now, out);
        let mut left = budget;
        while let Some(place) = self.queue.next_channel() {
            let channel = usize::try_from(place).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
            let Some(channel) = channel else {
                self.queue.skip();
                continue;
            };
            if left == 0 {
                return true;
            }
            let (listeners, sealers) = (&mut channel.listeners, &channel.sealers);
            left -= self.queue.send(now, listeners, sealers, left, out.egress, &mut self.counters).min(left);
            if !channel.leaving.is_empty() && !self.queue.is_under_way(place) {
                self.close_ranks(place);
            }
        }
        false
    }

    /// Lets time pass: tails, edges, the look through the table.
    pub fn timeout<E: Egress>(&mut self, now: Micros, out: &mut Outbox<'_, E>) {
        while let Some(Reverse((at, timer))) = self.timers.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.timers.pop();
            match timer {
                Timer::Channel(place) => self.channel_timeout(now, at, place, out.events),
                Timer::Session(session) => self.session_timeout(now, at, session, out.events),
                Timer::Scan => self.scan(now, out),
            }
        }
    }

    /// When `timeout` is due. An idle shard has no deadline but the scan.
    #[must_use]
    pub fn deadline(&self) -> Option<Micros> {
        self.timers.peek().map(|Reverse((at, _))| *at)
    }

    fn tell_overload<E: Egress>(&mut self, now: Micros, out: &mut Outbox<'_, E>) {
        let wait = self.queue.wait(now);
        if wait >= OVERLOAD_WAIT {
            if self.overloaded_at.is_none() {
                out.events.push(Event::Overload { wait_ms: u32::try_from(wait.as_millis()).unwrap_or(u32::MAX) });
            }
            self.overloaded_at = Some(now);
            if self.newcomers_held_at.is_none_or(|at| now.since(at) >= OVERLOAD_GAP) {
                self.newcomers_held_at = Some(now);
                out.handoffs.push(Handoff::Overload);
            }
        } else if self.overloaded_at.is_some_and(|at| now.since(at) >= OVERLOAD_CALM) {
            self.overloaded_at = None;
            out.events.push(Event::Overload { wait_ms: 0 });
        }
    }

    /// Whether nobody talks or joins and nothing waits to be sent: some milliseconds are nothing to anybody then.
    #[must_use]
    pub fn is_calm(&self) -> bool {
        self.talking == 0 && self.joining == 0 && self.queue.next_channel().is_none()
    }

    /// Whether packets waited too long a moment ago.
    #[must_use]
    pub fn is_overloaded(&self) -> bool {
        self.overloaded_at.is_some()
    }

    fn channel_timeout(&mut self, now: Micros, at: Micros, place: u32, events: &mut Vec<Event>) {
        let slot = usize::try_from(place).ok().and_then(|place| self.channel_timers.get_mut(place));
        match slot {
            Some(armed) if *armed == Some(at) => *armed = None,
            _ => return,
        }
        self.with_channel(now, place, events, |channel, step| channel.timeout(step));
    }

    fn session_timeout(&mut self, now: Micros, at: Micros, id: SessionId, events: &mut Vec<Event>) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        if session.timer_at != Some(at) {
            return;
        }
        session.timer_at = None;
        if let Some(uplink) = &mut session.uplink {
            uplink.expire(now, events);
        }
        Self::arm_session(&mut self.timers, session);
    }

    fn scan<E: Egress>(&mut self, now: Micros, out: &mut Outbox<'_, E>) {
        self.scan_at = None;
        let silent: Vec<SessionId> =
            self.sessions.values().filter(|s| now.since(s.last_seen) >= SILENT_MAX).map(|s| s.id).collect();
        for session in silent {
            self.counters.silent_sessions_dropped += 1;
            out.handoffs.push(Handoff::Forget { session });
            self.remove(now, session, DownReason::Silent, out.events);
        }
        self.arm_scan(now);
    }

    fn arm_scan(&mut self, now: Micros) {
        if self.scan_at.is_none() && !self.sessions.is_empty() {
            self.scan_at = Some(now + SCAN_GAP);
            self.timers.push(Reverse((now + SCAN_GAP, Timer::Scan)));
        }
    }

    fn arm_session(timers: &mut BinaryHeap<Reverse<(Micros, Timer)>>, session: &mut Session) {
        let deadline = session.uplink.as_ref().and_then(crate::uplink::Uplink::deadline);
        if let (None, Some(at)) = (session.timer_at, deadline) {
            session.timer_at = Some(at);
            timers.push(Reverse((at, Timer::Session(session.id))));
        }
    }

    /// Runs one step of a channel and follows up on what it changed: feeds, timers, a burst that begins.
    fn with_channel<T>(
        &mut self,
        now: Micros,
        place: u32,
        events: &mut Vec<Event>,
        act: impl FnOnce(&mut Channel, &mut Step<'_>) -> T,
    ) -> Option<T> {
        let index = usize::try_from(place).ok()?;
        let channel = self.channels.get_mut(index)?.as_mut()?;
        let before = channel.turn();
        let (queue, counters, post) = (&mut self.queue, &mut self.counters, &mut self.post);
        let mut step = Step { now, queue, events, counters, post };
        let result = act(channel, &mut step);
        let begun = channel.begin_next();
        let (after, deadline) = (channel.turn(), channel.deadline());
        self.follow(place, before, after);
        self.arm_channel(index, place, deadline);
        if let Some(source) = begun {
            self.begin(now, place, source, events);
        }
        Some(result)
    }

    fn follow(&mut self, place: u32, before: Option<Turn>, after: Option<Turn>) {
        if before == after {
            return;
        }
        match (before, after) {
            (None, Some(_)) => self.talking += 1,
            (Some(_), None) => self.talking = self.talking.saturating_sub(1),
            _ => {}
        }
        // A session here is let through or it is not; elsewhere each burst is told by itself.
        if before.zip(after).is_some_and(|(one, next)| one.session == next.session && self.is_ours(one.session)) {
            return;
        }
        if let Some(turn) = before {
            self.shut(place, turn);
        }
        let Some(turn) = after else { return };
        if self.is_ours(turn.session) {
            if let Some(session) = self.sessions.get_mut(&turn.session) {
                session.feeds.push(place);
            }
        } else {
            self.strangers.entry(turn.session).or_default().feeds.push(place);
        }
    }

    fn shut(&mut self, place: u32, turn: Turn) {
        if self.is_ours(turn.session) {
            if let Some(session) = self.sessions.get_mut(&turn.session) {
                session.feeds.retain(|feed| *feed != place);
            }
            return;
        }
        if let Some(stranger) = self.strangers.get_mut(&turn.session) {
            stranger.feeds.retain(|feed| *feed != place);
        }
        self.forget_stranger(turn.session);
        self.post.send(self.post.seat.of_session(turn.session), Letter::Shut { turn });
    }

    fn is_ours(&self, session: SessionId) -> bool {
        let seat = self.post.seat;
        seat.is_alone() || seat.of_session(session) == seat.here
    }

    fn arm_channel(&mut self, index: usize, place: u32, deadline: Option<Micros>) {
        let (Some(at), Some(armed)) = (deadline, self.channel_timers.get_mut(index)) else { return };
        if armed.is_none_or(|armed| at < armed) {
            *armed = Some(at);
            self.timers.push(Reverse((at, Timer::Channel(place))));
        }
    }
}
