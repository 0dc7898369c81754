//! The versioned set: several sources, repeated sets, pre-emption, ends told for each (contract §4, §5).

use pressel_media::admission::ShardCommand;
use pressel_media::seam::{Command, DownReason, Ending, Event};

use crate::world::{CHANNEL, SILENT, World, frames_of, numbers_rise};

/// Ends told since the last look: who, granted by which set.
fn ends(world: &mut World) -> Vec<(u32, u64)> {
    let ended = |event: Event| match event {
        Event::BurstEnded { session, version, .. } => Some((session.0, version.seq)),
        _ => None,
    };
    world.events.drain(..).filter_map(ended).collect()
}

/// Who was heard, one after the other; 0xff is silence.
fn talkers(world: &mut World, ear: usize) -> Vec<u8> {
    let heard = world.heard(ear);
    numbers_rise(&heard);
    let mut who: Vec<u8> = heard.iter().map(|one| one.payload.get(1).copied().unwrap_or(0xff)).collect();
    who.dedup();
    who
}

#[test]
fn a_repeated_set_changes_nothing_and_the_end_is_told_with_the_version_of_the_grant() {
    let mut world = World::new(2);
    for _ in 0..3 {
        world.floor(&[0], Ending::Finish);
        world.talk(0, 3, 20);
    }
    world.floor(&[], Ending::Finish);
    world.talk(0, 1, SILENT);
    world.pass(500);
    assert_eq!(ends(&mut world), [(0, 1)]);
    let heard = world.heard(1);
    assert_eq!((frames_of(&heard, 0), heard.iter().filter(|one| one.marker).count()), (10, 1));
}

#[test]
fn a_finish_that_is_repeated_is_not_longer() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    for _ in 0..5 {
        world.floor(&[], Ending::Finish);
        world.talk(0, 5, 20);
    }
    assert_eq!(frames_of(&world.heard(1), 0), 5 + 15);
    assert_eq!(ends(&mut world), [(0, 1)]);
}

#[test]
fn a_cut_ends_a_finish_at_once() {
    let mut world = World::new(2);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[], Ending::Finish);
    world.talk(0, 5, 20);
    assert_eq!(ends(&mut world), []);
    world.floor(&[], Ending::Cut);
    assert_eq!(ends(&mut world), [(0, 1)]);
    world.talk(0, 5, 20);
    assert_eq!(frames_of(&world.heard(1), 0), 10);
}

#[test]
fn a_pre_emption_cuts_the_one_and_brings_what_the_other_said_while_it_waited() {
    let mut world = World::new(3);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    for _ in 0..5 {
        world.speak(0, 20);
        world.speak(1, 20);
        world.pass(20);
    }
    world.floor(&[], Ending::Cut);
    assert_eq!(ends(&mut world), [(0, 1)], "at once");
    world.talk(0, 1, 20);
    world.floor(&[1], Ending::Finish);
    world.talk(1, 5, 20);
    world.talk(0, 2, 20);
    world.floor(&[], Ending::Cut);
    assert_eq!(ends(&mut world), [(1, 3)]);
    let heard = world.heard(2);
    assert_eq!(
        (frames_of(&heard, 0), frames_of(&heard, 1)),
        (10, 10),
        "nothing after the cut, nothing of the press lost"
    );
    world.peers[2].heard = heard;
    assert_eq!(talkers(&mut world, 2), [0, 0xff, 1, 0xff]);
}

#[test]
fn a_set_that_names_another_lets_the_first_finish_before_the_second_begins() {
    let mut world = World::new(3);
    world.floor(&[0], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[1], Ending::Finish);
    for level in [20, 20, SILENT] {
        world.speak(0, level);
        world.speak(1, 20);
        world.pass(20);
    }
    world.talk(1, 5, 20);
    let heard = world.heard(2);
    assert_eq!((frames_of(&heard, 0), frames_of(&heard, 1)), (8, 8));
    world.peers[2].heard = heard;
    assert_eq!(talkers(&mut world, 2), [0, 0xff, 1]);
    assert_eq!(ends(&mut world), [(0, 1)]);
}

#[test]
fn of_several_sources_each_end_is_told_when_it_leaves() {
    let mut world = World::new(4);
    world.floor(&[0], Ending::Finish);
    world.floor(&[0, 1], Ending::Finish);
    world.floor(&[0, 1, 2], Ending::Finish);
    world.talk(0, 5, 20);
    world.floor(&[0, 2], Ending::Finish);
    assert_eq!(ends(&mut world), [(1, 2)], "it was not heard, and is over all the same");
    world.floor(&[2, 0], Ending::Finish);
    world.talk(0, 5, 20);
    assert_eq!((ends(&mut world), talkers(&mut world, 3)), (vec![], vec![0]), "the order of a set stops nobody");
    world.floor(&[2], Ending::Finish);
    world.talk(0, 1, SILENT);
    world.pass(20);
    world.talk(2, 5, 20);
    assert_eq!(ends(&mut world), [(0, 1)]);
    assert_eq!(talkers(&mut world, 3), [0, 0xff, 2]);
    world.floor(&[], Ending::Cut);
    assert_eq!(ends(&mut world), [(2, 3)]);
}

#[test]
fn who_waited_long_behind_another_begins_with_now() {
    let mut world = World::new(3);
    world.floor(&[0, 1], Ending::Finish);
    for _ in 0..30 {
        world.speak(0, 20);
        world.speak(1, 20);
        world.pass(20);
    }
    world.floor(&[1], Ending::Cut);
    world.talk(1, 5, 20);
    assert_eq!(frames_of(&world.heard(2), 1), 5, "a party line is not 400 ms late for ever");
}

#[test]
fn a_source_that_is_removed_makes_room_for_the_next() {
    let mut world = World::new(4);
    world.floor(&[0, 1, 2], Ending::Finish);
    world.talk(0, 3, 20);
    let reason = DownReason::Closed;
    for gone in [1, 0] {
        let session = world.peers[gone].id;
        world.tell(ShardCommand::Remove { session, reason });
    }
    assert_eq!(ends(&mut world), [(1, 1), (0, 1)]);
    world.talk(2, 3, 20);
    assert_eq!(talkers(&mut world, 3), [0, 0xff, 2]);
    world.floor(&[2], Ending::Finish);
    assert_eq!(ends(&mut world), [], "each end is told once");
}

#[test]
fn a_channel_that_closes_tells_every_end() {
    let mut world = World::new(3);
    world.floor(&[0, 1], Ending::Finish);
    world.talk(0, 3, 20);
    world.events.clear();
    world.control(Command::ChannelClose { channel: CHANNEL });
    assert_eq!(ends(&mut world), [(1, 1), (0, 1)]);
}

#[test]
fn a_source_that_nobody_knows_is_over_at_once() {
    let mut world = World::new(2);
    world.tell(ShardCommand::Remove { session: world.peers[0].id, reason: DownReason::Closed });
    world.events.clear();
    world.floor(&[0, 1], Ending::Finish);
    assert_eq!(ends(&mut world), [(0, 1)]);
    world.talk(1, 3, 20);
    world.floor(&[], Ending::Cut);
    assert_eq!(ends(&mut world), [(1, 1)]);
}
