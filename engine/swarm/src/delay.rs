//! How long packets take, by stamp and by place in the fan-out.

use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// Samples of one side that are kept.
const SAMPLES_MAX: usize = 2_000_000;

const MARK: [u8; 4] = *b"pres";

/// What a talker puts into a payload behind the Opus TOC: its number and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub number: u64,
    /// ns since 1970.
    pub at_ns: u64,
}

impl Stamp {
    /// TOC, mark, number, time.
    pub const BYTES: usize = 21;

    /// Number `number`, now.
    #[must_use]
    pub fn now(number: u64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Stamp { number, at_ns: u64::try_from(now.as_nanos()).unwrap_or(u64::MAX) }
    }

    /// Fills the beginning of a payload: 20 ms of Opus, as far as anyone can tell without decoding.
    pub fn write(&self, payload: &mut [u8]) {
        let Some(room) = payload.first_chunk_mut::<{ Self::BYTES }>() else { return };
        room[0] = 0xf8;
        room[1..5].copy_from_slice(&MARK);
        room[5..13].copy_from_slice(&self.number.to_be_bytes());
        room[13..].copy_from_slice(&self.at_ns.to_be_bytes());
    }

    /// None for what carries none: silence frames.
    #[must_use]
    pub fn read(payload: &[u8]) -> Option<Self> {
        let bytes = payload.first_chunk::<{ Self::BYTES }>().filter(|bytes| bytes[1..5] == MARK)?;
        let word = |at: usize| bytes[at..at + 8].try_into().ok().map(u64::from_be_bytes);
        Some(Stamp { number: word(5)?, at_ns: word(13)? })
    }
}

/// One packet at one listener.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub member: u32,
    pub number: u64,
    pub ns: u64,
}

/// Samples of both sides.
#[derive(Default)]
pub struct Delays {
    served: Mutex<Vec<Sample>>,
    bare: Mutex<Vec<Sample>>,
}

impl Delays {
    pub fn served(&self, member: usize, number: u64, ns: u64) {
        keep(&self.served, member, number, ns);
    }

    pub fn bare(&self, member: usize, number: u64, ns: u64) {
        keep(&self.bare, member, number, ns);
    }

    /// All samples so far, and forgets them: through the server, by the bare loops.
    #[must_use]
    pub fn take(&self) -> (Vec<Sample>, Vec<Sample>) {
        let take =
            |side: &Mutex<Vec<Sample>>| std::mem::take(&mut *side.lock().unwrap_or_else(PoisonError::into_inner));
        (take(&self.served), take(&self.bare))
    }
}

fn keep(side: &Mutex<Vec<Sample>>, member: usize, number: u64, ns: u64) {
    let mut samples = side.lock().unwrap_or_else(PoisonError::into_inner);
    if samples.len() < SAMPLES_MAX {
        samples.push(Sample { member: u32::try_from(member).unwrap_or(u32::MAX), number, ns });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_survives_and_silence_has_none() {
        let mut payload = [0; 80];
        let stamp = Stamp::now(7);
        stamp.write(&mut payload);
        assert_eq!(Stamp::read(&payload), Some(stamp));
        assert_eq!(pressel_media::opus::duration_ticks(&payload), Some(960));
        assert_eq!(Stamp::read(&[0xf8, 0xff, 0xfe]), None);
    }
}
