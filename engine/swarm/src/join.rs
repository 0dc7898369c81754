//! Many offers through WHEP at once, and what each took.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pressel_media::dtls::Identity;
use pressel_media::seam::Door;

use crate::answer::Answer;
use crate::client::Client;
use crate::crowd::Crowd;
use crate::http::{Url, post_offer};

/// Requests in flight at once; each is a thread that mostly waits.
pub const IN_FLIGHT_MAX: usize = 64;

/// Refusals (503, a connection that failed) of one member before it is given up.
const TRIES_MAX: usize = 3;

/// What it takes to open a door many times.
pub struct Entrance {
    pub url: Url,
    pub token: String,
    pub identity: Identity,
}

/// What became of a crowd's offers.
#[derive(Clone, Debug, Default)]
pub struct Joined {
    pub answered: usize,
    /// Answers other than 201, and connections that failed; the last in words.
    pub refused: usize,
    pub refusal: Option<String>,
    /// From the request to the answer.
    pub answer_ms_max: u128,
}

/// Offers for `members` of `crowd`, `in_flight` at once, each n-th checked; returns when all are answered or given up.
pub fn join(
    crowd: &Crowd,
    door: &Entrance,
    members: std::ops::Range<usize>,
    in_flight: usize,
    check_each: usize,
) -> Joined {
    let (next, joined) = (AtomicUsize::new(members.start), Mutex::new(Joined::default()));
    thread::scope(|scope| {
        for _ in 0..in_flight.clamp(1, IN_FLIGHT_MAX) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Relaxed);
                    if n >= members.end {
                        return;
                    }
                    let (result, took) = open(door, n);
                    let mut joined = joined.lock().unwrap_or_else(PoisonError::into_inner);
                    joined.answer_ms_max = joined.answer_ms_max.max(took.as_millis());
                    match result {
                        Ok(client) => {
                            joined.answered += 1;
                            crowd.join(n, client, check_each != 0 && n.is_multiple_of(check_each));
                        }
                        Err(error) => {
                            joined.refused += 1;
                            joined.refusal = Some(error.to_string());
                        }
                    }
                }
            });
        }
    });
    joined.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn open(door: &Entrance, n: usize) -> (io::Result<Client>, Duration) {
    let mut found = Err(io::Error::other("not tried"));
    let mut took = Duration::ZERO;
    for _ in 0..TRIES_MAX {
        let seed = u32::try_from(n).unwrap_or(0) + 1;
        let mut client = Client::new(Door::Whep, door.identity.clone(), seed).reporting();
        let asked = Instant::now();
        found = post_offer(&door.url, &door.token, &client.offer()).and_then(|text| {
            let answer = Answer::parse(&text).ok_or_else(|| io::Error::other("the answer has no candidate"))?;
            client.take_answer(Instant::now(), answer);
            Ok(client)
        });
        took = asked.elapsed();
        // A full listen queue drops connections; the door itself answers.
        if !matches!(&found, Err(error) if error.kind() != io::ErrorKind::Other) {
            break;
        }
    }
    (found, took)
}
