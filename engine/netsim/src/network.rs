//! Chance, and what a link does to a datagram.

use std::time::Duration;

/// A small generator (SplitMix64, Steele et al. 2014); one seed decides everything.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0..`end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    /// True in `permille` of 1,000 cases.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    pub fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.draw().to_le_bytes()[0];
        }
    }
}

/// One direction between one client and the server: delay, jitter (which reorders), loss in bursts (Gilbert-Elliott), duplicates.
#[derive(Clone, Debug)]
pub struct Link {
    delay_ms: u64,
    jitter_ms: u64,
    loss_permille: u64,
    duplicate_permille: u64,
    bad: bool,
}

impl Link {
    /// 1–80 ms, up to 100 ms of jitter, 0–20 % loss, up to 2 % duplicates.
    pub fn random(rng: &mut Rng) -> Self {
        Link {
            delay_ms: 1 + rng.below(80),
            jitter_ms: rng.below(101),
            loss_permille: rng.below(200),
            duplicate_permille: rng.below(20),
            bad: false,
        }
    }

    /// After how long each copy of a datagram arrives; empty: lost.
    pub fn carry(&mut self, rng: &mut Rng) -> Vec<Duration> {
        // Half of the loss comes alone, half in runs.
        self.bad = if self.bad { rng.chance(700) } else { rng.chance(self.loss_permille / 4) };
        if self.bad || rng.chance(self.loss_permille / 2) {
            return Vec::new();
        }
        let copies = 1 + u64::from(rng.chance(self.duplicate_permille));
        (0..copies).map(|_| Duration::from_millis(self.delay_ms + rng.below(self.jitter_ms + 1))).collect()
    }
}
