//! Two thousand listeners: some come and go between two micro-batches, talkers change, packets are lost on their way in.
//! Who was there all the time heard the same, in one stream without a gap of ours. PRESSEL_MANY_S=60 makes a minute of it (`make sim`).

use pressel_media::egress::Outbox;
use pressel_media::ids::{SessionId, SlotIndex};
use pressel_media::seam::{Command, Ending};
use pressel_media::time::Micros;

use crate::world::{CHANNEL, FRAME_MS, World};

const PEERS: u32 = 2_000;
/// Looked at together, then forgotten: 3 s.
const CHAPTER_FRAMES: u64 = 150;
/// Who says nothing for 30 s is dropped.
const CHECK_CHAPTERS: u64 = 4;
/// The first talk, the next come and go, the rest listens.
const TALKERS: u64 = 5;
const RESTLESS: u64 = 200;

/// xorshift64* (Vigna 2016).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) % end
    }
}

/// Some packets go out, not all; nothing is looked at yet.
fn work(world: &mut World, budget: usize) -> bool {
    let now = Micros(world.now_ms * 1_000);
    let World { shard, wire, events, handoffs, .. } = world;
    shard.work(now, budget, &mut Outbox { egress: wire, events, handoffs })
}

/// A command between two batches, without the rest going out behind it.
fn command(world: &mut World, command: Command) {
    let now = Micros(world.now_ms * 1_000);
    let World { shard, wire, events, handoffs, .. } = world;
    let command = pressel_media::admission::ShardCommand::Control { request: 0, command };
    shard.command(now, command, &mut Outbox { egress: wire, events, handoffs });
}

fn speak(world: &mut World, who: usize) {
    let (path, mut packet) = world.packet(who, 20);
    let now = Micros(world.now_ms * 1_000);
    let World { shard, wire, events, handoffs, .. } = world;
    shard.datagram(now, path, &mut packet, &mut Outbox { egress: wire, events, handoffs });
}

#[test]
fn two_thousand_listeners_hear_one_stream_while_others_come_and_go() {
    let seconds: u64 = std::env::var("PRESSEL_MANY_S").map_or(3, |wanted| wanted.parse().expect("seconds"));
    let chapters = (seconds * 1_000).div_ceil(CHAPTER_FRAMES * FRAME_MS);
    let mut play = Play { world: World::new(PEERS), chance: Chance(0x5eed), talker: 0, version: 0, lost: 0 };
    let mut starts = vec![None; PEERS as usize];
    let mut heard = 0;
    for chapter in 1..=chapters {
        (0..CHAPTER_FRAMES).for_each(|frame| play.frame(frame.is_multiple_of(40)));
        heard += compare(&mut play.world, &mut starts);
        if chapter.is_multiple_of(CHECK_CHAPTERS) {
            for peer in 0..PEERS {
                let path = play.world.peers[peer as usize].path;
                play.world.check(peer, path);
            }
        }
    }
    assert_eq!(play.world.shard.session_count(), PEERS as usize);
    assert!(play.lost > 0 && heard + 10 + play.lost > chapters * CHAPTER_FRAMES, "{heard} heard, {} lost", play.lost);
    println!("{heard} packets at each of {PEERS} listeners, {} lost on their way in", play.lost);
}

struct Play {
    world: World,
    chance: Chance,
    talker: usize,
    version: u64,
    lost: u64,
}

impl Play {
    /// One frame of the talker, perhaps lost; others come and go between two batches of its fan-out.
    fn frame(&mut self, changes: bool) {
        let Play { world, chance, talker, version, lost } = self;
        if changes {
            *talker = chance.below(TALKERS) as usize;
            *version += 1;
            let ending = if chance.below(2) == 0 { Ending::Cut } else { Ending::Finish };
            let version = pressel_media::ids::FloorVersion { epoch: 2, seq: *version };
            let sources = vec![SessionId(*talker as u32)];
            command(world, Command::FloorSet { channel: CHANNEL, version, sources, ending });
        }
        if chance.below(50) == 0 {
            // Lost on its way in: a number is missing for everybody.
            world.peers[*talker].seq += 1;
            *lost += 1;
        } else {
            speak(world, *talker);
        }
        while work(world, 1 + chance.below(300) as usize) {
            let session = SessionId((TALKERS + chance.below(RESTLESS)) as u32);
            let channel = (chance.below(2) == 0).then_some(CHANNEL);
            command(world, Command::SlotBind { session, slot: SlotIndex(0), channel });
        }
        world.pass(FRAME_MS);
    }
}

/// What everybody heard since the last time; who stays all the time heard the same, from a start of its own. Returns how much.
fn compare(world: &mut World, starts: &mut [Option<(u16, u32)>]) -> u64 {
    for restless in TALKERS..TALKERS + RESTLESS {
        let heard = world.heard(restless as usize);
        for pair in heard.windows(2) {
            let steps = pair[1].seq.wrapping_sub(pair[0].seq);
            assert!((1..=3).contains(&steps), "{restless} hears {} behind {}", pair[1].seq, pair[0].seq);
            assert!(pair[1].ts.wrapping_sub(pair[0].ts).is_multiple_of(960));
        }
    }
    // The first packet meets each slot at a number of its own; from there all is the same.
    let mut told = |listener: usize| -> Vec<(u16, u32, bool, Vec<u8>)> {
        let heard = world.heard(listener);
        let (seq, ts) = *starts[listener].get_or_insert((heard[0].seq, heard[0].ts));
        let from_start =
            |one: crate::world::Heard| (one.seq.wrapping_sub(seq), one.ts.wrapping_sub(ts), one.marker, one.payload);
        heard.into_iter().map(from_start).collect()
    };
    let first = told((TALKERS + RESTLESS) as usize);
    for quiet in TALKERS + RESTLESS + 1..PEERS.into() {
        assert!(told(quiet as usize) == first, "{quiet} heard something else");
    }
    for talker in 0..TALKERS {
        world.peers[talker as usize].heard.clear();
    }
    first.len() as u64
}
