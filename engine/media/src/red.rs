//! Redundant audio (RFC 2198): the newest frame, and copies of older ones.

/// Blocks of one packet; browsers send two.
const BLOCKS_MAX: usize = 8;

/// One block: how much older it is than the packet's timestamp, and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    pub age_ticks: u32,
    pub payload: &'a [u8],
}

/// The blocks of a packet, oldest first, the primary last. A malformed packet gives none.
#[derive(Clone, Copy, Debug)]
pub struct Blocks<'a> {
    blocks: [Block<'a>; BLOCKS_MAX],
    len: usize,
}

impl<'a> Blocks<'a> {
    #[must_use]
    pub fn unpack(packet: &'a [u8]) -> Self {
        let empty = Block { age_ticks: 0, payload: &[] };
        let mut blocks = Blocks { blocks: [empty; BLOCKS_MAX], len: 0 };
        if blocks.read(packet).is_none() {
            blocks.len = 0;
        }
        blocks
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Block<'a>> + ExactSizeIterator {
        self.blocks.iter().take(self.len)
    }

    fn read(&mut self, mut packet: &'a [u8]) -> Option<()> {
        let mut lengths = [(0u32, 0usize); BLOCKS_MAX];
        let mut count = 0;
        // Headers: F=1, payload type, 14 bits of offset, 10 bits of length; the last one is a single byte with F=0.
        while let [a, b, c, d, rest @ ..] = packet {
            if a & 0x80 == 0 {
                break;
            }
            let word = u32::from_be_bytes([0, *b, *c, *d]);
            *lengths.get_mut(count)? = (word >> 10, usize::try_from(word & 0x3ff).ok()?);
            count += 1;
            packet = rest;
        }
        let [last, rest @ ..] = packet else { return None };
        if last & 0x80 != 0 || count >= BLOCKS_MAX {
            return None;
        }
        packet = rest;
        for (age_ticks, length) in lengths.iter().take(count) {
            let (payload, rest) = packet.split_at_checked(*length)?;
            self.push(Block { age_ticks: *age_ticks, payload })?;
            packet = rest;
        }
        self.push(Block { age_ticks: 0, payload: packet })
    }

    fn push(&mut self, block: Block<'a>) -> Option<()> {
        *self.blocks.get_mut(self.len)? = block;
        self.len += 1;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_copy_and_the_primary_are_unpacked() {
        let packet = [0x80 | 111, 0x0f, 0x00, 0x02, 111, 1, 2, 3, 4, 5];
        let blocks = Blocks::unpack(&packet);
        let found: Vec<Block> = blocks.iter().copied().collect();
        assert_eq!(found, [Block { age_ticks: 960, payload: &[1, 2] }, Block { age_ticks: 0, payload: &[3, 4, 5] }]);
    }

    #[test]
    fn a_lone_primary_is_unpacked() {
        assert_eq!(Blocks::unpack(&[111, 9]).iter().next(), Some(&Block { age_ticks: 0, payload: &[9] }));
    }

    #[test]
    fn what_is_cut_short_gives_nothing() {
        for packet in [&[][..], &[0x80 | 111], &[0x80 | 111, 0x0f, 0, 9, 111, 1, 2], &[0x80 | 111, 0, 0, 0]] {
            assert_eq!(Blocks::unpack(packet).iter().len(), 0);
        }
        assert_eq!(Blocks::unpack(&[0xff; 64]).iter().len(), 0);
    }
}
