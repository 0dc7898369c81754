//! Clients, links, `Setup` and `Shard` in one virtual time; every packet a client opens is checked.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::dtls::Identity;
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, RequestId, SessionId, SlotIndex, SocketId};
use pressel_media::seam::{Command, Door, DownReason, Ending, Event};
use pressel_media::setup::{Setup, SetupInput, SetupOutput};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::srtp::Opener;
use pressel_media::time::Micros;
use pressel_swarm::{Answer, Client};

use crate::network::{Link, Rng};
use people::Mouth;
use shards::Shards;
use syllable::Finish;

mod people;
mod shards;
mod syllable;

const CHANNEL: ChannelId = ChannelId(1);
const FRAME_MS: u64 = 20;
const BUDGET: usize = 64;
/// The server's own frames between two talkers.
const SILENCE: &[u8] = &[0xf8, 0xff, 0xfe];
const STOP: &[u8] = &[0xf8];

#[derive(Default)]
struct Wire {
    slot: Vec<u8>,
    sent: Vec<(Path, Vec<u8>)>,
}

impl Egress for Wire {
    fn slot(&mut self) -> Option<&mut [u8]> {
        self.slot.resize(DATAGRAM_BYTES_MAX, 0);
        Some(&mut self.slot)
    }

    fn commit(&mut self, len: usize, path: Path) {
        self.sent.push((path, self.slot[..len].to_vec()));
    }
}

struct Person {
    client: Client,
    /// Its links' chance: what others do changes nothing in it.
    rng: Rng,
    up: Link,
    down: Link,
    mouth: Mouth,
    ticks: u32,
    /// Since when it is in the channel.
    bound_ms: Option<u64>,
    ear: Ear,
}

/// What one listener has heard, as far as the rules need it.
#[derive(Default)]
struct Ear {
    /// Sequence numbers the server put on the wire for it, in order.
    sent: Vec<(u16, u32)>,
    sealed: HashSet<u16>,
    payload_type: Option<u8>,
    heard: u64,
    /// Reads what is sent before any of it is lost.
    opener: Option<Opener>,
    talker: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum To {
    Server(u32),
    Client(u32),
}

/// When, to whom, in which order, what.
type Flight = (u64, To, u64, Vec<u8>);

/// One packet of sound as its listener opens it: number, timestamp, marker, payload (none before it has its keys).
pub type Delivery = (u16, u32, bool, Option<Vec<u8>>);

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub frames_heard: u64,
    pub bursts: u64,
    pub joins: u64,
    pub leaves: u64,
    pub lost: u64,
    /// Frames that came after a release and had to be heard.
    pub last_frames: u64,
    /// What was put on the wire for each listener, in order.
    pub deliveries: BTreeMap<u32, Vec<Delivery>>,
    /// Between shards.
    pub copied: u64,
    pub hopped: u64,
    /// Everything that broke a rule, in words.
    pub broken: Vec<String>,
}

pub struct World {
    rng: Rng,
    base: Instant,
    now_ms: u64,
    identity: Identity,
    setup: Setup,
    shards: Shards,
    wire: Wire,
    events: Vec<Event>,
    handoffs: Vec<Handoff>,
    people: HashMap<u32, Person>,
    air: BinaryHeap<Reverse<Flight>>,
    flights: u64,
    next_person: u32,
    version: FloorVersion,
    /// The newest set.
    holders: Vec<u32>,
    /// Who left a set and whose end was not told yet.
    leaving: HashSet<u32>,
    /// Whose session is over; all its ends were told then.
    down: HashSet<u32>,
    /// Whose burst is over and who was not granted again.
    ended: HashSet<u32>,
    /// The release whose last syllable is on its way.
    finish: Option<Finish>,
    tamper: bool,
    pub report: Report,
}

impl World {
    /// `identity` is shared by all runs of a test: keys cost more than the rest. `tamper` breaks a rule on purpose.
    ///
    /// # Panics
    /// If the identity cannot be set up again.
    #[must_use]
    pub fn new(seed: u64, identity: &Identity, tamper: bool) -> Self {
        World::of(1, seed, identity, tamper)
    }

    /// The same run with several shards.
    ///
    /// # Panics
    /// As `new`.
    #[must_use]
    pub fn of(shards: u8, seed: u64, identity: &Identity, tamper: bool) -> Self {
        let mut rng = Rng::new(seed);
        let identity = identity.repeatable(rng.draw()).expect("an identity that was set up once");
        let mut randomness = Rng::new(rng.draw());
        let random = Box::new(move |bytes: &mut [u8]| randomness.fill(bytes));
        let candidates = vec![SocketAddr::from(([192, 0, 2, 1], 7350))];
        let mut world = World {
            rng,
            base: Instant::now(),
            now_ms: 1_000,
            identity: identity.clone(),
            setup: Setup::new(identity, candidates, 100, random),
            shards: Shards::new(shards),
            wire: Wire::default(),
            events: Vec::new(),
            handoffs: Vec::new(),
            people: HashMap::new(),
            air: BinaryHeap::new(),
            flights: 0,
            next_person: 1,
            version: FloorVersion { epoch: 2, seq: 0 },
            holders: Vec::new(),
            leaving: HashSet::new(),
            down: HashSet::new(),
            ended: HashSet::new(),
            finish: None,
            tamper,
            report: Report::default(),
        };
        world.control(Command::ChannelOpen { channel: CHANNEL });
        world
    }

    /// Random joins, leaves, talker changes, releases for `ms` of virtual time; then everybody is quiet for a while.
    pub fn run(mut self, ms: u64) -> Report {
        (0..3).for_each(|_| self.join());
        let end_ms = self.now_ms + ms;
        while self.now_ms < end_ms {
            if self.now_ms.is_multiple_of(100) {
                self.chance();
            }
            self.step();
        }
        self.set_floor(&[], Ending::Finish);
        for _ in 0..1_000 {
            self.step();
        }
        self.check_ears();
        let untold = self.leaving.iter().map(|id| format!("nobody was told that the burst of {id} is over"));
        self.report.broken.extend(untold);
        (self.report.copied, self.report.hopped) = (self.shards.copied(), self.shards.hopped());
        self.report
    }

    fn chance(&mut self) {
        match self.rng.below(20) {
            0 if self.people.len() < 8 => self.join(),
            1 if self.people.len() > 2 => self.leave(),
            2..=4 => self.take_floor(Ending::Finish),
            5 => self.take_floor(Ending::Cut),
            6..=7 => self.set_floor(&[], Ending::Finish),
            8 => self.set_floor(&[], Ending::Cut),
            9 => self.one_more_or_less(),
            _ => {}
        }
    }

    fn step(&mut self) {
        self.now_ms += 1;
        while self.air.peek().is_some_and(|Reverse((at, ..))| *at <= self.now_ms) {
            let Some(Reverse((_, to, _, bytes))) = self.air.pop() else { break };
            self.arrive(to, bytes);
        }
        if self.now_ms.is_multiple_of(FRAME_MS) {
            self.everybody_speaks();
        }
        self.clients_wake();
        let (now, instant) = (self.now(), self.instant());
        let World { shards, wire, events, handoffs, .. } = self;
        shards.timeout(now, &mut Outbox { egress: wire, events, handoffs });
        if self.setup.deadline().is_some_and(|at| at <= instant) {
            self.setup.handle(instant, SetupInput::Timeout);
        }
        self.settle();
    }

    fn now(&self) -> Micros {
        Micros(self.now_ms * 1_000)
    }

    fn instant(&self) -> Instant {
        self.base + Duration::from_millis(self.now_ms)
    }

    // --- the machinery ----------------------------------------------------------------------------------------------

    fn clients_wake(&mut self) {
        let now = self.instant();
        for person in self.people.values_mut() {
            if person.client.deadline().is_some_and(|at| at <= now) {
                person.client.timeout(now);
            }
        }
        self.clients_send();
    }

    fn clients_send(&mut self) {
        let mut ids: Vec<u32> = self.people.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            let Some(person) = self.people.get_mut(&id) else { continue };
            for bytes in person.client.take_outgoing() {
                let arrivals = person.up.carry(&mut person.rng);
                self.report.lost += u64::from(arrivals.is_empty());
                for after in arrivals {
                    self.flights += 1;
                    let at = self.now_ms + u64::try_from(after.as_millis()).unwrap_or(0);
                    self.air.push(Reverse((at, To::Server(id), self.flights, bytes.clone())));
                }
            }
        }
    }

    fn arrive(&mut self, to: To, mut bytes: Vec<u8>) {
        match to {
            To::Server(id) => {
                let port = 10_000 + u16::try_from(id).unwrap_or(0);
                let path = Path { socket: SocketId(0), remote: SocketAddr::from(([198, 51, 100, 1], port)) };
                let now = self.now();
                let owed = self.owed(id, &bytes);
                let World { shards, wire, events, handoffs, .. } = self;
                shards.datagram(now, path, &mut bytes, &mut Outbox { egress: wire, events, handoffs });
                if let Some(seq) = owed {
                    self.settle();
                    self.check_syllable(id, seq);
                }
            }
            To::Client(id) => {
                let now = self.instant();
                if let Some(person) = self.people.get_mut(&id) {
                    person.client.datagram(now, &mut bytes);
                    person.ear.heard += person.client.take_heard().len() as u64;
                }
            }
        }
        self.settle();
    }

    fn control(&mut self, command: Command) {
        let now = self.now();
        let World { shards, wire, events, handoffs, .. } = self;
        let command = ShardCommand::Control { request: 0, command };
        shards.command(now, command, &mut Outbox { egress: wire, events, handoffs });
        self.settle();
    }

    /// Lets everything that can happen now happen.
    fn settle(&mut self) {
        let (now, instant) = (self.now(), self.instant());
        loop {
            for handoff in std::mem::take(&mut self.handoffs) {
                self.setup.handle(instant, SetupInput::Handoff(handoff));
            }
            while let Some(output) = self.setup.poll() {
                match output {
                    SetupOutput::ToShard(command) => {
                        let World { shards, wire, events, handoffs, .. } = self;
                        shards.command(now, command, &mut Outbox { egress: wire, events, handoffs });
                    }
                    SetupOutput::Transmit { path, record } => self.wire.sent.push((path, record)),
                    SetupOutput::Event(event) => self.events.push(event),
                }
            }
            let World { shards, wire, events, handoffs, .. } = self;
            shards.work(now, &mut Outbox { egress: wire, events, handoffs });
            self.transmit();
            self.take_events();
            if self.handoffs.is_empty() {
                return;
            }
        }
    }

    fn transmit(&mut self) {
        for (path, mut bytes) in std::mem::take(&mut self.wire.sent) {
            let id = u32::from(path.remote.port()) - 10_000;
            if self.tamper && bytes.first() == Some(&0x80) && self.rng.chance(5) {
                bytes[3] ^= 1;
            }
            self.check_sent(id, &bytes);
            let Some(person) = self.people.get_mut(&id) else { continue };
            for after in person.down.carry(&mut person.rng) {
                self.flights += 1;
                let at = self.now_ms + u64::try_from(after.as_millis()).unwrap_or(0);
                self.air.push(Reverse((at, To::Client(id), self.flights, bytes.clone())));
            }
        }
    }

    fn take_events(&mut self) {
        for event in std::mem::take(&mut self.events) {
            match event {
                Event::Answer { session, answer, .. } => {
                    let now = self.instant();
                    if let (Some(person), Some(answer)) = (self.people.get_mut(&session.0), Answer::parse(&answer)) {
                        person.client.take_answer(now, answer);
                    }
                }
                Event::Up { session } => {
                    if let Some(person) = self.people.get_mut(&session.0) {
                        person.bound_ms = Some(self.now_ms);
                        let bind = Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) };
                        self.control(bind);
                    }
                }
                Event::BurstEnded { session, .. } => {
                    self.report.bursts += 1;
                    self.leaving.remove(&session.0);
                    if !self.holders.contains(&session.0) {
                        self.ended.insert(session.0);
                    }
                }
                Event::Fault { text } => self.report.broken.push(text),
                Event::Down { session, reason: DownReason::Silent } => {
                    self.report.broken.push(format!("{session:?} was dropped though it is there"));
                }
                Event::Down { session, .. } => drop(self.down.insert(session.0)),
                _ => {}
            }
        }
    }

    // --- the rules --------------------------------------------------------------------------------------------------

    /// On every packet of sound that leaves the server.
    fn check_sent(&mut self, id: u32, bytes: &[u8]) {
        let is_rtp = bytes.first() == Some(&0x80) && bytes.get(1).is_some_and(|kind| !(192..=223).contains(kind));
        let Some(person) = self.people.get_mut(&id).filter(|_| is_rtp) else { return };
        let seq = u16::from_be_bytes([bytes[2], bytes[3]]);
        let ts = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        let ssrc = u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
        if person.bound_ms.is_none() {
            self.report.broken.push(format!("{id} is in no channel and gets sound"));
        }
        if person.client.answer().is_some_and(|answer| answer.ssrcs != [ssrc]) {
            self.report.broken.push(format!("{id} gets SSRC {ssrc:x}"));
        }
        if !person.ear.sealed.insert(seq) {
            self.report.broken.push(format!("sequence {seq} was sealed twice for {id}"));
        }
        let payload_type = bytes[1] & 0x7f;
        if *person.ear.payload_type.get_or_insert(payload_type) != payload_type {
            self.report.broken.push(format!("{id} gets payload type {payload_type}"));
        }
        person.ear.sent.push((seq, ts));
        if person.ear.opener.is_none() {
            person.ear.opener = person.client.another_opener();
        }
        let (marker, delivered) = (bytes[1] & 0x80 != 0, self.report.deliveries.entry(id).or_default());
        delivered.push((seq, ts, marker, None));
        // Before the client has its keys nobody but the server could read it.
        let Some(opener) = person.ear.opener.as_mut() else { return };
        let mut copy = bytes.to_vec();
        match opener.open_rtp(&mut copy, 12, ssrc, seq) {
            Ok(opened) => {
                let payload = &copy[12..opened.len];
                delivered.last_mut().into_iter().for_each(|packet| packet.3 = Some(payload.to_vec()));
                self.check_payload(id, payload);
            }
            Err(error) => self.report.broken.push(format!("{id} cannot open {seq}: {error}")),
        }
    }

    /// Who is heard: nobody after the end of its burst, nobody by itself, never two without silence between.
    fn check_payload(&mut self, id: u32, payload: &[u8]) {
        let Some(person) = self.people.get_mut(&id) else { return };
        if payload == SILENCE || payload == STOP {
            person.ear.talker = None;
            return;
        }
        let talker = payload.get(1).map_or(0, |number| u32::from(*number));
        if talker == id {
            self.report.broken.push(format!("{id} hears itself"));
        }
        if self.ended.contains(&talker) {
            self.report.broken.push(format!("{talker} is heard after its burst has ended"));
        }
        if person.ear.talker.replace(talker).is_some_and(|before| before != talker) {
            self.report.broken.push(format!("{talker} is heard right behind another talker"));
        }
        if let (Some(person), Some([high, low])) = (self.people.get_mut(&talker), payload.get(2..4)) {
            person.mouth.heard(u16::from_be_bytes([*high, *low]));
        }
    }

    fn check_ears(&mut self) {
        let ids: Vec<u32> = self.people.keys().copied().collect();
        for id in ids {
            self.check_ear(id);
        }
    }

    /// Over all that one listener was sent: no repetition, a gap only where something was lost on its way in, whole frames.
    fn check_ear(&mut self, id: u32) {
        let Some(person) = self.people.get(&id) else { return };
        self.report.frames_heard += person.ear.heard;
        let mut sent = person.ear.sent.clone();
        // The very first packet may have been overtaken: numbers a little below it come before it.
        let start = sent.first().map_or(0, |first| first.0.wrapping_sub(1_000));
        sent.sort_by_key(|(seq, _)| seq.wrapping_sub(start));
        for pair in sent.windows(2) {
            let ((before, then), (after, now)) = (pair[0], pair[1]);
            let (steps, ticks) = (after.wrapping_sub(before), now.wrapping_sub(then));
            if steps == 0 || ticks == 0 || ticks > u32::MAX / 2 {
                self.report.broken.push(format!("{id}: from {before}/{then} to {after}/{now}"));
            }
            if !ticks.is_multiple_of(960) {
                self.report.broken.push(format!("{id}: {ticks} ticks are no whole frames"));
            }
            if steps > 200 {
                self.report.broken.push(format!("{id}: {steps} packets are missing"));
            }
        }
    }
}
