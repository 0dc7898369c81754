//! What a shard is told.

use crate::channel::{Channel, FRAME};
use crate::egress::{Egress, Outbox};
use crate::fanout::Listener;
use crate::ids::{ChannelId, FloorVersion, SessionId, SlotIndex};
use crate::letters::{Letter, Turn};
use crate::seam::{Command, DownReason, Ending, Event};
use crate::session::{Bound, Session};
use crate::sources::Source;
use crate::srtp::Keys;
use crate::time::Micros;
use crate::uplink::FINISH_MAX;

use super::{Shard, ShardCommand};

impl Shard {
    pub fn command<E: Egress>(&mut self, now: Micros, command: ShardCommand, out: &mut Outbox<'_, E>) {
        match command {
            ShardCommand::Admit { session, door, group, ice, negotiated } => {
                let admitted = Session::new(now, session, (door, group), ice, negotiated, self.config.hold_window);
                self.joining += usize::from(self.sessions.insert(session, admitted).is_none());
                self.arm_scan(now);
            }
            ShardCommand::Renew { session, ice } => {
                if let Some(session) = self.sessions.get_mut(&session) {
                    session.ice.restart(ice);
                }
            }
            ShardCommand::Secure { session, keys } => self.secure(now, session, &keys, out.events),
            ShardCommand::Remove { session, reason } => self.remove(now, session, reason, out.events),
            ShardCommand::Control { command, .. } => self.control(now, command, out.events),
        }
    }

    fn control(&mut self, now: Micros, command: Command, events: &mut Vec<Event>) {
        match command {
            Command::ChannelOpen { channel } => self.open_channel(channel),
            Command::ChannelClose { channel } => self.close_channel(now, channel, events),
            Command::SlotBind { session, slot, channel } => self.bind(now, session, slot, channel),
            Command::FloorSet { channel, version, sources, ending } => {
                self.set_floor(now, channel, version, &sources, ending, events);
            }
            Command::HoldClear { session } => {
                let session = self.sessions.get_mut(&session);
                if let Some(uplink) = session.and_then(|session| session.uplink.as_mut()) {
                    uplink.hold.clear();
                }
            }
            // Sessions come through `Setup`.
            Command::SessionOpen { .. } | Command::SessionRestart { .. } | Command::SessionClose { .. } => {}
        }
    }

    fn secure(&mut self, now: Micros, id: SessionId, keys: &Keys, events: &mut Vec<Event>) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let first = session.sealer.is_none();
        if let Err(error) = session.secure(keys) {
            events.push(Event::Fault { text: format!("keys of a session: {error}") });
            return self.remove(now, id, DownReason::Handshake, events);
        }
        self.joining -= usize::from(first).min(self.joining);
        let wanted: Vec<_> = (0u8..).zip(&session.slots).map(|(slot, state)| (SlotIndex(slot), state.wanted)).collect();
        for (slot, channel) in wanted {
            self.bind(now, id, slot, channel);
        }
        events.push(Event::Up { session: id });
    }

    pub(super) fn remove(&mut self, now: Micros, id: SessionId, reason: DownReason, events: &mut Vec<Event>) {
        let Some(session) = self.sessions.get(&id) else { return };
        let slots: Vec<_> = (0u8..).zip(&session.slots).map(|(slot, _)| SlotIndex(slot)).collect();
        self.lose(now, id, events);
        for slot in slots {
            self.bind(now, id, slot, None);
        }
        let unfinished = self.sessions.remove(&id).is_some_and(|session| session.sealer.is_none());
        self.joining -= usize::from(unfinished).min(self.joining);
        self.forget_paths(|_, session| session != id);
        if self.post.seat.is_alone() {
            events.push(Event::Down { session: id, reason });
        } else {
            self.post.send(self.post.seat.next(), Letter::Lost { session: id, down: Some(reason) });
        }
    }

    fn open_channel(&mut self, id: ChannelId) {
        if self.channel_places.contains_key(&id) {
            return;
        }
        let free = self.channels.iter().position(Option::is_none).unwrap_or(self.channels.len());
        let Ok(place) = u32::try_from(free) else { return };
        if free == self.channels.len() {
            self.channels.push(None);
            self.channel_timers.push(None);
        }
        if let Some(slot) = self.channels.get_mut(free) {
            *slot = Some(Channel::new(id, place, self.post.seat));
        }
        if let Some(armed) = self.channel_timers.get_mut(free) {
            *armed = None;
        }
        self.channel_places.insert(id, place);
    }

    fn close_channel(&mut self, now: Micros, id: ChannelId, events: &mut Vec<Event>) {
        let Some(place) = self.channel_places.remove(&id) else { return };
        let newest = FloorVersion { epoch: u64::MAX, seq: u64::MAX };
        self.change_floor(now, place, newest, &[], Ending::Cut, events);
        let Ok(index) = usize::try_from(place) else { return };
        let Some(channel) = self.channels.get_mut(index).and_then(Option::as_mut) else { return };
        let bound: Vec<_> = channel.listeners.iter().map(|listener| (listener.session, listener.slot)).collect();
        for (session, slot) in bound {
            self.bind(now, session, slot, None);
        }
        self.queue.forget(place);
        if let Some(slot) = self.channels.get_mut(index) {
            *slot = None;
        }
    }

    fn set_floor(
        &mut self,
        now: Micros,
        id: ChannelId,
        version: FloorVersion,
        sources: &[SessionId],
        ending: Ending,
        events: &mut Vec<Event>,
    ) {
        let Some(place) = self.channel_places.get(&id).copied() else { return };
        let finishing = self.channel(place).and_then(Channel::turn);
        self.change_floor(now, place, version, sources, ending, events);
        if let Some(turn) = finishing.filter(|_| ending == Ending::Finish) {
            self.ask_quiet(now, place, turn, events);
        }
        let version = self.channel(place).map_or(version, |channel| channel.version);
        events.push(Event::FloorApplied { channel: id, version });
    }

    fn change_floor(
        &mut self,
        now: Micros,
        place: u32,
        version: FloorVersion,
        sources: &[SessionId],
        ending: Ending,
        events: &mut Vec<Event>,
    ) {
        let left =
            self.with_channel(now, place, events, |channel, step| channel.set_floor(step, version, sources, ending));
        for source in left.unwrap_or_default() {
            if let Some(session) = self.sessions.get_mut(&source.session) {
                session.floors.retain(|floor| *floor != place);
            } else if let Some(stranger) = self.strangers.get_mut(&source.session) {
                stranger.floors.retain(|floor| *floor != place);
                self.forget_stranger(source.session);
            }
        }
        for source in sources {
            let taken = self.channel(place).is_some_and(|channel| channel.has_source(*source));
            let session = self.sessions.get_mut(source).filter(|session| taken && !session.floors.contains(&place));
            if let Some(session) = session {
                session.floors.push(place);
            } else if taken && !self.is_ours(*source) {
                let floors = &mut self.strangers.entry(*source).or_default().floors;
                if !floors.contains(&place) {
                    floors.push(place);
                }
            }
        }
    }

    /// A session that will say nothing more leaves every floor.
    pub(super) fn lose(&mut self, now: Micros, id: SessionId, events: &mut Vec<Event>) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.turns.clear();
        let mut places = std::mem::take(&mut session.floors);
        // One that finishes is in no set any more.
        places.extend(&session.feeds);
        for place in places {
            self.with_channel(now, place, events, |channel, step| channel.lose(step, id));
        }
    }

    /// A source got the floor: nobody of its own hears it, and what it said while asking goes out first. One that waited
    /// behind another begins with what it says now.
    pub(super) fn begin(&mut self, now: Micros, place: u32, source: Source, events: &mut Vec<Event>) {
        let id = source.session;
        if !self.is_ours(id) {
            let Some(channel) = self.channel(place).map(|channel| channel.id) else { return };
            let turn = Turn { channel, session: id, version: source.version };
            let letter = Letter::Open { turn, fresh: source.is_fresh(now, FINISH_MAX + FRAME) };
            return self.post.send(self.post.seat.of_session(id), letter);
        }
        let Some(session) = self.sessions.get_mut(&id) else {
            self.with_channel(now, place, events, |channel, step| channel.lose(step, id));
            return;
        };
        let group = session.group;
        let hold = session.uplink.as_mut().map(|uplink| std::mem::replace(&mut uplink.hold, empty_hold()));
        let mut hold = hold.unwrap_or_else(empty_hold);
        if !source.is_fresh(now, FINISH_MAX + FRAME) {
            hold.clear();
        }
        self.with_channel(now, place, events, |channel, step| {
            channel.deafen(step.post, id, group);
            channel.release(step, &mut hold);
        });
        if let Some(uplink) = self.sessions.get_mut(&id).and_then(|session| session.uplink.as_mut()) {
            uplink.hold = hold;
        }
    }

    pub(super) fn channel(&self, place: u32) -> Option<&Channel> {
        self.channels.get(usize::try_from(place).ok()?)?.as_ref()
    }

    /// Binds a slot to a channel, or to none; a slot without keys remembers the wish.
    fn bind(&mut self, now: Micros, id: SessionId, slot: SlotIndex, wanted: Option<ChannelId>) {
        self.unbind(id, slot);
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let sealer = wanted.and_then(|_| session.sound_sealer());
        let (group, path) = (session.group, session.path());
        let Some(state) = session.slots.get_mut(usize::from(slot.0)) else { return };
        state.wanted = wanted;
        let (Some(sealer), Some(path), Some(wanted)) = (sealer, path, wanted) else { return };
        let Some(place) = self.channel_places.get(&wanted).copied() else { return };
        let channel = usize::try_from(place).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
        let Some(channel) = channel else { return };
        let stream = (state.params.ssrc, state.params.opus_pt);
        let mut listener = Listener::new(id, slot, group, path, stream, state.own);
        (listener.packets, listener.octets) = (state.packets, state.octets);
        if channel.follows {
            listener.align(now, &channel.timeline);
            if channel.talker.is_some_and(|(_, talkers)| talkers == group) {
                listener.deafen(&channel.timeline);
            }
        } else {
            listener.wait();
        }
        state.bound = Some(Bound { channel: place, listener: channel.listeners.len() });
        channel.listeners.push(listener);
        channel.sealers.push(sealer);
        self.tell_gate(place);
    }

    fn unbind(&mut self, id: SessionId, slot: SlotIndex) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(state) = session.slots.get_mut(usize::from(slot.0)) else { return };
        let Some(bound) = state.bound.take() else { return };
        let channel = usize::try_from(bound.channel).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
        let Some(listener) = channel.as_ref().and_then(|channel| channel.listeners.get(bound.listener)) else { return };
        (state.own, state.packets, state.octets) = (listener.own, listener.packets, listener.octets);
        let Some(channel) = channel else { return };
        if let Some(listener) = channel.listeners.get_mut(bound.listener) {
            listener.retire();
        }
        channel.leaving.push(bound.listener);
        self.tell_gate(bound.channel);
        if !self.queue.is_under_way(bound.channel) {
            self.close_ranks(bound.channel);
        }
    }

    /// Takes listeners that have left out of the row; whoever stood last moves into the gap.
    pub(super) fn close_ranks(&mut self, place: u32) {
        let channel = usize::try_from(place).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
        let Some(channel) = channel else { return };
        // From the end, so that the last in the row is never one that leaves as well.
        channel.leaving.sort_unstable();
        while let Some(at) = channel.leaving.pop() {
            channel.listeners.swap_remove(at);
            channel.sealers.swap_remove(at);
            let Some(moved) = channel.listeners.get(at) else { continue };
            let session = self.sessions.get_mut(&moved.session);
            let state = session.and_then(|session| session.slots.get_mut(usize::from(moved.slot.0)));
            if let Some(state) = state {
                state.bound = Some(Bound { channel: place, listener: at });
            }
        }
    }
}

fn empty_hold() -> crate::hold::Hold {
    crate::hold::Hold::new(std::time::Duration::ZERO)
}
