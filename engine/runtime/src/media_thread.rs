//! A thread of sound: one shard, its sockets, one epoll.

use std::io;
use std::net::UdpSocket;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use pressel_media::admission::Handoff;
use pressel_media::admission::ShardCommand;
use pressel_media::egress::Outbox;
use pressel_media::ids::{ChannelId, Path, SocketId};
use pressel_media::letters::{Mail, Seat};
use pressel_media::seam::{Command, DownReason, Event};
use pressel_media::setup::SetupInput;
use pressel_media::shard::{Shard, ShardConfig};
use pressel_media::time::Micros;

use crate::batch::{Receiver, Sender};
use crate::shared::{Desk, Shared};

/// Batches read from one socket before its neighbours and the fan-out have their turn.
const BATCHES_PER_TURN_MAX: usize = 4;
const IDLE: Duration = Duration::from_millis(500);
/// Measurements of links go up together, so that thousands of them do not each wake Python.
const LINKS_GAP: Duration = Duration::from_millis(500);
const LINKS_MAX: usize = 4_096;
/// While nobody talks or joins, checks and reports are gathered for so long; a command ends it at once.
const GATHER_MS: libc::c_int = 10;
const BELL_TOKEN: u64 = u64::MAX;

pub struct MediaThread {
    config: ShardConfig,
    seat: Seat,
    started: Instant,
    shard: Shard,
    sockets: Vec<UdpSocket>,
    receiver: Receiver,
    sender: Sender,
    setup: SyncSender<SetupInput>,
    shared: Arc<Shared>,
    epoll: OwnedFd,
    events: Vec<Event>,
    handoffs: Vec<Handoff>,
    handoffs_dropped: u64,
    /// Letters that were taken from the desk.
    mail: Mail,
    links: Vec<Event>,
    links_told_at: Micros,
    wants_room: bool,
}

impl MediaThread {
    pub fn new(
        config: ShardConfig,
        seat: Seat,
        started: Instant,
        sockets: Vec<UdpSocket>,
        setup: SyncSender<SetupInput>,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        // SAFETY: plain call; checked before it is owned.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: `fd` is open and nobody else's.
        let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
        let sender = Sender::new(sockets.iter().map(AsRawFd::as_raw_fd).collect());
        let thread = MediaThread {
            config,
            seat,
            started,
            shard: Shard::seated(config, seat),
            sockets,
            receiver: Receiver::default(),
            sender,
            setup,
            shared,
            epoll,
            events: Vec::with_capacity(256),
            handoffs: Vec::with_capacity(256),
            handoffs_dropped: 0,
            mail: Mail::default(),
            links: Vec::new(),
            links_told_at: Micros::default(),
            wants_room: false,
        };
        thread.watch(libc::EPOLL_CTL_ADD, thread.desk().bell.as_raw_fd(), BELL_TOKEN, libc::EPOLLIN)?;
        for (n, socket) in (0u64..).zip(&thread.sockets) {
            thread.watch(libc::EPOLL_CTL_ADD, socket.as_raw_fd(), n, libc::EPOLLIN)?;
        }
        Ok(thread)
    }

    /// Runs until the engine stops. A panic is a bug: its sessions end, the thread goes on.
    pub fn run(mut self) {
        while !self.shared.is_stopping() {
            if catch_unwind(AssertUnwindSafe(|| self.turn())).is_err() {
                self.begin_anew();
            }
        }
    }

    fn turn(&mut self) {
        let rang = self.wait();
        if !rang && self.shard.is_calm() && self.shared.is_calm() {
            self.gather();
        }
        // Commands and timers have their turn between two batches: the floor is obeyed also where there is always more to send.
        while !self.shared.is_stopping() {
            let mut busy = self.take_commands(self.now());
            busy |= self.read_sockets();
            let now = self.now();
            if self.shard.deadline().is_some_and(|at| at <= now) {
                let (egress, events) = (&mut self.sender, &mut self.events);
                self.shard.timeout(now, &mut Outbox { egress, events, handoffs: &mut self.handoffs });
            }
            self.post();
            busy |= self.send();
            if !busy {
                break;
            }
            self.tell_events();
        }
        self.tell();
    }

    fn now(&self) -> Micros {
        Micros(u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// Until something happens; true where the bell rang.
    fn wait(&mut self) -> bool {
        let now = self.now();
        let idle = Micros(now.0 + u64::try_from(IDLE.as_micros()).unwrap_or(0));
        let until = self.shard.deadline().unwrap_or(idle).min(idle);
        // Rounded up: a millisecond late is a tail frame late, a millisecond early is a turn for nothing.
        let timeout_ms = i32::try_from(until.since(now).as_micros().div_ceil(1_000)).unwrap_or(i32::MAX);
        let mut ready = [libc::epoll_event { events: 0, u64: 0 }; 40];
        // SAFETY: `ready` has room for the number given.
        let count = unsafe { libc::epoll_wait(self.epoll.as_raw_fd(), ready.as_mut_ptr(), 40, timeout_ms) };
        let mut ready = ready.iter().take(usize::try_from(count).unwrap_or(0));
        let rang = ready.any(|event| { event.u64 } == BELL_TOKEN);
        if rang {
            self.desk().bell.quiet();
        }
        rang || count <= 0
    }

    /// A moment more, so that thousands of silent listeners do not each wake this thread.
    fn gather(&self) {
        let mut bell = libc::pollfd { fd: self.desk().bell.as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one live pollfd. Whatever it returns, the turn goes on; the bell is quieted by the next wait.
        unsafe { libc::poll(&raw mut bell, 1, GATHER_MS) };
    }

    fn desk(&self) -> &Desk {
        self.shared.desk(self.seat)
    }

    /// Commands, then the letters that were there before: what a letter follows from is known by then. True where there were letters.
    fn take_commands(&mut self, now: Micros) -> bool {
        let desk = self.shared.desk(self.seat);
        if !self.seat.is_alone() {
            let dropped = self.mail.append(&mut desk.mail.lock().unwrap_or_else(PoisonError::into_inner));
            self.shard.counters.letters_dropped += dropped;
        }
        let mut out = Outbox { egress: &mut self.sender, events: &mut self.events, handoffs: &mut self.handoffs };
        while let Some(command) = desk.commands.pop() {
            self.shard.command(now, command, &mut out);
        }
        let any = !self.mail.is_empty();
        self.shard.receive(now, &mut self.mail, &mut out);
        any
    }

    /// Letters go out ahead of the fan-out, and behind the events that they follow: whoever acts on them has told nothing earlier.
    fn post(&mut self) {
        if self.seat.is_alone() {
            return;
        }
        self.tell_events();
        for to in self.seat.others() {
            let Some(waiting) = self.shard.mail(to).filter(|mail| !mail.is_empty()) else { continue };
            let desk = &self.shared.desks[usize::from(to)];
            let dropped = desk.mail.lock().unwrap_or_else(PoisonError::into_inner).append(waiting);
            self.shard.counters.letters_dropped += dropped;
            desk.bell.ring();
        }
    }

    /// One turn for each socket; true where one may have more.
    fn read_sockets(&mut self) -> bool {
        let mut more = false;
        for (n, socket) in (0u8..).zip(&self.sockets) {
            for batch in 1..=BATCHES_PER_TURN_MAX {
                let micros = self.started.elapsed().as_micros();
                let now = Micros(u64::try_from(micros).unwrap_or(u64::MAX));
                let (shard, sender) = (&mut self.shard, &mut self.sender);
                let (events, handoffs) = (&mut self.events, &mut self.handoffs);
                let count = self.receiver.receive(socket, |remote, datagram| {
                    let mut out = Outbox { egress: sender, events, handoffs };
                    shard.datagram(now, Path { socket: SocketId(n), remote }, datagram, &mut out);
                });
                if count < crate::batch::BATCH {
                    break;
                }
                more |= batch == BATCHES_PER_TURN_MAX;
            }
        }
        more
    }

    /// One micro-batch of the fan-out; true where there is more and the sockets have room.
    fn send(&mut self) -> bool {
        let now = self.now();
        let budget = self.sender.room();
        let mut out = Outbox { egress: &mut self.sender, events: &mut self.events, handoffs: &mut self.handoffs };
        let more = self.shard.work(now, budget, &mut out);
        let room = self.sender.flush();
        if room == self.wants_room {
            self.wants_room = !room;
            let interest = if room { libc::EPOLLIN } else { libc::EPOLLIN | libc::EPOLLOUT };
            for (n, socket) in (0u64..).zip(&self.sockets) {
                // A socket that cannot be watched for room is tried again at the next turn.
                let _ = self.watch(libc::EPOLL_CTL_MOD, socket.as_raw_fd(), n, interest);
            }
        }
        more && room
    }

    /// Links wait for each other; everything else goes up at once.
    fn tell_events(&mut self) {
        let now = self.now();
        let is_link = |event: &Event| matches!(event, Event::Link { .. });
        if self.events.iter().any(is_link) {
            self.links.extend(self.events.extract_if(.., |event| is_link(event)));
        }
        let due = now.since(self.links_told_at) >= LINKS_GAP || self.links.len() >= LINKS_MAX;
        if due && !self.links.is_empty() {
            self.links_told_at = now;
            self.events.append(&mut self.links);
        }
        if !self.seat.is_alone() {
            let (shared, seat) = (&self.shared, self.seat);
            self.events.retain(|event| match event {
                Event::Overload { wait_ms } => shared.tell_overload(seat, *wait_ms > 0),
                _ => true,
            });
        }
        self.shared.events.put(&mut self.events);
    }

    fn tell(&mut self) {
        self.tell_events();
        for handoff in self.handoffs.drain(..) {
            if self.setup.try_send(SetupInput::Handoff(handoff)).is_err() {
                self.handoffs_dropped += 1;
            }
        }
        if !self.seat.is_alone() {
            self.shared.tell_calm(self.seat, self.shard.is_calm());
        }
        let mut published = self.shared.desk(self.seat).published.lock().unwrap_or_else(PoisonError::into_inner);
        published.counters = self.shard.counters;
        published.sessions = self.shard.session_count() as u64;
        published.send_calls = self.sender.calls;
        published.send_blocked = self.sender.blocked;
        published.send_refused = self.sender.refused;
        published.handoffs_dropped = self.handoffs_dropped;
        published.overloaded = self.shard.is_overloaded();
    }

    fn begin_anew(&mut self) {
        let counters = self.shard.counters;
        let ended = self.shard.session_ids().collect::<Vec<_>>();
        let channels = self.shard.channel_ids().collect::<Vec<_>>();
        self.shard = Shard::seated(self.config, self.seat);
        self.shard.counters = counters;
        self.open_again(&channels);
        self.shared.tell_overload(self.seat, false);
        self.events.push(Event::Fault { text: "the media thread met a bug; its sessions were ended".into() });
        for session in ended {
            self.events.push(Event::Down { session, reason: DownReason::Closed });
            self.handoffs.push(Handoff::Forget { session });
        }
        self.tell();
        self.shard.tell_anew();
        self.post();
    }

    /// Channels outlive a bug; who hears them elsewhere waits for their new numbers.
    fn open_again(&mut self, channels: &[ChannelId]) {
        let now = self.now();
        let mut out = Outbox { egress: &mut self.sender, events: &mut self.events, handoffs: &mut self.handoffs };
        for channel in channels.iter().copied() {
            let command = Command::ChannelOpen { channel };
            self.shard.command(now, ShardCommand::Control { request: 0, command }, &mut out);
        }
    }

    fn watch(&self, operation: libc::c_int, fd: libc::c_int, token: u64, interest: libc::c_int) -> io::Result<()> {
        let mut event = libc::epoll_event { events: interest.cast_unsigned(), u64: token };
        // SAFETY: both descriptors are open; `event` lives through the call.
        let result = unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), operation, fd, &raw mut event) };
        if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}
