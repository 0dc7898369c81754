//! What shards do for each other: pass datagrams on, bring a talker's frames to the gate, the gate's packets to listeners.

use crate::channel::{Channel, Step};
use crate::egress::{Egress, Outbox};
use crate::fanout::Outgoing;
use crate::hold::Frame;
use crate::ice::session_of;
use crate::ids::{ChannelId, Path, SessionId};
use crate::letters::{Letter, Mail, Turn};
use crate::seam::Event;
use crate::session::Session;
use crate::stun::{BINDING_REQUEST, Message};
use crate::time::Micros;

use super::Shard;

/// Who answers what no session asked for, so that its limits hold for all shards together.
const PORTER: u8 = 0;

impl Shard {
    /// What waits for the shard at `to`; none to write to where this one is alone.
    pub fn mail(&mut self, to: u8) -> Option<&mut Mail> {
        self.post.mail(to)
    }

    /// Takes the letters of `mail`, oldest first. What it has not come to stays there.
    pub fn receive<E: Egress>(&mut self, now: Micros, mail: &mut Mail, out: &mut Outbox<'_, E>) {
        while let Some((from, letter, bytes)) = mail.open() {
            self.letter(now, from, letter, bytes, out);
        }
    }

    /// Tells all others that whatever they know of this shard is no more.
    pub fn tell_anew(&mut self) {
        self.post.send_all(Letter::Anew);
    }

    fn letter<E: Egress>(&mut self, now: Micros, from: u8, letter: Letter, bytes: &mut [u8], out: &mut Outbox<'_, E>) {
        match letter {
            Letter::Hop { path } => self.hop(now, from, path, bytes, out),
            Letter::Known { path } => self.know(from, path),
            Letter::Unknown { path } => self.unknow(from, path),
            Letter::Lost { session, down } => {
                if !self.is_ours(session) {
                    self.lose_stranger(now, session, out.events);
                    self.post.send(self.post.seat.next(), letter);
                } else if let Some(reason) = down {
                    out.events.push(Event::Down { session, reason });
                }
            }
            Letter::Open { turn, fresh } => self.open_turn(now, from, turn, fresh),
            Letter::Shut { turn } => {
                if let Some(session) = self.sessions.get_mut(&turn.session) {
                    session.turns.retain(|(_, known)| *known != turn);
                }
            }
            Letter::Finish { turn } => self.answer_finish(now, from, turn),
            Letter::Anew => self.begin_without(now, from, out.events),
            Letter::Begin { turn, .. }
            | Letter::Frame { turn, .. }
            | Letter::Released { turn }
            | Letter::Quiet { turn, .. } => {
                self.at_gate(now, turn, out.events, |channel, step| from_source(channel, step, letter, bytes));
            }
            Letter::Gone { session } => self.lose_stranger(now, session, out.events),
            Letter::Packet { channel, .. }
            | Letter::Audience { channel, .. }
            | Letter::Stand { channel, .. }
            | Letter::Deafen { channel, .. }
            | Letter::Listen { channel, .. } => {
                self.of_channel(now, channel, out.events, |channel, step| between(channel, step, from, letter, bytes));
            }
        }
    }

    // --- datagrams -----------------------------------------------------------------------------------------------------

    /// The shard a datagram is for, where it is not this one. Looks, and believes nothing.
    pub(super) fn elsewhere(&self, path: Path, datagram: &[u8]) -> Option<u8> {
        let seat = self.post.seat;
        if seat.is_alone() {
            return None;
        }
        if !matches!(datagram.first(), Some(0..=3)) {
            return self.abroad.get(&path).copied();
        }
        let request = Message::parse(datagram).ok().filter(|message| message.kind == BINDING_REQUEST)?;
        let owner = if request.is_signed() { seat.of_session(session_of(request.username?)?) } else { PORTER };
        (owner != seat.here).then_some(owner)
    }

    pub(super) fn pass_on(&mut self, owner: u8, path: Path, datagram: &[u8]) {
        if self.post.send_bytes(owner, Letter::Hop { path }, datagram) {
            self.counters.hopped_datagrams += 1;
        } else {
            self.counters.letters_dropped += 1;
        }
    }

    /// A datagram goes on once and no further. Behind a check the sender learns whose it is; it learns so again with each,
    /// so that a shard that began anew need not ask.
    fn hop<E: Egress>(&mut self, now: Micros, from: u8, path: Path, datagram: &mut [u8], out: &mut Outbox<'_, E>) {
        let is_check = matches!(datagram.first(), Some(0..=3));
        self.take(now, path, datagram, out);
        if is_check && self.by_path.contains_key(&path) {
            self.post.send(from, Letter::Known { path });
        }
    }

    fn know(&mut self, owner: u8, path: Path) {
        self.by_path.remove(&path);
        self.abroad.insert(path, owner);
    }

    /// The address may be another shard's by now.
    fn unknow(&mut self, owner: u8, path: Path) {
        if self.abroad.get(&path) == Some(&owner) {
            self.abroad.remove(&path);
        }
    }

    /// Keeps the paths that `keep` names, and tells who passes datagrams on of the others.
    pub(super) fn forget_paths(&mut self, keep: impl Fn(Path, SessionId) -> bool) {
        let Shard { by_path, post, .. } = self;
        by_path.retain(|path, session| {
            let kept = keep(*path, *session);
            if !kept {
                post.send_all(Letter::Unknown { path: *path });
            }
            kept
        });
    }

    // --- a source of ours at another's gate ------------------------------------------------------------------------------

    fn open_turn(&mut self, now: Micros, gate: u8, turn: Turn, fresh: bool) {
        let Some(session) = self.sessions.get_mut(&turn.session) else {
            return self.post.send(gate, Letter::Gone { session: turn.session });
        };
        session.turns.push((gate, turn));
        self.post.send(gate, Letter::Begin { turn, group: session.group });
        if let Some(uplink) = &mut session.uplink {
            if !fresh {
                uplink.hold.clear();
            }
            uplink.hold.expire(now);
            let (post, counters) = (&mut self.post, &mut self.counters);
            while uplink.hold.pop(|frame| post.frame(gate, turn, frame, true, counters)) {}
        }
        self.post.send(gate, Letter::Released { turn });
    }

    fn answer_finish(&mut self, now: Micros, gate: u8, turn: Turn) {
        let lets_through = |session: &Session| session.turns.contains(&(gate, turn));
        if !self.sessions.get(&turn.session).is_some_and(lets_through) {
            return;
        }
        if let Some(at) = self.quiet_at(now, turn.session) {
            self.post.send(gate, Letter::Quiet { turn, at, due: now });
        }
    }

    // --- the gate ----------------------------------------------------------------------------------------------------

    /// Whether a source that may end its burst has anything more to say: known here, or asked for.
    pub(super) fn ask_quiet(&mut self, now: Micros, place: u32, turn: Turn, events: &mut Vec<Event>) {
        if !self.is_ours(turn.session) {
            return self.post.send(self.post.seat.of_session(turn.session), Letter::Finish { turn });
        }
        if let Some(quiet_at) = self.quiet_at(now, turn.session) {
            self.with_channel(now, place, events, |channel, step| channel.quiet(step, quiet_at, now));
        }
    }

    /// From when on a source of ours has nothing more to say.
    fn quiet_at(&self, now: Micros, id: SessionId) -> Option<Micros> {
        self.sessions.get(&id)?.uplink.as_ref()?.quiet_at(now)
    }

    /// For the burst that is at the gate now, and no other of the same source.
    fn at_gate(
        &mut self,
        now: Micros,
        turn: Turn,
        events: &mut Vec<Event>,
        act: impl FnOnce(&mut Channel, &mut Step<'_>),
    ) {
        self.of_channel(now, turn.channel, events, |channel, step| {
            if channel.turn() == Some(turn) {
                act(channel, step);
            }
        });
    }

    fn of_channel(
        &mut self,
        now: Micros,
        channel: ChannelId,
        events: &mut Vec<Event>,
        act: impl FnOnce(&mut Channel, &mut Step<'_>),
    ) {
        if let Some(place) = self.channel_places.get(&channel).copied() {
            self.with_channel(now, place, events, act);
        }
    }

    fn lose_stranger(&mut self, now: Micros, id: SessionId, events: &mut Vec<Event>) {
        let Some(mut stranger) = self.strangers.remove(&id) else { return };
        stranger.floors.append(&mut stranger.feeds);
        for place in stranger.floors {
            self.with_channel(now, place, events, |channel, step| channel.lose(step, id));
        }
    }

    /// Nothing names it any more.
    pub(super) fn forget_stranger(&mut self, id: SessionId) {
        let idle = |stranger: &super::Stranger| stranger.floors.is_empty() && stranger.feeds.is_empty();
        if self.strangers.get(&id).is_some_and(idle) {
            self.strangers.remove(&id);
        }
    }

    // --- listeners of another's channel ----------------------------------------------------------------------------------

    /// Says how many listen here now; with nobody left the timeline is followed no more.
    pub(super) fn tell_gate(&mut self, place: u32) {
        let here = self.post.seat.here;
        let channel = usize::try_from(place).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
        let Some(channel) = channel.filter(|channel| channel.gate != here) else { return };
        let listeners = channel.listening();
        channel.follows &= listeners > 0;
        self.post.send(channel.gate, Letter::Audience { channel: channel.id, listeners });
    }

    // --- a shard that began anew -------------------------------------------------------------------------------------

    /// Its sessions are gone, and its channels begin with new numbers: nothing made with the old ones may leave behind them.
    fn begin_without(&mut self, now: Micros, seat: u8, events: &mut Vec<Event>) {
        self.abroad.retain(|_, owner| *owner != seat);
        let all = self.post.seat;
        let strangers: Vec<_> = self.strangers.keys().copied().filter(|id| all.of_session(*id) == seat).collect();
        for stranger in strangers {
            self.lose_stranger(now, stranger, events);
        }
        for session in self.sessions.values_mut() {
            session.turns.retain(|(gate, _)| *gate != seat);
        }
        for place in self.channel_places.values().copied().collect::<Vec<_>>() {
            let channel = usize::try_from(place).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
            let Some(channel) = channel else { continue };
            channel.heed(&mut self.post, seat, 0);
            if channel.gate == seat {
                channel.unfollow();
                self.queue.forget(place);
                self.close_ranks(place);
                self.tell_gate(place);
            }
        }
    }
}

/// What a source of another shard brings to the gate.
fn from_source(channel: &mut Channel, step: &mut Step<'_>, letter: Letter, payload: &[u8]) {
    match letter {
        Letter::Begin { turn, group } => channel.deafen(step.post, turn.session, group),
        Letter::Frame { index, timestamp, level, held, .. } => {
            let frame = Frame { index, timestamp, level, payload };
            if held { channel.held(step, &frame) } else { channel.frame(step, &frame) }
        }
        Letter::Released { .. } => channel.released(step),
        Letter::Quiet { at, due, .. } => channel.quiet(step, at, due),
        _ => {}
    }
}

/// What a channel's gate and its other copies say to each other.
fn between(channel: &mut Channel, step: &mut Step<'_>, from: u8, letter: Letter, payload: &[u8]) {
    match letter {
        Letter::Packet { seq, ts, marker, made_at, .. } => {
            channel.take(step, made_at, &Outgoing { seq, ts, marker, payload });
        }
        Letter::Audience { listeners, .. } => channel.heed(step.post, from, listeners),
        Letter::Stand { timeline, talker, .. } => channel.stand(step.now, timeline, talker),
        Letter::Deafen { session, group, .. } => channel.deafen(step.post, session, group),
        Letter::Listen { at, .. } => channel.listen_again(at, step.post),
        _ => {}
    }
}
