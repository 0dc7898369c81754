//! Session keys from master keys (RFC 3711 §4.3, RFC 7714 §11), key derivation rate zero.

use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

use super::{Master, SrtpError};

#[derive(Clone, Copy)]
pub(super) enum Label {
    RtpKey = 0,
    RtpAuth = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpAuth = 4,
    RtcpSalt = 5,
}

/// `N` bytes of the AES-CM keystream that `label` names.
pub(super) fn derive<const N: usize>(master: &Master, label: Label) -> Result<[u8; N], SrtpError> {
    let mut iv = [0u8; 16];
    for (slot, byte) in iv.iter_mut().zip(&master.salt) {
        *slot = *byte;
    }
    iv[7] ^= label as u8;
    let mut out = [0u8; N];
    counter_mode(&cipher(&master.key)?, iv, &mut out)?;
    Ok(out)
}

pub(super) fn cipher(key: &[u8]) -> Result<EncryptingKey, SrtpError> {
    let algorithm = if key.len() == 32 { &AES_256 } else { &AES_128 };
    let key = UnboundCipherKey::new(algorithm, key).map_err(|_| SrtpError::Key)?;
    EncryptingKey::ctr(key).map_err(|_| SrtpError::Key)
}

/// XORs the AES counter-mode keystream of `iv` into `data`.
pub(super) fn counter_mode(cipher: &EncryptingKey, iv: [u8; 16], data: &mut [u8]) -> Result<(), SrtpError> {
    cipher
        .less_safe_encrypt(data, EncryptionContext::Iv128(FixedLength::from(iv)))
        .map(|_| ())
        .map_err(|_| SrtpError::Key)
}
