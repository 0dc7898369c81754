//! Whole shards: any datagram, and any story of datagrams, time and commands.

use std::net::SocketAddr;
use std::time::Duration;

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ice::Credentials;
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, SessionId, SlotIndex, SocketId};
use pressel_media::sdp::{Negotiated, SlotParams, UplinkParams};
use pressel_media::seam::{Command, Door, DownReason, Ending, Event};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::srtp::{Keys, Profile, Sealer};
use pressel_media::stun::{BINDING_REQUEST, MESSAGE_BYTES_MAX, Writer};
use pressel_media::time::Micros;

const PROFILE: Profile = Profile::AeadAes128Gcm;
const CHANNEL: ChannelId = ChannelId(1);
const PEERS: u32 = 3;
/// Steps of one story.
const STEPS_MAX: usize = 400;

struct Sink {
    slot: [u8; DATAGRAM_BYTES_MAX],
    sent: u64,
}

impl Egress for Sink {
    fn slot(&mut self) -> Option<&mut [u8]> {
        Some(&mut self.slot)
    }

    fn commit(&mut self, len: usize, _path: Path) {
        assert!(len <= DATAGRAM_BYTES_MAX);
        self.sent += 1;
    }
}

struct World {
    shard: Shard,
    now: Micros,
    sink: Sink,
    events: Vec<Event>,
    handoffs: Vec<Handoff>,
    sealers: Vec<Sealer>,
    seq: u64,
    version: u64,
    /// Sources of the newest set, and ends told: every end belongs to a source.
    named: u64,
    ended: u64,
}

fn material(n: u32) -> Vec<u8> {
    vec![n.to_le_bytes()[0]; 2 * (PROFILE.key_bytes() + PROFILE.salt_bytes())]
}

fn path(n: u32) -> Path {
    let port = 10_000 + u16::try_from(n % 1_000).unwrap_or(0);
    Path { socket: SocketId(0), remote: SocketAddr::from(([127, 0, 0, 1], port)) }
}

impl World {
    fn new() -> Self {
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0 };
        let keys = |n| Keys::from_keying_material(PROFILE, &material(n), true).expect("the lengths fit");
        let mut world = World {
            shard: Shard::new(config),
            now: Micros(1_000_000),
            sink: Sink { slot: [0; DATAGRAM_BYTES_MAX], sent: 0 },
            events: Vec::new(),
            handoffs: Vec::new(),
            sealers: (0..PEERS).map(|n| Sealer::new(&keys(n)).expect("keys")).collect(),
            seq: 1,
            version: 0,
            named: 0,
            ended: 0,
        };
        world.control(Command::ChannelOpen { channel: CHANNEL });
        (0..PEERS).for_each(|n| world.join(n));
        world
    }

    fn join(&mut self, n: u32) {
        let session = SessionId(n);
        let ice = Credentials::of(session, [7; 29]);
        let negotiated = Negotiated {
            uplink: Some(UplinkParams { opus_pt: 111, red_pt: Some(63), level_ext: Some(1) }),
            slots: vec![SlotParams { opus_pt: 111, ssrc: 0x100 + n }],
        };
        let group = EchoGroup((n % 2).into());
        self.tell(ShardCommand::Admit { session, door: Door::Peer, group, ice: ice.clone(), negotiated });
        let mut check = [0; MESSAGE_BYTES_MAX];
        let len = Writer::new(&mut check, BINDING_REQUEST, [7; 12])
            .and_then(|writer| writer.username(&format!("{}:peer", ice.ufrag)))
            .and_then(|writer| writer.check(1, 2, true))
            .and_then(|writer| writer.sign(&ice.pwd))
            .expect("room");
        self.datagram(n, &check[..len]);
        let keys = Keys::from_keying_material(PROFILE, &material(n), false).expect("the lengths fit");
        self.tell(ShardCommand::Secure { session, keys: Box::new(keys) });
        self.control(Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) });
    }

    fn tell(&mut self, command: ShardCommand) {
        let World { shard, now, sink, events, handoffs, .. } = self;
        shard.command(*now, command, &mut Outbox { egress: sink, events, handoffs });
        self.settle(1);
    }

    fn control(&mut self, command: Command) {
        self.tell(ShardCommand::Control { request: 0, command });
    }

    fn datagram(&mut self, from: u32, bytes: &[u8]) {
        let World { shard, now, sink, events, handoffs, .. } = self;
        shard.datagram(*now, path(from), &mut bytes.to_vec(), &mut Outbox { egress: sink, events, handoffs });
        self.settle(2);
    }

    /// Some of what waits is sent, not always all.
    fn settle(&mut self, budget: usize) {
        let World { shard, now, sink, events, handoffs, .. } = self;
        shard.work(*now, budget, &mut Outbox { egress: sink, events, handoffs });
        self.ended += self.events.drain(..).filter(|event| matches!(event, Event::BurstEnded { .. })).count() as u64;
        assert!(self.ended <= self.named, "an end that nobody began");
        self.handoffs.clear();
    }

    fn speak(&mut self, n: u32, payload_type: u8, level: u8, payload: &[u8]) {
        let Some(sealer) = self.sealers.get(n as usize) else { return };
        self.seq += 1;
        let [.., high, low] = self.seq.to_be_bytes();
        let mut packet = vec![0x90, payload_type & 0x7f, high, low];
        packet.extend(u32::try_from((self.seq * 960) & 0xffff_ffff).unwrap_or(0).to_be_bytes());
        packet.extend((0x50 + n).to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 1, 0x10, level & 0x7f, 0, 0]);
        let header_len = packet.len();
        packet.extend(payload.iter().take(1_300));
        let len = packet.len();
        packet.resize(len + 20, 0);
        let len = sealer.seal_rtp(&mut packet, header_len, len, 0x50 + n, self.seq).expect("room");
        packet.truncate(len);
        self.datagram(n, &packet);
    }

    fn pass(&mut self, ms: u64) {
        self.now = self.now + Duration::from_millis(ms);
        let World { shard, now, sink, events, handoffs, .. } = self;
        shard.timeout(*now, &mut Outbox { egress: sink, events, handoffs });
        self.settle(3);
    }

    fn floor(&mut self, mask: u8, ending: Ending) {
        self.version += 1;
        let sources: Vec<_> = (0..8u32).filter(|n| mask >> n & 1 == 1).map(SessionId).collect();
        self.named += sources.len() as u64;
        let version = FloorVersion { epoch: 2, seq: self.version };
        self.control(Command::FloorSet { channel: CHANNEL, version, sources, ending });
    }
}

/// One datagram from a known and from a foreign address.
pub fn demux(bytes: &[u8]) {
    let mut world = World::new();
    world.datagram(0, bytes);
    world.datagram(99, bytes);
    world.pass(100);
    assert_eq!(world.shard.session_count(), PEERS as usize);
}

/// A story: a verb, an argument, and for some a length and that many bytes.
pub fn script(bytes: &[u8]) {
    let mut world = World::new();
    let mut rest = bytes;
    for _ in 0..STEPS_MAX {
        let [verb, argument, tail @ ..] = rest else { break };
        rest = tail;
        let n = u32::from(argument % 4);
        match verb % 10 {
            0 => world.pass((*argument).into()),
            1 => world.pass(u64::from(*argument) * 100),
            2 | 3 => {
                let [len, tail @ ..] = rest else { break };
                let (payload, tail) = tail.split_at(usize::from(*len).min(tail.len()));
                rest = tail;
                world.speak(n, if verb % 10 == 2 { 111 } else { 63 }, argument >> 1, payload);
            }
            4 => {
                let [len, tail @ ..] = rest else { break };
                let (datagram, tail) = tail.split_at(usize::from(*len).min(tail.len()));
                rest = tail;
                world.datagram(n, datagram);
            }
            5 => world.floor(*argument, Ending::Finish),
            6 => world.floor(*argument, Ending::Cut),
            7 => {
                let channel = (argument & 4 != 0).then_some(CHANNEL);
                world.control(Command::SlotBind { session: SessionId(n), slot: SlotIndex(argument >> 6), channel });
            }
            8 if argument & 8 != 0 => {
                world.tell(ShardCommand::Remove { session: SessionId(n), reason: DownReason::Closed });
            }
            8 => world.join(n),
            _ if argument & 8 != 0 => world.control(Command::ChannelClose { channel: CHANNEL }),
            _ => world.control(Command::ChannelOpen { channel: CHANNEL }),
        }
    }
    world.pass(1_000);
    while world.shard.work(
        world.now,
        64,
        &mut Outbox { egress: &mut world.sink, events: &mut world.events, handoffs: &mut world.handoffs },
    ) {}
}
