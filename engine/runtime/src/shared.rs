//! What the engine and its threads share.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crossbeam_queue::SegQueue;
use pressel_media::admission::ShardCommand;
use pressel_media::counters::Counters;
use pressel_media::letters::{Mail, Seat};

use crate::events::EventQueue;
use crate::wake::Bell;

/// What a media thread shows of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Published {
    pub counters: Counters,
    pub sessions: u64,
    pub send_calls: u64,
    pub send_blocked: u64,
    pub send_refused: u64,
    pub handoffs_dropped: u64,
    pub overloaded: bool,
}

impl Published {
    /// What another thread shows as well.
    pub fn add(&mut self, other: &Published) {
        self.counters.add(&other.counters);
        self.sessions += other.sessions;
        self.send_calls += other.send_calls;
        self.send_blocked += other.send_blocked;
        self.send_refused += other.send_refused;
        self.handoffs_dropped += other.handoffs_dropped;
        self.overloaded |= other.overloaded;
    }
}

/// Where one media thread is told what to do.
pub struct Desk {
    pub commands: SegQueue<ShardCommand>,
    pub bell: Bell,
    /// Letters of the others; its bounds are those of `Mail`.
    pub mail: Mutex<Mail>,
    pub published: Mutex<Published>,
}

/// What the threads share.
pub struct Shared {
    /// One for each shard, seat by seat.
    pub desks: Vec<Desk>,
    pub events: EventQueue,
    /// A bit for each shard where somebody talks or joins: while there is one, no shard takes its time.
    restless: AtomicU64,
    /// A bit for each shard that sends as much as it can.
    overloaded: AtomicU64,
    stopping: AtomicBool,
}

impl Shared {
    pub fn new(shards: u8) -> io::Result<Self> {
        let desk = |_| {
            let (commands, mail, published) = (SegQueue::new(), Mutex::default(), Mutex::default());
            Ok(Desk { commands, bell: Bell::new()?, mail, published })
        };
        Ok(Shared {
            desks: (0..shards.max(1)).map(desk).collect::<io::Result<_>>()?,
            events: EventQueue::new()?,
            restless: AtomicU64::new(0),
            overloaded: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
        })
    }

    pub fn desk(&self, seat: Seat) -> &Desk {
        &self.desks[usize::from(seat.here)]
    }

    /// Puts a command where it belongs; its bell is for the caller to ring.
    pub fn command(&self, command: ShardCommand) {
        let of = u8::try_from(self.desks.len()).unwrap_or(u8::MAX);
        match (Seat { here: 0, of }.of_command(&command), command) {
            (Some(seat), command) => self.desks[usize::from(seat)].commands.push(command),
            (None, ShardCommand::Control { request, command }) => {
                for desk in &self.desks {
                    desk.commands.push(ShardCommand::Control { request, command: command.clone() });
                }
            }
            (None, command) => unreachable!("{command:?} belongs to one shard"),
        }
    }

    pub fn ring_all(&self) {
        self.desks.iter().for_each(|desk| desk.bell.ring());
    }

    /// What all threads show together, and how many sessions the fullest of them has.
    pub fn published(&self) -> (Published, u64) {
        let (mut all, mut fullest) = (Published::default(), 0);
        for desk in &self.desks {
            let one = *desk.published.lock().unwrap_or_else(PoisonError::into_inner);
            all.add(&one);
            fullest = one.sessions.max(fullest);
        }
        (all, fullest)
    }

    /// A shard says whether it is calm; where it is the first that is not, all others are woken.
    pub fn tell_calm(&self, seat: Seat, calm: bool) {
        if mark(&self.restless, seat, !calm) == Some(0) {
            self.ring_all();
        }
    }

    /// Whether nobody talks or joins at any shard.
    pub fn is_calm(&self) -> bool {
        self.restless.load(Ordering::Acquire) == 0
    }

    /// A shard says whether it sends as much as it can; true where that changes what is to be said of the engine.
    pub fn tell_overload(&self, seat: Seat, overloaded: bool) -> bool {
        let before = mark(&self.overloaded, seat, overloaded);
        before.is_some_and(|before| overloaded || before == bit(seat))
    }

    /// Asks every thread to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.ring_all();
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

fn bit(seat: Seat) -> u64 {
    1u64.checked_shl(seat.here.into()).unwrap_or(0)
}

/// Sets or clears a shard's bit; what there was before, if that changed it.
fn mark(all: &AtomicU64, seat: Seat, on: bool) -> Option<u64> {
    if (all.load(Ordering::Acquire) & bit(seat) != 0) == on {
        return None;
    }
    let change = if on { AtomicU64::fetch_or } else { AtomicU64::fetch_and };
    Some(change(all, if on { bit(seat) } else { !bit(seat) }, Ordering::AcqRel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_is_overloaded_from_the_first_shard_to_the_last() {
        let shared = Shared::new(2).unwrap();
        let [one, other] = [0, 1].map(|here| Seat { here, of: 2 });
        let said = [(one, true), (other, true), (one, false), (one, false), (other, false), (one, true)]
            .map(|(seat, on)| shared.tell_overload(seat, on));
        assert_eq!(said, [true, true, false, false, true, true]);
    }
}
