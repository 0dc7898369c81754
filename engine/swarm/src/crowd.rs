//! Thousands of light listeners in one thread, on a few shared sockets: a loopback address for each, 250 to a socket.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use pressel_media::ids::{Path, SocketId};
use pressel_runtime::spread::{Arrival, Spread};

use crate::client::Client;
use crate::delay::{Delays, Stamp};

/// Members of one socket; their addresses are 127.1.SOCKET.1 to 127.1.SOCKET.250.
const MEMBERS_PER_SOCKET: usize = 250;

/// Members of one crowd: 40 sockets.
pub const MEMBERS_MAX: usize = 10_000;

/// The crowd looks this often, so that a sender never has to wake it.
const TURN: Duration = Duration::from_millis(1);
const BATCHES_PER_TURN_MAX: usize = 64;

/// What the crowd has seen; read by whoever measures.
#[derive(Default)]
pub struct Tally {
    pub ready: AtomicU64,
    /// Packets of sound from the server.
    pub heard: AtomicU64,
    /// Places in the sequences that stayed empty so far.
    pub missing: AtomicU64,
    /// Of them, those of members below `old_below`.
    pub missing_old: AtomicU64,
    /// Who has a smaller number was there before.
    pub old_below: AtomicUsize,
    /// Packets of the bare loops.
    pub bare: AtomicU64,
    /// Opened, in order, from one talker: of the listeners that look inside.
    pub checked: AtomicU64,
    /// What a listener that looks inside could not accept.
    pub wrong: AtomicU64,
    /// Datagrams of other kinds from the server.
    pub other: AtomicU64,
}

impl Tally {
    fn missed(&self, n: usize, count: u64) {
        self.missing.fetch_add(count, Relaxed);
        if n < self.old_below.load(Relaxed) {
            self.missing_old.fetch_add(count, Relaxed);
        }
    }
}

/// How a crowd listens.
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Each n-th member opens its packets; 0: nobody.
    pub check_each: usize,
    /// Arrival times are kept.
    pub timed: bool,
}

struct Member {
    client: Client,
    checks: bool,
    ready: bool,
    server: SocketAddrV4,
    armed: Option<Instant>,
    last: Option<(u16, u64)>,
}

pub struct Crowd {
    pub tally: Arc<Tally>,
    pub delays: Arc<Delays>,
    joining: Sender<(usize, Client, bool)>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    ports: Vec<u16>,
}

impl Crowd {
    /// A crowd with room for `count`, in a thread of its own.
    ///
    /// # Errors
    /// A socket or thread is refused.
    pub fn start(count: usize, listening: Listening) -> io::Result<Self> {
        let sockets = (0..count.min(MEMBERS_MAX).div_ceil(MEMBERS_PER_SOCKET))
            .map(|_| Spread::bind(listening.timed))
            .collect::<io::Result<Vec<_>>>()?;
        let ports = sockets.iter().map(Spread::port).collect::<io::Result<Vec<_>>>()?;
        let (tally, delays) = (Arc::new(Tally::default()), Arc::new(Delays::default()));
        let (joining, joined) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let mut room = Room {
            sockets,
            members: (0..count).map(|_| None).collect(),
            timers: BinaryHeap::new(),
            tally: Arc::clone(&tally),
            delays: Arc::clone(&delays),
            timed: listening.timed,
        };
        let stopping = Arc::clone(&stop);
        let thread = thread::Builder::new().name("swarm-crowd".into()).spawn(move || room.run(&joined, &stopping))?;
        Ok(Crowd { tally, delays, joining, stop, thread: Some(thread), ports })
    }

    /// Member `n` has its answer and begins to connect; `checks`: it opens what it hears.
    pub fn join(&self, n: usize, client: Client, checks: bool) {
        // A crowd that has stopped takes nobody.
        let _ = self.joining.send((n, client, checks));
    }

    /// Where member `n` is, for loops that send to it without the server.
    #[must_use]
    pub fn path(&self, n: usize) -> Path {
        let port = self.ports.get(n / MEMBERS_PER_SOCKET).copied().unwrap_or(9);
        Path { socket: SocketId(0), remote: SocketAddr::V4(SocketAddrV4::new(address(n), port)) }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            // A crowd that panicked has said so.
            let _ = thread.join();
        }
    }
}

fn address(n: usize) -> Ipv4Addr {
    let byte = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
    Ipv4Addr::new(127, 1, byte(n / MEMBERS_PER_SOCKET), byte(n % MEMBERS_PER_SOCKET + 1))
}

fn member_at(address: Ipv4Addr) -> Option<usize> {
    let [127, 1, socket, place] = address.octets() else { return None };
    Some(usize::from(socket) * MEMBERS_PER_SOCKET + usize::from(place.checked_sub(1)?))
}

/// The crowd's own side.
struct Room {
    sockets: Vec<Spread>,
    members: Vec<Option<Member>>,
    timers: BinaryHeap<Reverse<(Instant, usize)>>,
    tally: Arc<Tally>,
    delays: Arc<Delays>,
    timed: bool,
}

impl Room {
    fn run(&mut self, joined: &Receiver<(usize, Client, bool)>, stop: &AtomicBool) {
        while !stop.load(Relaxed) {
            while let Ok((n, client, checks)) = joined.try_recv() {
                self.admit(n, client, checks);
            }
            (0..self.sockets.len()).for_each(|socket| self.read(socket));
            self.wake();
            thread::sleep(TURN);
        }
    }

    fn admit(&mut self, n: usize, client: Client, checks: bool) {
        let server = client.answer().map(|answer| answer.server);
        let (Some(place), Some(SocketAddr::V4(server))) = (self.members.get_mut(n), server) else { return };
        *place = Some(Member { client, checks, ready: false, server, armed: None, last: None });
        self.after(n);
    }

    fn read(&mut self, socket: usize) {
        let Room { sockets, members, timers, tally, delays, timed } = self;
        let Some(spread) = sockets.get_mut(socket) else { return };
        let now = Instant::now();
        let mut touched = Vec::new();
        for _ in 0..BATCHES_PER_TURN_MAX {
            let count = spread.receive(|arrival, datagram| {
                let Some(n) = member_at(arrival.to) else { return };
                let Some(member) = members.get_mut(n).and_then(Option::as_mut) else { return };
                if member.take(now, arrival, datagram, tally, delays, n, *timed) {
                    touched.push(n);
                }
            });
            if count < pressel_runtime::batch::BATCH {
                break;
            }
        }
        for n in touched {
            settle(members, timers, spread, tally, n);
        }
    }

    fn wake(&mut self) {
        let now = Instant::now();
        while self.timers.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            let Some(Reverse((at, n))) = self.timers.pop() else { return };
            let member = self.members.get_mut(n).and_then(Option::as_mut);
            // Of several timers of one member the earliest counts.
            let Some(member) = member.filter(|member| member.armed == Some(at)) else { continue };
            member.armed = None;
            member.client.timeout(now);
            self.after(n);
        }
    }

    fn after(&mut self, n: usize) {
        let Room { sockets, members, timers, tally, .. } = self;
        if let Some(spread) = sockets.get(n / MEMBERS_PER_SOCKET) {
            settle(members, timers, spread, tally, n);
        }
    }
}

/// Sends what member `n` wants to send, and arms its timer.
fn settle(
    members: &mut [Option<Member>],
    timers: &mut BinaryHeap<Reverse<(Instant, usize)>>,
    spread: &Spread,
    tally: &Tally,
    n: usize,
) {
    let Some(member) = members.get_mut(n).and_then(Option::as_mut) else { return };
    for datagram in member.client.take_outgoing() {
        // What cannot be sent is lost, as on any network.
        let _ = spread.send(address(n), member.server, &datagram);
    }
    if member.client.is_ready() && !member.ready {
        member.ready = true;
        tally.ready.fetch_add(1, Relaxed);
    }
    let deadline = member.client.deadline();
    if let Some(at) = deadline.filter(|at| member.armed.is_none_or(|armed| *at < armed)) {
        member.armed = Some(at);
        timers.push(Reverse((at, n)));
    }
}

impl Member {
    /// One datagram; true where the client may have something to send.
    #[expect(clippy::too_many_arguments, reason = "one datagram and where it is counted")]
    fn take(
        &mut self,
        now: Instant,
        arrival: Arrival,
        datagram: &mut [u8],
        tally: &Tally,
        delays: &Delays,
        n: usize,
        timed: bool,
    ) -> bool {
        if arrival.from != self.server {
            tally.bare.fetch_add(1, Relaxed);
            if let Some((seq, at_ns)) = bare_stamp(datagram).filter(|_| timed) {
                delays.bare(n, seq, arrival.at_ns.saturating_sub(at_ns));
            }
            return false;
        }
        let sound =
            matches!((datagram.first(), datagram.get(1)), (Some(128..=191), Some(kind)) if !(192..=223).contains(kind));
        if !sound {
            tally.other.fetch_add(1, Relaxed);
            self.client.datagram(now, datagram);
            return true;
        }
        if self.checks {
            self.check(now, arrival, datagram, tally, delays, n);
        } else if let Some(step) = self.client.skim(datagram) {
            tally.heard.fetch_add(1, Relaxed);
            if (2..0x8000).contains(&step) {
                tally.missed(n, u64::from(step - 1));
            }
        }
        false
    }

    fn check(&mut self, now: Instant, arrival: Arrival, datagram: &mut [u8], tally: &Tally, delays: &Delays, n: usize) {
        self.client.datagram(now, datagram);
        let heard = self.client.take_heard();
        if heard.is_empty() {
            tally.wrong.fetch_add(1, Relaxed);
        }
        for packet in heard {
            tally.heard.fetch_add(1, Relaxed);
            let stamp = Stamp::read(&packet.payload);
            let number = stamp.map_or(0, |stamp| stamp.number);
            if let Some((seq, before)) = self.last {
                let step = packet.seq.wrapping_sub(seq);
                let forward = (1..0x8000).contains(&step);
                tally.missed(n, u64::from(if forward { step - 1 } else { 0 }));
                if !forward || (number != 0 && number <= before) {
                    tally.wrong.fetch_add(1, Relaxed);
                }
            }
            self.last = Some((packet.seq, number.max(self.last.map_or(0, |(_, before)| before))));
            tally.checked.fetch_add(1, Relaxed);
            if let Some(stamp) = stamp {
                delays.served(n, stamp.number, arrival.at_ns.saturating_sub(stamp.at_ns));
            }
        }
    }
}

/// Number and time of a packet that a bare loop sent: in clear, in place of SSRC and timestamp.
fn bare_stamp(datagram: &[u8]) -> Option<(u64, u64)> {
    let stamp = Stamp::read(datagram.get(datagram.len().checked_sub(Stamp::BYTES)?..)?)?;
    Some((stamp.number, stamp.at_ns))
}
