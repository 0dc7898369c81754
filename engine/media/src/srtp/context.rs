//! One direction's cipher for RTP or for RTCP.

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::EncryptingKey;
use aws_lc_rs::{constant_time, hmac};

use super::kdf::{Label, cipher, counter_mode, derive};
use super::{Master, Profile, SrtpError};

pub(super) const GCM_TAG_BYTES: usize = 16;
pub(super) const SHA1_80_BYTES: usize = 10;

/// Key schedules, set up once.
pub(super) enum Context {
    Gcm { key: LessSafeKey, salt: [u8; 12] },
    Cm { cipher: Box<EncryptingKey>, auth: Box<hmac::Key>, salt: [u8; 14] },
}

impl Context {
    pub(super) fn rtp(profile: Profile, master: &Master) -> Result<Self, SrtpError> {
        Self::derived(profile, master, [Label::RtpKey, Label::RtpAuth, Label::RtpSalt])
    }

    pub(super) fn rtcp(profile: Profile, master: &Master) -> Result<Self, SrtpError> {
        Self::derived(profile, master, [Label::RtcpKey, Label::RtcpAuth, Label::RtcpSalt])
    }

    fn derived(profile: Profile, master: &Master, [key, auth, salt]: [Label; 3]) -> Result<Self, SrtpError> {
        match profile {
            Profile::AeadAes128Gcm => {
                let unbound = UnboundKey::new(&AES_128_GCM, &derive::<16>(master, key)?);
                Self::gcm(unbound.map_err(|_| SrtpError::Key)?, derive(master, salt)?)
            }
            Profile::AeadAes256Gcm => {
                let unbound = UnboundKey::new(&AES_256_GCM, &derive::<32>(master, key)?);
                Self::gcm(unbound.map_err(|_| SrtpError::Key)?, derive(master, salt)?)
            }
            Profile::AesCm128HmacSha1_80 => Ok(Context::Cm {
                cipher: Box::new(cipher(&derive::<16>(master, key)?)?),
                auth: Box::new(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &derive::<20>(master, auth)?)),
                salt: derive(master, salt)?,
            }),
        }
    }

    fn gcm(key: UnboundKey, salt: [u8; 12]) -> Result<Self, SrtpError> {
        Ok(Context::Gcm { key: LessSafeKey::new(key), salt })
    }
}

/// RFC 7714 §8.1 and §9.1: two zero bytes, SSRC, then ROC and sequence (or zero and the SRTCP index), XORed with the salt.
pub(super) fn gcm_nonce(salt: &[u8; 12], ssrc: u32, counter: u64) -> [u8; 12] {
    let mut nonce = *salt;
    let [.., a, b, c, d] = u64::from(ssrc).to_be_bytes();
    let [_, _, counter @ ..] = counter.to_be_bytes();
    for (slot, byte) in nonce.iter_mut().skip(2).zip([a, b, c, d].into_iter().chain(counter)) {
        *slot ^= byte;
    }
    nonce
}

/// RFC 3711 §4.1.1: salt, SSRC and 48-bit index, each at its place.
fn cm_iv(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut iv = [0u8; 16];
    for (slot, byte) in iv.iter_mut().zip(salt) {
        *slot = *byte;
    }
    let [_, _, index @ ..] = index.to_be_bytes();
    for (slot, byte) in iv.iter_mut().skip(4).zip(ssrc.to_be_bytes().into_iter().chain(index)) {
        *slot ^= byte;
    }
    iv
}

impl Context {
    /// Encrypts `payload` in place and returns the tag, for GCM; `aad` is what stays readable.
    pub(super) fn gcm_seal(
        key: &LessSafeKey,
        nonce: [u8; 12],
        aad: &[u8],
        payload: &mut [u8],
        tag: &mut [u8],
    ) -> Result<(), SrtpError> {
        let sealed = key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), payload)
            .map_err(|_| SrtpError::Key)?;
        tag.copy_from_slice(sealed.as_ref());
        Ok(())
    }

    /// Decrypts `sealed` (ciphertext and tag) in place.
    pub(super) fn gcm_open(
        key: &LessSafeKey,
        nonce: [u8; 12],
        aad: &[u8],
        sealed: &mut [u8],
    ) -> Result<usize, SrtpError> {
        key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), sealed)
            .map(|plain| plain.len())
            .map_err(|_| SrtpError::NotAuthentic)
    }

    pub(super) fn cm_apply(
        cipher: &EncryptingKey,
        salt: &[u8; 14],
        ssrc: u32,
        index: u64,
        payload: &mut [u8],
    ) -> Result<(), SrtpError> {
        if payload.is_empty() { Ok(()) } else { counter_mode(cipher, cm_iv(salt, ssrc, index), payload) }
    }

    /// The first 80 bits of HMAC-SHA1 over `message` and `suffix`.
    pub(super) fn cm_tag(auth: &hmac::Key, message: &[u8], suffix: &[u8]) -> [u8; SHA1_80_BYTES] {
        let mut context = hmac::Context::with_key(auth);
        context.update(message);
        context.update(suffix);
        let mut tag = [0u8; SHA1_80_BYTES];
        for (slot, byte) in tag.iter_mut().zip(context.sign().as_ref()) {
            *slot = *byte;
        }
        tag
    }

    pub(super) fn cm_verify(auth: &hmac::Key, message: &[u8], suffix: &[u8], tag: &[u8]) -> Result<(), SrtpError> {
        constant_time::verify_slices_are_equal(&Self::cm_tag(auth, message, suffix), tag)
            .map_err(|_| SrtpError::NotAuthentic)
    }
}
