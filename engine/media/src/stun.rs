//! STUN binding messages (RFC 8489) as ICE uses them (RFC 8445 §7).

use std::net::{IpAddr, SocketAddr};

use aws_lc_rs::hmac;
use thiserror::Error;

/// The longest message read or written here.
pub const MESSAGE_BYTES_MAX: usize = 576;

const HEADER_BYTES: usize = 20;
const COOKIE: u32 = 0x2112_a442;
const FINGERPRINT_XOR: u32 = 0x5354_554e;
const ATTRIBUTES_MAX: usize = 16;
const INTEGRITY_BYTES: usize = 20;

/// Message types of the binding method.
pub const BINDING_REQUEST: u16 = 0x0001;
pub const BINDING_SUCCESS: u16 = 0x0101;
pub const BINDING_ERROR: u16 = 0x0111;

mod attribute {
    pub const USERNAME: u16 = 0x0006;
    pub const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub const ERROR_CODE: u16 = 0x0009;
    pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    pub const PRIORITY: u16 = 0x0024;
    pub const USE_CANDIDATE: u16 = 0x0025;
    pub const FINGERPRINT: u16 = 0x8028;
    pub const ICE_CONTROLLED: u16 = 0x8029;
    pub const ICE_CONTROLLING: u16 = 0x802a;
}

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum StunError {
    #[error("not a STUN message")]
    NotStun,
    #[error("the message integrity does not match")]
    NotAuthentic,
    #[error("no room to write")]
    NoRoom,
}

pub type TransactionId = [u8; 12];

/// A parsed message; attributes we do not know are passed over.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    bytes: &'a [u8],
    pub kind: u16,
    pub transaction: TransactionId,
    pub username: Option<&'a str>,
    pub priority: Option<u32>,
    pub use_candidate: bool,
    pub controlling: bool,
    pub controlled: bool,
    pub mapped: Option<SocketAddr>,
    pub error_code: Option<u16>,
    /// Where MESSAGE-INTEGRITY starts, and its value.
    integrity: Option<(usize, &'a [u8])>,
}

impl<'a> Message<'a> {
    /// # Errors
    /// [`StunError::NotStun`] for anything that is not a whole, well-formed message.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, StunError> {
        Self::parse_checked(bytes).ok_or(StunError::NotStun)
    }

    fn parse_checked(bytes: &'a [u8]) -> Option<Self> {
        let kind = read_u16(bytes, 0)?;
        let length = usize::from(read_u16(bytes, 2)?);
        if kind & 0xc000 != 0
            || read_u32(bytes, 4)? != COOKIE
            || length % 4 != 0
            || bytes.len() != HEADER_BYTES + length
        {
            return None;
        }
        let mut message = Message {
            bytes,
            kind,
            transaction: bytes.get(8..HEADER_BYTES)?.try_into().ok()?,
            username: None,
            priority: None,
            use_candidate: false,
            controlling: false,
            controlled: false,
            mapped: None,
            error_code: None,
            integrity: None,
        };
        let mut at = HEADER_BYTES;
        for _ in 0..ATTRIBUTES_MAX {
            if at == bytes.len() {
                return Some(message);
            }
            let (kind, len) = (read_u16(bytes, at)?, usize::from(read_u16(bytes, at + 2)?));
            let value = bytes.get(at + 4..at + 4 + len)?;
            message.take(kind, value, at)?;
            at += 4 + len.next_multiple_of(4);
        }
        None
    }

    fn take(&mut self, kind: u16, value: &'a [u8], at: usize) -> Option<()> {
        // RFC 8489 §14.5: what stands behind the integrity is not covered and not believed.
        if self.integrity.is_some() && kind != attribute::FINGERPRINT {
            return Some(());
        }
        match kind {
            attribute::USERNAME => self.username = Some(std::str::from_utf8(value).ok()?),
            attribute::PRIORITY => self.priority = Some(read_u32(value, 0)?),
            attribute::USE_CANDIDATE => self.use_candidate = true,
            attribute::ICE_CONTROLLING => self.controlling = true,
            attribute::ICE_CONTROLLED => self.controlled = true,
            attribute::XOR_MAPPED_ADDRESS => self.mapped = Some(read_address(value, &self.transaction)?),
            attribute::ERROR_CODE => {
                self.error_code = Some(u16::from(*value.get(2)?) * 100 + u16::from(*value.get(3)?));
            }
            attribute::MESSAGE_INTEGRITY if value.len() == INTEGRITY_BYTES => self.integrity = Some((at, value)),
            attribute::FINGERPRINT => {
                let expected = crc32(self.bytes.get(..at)?) ^ FINGERPRINT_XOR;
                (read_u32(value, 0)? == expected).then_some(())?;
            }
            _ => {}
        }
        Some(())
    }

    /// Whether the message carries MESSAGE-INTEGRITY at all.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.integrity.is_some()
    }

    /// # Errors
    /// [`StunError::NotAuthentic`] where the integrity is missing or was made with another password.
    pub fn verify(&self, password: &str) -> Result<(), StunError> {
        let (at, value) = self.integrity.ok_or(StunError::NotAuthentic)?;
        let covered = self.bytes.get(..at).ok_or(StunError::NotAuthentic)?;
        let length = u16::try_from(at + 4 + INTEGRITY_BYTES - HEADER_BYTES).map_err(|_| StunError::NotAuthentic)?;
        let tag = integrity(password, covered, length).ok_or(StunError::NotAuthentic)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(tag.as_ref(), value).map_err(|_| StunError::NotAuthentic)
    }
}

/// Writes one message into a borrowed buffer.
pub struct Writer<'a> {
    out: &'a mut [u8],
    len: usize,
    transaction: TransactionId,
}

impl<'a> Writer<'a> {
    /// # Errors
    /// [`StunError::NoRoom`] as for every step below.
    pub fn new(out: &'a mut [u8], kind: u16, transaction: TransactionId) -> Result<Self, StunError> {
        let mut writer = Writer { out, len: 0, transaction };
        writer.put(&kind.to_be_bytes())?;
        writer.put(&[0, 0])?;
        writer.put(&COOKIE.to_be_bytes())?;
        writer.put(&transaction)?;
        Ok(writer)
    }

    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn username(self, name: &str) -> Result<Self, StunError> {
        self.attribute(attribute::USERNAME, name.as_bytes())
    }

    /// What a controlling agent's check says (RFC 8445 §7.1).
    ///
    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn check(self, priority: u32, tie_breaker: u64, nominate: bool) -> Result<Self, StunError> {
        let writer = self
            .attribute(attribute::PRIORITY, &priority.to_be_bytes())?
            .attribute(attribute::ICE_CONTROLLING, &tie_breaker.to_be_bytes())?;
        if nominate { writer.attribute(attribute::USE_CANDIDATE, &[]) } else { Ok(writer) }
    }

    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn mapped(self, address: SocketAddr) -> Result<Self, StunError> {
        let mut value = [0u8; 20];
        let len = write_address(&mut value, address, &self.transaction);
        self.attribute(attribute::XOR_MAPPED_ADDRESS, value.get(..len).unwrap_or_default())
    }

    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn error(self, code: u16, reason: &str) -> Result<Self, StunError> {
        let mut value = vec![0, 0, u8::try_from(code / 100).unwrap_or(5), u8::try_from(code % 100).unwrap_or(0)];
        value.extend_from_slice(reason.as_bytes());
        self.attribute(attribute::ERROR_CODE, &value)
    }

    /// MESSAGE-INTEGRITY with `password`, then FINGERPRINT; returns the length of the message.
    ///
    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn sign(mut self, password: &str) -> Result<usize, StunError> {
        let length = self.length(4 + INTEGRITY_BYTES)?;
        let covered = self.out.get(..self.len).ok_or(StunError::NoRoom)?;
        let tag = integrity(password, covered, length).ok_or(StunError::NoRoom)?;
        self = self.attribute(attribute::MESSAGE_INTEGRITY, tag.as_ref())?;
        self.finish()
    }

    /// FINGERPRINT; returns the length of the message.
    ///
    /// # Errors
    /// [`StunError::NoRoom`].
    pub fn finish(mut self) -> Result<usize, StunError> {
        let length = self.length(8)?;
        self.set_length(length)?;
        let value = crc32(self.out.get(..self.len).ok_or(StunError::NoRoom)?) ^ FINGERPRINT_XOR;
        self = self.attribute(attribute::FINGERPRINT, &value.to_be_bytes())?;
        Ok(self.len)
    }

    fn attribute(mut self, kind: u16, value: &[u8]) -> Result<Self, StunError> {
        let len = u16::try_from(value.len()).map_err(|_| StunError::NoRoom)?;
        self.put(&kind.to_be_bytes())?;
        self.put(&len.to_be_bytes())?;
        self.put(value)?;
        self.put([0u8; 3].get(..value.len().next_multiple_of(4) - value.len()).unwrap_or_default())?;
        let length = self.length(0)?;
        self.set_length(length)?;
        Ok(self)
    }

    fn length(&self, more: usize) -> Result<u16, StunError> {
        u16::try_from(self.len + more - HEADER_BYTES).map_err(|_| StunError::NoRoom)
    }

    fn set_length(&mut self, length: u16) -> Result<(), StunError> {
        self.out.get_mut(2..4).ok_or(StunError::NoRoom)?.copy_from_slice(&length.to_be_bytes());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), StunError> {
        let end = self.len + bytes.len();
        self.out.get_mut(self.len..end).ok_or(StunError::NoRoom)?.copy_from_slice(bytes);
        self.len = end;
        Ok(())
    }
}

/// HMAC-SHA1 over `covered` as if its length field said `length` (RFC 8489 §14.5).
fn integrity(password: &str, covered: &[u8], length: u16) -> Option<hmac::Tag> {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(covered.get(..2)?);
    context.update(&length.to_be_bytes());
    context.update(covered.get(4..)?);
    Some(context.sign())
}

fn read_address(value: &[u8], transaction: &TransactionId) -> Option<SocketAddr> {
    let port = read_u16(value, 2)? ^ 0x2112;
    let mask: Vec<u8> = COOKIE.to_be_bytes().into_iter().chain(*transaction).collect();
    let bytes: Vec<u8> = value.get(4..)?.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    let ip = match value.get(1)? {
        1 => IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?),
        2 => IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

fn write_address(value: &mut [u8; 20], address: SocketAddr, transaction: &TransactionId) -> usize {
    let mask = COOKIE.to_be_bytes().into_iter().chain(*transaction);
    let ([_, family, port_high, port_low, ip @ ..], octets, len) = (value, address.ip(), 4);
    [*port_high, *port_low] = (address.port() ^ 0x2112).to_be_bytes();
    let bytes: (u8, Vec<u8>) = match octets {
        IpAddr::V4(v4) => (1, v4.octets().to_vec()),
        IpAddr::V6(v6) => (2, v6.octets().to_vec()),
    };
    *family = bytes.0;
    for ((slot, byte), mask) in ip.iter_mut().zip(&bytes.1).zip(mask) {
        *slot = byte ^ mask;
    }
    len + bytes.1.len()
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

/// CRC-32 of ISO/IEC 13239, as FINGERPRINT wants it (RFC 8489 §14.7).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRANSACTION: TransactionId = *b"\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c";

    fn request(password: &str) -> Vec<u8> {
        let mut out = [0; MESSAGE_BYTES_MAX];
        let writer = Writer::new(&mut out, BINDING_REQUEST, TRANSACTION).unwrap();
        let len = writer.username("ours:theirs").unwrap().check(7, 9, true).unwrap().sign(password).unwrap();
        out[..len].to_vec()
    }

    /// RFC 5769 §2.2: the sample IPv4 response.
    #[test]
    fn the_sample_response_of_the_rfc_is_read() {
        let sample = [
            0x01, 0x01, 0x00, 0x3c, 0x21, 0x12, 0xa4, 0x42, 0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87,
            0xdf, 0xae, 0x80, 0x22, 0x00, 0x0b, 0x74, 0x65, 0x73, 0x74, 0x20, 0x76, 0x65, 0x63, 0x74, 0x6f, 0x72, 0x20,
            0x00, 0x20, 0x00, 0x08, 0x00, 0x01, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43, 0x00, 0x08, 0x00, 0x14, 0x2b, 0x91,
            0xf5, 0x99, 0xfd, 0x9e, 0x90, 0xc3, 0x8c, 0x74, 0x89, 0xf9, 0x2a, 0xf9, 0xba, 0x53, 0xf0, 0x6b, 0xe7, 0xd7,
            0x80, 0x28, 0x00, 0x04, 0xc0, 0x7d, 0x4c, 0x96,
        ];
        let message = Message::parse(&sample).unwrap();
        assert_eq!(message.mapped, Some("192.0.2.1:32853".parse().unwrap()));
        assert_eq!(message.verify("VOkJxbRl1RmTxUk/WvJxBt"), Ok(()));
        assert_eq!(message.verify("VOkJxbRl1RmTxUk/WvJxBu"), Err(StunError::NotAuthentic));
    }

    #[test]
    fn a_check_is_read_back() {
        let bytes = request("secret");
        let message = Message::parse(&bytes).unwrap();
        assert_eq!((message.kind, message.username), (BINDING_REQUEST, Some("ours:theirs")));
        assert!(message.use_candidate && message.controlling && !message.controlled);
        assert_eq!(message.verify("secret"), Ok(()));
    }

    #[test]
    fn addresses_of_both_families_survive() {
        for address in ["10.1.2.3:7350", "[2001:db8::7]:7350"] {
            let address: SocketAddr = address.parse().unwrap();
            let mut out = [0; MESSAGE_BYTES_MAX];
            let writer = Writer::new(&mut out, BINDING_SUCCESS, TRANSACTION).unwrap();
            let len = writer.mapped(address).unwrap().finish().unwrap();
            assert_eq!(Message::parse(&out[..len]).unwrap().mapped, Some(address));
        }
    }

    #[test]
    fn no_truncation_and_no_flipped_bit_is_believed() {
        let bytes = request("secret");
        for len in 0..bytes.len() {
            assert!(Message::parse(&bytes[..len]).is_err());
        }
        let covered = bytes.len() - 8; // the FINGERPRINT behind it is no secret's business
        for bit in 0..covered * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Message::parse(&changed).is_err() || Message::parse(&changed).unwrap().verify("secret").is_err());
        }
    }
}
