//! A crowd that listens and a talker that can be told to speak: what most measurements need.

use std::io;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;
use std::time::{Duration, Instant};

use super::plan::Plan;
use crate::crowd::{Crowd, Listening, Tally};
use crate::join::{Entrance, Manner, join};
use crate::talker::{Speech, Talker};

/// A burst is under way so long after its first word: the grant came, the hold has left.
const BURST_BEGINS: Duration = Duration::from_millis(400);
/// Its tail is out so long after the last.
const BURST_ENDS: Duration = Duration::from_millis(1_000);
/// From the last answer until all are connected.
const CONNECT_MAX: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);
/// What was sent has been counted by then.
pub const SETTLE: Duration = Duration::from_millis(60);

/// A crowd alone.
pub struct Audience {
    pub crowd: Crowd,
    pub entrance: Entrance,
    /// From the first offer until all were connected.
    pub connected_after: Duration,
}

/// A crowd and a talker.
pub struct Stage {
    pub crowd: Crowd,
    pub talker: Talker,
    pub connected_after: Duration,
}

/// Counts of a moment.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub heard: u64,
    pub missing: u64,
    pub bare: u64,
    pub wrong: u64,
}

impl Counts {
    #[must_use]
    pub fn of(tally: &Tally) -> Self {
        let [heard, missing, bare, wrong] =
            [&tally.heard, &tally.missing, &tally.bare, &tally.wrong].map(|count| count.load(Relaxed));
        Counts { heard, missing, bare, wrong }
    }
}

impl Audience {
    /// Connects everybody.
    ///
    /// # Errors
    /// The server refused, or it took longer than a minute after the last answer.
    pub fn gather(plan: &Plan, listening: Listening) -> io::Result<Self> {
        let entrance = plan.entrance()?;
        let crowd = Crowd::start(plan.listeners, listening)?;
        let started = Instant::now();
        let manner = Manner { in_flight: plan.in_flight, over: Duration::ZERO, check_each: listening.check_each };
        let joined = join(&crowd, &entrance, 0..plan.listeners, manner)?;
        if joined.refused > 0 {
            let why = joined.refusal.unwrap_or_default();
            return Err(io::Error::other(format!("{} of {} were refused: {why}", joined.refused, plan.listeners)));
        }
        let answered = Instant::now();
        while crowd.tally.ready.load(Relaxed) < plan.listeners as u64 {
            if answered.elapsed() > CONNECT_MAX {
                let ready = crowd.tally.ready.load(Relaxed);
                return Err(io::Error::other(format!(
                    "{ready} of {} connected within a minute of the last answer",
                    plan.listeners
                )));
            }
            thread::sleep(LOOK);
        }
        let connected_after = started.elapsed();
        eprintln!("{} listeners connected after {:.1} s", plan.listeners, connected_after.as_secs_f64());
        Ok(Audience { crowd, entrance, connected_after })
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.crowd.tally)
    }
}

impl Stage {
    /// Connects everybody, the talker last.
    ///
    /// # Errors
    /// As [`Audience::gather`].
    pub fn set(plan: &Plan, listening: Listening) -> io::Result<Self> {
        let Audience { crowd, entrance, connected_after, .. } = Audience::gather(plan, listening)?;
        let speech = Speech { frames_per_packet: plan.frames_per_packet(), payload_bytes: plan.payload_bytes };
        let talker = Talker::start(&plan.door("whip")?, &plan.talk, &entrance.identity, 0x00f0_0000, speech)?;
        Ok(Stage { crowd, talker, connected_after })
    }

    /// Does `what` while the talker speaks.
    pub fn in_a_burst<T>(&self, what: impl FnOnce() -> T) -> T {
        self.talker.speak(true);
        thread::sleep(BURST_BEGINS);
        let done = what();
        self.talker.speak(false);
        thread::sleep(BURST_ENDS);
        done
    }

    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts::of(&self.crowd.tally)
    }
}
