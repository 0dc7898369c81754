//! Many clients on real sockets, in one thread: one talker, or listeners that count what they hear.

use std::io;
use std::net::UdpSocket;
use std::thread;
use std::time::{Duration, Instant};

use pressel_media::dtls::{DtlsError, Identity};
use pressel_media::seam::Door;

use crate::answer::Answer;
use crate::client::Client;
use crate::http::{Url, post_offer};

const FRAME: Duration = Duration::from_millis(20);
const TURN: Duration = Duration::from_millis(2);
const DATAGRAM_BYTES: usize = 2_048;
/// Opus payload of a talker: a TOC byte, then its number, then filling.
const PAYLOAD_BYTES: usize = 80;
const LOUD: u8 = 20;

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub clients: usize,
    pub connected: usize,
    /// Packets of sound that were heard, all clients together.
    pub heard: u64,
    /// Places in the sequences that stayed empty.
    pub missing: u64,
    pub connect_ms_max: u128,
}

struct Peer {
    client: Client,
    socket: UdpSocket,
    newest: Option<u16>,
}

/// Opens `count` clients at `url` and runs them for `duration` from when all have asked. A talker speaks all the time.
///
/// # Errors
/// A socket or the server refused.
pub fn run(url: &Url, token: &str, door: Door, count: usize, duration: Duration) -> io::Result<Outcome> {
    let identity = Identity::generate().map_err(|error: DtlsError| io::Error::other(error.to_string()))?;
    let started = Instant::now();
    let mut outcome = Outcome { clients: count, ..Outcome::default() };
    let mut peers = Vec::with_capacity(count);
    for seed in 0..count {
        peers.push(open(url, token, door, &identity, u32::try_from(seed).unwrap_or(0) + 1)?);
        turn(&mut peers, &mut outcome);
    }
    let (end, mut next_frame, mut ticks) = (Instant::now() + duration, Instant::now(), 0u32);
    while Instant::now() < end {
        if door == Door::Whip && Instant::now() >= next_frame {
            (ticks, next_frame) = (ticks.wrapping_add(960), next_frame + FRAME);
            let mut payload = [0u8; PAYLOAD_BYTES];
            payload[0] = 0xf8;
            peers.iter_mut().for_each(|peer| peer.client.speak(ticks, LOUD, &payload));
        }
        turn(&mut peers, &mut outcome);
        let connected = peers.iter().filter(|peer| peer.client.is_ready()).count();
        if connected > outcome.connected {
            (outcome.connected, outcome.connect_ms_max) = (connected, started.elapsed().as_millis());
        }
        thread::sleep(TURN);
    }
    Ok(outcome)
}

fn open(url: &Url, token: &str, door: Door, identity: &Identity, seed: u32) -> io::Result<Peer> {
    let mut client = Client::new(door, identity.clone(), seed);
    let answer = post_offer(url, token, &client.offer())?;
    let answer = Answer::parse(&answer).ok_or_else(|| io::Error::other("the answer has no candidate"))?;
    let here = if answer.server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(here)?;
    socket.connect(answer.server)?;
    socket.set_nonblocking(true)?;
    client.take_answer(Instant::now(), answer);
    Ok(Peer { client, socket, newest: None })
}

fn turn(peers: &mut [Peer], outcome: &mut Outcome) {
    let now = Instant::now();
    let mut datagram = [0u8; DATAGRAM_BYTES];
    for peer in peers {
        while let Ok(len) = peer.socket.recv(&mut datagram) {
            peer.client.datagram(now, &mut datagram[..len]);
        }
        if peer.client.deadline().is_some_and(|at| at <= now) {
            peer.client.timeout(now);
        }
        for bytes in peer.client.take_outgoing() {
            // A full socket buffer is loss, as on any network.
            let _ = peer.socket.send(&bytes);
        }
        for heard in peer.client.take_heard() {
            outcome.heard += 1;
            let step = peer.newest.map_or(1, |newest| heard.seq.wrapping_sub(newest));
            if (1..0x8000).contains(&step) {
                outcome.missing += u64::from(step - 1);
                peer.newest = Some(heard.seq);
            }
        }
    }
}
