//! The engine as its owner sees it: start, stop, commands down, events up. No call blocks but `stop`.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{io, thread};

use pressel_media::admission::ShardCommand;
use pressel_media::dtls::{DtlsError, Identity};
use pressel_media::ids::RequestId;
use pressel_media::letters::{SHARDS_MAX, Seat};
use pressel_media::seam::{Command, Event};
use pressel_media::setup::{Setup, SetupInput};
use pressel_media::shard::ShardConfig;
use thiserror::Error;

use crate::media_thread::MediaThread;
use crate::shared::Shared;
use crate::{net, setup_thread};

/// Commands that may wait; more are refused.
pub const COMMANDS_MAX: usize = 65_536;
const SETUP_INPUTS_MAX: usize = 16_384;

/// Seconds from 1900 to 1970 (RFC 3550 §4).
const NTP_UNIX_OFFSET_S: u64 = 2_208_988_800;

#[derive(Clone, Debug)]
pub struct Config {
    pub media: SocketAddr,
    pub advertise: Vec<IpAddr>,
    pub sessions_max: usize,
    pub hold: Duration,
    /// Media threads, each with its own sockets on the one port: 1..=`SHARDS_MAX`.
    pub shards: u8,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            media: SocketAddr::from(([0, 0, 0, 0], 7350)),
            advertise: Vec::new(),
            sessions_max: 20_000,
            hold: Duration::from_millis(400),
            shards: 1,
        }
    }
}

#[derive(Debug, Error)]
pub enum StartError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("the engine was started before")]
    Twice,
    #[error(transparent)]
    Certificate(#[from] DtlsError),
}

#[derive(Debug, Error, PartialEq, Eq)]
pub enum SubmitError {
    #[error("the engine does not run")]
    Stopped,
    #[error("more than {COMMANDS_MAX} commands wait")]
    Full,
}

struct Running {
    setup: SyncSender<SetupInput>,
    threads: Vec<JoinHandle<()>>,
}

enum State {
    New,
    Running(Running),
    Stopped,
}

pub struct Engine {
    config: Config,
    shared: Arc<Shared>,
    state: Mutex<State>,
    next_request: AtomicU64,
}

impl Engine {
    /// # Errors
    /// The system gives no eventfd.
    pub fn new(config: Config) -> io::Result<Self> {
        let config = Config { shards: config.shards.clamp(1, SHARDS_MAX), ..config };
        let shared = Shared::new(config.shards)?;
        let state = Mutex::new(State::New);
        Ok(Engine { config, shared: Arc::new(shared), state, next_request: AtomicU64::new(1) })
    }

    /// Readable while events wait.
    #[must_use]
    pub fn fd(&self) -> RawFd {
        self.shared.events.fd()
    }

    /// Binds and starts the threads; returns the bound addresses.
    ///
    /// # Errors
    /// [`StartError::Io`] where an address cannot be bound.
    pub fn start(&self) -> Result<Vec<SocketAddr>, StartError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*state, State::New) {
            return Err(StartError::Twice);
        }
        let sockets = net::bind(self.config.media, self.config.shards)?;
        let bound = sockets[0].iter().map(UdpSocket::local_addr).collect::<io::Result<Vec<_>>>()?;
        let (setup, inputs) = sync_channel(SETUP_INPUTS_MAX);
        let random = Box::new(|bytes: &mut [u8]| {
            // The system's generator does not fail once it is seeded; zeros would still be refused by nobody, so stop.
            assert!(aws_lc_rs::rand::fill(bytes).is_ok(), "no randomness");
        });
        let candidates = net::candidates(&bound, &self.config.advertise);
        let machine = Setup::new(Identity::generate()?, candidates, self.config.sessions_max, random);
        let setup_sockets = sockets[0].iter().map(UdpSocket::try_clone).collect::<io::Result<Vec<_>>>()?;
        let shard = ShardConfig { hold_window: self.config.hold, ntp_start: ntp_now() };
        let started = Instant::now();
        let media = |(here, sockets)| {
            let seat = Seat { here, of: self.config.shards };
            MediaThread::new(shard, seat, started, sockets, setup.clone(), Arc::clone(&self.shared))
        };
        let media = (0u8..).zip(sockets).map(media).collect::<io::Result<Vec<_>>>()?;
        let mut threads = Vec::new();
        for (n, media) in media.into_iter().enumerate() {
            threads.push(thread::Builder::new().name(format!("pressel-media-{n}")).spawn(move || media.run())?);
        }
        let shared = Arc::clone(&self.shared);
        let setup_thread = thread::Builder::new().name("pressel-setup".into());
        threads.push(setup_thread.spawn(move || setup_thread::run(machine, &inputs, &setup_sockets, &shared))?);
        *state = State::Running(Running { setup, threads });
        Ok(bound)
    }

    /// Queues commands in order and returns the id of the first.
    ///
    /// # Errors
    /// [`SubmitError`]; nothing of the batch is queued then.
    pub fn submit(&self, commands: Vec<Command>) -> Result<u64, SubmitError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Running(running) = &*state else { return Err(SubmitError::Stopped) };
        let waiting = self.shared.desks.iter().map(|desk| desk.commands.len()).max();
        if waiting.unwrap_or(0) + commands.len() > COMMANDS_MAX {
            return Err(SubmitError::Full);
        }
        let first = self.next_request.fetch_add(commands.len() as u64, Ordering::Relaxed);
        for (request, command) in (first..).zip(commands) {
            self.route(running, request, command)?;
        }
        self.shared.ring_all();
        Ok(first)
    }

    fn route(&self, running: &Running, request: u64, command: Command) -> Result<(), SubmitError> {
        let id = RequestId(request);
        let input = match command {
            Command::SessionOpen { session, offer, door, group } => {
                SetupInput::Open { request: id, session, offer, door, group }
            }
            Command::SessionRestart { session, offer } => SetupInput::Restart { request: id, session, offer },
            Command::SessionClose { session } => SetupInput::Close { session },
            command => {
                self.shared.command(ShardCommand::Control { request, command });
                return Ok(());
            }
        };
        running.setup.try_send(input).map_err(|_| SubmitError::Full)
    }

    /// Up to `max` events, oldest first.
    #[must_use]
    pub fn drain(&self, max: usize) -> Vec<Event> {
        self.shared.events.take(max)
    }

    /// Counters and gauges by name.
    #[must_use]
    pub fn stats(&self) -> Vec<(&'static str, u64)> {
        let (published, fullest) = self.shared.published();
        let mut named = published.counters.named();
        named.extend([
            ("sessions", published.sessions),
            ("shards", self.config.shards.into()),
            ("sessions_in_fullest_shard", fullest),
            ("send_calls", published.send_calls),
            ("send_blocked", published.send_blocked),
            ("send_refused_packets_dropped", published.send_refused),
            ("handoffs_dropped", published.handoffs_dropped),
            ("overloaded", published.overloaded.into()),
        ]);
        named
    }

    /// Ends the threads, after at most `drain` in which bursts may finish. Idempotent.
    pub fn stop(&self, drain: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State::Running(running) = std::mem::replace(&mut *state, State::Stopped) else { return };
        thread::sleep(drain);
        self.shared.stop();
        drop(running.setup);
        for thread in running.threads {
            // A thread that panicked has told so by an event.
            let _ = thread.join();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop(Duration::ZERO);
    }
}

fn ntp_now() -> u64 {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (unix.as_secs().wrapping_add(NTP_UNIX_OFFSET_S) << 32) | ((u64::from(unix.subsec_nanos()) << 32) / 1_000_000_000)
}

#[cfg(test)]
mod tests;
