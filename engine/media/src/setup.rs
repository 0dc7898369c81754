//! From an offer to keys: SDP and DTLS. May take milliseconds, so it has a thread of its own.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::admission::{Handoff, ShardCommand};
use crate::dtls::{DtlsError, HANDSHAKE_MAX, Handshake, Identity, Step};
use crate::ice::Credentials;
use crate::ids::{EchoGroup, Path, RequestId, SessionId};
use crate::sdp::{self, Fingerprint, Local, Negotiated, Offer, SdpError};
use crate::seam::{Door, DownReason, Event};

/// After word of too much work, listeners are kept out for so long; the word comes each second while it lasts.
const OVERLOAD_HOLDS: Duration = Duration::from_secs(3);

/// Fills a buffer with random bytes; seeded in tests.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send>;

#[derive(Debug)]
pub enum SetupInput {
    Open { request: RequestId, session: SessionId, offer: String, door: Door, group: EchoGroup },
    Restart { request: RequestId, session: SessionId, offer: String },
    Close { session: SessionId },
    Handoff(Handoff),
    Timeout,
}

#[derive(Debug)]
pub enum SetupOutput {
    ToShard(ShardCommand),
    Transmit { path: Path, record: Vec<u8> },
    Event(Event),
}

struct Pending {
    door: Door,
    first_ssrc: u32,
    negotiated: Negotiated,
    fingerprints: Vec<Fingerprint>,
    handshake: Option<Handshake>,
    path: Option<Path>,
    secured: bool,
    wake: Instant,
    deadline: Instant,
}

/// Every session's way to its keys.
pub struct Setup {
    identity: Identity,
    candidates: Vec<SocketAddr>,
    sessions_max: usize,
    random: Random,
    sessions: HashMap<SessionId, Pending>,
    wakes: BTreeSet<(Instant, SessionId)>,
    outputs: VecDeque<SetupOutput>,
    busy_until: Option<Instant>,
}

impl Setup {
    /// `candidates` are what answers advertise, best first.
    #[must_use]
    pub fn new(identity: Identity, candidates: Vec<SocketAddr>, sessions_max: usize, random: Random) -> Self {
        Setup {
            identity,
            candidates,
            sessions_max,
            random,
            sessions: HashMap::new(),
            wakes: BTreeSet::new(),
            outputs: VecDeque::new(),
            busy_until: None,
        }
    }

    pub fn handle(&mut self, now: Instant, input: SetupInput) {
        match input {
            SetupInput::Open { request, session, offer, door, group } => {
                if let Err(refusal) = self.open(now, request, session, &offer, door, group) {
                    self.refuse(request, session, &refusal);
                }
            }
            SetupInput::Restart { request, session, offer } => {
                if let Err(refusal) = self.restart(request, session, &offer) {
                    self.refuse(request, session, &refusal);
                }
            }
            SetupInput::Close { session } => self.end(session, DownReason::Closed),
            SetupInput::Handoff(Handoff::Dtls { session, path, record }) => self.receive(now, session, path, &record),
            SetupInput::Handoff(Handoff::Forget { session }) => self.forget(session),
            SetupInput::Handoff(Handoff::Overload) => self.busy_until = Some(now + OVERLOAD_HOLDS),
            SetupInput::Timeout => self.timeout(now),
        }
    }

    pub fn poll(&mut self) -> Option<SetupOutput> {
        self.outputs.pop_front()
    }

    /// When `Timeout` is due.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.wakes.first().map(|(at, _)| *at)
    }

    fn open(
        &mut self,
        now: Instant,
        request: RequestId,
        session: SessionId,
        offer: &str,
        door: Door,
        group: EchoGroup,
    ) -> Result<(), Refusal> {
        if self.sessions.len() >= self.sessions_max {
            return Err(Refusal::NoRoom);
        }
        // Who talks is let in as long as there is room at all.
        if door == Door::Whep && self.busy_until.is_some_and(|until| now < until) {
            return Err(Refusal::Busy);
        }
        if self.sessions.contains_key(&session) {
            return Err(Refusal::Changed);
        }
        let offer = Offer::parse(offer)?;
        let first_ssrc = u32::from_be_bytes(self.bytes());
        let (ice, answer, negotiated) = self.negotiate(session, &offer, door, first_ssrc)?;
        let (uplink, slots) = (negotiated.uplink.is_some(), u8::try_from(negotiated.slots.len()).unwrap_or(u8::MAX));
        let deadline = now + HANDSHAKE_MAX;
        let pending = Pending {
            door,
            first_ssrc,
            negotiated: negotiated.clone(),
            fingerprints: offer.fingerprints,
            handshake: None,
            path: None,
            secured: false,
            wake: deadline,
            deadline,
        };
        self.sessions.insert(session, pending);
        self.wakes.insert((deadline, session));
        let admit = ShardCommand::Admit { session, door, group, ice, negotiated };
        self.outputs.push_back(SetupOutput::ToShard(admit));
        self.outputs.push_back(SetupOutput::Event(Event::Answer { request, session, answer, uplink, slots }));
        Ok(())
    }

    /// An ICE restart keeps keys, slots and everything else (RFC 8445 §9); whatever differs needs a new session.
    fn restart(&mut self, request: RequestId, session: SessionId, offer: &str) -> Result<(), Refusal> {
        let offer = Offer::parse(offer)?;
        let known = self.sessions.get(&session).ok_or(Refusal::Gone)?;
        let (door, first_ssrc) = (known.door, known.first_ssrc);
        let same_certificate = offer.fingerprints.iter().any(|offered| known.fingerprints.contains(offered));
        let (ice, answer, negotiated) = self.negotiate(session, &offer, door, first_ssrc)?;
        let unchanged = self.sessions.get(&session).is_some_and(|known| known.negotiated == negotiated);
        if !same_certificate || !unchanged {
            return Err(Refusal::Changed);
        }
        let (uplink, slots) = (negotiated.uplink.is_some(), u8::try_from(negotiated.slots.len()).unwrap_or(u8::MAX));
        self.outputs.push_back(SetupOutput::ToShard(ShardCommand::Renew { session, ice }));
        self.outputs.push_back(SetupOutput::Event(Event::Answer { request, session, answer, uplink, slots }));
        Ok(())
    }

    fn negotiate(
        &mut self,
        session: SessionId,
        offer: &Offer,
        door: Door,
        first_ssrc: u32,
    ) -> Result<(Credentials, String, Negotiated), SdpError> {
        let ice = Credentials::of(session, self.bytes());
        let local = Local {
            ice: ice.clone(),
            fingerprint: self.identity.fingerprint(),
            candidates: self.candidates.clone(),
            first_ssrc,
            origin: u64::from(u32::from_be_bytes(self.bytes())),
        };
        let (answer, negotiated) = sdp::answer(offer, door, &local)?;
        Ok((ice, answer, negotiated))
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    fn refuse(&mut self, request: RequestId, session: SessionId, refusal: &Refusal) {
        let (code, text) = (refusal.code(), refusal.to_string());
        self.outputs.push_back(SetupOutput::Event(Event::Refused { request, session, code, text }));
    }

    fn receive(&mut self, now: Instant, session: SessionId, path: Path, record: &[u8]) {
        let Some(pending) = self.sessions.get_mut(&session) else { return };
        pending.path = Some(path);
        let identity = &self.identity;
        let handshake = pending.handshake.get_or_insert_with(|| identity.handshake(false, now));
        let step = handshake.receive(now, record, &pending.fingerprints);
        self.take(session, step);
    }

    fn timeout(&mut self, now: Instant) {
        while let Some((at, session)) = self.wakes.first().copied().filter(|(at, _)| *at <= now) {
            self.wakes.remove(&(at, session));
            let Some(pending) = self.sessions.get_mut(&session) else { continue };
            if pending.secured {
                continue;
            }
            if now >= pending.deadline {
                self.end(session, DownReason::Handshake);
                continue;
            }
            pending.wake = pending.deadline;
            self.wakes.insert((pending.deadline, session));
            if let Some(handshake) = &mut pending.handshake {
                let step = handshake.timeout(now, &pending.fingerprints);
                self.take(session, step);
            }
        }
    }

    fn take(&mut self, session: SessionId, step: Result<Step, DtlsError>) {
        let Some(pending) = self.sessions.get_mut(&session) else { return };
        let step = match step {
            Ok(step) => step,
            // After the keys only stray records fail; the sound goes on without them.
            Err(_) if pending.secured => return,
            Err(_) => {
                if let (Some(path), Some(handshake)) = (pending.path, &mut pending.handshake) {
                    let alerts = handshake.last_words().into_iter();
                    self.outputs.extend(alerts.map(|record| SetupOutput::Transmit { path, record }));
                }
                return self.end(session, DownReason::Handshake);
            }
        };
        if let Some(path) = pending.path {
            self.outputs.extend(step.records.into_iter().map(|record| SetupOutput::Transmit { path, record }));
        }
        if let Some(keys) = step.keys {
            pending.secured = true;
            self.outputs.push_back(SetupOutput::ToShard(ShardCommand::Secure { session, keys: Box::new(keys) }));
        }
        let wake = step.wake.unwrap_or(pending.deadline).min(pending.deadline);
        self.wakes.remove(&(pending.wake, session));
        if !pending.secured {
            pending.wake = wake;
            self.wakes.insert((wake, session));
        }
        if step.closed {
            self.end(session, DownReason::Bye);
        }
    }

    fn end(&mut self, session: SessionId, reason: DownReason) {
        self.forget(session);
        self.outputs.push_back(SetupOutput::ToShard(ShardCommand::Remove { session, reason }));
    }

    fn forget(&mut self, session: SessionId) {
        if let Some(pending) = self.sessions.remove(&session) {
            self.wakes.remove(&(pending.wake, session));
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{0}")]
    Sdp(#[from] SdpError),
    #[error("the server has no room for another session")]
    NoRoom,
    #[error("the server sends as much as it can: come again in a moment, or to another server")]
    Busy,
    #[error("the session is gone: open a new one")]
    Gone,
    #[error("only ICE may change in a restart: open a new session for everything else")]
    Changed,
}

impl Refusal {
    fn code(&self) -> &'static str {
        match self {
            Refusal::NoRoom | Refusal::Busy => "no-room",
            Refusal::Sdp(_) | Refusal::Gone | Refusal::Changed => "bad-offer",
        }
    }
}
