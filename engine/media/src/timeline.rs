//! One rising sequence and timestamp, whatever feeds it (contract §5.4).

use std::time::Duration;

use crate::opus::FRAME_TICKS;
use crate::time::Micros;

const FRAME: Duration = Duration::from_millis(20);

/// Place of the newest packet. Sequence numbers are extended: rollover counter and 16 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    pub newest_seq: u64,
    pub newest_ts: u32,
    pub sent_at: Option<Micros>,
}

impl Timeline {
    /// A timeline that has sent nothing; its first packet has sequence number `seq + 1`.
    #[must_use]
    pub fn new(seq: u64, ts: u32) -> Self {
        Timeline { newest_seq: seq, newest_ts: ts, sent_at: None }
    }

    /// Timestamp of a packet sent now, after a pause: the whole 20 ms frames that have passed since the last, at least one.
    ///
    /// Never one that has only begun: a jitter buffer holds back what is ahead of the clock, keeps the delay over the next
    /// pause, and so gathers the halves that rounding adds (`docs/decisions`, 2026-12-01).
    #[must_use]
    pub fn next_ts(&self, now: Micros) -> u32 {
        let frames = self.sent_at.map_or(1, |sent| now.since(sent).as_micros() / FRAME.as_micros());
        let frames = u32::try_from(frames).unwrap_or(u32::MAX).max(1);
        self.newest_ts.wrapping_add(FRAME_TICKS.wrapping_mul(frames))
    }

    /// A packet went out. Late ones, that fill a gap, move nothing.
    pub fn sent(&mut self, now: Micros, seq: u64, ts: u32) {
        if seq > self.newest_seq {
            *self = Timeline { newest_seq: seq, newest_ts: ts, sent_at: Some(now) };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Micros {
        Micros(ms * 1_000)
    }

    #[test]
    fn pauses_are_the_whole_frames_that_have_passed_and_never_less_than_one() {
        let mut timeline = Timeline::new(10, 0);
        assert_eq!(timeline.next_ts(at(5)), 960);
        timeline.sent(at(100), 11, 960);
        for (ms, frames) in [(100, 1), (101, 1), (139, 1), (140, 2), (1_100, 50), (5_119, 250), (5_120, 251)] {
            assert_eq!(timeline.next_ts(at(ms)), 960 + 960 * frames, "{ms} ms");
        }
    }

    #[test]
    fn no_burst_is_ever_ahead_of_the_clock() {
        let mut timeline = Timeline::new(0, 0);
        timeline.sent(at(0), 1, 0);
        for burst in 1..=100_u32 {
            // Pauses that rounding to the nearest would lengthen, every one.
            let now = at(u64::from(burst) * 1_015);
            let ts = timeline.next_ts(now);
            assert!(u64::from(ts) <= now.0 * 48 / 1_000, "burst {burst}");
            timeline.sent(now, u64::from(burst) + 1, ts);
        }
    }

    #[test]
    fn a_late_packet_moves_nothing() {
        let mut timeline = Timeline::new(10, 0);
        timeline.sent(at(0), 13, 2880);
        timeline.sent(at(20), 12, 1920);
        assert_eq!((timeline.newest_seq, timeline.newest_ts), (13, 2880));
    }
}
