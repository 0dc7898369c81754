//! One session's outgoing audio: opened packets in, frames and edges out.

use std::time::Duration;

use crate::hold::{Frame, Hold, PAYLOAD_BYTES_MAX};
use crate::ids::SessionId;
use crate::opus::{LevelMeter, duration_ticks};
use crate::red::Blocks;
use crate::rtp::{Header, LEVEL_SILENT};
use crate::sdp::UplinkParams;
use crate::seam::Event;
use crate::time::Micros;
use crate::window::Window;

/// Speech is a level of −50 dBov or more (RFC 6464 counts down), in two frames running.
pub const SPEECH_LEVEL: u8 = 50;
const SPEECH_FRAMES: u8 = 2;
const SPEECH_GAP: Duration = Duration::from_millis(600);
const VOICE_GAP: Duration = Duration::from_millis(400);
const PACKET_GAP: Duration = Duration::from_millis(600);

/// A source that finishes is waited for so long (contract §5.5).
pub const FINISH_MAX: Duration = Duration::from_millis(300);

/// A packet may be overtaken by one that comes so many times the jitter (RFC 3550 §6.4.1, a mean of differences) before it.
const OVERTAKEN_JITTERS: u64 = 8;
/// It is an average over 16 packets; of fewer than twice as many nothing is known yet.
const JITTER_KNOWN_PACKETS: u64 = 32;
/// Clean links lose as well: one frame is what the first silence frame waits for anyway.
const OVERTAKEN_MIN: Duration = Duration::from_millis(20);

/// An on/off line that tells only its changes.
#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    on: bool,
    newest: Micros,
}

impl Edge {
    /// True when this turned it on.
    fn raise(&mut self, now: Micros) -> bool {
        self.newest = now;
        !std::mem::replace(&mut self.on, true)
    }

    /// True when this turned it off.
    fn lower(&mut self, now: Micros, gap: Duration) -> bool {
        let over = self.on && now.since(self.newest) >= gap;
        if over {
            self.on = false;
        }
        over
    }

    fn deadline(&self, gap: Duration) -> Option<Micros> {
        self.on.then(|| self.newest + gap)
    }
}

/// State of one uplink. Sequence numbers here are extended by SRTP.
pub struct Uplink {
    session: SessionId,
    params: UplinkParams,
    meter: Option<LevelMeter>,
    packets: Edge,
    voice: Edge,
    speech: Edge,
    speech_run: u8,
    ssrc: Option<u32>,
    window: Window,
    newest_level: u8,
    pub hold: Hold,
    pub reception: Reception,
}

/// What a report block tells the talker (RFC 3550 §A.3, §A.8).
#[derive(Clone, Copy, Debug, Default)]
pub struct Reception {
    pub ssrc: u32,
    pub first: u64,
    pub newest: u64,
    pub received: u64,
    pub jitter_ticks: u32,
    transit: Option<u32>,
    prior_expected: u64,
    prior_received: u64,
    pub last_sr: u32,
    pub last_sr_at: Micros,
}

impl Reception {
    fn take(&mut self, now: Micros, ssrc: u32, index: u64, timestamp: u32) {
        if self.received == 0 || ssrc != self.ssrc {
            *self = Reception { ssrc, first: index, newest: index, ..Reception::default() };
        }
        self.received += 1;
        self.newest = self.newest.max(index);
        let arrival = u32::try_from((now.0 * 48 / 1_000) & 0xffff_ffff).unwrap_or_default();
        let transit = arrival.wrapping_sub(timestamp);
        if let Some(before) = self.transit {
            let delta = transit.wrapping_sub(before);
            let distance = delta.min(delta.wrapping_neg());
            // DTX pauses and talk starts are not jitter.
            if distance < 48_000 {
                self.jitter_ticks =
                    self.jitter_ticks.saturating_add(distance / 16).saturating_sub(self.jitter_ticks / 16);
            }
        }
        self.transit = Some(transit);
    }

    /// Loss since the last call, 0..=1.
    pub fn interval_loss(&mut self) -> f32 {
        let expected = self.newest.saturating_sub(self.first) + u64::from(self.received > 0);
        let (interval, got) = (expected - self.prior_expected.min(expected), self.received - self.prior_received);
        (self.prior_expected, self.prior_received) = (expected, self.received);
        let lost = interval.saturating_sub(got);
        if interval == 0 { 0.0 } else { small(lost) / small(interval) }
    }

    /// For how long a packet that was overtaken may still be on its way.
    fn overtaken_max(&self) -> Duration {
        let spread = Duration::from_micros(u64::from(self.jitter_ticks) * OVERTAKEN_JITTERS * 1_000 / 48);
        if self.received < JITTER_KNOWN_PACKETS { FINISH_MAX } else { spread.clamp(OVERTAKEN_MIN, FINISH_MAX) }
    }

    #[must_use]
    pub fn lost(&self) -> u64 {
        (self.newest.saturating_sub(self.first) + u64::from(self.received > 0)).saturating_sub(self.received)
    }
}

fn small(count: u64) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

impl Uplink {
    /// `decode`: the publisher sends no level, and somebody waits for its speech.
    #[must_use]
    pub fn new(session: SessionId, params: UplinkParams, hold_window: Duration, decode: bool) -> Self {
        Uplink {
            session,
            meter: decode.then(LevelMeter::new).flatten(),
            params,
            packets: Edge::default(),
            voice: Edge::default(),
            speech: Edge::default(),
            speech_run: 0,
            ssrc: None,
            window: Window::default(),
            newest_level: LEVEL_SILENT,
            hold: Hold::new(hold_window),
            reception: Reception::default(),
        }
    }

    #[must_use]
    pub fn level_ext(&self) -> Option<u8> {
        self.params.level_ext
    }

    /// From when on there is nothing more to wait for, as far as is known now: the newest packet is digital silence and what it
    /// has overtaken is here or given up; or the uplink has stopped. A bad link is silent for less.
    #[must_use]
    pub fn quiet_at(&self, now: Micros) -> Option<Micros> {
        let ended = self.newest_level >= LEVEL_SILENT;
        let stopped = now.since(self.packets.newest) >= PACKET_GAP;
        ended.then(|| self.window.whole_at(now)).or(stopped.then_some(now))
    }

    /// Takes an opened packet and gives its frames, oldest first: copies that repair a loss, then the frame itself.
    pub fn receive(
        &mut self,
        now: Micros,
        header: &Header,
        index: u64,
        payload: &[u8],
        events: &mut Vec<Event>,
        mut deliver: impl FnMut(&mut Hold, &Frame<'_>, &mut Vec<Event>),
    ) {
        if self.ssrc != Some(header.ssrc) {
            (self.ssrc, self.window) = (Some(header.ssrc), Window::new(index));
        }
        self.reception.take(now, header.ssrc, index, header.timestamp);
        if self.packets.raise(now) {
            events.push(Event::UplinkStarted { session: self.session });
        }
        if self.params.red_pt == Some(header.payload_type) {
            let blocks = Blocks::unpack(payload);
            let count = blocks.iter().len();
            for (place, block) in blocks.iter().enumerate() {
                let age = (count - 1 - place) as u64;
                let Some(index) = index.checked_sub(age) else { continue };
                let timestamp = header.timestamp.wrapping_sub(block.age_ticks);
                self.frame(now, header, index, timestamp, block.payload, events, &mut deliver);
            }
        } else if header.payload_type == self.params.opus_pt {
            self.frame(now, header, index, header.timestamp, payload, events, &mut deliver);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one frame")]
    fn frame(
        &mut self,
        now: Micros,
        header: &Header,
        index: u64,
        timestamp: u32,
        payload: &[u8],
        events: &mut Vec<Event>,
        deliver: &mut impl FnMut(&mut Hold, &Frame<'_>, &mut Vec<Event>),
    ) {
        if payload.len() > PAYLOAD_BYTES_MAX || duration_ticks(payload).is_none() {
            return;
        }
        if !self.window.first_sight(now, index, self.reception.overtaken_max()) {
            return;
        }
        let level = match (header.level, &mut self.meter) {
            (Some(level), _) => level,
            (None, Some(meter)) => meter.level(payload),
            // Nobody can say: sound, so that it is held and heard.
            (None, None) => 0,
        };
        if index == self.window.newest() {
            self.newest_level = level;
        }
        self.edges(now, level, events);
        deliver(&mut self.hold, &Frame { index, timestamp, level, payload }, events);
    }

    fn edges(&mut self, now: Micros, level: u8, events: &mut Vec<Event>) {
        let session = self.session;
        if level < LEVEL_SILENT && self.voice.raise(now) {
            events.push(Event::VoiceStarted { session });
        }
        self.speech_run = if level <= SPEECH_LEVEL { self.speech_run.saturating_add(1) } else { 0 };
        if self.speech_run >= SPEECH_FRAMES && self.speech.raise(now) {
            events.push(Event::SpeechStarted { session });
        }
        self.expire(now, events);
    }

    /// Tells the edges that time alone brings.
    pub fn expire(&mut self, now: Micros, events: &mut Vec<Event>) {
        let session = self.session;
        if self.speech.lower(now, SPEECH_GAP) {
            events.push(Event::SpeechStopped { session });
        }
        if self.voice.lower(now, VOICE_GAP) {
            events.push(Event::VoiceStopped { session });
        }
        let age = now.since(self.packets.newest);
        if self.packets.lower(now, PACKET_GAP) {
            let age_ms = u32::try_from(age.as_millis()).unwrap_or(u32::MAX);
            events.push(Event::UplinkStopped { session, age_ms });
        }
    }

    /// When `expire` has something to tell.
    #[must_use]
    pub fn deadline(&self) -> Option<Micros> {
        let edges = [(&self.packets, PACKET_GAP), (&self.voice, VOICE_GAP), (&self.speech, SPEECH_GAP)];
        edges.into_iter().filter_map(|(edge, gap)| edge.deadline(gap)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: UplinkParams = UplinkParams { opus_pt: 111, red_pt: Some(63), level_ext: Some(1) };

    fn header(pt: u8, seq: u16, level: u8) -> Header {
        Header {
            marker: false,
            payload_type: pt,
            seq,
            timestamp: u32::from(seq) * 960,
            ssrc: 1,
            len: 12,
            padded: false,
            level: Some(level),
        }
    }

    struct Bench {
        uplink: Uplink,
        events: Vec<Event>,
        frames: Vec<(u64, u32)>,
    }

    impl Bench {
        fn new() -> Self {
            let uplink = Uplink::new(SessionId(1), PARAMS, Duration::from_millis(400), false);
            Bench { uplink, events: Vec::new(), frames: Vec::new() }
        }

        fn packet(&mut self, at_ms: u64, pt: u8, seq: u16, level: u8, payload: &[u8]) {
            let frames = &mut self.frames;
            self.uplink.receive(
                Micros(at_ms * 1000),
                &header(pt, seq, level),
                u64::from(seq),
                payload,
                &mut self.events,
                |_, frame, _| frames.push((frame.index, frame.timestamp)),
            );
        }
    }

    #[test]
    fn copies_repair_what_was_lost_and_repeat_nothing() {
        let red = [0x80 | 111, 0x0f, 0x00, 0x03, 111, 0xf8, 0xff, 0xfe, 0xf8, 0xff, 0xfe];
        let mut bench = Bench::new();
        bench.packet(0, 63, 10, 5, &red[4..]);
        bench.packet(20, 63, 11, 5, &red);
        bench.packet(60, 63, 13, 5, &red);
        bench.packet(70, 63, 12, 5, &red);
        assert_eq!(bench.frames, [(10, 9600), (11, 10560), (12, 11520), (13, 12480)]);
    }

    #[test]
    fn edges_are_told_once() {
        let mut bench = Bench::new();
        let sound = [0xf8, 0xff, 0xfe];
        for seq in 0..10 {
            bench.packet(u64::from(seq) * 20, 111, seq, if seq < 2 { 127 } else { 40 }, &sound);
        }
        for ms in [200, 590, 650, 790, 850, 2000] {
            bench.uplink.expire(Micros(ms * 1000), &mut bench.events);
        }
        let session = SessionId(1);
        assert_eq!(
            bench.events,
            [
                Event::UplinkStarted { session },
                Event::VoiceStarted { session },
                Event::SpeechStarted { session },
                Event::VoiceStopped { session },
                Event::SpeechStopped { session },
                Event::UplinkStopped { session, age_ms: 610 },
            ]
        );
        assert_eq!(bench.uplink.deadline(), None, "a quiet uplink has no timer");
    }

    #[test]
    fn one_loud_frame_is_not_speech() {
        let mut bench = Bench::new();
        for (seq, level) in [(0, 60), (1, 20), (2, 60), (3, 20), (4, 60)] {
            bench.packet(u64::from(seq) * 20, 111, seq, level, &[0xf8, 0xff, 0xfe]);
        }
        assert!(!bench.events.contains(&Event::SpeechStarted { session: SessionId(1) }));
    }

    #[test]
    fn what_is_not_opus_or_not_negotiated_is_dropped() {
        let mut bench = Bench::new();
        bench.packet(0, 111, 1, 5, &[]);
        bench.packet(0, 0, 2, 5, &[0xf8, 0xff, 0xfe]);
        assert!(bench.frames.is_empty());
    }
}
