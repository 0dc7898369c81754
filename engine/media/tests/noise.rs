//! Every parser over noise: random bytes, and good messages with some bytes changed. None may panic, and none may believe
//! what is not authentic. Seeded, so that a failure comes back.

use pressel_media::opus::{LevelMeter, duration_ticks};
use pressel_media::red::Blocks;
use pressel_media::rtcp;
use pressel_media::rtp::{Header, payload};
use pressel_media::sdp::Offer;
use pressel_media::srtp::{Keys, Opener, Profile};
use pressel_media::stun::Message;

const ROUNDS: u64 = 20_000;

/// xorshift64* (Vigna 2016).
struct Noise(u64);

impl Noise {
    fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn bytes(&mut self, most: u64) -> Vec<u8> {
        (0..self.draw() % (most + 1)).map(|_| self.draw().to_le_bytes()[3]).collect()
    }

    /// `good` with up to eight bytes changed, cut or grown.
    fn changed(&mut self, good: &[u8]) -> Vec<u8> {
        let mut bytes = good.to_vec();
        for _ in 0..self.draw() % 8 {
            let at = usize::try_from(self.draw()).unwrap() % bytes.len().max(1);
            if let Some(byte) = bytes.get_mut(at) {
                *byte = self.draw().to_le_bytes()[2];
            }
        }
        if self.draw().is_multiple_of(4) {
            bytes.truncate(usize::try_from(self.draw()).unwrap() % (bytes.len() + 1));
        }
        bytes
    }
}

const STUN: &[u8] =
    &[0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 6, 0, 3, b'a', b':', b'b', 0];
const RTP: &[u8] = &[0x90, 111, 0, 1, 0, 0, 3, 0xc0, 0, 0, 0, 7, 0xbe, 0xde, 0, 1, 0x10, 0x85, 0, 0, 0xf8, 0xff, 0xfe];
const RED: &[u8] = &[0x80 | 111, 0x0f, 0, 2, 111, 1, 2, 3, 4, 5];
const RTCP: &[u8] =
    &[0x81, 201, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const SDP: &str = "v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
                   a=mid:0\r\na=ice-ufrag:u\r\na=ice-pwd:p\r\na=fingerprint:sha-256 00:11\r\na=rtpmap:111 opus/48000/2\r\n";

#[test]
fn no_parser_stumbles_over_noise() {
    let mut noise = Noise(0x5eed);
    let mut meter = LevelMeter::new().unwrap();
    for round in 0..ROUNDS {
        let random = noise.bytes(200);
        for good in [STUN, RTP, RED, RTCP, SDP.as_bytes(), &random] {
            let bytes = noise.changed(good);
            if let Ok(message) = Message::parse(&bytes) {
                assert!(message.verify("secret").is_err(), "round {round}");
            }
            if let Some(header) = Header::parse(&bytes, Some(1)) {
                let _ = payload(&bytes, &header).map(duration_ticks);
            }
            let _ = Blocks::unpack(&bytes).iter().map(|block| block.payload.len()).sum::<usize>();
            let _ = rtcp::packets(&bytes).count() + rtcp::blocks(&bytes).count();
            let _ = Offer::parse(&String::from_utf8_lossy(&bytes));
        }
        if round % 100 == 0 {
            assert!(meter.level(&random) <= 127);
        }
    }
}

#[test]
fn nothing_that_was_not_sealed_is_opened() {
    let mut noise = Noise(0xdead_beef);
    for profile in [Profile::AeadAes256Gcm, Profile::AeadAes128Gcm, Profile::AesCm128HmacSha1_80] {
        let material = vec![7; 2 * (profile.key_bytes() + profile.salt_bytes())];
        let mut opener = Opener::new(&Keys::from_keying_material(profile, &material, false).unwrap()).unwrap();
        for _ in 0..ROUNDS / 10 {
            let mut bytes = noise.changed(RTP);
            let header_len = bytes.len().min(20);
            assert!(opener.open_rtp(&mut bytes, header_len, 7, 1).is_err());
            assert!(opener.open_rtcp(&mut noise.changed(RTCP)).is_err());
        }
    }
}
