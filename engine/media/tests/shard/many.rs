//! Two thousand listeners: some come and go between two micro-batches, talkers change, packets are lost on their way in.
//! Who was there all the time heard the same, in one stream without a gap of ours.

use pressel_media::egress::Outbox;
use pressel_media::ids::{SessionId, SlotIndex};
use pressel_media::seam::{Command, Ending};
use pressel_media::time::Micros;

use crate::world::{CHANNEL, FRAME_MS, World};

const PEERS: u32 = 2_000;
const FRAMES: u64 = 150;
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
    let (mut world, mut chance) = (World::new(PEERS), Chance(0x5eed));
    let (mut talker, mut version, mut lost) = (0, 0, 0);
    for frame in 0..FRAMES {
        if frame.is_multiple_of(40) {
            talker = chance.below(TALKERS) as usize;
            version += 1;
            let ending = if chance.below(2) == 0 { Ending::Cut } else { Ending::Finish };
            let version = pressel_media::ids::FloorVersion { epoch: 2, seq: version };
            let sources = vec![SessionId(talker as u32)];
            command(&mut world, Command::FloorSet { channel: CHANNEL, version, sources, ending });
        }
        if chance.below(50) == 0 {
            // Lost on its way in: a number is missing for everybody.
            world.peers[talker].seq += 1;
            lost += 1;
        } else {
            speak(&mut world, talker);
        }
        while work(&mut world, 1 + chance.below(300) as usize) {
            let session = SessionId((TALKERS + chance.below(RESTLESS)) as u32);
            let channel = (chance.below(2) == 0).then_some(CHANNEL);
            command(&mut world, Command::SlotBind { session, slot: SlotIndex(0), channel });
        }
        world.pass(FRAME_MS);
    }
    assert!(lost > 0);
    for restless in TALKERS..TALKERS + RESTLESS {
        let heard = world.heard(restless as usize);
        for pair in heard.windows(2) {
            let steps = pair[1].seq.wrapping_sub(pair[0].seq);
            assert!((1..=3).contains(&steps), "{restless} hears {} behind {}", pair[1].seq, pair[0].seq);
            assert!(pair[1].ts.wrapping_sub(pair[0].ts).is_multiple_of(960));
        }
    }
    let first = world.heard((TALKERS + RESTLESS) as usize);
    assert!(first.len() as u64 > FRAMES - 10, "{} of {FRAMES}", first.len());
    for quiet in TALKERS + RESTLESS + 1..PEERS.into() {
        let heard = world.heard(quiet as usize);
        assert_eq!(heard.len(), first.len(), "{quiet}");
        // The first packet meets each slot at a number of its own; from there all is the same.
        for (one, other) in heard.iter().zip(&first) {
            assert_eq!(
                (one.seq.wrapping_sub(heard[0].seq), one.ts.wrapping_sub(heard[0].ts), one.marker, &one.payload),
                (
                    other.seq.wrapping_sub(first[0].seq),
                    other.ts.wrapping_sub(first[0].ts),
                    other.marker,
                    &other.payload
                ),
                "{quiet}"
            );
        }
    }
}
