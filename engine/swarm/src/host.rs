//! The engine behind the smallest door there can be: POST an offer, get its answer; who speaks has the floor. Beside a whole
//! server it shows what of it is the engine's.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pressel_runtime::ids::{ChannelId, EchoGroup, FloorVersion, SessionId, SlotIndex};
use pressel_runtime::seam::{Command, Door, Ending, Event};
use pressel_runtime::{Config, Engine};

const CHANNEL: ChannelId = ChannelId(1);
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(1);
const EVENTS_AT_ONCE: usize = 1_024;
const REQUEST_BYTES_MAX: usize = 64 * 1024;

/// Who waits for an answer: one at a time.
type Waiting = Mutex<HashMap<SessionId, Sender<String>>>;

/// A server of sound without a person in it.
pub struct Host {
    pub address: SocketAddr,
    engine: Arc<Engine>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Host {
    /// An engine of `shards` (1..=64) and its door, on ports of loopback.
    ///
    /// # Errors
    /// A socket or a thread is refused.
    pub fn start(shards: u8) -> io::Result<Self> {
        let media = SocketAddr::from(([127, 0, 0, 1], 0));
        let engine = Arc::new(Engine::new(Config { media, shards, ..Config::default() }).map_err(trouble)?);
        engine.start().map_err(trouble)?;
        engine.submit(vec![Command::ChannelOpen { channel: CHANNEL }]).map_err(trouble)?;
        let door = TcpListener::bind("127.0.0.1:0")?;
        door.set_nonblocking(true)?;
        let address = door.local_addr()?;
        let (stop, waiting) = (Arc::new(AtomicBool::new(false)), Arc::new(Waiting::default()));
        let threads = vec![
            thread::spawn({
                let (engine, stop, waiting) = (Arc::clone(&engine), Arc::clone(&stop), Arc::clone(&waiting));
                move || obey(&engine, &stop, &waiting)
            }),
            thread::spawn({
                let (engine, stop) = (Arc::clone(&engine), Arc::clone(&stop));
                move || open(&door, &engine, &stop, &waiting)
            }),
        ];
        Ok(Host { address, engine, stop, threads })
    }

    /// One of the engine's counters or gauges; none of that name: `None`.
    #[must_use]
    pub fn counted(&self, name: &str) -> Option<u64> {
        self.engine.stats().into_iter().find_map(|(known, value)| (known == name).then_some(value))
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// What Python does: binds listeners, gives the floor to who speaks. Ends when the engine does.
fn obey(engine: &Engine, stop: &AtomicBool, waiting: &Waiting) {
    let mut seq = 0;
    while !stop.load(Relaxed) {
        let mut commands = Vec::new();
        for event in engine.drain(EVENTS_AT_ONCE) {
            match event {
                Event::Answer { session, answer, .. } => {
                    if let Some(sender) = locked(waiting).remove(&session) {
                        // Who has given up waiting needs none.
                        let _ = sender.send(answer);
                    }
                }
                Event::Up { session } => {
                    commands.push(Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) });
                }
                Event::SpeechStarted { session } | Event::SpeechStopped { session } => {
                    seq += 1;
                    let version = FloorVersion { epoch: 2, seq };
                    let speaks = matches!(event, Event::SpeechStarted { .. });
                    let sources = if speaks { vec![session] } else { vec![] };
                    commands.push(Command::FloorSet { channel: CHANNEL, version, sources, ending: Ending::Finish });
                }
                _ => {}
            }
        }
        if let Err(error) = engine.submit(commands) {
            eprintln!("the engine takes no more commands: {error}");
            return;
        }
        thread::sleep(LOOK);
    }
}

fn open(door: &TcpListener, engine: &Engine, stop: &AtomicBool, waiting: &Waiting) {
    let mut next = 1;
    while !stop.load(Relaxed) {
        let Ok((stream, _)) = door.accept() else {
            thread::sleep(LOOK);
            continue;
        };
        let session = SessionId(next);
        next += 1;
        let (sender, answer) = channel();
        locked(waiting).insert(session, sender);
        if let Err(error) = serve(stream, engine, session, &answer) {
            locked(waiting).remove(&session);
            eprintln!("session {} was not opened: {error}", session.0);
        }
    }
}

fn serve(mut stream: TcpStream, engine: &Engine, session: SessionId, answer: &Receiver<String>) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (door, offer) = read_offer(&mut stream)?;
    let group = EchoGroup(session.0.into());
    engine.submit(vec![Command::SessionOpen { session, offer, door, group }]).map_err(trouble)?;
    let answer = answer.recv_timeout(PATIENCE).map_err(trouble)?;
    write!(stream, "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n{answer}")
}

fn read_offer(stream: &mut TcpStream) -> io::Result<(Door, String)> {
    let (mut request, mut piece) = (Vec::new(), [0; 4_096]);
    while request.len() < REQUEST_BYTES_MAX {
        let len = stream.read(&mut piece)?;
        request.extend_from_slice(piece.get(..len).unwrap_or_default());
        let text = String::from_utf8_lossy(&request);
        if let Some(offer) = whole(&text) {
            let door = if text.starts_with("POST /v1/channels/lobby/whip") { Door::Whip } else { Door::Whep };
            return Ok((door, offer.to_owned()));
        }
        if len == 0 {
            break;
        }
    }
    Err(io::Error::other("no whole request came"))
}

/// The body, once all of it is there.
fn whole(request: &str) -> Option<&str> {
    let (head, body) = request.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "))?;
    (body.len() >= length.parse().ok()?).then_some(body)
}

fn locked(waiting: &Waiting) -> MutexGuard<'_, HashMap<SessionId, Sender<String>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

fn trouble(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}
