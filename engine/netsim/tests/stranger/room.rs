//! The server's machines and some strangers on a perfect network, in virtual time.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::dtls::Identity;
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, RequestId, SessionId, SlotIndex, SocketId};
use pressel_media::seam::{Command, Door, Ending, Event};
use pressel_media::setup::{Setup, SetupInput, SetupOutput};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::time::Micros;
use pressel_netsim::Rng;

use crate::peer::Stranger;

pub const SERVER: &str = "192.0.2.1:7350";
const CHANNEL: ChannelId = ChannelId(1);
/// Longest anything is waited for.
const PATIENCE_MS: u64 = 5_000;

#[derive(Default)]
struct Wire {
    slot: Vec<u8>,
    sent: VecDeque<(Path, Vec<u8>)>,
}

impl Egress for Wire {
    fn slot(&mut self) -> Option<&mut [u8]> {
        self.slot.resize(DATAGRAM_BYTES_MAX, 0);
        Some(&mut self.slot)
    }

    fn commit(&mut self, len: usize, path: Path) {
        self.sent.push_back((path, self.slot[..len].to_vec()));
    }
}

pub struct Room {
    base: Instant,
    pub now_ms: u64,
    setup: Setup,
    shard: Shard,
    wire: Wire,
    handoffs: Vec<Handoff>,
    /// All that was told but answers.
    pub events: Vec<Event>,
    answers: Vec<(SessionId, String)>,
    pub strangers: Vec<Stranger>,
    version: u64,
}

impl Room {
    pub fn new() -> Self {
        let mut randomness = Rng::new(1);
        let random = Box::new(move |bytes: &mut [u8]| randomness.fill(bytes));
        let candidates = vec![SERVER.parse().unwrap()];
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0xe000_0000 << 32 };
        let mut room = Room {
            base: Instant::now(),
            now_ms: 1_000,
            setup: Setup::new(Identity::generate().unwrap(), candidates, 10, random),
            shard: Shard::new(config),
            wire: Wire::default(),
            handoffs: Vec::new(),
            events: Vec::new(),
            answers: Vec::new(),
            strangers: Vec::new(),
            version: 0,
        };
        room.control(Command::ChannelOpen { channel: CHANNEL });
        room
    }

    /// A stranger with its slot bound, connected.
    pub fn join(&mut self, red: bool) -> usize {
        let n = self.strangers.len();
        let session = SessionId(u32::try_from(n).unwrap());
        let (mut stranger, offer) = Stranger::offer(self.instant(), n, red);
        let group = EchoGroup(session.0.into());
        self.setup.handle(
            self.instant(),
            SetupInput::Open { request: RequestId(1), session, offer, door: Door::Peer, group },
        );
        self.settle();
        stranger.take_answer(&self.answer(session));
        self.strangers.push(stranger);
        self.wait(|room| room.events.contains(&Event::Up { session }) && room.strangers[n].rtc.is_connected());
        self.control(Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) });
        n
    }

    /// New ICE credentials for one that is there; returns the answer.
    pub fn restart(&mut self, n: usize) -> String {
        let session = SessionId(u32::try_from(n).unwrap());
        let offer = self.strangers[n].restart_offer();
        self.setup.handle(self.instant(), SetupInput::Restart { request: RequestId(2), session, offer });
        self.settle();
        let answer = self.answer(session);
        self.strangers[n].take_answer(&answer);
        answer
    }

    pub fn floor(&mut self, sources: &[usize], ending: Ending) {
        self.version += 1;
        let sources = sources.iter().map(|n| SessionId(u32::try_from(*n).unwrap())).collect();
        let version = FloorVersion { epoch: 2, seq: self.version };
        self.control(Command::FloorSet { channel: CHANNEL, version, sources, ending });
    }

    /// Who speaks what, then 20 ms.
    pub fn frame(&mut self, n: usize, level: u8, payload: &[u8]) {
        let now = self.instant();
        self.strangers[n].speak(now, level, payload);
        self.pass(20);
    }

    pub fn pass(&mut self, ms: u64) {
        (0..ms).for_each(|_| self.step());
    }

    pub fn wait(&mut self, mut happened: impl FnMut(&Room) -> bool) {
        for _ in 0..PATIENCE_MS {
            if happened(self) {
                return;
            }
            self.step();
        }
        panic!("nothing happened for {PATIENCE_MS} ms: {:?}", self.events);
    }

    pub fn sessions(&self) -> usize {
        self.shard.session_count()
    }

    fn answer(&mut self, session: SessionId) -> String {
        let place = self.answers.iter().position(|(known, _)| *known == session);
        place.map(|place| self.answers.remove(place).1).unwrap_or_else(|| panic!("no answer: {:?}", self.events))
    }

    fn now(&self) -> Micros {
        Micros(self.now_ms * 1_000)
    }

    pub fn instant(&self) -> Instant {
        self.base + Duration::from_millis(self.now_ms)
    }

    fn control(&mut self, command: Command) {
        self.tell(ShardCommand::Control { request: 0, command });
        self.settle();
    }

    fn tell(&mut self, command: ShardCommand) {
        let now = self.now();
        let Room { shard, wire, events, handoffs, .. } = self;
        shard.command(now, command, &mut Outbox { egress: wire, events, handoffs });
    }

    fn step(&mut self) {
        self.now_ms += 1;
        let (now, instant) = (self.now(), self.instant());
        for n in 0..self.strangers.len() {
            for (from, mut bytes) in self.strangers[n].turn(instant) {
                let path = Path { socket: SocketId(0), remote: from };
                let Room { shard, wire, events, handoffs, .. } = self;
                shard.datagram(now, path, &mut bytes, &mut Outbox { egress: wire, events, handoffs });
            }
        }
        if self.shard.deadline().is_some_and(|at| at <= now) {
            let Room { shard, wire, events, handoffs, .. } = self;
            shard.timeout(now, &mut Outbox { egress: wire, events, handoffs });
        }
        if self.setup.deadline().is_some_and(|at| at <= instant) {
            self.setup.handle(instant, SetupInput::Timeout);
        }
        self.settle();
    }

    fn settle(&mut self) {
        let (now, instant) = (self.now(), self.instant());
        loop {
            for handoff in std::mem::take(&mut self.handoffs) {
                self.setup.handle(instant, SetupInput::Handoff(handoff));
            }
            while let Some(output) = self.setup.poll() {
                match output {
                    SetupOutput::ToShard(command) => self.tell(command),
                    SetupOutput::Transmit { path, record } => self.wire.sent.push_back((path, record)),
                    SetupOutput::Event(Event::Answer { session, answer, .. }) => self.answers.push((session, answer)),
                    SetupOutput::Event(event) => self.events.push(event),
                }
            }
            let Room { shard, wire, events, handoffs, .. } = self;
            while shard.work(now, 64, &mut Outbox { egress: wire, events, handoffs }) {}
            while let Some((path, bytes)) = self.wire.sent.pop_front() {
                let stranger = self.strangers.iter_mut().find(|stranger| stranger.here.contains(&path.remote));
                if let Some(stranger) = stranger {
                    stranger.datagram(instant, path.remote, &bytes);
                }
            }
            if self.handoffs.is_empty() {
                return;
            }
        }
    }
}

/// Where a stranger lives.
pub fn address(n: usize, port: u16) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, u8::try_from(n).unwrap() + 1], port))
}
