//! The way of a datagram into a shard (RFC 7983: the first byte tells what it is).

use crate::channel::{Channel, FRAME, Step};
use crate::egress::{Egress, Outbox};
use crate::ice::{Checked, session_of};
use crate::ids::{Path, SessionId};
use crate::letters::Letter;
use crate::rtp::{self, Header};
use crate::seam::Event;
use crate::session::Session;
use crate::srtp::SrtpError;
use crate::stun::{BINDING_REQUEST, Message};
use crate::time::Micros;

use super::{Handoff, Shard};

/// Longest DTLS datagram that is passed on.
const RECORD_BYTES_MAX: usize = 2_048;

impl Shard {
    /// Takes one datagram. What no session asked for costs a look and is counted.
    pub fn datagram<E: Egress>(&mut self, now: Micros, path: Path, datagram: &mut [u8], out: &mut Outbox<'_, E>) {
        if let Some(owner) = self.elsewhere(path, datagram) {
            return self.pass_on(owner, path, datagram);
        }
        self.take(now, path, datagram, out);
    }

    /// Takes one that is for this shard, if it is for anybody.
    pub(super) fn take<E: Egress>(&mut self, now: Micros, path: Path, datagram: &mut [u8], out: &mut Outbox<'_, E>) {
        let known = match (datagram.first(), datagram.get(1)) {
            (Some(0..=3), _) => self.stun(now, path, datagram, out),
            (Some(20..=63), _) => self.dtls(path, datagram, out),
            (Some(128..=191), Some(192..=223)) => self.rtcp(now, path, datagram, out),
            (Some(128..=191), Some(_)) => self.rtp(now, path, datagram, out),
            _ => None,
        };
        if known.is_none() {
            self.counters.bad_datagrams_dropped += 1;
        }
    }

    fn stun<E: Egress>(&mut self, now: Micros, path: Path, datagram: &[u8], out: &mut Outbox<'_, E>) -> Option<()> {
        let request = Message::parse(datagram).ok().filter(|message| message.kind == BINDING_REQUEST)?;
        let slot = out.egress.slot()?;
        if !request.is_signed() {
            let len = self.open_binding.handle(now, path, &request, slot)?;
            out.egress.commit(len, path);
            return Some(());
        }
        let id = session_of(request.username?)?;
        let session = self.sessions.get_mut(&id)?;
        let before = session.path();
        let Checked::Answer { len, moved } = session.ice.handle(path, &request, slot) else { return None };
        out.egress.commit(len, path);
        session.last_seen = now;
        self.counters.stun_in_packets += 1;
        if moved {
            self.moved(id, before, path);
        }
        Some(())
    }

    /// The peer is at a new address: its slots follow. The address before stays known, for packets on their way.
    fn moved(&mut self, id: SessionId, before: Option<Path>, path: Path) {
        self.forget_paths(|known, session| session != id || Some(known) == before);
        self.by_path.insert(path, id);
        self.abroad.remove(&path);
        let Some(session) = self.sessions.get(&id) else { return };
        for bound in session.slots.iter().filter_map(|slot| slot.bound) {
            let channel = usize::try_from(bound.channel).ok().and_then(|place| self.channels.get_mut(place)?.as_mut());
            if let Some(listener) = channel.and_then(|channel| channel.listeners.get_mut(bound.listener)) {
                listener.path = path;
            }
        }
    }

    /// Only from an address that ICE has validated (interop trap 8).
    fn dtls<E: Egress>(&mut self, path: Path, datagram: &[u8], out: &mut Outbox<'_, E>) -> Option<()> {
        let session = *self.by_path.get(&path)?;
        let record = datagram.get(..datagram.len().min(RECORD_BYTES_MAX))?.to_vec();
        self.counters.dtls_in_packets += 1;
        out.handoffs.push(Handoff::Dtls { session, path, record });
        Some(())
    }

    fn rtp<E: Egress>(&mut self, now: Micros, path: Path, packet: &mut [u8], out: &mut Outbox<'_, E>) -> Option<()> {
        let id = *self.by_path.get(&path)?;
        let session = self.sessions.get_mut(&id)?;
        let level_ext = session.uplink.as_ref().and_then(crate::uplink::Uplink::level_ext);
        let header = Header::parse(packet, level_ext)?;
        let opener = session.opener.as_mut()?;
        let opened = match opener.open_rtp(packet, header.len, header.ssrc, header.seq) {
            Ok(opened) => opened,
            Err(error) => return self.count(error),
        };
        session.last_seen = now;
        self.counters.rtp_in_packets += 1;
        let payload = rtp::payload(packet.get(..opened.len)?, &header)?;
        self.forward(now, id, &header, opened.index, payload, out.events);
        Some(())
    }

    /// The gate: frames go to the channels that let this uplink through, and are held otherwise.
    fn forward(
        &mut self,
        now: Micros,
        id: SessionId,
        header: &Header,
        index: u64,
        payload: &[u8],
        events: &mut Vec<Event>,
    ) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Session { uplink: Some(uplink), feeds, turns, .. } = session else { return };
        let (channels, queue, counters) = (&mut self.channels, &mut self.queue, &mut self.counters);
        let post = &mut self.post;
        uplink.receive(now, header, index, payload, events, |hold, frame, events| {
            if feeds.is_empty() && turns.is_empty() {
                hold.push(now, frame);
                counters.floorless_frames_dropped += 1;
            }
            for place in &*feeds {
                let channel = usize::try_from(*place).ok().and_then(|place| channels.get_mut(place)?.as_mut());
                if let Some(channel) = channel {
                    channel.frame(&mut Step { now, queue, events, counters, post }, frame);
                }
            }
            for (gate, turn) in &*turns {
                post.frame(*gate, *turn, frame, false, counters);
            }
        });
        let quiet_at = uplink.quiet_at(now);
        for (gate, turn) in turns.iter().copied() {
            if let Some(at) = quiet_at {
                post.send(gate, Letter::Quiet { turn, at, due: now + FRAME });
            }
        }
        Self::arm_session(&mut self.timers, session);
        // A finish may end with this very frame; the channel is no longer in the feeds then.
        let mut at = 0;
        while let Some(place) = self.sessions.get(&id).and_then(|session| session.feeds.get(at)).copied() {
            self.with_channel(now, place, events, |channel, step| {
                if let Some(quiet_at) = quiet_at {
                    channel.quiet(step, quiet_at, now + FRAME);
                }
            });
            at += usize::from(self.channel(place).and_then(Channel::source) == Some(id));
        }
    }

    fn rtcp<E: Egress>(&mut self, now: Micros, path: Path, packet: &mut [u8], out: &mut Outbox<'_, E>) -> Option<()> {
        let id = *self.by_path.get(&path)?;
        let session = self.sessions.get_mut(&id)?;
        let len = match session.opener.as_mut()?.open_rtcp(packet) {
            Ok(len) => len,
            Err(error) => return self.count(error),
        };
        session.last_seen = now;
        self.counters.rtcp_in_packets += 1;
        let goodbye = session.take_reports(now, self.config.ntp_start, packet.get(..len)?);
        if let Some(digest) = session.digest(now) {
            out.events.push(Event::Link { session: id, digest });
        }
        if session.may_report(now) {
            self.report(now, id, out);
        }
        if goodbye {
            self.lose(now, id, out.events);
            self.post.send(self.post.seat.next(), Letter::Lost { session: id, down: None });
        }
        Some(())
    }

    fn report<E: Egress>(&mut self, now: Micros, id: SessionId, out: &mut Outbox<'_, E>) {
        self.collect(id);
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(path) = session.path() else { return };
        for slot in 0..session.slots.len().max(1) {
            let Some(room) = out.egress.slot() else { return };
            if let Some(len) = session.report(now, self.config.ntp_start, slot, room) {
                out.egress.commit(len, path);
                self.counters.rtcp_out_packets += 1;
            }
        }
    }

    /// Copies what the listeners counted back to the session's slots.
    fn collect(&mut self, id: SessionId) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        for slot in &mut session.slots {
            let Some(bound) = slot.bound else { continue };
            let channel = usize::try_from(bound.channel).ok().and_then(|place| self.channels.get(place)?.as_ref());
            if let Some(listener) = channel.and_then(|channel| channel.listeners.get(bound.listener)) {
                (slot.own, slot.packets, slot.octets) = (listener.own, listener.packets, listener.octets);
            }
        }
    }

    fn count(&mut self, error: SrtpError) -> Option<()> {
        match error {
            SrtpError::Replayed => self.counters.replayed_packets_dropped += 1,
            _ => self.counters.forged_packets_dropped += 1,
        }
        Some(())
    }
}
