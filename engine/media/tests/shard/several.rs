//! Several shards: what one shard delivers, four deliver; letters that lag break no rule.

use std::cell::Cell;

use pressel_media::admission::ShardCommand;
use pressel_media::egress::Outbox;
use pressel_media::ids::{ChannelId, EchoGroup, Path, SessionId, SlotIndex, SocketId};
use pressel_media::letters::{LETTERS_MAX, Mail, Seat};
use pressel_media::seam::{Command, DownReason, Ending, Event};
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::time::Micros;

use crate::burst::{ALLOCATIONS, OneSlot};
use crate::world::{CHANNEL, FRAME_MS, Heard, SILENT, World, frames_of, numbers_rise};

const OTHER: ChannelId = ChannelId(2);
const PEERS: u32 = 9;
const LAGS_MS: [u64; 5] = [0, 1, 7, 19, 33];

fn bind(world: &mut World, who: usize, channel: Option<ChannelId>) {
    let session = world.peers[who].id;
    world.control(Command::SlotBind { session, slot: SlotIndex(0), channel });
}

/// A day in small: holds, releases, cuts, a change of talkers, own voices, people who come, go, move and share a group.
fn story(of: u8) -> (Vec<Vec<Heard>>, Vec<Event>) {
    let mut world = World::of(PEERS, of);
    world.control(Command::ChannelOpen { channel: OTHER });
    world.join(PEERS, EchoGroup(1));
    for talker in 0..PEERS as usize {
        world.talk(talker, 8, 20);
        world.floor(&[talker], Ending::Finish);
        world.talk(talker, 5, 20);
        bind(&mut world, (talker + 1) % PEERS as usize, Some(OTHER));
        world.talk(talker, 3, 20);
        bind(&mut world, (talker + 1) % PEERS as usize, Some(CHANNEL));
        world.talk(talker, 2, 20);
        match talker % 4 {
            0 => world.floor(&[], Ending::Finish),
            1 => world.floor(&[(talker + 1) % PEERS as usize, talker], Ending::Finish),
            2 => world.floor(&[], Ending::Cut),
            _ => world.floor(&[(talker + 1) % PEERS as usize], Ending::Finish),
        }
        world.talk(talker, 2, 20);
        world.talk(talker, 30, SILENT);
    }
    world.floor(&[3], Ending::Finish);
    world.talk(3, 3, 20);
    world.tell(ShardCommand::Remove { session: SessionId(3), reason: DownReason::Closed });
    world.tell(ShardCommand::Remove { session: SessionId(4), reason: DownReason::Closed });
    world.talk(3, 3, 20);
    world.pass(500);
    let told = world.events.drain(..).filter(|event| matches!(event, Event::BurstEnded { .. } | Event::Down { .. }));
    let told = told.collect();
    ((0..=PEERS as usize).map(|who| world.heard(who)).collect(), told)
}

#[test]
fn what_one_shard_delivers_two_and_four_deliver() {
    let (heard, told) = story(1);
    assert!(heard.iter().all(|one| one.len() > 100), "everybody heard something");
    for of in [2, 4, 7] {
        let (heard_by, told_of) = story(of);
        for (who, (one, several)) in heard.iter().zip(&heard_by).enumerate() {
            assert_eq!(one, several, "{who} of {of} shards");
        }
        assert_eq!(told, told_of, "{of} shards");
    }
}

#[test]
fn letters_that_lag_break_no_rule() {
    for lag_ms in LAGS_MS {
        let mut world = World::of(PEERS, 4);
        world.lag_ms = lag_ms;
        for talker in 0..PEERS as usize {
            world.talk(talker, 5, 20);
            world.floor(&[talker], Ending::Finish);
            world.talk(talker, 20, 20);
            world.floor(&[], Ending::Finish);
            world.talk(talker, 2, 20);
            world.talk(talker, 20, SILENT);
            assert_eq!(world.burst_ends(), 1, "lag {lag_ms}");
            for who in 0..PEERS as usize {
                let heard = world.heard(who);
                numbers_rise(&heard);
                let frames = frames_of(&heard, talker as u8);
                let expected = if who == talker { 0..=0 } else { 27..=28 };
                assert!(expected.contains(&frames), "lag {lag_ms}: {who} heard {frames} of {talker}");
            }
        }
    }
}

#[test]
fn who_leaves_and_comes_back_while_letters_are_under_way_hears_each_packet_once() {
    for lag_ms in LAGS_MS {
        for gap in 0..4 {
            let mut world = World::of(PEERS, 4);
            world.floor(&[0], Ending::Finish);
            world.talk(0, 3, 20);
            world.lag_ms = lag_ms;
            for who in 1..PEERS as usize {
                bind(&mut world, who, None);
                world.talk(0, gap, 20);
                bind(&mut world, who, Some(CHANNEL));
                world.talk(0, 5, 20);
            }
            for who in 1..PEERS as usize {
                numbers_rise(&world.heard(who));
            }
        }
    }
}

#[test]
fn behind_the_answer_to_a_cut_nothing_more_is_made_of_the_source() {
    for lag_ms in LAGS_MS {
        let mut world = World::of(PEERS, 4);
        // The gate of channel 1 is at seat 1, this talker's session at seat 2.
        world.floor(&[2], Ending::Finish);
        world.talk(2, 5, 20);
        world.lag_ms = lag_ms;
        world.talk(2, 5, 20);
        world.floor(&[], Ending::Cut);
        assert_eq!(world.burst_ends(), 1, "told at once, whatever the letters do");
        let copied = world.others[0].counters.copied_packets;
        world.pass(lag_ms);
        world.peers.iter_mut().for_each(|peer| peer.heard.clear());
        world.talk(2, 10, 20);
        assert!((0..PEERS as usize).all(|who| frames_of(&world.heard(who), 2) == 0), "lag {lag_ms}");
        let tail = world.others[0].counters.copied_packets - copied;
        assert!(tail <= 3 * 6, "a tail for three shards, and nothing else: {tail}");
    }
}

#[test]
fn an_address_is_known_to_the_shard_that_reads_it_until_it_is_another_sessions() {
    let mut world = World::of(PEERS, 4);
    let hops = |world: &World| {
        world.others.iter().map(|shard| shard.counters.hopped_datagrams).sum::<u64>()
            + world.shard.counters.hopped_datagrams
    };
    world.floor(&[0], Ending::Finish);
    let before = hops(&world);
    world.talk(0, 10, 20);
    // Port 10,000 is read at seat 1; session 0 is at seat 0.
    assert_eq!(hops(&world) - before, 10);
    assert_eq!(frames_of(&world.heard(1), 0), 10);
    let moved = Path { socket: SocketId(0), remote: ([127, 0, 0, 1], 20_000).into() };
    world.check(0, moved);
    world.peers[0].path = moved;
    world.talk(0, 10, 20);
    assert_eq!(frames_of(&world.heard(1), 0), 10, "from its new address");
    world.tell(ShardCommand::Remove { session: SessionId(0), reason: DownReason::Closed });
    let before = hops(&world);
    world.talk(0, 10, 20);
    assert_eq!(hops(&world), before, "nobody's any more: dropped where it is read");
}

#[test]
fn an_address_that_another_session_has_taken_stays_its_own_when_the_first_ends() {
    let mut world = World::of(PEERS, 4);
    bind(&mut world, 3, None);
    let (first, moved) = (world.peers[0].path, Path { socket: SocketId(0), remote: ([127, 0, 0, 1], 20_000).into() });
    world.check(0, moved);
    world.check(3, first);
    world.peers[3].path = first;
    world.tell(ShardCommand::Remove { session: SessionId(0), reason: DownReason::Closed });
    world.floor(&[3], Ending::Finish);
    world.talk(3, 10, 20);
    assert_eq!(frames_of(&world.heard(1), 3), 10);
}

#[test]
fn a_shard_that_begins_anew_takes_its_own_and_leaves_the_rest() {
    let config = ShardConfig { hold_window: std::time::Duration::from_millis(400), ntp_start: 0 };
    let mut world = World::of(PEERS, 4);
    world.floor(&[2], Ending::Finish);
    world.talk(2, 10, 20);
    // The gate of channel 1 and the sessions 1 and 5 were at seat 1.
    world.others[0] = Shard::seated(config, Seat { here: 1, of: 4 });
    let open = ShardCommand::Control { request: 0, command: Command::ChannelOpen { channel: CHANNEL } };
    world.at(1, |shard, now, out| shard.command(now, open, out));
    world.at(1, |shard, _, _| shard.tell_anew());
    world.talk(2, 3, 20);
    world.floor(&[3], Ending::Finish);
    for n in [0, 2, 3, 4, 6] {
        let path = world.peers[n as usize].path;
        world.check(n, path);
    }
    world.talk(3, 10, 20);
    for who in [0, 4, 6, 7, 8] {
        let heard = world.heard(who);
        numbers_rise(&heard);
        assert_eq!((frames_of(&heard, 2), frames_of(&heard, 3)), (10, 10), "{who}");
    }
    // A session of seat 1 that was at a gate elsewhere: its burst ends there.
    world.control(Command::ChannelOpen { channel: OTHER });
    world.tell(ShardCommand::Remove { session: SessionId(3), reason: DownReason::Closed });
    assert!(world.events.iter().any(|event| matches!(event, Event::Down { session: SessionId(3), .. })));
}

#[test]
fn a_full_mail_drops_sound_and_keeps_what_shards_must_know() {
    let mut world = World::of(PEERS, 4);
    world.floor(&[2], Ending::Finish);
    world.talk(2, 3, 20);
    let now = world.now();
    for _ in 0..=LETTERS_MAX {
        let (path, mut packet) = world.packet(2, 20);
        let entry = (path.remote.port() / 3 % 4) as u8;
        world.at(entry, |shard, _, out| shard.datagram(now, path, &mut packet, out));
    }
    let dropped = |world: &World| world.others.iter().map(|shard| shard.counters.letters_dropped).sum::<u64>();
    assert!(dropped(&world) > 0);
    world.deliver();
    world.floor(&[], Ending::Cut);
    world.pass(200);
    world.heard(0);
    world.floor(&[3], Ending::Finish);
    world.talk(3, 10, 20);
    let heard = world.heard(0);
    numbers_rise(&heard);
    assert_eq!(frames_of(&heard, 3), 10);
}

#[test]
fn the_established_path_of_four_shards_allocates_nothing() {
    let mut world = World::of(20, 4);
    world.floor(&[2], Ending::Finish);
    world.talk(2, 50, 20);
    let packets: Vec<_> = (0..150).map(|_| world.packet(2, 20)).collect();
    let mut slot = OneSlot::default();
    let (mut events, mut handoffs) = (Vec::with_capacity(64), Vec::with_capacity(64));
    let mut boxes: Vec<Mail> = (0..4).map(|_| Mail::default()).collect();
    let (mut before, mut sent) = (0, 0);
    let (started, World { shard, others, .. }) = (world.now_ms, &mut world);
    let mut shards: Vec<&mut Shard> = [shard].into_iter().chain(others).collect();
    for (at, (path, mut packet)) in packets.into_iter().enumerate() {
        if at == 50 {
            (before, sent) = (ALLOCATIONS.with(Cell::get), slot.sent);
        }
        let now = Micros((started + at as u64 * FRAME_MS) * 1_000);
        let mut out = Outbox { egress: &mut slot, events: &mut events, handoffs: &mut handoffs };
        shards[usize::from(path.remote.port() / 3 % 4)].datagram(now, path, &mut packet, &mut out);
        // From the shard that reads to the one that owns, to the gate, to the listeners.
        for _ in 0..3 {
            exchange(&mut shards, &mut boxes, now, &mut out);
        }
    }
    assert_eq!(ALLOCATIONS.with(Cell::get) - before, 0);
    assert_eq!(slot.sent - sent, 100 * 19, "every packet went to every listener but the talker");
}

fn exchange(shards: &mut [&mut Shard], boxes: &mut [Mail], now: Micros, out: &mut Outbox<'_, OneSlot>) {
    for from in &mut *shards {
        for (to, mail) in (0u8..).zip(&mut *boxes) {
            if let Some(waiting) = from.mail(to) {
                mail.append(waiting);
            }
        }
    }
    for (to, mail) in shards.iter_mut().zip(boxes) {
        to.receive(now, mail, out);
        while to.work(now, 64, out) {}
        if to.deadline().is_some_and(|deadline| deadline <= now) {
            to.timeout(now, out);
        }
    }
}
