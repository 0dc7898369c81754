//! What has been seen: a sliding window of 128 packets (RFC 3711 §3.3.2).

use super::SrtpError;

const WINDOW_PACKETS: u64 = 128;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Replay {
    newest: Option<u64>,
    /// Bit k: `newest - k` was seen.
    seen: u128,
}

impl Replay {
    /// Looks, and changes nothing: a packet is marked only once it is known to be authentic.
    pub(super) fn check(&self, index: u64) -> Result<(), SrtpError> {
        let Some(newest) = self.newest else { return Ok(()) };
        if index > newest {
            return Ok(());
        }
        let age = newest - index;
        if age >= WINDOW_PACKETS || self.seen >> age & 1 == 1 { Err(SrtpError::Replayed) } else { Ok(()) }
    }

    pub(super) fn mark(&mut self, index: u64) {
        match self.newest {
            Some(newest) if index <= newest => {
                let age = newest - index;
                if age < WINDOW_PACKETS {
                    self.seen |= 1 << age;
                }
            }
            Some(newest) => {
                let step = index - newest;
                self.seen = if step >= WINDOW_PACKETS { 1 } else { self.seen << step | 1 };
                self.newest = Some(index);
            }
            None => {
                self.seen = 1;
                self.newest = Some(index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(indices: &[u64]) -> Replay {
        let mut replay = Replay::default();
        for index in indices {
            assert_eq!(replay.check(*index), Ok(()));
            replay.mark(*index);
        }
        replay
    }

    #[test]
    fn a_packet_passes_once() {
        let replay = seen(&[7, 9, 8]);
        for index in [7, 8, 9] {
            assert_eq!(replay.check(index), Err(SrtpError::Replayed));
        }
        assert_eq!(replay.check(10), Ok(()));
    }

    #[test]
    fn what_is_older_than_the_window_does_not_pass() {
        let replay = seen(&[1000]);
        assert_eq!(replay.check(1000 - 127), Ok(()));
        assert_eq!(replay.check(1000 - 128), Err(SrtpError::Replayed));
    }

    #[test]
    fn a_far_step_forgets_the_old_window() {
        let replay = seen(&[1, 2, 5000]);
        assert_eq!(replay.check(4999), Ok(()));
        assert_eq!(replay.check(2), Err(SrtpError::Replayed));
    }
}
