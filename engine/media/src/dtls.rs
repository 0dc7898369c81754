//! The passive side of DTLS 1.2 (RFC 6347) for SRTP keys (RFC 5764), by `dimpl`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use dimpl::{Dtls, DtlsCertificate, Output, SrtpProfile};
use thiserror::Error;

use crate::sdp::Fingerprint;
use crate::srtp::{Keys, Profile};

/// A handshake that takes longer is given up.
pub const HANDSHAKE_MAX: Duration = Duration::from_secs(10);

/// The content type of an alert record (RFC 5246 §6.2.1).
const ALERT: u8 = 21;
const RECORD_BYTES_MAX: usize = 2_048;
/// Outputs of one step; far above a whole flight.
const OUTPUTS_MAX: usize = 64;

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DtlsError {
    #[error("a certificate cannot be made: {0}")]
    Certificate(String),
    #[error("the handshake failed: {0}")]
    Handshake(String),
    #[error("the peer's certificate is not the one its offer announced")]
    Fingerprint,
    #[error("no SRTP profile in common")]
    Profile,
}

/// What every handshake of a process shares: building it costs a millisecond.
#[derive(Clone)]
pub struct Identity {
    config: Arc<dimpl::Config>,
    certificate: DtlsCertificate,
}

impl Identity {
    /// A new self-signed P-256 certificate.
    ///
    /// # Errors
    /// [`DtlsError::Certificate`].
    pub fn generate() -> Result<Self, DtlsError> {
        let certificate = dimpl::certificate::generate_self_signed_certificate()
            .map_err(|error| DtlsError::Certificate(error.to_string()))?;
        Ok(Identity { config: configuration(dimpl::Config::builder())?, certificate })
    }

    /// The same certificate with hellos and retransmission times decided by `seed`: for simulations that must repeat
    /// themselves, never for a server. Keys and signatures stay random.
    ///
    /// # Errors
    /// [`DtlsError::Certificate`].
    pub fn repeatable(&self, seed: u64) -> Result<Self, DtlsError> {
        let config = configuration(dimpl::Config::builder().dangerously_set_rng_seed(seed))?;
        Ok(Identity { config, certificate: self.certificate.clone() })
    }

    /// The value of an a=fingerprint line.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        format!("sha-256 {}", self.certificate.fingerprint_str())
    }

    /// A handshake that waits for the peer (`active` false) or begins it.
    #[must_use]
    pub fn handshake(&self, active: bool, now: Instant) -> Handshake {
        let mut dtls = Dtls::new_12(Arc::clone(&self.config), self.certificate.clone(), now);
        dtls.set_active(active);
        Handshake { dtls, active, trusted: false }
    }
}

/// What a step of a handshake brought.
#[derive(Debug, Default)]
pub struct Step {
    /// Records to send, in order.
    pub records: Vec<Vec<u8>>,
    pub keys: Option<Keys>,
    pub closed: bool,
    /// Call `timeout` then.
    pub wake: Option<Instant>,
}

/// One session's DTLS association.
pub struct Handshake {
    dtls: Dtls,
    active: bool,
    trusted: bool,
}

impl Handshake {
    /// Takes one datagram of records.
    ///
    /// # Errors
    /// [`DtlsError`] is final: the session cannot be secured.
    pub fn receive(&mut self, now: Instant, record: &[u8], expected: &[Fingerprint]) -> Result<Step, DtlsError> {
        self.dtls.handle_timeout(now).map_err(|error| DtlsError::Handshake(error.to_string()))?;
        self.dtls.handle_packet(record).map_err(|error| DtlsError::Handshake(error.to_string()))?;
        self.poll(expected)
    }

    /// Lets time pass: the first flight of an active side, retransmissions.
    ///
    /// # Errors
    /// [`DtlsError`] is final.
    pub fn timeout(&mut self, now: Instant, expected: &[Fingerprint]) -> Result<Step, DtlsError> {
        self.dtls.handle_timeout(now).map_err(|error| DtlsError::Handshake(error.to_string()))?;
        self.poll(expected)
    }

    /// What is left to say after an error: the alert that ends the peer's waiting too (RFC 5246 §7.2), nothing else.
    #[must_use]
    pub fn last_words(&mut self) -> Vec<Vec<u8>> {
        let mut records = self.poll(&[]).map(|step| step.records).unwrap_or_default();
        records.retain(|record| record.first() == Some(&ALERT));
        records
    }

    fn poll(&mut self, expected: &[Fingerprint]) -> Result<Step, DtlsError> {
        let mut step = Step::default();
        let mut buffer = [0u8; RECORD_BYTES_MAX];
        for _ in 0..OUTPUTS_MAX {
            match self.dtls.poll_output(&mut buffer) {
                Output::Packet(record) => step.records.push(record.to_vec()),
                Output::PeerCert(der) => self.trusted = expected.iter().any(|fingerprint| matches(der, fingerprint)),
                Output::KeyingMaterial(material, profile) => {
                    if !self.trusted {
                        return Err(DtlsError::Fingerprint);
                    }
                    let profile = profile_of(profile).ok_or(DtlsError::Profile)?;
                    let keys = Keys::from_keying_material(profile, &material, self.active);
                    step.keys = Some(keys.map_err(|_| DtlsError::Profile)?);
                }
                Output::CloseNotify => step.closed = true,
                Output::Timeout(at) => {
                    step.wake = Some(at);
                    break;
                }
                _ => {}
            }
        }
        Ok(step)
    }
}

fn configuration(builder: dimpl::ConfigBuilder) -> Result<Arc<dimpl::Config>, DtlsError> {
    // ICE has shown that the address is the peer's: no cookie round trip (RFC 6347 §4.2.1 leaves it open).
    let config = builder.use_server_cookie(false).handshake_timeout(HANDSHAKE_MAX).build();
    config.map(Arc::new).map_err(|error| DtlsError::Certificate(error.to_string()))
}

fn profile_of(profile: SrtpProfile) -> Option<Profile> {
    match profile {
        SrtpProfile::AEAD_AES_256_GCM => Some(Profile::AeadAes256Gcm),
        SrtpProfile::AEAD_AES_128_GCM => Some(Profile::AeadAes128Gcm),
        SrtpProfile::AES128_CM_SHA1_80 => Some(Profile::AesCm128HmacSha1_80),
        _ => None,
    }
}

fn matches(der: &[u8], fingerprint: &Fingerprint) -> bool {
    let algorithm = match fingerprint.hash.as_str() {
        "sha-256" => &digest::SHA256,
        "sha-384" => &digest::SHA384,
        "sha-512" => &digest::SHA512,
        _ => return false,
    };
    let hash = digest::digest(algorithm, der);
    aws_lc_rs::constant_time::verify_slices_are_equal(hash.as_ref(), &fingerprint.value).is_ok()
}
