//! Sealing: plain packets in a send slot become SRTP or SRTCP in place.

use super::context::{Context, GCM_TAG_BYTES, SHA1_80_BYTES, gcm_nonce};
use super::{Keys, SrtpError};

const SRTCP_ENCRYPTED: u32 = 1 << 31;
const RTCP_HEADER_BYTES: usize = 8;

/// Everything one session sends.
pub struct Sealer {
    rtp: RtpSealer,
    rtcp: RtcpSealer,
}

/// The sound that one session sends; small, so that thousands stand in a row.
pub struct RtpSealer(Context);

/// The reports that one session sends.
pub struct RtcpSealer(Context);

impl Sealer {
    /// # Errors
    /// [`SrtpError::Key`] where the keys do not fit the profile.
    pub fn new(keys: &Keys) -> Result<Self, SrtpError> {
        Ok(Sealer { rtp: RtpSealer::new(keys)?, rtcp: RtcpSealer::new(keys)? })
    }

    /// [`RtpSealer::seal_rtp`].
    ///
    /// # Errors
    /// As there.
    pub fn seal_rtp(
        &self,
        slot: &mut [u8],
        header_len: usize,
        len: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, SrtpError> {
        self.rtp.seal_rtp(slot, header_len, len, ssrc, index)
    }

    /// [`RtcpSealer::seal_rtcp`].
    ///
    /// # Errors
    /// As there.
    pub fn seal_rtcp(&self, slot: &mut [u8], len: usize, ssrc: u32, index: u32) -> Result<usize, SrtpError> {
        self.rtcp.seal_rtcp(slot, len, ssrc, index)
    }
}

impl RtpSealer {
    /// # Errors
    /// [`SrtpError::Key`] where the keys do not fit the profile.
    pub fn new(keys: &Keys) -> Result<Self, SrtpError> {
        Ok(RtpSealer(Context::rtp(keys.profile, &keys.local)?))
    }

    /// Seals the RTP packet `slot[..len]`, whose first `header_len` bytes stay readable, and returns its new length.
    /// `index` is the rollover counter and the sequence number (48 bits).
    ///
    /// # Errors
    /// [`SrtpError::Short`] where `slot` has no room for the tag or `header_len` is beyond `len`.
    pub fn seal_rtp(
        &self,
        slot: &mut [u8],
        header_len: usize,
        len: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, SrtpError> {
        let (packet, rest) = slot.split_at_mut_checked(len).ok_or(SrtpError::Short)?;
        match &self.0 {
            Context::Gcm { key, salt } => {
                let (header, payload) = packet.split_at_mut_checked(header_len).ok_or(SrtpError::Short)?;
                let tag = rest.get_mut(..GCM_TAG_BYTES).ok_or(SrtpError::Short)?;
                Context::gcm_seal(key, gcm_nonce(salt, ssrc, index), header, payload, tag)?;
                Ok(len + GCM_TAG_BYTES)
            }
            Context::Cm { cipher, auth, salt } => {
                let payload = packet.get_mut(header_len..).ok_or(SrtpError::Short)?;
                Context::cm_apply(cipher, salt, ssrc, index, payload)?;
                let tag = rest.get_mut(..SHA1_80_BYTES).ok_or(SrtpError::Short)?;
                tag.copy_from_slice(&Context::cm_tag(auth, packet, &rollover(index)));
                Ok(len + SHA1_80_BYTES)
            }
        }
    }
}

impl RtcpSealer {
    /// # Errors
    /// [`SrtpError::Key`] where the keys do not fit the profile.
    pub fn new(keys: &Keys) -> Result<Self, SrtpError> {
        Ok(RtcpSealer(Context::rtcp(keys.profile, &keys.local)?))
    }

    /// Seals the compound RTCP packet `slot[..len]` (RFC 3711 §3.4, RFC 7714 §9) and returns its new length.
    /// `index` rises by one for each packet and stays below 2^31.
    ///
    /// # Errors
    /// [`SrtpError::Short`] where there is no room, or no RTCP header.
    pub fn seal_rtcp(&self, slot: &mut [u8], len: usize, ssrc: u32, index: u32) -> Result<usize, SrtpError> {
        let word = (index & !SRTCP_ENCRYPTED | SRTCP_ENCRYPTED).to_be_bytes();
        let counter = u64::from(index & !SRTCP_ENCRYPTED);
        let (packet, rest) = slot.split_at_mut_checked(len).ok_or(SrtpError::Short)?;
        let (header, payload) = packet.split_at_mut_checked(RTCP_HEADER_BYTES).ok_or(SrtpError::Short)?;
        match &self.0 {
            Context::Gcm { key, salt } => {
                let (tag, rest) = rest.split_at_mut_checked(GCM_TAG_BYTES).ok_or(SrtpError::Short)?;
                let trailer = rest.get_mut(..4).ok_or(SrtpError::Short)?;
                let mut aad = [0u8; RTCP_HEADER_BYTES + 4];
                for (slot, byte) in aad.iter_mut().zip(header.iter().chain(&word)) {
                    *slot = *byte;
                }
                Context::gcm_seal(key, gcm_nonce(salt, ssrc, counter), &aad, payload, tag)?;
                trailer.copy_from_slice(&word);
                Ok(len + GCM_TAG_BYTES + 4)
            }
            Context::Cm { cipher, auth, salt } => {
                Context::cm_apply(cipher, salt, ssrc, counter, payload)?;
                let (trailer, rest) = rest.split_at_mut_checked(4).ok_or(SrtpError::Short)?;
                trailer.copy_from_slice(&word);
                let tag = rest.get_mut(..SHA1_80_BYTES).ok_or(SrtpError::Short)?;
                tag.copy_from_slice(&Context::cm_tag(auth, packet, &word));
                Ok(len + 4 + SHA1_80_BYTES)
            }
        }
    }
}

/// The rollover counter of a 48-bit index.
pub(super) fn rollover(index: u64) -> [u8; 4] {
    let [_, _, a, b, c, d, _, _] = index.to_be_bytes();
    [a, b, c, d]
}
