//! str0m as a client of ours: another's ICE, SRTP, RTP, RTCP and SDP agree with our reading of the standards.

mod peer;
mod room;

use pressel_media::ids::SessionId;
use pressel_media::opus::{self, Decoder, Encoder, SAMPLES_MAX, SILENCE, STOP};
use pressel_media::rtp::LEVEL_SILENT;
use pressel_media::seam::{Ending, Event};

use crate::peer::Stranger;
use crate::room::Room;

const LOUD: u8 = 9;

/// Frames of a half-scale sine, cut after the encoder has warmed up.
fn tone(hertz: f32, count: usize) -> Vec<Vec<u8>> {
    let mut encoder = Encoder::new().unwrap();
    let sample = |n: usize, at: usize| {
        let second = f32::from(u16::try_from((n * 960 + at) % 48_000).unwrap()) / 48_000.0;
        0.5 * (second * hertz * std::f32::consts::TAU).sin()
    };
    let frames = (0..count + 15).map(|n| encoder.encode(&std::array::from_fn(|at| sample(n, at))).unwrap());
    frames.skip(15).collect()
}

/// One stream for ever, numbers without a gap, whole frames.
fn stream_is_whole(stranger: &Stranger) {
    for pair in stranger.headers.windows(2) {
        assert_eq!((pair[0].ssrc, pair[0].payload_type), (pair[1].ssrc, pair[1].payload_type));
        assert_eq!(pair[1].sequence_number, pair[0].sequence_number.wrapping_add(1));
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!(step > 0 && step.is_multiple_of(960), "{step} ticks");
    }
}

fn ends(room: &Room, n: u32) -> usize {
    room.events.iter().filter(|event| matches!(event, Event::BurstEnded { session, .. } if session.0 == n)).count()
}

#[test]
fn every_frame_arrives_in_order_in_both_directions() {
    let mut room = Room::new();
    let (ann, ben, cat) = (room.join(false), room.join(true), room.join(false));
    let (low, high) = (tone(440.0, 40), tone(880.0, 40));
    room.floor(&[ann], Ending::Finish);
    low.iter().for_each(|frame| room.frame(ann, LOUD, frame));
    room.floor(&[], Ending::Cut);
    room.pass(200);
    room.floor(&[ben], Ending::Finish);
    high.iter().for_each(|frame| room.frame(ben, LOUD, frame));
    room.floor(&[], Ending::Cut);
    room.pass(200);
    let tail = [vec![SILENCE.to_vec(); 5], vec![STOP.to_vec()]].concat();
    // Who talked falls in again behind the first silence frame of its own tail.
    let rest = &tail[1..];
    assert!(room.strangers[ann].frames == [rest, &high, &tail].concat(), "RED from one, plain Opus to the other");
    assert!(room.strangers[ben].frames == [&low, &tail[..], rest].concat(), "to one with RED");
    assert!(room.strangers[cat].frames == [&low[..], &tail, &high, &tail].concat(), "two talkers in one stream");
    room.strangers.iter().for_each(stream_is_whole);
    let markers = |n: usize| room.strangers[n].headers.iter().filter(|header| header.marker).count();
    assert_eq!([markers(ann), markers(ben), markers(cat)], [1, 1, 2]);
}

#[test]
fn a_press_and_a_release_decode_as_sound_then_silence() {
    let mut room = Room::new();
    let (ann, ben) = (room.join(true), room.join(true));
    let frames = tone(440.0, 30);
    // Pressed 200 ms before the grant; released after frame 25; the first silent packet is the last of the burst.
    frames[..10].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    assert!(room.strangers[ben].frames.is_empty());
    room.floor(&[ann], Ending::Finish);
    frames[10..25].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    room.floor(&[], Ending::Finish);
    frames[25..28].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    for _ in 0..10 {
        room.frame(ann, LEVEL_SILENT, &SILENCE);
    }
    assert_eq!(ends(&room, 0), 1);
    let heard = &room.strangers[ben];
    stream_is_whole(heard);
    assert!(heard.frames[..28] == frames[..28], "what was said before the grant, and all that followed");
    let rest: Vec<&[u8]> = heard.frames[28..].iter().map(Vec::as_slice).collect();
    assert_eq!(rest, [[&SILENCE[..]; 6].as_slice(), &[&STOP[..]]].concat(), "its own silence, then the tail");
    let (mut decoder, mut pcm) = (Decoder::new().unwrap(), [0.0; SAMPLES_MAX]);
    let levels = heard.frames.iter().map(|frame| {
        let samples = decoder.decode(frame, &mut pcm).expect("it decodes");
        assert_eq!(samples.len(), 960);
        opus::level(samples)
    });
    let levels: Vec<u8> = levels.collect();
    assert!(levels[2..28].iter().all(|level| *level < 20), "{levels:?}");
    assert!(levels[30..].iter().all(|level| *level > 90), "{levels:?}");
}

#[test]
fn what_two_say_never_touches() {
    let mut room = Room::new();
    let (ann, ben, cat) = (room.join(false), room.join(false), room.join(true));
    let frames = tone(440.0, 20);
    room.floor(&[ann], Ending::Finish);
    frames.iter().for_each(|frame| room.frame(ann, LOUD, frame));
    room.floor(&[ben], Ending::Cut);
    for frame in &frames {
        let now = room.instant();
        room.strangers[ann].speak(now, LOUD, frame);
        room.frame(ben, LOUD, frame);
    }
    let heard = &room.strangers[cat];
    stream_is_whole(heard);
    assert!(heard.frames == [&frames[..], &[SILENCE.to_vec()], &frames[..]].concat(), "one frame of silence between");
}

#[test]
fn an_ice_restart_in_a_burst_loses_nothing_and_needs_no_handshake() {
    let mut room = Room::new();
    let (ann, ben) = (room.join(false), room.join(false));
    let frames = tone(440.0, 60);
    room.floor(&[ann], Ending::Finish);
    frames[..20].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    room.events.clear();
    let first = room.restart(ann);
    let second = room.restart(ben);
    frames[20..].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    let line = |answer: &str, name: &str| {
        answer.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned)).expect("the answer has it")
    };
    assert_eq!(line(&first, "a=fingerprint:"), line(&second, "a=fingerprint:"));
    assert_ne!(line(&first, "a=ice-ufrag:"), line(&second, "a=ice-ufrag:"));
    room.wait(|room| room.strangers.iter().all(|stranger| stranger.rtc.is_connected()));
    let lives = |event: &&Event| matches!(event, Event::Up { .. } | Event::Down { .. } | Event::BurstEnded { .. });
    assert_eq!(room.events.iter().filter(lives).count(), 0, "{:?}", room.events);
    stream_is_whole(&room.strangers[ben]);
    assert!(room.strangers[ben].frames == frames, "{} of 60", room.strangers[ben].frames.len());
    room.pass(40_000);
    assert_eq!(room.sessions(), 2, "consent goes on with the new names");
}

#[test]
fn a_client_that_moves_keeps_its_slot_and_the_floor() {
    let mut room = Room::new();
    let (ann, ben) = (room.join(false), room.join(false));
    let frames = tone(440.0, 60);
    room.floor(&[ann], Ending::Finish);
    frames[..20].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    for n in [ann, ben] {
        room.strangers[n].move_away();
        room.restart(n);
    }
    room.wait(|room| room.strangers.iter().all(|stranger| stranger.rtc.is_connected()));
    let before = room.strangers[ben].frames.len();
    frames[20..].iter().for_each(|frame| room.frame(ann, LOUD, frame));
    room.floor(&[], Ending::Cut);
    room.pass(200);
    let heard = &room.strangers[ben];
    assert!(heard.frames[before..before + 40] == frames[20..], "from the new address to the new address");
    stream_is_whole(heard);
    assert!(!room.events.iter().any(|event| matches!(event, Event::Down { session: SessionId(_), .. })));
}
