//! The row of listeners under load: packets that have reached some and not all.

use pressel_media::admission::Handoff;
use pressel_media::egress::Outbox;
use pressel_media::ids::SlotIndex;
use pressel_media::seam::{Command, Ending, Event};
use pressel_media::time::Micros;

use crate::world::{CHANNEL, World, numbers_rise};

const PEERS: u32 = 20;

/// A packet comes in and goes out to `budget` listeners, not more.
fn begin(world: &mut World, budget: usize) {
    let (path, mut packet) = world.packet(0, 20);
    let now = Micros(world.now_ms * 1_000);
    let World { shard, wire, events, handoffs, .. } = world;
    let mut out = Outbox { egress: wire, events, handoffs };
    shard.datagram(now, path, &mut packet, &mut out);
    shard.work(now, budget, &mut out);
}

fn bind(world: &mut World, who: usize, channel: bool) {
    let session = world.peers[who].id;
    world.control(Command::SlotBind { session, slot: SlotIndex(0), channel: channel.then_some(CHANNEL) });
}

#[test]
fn who_leaves_or_comes_while_a_packet_is_under_way_takes_nothing_from_others() {
    for budget in 1..19 {
        for gone in 1..PEERS as usize {
            let mut world = World::new(PEERS);
            world.floor(&[0], Ending::Finish);
            world.talk(0, 2, 20);
            begin(&mut world, budget);
            // These commands also let the rest of the packet out.
            bind(&mut world, gone, false);
            bind(&mut world, gone, true);
            world.talk(0, 2, 20);
            for who in 1..PEERS as usize {
                let heard = world.heard(who);
                numbers_rise(&heard);
                let expected = if who == gone { 4..=5 } else { 5..=5 };
                assert!(expected.contains(&heard.len()), "budget {budget}, {gone} left: {who} heard {}", heard.len());
            }
        }
    }
}

#[test]
fn where_not_all_can_be_served_everybody_is_served_alike() {
    let mut world = World::new(PEERS);
    world.floor(&[0], Ending::Finish);
    let packets = 400;
    for _ in 0..packets {
        begin(&mut world, 10);
        world.now_ms += 61;
        // Too late for the rest: it is dropped.
        begin_nothing(&mut world);
        world.now_ms += 1;
    }
    let heard: Vec<usize> = (1..PEERS as usize).map(|who| world.heard(who).len()).collect();
    assert!(heard.iter().all(|count| (160..=260).contains(count)), "{heard:?}");
    assert_eq!(world.shard.counters.late_packets_dropped, packets * u64::from(PEERS - 10));
}

fn begin_nothing(world: &mut World) {
    let now = Micros(world.now_ms * 1_000);
    let World { shard, wire, events, handoffs, .. } = world;
    let mut out = Outbox { egress: wire, events, handoffs };
    while shard.work(now, 64, &mut out) {}
    world.deliver();
}

#[test]
fn overload_is_told_once_and_is_over_when_it_was_calm_for_a_while() {
    let mut world = World::new(PEERS);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 1, 20);
    world.events.clear();
    for _ in 0..5 {
        begin(&mut world, 1);
        world.now_ms += 20;
        begin_nothing(&mut world);
    }
    let told = |world: &World| -> Vec<u32> {
        let wait = |event: &Event| match event {
            Event::Overload { wait_ms } => Some(*wait_ms),
            _ => None,
        };
        world.events.iter().filter_map(wait).collect()
    };
    assert_eq!(told(&world), [20]);
    assert_eq!(world.handoffs, [Handoff::Overload], "newcomers are held back");
    world.pass(1_900);
    assert_eq!(told(&world), [20]);
    world.pass(200);
    assert_eq!(told(&world), [20, 0]);
}

#[test]
fn a_slot_that_falls_in_again_behind_a_late_packet_repeats_no_timestamp() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 3, 20);
    let (path, mut packet) = world.packet(0, 20);
    let now = world.now();
    let World { shard, wire, events, handoffs, .. } = &mut world;
    shard.datagram(now, path, &mut packet, &mut Outbox { egress: wire, events, handoffs });
    // It is sent 25 ms after it was made; the next frame is late, and the slot is bound anew just before.
    world.now_ms += 25;
    world.deliver();
    world.now_ms += 20;
    bind(&mut world, 1, false);
    bind(&mut world, 1, true);
    world.talk(0, 3, 20);
    let heard = world.heard(1);
    assert_eq!(heard.len(), 7);
    numbers_rise(&heard);
}
