//! One client, sans-IO: controlling ICE, active DTLS, SRTP both ways. Datagrams and the time go in, datagrams come out.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use pressel_media::dtls::{Handshake, Identity};
use pressel_media::ice::Credentials;
use pressel_media::rtcp::{ReportBlock, write_report};
use pressel_media::rtp::{HEADER_BYTES, Header};
use pressel_media::seam::Door;
use pressel_media::srtp::{Keys, OVERHEAD_BYTES_MAX, Opener, Sealer};
use pressel_media::stun::{BINDING_REQUEST, BINDING_SUCCESS, MESSAGE_BYTES_MAX, Message, Writer};

use crate::answer::Answer;

/// Header extension of the audio level in our offers.
pub const LEVEL_EXT: u8 = 1;

const OPUS_PT: u8 = 111;
const FIRST_CHECKS: Duration = Duration::from_millis(50);
const CONSENT_CHECKS: Duration = Duration::from_millis(2_500);
/// As libwebrtc does for audio.
const REPORTS_MS: u32 = 5_000;
const REPORT_BYTES_MAX: usize = 128;

/// One packet that arrived and was authentic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub slot: usize,
    pub seq: u16,
    pub timestamp: u32,
    pub marker: bool,
    pub payload_type: u8,
    pub payload: Vec<u8>,
}

/// See the module.
pub struct Client {
    door: Door,
    identity: Identity,
    ice: Credentials,
    ssrc: u32,
    answer: Option<Answer>,
    handshake: Option<Handshake>,
    handshake_wake: Option<Instant>,
    next_check: Option<Instant>,
    connected: bool,
    keys: Option<Keys>,
    sealer: Option<Sealer>,
    opener: Option<Opener>,
    seq: u64,
    /// Where a listener reports, when the next report is due.
    next_report: Option<Instant>,
    reports: bool,
    rtcp_index: u32,
    newest: Option<u16>,
    outgoing: Vec<Vec<u8>>,
    heard: Vec<Heard>,
}

impl Client {
    /// `seed` makes its names; two clients of one test need two.
    #[must_use]
    pub fn new(door: Door, identity: Identity, seed: u32) -> Self {
        Client {
            door,
            identity,
            ice: Credentials { ufrag: format!("c{seed:07x}"), pwd: format!("{seed:032x}") },
            ssrc: 0x5000_0000 | seed,
            answer: None,
            handshake: None,
            handshake_wake: None,
            next_check: None,
            connected: false,
            keys: None,
            sealer: None,
            opener: None,
            seq: 1_000 + u64::from(seed % 1_000),
            next_report: None,
            reports: false,
            rtcp_index: 0,
            newest: None,
            outgoing: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// It reports what it receives each 5 s, as browsers do.
    #[must_use]
    pub fn reporting(mut self) -> Self {
        self.reports = true;
        self
    }

    /// One audio line for what the door is for; at the peer door one line both ways.
    #[must_use]
    pub fn offer(&self) -> String {
        let direction = match self.door {
            Door::Peer => "sendrecv",
            Door::Whip => "sendonly",
            Door::Whep => "recvonly",
        };
        let mut sdp = String::from("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n");
        let _ =
            write!(sdp, "m=audio 9 UDP/TLS/RTP/SAVPF {OPUS_PT}\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na={direction}\r\n");
        let _ = write!(sdp, "a=ice-ufrag:{}\r\na=ice-pwd:{}\r\n", self.ice.ufrag, self.ice.pwd);
        let _ = write!(sdp, "a=fingerprint:{}\r\na=setup:actpass\r\na=rtcp-mux\r\n", self.identity.fingerprint());
        let _ = write!(sdp, "a=rtpmap:{OPUS_PT} opus/48000/2\r\n");
        sdp + "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    }

    /// Begins to connect.
    pub fn take_answer(&mut self, now: Instant, answer: Answer) {
        self.answer = Some(answer);
        self.next_check = Some(now);
    }

    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answer.as_ref()
    }

    /// Whether sound may flow.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.sealer.is_some()
    }

    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        [self.next_check, self.handshake_wake, self.next_report].into_iter().flatten().min()
    }

    /// Checks and retransmissions that are due.
    pub fn timeout(&mut self, now: Instant) {
        if self.next_check.is_some_and(|at| at <= now) {
            self.check();
            self.next_check = Some(now + if self.connected { CONSENT_CHECKS } else { FIRST_CHECKS });
        }
        if self.handshake_wake.is_some_and(|at| at <= now) {
            self.step(|handshake, expected| handshake.timeout(now, expected));
        }
        if self.next_report.is_some_and(|at| at <= now) {
            self.report();
            self.next_report = Some(now + Duration::from_millis(REPORTS_MS.into()));
        }
    }

    /// One datagram of the server.
    pub fn datagram(&mut self, now: Instant, datagram: &mut [u8]) {
        match datagram.first() {
            Some(0..=3) => self.checked(now, datagram),
            Some(20..=63) => {
                self.step(|handshake, expected| handshake.receive(now, datagram, expected));
                if self.reports && self.is_ready() && self.next_report.is_none() {
                    // Spread, so that a crowd does not report in step.
                    let phase_ms = self.ssrc.wrapping_mul(2_654_435_761) % REPORTS_MS;
                    self.next_report = Some(now + Duration::from_millis(phase_ms.into()));
                }
            }
            Some(128..=191) => self.hear(datagram),
            _ => {}
        }
    }

    /// A packet of sound as a light listener takes it: counted by its header, not opened. None: it is not for us. Otherwise
    /// how far its number is from the newest before.
    pub fn skim(&mut self, datagram: &[u8]) -> Option<u16> {
        let header = datagram.first_chunk::<HEADER_BYTES>()?;
        let ssrc = u32::from_be_bytes([header[8], header[9], header[10], header[11]]);
        if self.answer.as_ref()?.ssrcs.first() != Some(&ssrc) {
            return None;
        }
        let seq = u16::from_be_bytes([header[2], header[3]]);
        let step = self.newest.map_or(1, |newest| seq.wrapping_sub(newest));
        if (1..0x8000).contains(&step) {
            self.newest = Some(seq);
        }
        Some(step)
    }

    /// What is to be sent to the server, in order.
    pub fn take_outgoing(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.outgoing)
    }

    /// What arrived since the last call.
    pub fn take_heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }

    /// A second pair of ears, for who watches the wire.
    #[must_use]
    pub fn another_opener(&self) -> Option<Opener> {
        self.keys.as_ref().and_then(|keys| Opener::new(keys).ok())
    }

    /// The number the next frame will have.
    #[must_use]
    pub fn next_seq(&self) -> u16 {
        u16::try_from((self.seq + 1) & 0xffff).unwrap_or(0)
    }

    /// Sends one 20 ms frame of `level`; the payload is the caller's.
    pub fn speak(&mut self, timestamp: u32, level: u8, payload: &[u8]) {
        let Some(sealer) = &self.sealer else { return };
        self.seq += 1;
        let [.., high, low] = self.seq.to_be_bytes();
        let mut packet = vec![0x90, OPUS_PT, high, low];
        packet.extend(timestamp.to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 1, LEVEL_EXT << 4, level & 0x7f, 0, 0]);
        let header_len = packet.len();
        packet.extend_from_slice(payload);
        let len = packet.len();
        packet.resize(len + OVERHEAD_BYTES_MAX, 0);
        if let Ok(len) = sealer.seal_rtp(&mut packet, header_len, len, self.ssrc, self.seq) {
            packet.truncate(len);
            self.outgoing.push(packet);
        }
    }

    fn check(&mut self) {
        let Some(answer) = &self.answer else { return };
        let mut out = [0; MESSAGE_BYTES_MAX];
        let name = format!("{}:{}", answer.ice.ufrag, self.ice.ufrag);
        let mut transaction = [0; 12];
        transaction[..4].copy_from_slice(&self.ssrc.to_be_bytes());
        let written = Writer::new(&mut out, BINDING_REQUEST, transaction)
            .and_then(|writer| writer.username(&name))
            .and_then(|writer| writer.check(1, self.ssrc.into(), true))
            .and_then(|writer| writer.sign(&answer.ice.pwd));
        if let Ok(len) = written {
            self.outgoing.push(out[..len].to_vec());
        }
    }

    fn report(&mut self) {
        let (Some(sealer), Some(answer)) = (&self.sealer, &self.answer) else { return };
        let block = self.newest.zip(answer.ssrcs.first()).map(|(newest, ssrc)| ReportBlock {
            ssrc: *ssrc,
            newest: newest.into(),
            ..ReportBlock::default()
        });
        let mut out = [0; REPORT_BYTES_MAX];
        let Some(len) = write_report(&mut out, self.ssrc, None, block.as_ref()) else { return };
        self.rtcp_index += 1;
        if let Ok(len) = sealer.seal_rtcp(&mut out, len, self.ssrc, self.rtcp_index) {
            self.outgoing.push(out[..len].to_vec());
        }
    }

    fn checked(&mut self, now: Instant, datagram: &[u8]) {
        let Some(answer) = &self.answer else { return };
        let Ok(message) = Message::parse(datagram) else { return };
        if message.kind != BINDING_SUCCESS || message.verify(&answer.ice.pwd).is_err() || self.connected {
            return;
        }
        self.connected = true;
        self.handshake = Some(self.identity.handshake(true, now));
        self.step(|handshake, expected| handshake.timeout(now, expected));
    }

    fn step(
        &mut self,
        act: impl FnOnce(
            &mut Handshake,
            &[pressel_media::sdp::Fingerprint],
        ) -> Result<pressel_media::dtls::Step, pressel_media::dtls::DtlsError>,
    ) {
        let (Some(handshake), Some(answer)) = (&mut self.handshake, &self.answer) else { return };
        let Ok(step) = act(handshake, &answer.fingerprints) else {
            (self.handshake, self.handshake_wake) = (None, None);
            return;
        };
        self.outgoing.extend(step.records);
        self.handshake_wake = if self.sealer.is_some() { None } else { step.wake };
        if let Some(keys) = step.keys {
            self.secure(&keys);
        }
    }

    fn secure(&mut self, keys: &Keys) {
        self.sealer = Sealer::new(keys).ok();
        self.opener = Opener::new(keys).ok();
        self.handshake_wake = None;
        self.keys = Some(keys.clone());
    }

    fn hear(&mut self, datagram: &mut [u8]) {
        let (Some(opener), Some(answer)) = (&mut self.opener, &self.answer) else { return };
        if datagram.get(1).is_some_and(|kind| (192..=223).contains(kind)) {
            return;
        }
        let Some(header) = Header::parse(datagram, None) else { return };
        let Ok(opened) = opener.open_rtp(datagram, header.len, header.ssrc, header.seq) else { return };
        self.newest = Some(header.seq);
        let slot = answer.ssrcs.iter().position(|ssrc| *ssrc == header.ssrc).unwrap_or(usize::MAX);
        self.heard.push(Heard {
            slot,
            seq: header.seq,
            timestamp: header.timestamp,
            marker: header.marker,
            payload_type: header.payload_type,
            payload: datagram[HEADER_BYTES.max(opened.header_len)..opened.len].to_vec(),
        });
    }
}
