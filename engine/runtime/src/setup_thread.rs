//! The thread of handshakes: `Setup` between two queues.

use std::net::UdpSocket;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use pressel_media::setup::{Setup, SetupInput, SetupOutput};

use crate::shared::Shared;

/// With nothing to wait for it looks up this often, to see whether the engine stops.
const IDLE: Duration = Duration::from_millis(500);

pub fn run(mut setup: Setup, inputs: &Receiver<SetupInput>, sockets: &[UdpSocket], shared: &Arc<Shared>) {
    let mut events = Vec::new();
    while !shared.is_stopping() {
        let now = Instant::now();
        let wait = setup.deadline().map_or(IDLE, |at| at.saturating_duration_since(now).min(IDLE));
        match inputs.recv_timeout(wait) {
            Ok(input) => setup.handle(Instant::now(), input),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if setup.deadline().is_some_and(|at| at <= Instant::now()) {
            setup.handle(Instant::now(), SetupInput::Timeout);
        }
        let mut told = false;
        while let Some(output) = setup.poll() {
            match output {
                SetupOutput::ToShard(command) => {
                    shared.command(command);
                    told = true;
                }
                // A lost record is sent again; UDP promised nothing.
                SetupOutput::Transmit { path, record } => {
                    if let Some(socket) = sockets.get(usize::from(path.socket.0)) {
                        let _ = socket.send_to(&record, path.remote);
                    }
                }
                SetupOutput::Event(event) => events.push(event),
            }
        }
        if told {
            shared.ring_all();
        }
        shared.events.put(&mut events);
    }
}
