//! RTP headers (RFC 3550 §5.1) with the one extension we read, the audio level (RFC 6464).

/// A header without contributors and extensions, as we write it.
pub const HEADER_BYTES: usize = 12;

/// Level of digital silence.
pub const LEVEL_SILENT: u8 = 127;

const ONE_BYTE_PROFILE: u16 = 0xbede;
const TWO_BYTE_PROFILE: u16 = 0x1000;
const EXTENSIONS_MAX: usize = 16;

/// What a (readable) header says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub marker: bool,
    pub payload_type: u8,
    pub seq: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Bytes before the payload, extensions included.
    pub len: usize,
    pub padded: bool,
    /// −dBov, 0–127, where the extension `level_ext` is there.
    pub level: Option<u8>,
}

impl Header {
    /// None for anything that is not a whole RTP header.
    #[must_use]
    pub fn parse(packet: &[u8], level_ext: Option<u8>) -> Option<Self> {
        let [first, second, ..] = *packet else { return None };
        if first >> 6 != 2 {
            return None;
        }
        let contributors = usize::from(first & 0x0f) * 4;
        let mut len = HEADER_BYTES + contributors;
        let mut level = None;
        if first & 0x10 != 0 {
            let profile = u16_at(packet, len)?;
            let words = usize::from(u16_at(packet, len + 2)?);
            let body = packet.get(len + 4..len + 4 + words * 4)?;
            level = level_ext.and_then(|id| extension(profile, body, id)).map(|value| value & 0x7f);
            len += 4 + words * 4;
        }
        packet.get(..len)?;
        Some(Header {
            marker: second & 0x80 != 0,
            payload_type: second & 0x7f,
            seq: u16_at(packet, 2)?,
            timestamp: u32_at(packet, 4)?,
            ssrc: u32_at(packet, 8)?,
            len,
            padded: first & 0x20 != 0,
            level,
        })
    }
}

/// The payload of an opened packet without its padding (RFC 3550 §5.1); none where the padding is longer than the payload.
#[must_use]
pub fn payload<'a>(packet: &'a [u8], header: &Header) -> Option<&'a [u8]> {
    let payload = packet.get(header.len..)?;
    if !header.padded {
        return Some(payload);
    }
    let padding = usize::from(*payload.last()?);
    payload.get(..payload.len().checked_sub(padding)?)
}

/// Writes the 12 bytes of a plain header.
pub fn write_header(out: &mut [u8; HEADER_BYTES], marker: bool, payload_type: u8, seq: u16, timestamp: u32, ssrc: u32) {
    let [s0, s1] = seq.to_be_bytes();
    let [t0, t1, t2, t3] = timestamp.to_be_bytes();
    let [r0, r1, r2, r3] = ssrc.to_be_bytes();
    *out = [0x80, payload_type | u8::from(marker) << 7, s0, s1, t0, t1, t2, t3, r0, r1, r2, r3];
}

/// First byte of the extension `wanted` in one-byte or two-byte form (RFC 8285 §4).
fn extension(profile: u16, mut body: &[u8], wanted: u8) -> Option<u8> {
    for _ in 0..EXTENSIONS_MAX {
        let [first, rest @ ..] = body else { return None };
        if *first == 0 {
            body = rest;
            continue;
        }
        let (id, len, rest) = if profile == ONE_BYTE_PROFILE {
            (first >> 4, usize::from(first & 0x0f) + 1, rest)
        } else if profile & 0xfff0 == TWO_BYTE_PROFILE {
            let [len, rest @ ..] = rest else { return None };
            (*first, usize::from(*len), rest)
        } else {
            return None;
        };
        let value = rest.get(..len)?;
        if id == wanted {
            return value.first().copied();
        }
        body = rest.get(len..)?;
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain() -> Vec<u8> {
        let mut out = [0; HEADER_BYTES];
        write_header(&mut out, true, 111, 7, 960, 0xcafe);
        out.to_vec()
    }

    #[test]
    fn what_is_written_is_read() {
        let mut packet = plain();
        packet.push(0xf8);
        let header = Header::parse(&packet, None).unwrap();
        assert_eq!((header.marker, header.payload_type, header.seq), (true, 111, 7));
        assert_eq!((header.timestamp, header.ssrc, header.level), (960, 0xcafe, None));
        assert_eq!(payload(&packet, &header), Some(&[0xf8][..]));
    }

    #[test]
    fn the_level_is_found_in_both_forms_of_extension() {
        for body in [vec![0xbe, 0xde, 0, 2, 0x40, b'a', 0x10, 0x85, 0, 0, 0, 0], vec![0x10, 0, 0, 1, 1, 1, 0x85, 0]] {
            let mut packet = plain();
            packet[0] |= 0x10;
            packet.extend(&body);
            assert_eq!(Header::parse(&packet, Some(1)).unwrap().level, Some(5));
            assert_eq!(Header::parse(&packet, Some(2)).unwrap().level, None);
            assert_eq!(Header::parse(&packet, Some(1)).unwrap().len, packet.len());
        }
    }

    #[test]
    fn truncations_are_refused_and_padding_is_taken_off() {
        let mut packet = plain();
        for len in 0..packet.len() {
            assert_eq!(Header::parse(&packet[..len], None), None);
        }
        packet[0] |= 0x20;
        packet.extend([1, 2, 0, 2]);
        let header = Header::parse(&packet, None).unwrap();
        assert_eq!(payload(&packet, &header), Some(&[1, 2][..]));
        *packet.last_mut().unwrap() = 9;
        assert_eq!(payload(&packet, &header), None);
    }
}
