//! The first syllable: the newest 400 ms of an uplink that has not the floor (contract §5.2).

use std::collections::VecDeque;
use std::time::Duration;

use crate::rtp::LEVEL_SILENT;
use crate::time::Micros;

/// One Opus packet of an uplink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Extended sequence number of the source.
    pub index: u64,
    pub timestamp: u32,
    pub level: u8,
    pub payload: &'a [u8],
}

/// Payload bytes of one frame; the longest Opus packet is 1,275 × frames, but no datagram is longer than this.
pub const PAYLOAD_BYTES_MAX: usize = 1_300;

/// 400 ms of 10 ms packets, and the one that completes them.
const FRAMES_MAX: usize = 41;

/// A frame that comes later than so many behind it belongs to another stream.
const OVERTAKEN_MAX: u64 = 64;

struct Held {
    index: u64,
    timestamp: u32,
    level: u8,
    at: Micros,
    payload: Vec<u8>,
}

/// A ring of frames whose buffers are used again.
pub struct Hold {
    window: Duration,
    frames: VecDeque<Held>,
    spare: Vec<Vec<u8>>,
}

impl Hold {
    #[must_use]
    pub fn new(window: Duration) -> Self {
        Hold { window, frames: VecDeque::new(), spare: Vec::new() }
    }

    /// Keeps `frame` at its place; begins with the first that is not digital silence, so that no consonant is clipped.
    pub fn push(&mut self, now: Micros, frame: &Frame<'_>) {
        if (self.frames.is_empty() && frame.level >= LEVEL_SILENT) || frame.payload.len() > PAYLOAD_BYTES_MAX {
            return;
        }
        self.expire(now);
        while self.frames.len() >= FRAMES_MAX && self.pop(|_| ()) {}
        if self.window.is_zero() {
            return;
        }
        let mut payload = self.spare.pop().unwrap_or_default();
        payload.clear();
        payload.extend_from_slice(frame.payload);
        let Frame { index, timestamp, level, .. } = *frame;
        let is_behind = |held: &Held| held.index < index || held.index > index + OVERTAKEN_MAX;
        let place = self.frames.iter().rposition(is_behind).map_or(0, |before| before + 1);
        self.frames.insert(place, Held { index, timestamp, level, at: now, payload });
    }

    /// Forgets what is older than the window.
    pub fn expire(&mut self, now: Micros) {
        while self.frames.front().is_some_and(|oldest| now.since(oldest.at) > self.window) && self.pop(|_| ()) {}
    }

    /// Takes the oldest frame, through `use_it`; false when there is none.
    pub fn pop(&mut self, use_it: impl FnOnce(&Frame<'_>)) -> bool {
        let Some(held) = self.frames.pop_front() else { return false };
        let Held { index, timestamp, level, payload, .. } = held;
        use_it(&Frame { index, timestamp, level, payload: &payload });
        self.spare.push(payload);
        true
    }

    pub fn clear(&mut self) {
        while self.pop(|_| ()) {}
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(hold: &mut Hold, n: u64, level: u8) {
        let frame = Frame { index: n, timestamp: (n * 960) as u32, level, payload: &[n as u8; 80] };
        hold.push(Micros(n * 20_000), &frame);
    }

    fn held(hold: &mut Hold) -> Vec<u64> {
        let mut found = Vec::new();
        while hold.pop(|frame| found.push(frame.index)) {}
        found
    }

    #[test]
    fn it_begins_with_the_first_sound_and_keeps_what_follows() {
        let mut hold = Hold::new(Duration::from_millis(400));
        for (n, level) in [(0, 127), (1, 127), (2, 126), (3, 127), (4, 10)] {
            push(&mut hold, n, level);
        }
        assert_eq!(held(&mut hold), [2, 3, 4]);
    }

    #[test]
    fn what_was_overtaken_takes_its_place() {
        let mut hold = Hold::new(Duration::from_millis(400));
        for n in [2, 4, 3, 1, 5, 1_000, 7] {
            let frame = Frame { index: n, timestamp: 0, level: 10, payload: &[1] };
            hold.push(Micros(0), &frame);
        }
        assert_eq!(held(&mut hold), [1, 2, 3, 4, 5, 1_000, 7], "the last is another stream's");
    }

    #[test]
    fn it_keeps_the_newest_400_ms() {
        let mut hold = Hold::new(Duration::from_millis(400));
        (0..100).for_each(|n| push(&mut hold, n, 10));
        assert_eq!(held(&mut hold), (79..100).collect::<Vec<_>>(), "all that began within 400 ms");
        (0..10).for_each(|n| push(&mut hold, n, 10));
        hold.expire(Micros(5_000_000));
        assert!(hold.is_empty(), "a syllable of another time is nobody's first");
    }

    #[test]
    fn a_window_of_nothing_holds_nothing() {
        let mut hold = Hold::new(Duration::ZERO);
        push(&mut hold, 1, 10);
        assert!(hold.is_empty());
    }
}
