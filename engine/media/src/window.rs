//! Which frames of an uplink are here, and which may still come.

use std::time::Duration;

use crate::time::Micros;

/// Frames older than this many sequence numbers are not repaired any more.
const FRAMES: u64 = 64;

/// The newest frames of one stream, by extended sequence number.
#[derive(Debug, Default)]
pub struct Window {
    newest: u64,
    /// Bit k: `newest - k` was delivered, as itself or from a copy.
    seen: u64,
    /// Bit k: `newest - k` was overtaken, and may still come until `awaited_until`.
    awaited: u64,
    awaited_until: Micros,
}

impl Window {
    /// Of a stream that begins with `index`.
    #[must_use]
    pub fn new(index: u64) -> Self {
        Window { newest: index, ..Window::default() }
    }

    #[must_use]
    pub fn newest(&self) -> u64 {
        self.newest
    }

    /// Whether this frame was not delivered before, and is young enough to be. What it overtakes is awaited for `patience`.
    pub fn first_sight(&mut self, now: Micros, index: u64, patience: Duration) -> bool {
        if index > self.newest {
            self.step(now, index - self.newest, patience);
            self.newest = index;
            return true;
        }
        let age = self.newest - index;
        let fresh = age < FRAMES && self.seen >> age & 1 == 0;
        if fresh {
            self.seen |= 1 << age;
            self.awaited &= !(1 << age);
        }
        fresh
    }

    fn step(&mut self, now: Micros, step: u64, patience: Duration) {
        if now >= self.awaited_until {
            self.awaited = 0;
        }
        if step >= FRAMES {
            (self.seen, self.awaited) = (1, 0);
            return;
        }
        (self.seen, self.awaited) = (self.seen << step | 1, self.awaited << step);
        if step > 1 {
            self.awaited |= (1 << step) - 2;
            self.awaited_until = self.awaited_until.max(now + patience);
        }
    }

    /// When nothing older than the newest frame is awaited any more: `now`, or later.
    #[must_use]
    pub fn whole_at(&self, now: Micros) -> Micros {
        if self.awaited == 0 { now } else { self.awaited_until.max(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(80);

    fn at(ms: u64) -> Micros {
        Micros(ms * 1_000)
    }

    fn take(window: &mut Window, ms: u64, index: u64) -> bool {
        window.first_sight(at(ms), index, PATIENCE)
    }

    #[test]
    fn a_frame_is_seen_once_and_an_old_one_never() {
        let mut window = Window::new(100);
        let seen: Vec<bool> = [100, 101, 100, 103, 102, 102, 40, 39].map(|index| take(&mut window, 0, index)).to_vec();
        assert_eq!(seen, [true, true, false, true, true, false, true, false]);
    }

    #[test]
    fn what_was_overtaken_is_awaited_until_it_comes_or_patience_ends() {
        let mut window = Window::new(10);
        take(&mut window, 0, 10);
        assert_eq!(window.whole_at(at(0)), at(0));
        take(&mut window, 20, 13);
        assert_eq!(window.whole_at(at(20)), at(100));
        take(&mut window, 30, 12);
        assert_eq!(window.whole_at(at(30)), at(100), "11 is still missing");
        take(&mut window, 40, 11);
        assert_eq!(window.whole_at(at(40)), at(40));
        take(&mut window, 60, 15);
        assert_eq!(window.whole_at(at(200)), at(200), "given up");
    }

    #[test]
    fn what_was_given_up_is_not_awaited_again_and_still_taken() {
        let mut window = Window::new(10);
        take(&mut window, 0, 10);
        take(&mut window, 0, 12);
        take(&mut window, 100, 13);
        assert_eq!(window.whole_at(at(100)), at(100));
        take(&mut window, 100, 15);
        take(&mut window, 110, 14);
        assert_eq!(window.whole_at(at(110)), at(110));
        assert!(take(&mut window, 120, 11));
    }

    #[test]
    fn a_far_step_awaits_nothing() {
        let mut window = Window::new(10);
        take(&mut window, 0, 500);
        assert_eq!(window.whole_at(at(0)), at(0));
        assert_eq!(window.newest(), 500);
    }
}
