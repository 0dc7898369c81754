//! What a listener costs: the shard's fan-out against a bare `sendmmsg` loop, and one that also seals with the same code.
//!
//! All three in one process and one run, to the same sockets, the same sizes, in turns; CPU time of this thread, system
//! calls included. Prints one JSON object. `fanout LISTENERS ROUNDS`.

use std::net::UdpSocket;
use std::os::fd::AsRawFd;
use std::time::Duration;

use pressel_media::admission::ShardCommand;
use pressel_media::egress::{Egress, Outbox};
use pressel_media::ice::Credentials;
use pressel_media::ids::{ChannelId, EchoGroup, FloorVersion, Path, SessionId, SlotIndex, SocketId};
use pressel_media::rtp::{HEADER_BYTES, write_header};
use pressel_media::sdp::{Negotiated, SlotParams, UplinkParams};
use pressel_media::seam::{Command, Door, Ending};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::srtp::{Keys, OVERHEAD_BYTES_MAX, Profile, Sealer};
use pressel_media::stun::{BINDING_REQUEST, MESSAGE_BYTES_MAX, Writer};
use pressel_media::time::Micros;
use pressel_runtime::batch::{Receiver, Sender};

const CHANNEL: ChannelId = ChannelId(1);
const PAYLOAD_BYTES: usize = 100;
const PROFILE: Profile = Profile::AeadAes128Gcm;
/// Packets of the talker in one measurement.
const PACKETS: u64 = 20;

struct Bench {
    receivers: Vec<UdpSocket>,
    receiver: Receiver,
    sender: Sender,
    shard: Shard,
    talker: (Path, Sealer, u64),
    sealers: Vec<Sealer>,
    paths: Vec<Path>,
    now_ms: u64,
    bare_seq: u64,
}

fn keys(n: u32, client: bool) -> Keys {
    let bytes = 2 * (PROFILE.key_bytes() + PROFILE.salt_bytes());
    let material: Vec<u8> = (0..bytes).map(|at| n.to_be_bytes()[at % 4] ^ u8::try_from(at).unwrap_or(0)).collect();
    Keys::from_keying_material(PROFILE, &material, client).expect("the lengths fit")
}

impl Bench {
    fn new(listeners: u32) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback");
        let config = ShardConfig { hold_window: Duration::from_millis(400), ntp_start: 0 };
        let receivers: Vec<_> = (0..=listeners).map(|_| UdpSocket::bind("127.0.0.1:0").expect("loopback")).collect();
        let remote = |n: usize| receivers[n].local_addr().expect("bound");
        let paths: Vec<_> = (0..receivers.len()).map(|n| Path { socket: SocketId(0), remote: remote(n) }).collect();
        let mut bench = Bench {
            receiver: Receiver::default(),
            sender: Sender::new(vec![socket.as_raw_fd()]),
            shard: Shard::new(config),
            talker: (paths[0], Sealer::new(&keys(0, true)).expect("keys"), 1),
            sealers: (1..=listeners).map(|n| Sealer::new(&keys(n, false)).expect("keys")).collect(),
            paths,
            receivers,
            now_ms: 1_000,
            bare_seq: 0,
        };
        std::mem::forget(socket);
        bench.command(ShardCommand::Control { request: 0, command: Command::ChannelOpen { channel: CHANNEL } });
        (0..=listeners).for_each(|n| bench.join(n));
        let version = FloorVersion { epoch: 2, seq: 1 };
        let sources = vec![SessionId(0)];
        let command = Command::FloorSet { channel: CHANNEL, version, sources, ending: Ending::Finish };
        bench.command(ShardCommand::Control { request: 0, command });
        bench.sender.flush();
        bench.drain();
        bench
    }

    fn join(&mut self, n: u32) {
        let session = SessionId(n);
        let ice = Credentials::of(session, [7; 29]);
        let uplink = (n == 0).then_some(UplinkParams { opus_pt: 111, red_pt: None, level_ext: None });
        let slots = if n == 0 { vec![] } else { vec![SlotParams { opus_pt: 111, ssrc: n }] };
        let negotiated = Negotiated { uplink, slots };
        self.command(ShardCommand::Admit {
            session,
            door: Door::Peer,
            group: EchoGroup(n.into()),
            ice: ice.clone(),
            negotiated,
        });
        let mut check = [0; MESSAGE_BYTES_MAX];
        let writer = Writer::new(&mut check, BINDING_REQUEST, [7; 12]).expect("room");
        let writer = writer.username(&format!("{}:peer", ice.ufrag)).expect("room").check(1, 2, true).expect("room");
        let len = writer.sign(&ice.pwd).expect("room");
        let (now, path) = (Micros(self.now_ms * 1_000), self.paths[n as usize]);
        let (mut events, mut handoffs) = (Vec::new(), Vec::new());
        let mut out = Outbox { egress: &mut self.sender, events: &mut events, handoffs: &mut handoffs };
        self.shard.datagram(now, path, &mut check[..len], &mut out);
        self.command(ShardCommand::Secure { session, keys: Box::new(keys(n, false)) });
        if n > 0 {
            let command = Command::SlotBind { session, slot: SlotIndex(0), channel: Some(CHANNEL) };
            self.command(ShardCommand::Control { request: 0, command });
        }
    }

    fn command(&mut self, command: ShardCommand) {
        let now = Micros(self.now_ms * 1_000);
        let (mut events, mut handoffs) = (Vec::new(), Vec::new());
        let mut out = Outbox { egress: &mut self.sender, events: &mut events, handoffs: &mut handoffs };
        self.shard.command(now, command, &mut out);
    }

    /// Reads everything that was sent, outside of the measured time; returns how many datagrams arrived.
    fn drain(&mut self) -> usize {
        let mut found = 0;
        for socket in &self.receivers {
            loop {
                let count = self.receiver.receive(socket, |_, _| ());
                found += count;
                if count == 0 {
                    break;
                }
            }
        }
        found
    }

    /// The shard: one packet of the talker comes in and goes to everybody.
    fn shard_round(&mut self) {
        self.now_ms += 20;
        let (path, sealer, seq) = &mut self.talker;
        *seq += 1;
        let mut packet = [0u8; 256];
        let header = packet.first_chunk_mut::<HEADER_BYTES>().expect("room");
        let wire_seq = u16::try_from(*seq & 0xffff).unwrap_or(0);
        write_header(header, false, 111, wire_seq, u32::try_from((*seq * 960) & 0xffff_ffff).unwrap_or(0), 0xcafe);
        packet[HEADER_BYTES] = 0xf8;
        let len = HEADER_BYTES + PAYLOAD_BYTES;
        let len = sealer.seal_rtp(&mut packet, HEADER_BYTES, len, 0xcafe, *seq).expect("room");
        let now = Micros(self.now_ms * 1_000);
        let (mut events, mut handoffs) = (Vec::new(), Vec::new());
        let mut out = Outbox { egress: &mut self.sender, events: &mut events, handoffs: &mut handoffs };
        self.shard.datagram(now, *path, &mut packet[..len], &mut out);
        loop {
            let budget = self.sender.room();
            let mut out = Outbox { egress: &mut self.sender, events: &mut events, handoffs: &mut handoffs };
            let more = self.shard.work(now, budget, &mut out);
            self.sender.flush();
            if !more {
                return;
            }
        }
    }

    /// A loop that does nothing but send, and (`seal`) encrypt with one key for each destination.
    fn bare_round(&mut self, seal: bool) {
        self.bare_seq += 1;
        let len = HEADER_BYTES + PAYLOAD_BYTES;
        for (path, sealer) in self.paths[1..].iter().zip(&self.sealers) {
            let slot = self.sender.slot().expect("room after a flush");
            let sent = if seal {
                sealer.seal_rtp(slot, HEADER_BYTES, len, 1, (1 << 40) + self.bare_seq).expect("room")
            } else {
                len + OVERHEAD_BYTES_MAX - 4
            };
            self.sender.commit(sent, *path);
        }
        self.sender.flush();
    }

    /// CPU nanoseconds per delivered packet of `PACKETS` rounds.
    fn measure(&mut self, round: fn(&mut Self)) -> f64 {
        let (mut spent, mut delivered) = (0, 0);
        for _ in 0..PACKETS {
            let before = thread_cpu_ns();
            round(self);
            spent += thread_cpu_ns() - before;
            delivered += self.drain();
        }
        spent as f64 / delivered.max(1) as f64
    }
}

fn thread_cpu_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is writable.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0)
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u32>().expect("fanout LISTENERS ROUNDS"));
    let (listeners, rounds) = (arguments.next().unwrap_or(500), arguments.next().unwrap_or(9));
    let mut bench = Bench::new(listeners);
    let kinds: [fn(&mut Bench); 3] = [Bench::shard_round, |b| b.bare_round(true), |b| b.bare_round(false)];
    for kind in kinds {
        bench.measure(kind);
    }
    let mut found = [const { Vec::new() }; 3];
    for round in 0..rounds {
        for turn in 0..3usize {
            let at = if round % 2 == 0 { turn } else { 2 - turn };
            found[at].push(bench.measure(kinds[at]));
        }
    }
    let spread = found[1].iter().copied().fold(0.0, f64::max) / found[1].iter().copied().fold(f64::MAX, f64::min);
    let mut sealed: Vec<f64> = found[0].iter().zip(&found[1]).map(|(ours, bare)| ours / bare).collect();
    let mut plain: Vec<f64> = found[0].iter().zip(&found[2]).map(|(ours, bare)| ours / bare).collect();
    println!(
        "{{\"listeners\": {listeners}, \"pairs\": {rounds}, \"shard_ns\": {:.0}, \"sealed_ns\": {:.0}, \"bare_ns\": {:.0}, \
         \"ratio_sealed\": {:.3}, \"ratio_bare\": {:.3}, \"bare_spread\": {spread:.2}}}",
        median(&mut found[0].clone()),
        median(&mut found[1].clone()),
        median(&mut found[2].clone()),
        median(&mut sealed),
        median(&mut plain),
    );
}
