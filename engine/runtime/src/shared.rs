//! What the engine and its threads share.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_queue::SegQueue;
use pressel_media::admission::ShardCommand;
use pressel_media::counters::Counters;

use crate::events::EventQueue;
use crate::wake::Bell;

/// What the media thread shows of itself.
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

/// What the threads share.
pub struct Shared {
    pub commands: SegQueue<ShardCommand>,
    pub bell: Bell,
    pub events: EventQueue,
    pub published: Mutex<Published>,
    stopping: AtomicBool,
}

impl Shared {
    pub fn new() -> io::Result<Self> {
        Ok(Shared {
            commands: SegQueue::new(),
            bell: Bell::new()?,
            events: EventQueue::new()?,
            published: Mutex::default(),
            stopping: AtomicBool::new(false),
        })
    }

    /// Asks every thread to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.bell.ring();
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}
