//! Keyed peers on both sides of a shard, or of several, time in our hands.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ice::Credentials;
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, SessionId, SlotIndex, SocketId};
use pressel_media::letters::{Mail, Seat};
use pressel_media::sdp::{Negotiated, SlotParams, UplinkParams};
use pressel_media::seam::{Command, Door, Ending, Event};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::srtp::{Keys, Opener, Profile, Sealer};
use pressel_media::stun::{BINDING_REQUEST, MESSAGE_BYTES_MAX, Writer};
use pressel_media::time::Micros;

pub const CHANNEL: ChannelId = ChannelId(1);
pub const FRAME_MS: u64 = 20;
pub const LEVEL_EXT: u8 = 1;
pub const SILENT: u8 = 127;

#[derive(Default)]
pub struct Wire {
    pub slot: Vec<u8>,
    pub sent: Vec<(Path, Vec<u8>)>,
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
pub struct Heard {
    pub seq: u16,
    pub ts: u32,
    pub marker: bool,
    pub payload: Vec<u8>,
}

pub struct Peer {
    pub id: SessionId,
    pub path: Path,
    pub sealer: Sealer,
    pub opener: Opener,
    pub seq: u16,
    pub heard: Vec<Heard>,
}

pub struct World {
    pub shard: Shard,
    /// At the seats behind the first.
    pub others: Vec<Shard>,
    /// Letters on their way: due when, to whom.
    mails: VecDeque<(u64, u8, Mail)>,
    /// So long a letter is on its way, in ms.
    pub lag_ms: u64,
    pub now_ms: u64,
    pub wire: Wire,
    pub events: Vec<Event>,
    pub handoffs: Vec<Handoff>,
    pub peers: Vec<Peer>,
    pub version: u64,
}

impl World {
    pub fn new(peers: u32) -> Self {
        World::of(peers, 1)
    }

    /// The same with several shards. Datagrams come in anywhere, mostly not where their session is.
    pub fn of(peers: u32, of: u8) -> Self {
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0 };
        let mut shards = (0..of).map(|here| Shard::seated(config, Seat { here, of }));
        let mut world = World {
            shard: shards.next().unwrap(),
            others: shards.collect(),
            mails: VecDeque::new(),
            lag_ms: 0,
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

    pub fn join(&mut self, n: u32, group: EchoGroup) {
        let session = SessionId(n);
        let profile = [Profile::AeadAes128Gcm, Profile::AeadAes256Gcm, Profile::AesCm128HmacSha1_80][n as usize % 3];
        let material: Vec<u8> =
            (0..2 * (profile.key_bytes() + profile.salt_bytes())).map(|at| (at as u8) ^ (n as u8)).collect();
        let ours = Keys::from_keying_material(profile, &material, false).unwrap();
        let theirs = Keys::from_keying_material(profile, &material, true).unwrap();
        let ice = credentials(n);
        let negotiated = Negotiated {
            uplink: Some(UplinkParams { opus_pt: 111, red_pt: None, level_ext: Some(LEVEL_EXT) }),
            slots: vec![SlotParams { opus_pt: 111, ssrc: 0x1000 + n }],
        };
        let path = Path { socket: SocketId(0), remote: SocketAddr::from(([127, 0, 0, 1], 10_000 + n as u16)) };
        self.tell(ShardCommand::Admit { session, door: Door::Peer, group, ice, negotiated });
        self.check(n, path);
        self.tell(ShardCommand::Secure { session, keys: Box::new(ours) });
        self.control(Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) });
        let (sealer, opener) = (Sealer::new(&theirs).unwrap(), Opener::new(&theirs).unwrap());
        self.peers.push(Peer { id: session, path, sealer, opener, seq: 100, heard: Vec::new() });
    }

    /// A peer says that it is there.
    pub fn check(&mut self, n: u32, path: Path) {
        let ice = credentials(n);
        let mut check = [0; MESSAGE_BYTES_MAX];
        let writer = Writer::new(&mut check, BINDING_REQUEST, [7; 12]).unwrap();
        let writer = writer.username(&format!("{}:peer", ice.ufrag)).unwrap().check(1, 2, true).unwrap();
        let len = writer.sign(&ice.pwd).unwrap();
        self.datagram(path, check[..len].to_vec());
    }

    pub fn now(&self) -> Micros {
        Micros(self.now_ms * 1_000)
    }

    pub fn tell(&mut self, command: ShardCommand) {
        match self.seat().of_command(&command) {
            Some(seat) => self.at(seat, |shard, now, out| shard.command(now, command, out)),
            None => self.everywhere(command),
        }
        self.deliver();
    }

    pub fn control(&mut self, command: Command) {
        self.tell(ShardCommand::Control { request: 0, command });
    }

    pub fn datagram(&mut self, path: Path, mut bytes: Vec<u8>) {
        let entry = (path.remote.port() / 3 % u16::from(self.seat().of)) as u8;
        self.at(entry, |shard, now, out| shard.datagram(now, path, &mut bytes, out));
        self.deliver();
    }

    pub fn seat(&self) -> Seat {
        Seat { here: 0, of: 1 + self.others.len() as u8 }
    }

    pub fn at<T>(&mut self, seat: u8, act: impl FnOnce(&mut Shard, Micros, &mut Outbox<'_, Wire>) -> T) -> T {
        let now = self.now();
        let World { shard, others, wire, events, handoffs, .. } = self;
        let shard = if seat == 0 { shard } else { &mut others[usize::from(seat) - 1] };
        act(shard, now, &mut Outbox { egress: wire, events, handoffs })
    }

    /// Channels come and go at all shards.
    fn everywhere(&mut self, command: ShardCommand) {
        let ShardCommand::Control { request, command } = command else { panic!("{command:?} is for one") };
        for seat in 0..self.seat().of {
            let command = ShardCommand::Control { request, command: command.clone() };
            self.at(seat, |shard, now, out| shard.command(now, command, out));
        }
    }

    /// Takes what shards have written, and gives what is due.
    fn carry(&mut self) -> bool {
        let of = self.seat().of;
        let due_ms = self.now_ms + self.lag_ms;
        for from in 0..of {
            for to in 0..of {
                let mut mail = Mail::default();
                self.at(from, |shard, _, _| shard.mail(to).map(|waiting| mail.append(waiting)));
                if !mail.is_empty() {
                    self.mails.push_back((due_ms, to, mail));
                }
            }
        }
        let mut carried = false;
        while self.mails.front().is_some_and(|(due_ms, ..)| *due_ms <= self.now_ms) {
            let (_, to, mut mail) = self.mails.pop_front().unwrap();
            self.at(to, |shard, now, out| shard.receive(now, &mut mail, out));
            carried = true;
        }
        carried
    }

    /// Lets the shards send, and every peer open what is for it.
    pub fn deliver(&mut self) {
        while self.carry() {}
        for seat in 0..self.seat().of {
            while self.at(seat, |shard, now, out| shard.work(now, 64, out)) {}
        }
        for (path, mut bytes) in std::mem::take(&mut self.wire.sent) {
            let Some(peer) = self.peers.get_mut(usize::from(path.remote.port() - 10_000)) else { continue };
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
    pub fn speak(&mut self, who: usize, level: u8) {
        let (path, packet) = self.packet(who, level);
        self.datagram(path, packet);
    }

    pub fn packet(&mut self, who: usize, level: u8) -> (Path, Vec<u8>) {
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

    pub fn pass(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        while self.now_ms < until {
            self.now_ms += 1;
            for seat in 0..self.seat().of {
                self.at(seat, |shard, now, out| {
                    if shard.deadline().is_some_and(|at| at <= now) {
                        shard.timeout(now, out);
                    }
                });
            }
            self.deliver();
        }
    }

    pub fn talk(&mut self, who: usize, frames: u64, level: u8) {
        for _ in 0..frames {
            self.speak(who, level);
            self.pass(FRAME_MS);
        }
    }

    pub fn floor(&mut self, sources: &[usize], ending: Ending) {
        self.version += 1;
        let sources = sources.iter().map(|who| self.peers[*who].id).collect();
        let version = FloorVersion { epoch: 2, seq: self.version };
        self.control(Command::FloorSet { channel: CHANNEL, version, sources, ending });
    }

    pub fn heard(&mut self, who: usize) -> Vec<Heard> {
        std::mem::take(&mut self.peers[who].heard)
    }

    pub fn burst_ends(&mut self) -> usize {
        let ends = self.events.iter().filter(|event| matches!(event, Event::BurstEnded { .. })).count();
        self.events.clear();
        ends
    }
}

fn credentials(n: u32) -> Credentials {
    Credentials::of(SessionId(n), [n as u8; 29])
}

pub fn numbers_rise(heard: &[Heard]) {
    for pair in heard.windows(2) {
        assert_eq!(pair[1].seq, pair[0].seq.wrapping_add(1), "no gap, no repetition");
        let step = pair[1].ts.wrapping_sub(pair[0].ts);
        assert!(step >= 960 && step.is_multiple_of(960), "whole frames, always forward: {step}");
    }
}

pub fn frames_of(heard: &[Heard], who: u8) -> usize {
    heard.iter().filter(|one| one.payload.len() == 3 && one.payload[1] == who).count()
}
