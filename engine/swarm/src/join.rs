//! Many offers through WHEP at once, and what each took. Who is told when to come again comes again then.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pressel_media::dtls::Identity;
use pressel_media::seam::Door;

use crate::answer::Answer;
use crate::client::Client;
use crate::crowd::Crowd;
use crate::http::{NoAnswer, Url, post_offer};

/// Requests in flight at once; each is a thread that mostly waits.
pub const IN_FLIGHT_MAX: usize = 1_000;

/// Such a thread needs little.
const STACK_BYTES: usize = 256 * 1024;

/// A member comes so often at most: at first, and again after each 503.
const VISITS_MAX: usize = 4;

/// A server that sends newcomers away for longer is not waited for.
const AGAIN_AFTER_MAX: Duration = Duration::from_secs(30);

/// Connections that failed (a full listen queue drops them), at one visit.
const TRIES_MAX: usize = 3;

/// Who has nobody to ask for looks again so often.
const LOOK: Duration = Duration::from_millis(5);

/// What it takes to open a door many times.
pub struct Entrance {
    pub url: Url,
    pub token: String,
    pub identity: Identity,
}

/// How members come: so many at once, the first visits spread evenly over `over`.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    pub in_flight: usize,
    pub over: Duration,
    /// Each n-th opens what it hears; 0: nobody.
    pub check_each: usize,
}

/// What became of a crowd's offers.
#[derive(Clone, Debug, Default)]
pub struct Joined {
    pub answered: usize,
    /// Members whose first visit ended with 503 and a time to come again.
    pub refused_at_first: usize,
    /// Members given up: answers other than 201, connections that failed, too many visits; the last in words.
    pub refused: usize,
    pub refusal: Option<String>,
    /// From the request to the answer.
    pub answer_ms_max: u128,
}

/// Offers for `members` of `crowd`; returns when all are answered or given up.
///
/// # Errors
/// A thread is refused.
pub fn join(crowd: &Crowd, door: &Entrance, members: std::ops::Range<usize>, manner: Manner) -> io::Result<Joined> {
    let queue = Queue::new(members, manner.over);
    let joined = Mutex::new(Joined::default());
    thread::scope(|scope| {
        for _ in 0..manner.in_flight.clamp(1, IN_FLIGHT_MAX).min(queue.open.load(Relaxed)) {
            thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || {
                while let Some(visit) = queue.next() {
                    let (result, took) = open(door, visit.n);
                    let again = queue.seen(&visit, &result);
                    let mut joined = locked(&joined);
                    joined.answer_ms_max = joined.answer_ms_max.max(took.as_millis());
                    match result {
                        Ok(client) => {
                            joined.answered += 1;
                            let checks = manner.check_each != 0 && visit.n.is_multiple_of(manner.check_each);
                            crowd.join(visit.n, client, checks);
                        }
                        Err(why) => joined.no(visit.before, &why, again),
                    }
                }
            })?;
        }
        Ok::<(), io::Error>(())
    })?;
    Ok(joined.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl Joined {
    fn no(&mut self, visits_before: usize, why: &NoAnswer, again: bool) {
        if visits_before == 0 && matches!(why, NoAnswer::Later { .. }) {
            self.refused_at_first += 1;
        }
        if !again {
            self.refused += 1;
            self.refusal = Some(why.to_string());
        }
    }
}

/// One member at the door; ordered by when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    at: Instant,
    n: usize,
    before: usize,
}

/// Who is to come, and when: at most one visit for each member.
struct Queue {
    visits: Mutex<BTreeSet<Visit>>,
    /// Members neither answered nor given up.
    open: AtomicUsize,
}

impl Queue {
    fn new(members: std::ops::Range<usize>, over: Duration) -> Self {
        let (now, count) = (Instant::now(), members.len());
        let gap = over / u32::try_from(count.max(1)).unwrap_or(u32::MAX);
        let visits = members.zip(0..).map(|(n, place)| Visit { at: now + gap * place, n, before: 0 }).collect();
        Queue { visits: Mutex::new(visits), open: AtomicUsize::new(count) }
    }

    /// The next that is due; waits for it. None: nobody is left.
    fn next(&self) -> Option<Visit> {
        while self.open.load(Relaxed) > 0 {
            let now = Instant::now();
            let wait = {
                let mut visits = locked(&self.visits);
                match visits.first().map(|visit| visit.at) {
                    Some(at) if at <= now => return visits.pop_first(),
                    Some(at) => LOOK.min(at - now),
                    None => LOOK,
                }
            };
            thread::sleep(wait);
        }
        None
    }

    /// A visit is over; whether the member comes again.
    fn seen<T>(&self, visit: &Visit, result: &Result<T, NoAnswer>) -> bool {
        if let Err(NoAnswer::Later { after }) = result
            && visit.before + 1 < VISITS_MAX
            && *after <= AGAIN_AFTER_MAX
        {
            locked(&self.visits).insert(Visit { at: Instant::now() + *after, n: visit.n, before: visit.before + 1 });
            return true;
        }
        self.open.fetch_sub(1, Relaxed);
        false
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open(door: &Entrance, n: usize) -> (Result<Client, NoAnswer>, Duration) {
    let mut found = Err(NoAnswer::Refused("not tried".into()));
    let mut took = Duration::ZERO;
    for _ in 0..TRIES_MAX {
        let seed = u32::try_from(n).unwrap_or(0) + 1;
        let mut client = Client::new(Door::Whep, door.identity.clone(), seed).reporting();
        let asked = Instant::now();
        found = post_offer(&door.url, &door.token, &client.offer()).and_then(|text| {
            let answer = Answer::parse(&text).ok_or_else(|| NoAnswer::Refused("the answer has no candidate".into()))?;
            client.take_answer(Instant::now(), answer);
            Ok(client)
        });
        took = asked.elapsed();
        if !matches!(&found, Err(NoAnswer::Io(_))) {
            break;
        }
    }
    (found, took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_told_when_comes_again_then_and_not_for_ever() {
        let queue = Queue::new(7..8, Duration::ZERO);
        let later = || Err::<(), _>(NoAnswer::Later { after: Duration::from_millis(1) });
        for before in 0..VISITS_MAX {
            let asked = Instant::now();
            let visit = queue.next().unwrap();
            assert_eq!((visit.n, visit.before), (7, before));
            assert!(before == 0 || asked.elapsed() >= Duration::from_micros(500));
            assert_eq!(queue.seen(&visit, &later()), before + 1 < VISITS_MAX);
        }
        assert!(queue.next().is_none());
    }

    #[test]
    fn a_no_is_a_no() {
        let queue = Queue::new(0..1, Duration::ZERO);
        let visit = queue.next().unwrap();
        assert!(!queue.seen(&visit, &Err::<(), _>(NoAnswer::Refused("no".into()))));
        assert!(queue.next().is_none());
    }
}
