//! Events on their way to Python: bounded for what may be lost, never lost for what may not.

use std::collections::VecDeque;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::{Mutex, PoisonError};
use std::{io, mem};

use pressel_media::seam::Event;

use crate::wake::Bell;

/// Above so many waiting events, measurements and edges are dropped; lives and bursts never are.
const DROPPABLE_MAX: usize = 65_536;

pub struct EventQueue {
    waiting: Mutex<VecDeque<Event>>,
    bell: Bell,
}

impl EventQueue {
    pub fn new() -> io::Result<Self> {
        Ok(EventQueue { waiting: Mutex::new(VecDeque::new()), bell: Bell::new()? })
    }

    pub fn fd(&self) -> RawFd {
        self.bell.as_raw_fd()
    }

    /// Moves all of `events` into the queue and rings.
    pub fn put(&self, events: &mut Vec<Event>) {
        if events.is_empty() {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events.drain(..) {
            if waiting.len() < DROPPABLE_MAX || !may_be_lost(&event) {
                waiting.push_back(event);
            }
        }
        drop(waiting);
        self.bell.ring();
    }

    /// Takes up to `max`, oldest first; the fd stays readable while more wait.
    pub fn take(&self, max: usize) -> Vec<Event> {
        self.bell.quiet();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() <= max {
            return mem::take(&mut *waiting).into();
        }
        let taken = waiting.drain(..max).collect();
        drop(waiting);
        self.bell.ring();
        taken
    }
}

fn may_be_lost(event: &Event) -> bool {
    matches!(
        event,
        Event::Link { .. } | Event::Overload { .. } | Event::SpeechStarted { .. } | Event::SpeechStopped { .. }
    )
}
