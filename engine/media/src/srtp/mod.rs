//! SRTP and SRTCP: RFC 3711 with AES-CM and HMAC-SHA1, RFC 7714 with AES-GCM. Keys are set up once, packets sealed in place.

mod context;
mod kdf;
mod open;
mod replay;
mod seal;

pub use open::{OpenedRtp, Opener};
pub use seal::{RtcpSealer, RtpSealer, Sealer};

use thiserror::Error;

/// The largest growth of a packet by sealing: a GCM tag and the SRTCP index word.
pub const OVERHEAD_BYTES_MAX: usize = 20;

/// What DTLS agreed on (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    AeadAes256Gcm,
    AeadAes128Gcm,
    AesCm128HmacSha1_80,
}

impl Profile {
    /// Bytes of a master key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Profile::AeadAes256Gcm => 32,
            Profile::AeadAes128Gcm | Profile::AesCm128HmacSha1_80 => 16,
        }
    }

    /// Bytes of a master salt.
    #[must_use]
    pub const fn salt_bytes(self) -> usize {
        match self {
            Profile::AeadAes256Gcm | Profile::AeadAes128Gcm => 12,
            Profile::AesCm128HmacSha1_80 => 14,
        }
    }

    /// Bytes a sealed RTP packet is longer than a plain one.
    #[must_use]
    pub const fn tag_bytes(self) -> usize {
        match self {
            Profile::AeadAes256Gcm | Profile::AeadAes128Gcm => 16,
            Profile::AesCm128HmacSha1_80 => 10,
        }
    }
}

/// One direction's master key and salt.
#[derive(Clone)]
pub struct Master {
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
}

/// What a handshake leaves behind, from our side: we seal with `local`, the peer with `remote`.
#[derive(Clone)]
pub struct Keys {
    pub profile: Profile,
    pub local: Master,
    pub remote: Master,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Keys({:?})", self.profile)
    }
}

impl Keys {
    /// Cuts exported keying material: client key, server key, client salt, server salt (RFC 5764 §4.2).
    ///
    /// # Errors
    /// [`SrtpError::Short`] where the material is not exactly as long as the profile needs.
    pub fn from_keying_material(profile: Profile, material: &[u8], we_are_client: bool) -> Result<Self, SrtpError> {
        let (client_key, rest) = material.split_at_checked(profile.key_bytes()).ok_or(SrtpError::Short)?;
        let (server_key, rest) = rest.split_at_checked(profile.key_bytes()).ok_or(SrtpError::Short)?;
        let (client_salt, rest) = rest.split_at_checked(profile.salt_bytes()).ok_or(SrtpError::Short)?;
        let (server_salt, rest) = rest.split_at_checked(profile.salt_bytes()).ok_or(SrtpError::Short)?;
        if !rest.is_empty() {
            return Err(SrtpError::Short);
        }
        let client = Master { key: client_key.to_vec(), salt: client_salt.to_vec() };
        let server = Master { key: server_key.to_vec(), salt: server_salt.to_vec() };
        let (local, remote) = if we_are_client { (client, server) } else { (server, client) };
        Ok(Keys { profile, local, remote })
    }
}

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum SrtpError {
    #[error("too short")]
    Short,
    #[error("not authentic")]
    NotAuthentic,
    #[error("seen before, or too old to tell")]
    Replayed,
    #[error("more streams than one peer may send")]
    TooManyStreams,
    #[error("not encrypted")]
    NotEncrypted,
    #[error("the cipher refused its key")]
    Key,
}

#[cfg(test)]
mod tests;
