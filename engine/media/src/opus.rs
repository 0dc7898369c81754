//! What we know of Opus without decoding it (RFC 6716 §3.1), and libopus for where that is not enough.

use opusic_sys as libopus;

use crate::rtp::LEVEL_SILENT;

/// Ticks of the RTP clock in one 20 ms frame.
pub const FRAME_TICKS: u32 = 960;

/// 20 ms of digital silence, CELT fullband.
pub const SILENCE: [u8; 3] = [0xf8, 0xff, 0xfe];

/// An empty frame: the encoder stopped (DTX), the decoder need not conceal.
pub const STOP: [u8; 1] = [0xf8];

/// Samples at 48 kHz that a packet lasts; none where it is not Opus. At most 5,760 (120 ms).
#[must_use]
pub fn duration_ticks(payload: &[u8]) -> Option<u32> {
    let (toc, rest) = payload.split_first()?;
    let config = toc >> 3;
    let frame = match config {
        0..=11 => [480, 960, 1920, 2880].get(usize::from(config & 3))?,
        12..=15 => [480, 960].get(usize::from(config & 1))?,
        _ => [120, 240, 480, 960].get(usize::from(config & 3))?,
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(rest.first()? & 0x3f),
    };
    let ticks = frame * frames;
    (1..=5_760).contains(&ticks).then_some(ticks)
}

/// Samples of the longest packet (120 ms).
pub const SAMPLES_MAX: usize = 5_760;

/// Bytes of the longest frame (RFC 6716 §3.2.1).
const FRAME_BYTES_MAX: usize = 1_275;

/// One stream's decoder: 48 kHz, mono.
pub struct Decoder(*mut libopus::OpusDecoder);

// SAFETY: libopus keeps no thread-bound state; the decoder is owned by this value alone and never aliased.
unsafe impl Send for Decoder {}

impl Decoder {
    /// None where libopus has no memory for a decoder.
    #[must_use]
    pub fn new() -> Option<Self> {
        let mut error = 0;
        // SAFETY: plain call; `error` outlives it. A null result is checked below.
        let decoder = unsafe { libopus::opus_decoder_create(48_000, 1, &raw mut error) };
        (!decoder.is_null() && error == libopus::OPUS_OK).then_some(Decoder(decoder))
    }

    /// Samples of one packet, the first of `pcm`; none where it does not decode.
    pub fn decode<'a>(&mut self, payload: &[u8], pcm: &'a mut [f32; SAMPLES_MAX]) -> Option<&'a [f32]> {
        let len = i32::try_from(payload.len()).ok()?;
        // SAFETY: the decoder is live until drop; `payload` and `pcm` are valid for the lengths given.
        let samples = unsafe { libopus::opus_decode_float(self.0, payload.as_ptr(), len, pcm.as_mut_ptr(), 5_760, 0) };
        pcm.get(..usize::try_from(samples).ok()?)
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: created by `opus_decoder_create`, destroyed once.
        unsafe { libopus::opus_decoder_destroy(self.0) };
    }
}

/// One stream's encoder: 48 kHz, mono, voice, 20 ms frames.
pub struct Encoder(*mut libopus::OpusEncoder);

// SAFETY: as for the decoder.
unsafe impl Send for Encoder {}

impl Encoder {
    /// None where libopus has no memory for an encoder.
    #[must_use]
    pub fn new() -> Option<Self> {
        let mut error = 0;
        // SAFETY: plain call; `error` outlives it. A null result is checked below.
        let encoder =
            unsafe { libopus::opus_encoder_create(48_000, 1, libopus::OPUS_APPLICATION_VOIP, &raw mut error) };
        (!encoder.is_null() && error == libopus::OPUS_OK).then_some(Encoder(encoder))
    }

    /// One frame (960 samples, 1.0 is full scale) as a packet; none where libopus refuses.
    pub fn encode(&mut self, pcm: &[f32; 960]) -> Option<Vec<u8>> {
        let mut packet = vec![0; FRAME_BYTES_MAX];
        let room = i32::try_from(packet.len()).ok()?;
        // SAFETY: the encoder is live until drop; 960 samples are one 20 ms frame; `packet` has the room stated.
        let len = unsafe { libopus::opus_encode_float(self.0, pcm.as_ptr(), 960, packet.as_mut_ptr(), room) };
        packet.truncate(usize::try_from(len).ok()?);
        Some(packet)
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: created by `opus_encoder_create`, destroyed once.
        unsafe { libopus::opus_encoder_destroy(self.0) };
    }
}

/// Decodes to find the level, for publishers that send no level extension.
pub struct LevelMeter {
    decoder: Decoder,
    pcm: Box<[f32; SAMPLES_MAX]>,
}

impl LevelMeter {
    /// None where libopus has no memory for a decoder.
    #[must_use]
    pub fn new() -> Option<Self> {
        Some(LevelMeter { decoder: Decoder::new()?, pcm: Box::new([0.0; SAMPLES_MAX]) })
    }

    /// −dBov of the packet, 0–127. What does not decode counts as speech when it is above 10 bytes.
    pub fn level(&mut self, payload: &[u8]) -> u8 {
        let undecoded = if payload.len() > 10 { 0 } else { LEVEL_SILENT };
        let decoded = self.decoder.decode(payload, &mut self.pcm).filter(|samples| !samples.is_empty());
        decoded.map_or(undecoded, level)
    }
}

/// −dBov of some samples, 0–127 (RFC 6465 §3's formula).
#[must_use]
pub fn level(samples: &[f32]) -> u8 {
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    level_of(energy / f32::from(u16::try_from(samples.len().max(1)).unwrap_or(u16::MAX)))
}

/// Mean square (1.0 is full scale) to −dBov.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=127 before")]
fn level_of(mean_square: f32) -> u8 {
    if mean_square <= 0.0 { 127 } else { (-10.0 * mean_square.log10()).clamp(0.0, 127.0).round() as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_the_table() {
        assert_eq!(duration_ticks(&SILENCE), Some(960));
        assert_eq!(duration_ticks(&STOP), Some(960));
        assert_eq!(duration_ticks(&[0b0001_1000]), Some(2880), "SILK 60 ms");
        assert_eq!(duration_ticks(&[0b1111_1011, 3]), Some(2880), "three frames of 20 ms");
        assert_eq!(duration_ticks(&[0b1111_1011, 63]), None, "above 120 ms");
        assert_eq!(duration_ticks(&[]), None);
    }

    #[test]
    fn silence_and_full_scale_are_the_ends_of_the_scale() {
        assert_eq!(level_of(0.0), 127);
        assert_eq!(level_of(1.0), 0);
        assert_eq!(level_of(1e-5), 50);
        let mut meter = LevelMeter::new().unwrap();
        assert_eq!(meter.level(&SILENCE), 127);
        assert_eq!(meter.level(&[0xff; 40]), 0, "what does not decode counts as speech");
        assert_eq!(meter.level(&[0xff; 4]), 127);
    }

    #[test]
    fn what_is_encoded_is_decoded_and_then_silence_ends_it() {
        let (mut encoder, mut decoder) = (Encoder::new().unwrap(), Decoder::new().unwrap());
        let mut pcm = [0.0; SAMPLES_MAX];
        let tone =
            |n: usize, at: usize| 0.5 * (((n * 960 + at) as f32) * 440.0 * std::f32::consts::TAU / 48_000.0).sin();
        let mut levels = Vec::new();
        for n in 0..20 {
            let packet = encoder.encode(&std::array::from_fn(|at| tone(n, at))).unwrap();
            assert_eq!(duration_ticks(&packet), Some(960));
            levels.push(level(decoder.decode(&packet, &mut pcm).unwrap()));
        }
        assert!(
            levels[5..].iter().all(|level| (7..=11).contains(level)),
            "a half-scale sine is at −9 dBov: {levels:?}"
        );
        for silence in [&SILENCE[..]; 5].into_iter().chain([&STOP[..]]) {
            levels.push(level(decoder.decode(silence, &mut pcm).unwrap()));
        }
        assert!(levels[24..].iter().all(|level| *level > 90), "{levels:?}");
    }
}
