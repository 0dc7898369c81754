//! Opening: authenticate, decrypt in place, refuse what was seen before.

use super::context::{Context, GCM_TAG_BYTES, SHA1_80_BYTES, gcm_nonce};
use super::replay::Replay;
use super::seal::rollover;
use super::{Keys, SrtpError};

/// Streams one peer may send: an uplink, its successors after device changes, and what a confused peer adds.
const STREAMS_MAX: usize = 8;
const SRTCP_ENCRYPTED: u32 = 1 << 31;
const RTCP_HEADER_BYTES: usize = 8;

/// An opened RTP packet: header `..header_len`, payload `header_len..len`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenedRtp {
    pub header_len: usize,
    pub len: usize,
    /// Rollover counter and sequence number (RFC 3711 §3.3.1).
    pub index: u64,
}

struct Stream {
    ssrc: u32,
    newest: u64,
    rtp: Replay,
    rtcp: Replay,
}

/// One direction of one session: everything it receives.
pub struct Opener {
    rtp: Context,
    rtcp: Context,
    streams: Vec<Stream>,
}

impl Opener {
    /// # Errors
    /// [`SrtpError::Key`] where the keys do not fit the profile.
    pub fn new(keys: &Keys) -> Result<Self, SrtpError> {
        Ok(Opener {
            rtp: Context::rtp(keys.profile, &keys.remote)?,
            rtcp: Context::rtcp(keys.profile, &keys.remote)?,
            streams: Vec::new(),
        })
    }

    /// Opens `packet` in place. `header_len` and `ssrc`, `seq` are what its (readable) header says.
    ///
    /// # Errors
    /// [`SrtpError::Replayed`] before anything is decrypted, [`SrtpError::NotAuthentic`] before anything is remembered.
    pub fn open_rtp(
        &mut self,
        packet: &mut [u8],
        header_len: usize,
        ssrc: u32,
        seq: u16,
    ) -> Result<OpenedRtp, SrtpError> {
        let place = self.streams.iter().position(|stream| stream.ssrc == ssrc);
        let known = place.and_then(|place| self.streams.get(place)).filter(|stream| stream.newest != u64::MAX);
        let index = known.map_or(u64::from(seq), |stream| nearest(stream.newest, seq));
        if let Some(stream) = known {
            stream.rtp.check(index)?;
        }
        let len = self.decrypt_rtp(packet, header_len, ssrc, index)?;
        let stream = self.stream(ssrc)?;
        stream.rtp.mark(index);
        if stream.newest == u64::MAX || index > stream.newest {
            stream.newest = index;
        }
        Ok(OpenedRtp { header_len, len, index })
    }

    /// Opens a compound RTCP packet in place and returns the length of its plain part.
    ///
    /// # Errors
    /// As [`Opener::open_rtp`]; [`SrtpError::NotEncrypted`] where the E flag is not set.
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let ssrc = packet.get(4..8).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        let ssrc = ssrc.ok_or(SrtpError::Short)?;
        let trailing = match &self.rtcp {
            Context::Gcm { .. } => 4,
            Context::Cm { .. } => 4 + SHA1_80_BYTES,
        };
        let word_at = packet.len().checked_sub(trailing).ok_or(SrtpError::Short)?;
        let word = packet.get(word_at..word_at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        let word = word.ok_or(SrtpError::Short)?;
        if word & SRTCP_ENCRYPTED == 0 {
            return Err(SrtpError::NotEncrypted);
        }
        let index = u64::from(word & !SRTCP_ENCRYPTED);
        if let Some(stream) = self.streams.iter().find(|stream| stream.ssrc == ssrc) {
            stream.rtcp.check(index)?;
        }
        let len = self.decrypt_rtcp(packet, word_at, word, ssrc, index)?;
        self.stream(ssrc)?.rtcp.mark(index);
        Ok(len)
    }

    fn decrypt_rtp(&self, packet: &mut [u8], header_len: usize, ssrc: u32, index: u64) -> Result<usize, SrtpError> {
        match &self.rtp {
            Context::Gcm { key, salt } => {
                let (header, sealed) = packet.split_at_mut_checked(header_len).ok_or(SrtpError::Short)?;
                if sealed.len() < GCM_TAG_BYTES {
                    return Err(SrtpError::Short);
                }
                Ok(header_len + Context::gcm_open(key, gcm_nonce(salt, ssrc, index), header, sealed)?)
            }
            Context::Cm { cipher, auth, salt } => {
                let len = packet.len().checked_sub(SHA1_80_BYTES).ok_or(SrtpError::Short)?;
                let (message, tag) = packet.split_at_mut_checked(len).ok_or(SrtpError::Short)?;
                Context::cm_verify(auth, message, &rollover(index), tag)?;
                let payload = message.get_mut(header_len..).ok_or(SrtpError::Short)?;
                Context::cm_apply(cipher, salt, ssrc, index, payload)?;
                Ok(len)
            }
        }
    }

    fn decrypt_rtcp(
        &self,
        packet: &mut [u8],
        word_at: usize,
        word: u32,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, SrtpError> {
        match &self.rtcp {
            Context::Gcm { key, salt } => {
                let (sealed, _) = packet.split_at_mut_checked(word_at).ok_or(SrtpError::Short)?;
                let (header, sealed) = sealed.split_at_mut_checked(RTCP_HEADER_BYTES).ok_or(SrtpError::Short)?;
                if sealed.len() < GCM_TAG_BYTES {
                    return Err(SrtpError::Short);
                }
                let mut aad = [0u8; RTCP_HEADER_BYTES + 4];
                for (slot, byte) in aad.iter_mut().zip(header.iter().chain(&word.to_be_bytes())) {
                    *slot = *byte;
                }
                Ok(RTCP_HEADER_BYTES + Context::gcm_open(key, gcm_nonce(salt, ssrc, index), &aad, sealed)?)
            }
            Context::Cm { cipher, auth, salt } => {
                let (message, tag) = packet.split_at_mut_checked(word_at + 4).ok_or(SrtpError::Short)?;
                Context::cm_verify(auth, message, &[], tag)?;
                let payload = message.get_mut(RTCP_HEADER_BYTES..word_at).ok_or(SrtpError::Short)?;
                Context::cm_apply(cipher, salt, ssrc, index, payload)?;
                Ok(word_at)
            }
        }
    }

    /// The stream's memory, made at its first authentic packet. When the table is full the oldest entry that is not the
    /// newest stream would have to go, and with it its replay window; refusing is the safe side.
    fn stream(&mut self, ssrc: u32) -> Result<&mut Stream, SrtpError> {
        if let Some(place) = self.streams.iter().position(|stream| stream.ssrc == ssrc) {
            return self.streams.get_mut(place).ok_or(SrtpError::TooManyStreams);
        }
        if self.streams.len() >= STREAMS_MAX {
            return Err(SrtpError::TooManyStreams);
        }
        self.streams.push(Stream { ssrc, newest: u64::MAX, rtp: Replay::default(), rtcp: Replay::default() });
        self.streams.last_mut().ok_or(SrtpError::TooManyStreams)
    }
}

/// The index with the 16 low bits `seq` that lies nearest to `newest` (RFC 3711 appendix A).
fn nearest(newest: u64, seq: u16) -> u64 {
    let base = newest & !0xffff | u64::from(seq);
    let half = 0x8000;
    if base + half < newest {
        base + 0x1_0000
    } else if base > newest + half && base >= 0x1_0000 {
        base - 0x1_0000
    } else {
        base
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_rollover_counter_follows_the_sequence() {
        assert_eq!(nearest(0xffff, 0), 0x1_0000);
        assert_eq!(nearest(0x1_0002, 0xfffe), 0xfffe);
        assert_eq!(nearest(0x1_0002, 3), 0x1_0003);
        assert_eq!(nearest(5, 0xfff0), 0xfff0);
    }
}
