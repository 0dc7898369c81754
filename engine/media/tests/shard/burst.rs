//! A burst: hold, finish, cut, tail, echo; and what it costs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use pressel_media::admission::{Handoff, ShardCommand};
use pressel_media::egress::{DATAGRAM_BYTES_MAX, Egress, Outbox};
use pressel_media::ids::{EchoGroup, FloorVersion, Path, SessionId};
use pressel_media::seam::{Command, Ending, Event};
use pressel_media::time::Micros;

use crate::world::{CHANNEL, FRAME_MS, SILENT, World, frames_of, numbers_rise};

/// Counts what this thread allocates.
struct Counting;

thread_local! {
    pub static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
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
fn a_last_syllable_that_silence_has_overtaken_is_heard() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 10, 20);
    world.floor(&[], Ending::Finish);
    let mut last: Vec<_> = (0..3).map(|_| world.packet(0, 20)).collect();
    last.push(world.packet(0, SILENT));
    for (path, packet) in last.into_iter().rev() {
        assert_eq!(world.burst_ends(), 0);
        world.datagram(path, packet);
        world.pass(5);
    }
    world.pass(FRAME_MS);
    assert_eq!((frames_of(&world.heard(1), 0), world.burst_ends()), (14, 1));
}

#[test]
fn what_was_lost_before_the_silence_costs_one_frame_of_waiting() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 32, 20);
    world.floor(&[], Ending::Finish);
    world.peers[0].seq += 1;
    world.speak(0, SILENT);
    world.pass(FRAME_MS - 1);
    assert_eq!(world.burst_ends(), 0);
    world.pass(1);
    assert_eq!(world.burst_ends(), 1);
}

#[test]
fn a_gap_of_a_quarter_second_on_the_way_is_not_the_end() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 10, 20);
    world.pass(200);
    world.floor(&[], Ending::Finish);
    world.pass(50);
    world.talk(0, 4, 20);
    world.talk(0, 1, SILENT);
    world.pass(FRAME_MS);
    assert_eq!((frames_of(&world.heard(1), 0), world.burst_ends()), (15, 1));
}

#[test]
fn a_talker_in_the_pauses_of_dtx_is_over_at_once() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 10, 20);
    world.talk(0, 1, SILENT);
    world.pass(350);
    world.floor(&[], Ending::Finish);
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
pub struct OneSlot {
    data: [u8; DATAGRAM_BYTES_MAX],
    pub sent: u64,
}

impl Default for OneSlot {
    fn default() -> Self {
        OneSlot { data: [0; DATAGRAM_BYTES_MAX], sent: 0 }
    }
}

impl Egress for OneSlot {
    fn slot(&mut self) -> Option<&mut [u8]> {
        Some(&mut self.data)
    }

    fn commit(&mut self, _len: usize, _path: Path) {
        self.sent += 1;
    }
}

#[test]
fn the_established_path_allocates_nothing() {
    let mut world = World::new(20);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 50, 20);
    let packets: Vec<_> = (0..100).map(|_| world.packet(0, 20)).collect();
    let mut slot = OneSlot::default();
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
    assert_eq!(slot.sent, 100 * 19, "every packet went to every listener but the talker");
}
