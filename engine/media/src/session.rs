//! One session on the media thread: keys, uplink, slots.

use std::time::Duration;

use crate::ice::{Credentials, IceLite};
use crate::ids::{ChannelId, EchoGroup, Path, SessionId};
use crate::letters::Turn;
use crate::rtcp::{self, Packet, ReportBlock, SenderInfo, compact, ntp};
use crate::sdp::{Negotiated, SlotParams};
use crate::seam::{Door, LinkDigest};
use crate::srtp::{Keys, Opener, RtcpSealer, RtpSealer, SrtpError};
use crate::time::Micros;
use crate::timeline::Timeline;
use crate::uplink::Uplink;

/// Reports are answered at most so often.
const REPORT_GAP: Duration = Duration::from_millis(2_000);
const DIGEST_GAP: Duration = Duration::from_millis(5_000);
/// An SRTCP index has 31 bits.
const RTCP_INDEX_MASK: u32 = 0x7fff_ffff;

/// Place in a channel's dense array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    pub channel: u32,
    pub listener: usize,
}

/// One incoming audio: its numbers rise for ever, whatever it is bound to.
#[derive(Debug)]
pub struct Slot {
    pub params: SlotParams,
    pub own: Timeline,
    pub packets: u32,
    pub octets: u32,
    pub wanted: Option<ChannelId>,
    pub bound: Option<Bound>,
}

impl Slot {
    fn new(params: SlotParams) -> Self {
        // RFC 3711 §3.3.1: a first sequence number below 2^15 leaves no doubt about the rollover counter.
        let own = Timeline::new(u64::from(params.ssrc & 0x3fff), 0);
        Slot { params, own, packets: 0, octets: 0, wanted: None, bound: None }
    }
}

pub struct Session {
    pub id: SessionId,
    pub group: EchoGroup,
    pub ice: IceLite,
    pub opener: Option<Opener>,
    pub sealer: Option<RtcpSealer>,
    /// What a slot's place in a row of listeners is sealed with.
    keys: Option<Box<Keys>>,
    pub uplink: Option<Uplink>,
    pub slots: Vec<Slot>,
    /// Channels whose gate lets this uplink through.
    pub feeds: Vec<u32>,
    /// Gates of other shards that let it through.
    pub turns: Vec<(u8, Turn)>,
    /// Channels whose floor set names this session.
    pub floors: Vec<u32>,
    pub last_seen: Micros,
    pub timer_at: Option<Micros>,
    /// It has a line on which it is told about its link (WHIP and WHEP have none).
    has_line: bool,
    rtcp_index: u32,
    reported_at: Option<Micros>,
    digested_at: Micros,
    digest: LinkDigest,
}

impl Session {
    #[must_use]
    pub fn new(
        now: Micros,
        id: SessionId,
        (door, group): (Door, EchoGroup),
        ice: Credentials,
        negotiated: Negotiated,
        hold_window: Duration,
    ) -> Self {
        let uplink = negotiated.uplink.map(|params| {
            let decode = door == Door::Whip && params.level_ext.is_none();
            Uplink::new(id, params, hold_window, decode)
        });
        Session {
            id,
            group,
            ice: IceLite::new(ice),
            opener: None,
            sealer: None,
            keys: None,
            uplink,
            slots: negotiated.slots.into_iter().map(Slot::new).collect(),
            feeds: Vec::new(),
            turns: Vec::new(),
            floors: Vec::new(),
            last_seen: now,
            timer_at: None,
            has_line: door == Door::Peer,
            rtcp_index: 0,
            reported_at: None,
            digested_at: now,
            digest: LinkDigest { rtt_ms: f32::NAN, ..LinkDigest::default() },
        }
    }

    /// # Errors
    /// [`SrtpError`] where the keys do not fit their profile.
    pub fn secure(&mut self, keys: &Keys) -> Result<(), SrtpError> {
        self.opener = Some(Opener::new(keys)?);
        self.sealer = Some(RtcpSealer::new(keys)?);
        self.keys = Some(Box::new(keys.clone()));
        Ok(())
    }

    /// For one more slot that is heard; none before there are keys.
    #[must_use]
    pub fn sound_sealer(&self) -> Option<RtpSealer> {
        RtpSealer::new(self.keys.as_deref()?).ok()
    }

    #[must_use]
    pub fn path(&self) -> Option<Path> {
        self.ice.path()
    }

    /// Takes an opened compound: what the peer measured of our streams, and when it said so. True for a goodbye of the uplink.
    pub fn take_reports(&mut self, now: Micros, ntp_start: u64, compound: &[u8]) -> bool {
        let mut goodbye = false;
        for packet in rtcp::packets(compound) {
            match packet {
                Packet::Sender { ssrc, ntp, blocks } => {
                    if let Some(uplink) = self.uplink.as_mut().filter(|uplink| uplink.reception.ssrc == ssrc) {
                        (uplink.reception.last_sr, uplink.reception.last_sr_at) = (compact(ntp), now);
                    }
                    self.take_blocks(now, ntp_start, blocks);
                }
                Packet::Receiver { blocks, .. } => self.take_blocks(now, ntp_start, blocks),
                Packet::Goodbye { ssrc } => {
                    goodbye |= self.uplink.as_ref().is_some_and(|uplink| uplink.reception.ssrc == ssrc);
                }
            }
        }
        goodbye
    }

    fn take_blocks(&mut self, now: Micros, ntp_start: u64, blocks: &[u8]) {
        for block in rtcp::blocks(blocks) {
            if !self.slots.iter().any(|slot| slot.params.ssrc == block.ssrc) {
                continue;
            }
            self.digest.downlink_loss = f32::from(block.fraction_lost) / 256.0;
            self.digest.downlink_jitter_ms = f32::from(u16::try_from(block.jitter / 48).unwrap_or(u16::MAX));
            if block.last_sr != 0 {
                let sent = block.last_sr.wrapping_add(block.delay_since_sr);
                let round = compact(ntp(ntp_start, now)).wrapping_sub(sent);
                if let Ok(units) = u16::try_from(round) {
                    self.digest.rtt_ms = f32::from(units) / 65.536;
                }
            }
        }
    }

    /// The link's state, at most each 5 s; nobody waits for it where there is no line.
    pub fn digest(&mut self, now: Micros) -> Option<LinkDigest> {
        if !self.has_line || now.since(self.digested_at) < DIGEST_GAP {
            return None;
        }
        self.digested_at = now;
        if let Some(uplink) = &mut self.uplink {
            self.digest.uplink_loss = uplink.reception.interval_loss();
            let jitter = u16::try_from(uplink.reception.jitter_ticks / 48).unwrap_or(u16::MAX);
            self.digest.uplink_jitter_ms = f32::from(jitter);
        }
        Some(self.digest)
    }

    /// Writes the sealed answer to a peer's report into `out`: one report for each slot that sent something, with a block
    /// about the uplink. Returns its length; none when it is too early or there is nothing to say.
    pub fn report(&mut self, now: Micros, ntp_start: u64, slot: usize, out: &mut [u8]) -> Option<usize> {
        let block = self.uplink.as_ref().filter(|uplink| uplink.reception.received > 0).map(|uplink| {
            let reception = &uplink.reception;
            let delay = now.since(reception.last_sr_at).as_micros() * 65_536 / 1_000_000;
            let heard = reception.last_sr != 0;
            ReportBlock {
                ssrc: reception.ssrc,
                fraction_lost: 0,
                lost: u32::try_from(reception.lost().min(0x7f_ffff)).unwrap_or_default(),
                newest: u32::try_from(reception.newest & 0xffff_ffff).unwrap_or_default(),
                jitter: reception.jitter_ticks,
                last_sr: reception.last_sr,
                delay_since_sr: if heard { u32::try_from(delay).unwrap_or(u32::MAX) } else { 0 },
            }
        });
        let sealer = self.sealer.as_ref()?;
        let slot = self.slots.get(slot);
        let ssrc = slot.map_or(1, |slot| slot.params.ssrc);
        let sender = slot.filter(|slot| slot.packets > 0).map(|slot| SenderInfo {
            ssrc,
            ntp: ntp(ntp_start, now),
            timestamp: slot.own.newest_ts.wrapping_add(slot.own.sent_at.map_or(0, |sent| {
                u32::try_from((now.since(sent).as_micros() * 48 / 1_000) & 0xffff_ffff).unwrap_or_default()
            })),
            packets: slot.packets,
            octets: slot.octets,
        });
        if sender.is_none() && block.is_none() {
            return None;
        }
        let len = rtcp::write_report(out, ssrc, sender.as_ref(), block.as_ref())?;
        self.rtcp_index = self.rtcp_index.wrapping_add(1) & RTCP_INDEX_MASK;
        sealer.seal_rtcp(out, len, ssrc, self.rtcp_index).ok()
    }

    /// Whether it is time to answer a report.
    pub fn may_report(&mut self, now: Micros) -> bool {
        let due = self.reported_at.is_none_or(|at| now.since(at) >= REPORT_GAP);
        if due {
            self.reported_at = Some(now);
        }
        due
    }
}
