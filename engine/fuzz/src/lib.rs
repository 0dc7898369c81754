//! What a fuzzer does with a byte string, one function for each parser. None may panic, whatever the bytes; what holds for
//! every input is asserted. The plain test runs them over the corpus; `targets/` gives them to libFuzzer.

mod session;

pub use session::{demux, script};

use std::time::Instant;

use pressel_media::dtls::Identity;
use pressel_media::ice::{Credentials, session_of};
use pressel_media::ids::SessionId;
use pressel_media::opus::{LevelMeter, duration_ticks};
use pressel_media::red::Blocks;
use pressel_media::rtcp;
use pressel_media::rtp::{Header, payload};
use pressel_media::sdp::{self, Fingerprint, Local, Offer};
use pressel_media::seam::Door;
use pressel_media::srtp::{Keys, Opener, Profile, Sealer};
use pressel_media::stun::Message;

/// A fuzz body.
pub type Body = fn(&[u8]);

/// Every body by the name of its target and of its corpus folder.
pub const BODIES: &[(&str, Body)] = &[
    ("demux", demux),
    ("dtls", dtls),
    ("opus", opus),
    ("red", red),
    ("rtcp", rtcp_compound),
    ("rtp", rtp),
    ("script", script),
    ("sdp", sdp_offer),
    ("srtp", srtp),
    ("stun", stun),
];

const PROFILES: [Profile; 3] = [Profile::AeadAes256Gcm, Profile::AeadAes128Gcm, Profile::AesCm128HmacSha1_80];

/// STUN messages: parsed, never authentic without the password.
pub fn stun(bytes: &[u8]) {
    let Ok(message) = Message::parse(bytes) else { return };
    assert!(message.verify("a password that no input knows").is_err());
    let _ = message.username.and_then(session_of);
}

/// RTP headers with extensions: a payload lies within its packet.
pub fn rtp(bytes: &[u8]) {
    for level_ext in [None, Some(1), Some(14), Some(15)] {
        let Some(header) = Header::parse(bytes, level_ext) else { continue };
        assert!(header.len <= bytes.len());
        assert!(header.level.is_none_or(|level| level <= 127));
        if let Some(payload) = payload(bytes, &header) {
            assert!(payload.len() <= bytes.len() - header.len);
        }
    }
}

/// RTCP compounds and report blocks.
pub fn rtcp_compound(bytes: &[u8]) {
    for packet in rtcp::packets(bytes) {
        if let rtcp::Packet::Sender { blocks, .. } | rtcp::Packet::Receiver { blocks, .. } = packet {
            assert!(rtcp::blocks(blocks).count() <= 31);
        }
    }
}

/// Redundant audio: blocks are parts of the packet.
pub fn red(bytes: &[u8]) {
    let blocks = Blocks::unpack(bytes);
    assert!(blocks.iter().map(|block| block.payload.len()).sum::<usize>() <= bytes.len());
}

/// The Opus TOC, and libopus itself.
pub fn opus(bytes: &[u8]) {
    assert!(duration_ticks(bytes).is_none_or(|ticks| (1..=5_760).contains(&ticks)));
    if let Some(mut meter) = LevelMeter::new() {
        for packet in [bytes, bytes.get(1..).unwrap_or_default()] {
            assert!(meter.level(packet) <= 127);
        }
    }
}

/// Offers: whatever is answered is an answer that can be read.
pub fn sdp_offer(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(offer) = Offer::parse(&text) else { return };
    let local = Local {
        ice: Credentials::of(SessionId(1), [7; 29]),
        fingerprint: "sha-256 00:11".into(),
        candidates: vec![([127, 0, 0, 1], 7350).into()],
        first_ssrc: u32::MAX,
        origin: 1,
    };
    for door in [Door::Peer, Door::Whip, Door::Whep] {
        if let Ok((answer, negotiated)) = sdp::answer(&offer, door, &local) {
            let read = Offer::parse(&answer).expect("our own answer");
            assert!(negotiated.slots.len() <= 8 && read.ufrag.is_some());
        }
    }
}

/// SRTP and SRTCP: the first byte chooses the profile, the second what is done to a good packet; a changed one never opens.
pub fn srtp(bytes: &[u8]) {
    let [choice, at, rest @ ..] = bytes else { return };
    let profile = PROFILES[usize::from(*choice) % PROFILES.len()];
    let material = vec![9; 2 * (profile.key_bytes() + profile.salt_bytes())];
    let keys = |client| Keys::from_keying_material(profile, &material, client).expect("the lengths fit");
    let (sealer, mut opener) = (Sealer::new(&keys(true)).expect("keys"), Opener::new(&keys(false)).expect("keys"));
    let mut raw = rest.to_vec();
    if let Some(header) = Header::parse(&raw, Some(1)) {
        assert!(opener.open_rtp(&mut raw, header.len, header.ssrc, header.seq).is_err());
    }
    let _ = opener.open_rtp(&mut rest.to_vec(), usize::from(*at), 7, 1);
    let _ = opener.open_rtcp(&mut rest.to_vec());
    let mut good = vec![0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7];
    good.extend(rest.iter().take(1_000));
    let len = good.len();
    good.resize(len + 20, 0);
    let len = sealer.seal_rtp(&mut good, 12, len, 7, 1).expect("room");
    good.truncate(len);
    let mut changed = good.clone();
    let place = usize::from(*at) % len;
    changed[place] ^= 1 << (choice % 8);
    let header = Header::parse(&changed, None);
    if let Some(header) = header.filter(|header| header.len <= len) {
        assert!(opener.open_rtp(&mut changed, header.len, header.ssrc, header.seq).is_err(), "a bit was changed");
    }
    assert!(opener.open_rtp(&mut good, 12, 7, 1).is_ok());
}

/// DTLS records from a peer: no keys without a certificate that was promised.
pub fn dtls(bytes: &[u8]) {
    thread_local! {
        static IDENTITY: Identity = Identity::generate().expect("a certificate");
    }
    let now = Instant::now();
    let mut handshake = IDENTITY.with(|identity| identity.handshake(false, now));
    let promised = [Fingerprint { hash: "sha-256".into(), value: vec![0; 32] }];
    let mut rest = bytes;
    // Datagrams with their length in front, as RFC 4571 frames them.
    while let [a, b, tail @ ..] = rest {
        let len = usize::from(u16::from_be_bytes([*a, *b])).min(tail.len());
        let (record, more) = tail.split_at(len);
        match handshake.receive(now, record, &promised) {
            Ok(step) => assert!(step.keys.is_none()),
            Err(_) => return,
        }
        rest = more;
    }
}
