//! What we know of Opus without decoding it (RFC 6716 §3.1), and the level of an uplink that does not tell it.

use opusic_sys as libopus;

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

/// Decodes to find the level, for publishers that send no level extension.
pub struct LevelMeter {
    decoder: *mut libopus::OpusDecoder,
    pcm: Box<[f32; 5_760]>,
}

// SAFETY: libopus keeps no thread-bound state; the decoder is owned by this value alone and never aliased.
unsafe impl Send for LevelMeter {}

impl LevelMeter {
    /// None where libopus has no memory for a decoder.
    #[must_use]
    pub fn new() -> Option<Self> {
        let mut error = 0;
        // SAFETY: plain call; `error` outlives it. A null result is checked below.
        let decoder = unsafe { libopus::opus_decoder_create(48_000, 1, &raw mut error) };
        (!decoder.is_null() && error == libopus::OPUS_OK).then(|| LevelMeter { decoder, pcm: Box::new([0.0; 5_760]) })
    }

    /// −dBov of the packet, 0–127 (RFC 6465 §3's formula). What does not decode counts as speech when it is above 10 bytes.
    pub fn level(&mut self, payload: &[u8]) -> u8 {
        let undecoded = if payload.len() > 10 { 0 } else { 127 };
        let Ok(len) = i32::try_from(payload.len()) else { return undecoded };
        // SAFETY: the decoder is live until drop; `payload` and `pcm` are valid for the lengths given, and 5,760 samples
        // is the longest packet libopus decodes (120 ms, mono).
        let samples =
            unsafe { libopus::opus_decode_float(self.decoder, payload.as_ptr(), len, self.pcm.as_mut_ptr(), 5_760, 0) };
        let Ok(count) = usize::try_from(samples) else { return undecoded };
        let energy: f32 = self.pcm.iter().take(count).map(|sample| sample * sample).sum();
        match count {
            0 => undecoded,
            _ => level_of(energy / f32::from(u16::try_from(count).unwrap_or(u16::MAX))),
        }
    }
}

impl Drop for LevelMeter {
    fn drop(&mut self) {
        // SAFETY: created by `opus_decoder_create`, destroyed once.
        unsafe { libopus::opus_decoder_destroy(self.decoder) };
    }
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
}
