//! A burst through a shard, to the packet: keyed peers on both sides, time in our hands.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::net::SocketAddr;
use std::time::Duration;

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ice::Credentials;
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, SessionId, SlotIndex, SocketId};
use pressel_media::sdp::{Negotiated, SlotParams, UplinkParams};
use pressel_media::seam::{Command, Door, Ending, Event};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::srtp::{Keys, Opener, Profile, Sealer};
use pressel_media::stun::{BINDING_REQUEST, MESSAGE_BYTES_MAX, Writer};
use pressel_media::time::Micros;

/// Counts what this thread allocates.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator unchanged; the counter is a plain thread-local without a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const CHANNEL: ChannelId = ChannelId(1);
const FRAME_MS: u64 = 20;
const LEVEL_EXT: u8 = 1;
const SILENT: u8 = 127;

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

/// What a listener got.
#[derive(Clone, Debug, PartialEq)]
struct Heard {
    seq: u16,
    ts: u32,
    marker: bool,
    payload: Vec<u8>,
}

struct Peer {
    id: SessionId,
    path: Path,
    sealer: Sealer,
    opener: Opener,
    seq: u16,
    heard: Vec<Heard>,
}

struct World {
    shard: Shard,
    now_ms: u64,
    wire: Wire,
    events: Vec<Event>,
    handoffs: Vec<Handoff>,
    peers: Vec<Peer>,
    version: u64,
}

impl World {
    fn new(peers: u32) -> Self {
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0 };
        let mut world = World {
            shard: Shard::new(config),
            now_ms: 1_000,
            wire: Wire::default(),
            events: Vec::new(),
            handoffs: Vec::new(),
            peers: Vec::new(),
            version: 0,
        };
        world.control(Command::ChannelOpen { channel: CHANNEL });
        (0..peers).for_each(|n| world.join(n, EchoGroup(n.into())));
        world.events.clear();
        world
    }

    fn join(&mut self, n: u32, group: EchoGroup) {
        let session = SessionId(n);
        let profile = [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::AesCm128HmacSha1_80][n as usize % 3];
        let material: Vec<u8> =
            (0..2 * (profile.key_bytes() + profile.salt_bytes())).map(|at| (at as u8) ^ (n as u8)).collect();
        let ours = Keys::from_keying_material(profile, &material, false).unwrap();
        let theirs = Keys::from_keying_material(profile, &material, true).unwrap();
        let ice = Credentials::of(session, [n as u8; 29]);
        let negotiated = Negotiated {
            uplink: Some(UplinkParams { opus_pt: 111, red_pt: None, level_ext: Some(LEVEL_EXT) }),
            slots: vec![SlotParams { opus_pt: 111, ssrc: 0x1000 + n }],
        };
        let path = Path { socket: SocketId(0), remote: SocketAddr::from(([127, 0, 0, 1], 10_000 + n as u16)) };
        self.tell(ShardCommand::Admit { session, door: Door::Peer, group, ice: ice.clone(), negotiated });
        let mut check = [0; MESSAGE_BYTES_MAX];
        let writer = Writer::new(&mut check, BINDING_REQUEST, [7; 12]).unwrap();
        let writer = writer.username(&format!("{}:peer", ice.ufrag)).unwrap().check(1, 2, true).unwrap();
        let len = writer.sign(&ice.pwd).unwrap();
        self.datagram(path, check[..len].to_vec());
        self.tell(ShardCommand::Secure { session, keys: Box::new(ours) });
        self.control(Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) });
        let (sealer, opener) = (Sealer::new(&theirs).unwrap(), Opener::new(&theirs).unwrap());
        self.peers.push(Peer { id: session, path, sealer, opener, seq: 100, heard: Vec::new() });
    }

    fn now(&self) -> Micros {
        Micros(self.now_ms * 1_000)
    }

    fn tell(&mut self, command: ShardCommand) {
        let now = self.now();
        let World { shard, wire, events, handoffs, .. } = self;
        shard.command(now, command, &mut Outbox { egress: wire, events, handoffs });
        self.deliver();
    }

    fn control(&mut self, command: Command) {
        self.tell(ShardCommand::Control { request: 0, command });
    }

    fn datagram(&mut self, path: Path, mut bytes: Vec<u8>) {
        let now = self.now();
        let World { shard, wire, events, handoffs, .. } = self;
        shard.datagram(now, path, &mut bytes, &mut Outbox { egress: wire, events, handoffs });
        self.deliver();
    }

    /// Lets the shard send, and every peer open what is for it.
    fn deliver(&mut self) {
        let now = self.now();
        let World { shard, wire, events, handoffs, .. } = self;
        while shard.work(now, 64, &mut Outbox { egress: wire, events, handoffs }) {}
        for (path, mut bytes) in std::mem::take(&mut self.wire.sent) {
            let Some(peer) = self.peers.iter_mut().find(|peer| peer.path == path) else { continue };
            if bytes[0] >> 6 != 2 || (192..=223).contains(&bytes[1]) {
                continue;
            }
            let seq = u16::from_be_bytes([bytes[2], bytes[3]]);
            let ts = u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
            let ssrc = u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
            assert_eq!(ssrc, 0x1000 + peer.id.0, "one SSRC for life");
            let marker = bytes[1] & 0x80 != 0;
            let opened = peer.opener.open_rtp(&mut bytes, 12, ssrc, seq).expect("authentic, and never twice");
            peer.heard.push(Heard { seq, ts, marker, payload: bytes[12..opened.len].to_vec() });
        }
    }

    /// One frame of a peer: its payload says who and which.
    fn speak(&mut self, who: usize, level: u8) {
        let (path, packet) = self.packet(who, level);
        self.datagram(path, packet);
    }

    fn packet(&mut self, who: usize, level: u8) -> (Path, Vec<u8>) {
        let peer = &mut self.peers[who];
        peer.seq = peer.seq.wrapping_add(1);
        let mut packet = vec![0x90, 111];
        packet.extend(peer.seq.to_be_bytes());
        packet.extend((u32::from(peer.seq) * 960).to_be_bytes());
        packet.extend((0xcafe + who as u32).to_be_bytes());
        packet.extend([0xbe, 0xde, 0, 1, LEVEL_EXT << 4, level, 0, 0]);
        let header_len = packet.len();
        packet.extend([0xf8, who as u8, peer.seq as u8]);
        let len = packet.len();
        packet.resize(len + 20, 0);
        let index = u64::from(peer.seq);
        let len = peer.sealer.seal_rtp(&mut packet, header_len, len, 0xcafe + who as u32, index).unwrap();
        packet.truncate(len);
        (peer.path, packet)
    }

    fn pass(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        while self.now_ms < until {
            self.now_ms += 1;
            let now = self.now();
            if self.shard.deadline().is_some_and(|at| at <= now) {
                let World { shard, wire, events, handoffs, .. } = self;
                shard.timeout(now, &mut Outbox { egress: wire, events, handoffs });
            }
            self.deliver();
        }
    }

    fn talk(&mut self, who: usize, frames: u64, level: u8) {
        for _ in 0..frames {
            self.speak(who, level);
            self.pass(FRAME_MS);
        }
    }

    fn floor(&mut self, sources: &[usize], ending: Ending) {
        self.version += 1;
        let sources = sources.iter().map(|who| self.peers[*who].id).collect();
        let version = FloorVersion { epoch: 2, seq: self.version };
        self.control(Command::FloorSet { channel: CHANNEL, version, sources, ending });
    }

    fn heard(&mut self, who: usize) -> Vec<Heard> {
        std::mem::take(&mut self.peers[who].heard)
    }

    fn burst_ends(&mut self) -> usize {
        let ends = self.events.iter().filter(|event| matches!(event, Event::BurstEnded { .. })).count();
        self.events.clear();
        ends
    }
}

fn numbers_rise(heard: &[Heard]) {
    for pair in heard.windows(2) {
        assert_eq!(pair[1].seq, pair[0].seq.wrapping_add(1), "no gap, no repetition");
        let step = pair[1].ts.wrapping_sub(pair[0].ts);
        assert!(step >= 960 && step.is_multiple_of(960), "whole frames, always forward: {step}");
    }
}

fn frames_of(heard: &[Heard], who: u8) -> usize {
    heard.iter().filter(|one| one.payload.len() == 3 && one.payload[1] == who).count()
}

#[test]
fn what_was_said_while_asking_goes_out_first_and_whole() {
    let mut world = World::new(3);
    world.talk(0, 5, SILENT);
    world.talk(0, 10, 20);
    assert!(world.heard(1).is_empty(), "nothing without the floor");
    world.floor(&[0], Ending::Finish);
    assert_eq!(world.peers[1].heard.len(), 10, "the hold, in one batch, from the first sound");
    world.talk(0, 10, 20);
    let heard = world.heard(1);
    assert_eq!(frames_of(&heard, 0), 20);
    assert!(heard[0].marker && heard[1..].iter().all(|one| !one.marker));
    numbers_rise(&heard);
    assert_eq!(world.heard(2).len(), heard.len());
    assert!(world.heard(0).is_empty(), "nobody hears itself");
}

#[test]
fn a_release_ends_with_the_first_silent_packet_and_a_tail() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 10, 20);
    world.floor(&[], Ending::Finish);
    world.talk(0, 4, 20);
    world.talk(0, 1, SILENT);
    world.talk(0, 20, SILENT);
    let heard = world.heard(1);
    assert_eq!(frames_of(&heard, 0), 15, "up to and including the first silent packet");
    let tail: Vec<&[u8]> = heard[15..].iter().map(|one| &one.payload[..]).collect();
    assert_eq!(tail, [&[0xf8, 0xff, 0xfe][..]; 5].into_iter().chain([&[0xf8][..]]).collect::<Vec<_>>());
    numbers_rise(&heard);
    assert_eq!(world.burst_ends(), 1);
}

#[test]
fn a_release_that_never_falls_silent_ends_after_300_ms() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[], Ending::Finish);
    world.talk(0, 40, 20);
    assert_eq!(frames_of(&world.heard(1), 0), 5 + 15);
    assert_eq!(world.burst_ends(), 1);
}

#[test]
fn a_cut_lets_nothing_more_through() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[], Ending::Cut);
    assert_eq!(world.burst_ends(), 1);
    world.talk(0, 10, 20);
    assert_eq!(frames_of(&world.heard(1), 0), 5);
}

#[test]
fn between_two_talkers_there_is_silence_and_the_numbers_go_on() {
    let mut world = World::new(3);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[1], Ending::Cut);
    world.talk(1, 5, 20);
    world.floor(&[], Ending::Cut);
    world.pass(5_000);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    let heard = world.heard(2);
    numbers_rise(&heard);
    let who: Vec<u8> = heard.iter().map(|one| one.payload.get(1).copied().unwrap_or(0xff)).collect();
    assert_eq!(who[..12], [0, 0, 0, 0, 0, 0xff, 1, 1, 1, 1, 1, 0xff]);
    for deaf in [0, 1] {
        numbers_rise(&world.heard(deaf));
    }
}

#[test]
fn an_older_floor_set_is_ignored_and_acknowledged_with_the_newer() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.floor(&[], Ending::Cut);
    world.events.clear();
    let old = FloorVersion { epoch: 2, seq: 1 };
    let sources = vec![SessionId(0)];
    world.control(Command::FloorSet { channel: CHANNEL, version: old, sources, ending: Ending::Finish });
    let newer = FloorVersion { epoch: 2, seq: 2 };
    assert_eq!(world.events, [Event::FloorApplied { channel: CHANNEL, version: newer }]);
    world.talk(0, 3, 20);
    assert!(world.heard(1).is_empty());
}

#[test]
fn a_talker_that_is_removed_ends_its_burst() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 3, 20);
    let reason = pressel_media::seam::DownReason::Closed;
    world.tell(ShardCommand::Remove { session: SessionId(0), reason });
    assert!(world.events.iter().any(|event| matches!(event, Event::BurstEnded { .. })));
    world.talk(0, 3, 20);
    assert_eq!(frames_of(&world.heard(1), 0), 3);
}

#[test]
fn sessions_of_one_group_never_hear_each_other() {
    let mut world = World::new(2);
    world.join(2, EchoGroup(0));
    for _ in 0..2 {
        world.floor(&[0], Ending::Finish);
        world.talk(0, 5, 20);
        world.floor(&[], Ending::Cut);
        world.pass(500);
        world.floor(&[1], Ending::Finish);
        world.talk(1, 5, 20);
        world.floor(&[], Ending::Cut);
        world.pass(500);
    }
    let heard = world.heard(2);
    assert_eq!((frames_of(&heard, 0), frames_of(&heard, 1)), (0, 10));
    numbers_rise(&heard);
}

#[test]
fn a_silent_peer_is_dropped_after_30_s() {
    let mut world = World::new(1);
    world.pass(29_000);
    assert_eq!(world.shard.session_count(), 1);
    world.pass(4_000);
    assert_eq!(world.shard.session_count(), 0);
    assert_eq!(world.handoffs, [Handoff::Forget { session: SessionId(0) }]);
}

#[test]
fn a_lost_packet_leaves_its_gap_and_a_late_one_fills_it() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 3, 20);
    world.peers[0].seq += 1;
    world.talk(0, 3, 20);
    let heard = world.heard(1);
    let steps: Vec<u16> = heard.windows(2).map(|pair| pair[1].seq - pair[0].seq).collect();
    assert_eq!(steps, [1, 1, 2, 1, 1]);
}

/// A send slot that is used again and again.
struct OneSlot([u8; DATAGRAM_BYTES_MAX], u64);

impl Egress for OneSlot {
    fn slot(&mut self) -> Option<&mut [u8]> {
        Some(&mut self.0)
    }

    fn commit(&mut self, _len: usize, _path: Path) {
        self.1 += 1;
    }
}

#[test]
fn the_established_path_allocates_nothing() {
    let mut world = World::new(20);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 50, 20);
    let packets: Vec<_> = (0..100).map(|_| world.packet(0, 20)).collect();
    let mut slot = OneSlot([0; DATAGRAM_BYTES_MAX], 0);
    let (mut events, mut handoffs) = (Vec::with_capacity(64), Vec::with_capacity(64));
    let before = ALLOCATIONS.with(Cell::get);
    for (at, (path, mut packet)) in packets.into_iter().enumerate() {
        let now = Micros((world.now_ms + at as u64 * FRAME_MS) * 1_000);
        let mut out = Outbox { egress: &mut slot, events: &mut events, handoffs: &mut handoffs };
        world.shard.datagram(now, path, &mut packet, &mut out);
        while world.shard.work(now, 64, &mut out) {}
        if world.shard.deadline().is_some_and(|deadline| deadline <= now) {
            world.shard.timeout(now, &mut out);
        }
    }
    assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0);
    assert_eq!(slot.1, 100 * 19, "every packet went to every listener but the talker");
}
