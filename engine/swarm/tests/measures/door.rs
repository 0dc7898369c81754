//! The engine behind the smallest door there can be: POST an offer, get its answer; who speaks has the floor.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use pressel_runtime::ids::{ChannelId, EchoGroup, FloorVersion, SessionId, SlotIndex};
use pressel_runtime::seam::{Command, Door, Ending, Event};
use pressel_runtime::{Config, Engine};

const CHANNEL: ChannelId = ChannelId(1);
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(1);

type Waiting = Mutex<HashMap<SessionId, Sender<String>>>;

/// A server of sound without a person in it.
pub struct Server {
    pub address: SocketAddr,
    engine: Arc<Engine>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Server {
    pub fn start(shards: u8) -> Self {
        let config = Config { media: "127.0.0.1:0".parse().unwrap(), shards, ..Config::default() };
        let engine = Arc::new(Engine::new(config).unwrap());
        engine.start().unwrap();
        engine.submit(vec![Command::ChannelOpen { channel: CHANNEL }]).unwrap();
        let door = TcpListener::bind("127.0.0.1:0").unwrap();
        door.set_nonblocking(true).unwrap();
        let address = door.local_addr().unwrap();
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
        Server { address, engine, stop, threads }
    }

    /// One of the engine's counters or gauges.
    pub fn counted(&self, name: &str) -> u64 {
        self.engine.stats().into_iter().find(|(known, _)| *known == name).unwrap().1
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        self.threads.drain(..).for_each(|thread| thread.join().unwrap());
    }
}

/// What Python does: binds listeners, gives the floor to who speaks.
fn obey(engine: &Engine, stop: &AtomicBool, waiting: &Waiting) {
    let mut seq = 0;
    while !stop.load(Relaxed) {
        let mut commands = Vec::new();
        for event in engine.drain(1_024) {
            match event {
                Event::Answer { session, answer, .. } => {
                    if let Some(sender) = waiting.lock().unwrap().remove(&session) {
                        sender.send(answer).unwrap();
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
        engine.submit(commands).unwrap();
        thread::sleep(LOOK);
    }
}

fn open(door: &TcpListener, engine: &Arc<Engine>, stop: &AtomicBool, waiting: &Arc<Waiting>) {
    let next = AtomicU32::new(1);
    while !stop.load(Relaxed) {
        match door.accept() {
            Ok((stream, _)) => {
                let session = SessionId(next.fetch_add(1, Relaxed));
                let (sender, answer) = channel();
                waiting.lock().unwrap().insert(session, sender);
                serve(stream, engine, session, &answer);
            }
            Err(_) => thread::sleep(LOOK),
        }
    }
}

fn serve(mut stream: TcpStream, engine: &Engine, session: SessionId, answer: &Receiver<String>) {
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let (mut request, mut piece) = (String::new(), [0; 4_096]);
    let whole = |request: &str| {
        let (head, body) = request.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "))?;
        (body.len() >= length.parse().ok()?).then(|| body.to_owned())
    };
    let offer = loop {
        let len = stream.read(&mut piece).unwrap();
        request += std::str::from_utf8(&piece[..len]).unwrap();
        if let Some(offer) = whole(&request) {
            break offer;
        }
    };
    let door = if request.starts_with("POST /v1/channels/lobby/whip") { Door::Whip } else { Door::Whep };
    let group = EchoGroup(session.0.into());
    engine.submit(vec![Command::SessionOpen { session, offer, door, group }]).unwrap();
    let answer = answer.recv_timeout(PATIENCE).unwrap();
    write!(stream, "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n{answer}").unwrap();
}
