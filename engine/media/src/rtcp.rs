//! Reports (RFC 3550 §6): sender and receiver reports and goodbyes; what else a compound carries is passed over.

use crate::time::Micros;

pub const SENDER_REPORT: u8 = 200;
pub const RECEIVER_REPORT: u8 = 201;
pub const GOODBYE: u8 = 203;

const PACKETS_MAX: usize = 16;
const BLOCK_BYTES: usize = 24;

/// One report block (RFC 3550 §6.4.1) about a stream of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    pub ssrc: u32,
    /// 0–255 of 256.
    pub fraction_lost: u8,
    pub lost: u32,
    pub newest: u32,
    pub jitter: u32,
    pub last_sr: u32,
    pub delay_since_sr: u32,
}

/// One packet of a compound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    Sender { ssrc: u32, ntp: u64, blocks: &'a [u8] },
    Receiver { ssrc: u32, blocks: &'a [u8] },
    Goodbye { ssrc: u32 },
}

/// The packets of a compound we understand; ends at the first malformed one.
pub fn packets(mut compound: &[u8]) -> impl Iterator<Item = Packet<'_>> {
    (0..PACKETS_MAX)
        .map_while(move |_| {
            let [first, kind, a, b, ..] = *compound else { return None };
            let len = (usize::from(u16::from_be_bytes([a, b])) + 1) * 4;
            let (packet, rest) = compound.split_at_checked(len)?;
            compound = rest;
            Some(packet_of(first & 0x1f, kind, packet))
        })
        .flatten()
}

/// The report blocks of a packet.
pub fn blocks(bytes: &[u8]) -> impl Iterator<Item = ReportBlock> + '_ {
    bytes.chunks_exact(BLOCK_BYTES).filter_map(|block| {
        let word = |at: usize| block.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
        let loss = word(4)?;
        Some(ReportBlock {
            ssrc: word(0)?,
            fraction_lost: loss.to_be_bytes()[0],
            lost: loss & 0x00ff_ffff,
            newest: word(8)?,
            jitter: word(12)?,
            last_sr: word(16)?,
            delay_since_sr: word(20)?,
        })
    })
}

fn packet_of(count: u8, kind: u8, packet: &[u8]) -> Option<Packet<'_>> {
    let ssrc = packet.get(4..8)?.try_into().ok().map(u32::from_be_bytes)?;
    let blocks_len = usize::from(count) * BLOCK_BYTES;
    match kind {
        SENDER_REPORT => Some(Packet::Sender {
            ssrc,
            ntp: packet.get(8..16)?.try_into().ok().map(u64::from_be_bytes)?,
            blocks: packet.get(28..28 + blocks_len)?,
        }),
        RECEIVER_REPORT => Some(Packet::Receiver { ssrc, blocks: packet.get(8..8 + blocks_len)? }),
        GOODBYE if count > 0 => Some(Packet::Goodbye { ssrc }),
        _ => None,
    }
}

/// What we say about a stream we send.
#[derive(Clone, Copy, Debug)]
pub struct SenderInfo {
    pub ssrc: u32,
    /// NTP time, 32.32 fixed point.
    pub ntp: u64,
    pub timestamp: u32,
    pub packets: u32,
    pub octets: u32,
}

/// Writes a sender report (or, where we send nothing, a receiver report) with at most one block and a CNAME, as one
/// compound (RFC 3550 §6.1), and returns its length; none where `out` is too small.
pub fn write_report(
    out: &mut [u8],
    ssrc: u32,
    sender: Option<&SenderInfo>,
    block: Option<&ReportBlock>,
) -> Option<usize> {
    let mut writer = Words { out, len: 0 };
    let blocks = u8::from(block.is_some());
    let words = if sender.is_some() { 6 } else { 1 } + 6 * u16::from(blocks);
    writer.head(blocks, if sender.is_some() { SENDER_REPORT } else { RECEIVER_REPORT }, words)?;
    writer.word(ssrc)?;
    if let Some(info) = sender {
        writer.bytes(&info.ntp.to_be_bytes())?;
        for word in [info.timestamp, info.packets, info.octets] {
            writer.word(word)?;
        }
    }
    if let Some(block) = block {
        writer.word(block.ssrc)?;
        writer.word(u32::from(block.fraction_lost) << 24 | block.lost & 0x00ff_ffff)?;
        for word in [block.newest, block.jitter, block.last_sr, block.delay_since_sr] {
            writer.word(word)?;
        }
    }
    // SDES with one chunk: CNAME "pressel", closed and padded to whole words.
    writer.head(1, 202, 4)?;
    writer.word(ssrc)?;
    writer.bytes(&[1, 7])?;
    writer.bytes(b"pressel")?;
    writer.bytes(&[0; 3])?;
    Some(writer.len)
}

struct Words<'a> {
    out: &'a mut [u8],
    len: usize,
}

impl Words<'_> {
    fn head(&mut self, count: u8, kind: u8, words: u16) -> Option<()> {
        self.bytes(&[0x80 | count, kind])?;
        self.bytes(&words.to_be_bytes())
    }

    fn word(&mut self, word: u32) -> Option<()> {
        self.bytes(&word.to_be_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> Option<()> {
        self.out.get_mut(self.len..self.len + bytes.len())?.copy_from_slice(bytes);
        self.len += bytes.len();
        Some(())
    }
}

/// NTP 32.32 of a moment, `start` being that of the engine's start.
#[must_use]
pub fn ntp(start: u64, at: Micros) -> u64 {
    let seconds = at.0 / 1_000_000;
    let fraction = ((at.0 % 1_000_000) << 32) / 1_000_000;
    start.wrapping_add(seconds << 32).wrapping_add(fraction)
}

/// The middle 32 bits of an NTP time, as LSR and DLSR use them: units of 1/65,536 s.
#[must_use]
pub fn compact(ntp: u64) -> u32 {
    let [_, _, a, b, c, d, _, _] = ntp.to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read_back() {
        let block = ReportBlock {
            ssrc: 5,
            fraction_lost: 12,
            lost: 34,
            newest: 56,
            jitter: 78,
            last_sr: 9,
            delay_since_sr: 10,
        };
        let info = SenderInfo { ssrc: 1, ntp: 1 << 33, timestamp: 960, packets: 3, octets: 240 };
        let mut out = [0; 128];
        let len = write_report(&mut out, 1, Some(&info), Some(&block)).unwrap();
        assert_eq!(len % 4, 0);
        let found: Vec<Packet> = packets(&out[..len]).collect();
        let [Packet::Sender { ssrc: 1, ntp: 0x2_0000_0000, blocks: bytes }] = found[..] else { panic!("{found:?}") };
        assert_eq!(blocks(bytes).collect::<Vec<_>>(), [block]);
        let len = write_report(&mut out, 1, None, Some(&block)).unwrap();
        assert!(matches!(packets(&out[..len]).next(), Some(Packet::Receiver { ssrc: 1, .. })));
        assert_eq!(write_report(&mut out[..20], 1, None, None), None);
    }

    #[test]
    fn a_malformed_compound_ends_quietly() {
        assert_eq!(packets(&[0x81, 201, 0, 9, 1, 2, 3, 4]).count(), 0);
        assert_eq!(packets(&[0x9f, 201, 0, 1, 1, 2, 3, 4]).count(), 0);
        assert_eq!(packets(&[]).count(), 0);
    }

    #[test]
    fn half_a_second_is_half_of_the_fraction() {
        assert_eq!(ntp(7 << 32, Micros(1_500_000)), (8 << 32) + (1 << 31));
        assert_eq!(compact(0x0000_1234_5678_0000), 0x1234_5678);
    }
}
